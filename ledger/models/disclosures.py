"""Notice-board sheets: what was made public, on which basis, where and for how long (công khai)."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class DisclosureContent(StrEnum):
    """What a sheet tells; everything but totals needs a recorded basis."""

    TOTALS = "totals"
    NAMES = "names"
    AMOUNTS = "amounts"
    """Receipt numbers with their amounts, nobody's name."""
    NAMES_AND_AMOUNTS = "names_and_amounts"


class DisclosureBasis(StrEnum):
    """By what a list of names or amounts is made public."""

    RESOLUTION = "resolution"
    CONSENT = "consent"


class PostingState(StrEnum):
    """How far a sheet has come with its clock; worked out, never stored."""

    TO_POST = "to_post"
    LATE = "late"
    """Not posted, and the day for it is over."""
    UP = "up"
    LONG_ENOUGH = "long_enough"
    """Up for as long as it must be: it may come down."""
    DOWN = "down"
    SHORT = "short"
    """Taken down before its time, with the reason."""
    REPLACED = "replaced"
    """Never posted, because a newer sheet took its place."""


class Disclosure(Model):
    """Bản công khai: the sheet's text as it was when it was made; it never changes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    """Whose sheet it is."""
    content: Mapped[DisclosureContent] = mapped_column(Code(DisclosureContent))
    basis_kind: Mapped[DisclosureBasis | None] = mapped_column(Code(DisclosureBasis))
    basis_paper: Mapped[str] = mapped_column(default="")
    """Its number."""
    basis_on: Mapped[date | None]
    reported_on: Mapped[date]
    """The day of the report that the posting clock runs from."""
    post_by_on: Mapped[date]
    """The last day on which posting is in time."""
    least_days: Mapped[int]
    """How many days in a row the sheet stays up."""
    terms_basis: Mapped[str]
    """The rule that both come from."""
    body_sealed: Mapped[str]
    """The frozen sheet, sealed because it may name people."""
    body_digest: Mapped[str]
    """SHA-256 of the frozen sheet, printed in its foot."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.UniqueConstraint("body_digest"),
        sa.Index("ix_disclosure_unit", "party_unit_id", "id"),
        one_of("content", DisclosureContent),
        one_of("basis_kind", DisclosureBasis),
        sa.CheckConstraint(
            "(basis_kind IS NULL) = (basis_paper = '')"
            " AND (basis_kind IS NULL) = (basis_on IS NULL)",
            name="basis",
        ),
        sa.CheckConstraint("content = 'totals' OR basis_kind IS NOT NULL", name="named_by_basis"),
        sa.CheckConstraint(
            "content <> 'names_and_amounts' OR basis_kind = 'resolution'", name="both_decided"
        ),
        sa.CheckConstraint("post_by_on >= reported_on AND least_days > 0", name="clock"),
    )


class DisclosurePosting(Model):
    """Biên bản niêm yết: the sheet was put up at one place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(sa.ForeignKey("disclosure.id"))
    place: Mapped[str]
    posted_on: Mapped[date]
    paper: Mapped[str]
    """The minutes of posting: number, date."""
    responsible: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (
        sa.UniqueConstraint("disclosure_id", "place"),
        sa.CheckConstraint(
            "length(place) > 0 AND length(paper) > 0 AND length(responsible) > 0", name="facts"
        ),
    )


class DisclosureRemoval(Model):
    """Biên bản gỡ niêm yết: the sheet was taken down from that place."""

    posting_id: Mapped[int] = mapped_column(
        sa.ForeignKey("disclosure_posting.id"), primary_key=True
    )
    removed_on: Mapped[date]
    paper: Mapped[str]
    """The minutes of taking down: number, date."""
    reason: Mapped[str] = mapped_column(default="")
    """Why so early, if it was before its time."""
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))

    __table_args__ = (sa.CheckConstraint("length(paper) > 0", name="paper"),)


class PostingTerm(Model):
    """Thời hạn công khai: how soon and how long, by date, with the rule that says so."""

    starts_on: Mapped[date] = mapped_column(primary_key=True)
    working_days_to_post: Mapped[int]
    days_up_locality: Mapped[int]
    """How long a commune's or town's sheet stays up."""
    days_up_agency: Mapped[int]
    basis: Mapped[str]

    __table_args__ = (
        sa.CheckConstraint(
            "working_days_to_post > 0 AND days_up_locality > 0 AND days_up_agency > 0",
            name="days",
        ),
        sa.CheckConstraint("length(basis) > 0", name="basis"),
    )
