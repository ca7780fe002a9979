"""Run the SQL files of a migration: what more than one migration needs, and nothing else.

A migration has up to three files of each engine in ``migrations/sql``: ``NNNN_tables_ENGINE.sql``,
``NNNN_changes_ENGINE.sql`` and ``NNNN_guards_ENGINE.sql``. Each statement ends at a line that holds
only ``;;``.

On SQLite a file of changes holds whole ``CREATE TABLE`` statements of tables that are there
already. Their text is put in the place of the old one, which is how SQLite itself adds a column:
rows are not touched, and neither are the triggers that a rebuilt table would lose. New columns
therefore stand last, may be NULL, and CHECKs only become wider.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

SQL = Path(__file__).parent / "sql"

_ALWAYS = """
DO $$
DECLARE guard record;
BEGIN
  FOR guard IN SELECT tgname, tgrelid::regclass AS place FROM pg_trigger
    WHERE NOT tgisinternal AND tgname LIKE 'guard\\_%' AND tgenabled <> 'A'
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guard.place, guard.tgname);
  END LOOP;
END $$
"""
_FINISH = (
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ledger_app",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO ledger_reader",
    # Nobody else may hang the owner's functions on a table of their own.
    "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC",
    # The guards hold even while a session pretends to replay a replica's log.
    _ALWAYS,
)


def run_files(bind: sa.Connection, number: str) -> None:
    """Run the files of one migration: tables, then changes, then guards."""
    engine = bind.dialect.name
    # No parameters: a per cent sign in a function's body is just that.
    plain = bind.execution_options(no_parameters=True)
    for part in ("tables", "changes", "guards"):
        path = SQL / f"{number}_{part}_{engine}.sql"
        if not path.exists():
            continue
        texts = statements(path.read_text("utf-8"))
        if part == "changes" and engine == "sqlite":
            _rewrite(plain, list(texts))
            continue
        for statement in texts:
            plain.exec_driver_sql(statement)
    if engine == "postgresql":
        for statement in _FINISH:
            plain.exec_driver_sql(statement)


def statements(text: str) -> Iterator[str]:
    """Split a file at its ``;;`` lines; ``--@each a b`` repeats a statement for each table."""
    for chunk in text.split("\n;;\n"):
        lines = [line for line in chunk.splitlines() if line.strip()]
        each = next((line[8:].split() for line in lines if line.startswith("--@each ")), None)
        body = "\n".join(line for line in lines if not line.startswith("--"))
        if not body:
            continue
        for table in each or [""]:
            yield body.replace("{table}", table)


def _rewrite(bind: sa.Connection, tables: list[str]) -> None:
    """Put new texts of tables in the place of the old ones, inside the migration's transaction."""
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    for text in tables:
        match = re.match(r'CREATE TABLE "?(\w+)"?', text)
        if match is None:
            message = f"not the text of a table: {text[:60]}"
            raise RuntimeError(message)
        quoted = text.replace("'", "''")
        changed = bind.exec_driver_sql(
            f"UPDATE sqlite_master SET sql = '{quoted}' WHERE type = 'table' AND name = '{match[1]}'"
        )
        if changed.rowcount != 1:
            message = f"no such table to change: {match[1]}"
            raise RuntimeError(message)
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    # RESET also lets this connection read the new texts.
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    bad = bind.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    if bad != ["ok"]:
        message = f"a changed table does not fit its rows: {bad[:3]}"
        raise RuntimeError(message)
