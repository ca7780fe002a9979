"""Houses: for whom, in which state, and the papers of each step.

The book needs to name the house a grant is earmarked for; what a house may cost and who else gives
to it stands in ``house_sources``, the money in ``decisions`` and ``disbursements``.
"""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of
from ledger.models.housing_needs import NeedKind


class HouseStatus(StrEnum):
    """How far a house has come; it only goes on, but for a decision that is withdrawn."""

    PLANNED = "planned"
    APPROVED = "approved"
    BUILDING = "building"
    HANDED_OVER = "handed_over"


class HousePaperKind(StrEnum):
    """Which step of a house a paper or picture belongs to."""

    AGREEMENT = "agreement"
    START = "start"
    ACCEPTANCE = "acceptance"
    HAND_OVER = "hand_over"
    SETTLEMENT = "settlement"
    PHOTO_BEFORE = "photo_before"
    PHOTO_AFTER = "photo_after"
    OTHER = "other"


PHOTOS = frozenset({HousePaperKind.PHOTO_BEFORE, HousePaperKind.PHOTO_AFTER})
"""What is kept, and shown, only while the family agrees."""


class House(Model):
    """Ngôi nhà cấp ủy: a house built for a member, in one locality."""

    id: Mapped[int] = mapped_column(primary_key=True)
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    """The unit for which it counts and which sees it built."""
    name: Mapped[str]
    """How papers call it, e.g. “Ngôi nhà cấp ủy số 01 xã Long Sơn”; never a person's hardship."""
    need_id: Mapped[int | None] = mapped_column(sa.ForeignKey("housing_need.id"))
    """Whose need it meets; none for a house from before there were need files."""
    kind: Mapped[NeedKind | None] = mapped_column(Code(NeedKind))
    status: Mapped[HouseStatus | None] = mapped_column(Code(HouseStatus))
    cost_vnd: Mapped[int | None]
    """What it is planned to cost, all sources together."""
    settled_vnd: Mapped[int | None]
    """What it did cost (quyết toán)."""
    planned_on: Mapped[date | None]
    started_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    handed_over_on: Mapped[date | None]
    photo_consent: Mapped[str | None]
    """How the family agreed to be photographed; without it no picture is kept."""

    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name"),
        sa.Index("uq_house_need", "need_id", unique=True),
        one_of("kind", NeedKind),
        one_of("status", HouseStatus),
        sa.CheckConstraint("cost_vnd >= 0", name="cost"),
        sa.CheckConstraint("settled_vnd >= 0", name="settled"),
        sa.CheckConstraint(
            "coalesce(status, '') <> 'handed_over' OR handed_over_on IS NOT NULL",
            name="handed_over_has_day",
        ),
    )


class HousePaper(Model):
    """Giấy tờ của ngôi nhà: minutes with number and day; removed ones keep their row."""

    id: Mapped[int] = mapped_column(primary_key=True)
    house_id: Mapped[int] = mapped_column(sa.ForeignKey("house.id"), index=True)
    kind: Mapped[HousePaperKind] = mapped_column(Code(HousePaperKind))
    number: Mapped[str]
    """The number of the minutes, empty where such papers have none."""
    issued_on: Mapped[date]
    title: Mapped[str]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    entered_at: Mapped[datetime]
    removed_reason: Mapped[str | None]

    __table_args__ = (one_of("kind", HousePaperKind),)
