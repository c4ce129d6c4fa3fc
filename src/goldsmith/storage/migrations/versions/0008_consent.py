"""Consent, privacy: versions of the consent, who saw what, erasure.

Revision ID: 0008
Revises: 0007
"""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add versions of the consent and the log of views."""
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """What people did since has no place in the schema before."""
    raise RuntimeError("This step of the schema cannot be undone; restore a backup instead.")
