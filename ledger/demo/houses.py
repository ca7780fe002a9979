"""Houses of the demo district: in every state, with every kind of money, through the services.

Money that came in one autumn builds the next year's houses, so the book stays in the order in which
things happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.demo.needs import SCAN
from ledger.demo.places import District, actor, treasurer_at
from ledger.intake.attachments import take_in
from ledger.models.books import Account, AccountKind, Book, Rule
from ledger.models.contributions import Method
from ledger.models.decisions import Decision, DecisionKind
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.houses import House, HouseStatus
from ledger.models.housing_needs import HousingNeed, NeedKind, NeedState
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import Role
from ledger.reports.decision_standings import standings
from ledger.reports.house_sources import sources_of_house
from ledger.reports.scope import Actor, name_on
from ledger.services import decisions, disbursements, grants, house_sources, houses
from ledger.services.decisions import Paper
from ledger.services.disbursements import Stage
from ledger.services.house_sources import Promise

_MILLION = 1_000_000
_LEAST_VND, _MOST_VND = 10 * _MILLION, 50 * _MILLION
_COST_VND = 120 * _MILLION
_STAGES = (
    ("Đợt 1: xong phần móng", 40),
    ("Đợt 2: xong phần thân, mái", 40),
    ("Đợt 3: hoàn thiện", 20),
)
"""What each stage is for, and its share of the decision in hundredths."""
_PLANNED, _APPROVED = HouseStatus.PLANNED, HouseStatus.APPROVED
_BUILDING, _DONE = HouseStatus.BUILDING, HouseStatus.HANDED_OVER


@dataclass(frozen=True, slots=True)
class _Plot:
    """One house of the story: where, whose money, and how far it comes."""

    place: int
    """The locality's place in printed order, from 0."""
    money: DecisionKind | None
    """The unit's own money, a grant of the office, or neither: mainly a sponsor's."""
    until: HouseStatus


_OWN, _GRANT = DecisionKind.SUPPORT, DecisionKind.GRANT
STORY = {
    2023: (
        _Plot(0, _OWN, _DONE),
        _Plot(1, _OWN, _DONE),
        _Plot(2, _GRANT, _DONE),
        _Plot(3, None, _DONE),
    ),
    2024: (
        _Plot(5, _OWN, _DONE),
        _Plot(6, _OWN, _BUILDING),
        _Plot(7, _GRANT, _BUILDING),
        _Plot(8, _OWN, _APPROVED),
        _Plot(9, _OWN, _PLANNED),
    ),
}


def play(year: int, district: District, *, say: Callable[[str], None]) -> None:
    """Build the houses of one year with the money of the autumns before."""
    plots = STORY.get(year, ())
    for plot in plots:
        _build(year, plot, district)
    if plots:
        say(f"  {len(plots)} ngôi nhà của năm {year}")


def leave_waiting(district: District) -> None:
    """Leave something for each role to do on the demo's day."""
    with clock.at_day(date(2024, 12, 5)):
        house_id = _house(0, _OWN, district)
        granted_id = _house(8, _GRANT, district)
        wanted_id = _house(7, _GRANT, district)
    with clock.at_day(date(2024, 12, 16)):
        decision_id = run(_decide_twice, house_id, date(2024, 12, 10))
        treasurer, secretary = _unit_actors(house_id)
        run(disbursements.prepare, secretary, decision_id, _stage(0, 12 * _MILLION, clock.today()))
        change = _paper(DecisionKind.AMENDMENT, 35 * _MILLION, date(2024, 12, 14))
        run(_enter, treasurer, house_id, change, changes_id=decision_id)
        grant_id = run(_decide, granted_id, _GRANT, 40 * _MILLION, date(2024, 12, 12))
        board = actor("bantochuc")
        run(disbursements.prepare, board, grant_id, _grant_stage(40 * _MILLION))
        run(_enter, board, wanted_id, _paper(_GRANT, 45 * _MILLION, date(2024, 12, 13)))


def _build(year: int, plot: _Plot, district: District) -> None:
    """Bring one house as far as its plot says."""
    day = date(year, 3, 6) + timedelta(days=3 * plot.place)
    with clock.at_day(day):
        house_id = _house(plot.place, plot.money, district)
        run(_promise, house_id, mainly=plot.money is None)
        decision_id = None
        if plot.money and plot.until is not _PLANNED:
            amount_vnd = run(_affordable, house_id, plot.money)
            decision_id = run(_decide, house_id, plot.money, amount_vnd, day)
    if plot.until in (_PLANNED, _APPROVED):
        return
    secretary = _unit_actors(house_id)[1]
    with clock.at_day(day + timedelta(days=20)):
        today = clock.today()
        run(houses.start_house, secretary, house_id, on_date=today, number="01/BB-KC")
        if plot.money is _GRANT and decision_id:
            _grant(decision_id)
    done = plot.until is _DONE
    for number in range(3 if done else 2):
        with clock.at_day(day + timedelta(days=45 + 35 * number)):
            if decision_id:
                run(_pay_stage, house_id, decision_id, number)
            run(_receive, house_id, number)
    if done:
        _finish(house_id, plot, day + timedelta(days=150))


def _finish(house_id: int, plot: _Plot, day: date) -> None:
    """Accept a house and hand it over; what is left of a grant comes back."""
    secretary = _unit_actors(house_id)[1]
    with clock.at_day(day):
        run(houses.accept_house, secretary, house_id, on_date=day, number="02/BB-NT")
    with clock.at_day(day + timedelta(days=6)):
        run(
            houses.hand_over_house,
            secretary,
            house_id,
            on_date=clock.today(),
            number="03/BB-BG",
            settled_vnd=_COST_VND - 3 * _MILLION,
        )
        if plot.money is _GRANT:
            run(
                grants.return_rest,
                actor("vanphong"),
                house_id,
                key=f"demo-thu-hoi-{house_id:08d}",
                on_date=clock.today(),
                bringer="Thủ quỹ Đảng ủy",
                reason="Quyết toán thấp hơn dự toán",
            )


def _house(place: int, money: DecisionKind | None, district: District) -> int:
    """Open the file of a house in a locality, for a need of its list if there is one."""
    unit_id = district.money_units[place]
    name = f"Ngôi nhà cấp ủy số {_next_number(unit_id):02d} {name_on(unit_id, NameKind.SHORT)}"
    need = sa.select(HousingNeed.id).where(
        HousingNeed.party_unit_id == unit_id,
        HousingNeed.state.in_((NeedState.ELIGIBLE, NeedState.PLANNED)),
        HousingNeed.id.not_in(sa.select(House.need_id).where(House.need_id.is_not(None))),
    )
    need_id = db.session.scalars(need.order_by(HousingNeed.id)).first()
    db.session.rollback()
    by = actor("bantochuc") if money is _GRANT else _secretary_at(unit_id)
    planned = run(
        houses.plan_house,
        by,
        party_unit_id=unit_id,
        name=name,
        kind=NeedKind.NEW_HOUSE,
        cost_vnd=_COST_VND,
        need_id=need_id,
    )
    return planned.id


def _next_number(unit_id: int) -> int:
    count = sa.select(sa.func.count()).where(House.party_unit_id == unit_id)
    return 1 + (db.session.scalar(count) or 0)


def _decide(house_id: int, money: DecisionKind, amount_vnd: int, on: date) -> int:
    """Enter a decision with its scan, and let the other person confirm it."""
    treasurer, secretary = _unit_actors(house_id)
    enters = actor("bantochuc") if money is _GRANT else treasurer
    confirms = actor("thuongvu") if money is _GRANT else secretary
    entered = _enter(enters, house_id, _paper(money, amount_vnd, on))
    decisions.confirm_decision(confirms, entered)
    return entered


def _decide_twice(house_id: int, on: date) -> int:
    """Enter a wrong sum, have it sent back, enter the right one and have it confirmed."""
    treasurer, secretary = _unit_actors(house_id)
    wrong = _enter(treasurer, house_id, _paper(_OWN, 33 * _MILLION, on))
    reason = "Số tiền trên quyết định là 30.000.000 đồng."
    decisions.refuse_decision(secretary, wrong, reason=reason)
    right = _enter(treasurer, house_id, _paper(_OWN, 30 * _MILLION, on), replaces_id=wrong)
    decisions.confirm_decision(secretary, right)
    return right


def _enter(
    by: Actor,
    house_id: int,
    says: Paper,
    *,
    changes_id: int | None = None,
    replaces_id: int | None = None,
) -> int:
    book = db.session.scalars(
        sa.select(Book).where(
            Book.party_unit_id == by.party_unit_id,
            Book.rule.in_((Rule.KEEP, Rule.OFFICE)),
            Book.closed_on.is_(None),
        )
    ).one()
    entered = decisions.enter_decision(
        by,
        house_id=house_id,
        book_id=book.id,
        paper=says,
        changes_id=changes_id,
        replaces_id=replaces_id,
        scans=[take_in(SCAN)],
    )
    return entered.id


def _paper(kind: DecisionKind, amount_vnd: int, on: date) -> Paper:
    """Return what a decision of a day says; its number is as good as any."""
    of_office = kind is _GRANT
    number = 100 + on.timetuple().tm_yday
    return Paper(
        kind=kind,
        number=f"{number}-QĐ/{'HU' if of_office else 'ĐU'}",
        issued_on=on,
        issuer=NameKind.STANDING_COMMITTEE if of_office else NameKind.COMMITTEE,
        signer="Nguyễn Hữu Phước" if of_office else "Lê Văn Sáu",
        summary="Về việc hỗ trợ kinh phí xây dựng nhà ở cho đảng viên",
        amount_vnd=amount_vnd,
        expires_on=None,
    )


def _affordable(house_id: int, money: DecisionKind) -> int:
    """Return a round sum that the purse can pay in cash."""
    house = db.session.get_one(House, house_id)
    if money is _GRANT:
        return 40 * _MILLION
    book = db.session.scalars(
        sa.select(Book).where(Book.party_unit_id == house.party_unit_id, Book.rule == Rule.KEEP)
    ).one()
    held_vnd = db.session.get_one(Account, (book.id, AccountKind.CASH)).balance_vnd
    return max(_LEAST_VND, min(_MOST_VND, held_vnd // (5 * _MILLION) * 5 * _MILLION))


def _grant(decision_id: int) -> None:
    """Let the office hand a whole grant over."""
    stage = run(disbursements.prepare, actor("bantochuc"), decision_id, _grant_stage(40 * _MILLION))
    key, today = f"demo-cap-kinh-phi-{decision_id:08d}", clock.today()
    run(disbursements.pay, actor("vanphong"), stage.id, key=key, on_date=today)


def _pay_stage(house_id: int, decision_id: int, number: int) -> None:
    """Prepare a stage and pay it the same day; the last one of a grant costs a little less."""
    treasurer, secretary = _unit_actors(house_id)
    standing = standings(Decision.id == decision_id)[decision_id]
    amount_vnd = standing.amount_vnd * _STAGES[number][1] // 100
    if standing.kind is _GRANT and number == len(_STAGES) - 1:
        amount_vnd -= 1_500_000
    stage = disbursements.prepare(secretary, decision_id, _stage(number, amount_vnd, clock.today()))
    key = f"demo-chi-{decision_id:06d}-{number:06d}"
    disbursements.pay(treasurer, stage.id, key=key, on_date=clock.today())


def _stage(number: int, amount_vnd: int, on: date) -> Stage:
    return Stage(
        amount_vnd=amount_vnd,
        method=Method.CASH,
        stage=_STAGES[number][0],
        accepted_on=on,
        acceptance_number=f"{number + 1:02d}/BB-NT",
        receiver="Phạm Văn Thợ",
        receiver_place="Tổ thợ xây ấp Tân Lập",
    )


def _grant_stage(amount_vnd: int) -> Stage:
    return Stage(
        amount_vnd=amount_vnd,
        method=Method.CASH,
        stage="Cấp một lần",
        receiver="Thủ quỹ Đảng ủy",
        receiver_place="Trụ sở Đảng ủy",
    )


def _promise(house_id: int, *, mainly: bool) -> None:
    """Write down what others promise: a sponsor most of it, or family and neighbours some."""
    by = _unit_actors(house_id)[1]
    lines = [
        (SourceKind.FAMILY, SourceForm.MONEY, "", "", 30 * _MILLION, 0),
        (SourceKind.COMMUNITY, SourceForm.LABOUR, "", "ngày công làm móng, lợp mái", 0, 30),
        (SourceKind.CELL, SourceForm.GOODS, "", "xi măng, tôn lợp", 6 * _MILLION, 0),
    ]
    if mainly:
        bank = "Ngân hàng Nông nghiệp huyện"
        lines.append((SourceKind.SPONSOR, SourceForm.MONEY, bank, "", 70 * _MILLION, 0))
    for kind, form, name, what, vnd, days in lines:
        promise = Promise(
            kind=kind, form=form, name=name, what=what, planned_vnd=vnd, planned_days=days
        )
        house_sources.add_source(by, house_id, promise)


def _receive(house_id: int, number: int) -> None:
    """Let one promise after the other come."""
    by = _unit_actors(house_id)[1]
    for source in sources_of_house(house_id)[number : number + 1 if number < 2 else None]:
        house_sources.record_source_receipt(
            by,
            house_id,
            source.id,
            received_on=clock.today(),
            value_vnd=source.planned_vnd,
            days=source.planned_days,
            evidence="Biên bản giao nhận",
        )


def _unit_actors(house_id: int) -> tuple[Actor, Actor]:
    """Return the treasurer and the secretary of a house's unit."""
    unit_id = db.session.get_one(House, house_id).party_unit_id
    return treasurer_at(unit_id), _secretary_at(unit_id)


def _secretary_at(unit_id: int) -> Actor:
    """Return somebody who may sign for a unit: the account that does so in the demo."""
    base, unit = actor("bithu.xa"), db.session.get_one(PartyUnit, unit_id)
    return Actor(
        user_id=base.user_id,
        username=base.username,
        full_name=base.full_name,
        role=Role.SECRETARY,
        party_unit_id=unit.id,
        path=unit.path,
    )
