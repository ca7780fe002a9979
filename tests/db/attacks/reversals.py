"""Reversals that are no mirror, come twice, or take back a reversal."""

from functools import partial

from tests.db.attacks import MINDING_KEYS, add, attack, key
from tests.db.forge import (
    NEW,
    Row,
    Sql,
    event,
    fake_hash,
    insert,
    insert_mirrors,
    mirrored,
    reversing,
    transfer,
    voucher,
)
from tests.db.scene import Scene

MIRROR = "not a mirror"


def reversal(scene: Scene, name: str, facts: Row | None = None, /, **changed: object) -> list[str]:
    """Return the reversal of an event of one transfer in ``keep1``, with something changed."""
    return [
        insert("event", reversing(scene, name, **(facts or {}))),
        insert("voucher", voucher(scene.books["keep1"], series="adjustment")),
        insert_mirrors(mirrored(scene, name, **changed)),
    ]


def _twisted(scene: Scene, *, changed: Row) -> list[str]:
    return reversal(scene, "given", **changed)


_TWISTS: dict[str, tuple[Row, str]] = {
    "a reversal of another amount": ({"amount_vnd": 99_999}, MIRROR),
    "a reversal out of another account": ({"credit": "bank"}, MIRROR),
    "a reversal of another kind": ({"kind": "cash_over"}, MIRROR),
    "a reversal that is not swapped": (
        {"debit": Sql("debit"), "credit": Sql("credit")},
        f"{MIRROR}|ck_transfer_movement",
    ),
    "a reversal with a plus sign": (
        {"sign": 1, "debit": Sql("debit"), "credit": Sql("credit")},
        f"{MIRROR}|ck_transfer_sign",
    ),
    "a reversal that names no original": (
        {"reverses_id": None},
        "does not belong|ck_transfer_sign",
    ),
    "a reversal of a transfer that never was": (
        {"reverses_id": 777_777},
        f"{MIRROR}|fk_transfer_reverses_id",
    ),
}
for _name, (_changed, _because) in _TWISTS.items():
    add(_name, partial(_twisted, changed=_changed), _because)


@attack("a reversal of an old transfer in a new event", f"{MIRROR}|does not belong")
def _(scene: Scene) -> list[str]:
    return [
        insert("event", event(scene, reason="giả mạo")),
        *reversal(scene, "given")[1:],
    ]


@attack("a reversal in another book", MIRROR)
def _(scene: Scene) -> list[str]:
    office = scene.books["office1"]
    return [
        insert("event", reversing(scene, "given")),
        insert("voucher", voucher(office, series="adjustment")),
        insert_mirrors(
            mirrored(
                scene,
                "given",
                book_id=office,
                debit="office_fund",
                seq=Sql(f"(SELECT last_seq + 1 FROM book WHERE id = {office})"),
                prev_hash=Sql(f"(SELECT head FROM book WHERE id = {office})"),
            )
        ),
    ]


@attack("a reversal of another event's transfer", MIRROR)
def _(scene: Scene) -> list[str]:
    return [
        insert("event", reversing(scene, "sheet")),
        insert("voucher", voucher(scene.books["keep1"], series="adjustment")),
        insert_mirrors(mirrored(scene, "given")),
    ]


@attack("a reversal for another campaign", MIRROR)
def _(scene: Scene) -> list[str]:
    return reversal(scene, "given", {"campaign_id": scene.old_campaign_id})


@attack("a reversal for another house", MIRROR)
def _(scene: Scene) -> list[str]:
    return reversal(scene, "given", {"house_id": scene.houses[1]})


@attack("a reversal without a reason", "ck_event_reversal_has_reason")
def _(scene: Scene) -> list[str]:
    return reversal(scene, "given", {"reason": ""})


@attack("a reversal whose reason is missing", "ck_event_reversal_has_reason")
def _(scene: Scene) -> list[str]:
    return reversal(scene, "given", {"reason": None})


@attack("a second reversal", "exists already|uq_event_reverses_event_id")
def _(scene: Scene) -> list[str]:
    return reversal(scene, "voided")


@attack("a second reversal without a second event", "exists already|uq_transfer|does not belong")
def _(scene: Scene) -> list[str]:
    return [
        insert("voucher", voucher(scene.books["keep1"], series="adjustment")),
        insert_mirrors(mirrored(scene, "voided", event_id=scene.event("voiding"), position=2)),
    ]


@attack("a reversal of a reversal", f"{MIRROR}|ck_transfer")
def _(scene: Scene) -> list[str]:
    return reversal(scene, "voiding")


@attack("a reversal of a reversal by its transfer alone", f"{MIRROR}|ck_transfer")
def _(scene: Scene) -> list[str]:
    return [
        insert("event", reversing(scene, "given")),
        insert("voucher", voucher(scene.books["keep1"], series="adjustment")),
        insert_mirrors(mirrored(scene, "voiding")),
    ]


@attack("a reversal of an event that never was", f"{MIRROR}|fk_event_reverses_event_id")
def _(scene: Scene) -> list[str]:
    return [
        insert("event", event(scene, reverses_event_id=777_777, reason="giả mạo")),
        *reversal(scene, "given")[1:],
    ]


@attack("a plain transfer in a reversing event", "does not belong")
def _(scene: Scene) -> list[str]:
    keep = scene.books["keep1"]
    return [
        insert("event", reversing(scene, "given")),
        insert("voucher", voucher(keep)),
        insert("transfer", transfer(keep, "cash_short", "fund", "cash")),
    ]


@attack("a reversal that would leave less than nothing", "ck_account_not_below_zero|below zero")
def _(scene: Scene) -> list[str]:
    # The unit sent nearly all its cash on, so its opening balance is no longer there.
    remit, first = scene.books["remit1"], scene.transfer("opening remit1")
    spend = transfer(
        remit,
        "remittance_sent",
        "transit",
        "cash",
        amount_vnd=Sql(
            "(SELECT debits_vnd - credits_vnd FROM account"
            f" WHERE book_id = {remit} AND kind = 'cash')"
        ),
    )
    second = mirrored(
        scene,
        "opening remit1",
        1,
        id=NEW + 2,
        event_id=NEW + 1,
        voucher_id=NEW + 1,
        seq=Sql(f"(SELECT last_seq + 2 FROM book WHERE id = {remit})"),
        prev_hash=fake_hash(NEW + 1),
    )
    assert first
    return [
        insert("event", event(scene)),
        insert("voucher", voucher(remit)),
        insert("transfer", spend),
        insert("event", reversing(scene, "opening remit1", id=NEW + 1)),
        insert(
            "voucher",
            voucher(remit, series="adjustment", id=NEW + 1, first_transfer_id=NEW + 1),
        ),
        insert_mirrors(
            mirrored(scene, "opening remit1", id=NEW + 1, event_id=NEW + 1, voucher_id=NEW + 1),
            second,
        ),
    ]


def _half(scene: Scene, *, place: int, last_position: int, position: int) -> list[str]:
    book = scene.books["remit1" if place == 0 else "office1"]
    return [
        insert("event", reversing(scene, "received", last_position=last_position)),
        insert("voucher", voucher(book, series="adjustment")),
        insert_mirrors(mirrored(scene, "received", place, paired_id=NEW, position=position)),
    ]


add(
    "a reversal of the first half of a passage",
    partial(_half, place=0, last_position=1, position=1),
    f"{MIRROR}|half of a passage",
)
add(
    "a reversal of the second half of a passage",
    partial(_half, place=1, last_position=1, position=1),
    f"{MIRROR}|half of a passage",
)
add(
    "a reversal of two transfers that brings one",
    partial(_half, place=0, last_position=2, position=1),
    f"{key('fk_event_complete')}|does not belong|half of a passage",
    doors=MINDING_KEYS,
)


@attack("a partial reversal of an event in one book", MIRROR)
def _(scene: Scene) -> list[str]:
    return reversal(scene, "opening keep1", {"last_position": 1})


@attack("a reversal of a sheet's other event under its name", MIRROR)
def _(scene: Scene) -> list[str]:
    return [
        insert("event", reversing(scene, "sheet")),
        insert("voucher", voucher(scene.books["keep1"], series="adjustment")),
        insert_mirrors(mirrored(scene, "sheet 2")),
    ]
