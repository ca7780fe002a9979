"""Log people in and out; a session is a row, and the cookie only names it (ASVS 7).

L1  A session dies at logout, when the account is disabled or its password changes, after 30 idle
    minutes and after 12 hours, whatever cookie is still shown.
L2  An attempt is recorded before the password is looked at, so that a thousand at once see each
    other; five wrong ones in five minutes close the name, known or not.
L3  A wrong name costs the same work as a wrong password.
"""

import secrets
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import sqlalchemy as sa
from werkzeug.security import check_password_hash, generate_password_hash

from ledger import clock
from ledger.crypto import new_token, token_hash
from ledger.db import db, run
from ledger.errors import NotFound, TooManyLogins, WrongLogin
from ledger.labels import label
from ledger.models.party_units import NameKind, PartyUnit
from ledger.models.users import LoginAttempt, LoginSession, Role, UserAccount
from ledger.reports.scope import Actor, actor_of, names_on
from ledger.services import audit

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
WINDOW = timedelta(minutes=5)
MAX_WRONG = 5
_MAX_NAME = 100
ORGANS = {
    Role.OFFICE: NameKind.OFFICE,
    Role.ORGANISATION_BOARD: NameKind.ORGANISATION_BOARD,
    Role.STANDING_COMMITTEE: NameKind.STANDING_COMMITTEE,
    Role.PROPAGANDA_BOARD: NameKind.PROPAGANDA_BOARD,
    Role.INSPECTOR: NameKind.INSPECTION_COMMITTEE,
}
"""The organs of a committee, whose names are dated data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A living session: who it is, and whether it should be noted that they are still here."""

    actor: Actor
    place: str
    """The short name of the unit the role is given at."""
    title: str
    """What the role's organ is called there today, else the role's usual name."""
    stale: bool


def log_in(username: str, password: str) -> str:
    """Check a password and start a session; return its token.

    Commits by itself, twice: the attempt must stay counted although the login is refused.

    Raises:
        TooManyLogins: too many wrong passwords for this name; the right one is refused too.
        WrongLogin: no such account, disabled, or a wrong password.

    """
    name = unicodedata.normalize("NFC", username).strip().casefold()[:_MAX_NAME]
    attempt_id = run(_note_attempt, name)
    if _attempts(name) > MAX_WRONG:
        # What is refused is not counted on: five minutes are five minutes.
        run(_forget_attempt, attempt_id)
        raise TooManyLogins
    user_id = _check(name, password)
    if user_id is None:
        raise WrongLogin
    return run(_begin, name, user_id)


def start_session(user: UserAccount) -> str:
    """Begin a session and return its token; flushes."""
    token = new_token()
    now = clock.system_now()
    db.session.add(
        LoginSession(token_hash=token_hash(token), user_id=user.id, created_at=now, seen_at=now)
    )
    audit.record(
        actor_of(user), "session.start", f"user_account:{user.id}", party_unit_id=user.party_unit_id
    )
    db.session.flush()
    return token


def start_session_named(username: str) -> str:
    """Begin a session without a password; the web asks for it only on the demo database.

    Raises:
        NotFound: no such account, or disabled.

    """
    query = sa.select(UserAccount).where(
        UserAccount.username == username, UserAccount.disabled_at.is_(None)
    )
    user = db.session.scalar(query)
    if user is None:
        raise NotFound
    return start_session(user)


def user_of(token: str) -> int | None:
    """Return whose session a token was, living or dead."""
    row = db.session.get(LoginSession, token_hash(token))
    return row.user_id if row else None


def find_session(token: str) -> Session | None:
    """Return the living session of a token (L1), reading only."""
    # One statement, for every page begins with it; the unit is there when ``actor_of`` asks.
    query = (
        sa.select(LoginSession, UserAccount, PartyUnit)
        .join(UserAccount, UserAccount.id == LoginSession.user_id)
        .join(PartyUnit, PartyUnit.id == UserAccount.party_unit_id)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.ended_at.is_(None),
            UserAccount.disabled_at.is_(None),
        )
    )
    found = db.session.execute(query).one_or_none()
    now = clock.system_now()
    if found is None:
        return None
    row, user, _unit = found
    if now - row.seen_at > IDLE or now - row.created_at > LONGEST:
        return None
    organ = ORGANS.get(user.role, NameKind.SHORT)
    named = names_on([user.party_unit_id], (NameKind.SHORT, NameKind.ORGANISATION, organ))
    names = defaultdict(str, {kind: text for (_, kind), text in named.items()})
    return Session(
        actor=actor_of(user),
        place=names[NameKind.SHORT] or names[NameKind.ORGANISATION],
        title=(user.role in ORGANS and names[organ]) or label(user.role),
        stale=now - row.seen_at >= TOUCH_EVERY,
    )


def touch_session(token: str) -> None:
    """Note that the person is still here; a dead session stays dead."""
    db.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
        .values(seen_at=clock.system_now())
    )


def end_session(token: str) -> None:
    """End one session: its cookie opens nothing any more."""
    db.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
        .values(ended_at=clock.system_now())
    )


def end_sessions_of(user_id: int) -> None:
    """End every session of a person."""
    db.session.execute(
        sa.update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.system_now())
    )


def _note_attempt(name: str) -> int:
    db.session.execute(
        sa.delete(LoginAttempt).where(LoginAttempt.at <= clock.system_now() - WINDOW)
    )
    attempt = LoginAttempt(username=name, at=clock.system_now())
    db.session.add(attempt)
    db.session.flush()
    return attempt.id


def _attempts(name: str) -> int:
    """Count the attempts of the last minutes, this one and those of this very moment included."""
    query = sa.select(sa.func.count()).where(
        LoginAttempt.username == name, LoginAttempt.at > clock.system_now() - WINDOW
    )
    return db.session.scalar(query) or 0


def _forget_attempt(attempt_id: int) -> None:
    db.session.execute(sa.delete(LoginAttempt).where(LoginAttempt.id == attempt_id))


def _check(name: str, password: str) -> int | None:
    """Return the account that name and password open; the work is the same for every name (L3)."""
    user = db.session.scalar(
        sa.select(UserAccount).where(
            UserAccount.username == name, UserAccount.disabled_at.is_(None)
        )
    )
    user_id = user.id if user else None
    kept = user.password_hash if user else _nobody()
    # Hashing takes a quarter of a second; nobody shall wait for the database meanwhile.
    db.session.rollback()
    typed = unicodedata.normalize("NFC", password)
    return user_id if check_password_hash(kept, typed) else None


@cache
def _nobody() -> str:
    return generate_password_hash(secrets.token_urlsafe())


def _begin(name: str, user_id: int) -> str:
    db.session.execute(sa.delete(LoginAttempt).where(LoginAttempt.username == name))
    return start_session(db.session.get_one(UserAccount, user_id))
