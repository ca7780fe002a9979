"""Choose how a unit writes amounts in words, from a day on (C3)."""

from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import RuleBroken
from ledger.models.party_units import AmountWording
from ledger.models.users import Role
from ledger.money import WordStyle
from ledger.reports.scope import Actor, require_role, unit_in_scope
from ledger.services import audit


def set_wording(actor: Actor, unit_id: int, *, starts_on: date, style: WordStyle) -> AmountWording:
    """Let a unit of the actor's scope write amounts so on the papers of a day and later ones.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such unit in scope.
        RuleBroken: a day before today, whose receipts would be printed again in other words.

    """
    require_role(actor, Role.ADMIN)
    unit = unit_in_scope(actor, unit_id)
    if starts_on < clock.today():
        raise RuleBroken(
            "Cách viết mới chỉ áp dụng từ hôm nay trở đi, để phiếu đã lập in lại vẫn như cũ.",
            field="wording_from",
        )
    query = sa.select(AmountWording).where(
        AmountWording.party_unit_id == unit.id, AmountWording.starts_on == starts_on
    )
    wording = db.session.scalar(query) or AmountWording(party_unit_id=unit.id, starts_on=starts_on)
    choices = {
        "linh": int(style.linh),
        "ngan": int(style.ngan),
        "ti": int(style.ti),
        "even": int(style.even),
    }
    for name, choice in choices.items():
        setattr(wording, name, choice)
    db.session.add(wording)
    db.session.flush()
    audit.record(
        actor,
        "unit.wording",
        f"party_unit:{unit.id}",
        party_unit_id=unit.id,
        after=choices | {"starts_on": starts_on.isoformat()},
    )
    return wording
