"""Requests to a provider's service, several under way at once: what the HTTP providers have in common.

One thread decides and tells, the others only carry: each takes one request, waits for its answer, and says what came
of it (a :class:`Reply`). So a pause that the service asks for is a pause for all, and after an answer that was lost
nothing more is begun, while what is under way is still heard.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeAlias

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable
from gutletter.model import Delivery, Outcome, Receipt
from gutletter.ports import Begin
from gutletter.providers.envelope import ENOUGH_TO_BLAME_US, without_addresses

LONGEST_WAIT = 60.0  # seconds that one call waits in all when the service asks for it

_MILLISECONDS = 100_000_000_000  # a time beyond this is not meant in seconds: it would be in the year 5138

Chunk: TypeAlias = Sequence[Delivery]


class NotConnected(OSError):
    """No connection was made: the service has certainly seen nothing."""


class AnswerLost(Exception):
    """The request went out and no answer came back: it may have been taken."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of one request; of the deliveries that it does not name, the service certainly took none."""

    receipts: tuple[Receipt, ...] = ()
    suspected: tuple[Receipt, ...] = ()  # refused, for a reason that may be the letter's and not the reader's
    letter_refused: ProviderRefused | None = None  # what to say if it is the letter's
    again: tuple[Chunk, ...] = ()  # to be tried in these parts …
    searching: bool = False  # … one after the other, since it is not known whom to blame
    wait: float = 0.0  # seconds for which the service wants to hear nothing
    trouble: ProviderError | None = None  # it ends the call
    lost: ProviderUnavailable | None = None  # no answer that tells: after some of these, nothing more is handed over


class Dispatcher:
    """Sends requests of one provider, ``at_once`` of them under way; ``sleep`` takes seconds. Threads may share it."""

    def __init__(self, provider: str, *, at_once: int, sleep: Callable[[float], None], losses: int = 1) -> None:
        self._provider = provider  # what operators call it
        self._at_once = at_once
        self._losses = losses  # so many lost answers end a call
        self._sleep = sleep
        self._proven = ""  # the last letter that was taken for somebody

    def send(
        self, letter: str, chunks: Iterable[Chunk], begin: Begin, carry: Callable[[Begin, Chunk], Reply]
    ) -> Generator[Receipt, None, None]:
        """A receipt for every delivery as it becomes known; ``letter`` names what is sent, by its hash.

        ``begin`` is called for what was told, and by ``carry`` for what is about to leave. ``carry`` is called in
        threads, and what it raises ends the call, after everything under way has been heard.
        """
        call = _Call(deque(chunks), self._losses)
        patience = LONGEST_WAIT
        with _Lines(self._at_once, partial(carry, begin)) as lines:
            while True:
                while (
                    not (call.over or call.wait or self._blamed(call, letter)) and lines.has_room and call.start(lines)
                ):
                    pass
                told, call.told = call.told, []
                yield from told  # while the next requests are under way
                if told:
                    begin(())
                if lines.under_way:
                    call.heard(*lines.next())
                    if any(receipt.outcome is Outcome.ACCEPTED for receipt in call.told):
                        self._proven = letter
                elif call.wait and not call.over:
                    patience = self._pause(call, patience)
                else:
                    break
        if call.trouble is not None:
            raise call.trouble
        if self._blamed(call, letter) and call.letter_refused is not None:
            raise call.letter_refused
        if call.lost is not None and call.over and call.unfinished:
            raise call.lost
        yield from call.suspects

    def _blamed(self, call: _Call, letter: str) -> bool:
        """Whether so many are suspected, and nobody got the letter, that it must be the letter."""
        return len(call.suspects) >= ENOUGH_TO_BLAME_US and self._proven != letter

    def _pause(self, call: _Call, patience: float) -> float:
        """Wait as the service asked; what is left of the patience."""
        wait, call.wait = call.wait, 0.0
        if wait > patience:
            call.trouble = ProviderUnavailable(
                f"{self._provider} asks to wait {wait:.0f} s.", remedy="Try again after that."
            )
            return patience
        self._sleep(wait)
        return patience - wait


class _Call:
    """What is still to be sent, and what is known of the rest."""

    def __init__(self, fresh: deque[Chunk], losses: int) -> None:
        self._fresh = fresh
        self._losses = losses
        self._doubtful: list[Chunk] = []  # somebody in these is to blame; searched one by one, the newest first
        self._searching = False
        self.told: list[Receipt] = []
        self.suspects: list[Receipt] = []
        self.letter_refused: ProviderRefused | None = None
        self.wait = 0.0
        self.lost: ProviderUnavailable | None = None
        self.trouble: BaseException | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more may be begun."""
        return self.trouble is not None or (self.lost is not None and self._losses <= 0)

    @property
    def unfinished(self) -> bool:
        """Whether there are deliveries without a receipt."""
        return bool(self._fresh or self._doubtful or self.suspects)

    def start(self, lines: _Lines) -> bool:
        """Begin one more request, if there is one that may go now."""
        if self._doubtful and not self._searching:
            self._searching = True
            lines.start(self._doubtful.pop(), searching=True)
        elif self._fresh:
            lines.start(self._fresh.popleft(), searching=False)
        else:
            return False
        return True

    def heard(self, searched: bool, outcome: Future[Reply]) -> None:
        if searched:
            self._searching = False
        if (trouble := outcome.exception()) is not None:
            self.trouble = self.trouble or trouble
            return
        reply = outcome.result()
        self.trouble = self.trouble or reply.trouble
        self.told += reply.receipts
        self.suspects += reply.suspected
        self.letter_refused = reply.letter_refused or self.letter_refused
        self.wait = max(self.wait, reply.wait)
        self.lost = self.lost or reply.lost
        self._losses -= reply.lost is not None
        if searched or reply.searching:
            self._doubtful += reversed(reply.again)
        else:
            self._fresh.extendleft(reversed(reply.again))


class _Lines:
    """A few threads, each with one request under way at most."""

    def __init__(self, count: int, carry: Callable[[Chunk], Reply]) -> None:
        self._count = count
        self._carry = carry
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="gutletter-request")
        self._done: SimpleQueue[tuple[bool, Future[Reply]]] = SimpleQueue()
        self.under_way = 0

    @property
    def has_room(self) -> bool:
        return self.under_way < self._count

    def start(self, chunk: Chunk, *, searching: bool) -> None:
        self.under_way += 1
        future = self._threads.submit(self._carry, chunk)
        future.add_done_callback(lambda done: self._done.put((searching, done)))

    def next(self) -> tuple[bool, Future[Reply]]:
        """Whatever is done first; it is waited for."""
        done = self._done.get()
        self.under_way -= 1
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._threads.shutdown(cancel_futures=True)


# ── what replies are made of ──────────────────────────────────────────────────────────────────────────────────────


def halves(chunk: Chunk) -> tuple[Chunk, Chunk]:
    """The chunk in two, in order."""
    middle = len(chunk) // 2
    return chunk[:middle], chunk[middle:]


def uncertain(chunk: Chunk, reason: str, provider: str) -> Reply:
    """Nobody can say whether the chunk was taken: it is not sent again, and nothing after it is begun."""
    reason = without_addresses(reason)
    return Reply(
        receipts=tuple(Receipt(delivery.id, Outcome.UNCERTAIN, reason) for delivery in chunk),
        lost=ProviderUnavailable(
            f"{provider}'s last answer was lost, so the rest was not handed over.", remedy="Try again later."
        ),
    )


def unreachable(provider: str, host: str, setting: str, error: NotConnected) -> ProviderError:
    """The network's trouble; nothing was taken."""
    return ProviderUnavailable(
        f"{provider} cannot be reached at {host}: {error}.",
        remedy=f"Check the network and {setting} in gutletter.toml, or try again later.",
    )


def asked_to_wait(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds, from X-RateLimit-Reset (a Unix time) or Retry-After (seconds); at least 1, and 5 with neither.

    Names of headers are in lower case.
    """
    reset, after = headers.get("x-ratelimit-reset", ""), headers.get("retry-after", "")
    if reset.isdecimal():
        at = int(reset) / 1000 if int(reset) > _MILLISECONDS else int(reset)
        return max(1.0, at - now.timestamp())
    return max(1.0, float(after)) if after.isdecimal() else 5.0


def chunked(deliveries: Chunk, size: int) -> Iterator[Chunk]:
    """Pieces of at most ``size``."""
    return (deliveries[start : start + size] for start in range(0, len(deliveries), size))
