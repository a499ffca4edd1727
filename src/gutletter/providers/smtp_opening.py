"""How a connection to an SMTP server is opened, secured and signed in to, and what is said when that fails."""

from __future__ import annotations

import hmac
import socket
import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Sequence
from typing import Any

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable
from gutletter.providers.envelope import without_addresses
from gutletter.providers.smtp_replies import LineLost, Reply
from gutletter.settings import Auth, SmtpSettings

Steps = Generator[Any, None, Reply]  # yields whatever is waited for
Ask = Callable[[str], Steps]

_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED, as OpenSSL's x509_vfy.h numbers it


class TurnedAway(Exception):
    """The server said no while we introduced ourselves."""

    def __init__(self, reply: Reply, *, signing_in: bool = False) -> None:
        super().__init__(str(reply))
        self.reply = reply
        self.signing_in = signing_in


def our_name() -> str:
    """What we call ourselves in EHLO; asking the name service for more may take long."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def addresses_of(settings: SmtpSettings) -> Sequence[str]:
    """The numeric addresses of the server, in the order in which to try them. OSError, UnicodeError."""
    found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def extensions_of(reply: Reply) -> dict[str, str]:
    """What the answer to EHLO offers: the parameters by keyword, in capitals."""
    offered: dict[str, str] = {}
    for line in reply.lines[1:]:
        keyword, _, parameters = line.replace("=", " ", 1).partition(" ")  # "AUTH=LOGIN" is an old way to write it
        offered[keyword.upper()] = f"{offered.get(keyword.upper(), '')} {parameters}".strip()
    return offered


# ── signing in (RFC 4954) ─────────────────────────────────────────────────────────────────────────────────────────


def sign_in(ask: Ask, settings: SmtpSettings, extensions: dict[str, str]) -> Generator[Any, None, None]:
    """Raises TurnedAway, ProviderRefused when the server knows no way that we do, UnicodeError."""
    offered = extensions.get("AUTH", "").lower().split()
    wanted = [settings.auth] if settings.auth is not Auth.AUTO else [Auth.PLAIN, Auth.LOGIN, Auth.CRAM_MD5]
    way = next((way for way in wanted if way in offered), None)
    if way is None:
        raise ProviderRefused(
            f"The SMTP server at {place(settings)} does not let anyone sign in on this line"
            + (f" by {' or '.join(wanted)}, but by {', '.join(offered)}." if offered else "."),
            remedy="Set smtp.auth to a way it knows."
            if offered
            else 'Check smtp.port and smtp.tls (most want "starttls" or "tls"), or leave out smtp.username.',
        )
    reply = yield from _signed_in(ask, way, settings.username, settings.password.get_secret_value())
    if reply.code != _SIGNED_IN:
        raise TurnedAway(reply, signing_in=True)


_GO_ON, _SIGNED_IN = 334, 235
_A = chr(1)  # Google's and Microsoft's XOAUTH2 separate its fields by Control-A


def _signed_in(ask: Ask, way: Auth, username: str, password: str) -> Steps:
    match way:
        case Auth.XOAUTH2:
            token = _A.join((f"user={username}", f"auth=Bearer {password}", "", ""))
            reply = yield from ask(f"AUTH XOAUTH2 {_coded(token)}")
            return (
                (yield from ask("")) if reply.code == _GO_ON else reply
            )  # it has said why not, and wants a line to say no
        case Auth.LOGIN:
            reply = yield from ask("AUTH LOGIN")
            for word in (username, password):
                reply = (yield from ask(_coded(word))) if reply.code == _GO_ON else reply
            return reply
        case Auth.CRAM_MD5:
            reply = yield from ask("AUTH CRAM-MD5")
            if reply.code != _GO_ON:
                return reply
            seal = hmac.new(password.encode("ascii"), b64decode(reply.raw), "md5").hexdigest()
            return (yield from ask(_coded(f"{username} {seal}")))
        case _:
            return (yield from ask(f"AUTH PLAIN {_coded(f'{chr(0)}{username}{chr(0)}{password}')}"))


def _coded(words: str) -> str:
    return b64encode(words.encode("ascii")).decode()


# ── what is said when it fails ────────────────────────────────────────────────────────────────────────────────────


def place(settings: SmtpSettings) -> str:
    """What messages call the server."""
    return f"{settings.host}:{settings.port}"


def explained(error: Exception, settings: SmtpSettings) -> ProviderError:
    """The trouble of opening a connection, in words that name the server and the setting."""
    server = f"The SMTP server at {place(settings)}"
    said = without_addresses(str(getattr(error, "strerror", "") or error)).rstrip(".")
    match error:
        case ProviderError():
            return error
        case TurnedAway():
            return _turned_away(error, server)
        case UnicodeError() if not settings.host.isascii() or not settings.host.strip("."):
            return ProviderRefused(f"{settings.host!r} is no host name.", remedy="Check smtp.host.")
        case UnicodeError():
            return ProviderRefused(
                f"{server} cannot be signed in to: smtp.username or the password has letters outside ASCII.",
                remedy="Use a password of ASCII characters.",
            )
        case socket.gaierror():
            return ProviderUnavailable(
                f"{server} cannot be found: {said}.", remedy="Check smtp.host in gutletter.toml."
            )
        case ssl.SSLCertVerificationError() if error.verify_code == _EXPIRED:
            return ProviderRefused(
                f"{server} shows a certificate that has expired.",
                remedy="Whoever runs that server must renew it; if they have, set this machine's clock right.",
            )
        case ssl.SSLCertVerificationError():
            return ProviderRefused(
                f"{server} shows a certificate that cannot be trusted: {error.verify_message}.",
                remedy="Check smtp.host; name a private authority's certificate in smtp.ca_file.",
            )
        case ssl.SSLError():
            return ProviderRefused(
                f"{server} does not speak TLS as smtp.tls says: {said}.",
                remedy='Port 465 wants smtp.tls = "tls", port 587 wants "starttls".',
            )
        case TimeoutError():
            return ProviderUnavailable(
                f"{server} did not answer within {settings.timeout.total_seconds():g} s.",
                remedy='Check smtp.port and smtp.tls (port 465 wants "tls"); otherwise try again later.',
            )
        case LineLost():
            return ProviderUnavailable(
                f"{server} hung up: {said}.",
                remedy='Check smtp.port and smtp.tls (port 465 wants "tls"); otherwise try again later.',
            )
        case _:
            return ProviderUnavailable(
                f"{server} cannot be reached: {said}.", remedy="Check smtp.host and smtp.port in gutletter.toml."
            )


def _turned_away(error: TurnedAway, server: str) -> ProviderError:
    if error.reply.code < 500:
        return ProviderUnavailable(f"{server} asks to wait: {error.reply}.", remedy="Try again later.")
    if error.signing_in:
        return ProviderRefused(
            f"{server} does not accept our name and password: {error.reply}.",
            remedy="Check smtp.username in gutletter.toml and GUTLETTER_SMTP__PASSWORD.",
        )
    return ProviderRefused(
        f"{server} turns us away: {error.reply}.", remedy="Ask whoever runs it; check smtp.host and smtp.tls."
    )
