"""More than three hundred malformed files: each has its answer in seconds, and none breaks a thing.

Starting a reader for each would cost minutes: here one reader, under the same limits, takes many
files in turn, and the whole way through the screen is gone by one file of each sort.
"""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from ledger.db import db
from ledger.intake import contribution_lists, workbooks
from ledger.intake.amount_units import AskUnit
from ledger.intake.bank_shapes import likely_header, mapped_layout, suggest_places
from ledger.intake.bank_statements import find_sheet, read_statement, visible_sheets
from ledger.intake.contribution_lists import AskColumns, AskLetters, ContributionList, Reading
from ledger.intake.workbooks import Unreadable, Workbook
from ledger.models.bank_lines import BankLine
from ledger.models.journal import Submission
from tests import banking
from tests.collecting import Season
from tests.malformed import Malformed, malformed_files, malformed_statements
from tests.web.browser import Browser

TOGETHER = 70
_READER = """
import base64, json, sys
from ledger.intake import child, workbooks
child.limit_resources()
for line in sys.stdin:
    kind, body = json.loads(line)
    try:
        answer = child.answer(base64.b64decode(body), kind)
    except BaseException:  # a parser that breaks ends its process, which is told like this
        answer = {"refused": workbooks.OVER_LIMITS}
    print(json.dumps(json.dumps(answer)), flush=True)
"""


@cache
def files() -> list[Malformed]:
    """Make the files once."""
    return malformed_files()


@cache
def statements() -> list[Malformed]:
    """Make those once that are meant to be a bank's."""
    return malformed_statements()


def kinds_of(batch: list[Malformed]) -> list[tuple[Malformed, str | Unreadable]]:
    """Return what each file claims to be, or why that is refused before a reader is started."""
    found: list[tuple[Malformed, str | Unreadable]] = []
    for file in batch:
        try:
            found.append((file, workbooks._kind(file.body, file.filename)))
        except Unreadable as refusal:
            found.append((file, refusal))
    return found


def answers(batch: list[tuple[Malformed, str]]) -> list[str]:
    """Let one reader, whose processor time is limited for all together, take many files."""
    lines = [json.dumps([kind, b64encode(file.body).decode()]) for file, kind in batch]
    finished = subprocess.run(
        [sys.executable, "-c", _READER],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    read: list[str] = [json.loads(line) for line in finished.stdout.splitlines()]
    assert len(read) == len(batch), (batch[len(read)][0].what, finished.stderr[-500:])
    return read


def test_there_are_more_than_three_hundred_and_no_two_alike() -> None:
    assert len(files()) >= 300
    assert len({(file.filename, file.body) for file in files()}) >= 300


@pytest.mark.parametrize("start", range(0, 490, TOGETHER))
def test_each_file_is_read_or_refused_within_the_limits(start: int) -> None:
    read_all(files()[start : start + TOGETHER])


@pytest.mark.parametrize("start", range(0, 350, TOGETHER))
def test_each_statement_is_read_or_refused_within_the_limits(start: int) -> None:
    read_all(statements()[start : start + TOGETHER])


def read_all(batch: list[Malformed]) -> None:
    told = kinds_of(batch)
    read = [(file, kind) for file, kind in told if isinstance(kind, str)]
    for (file, _), answer in zip(read, answers(read), strict=True):
        try:
            workbook = workbooks._workbook(answer.encode())
        except Unreadable:
            continue  # with a sentence, whatever it is; anything else fails this test
        read_as_contributions(workbook, file.what)
        read_as_statement(workbook)


def read_as_contributions(workbook: Workbook, what: str) -> None:
    """Read a workbook as a list of gifts: as one, as a question, or with a sentence."""
    with suppress(Unreadable):
        found = contribution_lists.read_contributions(workbook, Reading())
        assert isinstance(found, ContributionList | AskLetters | AskColumns | AskUnit), what


def read_as_statement(workbook: Workbook) -> None:
    """Read a workbook as a bank's: by a shape that fits, else by the columns offered to a person."""
    with suppress(Unreadable):
        sheets = visible_sheets(workbook)
        found = find_sheet(workbook)
        if found is None:
            header = likely_header(sheets[0])
            places = suggest_places(sheets[0], header)
            layout = mapped_layout(sheets[0], header=header, places=places, order=None)
            found = sheets[0], layout
        read = read_statement(*found)
        assert all(movement.amount_vnd > 0 for movement in read.movements)


def test_the_last_batch_is_the_last() -> None:
    assert len(files()) <= 490
    assert 200 <= len(statements()) <= 350


def sorts() -> Mapping[str, Malformed]:
    """Return one file of each sort."""
    wanted = ("cut at 0/20", "cut at 11/20", "spoilt 9", "named .xlsm", "named .pdf", "a picture",
              "a bomb", "too many parts", "with xl/vbaProject.bin", "xl/workbook.xml with a DTD",
              "a cell at XFD1048576", "very many rows", "repeated 1000000000", "a NUL in utf-8",
              "an open quote in utf-8", "many rows in utf-16", "strange sums in utf-8",
              "strange days in utf-8", "markup in utf-8", "noise 3")  # fmt: skip
    found = {file.what: file for file in reversed(files())}
    return {what: found[what] for what in wanted}


def test_through_the_screen_nothing_breaks_and_nothing_is_recorded(
    season: Season, treasurer: Browser
) -> None:
    for what, file in sorts().items():
        fields: dict[str, Any] = {
            "file": (BytesIO(file.body), file.filename),
            "campaign_id": str(season.campaign_id),
            "method": "cash",
        }
        answer = treasurer.submit_fields("/contribution-imports", fields)
        assert answer.status_code in {303, 422}, what
        if answer.status_code == 303:
            page = treasurer.get(answer.location)
            assert page.status_code == 200, what
        else:
            assert "Chưa ghi sổ khoản nào." in answer.text, what
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0


def test_statements_through_the_screen_break_nothing_and_add_no_line(
    season: Season, treasurer: Browser
) -> None:
    banking.account(season.treasurer)
    wanted = ("sum '1e9' at 1", "day '12/31/2022'", "both sides in utf-8", "markup in utf-8",
              "totals that lie in utf-16", "one column in utf-8", "cut at 11/20",
              "a long remark in utf-8")  # fmt: skip
    odd = {file.what: file for file in reversed(statements())}
    for what in wanted:
        sent = (BytesIO(odd[what].body), odd[what].filename)
        answer = treasurer.submit("/bank-statements", file=sent)
        assert answer.status_code in {303, 422}, what
        if answer.status_code == 422:
            assert "Chưa ghi sổ khoản nào." in answer.text, what
            continue
        page = treasurer.get(answer.location)
        assert page.status_code == 200, what
        if 'name="plan"' not in page.text:  # faults, days in doubt, or columns to be chosen
            told = treasurer.submit(f"{answer.location}/import", sha256="0" * 64, plan="0" * 64)
            assert told.status_code in {409, 422}, what
    assert treasurer.get(f"{answer.location}?map=1&sheet=99&header=999").status_code == 200
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BankLine)) == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 0
