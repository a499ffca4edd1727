"""POST over HTTP connections that are kept, with what failed told apart: not connected, or the answer lost.

The standard library's client, because what decides whether a reader gets two copies is the moment at which the first
byte leaves, and most clients hide it: they open connections, repeat requests and follow redirects by themselves.
"""

from __future__ import annotations

import http.client
import json
import select
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from gutletter.providers.dispatch import AnswerLost, NotConnected

LONGEST_IDLE = 4.0  # seconds; servers close connections that say nothing for longer
LONGEST_ANSWER = 10_000_000  # octets

_Connection = http.client.HTTPConnection


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        """The body as JSON; None if it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def word(self, name: str) -> str:
        """What an answer that is an object says under this name; empty if it says nothing there."""
        said = self.said
        return str(said.get(name) or "") if isinstance(said, dict) else ""


class Poster:
    """Posts to one host; ``timeout`` in seconds holds for each wait of the network. Threads may share it."""

    def __init__(self, host: str, headers: Mapping[str, str], *, timeout: float) -> None:
        self.host = host
        self._parts = urlsplit(host)
        self._headers = headers
        self._timeout = timeout
        self._lock = threading.Lock()  # guards the two below
        self._idle: list[tuple[float, _Connection]] = []
        self._closed = False

    def post(self, path: str, body: bytes, content_type: str, connected: Callable[[], None]) -> Answer:
        """The answer, whatever it is; ``connected`` is called when the line stands, before the first byte.

        Raises NotConnected, AnswerLost, and what ``connected`` raises: then nothing was sent.
        """
        connection = self._kept() or self._opened()
        try:
            connected()
            headers = {**self._headers, "Content-Type": content_type}
            answer, reusable = _asked(connection, self._parts.path + path, body, headers)
        except BaseException:
            connection.close()
            raise
        if reusable:
            self._keep(connection)
        else:
            connection.close()
        return answer

    def close(self) -> None:
        """Let go of the connections; twice is harmless."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()

    def _kept(self) -> _Connection | None:
        """A connection that still stands; one that the server has closed can be read from: it says so."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                since, connection = self._idle.pop()
            if time.monotonic() - since < LONGEST_IDLE and not _has_something_to_say(connection):
                return connection
            connection.close()

    def _opened(self) -> _Connection:
        secure = self._parts.scheme == "https"
        host, port = self._parts.hostname or "", self._parts.port
        connection = (
            http.client.HTTPSConnection(host, port, timeout=self._timeout, context=_trust())
            if secure
            else _Connection(host, port, timeout=self._timeout)
        )
        try:
            connection.connect()  # with TLS: the handshake is done and the certificate is good
        except OSError as error:
            connection.close()
            raise NotConnected(str(error)) from error
        return connection

    def _keep(self, connection: _Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append((time.monotonic(), connection))
                return
        connection.close()


def _asked(connection: _Connection, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[Answer, bool]:
    """The answer, and whether the connection can be used again."""
    try:
        connection.request("POST", path, body, dict(headers))
        response = connection.getresponse()
        content = response.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise AnswerLost(str(error) or type(error).__name__) from error
    names = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, names, content), response.isclosed() and not response.will_close


def _has_something_to_say(connection: _Connection) -> bool:
    with suppress(OSError, ValueError):
        return connection.sock is None or bool(select.select([connection.sock], [], [], 0)[0])
    return True


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities; reading them takes as long as a request."""
    return ssl.create_default_context()
