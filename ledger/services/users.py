"""Accounts: a role at a node of the tree, and a password that others would not guess."""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from werkzeug.security import generate_password_hash

from ledger import clock
from ledger.db import db
from ledger.errors import (
    NotFound,
    RuleBroken,
    UsernameTaken,
    WeakPassword,
)
from ledger.models.party_units import AGENCIES, LOCALITIES, DatedName, NameKind, PartyUnit
from ledger.models.users import Role, UserAccount
from ledger.names import search_key
from ledger.reports.scope import Actor, require_role, unit_in_scope, within
from ledger.services import audit, logins

MIN_PASSWORD = 15
MAX_PASSWORD = 128
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
_COMMON = (
    "ngoinhacapuy", "cannhacapuy", "matkhau", "password", "quantri", "dangvien", "dangbo",
    "danguy", "huyenuy", "tinhuy", "chibo", "thuquy", "vanphong", "vietnam", "abcdef", "qwerty",
    "qwertyuiop", "asdfgh", "zxcvbn", "iloveyou", "admin",
)  # fmt: skip
_MIN_REST = 8
_MIN_LETTERS = 5


def add_user(
    actor: Actor | None,
    *,
    username: str,
    full_name: str,
    role: Role,
    party_unit_id: int,
    password: str,
) -> UserAccount:
    """Add an account; ``actor`` is None only for the command line.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: the unit is outside the actor's scope.
        RuleBroken: a user name with other signs, or a role that the unit does not have.
        WeakPassword: a password that others would guess.
        UsernameTaken: somebody has this name.

    """
    require_role(actor, Role.ADMIN)
    unit = unit_in_scope(actor, party_unit_id) if actor else _unit(party_unit_id)
    name = username.strip().casefold()
    if not _USERNAME.fullmatch(name):
        raise RuleBroken(
            "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối.",
            field="username",
        )
    _check_place(role, unit)
    check_password_strength(password, username=name, full_name=full_name, unit_id=unit.id)
    if db.session.scalar(sa.select(UserAccount.id).where(UserAccount.username == name)):
        raise UsernameTaken(name)
    user = UserAccount(
        username=name,
        full_name=full_name,
        role=role,
        party_unit_id=unit.id,
        password_hash=hash_password(password),
    )
    db.session.add(user)
    db.session.flush()
    audit.record(
        actor,
        "user.add",
        f"user_account:{user.id}",
        party_unit_id=unit.id,
        after={"username": name, "role": role},
    )
    return user


def set_password(actor: Actor, user_id: int, *, password: str) -> None:
    """Give an account a new password and end its sessions (ASVS 7.4.3).

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such account in scope.
        WeakPassword: a password that others would guess.

    """
    require_role(actor, Role.ADMIN)
    user = user_in_scope(actor, user_id)
    check_password_strength(
        password, username=user.username, full_name=user.full_name, unit_id=user.party_unit_id
    )
    user.password_hash = hash_password(password)
    logins.end_sessions_of(user.id)
    audit.record(
        actor, "user.password", f"user_account:{user.id}", party_unit_id=user.party_unit_id
    )


def disable_user(actor: Actor, user_id: int) -> None:
    """Disable an account and end its sessions; what it recorded stays under its name.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such account in scope.
        RuleBroken: one's own account, which could lock the last administrator out.

    """
    require_role(actor, Role.ADMIN)
    user = user_in_scope(actor, user_id)
    if user.id == actor.user_id:
        raise RuleBroken("Không thể khóa tài khoản của chính mình; hãy nhờ người quản trị khác.")
    _disable(actor, user)


def disable_named(actor: Actor | None, *, username: str) -> None:
    """Disable an account by its name, for the command line.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such account.

    """
    require_role(actor, Role.ADMIN)
    user = db.session.scalar(sa.select(UserAccount).where(UserAccount.username == username))
    if user is None:
        raise NotFound
    _disable(actor, user)


def all_users() -> Sequence[UserAccount]:
    """Return every account by name, for the command line."""
    return db.session.scalars(sa.select(UserAccount).order_by(UserAccount.username)).all()


def user_in_scope(actor: Actor, user_id: int) -> UserAccount:
    """Return an account whose unit lies in the actor's scope.

    Raises:
        NotFound: no such account, or not in scope.

    """
    query = (
        sa.select(UserAccount)
        .join(PartyUnit, PartyUnit.id == UserAccount.party_unit_id)
        .where(UserAccount.id == user_id, within(actor))
    )
    user = db.session.scalar(query)
    if user is None:
        raise NotFound
    return user


def hash_password(password: str) -> str:
    """Return the scrypt hash of a password as it is typed, in NFC so that keyboards agree."""
    return generate_password_hash(unicodedata.normalize("NFC", password), method="scrypt")


def check_password_strength(password: str, *, username: str, full_name: str, unit_id: int) -> None:
    """Refuse what others would guess: length decides, not kinds of signs (bad input 42).

    Names of the person, the unit and those above it, common words and runs are taken out; enough
    must be left.

    Raises:
        RuleBroken: longer than 128 characters.
        WeakPassword: too short, or too little is left.

    """
    typed = unicodedata.normalize("NFC", password)
    if len(typed) > MAX_PASSWORD:
        raise RuleBroken(f"Mật khẩu tối đa {MAX_PASSWORD} ký tự.", field="password")
    if len(typed) < MIN_PASSWORD:
        raise WeakPassword
    rest = _plain(typed)
    guesses = {_plain(username), *_COMMON}
    for name in (full_name, *_names_around(unit_id)):
        # The proper part of a name is its end: “xã Long Sơn” is guessed as “Long Sơn” too.
        guesses |= {_plain(name), _plain(" ".join(name.split()[-2:]))}
    for guess in sorted((guess for guess in guesses if len(guess) >= 4), key=len, reverse=True):
        rest = rest.replace(guess, "")
    rest = _without_runs(rest)
    if len(rest) < _MIN_REST or len(set(rest)) < _MIN_LETTERS or _repeats(_plain(typed)):
        raise WeakPassword


def _disable(actor: Actor | None, user: UserAccount) -> None:
    if user.disabled_at is None:
        user.disabled_at = clock.now()
        audit.record(
            actor, "user.disable", f"user_account:{user.id}", party_unit_id=user.party_unit_id
        )
    logins.end_sessions_of(user.id)


def _unit(unit_id: int) -> PartyUnit:
    unit = db.session.get(PartyUnit, unit_id)
    if unit is None:
        raise NotFound
    return unit


def _check_place(role: Role, unit: PartyUnit) -> None:
    """A role belongs to a kind of unit; a treasurer at the wrong one would see nothing to do."""
    if role is Role.COMMUNE_TREASURER and unit.kind not in LOCALITIES:
        raise RuleBroken("Chọn đảng bộ xã, thị trấn hoặc phường.", field="party_unit_id")
    if role is Role.AGENCY_TREASURER and unit.kind not in AGENCIES:
        raise RuleBroken("Chọn đảng bộ hoặc chi bộ cơ quan.", field="party_unit_id")
    below = {Role.COMMUNE_TREASURER, Role.AGENCY_TREASURER, Role.SECRETARY}
    if role not in below and unit.parent_id is not None:
        raise RuleBroken("Vai trò này thuộc cấp ủy cao nhất.", field="party_unit_id")


def _names_around(unit_id: int) -> Sequence[str]:
    """Return every name of a unit and of those above it."""
    path = _unit(unit_id).path
    ids = [int(part) for part in path.strip("/").split("/")]
    kinds = (NameKind.ORGANISATION, NameKind.COMMITTEE, NameKind.SHORT)
    query = sa.select(DatedName.text).where(
        DatedName.party_unit_id.in_(ids), DatedName.kind.in_(kinds)
    )
    return db.session.scalars(query).all()


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9?]", "", search_key(text))


def _without_runs(text: str) -> str:
    """Take out runs such as 123456, aaaaaa and abcdef, and digits that look like years."""
    kept: list[str] = []
    run_length, step = 1, 0
    for before, here in zip(" " + text, text, strict=False):
        now = ord(here) - ord(before)
        run_length = run_length + 1 if now == step and now in {-1, 0, 1} else 1
        step = now
        kept.append("" if run_length >= 2 else here)
    return re.sub(r"(?:19|20)\d\d|\d{6,}", "", "".join(kept))


def _repeats(text: str) -> bool:
    """Say whether a text is one short piece again and again."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, min(8, len(text) // 2 + 1))
    )
