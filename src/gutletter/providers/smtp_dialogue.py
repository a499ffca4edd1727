"""Letters over one SMTP connection (RFC 5321 § 3.3, RFC 2920): what is heard goes in, what to say comes out.

Nothing here waits or sends. With PIPELINING the next envelope goes out right behind a letter, so that each costs one
round trip; without it every command waits for its answer. Either way a letter's text goes out only when the server has
asked for that very text: an envelope sent ahead puts nobody in doubt.

The final dot is the point of no return. Until the text is sent the server has nothing, so a broken line brings the
letter back to be handed over again. Once it is sent the letter may have been taken, so a broken line is UNCERTAIN.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from gutletter.errors import ProviderRefused
from gutletter.model import Delivery, Outcome
from gutletter.providers.smtp_replies import (
    CLOSING,
    GO_AHEAD,
    OUT_OF_ORDER,
    SIGN_IN_FIRST,
    Ear,
    LineLost,
    Reply,
    Verdict,
    accepted,
    asks_for_the_text,
    verdict,
)


@dataclass(slots=True)
class Parcel:
    """One letter, ready for the line: complete, dot-stuffed, its final dot included."""

    delivery: Delivery
    recipient: bytes  # as it stands between the angle brackets
    letter: list[bytes]  # its pieces
    international: bool = False  # the address needs SMTPUTF8 (RFC 6531)
    losses: int = 0  # lines that broke while it was its turn


class Counter(Protocol):
    """Where letters are fetched and what became of them is told."""

    def next(self, *, international: bool) -> Parcel | None:
        """The next letter; None when there is none just now. ``international``: the server offers SMTPUTF8."""

    def settle(self, parcel: Parcel, verdict: Verdict) -> None:
        """The server has answered, or will never."""

    def bring_back(self, parcel: Parcel, why: str, *, its_turn: bool) -> None:
        """The line was lost before its text was sent. ``its_turn``: and while the server dealt with no other."""


class _Step(Enum):
    RESET = auto()
    MAIL = auto()
    RCPT = auto()
    DATA = auto()
    TEXT = auto()  # the letter with its final dot
    NOTHING = auto()  # a final dot without a letter, for nobody


_ENVELOPE = (_Step.MAIL, _Step.RCPT, _Step.DATA)
_ONE_AND_THE_NEXT = deque([_Step.TEXT, *_ENVELOPE])
"""What is owed when a letter's text and the next one's envelope are on the line."""

_USUAL_LENGTH = 4 * 512  # of the answers to them; RFC 5321 § 4.5.3.1.5 has no longer lines

EACH = b"\0"
"""Stands in a sender's address for the delivery id, where each copy's bounces come to an address of their own."""


class Dialogue:
    """One call's letters on one connection; at most ``most`` of them. After a LineLost, ``lost`` ends it."""

    def __init__(
        self,
        counter: Counter,
        ear: Ear,
        sender: bytes,
        *,
        pipelining: bool,
        international: bool,
        most: int,
        kept: bool = False,
        uncleared: bool = False,
    ) -> None:
        self.carried = 0  # letters offered
        self.wanted: Parcel | None = None  # its text was asked for: ``text`` is it; ``leaves`` when it is said
        self._counter = counter
        self._ear = ear
        self._sender = sender
        self._each = EACH in sender
        self._mail_from = b"MAIL FROM:<%b>\r\n" % sender  # as it nearly always is
        self._fresh = not kept
        self._pipelining = pipelining
        self._international = international
        self._most = most
        self._expected: deque[_Step] = deque()
        self._offered: Parcel | None = None  # its envelope is on the line
        self._sent: Parcel | None = None  # its text is
        self._failure: Verdict | None = None  # of the offered one
        self._open = uncleared  # the server holds an envelope that must be cleared away
        self._confused = False  # it has said more than it was asked
        self._stale = kept  # a line from before on which nothing has been heard yet

    @property
    def owed(self) -> int:
        """How many answers the server owes us."""
        return len(self._expected)

    @property
    def uncleared(self) -> bool:
        """Whether the server holds the envelope of a letter that it did not take."""
        return self._open

    @property
    def in_doubt(self) -> bool:
        """Whether a letter's text was sent and not answered."""
        return self._sent is not None

    @property
    def finished(self) -> bool:
        """Whether nothing is on its way, and nothing more is to come."""
        return not self._expected and self.wanted is None

    def begin(self) -> bytes:
        """The first words; empty when there is no letter to be had."""
        return self._offer()

    def hear(self, octets: bytes) -> bytes:
        """What to say to what was heard. Raises LineLost, and ProviderRefused when it is us who are refused."""
        if self._expected == _ONE_AND_THE_NEXT and self._all_is_well(octets):
            return b""
        replies = self._ear.hear(octets)
        if self._stale:
            self._stale = all(reply.code == CLOSING for reply in replies)
        asked = len(self._expected)
        self._confused = len(replies) > asked
        said = b"".join([self._heard(self._expected.popleft(), reply) for reply in replies[:asked]])
        if self._confused:
            odd = replies[asked]
            raise LineLost(str(odd) if odd.code == CLOSING else f"an answer to nothing: {odd}")
        self._ear.understood()
        return said

    def _all_is_well(self, octets: bytes) -> bool:
        """Deal with what is nearly always said, and said at once: a letter is taken, and the next one's text asked for.

        False, and nothing is changed, where something else is said: then every answer is looked at by itself.
        """
        ends = octets.find(b"\n") + 1
        usual = octets[:4] == b"250 " and len(octets) <= _USUAL_LENGTH and not self._ear.has_more
        if not usual or not asks_for_the_text(octets[ends:]):
            return False
        taken, self._sent = self._sent, None
        assert taken is not None  # noqa: S101 - its text was sent
        self._counter.settle(taken, accepted(str(octets[4:ends], "utf-8", "replace").rstrip()))
        self._expected.clear()
        self._stale, self._open, self.wanted = False, True, self._offered
        return True

    def text(self) -> bytes:
        """The wanted letter, and behind it the next envelope where that may be sent ahead."""
        parcel = self.wanted
        assert parcel is not None  # noqa: S101 - whoever asks has looked
        self._offered, self._open = None, False
        self._expected.append(_Step.TEXT)
        return b"".join([*parcel.letter, self._offer()] if self._pipelining else parcel.letter)

    def leaves(self) -> None:
        """The text is being said: from now on nobody knows what became of the wanted letter until the server tells."""
        self._sent, self.wanted = self.wanted, None

    def lost(self, why: str) -> None:
        """Nothing more can be said or heard; settles what was on its way. Twice is harmless."""
        sent, self._sent = self._sent, None
        wanted, self.wanted = self.wanted, None
        offered, self._offered = self._offered, None
        self._expected.clear()
        if sent is not None:
            self._counter.settle(sent, Verdict(Outcome.UNCERTAIN, f"no answer after the letter was sent: {why}"))
        if offered is not None and offered is not wanted:  # it goes behind that
            self._counter.bring_back(offered, why, its_turn=sent is None and wanted is None and not self._stale)
        if wanted is not None:
            self._counter.bring_back(wanted, why, its_turn=not self._stale)

    def _offer(self) -> bytes:
        """The next envelope, whole or its first line; nothing when there is none, or this connection has had enough."""
        if self.carried >= self._most:
            return b""
        self._offered = self._counter.next(international=self._international)
        if self._offered is None:
            return b""
        self.carried += 1
        self._failure = None
        if self._open:  # what lies there must be cleared away
            self._open = False
            reset = self._say(_Step.RESET, b"RSET\r\n")
            return reset + self._envelope(self._offered) if self._pipelining else reset
        return self._envelope(self._offered) if self._pipelining else self._mail(self._offered)

    def _envelope(self, parcel: Parcel) -> bytes:
        """All of it at once."""
        self._expected += _ENVELOPE
        return self._from(parcel) + b"RCPT TO:<%b>\r\nDATA\r\n" % parcel.recipient

    def _mail(self, parcel: Parcel) -> bytes:
        return self._say(_Step.MAIL, self._from(parcel))

    def _from(self, parcel: Parcel) -> bytes:
        """Whose letter it is, and what the server must know of it."""
        if not (self._each or parcel.international):
            return self._mail_from
        sender = self._sender.replace(EACH, parcel.delivery.id.encode("ascii"))
        return b"MAIL FROM:<%b>%b\r\n" % (sender, b" SMTPUTF8" if parcel.international else b"")

    def _say(self, step: _Step, command: bytes) -> bytes:
        self._expected.append(step)
        return command

    def _heard(self, step: _Step, reply: Reply) -> bytes:
        if step is _Step.TEXT:
            return self._answered(reply)
        if step is _Step.NOTHING:
            return self._next_after(self._failure)
        if step is _Step.MAIL:
            self._open = reply.positive
        if not (reply.code == GO_AHEAD if step is _Step.DATA else reply.positive):
            self._refuse_nonsense(step, reply)
            self._failure = self._failure or verdict(reply)
        if step is _Step.DATA:
            return self._may_speak(reply)
        if self._pipelining:
            return b""
        if self._failure is not None:
            return self._next_after(self._failure)
        return self._then(step)

    def _then(self, step: _Step) -> bytes:
        """The next command, where each waits for an answer."""
        parcel = self._offered
        assert parcel is not None  # noqa: S101 - it is its envelope that is spoken of
        if step is _Step.MAIL:
            return self._say(_Step.RCPT, b"RCPT TO:<%b>\r\n" % parcel.recipient)
        return self._say(_Step.DATA, b"DATA\r\n") if step is _Step.RCPT else self._mail(parcel)

    def _may_speak(self, reply: Reply) -> bytes:
        """The answer to DATA."""
        if reply.code != GO_AHEAD:
            return self._next_after(self._failure)
        if self._failure is not None:  # it waits for a letter to nobody (RFC 2920 § 3.1)
            self._open = False
            return self._say(_Step.NOTHING, b".\r\n")
        if self._confused:
            raise LineLost(f"more answers than questions: {reply}")
        self.wanted = self._offered
        return b""

    def _next_after(self, failure: Verdict | None) -> bytes:
        """The offered letter was turned away before its text was sent; go on with the next."""
        parcel, self._offered = self._offered, None
        if parcel is not None and failure is not None:
            self._counter.settle(parcel, failure)
        return self._offer()

    def _answered(self, reply: Reply) -> bytes:
        """The answer to a letter's final dot."""
        parcel, self._sent = self._sent, None
        assert parcel is not None  # noqa: S101 - its text was sent
        if reply.positive:
            self._counter.settle(parcel, accepted(reply.raw))
        elif 400 <= reply.code < 600:
            self._counter.settle(parcel, verdict(reply))
        else:
            why = f"an answer that makes no sense after the letter was sent: {reply}"
            self._counter.settle(parcel, Verdict(Outcome.UNCERTAIN, why))
            raise LineLost(why)
        if reply.code == CLOSING:
            raise LineLost(str(reply))
        return self._offer() if self._offered is None else b""

    def _refuse_nonsense(self, step: _Step, reply: Reply) -> None:
        """Of an answer that is not the one hoped for: whether it means no, to this letter alone."""
        if reply.code == CLOSING or not 400 <= reply.code < 600 or step is _Step.RESET:
            raise LineLost(str(reply))
        if reply.code == SIGN_IN_FIRST:
            raise ProviderRefused(
                f"The SMTP server wants us to sign in first, or to encrypt: {reply}.",
                remedy="Set smtp.username, GUTLETTER_SMTP__PASSWORD and smtp.tls.",
            )
        if reply.code == OUT_OF_ORDER and step is _Step.MAIL and not (self._fresh and self.carried == 1):
            raise LineLost(str(reply))  # it has lost count of this conversation; to another it may say yes
        if step is _Step.MAIL and reply.code >= 500:
            raise ProviderRefused(
                f"The SMTP server does not let us send from publication.sender: {reply}.",
                remedy="Check publication.sender, smtp.username and smtp.password.",
            )
