"""Answer what a member asks of their own file: to see it, correct it, withdraw it, delete it.

The clocks are those of Nghị định 356/2025/NĐ-CP, Điều 5. Deleting throws the file's key away: what
was sealed under it, in the steps too, can then be opened by nobody; the code and the states stay.
"""

from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import FileErased, NotFound, RuleBroken, StateRefused
from ledger.labels import label
from ledger.models.housing_needs import LIVING, HousingNeed, NeedRequest, RequestKind
from ledger.reports import need_seals
from ledger.reports.housing_needs import need_in_scope
from ledger.reports.scope import Actor
from ledger.services.need_files import erase_papers, papers_of
from ledger.services.need_keepers import check_day, record, require_keeper, seal


def record_request(
    actor: Actor, need_id: int, *, kind: RequestKind, received_on: date, words: str | None
) -> NeedRequest:
    """Record what a member asked, on which day; the clocks run from it.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor only reads need files.
        FileErased: the file was erased.
        InTheFuture, TooLongAgo: the day.

    """
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    if need.erased_at is not None:
        raise FileErased
    check_day(received_on, field="received_on", what="Ngày nhận yêu cầu")
    open_ = sa.select(NeedRequest).where(
        NeedRequest.need_id == need.id,
        NeedRequest.kind == kind,
        NeedRequest.received_on == received_on,
        NeedRequest.answered_on.is_(None),
    )
    if (known := db.session.scalars(open_.order_by(NeedRequest.id)).first()) is not None:
        return known
    row = NeedRequest(
        need_id=need.id,
        kind=kind,
        received_on=received_on,
        words_sealed=seal(need, "request", words, key=need_seals.file_key(need)),
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    record(actor, need, "request", after={"request": row.id, "kind": kind.value})
    return row


def acknowledge_request(actor: Actor, need_id: int, request_id: int) -> None:
    """Record that the member was told today that the request has come in; twice is once.

    Raises:
        NotFound: no such need or request for the actor.
        NotAllowed: the actor only reads need files.

    """
    need, row = _lock(actor, need_id, request_id)
    if row.acknowledged_on is None and row.answered_on is None:
        row.acknowledged_on = clock.today()
        record(actor, need, "acknowledge", after={"request": row.id})
        db.session.flush()


def answer_request(
    actor: Actor, need_id: int, request_id: int, *, answered_on: date, answer: str
) -> None:
    """Record what was answered; a request to delete is answered by erasing the file.

    Raises:
        NotFound: no such need or request for the actor.
        NotAllowed: the actor only reads need files.
        StateRefused: it was answered before.
        InTheFuture, RuleBroken: the day.

    """
    need, row = _lock(actor, need_id, request_id)
    if row.answered_on is not None:
        raise StateRefused("Yêu cầu này đã trả lời.")
    check_day(answered_on, field="answered_on", what="Ngày trả lời")
    if answered_on < row.received_on:
        raise RuleBroken("Ngày trả lời không được trước ngày nhận yêu cầu.", field="answered_on")
    row.answered_on = answered_on
    row.answered_by_id = actor.user_id
    row.answer_sealed = seal(need, "answer", answer, key=need_seals.file_key(need))
    record(actor, need, "answer_request", after={"request": row.id, "kind": row.kind.value})
    db.session.flush()


def erase_file(actor: Actor, need_id: int, *, reason: str) -> None:
    """Erase a file at the member's wish: papers, facts, reasons and the person go for good.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor only reads need files.
        StateRefused: the need is still alive; it is withdrawn first.

    """
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    if need.erased_at is not None:
        return
    if need.state in LIVING:
        raise StateRefused(
            f"Hồ sơ đang ở trạng thái “{label(need.state)}”; ghi rút đơn trước rồi mới xóa dữ liệu."
        )
    erase_papers(actor, papers_of(need), reason=reason)
    need.member_id = None
    need.key_sealed = None
    need.wish_sealed = need.survey_sealed = need.criteria_sealed = None
    need.household_mark = None
    need.erased_at = clock.now()
    record(actor, need, "erase", after={"state": need.state.value})
    db.session.flush()


def _lock(actor: Actor, need_id: int, request_id: int) -> tuple[HousingNeed, NeedRequest]:
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    query = sa.select(NeedRequest).where(
        NeedRequest.id == request_id, NeedRequest.need_id == need.id
    )
    row = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return need, row
