"""One conversation with an SMTP server (RFC 5321), from the greeting to QUIT.

The final dot is the point of no return. Until it is sent the server has nothing, so a broken line is ``LineLost`` and
the letter may be handed over again. Once it is sent the letter may have been taken, so a broken line is UNCERTAIN.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable
from gutletter.model import Outcome
from gutletter.providers.envelope import without_addresses
from gutletter.settings import SmtpSettings, Tls

_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")
_QUEUED_AS = re.compile(r"\bqueued as (\S+)", re.IGNORECASE)
_MAILBOX_CODES = (550, 551, 552, 553)  # what servers without enhanced codes say of a mailbox
_GOODBYE = 5.0  # seconds that we wait for an answer to QUIT; nothing hangs on it


class LineLost(Exception):
    """The connection went before the final dot was sent: the letter was certainly not taken."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said: its code, and its words without addresses."""

    code: int
    text: str

    @property
    def positive(self) -> bool:
        """Whether it means yes."""
        return 200 <= self.code < 300

    @property
    def speaks_of_the_mailbox(self) -> bool:
        """Whether a refusal is about this recipient's mailbox (RFC 3463: X.1, X.2), rather than about us."""
        if match := _ENHANCED.match(self.text):
            return match[1].split(".")[1] in ("1", "2")
        return self.code in _MAILBOX_CODES

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one letter; ``blames_us`` when it was refused for a reason that may be the same for everyone."""

    outcome: Outcome
    reason: str = ""
    provider_id: str = ""
    blames_us: bool = False


class Session:
    """One open connection; for one thread at a time.

    Opening it raises ProviderUnavailable or ProviderRefused, naming the server and the setting to look at.
    """

    def __init__(self, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
        self.carried = 0  # letters offered on this connection
        self.broken = False
        self._smtp = _open(settings, trust)

    def carry(self, sender: str, recipient: str, letter: bytes) -> Verdict:
        """Offer one letter, complete with CRLF line ends, to one recipient. Raises LineLost, ProviderRefused."""
        self.carried += 1
        reply = self._ask(f"MAIL FROM:<{sender}>")
        if reply.code >= 500:
            raise ProviderRefused(
                f"The SMTP server does not let us send from publication.sender: {reply}.",
                remedy="Check publication.sender, smtp.username and smtp.password.",
            )
        if not reply.positive:
            return self._not_taken(reply)
        for command, wanted in ((f"RCPT TO:<{recipient}>", (250, 251, 252)), ("DATA", (354,))):
            if (reply := self._ask(command)).code not in wanted:
                return self._not_taken(reply)
        self._send(_dot_stuffed(letter))
        return self._after_the_dot()

    def close(self) -> None:
        """Say goodbye if the line still stands; twice is harmless."""
        if not self.broken and self._smtp.sock is not None:
            with contextlib.suppress(OSError):
                self._smtp.sock.settimeout(_GOODBYE)
                self._smtp.docmd("QUIT")
        self.broken = True
        self._smtp.close()

    def _ask(self, command: str) -> Reply:
        try:
            reply = _reply(*self._smtp.docmd(command))
        except OSError as error:
            raise self._lost(str(error)) from error
        if reply.code == 421 or not 200 <= reply.code < 600:  # 421: the server is closing this line
            raise self._lost(str(reply))
        if reply.code == 530:
            raise ProviderRefused(
                f"The SMTP server wants us to sign in first, or to encrypt: {reply}.",
                remedy="Set smtp.username, GUTLETTER_SMTP__PASSWORD and smtp.tls.",
            )
        return reply

    def _send(self, octets: bytes) -> None:
        try:
            self._smtp.send(octets)
        except OSError as error:
            raise self._lost(str(error)) from error

    def _after_the_dot(self) -> Verdict:
        try:
            self._smtp.send(b".\r\n")
            reply = _reply(*self._smtp.getreply())
        except OSError as error:
            self._abandon()
            return Verdict(Outcome.UNCERTAIN, f"no answer after the letter was sent: {without_addresses(str(error))}")
        if reply.positive:
            queued = _QUEUED_AS.search(reply.text)
            return Verdict(Outcome.ACCEPTED, provider_id=queued[1] if queued else "")
        if not 400 <= reply.code < 600:
            self._abandon()
            return Verdict(Outcome.UNCERTAIN, f"an answer that makes no sense after the letter was sent: {reply}")
        if reply.code == 421:
            self._abandon()
        return _verdict(reply)

    def _not_taken(self, reply: Reply) -> Verdict:
        """The verdict on a letter turned away before its text was sent; the line is made ready for the next."""
        with contextlib.suppress(LineLost):
            self._ask("RSET")
        return _verdict(reply)

    def _lost(self, why: str) -> LineLost:
        self._abandon()
        return LineLost(without_addresses(why))

    def _abandon(self) -> None:
        self.broken = True
        self._smtp.close()


def _verdict(reply: Reply) -> Verdict:
    if reply.code >= 500:
        return Verdict(Outcome.REFUSED, str(reply), blames_us=not reply.speaks_of_the_mailbox)
    return Verdict(Outcome.DEFERRED, str(reply))


def _reply(code: int, text: bytes) -> Reply:
    return Reply(code, without_addresses(text.decode("utf-8", "replace")))


def _dot_stuffed(letter: bytes) -> bytes:
    """The letter as it goes over the line, without the final dot (RFC 5321, section 4.5.2)."""
    stuffed = re.sub(rb"(?m)^\.", b"..", letter)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


# ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _open(settings: SmtpSettings, trust: ssl.SSLContext) -> smtplib.SMTP:
    try:
        smtp = _dial(settings, trust)
    except (OSError, UnicodeError) as error:
        raise _explained(error, settings) from error
    try:
        _introduce(smtp, settings, trust)
    except (OSError, UnicodeError) as error:
        smtp.close()
        raise _explained(error, settings) from error
    except BaseException:
        smtp.close()
        raise
    return smtp


def _dial(settings: SmtpSettings, trust: ssl.SSLContext) -> smtplib.SMTP:
    name = socket.gethostname()  # smtplib's own way asks the name service, which may take long
    name = name if "." in name else "[127.0.0.1]"
    timeout = settings.timeout.total_seconds()
    if settings.tls is Tls.TLS:
        return smtplib.SMTP_SSL(settings.host, settings.port, name, timeout=timeout, context=trust)
    return smtplib.SMTP(settings.host, settings.port, name, timeout=timeout)


def _introduce(smtp: smtplib.SMTP, settings: SmtpSettings, trust: ssl.SSLContext) -> None:
    assert smtp.sock is not None  # noqa: S101 - smtplib has just connected
    smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else the final dot waits for an acknowledgement
    smtp.ehlo_or_helo_if_needed()
    if settings.tls is Tls.STARTTLS:
        if not smtp.has_extn("starttls"):
            raise ProviderRefused(
                f"The SMTP server at {_place(settings)} does not offer STARTTLS, so the line cannot be secured.",
                remedy='Set smtp.tls = "tls" (usually with port 465), or "none" for a server on this machine.',
            )
        smtp.starttls(context=trust)
        smtp.ehlo_or_helo_if_needed()
    if settings.username:
        if not smtp.has_extn("auth"):
            raise ProviderRefused(
                f"The SMTP server at {_place(settings)} does not let anyone sign in on this line.",
                remedy='Check smtp.port and smtp.tls (most want "starttls" or "tls"), or leave out smtp.username.',
            )
        smtp.login(settings.username, settings.password.get_secret_value())


def _explained(error: OSError | UnicodeError, settings: SmtpSettings) -> ProviderError:
    """The trouble of opening a connection, in words that name the server and the setting."""
    if isinstance(error, ProviderError):
        return error
    place = f"The SMTP server at {_place(settings)}"
    said = without_addresses(str(getattr(error, "strerror", "") or error)).rstrip(".")
    if isinstance(error, smtplib.SMTPResponseException):
        return _explained_reply(error, place)
    match error:
        case UnicodeError() if not settings.host.isascii() or not settings.host.strip("."):
            return ProviderRefused(f"{settings.host!r} is no host name.", remedy="Check smtp.host.")
        case UnicodeError():
            return ProviderRefused(
                f"{place} cannot be signed in to: smtp.username or the password has letters outside ASCII.",
                remedy="Use a password of ASCII characters.",
            )
        case socket.gaierror():
            return ProviderUnavailable(f"{place} cannot be found: {said}.", remedy="Check smtp.host in gutletter.toml.")
        case ssl.SSLCertVerificationError():
            return ProviderRefused(
                f"{place} shows a certificate that cannot be trusted: {error.verify_message}.",
                remedy="Check smtp.host; name a private authority's certificate in smtp.ca_file.",
            )
        case ssl.SSLError():
            return ProviderRefused(
                f"{place} does not speak TLS as smtp.tls says: {said}.",
                remedy='Port 465 wants smtp.tls = "tls", port 587 wants "starttls".',
            )
        case smtplib.SMTPServerDisconnected():
            return ProviderUnavailable(
                f"{place} hung up, or did not answer within {settings.timeout.total_seconds():g} s.",
                remedy='Check smtp.port and smtp.tls (port 465 wants "tls"); otherwise try again later.',
            )
        case smtplib.SMTPException():
            return ProviderRefused(f"{place}: {said}.", remedy="Check smtp.username and smtp.tls.")
        case _:
            return ProviderUnavailable(
                f"{place} cannot be reached: {said}.", remedy="Check smtp.host and smtp.port in gutletter.toml."
            )


def _explained_reply(error: smtplib.SMTPResponseException, place: str) -> ProviderError:
    raw = error.smtp_error
    reply = _reply(error.smtp_code, raw if isinstance(raw, bytes) else str(raw).encode())
    if reply.code < 500:
        return ProviderUnavailable(f"{place} asks to wait: {reply}.", remedy="Try again later.")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ProviderRefused(
            f"{place} does not accept our name and password: {reply}.",
            remedy="Check smtp.username in gutletter.toml and GUTLETTER_SMTP__PASSWORD.",
        )
    return ProviderRefused(
        f"{place} turns us away: {reply}.", remedy="Ask whoever runs it; check smtp.host and smtp.tls."
    )


def _place(settings: SmtpSettings) -> str:
    return f"{settings.host}:{settings.port}"
