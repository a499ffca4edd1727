"""Errors of a check that somebody let pass, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "allowances",
        sa.Column("issue_id", _ID, sa.ForeignKey("issues.id", name="allowances_issue"), primary_key=True),
        sa.Column("check_name", sa.Text, primary_key=True),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("found", sa.Text, nullable=False),
        sa.CheckConstraint("because <> ''", name="allowances_because"),
    )
