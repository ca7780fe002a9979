"""Count the questions whether a receipt is genuine, so that codes cannot be tried out (P18).

Q1  A question is counted before it is answered, so that a thousand at once see each other; workers
    share the count, which lives in the database.
Q2  Who asked is kept as a keyed hash, for as long as it counts.
"""

import hashlib
import hmac
from datetime import timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run, settings
from ledger.errors import TooManyChecks
from ledger.models.receipt_checks import CheckAttempt

WINDOW = timedelta(minutes=5)
MOST_CHECKS = 60
"""As many as somebody at a table with a pile of receipts needs; a code has 60 bits or more."""


def count_check(asker: str) -> None:
    """Count a question of an account or of an address; commits by itself.

    Raises:
        TooManyChecks: this asker has put too many in the last minutes.

    """
    source = hmac.digest(settings().secret_key, f"check\n{asker}".encode(), hashlib.sha256).hex()
    attempt_id = run(_note, source)
    if _checks(source) > MOST_CHECKS:
        # What is refused is not counted on: five minutes are five minutes.
        run(_forget, attempt_id)
        raise TooManyChecks


def _note(source: str) -> int:
    now = clock.system_now()
    db.session.execute(sa.delete(CheckAttempt).where(CheckAttempt.at <= now - WINDOW))
    attempt = CheckAttempt(source=source, at=now)
    db.session.add(attempt)
    db.session.flush()
    return attempt.id


def _checks(source: str) -> int:
    query = sa.select(sa.func.count()).where(
        CheckAttempt.source == source, CheckAttempt.at > clock.system_now() - WINDOW
    )
    return db.session.scalar(query) or 0


def _forget(attempt_id: int) -> None:
    db.session.execute(sa.delete(CheckAttempt).where(CheckAttempt.id == attempt_id))
