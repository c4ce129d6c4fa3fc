"""Pre-labels: what a model suggested for an item.

Revision ID: 0003
Revises: 0002
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the suggestions; rows that are there keep their meaning."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Suggestions have no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
