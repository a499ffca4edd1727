"""What editors said about the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, insert, not_, select, update

from gutletter.model import QueueMark
from gutletter.store.connection import MARKING, Statements, together
from gutletter.store.schema import marks as desk


class Desk(Statements):
    """The editors' marks."""

    def marks(self) -> Mapping[str, QueueMark]:
        """Every mark by slug."""
        with self._database.reading() as connection:
            rows = connection.execute(select(desk.c.slug, desk.c.position, desk.c.held, desk.c.again))
            return {row.slug: QueueMark(*row) for row in rows}

    def mark(self, marks: Iterable[QueueMark]) -> None:
        """Write marks down, in one transaction; a mark that says nothing is forgotten. The last of a slug counts."""
        latest = {mark.slug: mark for mark in marks}
        telling = [mark for mark in latest.values() if mark != QueueMark(mark.slug)]
        with self._database.writing() as connection:
            self._database.alone(connection, MARKING)
            for some in together(latest):
                connection.execute(delete(desk).where(desk.c.slug.in_(some)))
            if telling:
                connection.execute(
                    insert(desk),
                    [
                        {"slug": mark.slug, "position": mark.position, "held": mark.held, "again": mark.again}
                        for mark in telling
                    ],
                )


def may_go_again(connection: Connection, slug: str) -> bool:
    """Whether an editor's mark lets an article go out again."""
    return connection.execute(select(1).where(desk.c.slug == slug, desk.c.again)).first() is not None


def use_up_again(connection: Connection, slug: str) -> None:
    """Clear the mark that let an article go out again: it has."""
    mine = desk.c.slug == slug
    connection.execute(update(desk).where(mine, desk.c.again).values(again=False))
    connection.execute(delete(desk).where(mine, desk.c.position.is_(None), not_(desk.c.held), not_(desk.c.again)))
