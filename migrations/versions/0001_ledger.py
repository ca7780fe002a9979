"""The whole schema: tables, keys, CHECKs, and the guards of the book.

The SQL stands in ``migrations/sql``, one file for the tables and one for the guards of each engine,
because triggers, grants and STRICT tables have no words in a migration tool's own language.
"""

from alembic import op

from migrations.statements import run_files

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, then guard them."""
    run_files(op.get_bind(), revision)


def downgrade() -> None:
    """Refuse: taking the first migration back would mean losing every book."""
    raise RuntimeError("the first migration cannot be taken back; restore a backup instead")
