"""Falsify a daily list: skip its number, list what is not the day's cash, count it for more (C8).

The honest list is the next one of the book, of the one receipt “right” that stands on none.
"""

from tests.db.attacks import attack
from tests.db.forge import NEW, Row, insert
from tests.db.scene import DAY, Scene

FACTS = "not what the receipt says"
RIGHT_VND = 45_000


def listed(scene: Scene, row: Row | None = None, line: Row | None = None) -> list[str]:
    """Return an honest list of one receipt, with parts of it changed."""
    made: Row = {
        "id": NEW,
        "book_id": scene.books["keep1"],
        "year": 2024,
        "number": 2,
        "on_date": DAY.isoformat(),
        "cell_id": None,
        "counted_vnd": RIGHT_VND,
        "last_position": 1,
        "made_at": "2024-10-01T10:00:00.000000+00:00",
        "made_by_id": scene.user_id,
    }
    first: Row = {
        "daily_list_id": NEW,
        "position": 1,
        "voucher_id": scene.voucher("right"),
        "counted_vnd": RIGHT_VND,
    }
    return [
        insert("daily_list", made | (row or {})),
        insert("daily_list_line", first | (line or {})),
    ]


@attack("a daily list whose number skips one", "not the next number")
def _(scene: Scene) -> list[str]:
    return listed(scene, {"number": 3})


@attack("a daily list of more than its receipts", FACTS)
def _(scene: Scene) -> list[str]:
    return listed(scene, {"counted_vnd": RIGHT_VND + 1})


@attack("a receipt listed for more than it says", FACTS)
def _(scene: Scene) -> list[str]:
    more: Row = {"counted_vnd": RIGHT_VND + 1}
    return listed(scene, more, more)


@attack("a cancelled receipt listed for its amount", FACTS)
def _(scene: Scene) -> list[str]:
    amount: Row = {"counted_vnd": 70_000}
    return listed(scene, amount, amount | {"voucher_id": scene.voucher("voided")})


@attack("money of the bank on a daily list", FACTS)
def _(scene: Scene) -> list[str]:
    amount: Row = {"counted_vnd": 30_000}
    return listed(scene, amount, amount | {"voucher_id": scene.voucher("given by another")})


@attack("a receipt of another day on a daily list", FACTS)
def _(scene: Scene) -> list[str]:
    return listed(scene, {"on_date": "2024-10-02"})


@attack("a receipt of another book on a daily list", FACTS)
def _(scene: Scene) -> list[str]:
    return listed(scene, {"book_id": scene.books["keep2"], "number": 1})


@attack("one more receipt on an old daily list", FACTS)
def _(scene: Scene) -> list[str]:
    return listed(scene, None, {"daily_list_id": 1, "position": 2})[1:]


@attack("a receipt taken from an old daily list", "exists already", engines=("sqlite",))
def _(scene: Scene) -> list[str]:
    amount: Row = {"counted_vnd": 100_000}
    made, line = listed(scene, amount, amount | {"voucher_id": scene.voucher("given")})
    return [made, line.replace("INSERT INTO", "INSERT OR REPLACE INTO")]
