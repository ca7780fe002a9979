"""The whole schema: tables, keys, CHECKs, and the guards of the book.

The SQL stands in ``migrations/sql``, one file for the tables and one for the guards of each engine,
because triggers, grants and STRICT tables have no words in a migration tool's own language.
"""

from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Make the tables, then guard them."""
    engine = op.get_bind().dialect.name
    # No parameters: a per cent sign in a function's body is just that.
    bind = op.get_bind().execution_options(no_parameters=True)
    for part in ("tables", "guards"):
        for statement in statements((SQL / f"0001_{part}_{engine}.sql").read_text("utf-8")):
            bind.exec_driver_sql(statement)


def downgrade() -> None:
    """Refuse: taking the first migration back would mean losing every book."""
    raise RuntimeError("the first migration cannot be taken back; restore a backup instead")


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
