"""What can go wrong at a provider, how often, and who it befalls.

Chance is a function of the seed, the point, whom it is about and the how-manieth time: the same seed befalls the same
readers, in whatever order and over however many connections their letters come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import blake2b


class Point(StrEnum):
    """Where in a conversation something may happen; for each, whom it is about."""

    GREETING = "greeting"  # the connection's number, as at MAIL
    MAIL = "mail"
    MAILBOX = "mailbox"  # the reader, for good: asked once, and the same ever after
    RCPT = "rcpt"  # the reader's address, here and below
    DATA = "data"
    BODY = "body"  # the letter's first octets are here
    DOT = "dot"  # the whole letter is here, and nothing is taken yet
    TAKEN = "taken"  # it is taken, and nothing is answered yet
    ANSWERED = "answered"
    REQUEST = "request"  # an HTTP request is here; about its first reader, here and below
    READ = "read"  # … with its whole body
    ACCEPTED = "accepted"  # … and its letters are taken
    SAID = "said"  # … and it is answered


class Fault(StrEnum):
    """What goes wrong, in the words of a report."""

    TURNED_AWAY = "turned away at the door (421)"
    HUNG_UP_AT_THE_DOOR = "hung up at the door"
    SLOW_AT_THE_DOOR = "slow to greet"
    BUSY_AT_MAIL = "busy at MAIL (451)"
    HUNG_UP_AT_MAIL = "hung up at MAIL"
    NOBODY_THERE = "no such mailbox (550)"
    MAILBOX_FULL = "mailbox full for good (552)"
    GREYLISTED = "greylisted (450, the first time)"
    BUSY_AT_RCPT = "busy at RCPT (451)"
    TOO_MUCH_AT_RCPT = "shut down in the middle (421)"
    HUNG_UP_AT_RCPT = "hung up at RCPT"
    RUBBISH_AT_RCPT = "rubbish at RCPT"
    BUSY_AT_DATA = "busy at DATA (451)"
    HUNG_UP_AT_DATA = "hung up at DATA"
    HUNG_UP_IN_THE_LETTER = "hung up in the middle of a letter"
    BUSY_AFTER_THE_DOT = "busy after the letter (451)"
    UNWANTED_AFTER_THE_DOT = "refused for what it says (554)"
    SHUT_DOWN_AFTER_THE_DOT = "shut down after the letter, not taken (421)"
    HUNG_UP_AFTER_THE_DOT = "hung up after the letter, not taken"
    ANSWER_LOST = "taken, and the answer lost"
    ANSWER_RUBBISH = "taken, and answered with rubbish"
    ANSWERED_TWICE = "taken, and answered twice"
    ANSWERED_SLOWLY = "taken, and answered slowly"
    NEVER_ANSWERED = "taken, and never answered"
    TOO_FAST = "too fast (429)"
    TOO_LARGE = "too large (413)"
    NOT_WANTED = "one address refuses the request (400)"
    NOT_WANTED_UNNAMED = "one address refuses the request, unnamed (400)"
    BROKEN_BEFORE_TAKING = "broken, not taken (500)"
    UNAVAILABLE = "unavailable, not taken (503)"
    HUNG_UP_ON_A_REQUEST = "hung up on a request, not taken"
    BROKEN_AFTER_TAKING = "broken after taking (500)"


POINTS: Mapping[Point, tuple[Fault, ...]] = {
    Point.GREETING: (Fault.TURNED_AWAY, Fault.HUNG_UP_AT_THE_DOOR, Fault.SLOW_AT_THE_DOOR),
    Point.MAIL: (Fault.BUSY_AT_MAIL, Fault.HUNG_UP_AT_MAIL),
    Point.MAILBOX: (Fault.NOBODY_THERE, Fault.MAILBOX_FULL, Fault.NOT_WANTED, Fault.NOT_WANTED_UNNAMED),
    Point.RCPT: (
        Fault.GREYLISTED,
        Fault.BUSY_AT_RCPT,
        Fault.TOO_MUCH_AT_RCPT,
        Fault.HUNG_UP_AT_RCPT,
        Fault.RUBBISH_AT_RCPT,
    ),
    Point.DATA: (Fault.BUSY_AT_DATA, Fault.HUNG_UP_AT_DATA),
    Point.BODY: (Fault.HUNG_UP_IN_THE_LETTER,),
    Point.DOT: (
        Fault.BUSY_AFTER_THE_DOT,
        Fault.UNWANTED_AFTER_THE_DOT,
        Fault.SHUT_DOWN_AFTER_THE_DOT,
        Fault.HUNG_UP_AFTER_THE_DOT,
    ),
    Point.TAKEN: (
        Fault.ANSWER_LOST,
        Fault.ANSWER_RUBBISH,
        Fault.ANSWERED_TWICE,
        Fault.ANSWERED_SLOWLY,
        Fault.NEVER_ANSWERED,
    ),
    Point.READ: (
        Fault.TOO_FAST,
        Fault.TOO_LARGE,
        Fault.BROKEN_BEFORE_TAKING,
        Fault.UNAVAILABLE,
        Fault.HUNG_UP_ON_A_REQUEST,
    ),
    Point.ACCEPTED: (
        Fault.ANSWER_LOST,
        Fault.BROKEN_AFTER_TAKING,
        Fault.ANSWER_RUBBISH,
        Fault.ANSWERED_TWICE,
        Fault.ANSWERED_SLOWLY,
        Fault.NEVER_ANSWERED,
    ),
}

DOUBTFUL = frozenset(
    {
        Fault.HUNG_UP_IN_THE_LETTER,  # its end may have been sent already
        Fault.HUNG_UP_AFTER_THE_DOT,
        Fault.ANSWER_LOST,
        Fault.ANSWER_RUBBISH,
        Fault.NEVER_ANSWERED,
        Fault.BROKEN_BEFORE_TAKING,
        Fault.UNAVAILABLE,
        Fault.HUNG_UP_ON_A_REQUEST,
        Fault.BROKEN_AFTER_TAKING,
    }
)
"""After these nobody can say whether the letter was taken; one letter over SMTP, one request at SendGrid."""

Rates = Mapping[Fault, float]

NONE: Rates = {}
REALISTIC: Rates = {
    Fault.TURNED_AWAY: 0.01,
    Fault.SLOW_AT_THE_DOOR: 0.01,
    Fault.BUSY_AT_MAIL: 0.000_2,
    Fault.NOBODY_THERE: 0.005,
    Fault.MAILBOX_FULL: 0.001,
    Fault.GREYLISTED: 0.02,
    Fault.BUSY_AT_RCPT: 0.005,
    Fault.TOO_MUCH_AT_RCPT: 0.000_5,
    Fault.HUNG_UP_AT_RCPT: 0.000_2,
    Fault.HUNG_UP_IN_THE_LETTER: 0.000_2,
    Fault.BUSY_AFTER_THE_DOT: 0.001,
    Fault.UNWANTED_AFTER_THE_DOT: 0.000_5,
    Fault.HUNG_UP_AFTER_THE_DOT: 0.000_1,
    Fault.ANSWER_LOST: 0.000_1,
    Fault.ANSWERED_SLOWLY: 0.001,
    Fault.TOO_FAST: 0.02,
    Fault.UNAVAILABLE: 0.005,
    Fault.NOT_WANTED: 0.000_5,
}
HOSTILE: Rates = {
    Fault.TURNED_AWAY: 0.1,
    Fault.HUNG_UP_AT_THE_DOOR: 0.1,
    Fault.SLOW_AT_THE_DOOR: 0.05,
    Fault.BUSY_AT_MAIL: 0.01,
    Fault.HUNG_UP_AT_MAIL: 0.005,
    Fault.NOBODY_THERE: 0.03,
    Fault.MAILBOX_FULL: 0.01,
    Fault.GREYLISTED: 0.3,
    Fault.BUSY_AT_RCPT: 0.05,
    Fault.TOO_MUCH_AT_RCPT: 0.01,
    Fault.HUNG_UP_AT_RCPT: 0.005,
    Fault.RUBBISH_AT_RCPT: 0.005,
    Fault.BUSY_AT_DATA: 0.01,
    Fault.HUNG_UP_AT_DATA: 0.005,
    Fault.HUNG_UP_IN_THE_LETTER: 0.01,
    Fault.BUSY_AFTER_THE_DOT: 0.03,
    Fault.UNWANTED_AFTER_THE_DOT: 0.01,
    Fault.SHUT_DOWN_AFTER_THE_DOT: 0.005,
    Fault.HUNG_UP_AFTER_THE_DOT: 0.005,
    Fault.ANSWER_LOST: 0.01,
    Fault.ANSWER_RUBBISH: 0.005,
    Fault.ANSWERED_TWICE: 0.01,
    Fault.ANSWERED_SLOWLY: 0.01,
    Fault.TOO_FAST: 0.05,
    Fault.TOO_LARGE: 0.05,
    Fault.NOT_WANTED: 0.005,
    Fault.NOT_WANTED_UNNAMED: 0.001,
    Fault.BROKEN_BEFORE_TAKING: 0.01,
    Fault.UNAVAILABLE: 0.02,
    Fault.HUNG_UP_ON_A_REQUEST: 0.01,
    Fault.BROKEN_AFTER_TAKING: 0.01,
}
MIXES: Mapping[str, Rates] = {"none": NONE, "realistic": REALISTIC, "hostile": HOSTILE}
"""By the names that ``gutletter rehearse --faults`` takes."""


class Chance:
    """Says what happens at each point; ``befell`` counts it."""

    def __init__(self, seed: int, rates: Rates) -> None:
        self.befell: Counter[Fault] = Counter()
        self._seed = seed
        self._odds = {
            point: tuple((fault, rates[fault]) for fault in faults if rates.get(fault))
            for point, faults in POINTS.items()
        }
        self._times: Counter[tuple[Point, str]] = Counter()

    def at(self, point: Point, whom: str, among: Iterable[Fault] | None = None) -> Fault | None:
        """What goes wrong this time, and mostly nothing; ``among``: of these only."""
        odds = self._odds.get(point, ())
        if not odds:
            return None
        time = self._times[point, whom]
        if point is not Point.MAILBOX:
            self._times[point, whom] += 1
        drawn = self._drawn(f"{point}:{whom}:{time}")
        for fault, rate in odds:
            if among is not None and fault not in among:
                continue
            if drawn < rate:
                if fault is Fault.GREYLISTED and time:
                    return None  # whoever comes back is let in
                self.befell[fault] += 1
                return fault
            drawn -= rate
        return None

    def _drawn(self, what: str) -> float:
        """At least 0 and less than 1."""
        digest = blake2b(f"{self._seed}:{what}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) / 2**64
