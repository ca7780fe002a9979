"""Keep the state's base pay (lương cơ sở) by date; coefficients are multiplied by it."""

from datetime import date

import sqlalchemy as sa

from ledger.clock import month_start
from ledger.db import db
from ledger.errors import BasePayExists, NoBasePay
from ledger.models.base_pay import BasePay
from ledger.models.users import Role
from ledger.reports.scope import Actor, require_role
from ledger.services import audit

STATE_VALUES = (
    (date(2019, 7, 1), 1_490_000, "Nghị định 38/2019/NĐ-CP"),
    (date(2023, 7, 1), 1_800_000, "Nghị định 24/2023/NĐ-CP"),
    (date(2024, 7, 1), 2_340_000, "Nghị định 73/2024/NĐ-CP"),
    (date(2026, 7, 1), 2_530_000, "Nghị định 161/2026/NĐ-CP"),
)
"""Đồng a month from a day on, with the Government's decree."""


def add_base_pay(
    actor: Actor | None, *, starts_on: date, amount_vnd: int, legal_basis: str
) -> BasePay:
    """Add the base pay in force from a day on; values are never changed, only followed by others.

    Raises:
        NotAllowed: the actor is not the administrator.
        BasePayExists: one begins on that day already.

    """
    require_role(actor, Role.ADMIN)
    if db.session.get(BasePay, starts_on):
        raise BasePayExists(starts_on=starts_on)
    row = BasePay(starts_on=starts_on, amount_vnd=amount_vnd, legal_basis=legal_basis)
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor,
        "base_pay.add",
        f"base_pay:{starts_on.isoformat()}",
        after={"amount_vnd": amount_vnd, "legal_basis": legal_basis},
    )
    return row


def seed_base_pay(actor: Actor | None) -> None:
    """Add those of the state's values that are missing; doing it again changes nothing."""
    known = set(db.session.scalars(sa.select(BasePay.starts_on)))
    for starts_on, amount_vnd, legal_basis in STATE_VALUES:
        if starts_on not in known:
            add_base_pay(actor, starts_on=starts_on, amount_vnd=amount_vnd, legal_basis=legal_basis)


def base_pay_for(month: date) -> int:
    """Return the base pay in đồng in force when a month begins.

    The month is the one whose pay is given, not the one in which the money arrives.

    Raises:
        NoBasePay: none is known for so early a month.

    """
    query = (
        sa.select(BasePay.amount_vnd)
        .where(BasePay.starts_on <= month_start(month))
        .order_by(BasePay.starts_on.desc())
        .limit(1)
    )
    amount_vnd = db.session.scalar(query)
    if amount_vnd is None:
        raise NoBasePay(month=month)
    return amount_vnd
