"""Who read a letter and let it go."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "approvals",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("related", sa.Text, nullable=False),
        sa.Column("issue_id", _ID, sa.ForeignKey("issues.id", name="approvals_issue")),
        sa.CheckConstraint("approved_by <> ''", name="approvals_by"),
        sqlite_autoincrement=True,
    )
    op.create_index("approvals_of", "approvals", ["slug"])
