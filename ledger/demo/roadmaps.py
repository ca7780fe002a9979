"""What people have decided about the roadmap and the target by the demo's day, and what came before."""

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.demo.needs import SCAN
from ledger.demo.places import District, actor
from ledger.intake.attachments import take_in
from ledger.models.housing_needs import HousingNeed, NeedState
from ledger.models.plan_decisions import PlanWord
from ledger.models.roadmaps import OverruleKind
from ledger.services import housing_needs, plan_decisions, prior_facts, roadmaps

BODY = "Ban Thường vụ Huyện ủy"
_MILLION = 1_000_000
_BEFORE, _CHANGED, _SHORT, _AIDED = 10, 11, 12, 13
"""The localities of this story, by their place among the units."""


def play(district: District, *, say: Callable[[str], None]) -> None:
    """Tell of houses before the software, decisions on the target, and lines overruled."""
    units = district.money_units
    with clock.at_day(date(2024, 11, 4)):
        run(_tell_of_before, units[_BEFORE])
    with clock.at_day(date(2024, 12, 2)):
        entered = run(_enter_decisions, units)
    with clock.at_day(date(2024, 12, 5)):
        for decision_id in entered[:-1]:
            run(
                plan_decisions.give_word,
                actor("thuongvu"),
                decision_id,
                word=PlanWord.CONFIRMED,
                reason="",
            )
    with clock.at_day(date(2024, 12, 16)):
        run(_overrule, units)
    say(f"  {len(entered)} quyết định về chỉ tiêu, lộ trình")


def _tell_of_before(unit_id: int) -> None:
    for year, number, source in (
        (2020, 3, ""),
        (2021, 5, "Công ty Xi măng Tân Hòa tài trợ 80 triệu"),
    ):
        prior_facts.record_prior_fact(
            actor("bantochuc"),
            party_unit_id=unit_id,
            year=year,
            houses=1,
            collected_vnd=45 * _MILLION,
            spent_vnd=40 * _MILLION,
            main_source=source,
            note="",
            paper=f"Biên bản bàn giao số {number:02d} ngày 20/12/{year}",
        )


def _enter_decisions(units: list[int]) -> list[int]:
    """Enter a target taken back, aid for a locality, and one more that waits for its word."""
    by = actor("vanphong")
    changed = plan_decisions.enter_target(
        by,
        party_unit_id=units[_CHANGED],
        houses=0,
        number="118-QĐ/HU",
        issued_on=date(2024, 11, 28),
        issued_by=BODY,
        reason="Các trường hợp của xã đã được chương trình khác hỗ trợ.",
        scans=[take_in(SCAN)],
    )
    entered = [changed.id]
    for unit_id, amount_vnd, number in (
        (units[_AIDED], 30 * _MILLION, "121-QĐ/HU"),
        (units[_SHORT], 15 * _MILLION, "124-QĐ/HU"),
    ):
        need = _listed(unit_id)[-1]
        aid = plan_decisions.enter_office_aid(
            by,
            need_id=need.id,
            amount_vnd=amount_vnd,
            number=number,
            issued_on=date(2024, 11, 29),
            issued_by=BODY,
            reason="Địa phương chưa có nhà và còn khó khăn về kinh phí.",
            scans=[take_in(SCAN)],
        )
        entered.append(aid.id)
    return entered


def _overrule(units: list[int]) -> None:
    """Let the houses cost what this locality lacks, and overrule two lines and one sum."""
    board = actor("bantochuc")
    for need in _listed(units[_SHORT])[-1:]:
        housing_needs.set_figures(
            board,
            need.id,
            kind=need.kind,
            estimated_cost_vnd=160 * _MILLION,
            wanted_support_vnd=90 * _MILLION,
        )
    later, out = _listed(units[_AIDED])[0], _listed(units[_BEFORE])[-1]
    roadmaps.overrule(
        board,
        later.id,
        kind=OverruleKind.YEAR,
        year=2026,
        reason="Gia đình xin chờ con lớn ra trường",
    )
    roadmaps.overrule(
        board, out.id, kind=OverruleKind.LEAVE_OUT, year=None,
        reason="Đất đang làm thủ tục tách thửa",
    )  # fmt: skip
    roadmaps.expect(
        board,
        units[_SHORT],
        year=2025,
        amount_vnd=40 * _MILLION,
        reason="Hai doanh nghiệp đã đăng ký ủng hộ",
    )


def _listed(unit_id: int) -> list[HousingNeed]:
    """Return the needs of a unit that stand on the roadmap, in the board's order."""
    query = (
        sa.select(HousingNeed)
        .where(
            HousingNeed.party_unit_id == unit_id,
            HousingNeed.state.in_((NeedState.ELIGIBLE, NeedState.PLANNED)),
        )
        .order_by(HousingNeed.board_order.is_(None), HousingNeed.board_order, HousingNeed.id)
    )
    return list(db.session.scalars(query))
