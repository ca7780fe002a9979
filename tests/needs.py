"""Need files for tests, made through the real services on their own working days."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger import clock
from ledger.db import run
from ledger.models.housing_needs import NeedAct, NeedKind
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services import housing_needs, inspections, need_files, need_steps
from ledger.services.need_steps import Step
from ledger.surveys import LandRight, OtherProgramme, Poverty, PresentHouse, SurveyFacts
from tests import make

DAY = date(2024, 11, 20)
ADDRESS = "Số 12, ấp Tân Lập, xã Long Sơn"
FACTS = SurveyFacts(
    address=ADDRESS,
    household_size=4,
    income_vnd=3_500_000,
    poverty=Poverty.NEAR_POOR,
    joined_party_on=date(1994, 5, 19),
    contributions="30 năm làm bí thư chi bộ ấp",
    land=LandRight.CERTIFICATE,
    house=PresentHouse.TEMPORARY,
    area_m2=32,
    house_note="vách lá, mái tôn thủng",
    other_programme=OtherProgramme.NOT_ASKED_FOR,
)
CHAIN = (
    Step(act=NeedAct.CELL_REVIEW, on_date=DAY, paper="05-BB/CB", votes_for=20, votes_present=21),
    Step(act=NeedAct.NOMINATE, on_date=DAY, paper="12-BB/ĐU", votes_for=11, votes_present=11),
    Step(act=NeedAct.TAKE_UP, on_date=DAY),
    Step(act=NeedAct.VERIFY, on_date=DAY, reason="đúng như đơn"),
    Step(act=NeedAct.LIST, on_date=DAY, paper="33-TB/HU"),
    Step(act=NeedAct.PLAN, on_date=DAY, year=2025),
)
"""The way of a need that nothing stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A district with a member in need, and who works on the file."""

    world: make.World
    member_id: int
    secretary: Actor
    board: Actor


def place(name: str = "Nguyễn Văn Khổ") -> Place:
    """Make a district with one member who may hand in a đơn."""
    world = make.world()
    return Place(
        world=world,
        member_id=make.member(world.cell_ids[0], name, birth_year=1961),
        secretary=make.actor(world.commune_id, Role.SECRETARY),
        board=make.board(world),
    )


def apply(at: Place, **changed: Any) -> int:  # noqa: ANN401  (the facts of record_application)
    """Record the member's đơn as the secretary; return the need's id."""
    by = changed.pop("by", at.secretary)
    facts: dict[str, Any] = {
        "member_id": at.member_id,
        "kind": NeedKind.NEW_HOUSE,
        "applied_on": DAY,
        "address": ADDRESS,
        "other_programme": OtherProgramme.NOT_ASKED_FOR,
        "wish": "xin xây lại căn nhà dột",
        "estimated_cost_vnd": 120_000_000,
        "wanted_support_vnd": 60_000_000,
    }
    with clock.at_day(DAY):
        return run(_apply, by, facts | changed)


def take(by: Actor, need_id: int, act: NeedAct, day: date = DAY, **facts: Any) -> None:  # noqa: ANN401
    """Enter one act on its day."""
    with clock.at_day(day):
        run(need_steps.take_step, by, need_id, Step(act=act, on_date=day, **facts))


def survey(at: Place, need_id: int, facts: SurveyFacts = FACTS) -> None:
    """Record what a survey found."""
    with clock.at_day(DAY):
        run(need_files.record_survey, at.board, need_id, surveyed_on=DAY, facts=facts)


def advance(at: Place, need_id: int, last: NeedAct) -> None:
    """Take a new need along its way up to an act."""
    for step in CHAIN:
        if step.act is NeedAct.VERIFY:
            survey(at, need_id)
        by = at.secretary if step.act in {NeedAct.CELL_REVIEW, NeedAct.NOMINATE} else at.board
        with clock.at_day(DAY):
            run(need_steps.take_step, by, need_id, replace(step))
        if step.act is last:
            return


def open_to(inspector: Actor, unit_id: int) -> None:
    """Open a unit to an inspector by a decision of today."""
    run(
        inspections.open_inspection,
        inspector,
        party_unit_id=unit_id,
        paper="12-QĐ/UBKT",
        decided_on=clock.today(),
        ends_on=clock.today(),
    )


def _apply(by: Actor, facts: dict[str, Any]) -> int:
    return housing_needs.record_application(by, **facts).id
