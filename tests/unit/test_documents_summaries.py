"""The summary's and the statement's papers and spreadsheets say the same, and fit their sheet."""

import io
from dataclasses import replace

import openpyxl
import pytest
from pypdf import PdfReader

from ledger.documents import summaries as documents
from ledger.documents.party_paper import ACROSS
from ledger.documents.sections import Section
from ledger.models.books import Rule
from ledger.money import format_vnd
from ledger.reports.figures import Figures
from ledger.reports.summaries import (
    BookLine,
    HousesLine,
    Statement,
    StatementLine,
    Summary,
    UnitLine,
)

OWN = Figures(
    asked=100, given=80, not_asked=3, given_vnd=90_000_001, spent_vnd=30_000_002,
    held_vnd=59_999_999,
)  # fmt: skip
SENT = Figures(
    asked=40, given=30, given_vnd=12_345_678, handed_in_vnd=9_000_009, refunded_vnd=50_005,
    on_its_way_vnd=2_000_000, held_vnd=1_395_674,
)  # fmt: skip
HOUSE = Figures(granted_vnd=7_000_007, spent_vnd=4_000_004, held_for_houses_vnd=3_000_003)
OFFICE = Figures(
    handed_in_vnd=-9_000_009, refunded_vnd=-50_005, granted_vnd=-7_000_007, held_vnd=1_949_997
)
SUMMARY = Summary(
    years=(),
    current=None,
    lines=(
        UnitLine(unit_id=1, book_id=1, name="Đảng bộ xã Long Sơn", rule=Rule.KEEP, figures=OWN),
        UnitLine(unit_id=2, book_id=2, name="Chi bộ Tòa án", rule=Rule.REMIT, figures=SENT),
    ),
    houses=(HousesLine(unit_id=1, name="Đảng bộ xã Long Sơn", houses=1, figures=HOUSE),),
    office=OFFICE,
)


def book(book_id: int, house_id: int | None, figures: Figures) -> BookLine:
    """Return one book of the commune."""
    rule = Rule.GRANT if house_id else Rule.KEEP
    return BookLine(
        book_id=book_id, rule=rule, house_id=house_id, house="Ngôi nhà số 01" if house_id else "",
        is_closed=False, figures=figures,
    )  # fmt: skip


STATEMENT = Statement(
    unit_id=1,
    name="Đảng bộ xã Long Sơn",
    keeps=True,
    lines=(StatementLine(campaign_id=1, year=2024, figures=OWN),),
    own=OWN,
    books=(book(1, None, OWN), book(5, 7, HOUSE)),
)


def many(count: int) -> Summary:
    """Return a summary of so many units with long names."""
    name = "Đảng bộ Công ty Khai thác Thủy lợi và Dịch vụ Nông nghiệp liên huyện số"
    line = SUMMARY.lines[1]
    lines = tuple(replace(line, name=f"{name} {number}") for number in range(count))
    return replace(SUMMARY, lines=lines)


def test_every_dong_has_its_place() -> None:
    assert SUMMARY.adds_up
    places = {place.rule: place for place in SUMMARY.places}
    assert {rule: place.held_vnd for rule, place in places.items()} == {
        Rule.KEEP: 59_999_999,
        Rule.REMIT: 1_395_674,
        None: 2_000_000,
        Rule.OFFICE: 1_949_997,
        Rule.GRANT: 3_000_003,
    }
    whole = SUMMARY.whole
    assert whole.own_vnd - whole.spent_vnd == whole.held_vnd
    assert whole.received_vnd == whole.sent_vnd


def test_a_grant_that_did_not_arrive_does_not_add_up() -> None:
    assert not replace(SUMMARY, houses=()).adds_up


SAID = [
    (
        documents.summary_sections(SUMMARY),
        documents.summary_pdf(SUMMARY, committee="Huyện ủy Tân Hòa"),
        documents.summary_xlsx(SUMMARY, committee="Huyện ủy Tân Hòa"),
    ),
    (
        documents.statement_sections(STATEMENT),
        documents.statement_pdf(STATEMENT),
        documents.statement_xlsx(STATEMENT),
    ),
]


@pytest.mark.parametrize(("sections", "pdf", "xlsx"), SAID)
def test_paper_and_spreadsheet_say_the_same(
    sections: list[Section], pdf: bytes, xlsx: bytes
) -> None:
    paper = " ".join(words(pdf))
    for section, sheet in zip(sections, openpyxl.load_workbook(io.BytesIO(xlsx)), strict=True):
        rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
        for cells in section.rows:
            assert tuple(None if cell == "" else cell for cell in cells) in [
                tuple(None if cell == "" else cell for cell in row) for row in rows
            ]
            for cell in cells:
                shown = format_vnd(cell) if isinstance(cell, int) else str(cell or "")
                assert shown in paper


@pytest.mark.parametrize("sections", [said[0] for said in SAID])
def test_every_table_fits_between_the_margins(sections: list[Section]) -> None:
    for section in sections:
        assert sum(column.width for column in section.columns) <= ACROSS.body
        assert {len(row) for row in section.rows} == {len(section.columns)}


def test_a_remitting_units_statement_has_its_columns_too() -> None:
    remitting = replace(STATEMENT, keeps=False, own=SENT, books=(book(2, None, SENT),))
    section = documents.statement_sections(remitting)[0]
    assert sum(column.width for column in section.columns) <= ACROSS.body
    assert section.rows[-1][5:8] == (9_000_009, 50_005, 2_000_000)


@pytest.mark.parametrize("count", [1, 15, 16, 17, 18, 19, 40, 60])
def test_the_signatures_stand_under_rows_on_whatever_page(count: int) -> None:
    pages = PdfReader(io.BytesIO(documents.summary_pdf(many(count), committee="Huyện ủy")))
    last = " ".join(pages.pages[-1].extract_text().split())
    assert "Cộng" in last
    assert last.index("Cộng") < last.index("KẾ TOÁN")
    everything = " ".join(" ".join(page.extract_text().split()) for page in pages.pages)
    assert everything.count("Đảng bộ Công ty") == count


def words(pdf: bytes) -> list[str]:
    """Return the text of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
