"""Texts: items without a chunk, machine workers, targets, suggestions, duplicates, deliveries.

Revision ID: 0002
Revises: 0001
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what campaigns of texts need; rows that are there keep their meaning."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Texts have no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
