"""Compile the list of members in housing need for paper, with what their surveys found.

Names stand on it for those who keep the files; whoever decides reads codes (design: codes instead
of names, except for the board and the unit's secretary).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotFound
from ledger.models.housing_needs import HousingNeed
from ledger.models.users import Role
from ledger.reports import campaigns, rollout
from ledger.reports.housing_needs import NeedFilter, NeedLine, all_needs
from ledger.reports.need_files import survey_of
from ledger.reports.need_seals import file_key
from ledger.reports.organs import Organs, organs_on
from ledger.reports.rollout import ItemCount
from ledger.reports.scope import Actor
from ledger.surveys import SurveyFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedNeed:
    """One need with what its survey found."""

    line: NeedLine
    survey: SurveyFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsList:
    """The needs by unit, who compiled them, and which units have not answered yet."""

    groups: tuple[tuple[str, tuple[ListedNeed, ...]], ...]
    organs: Organs
    by_board: bool
    year: int
    unreported: ItemCount | None
    """How many units have not returned their survey of the campaign's year."""

    @property
    def count(self) -> int:
        """How many needs there are."""
        return sum(len(needs) for _, needs in self.groups)


def compile_list(actor: Actor, wanted: NeedFilter) -> NeedsList:
    """Return the needs of a filter with their surveys, unit by unit.

    Raises:
        NotFound: need files do not exist for this role, or it prints none.

    """
    if actor.role is Role.INSPECTOR:
        raise NotFound
    lines = all_needs(actor, wanted)
    surveys = _surveys([line.id for line in lines])
    listed = [ListedNeed(line=line, survey=surveys[line.id]) for line in lines]
    campaign = campaigns.current(actor)
    organs = organs_on(actor.party_unit_id)
    return NeedsList(
        groups=tuple(
            (unit, tuple(some)) for unit, some in groupby(listed, lambda one: one.line.unit_name)
        ),
        organs=organs,
        by_board=actor.role is not Role.SECRETARY,
        year=campaign.year if campaign else organs.on.year,
        unreported=rollout.surveys_returned(actor, campaign.id) if campaign else None,
    )


def _surveys(need_ids: Sequence[int]) -> dict[int, SurveyFacts]:
    query = sa.select(HousingNeed).where(HousingNeed.id.in_(need_ids))
    return {need.id: survey_of(need, key=file_key(need)) for need in db.session.scalars(query)}
