"""Invented members in housing need, in every state that a need can stand in on its own.

Those that are built are left on the list here; their houses take them further. Nobody's real
circumstances are told: families, houses and reasons come from short lists, pictures are drawn.
"""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from PIL import Image, ImageDraw

from ledger import clock
from ledger.db import db, run
from ledger.demo.places import District, actor
from ledger.intake.attachments import TakenFile, take_in
from ledger.models.housing_needs import (
    ConsentScope,
    HousingNeed,
    NeedAct,
    NeedKind,
    NeedPaperKind,
    NeedState,
    RequestKind,
)
from ledger.models.party_members import PartyMember
from ledger.models.party_units import PartyUnit, UnitKind
from ledger.models.users import Role
from ledger.reports.need_criteria import criteria_of
from ledger.reports.scope import Actor
from ledger.services import housing_needs, need_criteria, need_files, need_requests, need_steps
from ledger.services.need_steps import Step
from ledger.surveys import (
    LandRight,
    OtherProgramme,
    Poverty,
    PresentHouse,
    SurveyFacts,
    YesNo,
)

SEED = 20210427
"""The day of the programme's plan."""
CRITERIA = (
    "Nhiều cống hiến trong tổ chức đảng",
    "Hoàn cảnh còn nhiều khó khăn",
    "Không thể tự xây, sửa nhà",
    "Đất ở hợp pháp, không tranh chấp",
    "Chưa được chương trình khác hỗ trợ nhà ở",
)
SCAN = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\nstartxref\n9\n%%EOF\n"
LISTED_PER_LOCALITY = 2
_MILLION = 1_000_000
_WORN = ("#8a5a3c", "#d9c39a", "#b89c6c")
"""The colours of a worn roof, of its walls and of the seams between their boards."""
_HOUSE_NOTES = (
    "vách ván mục, mái tôn thủng nhiều chỗ",
    "nhà cột cây tạp dựng hơn hai mươi năm",
    "tường nứt, nền thấp, ngập khi triều cường",
    "mái lá, vách tôn cũ",
)
_NOTES = ("có, chi bộ xác nhận", "có", "đã xem tại nhà", "xem biên bản khảo sát")
_SERVICE = ("bí thư chi bộ ấp nhiều khóa", "công an viên, tổ trưởng nhân dân tự quản",
            "cán bộ hội cựu chiến binh", "dân quân, thôn đội trưởng")  # fmt: skip
_ENDS = (
    (NeedState.PROPOSED, ""),
    (NeedState.SURVEYING, ""),
    (NeedState.ELIGIBLE, ""),
    (NeedState.PLANNED, ""),
    (NeedState.NOT_YET_ELIGIBLE, "Đất đang chờ xã xác nhận ranh; xét lại khi có giấy."),
    (NeedState.WITHDRAWN, "Gia đình đã được các con góp tiền xây."),
    (NeedState.OTHER_PROGRAMME, "Chương trình nhà đại đoàn kết của xã."),
    (NeedState.MOVED, ""),
    (NeedState.DIED, ""),
    (NeedState.NOT_YET_ELIGIBLE, "Nhà còn ở được; gia đình xin chờ năm sau."),
    (NeedState.SURVEYING, ""),
    (NeedState.ELIGIBLE, ""),
)
"""How one more need of each unit ends up, in turn."""
_ENDING = {
    NeedState.NOT_YET_ELIGIBLE: NeedAct.NOT_YET,
    NeedState.WITHDRAWN: NeedAct.WITHDRAW,
    NeedState.OTHER_PROGRAMME: NeedAct.OTHER_PROGRAMME,
    NeedState.MOVED: NeedAct.MOVE_AWAY,
    NeedState.DIED: NeedAct.DIE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """One need of the story: whose, when it began, how it ends."""

    member_id: int
    unit_id: int
    begun_on: date
    state: NeedState
    reason: str = ""


def play(district: District, *, say: Callable[[str], None]) -> None:
    """Let members hand in their đơn and the district look at them, year by year."""
    dice = random.Random(SEED)  # noqa: S311  (the same story every time)
    run(_add_criteria)
    plots = sorted(_plots(district, dice), key=lambda plot: plot.begun_on)
    picture = take_in(drawn_house())
    for number, plot in enumerate(plots):
        run(_live, plot, random.Random(SEED + number))  # noqa: S311
    run(_fill_file, district, picture)
    say(f"  {len(plots)} hồ sơ đảng viên khó khăn về nhà ở")


def _plots(district: District, dice: random.Random) -> list[_Plot]:
    """Choose members: two for each locality's list, and one more whose need ends otherwise."""
    plots = []
    for place, unit_id in enumerate(district.money_units):
        people = _people(unit_id)
        dice.shuffle(people)
        locality = db.session.get_one(PartyUnit, unit_id).kind is not UnitKind.AGENCY_CELL
        listed = LISTED_PER_LOCALITY if locality and place % 5 != 4 else place % 3 == 0
        for number in range(int(listed)):
            begun = date(2022 + number, 10, 1) + timedelta(days=dice.randrange(40))
            plots.append(
                _Plot(
                    member_id=people.pop(),
                    unit_id=unit_id,
                    begun_on=begun,
                    state=NeedState.ELIGIBLE,
                )
            )
        if place % 5 != 4:
            state, reason = _ENDS[place % len(_ENDS)]
            begun = date(2024, 8, 1) + timedelta(days=dice.randrange(60))
            plots.append(
                _Plot(
                    member_id=people.pop(),
                    unit_id=unit_id,
                    begun_on=begun,
                    state=state,
                    reason=reason,
                )
            )
    return plots


def _people(unit_id: int) -> list[int]:
    path = db.session.get_one(PartyUnit, unit_id).path
    query = (
        sa.select(PartyMember.id)
        .join(PartyUnit, PartyUnit.id == PartyMember.cell_id)
        .where(PartyUnit.path.like(f"{path}%"), PartyMember.left_at.is_(None))
        .order_by(PartyMember.id)
        .limit(60)
    )
    return list(db.session.scalars(query))


def _add_criteria() -> None:
    with clock.at_day(date(2022, 9, 5)):
        for text in CRITERIA:
            need_criteria.add_criterion(actor("bantochuc"), text=text)


def _live(plot: _Plot, dice: random.Random) -> int:
    """Take one need from its đơn to where it stands, each step on its own day."""
    secretary, board = _secretary_at(plot.unit_id), actor("bantochuc")
    facts = _facts(plot, dice)
    cost_vnd = dice.randrange(90, 170, 10) * _MILLION
    kind = NeedKind.REPAIR if dice.random() < 0.25 else NeedKind.NEW_HOUSE
    if kind is NeedKind.REPAIR:
        cost_vnd = dice.randrange(40, 80, 10) * _MILLION
    share = 25 * _MILLION if kind is NeedKind.REPAIR else 60 * _MILLION
    with clock.at_day(plot.begun_on):
        need = housing_needs.record_application(
            secretary,
            member_id=plot.member_id,
            kind=kind,
            applied_on=plot.begun_on,
            address=facts.address,
            other_programme=OtherProgramme.NOT_ASKED_FOR,
            wish="Gia đình khó khăn, nhà xuống cấp, xin được xem xét hỗ trợ.",
            estimated_cost_vnd=cost_vnd,
            wanted_support_vnd=share,
            file=_scan(f"đơn {plot.member_id}"),
        )
    for step, by in _steps(plot, need.id):
        with clock.at_day(step.on_date):
            if step.act is NeedAct.VERIFY:
                need_files.record_survey(
                    board,
                    need.id,
                    surveyed_on=step.on_date - timedelta(days=3),
                    facts=facts,
                    criteria={row.id: dice.choice(_NOTES) for row in criteria_of()},
                )
            scanned = step.paper or step.act is NeedAct.VERIFY
            file = _scan(f"{step.act} {need.id}") if scanned else None
            who = secretary if by is Role.SECRETARY else board
            need_steps.take_step(who, need.id, step, file=file)
    return need.id


def _steps(plot: _Plot, number: int) -> list[tuple[Step, Role]]:
    """Return the acts of a plot up to its end, each with who enters it."""

    def day(after: int) -> date:
        return plot.begun_on + timedelta(days=after)

    by_unit, by_board = Role.SECRETARY, Role.ORGANISATION_BOARD
    votes = 18 + number % 7
    steps = (
        (Step(act=NeedAct.CELL_REVIEW, on_date=day(5), paper=f"{number:02d}-BB/CB",
              votes_present=votes, votes_for=votes - number % 2), by_unit),
        (Step(act=NeedAct.NOMINATE, on_date=day(12), paper=f"{number:02d}-BB/ĐU",
              votes_present=11, votes_for=11), by_unit),
        (Step(act=NeedAct.TAKE_UP, on_date=day(20)), by_board),
        (Step(act=NeedAct.VERIFY, on_date=day(40), reason="Đúng như đơn, gia đình thống nhất."),
         by_board),
        (Step(act=NeedAct.LIST, on_date=day(55), paper=f"{number + 100}-TB/HU"), by_board),
        (Step(act=NeedAct.PLAN, on_date=day(60), year=2025), by_board),
    )  # fmt: skip
    way = list(steps)
    length = {
        NeedState.PROPOSED: 1,
        NeedState.SURVEYING: 3,
        NeedState.ELIGIBLE: 5,
        NeedState.PLANNED: 6,
        NeedState.NOT_YET_ELIGIBLE: 4,
    }.get(plot.state, 2)
    taken = way[:length]
    if plot.state in _ENDING:
        end = Step(
            act=_ENDING[plot.state],
            on_date=day(62),
            reason=plot.reason or None,
        )
        taken.append((end, by_board))
    if plot.state is NeedState.NOT_YET_ELIGIBLE:
        words = (
            f"{plot.reason}\nCấp ủy mong đồng chí chia sẻ; hồ sơ vẫn được giữ và xét lại hằng năm."
        )
        answer = Step(
            act=NeedAct.ANSWER, on_date=day(66), paper=f"{number:02d}-CV/ĐU", reason=words
        )
        taken.append((answer, by_unit))
    return taken


def _facts(plot: _Plot, dice: random.Random) -> SurveyFacts:
    return SurveyFacts(
        address=f"Số {plot.member_id}, tổ {dice.randint(1, 9)}",
        household_size=dice.randint(1, 6),
        income_vnd=dice.randrange(15, 60) * 100_000,
        poverty=dice.choice(list(Poverty)),
        joined_party_on=date(dice.randint(1975, 2008), dice.randint(1, 12), 19),
        contributions=dice.choice(_SERVICE),
        land=dice.choice([LandRight.CERTIFICATE, LandRight.CERTIFICATE, LandRight.CONFIRMED]),
        house=dice.choice([PresentHouse.TEMPORARY, PresentHouse.DEGRADED, PresentHouse.SHARED]),
        area_m2=dice.randrange(24, 60),
        house_note=dice.choice(_HOUSE_NOTES),
        own_means="bà con, chi bộ giúp ngày công",
        family_agrees=YesNo.YES,
        other_programme=OtherProgramme.NOT_ASKED_FOR,
        surveyed_by="Ban Tổ chức, Mặt trận, cấp ủy đơn vị",
    )


def _fill_file(district: District, picture: TakenFile) -> None:
    """Give a need that waits pictures with consent, and a request of its member."""
    secretary = _secretary_at(district.first_commune_id)
    need_id = _waiting_need(district.first_commune_id)
    with clock.at_day(date(2024, 12, 2)):
        need_files.record_consent(
            secretary,
            need_id,
            scope=ConsentScope.PAPERS,
            on_date=date(2024, 11, 28),
            paper="Giấy đồng ý do chủ hộ ký",
        )
        for kind, file in (
            (NeedPaperKind.PHOTO, picture),
            (NeedPaperKind.LAND_PAPER, _scan("giấy đất")),
        ):
            need_files.add_paper(
                secretary, need_id, kind=kind, on_date=date(2024, 11, 28), file=file
            )
    with clock.at_day(date(2024, 12, 17)):
        need_requests.record_request(
            secretary,
            need_id,
            kind=RequestKind.VIEW,
            received_on=date(2024, 12, 17),
            words="Xin xem hồ sơ của gia đình đã ghi những gì.",
        )


def _waiting_need(unit_id: int) -> int:
    """Return the unit's second need on the list: the first one has its house before long."""
    query = sa.select(HousingNeed.id).where(
        HousingNeed.party_unit_id == unit_id, HousingNeed.state == NeedState.ELIGIBLE
    )
    return db.session.scalars(query.order_by(HousingNeed.id).offset(1).limit(1)).one()


def _secretary_at(unit_id: int) -> Actor:
    """Return the demo's secretary as the secretary of another unit."""
    unit = db.session.get_one(PartyUnit, unit_id)
    return replace(actor("bithu.xa"), party_unit_id=unit.id, path=unit.path)


def _scan(words: str) -> TakenFile:
    return take_in(SCAN + f"% {words}\n".encode() + b"startxref\n9\n%%EOF\n")


def drawn_house(*, is_new: bool = False) -> bytes:
    """Return a picture of a small house, worn or newly built, drawn by hand of code."""
    roof, wall, seam = ("#b5482f", "#f2ead8", "#f2ead8") if is_new else _WORN
    picture = Image.new("RGB", (960, 640), "#bcd7ea")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 430, 960, 640), fill="#9bb26b")
    pen.polygon([(180, 260), (480, 110), (780, 260)], fill=roof)
    pen.rectangle((230, 260, 730, 470), fill=wall, outline="#6b4a2f", width=4)
    for left in range(250, 730, 36):
        pen.line((left, 262, left - 8, 468), fill=seam, width=3)
    pen.rectangle((440, 330, 520, 470), fill="#5a3d28")
    pen.rectangle((280, 320, 370, 390), fill="#39434d")
    pen.rectangle((590, 320, 680, 390), fill="#39434d")
    if not is_new:
        pen.polygon([(560, 150), (620, 180), (600, 200)], fill="#bcd7ea")  # a hole in the roof
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
