"""Name a committee and its organs as papers of a day do; all of it is dated data (K2)."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.campaigns import Campaign
from ledger.models.party_units import NameKind
from ledger.reports.scope import names_on

_KINDS = (
    NameKind.ORGANISATION,
    NameKind.COMMITTEE,
    NameKind.SHORT,
    NameKind.OFFICE,
    NameKind.STANDING_COMMITTEE,
    NameKind.ORGANISATION_BOARD,
    NameKind.PROPAGANDA_BOARD,
    NameKind.HEAD_TITLE,
    NameKind.HEAD,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Organs:
    """What a committee and its organs are called on a day; empty where nobody has said so."""

    on: date
    organisation: str
    committee: str
    place: str
    """The place alone, as it stands before a date: Tân Hòa."""
    office: str
    standing_committee: str
    organisation_board: str
    propaganda_board: str
    head_title: str
    """How the unit's head signs: Bí thư."""
    head: str
    """Who signs as the unit's head."""


def organs_on(unit_id: int, on: date | None = None) -> Organs:
    """Return the names of a unit and its organs that are in force on a day, today if not given."""
    return organs_of([unit_id], on)[unit_id]


def organs_of(unit_ids: list[int], on: date | None = None) -> dict[int, Organs]:
    """Return the names of some units and their organs on a day, in one statement."""
    day = on or clock.today()
    names = names_on(unit_ids, _KINDS, day)
    return {
        unit_id: _organs({kind: names.get((unit_id, kind), "") for kind in _KINDS}, day)
        for unit_id in unit_ids
    }


def _organs(found: dict[NameKind, str], day: date) -> Organs:
    return Organs(
        on=day,
        organisation=found[NameKind.ORGANISATION],
        committee=found[NameKind.COMMITTEE],
        place=place_alone(found[NameKind.SHORT]),
        office=found[NameKind.OFFICE],
        standing_committee=found[NameKind.STANDING_COMMITTEE],
        organisation_board=found[NameKind.ORGANISATION_BOARD],
        propaganda_board=found[NameKind.PROPAGANDA_BOARD],
        head_title=found[NameKind.HEAD_TITLE],
        head=found[NameKind.HEAD],
    )


def committee_of(campaign_id: int) -> int:
    """Return whose campaign it is; the caller has loaded it through a scope."""
    query = sa.select(Campaign.committee_id).where(Campaign.id == campaign_id)
    return db.session.scalars(query).one()


def place_alone(short: str) -> str:
    """Return a place without the word for its sort: “huyện Tân Hòa” is “Tân Hòa”."""
    words = short.split()
    start = next((i for i, word in enumerate(words) if word[:1].isupper()), 0)
    return " ".join(words[start:])
