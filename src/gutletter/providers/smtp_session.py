"""One open connection to an SMTP server, from the greeting to QUIT; it lives in an event loop."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import Protocol, Self, cast

from gutletter.errors import ProviderRefused
from gutletter.providers.envelope import without_addresses
from gutletter.providers.smtp_dialogue import Counter, Dialogue, Parcel
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


class Desk(Counter, Protocol):
    """Where letters are fetched; it is told when one may go."""

    def ready(self, session: Session) -> None:
        """The server has asked for the text of ``session.wanted``, which ``go_on`` sends."""


class Session(asyncio.Protocol):
    """One connection. ``open`` makes one; ``carry`` sends letters over it, one call's at a time."""

    def __init__(self, timeout: float) -> None:
        self.carried = 0  # letters offered on this connection
        self.broken = False
        self._timeout = timeout
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._ear = Ear()
        self._asks = True  # while we introduce ourselves, and when we say goodbye: one question at a time
        self._replies: list[Reply] = []
        self._woken = asyncio.Event()
        self._trouble = ""  # why it is broken
        self._pipelining = self._international = False
        self._dialogue: Dialogue | None = None
        self._desk: Desk | None = None
        self._over: asyncio.Future[None] | None = None  # the call's letters are
        self._heard_at = self._loop.time()
        self._clock: asyncio.TimerHandle
        self._kept = False  # from an earlier call; the server may have closed it since
        self._uncleared = False  # that call's last envelope still lies there

    # ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────

    @classmethod
    async def open(cls, settings: SmtpSettings, trust: ssl.SSLContext) -> Self:
        """Raises ProviderUnavailable or ProviderRefused, naming the server and the setting to look at."""
        session = cls(settings.timeout.total_seconds())
        try:
            await session._dial(settings, trust)
            await session._introduce(settings, trust)
        except (OSError, UnicodeError, LineLost, TurnedAway) as error:
            session.abandon(str(error))
            raise explained(error, settings) from error
        except BaseException:
            session.abandon("given up")
            raise
        return session

    async def _dial(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        secured = settings.tls is Tls.TLS
        trouble: OSError | None = None
        for address in addresses_of(settings):
            try:
                async with asyncio.timeout(self._timeout):
                    await self._loop.create_connection(
                        lambda: self,
                        address,
                        settings.port,
                        ssl=trust if secured else None,
                        server_hostname=settings.host if secured else None,
                    )
            except (ssl.SSLError, TimeoutError):
                raise
            except OSError as error:
                trouble = error
            else:
                return
        raise trouble or OSError("no address")

    async def _introduce(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        greeting = await self._reply()
        if greeting.code != 220:
            raise TurnedAway(greeting)
        extensions = await self._say_hello()
        if settings.tls is Tls.STARTTLS:
            if "STARTTLS" not in extensions:
                raise ProviderRefused(
                    f"The SMTP server at {place(settings)} does not offer STARTTLS, so the line cannot be secured.",
                    remedy='Set smtp.tls = "tls" (usually with port 465), or "none" for a server on this machine.',
                )
            await self._secure(settings, trust)
            extensions = await self._say_hello()
        if settings.username:
            await sign_in(self._ask, settings, extensions)
        self._pipelining = "PIPELINING" in extensions
        self._international = "SMTPUTF8" in extensions

    async def _say_hello(self) -> dict[str, str]:
        reply = await self._ask(f"EHLO {our_name()}")
        if reply.positive:
            return extensions_of(reply)
        reply = await self._ask(f"HELO {our_name()}")  # a server older than 1995
        if not reply.positive:
            raise TurnedAway(reply)
        return {}

    async def _secure(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        reply = await self._ask("STARTTLS")
        if reply.code != 220:
            raise TurnedAway(reply)
        if self._ear.has_more or self._replies:
            raise LineLost("somebody speaks before the line is secure")  # and would seem to speak from within it
        async with asyncio.timeout(self._timeout):
            secured = await self._loop.start_tls(
                cast("asyncio.Transport", self._transport), self, trust, server_hostname=settings.host
            )
        self._transport = secured

    async def _ask(self, command: str) -> Reply:
        if self._transport is not None and not self.broken:
            self._transport.write(f"{command}\r\n".encode("ascii"))
        return await self._reply()

    async def _reply(self) -> Reply:
        """The next reply; LineLost, TimeoutError."""
        async with asyncio.timeout(self._timeout):
            while not self._replies:
                if self.broken:
                    raise LineLost(self._trouble)
                self._woken.clear()
                await self._woken.wait()
        return self._replies.pop(0)

    # ── carrying ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def carry(self, desk: Desk, sender: bytes, most: int) -> None:
        """Send letters until there are no more, or ``most`` were offered on this connection, or it breaks.

        Whatever was on its way is settled or brought back when it returns, also when it raises ProviderRefused.
        """
        dialogue = Dialogue(
            desk,
            self._ear,
            sender,
            pipelining=self._pipelining,
            international=self._international,
            kept=self._kept,
            uncleared=self._uncleared,
            most=most - self.carried,
        )
        self._asks, self._kept = False, True
        self._over = self._loop.create_future()
        self._desk, self._dialogue = desk, dialogue
        self._write(dialogue.begin())
        self._watch()
        try:
            if not dialogue.finished:
                await self._over
        finally:
            self._clock.cancel()
            self.carried += dialogue.carried
            self._uncleared = dialogue.uncleared
            self._dialogue = self._desk = None

    @property
    def wanted(self) -> Parcel | None:
        """The letter whose text the server has asked for."""
        return self._dialogue.wanted if self._dialogue is not None else None

    def go_on(self) -> None:
        """Send the text that the server has asked for."""
        if self._dialogue is not None and self._dialogue.wanted is not None:
            self._write(self._dialogue.text())

    def withdraw(self) -> None:
        """End this call on this connection: a letter whose text was sent is waited for, all else is given up."""
        if self._dialogue is not None and not self._dialogue.in_doubt:
            self.abandon("the call was ended")

    def abandon(self, why: str) -> None:
        """Break the connection; what was on its way is settled or brought back. Twice is harmless."""
        self._break(why)
        if self._transport is not None:
            self._transport.abort()

    async def say_goodbye(self) -> None:
        """End the conversation in order; nothing hangs on it."""
        self._asks = True
        if not self.broken:
            with contextlib.suppress(OSError, LineLost):
                async with asyncio.timeout(_GOODBYE):
                    await self._ask("QUIT")
        self.abandon("we said goodbye")

    def _write(self, octets: bytes) -> None:
        if octets and self._transport is not None:
            self._transport.write(octets)
            self._heard_at = self._loop.time()

    def _watch(self) -> None:
        """Look whether the server has kept silent for too long; the clock starts again with every answer."""
        left = self._heard_at + self._timeout - self._loop.time()
        if left <= 0 and self._dialogue is not None and self._dialogue.owed:
            self.abandon(f"the server did not answer within {self._timeout:g} s")
        else:
            self._clock = self._loop.call_later(left if left > 0 else self._timeout, self._watch)

    def _break(self, why: str, error: Exception | None = None) -> None:
        if self.broken:
            return
        self.broken, self._trouble = True, why
        self._woken.set()
        if self._dialogue is not None:
            self._dialogue.lost(why)
        self._end(error)

    def _end(self, error: Exception | None = None) -> None:
        if self._over is None or self._over.done():
            return
        if error is None:
            self._over.set_result(None)
        else:
            self._over.set_exception(error)

    # ── what the event loop calls ─────────────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol, also for the next two."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, octets: bytes) -> None:  # noqa: D102 - the one before tells
        try:
            if self._dialogue is not None:
                self._converse(self._dialogue, octets)
            else:
                self._listen(octets)
        except LineLost as lost:
            self.abandon(str(lost))
        except Exception as error:  # whatever it is, the call must hear of it
            self._break(str(error), error)
            self.abandon(str(error))

    def _listen(self, octets: bytes) -> None:
        self._replies += self._ear.hear(octets)
        self._ear.understood()
        if not self._asks:  # nobody uses this line just now: the server is about to close it
            raise LineLost(str(self._replies.pop()) if self._replies else "an answer to nothing")
        self._woken.set()

    def _converse(self, dialogue: Dialogue, octets: bytes) -> None:
        owed = dialogue.owed
        self._write(dialogue.hear(octets))
        if dialogue.owed != owed:
            self._heard_at = self._loop.time()
        if dialogue.wanted is not None and self._desk is not None:
            self._desk.ready(self)
        elif dialogue.finished:
            self._end()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: D102 - the one before tells
        self._break(without_addresses(str(error)) if error else "the server closed the connection")
