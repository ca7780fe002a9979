"""Falsify a need file: its state without a step, a step out of turn, a photo without consent."""

from functools import partial

from tests.db.attacks import add, attack
from tests.db.forge import NEW, Row, Sql, again
from tests.db.scene import Scene

NEED = "code = 'NEED001'"
_ID = f"(SELECT id FROM housing_need WHERE {NEED})"
_WHEN = "2024-11-01T02:00:00.000000+00:00"


def step(scene: Scene, /, **changed: object) -> str:
    """Return the next step of the scene's need, right but for what is changed."""
    facts: Row = {
        "position": 2,
        "act": "cell_review",
        "from_state": "proposed",
        "to_state": "proposed",
    }
    values = ", ".join(f"'{value}'" if value != 2 else "2" for value in (facts | changed).values())
    names = ", ".join(facts | changed)
    return (
        f"INSERT INTO need_step (id, need_id, on_date, recorded_at, recorded_by_id, {names})"
        f" SELECT {NEW}, id, '2024-11-01', '{_WHEN}', {scene.user_id}, {values}"
        f" FROM housing_need WHERE {NEED}"
    )


def _step(scene: Scene, *, changed: Row) -> list[str]:
    return [step(scene, **changed)]


_STEPS: dict[str, tuple[Row, str]] = {
    "a step that skips a number": ({"position": 3}, "not the next step"),
    "a step from where the need does not stand": (
        {"act": "list", "from_state": "surveying", "to_state": "eligible"},
        "not the next step",
    ),
    "a step that no table knows": ({"to_state": "eligible"}, "ck_need_step_transition"),
}
for _name, (_changed, _because) in _STEPS.items():
    add(_name, partial(_step, changed=_changed), _because)


@attack("a need that stands elsewhere without a step", "follows the steps")
def _(_scene: Scene) -> list[str]:
    return [f"UPDATE housing_need SET state = 'eligible' WHERE {NEED}"]


@attack("a need that begins on the list", "begins with its application")
def _(_scene: Scene) -> list[str]:
    other = Sql("(SELECT max(id) FROM party_member)")
    changed = {"id": NEW, "code": "NEED002", "state": "eligible", "member_id": other}
    return [again("housing_need", NEED, changed)]


@attack("a second living need of one member", "exists already|uq_housing_need_living")
def _(_scene: Scene) -> list[str]:
    return [again("housing_need", NEED, {"id": NEW, "code": "NEED002"})]


@attack("a need given to another member", "is what it was|never changed")
def _(_scene: Scene) -> list[str]:
    return [f"UPDATE housing_need SET member_id = member_id + 1 WHERE {NEED}"]


@attack("a living need erased", "is what it was|never changed")
def _(_scene: Scene) -> list[str]:
    return [
        (
            f"UPDATE housing_need SET erased_at = '{_WHEN}', member_id = NULL, key_sealed = NULL"
            f" WHERE {NEED}"
        )
    ]


@attack("a photo without consent", "no consent to pictures")
def _(scene: Scene) -> list[str]:
    return [
        (
            "INSERT INTO need_paper (id, need_id, attachment_id, kind, on_date, recorded_at,"
            f" recorded_by_id) SELECT {NEW}, {_ID}, id, 'photo', '2024-11-01', '{_WHEN}',"
            f" {scene.user_id} FROM attachment WHERE code = 'FILE2'"
        )
    ]


@attack("other bytes in an attachment", "can only be erased|never changed")
def _(_scene: Scene) -> list[str]:
    return ["UPDATE attachment SET sha256 = sha256 || '' , size_bytes = 5 WHERE code = 'FILE1'"]


@attack("another answer to a request", "is answered once|never changed")
def _(_scene: Scene) -> list[str]:
    return [f"UPDATE need_request SET answered_on = '2024-11-02' WHERE need_id = {_ID}"]
