"""What readers agreed to, took back and want: every change in one transaction with the words it was made in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select, update

from gutletter.model import Consent, Copy, Subscriber, SubscriberState
from gutletter.store import suppressions
from gutletter.store.connection import Statements, together
from gutletter.store.schema import consents, deliveries, issues, notices
from gutletter.store.schema import subscribers as readers


class Consents(Statements):
    """See :class:`gutletter.ports.Consents`."""

    def move(
        self, subscriber_id: int, states: Collection[SubscriberState], state: SubscriberState, consent: Consent
    ) -> bool:
        """Let a reader who is in one of ``states`` be in ``state``, and write down why; whether they were."""
        return bool(self.move_together({subscriber_id: consent}, states, state))

    def move_together(
        self, words: Mapping[int, Consent], states: Collection[SubscriberState], state: SubscriberState
    ) -> Collection[int]:
        """The same for many readers, in one transaction; those who were in one of ``states``."""
        at = max((consent.at for consent in words.values() if consent.at), default=None)
        changes: dict[str, object] = {"state": state, "changed_at": at}
        if state is SubscriberState.CONFIRMED:
            changes["confirmed_at"] = func.coalesce(readers.c.confirmed_at, at)
        moved: list[int] = []
        with self._database.writing() as connection:
            for some in together(sorted(words)):
                moving = update(readers).where(readers.c.id.in_(some), readers.c.state.in_(states))
                moved += connection.scalars(moving.values(changes).returning(readers.c.id))
            if moved:
                connection.execute(insert(consents), [_row(number, words[number]) for number in moved])
            if state is SubscriberState.CONFIRMED:
                for number in moved:
                    suppressions.lift(connection, number)
        return moved

    def change(self, reader: Subscriber, consent: Consent) -> None:
        """Write down what this reader wants now: name, language, time zone, cadence, tags and pause."""
        wishes = {
            "name": reader.name,
            "language": reader.language,
            "timezone": reader.timezone,
            "cadence": reader.cadence,
            "tags": f"|{'|'.join(reader.tags)}|" if reader.tags else "",
            "paused_until": reader.paused_until,
            "changed_at": consent.at,
        }
        with self._database.writing() as connection:
            changing = update(readers).where(readers.c.id == reader.id).values(wishes).returning(readers.c.id)
            if connection.scalar(changing) is not None:
                write_down(connection, reader.id, consent)

    def say(self, subscriber_id: int, consent: Consent) -> None:
        """Write down what a reader said, which changes nothing else."""
        with self._database.writing() as connection:
            write_down(connection, subscriber_id, consent)

    def consents(self, subscriber_id: int) -> Sequence[Consent]:
        """What a reader said, in its order."""
        columns = consents.c.at, consents.c.said, consents.c.source, consents.c.wording, consents.c.network
        asked = select(*columns).where(consents.c.subscriber_id == subscriber_id).order_by(consents.c.id)
        with self._database.reading() as connection:
            return [Consent(*row) for row in connection.execute(asked)]

    def copies(self, subscriber_id: int) -> Sequence[Copy]:
        """Every issue that had a copy for this reader, newest first."""
        asked = (
            select(issues.c.id, issues.c.slug, issues.c.title, deliveries.c.state, deliveries.c.changed_at)
            .join(deliveries, deliveries.c.issue_id == issues.c.id)
            .where(deliveries.c.subscriber_id == subscriber_id)
            .order_by(issues.c.id.desc())
        )
        with self._database.reading() as connection:
            return [Copy(*row) for row in connection.execute(asked)]

    def forget_said(self, reader: Subscriber) -> None:
        """Forget what a reader said, and every notice to their address."""
        with self._database.writing() as connection:
            forget(connection, [reader.id])
            connection.execute(delete(notices).where(notices.c.key == reader.email.casefold()))


def write_down(connection: Connection, subscriber_id: int, consent: Consent) -> None:
    """Write down what a reader said, within somebody's transaction."""
    connection.execute(insert(consents).values(_row(subscriber_id, consent)))


def _row(subscriber_id: int, consent: Consent) -> dict[str, object]:
    return {
        "subscriber_id": subscriber_id,
        "at": consent.at,
        "said": consent.said,
        "source": consent.source,
        "wording": consent.wording,
        "network": consent.network,
    }


def forget(connection: Connection, subscriber_ids: Collection[int]) -> None:
    """Forget what these readers said."""
    connection.execute(delete(consents).where(consents.c.subscriber_id.in_(subscriber_ids)))
