"""A believable district for trying the software, built through the real services from a seed.

Everything is invented. The working day stands still at ``DEMO_ON``, which every page says; a real
database always uses the real day.
"""

import os
import random
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from ledger import clock
from ledger.db import db, run
from ledger.demo import agency_houses, houses, needs, people, places, roadmaps, rollouts, seasons
from ledger.models.installation import Installation
from ledger.models.users import Role
from ledger.services import base_pay

DEMO_ON = date(2024, 12, 20)
SEED = 20221004
"""The day of the letter that the programme began with."""

Say = Callable[[str], None]


def build(path: Path, *, on: Callable[[Path], AbstractContextManager[object]], say: Say) -> None:
    """Build the demo database at ``path`` and the file of its logins beside it.

    ``on`` migrates a new database and returns the context in which services work on it.

    The database takes its name only when it is complete, so that a build that was stopped half way
    is begun again the next time.
    """
    unfinished = path.with_suffix(".building")
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob(f"{unfinished.name}*"):
        leftover.unlink()
    say("Dựng dữ liệu dùng thử (huyện Tân Hòa, tên người bịa)…")
    with on(unfinished):
        passwords = _build_district(say)
    _write_logins(path.parent / "demo-logins.txt", passwords)
    unfinished.rename(path)


def _build_district(say: Say) -> dict[str, tuple[str, Role]]:
    dice = random.Random(SEED)  # noqa: S311  (the same district every time)
    with clock.at_day(date(2022, 9, 1)):
        run(_mark_as_demo)
        run(base_pay.seed_base_pay, None)
        district = run(places.found_district)
        passwords = {username: (_new_password(), role) for username, role in places.LOGINS.items()}
        for username, (password, role) in passwords.items():
            run(places.add_login, district, username=username, role=role, password=password)
        say(f"  {len(district.money_units)} đơn vị, {len(district.cells)} chi bộ")
        count = run(people.settle, district, dice)
        say(f"  {count} đảng viên")
    needs.play(district, say=say)
    for season in seasons.SEASONS:
        houses.play(season.year, district, say=say)
        if season.year == agency_houses.YEAR:
            agency_houses.play(district, say=say)
        seasons.play(season, district, dice, say=say)
        # Dice of its own: the money of the seasons does not hang on what units report.
        told = random.Random(SEED + season.year)  # noqa: S311
        rollouts.play(season.year, district, told, until=season.last_day)
    say("  kế hoạch, rà soát, tuyên truyền và bảng công khai của các đơn vị")
    houses.leave_waiting(district)
    roadmaps.play(district, say=say)
    return passwords


def _mark_as_demo() -> None:
    db.session.add(Installation(id=1, demo_on=DEMO_ON))


def _new_password() -> str:
    # Not from the seed: a guessable password would be a default account.
    return "-".join(secrets.choice(people.SYLLABLES) for _ in range(5))


def _write_logins(path: Path, passwords: dict[str, tuple[str, Role]]) -> None:
    path.unlink(missing_ok=True)
    lines = [f"{name}\t{password}\t{role}\n" for name, (password, role) in passwords.items()]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(lines)
