"""kill −9 between any two steps: nobody gets two, nobody is lost unseen, and the sum closes."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gutletter import bootstrap
from gutletter.model import DeliveryState, Tally
from gutletter.settings import load
from tests.conftest import Publication
from tests.kill import victim

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)  # every lease has run out, every deferral's time has come
READERS = ("ada", "busy", "grace", "hedy", "mary")


@pytest.fixture
def machines() -> Iterator[subprocess.Popen[str]]:
    """Where processes to be killed come from."""
    command = [sys.executable, victim.__file__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.communicate(timeout=60)


def run(machines: subprocess.Popen[str], folder: Path, fatal: int, now: datetime) -> tuple[int, int]:
    """(exit code, steps taken): −9 when it was killed, and then no steps are known."""
    assert machines.stdin
    assert machines.stdout
    machines.stdin.write(f"{folder}\t{fatal}\t{now.isoformat()}\n")
    machines.stdin.flush()
    code, steps = map(int, machines.stdout.readline().split())
    assert code in (0, -9)
    return code, steps


def left(folder: Path) -> list[str]:
    file = folder / "left.txt"
    return file.read_text("utf-8").split() if file.exists() else []


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_killed_between_any_two_steps_nobody_gets_two_and_nobody_is_lost_unseen(
    publication: Publication, tmp_path: Path, machines: subprocess.Popen[str]
) -> None:
    publication.article("evening-tea")
    publication.readers(*READERS)
    _, steps = run(machines, shutil.copytree(publication.folder, tmp_path / "whole"), 0, NOW)
    assert steps >= 25

    for fatal in range(1, steps + 1):
        folder = shutil.copytree(publication.folder, tmp_path / f"killed-{fatal}")
        code, _ = run(machines, folder, fatal, NOW)
        assert code == -9, f"step {fatal} was never reached"
        assert_nothing_is_hidden(folder, fatal, at_rest=False)
        run(machines, folder, 0, LATER)
        assert_nothing_is_hidden(folder, fatal, at_rest=True)
        shutil.rmtree(folder)


def assert_nothing_is_hidden(folder: Path, fatal: int, *, at_rest: bool) -> None:
    got = left(folder)
    told = f"killed at step {fatal}, {'continued' if at_rest else 'at once'}: {got}"
    assert len(got) == len(set(got)), told
    with sqlite3.connect(folder / "gutletter.db") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), told
    with bootstrap.open_store(load(folder)) as store:
        issues = store.issues()
        if not issues:
            assert not got, told
            return
        (issue,) = issues
        tally = store.tally(issue.id)
        accepted, doubtful = (
            {note.email for note in store.deliveries(issue.id, states)}
            for states in ([DeliveryState.ACCEPTED], [DeliveryState.UNCERTAIN, DeliveryState.HANDED_OVER])
        )
    assert tally.total == issue.audience == len(READERS), told
    assert accepted <= set(got) <= accepted | doubtful, told
    assert len(doubtful) <= victim.BATCH, told
    if at_rest:
        assert tally == Tally(accepted=len(accepted), uncertain=len(doubtful), deferred=tally.deferred), told
