"""The tree of units: who may stand below whom, names by date, people counted, money held."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from ledger import clock
from ledger.book import rules
from ledger.db import db, run
from ledger.errors import NotAllowed, NotFound, RuleBroken
from ledger.models.audit_events import AuditEvent
from ledger.models.books import AccountKind, Book, Rule
from ledger.models.party_members import MemberStanding, NotAskedReason
from ledger.models.party_units import NameKind, PartyUnit, ReceiptsPer, ReceiptTitle, UnitKind
from ledger.models.users import Role, UserAccount
from ledger.money import WordStyle
from ledger.reports import units as reports
from ledger.reports.scope import Actor, actor_of, name_on
from ledger.reports.wordings import wording_on
from ledger.services import members, units
from ledger.services.members import NewMember
from ledger.services.wordings import set_wording
from ledger.wages import MonthlyPay
from tests import make
from tests.conftest import Store

DAY = date(2024, 1, 1)


def actor_at(unit_id: int, role: Role) -> Actor:
    def work() -> UserAccount:
        return make.user(db.session.get_one(PartyUnit, unit_id), role, f"{role}.{unit_id}")

    return actor_of(run(work))


def add(
    actor: Actor,
    parent_id: int,
    kind: UnitKind,
    name: str = "Đảng bộ xã Mới",
    *,
    names: Mapping[NameKind, str] | None = None,
) -> int:
    return run(
        units.add_unit,
        actor,
        parent_id=parent_id,
        kind=kind,
        names={NameKind.ORGANISATION: name, **(names or {})},
        starts_on=DAY,
    ).id


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (UnitKind.COMMUNE_COMMITTEE, Rule.KEEP),
        (UnitKind.TOWN_COMMITTEE, Rule.KEEP),
        (UnitKind.WARD_COMMITTEE, Rule.KEEP),
        (UnitKind.AGENCY_COMMITTEE, Rule.REMIT),
        (UnitKind.AGENCY_CELL, Rule.REMIT),
    ],
)
def test_the_kind_of_a_unit_decides_what_becomes_of_its_money(
    store: Store, kind: UnitKind, rule: Rule
) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    unit_id = add(admin, made.district_id, kind, names={NameKind.COMMITTEE: "Đảng ủy xã Mới"})
    books = db.session.scalars(sa.select(Book).where(Book.party_unit_id == unit_id)).all()
    assert [book.rule for book in books] == [rule]
    assert name_on(unit_id, NameKind.COMMITTEE) == "Đảng ủy xã Mới"


def test_a_cell_has_no_purse_of_its_own(store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    cell_id = add(admin, made.commune_id, UnitKind.CELL, "Chi bộ Trạm Y tế")
    assert db.session.scalar(sa.select(Book.id).where(Book.party_unit_id == cell_id)) is None
    below = reports.show_unit(admin, made.commune_id).children
    assert [line.name for line in below][-1] == "Chi bộ Trạm Y tế"


def test_a_unit_stands_only_where_its_kind_belongs(sqlite_store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    for parent_id, kind in (
        (made.district_id, UnitKind.CELL),
        (made.commune_id, UnitKind.AGENCY_CELL),
        (made.cell_ids[0], UnitKind.CELL),
        (made.agency_id, UnitKind.CELL),
        (made.district_id, UnitKind.DISTRICT_COMMITTEE),
    ):
        with pytest.raises(RuleBroken, match="không trực thuộc") as refusal:
            add(admin, parent_id, kind)
        assert refusal.value.field == "kind"


def test_the_same_name_twice_in_one_place_is_refused(store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    with pytest.raises(RuleBroken, match="Đã có «Chi bộ ấp Hoà Bình» ở đây") as refusal:
        add(admin, made.commune_id, UnitKind.CELL, "Chi bộ ấp Hoà Bình")
    assert refusal.value.field == "organisation"


def test_units_outside_the_scope_do_not_exist(store: Store) -> None:
    made = make.world()
    outsider = actor_at(made.agency_id, Role.ADMIN)
    for unit_id in (made.commune_id, 999_999):
        with pytest.raises(NotFound):
            add(outsider, unit_id, UnitKind.CELL)
        with pytest.raises(NotFound):
            run(units.rename_unit, outsider, unit_id, names={}, starts_on=DAY)
        with pytest.raises(NotFound):
            run(
                units.set_receipts,
                outsider,
                unit_id,
                receipt_title=ReceiptTitle.PHIEU_THU,
                receipt_form="",
                receipts_per=ReceiptsPer.PERSON,
            )
        with pytest.raises(NotFound):
            reports.show_unit(outsider, unit_id)
        with pytest.raises(NotFound):
            reports.current_names(outsider, unit_id)
        with pytest.raises(NotFound):
            reports.choices_below(outsider, unit_id)


def test_a_new_name_holds_from_its_day_and_older_papers_keep_theirs(store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    names = {
        NameKind.ORGANISATION: "Đảng bộ xã Long Sơn Mới",
        NameKind.COMMITTEE: name_on(made.commune_id, NameKind.COMMITTEE),
        NameKind.CASHIER: "Lê Thị Hà",
    }
    run(units.rename_unit, admin, made.commune_id, names=names, starts_on=date(2024, 7, 1))
    with clock.at_day(date(2024, 6, 30)):
        assert reports.show_unit(admin, made.commune_id).name == "Đảng bộ xã Long Sơn"
    with clock.at_day(date(2024, 7, 1)):
        shown = reports.show_unit(admin, made.commune_id)
        assert shown.name == "Đảng bộ xã Long Sơn Mới"
        assert [(line.text, line.is_current) for line in shown.names[:2]] == [
            ("Đảng bộ xã Long Sơn", False),
            ("Đảng bộ xã Long Sơn Mới", True),
        ]
        assert reports.current_names(admin, made.commune_id)[NameKind.CASHIER] == "Lê Thị Hà"
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "unit.names")).one()
    assert event.after is not None
    assert "committee" not in event.after
    assert "2024-07-01" in event.after


def test_names_that_stay_are_not_written_again(store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    names = {NameKind.ORGANISATION: "Đảng bộ xã Long Sơn", NameKind.CASHIER: ""}
    run(units.rename_unit, admin, made.commune_id, names=names, starts_on=DAY)
    assert not db.session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "unit.names")
    ).all()


def test_a_unit_never_loses_its_name_and_has_none_before_it_began(sqlite_store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    with pytest.raises(RuleBroken, match="Chưa nhập tên tổ chức") as refusal:
        run(
            units.rename_unit,
            admin,
            made.commune_id,
            names={NameKind.ORGANISATION: ""},
            starts_on=DAY,
        )
    assert refusal.value.field == "organisation"
    with pytest.raises(RuleBroken, match="bắt đầu từ ngày 01/01/2022") as refusal:
        run(
            units.rename_unit,
            admin,
            made.commune_id,
            names={NameKind.CASHIER: "Lê Thị Hà"},
            starts_on=make.START - timedelta(days=1),
        )
    assert refusal.value.field == "starts_on"


def test_receipts_are_called_as_the_unit_calls_them(store: Store) -> None:
    made = make.world()
    admin = actor_at(made.district_id, Role.ADMIN)
    for _ in range(2):
        run(
            units.set_receipts,
            admin,
            made.commune_id,
            receipt_title=ReceiptTitle.BIEN_LAI,
            receipt_form="C45-BB",
            receipts_per=ReceiptsPer.LIST,
        )
    shown = reports.show_unit(admin, made.commune_id)
    assert (shown.receipt_title, shown.receipt_form) == (ReceiptTitle.BIEN_LAI, "C45-BB")
    assert shown.receipts_per is ReceiptsPer.LIST
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "unit.receipts"))
    assert len(events.all()) == 1


def people_in(made: make.World) -> None:
    def work() -> None:
        first, second = (db.session.get_one(PartyUnit, cell_id) for cell_id in made.cell_ids)
        agency = db.session.get_one(PartyUnit, made.agency_id)
        paid = NewMember(
            full_name="Lê Văn A",
            birth_year=None,
            standing=MemberStanding.WORKING,
            pay=MonthlyPay(7_000_000),
        )
        unpaid = NewMember(full_name="Lê Văn B", birth_year=None, standing=MemberStanding.WORKING)
        away = NewMember(
            full_name="Lê Văn C",
            birth_year=None,
            standing=MemberStanding.RESIDENTIAL,
            not_asked_reason=NotAskedReason.AWAY,
            not_asked_decided_by="Chi bộ",
        )
        members.add_members(None, first, [paid, unpaid])
        members.add_members(None, second, [away, away])
        members.add_members(None, agency, [paid])

    run(work)


def test_people_are_counted_on_every_level(store: Store) -> None:
    made = make.world()
    people_in(made)
    admin = actor_at(made.district_id, Role.ADMIN)
    district = reports.show_unit(admin, made.district_id)
    assert district.count == reports.Head(
        cells=3, members=5, working=3, residential=2, not_asked=2, without_pay=1
    )
    assert [(line.name, line.count.members) for line in district.children] == [
        ("Đảng bộ xã Long Sơn", 4),
        ("Chi bộ Phòng Tài chính – Kế hoạch", 1),
    ]
    assert district.parent_id is None
    commune = reports.show_unit(admin, made.commune_id)
    assert commune.parent_name == "Đảng bộ huyện Tân Hòa"
    assert [line.count.cells for line in commune.children] == [1, 1]
    cell = reports.show_unit(admin, made.cell_ids[0])
    assert cell.is_cell
    assert cell.children == ()


def test_a_treasurer_stands_at_the_top_of_their_own_tree(store: Store) -> None:
    made = make.world()
    people_in(made)
    treasurer = actor_at(made.commune_id, Role.COMMUNE_TREASURER)
    own = reports.show_unit(treasurer, made.commune_id)
    assert own.parent_id is None
    assert own.says_pay
    assert reports.choices_below(treasurer, made.cell_ids[0]) == (
        (made.cell_ids[0], "Chi bộ ấp Tân Lập", 2),
        (made.cell_ids[1], "Chi bộ ấp Hòa Bình", 2),
    )


def test_a_filter_offers_the_deeper_unit_that_is_shown(store: Store) -> None:
    made = make.world()
    inspector = actor_at(made.district_id, Role.INSPECTOR)
    ids = [unit_id for unit_id, _, _ in reports.choices_below(inspector, made.cell_ids[1])]
    assert ids == [made.commune_id, made.agency_id, made.cell_ids[1]]


def test_money_held_comes_from_the_books(store: Store) -> None:
    made = make.world()
    make.post(
        made,
        rules.Draft(
            on_date=date(2022, 11, 20),
            purpose="Ủng hộ",
            legs=(
                rules.contribution(
                    rules.Purse(made.commune_book_id, Rule.KEEP), 150_000, into=AccountKind.CASH
                ),
            ),
            party=rules.Party(name="Nguyễn Văn An"),
        ),
    )
    admin = actor_at(made.district_id, Role.ADMIN)
    district = reports.show_unit(admin, made.district_id)
    assert [line.held_vnd for line in district.children] == [150_000, 0]
    commune = reports.show_unit(admin, made.commune_id)
    assert [line.held_vnd for line in commune.children] == [None, None]
    (book,) = commune.books
    assert (book.rule, book.cash_vnd, book.bank_vnd, book.held_vnd) == (
        Rule.KEEP,
        150_000,
        0,
        150_000,
    )


def test_a_unit_chooses_how_it_writes_amounts_from_a_day_on(store: Store) -> None:
    world = make.world()
    admin = make.actor(world.district_id, Role.ADMIN)
    with clock.at_day(date(2024, 12, 20)):
        run(
            set_wording,
            admin,
            world.commune_id,
            starts_on=date(2024, 12, 25),
            style=WordStyle(linh=True, ngan=True),
        )
        for style in (WordStyle(ti=True), WordStyle(linh=True, even=False)):
            run(set_wording, admin, world.commune_id, starts_on=date(2024, 12, 28), style=style)
        assert wording_on(world.commune_id) == WordStyle()
        assert wording_on(world.commune_id, date(2024, 12, 26)) == WordStyle(linh=True, ngan=True)
        last = wording_on(world.commune_id, date(2025, 1, 1))
        assert last == WordStyle(linh=True, even=False)
        assert wording_on(world.agency_id, date(2025, 1, 1)) == WordStyle()


def test_wording_of_receipts_given_before_stays(store: Store) -> None:
    world = make.world()
    admin = make.actor(world.district_id, Role.ADMIN)
    facts = {"starts_on": date(2024, 12, 19), "style": WordStyle(linh=True)}
    with clock.at_day(date(2024, 12, 20)), pytest.raises(RuleBroken, match="in lại vẫn như cũ"):
        run(set_wording, admin, world.commune_id, **facts)  # type: ignore[arg-type]  # facts of two types
    with pytest.raises(NotAllowed):
        run(set_wording, make.treasurer(world), world.commune_id, **facts)  # type: ignore[arg-type]  # as above
