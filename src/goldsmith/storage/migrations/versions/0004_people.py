"""People, quality and money: what the hot paths read and write.

Revision ID: 0004
Revises: 0003
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add work events, goldens, restrictions, budgets and the ledger."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """What people did since has no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
