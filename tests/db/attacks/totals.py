"""Spend what is not there, or move totals, heads and books without the journal."""

from functools import partial

from tests.db.attacks import ANY_DOOR, MINDING_KEYS, add, attack, key
from tests.db.forge import (
    NEW,
    Row,
    Sql,
    event,
    fake_hash,
    following,
    insert,
    movement,
    transfer,
    voucher,
)
from tests.db.scene import Scene

BELOW = "ck_account_not_below_zero|below zero"
OVERDRAFTS = {
    "a commune spends more cash than it has": ("keep1", "disbursement", "fund", "cash"),
    "a commune spends more than is in the bank": ("keep1", "disbursement", "fund", "bank"),
    "an agency unit sends more than it has": ("remit1", "remittance_sent", "transit", "cash"),
    "the office spends more than it has": ("office1", "disbursement", "office_fund", "cash"),
    "a grant spends more than it has": ("grant1", "disbursement", "grant_fund", "bank"),
    "a bank fee of more than is in the bank": ("keep1", "fee", "fund", "bank"),
    "more cash is missing than there was": ("keep1", "cash_short", "fund", "cash"),
    "more is brought to the bank than there is cash": ("keep1", "deposit", "bank", "cash"),
    "an untouched book spends": ("keep2", "disbursement", "fund", "cash"),
    "more comes back than is in transit": ("remit1", "remittance_returned", "cash", "transit"),
}


def _overdraw(scene: Scene, *, how: tuple[str, str, str, str]) -> list[str]:
    book = scene.books[how[0]]
    one_too_many = Sql(
        "(SELECT debits_vnd - credits_vnd + 1 FROM account"
        f" WHERE book_id = {book} AND kind = '{how[3]}')"
    )
    return movement(scene, transfer(book, *how[1:], amount_vnd=one_too_many))


for _name, _how in OVERDRAFTS.items():
    add(_name, partial(_overdraw, how=_how), BELOW)


@attack("an overdraft for a moment, made good in the same event", BELOW)
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep2"]
    first = transfer(keep, "cash_short", "fund", "cash")
    second = transfer(
        keep, "contribution", "cash", "fund", id=NEW + 1, position=2, amount_vnd=999,
        **following(first),
    )  # fmt: skip
    return movement(scene, first, second, vouchers=(voucher(keep),))


@attack("an overdraft whose CHECK is to be ignored", BELOW, engines=("sqlite",))
def _(scene: Scene) -> list[str]:
    overdraft = _overdraw(scene, how=OVERDRAFTS["a commune spends more cash than it has"])
    return [statement.replace("INSERT", "INSERT OR IGNORE") for statement in overdraft]


ACCOUNT = "totals follow the journal|never changed"
HEAD = "head follows the journal|never changed"
FIXED = "is what it was opened as|never changed"


def _update(scene: Scene, *, table: str, change: str, where: str) -> list[str]:
    return [f"UPDATE {table} SET {change} WHERE {where.format(**scene.books)}"]


_UPDATES = {
    "a total raised": ("account", "debits_vnd = debits_vnd + 1000",
                       "book_id = {keep1} AND kind = 'cash'", ACCOUNT),
    "a total lowered": ("account", "credits_vnd = credits_vnd - 1",
                        "book_id = {keep1} AND kind = 'fund'", ACCOUNT),
    "totals set back to nothing": ("account", "debits_vnd = 0, credits_vnd = 0",
                                   "book_id = {keep1}", ACCOUNT),
    "an account made another kind": ("account", "kind = 'due'",
                                   "book_id = {keep1} AND kind = 'fund'", f"{FIXED}|chart"),
    "an account made another rule's": ("account", "rule = 'office'",
                                   "book_id = {keep2} AND kind = 'cash'", FIXED),
    "an account given to another book": ("account", "book_id = 777777",
                                   "book_id = {keep2} AND kind = 'cash'", FIXED),
    "a head set back": ("book", ("last_seq = last_seq - 1, head = (SELECT prev_hash FROM transfer"
                        " WHERE hash = head)"), "id = {keep1}", HEAD),
    "a head set to the beginning": ("book", f"last_seq = 0, head = '{fake_hash(0)}'",
                                    "id = {keep1}", HEAD),
    "a head set on": ("book", f"last_seq = last_seq + 1, head = '{fake_hash(7)}'",
                      "id = {keep1}", HEAD),
    "a head without its number": ("book", f"head = '{fake_hash(7)}'", "id = {keep1}", HEAD),
    "a number without its head": ("book", "last_seq = last_seq + 1", "id = {keep1}", HEAD),
    "a commune's book made an agency's": ("book", "rule = 'remit'", "id = {keep2}", FIXED),
    "a book given to another unit": ("book", "party_unit_id = 1", "id = {keep2}", FIXED),
    "a grant moved to another house": ("book", "house_id = (SELECT max(id) FROM house)",
                                       "id = {grant1}", FIXED),
    "a book opened earlier": ("book", "opened_on = '2000-01-01'", "id = {keep1}", FIXED),
    "a book closed with money in it": ("book", "closed_on = '2024-11-01'", "id = {keep1}",
                                       "closes once, spent down"),
    "a closed book opened again": ("book", "closed_on = NULL", "id = {closed}",
                                   "closes once, spent down"),
    "a closed book closed on another day": ("book", "closed_on = '2024-11-01'", "id = {closed}",
                                            "closes once, spent down"),
    "a book closed on no day": ("book", "closed_on = '2024-02-31'", "id = {keep2}",
                                "ck_book_closed_on|out of range"),
}  # fmt: skip
for _name, (_table, _change, _where, _because) in _UPDATES.items():
    add(_name, partial(_update, table=_table, change=_change, where=_where), _because)


def _book(scene: Scene, *, changed: Row) -> list[str]:
    row: dict[str, object] = {
        "id": NEW,
        "party_unit_id": scene.units["district2"],
        "rule": "keep",
        "house_id": None,
        "opened_on": "2024-11-01",
        "closed_on": None,
        "last_seq": 0,
        "head": fake_hash(0),
    }
    return [insert("book", row | changed)]


_BOOKS: dict[str, tuple[Row, str]] = {
    "a book that begins in the middle": ({"last_seq": 5}, "opens empty"),
    "a book that begins with a head": ({"head": fake_hash(7)}, "opens empty"),
    "a book that begins before the beginning": (
        {"last_seq": -1},
        "opens empty|ck_book_last_seq",
    ),
    "a book with half a head": ({"head": "0"}, "opens empty|ck_book_head"),
    "a book of an unknown rule": ({"rule": "spend"}, "ck_book_rule"),
    "a grant for no house": ({"rule": "grant"}, "ck_book_grant_has_house"),
    "a house for a book that is no grant": (
        {"house_id": Sql("(SELECT min(id) FROM house)")},
        "ck_book_grant_has_house",
    ),
    "a book of no unit": ({"party_unit_id": 777_777}, key("fk_book_party_unit_id")),
    "a grant for a house that never was": (
        {"rule": "grant", "house_id": 777_777},
        key("fk_book_house_id"),
    ),
    "a book opened on no day": (
        {"opened_on": "2024-02-31"},
        "ck_book_opened_on|out of range",
    ),
}
for _name, (_changed, _because) in _BOOKS.items():
    add(
        _name,
        partial(_book, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )


@attack("a second purse of one unit and rule", "opens empty, once|uq_book_purse")
def _(scene: Scene) -> list[str]:
    return _book(scene, changed={"party_unit_id": scene.units["keep1"]})


def _account(scene: Scene, *, changed: Row) -> list[str]:
    row: dict[str, object] = {
        "book_id": NEW,
        "kind": "cash",
        "rule": "keep",
        "debits_vnd": 0,
        "credits_vnd": 0,
    }
    return [*_book(scene, changed={}), insert("account", row | changed)]


_ACCOUNTS: dict[str, tuple[Row, str]] = {
    "an account that opens with money": ({"debits_vnd": 1_000}, "opens at zero"),
    "an account that opens below nothing": (
        {"kind": "fund", "debits_vnd": -1, "credits_vnd": 0},
        "opens at zero|ck_account_totals",
    ),
    "a commune with an account of what is due": ({"kind": "due"}, "ck_account_chart"),
    "a commune with money in transit": ({"kind": "transit"}, "ck_account_chart"),
    "a commune with the office's fund": ({"kind": "office_fund"}, "ck_account_chart"),
    "an account that says another rule": (
        {"kind": "due", "rule": "remit"},
        key("fk_account_book_id_rule"),
    ),
    "an account of no book": ({"book_id": 777_777}, key("fk_account_book_id_rule")),
}
for _name, (_changed, _because) in _ACCOUNTS.items():
    add(
        _name,
        partial(_account, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )


@attack("a second account of one kind", "opens at zero, once|pk_account")
def _(scene: Scene) -> list[str]:
    return _account(scene, changed={"book_id": scene.books["keep1"]})


BEGUN = "the book has begun"


@attack("a second opening balance", BEGUN)
def _(scene: Scene) -> list[str]:
    return movement(scene, transfer(scene.books["keep1"], "opening", "cash", "fund"))


@attack("an opening balance after the first contribution", BEGUN)
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep2"]
    first = transfer(keep, "contribution", "cash", "fund")
    second = transfer(
        keep, "opening", "cash", "fund", id=NEW + 1, event_id=NEW + 1, **following(first)
    )
    return [
        insert("event", event(scene), event(scene, id=NEW + 1)),
        insert("voucher", voucher(keep)),
        insert("transfer", first, second),
    ]


@attack("a movement in a closed book", "the book is closed")
def _(scene: Scene) -> list[str]:
    return movement(scene, transfer(scene.books["closed"], "contribution", "cash", "fund"))
