"""Builders for files of contributions: a commune whose members are those of the samples."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ledger import clock
from ledger.db import db, run
from ledger.intake.member_lists import MemberList
from ledger.intake.workbooks import read_file
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.users import Role
from ledger.reports import contribution_imports as reports
from ledger.reports import member_imports
from ledger.reports.contribution_choices import Choices
from ledger.reports.contribution_plans import Plan
from ledger.reports.import_files import file_in_scope
from ledger.reports.scope import Actor
from ledger.services import contribution_imports, imports
from tests import make

SAMPLES = Path(__file__).parent / "samples"
DAY = date(2022, 12, 31)
"""The working day of these tests, the last one of the campaign."""

EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune with the members of the sample and an open campaign of 2022."""

    world: make.World
    campaign_id: int
    treasurer: Actor


def commune() -> Commune:
    """Make the commune of the samples, its campaign open on `DAY`."""
    world = make.world()
    treasurer = make.actor(world.commune_id, Role.COMMUNE_TREASURER)
    body = (SAMPLES / "members.xlsx").read_bytes()
    with clock.at_day(DAY):
        file = run(
            imports.keep_list, treasurer, filename="members.xlsx", body=body, members=_members()
        )
        plan = member_imports.preview(treasurer, file.id).plan
        assert plan is not None
        run(
            imports.confirm_list,
            treasurer,
            file.id,
            sha256=file.sha256,
            plan_digest=plan.digest,
            members=_members(),
            cells_to_found=[cell.number for cell in plan.new_cells],
        )
        campaign_id = make.open_campaign(world, 2022, suggested_vnd=50_000)
    return Commune(world=world, campaign_id=campaign_id, treasurer=treasurer)


@cache
def _members() -> MemberList:
    """Read the sample once a run."""
    body = (SAMPLES / "members.xlsx").read_bytes()
    return member_imports.read_list(body, "members.xlsx").members


def sample(name: str) -> bytes:
    """Return a sample file."""
    return (SAMPLES / name).read_bytes()


def csv_of(*lines: str, header: str = "Họ và tên;Năm sinh;Số tiền;Ngày nộp") -> bytes:
    """Return a list as a treasurer's spreadsheet program saves it."""
    return "\r\n".join((header, *lines)).encode("utf-8-sig")


def upload(at: Commune, body: bytes, filename: str = "ds.csv", **choices: Any) -> int:  # noqa: ANN401
    """Send a file in; return its id."""
    kept = reports.read_as_chosen(read_file(body, filename), Choices(**choices))
    file = run(
        contribution_imports.keep_contributions,
        at.treasurer,
        campaign_id=at.campaign_id,
        filename=filename,
        body=body,
        kept=kept,
    )
    return file.id


def plan_of(at: Commune, file_id: int) -> Plan:
    """Return what recording a file would do now."""
    shown = reports.preview(at.treasurer, file_id, reports.read_kept(at.treasurer, file_id))
    assert shown.plan is not None
    return shown.plan


def confirm(at: Commune, file_id: int, **facts: Any) -> ImportFile:  # noqa: ANN401
    """Record a file as it was planned just now, unless told otherwise."""
    kept = reports.read_kept(at.treasurer, file_id)
    file = file_in_scope(at.treasurer, file_id, ImportKind.CONTRIBUTIONS)
    usual = {"sha256": file.sha256, "kept": kept}
    if kept is not None and "plan_digest" not in facts:
        usual["plan_digest"] = plan_of(at, file_id).digest
    db.session.rollback()
    return run(contribution_imports.import_contributions, at.treasurer, file_id, **(usual | facts))
