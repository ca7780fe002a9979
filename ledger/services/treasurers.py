"""What every verb of a treasurer begins with: the role, and the key of the click."""

import sqlalchemy as sa

from ledger.db import db
from ledger.errors import NotAllowed
from ledger.models.books import ARRIVAL_OF
from ledger.models.journal import Event, Submission, SubmissionKind, Transfer
from ledger.models.users import Role
from ledger.money import format_vnd
from ledger.reports.scope import Actor
from ledger.services.submissions import begin, digest_body

TREASURERS = frozenset({Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER})
"""The roles that take money and write receipts, each for its own unit."""


def begin_change(
    actor: Actor, key: str, kind: SubmissionKind, body: tuple[object, ...]
) -> tuple[Submission, bool]:
    """Claim the key of a click that writes or cancels receipts.

    Raises:
        NotAllowed: the actor is no treasurer.
        SubmissionChanged: the key was used for something else.

    """
    require_treasurer(actor)
    digest = digest_body(body)
    return begin(actor, key=key, kind=kind, body_digest=digest, describe=sum_text)


def require_treasurer(actor: Actor) -> None:
    """Let only treasurers pass.

    Raises:
        NotAllowed: anyone else.

    """
    if actor.role not in TREASURERS:
        raise NotAllowed


def sum_text(submission: Submission) -> str:
    """Return what a submission recorded, as the sentence of a changed form says it.

    What leaves one book for another counts once, where it arrives; a corrected receipt counts as
    it is now.
    """
    query = (
        sa.select(sa.func.sum(Transfer.amount_vnd))
        .join(Event, Event.id == Transfer.event_id)
        .where(Event.submission_id == submission.id, Transfer.kind.not_in(ARRIVAL_OF))
    )
    if submission.kind is SubmissionKind.CORRECTION:
        query = query.where(Transfer.sign == 1)
    doing = "khoản hủy " if submission.kind is SubmissionKind.VOID else ""
    return f"{doing}{format_vnd(db.session.scalar(query) or 0)} đồng"
