"""What is to be written about subscriptions, kept until it is sent; several programs may work it off at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, insert, select, update

from gutletter.model import SENT, Notice, NoticeKind, SubscriberState
from gutletter.store import consents
from gutletter.store.connection import AnyRow, Statements, together
from gutletter.store.schema import notices
from gutletter.store.schema import subscribers as readers

_NOTICE = select(
    notices.c.kind,
    notices.c.email,
    notices.c.asked_at,
    notices.c.language,
    notices.c.subscriber_id,
    notices.c.source,
    notices.c.wording,
    notices.c.network,
    notices.c.attempts,
    notices.c.id,
)


class Notices(Statements):
    """See :class:`gutletter.ports.Notices`."""

    def ask(self, notice: Notice, *, at_most: int, since: datetime) -> bool:
        """Write a notice down, unless its network has asked for ``at_most`` since then; whether it was."""
        theirs = notices.c.network == notice.network, notices.c.asked_at >= since
        with self._database.writing() as connection:
            asked = connection.scalar(select(func.count()).select_from(notices).where(*theirs))
            if asked is not None and asked >= at_most:
                return False
            connection.execute(insert(notices).values(_row(notice)))
        return True

    def claim(self, now: datetime, lease: timedelta) -> Notice | None:
        """The notice that has waited longest; nobody else gets it within ``lease``. None when none waits."""
        waiting = select(notices.c.id).where(notices.c.next_attempt_at <= now)
        first = waiting.order_by(notices.c.next_attempt_at, notices.c.id).limit(1)
        with self._database.reading() as connection:  # asked often, and mostly in vain
            if connection.execute(first).first() is None:
                return None
        with self._database.writing() as connection:
            notice_id = connection.scalar(first.with_for_update(skip_locked=True))
            if notice_id is None:
                return None
            changes = {"next_attempt_at": now + lease, "attempts": notices.c.attempts + 1}
            connection.execute(update(notices).where(notices.c.id == notice_id).values(changes))
            return _notice(connection.execute(_NOTICE.where(notices.c.id == notice_id)).one())

    def settle(self, notice: Notice, outcome: str) -> None:
        """Write down what became of a notice, and whose it was; it does not wait any more."""
        changes = {"next_attempt_at": None, "outcome": outcome, "subscriber_id": notice.subscriber_id}
        with self._database.writing() as connection:
            connection.execute(update(notices).where(notices.c.id == notice.id).values(changes))

    def address(self, notice_id: int, subscriber_id: int) -> None:
        """Write down whose a notice is."""
        with self._database.writing() as connection:
            connection.execute(update(notices).where(notices.c.id == notice_id).values(subscriber_id=subscriber_id))

    def postpone(self, notice: Notice, at: datetime) -> None:
        """Let a notice wait until then."""
        with self._database.writing() as connection:
            connection.execute(update(notices).where(notices.c.id == notice.id).values(next_attempt_at=at))

    def sent_since(self, email: str, kinds: Collection[NoticeKind], since: datetime) -> int:
        """How many notices of these kinds have gone to this address that were asked for since then."""
        sent_there = notices.c.key == email.casefold(), notices.c.outcome == SENT
        theirs = *sent_there, notices.c.asked_at >= since, notices.c.kind.in_(kinds)
        with self._database.reading() as connection:
            sent: int = connection.execute(select(func.count()).select_from(notices).where(*theirs)).scalar_one()
        return sent

    def notice(self, notice_id: int) -> Notice | None:
        """The notice with this number; None when it is unknown, or was forgotten."""
        with self._database.reading() as connection:
            row = connection.execute(_NOTICE.where(notices.c.id == notice_id)).first()
        return None if row is None else _notice(row)

    def use(self, notice_id: int, now: datetime) -> bool:
        """Use up the link in a notice; False when it was used before, or is not there."""
        unused = notices.c.id == notice_id, notices.c.used_at.is_(None)
        with self._database.writing() as connection:
            using = update(notices).where(*unused).values(used_at=now).returning(notices.c.id)
            return connection.scalar(using) is not None

    def forget_notices(self, before: datetime, source: str) -> int:
        """Forget the notices asked for before then, and the readers who came by ``source`` and never confirmed."""
        with self._database.writing() as connection:
            connection.execute(delete(notices).where(notices.c.asked_at < before, notices.c.next_attempt_at.is_(None)))
            asked_again = exists().where(notices.c.subscriber_id == readers.c.id)
            expired = delete(readers).where(
                readers.c.state == SubscriberState.PENDING,
                readers.c.source == source,
                readers.c.joined_at < before,
                ~asked_again,
            )
            gone = list(connection.scalars(expired.returning(readers.c.id)))
            for some in together(gone):
                consents.forget(connection, some)
        return len(gone)


def _notice(row: AnyRow) -> Notice:
    return Notice(NoticeKind(row.kind), *row[1:])


def _row(notice: Notice) -> dict[str, object]:
    return {
        "kind": notice.kind,
        "email": notice.email,
        "key": notice.email.casefold(),
        "subscriber_id": notice.subscriber_id,
        "language": notice.language,
        "asked_at": notice.asked_at,
        "source": notice.source,
        "wording": notice.wording,
        "network": notice.network,
        "attempts": 0,
        "next_attempt_at": notice.asked_at,
        "outcome": "",
    }
