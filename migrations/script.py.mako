"""${message}."""

from alembic import op

revision = "${up_revision}"
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    ${upgrades if upgrades else ""}


def downgrade() -> None:
    """Take the change back."""
    ${downgrades if downgrades else ""}
