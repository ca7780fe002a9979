"""Gaps, forks and repeats in the chain and in the numbers; events and vouchers that lack a part."""

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

LINK = "not the next link"
NUMBER = "not the next number"


def deposit(scene: Scene, **changed: object) -> Row:
    """Return a transfer that is right in every way: cash of ``keep1`` to the bank."""
    return transfer(scene.books["keep1"], "deposit", "bank", "cash", **changed)


def _deposit(scene: Scene, *, changed: Row) -> list[str]:
    keep = scene.books["keep1"]
    return movement(scene, deposit(scene, **changed), vouchers=(voucher(keep),))


def _sql(text: str) -> Sql:
    """Return a value computed from the last link of ``keep1``, the third book of the scene."""
    return Sql(f"(SELECT {text} FROM book JOIN party_unit AS u ON u.id = party_unit_id"
               " WHERE u.id = (SELECT min(id) FROM party_unit WHERE kind = 'commune_committee')"
               " AND rule = 'keep')")  # fmt: skip


_LINKS: dict[str, tuple[Row, str]] = {
    "a gap in the sequence": ({"seq": _sql("last_seq + 2")}, LINK),
    "a place in the sequence taken twice": (
        {"seq": _sql("last_seq")},
        f"{LINK}|uq_transfer_book_id_seq",
    ),
    "place zero of the sequence": ({"seq": 0}, f"{LINK}|ck_transfer_places"),
    "a place before the first": ({"seq": -1}, f"{LINK}|ck_transfer_places"),
    "a fork from an older link": (
        {"prev_hash": _sql("(SELECT prev_hash FROM transfer WHERE hash = head)")},
        LINK,
    ),
    "a link from the beginning": ({"prev_hash": fake_hash(0)}, LINK),
    "a link to nothing": ({"prev_hash": fake_hash(777)}, LINK),
    "a hash that is too short": ({"hash": "abc"}, "ck_transfer_digests"),
    "a digest that is too short": ({"facts_digest": ""}, "ck_transfer_digests"),
    "no amount": ({"amount_vnd": 0}, "ck_transfer_amount"),
    "a negative amount": ({"amount_vnd": -1_000}, "ck_transfer_amount"),
    "more than a thousand billion": (
        {"kind": "contribution", "debit": "cash", "credit": "fund", "amount_vnd": 10**12 + 1},
        "ck_transfer_amount",
    ),
    "words for an amount": ({"amount_vnd": "một triệu"}, "cannot store TEXT|invalid input"),
    "a missing amount": ({"amount_vnd": None}, "NOT NULL|not-null"),
    "the same account on both sides": ({"credit": "bank"}, "ck_transfer_movement"),
    "an unknown account": ({"debit": "gold"}, "ck_transfer_movement"),
    "an unknown movement": ({"kind": "gift"}, "ck_transfer_movement"),
    "a sign of minus one without an original": (
        {"sign": -1, "debit": "cash", "credit": "bank"},
        "ck_transfer_sign",
    ),
    "a sign of zero": ({"sign": 0}, "ck_transfer_movement|ck_transfer_sign"),
    "an account of another rule": (
        {"kind": "contribution", "debit": "cash", "credit": "due"},
        key("fk_transfer_credit"),
    ),
    "a debit to an account of another rule": (
        {"kind": "cash_short", "debit": "office_fund", "credit": "cash"},
        key("fk_transfer_debit"),
    ),
    "a transfer that has no place in its event": (
        {"position": 0},
        "does not belong|ck_transfer_places",
    ),
    "a transfer at the second place of an event of one": ({"position": 2}, "does not belong"),
}
for _name, (_changed, _because) in _LINKS.items():
    _keys = "fk_" in _because
    add(
        _name,
        partial(_deposit, changed=_changed),
        _because,
        doors=MINDING_KEYS if _keys else ANY_DOOR,
    )


@attack(
    "a transfer of no event",
    f"does not belong|voucher of another|{key('fk_transfer_event_id')}",
    doors=MINDING_KEYS,
)
def _(scene: Scene) -> list[str]:
    return movement(scene, deposit(scene))[1:]


@attack(
    "a transfer under no voucher",
    f"voucher of another|{key('fk_transfer_voucher_id')}",
    doors=MINDING_KEYS,
)
def _(scene: Scene) -> list[str]:
    event_row, _, transfer_row = movement(scene, deposit(scene))
    return [event_row, transfer_row]


@attack("a fraction of a đồng", "cannot store REAL|invalid input", engines=("sqlite",))
def _(scene: Scene) -> list[str]:
    return _deposit(scene, changed={"amount_vnd": Sql("1.5")})


@attack("two links after one head", f"{LINK}|uq_transfer_book_id_seq")
def _(scene: Scene) -> list[str]:
    return movement(
        scene,
        deposit(scene),
        deposit(scene, id=NEW + 1, position=2),
        vouchers=(voucher(scene.books["keep1"]),),
    )


@attack("a gap within one statement", LINK)
def _(scene: Scene) -> list[str]:
    first = deposit(scene)
    place = following(first) | {"seq": following(first, 2)["seq"]}
    return movement(
        scene,
        first,
        deposit(scene, id=NEW + 1, position=2, **place),
        vouchers=(voucher(scene.books["keep1"]),),
    )


@attack("a link that does not follow within one statement", LINK)
def _(scene: Scene) -> list[str]:
    first = deposit(scene)
    place = {**following(first), "prev_hash": fake_hash(777)}
    return movement(
        scene,
        first,
        deposit(scene, id=NEW + 1, position=2, **place),
        vouchers=(voucher(scene.books["keep1"]),),
    )


def _numbered(scene: Scene, *, changed: Row) -> list[str]:
    return movement(scene, deposit(scene), vouchers=(voucher(scene.books["keep1"], **changed),))


def _number(more: int) -> Sql:
    return Sql(
        f"(SELECT max(number) + {more} FROM voucher WHERE series = 'receipt' AND book_id ="
        " (SELECT min(id) FROM book WHERE rule = 'keep'))"
    )


_NUMBERS: dict[str, tuple[Row, str]] = {
    "a voucher number skipped": ({"series": "receipt", "number": _number(2)}, NUMBER),
    "a voucher number given twice": (
        {"series": "receipt", "number": _number(0)},
        f"{NUMBER}|uq_voucher",
    ),
    "a year that begins with number two": ({"year": 2030, "number": 2}, NUMBER),
    "voucher number zero": ({"year": 2030, "number": 0}, f"{NUMBER}|ck_voucher_number"),
    "a voucher of the year 1999": ({"year": 1999, "number": 1}, "ck_voucher_year"),
    "an unknown series": ({"series": "gift", "number": 1}, "ck_voucher_series"),
    "a voucher that covers nothing": (
        {"first_transfer_id": 777_777},
        f"{key('fk_voucher_covers')}|voucher of another",
    ),
}
for _name, (_changed, _because) in _NUMBERS.items():
    _keys = "fk_" in _because
    add(
        _name,
        partial(_numbered, changed=_changed),
        _because,
        doors=MINDING_KEYS if _keys else ANY_DOOR,
    )


@attack("two vouchers with a gap, in one statement", NUMBER)
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep1"]
    first = deposit(scene)
    return movement(
        scene,
        first,
        deposit(scene, id=NEW + 1, position=2, voucher_id=NEW + 1, **following(first)),
        vouchers=(
            voucher(keep, year=2031, number=1),
            voucher(keep, year=2031, number=3, id=NEW + 1, first_transfer_id=NEW + 1),
        ),
    )


@attack("a voucher alone", key("fk_voucher_covers"), doors=MINDING_KEYS)
def _(scene: Scene) -> list[str]:
    return [insert("voucher", voucher(scene.books["keep1"], first_transfer_id=777_777))]


@attack("a voucher that covers another voucher's transfer", key("fk_voucher_covers"),
        doors=MINDING_KEYS)  # fmt: skip
def _(scene: Scene) -> list[str]:
    covered = scene.transfer("given")
    return [insert("voucher", voucher(scene.books["keep1"], first_transfer_id=covered))]


@attack("a voucher of no book", key("fk_voucher_book_id"), doors=MINDING_KEYS)
def _(scene: Scene) -> list[str]:
    return movement(scene, deposit(scene), vouchers=(voucher(777_777),))


@attack("a transfer under a voucher of another book", "voucher of another")
def _(scene: Scene) -> list[str]:
    return movement(scene, deposit(scene), vouchers=(voucher(scene.books["keep2"]),))


@attack("one more transfer under an old voucher", "voucher of another book or submission")
def _(scene: Scene) -> list[str]:
    row = deposit(scene, voucher_id=scene.voucher("given"))
    return [*movement(scene, row)[:1], insert("transfer", row)]


@attack("an event without transfers", key("fk_event_complete"), doors=MINDING_KEYS)
def _(scene: Scene) -> list[str]:
    return [insert("event", event(scene))]


@attack("an event that lacks its second transfer", f"{key('fk_event_complete')}|does not belong",
        doors=MINDING_KEYS)  # fmt: skip
def _(scene: Scene) -> list[str]:
    whole = movement(scene, deposit(scene))
    return [insert("event", event(scene, last_position=2)), *whole[1:]]


@attack("an event that lacks its first transfer", "does not belong")
def _(scene: Scene) -> list[str]:
    whole = movement(scene, deposit(scene, position=2))
    return [insert("event", event(scene, last_position=2)), *whole[1:]]


@attack("an event of no transfers by its own word", "ck_event_last_position")
def _(scene: Scene) -> list[str]:
    return [insert("event", event(scene, last_position=0))]


@attack("one more transfer in an old event", "does not belong")
def _(scene: Scene) -> list[str]:
    row = deposit(scene, event_id=scene.event("given"), position=2)
    return [insert("voucher", voucher(scene.books["keep1"])), insert("transfer", row)]


@attack("two transfers at one place of an event", "exists already|uq_transfer_event_id_position")
def _(scene: Scene) -> list[str]:
    first = deposit(scene)
    return movement(
        scene,
        first,
        deposit(scene, id=NEW + 1, **following(first)),
        vouchers=(voucher(scene.books["keep1"]),),
    )


_EVENTS: dict[str, tuple[Row, str]] = {
    "an event without a purpose": ({"purpose": ""}, "ck_event_purpose"),
    "an event on no day": ({"on_date": "2024-13-45"}, "ck_event_on_date|out of range"),
    "an event of no submission": ({"submission_id": 777_777}, key("fk_event_submission_id")),
    "an event recorded by nobody": ({"recorded_by_id": 777_777}, key("fk_event_recorded_by_id")),
    "an event of no campaign": ({"campaign_id": 777_777}, key("fk_event_campaign_id")),
    "an event of no house": ({"house_id": 777_777}, key("fk_event_house_id")),
}


def _happening(scene: Scene, *, changed: Row) -> list[str]:
    whole = movement(scene, deposit(scene))
    return [insert("event", event(scene, **changed)), *whole[1:]]


for _name, (_changed, _because) in _EVENTS.items():
    add(
        _name,
        partial(_happening, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )

_SUBMISSIONS: dict[str, tuple[Row, str]] = {
    "a submission under a used key": (
        {"key": Sql("(SELECT max(key) FROM submission)")},
        "exists already|uq_submission_key",
    ),
    "a submission with a short key": ({"key": "k"}, "ck_submission_key"),
    "a submission with a short digest": ({"body_digest": "0"}, "ck_submission_body_digest"),
    "a submission of an unknown kind": ({"kind": "gift"}, "ck_submission_kind"),
    "a submission by nobody": ({"made_by_id": 777_777}, key("fk_submission_made_by_id")),
}


def _submission(scene: Scene, *, changed: Row) -> list[str]:
    row: dict[str, object] = {
        "id": NEW,
        "key": "k" * 32,
        "body_digest": fake_hash(0),
        "kind": "movement",
        "made_by_id": scene.user_id,
        "made_at": "2024-11-01T02:00:00.000000+00:00",
    }
    return [insert("submission", row | changed)]


for _name, (_changed, _because) in _SUBMISSIONS.items():
    add(
        _name,
        partial(_submission, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )
