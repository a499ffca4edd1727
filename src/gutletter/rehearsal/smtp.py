"""A mail server on the loopback that takes letters, refuses what real ones refuse, and fails when chance says so.

RFC 5321 with PIPELINING (RFC 2920), 8BITMIME and enhanced codes (RFC 2034). Replies are held together and sent when
what came has been read, as real servers do.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from gutletter.rehearsal.faults import Chance, Fault, Point
from gutletter.rehearsal.inspection import Inspector
from gutletter.rehearsal.received import Received

LONGEST_COMMAND = 512  # octets with CRLF, RFC 5321 § 4.5.3.1.4
_SLOWLY = 0.05  # seconds

_PATH = re.compile(rb"<([^<>\s]+@[^<>\s@]+)>")
_BUSY = b"451 4.3.0 Busy, try again later"
_SHUTTING_DOWN = b"421 4.3.2 mail.example shutting down"
_REPLIES = {
    Fault.BUSY_AT_MAIL: _BUSY,
    Fault.NOBODY_THERE: b"550 5.1.1 No such user here",
    Fault.MAILBOX_FULL: b"552 5.2.2 Mailbox full",
    Fault.GREYLISTED: b"450 4.7.1 Greylisted, please come back",
    Fault.BUSY_AT_RCPT: _BUSY,
    Fault.RUBBISH_AT_RCPT: b"\xffwhat? 25x",
    Fault.BUSY_AT_DATA: _BUSY,
    Fault.BUSY_AFTER_THE_DOT: _BUSY,
    Fault.UNWANTED_AFTER_THE_DOT: b"554 5.7.1 We do not like what it says",
    Fault.ANSWER_RUBBISH: b"\xfe\xff!!! 2",
}
_HANGING_UP = frozenset(
    {
        Fault.HUNG_UP_AT_THE_DOOR,
        Fault.HUNG_UP_AT_MAIL,
        Fault.HUNG_UP_AT_RCPT,
        Fault.HUNG_UP_AT_DATA,
        Fault.HUNG_UP_IN_THE_LETTER,
        Fault.HUNG_UP_AFTER_THE_DOT,
        Fault.ANSWER_LOST,
    }
)
_SHUTTING = frozenset({Fault.TURNED_AWAY, Fault.TOO_MUCH_AT_RCPT, Fault.SHUT_DOWN_AFTER_THE_DOT})


@dataclass(slots=True)
class House:
    """What the server is like, and what it keeps; one for all connections."""

    chance: Chance
    received: Received
    inspector: Inspector
    pipelining: bool = True
    eight_bit: bool = True
    largest: int = 25_000_000  # octets
    open_lines: set[SmtpLine] = field(default_factory=set)

    async def listen(self) -> tuple[asyncio.Server, int]:
        """Begin; (the server, its port). Closing the server ends it."""
        server = await asyncio.get_running_loop().create_server(lambda: SmtpLine(self), "127.0.0.1", 0)
        return server, server.sockets[0].getsockname()[1]


class SmtpLine(asyncio.Protocol):
    """One connection."""

    def __init__(self, house: House) -> None:
        self._house = house
        house.received.connections += 1
        self._number = house.received.connections
        self._came = bytearray()
        self._searched = 0  # octets of a letter known to hold no end of it
        self._replies: list[bytes] = []
        self._answered: list[str] = []  # who is answered for when the replies are out
        self._waiting = self._gone = self._silent = self._in_letter = self._begun = False
        self._letters = 0
        self._confused = False  # by a wrong answer of ours; what follows is not the sender's fault
        self._forget()

    # ── the line ──────────────────────────────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, or do not."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a TCP server gives
        self._transport = transport
        self._house.open_lines.add(self)
        fault = self._house.chance.at(Point.GREETING, f"connection {self._number}")
        if fault is Fault.SLOW_AT_THE_DOOR:
            self._wait()
        if not self._stopped_by(fault):
            self._say(b"220 mail.example ESMTP rehearsal")
        self._flush()

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever called has gone."""
        self._gone = True
        self._house.open_lines.discard(self)

    def data_received(self, data: bytes) -> None:
        """Read as far as it can be understood, then answer."""
        self._came += data
        self._read()

    def eof_received(self) -> bool:
        """Hang up when the other side does."""
        return False

    def hang_up(self) -> None:
        """End the connection at once."""
        self._gone = True
        self._transport.abort()

    def _read(self) -> None:
        while not (self._waiting or self._gone or self._silent) and (
            self._read_letter() if self._in_letter else self._read_command()
        ):
            pass
        self._flush()

    def _flush(self) -> None:
        if not self._replies or self._waiting or self._transport.is_closing():
            return
        self._transport.write(b"".join(self._replies))
        self._replies.clear()
        answered, self._answered = self._answered, []
        for recipient in answered:
            self._house.chance.at(Point.ANSWERED, recipient)

    def _say(self, *lines: bytes) -> None:
        self._replies += (line + b"\r\n" for line in lines)

    def _wait(self) -> None:
        """Answer nothing for a while; what comes meanwhile is kept."""
        self._waiting = True
        asyncio.get_running_loop().call_later(_SLOWLY, self._go_on)

    def _go_on(self) -> None:
        self._waiting = False
        self._read()

    def _stopped_by(self, fault: Fault | None) -> bool:
        """Whether that is the end of the connection; if so it has ended."""
        if fault in _HANGING_UP:
            self._flush()
            self.hang_up()
        elif fault in _SHUTTING:
            self._say(_SHUTTING_DOWN)
            self._flush()
            self._gone = True
            self._transport.close()
        return self._gone

    # ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _forget(self) -> None:
        self._sender = False
        self._recipient = ""
        self._declared_eight_bit = False

    def _read_command(self) -> bool:
        end = self._came.find(b"\n")
        if end < 0:
            if len(self._came) > LONGEST_COMMAND:
                self._note("a command is longer than 512 octets")
                self._stopped_by(Fault.TOO_MUCH_AT_RCPT)
            return False
        line = bytes(self._came[: end + 1])
        del self._came[: end + 1]
        if not line.endswith(b"\r\n") or len(line) > LONGEST_COMMAND:
            self._note("a command is longer than 512 octets, or does not end in CRLF")
            self._say(b"500 5.5.2 Line not understood")
            return True
        if self._came and not self._house.pipelining:
            self._note("commands were sent ahead though PIPELINING was not offered")
            self._stopped_by(Fault.TOO_MUCH_AT_RCPT)
            return False
        verb, _, rest = line[:-2].partition(b" ")
        obey = self._COMMANDS.get(verb.upper())
        if obey is None:
            self._say(b"502 5.5.1 Not known here")
        else:
            obey(self, rest)
        return not self._gone

    def _ehlo(self, rest: bytes) -> None:
        offers = [b"PIPELINING"] * self._house.pipelining + [b"8BITMIME"] * self._house.eight_bit
        offers += [b"SIZE %d" % self._house.largest, b"ENHANCEDSTATUSCODES"]
        self._forget()
        lines = [b"mail.example", *offers]
        self._say(*(b"250-" + line for line in lines[:-1]), b"250 " + lines[-1])

    def _helo(self, rest: bytes) -> None:
        self._forget()
        self._say(b"250 mail.example")

    def _mail(self, rest: bytes) -> None:
        fault = self._house.chance.at(Point.MAIL, f"connection {self._number}, letter {self._letters}")
        if self._stopped_by(fault):
            return
        if fault is not None:
            self._say(_REPLIES[fault])
        elif self._sender:
            self._say(b"503 5.5.1 Nested MAIL command")
        elif not rest.upper().startswith(b"FROM:") or not _PATH.match(rest[5:].strip()):
            self._say(b"501 5.1.7 Bad sender address")
        elif not rest.isascii():
            self._say(b"553 5.6.7 SMTPUTF8 was not asked for")
        else:
            self._sender = True
            self._declared_eight_bit = b"BODY=8BITMIME" in rest.upper()
            self._say(b"250 2.1.0 Ok")

    def _rcpt(self, rest: bytes) -> None:
        path = _PATH.match(rest[3:].strip()) if rest.upper().startswith(b"TO:") else None
        if not self._sender or self._recipient:
            self._say(b"503 5.5.1 Need MAIL before RCPT" if not self._sender else b"452 4.5.3 One at a time, please")
        elif path is None:
            self._say(b"501 5.1.3 Bad recipient address")
        elif not path[1].isascii():
            self._say(b"553 5.6.7 SMTPUTF8 was not asked for")
        else:
            self._asked_for(path[1].decode("ascii"))

    def _asked_for(self, address: str) -> None:
        lasting = (Fault.NOBODY_THERE, Fault.MAILBOX_FULL)
        fault = self._house.chance.at(Point.MAILBOX, address, lasting) or self._house.chance.at(Point.RCPT, address)
        if self._stopped_by(fault):
            return
        if fault is not None:
            self._confused |= fault is Fault.RUBBISH_AT_RCPT
            self._say(_REPLIES[fault])
        else:
            self._recipient = address
            self._say(b"250 2.1.5 Ok")

    def _data(self, rest: bytes) -> None:
        if self._came:
            self._note("more was sent behind DATA, before it was answered")
        if not self._recipient:
            self._say(b"503 5.5.1 Need RCPT before DATA" if not self._sender else b"554 5.5.1 No valid recipients")
            return
        fault = self._house.chance.at(Point.DATA, self._recipient)
        if self._stopped_by(fault):
            return
        if fault is not None:
            self._say(_REPLIES[fault])
            return
        self._in_letter, self._begun, self._searched = True, False, 0
        self._say(b"354 End data with <CR><LF>.<CR><LF>")

    def _rset(self, rest: bytes) -> None:
        self._forget()
        self._say(b"250 2.0.0 Ok")

    def _noop(self, rest: bytes) -> None:
        self._say(b"250 2.0.0 Ok")

    def _quit(self, rest: bytes) -> None:
        self._say(b"221 2.0.0 Bye")
        self._flush()
        self._gone = True
        self._transport.close()

    _COMMANDS: dict[bytes, Callable[[SmtpLine, bytes], None]] = {  # noqa: RUF012 - never changed
        b"EHLO": _ehlo,
        b"HELO": _helo,
        b"MAIL": _mail,
        b"RCPT": _rcpt,
        b"DATA": _data,
        b"RSET": _rset,
        b"NOOP": _noop,
        b"QUIT": _quit,
    }

    # ── the letter ────────────────────────────────────────────────────────────────────────────────────────────────

    def _read_letter(self) -> bool:
        if not self._begun and self._came:
            self._begun = True
            if self._stopped_by(self._house.chance.at(Point.BODY, self._recipient)):
                return False
        end = 0 if self._came.startswith(b".\r\n") else self._came.find(b"\r\n.\r\n", self._searched)
        if end < 0:
            self._searched = max(0, len(self._came) - 4)
            return False
        empty = self._came.startswith(b".\r\n")
        letter = b"" if empty else bytes(self._came[: end + 2])
        del self._came[: 3 if empty else end + 5]
        self._in_letter = False
        self._letters += 1
        self._whole(letter.replace(b"\r\n.", b"\r\n").removeprefix(b"."))
        self._forget()
        return not self._gone

    def _whole(self, letter: bytes) -> None:
        """The final dot is here."""
        recipient, eight_bit = self._recipient, self._declared_eight_bit
        fault = self._house.chance.at(Point.DOT, recipient)
        if self._stopped_by(fault):
            return
        if fault is not None:
            self._say(_REPLIES[fault])
        elif len(letter) > self._house.largest:
            self._say(b"552 5.3.4 Message too large")
        else:
            self._take(letter, recipient, eight_bit=eight_bit)

    def _take(self, letter: bytes, recipient: str, *, eight_bit: bool) -> None:
        delivery_id, wrong = self._house.inspector.mail(letter, recipient, eight_bit=eight_bit)
        known_by = self._house.received.take(delivery_id, recipient, wrong)
        fault = self._house.chance.at(Point.TAKEN, recipient)
        self._confused |= fault in (Fault.ANSWER_RUBBISH, Fault.ANSWERED_TWICE)
        if self._stopped_by(fault):
            return
        if fault is Fault.NEVER_ANSWERED:
            self._silent = True
            return
        if fault is Fault.ANSWER_RUBBISH:
            self._say(_REPLIES[fault])
            return
        if fault is Fault.ANSWERED_SLOWLY:
            self._wait()
        self._house.received.answer(known_by)
        self._answered.append(recipient)
        yes = b"250 2.0.0 Ok: queued as R%d-%d" % (self._number, self._letters)
        self._say(*[yes] * (2 if fault is Fault.ANSWERED_TWICE else 1))

    def _note(self, finding: str) -> None:
        if not self._confused:
            self._house.received.note(finding, self._recipient or f"connection {self._number}")
