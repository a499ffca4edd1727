"""A real SMTP server on the loopback (aiosmtpd) that takes, refuses and breaks as a test tells it."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

USER, PASSWORD = "letter", "a password for tests"


@dataclass
class Script:
    """What the server does; answers by address, one for each time, the last of them for ever after."""

    mail: list[str] = field(default_factory=list)  # answers to the next MAIL commands; afterwards yes
    rcpt: dict[str, list[str]] = field(default_factory=dict)
    data: dict[str, list[str]] = field(default_factory=dict)  # after the final dot
    hangs_up_at_mail: set[str] = field(default_factory=set)  # connections by number: "1" is the first
    hangs_up_at_rcpt: set[str] = field(default_factory=set)  # addresses
    hangs_up_after_data: set[str] = field(default_factory=set)  # it keeps the letter and says nothing
    silent_after_data: set[str] = field(default_factory=set)  # it keeps the letter and says nothing for a while
    most_connections: int = 1000
    sign_in: str = ""  # what whoever signs in is told, whatever the password


@dataclass(frozen=True)
class Envelope:
    """One letter the server took."""

    sender: str
    recipient: str
    octets: bytes
    connection: int
    encrypted: bool

    @property
    def letter(self) -> EmailMessage:
        message = message_from_bytes(self.octets, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return message


class FakeSmtp:
    """``taken`` is every letter it took; ``script`` may be changed at any time."""

    def __init__(self, *, pipelining: bool = False) -> None:
        self.host, self.port = "127.0.0.1", 0
        self.pipelining = pipelining
        self.script = Script()
        self.taken: list[Envelope] = []
        self.connections = 0
        self.open_connections = 0
        self.signed_in: list[str] = []
        self.asked: Counter[str] = Counter()  # RCPT and DATA by address

    def sent_to(self) -> list[str]:
        """Everyone who has a copy, once per copy."""
        return sorted(envelope.recipient for envelope in self.taken)

    async def mail(self, server: _Smtp, address: str) -> str:
        """The answer to MAIL FROM."""
        if str(server.number) in self.script.hangs_up_at_mail:
            return server.hang_up()
        return await server.say(self.script.mail.pop(0) if self.script.mail else "250 OK")

    async def rcpt(self, server: _Smtp, address: str) -> str:
        """The answer to RCPT TO."""
        self.asked[address] += 1
        if address in self.script.hangs_up_at_rcpt:
            return server.hang_up()
        return await server.say(_next(self.script.rcpt.get(address)))

    async def data(self, server: _Smtp, envelope: Any) -> str:
        """The answer to the final dot."""
        (address,) = envelope.rcpt_tos
        answer = _next(self.script.data.get(address))
        if not answer.startswith("2"):
            return await server.say(answer)
        self.taken.append(Envelope(envelope.mail_from, address, envelope.content, server.number, server.encrypted))
        if address in self.script.hangs_up_after_data:
            return server.hang_up()
        if address in self.script.silent_after_data:
            await asyncio.sleep(1.5)
        return f"250 2.0.0 OK: queued as Q{len(self.taken)}"

    def authenticate(self, server: SMTP, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        """Let in whoever knows the password."""
        assert isinstance(login, LoginPassword)
        if self.script.sign_in:
            return AuthResult(success=False, handled=False, message=self.script.sign_in)
        good = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
        if good:
            self.signed_in.append(USER)
        return AuthResult(success=good, handled=False)


def _next(answers: list[str] | None) -> str:
    if not answers:
        return "250 OK"
    return answers.pop(0) if len(answers) > 1 else answers[0]


class _Hooks:
    """What aiosmtpd calls, by its names."""

    def __init__(self, fake: FakeSmtp) -> None:
        self.fake = fake

    async def handle_EHLO(  # noqa: N802
        self, server: _Smtp, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]] if self.fake.pipelining else responses

    async def handle_MAIL(self, server: _Smtp, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = await self.fake.mail(server, address)
        if answer.startswith("2"):
            envelope.mail_from = address
        return answer

    async def handle_RCPT(self, server: _Smtp, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        answer = await self.fake.rcpt(server, address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: _Smtp, session: Any, envelope: Any) -> str:  # noqa: N802
        return await self.fake.data(server, envelope)


class _Smtp(SMTP):
    """aiosmtpd's server for one connection; it counts them and may turn one away."""

    fake: FakeSmtp
    number = 0
    one_too_many = False

    @property
    def encrypted(self) -> bool:
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    def connection_made(self, transport: Any) -> None:
        if not self.number:  # it is called again after STARTTLS
            self.fake.connections += 1
            self.fake.open_connections += 1
            self.number = self.fake.connections
            self.one_too_many = self.fake.open_connections > self.fake.script.most_connections
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.fake.open_connections -= 1
        super().connection_lost(error)

    def hang_up(self) -> str:
        """Break the connection without a word; the answer returned goes nowhere."""
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.abort()
        return "451 gone"

    async def say(self, answer: str) -> str:
        """The answer; after 421 the connection is closed, as RFC 5321 has it."""
        if answer.startswith("421"):
            await self.push(answer)
            assert self.transport is not None
            self.transport.close()
        return answer

    async def push(self, status: Any) -> None:
        """Say it, or say that there are too many connections instead of a greeting."""
        if isinstance(status, str) and status.startswith("220 mail.") and self.one_too_many:
            status = "421 4.7.0 Too many connections"
            await super().push(status)
            self.hang_up()
            return
        await super().push(status)


@contextmanager
def smtp_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    sign_in: bool = False,
    pipelining: bool = False,
    international: bool = False,
    without: Sequence[str] = (),
) -> Iterator[FakeSmtp]:
    """A running server; it stops with the block. ``without``: ways to sign in that it does not know."""
    fake = FakeSmtp(pipelining=pipelining)
    loop = asyncio.new_event_loop()

    def connection() -> SMTP:
        server = _Smtp(
            _Hooks(fake),
            hostname="mail.example.org",
            ident="test",
            loop=loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=sign_in,
            authenticator=fake.authenticate if sign_in else None,
            auth_exclude_mechanism=without,
            enable_SMTPUTF8=international,
        )
        server.fake = fake
        return server

    async def end() -> None:
        listening.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await loop.shutdown_asyncgens()

    # The loop runs in its own thread alone: in the tests' thread, a browser's loop may be running already.
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    begun = asyncio.run_coroutine_threadsafe(loop.create_server(connection, fake.host, 0, ssl=tls), loop)
    listening = begun.result()
    fake.port = listening.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass(frozen=True)
class Certificates:
    """An authority nobody knows, and a certificate it issued for the loopback."""

    server: ssl.SSLContext
    ca_file: Path


def certificates(folder: Path, name: str = "127.0.0.1", *, until: datetime | None = None) -> Certificates:
    """Made fresh, below ``folder``; good ``until`` then, or for long."""
    authority = trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name, not_after=until).configure_cert(server)
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    return Certificates(server, ca_file)
