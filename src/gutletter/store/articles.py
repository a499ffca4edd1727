"""The full pieces behind the issues, as they were when these opened."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from gutletter.model import FullPiece, IssueState
from gutletter.store.connection import Statements
from gutletter.store.schema import articles, issues


class Articles(Statements):
    """What the publication's own pages show of an article."""

    def full_piece(self, slug: str) -> FullPiece | None:
        """The article behind the latest issue with this slug; None where there is none, or it was not kept."""
        asked = (
            select(articles.c.html, articles.c.author, articles.c.language)
            .join(issues, issues.c.id == articles.c.issue_id)
            .where(issues.c.slug == slug, issues.c.state != IssueState.CANCELLED)
            .order_by(issues.c.id.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(asked).first()
        return None if row is None else FullPiece(*row)

    def archive_mark(self) -> str:
        """Names what ``archive`` would give: an issue opens, is cancelled or closes, and it is another."""
        with self._database.reading() as connection:
            newest, closed = connection.execute(select(func.max(issues.c.id), func.max(issues.c.closed_at))).one()
        return f"{newest} {closed}"


def keep(connection: Connection, issue_id: int, full: FullPiece) -> None:
    """Keep an issue's article, within the transaction that opens the issue."""
    kept = {"issue_id": issue_id, "html": full.html, "author": full.author, "language": full.language}
    connection.execute(insert(articles).values(kept))
