"""The bounds of sums from before the software, written so that a dump gives them back."""

from alembic import op

from migrations.statements import run_files

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the files of this number in migrations/sql."""
    run_files(op.get_bind(), revision)


def downgrade() -> None:
    """Refuse: rows that only this version knows would be lost."""
    raise RuntimeError("this migration cannot be taken back; restore a backup instead")
