"""What an SMTP server says (RFC 5321 § 4.2), and what that means for a letter (RFC 3463)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gutletter.model import Outcome
from gutletter.providers.envelope import without_addresses

_ENHANCED = re.compile(r"[245]\.(\d{1,3})\.\d{1,3}\b")
_QUEUED_AS = re.compile(r"[Qq]ueued as (\S+)")
_MAILBOX_CODES = (550, 551, 552, 553)  # what servers without enhanced codes say of a mailbox
_BEHIND_A_CODE = (b" ", b"-", b"\r", b"")
_LONGEST = 64 * 1024  # bytes of a line; RFC 5321 allows 512
_MOST_LINES = 1000  # of a reply

GO_AHEAD = 354  # the text may come now
CLOSING = 421  # the server closes the connection
OUT_OF_ORDER = 503  # a command that does not belong here
SIGN_IN_FIRST = 530


class LineLost(Exception):
    """The connection cannot go on; a letter whose text had not been sent was certainly not taken."""


class Reply(NamedTuple):
    """What the server said: its code, and its words as they came."""

    code: int
    raw: str

    @property
    def lines(self) -> list[str]:
        """Its words, line by line."""
        return self.raw.split("\n")

    @property
    def positive(self) -> bool:
        """Whether it means yes."""
        return 200 <= self.code < 300

    @property
    def speaks_of_the_mailbox(self) -> bool:
        """Whether a refusal is about this recipient's mailbox (RFC 3463: X.1, X.2), rather than about us."""
        if match := _ENHANCED.match(self.raw):
            return match[1] in ("1", "2")
        return self.code in _MAILBOX_CODES

    def __str__(self) -> str:
        return f"{self.code} {without_addresses(self.raw)}".strip()


class Verdict(NamedTuple):
    """What became of one letter; ``blames_us`` when it was refused for a reason that may be the same for everyone."""

    outcome: Outcome
    reason: str = ""
    provider_id: str = ""
    blames_us: bool = False


def verdict(reply: Reply) -> Verdict:
    """What an answer other than yes means for the letter it was given to: 4xx is later, 5xx is never."""
    if reply.code >= 500:
        return Verdict(Outcome.REFUSED, str(reply), blames_us=not reply.speaks_of_the_mailbox)
    return Verdict(Outcome.DEFERRED, str(reply))


def accepted(words: str) -> Verdict:
    """The letter is the server's now; it is kept under what name, where its words say that."""
    queued = _QUEUED_AS.search(words)
    return Verdict(Outcome.ACCEPTED, "", queued[1] if queued else "")


class Ear:
    """Makes replies of the bytes that come over a connection."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[str] = []  # of a reply that goes on
        self._nonsense: LineLost | None = None

    @property
    def has_more(self) -> bool:
        """Whether something has come that is no whole reply yet."""
        return bool(self._rest or self._lines)

    def hear(self, octets: bytes) -> list[Reply]:
        """Every reply that is whole by now; what is no SMTP ends them, and ``understood`` tells."""
        if octets and octets.find(b"\n") == len(octets) - 1 and not self._rest:
            lines = [octets[:-1]]  # as nearly all come: one line, and whole
        else:
            *lines, self._rest = (self._rest + octets).split(b"\n")
        replies = []
        for line in lines:
            try:
                reply, goes_on = _read(line)
            except LineLost as nonsense:
                self._nonsense = nonsense
                break
            if goes_on or self._lines:
                self._lines.append(reply.raw)
                reply = Reply(reply.code, "\n".join(self._lines))
            if not goes_on:
                replies.append(reply)
                self._lines.clear()
        if len(self._rest) > _LONGEST or len(self._lines) > _MOST_LINES:
            self._nonsense = LineLost("the server talks without end")
        return replies

    def understood(self) -> None:
        """LineLost for what is no SMTP, and for replies without end; the replies before it count."""
        if self._nonsense is not None:
            raise self._nonsense


@lru_cache(maxsize=64)
def asks_for_the_text(octets: bytes) -> bool:
    """Whether this, and nothing else, is said: yes to MAIL, yes to RCPT, and 354 to DATA."""
    ear = Ear()
    *answers, last = ear.hear(octets) or [Reply(0, "")]
    try:
        ear.understood()
    except LineLost:
        return False
    return len(answers) == 2 and all(one.positive for one in answers) and last.code == GO_AHEAD and not ear.has_more


@lru_cache(maxsize=256)  # a server says the same few things over and over
def _read(line: bytes) -> tuple[Reply, bool]:
    """What one line says, and whether another belongs to it."""
    code, goes_on = line[:3], line[3:4]
    if len(code) < 3 or not code.isdigit() or goes_on not in _BEHIND_A_CODE or len(line) > _LONGEST:
        words = without_addresses(str(line[:80], "utf-8", "replace"))
        raise LineLost(f"the server does not speak SMTP: {words!r}")
    return Reply(int(code), str(line[4:], "utf-8", "replace").rstrip()), goes_on == b"-"
