"""How fast mail may leave, and when; which providers failed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and the columns."""
    op.create_table(
        "permits",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("grain", _INSTANT, primary_key=True),
        sa.Column("taken", sa.Integer, nullable=False),
    )
    op.create_table(
        "circuits",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("open_until", _INSTANT),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.add_column("issues", sa.Column("sealed_with", sa.Text, nullable=False, server_default=""))
    op.add_column("issues", sa.Column("paused_at", _INSTANT))
    op.add_column("deliveries", sa.Column("not_before", _INSTANT))
