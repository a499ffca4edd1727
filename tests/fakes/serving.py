"""An HTTP server on the loopback for fakes of providers: it keeps connections, and fails on demand."""

from __future__ import annotations

import socket
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar


@dataclass(frozen=True)
class Said:
    """An answer; ``status`` 0 hangs up without one."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request; ``takes`` it first, as a real server may before its answer is lost."""

    said: Said = Said(0)
    takes: bool = False
    silent_for: float = 0.0  # seconds before anything is said


class Fake(ABC):
    """``host`` is its address; ``faults`` befall the next requests in turn, ``losing`` those for these addresses."""

    def __init__(self) -> None:
        self.host = ""
        self.asked = 0  # requests so far
        self.lines = 0  # connections so far
        self.faults: deque[Fault] = deque()
        self.losing: set[str] = set()  # a letter for one of these is taken, and its answer lost
        self.pause = 0.0  # seconds before each answer
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []

    def hang_up(self) -> None:
        """Close every connection, as a server does with those that say nothing."""
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        time.sleep(0.05)

    @abstractmethod
    def take(self, path: str, headers: Mapping[str, str], raw: bytes) -> Said:
        """What the real one would do with a request; header names in lower case."""

    @abstractmethod
    def sent_to(self) -> list[str]:
        """Everyone who would get a copy, once per copy, in order."""

    def answer(self, path: str, headers: Mapping[str, str], raw: bytes) -> Said:
        time.sleep(self.pause)
        with self._lock:
            self.asked += 1
            fault = self.faults.popleft() if self.faults else None
            before = len(self.sent_to())
            said = self.take(path, headers, raw) if fault is None or fault.takes else Said(0)
            if fault is None and self.losing and len(self.sent_to()) > before and self.losing & set(self.sent_to()):
                self.losing.clear()
                return Said(0)
        if fault is None:
            return said
        time.sleep(fault.silent_for)
        return fault.said


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: Fake

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.fake.lines += 1
        self.server.fake._open.append(self.connection)

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        names = {name.lower(): value for name, value in self.headers.items()}
        said = self.server.fake.answer(self.path, names, raw)
        if not said.status:
            self.close_connection = True
            return
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


_AnyFake = TypeVar("_AnyFake", bound=Fake)


@contextmanager
def serving(fake: _AnyFake) -> Iterator[_AnyFake]:
    """The fake, answering; it stops with the block."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.fake = fake
        fake.host = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
