"""A simulated provider in a process of its own, so that it does not share the sender's time, and outlives its kill.

It is told what to do in lines of JSON on its stdin, answers each with a line on stdout, and ends when stdin does: it
never outlives whoever began it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from gutletter.rehearsal.events import Post
from gutletter.rehearsal.faults import Rates
from gutletter.rehearsal.inspection import Expected
from gutletter.rehearsal.received import Report, heard

PROGRAM = ("-m", "gutletter.rehearsal")
_QUIET = 0.01  # seconds between two looks at whether all has come
_PATIENCE = 30.0  # seconds until a connection that stays open is no longer waited for


class Simulator:
    """The near side of a simulated provider. ``port`` is where it listens on 127.0.0.1; each ``begin`` gives a new one.

    ``program``: what Python is told to run; a test may know a worse provider.
    """

    def __init__(self, program: Sequence[str] = PROGRAM) -> None:
        self.port = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own Python
            [sys.executable, *program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is the sender's to deal with
        )

    def begin(
        self,
        kind: str,
        expected: Expected,
        *,
        seed: int = 0,
        rates: Rates | None = None,
        house: Mapping[str, object] | None = None,
        inspector: Mapping[str, object] | None = None,
        **more: object,
    ) -> int:
        """Forget what was, and begin anew: where to connect. ``house`` and ``inspector``: what those are like, by the
        names of their fields.

        ``more`` goes with the order, for programs that understand it.
        """
        answer = self.ask(
            do="begin",
            kind=kind,
            secret=expected.secret,
            site=expected.site,
            seed=seed,
            rates={str(fault): rate for fault, rate in (rates or {}).items()},
            house=dict(house or {}),
            inspector=dict(inspector or {}),
            **more,
        )
        self.port = int(answer["port"])
        return self.port

    def report(self) -> Report:
        """What has come so far, once nobody is connected any more: a kill leaves letters in the sockets."""
        end = time.monotonic() + _PATIENCE
        while (report := heard(self.ask(do="report"))).open_connections and time.monotonic() < end:
            time.sleep(_QUIET)
        return report

    def posts(self) -> tuple[str, Iterator[Post]]:
        """(the webhook's public key, what it would post about the letters taken since the last time)."""
        first = self.ask(do="posts")
        return first["public_key"], self._posted(first)

    def _posted(self, answer: Mapping[str, Any]) -> Iterator[Post]:
        while answer["posts"]:
            yield from (Post(headers, b64decode(body)) for headers, body in answer["posts"])
            answer = self.ask(do="posts")

    def ask(self, **order: object) -> dict[str, Any]:
        """Say something and hear the answer; OSError when the process has gone."""
        assert self._process.stdin is not None  # noqa: S101 - it was made with both pipes
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise OSError("the simulated provider ended by itself")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End it; twice is harmless."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process.wait(10)


@contextmanager
def simulator(program: Sequence[str] = PROGRAM) -> Iterator[Simulator]:
    """A simulated provider that ends with the block."""
    one = Simulator(program)
    try:
        yield one
    finally:
        one.close()
