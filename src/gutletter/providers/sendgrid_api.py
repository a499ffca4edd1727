"""SendGrid's official package, tamed in one place.

Left to itself it waits for ever, follows a redirect to another host with the key in its hands, formats every letter for
a debug line that nobody reads, writes the key to the log at DEBUG, and raises three unrelated families of exceptions.
Here every answer is an :class:`Answer`, and what is no answer says whether the request can have arrived.
"""

from __future__ import annotations

import http.client
import json
import logging
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from urllib.error import URLError

import python_http_client
import sendgrid
from python_http_client.exceptions import HTTPError

from gutletter.providers.dispatch import AnswerLost, NotConnected


@dataclass(frozen=True, slots=True)
class Complaint:
    """One entry of an answer's ``errors``: what SendGrid says, and the part of the request it means (may be empty)."""

    message: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What SendGrid answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    complaints: tuple[Complaint, ...] = ()

    @property
    def said(self) -> str:
        """All complaints in one line."""
        return "; ".join(complaint.message for complaint in self.complaints) or "without a word why"


class Api:
    """``POST /v3/mail/send``; ``timeout`` in seconds holds for each wait of the network. Safe for several threads."""

    def __init__(self, *, api_key: str, host: str, timeout: float) -> None:
        _keep_the_key_out_of_the_log()
        self._host = host
        self._timeout = timeout
        official = sendgrid.SendGridAPIClient(api_key=api_key, host=host)
        # With this type the package sends a finished text as it is; with the shorter name it would encode it once more.
        self._headers = {**official.client.request_headers, "Content-Type": "application/json; charset=utf-8"}

    def send(self, body: bytes, connected: Callable[[], None]) -> Answer:
        """SendGrid's answer to a finished JSON body, whatever it is; ``connected`` is called before its first byte.

        Raises NotConnected, AnswerLost, and what ``connected`` raises: then nothing was sent.
        """
        client = _Client(
            host=self._host, request_headers=self._headers, version=3, timeout=self._timeout, connected=connected
        )
        try:
            response = client.mail.send.post(request_body=_Finished(body))
        except HTTPError as error:
            return Answer(error.status_code, _lowered(error.headers), _complaints(error.body))
        except _NotBegun as error:
            raise error.reason from error
        except URLError as error:
            if isinstance(error.reason, NotConnected):
                raise error.reason from error
            raise AnswerLost(str(error.reason)) from error
        except (OSError, http.client.HTTPException) as error:
            raise AnswerLost(str(error) or type(error).__name__) from error
        return Answer(response.status_code, _lowered(response.headers))


def _lowered(headers: Mapping[str, str]) -> Mapping[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _complaints(body: bytes) -> tuple[Complaint, ...]:
    """The ``errors`` of an answer's body; empty for anything that does not look like SendGrid's."""
    try:
        errors = json.loads(body)["errors"]
        return tuple(Complaint(str(error["message"]), str(error.get("field") or "")) for error in errors)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ()


def _keep_the_key_out_of_the_log() -> None:
    """Drop the package's DEBUG records, which hold the key, whatever level anyone sets."""
    logging.getLogger("python_http_client.client").addFilter(_above_debug)  # twice is harmless


def _above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


class _Finished:
    """Stands where the package expects a finished text, whose octets it then formats for a debug line: here a view."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def encode(self, _: str) -> memoryview:
        return memoryview(self._octets)


# ── the network underneath ────────────────────────────────────────────────────────────────────────────────────────


class _NotBegun(Exception):
    """Whoever was told that a request is about to leave objected; no OSError, which urllib would wrap."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Client(python_http_client.Client):  # type: ignore[misc]  # the package ships no types
    """The package's client with an opener of ours: no redirects, and failures to connect told apart."""

    def __init__(self, *, connected: Callable[[], None], **settings: Any) -> None:
        super().__init__(**settings)
        self._connected = connected

    def _build_client(self, name: str | None = None) -> _Client:
        return _Client(
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            append_slash=self.append_slash,
            timeout=self.timeout,
            connected=self._connected,
        )

    def _make_request(self, opener: object, request: urllib.request.Request, timeout: float | None = None) -> Any:
        telling = urllib.request.build_opener(_NoRedirects, _Plain(self._connected), _Secure(self._connected))
        return super()._make_request(telling, request, timeout=timeout)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None  # urllib then raises the redirect as the HTTPError that it is to us


class _TellingConnection(http.client.HTTPConnection):
    """Says when it is connected; with TLS that means: the handshake is done and the certificate is good."""

    def __init__(self, *arguments: Any, connected: Callable[[], None], **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._connected = connected

    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:
            raise NotConnected(str(error)) from error
        try:
            self._connected()
        except OSError as error:
            raise _NotBegun(error) from error


class _SecureTellingConnection(_TellingConnection, http.client.HTTPSConnection):
    pass


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, connected: Callable[[], None]) -> None:
        super().__init__()
        self._connected = connected

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_TellingConnection, connected=self._connected), req)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, connected: Callable[[], None]) -> None:
        super().__init__()
        self._connected = connected

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        connection = partial(_SecureTellingConnection, connected=self._connected)
        return self.do_open(connection, req, context=_trust())


@cache
def _trust() -> ssl.SSLContext:
    """The system's authorities; reading them takes as long as a request."""
    return ssl.create_default_context()
