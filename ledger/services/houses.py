"""Bring a house from plan to hand-over, with the paper of each step (H8).

A house made from a need takes the need along; from a decision that is confirmed it goes on to
building and hand-over. A house built mainly by others may start without a decision of ours, once
its sources are on paper.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.clock import format_date
from ledger.db import db
from ledger.errors import NotAllowed, NotFound, RuleBroken, StateRefused
from ledger.intake.attachments import TakenFile
from ledger.labels import label
from ledger.models.decisions import Decision, DecisionKind
from ledger.models.house_sources import HouseSource
from ledger.models.houses import PHOTOS, House, HousePaper, HousePaperKind, HouseStatus
from ledger.models.housing_needs import HousingNeed, NeedKind, NeedState
from ledger.models.party_units import LOCALITIES, PartyUnit
from ledger.models.users import Role
from ledger.reports.decision_standings import standings
from ledger.reports.houses import house_in_scope
from ledger.reports.scope import Actor, unit_in_scope, within
from ledger.services import audit, housing_needs
from ledger.services.attachments import keep_attachment
from ledger.services.purses import require_day

BUILDERS = frozenset({Role.COMMUNE_TREASURER, Role.SECRETARY, Role.ORGANISATION_BOARD})
"""Who keeps a house's file: its own unit, and the organisation board of the committee."""


def plan_house(
    actor: Actor,
    *,
    party_unit_id: int,
    name: str,
    kind: NeedKind,
    cost_vnd: int | None,
    need_id: int | None = None,
) -> House:
    """Open the file of a house, for a need that is eligible or planned, or without one. Flushes.

    The same form sent twice opens one file.

    Raises:
        NotAllowed, NotFound, RuleBroken (no locality), StateRefused (the need has a house, or is
        not ready).

    """
    unit = _builder_unit(actor, party_unit_id)
    lock = sa.select(PartyUnit.id).where(PartyUnit.id == unit.id)
    db.session.execute(lock.with_for_update(key_share=True))  # two clicks open one file
    if unit.kind not in LOCALITIES:
        raise RuleBroken("Chọn xã, thị trấn nơi xây nhà.", field="party_unit_id")
    known = sa.select(House).where(House.party_unit_id == unit.id, House.name == name)
    same = db.session.scalar(known)
    if same is not None:
        if same.need_id == need_id and same.status is HouseStatus.PLANNED:
            return same
        raise StateRefused(f"Đơn vị đã có {name}.")
    if need_id is not None:
        _require_ready(actor, need_id)
    house = House(
        party_unit_id=unit.id,
        name=name,
        need_id=need_id,
        kind=kind,
        status=HouseStatus.PLANNED,
        cost_vnd=cost_vnd,
        planned_on=clock.today(),
    )
    db.session.add(house)
    db.session.flush()
    _audit(actor, "house.plan", house, after={"name": name, "cost_vnd": cost_vnd})
    return house


def edit_house(actor: Actor, house_id: int, *, name: str, cost_vnd: int | None) -> House:
    """Change what a house is called and planned to cost. Flushes.

    Raises:
        NotAllowed, NotFound.

    """
    house = own_house(actor, house_id)
    before = {"name": house.name, "cost_vnd": house.cost_vnd}
    house.name, house.cost_vnd = name, cost_vnd
    _audit(actor, "house.edit", house, before=before, after={"name": name, "cost_vnd": cost_vnd})
    db.session.flush()
    return house


def follow_decision(actor: Actor, decision: Decision) -> None:
    """Let a house stand where its decisions put it: approved, or planned again. Flushes."""
    house = _lock(decision.house_id)
    paper = f"Quyết định số {decision.number} ngày {format_date(decision.issued_on)}"
    if decision.changes_id is None and house.status in (None, HouseStatus.PLANNED):
        _go_on(actor, house, HouseStatus.APPROVED, on=decision.issued_on, paper=paper)
    elif (
        decision.kind is DecisionKind.WITHDRAWAL
        and house.status is HouseStatus.APPROVED
        and not decision.amount_vnd
        and all(one.withdrawn for one in standings(Decision.house_id == house.id).values())
    ):
        _go_on(actor, house, HouseStatus.PLANNED, on=decision.issued_on, paper=paper)


def start_house(
    actor: Actor, house_id: int, *, on_date: date, number: str, files: Sequence[TakenFile] = ()
) -> House:
    """Record that building began (khởi công). Flushes.

    Raises:
        NotAllowed, NotFound, StateRefused, InTheFuture, TooLongAgo.

    """
    house = own_house(actor, house_id)
    others = sa.exists().where(
        HouseSource.house_id == house.id, HouseSource.dropped_reason.is_(None)
    )
    ready = house.status is HouseStatus.APPROVED or (
        house.status is HouseStatus.PLANNED and db.session.scalar(sa.select(others))
    )
    if not ready:
        raise _refused(house, "Chỉ khởi công khi đã có quyết định, hoặc đã ghi nguồn xây nhà khác.")
    require_day(on_date, field="on_date", what="Ngày khởi công")
    house.started_on = on_date
    _go_on(actor, house, HouseStatus.BUILDING, on=on_date, paper=f"Biên bản khởi công {number}")
    _file(actor, house, HousePaperKind.START, number, on_date, files)
    return house


def accept_house(
    actor: Actor, house_id: int, *, on_date: date, number: str, files: Sequence[TakenFile] = ()
) -> House:
    """Record that the finished house was accepted (nghiệm thu). Flushes.

    Raises:
        NotAllowed, NotFound, StateRefused, InTheFuture, TooLongAgo, RuleBroken.

    """
    house = own_house(actor, house_id)
    if house.status is not HouseStatus.BUILDING or house.accepted_on is not None:
        raise _refused(house, "Chỉ nghiệm thu ngôi nhà đang xây, một lần.")
    _require_after(house.started_on, on_date, what="Ngày nghiệm thu", before="khởi công")
    house.accepted_on = on_date
    _audit(actor, "house.accept", house, after={"accepted_on": on_date.isoformat()})
    _file(actor, house, HousePaperKind.ACCEPTANCE, number, on_date, files)
    return house


def hand_over_house(
    actor: Actor,
    house_id: int,
    *,
    on_date: date,
    number: str,
    settled_vnd: int | None,
    files: Sequence[TakenFile] = (),
) -> House:
    """Record that the family got the house (bàn giao), and what it cost in all. Flushes.

    Raises:
        NotAllowed, NotFound, StateRefused, InTheFuture, TooLongAgo, RuleBroken.

    """
    house = own_house(actor, house_id)
    if house.status is not HouseStatus.BUILDING or house.accepted_on is None:
        raise _refused(house, "Chỉ bàn giao ngôi nhà đã nghiệm thu.")
    _require_after(house.accepted_on, on_date, what="Ngày bàn giao", before="nghiệm thu")
    house.handed_over_on, house.settled_vnd = on_date, settled_vnd
    paper = f"Biên bản bàn giao {number}"
    _go_on(actor, house, HouseStatus.HANDED_OVER, on=on_date, paper=paper)
    _file(actor, house, HousePaperKind.HAND_OVER, number, on_date, files)
    return house


def set_photo_consent(actor: Actor, house_id: int, *, words: str) -> House:
    """Write down how the family agreed to be photographed; empty takes it back. Flushes.

    Raises:
        NotAllowed, NotFound.

    """
    house = own_house(actor, house_id)
    before = {"photo_consent": house.photo_consent}
    house.photo_consent = words or None
    _audit(actor, "house.consent", house, before=before, after={"photo_consent": words or None})
    db.session.flush()
    return house


def add_paper(
    actor: Actor,
    house_id: int,
    *,
    kind: HousePaperKind,
    number: str,
    issued_on: date,
    title: str,
    files: Sequence[TakenFile] = (),
) -> HousePaper:
    """Keep a paper or picture of a house. Flushes.

    Raises:
        NotAllowed, NotFound, InTheFuture, TooLongAgo, RuleBroken (a picture without consent).

    """
    house = own_house(actor, house_id)
    if kind in PHOTOS and not house.photo_consent:
        raise RuleBroken(
            "Ảnh của gia đình chỉ lưu khi gia đình đồng ý; hãy ghi sự đồng ý trước.", field="kind"
        )
    require_day(issued_on, field="issued_on", what="Ngày trên giấy")
    return _file(actor, house, kind, number, issued_on, files, title=title)


def remove_paper(actor: Actor, house_id: int, paper_id: int, *, reason: str) -> HousePaper:
    """Take a paper off a house's page; its row stays, with the reason. Flushes.

    Raises:
        NotAllowed, NotFound.

    """
    house = own_house(actor, house_id)
    paper = db.session.get(HousePaper, paper_id)
    if paper is None or paper.house_id != house.id:
        raise NotFound
    if paper.removed_reason is None:
        paper.removed_reason = reason
        _audit(actor, "house.remove_paper", house, after={"paper": paper.id, "reason": reason})
        db.session.flush()
    return paper


def own_house(actor: Actor, house_id: int) -> House:
    """Lock the house whose file the actor keeps.

    Raises:
        NotAllowed: another role.
        NotFound: no such house, or another unit's.

    """
    house = house_in_scope(actor, house_id)
    _builder_unit(actor, house.party_unit_id)
    return _lock(house.id)


def _builder_unit(actor: Actor, unit_id: int) -> PartyUnit:
    if actor.role not in BUILDERS:
        raise NotAllowed
    unit = unit_in_scope(actor, unit_id)
    if actor.role is not Role.ORGANISATION_BOARD and unit.id != actor.party_unit_id:
        raise NotFound
    return unit


def _lock(house_id: int) -> House:
    query = sa.select(House).where(House.id == house_id).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _require_ready(actor: Actor, need_id: int) -> None:
    query = (
        sa.select(HousingNeed)
        .join(PartyUnit, PartyUnit.id == HousingNeed.party_unit_id)
        .where(HousingNeed.id == need_id, within(actor))
    )
    need = db.session.scalar(query)
    if need is None:
        raise NotFound
    if need.state not in (NeedState.ELIGIBLE, NeedState.PLANNED):
        raise StateRefused("Trường hợp này chưa được xét đủ điều kiện nên chưa lập ngôi nhà.")
    name = db.session.scalar(sa.select(House.name).where(House.need_id == need_id))
    if name is not None:
        raise StateRefused(f"Trường hợp này đã có {name}.")


def _require_after(first: date | None, on: date, *, what: str, before: str) -> None:
    require_day(on, field="on_date", what=what)
    if first is not None and on < first:
        raise RuleBroken(
            f"{what} không được trước ngày {before} {format_date(first)}.", field="on_date"
        )


def _go_on(actor: Actor, house: House, status: HouseStatus, *, on: date, paper: str) -> None:
    """Let a house stand in a new state, and its need follow it."""
    before = {"status": house.status}
    house.status = status
    db.session.flush()
    _audit(actor, "house.status", house, before=before, after={"status": status, "paper": paper})
    if house.need_id is not None:
        housing_needs.follow_house(actor, house.need_id, status=status, on_date=on, paper=paper)


def _file(
    actor: Actor,
    house: House,
    kind: HousePaperKind,
    number: str,
    issued_on: date,
    files: Sequence[TakenFile],
    *,
    title: str = "",
) -> HousePaper:
    same = sa.select(HousePaper).where(
        HousePaper.house_id == house.id,
        HousePaper.kind == kind,
        HousePaper.number == number,
        HousePaper.issued_on == issued_on,
        HousePaper.title == title,
        HousePaper.removed_reason.is_(None),
    )
    paper = db.session.scalar(same) or HousePaper(
        house_id=house.id,
        kind=kind,
        number=number,
        issued_on=issued_on,
        title=title,
        entered_by_id=actor.user_id,
        entered_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    for file in files:
        owner = f"house_paper:{paper.id}"
        keep_attachment(actor, party_unit_id=house.party_unit_id, file=file, owner=owner)
    return paper


def _refused(house: House, sentence: str) -> StateRefused:
    state = label(house.status) if house.status else "chưa có quyết định"
    return StateRefused(f"{house.name} {state}. {sentence}")


def _audit(
    actor: Actor,
    action: str,
    house: House,
    *,
    before: audit.Facts | None = None,
    after: audit.Facts | None = None,
) -> None:
    audit.record(
        actor,
        action,
        f"house:{house.id}",
        party_unit_id=house.party_unit_id,
        before=before,
        after=after,
    )
