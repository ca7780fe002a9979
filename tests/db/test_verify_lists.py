"""``verify`` reads what lines of statements were used for, and what daily lists say (C8, G4, P11).

One deed after another behind the guards, each taken back before the next.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.models.daily_lists import DailyList
from ledger.models.journal import Transfer, Voucher
from ledger.services import bank_lines
from ledger.services.bank_lines import Part
from ledger.services.daily_lists import make_list
from tests import banking, collecting
from tests.collecting import DAY, Season, give, new_key
from tests.conftest import Store
from tests.db import ledgers

USE, LINE, LIST, ROW = "bank_line_use", "bank_line", "daily_list", "daily_list_line"

DEEDS = (
    ("dòng sao kê được dùng quá số tiền của nó", "dòng sao kê {first}",
     f"UPDATE {LINE} SET amount_vnd = amount_vnd - 1 WHERE id = {{first}}",
     f"UPDATE {LINE} SET amount_vnd = amount_vnd + 1 WHERE id = {{first}}"),
    ("chứng từ được ghép với sao kê quá số tiền qua ngân hàng của nó", "sổ {book}, PT 0001/2024",
     f"UPDATE {USE} SET amount_vnd = amount_vnd + 1 WHERE bank_line_id = {{first}}",
     f"UPDATE {USE} SET amount_vnd = amount_vnd - 1 WHERE bank_line_id = {{first}}"),
    ("chứng từ được ghép với sao kê quá số tiền qua ngân hàng của nó", "sổ {book}, PT 0001/2024",
     f"UPDATE {LINE} SET sign = -1 WHERE id = {{first}}",
     f"UPDATE {LINE} SET sign = 1 WHERE id = {{first}}"),
    ("chứng từ được ghép với sao kê quá số tiền qua ngân hàng của nó", "sổ {book}, PT 0002/2024",
     f"UPDATE {USE} SET event_id = {{cash}} WHERE bank_line_id = {{first}}",
     f"UPDATE {USE} SET event_id = {{event}} WHERE bank_line_id = {{first}}"),
    ("chứng từ được ghép với sao kê quá số tiền qua ngân hàng của nó", "sổ {book}, PT 0001/2024",
     "UPDATE bank_account SET party_unit_id = {agency}",
     "UPDATE bank_account SET party_unit_id = {commune}"),
    ("khoản ghi từ sao kê không phải khoản ủng hộ, lãi hay phí như đã ghi",
     "sổ {book}, PT 0001/2024",
     f"UPDATE {USE} SET kind = 'movement' WHERE bank_line_id = {{first}}",
     f"UPDATE {USE} SET kind = 'chosen' WHERE bank_line_id = {{first}}"),
    ("khoản ghi từ sao kê không phải khoản ủng hộ, lãi hay phí như đã ghi",
     "sổ {book}, CT 0001/2024",
     f"UPDATE {USE} SET kind = 'chosen' WHERE kind = 'movement'",
     f"UPDATE {USE} SET kind = 'movement' WHERE bank_line_id = {{interest}}"),
    ("thiếu một trong các dòng sao kê giống nhau", "dòng sao kê {twin}",
     f"UPDATE {LINE} SET occurrence = 3 WHERE id = {{twin}}",
     f"UPDATE {LINE} SET occurrence = 1 WHERE id = {{twin}}"),
    ("bảng kê biên lai thiếu dòng hoặc không khớp tổng số tiền", "sổ {book}, bảng kê 1/2024",
     f"UPDATE {LIST} SET counted_vnd = counted_vnd + 1 WHERE number = 1",
     f"UPDATE {LIST} SET counted_vnd = counted_vnd - 1 WHERE number = 1"),
    ("bảng kê biên lai thiếu dòng hoặc không khớp tổng số tiền", "sổ {book}, bảng kê 1/2024",
     f"UPDATE {ROW} SET position = 9 WHERE position = 1 AND daily_list_id = {{list}}",
     f"UPDATE {ROW} SET position = 1 WHERE position = 9 AND daily_list_id = {{list}}"),
    ("thiếu một số bảng kê biên lai", "sổ {book}, bảng kê năm 2024",
     f"UPDATE {LIST} SET number = 3 WHERE number = 2",
     f"UPDATE {LIST} SET number = 2 WHERE number = 3"),
    ("phiếu thu trên bảng kê không phải tiền mặt của sổ, của ngày đó, hoặc khác số tiền",
     "sổ {book}, PT 0002/2024",
     f"UPDATE {LIST} SET on_date = '2024-12-19' WHERE number = 1",
     f"UPDATE {LIST} SET on_date = '2024-12-20' WHERE number = 1"),
    ("phiếu thu trên bảng kê không phải tiền mặt của sổ, của ngày đó, hoặc khác số tiền",
     "sổ {book}, PT 0002/2024",
     f"UPDATE {ROW} SET counted_vnd = 0 WHERE daily_list_id = {{list}} AND position = 1",
     f"UPDATE {ROW} SET counted_vnd = 100000 WHERE daily_list_id = {{list}} AND position = 1"),
    ("phiếu thu trên bảng kê không phải tiền mặt của sổ, của ngày đó, hoặc khác số tiền",
     "sổ {book}, PT 0001/2024",
     f"UPDATE {ROW} SET voucher_id = {{voucher}} WHERE daily_list_id = {{list}} AND position = 1",
     f"UPDATE {ROW} SET voucher_id = {{listed}} WHERE daily_list_id = {{list}} AND position = 1"),
)  # fmt: skip
"""What ``verify`` says, where, the deed, and how it is taken back."""


@pytest.fixture
def at(store: Store) -> Iterator[Season]:
    """A commune with lines of a statement used in every way, and two daily lists."""
    made = collecting.season()
    with clock.at_day(DAY):
        banking.account(made.treasurer)
        banking.take_in(
            made.treasurer,
            banking.statement(
                ("2024-11-04", "FT1", 158_000, None, "khong ro"),
                ("2024-11-05", "", 70_000, None, "giong nhau"),
                ("2024-11-05", "", 70_000, None, "giong nhau"),
                ("2024-11-06", "FT4", 1_503, None, "lai tien gui"),
            ),
        )
        first, _twin, _other, interest = (line.id for line in banking.lines_of(made.treasurer))
        run(
            bank_lines.record_parts,
            made.treasurer,
            first,
            key=new_key(),
            campaign_id=made.campaign_id,
            parts=[Part(amount_vnd=158_000, list_entry_id=made.entries[0])],
        )
        run(bank_lines.book_movement, made.treasurer, interest, key=new_key())
        give(made, 100_000, 20_000)
        run(make_list, made.treasurer, on=DAY, cell_id=None, after=0)
        give(made, 30_000)
        run(make_list, made.treasurer, on=DAY, cell_id=None, after=1)
        yield made


def test_what_was_done_to_lines_and_lists_is_named(store: Store, at: Season) -> None:
    words = {
        "book": at.book_id,
        "commune": at.world.commune_id,
        "agency": at.world.agency_id,
        **rows(at),
    }
    before: list[str] = []
    for sentence, place, deed, back in DEEDS:
        ledgers.behind_the_guards(store, [*before, deed.format(**words)])
        found = {(finding.where, finding.what) for finding in checks.verify().findings}
        assert (place.format(**words), sentence) in found, (deed, found)
        before = [back.format(**words)]
    ledgers.behind_the_guards(store, before)
    assert checks.verify().findings == ()


def rows(at: Season) -> dict[str, int]:
    """Return the rows that the deeds are done to."""
    first, twin, _other, interest = (line.id for line in banking.lines_of(at.treasurer))
    receipts = (
        sa.select(Voucher.id, Transfer.event_id)
        .join(Transfer, Transfer.voucher_id == Voucher.id)
        .where(Transfer.kind == "contribution")
        .order_by(Voucher.number)
    )
    by_bank, by_cash, *_rest = db.session.execute(receipts).all()
    list_id = db.session.scalars(sa.select(DailyList.id).where(DailyList.number == 1)).one()
    db.session.rollback()
    return {
        "first": first,
        "twin": twin,
        "interest": interest,
        "voucher": by_bank.id,
        "event": by_bank.event_id,
        "listed": by_cash.id,
        "cash": by_cash.event_id,
        "list": list_id,
    }
