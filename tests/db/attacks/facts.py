"""Falsify the facts around the money: who, what for, which campaign, what was asked."""

from functools import partial

from tests.db.attacks import ANY_DOOR, MINDING_KEYS, add, attack, key
from tests.db.attacks.passages import handed_in
from tests.db.forge import (
    NEW,
    Row,
    Sql,
    following,
    insert,
    insert_mirrors,
    mirrored,
    movement,
    passage,
    reversing,
    transfer,
    voucher,
)
from tests.db.scene import Scene

FACTS = "not the facts of its transfer"


def given(scene: Scene, **changed: object) -> list[str]:
    """Return a contribution to ``keep1`` with its facts, right but for what is changed."""
    row = transfer(scene.books["keep1"], "contribution", "cash", "fund")
    facts: dict[str, object] = {
        "transfer_id": NEW,
        "campaign_id": scene.campaign_id,
        "campaign_unit_id": scene.campaign_unit_ids["keep1"],
        "list_entry_id": scene.entry_ids[0],
        "contributor_id": None,
        "sign": 1,
        "amount_vnd": 1_000,
        "received_on": "2024-11-01",
    }
    return [
        *movement(scene, row, campaign_id=scene.campaign_id),
        insert("contribution", facts | changed),
    ]


def _given(scene: Scene, *, changed: Row) -> list[str]:
    return given(scene, **changed)


_GIVEN: dict[str, tuple[Row, str]] = {
    "a contribution of another amount": ({"amount_vnd": 2_000}, FACTS),
    "a contribution of nothing": ({"amount_vnd": 0}, f"{FACTS}|ck_contribution_amount"),
    "a contribution taken back that was not": ({"sign": -1}, FACTS),
    "a contribution with another sign": ({"sign": 2}, f"{FACTS}|ck_contribution_sign"),
    "a contribution by nobody": ({"list_entry_id": None}, "ck_contribution_one_giver"),
    "a contribution by two": ({"contributor_id": 1}, "ck_contribution_one_giver"),
    "a contribution on no day": (
        {"received_on": "2024-02-31"},
        "ck_contribution_received_on|out of range",
    ),
    "a contribution by a line that never was": (
        {"list_entry_id": 777_777},
        f"{FACTS}|{key('fk_contribution_list_entry_id')}",
    ),
    "a contribution to a campaign that never was": (
        {"campaign_id": 777_777},
        f"{FACTS}|{key('fk_contribution_campaign_id')}",
    ),
    "a contribution to a unit that never took part": (
        {"campaign_unit_id": 777_777},
        f"{FACTS}|{key('fk_contribution_campaign_unit_id')}",
    ),
    "a contribution by somebody unknown": (
        {"list_entry_id": None, "contributor_id": 777_777},
        key("fk_contribution_contributor_id"),
    ),
}
for _name, (_changed, _because) in _GIVEN.items():
    add(
        _name,
        partial(_given, changed=_changed),
        _because,
        doors=MINDING_KEYS if "fk_" in _because else ANY_DOOR,
    )


@attack("a contribution to another campaign", FACTS)
def _(scene: Scene) -> list[str]:
    return given(scene, campaign_id=scene.old_campaign_id)


@attack("a contribution to another campaign's unit", FACTS)
def _(scene: Scene) -> list[str]:
    return given(scene, campaign_unit_id=scene.campaign_unit_ids["keep1 in 2023"])


@attack("a contribution that another unit counts", FACTS)
def _(scene: Scene) -> list[str]:
    return given(scene, campaign_unit_id=scene.campaign_unit_ids["keep2"])


@attack("a contribution of a transfer that is none", FACTS)
def _(scene: Scene) -> list[str]:
    facts = given(scene)[-1]
    row = transfer(scene.books["keep1"], "cash_over", "cash", "fund")
    return [*movement(scene, row, campaign_id=scene.campaign_id), facts]


@attack("a contribution of no transfer", f"{FACTS}|fk_contribution_transfer_id",
        doors=MINDING_KEYS)  # fmt: skip
def _(scene: Scene) -> list[str]:
    return given(scene)[-1:]


@attack("a contribution taken back from somebody else", FACTS)
def _(scene: Scene) -> list[str]:
    facts = given(scene, sign=-1, amount_vnd=100_000, list_entry_id=scene.entry_ids[1])[-1]
    return [
        insert("event", reversing(scene, "given")),
        insert("voucher", voucher(scene.books["keep1"], series="adjustment")),
        insert_mirrors(mirrored(scene, "given")),
        facts,
    ]


@attack("a name for an old event", "belongs to a new event")
def _(scene: Scene) -> list[str]:
    name = {"event_id": scene.event("sent"), "name": "Kẻ khác", "place": "", "salt": ""}
    return [insert("event_party", name)]


@attack("a name for a reversal", "belongs to a new event")
def _(scene: Scene) -> list[str]:
    name = {"event_id": scene.event("voiding"), "name": "Kẻ khác", "place": "", "salt": ""}
    return [insert("event_party", name)]


@attack("a name for an event that never was", key("fk_event_party_event_id"), doors=MINDING_KEYS)
def _(_scene: Scene) -> list[str]:
    name = {"event_id": 777_777, "name": "Kẻ khác", "place": "", "salt": ""}
    return [insert("event_party", name)]


_PARTY = {
    "a name moved to another event": "event_id = (SELECT max(id) FROM event)",
    "a name changed": "name = 'Kẻ khác'",
    "a place changed": "name = '', place = 'Nơi khác', salt = ''",
    "a salt changed": "name = '', place = '', salt = '00'",
    "a name erased by halves": "name = ''",
}


def _update(scene: Scene, *, table: str, change: str) -> list[str]:
    places = {
        "event_party": f"event_id = {scene.event('given')}",
        "list_entry": f"id = {scene.entry_ids[0]}",
        "campaign": f"id = {scene.campaign_id}",
        "campaign_unit": f"id = {scene.campaign_unit_ids['keep1']}",
    }
    return [f"UPDATE {table} SET {change} WHERE {places[table]}"]


for _name, _change in _PARTY.items():
    add(
        _name,
        partial(_update, table="event_party", change=_change),
        "can only be erased|never changed",
    )
for _column in (
    "id", "campaign_id", "campaign_unit_id", "cell_id", "member_id", "position", "added_reason",
):  # fmt: skip
    _change = f"{_column} = {_column}"
    add(
        f"the frozen list: {_column}",
        partial(_update, table="list_entry", change=_change),
        "the list is frozen|never changed",
    )
for _column in ("id", "campaign_id", "party_unit_id", "book_id"):
    add(
        f"a unit of a campaign: {_column}",
        partial(_update, table="campaign_unit", change=f"{_column} = {_column}"),
        "is what it was|never changed",
    )
for _change in (
    "committee_id = 2", "year = 2025", "starts_on = '2024-01-01'", "ends_before = '2025-06-01'",
    "pay_month = '2024-10-01'", "divisor = '30'", "rounding = 'up_thousand'", "floor_vnd = 1",
    "opened_at = '2024-01-01T00:00:00.000000+00:00'", "state = 'draft', opened_at = NULL",
):  # fmt: skip
    add(
        f"an open campaign: {_change.split(' ')[0]}",
        partial(_update, table="campaign", change=_change),
        "is open or closed|never changed",
    )


@attack("a closed campaign opened again", "is open or closed|never changed")
def _(scene: Scene) -> list[str]:
    return [
        f"UPDATE campaign SET state = 'open', closed_at = NULL WHERE id = {scene.old_campaign_id}"
    ]


_ARRIVALS: dict[str, tuple[Row, str]] = {
    "an arrival of more than was sent": ({"received_vnd": 999_999}, "not what was sent"),
    "an arrival that nothing was booked for": (
        {"event_id": Sql("(SELECT min(id) FROM event)")},
        "not what was sent",
    ),
    "an arrival that says another split": (
        {"received_vnd": 100_000, "returned_vnd": 50_000, "reason": "thiếu"},
        "not what was sent",
    ),
}


def _arrival(scene: Scene, *, changed: Row) -> list[str]:
    later = Sql(f"(SELECT id FROM remittance WHERE sent_event_id = {scene.event('sent later')})")
    row: dict[str, object] = {
        "remittance_id": later,
        "event_id": NEW,
        "received_vnd": 150_000,
        "returned_vnd": 0,
        "reason": "",
        "denominations": "{}",
    }
    legs = handed_in(scene, amount_vnd=150_000)
    return [*movement(scene, *legs), insert("remittance_arrival", row | changed)]


for _name, (_changed, _because) in _ARRIVALS.items():
    add(_name, partial(_arrival, changed=_changed), _because)


@attack("an arrival of one unit's money for another's", "not what was sent")
def _(scene: Scene) -> list[str]:
    # The other unit sends as much, and its money is shown as this unit's.
    other = scene.books["remit2"]
    first = transfer(other, "contribution", "transit", "due", amount_vnd=150_000)
    legs = passage(
        other,
        scene.books["office1"],
        ("remittance_settled", "remittance_received"),
        ("due", "transit"),
        ("cash", "office_fund"),
        amount_vnd=150_000,
    )
    second = {
        **legs[0],
        **following(first),
        "id": NEW + 1,
        "position": 2,
        "paired_id": NEW + 2,
    }
    third = {**legs[1], "id": NEW + 2, "position": 3, "paired_id": NEW + 1}
    arrival = _arrival(scene, changed={})[-1]
    covering = (
        voucher(other),
        voucher(scene.books["office1"], id=NEW + 1, first_transfer_id=NEW + 2),
    )
    return [*movement(scene, first, second, third, vouchers=covering), arrival]


@attack("a remittance of more than was sent", "not what was sent")
def _(scene: Scene) -> list[str]:
    row: dict[str, object] = {
        "id": NEW,
        "campaign_unit_id": scene.campaign_unit_ids["remit1"],
        "sent_event_id": scene.event("sent last"),
        "method": "cash",
        "amount_vnd": 150_001,
        "sent_on": "2024-10-01",
        "carrier": "Trần Thị Bé",
    }
    return [insert("remittance", row)]


@attack("a word given on an entry taken back", "is confirmed once|never changed")
def _(_scene: Scene) -> list[str]:
    return ["UPDATE delegated_submission SET confirmed_at = NULL, confirmed_by_id = NULL"]
