"""The databases that are measured: 5,000 members of one commune, without and with their gifts."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import flask
import sqlalchemy as sa

from ledger.app import create_app
from ledger.db import db, run
from ledger.documents.journals import FORMATS
from ledger.models.contributions import Method
from ledger.models.list_entries import ListEntry
from ledger.models.party_members import MemberStanding
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.reports.journal_export import whole_journal
from ledger.reports.scope import Actor
from ledger.services import members
from ledger.services.contribution_batches import BatchLine, record_batch
from ledger.services.members import NewMember
from tests import collecting, make
from tests.conftest import make_config, migrate

MEMBERS = 5_000
GIFTS = 20_000
"""How many gifts the full database holds: each member gave four times."""

_GIVEN = [f"{chr(65 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}" for n in range(MEMBERS)]
NAMES = [f"Nguyễn {('Văn', 'Thị')[n % 2]} {_GIVEN[n]}" for n in range(MEMBERS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What somebody who works on a database must know."""

    campaign_id: int
    cell_ids: tuple[int, ...]
    treasurer: Actor


def build(folder: Path) -> None:
    """Make both databases, the list that is imported, and the journals that others check."""
    url = f"sqlite:///{folder / 'open.db'}"
    migrate(url)
    with create_app(make_config(url), TESTING=True).app_context():
        town = _open()
        (folder / "town.json").write_text(json.dumps(asdict(town)))
        _let_go()
    lines = [f"{name};{1960 + n % 40};{100_000 + n};15/12/2024" for n, name in enumerate(NAMES)]
    rows = "\r\n".join(("Họ và tên;Năm sinh;Số tiền;Ngày nộp", *lines))
    (folder / "rows.csv").write_text(rows, "utf-8-sig")
    shutil.copy(folder / "open.db", folder / "full.db")
    with opened(folder, "full.db"):
        _give(town)
        for name, write in FORMATS.items():
            file = folder / f"journal.{name}"
            with file.open("w", encoding="utf-8") as out, whole_journal() as journal:
                write(journal, out)
        _let_go()


@contextmanager
def opened(folder: Path, name: str) -> Iterator[tuple[flask.Flask, Town]]:
    """Open a database as the application does; what is written there stays."""
    app = create_app(make_config(f"sqlite:///{folder / name}"), TESTING=True)
    facts: dict[str, Any] = json.loads((folder / "town.json").read_text())
    treasurer = facts.pop("treasurer")
    by = Actor(**treasurer | {"role": Role(treasurer["role"])})
    town = Town(treasurer=by, cell_ids=tuple(facts["cell_ids"]), campaign_id=facts["campaign_id"])
    with app.app_context():
        yield app, town
        _let_go()


def entries(town: Town) -> list[int]:
    """Return the lines of the commune's list."""
    query = sa.select(ListEntry.id).where(ListEntry.cell_id.in_(town.cell_ids))
    return list(db.session.scalars(query.order_by(ListEntry.id)))


def _open() -> Town:
    collecting.stand_still()
    made = make.world()
    for place, cell_id in enumerate(made.cell_ids):
        run(_fill, cell_id, NAMES[place :: len(made.cell_ids)])
    return Town(
        campaign_id=make.open_campaign(made, collecting.DAY.year, suggested_vnd=50_000),
        cell_ids=made.cell_ids,
        treasurer=make.treasurer(made),
    )


def _fill(cell_id: int, names: list[str]) -> None:
    people = [
        NewMember(
            full_name=name,
            birth_year=1960 + NAMES.index(name) % 40,
            standing=MemberStanding.WORKING,
            pay=make.STARTER_PAY,
        )
        for name in names
    ]
    members.add_members(None, db.session.get_one(PartyUnit, cell_id), people)


def _give(town: Town) -> None:
    for turn in range(GIFTS // MEMBERS):
        lines = [
            BatchLine(
                amount_vnd=50_000 + turn,
                received_on=collecting.DAY,
                method=Method.CASH,
                list_entry_id=entry_id,
            )
            for entry_id in entries(town)
        ]
        run(
            record_batch,
            town.treasurer,
            key=collecting.new_key(),
            campaign_id=town.campaign_id,
            lines=lines,
            repeats_agreed=True,
        )


def _let_go() -> None:
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
