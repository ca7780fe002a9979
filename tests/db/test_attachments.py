"""Attachments are sealed, kept once for their owner, and erased with a reason (A1, A2)."""

import pytest
import sqlalchemy as sa

from ledger.db import db, run
from ledger.errors import NotFound
from ledger.models.attachments import Attachment
from ledger.models.audit_events import AuditEvent
from ledger.models.users import Role
from ledger.reports import attachments as reports
from ledger.reports.scope import Actor
from ledger.services import attachments
from tests import make
from tests.attachments import PDF, scan
from tests.conftest import Store


def secretary(world: make.World) -> Actor:
    return make.actor(world.commune_id, Role.SECRETARY)


def keep(world: make.World, words: str = "", owner: str | None = None) -> int:
    """Keep a scan for the commune; return its id."""
    file, by = scan(words), secretary(world)
    return run(
        attachments.keep_attachment, by, party_unit_id=world.commune_id, file=file, owner=owner
    ).id


def erase(world: make.World, attachment_id: int, reason: str = "rút đồng ý") -> None:
    by = secretary(world)

    def work() -> None:
        row = db.session.get_one(Attachment, attachment_id)
        attachments.erase_attachment(by, row, reason=reason)

    run(work)


def test_bytes_are_sealed_and_open_again(store: Store) -> None:
    world = make.world()

    opened = reports.open_attachment(keep(world, "SECRETWORDS"))

    assert opened.body == PDF + b"SECRETWORDS"
    assert opened.name.startswith("giay-")
    stored = db.session.scalars(sa.select(Attachment.body_sealed)).one()
    assert stored is not None
    assert b"SECRETWORDS" not in stored


def test_the_same_file_is_kept_once_for_each_owner(store: Store) -> None:
    world = make.world()

    first = keep(world, owner="decision:1")

    assert keep(world, owner="decision:1") == first
    assert keep(world, owner="decision:2") != first
    found = reports.kept_files(["decision:1", "decision:2", "decision:3"])
    assert [(owner, len(files)) for owner, files in found.items()] == [
        ("decision:1", 1),
        ("decision:2", 1),
    ]


def test_a_unit_outside_the_scope_keeps_nothing_of_ours(store: Store) -> None:
    world = make.world()
    by, file = secretary(world), scan()

    with pytest.raises(NotFound):
        run(attachments.keep_attachment, by, party_unit_id=world.agency_id, file=file)


def test_erasing_removes_the_bytes_and_leaves_the_row(store: Store) -> None:
    world = make.world()
    kept = keep(world)

    erase(world, kept)
    erase(world, kept, "lần nữa")

    row = db.session.get_one(Attachment, kept)
    assert (row.body_sealed, row.erased_reason) == (None, "rút đồng ý")
    with pytest.raises(NotFound):
        reports.open_attachment(kept)
    assert reports.kept_files([row.owner]) == {}
    actions = db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions[-2:] == ["attachment.keep", "attachment.erase"]
    assert keep(world) != kept, "what was erased may be sent again"


def test_what_was_never_kept_is_not_found(store: Store) -> None:
    make.world()

    with pytest.raises(NotFound):
        reports.open_attachment(7)
