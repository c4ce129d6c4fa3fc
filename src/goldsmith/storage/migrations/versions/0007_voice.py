"""Voice: feedback, messages, appeals, announcements.

Revision ID: 0007
Revises: 0006
"""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what workers and requesters say to each other."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """What people did since has no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
