"""Write down who did what: one row for each change that people answer for."""

import json
from collections.abc import Mapping

from ledger import clock
from ledger.db import db
from ledger.models.audit_events import AuditEvent
from ledger.reports.scope import Actor

Facts = Mapping[str, str | int | None]


def record(
    actor: Actor | None,
    action: str,
    subject: str,
    *,
    party_unit_id: int | None = None,
    before: Facts | None = None,
    after: Facts | None = None,
) -> None:
    """Add one audit event; pay and other sealed facts are named, never written."""
    db.session.add(
        AuditEvent(
            at=clock.now(),
            user_id=actor.user_id if actor else None,
            action=action,
            subject=subject,
            party_unit_id=party_unit_id,
            before=_text(before),
            after=_text(after),
        )
    )


def _text(facts: Facts | None) -> str | None:
    return None if facts is None else json.dumps(dict(facts), ensure_ascii=False, sort_keys=True)
