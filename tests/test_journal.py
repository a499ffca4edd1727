"""The journal outlives its process, tells what was begun and answered, and says when it cannot tell."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter import journal
from gutletter.errors import StoreError
from gutletter.journal import FileJournal
from gutletter.model import Leftover, Outcome, Receipt


def killed(folder: Path, worker: str, *notes: tuple[str, object]) -> None:
    """Let a process write notes into its journal and be killed."""
    child = os.fork()
    if not child:
        dying = FileJournal(folder, worker)
        for verb, arguments in notes:
            getattr(dying, verb)(*arguments)  # type: ignore[misc]  # whatever the verb takes
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def left_behind(folder: Path) -> list[Leftover]:
    return list(FileJournal(folder, "heir").left_behind())


TAKEN = Receipt("", Outcome.ACCEPTED, provider_id="4XYZ")


def test_what_a_killed_process_had_begun_and_what_was_answered_is_there(tmp_path: Path) -> None:
    killed(tmp_path, "host-1", ("begin", (7, [1, 2])), ("answer", (7, [(1, TAKEN)])), ("begin", (8, [1])))

    (leftover,) = left_behind(tmp_path)

    assert leftover.worker == "host-1"
    assert leftover.begun == {7: {1, 2}, 8: {1}}
    assert leftover.answers == {7: {1: TAKEN}}
    assert leftover.complete


def test_a_journal_is_handed_to_one_caller_and_forgotten_when_it_is_settled(tmp_path: Path) -> None:
    killed(tmp_path, "host-1", ("begin", (7, [1])))
    first = FileJournal(tmp_path, "first").left_behind()
    assert next(first).worker == "host-1"
    assert left_behind(tmp_path) == []  # it is being settled

    assert list(first) == []
    assert list(tmp_path.iterdir()) == []


def test_whoever_is_interrupted_while_settling_leaves_it_to_the_next(tmp_path: Path) -> None:
    killed(tmp_path, "host-1", ("begin", (7, [1])))
    interrupted = FileJournal(tmp_path, "first").left_behind()
    next(interrupted)
    interrupted.close()  # type: ignore[attr-defined]  # it is a generator

    assert [leftover.worker for leftover in left_behind(tmp_path)] == ["host-1"]


def test_the_journal_of_a_living_process_is_nobody_elses_business(tmp_path: Path) -> None:
    living = FileJournal(tmp_path, "host-2")
    living.begin(7, [1])

    assert left_behind(tmp_path) == []

    living.close()
    assert [leftover.worker for leftover in left_behind(tmp_path)] == ["host-2"]


def test_what_stands_in_the_ledger_is_forgotten(tmp_path: Path) -> None:
    killed(tmp_path, "host-1", ("begin", (7, [1])), ("answer", (7, [(1, TAKEN)])), ("forget", ()), ("begin", (7, [2])))

    (leftover,) = left_behind(tmp_path)

    assert leftover.begun == {7: {2}}
    assert leftover.answers == {}


def test_a_process_that_ends_well_leaves_nothing(tmp_path: Path) -> None:
    ending = FileJournal(tmp_path, "host-1")
    ending.begin(7, [1])
    ending.forget()
    ending.close()
    ending.close()

    assert list(tmp_path.iterdir()) == []


def test_after_a_power_cut_the_journal_does_not_claim_to_be_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(tmp_path, "host-1", ("begin", (7, [1])), ("answer", (7, [(1, TAKEN)])))
    monkeypatch.setattr(journal, "_boot", lambda: "another boot")

    (leftover,) = left_behind(tmp_path)

    assert leftover.answers == {7: {1: TAKEN}}
    assert not leftover.complete


@settings(deadline=None)  # a process is killed for each
@given(cut=st.integers(0, 200))
def test_a_journal_cut_off_anywhere_is_read_as_far_as_it_is_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    killed(folder, "host-1", ("begin", (7, [11, 12])), ("answer", (7, [(11, TAKEN)])))
    (file,) = folder.iterdir()
    file.write_bytes(file.read_bytes()[:cut])

    (leftover,) = left_behind(folder)

    assert leftover.begun.get(7, set()) in (set(), {11, 12})
    assert leftover.answers.get(7, {}) in ({}, {11: TAKEN})
    assert leftover.complete or not leftover.begun


@given(reason=st.text(max_size=80), provider_id=st.text(max_size=40), outcome=st.sampled_from(Outcome))
def test_whatever_a_server_says_is_read_back_as_words(
    tmp_path_factory: pytest.TempPathFactory, reason: str, provider_id: str, outcome: Outcome
) -> None:
    folder = tmp_path_factory.mktemp("words")
    writing = FileJournal(folder, "host-1")
    writing.answer(7, [(11, Receipt("", outcome, reason, provider_id))])
    writing.close()

    (leftover,) = left_behind(folder)

    answer = leftover.answers[7][11]
    assert answer.outcome is outcome
    assert answer.reason == " ".join(reason.encode("utf-8", "replace").decode().split())
    assert answer.provider_id == " ".join(provider_id.encode("utf-8", "replace").decode().split())


def test_a_journal_that_cannot_be_written_stops_the_sending_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("a file where the folder should be")

    with pytest.raises(StoreError, match="journal"):
        FileJournal(tmp_path / "journal", "host-1").begin(7, [1])


def test_whoever_ends_well_leaves_no_journal(tmp_path: Path) -> None:
    ending = FileJournal(tmp_path, "host-1")
    ending.begin(7, [1])
    ending.answer(7, [(1, TAKEN)])
    ending.forget()
    ending.begin(7, ())  # about to ask for more, and there is none

    ending.close()

    assert list(tmp_path.iterdir()) == []


def test_whoever_ends_without_having_settled_all_leaves_it_to_the_next(tmp_path: Path) -> None:
    ending = FileJournal(tmp_path, "host-1")
    ending.begin(7, [1])
    ending.close()

    (leftover,) = left_behind(tmp_path)

    assert leftover.begun == {7: {1}}
