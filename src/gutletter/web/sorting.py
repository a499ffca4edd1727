"""Who works off what providers posted and writes down what was clicked, in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from gutletter.errors import GutletterError
from gutletter.feedback import prune, work_off
from gutletter.model import SoftBounces
from gutletter.ports import Store, Webhook
from gutletter.web.clicks import Tally

LOOKS_EVERY = 5.0  # seconds, for clicks, and for posts another process took
TIDIES_EVERY = timedelta(hours=24)

log = structlog.get_logger(__name__)


class SortingRoom:
    """Works until it is closed."""

    def __init__(
        self,
        store: Store,
        webhooks: Mapping[str, Webhook],
        clock: Callable[[], datetime],
        patience: SoftBounces,
        keep: timedelta,
        tally: Tally | None = None,
    ) -> None:
        self._store, self._webhooks, self._clock = store, webhooks, clock
        self._patience, self._keep, self._tally = patience, keep, tally
        self._woken, self._closing = Event(), Event()
        self._tidied: datetime | None = None
        self._stuck = 0
        self._thread = Thread(target=self._run, name="sorting room", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now whether a post waits."""
        self._woken.set()

    def close(self) -> None:
        """Finish the post in hand, write down every click, and stop; twice is harmless."""
        self._closing.set()
        self._woken.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.clear()
            for duty in (self._sort, self._count, self._tidy):
                self._try(duty)
            self._woken.wait(LOOKS_EVERY)
        self._try(lambda: self._count(every=True))

    def _try(self, duty: Callable[[], object]) -> None:
        try:
            duty()
        except GutletterError as error:
            log.error("what came back waits", trouble=str(error))
        except Exception as error:  # a thread that died would be noticed by nobody
            log.error("what came back waits", trouble=repr(error), exc_info=error)

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

    def _tidy(self) -> None:
        now = self._clock()
        if self._tidied is None or now - self._tidied >= TIDIES_EVERY:
            self._tidied = now
            if gone := prune(self._store, now, self._keep):
                log.info("events pruned", number=gone)
