"""One call's letters, shared among connections to one server, and the event loop these live in.

The loop runs only while ``Lines.carry`` waits for something to tell. A connection that cannot be opened costs nothing
as long as another one carries on; when none is left, the call stops, and whatever was not told was not taken.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

import structlog

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, ReadersError
from gutletter.model import Delivery, Outcome
from gutletter.ports import Begin
from gutletter.providers.smtp_dialogue import Parcel
from gutletter.providers.smtp_opening import place
from gutletter.providers.smtp_replies import Verdict
from gutletter.providers.smtp_session import Session
from gutletter.settings import SmtpSettings

_LONGEST_CALL = 240.0  # seconds until the last letter is begun: hand-overs are presumed lost some minutes later
_LAST_ANSWERS = 5.0  # seconds that we wait for them when nobody listens any more
_BREAKS_IN_A_ROW = 5  # and two for each connection: then the server is at fault, whatever letter it breaks at

_log = structlog.get_logger(__name__)

Told = tuple[Delivery, Verdict]
Packer = Callable[[Delivery, bool], Parcel]  # for a server that takes international addresses, or does not


class Mailing:
    """One call: the letters still to be sent, and what became of the others. A desk for sessions."""

    def __init__(self, deliveries: Sequence[Delivery], pack: Packer, begin: Begin) -> None:
        self.trouble: Exception | None = None  # why the call was stopped
        self.stopped = False
        self.lines: Lines  # that carry it
        self._todo = deque(deliveries)
        self._back: deque[Parcel] = deque()  # a broken line brought them; they go first
        self._pack = pack
        self._begin = begin
        self._told: list[Told] = []
        self._ready: list[Session] = []
        self._breaks = 0  # in a row

    @property
    def left(self) -> int:
        """How many letters are still to be sent, apart from those on their way."""
        return 0 if self.stopped else len(self._todo) + len(self._back)

    def told(self) -> Iterator[Told]:
        """What has become known since this was asked before."""
        told, self._told = self._told, []
        yield from told

    def go_on(self) -> None:
        """Note the letters whose text is wanted as begun, and send them."""
        wanted = [(session, parcel) for session in self._ready if (parcel := session.wanted) is not None]
        self._ready.clear()
        if not wanted:
            return
        try:
            if not self.stopped:
                self._begin([parcel.delivery for _, parcel in wanted])
        except Exception as error:  # what is on its way has answers to be told first
            self.stop(error)
        for session, _ in wanted:
            if self.stopped:
                session.withdraw()
            else:
                session.go_on()

    def stop(self, trouble: Exception | None = None) -> None:
        """Begin nothing more; letters whose text was sent are waited for."""
        self.trouble = self.trouble or trouble
        self.stopped = True
        self.lines.withdraw()

    # ── what sessions ask and tell ────────────────────────────────────────────────────────────────────────────────

    def next(self, *, international: bool) -> Parcel | None:
        """See :class:`gutletter.providers.smtp_dialogue.Counter`."""
        if self.lines.too_late() and self.left:
            self.stop(self.lines.slow())
        while self.left:
            if self._back:
                return self._back.popleft()
            delivery = self._todo.popleft()
            try:
                return self._pack(delivery, international)
            except ReadersError as error:
                self._tell(delivery, Verdict(Outcome.REFUSED, error.message))
            except Exception as error:
                self._todo.appendleft(delivery)
                self.stop(error)
        return None

    def settle(self, parcel: Parcel, verdict: Verdict) -> None:
        """See :class:`gutletter.providers.smtp_dialogue.Counter`."""
        self._tell(parcel.delivery, verdict)
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
            self._tell(parcel.delivery, Verdict(Outcome.DEFERRED, why))
        if its_turn:
            self._broke(why)

    def ready(self, session: Session) -> None:
        """See :class:`gutletter.providers.smtp_session.Desk`."""
        self._ready.append(session)
        self.lines.loop.stop()

    def _tell(self, delivery: Delivery, verdict: Verdict) -> None:
        self._told.append((delivery, verdict))
        self.lines.loop.stop()

    def _broke(self, why: str) -> None:
        self._breaks += 1
        if self._breaks >= self.lines.patience and not self.stopped:
            self.stop(self.lines.breaks(why))


class Lines:
    """Our connections to one server. For one call at a time, in whatever thread."""

    def __init__(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        self.loop = asyncio.new_event_loop()
        self.patience = _BREAKS_IN_A_ROW + 2 * settings.connections
        self._settings = settings
        self._trust = trust
        self._idle: list[Session] = []
        self._busy: set[Session] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._latest = 0.0  # when the last letter of this call may be begun

    def carry(self, mailing: Mailing, sender: bytes) -> Generator[Told, None, None]:
        """Tell what becomes of every letter, as it becomes known. Raises ProviderError, and what ``begin`` raises."""
        mailing.lines = self
        self._latest = self.loop.time() + _LONGEST_CALL
        self._turn_once()  # hear what was said on idle lines meanwhile
        while mailing.left:
            count = min(self._settings.connections, mailing.left)
            workers = [self.loop.create_task(self._work(mailing, sender)) for _ in range(count)]
            ended = asyncio.gather(*workers, return_exceptions=True)
            ended.add_done_callback(lambda _: self.loop.stop())
            try:
                while not ended.done():
                    self._turn()
                    yield from mailing.told()
                    mailing.go_on()
            finally:
                self._finish(mailing, ended)
            yield from mailing.told()
            if mailing.trouble is not None:
                raise mailing.trouble
            judge(ended.result(), finished=not mailing.left)

    def close(self) -> None:
        """Say goodbye on every line, and let go of the loop."""
        idle, self._idle = self._idle, []
        goodbyes = asyncio.gather(*(self.loop.create_task(session.say_goodbye()) for session in idle)) if idle else None
        if goodbyes is not None:
            goodbyes.add_done_callback(lambda _: self.loop.stop())
            while not goodbyes.done():
                self._turn()
            self._turn_once()  # so that the sockets are closed
        self.loop.close()

    # ── what a mailing asks ───────────────────────────────────────────────────────────────────────────────────────

    def withdraw(self) -> None:
        """End the call on every line."""
        for opening in tuple(self._opening):
            opening.cancel()
        for session in tuple(self._busy):
            session.withdraw()

    def too_late(self) -> bool:
        """Whether this call has lasted so long that nothing more may be begun."""
        return self.loop.time() > self._latest

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

    # ── the loop ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def _work(self, mailing: Mailing, sender: bytes) -> None:
        """One connection's share: letter after letter, until none is left or no connection can be had."""
        most = self._settings.messages_per_connection
        while mailing.left:
            session = await self._line()
            self._busy.add(session)
            try:
                await session.carry(mailing, sender, most)
            except ProviderError as error:
                mailing.stop(error)
            finally:
                self._busy.discard(session)
            if not session.broken and session.carried >= most:
                await session.say_goodbye()
            elif not session.broken:
                self._idle.append(session)

    async def _line(self) -> Session:
        """A line that was kept and still stands, or a new one."""
        while self._idle:
            session = self._idle.pop()
            if not session.broken:
                return session
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine runs in one
        self._opening.add(task)
        try:
            return await Session.open(self._settings, self._trust)
        finally:
            self._opening.discard(task)

    def _finish(self, mailing: Mailing, ended: asyncio.Future[list[BaseException | None]]) -> None:
        """Wait for the last answers when the listener has gone."""
        if ended.done():
            return
        mailing.stop()
        give_up = self.loop.call_later(_LAST_ANSWERS, self._abandon)
        while not ended.done():
            self._turn()
            mailing.go_on()
        give_up.cancel()

    def _abandon(self) -> None:
        for session in tuple(self._busy):
            session.abandon("the call was ended")

    def _turn(self) -> None:
        """Run the loop until it is stopped, which whoever has something to tell does."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            self.loop.run_forever()
        else:  # somebody else's loop runs in this thread, and one thread runs one
            thread = threading.Thread(target=self.loop.run_forever, name="gutletter-smtp")
            thread.start()
            thread.join()

    def _turn_once(self) -> None:
        self.loop.call_soon(self.loop.stop)
        self._turn()


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
