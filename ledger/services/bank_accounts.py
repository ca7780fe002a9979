"""Say which bank account a unit's money is sent to, from which day on."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.banks import BANKS, bank_name
from ledger.db import db
from ledger.errors import Doubt, RuleBroken
from ledger.models.bank_accounts import BankAccount, BankAccountPeriod
from ledger.reports.bank_accounts import AccountLine, account_history
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.doubts import ask_again
from ledger.services.purses import lock_purse
from ledger.services.submissions import digest_body
from ledger.services.treasurers import require_treasurer


def set_account(
    actor: Actor,
    *,
    bin_: str,
    number: str,
    holder: str,
    starts_on: date,
    agreed: Collection[str] = (),
) -> AccountLine:
    """Let an account of the actor's own unit be the one from a day on; older ones are kept.

    A wrong account sends money away, so it is always asked about once more. What holds already is
    not written twice.

    Raises:
        NotAllowed, NotFound, RuleBroken (no such bank), Unconfirmed.

    """
    require_treasurer(actor)
    lock_purse(actor)
    if bin_ not in BANKS:
        raise RuleBroken("Ngân hàng này không có trong danh sách.", field="bin")
    history = account_history(actor)
    wanted = (bin_, number, holder, starts_on)
    for line in history.lines[:1]:
        if (line.bin, line.number, line.holder, line.starts_on) == wanted:
            return line
    ask_again([second_look(*wanted)], agreed)
    account = _find_or_add(actor.party_unit_id, bin_, number)
    period = BankAccountPeriod(
        bank_account_id=account.id,
        holder=holder,
        starts_on=starts_on,
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
    )
    db.session.add(period)
    before = history.current
    audit.record(
        actor,
        "bank_accounts.set",
        f"bank_account:{account.id}",
        party_unit_id=actor.party_unit_id,
        before={"account": before.words, "holder": before.holder} if before else None,
        after={
            "account": f"{bank_name(bin_)} {number}",
            "holder": holder,
            "starts_on": clock.format_date(starts_on),
        },
    )
    db.session.flush()
    return account_history(actor).lines[0]


def second_look(bin_: str, number: str, holder: str, starts_on: date) -> Doubt:
    """Return what is asked about every account before it is written."""
    grouped = " ".join(number[place : place + 4] for place in range(0, len(number), 4))
    return Doubt(
        token=f"account:{digest_body([bin_, number, holder, starts_on])[:16]}",
        sentence=(
            f"Từ ngày {clock.format_date(starts_on)} mọi giấy báo sẽ hướng người ủng hộ chuyển "
            f"tiền vào tài khoản {grouped} tại {bank_name(bin_)}, chủ tài khoản {holder}. "
            "Sai một số là tiền đi nơi khác."
        ),
        agree="Đã đối chiếu từng số với giấy của ngân hàng",
    )


def _find_or_add(party_unit_id: int, bin_: str, number: str) -> BankAccount:
    query = sa.select(BankAccount).where(
        BankAccount.party_unit_id == party_unit_id,
        BankAccount.bin == bin_,
        BankAccount.number == number,
    )
    account = db.session.scalar(query)
    if account is None:
        account = BankAccount(party_unit_id=party_unit_id, bin=bin_, number=number)
        db.session.add(account)
        db.session.flush()
    return account
