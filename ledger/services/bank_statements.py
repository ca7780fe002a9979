"""Take in bank statements: kept sealed for a preview, imported whole or not at all (P10, G4)."""

from collections.abc import Collection

import sqlalchemy as sa

from ledger import clock, crypto
from ledger.db import data_key, db
from ledger.errors import (
    AlreadyImported,
    Doubt,
    FileChanged,
    ImportRefused,
    ListChanged,
    RuleBroken,
)
from ledger.intake.bank_statements import Statement
from ledger.models.bank_lines import BankLine
from ledger.models.bank_statements import BankStatement
from ledger.models.imports import ImportFile, ImportKind
from ledger.models.party_units import PartyUnit
from ledger.reports.bank_lines import remark_about
from ledger.reports.bank_plans import StatementPlan, plan_statement
from ledger.reports.bank_statements import Choice, account_of
from ledger.reports.import_files import file_in_scope
from ledger.reports.scope import Actor
from ledger.services import audit
from ledger.services.doubts import ask_again
from ledger.services.import_files import forget_stale_files, keep_file, known_file
from ledger.services.purses import lock_purse
from ledger.services.submissions import digest_body
from ledger.services.treasurers import require_treasurer


def keep_statement(actor: Actor, *, filename: str, body: bytes) -> ImportFile:
    """Keep a statement, sealed, until it is confirmed; sent again it is the same preview.

    Raises:
        NotAllowed, NotFound (no purse of one's own), AlreadyImported.

    """
    require_treasurer(actor)
    lock_purse(actor)
    unit = db.session.get_one(PartyUnit, actor.party_unit_id)
    forget_stale_files()
    known = known_file(unit, ImportKind.BANK_STATEMENT, body)
    if known:
        if known.imported_at and known.outcome:
            raise AlreadyImported(at=known.imported_at, outcome=known.outcome)
        return known
    return keep_file(actor, unit, ImportKind.BANK_STATEMENT, filename=filename, body=body)


def choose_columns(actor: Actor, file_id: int, choice: Choice) -> ImportFile:
    """Keep how a person mapped a statement's columns.

    Raises:
        NotAllowed, NotFound, RuleBroken (imported already).

    """
    require_treasurer(actor)
    lock_purse(actor)
    file = file_in_scope(actor, file_id, ImportKind.BANK_STATEMENT)
    if file.imported_at:
        raise RuleBroken("Sao kê này đã nhập; cách đọc cột không đổi được nữa.")
    file.choices = choice.to_json()
    db.session.flush()
    return file


def import_statement(
    actor: Actor,
    file_id: int,
    *,
    sha256: str,
    plan_digest: str,
    statement: Statement,
    agreed: Collection[str] = (),
    others: Collection[int] = (),
) -> ImportFile:
    """Add the lines that the account does not have yet; confirming twice is confirming once.

    ``statement`` is what was read from the kept file beforehand: reading takes seconds, and the
    lock must not wait for it. ``others`` are the rows of lines that look like known ones and are
    added all the same (``bank_plans`` S3).

    Raises:
        NotAllowed, NotFound, FileChanged, ImportRefused (faults), RuleBroken (days that can be read
        two ways, no line, no account), ListChanged, Unconfirmed.

    """
    require_treasurer(actor)
    lock_purse(actor)
    file = file_in_scope(actor, file_id, ImportKind.BANK_STATEMENT)
    if file.sha256 != sha256:
        raise FileChanged
    if file.imported_at:
        return file
    account_id = _require_sound(actor, statement)
    plan = plan_statement(account_id, statement, others=others)
    if plan.digest != plan_digest:
        raise ListChanged
    ask_again(statement_doubts(statement, plan), agreed)
    row = _add_statement(actor, account_id, file, statement)
    _add_lines(account_id, row.id, plan)
    came, _sum = plan.new_of(1)
    file.imported_at = clock.now()
    file.outcome = f"{len(plan.lines)} dòng, trong đó {len(plan.new)} dòng mới"
    file.body_sealed = None
    audit.record(
        actor,
        "bank_statements.import",
        f"bank_statement:{row.id}",
        party_unit_id=actor.party_unit_id,
        after={
            "sha256": file.sha256,
            "lines": len(plan.lines),
            "new": len(plan.new),
            "in": came,
            "others": sum(not line.is_known for line in plan.unsure),
        },
    )
    db.session.flush()
    return file


def statement_doubts(statement: Statement, plan: StatementPlan | None) -> list[Doubt]:
    """Return what somebody must look at before a statement is imported."""
    doubts = [
        Doubt(
            token=f"statement:{digest_body([sentence])[:16]}",
            sentence=sentence,
            agree="Đã đối chiếu với sao kê gốc, vẫn nhập",
        )
        for sentence in statement.doubts
    ]
    if not statement.account_number:
        doubts.append(
            Doubt(
                token="statement:account",  # noqa: S106  (a doubt's name, no secret)
                sentence="Tệp không ghi số tài khoản nên phần mềm không tự kiểm tra được.",
                agree="Đúng là sao kê của tài khoản nêu trên",
            )
        )
    if plan and plan.unsure:
        rows = ", ".join(str(line.movement.row) for line in plan.unsure)
        doubts.append(
            Doubt(
                token=f"statement:unsure:{digest_body([rows])[:16]}",
                sentence=f"{len(plan.unsure)} dòng giống dòng đã nhập mà sao kê không có số giao "
                "dịch hay số dư để biết chắc. Không đánh dấu thì coi là dòng đã nhập, không thêm.",
                agree="Đã xem từng dòng giống nêu trên",
            )
        )
    return doubts


def _require_sound(actor: Actor, statement: Statement) -> int:
    """Return the account of a statement that can be imported."""
    if statement.faults:
        raise ImportRefused(faults=len(statement.faults))
    if statement.needs_order:
        raise RuleBroken("Hãy chọn ngày đứng trước hay tháng đứng trước.", field="order")
    if not statement.movements:
        raise RuleBroken("Sao kê không có dòng tiền vào hay tiền ra nào dưới dòng tiêu đề.")
    account_id, _words, foreign = account_of(actor, statement)
    if account_id is None:
        raise RuleBroken(
            f"Sao kê của tài khoản {foreign}, không phải tài khoản của đơn vị."
            if foreign
            else "Đơn vị chưa nhập tài khoản ngân hàng."
        )
    return account_id


def _add_statement(
    actor: Actor, account_id: int, file: ImportFile, statement: Statement
) -> BankStatement:
    days = [movement.on for movement in statement.movements]
    row = BankStatement(
        bank_account_id=account_id,
        filename=file.filename,
        sha256=file.sha256,
        layout=statement.layout.shape.to_json(),
        first_on=min(days),
        last_on=max(days),
        opening_vnd=statement.opening_vnd,
        closing_vnd=statement.closing_vnd,
        lines=len(days),
        recorded_by_id=actor.user_id,
        recorded_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _add_lines(account_id: int, statement_id: int, plan: StatementPlan) -> None:
    """Insert the new lines in the order of the file, in one statement."""
    rows = [
        {
            "bank_account_id": account_id,
            "statement_id": statement_id,
            "on_date": line.movement.on,
            "sign": line.movement.sign,
            "amount_vnd": line.movement.amount_vnd,
            "balance_vnd": line.movement.balance_vnd,
            "reference": line.movement.reference,
            "remark_sealed": crypto.seal(
                line.movement.remark, key=data_key(), about=remark_about(line.fingerprint)
            ),
            "fingerprint": line.fingerprint,
            "occurrence": line.occurrence,
        }
        for line in plan.new
    ]
    if rows:
        db.session.execute(sa.insert(BankLine), rows)
