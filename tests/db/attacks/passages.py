"""Half of a passage, an arrival nobody sent, and pairs that do not agree."""

from functools import partial

from tests.db.attacks import ANY_DOOR, MINDING_KEYS, add, attack, key
from tests.db.forge import NEW, Row, insert, movement, passage, transfer, voucher
from tests.db.scene import Scene

HALF = "half of a passage"
SETTLED, RECEIVED = "remittance_settled", "remittance_received"


def handed_in(
    scene: Scene, *, kinds: tuple[str, str] = (SETTLED, RECEIVED), **changed: object
) -> tuple[Row, Row]:
    """Return both halves of an agency unit's money reaching the office, right in every way."""
    return passage(
        scene.books["remit1"],
        scene.books["office1"],
        kinds,
        ("due", "transit"),
        ("cash", "office_fund"),
        **changed,
    )


def _alone(scene: Scene, *, place: int, changed: Row) -> list[str]:
    half = handed_in(scene)[place]
    lone = {**half, "id": NEW, "position": 1, "voucher_id": NEW, "paired_id": None}
    return movement(scene, lone | changed)


_LONE: dict[str, tuple[int, Row, str]] = {
    "departure without arrival": (0, {}, "ck_transfer_passage"),
    "departure to nowhere": (0, {"other_book_id": None}, "ck_transfer_passage"),
    "departure paired with itself": (0, {"paired_id": NEW}, HALF),
    "departure paired with a later promise": (
        0,
        {"paired_id": 777_777},
        f"{key('fk_transfer_paired')}|{HALF}",
    ),
    "arrival without departure": (1, {}, "ck_transfer_passage"),
    "arrival from nowhere": (1, {"other_book_id": None}, "ck_transfer_passage"),
    "arrival paired with itself": (1, {"paired_id": NEW}, HALF),
    "arrival paired with a later promise": (
        1,
        {"paired_id": 777_777},
        f"{key('fk_transfer_paired')}|{HALF}",
    ),
}
for _name, (_place, _changed, _because) in _LONE.items():
    add(
        _name,
        partial(_alone, place=_place, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )


def _old_partner(scene: Scene, *, place: int) -> list[str]:
    lone = {
        **handed_in(scene)[place],
        "id": NEW,
        "position": 1,
        "voucher_id": NEW,
        "paired_id": scene.transfer("received", 1 - place),
    }
    return movement(scene, lone)


add(
    "departure paired with an old arrival",
    partial(_old_partner, place=0),
    f"{HALF}|exists already|uq_transfer_paired_id",
)
add(
    "arrival paired with an old departure",
    partial(_old_partner, place=1),
    f"{HALF}|exists already|uq_transfer_paired_id",
)


def _disagree(scene: Scene, *, changed: Row) -> list[str]:
    leaving, arriving = handed_in(scene)
    return movement(scene, leaving, arriving | changed)


_DISAGREE: dict[str, tuple[Row, str]] = {
    "an arrival of less than left": ({"amount_vnd": 999}, HALF),
    "an arrival of more than left": ({"amount_vnd": 1_001}, HALF),
    "an arrival that names another departure": ({"paired_id": 777_777}, HALF),
    "an arrival that names itself": ({"paired_id": NEW + 1}, f"{HALF}|uq_transfer_paired_id"),
    "an arrival of another kind": (
        {"kind": "grant_return_in"},
        f"{HALF}|{key('fk_transfer_route')}",
    ),
}
for _name, (_changed, _because) in _DISAGREE.items():
    add(_name, partial(_disagree, changed=_changed), _because, doors=MINDING_KEYS)


@attack("an arrival that claims another sender", HALF, doors=MINDING_KEYS)
def _(scene: Scene) -> list[str]:
    leaving, arriving = handed_in(scene)
    return movement(scene, leaving, {**arriving, "other_book_id": scene.books["remit2"]})


@attack("an arrival in another event", f"{HALF}|does not belong")
def _(scene: Scene) -> list[str]:
    leaving, arriving = handed_in(scene)
    second = {**arriving, "event_id": NEW + 1, "position": 1}
    first_statements = movement(scene, leaving)
    second_statements = movement(scene, second, id=NEW + 1)
    return [
        first_statements[0],
        second_statements[0],
        insert(
            "voucher",
            voucher(scene.books["remit1"]),
            voucher(scene.books["office1"], id=NEW + 1, first_transfer_id=NEW + 1),
        ),
        insert("transfer", leaving, second),
    ]


@attack(
    "two departures and no arrival",
    f"{HALF}|below zero|not_below_zero|{key('fk_transfer_route')}",
    doors=MINDING_KEYS,
)
def _(scene: Scene) -> list[str]:
    leaving, _ = handed_in(scene)
    twin = passage(
        scene.books["remit2"],
        scene.books["office1"],
        (SETTLED, RECEIVED),
        ("due", "transit"),
        ("cash", "office_fund"),
    )[0]
    return movement(
        scene,
        {**leaving, "paired_id": NEW + 1},
        {**twin, "id": NEW + 1, "position": 2, "voucher_id": NEW + 1, "paired_id": NEW},
    )


@attack("a passage that has no route", key("fk_transfer_route"), doors=MINDING_KEYS)
def _(scene: Scene) -> list[str]:
    # The other district's office, to which this agency unit never handed anything in.
    return movement(
        scene,
        *passage(
            scene.books["remit1"],
            scene.books["office2"],
            (SETTLED, RECEIVED),
            ("due", "transit"),
            ("cash", "office_fund"),
        ),
    )


@attack("a settlement of more than is in transit", "not_below_zero|below zero")
def _(scene: Scene) -> list[str]:
    return movement(scene, *handed_in(scene, amount_vnd=10**9))


@attack("an ordinary movement that claims a partner", f"{HALF}|ck_transfer_passage")
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep1"]
    return movement(scene, transfer(keep, "deposit", "bank", "cash", paired_id=NEW))


@attack("an ordinary movement that names another book", "ck_transfer_passage")
def _(scene: Scene) -> list[str]:
    keep, office = scene.books["keep1"], scene.books["office1"]
    return movement(scene, transfer(keep, "deposit", "bank", "cash", other_book_id=office))


def _route(scene: Scene, *, changed: Row) -> list[str]:
    row: dict[str, object] = {
        "book_id": scene.books["keep1"],
        "other_book_id": scene.books["office1"],
        "kind": SETTLED,
        "rule": "keep",
        "other_rule": "office",
    }
    return [insert("route", row | changed)]


_ROUTES: dict[str, tuple[Row, str]] = {
    "a route from a commune to the office": ({}, "ck_route_between_rules"),
    "a route of an ordinary movement": ({"kind": "disbursement"}, "ck_route_between_rules"),
    "a route for a rule the book does not have": (
        {"rule": "remit"},
        key("fk_route_book_id_rule"),
    ),
    "a route to a rule the other book does not have": (
        {"kind": "hand_over_out", "other_rule": "keep"},
        key("fk_route_other_book_id_other_rule"),
    ),
}
for _name, (_changed, _because) in _ROUTES.items():
    add(
        _name,
        partial(_route, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )


@attack("a route from a book to itself", "ck_route_two_books")
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep1"]
    twist = {"other_book_id": keep, "other_rule": "keep", "kind": "hand_over_out"}
    return _route(scene, changed=twist)
