"""How long a list of readers takes to import, beside SQLite's own ``.import`` into a table with the same unique index.

    uv run python bench/importing.py [--rows 1000000] [--rounds 5] [--consents] [--json]

The list is made on the spot: names and addresses, a status, a date, a language and tags, with ``--consents`` also when,
where and from which address each agreed; one row in a hundred is bad.
Both sides run as processes of their own, in turn; what is told are medians by the clock and of processor time, their
ratios, and the peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

NAMES = (
    "ada",
    "ben",
    "cleo",
    "dora",
    "emil",
    "fay",
    "gus",
    "hedy",
    "ida",
    "jon",
    "kim",
    "lea",
    "mia",
    "noa",
    "ole",
    "pia",
)
COLUMNS = ("email", "name", "status", "joined", "language", "tags")
CONSENTS = ("consent_at", "consent_source", "consent_ip")


def plain_import(file: Path, columns: Sequence[str]) -> str:
    """What SQLite's own program is told."""
    email, *others = columns
    return f"""\
.mode csv
.import {file} raw
CREATE TABLE readers (id INTEGER PRIMARY KEY, email TEXT NOT NULL, {", ".join(f"{name} TEXT" for name in others)});
CREATE UNIQUE INDEX readers_key ON readers (email);
INSERT OR IGNORE INTO readers ({", ".join(columns)}) SELECT lower({email}), {", ".join(others)} FROM raw;
"""


def write_list(file: Path, rows: int, columns: Sequence[str]) -> None:
    """A list with a bad address in a hundred."""
    with file.open("w", encoding="utf-8") as stream:
        stream.write(",".join(columns) + "\n")
        for number in range(rows):
            name, day = (
                NAMES[number % 16],
                f"2025-{1 + number % 12:02}-{1 + number % 28:02} {number % 23:02}:{number % 59:02}:{number % 57:02}",
            )
            address = f"{name}.{number}@mail{number % 97}.example.org" if number % 100 else f"{name}.{number}@@example"
            cells = [address, f"{name.title()} Reader", "confirmed", day, "en", "gut;skin"]
            cells += [day, "https://example.org/join", f"198.51.{number % 100}.{number % 251}"]
            stream.write(",".join(cells[: len(columns)]) + "\n")


def timed(command: list[str], folder: Path, given: str = "") -> tuple[float, float, int]:
    """Seconds by the clock and of processors, and the most memory in MiB, that a process took."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin
        process.stdin.write(given.encode())
        process.stdin.close()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def measured(rows: int, rounds: int, columns: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """Seconds and memory of every round, by who imported."""
    sqlite, gutletter = shutil.which("sqlite3"), [sys.executable, "-m", "gutletter"]
    if not sqlite:
        raise SystemExit("This needs the sqlite3 program (Debian: apt-get install sqlite3).")
    taken: dict[str, dict[str, list[float]]] = {
        name: {"seconds": [], "processor": [], "MiB": []} for name in ("sqlite3", "gutletter")
    }
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_list(folder / "list.csv", rows, columns)
        for number in range(rounds):
            own = folder / f"round-{number}"
            subprocess.run([*gutletter, "init", str(own)], check=True, stdout=subprocess.DEVNULL)
            for name, command, given in (
                ("sqlite3", [sqlite, "plain.db"], plain_import(folder / "list.csv", columns)),
                ("gutletter", [*gutletter, "subscribers", "import", str(folder / "list.csv")], ""),
            ):
                for figure, amount in zip(taken[name], timed(command, own, given), strict=True):
                    taken[name][figure].append(amount)
            shutil.rmtree(own)
    return taken


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--consents", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    taken = measured(asked.rows, asked.rounds, COLUMNS + CONSENTS if asked.consents else COLUMNS)
    if asked.json:
        print(json.dumps({"rows": asked.rows, "rounds": taken}))
        return
    clock, processor = (statistics.median(taken["sqlite3"][figure]) for figure in ("seconds", "processor"))
    print(f"{asked.rows:,} rows, medians of {asked.rounds}\n")
    print(f"{'':12} {'seconds':>8} {'ratio':>6} {'processor':>10} {'ratio':>6} {'peak MiB':>9}")
    for name, figures in taken.items():
        seconds, used = statistics.median(figures["seconds"]), statistics.median(figures["processor"])
        ratios = f"{seconds:8.2f} {seconds / clock:6.2f} {used:10.2f} {used / processor:6.2f}"
        print(f"{name:12} {ratios} {max(figures['MiB']):9.0f}")


if __name__ == "__main__":
    main()
