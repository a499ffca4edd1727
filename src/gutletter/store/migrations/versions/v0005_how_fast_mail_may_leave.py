"""How fast mail may leave, and which providers failed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "permits",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("left", sa.Float, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
    )
    op.create_table(
        "circuits",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("open_until", _INSTANT),
        sa.Column("reason", sa.Text, nullable=False),
    )
