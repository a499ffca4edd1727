"""One round: a process that sends is killed, others go on, and what the ledger says is held against what arrived.

A round is told in a line, such as ``smtp hostile dot.3 seed=17``, and that line plays it again:
``python -m tests.kill "smtp hostile dot.3 seed=17"``.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gutletter import bootstrap, links
from gutletter.cli.publication import make_publication
from gutletter.model import DeliveryState, NewSubscriber, Tally
from gutletter.pipeline import open_next_issue
from gutletter.rehearsal.accounts import Accounts
from gutletter.rehearsal.faults import DOUBTFUL, MIXES, Fault, Point
from gutletter.rehearsal.inspection import Expected
from gutletter.rehearsal.received import Report
from gutletter.rehearsal.simulator import Simulator
from gutletter.settings import load
from gutletter.store.schema import DeliveryCode
from tests.conftest import ARTICLE
from tests.kill import far_side, victim

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
LATER = timedelta(hours=5)  # every lease has run out, every deferral's time has come
AUDIENCE = 30
LONGEST = 0.25  # seconds that nobody who is to be killed at some time takes longer than

SMTP_POINTS = {
    Point.GREETING: (1, 3), Point.MAIL: (1, 12), Point.RCPT: (1, 12), Point.DATA: (1, 12), Point.BODY: (1, 2, 9, 20),
    Point.DOT: (1, 2, 9, 20), Point.TAKEN: (1, 2, 9, 20), Point.ANSWERED: (1, 2, 9, 20),
}  # fmt: skip
SENDGRID_POINTS = {Point.REQUEST: (1, 2, 4), Point.READ: (1, 2, 5), Point.ACCEPTED: (1, 2, 5), Point.SAID: (1, 2, 5)}
POINTS: Mapping[str, Mapping[Point, tuple[int, ...]]] = {"smtp": SMTP_POINTS, "sendgrid": SENDGRID_POINTS}
OWN_STEPS: Mapping[str, tuple[int, ...]] = {
    "hand_over": (1,), "record": (1,), "presume_uncertain": (1,), "close_issue": (1,),
    "begin": (1, 2, 6), "answer": (1, 2, 12), "forget": (1,),
}  # fmt: skip
COMMITS = (1, 2, 3, 4)
SIDES = ("before", "after")
TIDYING = ("recover", "record")  # what the next one does with what somebody left who was killed in mid-sending
IN_FLIGHT = {"smtp": victim.CONNECTIONS, "sendgrid": 2 * victim.TOGETHER, "leaving": 1, "publishing": 1}
"""How many copies one kill may leave in doubt: a letter per SMTP connection, a request per SendGrid connection."""

_STATES = {code: state for state, code in DeliveryCode.codes.items()}


@dataclass(frozen=True)
class Death:
    """One of them: ``kind`` is a point of the conversation, a step of ours, ``step`` or ``time``."""

    kind: str
    number: str

    @property
    def at(self) -> str:
        """The step of which somebody dies by itself; empty when somebody else kills."""
        return "" if self.kind in set(Point) | {"time"} else f"{self.kind}.{self.number}"

    @property
    def after(self) -> float | None:
        """Seconds after which it is killed; None when that is no matter of time."""
        return float(self.number) * LONGEST if self.kind == "time" else None

    @property
    def nth(self) -> int:
        """At the how-manieth time there the far side kills; 0 when it does not."""
        return int(self.number) if self.kind in set(Point) else 0


@dataclass(frozen=True)
class Round:
    """How somebody dies. ``how``: ``step.7``, a point and its how-manieth time, ``time.0.31`` in shares of LONGEST;
    where a ``+`` stands, whoever goes on dies of what stands behind it.

    ``carrier``: a simulated provider; or ``leaving`` into a file, and ``publishing``, which opens the issue before.
    """

    carrier: str
    mix: str
    how: str
    seed: int

    def __str__(self) -> str:
        return f"{self.carrier} {self.mix} {self.how} seed={self.seed}"

    @property
    def deaths(self) -> Sequence[Death]:
        """One after the other."""
        return [Death(*one.split(".", 1)) for one in self.how.split("+")]

    @property
    def points(self) -> Collection[str]:
        """Their names."""
        return {death.kind for death in self.deaths}

    @property
    def found(self) -> str:
        """The publication that whoever dies has found."""
        return {"publishing": "new", "leaving": "few"}.get(self.carrier, "opened")

    @property
    def simulated(self) -> bool:
        """Whether there is a provider at the other end of a line."""
        return self.carrier in POINTS

    @property
    def replay(self) -> str:
        """The command that plays it again."""
        return f'python -m tests.kill "{self}"'


def told(line: str) -> Round:
    """The round that a line tells."""
    carrier, mix, how, seed = line.split()
    return Round(carrier, mix, how, int(seed.removeprefix("seed=")))


def drawn(seed: int) -> Round:
    """Any round, at any time."""
    draw = random.Random(seed)
    carrier = draw.choice(("smtp", "smtp", "sendgrid"))
    mix = draw.choice(("none", "realistic", "hostile"))
    return Round(carrier, mix, f"time.{draw.random():.3f}", seed)


def named(carrier: str, mix: str, seed: int = 1) -> Iterator[Round]:
    """A round for every named point of a conversation, and for every step of ours around it."""
    deaths = [f"{point}.{nth}" for point, times in POINTS[carrier].items() for nth in times]
    deaths += [f"{side}-{verb}.{nth}" for verb, times in OWN_STEPS.items() for nth in times for side in SIDES]
    deaths += [f"before-commit.{nth}" for nth in COMMITS]
    first = "taken.2" if carrier == "smtp" else "accepted.2"
    deaths += [f"{first}+{side}-{verb}.1" for verb in TIDYING for side in SIDES]
    yield from (Round(carrier, mix, how, seed) for how in deaths)


# ── the machines ──────────────────────────────────────────────────────────────────────────────────────────────────


class Machines:
    """Where processes to be killed come from, the provider they send to, and the publication they find."""

    def __init__(self, room: Path) -> None:
        self._room = room
        self._templates = templates(room)
        self.settings = load(self._templates / "opened")
        command = [sys.executable, victim.__file__, str(shutil.copytree(self._templates / "new", room / "warm"))]
        self._zygote = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.far_side = Simulator([far_side.__file__])

    def begin(self, played: Round) -> Path:
        """A new publication, and a provider that nobody has sent to; the publication's folder."""
        first = played.deaths[0]
        folder = self._room / "letter"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._templates / played.found, folder)
        if played.simulated:
            self.far_side.begin(
                played.carrier,
                Expected(self.settings.secret.get_secret_value(), self.settings.publication.site),
                seed=played.seed,
                rates={**MIXES[played.mix], Fault.TOO_FAST: 0.0},  # nobody is killed sooner for having waited a second
                inspector={"first": 1},
                point=first.kind,
                nth=first.nth,
                pid=str(folder / "pid"),
            )
        return folder

    def run(
        self, folder: Path, carrier: str, *, at: str = "", after: float | None = None, now: datetime = NOW
    ) -> tuple[int, int, float]:
        """(exit code, steps, seconds) of a process that sends there."""
        order = {
            "folder": str(folder), "carrier": carrier, "port": self.far_side.port, "at": at, "after": after,
            "now": now.isoformat(),
        }  # fmt: skip
        assert self._zygote.stdin
        assert self._zygote.stdout
        self._zygote.stdin.write(json.dumps(order) + "\n")
        self._zygote.stdin.flush()
        code, steps, seconds = self._zygote.stdout.readline().split()
        assert int(code) in (0, 3, -signal.SIGKILL), "it ended by itself, for a reason told on stderr"
        return int(code), int(steps), float(seconds)

    def close(self) -> None:
        """No more rounds."""
        self._zygote.communicate(timeout=60)
        self.far_side.close()


@contextmanager
def machines() -> Iterator[Machines]:
    """Machines with a room of their own, in memory where there is one: what a kill does is the same there."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="killed-", dir=memory if memory.is_dir() else None) as room:
        some = Machines(Path(room))
        try:
            yield some
        finally:
            some.close()


def templates(room: Path) -> Path:
    """The publications to begin with: one with an article in its queue, and two whose issue has been opened."""
    folder = room / "templates"
    new, few, opened = folder / "new", folder / "few", folder / "opened"
    make_publication(new, "The Tea Letter", postal_address="1 Kettle Street")
    (new / "issues" / "2026-09-01-evening-tea.md").write_text(ARTICLE.format(slug="evening-tea", title="Evening tea"))
    shutil.copytree(new, opened)
    _add(new, [f"{name}@example.org" for name in ("ada", "busy", "grace", "hedy", "mary")])
    _add(opened, [f"reader-{number}@example.org" for number in range(AUDIENCE)])
    shutil.copytree(new, few)
    for one in (few, opened):
        with bootstrap.open_newsroom(load(one), clock=lambda: NOW) as newsroom:
            assert open_next_issue(newsroom) is not None
    return folder


def _add(folder: Path, addresses: list[str]) -> None:
    with bootstrap.open_store(load(folder)) as store:
        store.add((NewSubscriber(address, address.partition("@")[0].title()) for address in addresses), NOW)


def play_all(lanes: Sequence[Machines], rounds: Sequence[Round]) -> list[Played]:
    """Play rounds, on several machines at once; the first that fails ends it."""
    waiting = deque(rounds)

    def lane(some: Machines) -> list[Played]:
        return [play(some, one) for one in iter(lambda: waiting.popleft() if waiting else None, None)]

    with ThreadPoolExecutor(len(lanes)) as threads:
        busy = [threads.submit(lane, some) for some in lanes]
        try:
            return [played for one in as_completed(busy) for played in one.result()]
        finally:
            waiting.clear()


# ── one round ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Played:
    """What became of a round: how often somebody was killed in it, and how many copies were in doubt at its end."""

    kills: int
    uncertain: int
    steps: int  # of the first run, if nobody killed it


def play(some: Machines, played: Round) -> Played:
    """Play a round. AssertionError tells what was not as it must be, and the command that plays it again."""
    try:
        return _play(some, played)
    except AssertionError as error:
        raise AssertionError(f"{error}\n\nPlay it again with: {played.replay}") from error


def _play(some: Machines, played: Round) -> Played:
    draw = random.Random(played.seed)
    folder = some.begin(played)
    kills = 0
    for death in played.deaths:
        code, steps, _ = some.run(folder, played.carrier, at=death.at, after=death.after)
        kills += code < 0
        assert_sums_close(some, folder)
    if "time" in played.points and draw.random() < 0.3:  # whoever tidies up may be killed as well
        code, _, _ = some.run(folder, played.carrier, after=draw.random() * LONGEST / 2)
        kills += code < 0
        assert_sums_close(some, folder)
    now, uncertain = NOW, 0
    for _ in range(3):  # at once, before any lease runs out; and when everything has come of age
        code, _, _ = some.run(folder, played.carrier, now=now)
        if code < 0:  # the point was not reached before
            kills += 1
            continue
        tally = assert_nothing_is_hidden(some, folder, played, kills)
        uncertain = tally.uncertain
        if not (tally.planned or tally.deferred):
            break
        now += LATER
    return Played(kills, uncertain, steps)


def assert_sums_close(some: Machines, folder: Path) -> None:
    """What must be true at any moment, also while somebody lies dead."""
    with closing(sqlite3.connect(folder / "gutletter.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        issues = dict(database.execute("SELECT id, audience FROM issues"))
        counted = Counter(issue for (issue,) in database.execute("SELECT issue_id FROM deliveries"))
        readers = database.execute("SELECT count(*) FROM subscribers").fetchone()[0]
    assert counted == issues, f"{counted} deliveries for an audience of {issues}"
    assert all(audience == readers for audience in issues.values())


def assert_nothing_is_hidden(some: Machines, folder: Path, played: Round, kills: int) -> Tally:
    """What must be true when somebody has gone on; where every copy stands."""
    assert_sums_close(some, folder)
    journals = [file.name for file in (folder / "journal").glob("*")]
    assert not journals or _closed(folder), (
        f"journals were left: {journals}"
    )  # it says nothing: somebody died behind it
    states = _states(some, folder)
    report = some.far_side.report() if played.simulated else _left(folder, states)
    lost = sum(count for fault, count in report.befell.items() if Fault(fault) in DOUBTFUL)
    unit = victim.TOGETHER if played.carrier == "sendgrid" else 1
    by_id = {delivery_id: state for delivery_id, (_, state) in states.items()}
    accounts = Accounts(by_id, len(states), report, kills * IN_FLIGHT[played.carrier] + lost * unit)
    assert not accounts.disagreements, "\n".join(accounts.disagreements)
    assert not report.findings, str(report.findings)
    return accounts.tally


def _closed(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "gutletter.db")) as database:
        return not database.execute("SELECT 1 FROM issues WHERE closed_at IS NULL").fetchone()


def _states(some: Machines, folder: Path) -> dict[str, tuple[str, DeliveryState]]:
    """Address and state, by delivery id."""
    secret = load(folder).secret.get_secret_value()
    with closing(sqlite3.connect(folder / "gutletter.db")) as database:
        rows = database.execute("SELECT issue_id, subscriber_id, email, state FROM deliveries").fetchall()
    return {
        links.token(secret, links.Purpose.DELIVERY, issue, reader): (email, _STATES[state])
        for issue, reader, email, state in rows
    }


def _left(folder: Path, states: Mapping[str, tuple[str, DeliveryState]]) -> Report:
    """What the provider whose copies are lines of a file has to report."""
    file = folder / "left.txt"
    ids = {email: delivery_id for delivery_id, (email, _) in states.items()}
    got = Counter(ids[email] for email in (file.read_text("utf-8").split() if file.exists() else []))
    return Report(got, got, {delivery_id: email for email, delivery_id in ids.items()}, {}, {}, 0, 0, 0)
