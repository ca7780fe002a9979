"""Make notice-board sheets, and write down where and for how long they hung (I3).

D3  A sheet is frozen when it is made: what changes later is on the next one.
D4  Names or amounts need a recorded basis; both together, a resolution that says so.
D5  The rule of the day the sheet is made sets its clock and stays on it.
"""

import hashlib
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.clock import format_date
from ledger.crypto import seal
from ledger.db import data_key, db
from ledger.errors import InTheFuture, NotFound, RuleBroken, StateRefused, TooLongAgo
from ledger.labels import label
from ledger.models.campaigns import CampaignState
from ledger.models.disclosures import (
    Disclosure,
    DisclosureBasis,
    DisclosureContent,
    DisclosurePosting,
    DisclosureRemoval,
)
from ledger.models.party_units import PartyUnit
from ledger.models.users import Role
from ledger.reports.campaigns import CampaignLine, campaign_line
from ledger.reports.disclosures import sealed_about
from ledger.reports.posting_terms import may_come_down, terms_on
from ledger.reports.scope import Actor, require_role, within
from ledger.reports.sheet_bodies import body_text, gather_body, gather_committee_body
from ledger.services import audit
from ledger.services.reporting import LONG_BEFORE
from ledger.services.treasurers import TREASURERS

PUBLISHERS = (*sorted(TREASURERS), Role.SECRETARY, Role.OFFICE)
"""The roles that make sheets, each for the unit it is given at."""


def make_sheet(
    actor: Actor,
    *,
    campaign_id: int,
    content: DisclosureContent,
    basis_kind: DisclosureBasis | None,
    basis_paper: str | None,
    basis_on: date | None,
    both_decided: bool,
    reported_on: date,
) -> Disclosure:
    """Freeze the sheet of the actor's own unit as the book stands now.

    The same facts on the same day are the same sheet.

    Raises:
        NotAllowed: the role makes no sheets.
        NotFound: no such campaign, or the unit is no part of it.
        StateRefused: the campaign is still a draft.
        InTheFuture, TooLongAgo: the report's or the basis's day.
        RuleBroken: names or amounts without a basis, or both without a resolution.

    """
    require_role(actor, *PUBLISHERS)
    campaign = campaign_line(actor, campaign_id)
    if campaign.state is CampaignState.DRAFT:
        raise StateRefused(f"Đợt vận động năm {campaign.year} chưa mở nên chưa có gì để công khai.")
    today = clock.today()
    _check_day(reported_on, campaign, field="reported_on", what="Ngày báo cáo")
    basis = _basis(actor, content, basis_kind, basis_paper, basis_on, both_decided=both_decided)
    if basis_on is not None and basis:
        _check_day(basis_on, campaign, field="basis_on", what="Ngày văn bản")
    unit = db.session.get_one(PartyUnit, actor.party_unit_id)
    body = (
        gather_committee_body(actor, campaign, unit, on=today)
        if actor.role is Role.OFFICE
        else gather_body(actor, campaign, unit, content=content, basis=basis, on=today)
    )
    text = body_text(body)
    digest = hashlib.sha256(text.encode()).hexdigest()
    known = db.session.scalar(sa.select(Disclosure).where(Disclosure.body_digest == digest))
    if known:
        return known
    terms = terms_on(today)
    sheet = Disclosure(
        campaign_id=campaign.id,
        party_unit_id=unit.id,
        content=content,
        basis_kind=basis_kind if basis else None,
        basis_paper=basis_paper or "" if basis else "",
        basis_on=basis_on if basis else None,
        reported_on=reported_on,
        post_by_on=terms.post_by(reported_on),
        least_days=terms.days_up(unit.kind),
        terms_basis=terms.basis,
        body_sealed=seal(text, key=data_key(), about=sealed_about(digest)),
        body_digest=digest,
        made_at=clock.now(),
        made_by_id=actor.user_id,
    )
    db.session.add(sheet)
    db.session.flush()
    audit.record(
        actor,
        "disclosure.make",
        f"disclosure:{sheet.id}",
        party_unit_id=unit.id,
        after={"content": content, "basis": basis, "digest": digest},
    )
    return sheet


def post_sheet(
    actor: Actor, disclosure_id: int, *, place: str, posted_on: date, paper: str, responsible: str
) -> DisclosurePosting:
    """Write down that a sheet was put up at a place (biên bản niêm yết).

    Raises:
        NotAllowed: the role makes no sheets.
        NotFound: no such sheet of the actor's unit.
        InTheFuture: the day.
        RuleBroken: the day is before the sheet was made.
        StateRefused: it hung at that place already, by another paper.

    """
    sheet = _own(actor, disclosure_id)
    if posted_on > clock.today():
        raise InTheFuture(today=clock.today(), field="posted_on", what="Ngày niêm yết")
    made_on = sheet.made_at.astimezone(clock.VIETNAM).date()
    if posted_on < min(made_on, sheet.reported_on):
        raise RuleBroken(
            f"Ngày niêm yết không được trước ngày báo cáo ({format_date(sheet.reported_on)}).",
            field="posted_on",
        )
    known = db.session.scalar(
        sa.select(DisclosurePosting).where(
            DisclosurePosting.disclosure_id == sheet.id, DisclosurePosting.place == place
        )
    )
    if known:
        if (known.posted_on, known.paper, known.responsible) == (posted_on, paper, responsible):
            return known
        raise StateRefused(
            f"Bản này đã ghi niêm yết tại nơi này từ {format_date(known.posted_on)}."
        )
    posting = DisclosurePosting(
        disclosure_id=sheet.id,
        place=place,
        posted_on=posted_on,
        paper=paper,
        responsible=responsible,
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(posting)
    db.session.flush()
    audit.record(
        actor,
        "disclosure.post",
        f"disclosure:{sheet.id}",
        party_unit_id=sheet.party_unit_id,
        after={"place": place, "posted_on": posted_on.isoformat(), "paper": paper},
    )
    return posting


def take_down(
    actor: Actor, posting_id: int, *, removed_on: date, paper: str, reason: str | None
) -> DisclosureRemoval:
    """Write down that a sheet was taken down (biên bản gỡ niêm yết).

    Raises:
        NotAllowed: the role makes no sheets.
        NotFound: no such posting of the actor's unit.
        InTheFuture: the day.
        RuleBroken: the day is before the posting, or too early without a reason.
        StateRefused: it was taken down already.

    """
    require_role(actor, *PUBLISHERS)
    posting = db.session.get(DisclosurePosting, posting_id)
    if posting is None:
        raise NotFound
    sheet = _own(actor, posting.disclosure_id)
    if removed_on > clock.today():
        raise InTheFuture(today=clock.today(), field="removed_on", what="Ngày gỡ")
    if removed_on < posting.posted_on:
        raise RuleBroken("Ngày gỡ không được trước ngày niêm yết.", field="removed_on")
    enough_on = may_come_down(posting.posted_on, sheet.least_days)
    if removed_on < enough_on and not reason:
        raise RuleBroken(
            f"Chưa đủ {sheet.least_days} ngày (đủ từ {format_date(enough_on)}). "
            "Nếu phải gỡ sớm thì nhập lý do.",
            field="reason",
        )
    known = db.session.get(DisclosureRemoval, posting.id)
    if known:
        if (known.removed_on, known.paper, known.reason) == (removed_on, paper, reason or ""):
            return known
        raise StateRefused(f"Bản này đã gỡ ngày {format_date(known.removed_on)}.")
    removal = DisclosureRemoval(
        posting_id=posting.id,
        removed_on=removed_on,
        paper=paper,
        reason=reason or "",
        recorded_at=clock.now(),
        recorded_by_id=actor.user_id,
    )
    db.session.add(removal)
    db.session.flush()
    audit.record(
        actor,
        "disclosure.take_down",
        f"disclosure:{sheet.id}",
        party_unit_id=sheet.party_unit_id,
        after={"place": posting.place, "removed_on": removed_on.isoformat(), "paper": paper},
    )
    return removal


def _basis(
    actor: Actor,
    content: DisclosureContent,
    kind: DisclosureBasis | None,
    paper: str | None,
    on: date | None,
    *,
    both_decided: bool,
) -> str:
    """Return the basis in words, as the sheet says it; empty for totals (D4)."""
    if content is DisclosureContent.TOTALS:
        return ""
    if actor.role is Role.OFFICE:
        raise RuleBroken("Bản chung của các đơn vị chỉ có số liệu chung.", field="content")
    if kind is None or not paper or on is None:
        raise RuleBroken(
            "Công khai tên hoặc số tiền từng người cần căn cứ: nghị quyết hoặc văn bản đồng ý, "
            "có số và ngày.",
            field="basis_paper",
        )
    both = content is DisclosureContent.NAMES_AND_AMOUNTS
    if both and (kind is not DisclosureBasis.RESOLUTION or not both_decided):
        raise RuleBroken(
            "Công khai cả tên lẫn số tiền chỉ khi nghị quyết đã quyết định như vậy; "
            "nếu không, chọn một trong hai.",
            field="content",
        )
    return f"{label(kind)} số {paper} ngày {format_date(on)}"


def _check_day(day: date, campaign: CampaignLine, *, field: str, what: str) -> None:
    if day > clock.today():
        raise InTheFuture(today=clock.today(), field=field, what=what)
    if day < campaign.starts_on - LONG_BEFORE:
        raise TooLongAgo(field=field)


def _own(actor: Actor, disclosure_id: int) -> Disclosure:
    require_role(actor, *PUBLISHERS)
    query = (
        sa.select(Disclosure)
        .join(PartyUnit, PartyUnit.id == Disclosure.party_unit_id)
        .where(
            Disclosure.id == disclosure_id,
            Disclosure.party_unit_id == actor.party_unit_id,
            within(actor),
        )
    )
    sheet = db.session.scalar(query)
    if sheet is None:
        raise NotFound
    return sheet
