"""Keep the files that people send in until they are confirmed, recognise them, forget them.

F1  The same file sent again while it waits is the same preview.
F2  Once imported, only the digest stays, so that the same file is recognised (bad input 53); what
    was left out of a list of contributions may stay a while, to be mended and sent again.
"""

import hashlib
import re
from datetime import timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.party_units import PartyUnit
from ledger.reports.import_files import seal_body
from ledger.reports.scope import Actor

KEPT_FOR = timedelta(days=1)
"""How long a file waits for its confirmation; older ones go at the next upload."""

_MAX_FILENAME = 100
_NOT_PRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")


def known_file(
    unit: PartyUnit, kind: ImportKind, body: bytes, *, waiting: bool = False
) -> ImportFile | None:
    """Return the same file as it was sent before, only if it is ``waiting`` where that is asked.

    One that was imported comes first.
    """
    query = (
        sa.select(ImportFile)
        .where(
            ImportFile.party_unit_id == unit.id,
            ImportFile.kind == kind,
            ImportFile.sha256 == hashlib.sha256(body).hexdigest(),
        )
        .order_by(ImportFile.imported_at.is_(None), ImportFile.id.desc())
        .limit(1)
    )
    if waiting:
        query = query.where(ImportFile.imported_at.is_(None))
    return db.session.scalars(query).first()


def keep_file(
    actor: Actor, unit: PartyUnit, kind: ImportKind, *, filename: str, body: bytes
) -> ImportFile:
    """Keep a file, sealed, for its preview; the caller holds a lock that serialises uploads."""
    sha256 = hashlib.sha256(body).hexdigest()
    file = ImportFile(
        kind=kind,
        party_unit_id=unit.id,
        filename=safe_filename(filename),
        sha256=sha256,
        body_sealed=seal_body(body, sha256),
        uploaded_by_id=actor.user_id,
        uploaded_at=clock.now(),
    )
    db.session.add(file)
    db.session.flush()
    return file


def forget_stale_files() -> None:
    """Delete what nobody confirmed, or fetched, for longer than ``KEPT_FOR``."""
    oldest = clock.now() - KEPT_FOR
    unconfirmed = sa.delete(ImportFile).where(
        ImportFile.imported_at.is_(None), ImportFile.uploaded_at < oldest
    )
    left_out = (
        sa.update(ImportFile)
        .where(ImportFile.rest_sealed.is_not(None), ImportFile.imported_at < oldest)
        .values(rest_sealed=None)
    )
    db.session.execute(unconfirmed)
    db.session.execute(left_out)


def safe_filename(filename: str) -> str:
    """Return a file's name for showing: no folders, no hidden characters (bad input 56)."""
    last = re.split(r"[/\\]", filename)[-1]
    name = _NOT_PRINTABLE.sub("", last).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) > _MAX_FILENAME and dot:
        name = f"{stem[: _MAX_FILENAME - 10]}….{ending[:8]}"
    return name[:_MAX_FILENAME] or "danh sách"
