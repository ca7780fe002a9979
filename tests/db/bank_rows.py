"""Rows of accounts, references, statements and their lines, for the attacks' scene."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger import clock
from ledger.db import db
from ledger.models.bank_accounts import BankAccount, BankAccountPeriod
from ledger.models.bank_lines import (
    BankLine,
    BankLineRelease,
    BankLineUse,
    BankUseKind,
    OtherMoney,
)
from ledger.models.bank_references import BankReference
from ledger.models.bank_statements import BankStatement

if TYPE_CHECKING:
    from tests.db.scene import Scene

DAY = date(2024, 11, 1)


def import_(scene: Scene) -> None:
    """Give two units accounts; import a statement of one, with two lines and what became of one.

    Of the first line's 30.000 đồng 10.000 are a receipt's, which is 30.000; 5.000 were set aside
    and taken back.
    """
    db.session.add_all(
        BankAccount(party_unit_id=scene.units[name], bin="970405", number=f"520020512345{place}")
        for place, name in enumerate(("keep1", "keep2"))
    )
    db.session.flush()
    written = {"recorded_by_id": scene.user_id, "recorded_at": clock.now()}
    db.session.add(
        BankAccountPeriod(bank_account_id=1, holder="DANG UY XA", starts_on=DAY, **written)
    )
    unit_id = scene.campaign_unit_ids["keep1"]
    for code, facts in (
        ("NNCU22905C85", {"list_entry_id": scene.entry_ids[0]}),
        ("NNCU22818X83", {"cell_id": scene.units["keep1"]}),
    ):
        db.session.add(
            BankReference(campaign_unit_id=unit_id, code=code, made_at=clock.now(), **facts)
        )
    db.session.add(
        BankStatement(
            bank_account_id=1,
            filename="sao-ke.xlsx",
            sha256="1" * 64,
            layout="{}",
            first_on=DAY,
            last_on=DAY,
            lines=2,
            **written,
        )
    )
    db.session.flush()
    db.session.add_all([_line(30_000, "1" * 64), _line(500_000, "2" * 64)])
    db.session.flush()
    uses = (
        _use(scene, 10_000, BankUseKind.CHOSEN, event_id=scene.event("given by another")),
        _use(scene, 5_000, BankUseKind.OTHER, reason=OtherMoney.OTHER),
    )
    for use in uses:
        db.session.add(use)
        db.session.flush()
    db.session.add(BankLineRelease(use_id=2, released_by_id=scene.user_id, released_at=clock.now()))
    db.session.flush()


def _line(amount_vnd: int, fingerprint: str) -> BankLine:
    return BankLine(
        bank_account_id=1,
        statement_id=1,
        on_date=DAY,
        sign=1,
        amount_vnd=amount_vnd,
        reference="FT1",
        remark_sealed="kín",
        fingerprint=fingerprint,
        occurrence=1,
    )


def _use(
    scene: Scene,
    amount_vnd: int,
    kind: BankUseKind,
    *,
    event_id: int | None = None,
    reason: OtherMoney | None = None,
) -> BankLineUse:
    return BankLineUse(
        bank_line_id=1,
        kind=kind,
        event_id=event_id,
        amount_vnd=amount_vnd,
        reason=reason,
        note="",
        made_by_id=scene.user_id,
        made_at=clock.now(),
    )
