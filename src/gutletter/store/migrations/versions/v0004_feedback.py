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
    op.create_index("events_of_issue", "events", ["issue_id", "kind", "subscriber_id"])
    op.create_index("events_of_subscriber", "events", ["subscriber_id"])
    op.create_table(
        "feedback",
        sa.Column("issue_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("subscriber_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("fate", sa.SmallInteger, nullable=False),
        sa.Column("complained", sa.Boolean, nullable=False),
        sa.Column("departed", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interest",
        sa.Column("issue_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("machine", sa.Boolean, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("readers", sa.Integer, nullable=False),
    )
    op.create_table(
        "links",
        sa.Column("letter", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("issue_id", _ID, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
    )
    op.create_table(
        "suppressions",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("key", _ADDRESS, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
    )
    where = sa.text("said = 'left'")
    op.create_index("consents_left", "consents", ["source"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "salts",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("salt", sa.Text, nullable=False),
    )
