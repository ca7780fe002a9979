"""Falsify what people decide about the target: one's own word, a fact moved elsewhere."""

from tests.db.attacks import attack
from tests.db.forge import NEW, Row, again
from tests.db.scene import Scene

_WHEN = "2024-11-01T02:00:00.000000+00:00"


@attack("the word of who entered a plan decision", "of whoever entered it")
def _(scene: Scene) -> list[str]:
    return [
        (
            "INSERT INTO plan_decision_word (plan_decision_id, word, by_id, at, reason)"
            f" SELECT id, 'confirmed', {scene.user_id}, '{_WHEN}', '' FROM plan_decision"
            " WHERE number = '121-QĐ/HU'"
        )
    ]


@attack("a prior fact replaced in another locality", "of another locality")
def _(scene: Scene) -> list[str]:
    elsewhere: Row = {"id": NEW, "replaces_id": 2, "party_unit_id": scene.units["keep2"]}
    return [again("prior_fact", "id = 2", elsewhere)]
