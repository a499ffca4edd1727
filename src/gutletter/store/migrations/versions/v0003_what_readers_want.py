"""What readers want to get, and what they agreed to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the columns and the table."""
    for column in (
        sa.Column("language", sa.Text, nullable=False, server_default=""),
        sa.Column("timezone", sa.Text, nullable=False, server_default=""),
        sa.Column("cadence", sa.SmallInteger, nullable=False, server_default="1"),
        sa.Column("tags", sa.Text, nullable=False, server_default=""),
        sa.Column("paused_until", _INSTANT),
    ):
        op.add_column("subscribers", column)
    op.add_column("issues", sa.Column("segment", sa.Text, nullable=False, server_default=""))
    op.add_column("issues", sa.Column("kind", sa.Text, nullable=False, server_default="issue"))
    op.create_table(
        "consents",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("subscriber_id", _ID, nullable=False, index=True),
        sa.Column("at", _INSTANT),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("network", sa.Text, nullable=False),
    )
