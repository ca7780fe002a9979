"""Builders for people who move, give elsewhere, or were written down twice."""

from dataclasses import dataclass

from ledger import clock
from ledger.db import db, run
from ledger.models.contributions import Method
from ledger.models.list_entries import ListEntry
from ledger.models.users import Role
from ledger.reports import campaign_totals, summaries
from ledger.reports.scope import Actor
from ledger.services.contributions import record_contribution
from tests import make
from tests.collecting import DAY, Season, new_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the campaign's page and the committee's summary say of a unit; money in đồng."""

    asked: int
    given: int
    received_vnd: int


def counted(at: Season) -> dict[str, Counted]:
    """Return the commune's and the agency's counts, after looking that both reports agree."""
    district = make.actor(at.world.district_id, Role.OFFICE)
    names = {at.world.commune_id: "commune", at.world.agency_id: "agency"}
    found = {}
    lines = {line.unit_id: line for line in summaries.summarise(district, at.campaign_id).lines}
    for unit in campaign_totals.unit_totals(district, at.campaign_id):
        totals, figures = unit.totals, lines[unit.unit_id].figures
        assert (totals.asked, totals.given) == (figures.asked, figures.given)
        assert totals.received_vnd == figures.given_vnd
        found[names[unit.unit_id]] = Counted(
            asked=totals.asked, given=totals.given, received_vnd=totals.received_vnd
        )
    db.session.rollback()
    return found


def give(by: Actor, at: Season, amount_vnd: int, **giver: int | str) -> int:
    """Record one contribution on the working day; return its submission."""

    def work() -> int:
        submission = record_contribution(
            by,
            key=new_key(),
            campaign_id=at.campaign_id,
            party_unit_id=by.party_unit_id,
            received_on=DAY,
            method=Method.CASH,
            amount_vnd=amount_vnd,
            **giver,  # type: ignore[arg-type]  # one of the ways to name a giver
        )
        return submission.id

    with clock.at_day(DAY):
        return run(work)


def member_of(at: Season, place: int) -> int:
    """Return the member at a place of the commune's list, from 0."""
    found = db.session.get_one(ListEntry, at.entries[place]).member_id
    db.session.rollback()
    return found
