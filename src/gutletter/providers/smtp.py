"""SMTP: the operator's own mail server carries the mail, over several connections at once.

Each connection has a thread of its own. A connection that cannot be opened costs nothing as long as another one carries
on; when none is left, the whole call stops, and whatever has no receipt was not taken.
"""

from __future__ import annotations

import ssl
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Self

import structlog

from gutletter.errors import ProviderError, ProviderRefused, ReadersError, SettingsError
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted
from gutletter.providers.envelope import ENOUGH_TO_BLAME_US, envelope_address, letter_for, sender_address
from gutletter.providers.signing import open_signer
from gutletter.providers.smtp_session import LineLost, Session, Verdict
from gutletter.settings import Settings, SmtpSettings

_LETTERS_PER_CONNECTION_AND_CALL = 10  # a crash leaves at most so many in doubt for each connection

_log = structlog.get_logger(__name__)

_Answers = SimpleQueue[tuple[Delivery, Verdict] | None]


class Smtp:
    """The provider for any SMTP server. Connections are kept open between calls; ``close`` ends them.

    ``ca_file`` and ``dkim_key_file`` of the settings are looked up from ``folder``. Safe to use from several threads.
    """

    name = "smtp"

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        clock: Callable[[], datetime],
        folder: Path = Path(),
        sender_domain: str = "",
    ) -> None:
        self.batch_size = settings.connections * _LETTERS_PER_CONNECTION_AND_CALL
        self._clock = clock
        self._connections = settings.connections
        self._sign = open_signer(settings, sender_domain, folder)
        self._switchboard = _Switchboard(settings, _trust(settings, folder))
        self._proven = ""  # the hash of the last letter of which the server took a copy

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        domain = settings.publication.domain
        return cls(settings.smtp, clock=clock, folder=settings.folder, sender_domain=domain)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        held: list[Receipt] = []  # refusals that may be about us rather than about the recipient
        for delivery, verdict in self._verdicts(rendered, deque(deliveries), begin):
            receipt = Receipt(delivery.id, verdict.outcome, verdict.reason, verdict.provider_id)
            if verdict.outcome is Outcome.ACCEPTED:
                self._proven = rendered.hash
            if verdict.blames_us and self._proven != rendered.hash:
                held.append(receipt)
            else:
                yield receipt
        if len(held) >= ENOUGH_TO_BLAME_US and self._proven != rendered.hash:
            raise ProviderRefused(
                f"The SMTP server took none of {len(held)} letters, not for their readers' sake: {held[0].reason}.",
                remedy="Check smtp.username, publication.sender, and whether this server may relay for you.",
            )
        yield from held

    def close(self) -> None:
        """Say goodbye on every connection; twice is harmless."""
        self._switchboard.close()

    def _verdicts(
        self, rendered: RenderedIssue, todo: deque[Delivery], begin: Begin
    ) -> Iterator[tuple[Delivery, Verdict]]:
        """Every delivery's verdict as it becomes known, over as many connections as the server lets us have."""
        while todo:
            answers: _Answers = SimpleQueue()
            stop = threading.Event()
            count = min(self._connections, len(todo))
            with ThreadPoolExecutor(count, thread_name_prefix="gutletter-smtp") as threads:
                workers = [threads.submit(self._work, rendered, todo, answers, stop, begin) for _ in range(count)]
                try:
                    for _ in workers:
                        yield from iter(answers.get, None)
                finally:
                    stop.set()
            _judge(workers, finished=not todo)

    def _work(
        self,
        rendered: RenderedIssue,
        todo: deque[Delivery],
        answers: _Answers,
        stop: threading.Event,
        begin: Begin,
    ) -> None:
        """One connection's share: letter after letter, until none is left or this connection cannot go on."""
        line = _Line(self._switchboard)
        try:
            while todo and not stop.is_set():
                try:
                    delivery = todo.popleft()
                except IndexError:
                    return  # another connection was faster
                try:
                    answers.put((delivery, self._carry(line, rendered, delivery, begin)))
                except ProviderError:
                    todo.appendleft(delivery)  # perhaps another connection fares better
                    raise
        finally:
            line.give_back()
            answers.put(None)

    def _carry(self, line: _Line, rendered: RenderedIssue, delivery: Delivery, begin: Begin) -> Verdict:
        sender = sender_address(rendered)
        try:
            recipient = envelope_address(delivery.email)
            letter = self._sign(letter_for(rendered, delivery, self._clock()))
        except ReadersError as error:
            return Verdict(Outcome.REFUSED, error.message)
        begin([delivery])
        try:
            return line.session().carry(sender, recipient, letter)
        except LineLost:  # perhaps the server had closed a connection that we kept: nothing was taken
            pass
        try:
            return line.session(fresh=True).carry(sender, recipient, letter)
        except LineLost as lost:
            return Verdict(Outcome.DEFERRED, f"the connection broke twice before the letter was sent: {lost}")


def _judge(workers: Sequence[Future[None]], *, finished: bool) -> None:
    """Raise what ended the workers, unless the rest can be tried over a connection that still stands."""
    troubles = [trouble for worker in workers if (trouble := worker.exception()) is not None]
    for trouble in troubles:
        if not isinstance(trouble, ProviderError) or (isinstance(trouble, ProviderRefused) and not finished):
            raise trouble
    if not finished and len(troubles) == len(workers):
        raise troubles[0]
    for trouble in troubles:
        _log.warning("smtp connection failed, others carry on", reason=str(trouble))


class _Switchboard:
    """The open connections that nobody uses at the moment."""

    def __init__(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        self._settings = settings
        self._trust = trust
        self._lock = threading.Lock()  # guards the two below
        self._idle: list[Session] = []
        self._closed = False

    def lend(self, *, fresh: bool) -> Session:
        """A connection that was kept or, if there is none or it must be ``fresh``, a new one."""
        with self._lock:
            if self._idle and not fresh:
                return self._idle.pop()
        return Session(self._settings, self._trust)

    def worn(self, session: Session) -> bool:
        return session.broken or session.carried >= self._settings.messages_per_connection

    def take_back(self, session: Session) -> None:
        with self._lock:
            keep = not self._closed and not self.worn(session)
            if keep:
                self._idle.append(session)
        if not keep:
            session.close()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            sessions, self._idle = self._idle, []
        for session in sessions:
            session.close()


class _Line:
    """One worker's connection: opened when it is first needed, renewed when it is worn."""

    def __init__(self, switchboard: _Switchboard) -> None:
        self._switchboard = switchboard
        self._session: Session | None = None

    def session(self, *, fresh: bool = False) -> Session:
        if self._session is not None and (fresh or self._switchboard.worn(self._session)):
            self.give_back()
        if self._session is None:
            self._session = self._switchboard.lend(fresh=fresh)
        return self._session

    def give_back(self) -> None:
        if self._session is not None:
            self._switchboard.take_back(self._session)
            self._session = None


def _trust(settings: SmtpSettings, folder: Path) -> ssl.SSLContext:
    """The system's authorities, and those of ``smtp.ca_file`` beside them."""
    context = ssl.create_default_context()
    if settings.ca_file:
        file = folder / settings.ca_file
        try:
            context.load_verify_locations(file)
        except OSError as error:
            raise SettingsError(
                f"smtp.ca_file: {file} cannot be used: {error.strerror or error}.",
                remedy="Name a file of PEM certificates.",
            ) from error
    return context
