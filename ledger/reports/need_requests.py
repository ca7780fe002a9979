"""Read what members asked of their own files, with the clocks that run from it."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.housing_needs import HousingNeed, NeedRequest, RequestKind
from ledger.reports.need_seals import open_text

ACKNOWLEDGE_WORKING_DAYS = 2
ANSWER_DAYS = {
    RequestKind.VIEW: 10,
    RequestKind.CORRECT: 10,
    RequestKind.WITHDRAW: 15,
    RequestKind.DELETE: 20,
}
"""By when a member's request is answered (Nghị định 356/2025/NĐ-CP, Điều 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """What the member asked of the file, with its clocks."""

    id: int
    kind: RequestKind
    received_on: date
    words: str
    acknowledge_by: date
    acknowledged_on: date | None
    answer_by: date
    answered_on: date | None
    answer: str

    @property
    def overdue(self) -> bool:
        """Whether a clock has run out while somebody still waits."""
        today = clock.today()
        return self.answered_on is None and (
            today > self.answer_by or (self.acknowledged_on is None and today > self.acknowledge_by)
        )


def requests_of(need: HousingNeed, key: bytes | None) -> tuple[RequestLine, ...]:
    """Return what was asked of one file, the first request first."""
    query = sa.select(NeedRequest).where(NeedRequest.need_id == need.id).order_by(NeedRequest.id)
    return tuple(
        RequestLine(
            id=row.id,
            kind=row.kind,
            received_on=row.received_on,
            words=open_text(need, row.words_sealed, "request", key=key),
            acknowledge_by=clock.after_working_days(row.received_on, ACKNOWLEDGE_WORKING_DAYS),
            acknowledged_on=row.acknowledged_on,
            answer_by=row.received_on + timedelta(days=ANSWER_DAYS[row.kind]),
            answered_on=row.answered_on,
            answer=open_text(need, row.answer_sealed, "answer", key=key),
        )
        for row in db.session.scalars(query)
    )
