"""An SMTP server that says word for word what a test tells it, sense or nonsense."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

HELLO = "250-raw\r\n250 PIPELINING\r\n"
TAKES = "250 OK\r\n"
GO = "354 go\r\n"


class Caller:
    """Whoever has called the server."""

    def __init__(self, line: socket.socket, number: int) -> None:
        self.number = number
        self._line = line
        self._rest = b""

    def say(self, words: str | bytes) -> None:
        self._line.sendall(words.encode() if isinstance(words, str) else words)

    def hears(self, begins: str = "") -> str:
        """The next line, which must begin so; empty when the line is closed."""
        while b"\n" not in self._rest:
            if not (more := self._line.recv(65536)):
                return ""
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        words = line.decode().rstrip("\r")
        assert words.startswith(begins), f"{words!r} instead of {begins!r}"
        return words

    def hears_nothing_for(self, seconds: float) -> bool:
        self._line.settimeout(seconds)
        try:
            return not self._rest and not self._line.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            return True
        finally:
            self._line.settimeout(10)

    def hears_a_letter(self) -> list[str]:
        """Its lines, up to the final dot."""
        lines = []
        while (line := self._line_of_text()) != b".":
            lines.append(line.decode())
        return lines

    def _line_of_text(self) -> bytes:
        while b"\r\n" not in self._rest:
            if not (more := self._line.recv(65536)):
                raise ConnectionResetError("the caller hung up in the middle of a letter")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line

    def greets(self, offers: str = HELLO) -> None:
        self.say("220 raw\r\n")
        self.hears("EHLO")
        self.say(offers)

    def hears_an_envelope(self) -> str:
        """Whom the letter is for; MAIL, RCPT and DATA have come at once."""
        self.hears("MAIL FROM:")
        address = self.hears("RCPT TO:<").removeprefix("RCPT TO:<").rstrip(">")
        self.hears("DATA")
        return address

    def hangs_up(self) -> None:
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)


@dataclass
class RawServer:
    """``calls`` counts connections; ``troubles`` are what went wrong in the scripts."""

    port: int
    calls: int = 0
    troubles: list[BaseException] = field(default_factory=list)


@contextmanager
def raw_server(script: Callable[[Caller], None]) -> Iterator[RawServer]:
    """A server that treats every caller so, each in a thread; what a script asserts is raised in the end."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = RawServer(listening.getsockname()[1])
    threads: list[threading.Thread] = []

    def talk(line: socket.socket, number: int) -> None:
        line.settimeout(10)
        with line:
            try:
                script(Caller(line, number))
            except OSError:
                pass  # the caller has gone, or is slow: the test sees it from the other side
            except BaseException as trouble:
                server.troubles.append(trouble)

    def welcome() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            server.calls += 1
            threads.append(threading.Thread(target=talk, args=(line, server.calls)))
            threads[-1].start()

    door = threading.Thread(target=welcome)
    door.start()
    try:
        yield server
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        door.join()
        for thread in threads:
            thread.join()
    if server.troubles:
        raise server.troubles[0]
