"""One call's letters, shared among connections to one server, and the small event loop these live in.

The loop runs only while ``Lines.carry`` waits for something to tell. A connection that cannot be opened costs nothing
as long as another one carries on; when none is left, the call stops, and whatever was not told was not taken.
"""

from __future__ import annotations

import ssl
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from math import inf
from select import poll
from time import monotonic

import structlog

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, ReadersError
from gutletter.model import Delivery, Outcome
from gutletter.ports import Begin
from gutletter.providers.smtp_dialogue import Parcel
from gutletter.providers.smtp_opening import place
from gutletter.providers.smtp_replies import Verdict
from gutletter.providers.smtp_session import Carrying, Session
from gutletter.settings import SmtpSettings

_LONGEST_CALL = 240.0  # seconds until the last letter is begun: hand-overs are presumed lost some minutes later
_LAST_ANSWERS = 5.0  # seconds that we wait for them when nobody listens any more
_BREAKS_IN_A_ROW = 5  # and two for each connection: then the server is at fault, whatever letter it breaks at

_log = structlog.get_logger(__name__)

Told = tuple[Delivery, Verdict]
Packer = Callable[[Delivery, bool], Parcel]  # for a server that takes international addresses, or does not


class Mailing:
    """One call: the letters still to be sent, and what became of the others. A counter for dialogues."""

    def __init__(self, deliveries: Sequence[Delivery], pack: Packer, begin: Begin) -> None:
        self.trouble: Exception | None = None  # why the call was stopped
        self.stopped = False
        self.lines: Lines  # that carry it
        self._todo = deque(deliveries)
        self._back: deque[Parcel] = deque()  # a broken line brought them; they go first
        self._pack = pack
        self._begin = begin
        self._told: list[Told] = []
        self._breaks = 0  # in a row

    @property
    def left(self) -> int:
        """How many letters are still to be sent, apart from those on their way."""
        return 0 if self.stopped else len(self._todo) + len(self._back)

    def told(self) -> Sequence[Told]:
        """What has become known since this was asked before."""
        told, self._told = self._told, []
        return told

    def begin(self, parcels: Sequence[Parcel]) -> None:
        """Have them noted as begun; where that fails, the call is stopped."""
        try:
            self._begin([parcel.delivery for parcel in parcels])
        except Exception as error:  # what is on its way has answers to be told first
            self.stop(error)

    def stop(self, trouble: Exception | None = None) -> None:
        """Begin nothing more; letters whose text was sent are waited for."""
        self.trouble = self.trouble or trouble
        self.stopped = True

    # ── what dialogues ask and tell ────────────────────────────────────────────────────────────────────────────────

    def next(self, *, international: bool) -> Parcel | None:
        """See :class:`gutletter.providers.smtp_dialogue.Counter`."""
        if self.lines.too_late() and self.left:
            self.stop(self.lines.slow())
        while not self.stopped:
            if self._back:
                return self._back.popleft()
            if not self._todo:
                break
            delivery = self._todo.popleft()
            try:
                return self._pack(delivery, international)
            except ReadersError as error:
                self._told.append((delivery, Verdict(Outcome.REFUSED, error.message)))
            except Exception as error:
                self._todo.appendleft(delivery)
                self.stop(error)
        return None

    def settle(self, parcel: Parcel, verdict: Verdict) -> None:
        """See :class:`gutletter.providers.smtp_dialogue.Counter`."""
        self._told.append((parcel.delivery, verdict))
        if verdict.outcome is Outcome.UNCERTAIN:
            self._broke(verdict.reason)
        else:
            self._breaks = 0

    def bring_back(self, parcel: Parcel, why: str, *, its_turn: bool) -> None:
        """See :class:`gutletter.providers.smtp_dialogue.Counter`. The second line it breaks is its last."""
        parcel.losses += its_turn
        if parcel.losses < 2 or self.stopped:
            self._back.appendleft(parcel)
        else:
            why = f"the connection broke twice before the letter was sent: {why}"
            self._told.append((parcel.delivery, Verdict(Outcome.DEFERRED, why)))
        if its_turn:
            self._broke(why)

    def _broke(self, why: str) -> None:
        self._breaks += 1
        if self._breaks >= self.lines.patience and not self.stopped:
            self.stop(self.lines.breaks(why))


class Lines:
    """Our connections to one server. For one call at a time, in whatever thread."""

    def __init__(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        self.patience = _BREAKS_IN_A_ROW + 2 * settings.connections
        self._settings = settings
        self._trust = trust
        self._watch = poll()
        self._idle: list[Session] = []
        self._workers: list[_Worker] = []
        self._waiting: dict[int, _Worker] = {}  # by the file descriptor of the line that each waits for
        self._ready: list[_Worker] = []  # those who wait for a letter to be noted as begun
        self._latest = 0.0  # when the last letter of this call may be begun

    def carry(self, mailing: Mailing, sender: bytes) -> Generator[Told, None, None]:
        """Tell what becomes of every letter, as it becomes known. Raises ProviderError, and what ``begin`` raises."""
        mailing.lines = self
        self._latest = monotonic() + _LONGEST_CALL
        while mailing.left:
            count = min(self._settings.connections, mailing.left)
            workers = [_Worker(self._work(mailing, sender)) for _ in range(count)]
            self._workers = workers.copy()
            try:
                self._start()
                while self._workers:
                    told = mailing.told()
                    yield from told
                    self._begin(mailing, note=bool(told))
                    self._turn()
            finally:
                self._finish(mailing)
            yield from mailing.told()
            if mailing.trouble is not None:
                raise mailing.trouble
            judge([worker.trouble for worker in workers], finished=not mailing.left)

    def close(self) -> None:
        """Say goodbye on every line."""
        idle, self._idle = self._idle, []
        self._workers = [_Worker(session.say_goodbye()) for session in idle]
        self._start()
        while self._workers:
            self._turn()

    # ── what a mailing asks ───────────────────────────────────────────────────────────────────────────────────────

    def too_late(self) -> bool:
        """Whether this call has lasted so long that nothing more may be begun."""
        return monotonic() > self._latest

    def slow(self) -> ProviderUnavailable:
        """What is said then."""
        return ProviderUnavailable(
            f"The SMTP server at {place(self._settings)} is too slow: a batch was not done in {_LONGEST_CALL:g} s.",
            remedy="Run again to go on with the rest; ask whoever runs the server why it takes so long.",
        )

    def breaks(self, why: str) -> ProviderUnavailable:
        """What is said of a server that breaks line after line."""
        return ProviderUnavailable(
            f"The SMTP server at {place(self._settings)} broke {self.patience} connections in a row: {why}.",
            remedy="Try again later; ask whoever runs it what is wrong.",
        )

    # ── the work of one connection ────────────────────────────────────────────────────────────────────────────────

    def _work(self, mailing: Mailing, sender: bytes) -> Carrying:
        """Letter after letter, until none is left or no connection can be had."""
        most = self._settings.messages_per_connection
        while mailing.left:
            session = self._kept() or (yield from Session.open(self._settings, self._trust, self._watch))
            try:
                yield from session.carry(mailing, sender, most)
            except ProviderError as error:
                mailing.stop(error)
            if not session.broken and session.carried >= most:
                yield from session.say_goodbye()
            elif not session.broken:
                self._idle.append(session)

    def _kept(self) -> Session | None:
        """A line from before that still stands."""
        while self._idle:
            session = self._idle.pop()
            if session.still_stands():
                return session
        return None

    # ── the loop ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        for worker in tuple(self._workers):
            self._go_on(worker)

    def _turn(self, until: float = inf) -> None:
        """Wait until a line is ready, at most until then; deal with all that are, and with those whose time is over."""
        if not self._workers:
            return
        soonest = min([until, *[worker.line.deadline for worker in self._workers if worker.line is not None]])
        for fd, _ in self._watch.poll(max(0, soonest - monotonic()) * 1000):
            self._go_on(self._waiting[fd])
        now = monotonic()
        if now >= soonest:
            for worker in tuple(self._workers):
                if worker.line is not None and worker.line.deadline <= now:
                    self._go_on(worker, TimeoutError())

    def _go_on(self, worker: _Worker, trouble: BaseException | None = None) -> None:
        """Let it do what can be done without waiting."""
        try:
            wanted = next(worker.steps) if trouble is None else worker.steps.throw(trouble)
        except Exception as end:
            worker.trouble = None if isinstance(end, StopIteration) else end
            self._workers.remove(worker)
        else:
            if isinstance(wanted, Parcel):
                worker.parcel = wanted
                self._ready.append(worker)
            else:
                worker.line = wanted
                self._waiting[wanted.fd] = worker

    def _begin(self, mailing: Mailing, *, note: bool = False) -> None:
        """Have the letters whose turn it is noted as begun, and sent. ``note``: also where there are none."""
        ready, self._ready = self._ready, []
        if (ready or note) and not mailing.stopped:
            mailing.begin([worker.parcel for worker in ready])
        if mailing.stopped:
            self._end([worker for worker in self._workers if not worker.in_doubt])
        else:
            for worker in ready:
                self._go_on(worker)

    def _end(self, workers: Iterable[_Worker]) -> None:
        """What they have on their way is settled or brought back."""
        for worker in tuple(workers):
            worker.steps.close()
            self._workers.remove(worker)

    def _finish(self, mailing: Mailing) -> None:
        """Wait for the last answers when the listener has gone."""
        if self._workers:
            mailing.stop()
        latest = monotonic() + _LAST_ANSWERS
        while self._workers and monotonic() < latest:
            self._begin(mailing)
            self._turn(latest)
        self._end(self._workers)
        self._ready.clear()


class _Worker:
    """One connection's share of the work, and what it waits for."""

    __slots__ = ("line", "parcel", "steps", "trouble")

    def __init__(self, steps: Carrying) -> None:
        self.steps = steps
        self.line: Session | None = None
        self.parcel: Parcel
        self.trouble: Exception | None = None  # that ended it

    @property
    def in_doubt(self) -> bool:
        """Whether it has sent a letter's text that was not answered."""
        return self.line is not None and self.line.in_doubt


def judge(ends: Iterable[BaseException | None], *, finished: bool) -> None:
    """Raise what ended the workers, unless the rest can be tried over a connection that still stands."""
    ends = list(ends)
    troubles = [end for end in ends if end is not None]
    for trouble in troubles:
        if not isinstance(trouble, ProviderError) or (isinstance(trouble, ProviderRefused) and not finished):
            raise trouble
    if not finished and len(troubles) == len(ends):
        raise troubles[0]
    for trouble in troubles:
        _log.warning("smtp connection failed, others carry on", reason=str(trouble))
