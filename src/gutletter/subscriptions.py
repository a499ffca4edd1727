"""Who joins, and who leaves: readers' addresses are checked before they are believed, and leaving always works."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gutletter.addresses import canonical, clean_name
from gutletter.model import NewSubscriber, Subscriber, SubscriberState
from gutletter.ports import Readers


def leave(readers: Readers, subscriber_id: int, now: datetime) -> Subscriber | None:
    """Write to this reader no more; twice is harmless. The reader as they now stand, None for one who was removed.

    Whoever bounced or complained gets nothing either, and stays so: leaving must not open a way back for them.
    """
    reader = readers.subscriber_by_id(subscriber_id)
    if reader is None or reader.state not in (SubscriberState.CONFIRMED, SubscriberState.PENDING):
        return reader
    return _moved(readers, reader, SubscriberState.UNSUBSCRIBED, now)


def come_back(readers: Readers, subscriber_id: int, now: datetime) -> Subscriber | None:
    """Undo ``leave``; for a reader who has not left nothing changes. The reader as they now stand, or None."""
    reader = readers.subscriber_by_id(subscriber_id)
    if reader is None or reader.state is not SubscriberState.UNSUBSCRIBED:
        return reader
    return _moved(readers, reader, SubscriberState.CONFIRMED, now)


def _moved(readers: Readers, reader: Subscriber, state: SubscriberState, now: datetime) -> Subscriber:
    readers.set_state(reader.id, state, now)
    return replace(reader, state=state)


def new_reader(address: str, name: str, *, source: str) -> NewSubscriber:
    """One reader added by hand, who has agreed to be written to."""
    return NewSubscriber(email=canonical(address), name=clean_name(name), source=source)
