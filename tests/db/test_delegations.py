"""The office enters a unit's signed lists by its delegation only, and the unit gives its word."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import checks
from ledger.db import db, run
from ledger.errors import (
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
    SubmissionChanged,
    TooLongAgo,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.contributions import Method
from ledger.models.delegations import DelegatedSubmission
from ledger.models.journal import Event, Submission
from ledger.models.users import Role
from ledger.reports import delegations as reports
from ledger.reports import receipts as papers
from ledger.reports.receipt_lists import list_receipts
from ledger.reports.scope import Actor
from ledger.services import contributions, delegations
from ledger.services.contributions import SheetLine
from tests import collecting, entering, make
from tests.collecting import DAY
from tests.conftest import Store
from tests.entering import LIST, PAPER

NEXT = DAY + timedelta(days=1)


def recorded() -> int:
    """Count the clicks that stand in the database."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) or 0


def test_a_signed_list_is_recorded_in_the_units_book_and_says_so(store: Store) -> None:
    at = collecting.season()
    entering.delegate(at)

    made = entering.enter(at, 100_000, 200_000)

    purposes = set(db.session.scalars(sa.select(Event.purpose).distinct()))
    remark = f"(Văn phòng nhập thay theo {PAPER}; danh sách ký nộp: {LIST})"
    assert purposes == {f"Ủng hộ xây dựng “Ngôi nhà cấp ủy” năm 2024 {remark}"}
    with clock.at_day(DAY):
        printed = papers.papers_of_submission(at.treasurer, made)
        listed = list_receipts(at.treasurer).rows
    assert [paper.amount_vnd for paper in printed] == [100_000, 200_000]
    assert all(remark in paper.purpose for paper in printed)
    assert [line.delegated for line in listed] == [True, True]
    assert db.session.get_one(Submission, made).made_by_id == entering.office(at).user_id
    assert checks.verify().findings == ()


def test_a_treasurers_own_receipts_say_nothing_of_it(store: Store) -> None:
    at = collecting.season()
    entering.delegate(at)
    collecting.give(at, 100_000)

    with clock.at_day(DAY):
        assert not list_receipts(at.treasurer).rows[0].delegated
    assert "nhập thay" not in db.session.scalars(sa.select(Event.purpose)).one()


def test_without_a_delegation_in_force_the_office_enters_nothing(store: Store) -> None:
    at = collecting.season()
    before = recorded()
    with pytest.raises(NotAllowed, match="không có ủy nhiệm nhập thay còn hiệu lực"):
        entering.enter(at, 100_000)

    entering.delegate(at, starts_on=NEXT, ends_on=NEXT)

    for day in (DAY, NEXT + timedelta(days=1)):
        with pytest.raises(NotAllowed):
            entering.enter(at, 100_000, day=day)
    with pytest.raises(NotAllowed):
        entering.enter(at, 100_000, cell_id=at.world.agency_id, day=NEXT)
    assert recorded() == before
    assert entering.enter(at, 100_000, day=NEXT)


def test_the_plain_sheet_stays_the_treasurers(store: Store) -> None:
    at = collecting.season()
    entering.delegate(at)

    with pytest.raises(NotAllowed), clock.at_day(DAY):
        run(
            contributions.record_sheet,
            entering.office(at),
            key=collecting.new_key(),
            campaign_id=at.campaign_id,
            cell_id=at.cell_id,
            received_on=DAY,
            method=Method.CASH,
            lines=[SheetLine(list_entry_id=at.entries[0], amount_vnd=1_000)],
        )


def test_one_click_is_one_entry_even_after_the_delegation_has_ended(store: Store) -> None:
    at = collecting.season()
    entering.delegate(at, ends_on=DAY)
    key = collecting.new_key()
    made = entering.enter(at, 100_000, key=key)

    assert entering.enter(at, 100_000, key=key, day=NEXT) == made
    with pytest.raises(SubmissionChanged):
        entering.enter(at, 100_000, key=key, signed_list="Danh sách khác")
    rows = db.session.scalars(sa.select(DelegatedSubmission)).all()
    assert [(row.submission_id, row.signed_list) for row in rows] == [(made, LIST)]


def test_a_unit_has_one_delegation_a_day(store: Store) -> None:
    at = collecting.season(people=1)
    entering.delegate(at, starts_on=DAY, ends_on=NEXT)

    for starts_on, ends_on in ((NEXT, None), (DAY - timedelta(days=9), DAY), (DAY, DAY)):
        with pytest.raises(StateRefused, match="Đơn vị đã có ủy nhiệm theo Giấy ủy nhiệm số 3"):
            entering.delegate(at, starts_on=starts_on, ends_on=ends_on)

    assert entering.delegate(at, starts_on=NEXT + timedelta(days=1))
    assert entering.delegate(at, ends_on=DAY, starts_on=DAY, unit_id=at.world.agency_id)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "error"),
    [
        (DAY - timedelta(days=367), None, TooLongAgo),
        (DAY + timedelta(days=367), None, RuleBroken),
        (DAY, DAY - timedelta(days=1), RuleBroken),
    ],
)
def test_days_of_a_delegation_fit(
    sqlite_store: Store, starts_on: date, ends_on: date | None, error: type[RuleBroken]
) -> None:
    at = collecting.season(people=1)

    with pytest.raises(error):
        entering.delegate(at, starts_on=starts_on, ends_on=ends_on)


def test_only_units_that_people_give_to_delegate(sqlite_store: Store) -> None:
    at = collecting.season(people=1)

    for unit_id in (at.world.district_id, at.cell_id, 10**9):
        with pytest.raises(NotFound):
            entering.delegate(at, unit_id=unit_id)


def test_a_delegation_ends_after_its_last_day_and_not_before_its_entries(store: Store) -> None:
    at = collecting.season()
    id_ = entering.delegate(at, starts_on=DAY - timedelta(days=5))
    entering.enter(at, 100_000)

    def end(ends_on: date) -> None:
        with clock.at_day(DAY):
            run(delegations.end_delegation, entering.office(at), id_, ends_on=ends_on)

    with pytest.raises(RuleBroken, match="không được trước ngày 20/12/2024"):
        end(DAY - timedelta(days=1))
    end(DAY)
    for later in (DAY, NEXT):
        with pytest.raises(StateRefused, match="đã có ngày cuối là 20/12/2024"):
            end(later)
    with pytest.raises(NotAllowed):
        entering.enter(at, 100_000, day=NEXT)
    with pytest.raises(NotFound):
        run(delegations.end_delegation, entering.office(at), 10**9, ends_on=DAY)


def test_the_unit_confirms_each_entry_once(store: Store) -> None:
    at = collecting.season()
    entering.delegate(at)
    first, second = entering.enter(at, 100_000), entering.enter(at, 50_000, signed_list="Tờ 2")
    assert reports.count_waiting(at.treasurer) == 2
    with pytest.raises(NotFound):
        run(delegations.confirm_delegated, at.agency_treasurer, first)

    for _ in range(2):
        run(delegations.confirm_delegated, at.treasurer, first)

    assert [line.submission_id for line in reports.waiting_entries(at.treasurer)] == [second]
    line = reports.one_entry(entering.office(at), first)
    assert line.confirmed_by == at.treasurer.full_name
    assert reports.count_waiting(at.agency_treasurer) == 0
    said = sa.select(sa.func.count()).where(AuditEvent.action == "delegation.confirm")
    assert db.session.scalar(said) == 1


def test_what_the_unit_reports_stands_beside_the_entry(store: Store) -> None:
    at = collecting.season()
    entering.delegate(at)
    made = entering.enter(at, 100_000)

    run(delegations.report_delegated, at.treasurer, made, words="Người thứ nhất nộp 150.000")

    line = reports.one_entry(entering.office(at), made)
    assert line.reports == ("Người thứ nhất nộp 150.000",)
    assert reports.count_waiting(at.treasurer) == 1
    run(delegations.confirm_delegated, at.treasurer, made)
    with pytest.raises(StateRefused):
        run(delegations.report_delegated, at.treasurer, made, words="Muộn")


def test_the_unit_takes_a_wrong_entry_back_as_its_own(store: Store) -> None:
    from ledger.models.receipts import DonorCopy

    at = collecting.season()
    entering.delegate(at)
    made = entering.enter(at, 100_000, 200_000)

    with clock.at_day(DAY):
        run(
            contributions.undo_submission,
            at.treasurer,
            made,
            key=collecting.new_key(),
            reason="Nhập nhầm danh sách",
            donor_copy=DonorCopy.NOT_GIVEN,
        )

    assert reports.waiting_entries(at.treasurer)[0].cancelled == 2
    assert checks.verify().findings == ()


def test_the_office_sees_names_only_on_the_sheet_it_enters(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)
    office = entering.office(at)
    entering.delegate(at)

    with clock.at_day(DAY):
        sheet = reports.sheet_page(office, at.campaign_id, at.cell_id)
        with pytest.raises(NotAllowed):
            reports.sheet_page(office, at.campaign_id, at.world.agency_id)

    assert [row.name for row in sheet.rows] == list(collecting.NAMES)
    assert sheet.names_only
    told = {(row.asked_vnd, row.sum_text, row.given_vnd, row.not_asked) for row in sheet.rows}
    assert told == {(None, "", 0, False)}


@pytest.mark.parametrize("role", Role)
def test_each_verb_has_its_roles(sqlite_store: Store, role: Role) -> None:
    at = collecting.season(people=2)
    id_ = entering.delegate(at)
    made = entering.enter(at, 100_000)
    before = recorded()
    above = make.actor(at.world.district_id, role)
    inside = make.actor(at.world.commune_id, role)

    def refused(work: object, by: Actor, *args: object, **facts: object) -> None:
        with pytest.raises(NotAllowed):
            run(work, by, *args, **facts)  # type: ignore[arg-type]  # facts by name

    if role is not Role.OFFICE:
        refused(
            delegations.record_delegation,
            above,
            party_unit_id=at.world.agency_id,
            paper="x",
            starts_on=clock.today(),
            ends_on=None,
        )
        refused(delegations.end_delegation, above, id_, ends_on=DAY)
        with pytest.raises(NotAllowed):
            entering.enter(at, 50_000, by=above)
    if role not in {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER}:
        refused(delegations.confirm_delegated, inside, made)
        refused(delegations.report_delegated, inside, made, words="x")
    assert recorded() == before
    assert reports.count_waiting(at.treasurer) == 1
