# The daily commands. A new machine needs Python 3.11 or newer, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never

.PHONY: run test lint bench

run: $(VENV)/runtime
	@$(BIN)/ngoinha demo
	@$(BIN)/ngoinha serve --demo

test: $(VENV)/development
	@$(BIN)/python -m tests.programs
	@$(BIN)/python -m tests.browser.find_browser > $(VENV)/browser
	@LEDGER_BROWSER="$$(cat $(VENV)/browser)" $(BIN)/pytest -n 2 --dist loadgroup

lint: $(VENV)/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet

bench: $(VENV)/development $(VENV)/peers/done
	@$(BIN)/python -m tests.programs
	@$(BIN)/python -m tests.bench $(VENV)/peers/bin/python

$(VENV)/uv:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
	  { echo "Cần Python 3.11 trở lên (đặt PYTHON=python3.11)."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Thiếu venv: cài gói python3-venv rồi chạy lại."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	@touch $@

$(VENV)/runtime: requirements.txt pyproject.toml | $(VENV)/uv
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements.txt
	@$(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/development: requirements-dev.txt $(VENV)/runtime
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# Other people's programs live apart, so that their needs never meet ours.
$(VENV)/peers/done: tests/bench/peers/requirements.txt | $(VENV)/uv
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/peers
	@$(BIN)/uv pip install --quiet --require-hashes --python $(VENV)/peers/bin/python -r $<
	@touch $@
