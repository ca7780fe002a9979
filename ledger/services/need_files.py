"""Fill a need file: survey, notes to the criteria, papers and pictures, consent; and its readings.

F1  What is found out is sealed under the file's key; the audit says which facts changed, not how.
F2  No picture is kept without the family's written consent; taking it back erases them at once.
F3  Each reading of a file is written down before it is shown.
"""

import json
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.db import db
from ledger.errors import FileErased, NoConsent, NotFound, RuleBroken
from ledger.intake.attachments import TakenFile
from ledger.models.attachments import Attachment
from ledger.models.housing_needs import (
    ConsentScope,
    HousingNeed,
    NeedConsent,
    NeedPaper,
    NeedPaperKind,
)
from ledger.models.users import Role
from ledger.reports import inspections, need_seals
from ledger.reports import need_files as reports
from ledger.reports.housing_needs import need_in_scope, require_reader
from ledger.reports.need_warnings import household_mark
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.attachments import erase_attachment, keep_attachment
from ledger.services.need_keepers import check_day, record, require_keeper, seal
from ledger.surveys import SurveyFacts, changed_names, to_json


def note_reading(actor: Actor, need_id: int, *, page: str) -> None:
    """Write down that somebody reads a file, before it is shown to them.

    Raises:
        NotFound: no such need for the actor.

    """
    need = need_in_scope(actor, need_id)
    decision_id = inspections.opened_by(actor, need.cell_id) if _inspects(actor) else None
    record(actor, need, "read", after={"page": page, "inspection_id": decision_id})
    db.session.flush()


def note_export(actor: Actor, *, form: str, count: int) -> None:
    """Write down that somebody takes the whole list away, on paper or as a spreadsheet.

    Raises:
        NotFound: need files do not exist for this role.

    """
    require_reader(actor)
    audit.record(
        actor,
        "housing_need.export",
        f"party_unit:{actor.party_unit_id}",
        party_unit_id=actor.party_unit_id,
        after={"form": form, "needs": count},
    )
    db.session.flush()


def record_survey(
    actor: Actor,
    need_id: int,
    *,
    surveyed_on: date,
    facts: SurveyFacts,
    criteria: Mapping[int, str] | None = None,
) -> HousingNeed:
    """Put down what a survey found and what the file says to the programme's questions.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor only reads need files.
        FileErased: the file was erased.
        InTheFuture, TooLongAgo, RuleBroken: the day; the address is missing.

    """
    need = _lock_standing(actor, need_id)
    check_day(surveyed_on, field="surveyed_on", what="Ngày khảo sát")
    if not facts.address:
        raise RuleBroken("Chưa nhập địa chỉ hộ.", field="address")
    key = need_seals.file_key(need)
    before = reports.survey_of(need, key=key)
    changed = changed_names(before, facts)
    notes = {id_: text for id_, text in (criteria or {}).items() if text}
    if notes != reports.criteria_notes(need, key=key):
        changed.append("criteria")
    need.surveyed_on = surveyed_on
    need.survey_sealed = seal(need, "survey", to_json(facts), key=key)
    need.criteria_sealed = seal(need, "criteria", json.dumps(notes, sort_keys=True), key=key)
    need.household_mark = household_mark(facts.address)
    record(
        actor,
        need,
        "survey",
        after={"surveyed_on": surveyed_on.isoformat(), "changed": ", ".join(changed)},
    )
    db.session.flush()
    return need


def add_paper(
    actor: Actor, need_id: int, *, kind: NeedPaperKind, on_date: date, file: TakenFile
) -> NeedPaper:
    """Add a paper or picture to a file; the same one again is the one that is there.

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor only reads need files.
        FileErased: the file was erased.
        NoConsent: a picture of the home, without the family's consent.
        InTheFuture, TooLongAgo, RuleBroken: the day; the file has too many papers.

    """
    need = _lock_standing(actor, need_id)
    check_day(on_date, field="on_date", what="Ngày của giấy tờ")
    consent = reports.last_consent(need.id)
    if kind is NeedPaperKind.PHOTO and (consent is None or consent.scope is ConsentScope.NONE):
        raise NoConsent
    kept = keep_attachment(
        actor, party_unit_id=need.party_unit_id, file=file, owner=f"housing_need:{need.id}"
    )
    query = sa.select(NeedPaper).where(NeedPaper.attachment_id == kept.id)
    if (known := db.session.scalar(query)) is not None:
        return known
    if len(_standing_papers(need)) >= reports.MOST_PAPERS:
        raise RuleBroken(
            f"Hồ sơ đã có {reports.MOST_PAPERS} giấy tờ, ảnh; hãy bỏ bớt trước khi thêm.",
            field="file",
        )
    paper = NeedPaper(
        need_id=need.id,
        kind=kind,
        on_date=on_date,
        attachment_id=kept.id,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(paper)
    db.session.flush()
    record(actor, need, "add_paper", after={"paper": paper.id, "kind": kind.value})
    return paper


def remove_paper(actor: Actor, need_id: int, paper_id: int, *, reason: str) -> None:
    """Erase a paper's bytes; that it was there, and why it went, stays.

    Raises:
        NotFound: no such need for the actor, or no such paper in it.
        NotAllowed: the actor only reads need files.
        FileErased: the file was erased.

    """
    need = _lock_standing(actor, need_id)
    query = sa.select(NeedPaper).where(NeedPaper.id == paper_id, NeedPaper.need_id == need.id)
    paper = db.session.scalar(query)
    if paper is None:
        raise NotFound
    erase_attachment(actor, db.session.get_one(Attachment, paper.attachment_id), reason=reason)
    record(actor, need, "remove_paper", after={"paper": paper.id, "kind": paper.kind.value})
    db.session.flush()


def record_consent(
    actor: Actor, need_id: int, *, scope: ConsentScope, on_date: date, paper: str
) -> NeedConsent:
    """Record the family's word about pictures; taking it back erases the pictures (F2).

    Raises:
        NotFound: no such need for the actor.
        NotAllowed: the actor only reads need files.
        FileErased: the file was erased.
        InTheFuture, TooLongAgo: the day.

    """
    need = _lock_standing(actor, need_id)
    check_day(on_date, field="on_date", what="Ngày của văn bản")
    last = reports.last_consent(need.id)
    if last and (last.scope, last.on_date, last.paper) == (scope, on_date, paper):
        return last
    consent = NeedConsent(
        need_id=need.id,
        scope=scope,
        on_date=on_date,
        paper=paper,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(consent)
    db.session.flush()
    record(actor, need, "consent", after={"scope": scope.value, "on": on_date.isoformat()})
    if scope is ConsentScope.NONE:
        photos = [row for row in _standing_papers(need) if row.kind is NeedPaperKind.PHOTO]
        erase_papers(actor, photos, reason="Gia đình rút lại đồng ý về hình ảnh")
    return consent


def erase_papers(actor: Actor, papers: list[NeedPaper], *, reason: str) -> None:
    """Erase the bytes of some papers of one file."""
    for paper in papers:
        erase_attachment(actor, db.session.get_one(Attachment, paper.attachment_id), reason=reason)


def papers_of(need: HousingNeed) -> list[NeedPaper]:
    """Return the papers of a file that are still kept."""
    return _standing_papers(need)


def _lock_standing(actor: Actor, need_id: int) -> HousingNeed:
    """Return a file that may still be added to.

    Raises:
        NotFound, NotAllowed, FileErased.

    """
    require_keeper(actor)
    need = need_in_scope(actor, need_id, lock=True)
    if need.erased_at is not None:
        raise FileErased
    return need


def _standing_papers(need: HousingNeed) -> list[NeedPaper]:
    query = (
        sa.select(NeedPaper)
        .join(Attachment, Attachment.id == NeedPaper.attachment_id)
        .where(NeedPaper.need_id == need.id, Attachment.erased_at.is_(None))
        .order_by(NeedPaper.id)
    )
    return list(db.session.scalars(query))


def _inspects(actor: Actor) -> bool:
    return actor.role is Role.INSPECTOR
