"""The full pieces, and what is written about a subscription itself."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ADDRESS = sa.Text(collation="C").with_variant(sa.Text(), "sqlite")
_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "articles",
        sa.Column(
            "issue_id", _ID, sa.ForeignKey("issues.id", name="articles_issue"), primary_key=True, autoincrement=False
        ),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("html", sa.Text, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("key", _ADDRESS, nullable=False),
        sa.Column("subscriber_id", _ID),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("attempts", sa.SmallInteger, nullable=False),
        sa.Column("next_attempt_at", _INSTANT),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("used_at", _INSTANT),
        sqlite_autoincrement=True,
    )
    where = sa.text("next_attempt_at IS NOT NULL")
    op.create_index("notices_waiting", "notices", ["next_attempt_at"], sqlite_where=where, postgresql_where=where)
    op.create_index("notices_of_address", "notices", ["key", "asked_at"])
    op.create_index("notices_of_network", "notices", ["network", "asked_at"])
