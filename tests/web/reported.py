"""Reports, commendations and sheets for the crawled district, one or more of each."""

from datetime import date, timedelta
from typing import Any

from ledger.models.commendations import RecipientKind
from ledger.models.disclosures import DisclosureBasis, DisclosureContent
from ledger.models.propaganda import PropagandaKind
from ledger.models.public_pages import PublicAccess
from ledger.models.rollout import RolloutItem
from ledger.models.unit_plans import ModelKind
from ledger.reports.scope import Actor
from ledger.services import (
    commendations,
    disclosures,
    need_surveys,
    posting_terms,
    propaganda,
    public_pages,
    rollout,
    unit_plans,
)
from tests import make
from tests.attachments import scan
from tests.collecting import DAY


def report(world: make.World, campaign_id: int, people: dict[str, Actor], scale: int) -> None:
    """Report, commend, hang out and decide, without committing."""
    board, treasurer = people["board"], people["treasurer"]
    rollout.set_deadlines(
        board, campaign_id, paper="Công văn số 15", due=dict.fromkeys(RolloutItem, DAY)
    )
    _plan(world, campaign_id, board, treasurer)
    _survey(world, campaign_id, board, treasurer)
    for turn in range(scale):
        _tell(world, campaign_id, board, turn)
        _commend(world, campaign_id, board, turn)
        _hang(campaign_id, treasurer, turn)
        posting_terms.add_terms(
            board, starts_on=DAY + timedelta(days=1 + turn), working_days_to_post=5,
            days_up_locality=30, days_up_agency=20, basis="Quy định số 9",
        )  # fmt: skip
        public_pages.decide(
            board, access=PublicAccess.OPEN, paper=f"Kết luận số {turn}", decided_on=DAY
        )
    propaganda.report_propaganda(
        people["propaganda"], campaign_id, world.district_id, done_on=DAY,
        kind=PropagandaKind.ARTICLE, title="Bài của Ban", link=None,
    )  # fmt: skip


def _plan(world: make.World, campaign_id: int, board: Actor, treasurer: Actor) -> None:
    facts: dict[str, Any] = {"number": "05-KH/ĐU", "issued_on": DAY, "expected_vnd": 20_000_000}
    first = unit_plans.report_plan(
        treasurer, campaign_id, world.commune_id, replaces_id=None, model_name=None,
        model_kind=None, file=scan("kế hoạch"), **facts,
    )  # fmt: skip
    gone = unit_plans.withdraw_plan(
        treasurer, campaign_id, world.commune_id, replaces_id=first.id, reason="nhầm"
    )
    unit_plans.report_plan(
        board, campaign_id, world.commune_id, replaces_id=gone.id, model_name="Mô hình",
        model_kind=ModelKind.NEW, entered_paper="CV số 1", file=scan("bản mới"), **facts,
    )  # fmt: skip


def _survey(world: make.World, campaign_id: int, board: Actor, treasurer: Actor) -> None:
    unit, (one, two) = world.commune_id, world.cell_ids
    first = need_surveys.return_survey(
        treasurer, campaign_id, unit, replaces_id=None, paper="Biên bản số 2",
        surveyed_on=DAY, cases=3, by_cell={one: 1, two: 2},
    )  # fmt: skip
    gone = need_surveys.withdraw_survey(
        treasurer, campaign_id, unit, replaces_id=first.id, reason="nhầm"
    )
    need_surveys.return_survey(
        board, campaign_id, unit, replaces_id=gone.id, paper="Biên bản số 3",
        surveyed_on=DAY, cases=2, by_cell={one: 1}, entered_paper="CV số 2",
    )  # fmt: skip


def _tell(world: make.World, campaign_id: int, board: Actor, turn: int) -> None:
    for word in ("Bài", "Bài rút"):
        row = propaganda.report_propaganda(
            board, campaign_id, world.commune_id, done_on=DAY, kind=PropagandaKind.ARTICLE,
            title=f"{word} {turn}", link="https://bao.example/1", entered_paper="CV số 3",
        )  # fmt: skip
    propaganda.withdraw_propaganda(board, row.id, reason="ghi hai lần")


def _commend(world: make.World, campaign_id: int, board: Actor, turn: int) -> None:
    for kind in RecipientKind:
        row = commendations.record_commendation(
            board, campaign_id, party_unit_id=world.commune_id, recipient_kind=kind,
            recipient=f"Tên {turn}", form="Giấy khen", issuer="Ban Thường vụ",
            number=f"{turn}-QĐ", decided_on=DAY, merit="Tham gia đầy đủ",
        )  # fmt: skip
    commendations.withdraw_commendation(board, row.id, reason="ghi nhầm")


def _hang(campaign_id: int, treasurer: Actor, turn: int) -> None:
    sheet = disclosures.make_sheet(
        treasurer, campaign_id=campaign_id, content=DisclosureContent.NAMES,
        basis_kind=DisclosureBasis.RESOLUTION, basis_paper=f"{turn}-NQ/ĐU",
        basis_on=date(2024, 11, 1), both_decided=False, reported_on=DAY,
    )  # fmt: skip
    for place in ("Trụ sở", "Nhà văn hóa"):
        posting = disclosures.post_sheet(
            treasurer, sheet.id, place=place, posted_on=DAY, paper="BB số 1", responsible="Hà"
        )
    disclosures.take_down(treasurer, posting.id, removed_on=DAY, paper="BB số 2", reason="mưa")
