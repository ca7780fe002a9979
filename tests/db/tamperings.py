"""What somebody who owns the machine may try, each with the places that ``verify`` must name.

Places are written with the books as words: ``sổ {commune}``. An empty tuple asks for any finding: the
row that was touched has no voucher to be called by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ledger.models.books import AccountKind
from ledger.models.contributions import Contribution
from ledger.models.journal import Event, EventParty, Submission, Transfer, Voucher

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.db.ledgers import Ledger

    Tampering: TypeAlias = Callable[[Ledger], list[str]]


COLUMNS = {
    model.__tablename__: tuple(column.name for column in model.__table__.columns)
    for model in (Contribution, EventParty, Transfer, Voucher, Event, Submission)
}
"""The journal's tables, whoever points before whom is pointed at."""

PROVEN = tuple(table for table in COLUMNS if table != "submission")
"""The tables of which every column is proven; a click's key and moment are on no voucher."""


def edit(table: str, change: str, key: int, *, column: str = "id") -> str:
    """Return one UPDATE."""
    return f"UPDATE {table} SET {change} WHERE {column} = {key}"


def gone(book_id: int, *transfer_ids: int) -> list[str]:
    """Return the DELETEs that take transfers and everything that was said of them away."""
    ids = ", ".join(map(str, transfer_ids))
    of_events = f"IN (SELECT event_id FROM transfer WHERE id IN ({ids}))"
    return [
        f"DELETE FROM voucher WHERE book_id = {book_id} AND first_transfer_id IN ({ids})",
        f"DELETE FROM contribution WHERE transfer_id IN ({ids})",
        f"DELETE FROM event_party WHERE event_id {of_events}",
        f"DELETE FROM submission WHERE id IN (SELECT submission_id FROM event WHERE id {of_events})",
        f"DELETE FROM event WHERE id {of_events}",
        f"DELETE FROM transfer WHERE id IN ({ids})",
    ]


def totals(book_id: int, change: str, *kinds: AccountKind) -> list[str]:
    """Return the UPDATEs of a book's kept totals."""
    return [
        f"UPDATE account SET {change} WHERE book_id = {book_id} AND kind = '{kind}'"
        for kind in kinds
    ]


def head_back(book_id: int) -> str:
    """Return the UPDATE that lets a book end at the last transfer it still has."""
    last = f"FROM transfer WHERE book_id = {book_id} ORDER BY seq DESC LIMIT 1"
    return edit("book", f"last_seq = (SELECT seq {last}), head = (SELECT hash {last})", book_id)


def commune(ledger: Ledger) -> int:
    """Return the commune's book."""
    return ledger.facts.world.commune_book_id


def click(ledger: Ledger, deed: str) -> str:
    """Return the condition on the submission that a deed came with."""
    return f"id = (SELECT submission_id FROM event WHERE id = {ledger.event(deed)})"


def swapped(table: str, column: str, one: int, other: int) -> list[str]:
    """Return the UPDATEs that exchange a number of two rows without ever repeating it."""
    theirs = f"(SELECT o.{column} FROM {table} AS o WHERE o.id = "
    return [
        edit(table, f"{column} = {column} * 1000000 + {theirs}{other})", one),
        edit(table, f"{column} = {theirs}{one}) / 1000000", other),
        edit(table, f"{column} = {column} % 1000000", one),
    ]


def copied(table: str, row: int | str, *, column: str = "id", **changes: str) -> str:
    """Return the INSERT of one row once more, with some columns changed."""
    names = COLUMNS[table]
    values = ", ".join(changes.get(name, name) for name in names)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table}"
        f" WHERE {column} = {row}"
    )


def forged(ledger: Ledger) -> list[str]:
    """Return the INSERTs of a gift that never was, complete but for its hash."""
    event_id, voucher_id = ledger.event("last"), ledger.voucher("last")
    model, book_id = ledger.transfer("last"), commune(ledger)
    return [
        copied("submission", f"(SELECT submission_id FROM event WHERE id = {event_id})",
               id="9001", key=f"'{'k' * 16}'"),
        copied("event", event_id, id="9001", submission_id="9001", who_commitment="NULL"),
        copied("voucher", voucher_id, id="9001", number="number + 1", first_transfer_id="9001"),
        copied("transfer", model, id="9001", seq="seq + 1", event_id="9001", voucher_id="9001",
               prev_hash="hash", hash=f"'{'f' * 64}'"),
        copied("contribution", model, column="transfer_id", transfer_id="9001"),
        head_back(book_id),
        *totals(book_id, "debits_vnd = debits_vnd + 70000", AccountKind.CASH),
        *totals(book_id, "credits_vnd = credits_vnd + 70000", AccountKind.FUND),
    ]  # fmt: skip


BINH = "sổ {commune}, PT 0002/2024"
CASH, FUND = AccountKind.CASH, AccountKind.FUND

TAMPERINGS: dict[str, tuple[Tampering, tuple[str, ...]]] = {
    "an amount": (
        lambda m: [edit("transfer", "amount_vnd = amount_vnd + 1000", m.transfer("binh"))],
        (BINH, "sổ {commune}"),
    ),
    "an amount with its totals and its facts": (
        lambda m: [
            edit("transfer", "amount_vnd = 20000", m.transfer("binh")),
            edit("contribution", "amount_vnd = 20000", m.transfer("binh"), column="transfer_id"),
            *totals(commune(m), "debits_vnd = debits_vnd - 180000", CASH),
            *totals(commune(m), "credits_vnd = credits_vnd - 180000", FUND),
        ],
        (BINH,),
    ),
    "both halves of a passage": (
        lambda m: [edit("transfer", "amount_vnd = 190000", m.event("received"), column="event_id")],
        ("sổ {agency}, CT 0001/2024", "sổ {office}, PT 0001/2024"),
    ),
    "one half of a passage": (
        lambda m: [edit("transfer", "amount_vnd = 190000", m.transfer("grant"))],
        ("sổ {office}, PC 0002/2024", "sổ {house}, PT 0001/2024"),
    ),
    "a middle row": (
        lambda m: [f"DELETE FROM transfer WHERE id = {m.transfer('binh')}"],
        (BINH, "sổ {commune}, PT 0003/2024"),
    ),
    "a middle row with all that was said of it": (
        lambda m: gone(commune(m), m.transfer("binh")),
        (BINH, "sổ {commune}, PT 0003/2024"),
    ),
    "one row of a list": (
        lambda m: [f"DELETE FROM transfer WHERE id = {m.transfer('list') + 1}"],
        ("sổ {commune}, PT 0005/2024",),
    ),
    "the last row": (
        lambda m: [f"DELETE FROM transfer WHERE id = {m.transfer('last')}"],
        ("sổ {commune}", "sổ {commune}, PT 0006/2024"),
    ),
    "an event": (lambda m: [f"DELETE FROM event WHERE id = {m.event('binh')}"], (BINH,)),
    "a voucher": (
        lambda m: [f"DELETE FROM voucher WHERE id = {m.voucher('binh')}"],
        (BINH, "sổ {commune}, bút toán thứ 4"),
    ),
    "who gave": (
        lambda m: [f"DELETE FROM contribution WHERE transfer_id = {m.transfer('binh')}"],
        (BINH,),
    ),
    "the printed name": (
        lambda m: [f"DELETE FROM event_party WHERE event_id = {m.event('binh')}"],
        (BINH,),
    ),
    "the places of two rows": (
        lambda m: swapped("transfer", "seq", m.transfer("an"), m.transfer("binh")),
        ("sổ {commune}, PT 0001/2024", BINH),
    ),
    "the amounts of two rows": (
        lambda m: swapped("transfer", "amount_vnd", m.transfer("an"), m.transfer("binh")),
        ("sổ {commune}, PT 0001/2024", BINH),
    ),
    "the vouchers of two rows": (
        lambda m: [
            *swapped("transfer", "voucher_id", m.transfer("an"), m.transfer("binh")),
            *swapped("voucher", "first_transfer_id", m.voucher("an"), m.voucher("binh")),
        ],
        ("sổ {commune}, PT 0001/2024", BINH),
    ),
    "a forged row": (forged, ("sổ {commune}, PT 0007/2024",)),
    "a forged voucher": (
        lambda m: [copied("voucher", m.voucher("last"), id="9001", number="number + 1")],
        ("sổ {commune}, PT 0007/2024",),
    ),
    "a giver for what is no gift": (
        lambda m: [copied("contribution", m.transfer("an"), column="transfer_id",
                          transfer_id=str(m.transfer("opening")))],
        ("sổ {commune}, CT 0001/2024",),
    ),
    "a name on a reversal": (
        lambda m: [copied("event_party", m.event("chi"), column="event_id",
                          event_id=str(m.event("void")))],
        ("sổ {commune}, ĐC 0001/2024",),
    ),
    "a number": (
        lambda m: [edit("voucher", "number = 9", m.voucher("binh"))],
        (BINH, "sổ {commune}, PT 0009/2024", "sổ {commune}, PT 0007/2024 đến PT 0008/2024"),
    ),
    "two numbers": (
        lambda m: swapped("voucher", "number", m.voucher("an"), m.voucher("binh")),
        ("sổ {commune}, PT 0001/2024", BINH),
    ),
    "a paper number": (
        lambda m: [edit("voucher", "paper_number = '0012346'", m.voucher("binh"))],
        (BINH,),
    ),
    "an unknown series": (
        lambda m: [edit("voucher", "series = 'xyz'", m.voucher("binh"))],
        (BINH, "sổ {commune}, xyz 2"),
    ),
    "the giver": (
        lambda m: [
            edit("contribution", f"contributor_id = {m.facts.contributor_ids[1]}",
                 m.transfer("firm"), column="transfer_id")
        ],
        ("sổ {commune}, PT 0004/2024",),
    ),
    "the line of the list": (
        lambda m: [
            edit("contribution", f"list_entry_id = {m.facts.entry_ids[5]}",
                 m.transfer("binh"), column="transfer_id")
        ],
        (BINH,),
    ),
    "the unit": (
        lambda m: [
            edit("contribution", f"campaign_unit_id = {m.facts.agency_unit_id}",
                 m.transfer("binh"), column="transfer_id")
        ],
        (BINH,),
    ),
    "the purpose": (lambda m: [edit("event", "purpose = 'Việc khác'", m.event("binh"))], (BINH,)),
    "the campaign": (
        lambda m: [
            edit("event", f"campaign_id = {m.facts.campaign_ids[1]}", m.event("binh")),
            edit("contribution", f"campaign_id = {m.facts.campaign_ids[1]}",
                 m.transfer("binh"), column="transfer_id"),
        ],
        (BINH,),
    ),
    "the house": (
        lambda m: [edit("event", "house_id = NULL", m.event("spent"))],
        ("sổ {house}, PC 0001/2024",),
    ),
    "the date": (
        lambda m: [
            edit("event", "on_date = '2024-10-31'", m.event("binh")),
            edit("contribution", "received_on = '2024-10-31'",
                 m.transfer("binh"), column="transfer_id"),
        ],
        (BINH,),
    ),
    "the day of the gift alone": (
        lambda m: [
            edit("contribution", "received_on = '2024-10-31'",
                 m.transfer("binh"), column="transfer_id")
        ],
        (BINH,),
    ),
    "the name": (
        lambda m: [
            edit("event_party", "name = 'Trần Thị Bưởi'", m.event("binh"), column="event_id")
        ],
        (BINH,),
    ),
    "the place": (
        lambda m: [edit("event_party", "place = 'Chi bộ khác'", m.event("binh"), column="event_id")],
        (BINH,),
    ),
    "a place after the name was erased": (
        lambda m: [
            edit("event_party", "name = '', salt = '', place = 'Chi bộ khác'",
                 m.event("binh"), column="event_id")
        ],
        (BINH,),
    ),
    "who recorded it": (
        lambda m: [edit("event", f"recorded_by_id = {m.facts.other_user_id}", m.event("binh"))],
        (BINH,),
    ),
    "who clicked": (
        lambda m: [f"UPDATE submission SET made_by_id = {m.facts.other_user_id} WHERE {click(m, 'binh')}"],
        (BINH,),
    ),
    "the moment": (
        lambda m: [edit("event", "recorded_at = '2024-11-02T02:00:00.000000+00:00'", m.event("binh"))],
        (BINH,),
    ),
    "the click it came with": (
        lambda m: [edit("event", f"submission_id = (SELECT id FROM submission WHERE {click(m, 'an')})",
                        m.event("binh"))],
        (BINH,),
    ),
    "the reason of a reversal": (
        lambda m: [edit("event", "reason = 'khác'", m.event("void"))],
        ("sổ {commune}, ĐC 0001/2024",),
    ),
    "a reversal": (
        lambda m: gone(commune(m), m.transfer("void")),
        ("sổ {commune}, PT 0003/2024",),
    ),
    "that a receipt is cancelled": (
        lambda m: [f"DELETE FROM receipt_void WHERE voucher_id = {m.voucher('chi')}"],
        ("sổ {commune}, PT 0003/2024",),
    ),
    "which receipt is cancelled": (
        lambda m: [
            edit("receipt_void", f"voucher_id = {m.voucher('binh')}", m.voucher("chi"),
                 column="voucher_id")
        ],
        (BINH, "sổ {commune}, PT 0003/2024"),
    ),
    "why a receipt is cancelled": (
        lambda _: ["UPDATE receipt_void SET reason = 'khác'"],
        ("sổ {commune}, PT 0003/2024",),
    ),
    "what was sent": (
        lambda _: ["UPDATE remittance SET amount_vnd = 240000 WHERE amount_vnd = 250000"],
        ("sổ {agency}, BK 0001/2024",),
    ),
    "when it was sent": (
        lambda m: [edit("remittance", "sent_on = '2024-10-31'", m.event("sent"),
                        column="sent_event_id")],
        ("sổ {agency}, BK 0001/2024",),
    ),
    "whose money was sent": (
        lambda m: [edit("remittance", f"campaign_unit_id = {m.facts.commune_unit_id}",
                        m.event("sent"), column="sent_event_id")],
        ("sổ {agency}, BK 0001/2024",),
    ),
    "the list that went with it": (
        lambda m: [
            "DELETE FROM remittance_arrival",
            f"DELETE FROM remittance WHERE sent_event_id = {m.event('sent')}",
        ],
        ("sổ {agency}, BK 0001/2024", "sổ {agency}, CT 0001/2024"),
    ),
    "what the office counted": (
        lambda _: ["UPDATE remittance_arrival SET received_vnd = 210000, returned_vnd = 40000"],
        ("sổ {agency}, CT 0001/2024",),
    ),
    "that the office took it": (
        lambda _: ["DELETE FROM remittance_arrival"],
        ("sổ {agency}, CT 0001/2024", "sổ {agency}, PT 0003/2024"),
    ),
    "how much cash was counted": (
        lambda _: ["UPDATE cash_count SET counted_vnd = 8000"],
        ("sổ {heir}, PC 0001/2024",),
    ),
    "a reprint": (
        lambda _: ["DELETE FROM receipt_print WHERE copy_no = 1"],
        ("sổ {commune}, PT 0003/2024",),
    ),
    "the way of the money": (
        lambda m: [edit("transfer", "debit = 'bank'", m.transfer("binh"))],
        (BINH, "sổ {commune}"),
    ),
    "an account the book does not have": (
        lambda m: [edit("transfer", "credit = 'due'", m.transfer("binh"))],
        (BINH, "sổ {commune}"),
    ),
    "the kind of a movement": (
        lambda m: [edit("transfer", "kind = 'interest'", m.transfer("binh"))],
        (BINH,),
    ),
    "a row into another book": (
        lambda m: [edit("transfer", "book_id = 77", m.transfer("last"))],
        ("sổ {commune}", "sổ {commune}, PT 0006/2024"),
    ),
    "a route": (
        lambda m: [f"DELETE FROM route WHERE book_id = {m.facts.grant_book_id}"],
        ("sổ {house}, PT 0001/2024",),
    ),
    "the kept totals": (
        lambda m: totals(commune(m), "debits_vnd = debits_vnd + 5, credits_vnd = credits_vnd + 5", CASH),
        ("sổ {commune}",),
    ),
    "an account": (
        lambda m: [f"DELETE FROM account WHERE book_id = {m.facts.grant_book_id} AND kind = 'bank'"],
        ("sổ {house}",),
    ),
    "the head": (lambda m: [edit("book", f"head = '{'e' * 64}'", commune(m))], ("sổ {commune}",)),
    "the rule of a book": (lambda m: [edit("book", "rule = 'xyz'", commune(m))], (BINH, "sổ {commune}")),
    "a submission": (
        lambda m: [f"DELETE FROM submission WHERE {click(m, 'binh')}"],
        (),
    ),
    "a line of the list": (
        lambda m: [f"DELETE FROM list_entry WHERE id = {m.facts.entry_ids[1]}"],
        (),
    ),
    "every transfer": (
        lambda _: ["DELETE FROM transfer"],
        (BINH, "sổ {commune}", "sổ {agency}", "sổ {office}", "sổ {house}", "sổ {heir}"),
    ),
    "the whole journal": (
        lambda _: [f"DELETE FROM {table}" for table in (
            "receipt_print", "receipt_void", "remittance_arrival", "remittance", "cash_count",
            *COLUMNS)],
        ("sổ {commune}", "sổ {agency}", "sổ {office}", "sổ {house}", "sổ {heir}"),
    ),
}  # fmt: skip
