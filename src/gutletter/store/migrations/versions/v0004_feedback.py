"""What comes back from providers, and whom never to write to again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ADDRESS = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "events",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("issue_id", _ID),
        sa.Column("subscriber_id", _ID),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("machine", sa.Boolean, nullable=False),
    )
    op.create_index("events_once", "events", ["provider", "event_id"], unique=True)
    op.create_index("events_of_issue", "events", ["issue_id", "kind"])
    op.create_index("events_of_subscriber", "events", ["subscriber_id"])
    op.create_table(
        "suppressions",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("key", _ADDRESS, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
    )
