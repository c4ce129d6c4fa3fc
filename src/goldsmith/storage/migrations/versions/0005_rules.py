"""Rules: their definitions, what they did, and on what evidence.

Revision ID: 0005
Revises: 0004
"""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add rules and their log."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """What people did since has no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
