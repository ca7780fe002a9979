"""Find the files that people sent in, and open what is kept of them.

F1  A file is kept sealed between preview and confirmation; what is sealed is bound to its digest.
F2  Files are read in a child process, never inside a transaction: readers let go of it first.
"""

import base64

import sqlalchemy as sa

from ledger import crypto
from ledger.db import data_key, db
from ledger.errors import NotFound
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.party_units import PartyUnit
from ledger.reports.scope import Actor, within


def file_in_scope(actor: Actor, file_id: int, kind: ImportKind) -> ImportFile:
    """Return an uploaded file of one kind, of the actor's scope, as it is now.

    Raises:
        NotFound: no such file, or not in scope.

    """
    query = (
        sa.select(ImportFile)
        .join(PartyUnit, PartyUnit.id == ImportFile.party_unit_id)
        .where(ImportFile.id == file_id, ImportFile.kind == kind, within(actor))
        .execution_options(populate_existing=True)
    )
    file = db.session.scalar(query)
    if file is None:
        raise NotFound
    return file


def seal_body(body: bytes, sha256: str) -> str:
    """Seal a file for as long as it is kept: it holds people's names, sums and pay (P19)."""
    text = base64.b64encode(body).decode()
    return crypto.seal(text, key=data_key(), about=_owner(sha256))


def open_body(sealed: str, sha256: str) -> bytes:
    """Return a sealed file as it was sent."""
    return base64.b64decode(crypto.unseal(sealed, key=data_key(), about=_owner(sha256)))


def _owner(sha256: str) -> str:
    return f"import_file:{sha256}"
