"""Notice-board sheets: frozen, on a recorded basis, by the posting clock."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.documents.disclosures import tally
from ledger.errors import (
    InTheFuture,
    NamesStayInside,
    NotAllowed,
    NotFound,
    RuleBroken,
    StateRefused,
)
from ledger.models.audit_events import AuditEvent
from ledger.models.contributions import Method
from ledger.models.contributors import ContributorKind
from ledger.models.disclosures import (
    Disclosure,
    DisclosureBasis,
    DisclosureContent,
    PostingState,
    PostingTerm,
)
from ledger.models.users import Role
from ledger.reports import disclosures as reports
from ledger.reports.posting_terms import terms_on
from ledger.reports.scope import Actor
from ledger.reports.sheet_bodies import Body
from ledger.services import campaigns, contributions, disclosures, posting_terms
from ledger.services.contributors import NewContributor
from tests import building, collecting, make
from tests.collecting import DAY, NAMES, Season
from tests.conftest import Store

FRIDAY = date(2024, 12, 20)
"""``DAY`` is a Friday: five working days later it is the next one."""

BOTH, NAMED = DisclosureContent.NAMES_AND_AMOUNTS, DisclosureContent.NAMES
RESOLUTION: dict[str, Any] = {
    "basis_kind": DisclosureBasis.RESOLUTION,
    "basis_paper": "12-NQ/ĐU",
    "basis_on": date(2024, 11, 1),
}


def make_sheet(
    at: Season,
    by: Actor | None = None,
    *,
    day: date = DAY,
    **changed: Any,  # noqa: ANN401  (facts of a form)
) -> Disclosure:
    """Make a sheet of the commune, or of whoever is named."""
    facts: dict[str, Any] = {
        "campaign_id": at.campaign_id,
        "content": DisclosureContent.TOTALS,
        "basis_kind": None,
        "basis_paper": None,
        "basis_on": None,
        "both_decided": False,
        "reported_on": DAY,
    }
    with clock.at_day(day):
        return run(disclosures.make_sheet, by or at.treasurer, **facts | changed)


def body_of(sheet: Disclosure, by: Actor, day: date = DAY) -> Body:
    """Read what was frozen."""
    with clock.at_day(day):
        return reports.show_sheet(by, sheet.id)[1]


def state_of(sheet: Disclosure, by: Actor, day: date) -> tuple[PostingState, int]:
    """Return how far a sheet has come on a day, and by how many days it is late."""
    with clock.at_day(day):
        line, _ = reports.show_sheet(by, sheet.id)
        return line.state, line.days_late


def post(
    at: Season,
    sheet: Disclosure,
    *,
    day: date,
    by: Actor | None = None,
    place: str = "Trụ sở Đảng ủy",
) -> int:
    """Put a sheet up on a day."""
    with clock.at_day(day):
        return run(
            disclosures.post_sheet, by or at.treasurer, sheet.id, place=place, posted_on=day,
            paper="Biên bản số 1", responsible="Lê Thị Hà",
        ).id  # fmt: skip


def take_down(at: Season, posting_id: int, *, day: date, reason: str | None = None) -> None:
    """Take it down on a day."""
    with clock.at_day(day):
        run(
            disclosures.take_down, at.treasurer, posting_id, removed_on=day,
            paper="Biên bản số 2", reason=reason,
        )  # fmt: skip


def test_a_sheet_tells_totals_by_default_and_nobodys_name(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000, 200_000, 50_000)

    sheet = make_sheet(at)
    body = body_of(sheet, at.treasurer)

    assert (body.asked, body.given, body.given_vnd, body.held_vnd) == (6, 3, 350_000, 350_000)
    assert (body.people, body.receipts, body.basis) == ([], [], "")
    assert (body.committee, body.upper) == ("Đảng ủy xã Long Sơn", "Đảng ủy huyện Tân Hòa")
    assert not any(name in sheet.body_sealed for name in NAMES)


def test_what_comes_later_is_on_the_next_sheet(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)
    first = make_sheet(at)
    assert make_sheet(at).id == first.id, "the same facts are the same sheet"
    collecting.give(at, 0 + 50_000)
    second = make_sheet(at)
    assert second.id != first.id
    assert body_of(first, at.treasurer).given_vnd == 100_000
    assert body_of(second, at.treasurer).given_vnd == 150_000


def test_small_cells_stand_together_on_a_sheet(store: Store) -> None:
    at = collecting.season(people=5)
    collecting.give(at, 100_000, 100_000, 100_000, 100_000)
    whole = body_of(make_sheet(at), at.treasurer)
    assert whole.groups == [], "one group that is all of it says nothing new"
    others = make.actor(at.world.commune_id, Role.COMMUNE_TREASURER)
    (entry,) = collecting.entries_of(at.campaign_id, at.world.cell_ids[1])
    with clock.at_day(DAY):
        run(
            contributions.record_sheet, others, key=collecting.new_key(),
            campaign_id=at.campaign_id, cell_id=at.world.cell_ids[1], received_on=DAY,
            method=Method.CASH,
            lines=[contributions.SheetLine(list_entry_id=entry, amount_vnd=70_000)],
        )  # fmt: skip
    body = body_of(make_sheet(at), at.treasurer)
    assert body.groups == [], "the larger cell joins the one with a single giver"
    assert body.given_vnd == 470_000


def test_names_amounts_and_both_need_their_basis(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000, 200_000)
    for content in (NAMED, DisclosureContent.AMOUNTS, BOTH):
        with pytest.raises(RuleBroken, match="cần căn cứ"):
            make_sheet(at, content=content)
        with pytest.raises(RuleBroken, match="cần căn cứ"):
            make_sheet(at, content=content, **RESOLUTION | {"basis_on": None})
    consent = RESOLUTION | {"basis_kind": DisclosureBasis.CONSENT}
    with pytest.raises(RuleBroken, match="nghị quyết đã quyết định"):
        make_sheet(at, content=BOTH, both_decided=True, **consent)
    with pytest.raises(RuleBroken, match="nghị quyết đã quyết định"):
        make_sheet(at, content=BOTH, **RESOLUTION)

    named = body_of(make_sheet(at, content=NAMED, **consent), at.treasurer)
    numbered = body_of(
        make_sheet(at, content=DisclosureContent.AMOUNTS, **RESOLUTION), at.treasurer
    )
    both = body_of(make_sheet(at, content=BOTH, both_decided=True, **RESOLUTION), at.treasurer)

    assert [row[0] for row in named.people] == list(NAMES[:2])
    assert {row[2] for row in named.people} == {None}
    assert named.receipts == []
    assert numbered.receipts == [["PT 0001/2024", 100_000], ["PT 0002/2024", 200_000]]
    assert numbered.people == []
    assert [(row[0], row[2]) for row in both.people] == [
        (NAMES[0], 100_000), (NAMES[1], 200_000),
    ]  # fmt: skip
    assert both.basis == "nghị quyết số 12-NQ/ĐU ngày 01/11/2024"


def test_the_database_knows_the_rule_of_the_basis(store: Store) -> None:
    at = collecting.season(people=1)
    sheet = make_sheet(at)
    facts = {
        column.name: getattr(sheet, column.name)
        for column in Disclosure.__table__.columns
        if column.name != "id"
    }
    for number, changed in enumerate(
        (
            {"content": NAMED},
            {"content": BOTH, **RESOLUTION, "basis_kind": DisclosureBasis.CONSENT},
            {"basis_paper": "x"},
        ),
        start=1,
    ):
        row = facts | changed | {"body_digest": f"{number:064d}"}
        with pytest.raises(sa.exc.IntegrityError):
            db.session.execute(sa.insert(Disclosure).values(**row))
        db.session.rollback()


def test_who_does_not_wish_to_be_named_is_counted(store: Store) -> None:
    at = collecting.season()
    for kind, name in (
        (ContributorKind.ANONYMOUS, "Người ủng hộ"),
        (ContributorKind.BUSINESS, "Hiệu buôn Tân Phát"),
    ):
        with clock.at_day(DAY):
            run(
                contributions.record_contribution, at.treasurer, key=collecting.new_key(),
                campaign_id=at.campaign_id, party_unit_id=at.world.commune_id, received_on=DAY,
                method=Method.CASH, amount_vnd=300_000, list_entry_id=None, contributor_id=None,
                new_contributor=NewContributor(kind=kind, name=name, place="chợ"),
                paper_number=None,
            )  # fmt: skip
    body = body_of(make_sheet(at, content=NAMED, **RESOLUTION), at.treasurer)
    assert body.people == [["Hiệu buôn Tân Phát", "chợ", None]]
    assert body.unnamed == 1


def test_a_list_of_names_stays_inside_its_unit(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)
    sheet, totals = make_sheet(at, content=NAMED, **RESOLUTION), make_sheet(at)
    secretary = make.actor(at.world.commune_id, Role.SECRETARY)
    assert body_of(sheet, secretary).people
    for role in (Role.OFFICE, Role.ORGANISATION_BOARD, Role.INSPECTOR, Role.PROPAGANDA_BOARD):
        above = make.actor(at.world.district_id, role)
        with pytest.raises(NamesStayInside):
            body_of(sheet, above)
        assert body_of(totals, above).given == 1
    for one in (sheet, totals):
        with pytest.raises(NotFound):
            body_of(one, at.agency_treasurer)


def test_units_make_sheets_for_themselves_and_the_office_for_all(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000, 100_000, 100_000)
    office = make.actor(at.world.district_id, Role.OFFICE)
    whole = body_of(make_sheet(at, office), office)
    assert (whole.given, whole.given_vnd, whole.asked) == (3, 300_000, 7)
    with pytest.raises(RuleBroken, match="chỉ có số liệu chung"):
        make_sheet(at, office, content=NAMED, **RESOLUTION)
    for role in (Role.ORGANISATION_BOARD, Role.STANDING_COMMITTEE, Role.PROPAGANDA_BOARD):
        with pytest.raises(NotAllowed):
            make_sheet(at, make.actor(at.world.district_id, role))
    with pytest.raises(NotFound):
        make_sheet(at, make.actor(at.cell_id, Role.SECRETARY))
    own = make_sheet(at)
    with pytest.raises(NotFound):
        post(at, own, day=DAY, by=office)
    with pytest.raises(NotFound):
        post(at, own, day=DAY, by=at.agency_treasurer)


def test_a_draft_has_nothing_to_make_public(sqlite_store: Store) -> None:
    at = collecting.season(people=1)
    draft = make.draft_campaign(at.world, 2025)
    with pytest.raises(StateRefused):
        make_sheet(at, campaign_id=draft)


def test_the_clock_runs_from_the_report_and_skips_the_week_end(store: Store) -> None:
    at = collecting.season(people=1)
    sheet = make_sheet(at)
    due = date(2024, 12, 27)
    assert (sheet.post_by_on, sheet.least_days) == (due, 30)
    agency = make_sheet(at, at.agency_treasurer)
    assert agency.least_days == 20
    by = at.treasurer
    assert state_of(sheet, by, due) == (PostingState.TO_POST, 0)
    assert state_of(sheet, by, due + timedelta(days=3)) == (PostingState.LATE, 3)

    posting = post(at, sheet, day=due + timedelta(days=2))
    up_from = due + timedelta(days=2)
    assert state_of(sheet, by, up_from + timedelta(days=29)) == (PostingState.UP, 2)
    assert state_of(sheet, by, up_from + timedelta(days=30)) == (PostingState.LONG_ENOUGH, 2)
    with pytest.raises(RuleBroken, match="Chưa đủ 30 ngày"):
        take_down(at, posting, day=up_from + timedelta(days=29))
    take_down(at, posting, day=up_from + timedelta(days=30))
    assert state_of(sheet, by, up_from + timedelta(days=40)) == (PostingState.DOWN, 2)


def test_a_sheet_taken_down_early_says_why(store: Store) -> None:
    at = collecting.season(people=1)
    sheet = make_sheet(at)
    posting = post(at, sheet, day=DAY)
    take_down(at, posting, day=DAY + timedelta(days=5), reason="mưa hỏng")
    assert state_of(sheet, at.treasurer, DAY + timedelta(days=6))[0] is PostingState.SHORT
    again = post(at, sheet, day=DAY + timedelta(days=6), place="Nhà văn hóa ấp")
    take_down(at, again, day=DAY + timedelta(days=36))
    assert state_of(sheet, at.treasurer, DAY + timedelta(days=40))[0] is PostingState.DOWN


def test_an_unposted_sheet_gives_way_to_a_newer_one(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000)
    old = make_sheet(at)
    collecting.give(at, 50_000)
    new = make_sheet(at)
    day = DAY + timedelta(days=30)
    assert state_of(old, at.treasurer, day) == (PostingState.REPLACED, 0)
    assert state_of(new, at.treasurer, day)[0] is PostingState.LATE


def test_posting_and_taking_down_are_written_once(store: Store) -> None:
    at = collecting.season(people=1)
    sheet = make_sheet(at)
    posting = post(at, sheet, day=DAY)
    assert post(at, sheet, day=DAY) == posting
    with pytest.raises(StateRefused, match="đã ghi niêm yết"):
        post(at, sheet, day=DAY + timedelta(days=1))
    enough = DAY + timedelta(days=30)
    take_down(at, posting, day=enough)
    take_down(at, posting, day=enough)
    with pytest.raises(StateRefused, match="đã gỡ"):
        take_down(at, posting, day=enough + timedelta(days=1))
    with clock.at_day(DAY), pytest.raises(InTheFuture):
        run(
            disclosures.post_sheet, at.treasurer, sheet.id, place="Nơi khác",
            posted_on=DAY + timedelta(days=1), paper="BB", responsible="Hà",
        )  # fmt: skip
    for act in ("disclosure.make", "disclosure.post", "disclosure.take_down"):
        query = sa.select(sa.func.count()).where(AuditEvent.action == act)
        assert db.session.scalar(query) == 1


def test_a_campaign_that_is_over_awaits_its_sheets(store: Store) -> None:
    at = collecting.season(people=1)
    board = make.board(at.world)
    with clock.at_day(DAY):
        assert reports.sheets_of(board, at.campaign_id).without == ()
    closed_on = date(2025, 1, 15)
    with clock.at_day(closed_on):
        run(campaigns.close_campaign, board, at.campaign_id)
    posted = make_sheet(at, day=closed_on, reported_on=closed_on)
    post(at, posted, day=closed_on)
    with clock.at_day(date(2025, 1, 25)):
        found = reports.sheets_of(board, at.campaign_id)
    assert [(one.unit_id, one.post_by_on, one.days_late) for one in found.without] == [
        (at.world.agency_id, date(2025, 1, 22), 3)
    ]
    assert (found.posted, found.overdue, len(found.unit_ids)) == (1, 1, 2)


def test_a_new_rule_counts_for_later_sheets_only(store: Store) -> None:
    at = collecting.season(people=1)
    old = make_sheet(at)
    board = make.board(at.world)
    facts: dict[str, Any] = {
        "starts_on": date(2025, 1, 1),
        "working_days_to_post": 3,
        "days_up_locality": 45,
        "days_up_agency": 25,
        "basis": "Quy định số 9-QĐ/TU",
    }
    with pytest.raises(NotAllowed):
        run(posting_terms.add_terms, at.treasurer, **facts)
    run(posting_terms.add_terms, board, **facts)
    run(posting_terms.add_terms, board, **facts)
    with pytest.raises(StateRefused):
        run(posting_terms.add_terms, board, **facts | {"days_up_agency": 30})
    new = make_sheet(at, day=date(2025, 1, 6), reported_on=date(2025, 1, 6))
    assert (new.least_days, new.post_by_on) == (45, date(2025, 1, 9))
    assert (old.least_days, old.terms_basis) == (30, terms_on(DAY).basis)
    assert terms_on(date(2022, 12, 1)) == terms_on(DAY), "the first rule is the model before it"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(PostingTerm)) == 2


def test_a_sheet_tells_what_houses_cost_and_what_lies_in_their_books(store: Store) -> None:
    at = collecting.season()
    collecting.give(at, 100_000, 200_000, 50_000)
    made = at.world
    building.name_bodies(made)
    building.fund(made, made.office_book_id, cash_vnd=3_000_000)
    house_id = building.house(made)
    decision_id = building.granted(made, house_id, building.grant_paper(2_000_000))
    building.paid(
        building.office(made), building.prepared(building.board(made), decision_id, 2_000_000)
    )
    stage_id = building.prepared(building.secretary(made), decision_id, 500_000)
    building.paid(building.treasurer(made), stage_id)

    own = body_of(make_sheet(at), at.treasurer)
    office = building.office(made)
    whole = body_of(make_sheet(at, office), office)

    assert (own.held_vnd, own.held_for_houses_vnd, own.spent_in_all_vnd) == (
        350_000,
        1_500_000,
        500_000,
    )
    assert (whole.held_vnd, whole.held_for_houses_vnd, whole.spent_in_all_vnd) == (
        1_350_000,
        1_500_000,
        500_000,
    )
    said = dict(tally(own))
    assert said["Kinh phí được cấp cho nhà, còn trong sổ riêng"] == "1.500.000 đồng"
    assert said["Đã chi hỗ trợ nhà ở (tất cả các đợt)"] == "500.000 đồng"
