"""A machine that sends an issue and is killed.

Is started with the folder of a publication to warm up in, and reads orders from stdin, a line of JSON each. Each is
carried out by a process of its own (forked, so that the imports are paid once), which opens an issue or goes on with
one, and is killed by SIGKILL, so nothing is tidied up:

* ``at`` a step, by itself: before and after every verb of the ledger that writes, before every commit to the database,
  before and after every note in the journal, and, where the provider is ``leaving``, every copy that leaves. A step is
  told by its number, ``step.7``, or by its name and the how-manieth of that name it is, ``before-record.2``;
* ``after`` so many seconds, from outside;
* or by the simulated provider, which finds its number in the file ``pid``.

For each order a line is answered: the exit code, the steps taken if it ended (0 if it was killed), and the seconds.
Exit code 3 means that the provider stopped it, which is no fault of ours.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import ssl
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr
from sqlalchemy import Engine, event

from gutletter import bootstrap
from gutletter.errors import ProviderError
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.pipeline import Newsroom, continue_issues, publish_next_issue
from gutletter.ports import Begin, Provider, unnoted
from gutletter.rehearsal.sendgrid import KEY
from gutletter.settings import ProviderName, Settings, Tls, load

STORE = ("open_issue", "hand_over", "record", "take_back", "presume_uncertain", "recover", "close_issue")
JOURNAL = ("begin", "answer", "forget")
BATCH = 2  # of the copies that leave into a file
CONNECTIONS = 3
TOGETHER = 5  # readers in a SendGrid request


class Steps:
    """Counts steps, and dies at one of them; empty: at none. Threads may share it."""

    def __init__(self, fatal: str) -> None:
        self._fatal = fatal
        self._one = threading.Lock()
        self._named: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many so far."""
        return self._named.total()

    def __call__(self, name: str) -> None:
        with self._one:
            self._named[name] += 1
            if self._fatal in (f"step.{self.taken}", f"{name}.{self._named[name]}"):
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
            self._step("before-leaving")
            begin([delivery])
            self._step("leaving")
            if delivery.email.startswith("busy"):
                yield Receipt(delivery.id, Outcome.DEFERRED, "busy")
                continue
            with self._file.open("a", encoding="utf-8") as stream:
                stream.write(f"{delivery.email}\n")
            self._step("left")
            yield Receipt(delivery.id, Outcome.ACCEPTED)

    def close(self) -> None:
        """Nothing to let go of."""


def stepping(part: object, name: str, step: Steps) -> Callable[..., Any]:
    """The verb of this name, with a step before and after it."""
    verb = getattr(part, name)

    def stepped(*args: Any, **kwargs: Any) -> Any:
        step(f"before-{name}")
        answer = verb(*args, **kwargs)
        step(f"after-{name}")
        return answer

    return stepped


def opened(settings: Settings, carrier: str, port: int, folder: Path, step: Steps) -> AbstractContextManager[Provider]:
    """Who carries the mail, to the simulated provider at this port."""
    if carrier in ("leaving", "publishing"):
        return nullcontext(Leaving(folder / "left.txt", step))
    few = {"connections": CONNECTIONS, "messages_per_connection": 4}
    smtp = settings.smtp.model_copy(update={"host": "127.0.0.1", "port": port, "tls": Tls.NONE, **few})
    sendgrid = settings.sendgrid.model_copy(
        update={"host": f"http://127.0.0.1:{port}", "api_key": SecretStr(KEY), "batch_size": TOGETHER, "connections": 2}
    )
    delivery = settings.delivery.model_copy(update={"provider": ProviderName(carrier)})
    update = {"smtp": smtp, "sendgrid": sendgrid, "delivery": delivery}
    return bootstrap.open_provider(settings.model_copy(update=update))


def send(folder: Path, carrier: str, port: int, fatal: str, now: datetime) -> tuple[int, int]:
    """(exit code, steps) of opening or continuing the issue, dying at the given step."""
    step = Steps(fatal)
    settings = load(folder)
    with bootstrap.open_newsroom(settings, clock=lambda: now) as newsroom:
        for part, verbs in ((newsroom.store, STORE), (newsroom.journal, JOURNAL)):
            for verb in verbs:
                setattr(part, verb, stepping(part, verb, step))

        def committing(*_: object) -> None:
            step("before-commit")

        event.listen(Engine, "commit", committing)
        try:
            with opened(settings, carrier, port, folder, step) as provider:
                code = _carried_on(newsroom, provider)
        finally:
            event.remove(Engine, "commit", committing)
    return code, step.taken


def _carried_on(newsroom: Newsroom, provider: Provider) -> int:
    try:
        if not continue_issues(newsroom, provider) and not newsroom.store.issues():
            publish_next_issue(newsroom, provider)
    except ProviderError:
        return 3
    return 0


def carry_out(order: Mapping[str, Any]) -> tuple[int, int, float]:
    """(exit code, steps, seconds) of a process that sends; −9 when it was killed."""
    folder = Path(order["folder"])
    told, telling = os.pipe()
    start = time.monotonic()
    child = os.fork()
    if not child:
        try:
            (folder / "pid").write_text(str(os.getpid()))
            now = datetime.fromisoformat(order["now"])
            code, steps = send(folder, order["carrier"], order["port"], order["at"], now)
            os.write(telling, str(steps).encode())
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(code)
    os.close(telling)
    after = 3600 if order["after"] is None else order["after"]
    striking = threading.Timer(after, os.kill, (child, signal.SIGKILL))
    striking.start()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # its number stays its own until nobody strikes any more
    striking.cancel()
    striking.join()
    _, status = os.waitpid(child, 0)
    with os.fdopen(told) as answer:
        return os.waitstatus_to_exitcode(status), int(answer.read() or 0), time.monotonic() - start


def warm(folder: Path) -> None:
    """Do once what every child would do for the first time."""
    trusted = ssl.create_default_context()  # reading the system's authorities takes longer than sending to thirty
    ssl.create_default_context = lambda *_, **__: trusted  # nobody here speaks TLS
    for carrier in ("leaving", "smtp", "sendgrid"):
        send(folder, carrier, 9, "", datetime.now(UTC))
    gc.collect()
    gc.freeze()  # so that children leave alone what they share with us


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else is said
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    warm(Path(sys.argv[1]))
    for line in sys.stdin:
        print(*carry_out(json.loads(line)), file=answers, flush=True)
