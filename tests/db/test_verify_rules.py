"""``verify`` proves the rules themselves, not only the hashes.

The forger of these tests knows the digest and hashes every chain anew after the deed, heads and
totals included, so that no broken link gives the deed away: only the rule that was broken can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from ledger.book import checks
from ledger.book.digest import Link, hash_link
from ledger.db import db
from ledger.models.journal import GENESIS
from tests.db import ledgers
from tests.db.tamperings import click, commune, edit, gone, head_back
from tests.db.test_verify import ledger, store

if TYPE_CHECKING:
    from tests.conftest import Store
    from tests.db.ledgers import Ledger
    from tests.db.tamperings import Tampering

__all__ = ["ledger", "store"]  # fixtures

BROKEN: dict[str, Tampering] = {
    "loại nghiệp vụ không đi giữa hai tài khoản này": lambda m: [
        edit("transfer", "credit = 'fund'", m.transfer("deposit"))
    ],
    "sổ này không có tài khoản đó": lambda m: [
        edit("transfer", "kind = 'interest', credit = 'due'", m.transfer("deposit"))
    ],
    "số tiền hoặc dấu không hợp lệ": lambda m: [
        edit("transfer", "amount_vnd = 0", m.transfer("deposit"))
    ],
    "tiền rời sổ mà không có nơi đến, hoặc ngược lại": lambda m: [
        edit("transfer", "paired_id = NULL, other_book_id = NULL", m.event("grant"),
             column="event_id")
    ],
    "tài khoản âm tại bút toán này": lambda m: [
        edit("transfer", "amount_vnd = 40000000", m.transfer("deposit"))
    ],
    "loạt số không đúng loại chứng từ": lambda m: [
        edit("voucher", "series = 'note', number = 2", m.voucher("void"))
    ],
    "số chứng từ không thuộc năm của ngày chứng từ": lambda m: [
        edit("event", "on_date = '2023-11-01'", m.event("deposit"))
    ],
    "chứng từ thuộc sổ khác với bút toán của nó": lambda m: [
        edit("voucher", f"book_id = {m.facts.world.agency_book_id}", m.voucher("deposit"))
    ],
    "số chứng từ bị thiếu": lambda m: [edit("voucher", "number = 9", m.voucher("last"))],
    "chứng từ không có bút toán nào, hoặc bút toán đầu của nó không phải của nó": lambda m: [
        edit("voucher", "first_transfer_id = first_transfer_id + 1", m.voucher("list"))
    ],
    "một chứng từ được ghi trong nhiều lần gửi": lambda m: [
        edit("transfer", f"voucher_id = {m.voucher('an')}", m.transfer("binh"))
    ],
    "sự việc không cùng lúc hoặc không cùng người với lần gửi của nó": lambda m: [
        edit("event", f"recorded_by_id = {m.facts.other_user_id}", m.event("binh"))
    ],
    "sự việc thiếu hoặc thừa bút toán": lambda m: [
        edit("event", "last_position = 2", m.event("binh"))
    ],
    "chứng từ điều chỉnh không phản chiếu đúng chứng từ gốc": lambda m: [
        edit("transfer", "amount_vnd = 80000", m.transfer("void")),
        edit("contribution", "amount_vnd = 80000", m.transfer("void"), column="transfer_id"),
    ],
    "một nửa của khoản tiền đi giữa hai sổ bị thiếu hoặc không khớp": lambda m: [
        edit("transfer", "amount_vnd = 90000", m.transfer("grant"))
    ],
    "tiền đi giữa hai sổ không có đường": lambda m: [
        f"DELETE FROM route WHERE book_id = {m.facts.grant_book_id}"
    ],
    "số dư mở sổ được ghi sau khi sổ đã bắt đầu": lambda m: [
        edit("transfer", "kind = 'opening'", m.transfer("last"))
    ],
    "phiếu hủy không khớp chứng từ điều chỉnh của nó": lambda m: [
        edit("receipt_void", f"adjustment_id = {m.voucher('opening')}", m.voucher("chi"),
             column="voucher_id")
    ],
    "phiếu thu đã điều chỉnh hết nhưng không ghi là đã hủy": lambda _: ["DELETE FROM receipt_void"],
    "bảng kê nộp không khớp khoản tiền đã gửi": lambda m: [
        edit("transfer", "amount_vnd = 240000", m.transfer("sent"))
    ],
    "biên bản nhận tiền không khớp khoản Văn phòng đã nhận, đã trả lại": lambda m: [
        edit("transfer", "amount_vnd = 20000", m.transfer("received", 2))
    ],
    "tiền nộp về Văn phòng thiếu bảng kê hoặc biên bản nhận": lambda _: [
        "DELETE FROM remittance_arrival"
    ],
    "biên bản kiểm kê không khớp khoản thừa, thiếu đã ghi": lambda m: [
        edit("transfer", "amount_vnd = 2000", m.transfer("short"))
    ],
    "khoản chi, cấp kinh phí không có quyết định đã xác nhận, còn hiệu lực, đúng sổ và đúng nhà":
        lambda _: ["DELETE FROM decision_confirmation"],
    "các khoản đã chi vượt quyết định": lambda _: ["UPDATE decision SET amount_vnd = 1000"],
    "khoản đã chuẩn bị ghi là đã chi nhưng sự việc không phải là chi": lambda m: [
        edit("disbursement_payment", f"event_id = {m.event('binh')}", m.event("spent"),
             column="event_id")
    ],
    "thiếu một lần in lại": lambda _: ["DELETE FROM receipt_print WHERE copy_no = 1"],
    "thiếu hoặc thừa thông tin người ủng hộ": lambda m: [
        f"DELETE FROM contribution WHERE transfer_id = {m.transfer('binh')}"
    ],
    "khoản ủng hộ không khớp bút toán": lambda m: [
        edit("contribution", "amount_vnd = 1", m.transfer("binh"), column="transfer_id")
    ],
    "mất hoặc thừa tên người trên chứng từ": lambda m: [
        f"DELETE FROM event_party WHERE event_id = {m.event('binh')}"
    ],
    "tên người trên chứng từ bị sửa": lambda m: [
        edit("event_party", "name = 'Trần Thị Bưởi'", m.event("binh"), column="event_id")
    ],
    "thiếu hoặc thừa tài khoản": lambda m: [
        f"DELETE FROM account WHERE book_id = {m.facts.grant_book_id} AND kind = 'bank'"
    ],
    "không còn sự việc nào": lambda m: [
        edit("event", f"submission_id = (SELECT id FROM submission WHERE {click(m, 'an')})",
             m.event("binh"))
    ],
    "bút toán thứ 4 của sổ bị thiếu hoặc lặp": lambda m: [
        *gone(commune(m), m.transfer("binh"))
    ],
    "mất sự việc hoặc chứng từ của bút toán": lambda m: [
        f"DELETE FROM event WHERE id = {m.event('binh')}"
    ],
}  # fmt: skip
"""What ``verify`` says of each rule, and a deed that breaks it."""


@pytest.mark.parametrize("sentence", BROKEN)
@pytest.mark.parametrize("store", ["sqlite_template"], indirect=True)
def test_a_broken_rule_shows_through_new_hashes(
    store: Store, ledger: Ledger, sentence: str
) -> None:
    ledgers.behind_the_guards(store, BROKEN[sentence](ledger))
    ledgers.behind_the_guards(store, hashed_through())
    findings = checks.verify().findings
    assert sentence in {finding.what for finding in findings}
    assert not any("nối" in finding.what for finding in findings), "every link was made anew"


def test_hashing_through_a_sound_ledger_changes_nothing(store: Store) -> None:
    heads = checks.verify().heads
    ledgers.behind_the_guards(store, hashed_through())
    proof = checks.verify()
    assert proof.findings == ()
    assert proof.heads == heads


@pytest.mark.parametrize("store", ["postgres_template"], indirect=True)
def test_a_second_reversal_is_named_even_without_its_key(store: Store, ledger: Ledger) -> None:
    ledgers.as_owner(store, "ALTER TABLE transfer DROP CONSTRAINT uq_transfer_reverses_id")
    twice = f"sign = -1, reverses_id = {ledger.transfer('chi')}, debit = 'fund', credit = 'cash'"
    ledgers.behind_the_guards(store, [edit("transfer", twice, ledger.transfer("last"))])
    ledgers.behind_the_guards(store, hashed_through())
    named = [
        found.where
        for found in checks.verify().findings
        if found.what == "một chứng từ bị điều chỉnh hai lần"
    ]
    assert named == [f"sổ {commune(ledger)}, PT 0003/2024"]


def hashed_through() -> list[str]:
    """Return the UPDATEs that hash every chain anew and keep heads and totals with it."""
    statements = []
    for book_id in db.session.scalars(sa.text("SELECT id FROM book ORDER BY id")).all():
        head = GENESIS
        for row in db.session.execute(checks._ROWS, {"book_id": book_id}).all():
            facts = row.facts_digest if row.event is None else checks._facts_of(row)
            names = (name for name in Link.__slots__ if name != "transfer_id")
            link = {name: getattr(row, name) for name in names} | {
                "transfer_id": row.id,
                "prev_hash": head,
                "facts_digest": facts,
            }
            before, head = head, hash_link(Link(**link))
            change = f"facts_digest = '{facts}', prev_hash = '{before}', hash = '{head}'"
            statements.append(edit("transfer", change, row.id))
        statements.append(head_back(book_id))
    db.session.remove()
    for total, side in (("debits_vnd", "debit"), ("credits_vnd", "credit")):
        statements.append(
            f"UPDATE account SET {total} = (SELECT coalesce(sum(amount_vnd), 0) FROM transfer"
            f" WHERE transfer.book_id = account.book_id AND {side} = account.kind)"
        )
    return statements
