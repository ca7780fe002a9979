"""Found units, open their books and routes, and name them from a day on."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from ledger import clock
from ledger.clock import format_date
from ledger.db import db
from ledger.errors import RuleBroken
from ledger.models.books import (
    ARRIVAL_OF,
    CHART,
    ROUTES,
    Account,
    Book,
    Movement,
    Route,
    Rule,
)
from ledger.models.journal import GENESIS
from ledger.models.party_units import (
    AGENCIES,
    LOCALITIES,
    DatedName,
    NameKind,
    PartyUnit,
    ReceiptsPer,
    ReceiptTitle,
    UnitKind,
)
from ledger.models.users import Role
from ledger.names import name_key
from ledger.reports.scope import Actor, names_on, require_role, unit_in_scope
from ledger.services import audit
from ledger.services.treasurers import TREASURERS

CHILD_KINDS: Mapping[UnitKind, tuple[UnitKind, ...]] = {
    UnitKind.DISTRICT_COMMITTEE: (
        UnitKind.COMMUNE_COMMITTEE,
        UnitKind.TOWN_COMMITTEE,
        UnitKind.WARD_COMMITTEE,
        UnitKind.AGENCY_COMMITTEE,
        UnitKind.AGENCY_CELL,
    ),
    UnitKind.COMMUNE_COMMITTEE: (UnitKind.CELL,),
    UnitKind.TOWN_COMMITTEE: (UnitKind.CELL,),
    UnitKind.WARD_COMMITTEE: (UnitKind.CELL,),
    UnitKind.AGENCY_COMMITTEE: (UnitKind.CELL,),
}
"""Which kinds of units stand below which; a cell has nothing below it."""


def any_unit() -> bool:
    """Say whether the tree has begun."""
    return db.session.scalar(sa.select(sa.exists().where(PartyUnit.id > 0))) or False


def root_unit_id() -> int:
    """Return the unit at the top of the tree.

    Raises:
        RuleBroken: the tree has not begun.

    """
    root = db.session.scalar(
        sa.select(PartyUnit.id).where(PartyUnit.parent_id.is_(None)).order_by(PartyUnit.id)
    )
    if root is None:
        raise RuleBroken("Chưa có cấp ủy nào; chạy «ngoinha init --committee …» trước.")
    return root


def found_unit(
    actor: Actor | None,
    *,
    parent: PartyUnit | None,
    kind: UnitKind,
    names: Mapping[NameKind, str],
    starts_on: date,
    rule: Rule | None = None,
) -> PartyUnit:
    """Add a unit to the tree, with its names; with a rule, also its book and routes.

    Raises:
        NotAllowed: the actor has another role.
        RuleBroken: the unit has no organisation name.

    """
    _require_founder(actor, kind, rule)
    if not names.get(NameKind.ORGANISATION):
        raise RuleBroken("Chưa nhập tên tổ chức.", field="organisation")
    siblings = sa.select(sa.func.count()).where(
        PartyUnit.parent_id == (parent.id if parent else None)
    )
    unit = PartyUnit(
        parent_id=parent.id if parent else None,
        path="",
        kind=kind,
        position=1 + (db.session.scalar(siblings) or 0),
        starts_on=starts_on,
    )
    unit.path = f"?{id(unit)}"  # unique until the id is known
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    for name_kind, text in names.items():
        if text:
            _name(actor, unit, kind=name_kind, text=text, starts_on=starts_on)
    db.session.flush()
    audit.record(
        actor,
        "unit.found",
        f"party_unit:{unit.id}",
        party_unit_id=unit.id,
        after={"name": names[NameKind.ORGANISATION], "kind": kind},
    )
    if rule:
        open_book(actor, unit, rule=rule, opened_on=starts_on)
    return unit


def add_unit(
    actor: Actor,
    *,
    parent_id: int,
    kind: UnitKind,
    names: Mapping[NameKind, str],
    starts_on: date,
) -> PartyUnit:
    """Add a unit below one of the actor's scope; its kind decides what becomes of its money.

    Communes, towns and wards keep it, agencies hand it in (the letter of 04/10/2022, point 2); a
    cell has no purse of its own.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: the parent is not in scope.
        RuleBroken: the kind does not belong there, or the name is taken.

    """
    require_role(actor, Role.ADMIN)
    lock = sa.select(PartyUnit.id).where(PartyUnit.id == parent_id)
    db.session.execute(lock.with_for_update(key_share=True))
    parent = unit_in_scope(actor, parent_id)
    if kind not in CHILD_KINDS.get(parent.kind, ()):
        raise RuleBroken("Loại tổ chức này không trực thuộc tổ chức đã chọn.", field="kind")
    standing = sa.select(PartyUnit.id).where(
        PartyUnit.parent_id == parent.id, PartyUnit.ends_before.is_(None)
    )
    siblings = list(db.session.scalars(standing))
    taken = names_on(siblings, (NameKind.ORGANISATION,)).values()
    name = names.get(NameKind.ORGANISATION, "")
    if name_key(name) in map(name_key, taken):
        raise RuleBroken(f"Đã có «{name}» ở đây.", field="organisation")
    rule = Rule.KEEP if kind in LOCALITIES else Rule.REMIT if kind in AGENCIES else None
    return found_unit(actor, parent=parent, kind=kind, names=names, starts_on=starts_on, rule=rule)


def rename_unit(
    actor: Actor, unit_id: int, *, names: Mapping[NameKind, str], starts_on: date
) -> PartyUnit:
    """Give a unit of the actor's scope other names from a day on; only what changes is written.

    An empty text ends a name, as when there is no accountant any more.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such unit in scope.
        RuleBroken: the organisation would have no name, or the day is before its beginning.

    """
    require_role(actor, Role.ADMIN)
    unit = unit_in_scope(actor, unit_id)
    if starts_on < unit.starts_on:
        raise RuleBroken(
            f"Tổ chức này bắt đầu từ ngày {format_date(unit.starts_on)}.", field="starts_on"
        )
    before = names_on([unit.id], tuple(names), starts_on)
    if not names.get(NameKind.ORGANISATION, "?"):
        raise RuleBroken("Chưa nhập tên tổ chức.", field="organisation")
    changed = {
        kind: text for kind, text in names.items() if text != before.get((unit.id, kind), "")
    }
    for kind, text in changed.items():
        _name(actor, unit, kind=kind, text=text, starts_on=starts_on)
    if changed:
        audit.record(
            actor,
            "unit.names",
            f"party_unit:{unit.id}",
            party_unit_id=unit.id,
            before={kind.value: before.get((unit.id, kind)) for kind in changed},
            after={kind.value: text for kind, text in changed.items()}
            | {"starts_on": starts_on.isoformat()},
        )
    return unit


def set_receipts(
    actor: Actor,
    unit_id: int,
    *,
    receipt_title: ReceiptTitle,
    receipt_form: str,
    receipts_per: ReceiptsPer,
) -> PartyUnit:
    """Choose what a unit of the actor's scope calls its receipts, and for whom it gives one.

    ``receipt_form`` is their “Mẫu số” line. Receipts given before stay as they are.

    Raises:
        NotAllowed: the actor has another role.
        NotFound: no such unit in scope.

    """
    require_role(actor, Role.ADMIN)
    unit = unit_in_scope(actor, unit_id)
    before = {
        "receipt_title": unit.receipt_title,
        "receipt_form": unit.receipt_form,
        "receipts_per": unit.receipts_per,
    }
    unit.receipt_title = receipt_title
    unit.receipt_form = receipt_form
    unit.receipts_per = receipts_per
    after = {
        "receipt_title": receipt_title,
        "receipt_form": receipt_form,
        "receipts_per": receipts_per,
    }
    if after != before:
        audit.record(
            actor,
            "unit.receipts",
            f"party_unit:{unit.id}",
            party_unit_id=unit.id,
            before=before,
            after=after,
        )
    return unit


def name_unit(
    actor: Actor | None, unit: PartyUnit, *, kind: NameKind, text: str, starts_on: date
) -> None:
    """Give a unit, one of its organs or signers a name from a day on; older papers keep theirs.

    Raises:
        NotAllowed: the actor has another role.

    """
    require_role(actor, Role.ADMIN)
    _name(actor, unit, kind=kind, text=text, starts_on=starts_on)


def _name(
    actor: Actor | None, unit: PartyUnit, *, kind: NameKind, text: str, starts_on: date
) -> None:
    same_day = sa.select(DatedName).where(
        DatedName.party_unit_id == unit.id,
        DatedName.kind == kind,
        DatedName.starts_on == starts_on,
    )
    existing = db.session.scalar(same_day)
    if existing:
        audit.record(
            actor,
            "unit.rename",
            f"party_unit:{unit.id}",
            party_unit_id=unit.id,
            before={kind.value: existing.text},
            after={kind.value: text},
        )
        existing.text = text
    else:
        db.session.add(DatedName(party_unit_id=unit.id, kind=kind, text=text, starts_on=starts_on))


def open_book(
    actor: Actor | None,
    unit: PartyUnit,
    *,
    rule: Rule,
    opened_on: date | None = None,
    house_id: int | None = None,
) -> Book:
    """Open a purse: its accounts, and the routes by which its money may go and come.

    An agency unit's book is joined to the office's book of its committee; a grant's to the book
    it is granted from.

    Raises:
        NotAllowed: the actor is not the administrator, nor the office that grants.

    """
    require_role(actor, Role.ADMIN, *((Role.OFFICE,) if rule is Rule.GRANT else ()))
    book = Book(
        party_unit_id=unit.id,
        rule=rule,
        house_id=house_id,
        opened_on=opened_on or clock.today(),
        last_seq=0,
        head=GENESIS,
    )
    db.session.add(book)
    db.session.flush()
    db.session.add_all(
        Account(book_id=book.id, kind=kind, rule=rule, debits_vnd=0, credits_vnd=0)
        for kind in CHART[rule]
    )
    audit.record(
        actor,
        "book.open",
        f"book:{book.id}",
        party_unit_id=unit.id,
        after={"rule": rule},
    )
    if rule in (Rule.REMIT, Rule.GRANT):
        _join_to_office(actor, unit, book)
    db.session.flush()
    return book


def open_route(actor: Actor | None, sender: Book, receiver: Book, *, leaving: Movement) -> None:
    """Let money of one kind leave a book for another: one row for each half of the passage.

    Raises:
        NotAllowed: the actor is not the administrator, nor the office that grants.

    """
    grants = Rule.GRANT in (sender.rule, receiver.rule)
    require_role(actor, Role.ADMIN, *((Role.OFFICE,) if grants else ()))
    for book, other, kind in (
        (sender, receiver, leaving),
        (receiver, sender, ARRIVAL_OF[leaving]),
    ):
        db.session.add(
            Route(
                book_id=book.id,
                other_book_id=other.id,
                kind=kind,
                rule=book.rule,
                other_rule=other.rule,
            )
        )
    audit.record(
        actor,
        "route.open",
        f"book:{sender.id}",
        party_unit_id=sender.party_unit_id,
        after={"to_book": receiver.id, "movement": leaving},
    )


def _require_founder(actor: Actor | None, kind: UnitKind, rule: Rule | None) -> None:
    """Units are the administrator's; an import of a treasurer's list founds its new cells."""
    plain_cell = kind is UnitKind.CELL and rule is None
    require_role(actor, Role.ADMIN, *(TREASURERS if plain_cell else ()))


def _join_to_office(actor: Actor | None, unit: PartyUnit, book: Book) -> None:
    root_id = int(unit.path.strip("/").split("/")[0])
    office = db.session.scalar(
        sa.select(Book).where(
            Book.party_unit_id == root_id, Book.rule == Rule.OFFICE, Book.closed_on.is_(None)
        )
    )
    if office is None:
        raise RuleBroken("Cấp ủy chưa có sổ của Văn phòng; hãy mở sổ của Văn phòng trước.")
    for leaving, pairs in ROUTES.items():
        if (book.rule, Rule.OFFICE) in pairs and leaving is not Movement.HAND_OVER_OUT:
            open_route(actor, book, office, leaving=leaving)
        if (Rule.OFFICE, book.rule) in pairs and leaving is not Movement.HAND_OVER_OUT:
            open_route(actor, office, book, leaving=leaving)
