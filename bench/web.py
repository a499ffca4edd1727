"""How many readers the pages serve: one-click POSTs and the archive, beside a bare FastAPI hello on the same machine.

    python -m bench.web                # 100,000 subscribers, 4 seconds a round, 3 rounds in turns
    python -m bench.web --readers 1000 --seconds 1 --rounds 1

The server is a process of its own over SQLite as an operator has it (WAL, every commit synced); the client is another,
with 16 connections kept alive, speaking HTTP/1.1 by hand so that it is not what is measured. Both share the machine's
cores. Rounds go in turns, so that whatever else runs meets all of them alike; medians are told. ``CPU`` is the server's
own time for an answer, user and system, which a busy machine stretches less than the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog
from fastapi import FastAPI
from jinja2 import FileSystemLoader

from gutletter.bootstrap import shipped
from gutletter.links import Purpose, token
from gutletter.model import Letterhead, NewSubscriber
from gutletter.settings import WebSettings
from gutletter.store import open_store
from gutletter.theme import theme
from gutletter.web.door import Door
from gutletter.web.readers import readers_app
from gutletter.web.serving import address_of, listen, serve
from tests.ledgers import edition

SECRET = "a secret for measuring"
CONNECTIONS = 16
LETTERHEAD = Letterhead("The Letter", "The Letter <l@example.org>", "https://l.example.org", "l", "1 Street")


def now() -> datetime:
    return datetime.now(UTC)


# ── what is measured, in a process of its own ─────────────────────────────────────────────────────────────────────


def hello() -> FastAPI:
    app = FastAPI()

    @app.get("/")
    def read_root() -> dict[str, str]:
        return {"hello": "world"}

    return app


def serve_here(what: str, folder: Path) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    listening = listen("127.0.0.1", 0)
    if what == "hello":
        sys.stdout.write(f"{address_of(listening)}\n")
        sys.stdout.flush()
        serve(hello(), listening)
        return
    with closing(open_store("sqlite:///bench.db", folder)) as store:
        door = Door(
            store,
            theme(FileSystemLoader(shipped("templates"))),
            LETTERHEAD,
            (SECRET,),
            now,
            WebSettings(requests_per_minute=0),
        )
        app = readers_app(door)
        sys.stdout.write(f"{address_of(listening)}\n")
        sys.stdout.flush()
        serve(app, listening)


@contextmanager
def serving(what: str, folder: Path) -> Iterator[tuple[int, int]]:
    """The port on which it answers, and its process."""
    command = [sys.executable, "-m", "bench.web", "--serve", what, "--folder", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline().rpartition(":")[2]), process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


# ── the client ────────────────────────────────────────────────────────────────────────────────────────────────────


async def hammer(port: int, requests: Iterator[bytes], seconds: float) -> list[float]:
    """How long each answer took, in seconds; an answer that is not 200 ends it all."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def one() -> None:
        reading, writing = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end and (request := next(requests, b"")):
            began = time.perf_counter()
            writing.write(request)
            head = await reading.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reading.readexactly(length)
            took.append(time.perf_counter() - began)
        writing.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    return took


def cpu_of(process: int) -> float:
    """The seconds of CPU that a process has used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def gets(path: str) -> Iterator[bytes]:
    request = f"GET {path} HTTP/1.1\r\nHost: l.example.org\r\nAccept-Encoding: identity\r\n\r\n".encode()
    while True:
        yield request


def one_clicks(first: int, last: int) -> Iterator[bytes]:
    """Each reader leaves once."""
    body = b"List-Unsubscribe=One-Click"
    for reader in range(first, last):
        path = f"/u/{token(SECRET, Purpose.UNSUBSCRIBE, 1, reader)}"
        yield (
            f"POST {path} HTTP/1.1\r\nHost: l.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )


# ── the rounds ────────────────────────────────────────────────────────────────────────────────────────────────────


def filled(folder: Path, readers: int) -> None:
    with closing(open_store("sqlite:///bench.db", folder)) as store:
        store.add((NewSubscriber(f"reader{number}@example.org") for number in range(readers)), now())
        for number in range(30):
            store.open_issue(edition(f"letter-{number}", text="A sentence about oats and fibre. " * 300), now())


def measured(readers: int, seconds: float, rounds: int) -> dict[str, list[tuple[float, float, float]]]:
    """Requests per second, the 99th percentile and the CPU for an answer in milliseconds, for each round."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        filled(folder, readers)
        share = readers // rounds
        with serving("hello", folder) as bare, serving("pages", folder) as pages:
            for round_ in range(rounds):
                clicks = one_clicks(1 + round_ * share, 1 + (round_ + 1) * share)
                turns: tuple[tuple[str, tuple[int, int], Callable[[], Iterator[bytes]]], ...] = (
                    ("hello", bare, lambda: gets("/")),
                    ("archive", pages, lambda: gets("/")),
                    ("letter", pages, lambda: gets("/issues/letter-3")),
                    ("one-click POST", pages, partial(iter, clicks)),
                )
                for name, (port, process), requests in turns:
                    began, used = time.perf_counter(), cpu_of(process)
                    took = sorted(asyncio.run(hammer(port, requests(), seconds)))
                    passed = time.perf_counter() - began
                    slow, cpu = took[int(len(took) * 0.99)], (cpu_of(process) - used) / len(took)
                    found.setdefault(name, []).append((len(took) / passed, 1000 * slow, 1000 * cpu))
        with closing(open_store("sqlite:///bench.db", folder)) as store:
            assert store.count() == readers
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--readers", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--serve", default="", help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, default=Path(), help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.serve:
        serve_here(asked.serve, asked.folder)
        return
    found = measured(asked.readers, asked.seconds, asked.rounds)
    bare = statistics.median(rate for rate, *_ in found["hello"])
    sys.stdout.write(f"{asked.readers:,} subscribers, {os.cpu_count()} cores, {CONNECTIONS} connections\n\n")
    sys.stdout.write("| | requests/s | of hello | p99 ms | CPU ms |\n| --- | ---: | ---: | ---: | ---: |\n")
    for name, rounds in found.items():
        rate, slowest, cpu = (statistics.median(column) for column in zip(*rounds, strict=True))
        sys.stdout.write(f"| {name} | {rate:,.0f} | {rate / bare:.0%} | {slowest:.1f} | {cpu:.2f} |\n")


if __name__ == "__main__":
    assert socket.gethostbyname("localhost").startswith("127.")
    main()
