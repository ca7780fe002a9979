"""Attachments: pictures and scans, sealed in the database, so that a backup is whole."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class AttachmentKind(StrEnum):
    """What an attachment is once it has been taken in."""

    PICTURE = "picture"
    """A JPEG that we made ourselves from what was sent."""
    PDF = "pdf"
    """A scan as it was sent; handed out as a file to keep, never shown inside a page."""


class Attachment(Model):
    """Tệp đính kèm. The name that it was sent under is not kept: names tell about people."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    """An opaque code: the file's name for whoever downloads it; also seals the bytes to the row."""
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    owner: Mapped[str]
    """Whose it is, as ``table:id``; the same file sent twice for one owner is kept once."""
    kind: Mapped[AttachmentKind] = mapped_column(Code(AttachmentKind))
    sha256: Mapped[str]
    """Of the file as it was sent, for comparing with the paper's scan."""
    size_bytes: Mapped[int]
    body_sealed: Mapped[bytes | None]
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    erased_at: Mapped[datetime | None]
    erased_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    erased_reason: Mapped[str | None]

    __table_args__ = (
        sa.UniqueConstraint("code"),
        sa.Index(
            "uq_attachment_once",
            "party_unit_id",
            "owner",
            "sha256",
            unique=True,
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        ),
        # All that a list of attachments shows, so that it never reads past their bytes.
        sa.Index(
            "ix_attachment_shown",
            "owner",
            "id",
            "code",
            "kind",
            "size_bytes",
            "kept_at",
            "sha256",
            sqlite_where=sa.text("erased_at IS NULL"),
            postgresql_where=sa.text("erased_at IS NULL"),
        ),
        one_of("kind", AttachmentKind),
        sa.CheckConstraint("length(sha256) = 64", name="sha256"),
        sa.CheckConstraint("size_bytes BETWEEN 1 AND 5242880", name="size"),
        sa.CheckConstraint(
            "(body_sealed IS NULL) = (erased_at IS NOT NULL)"
            " AND (erased_at IS NULL) = (erased_reason IS NULL)"
            " AND (erased_at IS NULL) = (erased_by_id IS NULL)",
            name="erased",
        ),
    )
