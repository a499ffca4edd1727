"""How fast letters leave by SMTP, beside what one would use instead: interleaved rounds, ratios round by round.

    python -m bench.smtp [--rounds 5] [--folder DIR] [--only WORD,…] [--json] [--write bench/results/smtp.md]
        [--postfix DIR] [--peers PYTHON] [--node-modules DIR] [--memory]

Every sender sends the same letter of about 40 KB to readers of its own into ``sink.c``, compiled on the spot, which
counts and checks. gutletter is measured as it is (``smtp_ours``): links, headers and names for each reader, a ledger on
SQLite on the disk that ``--folder`` is on, the journal beside it. What is not installed is left out and said so.

``--postfix`` names the folder of an unpacked Debian package (apt-get download postfix, dpkg -x postfix_*.deb DIR) whose
``smtp-source`` is the yardstick; without it, an installed one is looked for. With it, and run by root, a Postfix from
that folder also stands in as a real relay (``bench.postfix``), its queue on the disk that ``--folder`` is on.
``--peers`` is a Python with django and aiosmtplib beside what gutletter needs, ``--node-modules`` the folder nodemailer
is in. The quieter the machine, the more the figures mean.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.letter import AT, delivery, letter, readers
from bench.postfix import drained, relay
from gutletter.message import compose

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sender:
    """A program that sends so many letters and ends."""

    name: str
    command: tuple[str, ...]  # {port}, {letters} and {connections} are filled in
    letters: int  # a run
    sink: tuple[str, ...] = ()
    connections: int = 4
    ours: bool = False
    relay: bool = False  # sent to a Postfix instead of the sink


@dataclass(frozen=True)
class Comparison:
    """What is measured against what, and what is wanted of the ratio."""

    work: str
    sender: Sender
    against: Sender
    must: str
    aim: str


class Bench:
    """Where things are."""

    def __init__(self, given: argparse.Namespace, scratch: Path) -> None:
        self.given = given
        self.scratch = scratch
        self.sink = scratch / "sink"
        self.letter = scratch / "letter.eml"
        subprocess.run(["cc", "-O2", "-o", str(self.sink), str(HERE / "sink.c")], check=True)
        raw = compose(letter(), delivery(next(readers(1))), at=AT)
        self.size = len(raw)
        self.letter.write_bytes(raw.replace(b"\r\n", b"\n"))  # smtp-source makes CRLF of it
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent / "src"), str(HERE.parent)])}
        self.source = shutil.which("smtp-source", path=f"{os.environ['PATH']}:/usr/sbin")
        if given.postfix:
            self.source = str(given.postfix / "usr/sbin/smtp-source")
            self.environment["LD_LIBRARY_PATH"] = str(given.postfix / "usr/lib/postfix")
        if given.node_modules:
            self.environment["NODE_PATH"] = str(given.node_modules)

    def ours(self, name: str = "gutletter", letters: int = 20_000, *more: str, **rest: Any) -> Sender:
        folder = ("--folder", str(self.given.folder)) if self.given.folder else ()
        command = (sys.executable, "-m", "bench.smtp_ours", "--port", "{port}", "--readers", "{letters}",
                   "--connections", "{connections}", *folder, *more)  # fmt: skip
        return Sender(name, command, letters, ours=True, **rest)

    def smtp_source(self, letters: int = 20_000, **rest: Any) -> Sender:
        envelope = ("-f", "news@letter.example", "-t", "reader@mail.example", "-N")
        command = (self.source or "smtp-source", "-4", "-d", "-s", "{connections}", "-m", "{letters}", *envelope,
                   "-F", str(self.letter), "127.0.0.1:{port}")  # fmt: skip
        return Sender("smtp-source", command, letters, **rest)

    def peer(self, kind: str, letters: int, **rest: Any) -> Sender:
        python = str(self.given.peers) if self.given.peers and kind in ("django", "aiosmtplib") else sys.executable
        command = (python, "-m", "bench.smtp_peers", kind, "--port", "{port}", "--readers", "{letters}",
                   "--connections", "{connections}")  # fmt: skip
        return Sender(kind, command, letters, **rest)

    def run(self, sender: Sender) -> dict[str, float]:
        """Letters a second from the first DATA to the last letter, as the sink saw it, and what the sender said.

        What a relay saw it does not say: there it is the time that sending took.
        """
        if sender.relay:
            return self._relayed(sender)
        with self._sink(sender) as (port, sink):
            done = self._sent(sender, port)
            sink.send_signal(signal.SIGTERM)
            report = json.loads(sink.communicate()[0].splitlines()[-1])
        if report["letters"] != sender.letters or report["doubled"] or (report["damaged"] and sender.ours):
            raise RuntimeError(f"{sender.name}: {report}")
        said = json.loads(done.stdout.splitlines()[-1]) if sender.ours else {}
        return {"rate": report["letters"] / report["seconds"], **said}

    def _relayed(self, sender: Sender) -> dict[str, float]:
        with tempfile.TemporaryDirectory(prefix="gutletter-bench-", dir=self.given.folder) as scratch:
            with relay(self.given.postfix, Path(scratch)) as port:
                began = time.perf_counter()
                done = self._sent(sender, port)
                took = time.perf_counter() - began
                drained(Path(scratch))
            said = json.loads(done.stdout.splitlines()[-1]) if sender.ours else {"seconds": took}
        return {"rate": sender.letters / said["seconds"], **said}

    def _sent(self, sender: Sender, port: int) -> subprocess.CompletedProcess[str]:
        filled = [word.format(port=port, letters=sender.letters, connections=sender.connections)
                  for word in sender.command]  # fmt: skip
        done = subprocess.run(filled, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{sender.name} failed: {done.stderr[-600:]}")
        return done

    @contextmanager
    def _sink(self, sender: Sender) -> Iterator[tuple[int, subprocess.Popen[str]]]:
        words = [str(self.sink), *sender.sink, *(["--personal"] if sender.ours else [])]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as sink:
            assert sink.stdout is not None
            try:
                yield int(sink.stdout.readline()), sink
            finally:
                sink.terminate()

    def comparisons(self) -> Sequence[Comparison]:
        far: dict[str, Any] = {"connections": 16, "sink": ("--rtt", "10")}
        slow: dict[str, Any] = {"sink": ("--lock-step",)}
        far_slow: dict[str, Any] = {"connections": 16, "sink": ("--rtt", "10", "--lock-step")}
        ours, source = self.ours(), self.smtp_source()
        return [
            Comparison("4 connections", ours, source, "1.0", "1.8"),
            Comparison("10 ms round trip, 16 connections", self.ours(letters=6_000, **far),
                       self.smtp_source(2_000, **far), "3", "3.8"),
            Comparison("the same, no PIPELINING offered", self.ours(letters=2_000, **far_slow),
                       self.smtp_source(2_000, **far_slow), "0.9", "1.0"),
            Comparison("4 connections, no PIPELINING", self.ours(**slow), self.smtp_source(**slow), "", ""),
            Comparison("4 connections", ours, self.peer("hand", 300), "60", "110"),
            Comparison("4 connections", ours, self.peer("nodemailer", 800), "30", "55"),
            Comparison("4 connections", ours, self.peer("django", 600), "30", "55"),
            Comparison("4 connections", ours, self.peer("aiosmtplib", 300), "", ""),
            Comparison("4 connections", ours, self.peer("naive", 60), "", ""),
            Comparison("a Postfix as relay", self.ours(letters=2_000, relay=True),
                       self.smtp_source(2_000, relay=True), "0.95", "1.0"),
            Comparison("logic on the reader", self.ours("with logic", 20_000, "--logic"),
                       replace(ours, name="slots only"), "0.5", "0.8"),
            Comparison("ledger and journal", ours, self.ours("without", 20_000, "--without-ledger"), "0.85", "0.92"),
        ]  # fmt: skip

    def available(self, sender: Sender) -> bool:
        if sender.relay:
            return bool(self.given.postfix) and os.geteuid() == 0
        if sender.name == "smtp-source":
            return bool(self.source)
        if sender.name == "nodemailer":
            return bool(shutil.which("node")) and self._imports("node", "-e", "require('nodemailer')")
        if sender.name in ("django", "aiosmtplib"):
            return self._imports(sender.command[0], "-c", f"import {sender.name}, jinja2, gutletter")
        return True

    def _imports(self, *words: str) -> bool:
        there = shutil.which(words[0])
        return bool(there) and subprocess.run(words, env=self.environment, capture_output=True).returncode == 0


def measured(bench: Bench, comparisons: Sequence[Comparison], rounds: int) -> list[dict[str, Any]]:
    senders = list(dict.fromkeys(one for each in comparisons for one in (each.sender, each.against)))
    rates: dict[Sender, list[float]] = {sender: [] for sender in senders}
    for number in range(rounds):
        for sender in senders:
            print(f"round {number + 1} of {rounds}: {sender.name} {' '.join(sender.sink)}", file=sys.stderr)
            rates[sender].append(bench.run(sender)["rate"])
    rows = []
    for each in comparisons:
        ratios = [ours / theirs for ours, theirs in zip(rates[each.sender], rates[each.against], strict=True)]
        rows.append(
            {
                "work": each.work,
                "against": each.against.name,
                "ours": statistics.median(rates[each.sender]),
                "theirs": statistics.median(rates[each.against]),
                "ratio": statistics.median(ratios),
                "least": min(ratios),
                "most": max(ratios),
                "must": each.must,
                "aim": each.aim,
            }
        )
    return rows


def memory(bench: Bench) -> list[dict[str, Any]]:
    """Peak MiB and the time to the first letter, with 100,000 readers and with a million."""
    rows = []
    for count in (100_000, 1_000_000):
        print(f"memory: {count:,} readers", file=sys.stderr)
        told = bench.run(bench.ours("gutletter", count, "--first"))
        rows.append({"readers": count, **told})
    return rows


def tables(rows: Sequence[dict[str, Any]], peaks: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from aligned(
        ["work", "against", "letters/s", "theirs", "ratio", "min..max", "must", "aim"], map(_cells, rows)
    )
    if peaks:
        yield ""
        yield from aligned(
            ["readers", "letters/s", "peak MiB", "first letter after, s"],
            [
                [f"{one['readers']:,}", f"{one['rate']:,.0f}", f"{one['peak']:.0f}", f"{one['first']:.2f}"]
                for one in peaks
            ],
        )


def _cells(row: dict[str, Any]) -> list[str]:
    figures = (f"{row['ours']:,.0f}", f"{row['theirs']:,.0f}", f"{row['ratio']:.2f}")
    return [row["work"], row["against"], *figures, f"{row['least']:.2f}..{row['most']:.2f}", row["must"], row["aim"]]


def aligned(head: Sequence[str], cells: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table whose columns stand under one another; the first two to the left, figures to the right."""
    rows = list(cells)
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    texts = 2 if len(head) > 4 else 0

    def line(row: Sequence[str]) -> str:
        cells = (word.ljust(width) if at < texts else word.rjust(width)
                 for at, (word, width) in enumerate(zip(row, widths, strict=True)))  # fmt: skip
        return f"| {' | '.join(cells)} |"

    yield line(head)
    yield f"| {' | '.join('-' * width if at < texts else '-' * (width - 1) + ':' for at, width in enumerate(widths))} |"
    yield from map(line, rows)


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.machine()}, Linux, Python {platform.python_version()}"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--folder", type=Path, help="a folder on the disk that the ledger is to stand on")
    asked.add_argument("--only", default="", help="rows whose work or peer has one of these words in it")
    asked.add_argument("--memory", action="store_true", help="also 100,000 readers and a million: some minutes")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--write", type=Path)
    asked.add_argument("--postfix", type=Path)
    asked.add_argument("--peers", type=Path)
    asked.add_argument("--node-modules", type=Path)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="gutletter-bench-") as scratch:
        bench = Bench(given, Path(scratch))
        words = [word for word in given.only.split(",") if word]
        wanted = [one for one in bench.comparisons()
                  if not words or any(word in f"{one.work} {one.against.name}" for word in words)]  # fmt: skip
        missing = [one for one in wanted if not bench.available(one.against)]
        for one in missing:
            print(f"{one.work}: {one.against.name} is not installed here, and left out", file=sys.stderr)
        rows = measured(bench, [one for one in wanted if one not in missing], given.rounds)
        peaks = memory(bench) if given.memory else []
        if given.json:
            print(json.dumps({"machine": machine(), "size": bench.size, "rows": rows, "memory": peaks}, indent=2))
        else:
            print("\n".join(tables(rows, peaks)))
        if given.write:
            head = (
                f"# Letters by SMTP\n\n`python -m bench.smtp --rounds {given.rounds}`: {machine()}; a letter of "
                f"{bench.size:,} bytes; medians\nof {given.rounds} interleaved rounds, ratios taken round by round.\n\n"
            )
            given.write.write_text(head + "\n".join(tables(rows, peaks)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
