"""Write down what else a house is built from: promised, and received with its paper (H7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, RuleBroken
from ledger.intake.attachments import TakenFile
from ledger.models.house_sources import HouseSource, HouseSourceReceipt, SourceForm, SourceKind
from ledger.models.houses import House
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.attachments import keep_attachment
from ledger.services.houses import own_house
from ledger.services.purses import require_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One line of the plan; goods and labour with what they are worth, in đồng."""

    kind: SourceKind
    form: SourceForm
    name: str
    what: str
    planned_vnd: int
    planned_days: int


def add_source(actor: Actor, house_id: int, promise: Promise) -> HouseSource:
    """Add a line of co-funding; the same line sent twice is one. Flushes.

    Raises:
        NotAllowed, NotFound, RuleBroken (nothing promised, no name).

    """
    house = own_house(actor, house_id)
    if promise.form is SourceForm.LABOUR and not promise.planned_days:
        raise RuleBroken("Nhập số ngày công.", field="planned_days")
    if promise.form is not SourceForm.LABOUR and not promise.planned_vnd:
        raise RuleBroken("Nhập số tiền, hoặc giá trị của hiện vật.", field="planned_vnd")
    if promise.kind in (SourceKind.SPONSOR, SourceKind.PROGRAMME) and not promise.name:
        raise RuleBroken("Nhập tên nhà tài trợ hoặc chương trình.", field="name")
    labour = promise.form is SourceForm.LABOUR
    facts = {
        "house_id": house.id,
        "kind": promise.kind,
        "form": promise.form,
        "name": promise.name,
        "what": promise.what,
        "planned_vnd": promise.planned_vnd,
        "planned_days": promise.planned_days if labour else 0,
    }
    same = sa.select(HouseSource).filter_by(**facts, dropped_reason=None)
    known = db.session.scalar(same)
    if known is not None:
        return known
    source = HouseSource(
        **facts,
        entered_by_id=actor.user_id,
        entered_at=clock.now(),
    )
    db.session.add(source)
    db.session.flush()
    _audit(actor, "house_source.add", house, {"source": source.id, "vnd": source.planned_vnd})
    return source


def drop_source(actor: Actor, house_id: int, source_id: int, *, reason: str) -> HouseSource:
    """Say that a promise will not come after all; what came stays. Flushes.

    Raises:
        NotAllowed, NotFound.

    """
    house = own_house(actor, house_id)
    source = _source(house, source_id)
    if source.dropped_reason is None:
        source.dropped_reason = reason
        _audit(actor, "house_source.drop", house, {"source": source.id, "reason": reason})
        db.session.flush()
    return source


def record_source_receipt(
    actor: Actor,
    house_id: int,
    source_id: int,
    *,
    received_on: date,
    value_vnd: int,
    days: int,
    evidence: str,
    files: Sequence[TakenFile] = (),
) -> HouseSourceReceipt:
    """Write down what came of a promise, with its paper; sent twice it came once. Flushes.

    Raises:
        NotAllowed, NotFound, InTheFuture, TooLongAgo, RuleBroken (nothing came).

    """
    house = own_house(actor, house_id)
    source = _source(house, source_id)
    require_day(received_on, field="received_on", what="Ngày nhận")
    days = days if source.form is SourceForm.LABOUR else 0
    if not value_vnd and not days:
        raise RuleBroken("Nhập giá trị đã nhận.", field="value_vnd")
    facts = {
        "source_id": source.id,
        "received_on": received_on,
        "value_vnd": value_vnd,
        "days": days,
        "evidence": evidence,
    }
    same = sa.select(HouseSourceReceipt).filter_by(**facts, removed_reason=None)
    known = db.session.scalar(same)
    if known is not None:
        return known
    receipt = HouseSourceReceipt(
        **facts,
        entered_by_id=actor.user_id,
        entered_at=clock.now(),
    )
    db.session.add(receipt)
    db.session.flush()
    for file in files:
        owner = f"house_source_receipt:{receipt.id}"
        keep_attachment(actor, party_unit_id=house.party_unit_id, file=file, owner=owner)
    _audit(actor, "house_source.receive", house, {"source": source.id, "vnd": value_vnd})
    return receipt


def remove_source_receipt(
    actor: Actor, house_id: int, receipt_id: int, *, reason: str
) -> HouseSourceReceipt:
    """Take back a receipt that was a slip; its row stays, with the reason. Flushes.

    Raises:
        NotAllowed, NotFound.

    """
    house = own_house(actor, house_id)
    receipt = db.session.get(HouseSourceReceipt, receipt_id)
    if receipt is None:
        raise NotFound
    _source(house, receipt.source_id)
    if receipt.removed_reason is None:
        receipt.removed_reason = reason
        _audit(actor, "house_source.remove", house, {"receipt": receipt.id, "reason": reason})
        db.session.flush()
    return receipt


def _source(house: House, source_id: int) -> HouseSource:
    source = db.session.get(HouseSource, source_id)
    if source is None or source.house_id != house.id:
        raise NotFound
    return source


def _audit(actor: Actor, action: str, house: House, after: audit.Facts) -> None:
    audit.record(actor, action, f"house:{house.id}", party_unit_id=house.party_unit_id, after=after)
