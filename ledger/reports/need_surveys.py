"""Read the surveys that units have returned: counts of members in need, nobody's name (H0)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ledger import clock
from ledger.db import db
from ledger.models.campaigns import Campaign, CampaignUnit
from ledger.models.need_surveys import NeedSurvey
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.reports.scope import Actor, names_on, within


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer:
    """A unit's newest answer; no case is an answer, and the state △ of the target board."""

    year: int
    cases: int
    reported_on: date

    @property
    def no_case(self) -> bool:
        """Whether the unit has looked and found nobody in need."""
        return self.cases == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CellAnswer:
    """What one cell of a unit has answered; None: it has not yet."""

    cell_id: int
    name: str
    cases: int | None


def latest_answers(actor: Actor) -> dict[int, SurveyAnswer]:
    """Return the newest answer that stands of each unit in scope, by unit; one statement."""
    later = aliased(NeedSurvey)
    query = (
        sa.select(
            CampaignUnit.party_unit_id, Campaign.year, NeedSurvey.cases, NeedSurvey.reported_on
        )
        .join(CampaignUnit, CampaignUnit.id == NeedSurvey.campaign_unit_id)
        .join(Campaign, Campaign.id == CampaignUnit.campaign_id)
        .join(PartyUnit, PartyUnit.id == CampaignUnit.party_unit_id)
        .where(
            within(actor),
            NeedSurvey.withdrawn == "",
            ~sa.exists().where(later.replaces_id == NeedSurvey.id),
        )
        .order_by(Campaign.year, NeedSurvey.id)
    )
    return {
        unit_id: SurveyAnswer(year=year, cases=cases, reported_on=reported_on)
        for unit_id, year, cases, reported_on in db.session.execute(query)
    }


def cells_of(unit_id: int) -> dict[int, str]:
    """Return the cells below a unit that exist today, with their names, in printed order."""
    above = aliased(PartyUnit)
    today = clock.today()
    query = (
        sa.select(PartyUnit.id)
        .join(above, PartyUnit.path.like(above.path.concat("%")))
        .where(
            above.id == unit_id,
            PartyUnit.id != unit_id,
            PartyUnit.kind == UnitKind.CELL,
            PartyUnit.starts_on <= today,
            sa.or_(PartyUnit.ends_before.is_(None), PartyUnit.ends_before > today),
        )
        .order_by(PartyUnit.position, PartyUnit.id)
    )
    ids = list(db.session.scalars(query))
    names = names_on(ids, (NameKind.ORGANISATION,)) if ids else {}
    return {id_: names.get((id_, NameKind.ORGANISATION), "") for id_ in ids}


def answers_by_cell(cells: Mapping[int, str], by_cell: str) -> tuple[CellAnswer, ...]:
    """Return what each cell has answered in a survey; ``by_cell`` as the survey keeps it."""
    told = {int(cell): int(cases) for cell, cases in json.loads(by_cell).items()}
    return tuple(
        CellAnswer(cell_id=id_, name=name, cases=told.get(id_)) for id_, name in cells.items()
    )
