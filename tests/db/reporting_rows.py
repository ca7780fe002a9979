"""Rows of what units report and list, of commendations and of notice-board sheets, for attacks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger import clock
from ledger.db import db
from ledger.models.commendations import Commendation, RecipientKind
from ledger.models.daily_lists import DailyList, DailyListLine
from ledger.models.disclosures import (
    Disclosure,
    DisclosureContent,
    DisclosurePosting,
    DisclosureRemoval,
)
from ledger.models.journal import Voucher
from ledger.models.need_surveys import NeedSurvey
from ledger.models.propaganda import PropagandaKind, PropagandaReport
from ledger.models.public_pages import PublicAccess, PublicPageDecision
from ledger.models.rollout import RolloutDeadline, RolloutItem
from ledger.models.unit_plans import UnitPlan

if TYPE_CHECKING:
    from tests.db.scene import Scene

DAY = date(2024, 11, 1)


def report(scene: Scene) -> None:
    """Add one row of each table, and a correction where a row can have one."""
    db.session.add(
        RolloutDeadline(
            campaign_id=scene.campaign_id,
            item=RolloutItem.PLAN,
            due_on=DAY,
            paper="Công văn số 7",
            set_by_id=scene.user_id,
            set_at=clock.now(),
        )
    )
    for replaces_id in (None, 1):
        db.session.add_all(_versions(scene, replaces_id))
        db.session.flush()
    _disclose(scene)
    _list_receipts(scene)


def _list_receipts(scene: Scene) -> None:
    """List the receipt “given”, alone."""
    given = db.session.get_one(Voucher, scene.voucher("given"))
    amount = {"counted_vnd": 100_000}
    made = DailyList(
        book_id=given.book_id,
        year=given.year,
        number=1,
        on_date=date(2024, 10, 1),
        last_position=1,
        made_at=clock.now(),
        made_by_id=scene.user_id,
        **amount,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(DailyListLine(daily_list_id=made.id, position=1, voucher_id=given.id, **amount))
    db.session.flush()


def _versions(scene: Scene, replaces_id: int | None) -> list[object]:
    recorded = {
        "recorded_at": clock.now(),
        "recorded_by_id": scene.user_id,
        "replaces_id": replaces_id,
    }
    unit = {"campaign_unit_id": scene.campaign_unit_ids["keep1"], "reported_on": DAY}
    place = {"campaign_id": scene.campaign_id, "party_unit_id": scene.units["keep1"]}
    return [
        UnitPlan(number="01-KH/ĐU", issued_on=DAY, **unit, **recorded),
        NeedSurvey(surveyed_on=DAY, cases=2, **unit, **recorded),
        PropagandaReport(
            done_on=DAY,
            kind=PropagandaKind.ARTICLE,
            title="Bài viết",
            reported_on=DAY,
            **place,
            **recorded,
        ),
        Commendation(
            recipient_kind=RecipientKind.COLLECTIVE,
            recipient="Đảng bộ xã",
            form="giấy khen",
            issuer="Ban Thường vụ",
            number="12-QĐ/HU",
            decided_on=DAY,
            merit="Tham gia đầy đủ",
            **place,
            **recorded,
        ),
    ]


def _disclose(scene: Scene) -> None:
    sheet = Disclosure(
        campaign_id=scene.campaign_id,
        party_unit_id=scene.units["keep1"],
        content=DisclosureContent.TOTALS,
        reported_on=DAY,
        post_by_on=DAY,
        least_days=30,
        terms_basis="Luật số 10",
        body_sealed="x",
        body_digest="0" * 64,
        made_at=clock.now(),
        made_by_id=scene.user_id,
    )
    db.session.add(sheet)
    db.session.flush()
    recorded = {"recorded_at": clock.now(), "recorded_by_id": scene.user_id}
    posting = DisclosurePosting(
        disclosure_id=sheet.id,
        place="Trụ sở",
        posted_on=DAY,
        paper="Biên bản số 1",
        responsible="Lê Thị Hà",
        **recorded,
    )
    db.session.add(posting)
    db.session.flush()
    db.session.add_all(
        [
            DisclosureRemoval(
                posting_id=posting.id, removed_on=DAY, paper="Biên bản số 2", **recorded
            ),
            PublicPageDecision(
                committee_id=scene.units["keep1"],
                access=PublicAccess.OPEN,
                paper="Kết luận số 3",
                decided_on=DAY,
                entered_at=clock.now(),
                entered_by_id=scene.user_id,
            ),
        ]
    )
    db.session.flush()
