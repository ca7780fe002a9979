"""Falsify what a bank's lines were used for: twice, for more than they are, by another's money."""

from functools import partial

from tests.db.attacks import add
from tests.db.forge import NEW, Row, insert
from tests.db.scene import Scene

WHEN = "2024-11-01T02:00:00.000000+00:00"


def use(scene: Scene, /, **changed: object) -> list[str]:
    """Return the use of a line for a receipt, right but for what is changed."""
    facts: Row = {
        "id": NEW,
        "bank_line_id": 1,
        "kind": "chosen",
        "event_id": scene.event("given by another"),
        "amount_vnd": 1_000,
        "reason": None,
        "note": "",
        "made_by_id": scene.user_id,
        "made_at": WHEN,
    }
    return [insert("bank_line_use", facts | changed)]


def line(_scene: Scene, /, **changed: object) -> list[str]:
    """Return a line of the scene's statement, right but for what is changed."""
    facts: Row = {
        "id": NEW,
        "bank_account_id": 1,
        "statement_id": 1,
        "on_date": "2024-11-01",
        "sign": 1,
        "amount_vnd": 7_000,
        "balance_vnd": None,
        "reference": "FT9",
        "remark_sealed": "kín",
        "fingerprint": "9" * 64,
        "occurrence": 1,
    }
    return [insert("bank_line", facts | changed)]


def _use(scene: Scene, *, changed: Row) -> list[str]:
    name = changed.get("event_id")
    named = {"event_id": scene.event(name)} if isinstance(name, str) else {}
    return use(scene, **changed | named)


def _line(scene: Scene, *, changed: Row) -> list[str]:
    return line(scene, **changed)


_OTHER: Row = {"kind": "other", "event_id": None, "reason": "other"}
_USES: dict[str, tuple[Row, str]] = {
    "a line used for more than it is": ({"amount_vnd": 21_000, **_OTHER}, "more than the line"),
    "a receipt claimed for more than it is": (
        {"bank_line_id": 2, "amount_vnd": 21_000},
        "more than the event",
    ),
    "a cancelled receipt as a line's money": ({"event_id": "wrong"}, "more than the event"),
    "cash as a line's money": ({"event_id": "given"}, "more than the event"),
    "another unit's bank as a line's money": (
        {"event_id": "opening remit1"},
        "more than the event",
    ),
    "no contribution, with a receipt": (
        {"kind": "other", "reason": "other"},
        "ck_bank_line_use_event",
    ),
    "no contribution for no reason": (
        {"kind": "other", "event_id": None},
        "ck_bank_line_use_other_has_reason",
    ),
}
_LINES: dict[str, tuple[Row, str]] = {
    "a line on another account's statement": ({"bank_account_id": 2}, "not of this statement"),
    "a second of equal lines without a first": ({"occurrence": 2}, "not of this statement"),
    "a line of nothing": ({"amount_vnd": 0}, "ck_bank_line_amount"),
}
for _name, (_changed, _because) in _USES.items():
    add(_name, partial(_use, changed=_changed), _because)
for _name, (_changed, _because) in _LINES.items():
    add(_name, partial(_line, changed=_changed), _because)
