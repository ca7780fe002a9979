"""Falsify who is asked where, who is one person, and what work has ended."""

from tests.db.attacks import attack
from tests.db.forge import NEW
from tests.db.people_rows import ALONE, MERGED, STANDS
from tests.db.scene import Scene

_WHEN = "2024-11-01T02:00:00.000000+00:00"


def _id(code: str) -> str:
    """Return the id of a record by its code, as a table of its own that engines may read again."""
    return f"(SELECT id FROM party_member WHERE code = '{code}')"


def _merge(code: str, into: str) -> list[str]:
    return [
        (
            f"UPDATE party_member SET merged_into_id = {_id(into)}, merged_at = '{_WHEN}',"
            f" left_at = '{_WHEN}' WHERE code = '{code}'"
        )
    ]


@attack("a job begun again", "ends once|never changed")
def _(_scene: Scene) -> list[str]:
    return ["UPDATE job SET outcome = 'khác' WHERE key = 'job that ended'"]


@attack("a move decided otherwise", "is decided once|never changed")
def _(_scene: Scene) -> list[str]:
    return ["UPDATE member_move SET note = 'khác' WHERE state = 'accepted'"]


@attack("a record merged into itself", "merged into one that stands")
def _(_scene: Scene) -> list[str]:
    return _merge(ALONE, ALONE)


@attack("a record merged into a merged one", "merged into one that stands")
def _(_scene: Scene) -> list[str]:
    return _merge(ALONE, MERGED)


@attack("a record merged while another points to it", "merged into one that stands")
def _(_scene: Scene) -> list[str]:
    return _merge(STANDS, ALONE)


@attack("a member who begins merged", "begins as itself|merged into one that stands")
def _(_scene: Scene) -> list[str]:
    return [
        (
            "INSERT INTO party_member (id, code, cell_id, full_name, name_key, search_key, sort_key,"
            " position, standing, left_at, merged_into_id, merged_at)"
            f" SELECT {NEW}, 'CODENEW', cell_id, full_name, name_key, search_key, sort_key,"
            f" position, standing, '{_WHEN}', id, '{_WHEN}'"
            f" FROM party_member WHERE code = '{ALONE}'"
        )
    ]


def _follow(scene: Scene, entry_id: int) -> list[str]:
    unit = scene.campaign_unit_ids["keep1"]
    return [
        (
            f"UPDATE list_entry SET cell_id = {scene.units['keep2']}, campaign_unit_id = {unit},"
            f" position = 1, added_reason = 'chuyển' WHERE id = {entry_id}"
        )
    ]


@attack("a line with money that goes along", "list is frozen")
def _(scene: Scene) -> list[str]:
    return _follow(scene, scene.entry_ids[0])


@attack("a line that goes along with nobody's word", "list is frozen")
def _(scene: Scene) -> list[str]:
    return _follow(scene, scene.entry_ids[1])
