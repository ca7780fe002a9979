"""Keep pictures and scans, sealed, and erase them with a reason.

A1  What is kept was taken in by ``intake.attachments`` before; no lock is held while a picture is
    made anew.
A2  Erasing removes the bytes and leaves the row: that there was a paper, whose, and why it went.
"""

import sqlalchemy as sa

from ledger import clock, crypto
from ledger.db import data_key, db
from ledger.intake.attachments import TakenFile
from ledger.models.attachments import Attachment
from ledger.reports.attachments import about
from ledger.reports.scope import Actor, unit_in_scope
from ledger.services import audit


def keep_attachment(
    actor: Actor, *, party_unit_id: int, file: TakenFile, owner: str | None = None
) -> Attachment:
    """Seal a file and keep it for its owner (``table:id``, else the unit); flushes.

    The same file again for the same owner is the row that is there already.

    Raises:
        NotFound: the unit is not in the actor's scope.

    """
    unit = unit_in_scope(actor, party_unit_id)
    owner = owner or f"party_unit:{unit.id}"
    query = sa.select(Attachment).where(
        Attachment.party_unit_id == unit.id,
        Attachment.owner == owner,
        Attachment.sha256 == file.sha256,
        Attachment.erased_at.is_(None),
    )
    kept = db.session.scalar(query)
    if kept is not None:
        return kept
    code = crypto.new_code()
    attachment = Attachment(
        code=code,
        party_unit_id=unit.id,
        owner=owner,
        kind=file.kind,
        sha256=file.sha256,
        size_bytes=len(file.body),
        body_sealed=crypto.seal_bytes(file.body, key=data_key(), about=about(code)),
        kept_at=clock.now(),
        kept_by_id=actor.user_id,
    )
    db.session.add(attachment)
    db.session.flush()
    _record(actor, attachment, "keep", {"owner": owner, "kind": file.kind})
    return attachment


def erase_attachment(actor: Actor, attachment: Attachment, *, reason: str) -> None:
    """Erase an attachment's bytes for good; what is erased already stays as it is. Flushes.

    Whether the actor may is the question of the noun that the attachment belongs to.
    """
    if attachment.erased_at is not None:
        return
    attachment.body_sealed = None
    attachment.erased_at = clock.now()
    attachment.erased_by_id = actor.user_id
    attachment.erased_reason = reason
    db.session.flush()
    _record(actor, attachment, "erase", {"owner": attachment.owner})


def _record(actor: Actor, attachment: Attachment, verb: str, after: audit.Facts) -> None:
    audit.record(
        actor,
        f"attachment.{verb}",
        f"attachment:{attachment.id}",
        party_unit_id=attachment.party_unit_id,
        after=after,
    )
