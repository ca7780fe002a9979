"""The finder of the test browser believes only a browser that really renders."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import find_browser as finder
from tests.browser.find_browser import REMEDIES, find_browser, renders


@pytest.fixture(scope="module")
def real_browser() -> str:
    """Return the browser of this machine, found before its PATH is taken away."""
    return find_browser()


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep here what Playwright leaves behind of a program that is no browser."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
def bare_machine(real_browser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder of PATH, empty, on a machine without browsers or installers."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("LEDGER_BROWSER", raising=False)
    for name in finder.WINDOWS_FOLDERS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(finder, "MAC_NAMES", ())
    monkeypatch.setattr(finder, "NPM_FOLDER", tmp_path / "npm")
    return folder


def program(path: Path, script: str) -> str:
    """Write a Python program to `path` and return its path."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def wrapper(path: Path, browser: str) -> str:
    """Write a program to `path` that becomes the browser, on today's PATH; return its path."""
    start = f"os.execve({browser!r}, [{browser!r}, *sys.argv[1:]], "
    return program(path, f"import os, sys\n{start}{{**os.environ, 'PATH': {os.defpath!r}}})")


def test_the_browser_of_this_machine_renders(real_browser: str) -> None:
    assert renders(real_browser)


def test_a_browser_is_checked_while_another_is_driven(real_browser: str) -> None:
    with sync_playwright():
        assert renders(real_browser)


def test_a_script_that_echoes_the_page_does_not_render(tmp_path: Path) -> None:
    assert not renders(program(tmp_path / "stub", "import sys; print(sys.argv)"))


def test_a_missing_or_endless_program_does_not_render(tmp_path: Path) -> None:
    assert not renders(str(tmp_path / "nowhere"))
    endless = program(tmp_path / "endless", "import time; time.sleep(5)")
    assert not renders(endless, timeout_seconds=0.2)


def test_a_stub_on_the_path_is_passed_over(bare_machine: Path, real_browser: str) -> None:
    program(bare_machine / "chromium-headless-shell", "print('use the snap')")
    good = wrapper(bare_machine / "msedge", real_browser)
    assert find_browser() == good


def test_the_named_browser_is_preferred(
    bare_machine: Path, real_browser: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper(bare_machine / "chromium", real_browser)
    named = wrapper(tmp_path / "mine" / "browser", real_browser)
    monkeypatch.setenv("LEDGER_BROWSER", named)
    assert find_browser() == named


def test_a_named_browser_that_fails_is_an_error_and_not_replaced(
    bare_machine: Path, real_browser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper(bare_machine / "chromium", real_browser)
    monkeypatch.setenv("LEDGER_BROWSER", "/nowhere/chrome")
    with pytest.raises(RuntimeError, match="LEDGER_BROWSER=/nowhere/chrome does not render"):
        find_browser()


def test_without_any_browser_the_error_names_three_remedies(bare_machine: Path) -> None:
    with pytest.raises(RuntimeError) as caught:
        find_browser()
    for remedy in ("LEDGER_BROWSER=", "apt-get install chromium-headless-shell", "npm"):
        assert remedy in str(caught.value)
    assert list(bare_machine.iterdir()) == []


def test_the_script_prints_only_the_path_of_a_browser_that_renders() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.find_browser"],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert renders(done.stdout.removesuffix("\n"))


def test_the_script_fails_with_the_remedies(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.find_browser"],
        cwd=Path(__file__).parents[2],
        env={"LEDGER_BROWSER": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert REMEDIES in done.stderr
    assert done.stdout == ""
