"""People who log in, their sessions, and the wrong passwords tried for a name."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from ledger.db import Code, Model, one_of


class Role(StrEnum):
    """The nine roles; each is given at one node of the tree of units."""

    ADMIN = "admin"
    COMMUNE_TREASURER = "commune_treasurer"
    AGENCY_TREASURER = "agency_treasurer"
    SECRETARY = "secretary"
    OFFICE = "office"
    ORGANISATION_BOARD = "organisation_board"
    STANDING_COMMITTEE = "standing_committee"
    PROPAGANDA_BOARD = "propaganda_board"
    INSPECTOR = "inspector"


class UserAccount(Model):
    """Tài khoản người dùng: a role at a node of the tree."""

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    full_name: Mapped[str]
    role: Mapped[Role] = mapped_column(Code(Role))
    party_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("party_unit.id"))
    password_hash: Mapped[str]
    disabled_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("username"), one_of("role", Role))


class LoginSession(Model):
    """Phiên đăng nhập: the row decides; the cookie only names it."""

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LoginAttempt(Model):
    """Lần đăng nhập sai, by the name that was typed, known or not."""

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (sa.Index("ix_login_attempt_username_at", "username", "at"),)
