"""Who sends what was asked for on the pages, in a thread of its own: no answer waits for a mail, or tells of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog

from gutletter.subscriptions import Office, forget_the_unconfirmed, work_off
from gutletter.web.room import Room

log = structlog.get_logger(__name__)


class PostRoom(Room):
    """Sends notices as they come, until it is closed."""

    name = "post room"
    waits = "notices wait"
    looks_every = 20.0  # or for what is to be tried again
    tidies_every = timedelta(hours=1)

    def __init__(self, office: Office, confirm_within: timedelta) -> None:
        self._office, self._confirm_within = office, confirm_within
        super().__init__(office.clock)

    def duties(self) -> Iterable[Callable[[], object]]:
        """See :class:`Room`."""
        return (self._send,)

    def tidy(self, now: datetime) -> None:
        """See :class:`Room`."""
        if gone := forget_the_unconfirmed(self._office.store, now, self._confirm_within):
            log.info("sign-ups expired", number=gone)

    def leave(self) -> None:
        """What waits is kept."""

    def _send(self) -> None:
        if sent := work_off(self._office, stopping=self._closing.is_set):
            log.info("notices dealt with", number=sent)
