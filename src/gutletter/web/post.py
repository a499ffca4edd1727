"""Who sends what was asked for on the pages, in a thread of its own: no answer waits for a mail, or tells of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event, Thread

import structlog

from gutletter.errors import GutletterError
from gutletter.subscriptions import Office, forget_the_unconfirmed, work_off

log = structlog.get_logger(__name__)

LOOKS_EVERY = 20.0  # seconds, for what another process was asked or what is to be tried again
TIDIES_EVERY = timedelta(hours=1)


class PostRoom:
    """Sends notices as they come, until it is closed."""

    def __init__(self, office: Office, confirm_within: timedelta) -> None:
        self._office, self._confirm_within = office, confirm_within
        self._woken, self._closing = Event(), Event()
        self._tidied: datetime | None = None
        self._thread = Thread(target=self._run, name="post room", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now whether something waits."""
        self._woken.set()

    def close(self) -> None:
        """Finish the mail in hand and stop; what waits is kept. Twice is harmless."""
        self._closing.set()
        self._woken.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.clear()
            try:
                self._round()
            except GutletterError as error:
                log.error("notices wait", trouble=str(error))
            except Exception as error:  # a thread that died would be noticed by nobody
                log.error("notices wait", trouble=repr(error), exc_info=error)
            self._woken.wait(LOOKS_EVERY)

    def _round(self) -> None:
        if sent := work_off(self._office, stopping=self._closing.is_set):
            log.info("notices dealt with", number=sent)
        now = self._office.clock()
        if self._tidied is None or now - self._tidied >= TIDIES_EVERY:
            self._tidied = now
            if gone := forget_the_unconfirmed(self._office.store, now, self._confirm_within):
                log.info("sign-ups expired", number=gone)
