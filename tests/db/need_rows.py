"""Rows of a need file and its attachment, for the attacks' scene."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.models.attachments import Attachment, AttachmentKind
from ledger.models.housing_needs import (
    ConsentScope,
    HousingNeed,
    NeedAct,
    NeedConsent,
    NeedKind,
    NeedPaper,
    NeedPaperKind,
    NeedRequest,
    NeedState,
    NeedStep,
    RequestKind,
)
from ledger.models.list_entries import ListEntry

if TYPE_CHECKING:
    from tests.db.scene import Scene

DAY = date(2024, 11, 1)


def need(scene: Scene) -> None:
    """Add a need with its first step, a photo with consent, and a request; all unanswered yet."""
    recorded = {"recorded_at": clock.now(), "recorded_by_id": scene.user_id}
    entry = db.session.get_one(ListEntry, scene.entry_ids[0])
    row = HousingNeed(
        code="NEED001",
        member_id=entry.member_id,
        cell_id=entry.cell_id,
        party_unit_id=scene.units["keep1"],
        kind=NeedKind.NEW_HOUSE,
        state=NeedState.PROPOSED,
        applied_on=DAY,
        key_sealed="khóa",
        **recorded,
    )
    kept = [_attachment(scene, f"FILE{number}") for number in (1, 2)]
    db.session.add_all([row, *kept])
    db.session.flush()
    db.session.add(
        NeedStep(
            need_id=row.id,
            position=1,
            act=NeedAct.APPLY,
            to_state=NeedState.PROPOSED,
            on_date=DAY,
            **recorded,
        )
    )
    consent = {"need_id": row.id, "on_date": DAY, "paper": "Giấy đồng ý"}
    db.session.add(NeedConsent(scope=ConsentScope.FILE, **consent, **recorded))
    db.session.flush()
    db.session.add_all(
        [
            NeedPaper(
                need_id=row.id,
                kind=NeedPaperKind.PHOTO,
                on_date=DAY,
                attachment_id=kept[0].id,
                **recorded,
            ),
            NeedRequest(need_id=row.id, kind=RequestKind.VIEW, received_on=DAY, **recorded),
        ]
    )
    db.session.flush()
    # The family has thought better of it since: another photo is refused now.
    db.session.add(NeedConsent(scope=ConsentScope.NONE, **consent, **recorded))
    answered = sa.select(NeedRequest).where(NeedRequest.need_id == row.id)
    request = db.session.scalars(answered).one()
    request.acknowledged_on = request.answered_on = DAY
    request.answered_by_id = scene.user_id


def _attachment(scene: Scene, code: str) -> Attachment:
    return Attachment(
        code=code,
        party_unit_id=scene.units["keep1"],
        owner="housing_need:1",
        kind=AttachmentKind.PICTURE,
        sha256=code.ljust(64, "0"),
        size_bytes=4,
        body_sealed=b"anh!",
        kept_at=clock.now(),
        kept_by_id=scene.user_id,
    )
