"""Who works off what providers posted and writes down what was clicked, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from gutletter.feedback import prune, work_off
from gutletter.model import SoftBounces
from gutletter.ports import Store, Webhook
from gutletter.web.clicks import Tally
from gutletter.web.room import Room

log = structlog.get_logger(__name__)


class SortingRoom(Room):
    """Works until it is closed; then it writes down every click."""

    name = "sorting room"
    waits = "what came back waits"
    looks_every = 5.0  # also for clicks
    tidies_every = timedelta(hours=24)

    def __init__(
        self,
        store: Store,
        webhooks: Mapping[str, Webhook],
        clock: Callable[[], datetime],
        patience: SoftBounces,
        keep: timedelta,
        tally: Tally | None = None,
    ) -> None:
        self._store, self._webhooks = store, webhooks
        self._patience, self._keep, self._tally = patience, keep, tally
        self._stuck = 0
        super().__init__(clock)

    def duties(self) -> Iterable[Callable[[], object]]:
        """See :class:`Room`."""
        return self._sort, self._count

    def tidy(self, now: datetime) -> None:
        """See :class:`Room`."""
        if gone := prune(self._store, now, self._keep):
            log.info("events pruned", number=gone)

    def leave(self) -> None:
        """See :class:`Room`."""
        self._count(every=True)

    def _sort(self) -> None:
        work = work_off(self._store, self._webhooks, self._clock, self._patience, stopping=self._closing.is_set)
        if work.posts:
            settled = sum(work.settled.values())
            log.info("posts worked off", posts=work.posts, new=work.new, settled=settled, ended=work.ended)
        if work.unreadable != self._stuck:
            self._stuck = work.unreadable
            log.warning("posts cannot be read and wait", posts=work.unreadable)

    def _count(self, *, every: bool = False) -> None:
        if self._tally is not None and (clicks := self._tally.take(self._clock(), every=every)):
            self._store.count_clicks(clicks)
