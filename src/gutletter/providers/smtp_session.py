"""One connection to an SMTP server, from the greeting to QUIT, in steps that never block (``smtp_line``)."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Generator
from select import POLLIN, poll

from gutletter.errors import ProviderError, ProviderRefused
from gutletter.providers.envelope import without_addresses
from gutletter.providers.smtp_dialogue import Counter, Dialogue, Parcel
from gutletter.providers.smtp_line import Line
from gutletter.providers.smtp_opening import (
    TurnedAway,
    addresses_of,
    explained,
    extensions_of,
    our_name,
    place,
    sign_in,
)
from gutletter.providers.smtp_replies import Ear, LineLost, Reply
from gutletter.settings import SmtpSettings, Tls

_GOODBYE = 2.0  # seconds that we wait for an answer to QUIT; nothing hangs on it

Carrying = Generator["Session | Parcel", None, None]
"""Steps that wait for a session's line to be ready, or for a parcel to be noted as begun."""


class Session(Line):
    """One connection. ``open`` makes one; ``carry`` sends letters over it, one call's at a time."""

    def __init__(self, watch: poll, timeout: float) -> None:
        super().__init__(watch, timeout)
        self.carried = 0  # letters offered on this connection
        self._ear = Ear()
        self._replies: list[Reply] = []
        self._pipelining = self._international = False
        self._dialogue: Dialogue | None = None
        self._kept = False  # from an earlier call; the server may have closed it since
        self._uncleared = False  # that call's last envelope still lies there

    # ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────

    @classmethod
    def open(cls, settings: SmtpSettings, trust: ssl.SSLContext, watch: poll) -> Generator[Session, None, Session]:
        """Raises ProviderUnavailable or ProviderRefused, naming the server and the setting to look at."""
        session = cls(watch, settings.timeout.total_seconds())
        try:
            yield from session.dial(addresses_of(settings), settings.port)
            if settings.tls is Tls.TLS:
                yield from session.secure(trust, settings.host)
            yield from session._introduce(settings, trust)
        except (OSError, UnicodeError, LineLost, TurnedAway) as error:
            session.close()
            raise explained(error, settings) from error
        except BaseException:
            session.close()
            raise
        session.watch_for(0)
        return session

    def _introduce(self, settings: SmtpSettings, trust: ssl.SSLContext) -> Generator[Session, None, None]:
        greeting = yield from self._reply()
        if greeting.code != 220:
            raise TurnedAway(greeting)
        extensions = yield from self._say_hello()
        if settings.tls is Tls.STARTTLS:
            if "STARTTLS" not in extensions:
                raise ProviderRefused(
                    f"The SMTP server at {place(settings)} does not offer STARTTLS, so the line cannot be secured.",
                    remedy='Set smtp.tls = "tls" (usually with port 465), or "none" for a server on this machine.',
                )
            reply = yield from self._ask("STARTTLS")
            if reply.code != 220:
                raise TurnedAway(reply)
            if self._ear.has_more or self._replies:
                raise LineLost("somebody speaks before the line is secure")  # and would seem to speak from within it
            yield from self.secure(trust, settings.host)
            extensions = yield from self._say_hello()
        if settings.username:
            yield from sign_in(self._ask, settings, extensions)
        self._pipelining = "PIPELINING" in extensions
        self._international = "SMTPUTF8" in extensions

    def _say_hello(self) -> Generator[Session, None, dict[str, str]]:
        reply = yield from self._ask(f"EHLO {our_name()}")
        if reply.positive:
            return extensions_of(reply)
        reply = yield from self._ask(f"HELO {our_name()}")  # a server older than 1995
        if not reply.positive:
            raise TurnedAway(reply)
        return {}

    def _ask(self, command: str) -> Generator[Session, None, Reply]:
        self.send(f"{command}\r\n".encode("ascii"))
        return (yield from self._reply())

    def _reply(self) -> Generator[Session, None, Reply]:
        """The next reply; LineLost, OSError."""
        self.set_off()
        while not self._replies:
            self._ear.understood()
            yield from self.until(POLLIN)
            self._replies += self._ear.hear(self.hear())
        return self._replies.pop(0)

    # ── carrying ──────────────────────────────────────────────────────────────────────────────────────────────────

    def carry(self, counter: Counter, sender: bytes, most: int) -> Carrying:
        """Send letters until there are no more, or ``most`` were offered on this connection, or it breaks.

        Waits for the line, and for each letter to be noted as begun, which it yields before its text is sent. Whatever
        was on its way is settled or brought back when it ends, also when it raises ProviderRefused or is closed.
        """
        self._dialogue = dialogue = Dialogue(
            counter,
            self._ear,
            sender,
            pipelining=self._pipelining,
            international=self._international,
            kept=self._kept,
            uncleared=self._uncleared,
            most=most - self.carried,
        )
        self._kept = True
        lost: str | None = "the call was ended"
        try:
            yield from self._converse(dialogue)
            lost = None
        except TimeoutError:
            lost = f"the server did not answer within {self._timeout:g} s"
        except ProviderError as error:  # which is an OSError
            lost = str(error)
            raise
        except (LineLost, OSError) as error:
            lost = without_addresses(str(error))
        finally:
            self._dialogue = None
            self.carried += dialogue.carried
            self._uncleared = dialogue.uncleared
            if lost is not None:
                self.close()
                dialogue.lost(lost)

    def _converse(self, dialogue: Dialogue) -> Carrying:
        said = dialogue.begin()
        self.watch_for(POLLIN)
        while True:
            if said:
                self.send(said)
                self.set_off()
            if dialogue.finished:
                break
            owed = dialogue.owed
            yield self
            said = dialogue.hear(self.hear())
            if dialogue.wanted is not None:
                said += dialogue.text()
                yield dialogue.wanted
                dialogue.leaves()
            elif dialogue.owed != owed:
                self.set_off()
        self.watch_for(0)

    @property
    def in_doubt(self) -> bool:
        """Whether a letter's text was sent and not answered."""
        return self._dialogue is not None and self._dialogue.in_doubt

    def still_stands(self) -> bool:
        """Whether nothing has come over a line that nobody used: a server that closes one says so."""
        try:
            fresh = not self.hear()
        except (LineLost, OSError):
            fresh = False
        if not fresh:
            self.close()
        return fresh

    def say_goodbye(self) -> Generator[Session, None, None]:
        """End the conversation in order; nothing hangs on it."""
        self._timeout = min(self._timeout, _GOODBYE)
        try:
            with contextlib.suppress(OSError, LineLost):
                yield from self._ask("QUIT")
        finally:
            self.close()
