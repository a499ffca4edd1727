"""Where work is done beside the answers: a thread that is woken when there is some, and looks by itself too."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import ClassVar

import structlog

from gutletter.errors import GutletterError

log = structlog.get_logger(__name__)

FINISHES_WITHIN = 30  # seconds, when it is closed


class Room(ABC):
    """Does its duties in turn until it is closed; trouble with one of them is told, and ends neither it nor the rest.

    The thread begins with the room: whoever inherits makes what the duties need first.
    """

    name: ClassVar[str]
    waits: ClassVar[str]  # what the log says of trouble
    looks_every: ClassVar[float]  # seconds, for what another process was asked
    tidies_every: ClassVar[timedelta]

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._woken, self._closing = Event(), Event()
        self._tidied: datetime | None = None
        self._thread = Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    @abstractmethod
    def duties(self) -> Iterable[Callable[[], object]]:
        """What is done each time."""

    @abstractmethod
    def tidy(self, now: datetime) -> None:
        """What is done at first and then now and again."""

    @abstractmethod
    def leave(self) -> None:
        """What is done at last."""

    def wake(self) -> None:
        """Look now whether something waits."""
        self._woken.set()

    def close(self) -> None:
        """Finish what is in hand and stop; what waits is kept. Twice is harmless."""
        self._closing.set()
        self._woken.set()
        self._thread.join(timeout=FINISHES_WITHIN)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._woken.clear()
            for duty in (*self.duties(), self._tidy):
                self._try(duty)
            self._woken.wait(self.looks_every)
        self._try(self.leave)

    def _tidy(self) -> None:
        now = self._clock()
        if self._tidied is None or now - self._tidied >= self.tidies_every:
            self._tidied = now
            self.tidy(now)

    def _try(self, duty: Callable[[], object]) -> None:
        try:
            duty()
        except GutletterError as error:
            log.error(self.waits, trouble=str(error))
        except Exception as error:  # a thread that died would be noticed by nobody
            log.error(self.waits, trouble=repr(error), exc_info=error)
