"""A machine that sends an issue and is killed at a given step.

Reads orders from stdin, a line each: ``FOLDER<tab>STEP<tab>NOW``. Each is carried out by a process of its own (forked,
so that the imports are paid once), which counts its steps: before and after every verb of the ledger that writes,
before every commit to the database, and before and after every copy leaves. At step number STEP it kills itself with
SIGKILL, so nothing is tidied up. Every copy that leaves is written to ``left.txt``, an address a line, before its
receipt is known to anybody. For each order a line is answered: the process's exit code, and its steps if it ended.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from gutletter import bootstrap
from gutletter.inlining import inlined
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.pipeline import publish_next_issue, resumable, send_issue
from gutletter.ports import Begin, unnoted
from gutletter.settings import load

for part in ("checks", "condensers.editor", "condensers.extractive", "sources.folder", "theme"):
    import_module(f"gutletter.{part}")  # which bootstrap leaves to the moment they are opened, in every fork anew

WRITING = ("open_issue", "hand_over", "record", "take_back", "presume_uncertain", "close_issue")
BATCH = 2


class Steps:
    """Counts steps, and dies at one of them."""

    def __init__(self, fatal: int) -> None:
        self._fatal = fatal
        self._numbers = count(1)
        self.taken = 0

    def __call__(self, *_: object) -> None:
        self.taken = next(self._numbers)
        if self.taken == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class Leaving:
    """A provider whose copies are lines of a file; some readers are told to come later."""

    name = "leaving"
    batch_size = BATCH

    def __init__(self, file: Path, step: Steps) -> None:
        self._file = file
        self._step = step

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """Let every copy leave, but for one reader whose server is busy."""
        for delivery in deliveries:
            self._step()
            begin([delivery])
            self._step()
            if delivery.email.startswith("busy"):
                yield Receipt(delivery.id, Outcome.DEFERRED, "busy")
                continue
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(f"{delivery.email}\n")
            self._step()
            yield Receipt(delivery.id, Outcome.ACCEPTED)

    def close(self) -> None:
        """Nothing to let go of."""


def stepping(verb: Callable[..., Any], step: Steps) -> Callable[..., Any]:
    """The same verb, with a step before and after it."""

    def stepped(*args: Any, **kwargs: Any) -> Any:
        step()
        answer = verb(*args, **kwargs)
        step()
        return answer

    return stepped


def send(folder: Path, fatal: int, now: datetime) -> int:
    """Open or continue the issue, dying at the given step; otherwise the number of steps."""
    step = Steps(fatal)
    with bootstrap.open_newsroom(load(folder), clock=lambda: now) as newsroom:
        for verb in WRITING:
            setattr(newsroom.store, verb, stepping(getattr(newsroom.store, verb), step))
        event.listen(Engine, "commit", step)
        provider = Leaving(folder / "left.txt", step)
        begun = resumable(newsroom)
        if begun is not None:
            send_issue(newsroom, provider, begun)
        elif not newsroom.store.issues():
            publish_next_issue(newsroom, provider)
    return step.taken


def carry_out(folder: Path, fatal: int, now: datetime) -> tuple[int, int]:
    """(exit code, steps taken) of a process that sends; −9 and 0 when it was killed."""
    told, telling = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(telling, str(send(folder, fatal, now)).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(telling)
    _, status = os.waitpid(child, 0)
    with os.fdopen(told) as answer:
        return os.waitstatus_to_exitcode(status), int(answer.read() or 0)


if __name__ == "__main__":
    inlined("<html><body><p>What is imported only when it is needed is needed by every child.</p></body></html>")
    for line in sys.stdin:
        folder, fatal, now = line.rstrip("\n").split("\t")
        code, steps = carry_out(Path(folder), int(fatal), datetime.fromisoformat(now))
        print(code, steps, flush=True)
