"""Agency units hand their money in: all of it for past years; this year it is in every state."""

import random
from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db, run
from ledger.demo.places import District, actor, treasurer_at
from ledger.models.books import Account, AccountKind, Book, Movement, Rule
from ledger.models.campaigns import CampaignUnit
from ledger.models.cash_counts import DENOMINATIONS_VND
from ledger.models.contributions import Method
from ledger.services import bank_movements, refunds, remittance_arrivals, remittances

CARRIERS = ("Lê Thị Hà", "Nguyễn Minh Tâm", "Trần Văn Lợi", "Phạm Thị Út")


def settle_year(year: int, campaign_id: int, district: District, dice: random.Random) -> None:
    """Send everything that agency units hold, and let the office take it a day later."""
    day = date(year, 12, 12)
    for unit_id, held in _held(district).items():
        for method, amount_vnd in held.items():
            sent = _send(unit_id, campaign_id, method, amount_vnd, day, dice)
            _receive(sent, day + timedelta(days=1), amount_vnd, method)
    with clock.at_day(day + timedelta(days=3)):
        run(_pay_fees, year)


def leave_on_its_way(campaign_id: int, district: District, dice: random.Random) -> None:
    """Let this year's money be at every stage, as the office would find it on the demo's day.

    One unit's was taken and 50.000 đồng of it given back, one's came short, one's was sent back,
    and two are on their way, for sixteen days and for three; the others still hold theirs.
    """
    waiting = iter(
        (unit_id, method, held_vnd)
        for unit_id, held in _held(district).items()
        if unit_id != district.finance_cell_id
        for method, held_vnd in held.items()
    )

    def send(day: date) -> tuple[int, int, Method, int]:
        unit_id, method, held_vnd = next(waiting)
        sent = _send(unit_id, campaign_id, method, held_vnd, day, dice)
        return sent, unit_id, method, held_vnd

    sent, unit_id, method, held_vnd = send(date(2024, 12, 2))
    _receive(sent, date(2024, 12, 3), held_vnd, method)
    _refund(unit_id, campaign_id, method, date(2024, 12, 4))
    send(date(2024, 12, 4))
    sent, _, method, held_vnd = send(date(2024, 12, 5))
    _receive(sent, date(2024, 12, 6), held_vnd - 100_000, method, "Đếm thiếu một tờ 100.000")
    sent, _, _, _ = send(date(2024, 12, 9))
    _send_back(sent, date(2024, 12, 10))
    send(date(2024, 12, 17))


def _held(district: District) -> dict[int, dict[Method, int]]:
    """Return what each agency unit holds, in the order in which units were founded."""
    rows = db.session.execute(
        sa.select(Book.party_unit_id, Account.kind, Account.debits_vnd - Account.credits_vnd)
        .join(Book, Book.id == Account.book_id)
        .where(Book.rule == Rule.REMIT, Account.kind.in_([AccountKind.CASH, AccountKind.BANK]))
        .order_by(Book.id, Account.kind)
    ).all()
    db.session.rollback()
    found: dict[int, dict[Method, int]] = {unit_id: {} for unit_id in district.money_units}
    for unit_id, kind, held_vnd in rows:
        if held_vnd:
            found[unit_id][Method(kind)] = held_vnd
    return {unit_id: held for unit_id, held in found.items() if held}


def _send(
    unit_id: int,
    campaign_id: int,
    method: Method,
    amount_vnd: int,
    day: date,
    dice: random.Random,
) -> int:
    with clock.at_day(day):
        row = run(
            remittances.send,
            treasurer_at(unit_id),
            key=f"demo-send-{campaign_id}-{unit_id}-{method}",
            campaign_id=campaign_id,
            method=method,
            amount_vnd=amount_vnd,
            sent_on=day,
            carrier=dice.choice(CARRIERS) if method is Method.CASH else f"FT{unit_id:08d}",
        )
    return row.id


def _receive(
    remittance_id: int, day: date, amount_vnd: int, method: Method, reason: str = ""
) -> None:
    cash = method is Method.CASH
    with clock.at_day(day):
        run(
            remittance_arrivals.receive,
            actor("vanphong"),
            remittance_id,
            key=f"demo-receive-{remittance_id:06d}",
            received_on=day,
            denominations=_notes(amount_vnd) if cash else None,
            received_vnd=None if cash else amount_vnd,
            reason=reason,
        )


def _send_back(remittance_id: int, day: date) -> None:
    with clock.at_day(day):
        run(
            remittance_arrivals.return_all,
            actor("vanphong"),
            remittance_id,
            key=f"demo-return-{remittance_id:06d}",
            on_date=day,
            reason="Thiếu danh sách ký nộp kèm theo",
        )


def _refund(unit_id: int, campaign_id: int, method: Method, day: date) -> None:
    query = sa.select(CampaignUnit.id).where(
        CampaignUnit.campaign_id == campaign_id, CampaignUnit.party_unit_id == unit_id
    )
    campaign_unit_id = db.session.scalars(query).one()
    db.session.rollback()
    with clock.at_day(day):
        run(
            refunds.refund,
            actor("vanphong"),
            key="demo-refund-one-receipt",
            campaign_unit_id=campaign_unit_id,
            method=method,
            amount_vnd=50_000,
            on_date=day,
            receiver=CARRIERS[0],
            reason="Đơn vị ghi trùng một người",
        )


def _pay_fees(year: int) -> None:
    """The bank takes a fee and pays interest on what the office holds there."""
    office = actor("vanphong")
    for kind, amount_vnd in ((Movement.INTEREST, 48_200), (Movement.FEE, 11_000)):
        bank_movements.record_movement(
            office,
            key=f"demo-bank-{year}-{kind}",
            kind=kind,
            amount_vnd=amount_vnd,
            on_date=clock.today(),
            paper="Sao kê tháng 12",
        )


def _notes(amount_vnd: int) -> dict[int, int]:
    """Return the fewest notes that make a sum."""
    found = {}
    for note in DENOMINATIONS_VND:
        found[note], amount_vnd = divmod(amount_vnd, note)
    return {note: pieces for note, pieces in found.items() if pieces}
