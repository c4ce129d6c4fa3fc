"""Payouts: batches, and what each of them paid to whom.

Revision ID: 0006
Revises: 0005
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add batches of payouts."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """What people did since has no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
