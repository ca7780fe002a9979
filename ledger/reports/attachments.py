"""Open attachments. Who may is decided by the noun that one belongs to, before asking here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from ledger import crypto
from ledger.db import data_key, db
from ledger.errors import NotFound
from ledger.models.attachments import Attachment, AttachmentKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAttachment:
    """An attachment's bytes, and the name of our own that it is handed out under."""

    name: str
    kind: AttachmentKind
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One attachment on a list; its bytes stay sealed."""

    id: int
    owner: str
    name: str
    kind: AttachmentKind
    size_bytes: int
    kept_at: datetime
    sha256: str

    @property
    def is_picture(self) -> bool:
        """Whether a page may show it."""
        return self.kind is AttachmentKind.PICTURE


def kept_files(owners: Iterable[str]) -> dict[str, tuple[KeptFile, ...]]:
    """Return what is kept for each owner, oldest first; an owner without any is not in it."""
    query = (
        sa.select(
            Attachment.id,
            Attachment.owner,
            Attachment.code,
            Attachment.kind,
            Attachment.size_bytes,
            Attachment.kept_at,
            Attachment.sha256,
        )
        .where(Attachment.owner.in_(sorted(set(owners))), Attachment.erased_at.is_(None))
        .order_by(Attachment.id)
    )
    found: dict[str, tuple[KeptFile, ...]] = {}
    for row in db.session.execute(query):
        file = KeptFile(
            id=row.id,
            owner=row.owner,
            name=name_of(row.code, row.kind),
            kind=row.kind,
            size_bytes=row.size_bytes,
            kept_at=row.kept_at,
            sha256=row.sha256,
        )
        found[row.owner] = (*found.get(row.owner, ()), file)
    return found


def files_of(owner: str) -> tuple[KeptFile, ...]:
    """Return what is kept for one owner, oldest first."""
    return kept_files([owner]).get(owner, ())


def name_of(code: str, kind: AttachmentKind) -> str:
    """Return the name of our own that an attachment is handed out under."""
    return f"anh-{code}.jpg" if kind is AttachmentKind.PICTURE else f"giay-{code}.pdf"


def about(code: str) -> str:
    """Return what an attachment's seal is about."""
    return f"attachment:{code}"


def open_attachment(attachment_id: int) -> OpenAttachment:
    """Unseal an attachment.

    Raises:
        NotFound: no such attachment, or it was erased.
        Unreadable: the data key is not the one that sealed it.

    """
    found = open_attachments([attachment_id])
    if not found:
        raise NotFound
    return found[0]


def open_attachments(attachment_ids: Iterable[int]) -> list[OpenAttachment]:
    """Unseal some attachments, oldest first; those that were erased are left out.

    Raises:
        Unreadable: the data key is not the one that sealed them.

    """
    query = (
        sa.select(Attachment.code, Attachment.kind, Attachment.body_sealed)
        .where(Attachment.id.in_(list(attachment_ids)), Attachment.body_sealed.is_not(None))
        .order_by(Attachment.id)
    )
    return [
        OpenAttachment(
            name=name_of(code, kind),
            kind=kind,
            body=crypto.unseal_bytes(body_sealed or b"", key=data_key(), about=about(code)),
        )
        for code, kind, body_sealed in db.session.execute(query)
    ]
