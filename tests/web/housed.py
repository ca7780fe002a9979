"""Need files, houses and plans for the district that every page is opened in."""

from functools import partial

from ledger import clock
from ledger.db import run
from ledger.intake.attachments import take_in
from ledger.models.house_sources import SourceForm, SourceKind
from ledger.models.houses import HousePaperKind
from ledger.models.housing_needs import ConsentScope, NeedAct, NeedPaperKind, RequestKind
from ledger.models.roadmaps import OverruleKind
from ledger.models.users import Role
from ledger.reports.scope import Actor
from ledger.services import (
    decisions,
    disbursements,
    house_sources,
    houses,
    need_files,
    need_requests,
    plan_decisions,
    prior_facts,
    roadmaps,
)
from ledger.services.house_sources import Promise
from tests import attachments, building, make, needs
from tests.collecting import DAY


def settle(world: make.World, office: Actor, turn: int) -> dict[Role, list[str]]:
    """Leave needs, houses at each step, and what was decided of plans.

    Return, by role, the addresses of what there is more than one kind of.
    """
    with clock.at_day(DAY):
        need_id, asked = _needs(world, turn)
        shown, printed = _houses(world, turn)
        _plans(world, office, need_id, turn)
    return {
        Role.COMMUNE_TREASURER: [*shown, *printed],
        Role.SECRETARY: [*shown, asked],
        Role.OFFICE: shown,
    }


def _needs(world: make.World, turn: int) -> tuple[int, str]:
    """Leave a need on the list, and one that was withdrawn; return it and what was asked of this.

    The first has papers, a family's word, a written answer and a member's request.
    """
    secretary, board = make.actor(world.commune_id, Role.SECRETARY), make.board(world)
    living, gone = (
        needs.Place(
            world=world,
            member_id=make.member(world.cell_ids[0], f"{who} {'ABC'[turn]}", birth_year=1961),
            secretary=secretary,
            board=board,
        )
        for who in ("Thạch Văn", "Danh Thị")
    )
    return _living(living, turn), _withdrawn(gone, turn)


def _withdrawn(at: needs.Place, turn: int) -> str:
    """Leave a need that its member withdrew and wants erased; return the request's address."""
    need_id = needs.apply(at, address=f"số {turn + 9}, ấp Tân Thành")
    needs.take(at.secretary, need_id, NeedAct.WITHDRAW, DAY, reason="gia đình tự lo được")
    ask = partial(need_requests.record_request, at.secretary, need_id, kind=RequestKind.DELETE)
    asked = run(ask, received_on=DAY, words="Xin xóa hồ sơ")
    return f"/housing-needs/{need_id}/requests/{asked.id}"


def _living(at: needs.Place, turn: int) -> int:
    need_id = needs.apply(at, address=f"số {turn + 1}, ấp Tân Lập")
    needs.advance(at, need_id, NeedAct.LIST)
    needs.take(
        at.secretary, need_id, NeedAct.ANSWER, DAY, paper="8-CV/ĐU", reason="đã vào danh sách"
    )
    consent = partial(need_files.record_consent, at.board, need_id, scope=ConsentScope.FILE)
    run(consent, on_date=DAY, paper="Bản đồng ý")
    picture = take_in(attachments.picture((40 + turn, 30)), "nha.jpg")
    for kind, file in (
        (NeedPaperKind.APPLICATION, attachments.scan(f"đơn {turn}")),
        (NeedPaperKind.PHOTO, picture),
    ):
        run(need_files.add_paper, at.board, need_id, kind=kind, on_date=DAY, file=file)
    ask = partial(need_requests.record_request, at.secretary, need_id, kind=RequestKind.VIEW)
    run(ask, received_on=DAY, words="Xin xem hồ sơ")
    return need_id


def _houses(world: make.World, turn: int) -> tuple[list[str], list[str]]:
    """Leave a house that is being paid for, an accepted one, one granted and one only asked.

    Return what is shown of them, and what their treasurer prints.
    """
    secretary, treasurer = building.secretary(world), building.treasurer(world)
    house_id = building.house(world, f"Ngôi nhà số 0{turn + 1} xã Long Sơn")
    paper = building.paper(400_000, number=f"{turn + 12}-QĐ/ĐU")
    enter = partial(decisions.enter_decision, treasurer, house_id=house_id)
    scans = [attachments.scan(f"quyết định {turn}")]
    entered = run(enter, book_id=world.commune_book_id, paper=paper, scans=scans)
    run(decisions.confirm_decision, secretary, entered.id)
    stages, printed = [], []
    for amount_vnd in (50_000 + turn, 55_000 + turn, 60_000 + turn):
        minutes = [attachments.scan(f"nghiệm thu {amount_vnd}")]
        stage = building.stage(amount_vnd)
        ready = run(disbursements.prepare, secretary, entered.id, stage, files=minutes)
        stages.append(f"/disbursements/{ready.id}")
        if amount_vnd < 60_000:
            building.paid(treasurer, ready.id, DAY)
        if amount_vnd < 55_000:
            run(disbursements.reprint, treasurer, ready.id, after=0)
            printed.append(f"/disbursements/{ready.id}/copies/1.pdf")
    run(houses.start_house, secretary, house_id, on_date=DAY, number=f"{turn}-BB/KC")
    add = partial(houses.add_paper, secretary, house_id, kind=HousePaperKind.AGREEMENT)
    run(
        add, number=f"{turn}-BB/TT", issued_on=DAY, title="Biên bản thống nhất",
        files=[attachments.scan(f"thống nhất {turn}")],
    )  # fmt: skip
    promise = Promise(
        kind=SourceKind.SPONSOR, form=SourceForm.MONEY, name="Ngân hàng", what="ủng hộ",
        planned_vnd=5_000_000, planned_days=0,
    )  # fmt: skip
    run(house_sources.add_source, secretary, house_id, promise)
    given_id = building.house(world, f"Ngôi nhà nhà tài trợ xây {turn + 1}")
    run(house_sources.add_source, secretary, given_id, promise)
    run(houses.start_house, secretary, given_id, on_date=DAY, number=f"{turn + 5}-BB/KC")
    run(houses.accept_house, secretary, given_id, on_date=DAY, number=f"{turn + 5}-BB/NT")
    ready_id = building.house(world, f"Ngôi nhà chờ khởi công {turn + 1}")
    building.decided(world, ready_id, building.paper(100_000, number=f"{turn + 50}-QĐ/ĐU"))
    grant = building.grant_paper(100_000, number=f"{turn + 60}-QĐ/HU")
    granted_id = building.granted(world, ready_id, grant)
    given = building.prepared(building.board(world), granted_id, 60_000 + turn)
    building.paid(building.office(world), given, DAY)
    asked = building.house(world, f"Ngôi nhà chờ {turn + 1}")
    run(
        decisions.enter_decision, secretary, house_id=asked, book_id=world.commune_book_id,
        paper=building.paper(100_000, number=f"{turn + 30}-QĐ/ĐU"),
    )  # fmt: skip
    shown = [f"/houses/{each}" for each in (house_id, given_id, ready_id, asked)]
    return [*shown, *stages, f"/decisions/{entered.id}", f"/decisions/{granted_id}"], printed


def _plans(world: make.World, office: Actor, need_id: int, turn: int) -> None:
    """Leave a line overruled, a target and the office's aid decided, a year before the software."""
    board = make.board(world)
    at = {"number": f"{turn + 40}-QĐ/HU", "issued_on": DAY, "issued_by": "Ban Thường vụ Huyện ủy"}
    run(
        roadmaps.overrule,
        board,
        need_id,
        kind=OverruleKind.YEAR,
        year=2025,
        reason="gia đình xin lùi",
    )
    target = partial(plan_decisions.enter_target, office, party_unit_id=world.commune_id)
    scans = [attachments.scan(f"chỉ tiêu {turn}")]
    run(target, houses=2 + turn, reason="có hai trường hợp", **at, scans=scans)
    run(
        prior_facts.record_prior_fact, board, party_unit_id=world.commune_id, year=2020 - turn,
        houses=1, collected_vnd=30_000_000, spent_vnd=30_000_000, main_source="Hội Chữ thập đỏ",
        note="nhà cũ", paper="Báo cáo số 5",
    )  # fmt: skip
