"""An inspector opens names by a decision, for one unit and a while; each reading is written down."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import InTheFuture, NamesStayInside, NotFound, RuleBroken, TooLongAgo
from ledger.models.audit_events import AuditEvent
from ledger.models.inspections import Inspection
from ledger.models.users import Role
from ledger.reports import cash_book
from ledger.reports import inspections as reports
from ledger.reports.giving_units import giving_units
from ledger.reports.scope import Actor
from ledger.services import inspections
from tests import collecting, make
from tests.collecting import DAY, Season
from tests.conftest import Store

LAST = DAY + timedelta(days=30)


def inspector(at: Season) -> Actor:
    """The committee's inspector."""
    return make.actor(at.world.district_id, Role.INSPECTOR)


def decide(
    by: Actor, unit_id: int, *, decided_on: date = DAY, ends_on: date = LAST, day: date = DAY
) -> int:
    """Enter a decision on a day; return its id."""
    with clock.at_day(day):
        return run(
            inspections.open_inspection,
            by,
            party_unit_id=unit_id,
            paper="12-QĐ/UBKT",
            decided_on=decided_on,
            ends_on=ends_on,
        ).id


def roll(by: Actor, at: Season, unit_id: int, day: date = DAY) -> list[str]:
    """Read the names of a unit's list on a day."""
    with clock.at_day(day):
        found = reports.show_roll(by, at.campaign_id, unit_id=unit_id)
    return [line.name for line in found.lines]


def test_a_decision_opens_one_unit_until_its_last_day(store: Store) -> None:
    at = collecting.season()
    by, commune = inspector(at), at.world.commune_id
    with pytest.raises(NamesStayInside):
        roll(by, at, commune)

    decide(by, commune)

    assert roll(by, at, commune)[:5] == list(collecting.NAMES)
    assert roll(by, at, commune, day=LAST)
    for unit_id, day in ((commune, LAST + timedelta(days=1)), (at.world.agency_id, DAY)):
        with pytest.raises(NamesStayInside):
            roll(by, at, unit_id, day)
    with pytest.raises(NotFound):
        roll(by, at, 10**9)


def test_a_decision_is_its_inspectors_own(store: Store) -> None:
    at = collecting.season()
    by, commune = inspector(at), at.world.commune_id
    decide(by, commune)
    colleague = run(_second_inspector, at)

    with pytest.raises(NamesStayInside):
        roll(colleague, at, commune)
    with pytest.raises(NamesStayInside):
        run(inspections.note_reading, colleague, commune, page="/receipts")
    for role in (Role.OFFICE, Role.SECRETARY, Role.STANDING_COMMITTEE):
        with pytest.raises(NamesStayInside):
            roll(make.actor(at.world.district_id, role), at, commune)


def test_nobodys_pay_is_opened(store: Store) -> None:
    at = collecting.season()
    by = inspector(at)
    decide(by, at.world.commune_id)

    with clock.at_day(DAY):
        lines = reports.show_roll(by, at.campaign_id, unit_id=at.world.commune_id).lines

    assert {line.wage_sum for line in lines} == {""}
    assert any(line.asked_vnd for line in lines)


def test_the_book_names_givers_while_the_decision_is_in_force(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000, 200_000)
    by = inspector(at)

    def texts(day: date) -> str:
        with clock.at_day(day):
            book = cash_book.cash_book(by, at.book_id, 2024)
        return " ".join(line.description for line in book.lines)

    assert collecting.NAMES[0] not in texts(DAY)
    decide(by, at.world.commune_id)
    assert collecting.NAMES[0] in texts(DAY)
    assert collecting.NAMES[0] not in texts(LAST + timedelta(days=1))


@pytest.mark.parametrize(
    ("decided_on", "ends_on", "error"),
    [
        (DAY + timedelta(days=1), LAST, InTheFuture),
        (DAY - timedelta(days=367), LAST, TooLongAgo),
        (DAY, DAY - timedelta(days=1), RuleBroken),
        (DAY, DAY + timedelta(days=91), RuleBroken),
    ],
)
def test_days_of_a_decision_are_near(
    sqlite_store: Store, decided_on: date, ends_on: date, error: type[RuleBroken]
) -> None:
    at = collecting.season(people=1)

    with pytest.raises(error):
        decide(inspector(at), at.world.commune_id, decided_on=decided_on, ends_on=ends_on)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Inspection)) == 0


def test_a_decision_may_end_today_or_after_ninety_days(sqlite_store: Store) -> None:
    at = collecting.season(people=1)
    for ends_on in (DAY, DAY + timedelta(days=90)):
        assert decide(inspector(at), at.world.commune_id, ends_on=ends_on)


def test_only_units_that_people_give_to_are_inspected_so(store: Store) -> None:
    at = collecting.season(people=1)
    by = inspector(at)

    units = [unit_id for unit_id, _ in giving_units(by)]

    assert set(units) == {at.world.commune_id, at.world.agency_id}
    for unit_id in (at.world.district_id, at.cell_id, 10**9):
        with pytest.raises(NotFound):
            decide(by, unit_id)


def test_the_decision_and_each_reading_are_audited(store: Store) -> None:
    at = collecting.season(people=1)
    by, commune = inspector(at), at.world.commune_id
    id_ = decide(by, commune)
    with clock.at_day(DAY):
        run(inspections.note_reading, by, commune, page="/campaigns/1/list")

    query = sa.select(AuditEvent).where(AuditEvent.subject == f"inspection:{id_}")
    entered, read = db.session.scalars(query.order_by(AuditEvent.id)).all()

    assert (entered.action, read.action) == ("inspection.open", "inspection.read")
    assert '"paper": "12-QĐ/UBKT"' in (entered.after or "")
    assert read.after == '{"page": "/campaigns/1/list"}'
    assert {entered.user_id, read.user_id} == {by.user_id}
    assert {entered.party_unit_id, read.party_unit_id} == {commune}


def _second_inspector(at: Season) -> Actor:
    from ledger.models.party_units import PartyUnit
    from ledger.reports.scope import actor_of

    place = db.session.get_one(PartyUnit, at.world.district_id)
    return actor_of(make.user(place, Role.INSPECTOR, "kiemtra2"))
