"""Campaigns: one per committee and year, with its window and its way of computing a day's pay."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of
from ledger.wages import Divisor, Rounding


class CampaignState(StrEnum):
    """draft → open → closed; never back."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Campaign(Model):
    """Đợt vận động. Opening freezes the list; closing ends the asking, not late money."""

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"))
    committee_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    year: Mapped[int]
    title: Mapped[str]
    legal_basis: Mapped[str]
    """The paper that calls for the campaign: type, number, date."""
    resolution: Mapped[str] = mapped_column(default="")
    """The resolution or minutes that set the levels, as filed."""
    starts_on: Mapped[date]
    ends_before: Mapped[date]
    """The first day after the window as first set; extensions move the end on."""
    pay_month: Mapped[date]
    """The first day of the month whose pay is given."""
    divisor: Mapped[Divisor] = mapped_column(Code(Divisor))
    rounding: Mapped[Rounding] = mapped_column(Code(Rounding))
    floor_vnd: Mapped[int]
    hand_in_on: Mapped[date]
    """The day by which agency units hand their money in."""
    state: Mapped[CampaignState] = mapped_column(Code(CampaignState))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    __table_args__ = (
        sa.UniqueConstraint("committee_id", "year"),
        one_of("divisor", Divisor),
        one_of("rounding", Rounding),
        one_of("state", CampaignState),
        sa.CheckConstraint("ends_before > starts_on", name="window"),
        sa.CheckConstraint("floor_vnd >= 0", name="floor"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        sa.CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    )


class CampaignExtension(Model):
    """Gia hạn: a later end of the window, by a numbered paper."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    paper: Mapped[str]
    """The paper's type and number."""
    issued_on: Mapped[date]
    ends_before: Mapped[date]

    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "ends_before"),
        sa.CheckConstraint("length(paper) > 0", name="paper"),
    )


class CampaignUnit(Model):
    """Đơn vị tham gia đợt vận động: the unit that keeps the money, and the book it goes to."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"), index=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("book.id"))
    suggested_vnd: Mapped[int | None]
    """What the unit suggests to members in the villages; None: no level at all."""
    suggested_by: Mapped[str] = mapped_column(default="")
    """The paper or body that set it."""
    divisor: Mapped[Divisor | None] = mapped_column(Code(Divisor))
    floor_vnd: Mapped[int | None]
    override_reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (
        sa.UniqueConstraint("campaign_id", "party_unit_id"),
        one_of("divisor", Divisor),
        sa.CheckConstraint("suggested_vnd > 0", name="suggested"),
        sa.CheckConstraint("floor_vnd >= 0", name="floor"),
        sa.CheckConstraint(
            "(divisor IS NULL AND floor_vnd IS NULL) OR length(override_reason) > 0",
            name="override_has_reason",
        ),
    )
