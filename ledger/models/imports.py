"""Files that people send in: what was previewed is what is confirmed."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class ImportKind(StrEnum):
    """What a file is a list of."""

    MEMBERS = "members"
    BANK_STATEMENT = "bank_statement"
    CONTRIBUTIONS = "contributions"


class ImportFile(Model):
    """Tệp nhập: kept sealed between preview and confirmation, then only its digest stays."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ImportKind] = mapped_column(Code(ImportKind))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    filename: Mapped[str]
    sha256: Mapped[str]
    body_sealed: Mapped[str | None]
    uploaded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """What the import recorded, in words, e.g. “61 đảng viên”."""
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"))
    choices: Mapped[str | None]
    """How the file is to be read and who is meant, as chosen so far; JSON without names."""
    submission_id: Mapped[int | None] = mapped_column(sa.ForeignKey("submission.id"))
    """The contributions that it became."""
    rest_sealed: Mapped[str | None]
    """The rows that were left out, as a file to be mended and sent again."""

    __table_args__ = (
        sa.Index("ix_import_file_recognise", "party_unit_id", "kind", "sha256"),
        one_of("kind", ImportKind),
        sa.CheckConstraint("(imported_at IS NULL) = (outcome IS NULL)", name="outcome"),
        sa.CheckConstraint(
            "imported_at IS NULL OR body_sealed IS NULL", name="body_goes_after_import"
        ),
        sa.CheckConstraint("submission_id IS NULL OR imported_at IS NOT NULL", name="submission"),
        sa.CheckConstraint("rest_sealed IS NULL OR imported_at IS NOT NULL", name="rest"),
    )
