"""Asks the addresses a letter links to whether they answer, and nothing it should not ask.

An article's links are a stranger's wish: whoever writes one must not make this machine call its neighbours. So every
name is resolved here, every address it has must be public, and the connection goes to exactly the address that was
looked at, also after each redirection. No proxy of the environment is used, no cookie sent, no answer's body read.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from gutletter import __version__

TIMEOUT = 10.0  # seconds for each answer
REDIRECTIONS = 5
AT_ONCE = 8
GONE = (404, 410)
HEADERS = {"User-Agent": f"gutletter/{__version__} (link check)", "Accept": "*/*"}

Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Unreached:
    """An address that did not answer well, and why; ``gone`` when trying later will not help."""

    url: str
    why: str  # what it does, after its name: "answers 404 (Not Found)"
    gone: bool = False


class _Refused(Exception):
    """Not to be asked; the message says why."""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet and to one host, also when IPv6 wraps an IPv4 one."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(inner)
        if address in _TRANSLATED:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


_TRANSLATED = ip_network("64:ff9b::/96")  # NAT64, RFC 6052


def reach(
    urls: Iterable[str], *, may_ask: Callable[[Address], bool] = is_public, timeout: float = TIMEOUT
) -> Sequence[Unreached]:
    """Ask each http or https address with HEAD, then GET where HEAD will not do; those that did not answer well.

    ``may_ask`` says whether an address may be called. Takes at most about ``timeout`` seconds for each of up to 12
    requests per address, eight addresses at a time.
    """
    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = threads.map(lambda url: _reach(url, may_ask, timeout), urls)
        return [answer for answer in answers if answer is not None]


def _reach(url: str, may_ask: Callable[[Address], bool], timeout: float) -> Unreached | None:
    try:
        status, reason = _final(url, "HEAD", may_ask, timeout)
        if status >= 400:  # many servers answer HEAD with an error they do not mean
            status, reason = _final(url, "GET", may_ask, timeout)
    except _Refused as refusal:
        return Unreached(url, str(refusal), gone=True)
    except ssl.SSLError as problem:
        return Unreached(url, f"has no valid certificate ({problem.reason or problem})")
    except socket.gaierror:
        return Unreached(url, "has a name that cannot be found")
    except TimeoutError:
        return Unreached(url, f"did not answer within {timeout:g} seconds")
    except (OSError, HTTPException, ValueError) as problem:
        return Unreached(url, f"cannot be reached ({type(problem).__name__})")
    if status < 400:
        return None
    return Unreached(url, f"answers {status} ({reason})" if reason else f"answers {status}", gone=status in GONE)


def _final(url: str, method: str, may_ask: Callable[[Address], bool], timeout: float) -> tuple[int, str]:
    """Status and reason of the last answer, redirections followed."""
    for _ in range(REDIRECTIONS + 1):
        status, reason, onwards = _ask(urlsplit(url), method, may_ask, timeout)
        if not onwards or not 300 <= status < 400:
            return status, reason
        url = urljoin(url, onwards)
    raise _Refused(f"redirects more than {REDIRECTIONS} times")


def _ask(parts: SplitResult, method: str, may_ask: Callable[[Address], bool], timeout: float) -> tuple[int, str, str]:
    """One request: status, reason, and where it redirects to."""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _Refused(f"redirects to {parts.scheme or 'something'}:, which is no web address")
    host = parts.hostname.encode("idna").decode("ascii") if not parts.hostname.isascii() else parts.hostname
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _public_address(host, port, may_ask)
    kind = _SecureConnection if parts.scheme == "https" else _PlainConnection
    target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    with closing(kind(host, port, timeout=timeout)) as connection:
        connection.resolved = address
        connection.request(method, target, headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.reason, answer.headers.get("Location", "")


_KEPT = "/?%:@!$&'()*+,;=~-._"  # everything that may stand in a path or a query as it is


def _public_address(host: str, port: int, may_ask: Callable[[Address], bool]) -> str:
    """One address of a host, all of which may be asked."""
    found = [str(info[4][0]).partition("%")[0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not may_ask(ip_address(address)):
            raise _Refused("leads into a private network, where readers cannot go")
    return found[0]


class _PlainConnection(HTTPConnection):
    """Connects to the address that was looked at, whatever the name means by now."""

    resolved = ""

    def connect(self) -> None:
        """See HTTPConnection."""
        self.sock = socket.create_connection((self.resolved, self.port), self.timeout)


class _SecureConnection(HTTPSConnection):
    """The same, with the certificate checked against the name."""

    resolved = ""

    def connect(self) -> None:
        """See HTTPSConnection."""
        sock = socket.create_connection((self.resolved, self.port), self.timeout)
        try:
            self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        except BaseException:
            sock.close()
            raise
