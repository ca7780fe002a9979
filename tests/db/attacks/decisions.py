"""Spend without a decision, beyond it, on something else, or alone (P16).

Each attack is right in all but one thing: the honest statements are those of ``movement``.
"""

from functools import partial

from tests.db.attacks import add, attack
from tests.db.forge import (
    NEW,
    Row,
    Sql,
    confirmation,
    decision,
    event,
    following,
    insert,
    movement,
    passage,
    stage,
    transfer,
    voucher,
)
from tests.db.scene import Scene

UNDECIDED = "no decision allows it"
ALONE = "a second person"
PAID: Row = {"disbursement_id": NEW, "event_id": NEW}


def spent(
    scene: Scene,
    row: Row | None = None,
    *,
    paper: Row | None = None,
    word: Row | None = None,
    prepared: Row | None = None,
    **facts: object,
) -> list[str]:
    """Return a commune's spending of 1,000 đồng on the first house, with parts of it changed."""
    honest = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    return [
        insert("decision", decision(scene, honest, **(paper or {}))),
        insert("decision_confirmation", confirmation(scene, **(word or {}))),
        insert("disbursement", stage(scene, honest, **(prepared or {}))),
        insert("event", event(scene, **({"house_id": scene.houses[0]} | facts))),
        insert("disbursement_payment", PAID),
        insert("voucher", voucher(scene.books["keep1"], series="payment")),
        insert("transfer", row or honest),
    ]


def without(statements: list[str], table: str) -> list[str]:
    """Leave out what is inserted into one table."""
    return [one for one in statements if not one.startswith(f"INSERT INTO {table} ")]


@attack("a spending without any paper", UNDECIDED)
def _(scene: Scene) -> list[str]:
    statements = spent(scene)
    for table in ("decision", "decision_confirmation", "disbursement", "disbursement_payment"):
        statements = without(statements, table)
    return statements


@attack("a spending without a payment of a stage", UNDECIDED)
def _(scene: Scene) -> list[str]:
    return without(spent(scene), "disbursement_payment")


@attack("a spending by a decision that nobody confirmed", UNDECIDED)
def _(scene: Scene) -> list[str]:
    return without(spent(scene), "decision_confirmation")


_PARTS: dict[str, tuple[dict[str, Row], str]] = {
    "a spending by a decision that was refused": (
        {"word": {"outcome": "refused", "reason": "sai số"}},
        UNDECIDED,
    ),
    "a spending above its decision": ({"paper": {"amount_vnd": 999}}, UNDECIDED),
    "a spending of more than was prepared": ({"prepared": {"amount_vnd": 999}}, UNDECIDED),
    "a spending out of another account": ({"prepared": {"method": "bank"}}, UNDECIDED),
    "a spending after its decision's last day": (
        {"paper": {"expires_on": "2024-10-31"}},
        UNDECIDED,
    ),
    "a spending before its decision": ({"paper": {"issued_on": "2024-11-02"}}, UNDECIDED),
    "a spending by a decision on a grant": (
        {
            "paper": {
                "kind": "grant",
                "book_id": Sql("(SELECT min(id) FROM book WHERE rule = 'office')"),
            }
        },
        UNDECIDED,
    ),
    "a confirmation by whom entered it": (
        {"paper": {"entered_by_id": Sql("(SELECT made_by_id FROM submission LIMIT 1)")}},
        ALONE,
    ),
    "a payment by whom prepared it": (
        {"prepared": {"prepared_by_id": Sql("(SELECT made_by_id FROM submission LIMIT 1)")}},
        ALONE,
    ),
}


def _parts(scene: Scene, *, parts: dict[str, Row]) -> list[str]:
    return spent(scene, **parts)


for _name, (_changed, _because) in _PARTS.items():
    add(_name, partial(_parts, parts=_changed), _because)


@attack("a spending from another book than the decision's", UNDECIDED)
def _(scene: Scene) -> list[str]:
    return spent(scene, paper={"book_id": scene.books["office1"]})


@attack("a spending on another house than the decision's", UNDECIDED)
def _(scene: Scene) -> list[str]:
    return spent(scene, house_id=scene.houses[1])


@attack("a spending on no house", UNDECIDED)
def _(scene: Scene) -> list[str]:
    return spent(scene, house_id=None)


@attack("a spending prepared for another house", UNDECIDED)
def _(scene: Scene) -> list[str]:
    other = scene.houses[1]
    return spent(scene, prepared={"house_id": other}, house_id=other)


@attack("a grant's book that spends by its commune's decision", UNDECIDED)
def _(scene: Scene) -> list[str]:
    grant = scene.books["grant1"]
    row = transfer(grant, "disbursement", "grant_fund", "cash")
    statements = spent(scene, row, prepared={"book_id": grant})
    covering = insert("voucher", voucher(grant, series="payment"))
    return [covering if one.startswith("INSERT INTO voucher") else one for one in statements]


@attack("a grant into the book of another house", UNDECIDED)
def _(scene: Scene) -> list[str]:
    leaving, arriving = passage(
        scene.books["office1"], scene.books["grant2"], ("grant_out", "grant_in"),
        ("office_fund", "cash"), ("cash", "grant_fund"),
    )  # fmt: skip
    statements = movement(scene, leaving, arriving, house_id=scene.houses[0])
    first = scene.houses[0]
    papers = [
        insert("decision", decision(scene, leaving, house_id=first)),
        insert("decision_confirmation", confirmation(scene)),
        insert("disbursement", stage(scene, leaving, house_id=first)),
    ]
    return [*papers, *statements[3:]]


@attack("one stage paid twice in one event", UNDECIDED)
def _(scene: Scene) -> list[str]:
    first = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    second = {**first, **following(first), "id": NEW + 1, "position": 2, "hash": f"{NEW + 1:064d}"}
    covering = (voucher(scene.books["keep1"], series="payment"),)
    return movement(scene, first, second, vouchers=covering)


@attack("a stage paid by a movement of another kind", UNDECIDED)
def _(scene: Scene) -> list[str]:
    return spent(scene, transfer(scene.books["keep1"], "fee", "fund", "bank"))


@attack("a second stage beyond the decision", UNDECIDED)
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep1"]
    second = transfer(
        keep, "disbursement", "fund", "cash", id=NEW + 1, event_id=NEW + 1, voucher_id=NEW + 1
    )
    return [
        *spent(scene, paper={"amount_vnd": 1_999}),
        insert("disbursement", stage(scene, second, id=NEW + 1)),
        insert("event", event(scene, id=NEW + 1, house_id=scene.houses[0])),
        insert("disbursement_payment", {"disbursement_id": NEW + 1, "event_id": NEW + 1}),
        insert("voucher", voucher(keep, id=NEW + 1, series="payment", first_transfer_id=NEW + 1)),
        insert("transfer", second),
    ]


def _changing(scene: Scene, **changed: object) -> str:
    """Return a change to the decision that the scene's grant was made by."""
    first = {"id": NEW, "number": "100-QĐ/HU", "kind": "amendment", "amount_vnd": 60_000}
    base = {"changes_id": granting(scene), "book_id": scene.books["office1"]}
    honest = transfer(scene.books["office1"], "grant_out", "office_fund", "cash")
    return insert("decision", decision(scene, honest, **(first | base | changed)))


def granting(scene: Scene) -> Sql:
    """Return the decision that the scene's grant was made by."""
    return Sql(
        "(SELECT decision_id FROM disbursement JOIN disbursement_payment ON disbursement_id = id"
        f" WHERE event_id = {scene.event('granted')})"
    )


@attack("a withdrawn decision that is paid", UNDECIDED)
def _(scene: Scene) -> list[str]:
    statements = spent(scene)
    honest = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    taken_back = {
        "id": NEW + 1, "number": "100-QĐ/HU", "kind": "withdrawal", "amount_vnd": 0,
        "changes_id": NEW,
    }  # fmt: skip
    return [
        *statements[:2],
        insert("decision", decision(scene, honest, **taken_back)),
        insert("decision_confirmation", confirmation(scene, decision_id=NEW + 1)),
        *statements[2:],
    ]


@attack("a change that falls below what has been paid", ALONE)
def _(scene: Scene) -> list[str]:
    return [
        _changing(scene, amount_vnd=49_999),
        insert("decision_confirmation", confirmation(scene)),
    ]


def _changed_so(scene: Scene, *, changed: Row) -> list[str]:
    return [_changing(scene, **changed)]


_CHANGES: dict[str, Row] = {
    "a change to a decision on another house": {
        "house_id": Sql("(SELECT max(id) FROM house)"),
    },
    "a change to a decision that never was": {"changes_id": 777_777},
}
for _name, _change in _CHANGES.items():
    add(
        _name,
        partial(_changed_so, changed=_change),
        "changes none in force",
    )


@attack("a second change while the first one waits", "changes none in force")
def _(scene: Scene) -> list[str]:
    return [_changing(scene), _changing(scene, id=NEW + 1, number="101-QĐ/HU")]


@attack("a decision on money that may not be spent", "not on this money")
def _(scene: Scene) -> list[str]:
    honest = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    return [insert("decision", decision(scene, honest, book_id=scene.books["remit1"]))]


@attack("a decision on a grant out of a commune's money", "not on this money")
def _(scene: Scene) -> list[str]:
    honest = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    return [insert("decision", decision(scene, honest, kind="grant"))]


@attack("a decision entered twice", "entered before")
def _(scene: Scene) -> list[str]:
    honest = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    return [insert("decision", decision(scene, honest, id=number)) for number in (NEW, NEW + 1)]


@attack("a decision in the place of one that was not refused", "replaces none")
def _(scene: Scene) -> list[str]:
    honest = transfer(scene.books["keep1"], "disbursement", "fund", "cash")
    return [insert("decision", decision(scene, honest, replaces_id=granting(scene)))]


@attack("a payment of an old event", ALONE)
def _(scene: Scene) -> list[str]:
    return [
        insert(
            "disbursement_payment",
            {"disbursement_id": unpaid(scene), "event_id": scene.event("given")},
        )
    ]


@attack("a payment of what was returned", ALONE)
def _(scene: Scene) -> list[str]:
    given_back = insert("disbursement_return", returned(NEW, scene))
    statements = spent(scene)
    return [*statements[:3], given_back, *statements[3:]]


@attack("a return of what is paid", "is paid")
def _(scene: Scene) -> list[str]:
    paid = Sql(
        "(SELECT disbursement_id FROM disbursement_payment"
        f" WHERE event_id = {scene.event('granted')})"
    )
    return [insert("disbursement_return", returned(paid, scene))]


def unpaid(scene: Scene) -> Sql:
    """Return the scene's stage that is neither paid nor returned."""
    return Sql(
        f"(SELECT id FROM disbursement WHERE book_id = {scene.books['office1']}"
        " AND id NOT IN (SELECT disbursement_id FROM disbursement_payment)"
        " AND id NOT IN (SELECT disbursement_id FROM disbursement_return))"
    )


def returned(disbursement_id: object, scene: Scene) -> Row:
    """Return a row that sends a prepared stage back."""
    return {
        "disbursement_id": disbursement_id,
        "by_id": scene.user_id,
        "at": "2024-10-06T02:00:00.000000+00:00",
        "reason": "sai số tiền",
    }


@attack("a paid stage paid again in the place of its payment", "exists already",
        engines=("sqlite",))  # fmt: skip
def _(scene: Scene) -> list[str]:
    office, grant = scene.books["office1"], scene.books["grant1"]
    legs = passage(
        office, grant, ("grant_out", "grant_in"), ("office_fund", "cash"), ("cash", "grant_fund"),
        amount_vnd=50_000,
    )  # fmt: skip
    paid = Sql(
        "(SELECT disbursement_id FROM disbursement_payment"
        f" WHERE event_id = {scene.event('granted')})"
    )
    again = insert(
        "disbursement_payment",
        {"disbursement_id": paid, "event_id": NEW},
        verb="INSERT OR REPLACE INTO",
    )
    vouchers = (voucher(office), voucher(grant, id=NEW + 1, first_transfer_id=NEW + 1))
    return [
        insert("event", event(scene, last_position=2, house_id=scene.houses[0])),
        again,
        insert("voucher", *vouchers),
        insert("transfer", *legs),
    ]
