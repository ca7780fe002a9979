"""The house of a member of an agency unit: with the office's money, paid by the office itself.

It is the one whose family lets pictures be kept, so a house with its pictures can be looked at.
"""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.demo.needs import SCAN, drawn_house
from ledger.demo.places import District, actor
from ledger.intake.attachments import take_in
from ledger.models.contributions import Method
from ledger.models.decisions import DecisionKind
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.houses import HousePaperKind
from ledger.models.housing_needs import HousingNeed, NeedKind, NeedState
from ledger.models.party_units import NameKind, PartyUnit, UnitKind
from ledger.reports.house_sources import sources_of_house
from ledger.reports.scope import name_on, own_purse
from ledger.services import decisions, disbursements, house_sources, houses
from ledger.services.decisions import Paper
from ledger.services.disbursements import Stage
from ledger.services.house_sources import Promise

YEAR = 2024
_PLACE = 1
"""The locality where the member lives, in printed order from 0."""
_OTHERS = (
    (SourceKind.FAMILY, "", 32_000_000),
    (SourceKind.SPONSOR, "Công đoàn các cơ quan huyện", 40_000_000),
)
"""Who else gives, and how much."""
_DECIDED_VND = 40_000_000
_STAGES = (
    ("Đợt 1: xong phần móng, thân", 25_000_000, date(2024, 6, 3)),
    ("Đợt 2: hoàn thiện", 15_000_000, date(2024, 7, 22)),
)


def play(district: District, *, say: Callable[[str], None]) -> None:
    """Decide, build, pay and hand over one house in 2024."""
    with clock.at_day(date(2024, 4, 2)):
        house_id = run(_plan, district)
    with clock.at_day(date(2024, 4, 12)):
        decision_id = run(_decide, house_id)
    with clock.at_day(date(2024, 4, 25)):
        run(_begin, house_id)
    for number, (stage, amount_vnd, day) in enumerate(_STAGES, start=1):
        with clock.at_day(day):
            run(_pay, decision_id, number, stage, amount_vnd)
    with clock.at_day(date(2024, 8, 19)):
        run(_finish, house_id)
    say("  một ngôi nhà của đảng viên khối cơ quan")


def _plan(district: District) -> int:
    unit_id = district.money_units[_PLACE]
    need = (
        sa.select(HousingNeed.id)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .where(
            PartyUnit.kind.in_((UnitKind.AGENCY_COMMITTEE, UnitKind.AGENCY_CELL)),
            HousingNeed.state == NeedState.ELIGIBLE,
        )
    )
    planned = houses.plan_house(
        actor("bantochuc"),
        party_unit_id=unit_id,
        name=f"Ngôi nhà cấp ủy khối cơ quan tại {name_on(unit_id, NameKind.SHORT)}",
        kind=NeedKind.NEW_HOUSE,
        cost_vnd=115_000_000,
        need_id=db.session.scalars(need.order_by(HousingNeed.id)).first(),
    )
    return planned.id


def _decide(house_id: int) -> int:
    """Enter the Standing Committee's decision on the office's money, and have it confirmed."""
    by = actor("bantochuc")
    entered = decisions.enter_decision(
        by,
        house_id=house_id,
        book_id=own_purse(by).id,
        paper=Paper(
            kind=DecisionKind.SUPPORT,
            number="86-QĐ/HU",
            issued_on=date(2024, 4, 10),
            issuer=NameKind.STANDING_COMMITTEE,
            signer="Nguyễn Hữu Phước",
            summary="Về việc hỗ trợ kinh phí xây dựng nhà ở cho đảng viên khối cơ quan",
            amount_vnd=_DECIDED_VND,
            expires_on=None,
        ),
        scans=[take_in(SCAN)],
    )
    decisions.confirm_decision(actor("thuongvu"), entered.id)
    return entered.id


def _begin(house_id: int) -> None:
    board, today = actor("bantochuc"), clock.today()
    words = "Giấy đồng ý của gia đình ngày 25/04/2024"
    houses.set_photo_consent(board, house_id, words=words)
    houses.start_house(board, house_id, on_date=today, number="01/BB-KC")
    for kind, name, planned_vnd in _OTHERS:
        promise = Promise(
            kind=kind, form=SourceForm.MONEY, name=name, what="", planned_vnd=planned_vnd,
            planned_days=0,
        )  # fmt: skip
        house_sources.add_source(board, house_id, promise)
    _picture(house_id, HousePaperKind.PHOTO_BEFORE, "Nhà trước khi xây")


def _pay(decision_id: int, number: int, stage: str, amount_vnd: int) -> None:
    """Let the board prepare a stage against its minutes and the office pay it."""
    ready = disbursements.prepare(
        actor("bantochuc"),
        decision_id,
        Stage(
            amount_vnd=amount_vnd,
            method=Method.CASH,
            stage=stage,
            accepted_on=clock.today(),
            acceptance_number=f"{number:02d}/BB-NT",
            receiver="Phạm Văn Thợ",
            receiver_place="Tổ thợ xây ấp Tân Lập",
        ),
        files=[take_in(SCAN)],
    )
    key = f"demo-chi-co-quan-{decision_id:06d}-{number:02d}"
    disbursements.pay(actor("vanphong"), ready.id, key=key, on_date=clock.today())


def _finish(house_id: int) -> None:
    board, today = actor("bantochuc"), clock.today()
    houses.accept_house(board, house_id, on_date=today, number="02/BB-NT")
    for source in sources_of_house(house_id):
        house_sources.record_source_receipt(
            board,
            house_id,
            source.id,
            received_on=today,
            value_vnd=source.planned_vnd,
            days=0,
            evidence="Biên bản giao nhận",
        )
    _picture(house_id, HousePaperKind.PHOTO_AFTER, "Nhà ngày bàn giao")
    houses.hand_over_house(
        board, house_id, on_date=today, number="03/BB-BG", settled_vnd=112_000_000
    )


def _picture(house_id: int, kind: HousePaperKind, title: str) -> None:
    picture = take_in(drawn_house(is_new=kind is HousePaperKind.PHOTO_AFTER))
    houses.add_paper(
        actor("bantochuc"),
        house_id,
        kind=kind,
        number="",
        issued_on=clock.today(),
        title=title,
        files=[picture],
    )
