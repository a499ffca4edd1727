"""Which letters somebody has read and let go."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, insert, select, update

from gutletter.model import Approval, Related
from gutletter.store import frozen
from gutletter.store.connection import Statements
from gutletter.store.schema import approvals


class Approvals(Statements):
    """Approvals, one after the other; the latest of an article counts, and none is ever deleted."""

    def approval(self, slug: str) -> Approval | None:
        """The latest approval of an article; None when there is none or it was taken back."""
        return self._latest(approvals.c.slug == slug)

    def approval_of(self, issue_id: int) -> Approval | None:
        """Under which approval an issue went out; None when none was wanted, or it was let pass without."""
        return self._latest(approvals.c.issue_id == issue_id)

    def approve(self, approval: Approval) -> None:
        """Write an approval down; it takes the place of an earlier one, which stays on record."""
        with self._database.writing() as connection:
            connection.execute(
                insert(approvals).values(
                    slug=approval.slug,
                    hash=approval.hash,
                    approved_by=approval.by,
                    approved_at=approval.at,
                    related=frozen.written(_pieces(), approval.related),
                )
            )

    def take_approval_back(self, slug: str, by: str, now: datetime) -> None:
        """The article has no approval any more; twice is harmless."""
        self.approve(Approval(slug, "", by, now))

    def _latest(self, which: ColumnElement[bool]) -> Approval | None:
        with self._database.reading() as connection:
            row = connection.execute(select(approvals).where(which).order_by(approvals.c.id.desc()).limit(1)).first()
        if row is None or not row.hash:
            return None
        related = frozen.read(_pieces(), row.related, f"{self._database.place}, approval {row.id} ({row.slug})")
        return Approval(row.slug, row.hash, row.approved_by, row.approved_at, related)


def goes_under(connection: Connection, approval: Approval, issue_id: int) -> None:
    """Write down which issue went out under an approval, in the transaction that opens the issue."""
    mine = approvals.c.slug == approval.slug, approvals.c.hash == approval.hash
    connection.execute(update(approvals).where(*mine).values(issue_id=issue_id))


@cache
def _pieces() -> TypeAdapter[tuple[Related, ...]]:
    """How the related pieces of a letter are written and read."""
    return TypeAdapter(tuple[Related, ...])
