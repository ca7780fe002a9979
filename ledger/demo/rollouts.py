"""What the units of the demo report each year, who is commended, and what hangs where."""

import random
from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.demo.places import District, actor, treasurer_at
from ledger.models.campaigns import Campaign
from ledger.models.commendations import RecipientKind
from ledger.models.disclosures import DisclosureContent
from ledger.models.party_units import LOCALITIES, NameKind, PartyUnit
from ledger.models.propaganda import PropagandaKind
from ledger.models.rollout import RolloutItem
from ledger.models.unit_plans import ModelKind
from ledger.reports.commendations import commendations_of
from ledger.reports.need_surveys import cells_of
from ledger.reports.scope import name_on
from ledger.services import (
    commendations,
    disclosures,
    need_surveys,
    propaganda,
    rollout,
    unit_plans,
)

MODELS = (
    ("Mỗi chi bộ góp một phần việc", ModelKind.NEW),
    ("Tổ đảng viên giúp ngày công", ModelKind.NEW),
    ("Nuôi heo đất xây nhà", ModelKind.REPLICATED),
)
OPEN_YEAR = 2024
"""The year whose campaign still runs on the demo's day: some units are silent yet."""
DEEDS = (
    (PropagandaKind.ARTICLE, "{place} vận động xây nhà cho đảng viên khó khăn"),
    (PropagandaKind.BROADCAST, "Phát thanh kế hoạch vận động ở {place}"),
    (PropagandaKind.MEETING, "Sinh hoạt chuyên đề về vận động tại {place}"),
    (PropagandaKind.SOCIAL, "Đăng kết quả rà soát nhà ở của {place}"),
    (PropagandaKind.VISUAL, "Treo băng rôn vận động tại {place}"),
)


def play(year: int, district: District, dice: random.Random, *, until: date) -> None:
    """Let every unit report as far as the day; past years also hang their sheets out."""
    campaign_id = _campaign_id(year)
    run(_set_deadlines, campaign_id, year)
    run(_report, campaign_id, year, district, dice, until)
    if year < OPEN_YEAR:
        run(_commend, campaign_id, year)
        run(_hang, campaign_id, year, district, dice)


def _campaign_id(year: int) -> int:
    return db.session.scalars(sa.select(Campaign.id).where(Campaign.year == year)).one()


def _set_deadlines(campaign_id: int, year: int) -> None:
    with clock.at_day(date(year, 10, 3)):
        rollout.set_deadlines(
            actor("bantochuc"),
            campaign_id,
            paper=f"Công văn số 15-CV/BTC ngày 03/10/{year}",
            due={
                RolloutItem.PLAN: date(year, 10, 20),
                RolloutItem.SURVEY: date(year, 11, 10),
                RolloutItem.PROPAGANDA: date(year, 11, 30),
                RolloutItem.COLLECTION: date(year, 11, 15),
            },
        )


def _report(
    campaign_id: int, year: int, district: District, dice: random.Random, until: date
) -> None:
    for unit_id in district.money_units:
        by = treasurer_at(unit_id)
        silent = year == OPEN_YEAR
        if not silent or dice.random() > 0.14:
            _plan(campaign_id, year, unit_id, dice, until)
        if not silent or dice.random() > 0.25:
            _survey(campaign_id, year, unit_id, dice, until)
        for _turn in range(dice.choice((0, 1, 1, 2, 3) if silent else (1, 1, 2))):
            kind, title = dice.choice(DEEDS)
            day = date(year, 10, 10) + timedelta(days=dice.randint(0, 60))
            place = name_on(unit_id, NameKind.ORGANISATION, day)
            with clock.at_day(min(day + timedelta(days=2), until)):
                propaganda.report_propaganda(
                    by,
                    campaign_id,
                    unit_id,
                    done_on=day,
                    kind=kind,
                    title=title.format(place=place),
                    link=None,
                )


def _plan(campaign_id: int, year: int, unit_id: int, dice: random.Random, until: date) -> None:
    day = date(year, 10, 5) + timedelta(days=dice.choice((2, 5, 9, 12, 20)))
    name, kind = dice.choice(MODELS) if dice.random() < 0.25 else (None, None)
    with clock.at_day(min(day, until)):
        unit_plans.report_plan(
            treasurer_at(unit_id),
            campaign_id,
            unit_id,
            replaces_id=None,
            number=f"{dice.randint(3, 40):02d}-KH/ĐU",
            issued_on=day - timedelta(days=1),
            expected_vnd=dice.randrange(8, 40) * 1_000_000,
            model_name=name,
            model_kind=kind,
        )


def _survey(campaign_id: int, year: int, unit_id: int, dice: random.Random, until: date) -> None:
    """Answer for the cells: communes have some cases, agencies seldom one."""
    locality = db.session.get_one(PartyUnit, unit_id).kind in LOCALITIES
    cells = list(cells_of(unit_id))
    by_cell = {cell: int(locality and dice.random() < 0.16) for cell in cells}
    if len(cells) > 1 and dice.random() < 0.3:
        by_cell.pop(cells[-1])
    day = date(year, 10, 12) + timedelta(days=dice.choice((3, 8, 14, 25, 34)))
    with clock.at_day(min(day, until)):
        need_surveys.return_survey(
            treasurer_at(unit_id),
            campaign_id,
            unit_id,
            replaces_id=None,
            paper=f"Biên bản rà soát ngày {day.day:02d}/{day.month}/{year}",
            surveyed_on=day - timedelta(days=1),
            cases=sum(by_cell.values()),
            by_cell=by_cell,
        )


def _commend(campaign_id: int, year: int) -> None:
    """Commend two of the collectives that facts propose."""
    by = actor("bantochuc")
    with clock.at_day(date(year + 1, 2, 3)):
        for place, one in enumerate(commendations_of(by, campaign_id).proposals[:2], start=21):
            commendations.record_commendation(
                by,
                campaign_id,
                recipient_kind=RecipientKind.COLLECTIVE,
                party_unit_id=one.unit_id,
                recipient=one.name,
                form="Giấy khen",
                issuer=name_on(by.party_unit_id, NameKind.STANDING_COMMITTEE),
                number=f"{place}-QĐ/HU",
                decided_on=date(year + 1, 2, 2),
                merit="Đủ 100 % đảng viên được vận động đã ủng hộ",
            )


def _hang(campaign_id: int, year: int, district: District, dice: random.Random) -> None:
    """Hang the sheets of a year out: most in time, some late, in 2023 a few not at all."""
    report = date(year + 1, 1, 15)
    for unit_id in district.money_units:
        if year == 2023 and dice.random() < 0.15:
            continue
        by = treasurer_at(unit_id)
        with clock.at_day(report):
            sheet = disclosures.make_sheet(
                by,
                campaign_id=campaign_id,
                content=DisclosureContent.TOTALS,
                basis_kind=None,
                basis_paper=None,
                basis_on=None,
                both_decided=False,
                reported_on=report,
            )
        if year == 2023 and dice.random() < 0.1:
            continue
        day = report + timedelta(days=dice.choice((1, 2, 4, 6, 12)))
        with clock.at_day(day):
            posting = disclosures.post_sheet(
                by, sheet.id, place="Bảng tin trụ sở", posted_on=day,
                paper=f"Biên bản ngày {day.day:02d}/{day.month:02d}/{day.year}",
                responsible="Lê Thị Thu Hà",
            )  # fmt: skip
        down = day + timedelta(days=sheet.least_days + dice.choice((0, 1, 5)))
        with clock.at_day(down):
            disclosures.take_down(
                by, posting.id, removed_on=down, reason=None,
                paper=f"Biên bản ngày {down.day:02d}/{down.month:02d}/{down.year}",
            )  # fmt: skip
