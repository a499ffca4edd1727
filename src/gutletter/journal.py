"""A file beside the database in which a process notes what it is about to send, and what the answer was.

A hand-over is committed for a whole batch; which of its copies had really begun to leave, only this file knows after a
kill. A note is one ``write`` to a file opened for appending: it is in the system's hands when the call returns, and
outlives the process. It is not synced to the disk, so it does not outlive the machine: a journal of an earlier boot
still tells what was answered, and no longer what was never begun.

A line is ``begun <issue> <subscriber> …`` or ``answered <issue> <subscriber> <outcome> <provider id> <reason>``, its
last three parts separated by tabs; a line that was cut off says nothing. A living process holds a lock on its file.
"""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from errno import ENOSPC
from pathlib import Path

from gutletter.errors import StoreError
from gutletter.model import Leftover, Outcome, Receipt

_ENDING = ".journal"
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class FileJournal:
    """The journal of one worker, ``<folder>/<worker>.journal``; made when something is noted. Threads may share it."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._file = folder / f"{worker}{_ENDING}"
        self._descriptor: int | None = None
        self._torn = False  # whether the last line was cut off
        self._holding = False  # notes about copies that nobody has told us to forget
        self._head = f"boot {_boot()}\n".encode()

    def begin(self, issue_id: int, subscriber_ids: Iterable[int]) -> None:
        """See :class:`gutletter.ports.Journal`."""
        readers = " ".join(map(str, subscriber_ids))
        self._note(f"begun {issue_id} {readers}\n".encode())
        if readers:
            self._holding = True

    def answer(self, issue_id: int, answers: Iterable[tuple[int, Receipt]]) -> None:
        """See :class:`gutletter.ports.Journal`."""
        lines = [
            f"answered {issue_id} {subscriber_id} {outcome}\t{_one_line(named)}\t{reason and _one_line(reason)}\n"
            for subscriber_id, (_, outcome, reason, named) in answers
        ]
        if lines:
            self._note("".join(lines).encode("utf-8", "replace"))
            self._holding = True

    def forget(self) -> None:
        """See :class:`gutletter.ports.Journal`."""
        if self._descriptor is not None:
            try:
                os.ftruncate(self._descriptor, len(self._head))
            except OSError as error:
                raise self._told(error) from error
            self._holding = False

    def left_behind(self) -> Iterator[Leftover]:
        """See :class:`gutletter.ports.Journal`. What cannot be read is left where it is."""
        for file in sorted(self._folder.glob(f"*{_ENDING}")):
            if file == self._file:
                continue
            with suppress(FileNotFoundError, BlockingIOError), file.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)  # BlockingIOError: its process lives
                if not file.exists():
                    continue  # another process settled it while we waited for our turn
                yield _read(file.name.removesuffix(_ENDING), stream.read())
                file.unlink(missing_ok=True)

    def close(self) -> None:
        """See :class:`gutletter.ports.Journal`. A journal that says nothing of any copy is removed."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            if not self._holding:
                self._file.unlink(missing_ok=True)
            os.close(descriptor)

    def _note(self, line: bytes) -> None:
        try:
            if self._descriptor is None:
                self._descriptor = self._open()
            if self._torn:
                os.write(self._descriptor, b"\n")
                self._torn = False
            if os.write(self._descriptor, line) < len(line):
                self._torn = True
                raise OSError(ENOSPC, os.strerror(ENOSPC))
        except OSError as error:
            raise self._told(error) from error

    def _open(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, self._head)
        return descriptor

    def _told(self, error: OSError) -> StoreError:
        return StoreError(
            f"{self._file}: {error.strerror or error}.",
            remedy="Make room there, or let this user write to the folder; nothing leaves that is not noted.",
        )


def _read(worker: str, content: bytes) -> Leftover:
    """A journal as far as its lines are whole."""
    begun: dict[int, set[int]] = defaultdict(set)
    answers: dict[int, dict[int, Receipt]] = defaultdict(dict)
    boot = ""
    for line in content.decode("utf-8", "replace").split("\n")[:-1]:
        kind, _, rest = line.partition(" ")
        with suppress(ValueError):  # it was cut off: whoever wrote it knew that it says nothing
            if kind == "boot":
                boot = rest
            elif kind == "begun":
                issue, *readers = map(int, rest.split())
                begun[issue].update(readers)
            elif kind == "answered":
                issue_id, subscriber_id, words = rest.split(" ", 2)
                outcome, provider_id, reason = words.split("\t")
                receipt = Receipt("", Outcome(outcome), reason, provider_id)
                answers[int(issue_id)][int(subscriber_id)] = receipt
    complete = bool(boot) and boot == _boot()
    return Leftover(worker, {issue: frozenset(readers) for issue, readers in begun.items()}, answers, complete)


def _boot() -> str:
    """Names the time since this machine started; empty where the system does not say."""
    try:
        return _BOOT.read_text("ascii").strip()
    except OSError:
        return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
