"""The cash book: posting order, the balance after each line, and who reads names in it."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import clock
from ledger.book import rules
from ledger.db import run
from ledger.documents.cash_book import cash_book_pdf, cash_book_xlsx
from ledger.errors import NotFound
from ledger.models.books import AccountKind, Rule
from ledger.models.receipts import DonorCopy
from ledger.models.users import Role
from ledger.reports.cash_book import PAGE_LINES, cash_book, cash_book_page
from ledger.reports.purses import books_in_scope
from ledger.services.openings import post_opening
from ledger.services.receipts import void_receipt
from tests import collecting, make
from tests.collecting import DAY, Season, give, new_key, vouchers_of
from tests.conftest import Store


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A season on its working day, on both engines."""
    made = collecting.season()
    with clock.at_day(DAY):
        yield made


def void(at: Season, voucher_id: int) -> None:
    """Cancel a receipt."""
    run(
        void_receipt,
        at.treasurer,
        voucher_id,
        key=new_key(),
        reason="ghi nhầm Nguyễn Văn An",
        donor_copy=DonorCopy.RETURNED,
    )


def begin(at: Season, *, cash_vnd: int, bank_vnd: int, on_date: date) -> None:
    """Post an opening balance."""
    run(
        post_opening,
        at.treasurer,
        key=new_key(),
        book_id=at.book_id,
        on_date=on_date,
        cash_vnd=cash_vnd,
        bank_vnd=bank_vnd,
        paper="Biên bản kiểm kê quỹ số 01/BB",
    )


def test_each_line_shows_what_is_in_the_purse_after_it(at: Season) -> None:
    begin(at, cash_vnd=1_000_000, bank_vnd=9_000_000, on_date=date(2024, 1, 2))
    first, _ = vouchers_of(give(at, 158_000, 225_000))
    void(at, first)
    book = cash_book(at.treasurer, at.book_id)
    assert [(line.in_vnd, line.out_vnd, line.balance_vnd) for line in book.lines] == [
        (1_000_000, 0, 1_000_000),
        (158_000, 0, 1_158_000),
        (225_000, 0, 1_383_000),
        (0, 158_000, 1_225_000),
    ]
    assert [(line.receipt_number, line.payment_number) for line in book.lines] == [
        ("CT 0001/2024", ""),
        ("0001/2024", ""),
        ("0002/2024", ""),
        ("", "ĐC 0001/2024"),
    ]
    assert (book.in_total_vnd, book.out_total_vnd, book.closing_vnd) == (
        1_383_000,
        158_000,
        1_225_000,
    )


def test_the_unit_reads_what_each_line_was_for(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    void(at, voucher_id)
    book = cash_book(at.treasurer, at.book_id)
    assert [line.description for line in book.lines] == [
        "Nguyễn Văn An – Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024",
        "Hủy PT 0001/2024: ghi nhầm Nguyễn Văn An",
    ]
    assert book.unit_name == "ĐẢNG ỦY XÃ LONG SƠN"


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICE])
def test_above_the_unit_the_gifts_of_a_year_are_one_line(at: Season, role: Role) -> None:
    begin(at, cash_vnd=1_000_000, bank_vnd=0, on_date=date(2024, 1, 2))
    first, _, _ = vouchers_of(give(at, 158_000, 225_000, 90_000))
    make.post(
        at.world,
        rules.Draft(
            on_date=DAY,
            purpose="Gửi tiền mặt vào ngân hàng",
            legs=(rules.deposit(rules.Purse(at.book_id, Rule.KEEP), 300_000),),
        ),
    )
    void(at, first)
    reader = make.actor(at.world.district_id, role)
    page = cash_book_page(reader, at.book_id)
    assert [
        (line.description, line.in_vnd, line.out_vnd, line.balance_vnd) for line in page.book.lines
    ] == [
        ("Các khoản ủng hộ trong năm: 2 khoản", 315_000, 0, 315_000),
        ("Số dư đầu kỳ theo Biên bản kiểm kê quỹ số 01/BB", 1_000_000, 0, 1_315_000),
        ("Gửi tiền mặt vào ngân hàng", 0, 300_000, 1_015_000),
    ]
    assert page.book.lines[0].receipt_number == ""
    assert (page.pages, page.book.in_total_vnd, page.book.out_total_vnd) == (1, 1_315_000, 300_000)
    own = cash_book(at.treasurer, at.book_id)
    assert page.book.closing_vnd == own.closing_vnd == 1_015_000


def test_above_the_unit_a_year_may_only_have_taken_back(at: Season) -> None:
    (voucher_id,) = vouchers_of(give(at, 158_000))
    with clock.at_day(january := date(2025, 1, 5)):
        void(at, voucher_id)
        book = cash_book(make.actor(at.world.district_id, Role.OFFICE), at.book_id)
    (line,) = book.lines
    assert (line.in_vnd, line.out_vnd, line.balance_vnd) == (0, 158_000, 0)
    assert (line.voucher_on, book.opening_vnd, book.closing_vnd) == (january, 158_000, 0)


def test_the_office_reads_names_in_its_own_book_only(at: Season) -> None:
    office = rules.Purse(at.world.office_book_id, Rule.OFFICE)
    leg = rules.contribution(office, 5_000_000, into=AccountKind.CASH)
    firm = rules.Party(name="Công ty TNHH Tân Hòa", place="")
    make.post(at.world, rules.Draft(on_date=DAY, purpose="Ủng hộ", legs=(leg,), party=firm))
    for role, description in (
        (Role.OFFICE, "Công ty TNHH Tân Hòa – Ủng hộ"),
        (Role.INSPECTOR, "Các khoản ủng hộ trong năm: 1 khoản"),
    ):
        (line,) = cash_book(make.actor(at.world.district_id, role), office.book_id).lines
        assert line.description == description


def test_lines_stand_in_posting_order_whatever_their_day(at: Season) -> None:
    give(at, 100_000, on=date(2024, 12, 19))
    give(at, 200_000, on=date(2024, 11, 1))
    days = [line.voucher_on for line in cash_book(at.treasurer, at.book_id).lines]
    assert days == [date(2024, 12, 19), date(2024, 11, 1)]


def test_a_year_opens_with_what_the_years_before_left(at: Season) -> None:
    give(at, 100_000)
    january = date(2025, 1, 5)
    give(at, 40_000, on=january, day=january)
    give(at, 60_000, on=date(2024, 12, 31), day=january)
    with clock.at_day(january):
        old = cash_book(at.treasurer, at.book_id, 2024)
        new = cash_book(at.treasurer, at.book_id, 2025)
    assert [line.balance_vnd for line in old.lines] == [100_000, 160_000]
    assert (new.opening_vnd, new.closing_vnd) == (160_000, 200_000)
    assert [line.balance_vnd for line in new.lines] == [200_000]
    assert (old.starts_on, old.ends_before) == (date(2024, 1, 1), date(2025, 1, 1))
    assert new.ends_before == date(2025, 1, 6)


def test_money_by_bank_is_no_line_of_the_cash_book(at: Season) -> None:
    begin(at, cash_vnd=0, bank_vnd=500_000, on_date=date(2024, 1, 2))
    assert cash_book(at.treasurer, at.book_id).lines == ()
    assert cash_book_page(at.treasurer, at.book_id).bank_vnd == 500_000


def test_a_voucher_of_many_transfers_is_one_line(at: Season) -> None:
    purse = rules.Purse(at.book_id, Rule.KEEP)
    drafts = [
        rules.Draft(
            on_date=DAY,
            purpose="Thu theo danh sách",
            legs=(rules.contribution(purse, amount_vnd, into=AccountKind.CASH),),
            voucher_group="list",
        )
        for amount_vnd in (100_000, 50_000)
    ]
    make.post(at.world, *drafts)
    (line,) = cash_book(at.treasurer, at.book_id).lines
    assert (line.in_vnd, line.balance_vnd) == (150_000, 150_000)


def test_a_page_of_the_screen_is_bounded_and_its_balances_go_on(at: Season) -> None:
    purse = rules.Purse(at.book_id, Rule.KEEP)
    drafts = [
        rules.Draft(
            on_date=DAY,
            purpose="Ủng hộ",
            legs=(rules.contribution(purse, 1_000, into=AccountKind.CASH),),
        )
        for _ in range(PAGE_LINES + 20)
    ]
    make.post(at.world, *drafts)
    last = cash_book_page(at.treasurer, at.book_id)
    assert (last.page, last.pages, len(last.book.lines)) == (2, 2, 20)
    assert last.book.lines[0].balance_vnd == 1_000 * (PAGE_LINES + 1)
    first = cash_book_page(at.treasurer, at.book_id, page=1)
    assert len(first.book.lines) == PAGE_LINES
    assert first.book.closing_vnd == last.book.closing_vnd == 1_000 * (PAGE_LINES + 20)
    strange = cash_book_page(at.treasurer, at.book_id, page=-1, year=1999)
    assert (strange.page, strange.year) == (2, 2024)


def test_an_empty_book_says_that_it_may_be_begun(at: Season) -> None:
    page = cash_book_page(at.treasurer, at.book_id)
    assert page.empty
    assert page.own
    give(at, 10_000)
    assert not cash_book_page(at.treasurer, at.book_id).empty


def test_another_units_book_does_not_exist(at: Season) -> None:
    with pytest.raises(NotFound):
        cash_book_page(at.agency_treasurer, at.book_id)
    with pytest.raises(NotFound):
        cash_book(at.treasurer, at.book_id, 1999)


def test_the_books_in_scope_are_listed_with_what_they_hold(at: Season) -> None:
    give(at, 158_000)
    (own,) = books_in_scope(at.treasurer)
    assert (own.book_id, own.cash_vnd, own.rule) == (at.book_id, 158_000, Rule.KEEP)
    office = make.actor(at.world.district_id, Role.OFFICE)
    assert [line.book_id for line in books_in_scope(office)] == [
        at.world.office_book_id,
        at.book_id,
        at.world.agency_book_id,
    ]


def test_the_book_becomes_a_paper_and_a_spreadsheet(at: Season) -> None:
    give(at, 158_000)
    book = cash_book(at.treasurer, at.book_id)
    assert cash_book_pdf(book).startswith(b"%PDF")
    assert cash_book_xlsx(book).startswith(b"PK")


def test_a_page_takes_the_same_few_statements_at_any_size(at: Season) -> None:
    give(at, 10_000)
    with collecting.counted_statements() as small:
        cash_book_page(at.treasurer, at.book_id)
    give(at, 11_000, 12_000, 13_000, 14_000)
    with collecting.counted_statements() as large:
        cash_book_page(at.treasurer, at.book_id)
    assert len(large) == len(small) <= 8
