"""The ledger, the readers, the calendar and the editors' marks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ADDRESS = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _issues()
    _deliveries()
    _subscribers()
    _calendar()
    _marks()


def _issues() -> None:
    op.create_table(
        "issues",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("repeated", sa.Boolean, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("closed_at", _INSTANT),
        sa.Column("audience", sa.Integer, nullable=False),
        sa.Column("tags", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("rendered", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.CheckConstraint("state BETWEEN 0 AND 2", name="issues_state"),
        sa.CheckConstraint("(state = 0) = (closed_at IS NULL)", name="issues_closed"),
        sqlite_autoincrement=True,
    )
    for name in ("slug", "url", "fingerprint"):
        first = sa.text(f"NOT repeated AND {name} <> ''")
        op.create_index(
            f"issues_one_per_{name}", "issues", [name], unique=True, sqlite_where=first, postgresql_where=first
        )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("issue_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("subscriber_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("email", _ADDRESS, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("lease_until", _INSTANT),
        sa.Column("next_attempt_at", _INSTANT),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.CheckConstraint("state BETWEEN 0 AND 6", name="deliveries_state"),
        sa.CheckConstraint("(state = 1) = (lease_until IS NOT NULL)", name="deliveries_lease"),
        sa.CheckConstraint("(state = 4) = (next_attempt_at IS NOT NULL)", name="deliveries_next_attempt"),
        sqlite_with_rowid=False,
    )
    for name, code, order in (
        ("planned", 0, "subscriber_id"),
        ("handed_over", 1, "subscriber_id"),
        ("deferred", 4, "next_attempt_at"),
        ("uncertain", 5, "subscriber_id"),
    ):
        where = sa.text(f"state = {code}")
        columns = ["state", "issue_id", order]
        op.create_index(f"deliveries_{name}", "deliveries", columns, sqlite_where=where, postgresql_where=where)


def _subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("key", _ADDRESS, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("joined_at", _INSTANT, nullable=False),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.CheckConstraint("state BETWEEN 0 AND 4", name="subscribers_state"),
        sqlite_autoincrement=True,
    )


def _calendar() -> None:
    op.create_table(
        "schedules",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("began_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "occurrences",
        sa.Column("schedule", sa.Text, primary_key=True),
        sa.Column("local", sa.DateTime(timezone=False), primary_key=True),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("issue_id", _ID, sa.ForeignKey("issues.id", name="occurrences_issue")),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _marks() -> None:
    op.create_table(
        "marks",
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("again", sa.Boolean, nullable=False),
    )
