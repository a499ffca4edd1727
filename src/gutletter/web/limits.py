"""How much one network may ask for: a token bucket each, kept in this process.

It keeps a scanner or a broken program from taking the server for itself. What must hold across processes, how often
somebody may make us write a mail, is counted in the database instead.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from gutletter.addresses import shortened

REMEMBERED = 20_000  # networks; those that have asked nothing for longest are forgotten first


class Buckets:
    """A bucket for each name, that holds ``burst`` and fills with ``per_second``."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._burst, self._clock = per_second, burst, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> bool:
        """Take one out of a bucket; False when it is empty."""
        now = self._clock()
        left, at = self._left.pop(name, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._per_second)
        taken = left >= 1
        self._left[name] = left - taken, now
        if len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        return taken


class Throttle:
    """Answers with ``refusal`` when a network asks for more than its bucket holds.

    A one-click POST is never refused: mail providers send many of them, for many readers, from few machines, and a
    reader who wants to leave must be able to (RFC 8058).
    """

    def __init__(self, app: ASGIApp, refusal: ASGIApp, per_minute: int) -> None:
        self._app, self._refusal = app, refusal
        self._buckets = Buckets(per_minute / 60, per_minute / 2 + 1) if per_minute else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse to."""
        refused = (
            self._buckets is not None
            and scope["type"] == "http"
            and not _is_one_click(scope)
            and scope["path"].rpartition("/")[2] != "healthz"
            and scope.get("client") is not None
            and not self._buckets.take(shortened(scope["client"][0]) or scope["client"][0])
        )
        await (self._refusal if refused else self._app)(scope, receive, send)


def _is_one_click(scope: Scope) -> bool:
    return scope["method"] == "POST" and "/u/" in scope["path"]
