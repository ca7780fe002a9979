"""Let attachments be listed without reading their bytes."""

from alembic import op

from migrations.statements import run_files

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run the files of this number in ``migrations/sql``."""
    run_files(op.get_bind(), revision)


def downgrade() -> None:
    """Refuse: rows that only this version knows would be lost."""
    raise RuntimeError("this migration cannot be taken back; restore a backup instead")
