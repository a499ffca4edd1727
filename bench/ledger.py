"""Measure what the ledger, the journal and the links cost beside the sending itself, and print a table.

    python -m bench.ledger [--readers 1000000] [--rounds 5] [--folder DIR] [--json] [--only steps,freeze,memory,first]

The provider takes every copy at once, so what is left is ours. Everything is on SQLite in a folder of its own under
``--folder`` (on a disk, or the figures mean little), which is removed in the end. Figures are medians of the rounds.
The steps are in processor time, which a busy machine changes little; what waits for the disk shows in the last line.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Any, cast

from gutletter.errors import StoreError
from gutletter.journal import FileJournal
from gutletter.model import Delivery, Digest, Edition, Issue, KeyPoint, Letterhead, Outcome, Receipt, RenderedIssue
from gutletter.model import Sentence as Sentence_
from gutletter.pipeline import Newsroom, send_issue
from gutletter.ports import Begin, Queue, unnoted
from gutletter.sending import addressing
from gutletter.store import SqlStore, open_store
from gutletter.theme import Theme

LEASE = timedelta(minutes=10)
SECRET = "a secret of thirty-two characters"
PAGE = 2000


def utc_now() -> datetime:
    return datetime.now(UTC)


# ── a publication in a folder ─────────────────────────────────────────────────────────────────────────────────────


def edition(slug: str = "fibre") -> Edition:
    point = KeyPoint("Eat oats.", Sentence_("Eat oats.", 0, 9))
    letterhead = Letterhead(
        "The Letter", "The Letter <a@example.org>", "https://l.example.org", "l.example.org", "1 St"
    )
    body = "<p>[[reader_name]] [[unsubscribe_url]] [[preferences_url]] [[view_url]]</p>"
    rendered = RenderedIssue(f"About {slug}", "Oats", body, body, letterhead)
    return Edition(slug, slug, "", slug, (), "Eat oats.", Digest((point,), (point,), "About", "Oats"), rendered)


_READERS = """
    INSERT INTO subscribers (email, key, name, state, joined_at, confirmed_at, changed_at, source)
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
    SELECT 'reader' || n || '@mail' || (n % 50) || '.example.com', 'reader' || n || '@mail' || (n % 50) ||
        '.example.com', 'Reader Number ' || n, 1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000',
        '2026-01-01 00:00:00.000000', 'bench' FROM number"""


@contextmanager
def store_with(readers: int, folder: Path) -> Iterator[SqlStore]:
    """A store with so many confirmed readers."""
    with closing(open_store("sqlite:///ledger.db", folder)) as store:
        with store._database.writing() as connection:
            connection.exec_driver_sql(_READERS, (readers,))
        yield store


@contextmanager
def a_folder(parent: Path | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="gutletter-bench-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class AtOnce:
    """Takes every copy the moment it is handed over, and names it as a mail server does."""

    name = "at once"
    batch_size = PAGE

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        for number, delivery in enumerate(deliveries):
            begin([delivery])
            yield Receipt(delivery.id, Outcome.ACCEPTED, "", f"4cZx{number:08X}z9")

    def close(self) -> None:
        pass


def newsroom(store: SqlStore, folder: Path) -> Newsroom:
    """Only what sending asks for."""
    none = cast("Any", None)
    return Newsroom(
        queue=cast("Queue", none),
        condense=none,
        checks=(),
        theme=cast("Theme", none),
        letterhead=edition().rendered.letterhead,
        store=store,
        clock=utc_now,
        worker="bench",
        journal=FileJournal(folder / "journal", "bench"),
        secret=SECRET,
    )


# ── what one message costs ────────────────────────────────────────────────────────────────────────────────────────


class Watch:
    """Adds up what each step takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - begun


def steps(store: SqlStore, issue: Issue, folder: Path) -> dict[str, float]:
    """One issue, a step after the other; microseconds per message by step."""
    watch = Watch()
    journal = FileJournal(folder / "journal", "bench")
    address = addressing(issue, [SECRET])
    sent = 0
    while True:
        with watch.step("hand_over"):
            page = store.hand_over(issue.id, "bench", utc_now(), LEASE, PAGE)
        if not page:
            break
        with watch.step("links and Delivery"):
            copies = address(page)
        with watch.step("journal: begin"):
            for one in page:
                journal.begin(issue.id, [one.subscriber_id])
        receipts = {
            one.subscriber_id: Receipt(copy.id, Outcome.ACCEPTED, "", f"4cZx{one.subscriber_id:08X}z9")
            for one, copy in zip(page, copies, strict=True)
        }
        with watch.step("journal: answer"):
            for subscriber_id, receipt in receipts.items():
                journal.answer(issue.id, [(subscriber_id, receipt)])
        with watch.step("record"):
            store.record(issue.id, receipts, utc_now(), worker="bench")
        with watch.step("journal: forget"):
            journal.forget()
        sent += len(page)
    journal.close()
    assert sent == issue.audience == store.tally(issue.id).accepted
    return {name: seconds / sent * 1e6 for name, seconds in watch.seconds.items()}


def whole(store: SqlStore, issue: Issue, folder: Path) -> tuple[float, float]:
    """``send_issue`` from beginning to end; microseconds per message of the processor, and by the clock."""
    room = newsroom(store, folder)
    begun, busy = time.perf_counter(), time.process_time()
    sent = send_issue(room, AtOnce(), issue)
    took, worked = time.perf_counter() - begun, time.process_time() - busy
    room.journal.close()
    assert store.tally(issue.id).accepted == sent.audience
    return worked / sent.audience * 1e6, took / sent.audience * 1e6


def per_message(readers: int, rounds: int, folder: Path) -> dict[str, float]:
    columns: dict[str, list[float]] = {}
    with store_with(readers, folder) as store:
        for number in range(rounds):
            taken = steps(store, store.open_issue(edition(f"steps{number}"), utc_now()), folder)
            taken["sum of the steps"] = sum(taken.values())
            work, clock = whole(store, store.open_issue(edition(f"whole{number}"), utc_now()), folder)
            taken |= {"send_issue, whole": work, "the same, by the clock": clock}
            for name, cost in taken.items():
                columns.setdefault(name, []).append(cost)
    return {name: median(costs) for name, costs in columns.items()}


# ── the freeze ────────────────────────────────────────────────────────────────────────────────────────────────────

_COLUMNS = "issue_id, subscriber_id, email, name, state, attempts, changed_at, reason, provider_id, not_before"
_BARE = """CREATE TABLE IF NOT EXISTS bare (issue_id INTEGER NOT NULL, subscriber_id INTEGER NOT NULL,
    email TEXT NOT NULL, name TEXT NOT NULL, state SMALLINT NOT NULL, attempts SMALLINT NOT NULL,
    changed_at DATETIME NOT NULL, worker TEXT, lease_until DATETIME, next_attempt_at DATETIME, reason TEXT NOT NULL,
    provider_id TEXT NOT NULL, not_before DATETIME, PRIMARY KEY (issue_id, subscriber_id)) WITHOUT ROWID"""
_INSERT = f"""INSERT INTO bare ({_COLUMNS}) SELECT ?, id, email, name, 0, 0, '2026-01-01 00:00:00.000000', '', '', NULL
    FROM subscribers WHERE state = 1 ORDER BY id"""


def freeze(readers: int, rounds: int, folder: Path) -> dict[str, float]:
    """Opening an issue beside one INSERT … SELECT of the same columns into a table that has nothing but its key."""
    ours: list[tuple[float, float]] = []
    bare: list[tuple[float, float]] = []
    with store_with(readers, folder) as store:
        with store._database.writing() as connection:
            connection.exec_driver_sql(_BARE)
        for number in range(rounds):

            def insert(n: int = number) -> None:
                with store._database.writing() as connection:
                    connection.exec_driver_sql(_INSERT, (n,))

            bare.append(timed(insert))
            ours.append(timed(lambda n=number: store.open_issue(edition(f"f{n}"), utc_now())))  # type: ignore[misc]  # a default binds the round
    clocks, works = ([(our[at], one[at]) for our, one in zip(ours, bare, strict=True)] for at in (0, 1))
    return {
        "open_issue, s": median(our for our, _ in clocks),
        "bare INSERT … SELECT, s": median(one for _, one in clocks),
        "ratio": median(our / one for our, one in clocks),
        "ratio of the processor's work": median(our / one for our, one in works),
    }


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor."""
    begun, busy = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - begun, time.process_time() - busy


# ── memory, and the first message ─────────────────────────────────────────────────────────────────────────────────


def memory(readers: int, folder: Path) -> dict[str, float]:
    """Peak MiB of a process that opens an issue and sends it, with so many readers and with a tenth of them."""
    peaks = {}
    for number in (readers // 10, readers):
        with a_folder(folder) as place:
            with store_with(number, place):
                pass
            words = [sys.executable, "-m", "bench.ledger", "--send-in", str(place)]
            done = subprocess.run(words, capture_output=True, text=True, check=True)
            peaks[number] = float(done.stdout)
    less, more = peaks.values()
    return {f"{readers // 10:,} readers, MiB": less, f"{readers:,} readers, MiB": more, "ratio": more / less}


def send_in(folder: Path) -> None:
    with closing(open_store("sqlite:///ledger.db", folder)) as store:
        whole(store, store.open_issue(edition(), utc_now()), folder)
    print(getrusage(RUSAGE_SELF).ru_maxrss / 1024)


_ARTICLE = """---
title: Oats in the morning
url: https://example.org/oats
---

Oats have been eaten for a long time. What they do in the gut has been asked nearly as long.

## What was tried

In one small trial, 42 adults ate either oats or white bread every morning for two weeks. The people who ate oats were
full for about 40 minutes longer than those who ate bread. Chance decided who ate what.

## What was found

Oats in the morning may keep some adults full for longer, though the effect was small and not seen in everyone. Adults
who ate oats before the trial did not differ from the others. The study was too short to say what happens over months.

## The bottom line

Oats may keep some adults full a little longer, but one small trial cannot say for whom.
"""


def first_message(readers: int, rounds: int, folder: Path) -> dict[str, float]:
    """Seconds from typing ``gutletter send --yes`` to the first letter in the outbox, and of the processor in them.

    gutletter is compiled, as it is when it is installed, or has run once.
    """
    taken, worked = [], []
    gutletter = [sys.executable, "-m", "gutletter"]
    with a_folder(folder) as place:
        letter = place / "letter"
        around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        around["PYTHONPYCACHEPREFIX"] = str(place / "compiled")
        subprocess.run([*gutletter, "init", str(letter)], check=True, capture_output=True, env=around)
        for sample in (letter / "issues").iterdir():
            sample.unlink()
        (letter / "issues" / "oats.md").write_text(_ARTICLE, "utf-8")
        with closing(open_store("sqlite:///gutletter.db", letter)) as store, store._database.writing() as connection:
            connection.exec_driver_sql(_READERS, (readers,))
        for number in range(rounds + 1):
            before = letter.parent / f"round{number}"
            shutil.copytree(letter, before)
            begun, busy = time.perf_counter(), children_worked()
            with subprocess.Popen(
                [*gutletter, "-C", str(before), "send", "--yes"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=around,
            ) as process:
                while not any(before.glob("outbox/**/*.eml")):
                    if process.poll() is not None:
                        raise StoreError(f"send ended: {process.stderr.read() if process.stderr else b''!r}")
                    time.sleep(0.005)
                taken.append(time.perf_counter() - begun)
                process.kill()
            worked.append(children_worked() - busy)
            shutil.rmtree(before)
    del taken[0], worked[0]  # the one that compiled
    return {"first message after, s": median(taken), "of which the processor worked, s": median(worked)}


def children_worked() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ── the table ─────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--readers", type=int, default=1_000_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--only", default="steps,freeze,memory,first")
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--send-in", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.send_in:
        send_in(given.send_in)
        return
    readers, rounds = given.readers, given.rounds
    measures: dict[str, Callable[[Path], dict[str, float]]] = {
        "steps": lambda folder: per_message(readers // 10, rounds, folder),
        "freeze": lambda folder: freeze(readers, rounds, folder),
        "memory": lambda folder: memory(readers, folder),
        "first": lambda folder: first_message(readers, rounds, folder),
    }
    table: dict[str, dict[str, float]] = {}
    for name in given.only.split(","):
        with a_folder(given.folder) as folder:
            table[name] = measures[name](folder)
    if given.json:
        print(json.dumps(table, indent=2, ensure_ascii=False))
        return
    print("\n".join(rows(table)))


TITLES = {
    "steps": "microseconds per message",
    "freeze": "freezing the audience",
    "memory": "peak memory of a whole send",
    "first": "time to the first message",
}


def rows(table: dict[str, dict[str, float]]) -> Iterable[str]:
    for name, figures in table.items():
        yield f"| {TITLES[name]} | |\n| --- | --: |"
        yield from (f"| {what} | {figure:.2f} |" for what, figure in figures.items())
        yield ""


if __name__ == "__main__":
    main()
