"""Party members: names found as people see them, pay sealed, lists in printed order (P19, P24)."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.errors import NotAllowed, NotFound, PossibleDuplicate, RuleBroken
from ledger.models.audit_events import AuditEvent
from ledger.models.party_members import MemberStanding, NotAskedReason, PartyMember
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role, UserAccount
from ledger.reports import members as reports
from ledger.reports.members import MemberFilter
from ledger.reports.scope import Actor, actor_of
from ledger.services import members
from ledger.services.members import NewMember
from ledger.wages import Coefficient, DayPay, MonthlyPay, PartyFee, PayBasis
from tests import make
from tests.conftest import SqliteStore, Store

WORKING, RESIDENTIAL = MemberStanding.WORKING, MemberStanding.RESIDENTIAL
PAY = Coefficient(Decimal("3.66"), Decimal("0.20"))


def actor_at(unit_id: int, role: Role) -> Actor:
    def work() -> UserAccount:
        unit = db.session.get_one(PartyUnit, unit_id)
        return make.user(unit, role, f"{role}.{unit_id}")

    return actor_of(run(work))


def add(  # one call with the facts that a test does not care about
    actor: Actor,
    cell_id: int,
    name: str,
    *,
    birth_year: int | None = 1975,
    standing: MemberStanding = WORKING,
    pay: PayBasis | None = PAY,
    not_asked: tuple[NotAskedReason | None, str | None] = (None, None),
    position: int | None = None,
    refuse_duplicate: bool = False,
) -> int:
    return run(
        members.add_member,
        actor,
        cell_id=cell_id,
        full_name=name,
        birth_year=birth_year,
        standing=standing,
        pay=pay,
        not_asked_reason=not_asked[0],
        not_asked_decided_by=not_asked[1],
        position=position,
        refuse_duplicate=refuse_duplicate,
    ).id


def edit(
    actor: Actor,
    member_id: int,
    *,
    cell_id: int,
    name: str = "Nguyễn Văn An",
    standing: MemberStanding = WORKING,
    pay: PayBasis | None = PAY,
    position: int | None = None,
) -> None:
    run(
        members.edit_member,
        actor,
        member_id,
        cell_id=cell_id,
        full_name=name,
        birth_year=1975,
        standing=standing,
        pay=pay,
        position=position,
    )


def names_in(cell_id: int) -> list[str]:
    query = (
        sa.select(PartyMember.full_name, PartyMember.position)
        .where(PartyMember.cell_id == cell_id, PartyMember.left_at.is_(None))
        .order_by(PartyMember.position)
    )
    rows = db.session.execute(query).all()
    assert [place for _, place in rows] == list(range(1, len(rows) + 1))
    return [name for name, _ in rows]


def audited() -> list[AuditEvent]:
    query = sa.select(AuditEvent).where(AuditEvent.action.like("member.%")).order_by(AuditEvent.id)
    return list(db.session.scalars(query))


def test_people_are_added_at_the_end_or_at_their_printed_place(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    cell = made.cell_ids[0]
    for name in ("Lê Văn Một", "Lê Văn Ba"):
        add(treasurer, cell, name)
    add(treasurer, cell, "Lê Văn Hai", position=2)
    assert names_in(cell) == ["Lê Văn Một", "Lê Văn Hai", "Lê Văn Ba"]


def test_moving_a_person_keeps_both_lists_numbered(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    first, second = made.cell_ids
    ids = [add(treasurer, first, f"Lê Văn {name}") for name in ("Một", "Hai", "Ba")]
    edit(treasurer, ids[2], cell_id=first, name="Lê Văn Ba", position=1)
    assert names_in(first) == ["Lê Văn Ba", "Lê Văn Một", "Lê Văn Hai"]
    edit(treasurer, ids[0], cell_id=second, name="Lê Văn Một")
    assert names_in(first) == ["Lê Văn Ba", "Lê Văn Hai"]
    assert names_in(second) == ["Lê Văn Một"]
    edit(treasurer, ids[1], cell_id=first, name="Lê Văn Hải")
    assert names_in(first) == ["Lê Văn Ba", "Lê Văn Hải"]


def test_a_member_belongs_to_a_cell_that_stands(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    with pytest.raises(RuleBroken, match="hãy chọn một chi bộ") as refusal:
        add(treasurer, made.commune_id, "Lê Văn Một")
    assert refusal.value.field == "cell_id"

    def end() -> None:
        db.session.get_one(PartyUnit, made.cell_ids[0]).ends_before = clock.today()

    run(end)
    with pytest.raises(RuleBroken, match="kết thúc hoạt động"):
        add(treasurer, made.cell_ids[0], "Lê Văn Một")


def test_an_agency_cell_holds_its_members_itself(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.agency_id, Role.AGENCY_TREASURER)
    add(treasurer, made.agency_id, "Lê Văn Một")
    assert names_in(made.agency_id) == ["Lê Văn Một"]


def test_other_units_cells_and_members_do_not_exist(store: Store) -> None:
    made = make.world()
    commune = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    agency = actor_at(made.agency_id, Role.AGENCY_TREASURER)
    member_id = add(commune, made.cell_ids[0], "Nguyễn Văn An")
    attempts = (
        lambda: add(agency, made.cell_ids[0], "Lê Văn Một"),
        lambda: edit(agency, member_id, cell_id=made.agency_id),
        lambda: edit(commune, member_id, cell_id=made.agency_id),
        lambda: run(members.mark_left, agency, member_id, left_on=clock.today()),
        lambda: run(members.bring_back, agency, member_id),
        lambda: reports.show_member(agency, member_id),
        lambda: reports.show_member(commune, 999_999),
        lambda: reports.list_members(agency, unit_id=made.commune_id),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize(
    ("half", "sentence"),
    [
        ((NotAskedReason.AWAY, None), "cơ quan quyết định"),
        ((None, "Đảng ủy xã"), "lý do không vận động"),
    ],
)
def test_not_asked_needs_the_reason_and_who_decided(
    sqlite_store: Store, half: tuple[NotAskedReason | None, str | None], sentence: str
) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    with pytest.raises(RuleBroken, match=sentence):
        add(treasurer, made.cell_ids[0], "Lê Văn Một", not_asked=half)
    member_id = add(
        treasurer, made.cell_ids[0], "Lê Văn Một", not_asked=(NotAskedReason.AWAY, "Đảng ủy xã")
    )
    shown = reports.show_member(treasurer, member_id)
    assert shown.not_asked_reason is NotAskedReason.AWAY
    assert shown.not_asked_decided_by == "Đảng ủy xã"


@pytest.mark.parametrize(
    "pay", [PAY, MonthlyPay(7_450_000), PartyFee(74_500), DayPay(261_427), None]
)
def test_pay_is_read_back_by_the_units_own_treasurer_and_secretary_only(
    sqlite_store: Store, pay: PayBasis | None
) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    member_id = add(treasurer, made.cell_ids[0], "Nguyễn Văn An", pay=pay)
    secretary = actor_at(made.commune_id, Role.SECRETARY)
    assert reports.show_member(treasurer, member_id).pay == pay
    assert reports.show_member(secretary, member_id).pay == pay
    above = [role for role in Role if role not in {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER}]
    for role in above:
        reader = actor_at(made.district_id, role)
        assert reports.show_member(reader, member_id).pay is None
        assert not any(row.lacks_pay for row in reports.list_members(reader).rows)


def test_nobody_edits_a_member_whose_pay_they_may_not_see(sqlite_store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    member_id = add(treasurer, made.cell_ids[0], "Nguyễn Văn An")
    above = actor_at(made.district_id, Role.COMMUNE_TREASURER)
    with pytest.raises(NotAllowed):
        edit(above, member_id, cell_id=made.cell_ids[0], pay=None)
    assert reports.show_member(treasurer, member_id).pay == PAY


def test_pay_of_people_in_the_villages_is_not_kept(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    member_id = add(treasurer, made.cell_ids[0], "Nguyễn Văn An", standing=RESIDENTIAL)
    assert reports.show_member(treasurer, member_id).pay is None
    edit(treasurer, member_id, cell_id=made.cell_ids[0])
    assert reports.show_member(treasurer, member_id).pay == PAY
    edit(treasurer, member_id, cell_id=made.cell_ids[0], standing=RESIDENTIAL)
    assert reports.show_member(treasurer, member_id).pay is None


def test_the_audit_says_that_pay_changed_and_never_how(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    member_id = add(treasurer, made.cell_ids[0], "Nguyễn Văn An")
    edit(treasurer, member_id, cell_id=made.cell_ids[0], pay=MonthlyPay(7_654_321))
    edit(treasurer, member_id, cell_id=made.cell_ids[0], pay=MonthlyPay(7_654_321))
    events = audited()
    assert [event.action for event in events] == ["member.add", "member.pay"]
    assert events[1].before is None
    assert events[1].after is None
    edit(
        treasurer, member_id, cell_id=made.cell_ids[1], name="Nguyễn Văn Ân", pay=DayPay(1_234_567)
    )
    last = audited()[-1]
    assert last.before is not None
    assert "Nguyễn Văn An" in last.before
    assert last.after is not None
    assert "Nguyễn Văn Ân" in last.after
    assert "birth_year" not in last.after
    assert not any(
        figure in f"{event.before}{event.after}"
        for event in audited()
        for figure in ("3.66", "7654321", "1234567")
    )


def test_two_hundred_secrets_are_nowhere_in_the_file(sqlite_store: SqliteStore) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    secrets = [71_000_007 + 1_013 * number for number in range(200)]
    people = [
        NewMember(
            full_name=f"Lê Văn {'A' * (number % 7 + 1)}",
            birth_year=1980,
            standing=WORKING,
            pay=MonthlyPay(secret),
        )
        for number, secret in enumerate(secrets)
    ]

    def work() -> None:
        cell = db.session.get_one(PartyUnit, made.cell_ids[0])
        members.add_members(treasurer, cell, people)

    run(work)
    add(treasurer, made.cell_ids[1], "Trần Thị Bình", pay=Coefficient(Decimal("13.579")))
    stored = sqlite_store.path.read_bytes()
    assert "Trần Thị Bình".encode() in stored
    assert not [secret for secret in secrets if str(secret).encode() in stored]
    assert b"13.579" not in stored
    assert b"monthly_pay" not in stored


def test_sealed_pay_opens_only_on_its_own_row(sqlite_store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    ids = [add(treasurer, made.cell_ids[0], f"Lê Văn {name}") for name in ("Một", "Hai")]

    def swap() -> None:
        first, second = (db.session.get_one(PartyMember, member_id) for member_id in ids)
        first.pay_sealed = second.pay_sealed

    run(swap)
    with pytest.raises(Exception, match="does not open"):
        reports.show_member(treasurer, ids[0])


def test_many_people_come_in_at_the_end_in_one_statement(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    add(treasurer, made.cell_ids[0], "Lê Văn Một")
    people = [
        NewMember(full_name=f"Lê Văn {n}", birth_year=None, standing=RESIDENTIAL) for n in "BC"
    ]

    def work() -> int:
        cell = db.session.get_one(PartyUnit, made.cell_ids[0])
        assert members.add_members(None, cell, []) == 0
        return members.add_members(None, cell, people)

    assert run(work) == 2
    assert names_in(made.cell_ids[0]) == ["Lê Văn Một", "Lê Văn B", "Lê Văn C"]


def test_a_member_who_left_stays_on_record_and_may_come_back(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    cell = made.cell_ids[0]
    ids = [add(treasurer, cell, f"Lê Văn {name}") for name in ("Một", "Hai", "Ba")]
    run(members.mark_left, treasurer, ids[0], left_on=date(2022, 5, 1))
    run(members.mark_left, treasurer, ids[0], left_on=date(2022, 5, 1))
    assert names_in(cell) == ["Lê Văn Hai", "Lê Văn Ba"]
    assert reports.show_member(treasurer, ids[0]).left_on == date(2022, 5, 1)
    gone = reports.list_members(treasurer, only=MemberFilter.LEFT)
    assert [row.full_name for row in gone.rows] == ["Lê Văn Một"]
    edit(treasurer, ids[0], cell_id=cell, name="Lê Văn Mốt")
    run(members.bring_back, treasurer, ids[0])
    run(members.bring_back, treasurer, ids[0])
    assert names_in(cell) == ["Lê Văn Hai", "Lê Văn Ba", "Lê Văn Mốt"]
    actions = [change.action for change in reports.show_member(treasurer, ids[0]).changes]
    assert actions == ["member.back", "member.edit", "member.left", "member.add"]
    assert reports.show_member(treasurer, ids[0]).changes[0].by == treasurer.full_name


def test_nobody_leaves_tomorrow(sqlite_store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    member_id = add(treasurer, made.cell_ids[0], "Lê Văn Một")
    with (
        clock.at_day(date(2024, 12, 20)),
        pytest.raises(RuleBroken, match=r"sau hôm nay \(20/12/2024\)") as refusal,
    ):
        run(members.mark_left, treasurer, member_id, left_on=date(2024, 12, 21))
    assert refusal.value.field == "left_on"


@pytest.mark.parametrize(
    "typed",
    [
        "hoa",
        "HOÀ",
        "hòa",
        "Hồ Ngọc Hoà",
        "hoa ngoc ho",
        "ngọc",
        unicodedata.normalize("NFD", "Hoà"),
    ],
)
def test_names_are_found_without_marks_and_in_any_order(store: Store, typed: str) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    add(treasurer, made.cell_ids[0], "Hồ Ngọc Hoà")
    add(treasurer, made.cell_ids[1], "Đỗ Thị Kim Thoa")
    found = reports.list_members(treasurer, typed=typed)
    assert [row.full_name for row in found.rows] == ["Hồ Ngọc Hoà"]
    assert found.total == 1


@pytest.mark.parametrize("typed", ["' OR 1=1 --", "\x00", "%", "_", "Hо", "oà", "?"])
def test_strange_searches_find_nothing(store: Store, typed: str) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    add(treasurer, made.cell_ids[0], "Hồ Ngọc Hoà")
    assert reports.list_members(treasurer, typed=typed).total == 0


def test_a_list_is_filtered_by_standing_pay_and_asking(sqlite_store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    cell = made.cell_ids[0]
    add(treasurer, cell, "Lê Có Lương")
    add(treasurer, cell, "Lê Không Lương", pay=None)
    add(treasurer, cell, "Lê Ở Ấp", standing=RESIDENTIAL, pay=None)
    add(treasurer, cell, "Lê Đi Xa", pay=None, not_asked=(NotAskedReason.AWAY, "Chi bộ"))

    def found(only: MemberFilter) -> list[str]:
        return [row.full_name for row in reports.list_members(treasurer, only=only).rows]

    assert set(found(MemberFilter.WORKING)) == {"Lê Có Lương", "Lê Không Lương", "Lê Đi Xa"}
    assert found(MemberFilter.RESIDENTIAL) == ["Lê Ở Ấp"]
    assert found(MemberFilter.NOT_ASKED) == ["Lê Đi Xa"]
    assert found(MemberFilter.WITHOUT_PAY) == ["Lê Không Lương"]
    assert found(MemberFilter.LEFT) == []
    assert len(found(MemberFilter.ALL)) == 4


def test_a_cell_lists_in_printed_order_and_a_unit_by_given_name(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    for name in ("Trần Văn Tý", "Lê Thị Ánh", "Đỗ Văn Ân", "Nguyễn An"):
        add(treasurer, made.cell_ids[0], name)
    printed = reports.list_members(treasurer, unit_id=made.cell_ids[0])
    assert printed.is_cell
    assert [row.full_name for row in printed.rows] == [
        "Trần Văn Tý",
        "Lê Thị Ánh",
        "Đỗ Văn Ân",
        "Nguyễn An",
    ]
    by_name = reports.list_members(treasurer)
    assert not by_name.is_cell
    assert [row.full_name for row in by_name.rows] == [
        "Nguyễn An",
        "Lê Thị Ánh",
        "Đỗ Văn Ân",
        "Trần Văn Tý",
    ]


@pytest.mark.parametrize("whole_unit", [True, False])
def test_pages_follow_each_other_without_gap_or_repeat(store: Store, *, whole_unit: bool) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    people = [
        NewMember(
            full_name=f"Lê Văn {'ABC'[n % 3]}", birth_year=1950 + n % 50, standing=RESIDENTIAL
        )
        for n in range(reports.PAGE_ROWS * 2 + 5)
    ]

    def work() -> None:
        cell = db.session.get_one(PartyUnit, made.cell_ids[0])
        members.add_members(None, cell, people)

    run(work)
    unit_id = made.commune_id if whole_unit else made.cell_ids[0]
    seen: list[int] = []
    starts: list[int] = []
    after = None
    while True:
        page = reports.list_members(treasurer, unit_id=unit_id, after=after)
        assert page.total == len(people)
        assert len(page.rows) <= reports.PAGE_ROWS
        starts.append(page.first_number)
        seen += [row.id for row in page.rows]
        after = page.next_after
        if after is None:
            break
    assert starts == [1, 61, 121]
    assert len(seen) == len(set(seen)) == len(people)
    lost = reports.list_members(treasurer, unit_id=unit_id, after=10**9)
    assert lost.first_number == 1


def test_a_likely_same_person_is_asked_about(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    add(treasurer, made.cell_ids[0], "Hồ Ngọc Hoà", birth_year=1962)
    for year in (1962, None):
        with pytest.raises(
            PossibleDuplicate, match=r"Hồ Ngọc Hoà \(1962\), Chi bộ ấp Tân Lập"
        ) as refusal:
            add(treasurer, made.cell_ids[1], "hồ ngọc hòa", birth_year=year, refuse_duplicate=True)
        assert refusal.value.field == "is_another_person"
    add(treasurer, made.cell_ids[1], "Hồ Ngọc Hoà", birth_year=1969, refuse_duplicate=True)
    add(treasurer, made.cell_ids[1], "Hồ Ngọc Hoà", birth_year=1962)


def test_someone_who_left_is_recognised_when_added_again(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    member_id = add(treasurer, made.cell_ids[0], "Hồ Ngọc Hoà", birth_year=None)
    run(members.mark_left, treasurer, member_id, left_on=date(2022, 5, 1))
    found = reports.find_namesake(treasurer, full_name="Hồ Ngọc Hòa", birth_year=1950)
    assert found is not None
    assert str(found) == "Hồ Ngọc Hoà, Chi bộ ấp Tân Lập, đã rời danh sách"
    assert (
        reports.find_namesake(treasurer, full_name="Hồ Ngọc Hòa", birth_year=1950, but=member_id)
        is None
    )


def test_the_cells_of_a_unit_are_offered_in_their_order(store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    assert reports.cells_of(treasurer) == (
        (made.cell_ids[0], "Chi bộ ấp Tân Lập"),
        (made.cell_ids[1], "Chi bộ ấp Hòa Bình"),
    )
    agency = actor_at(made.agency_id, Role.AGENCY_TREASURER)
    assert [cell_id for cell_id, _ in reports.cells_of(agency)] == [made.agency_id]


def test_a_longer_list_asks_no_more_questions(sqlite_store: Store) -> None:
    made = make.world()
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)

    def statements() -> int:
        asked: list[str] = []
        engine = db.engine

        def note(_c: object, _cursor: object, text: str, *_rest: object) -> None:
            asked.append(text)

        sa.event.listen(engine, "before_cursor_execute", note)
        reports.list_members(treasurer)
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    add(treasurer, made.cell_ids[0], "Lê Văn Một")
    few = statements()
    for name in ("Hai", "Ba", "Tư", "Năm"):
        add(treasurer, made.cell_ids[1], f"Lê Văn {name}")
    assert statements() == few <= 6
