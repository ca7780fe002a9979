"""One click, one answer: the same key with the same body is answered as the first time (P7)."""

import hashlib
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import StateRefused, SubmissionChanged
from ledger.models.journal import Submission, SubmissionKind
from ledger.reports.scope import Actor


def digest_body(parts: Iterable[object]) -> str:
    """Return the digest of what a form asks for, in an order that the caller keeps."""
    text = "\n".join(repr(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def begin(
    actor: Actor,
    *,
    key: str,
    kind: SubmissionKind,
    body_digest: str,
    describe: Callable[[Submission], str],
) -> tuple[Submission, bool]:
    """Claim a key for this click; return its submission and whether it is new.

    If it is not new, everything was done before: answer with that submission again. Two clicks in
    one moment wait for each other at the key.

    Raises:
        SubmissionChanged: the key was used for something else; ``describe`` words what for.
        StateRefused: somebody else used it, which no form of ours leads to.

    """
    existing = db.session.scalar(sa.select(Submission).where(Submission.key == key))
    if existing is None:
        submission = Submission(
            key=key,
            body_digest=body_digest,
            kind=kind,
            made_by_id=actor.user_id,
            made_at=clock.now(),
        )
        db.session.add(submission)
        db.session.flush()
        return submission, True
    if existing.made_by_id != actor.user_id:
        raise StateRefused(
            "Mã gửi của biểu mẫu đã có người khác dùng. Mở lại trang này rồi nhập lại."
        )
    if existing.body_digest != body_digest or existing.kind is not kind:
        raise SubmissionChanged(describe(existing))
    return existing, False


def find(actor: Actor, key: str) -> Submission | None:
    """Return the submission that this person made under a key, if it was recorded."""
    query = sa.select(Submission).where(
        Submission.key == key, Submission.made_by_id == actor.user_id
    )
    return db.session.scalar(query)
