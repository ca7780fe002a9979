"""Keep the programme's questions to every need: a list with notes, never a score (H2)."""

from ledger import clock
from ledger.db import db
from ledger.errors import NotFound, RuleBroken
from ledger.models.housing_needs import NeedCriterion
from ledger.models.users import Role
from ledger.reports import need_criteria as reports
from ledger.reports.housing_needs import require_reader
from ledger.reports.scope import Actor, require_role
from ledger.services import audit

MOST_CRITERIA = 30


def add_criterion(actor: Actor, *, text: str) -> NeedCriterion:
    """Add a question to the programme's list, after the others.

    Raises:
        NotFound: need files do not exist for this role, or there is no programme.
        NotAllowed: the actor is not Ban Tổ chức.
        RuleBroken: the list asks this already, or is long enough.

    """
    require_reader(actor)
    require_role(actor, Role.ORGANISATION_BOARD)
    programme_id = reports.programme_id()
    if programme_id is None:
        raise NotFound
    standing = reports.criteria_of()
    if any(row.text.casefold() == text.casefold() for row in standing):
        raise RuleBroken("Tiêu chí này đã có trong danh sách.", field="text")
    if len(standing) >= MOST_CRITERIA:
        raise RuleBroken(f"Danh sách đã có {MOST_CRITERIA} tiêu chí; hãy bỏ bớt.", field="text")
    last = max((row.position for row in reports.criteria_of(standing=False)), default=0)
    row = NeedCriterion(programme_id=programme_id, position=last + 1, text=text)
    db.session.add(row)
    db.session.flush()
    _record(actor, row, "add")
    return row


def retire_criterion(actor: Actor, criterion_id: int) -> None:
    """Ask a question no more; files that answered it keep their notes.

    Raises:
        NotFound: need files do not exist for this role, or no such question.
        NotAllowed: the actor is not Ban Tổ chức.

    """
    require_reader(actor)
    require_role(actor, Role.ORGANISATION_BOARD)
    row = db.session.get(NeedCriterion, criterion_id)
    if row is None:
        raise NotFound
    if row.retired_on is None:
        row.retired_on = clock.today()
        _record(actor, row, "retire")
    db.session.flush()


def _record(actor: Actor, row: NeedCriterion, verb: str) -> None:
    audit.record(
        actor,
        f"need_criterion.{verb}",
        f"need_criterion:{row.id}",
        party_unit_id=actor.party_unit_id,
        after={"text": row.text},
    )
