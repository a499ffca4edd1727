"""One connection of bytes that never blocks: where it would have to wait, its steps yield it to whoever polls it."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Generator, Sequence
from math import inf
from select import POLLIN, POLLOUT, poll
from time import monotonic
from typing import Self

from gutletter.providers.smtp_replies import LineLost

_AT_ONCE = 16 * 1024  # bytes: a whole TLS record, so that nothing stays behind where ``poll`` does not see it
_NOT_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Line:
    """A connection. ``dial`` opens it, ``secure`` encrypts it, ``close`` ends it for good.

    Its generators yield it while they wait: go on when ``watch`` says that it is ready, or throw TimeoutError when its
    ``deadline`` is over.
    """

    def __init__(self, watch: poll, timeout: float) -> None:
        self.fd = -1
        self.deadline = inf  # by the monotonic clock
        self.broken = False
        self._timeout = timeout
        self._watch = watch
        self._watched_for = 0
        self._socket: socket.socket | None = None
        self._unsent = b""

    def dial(self, addresses: Sequence[str], port: int) -> Generator[Self, None, None]:
        """Connect to the first of them that takes us; they share the time. OSError."""
        trouble = OSError("no address")
        for address in addresses:
            try:
                yield from self._connect(address, port, 1 / len(addresses))
            except OSError as error:
                trouble = error
                self._hang_up()
            else:
                return
        raise trouble

    def secure(self, trust: ssl.SSLContext, host: str) -> Generator[Self, None, None]:
        """Encrypt what follows; the server must show a certificate for ``host``. OSError."""
        assert self._socket is not None  # noqa: S101 - it was dialled
        self._socket = secured = trust.wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
        self.set_off()
        while True:
            try:
                secured.do_handshake()
            except ssl.SSLWantWriteError:
                yield from self.until(POLLOUT)
            except ssl.SSLWantReadError:
                yield from self.until(POLLIN)
            else:
                return

    def until(self, ready: int) -> Generator[Self, None, None]:
        """Wait until it is ready for one of these."""
        self.watch_for(ready)
        yield self

    def watch_for(self, ready: int) -> None:
        """What it is polled for from now on; 0: for nothing."""
        before, self._watched_for = self._watched_for, ready
        if ready == before:
            return
        if not ready:
            self._watch.unregister(self.fd)
        elif before:
            self._watch.modify(self.fd, ready)
        else:
            self._watch.register(self.fd, ready)

    def set_off(self, share: float = 1.0) -> None:
        """The time in which something must happen, or a share of it, begins now."""
        self.deadline = monotonic() + share * self._timeout

    def send(self, octets: bytes) -> None:
        """Send it: what does not fit now is sent by ``hear``. A line that has broken is told by ``hear`` as well."""
        if self._unsent:
            self._unsent += octets
            return
        if (sent := self._sent(octets)) < len(octets):
            self._unsent = octets[sent:]
            self.watch_for(POLLIN | POLLOUT)

    def hear(self) -> bytes:
        """What has come; empty when there is nothing yet. LineLost, OSError."""
        if self._unsent:
            self._unsent = self._unsent[self._sent(self._unsent) :]
            if not self._unsent:
                self.watch_for(POLLIN)
        if self._socket is None:
            raise LineLost("the line was closed")
        try:
            octets = self._socket.recv(_AT_ONCE)
        except _NOT_YET:
            return b""
        if not octets:
            raise LineLost("the server closed the connection")
        return octets

    def close(self) -> None:
        """Hang up, without a word; twice is harmless."""
        self.broken = True
        self._hang_up()

    def _connect(self, address: str, port: int, share: float) -> Generator[Self, None, None]:
        self._socket = dialling = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        self.fd = dialling.fileno()
        dialling.setblocking(False)
        dialling.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.set_off(share)
        try:
            dialling.connect((address, port))
        except BlockingIOError:
            yield from self.until(POLLOUT)
        if code := dialling.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(code, os.strerror(code))

    def _sent(self, octets: bytes) -> int:
        """How much of it could be sent. All, where it never will be: what was said before is heard, and then that."""
        assert self._socket is not None  # noqa: S101 - it was dialled
        done = 0
        try:
            done = self._socket.send(octets)
            while done < len(octets):
                done += self._socket.send(octets[done:])
        except _NOT_YET:
            return done
        except OSError:
            return len(octets)
        return done

    def _hang_up(self) -> None:
        self.watch_for(0)
        if self._socket is not None:
            self._socket.close()
        self._socket, self._unsent, self.fd = None, b"", -1
