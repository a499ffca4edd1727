"""SendGrid's official package, tamed in one place.

Left to itself it waits for ever, follows a redirect to another host with the key in its hands, writes the key to the
log at DEBUG, and raises three unrelated families of exceptions. Here every answer is an :class:`Answer`, and what is no
answer says whether the request can have arrived.
"""

from __future__ import annotations

import http.client
import json
import logging
import ssl
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

import python_http_client
import sendgrid
from python_http_client.exceptions import HTTPError


class NotConnected(OSError):
    """No connection was made: SendGrid has certainly seen nothing."""


class AnswerLost(Exception):
    """The request went out and no answer came back: it may have been taken."""


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
        self._official = sendgrid.SendGridAPIClient(api_key=api_key, host=host)
        self._official.client = _Client(
            host=host, request_headers=self._official.client.request_headers, version=3, timeout=timeout
        )

    def send(self, body: Mapping[str, Any]) -> Answer:
        """SendGrid's answer, whatever it is. Raises NotConnected, AnswerLost."""
        try:
            response = self._official.send(body)
        except HTTPError as error:
            return Answer(error.status_code, _lowered(error.headers), _complaints(error.body))
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
    """Drop the package's DEBUG records, which hold the key, addresses and letters, whatever level anyone sets."""
    logging.getLogger("python_http_client.client").addFilter(_above_debug)  # twice is harmless


def _above_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


# ── the network underneath ────────────────────────────────────────────────────────────────────────────────────────


class _Client(python_http_client.Client):  # type: ignore[misc]  # the package ships no types
    """The package's client with an opener of ours: no redirects, and failures to connect told apart."""

    def _build_client(self, name: str | None = None) -> _Client:
        return _Client(
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            append_slash=self.append_slash,
            timeout=self.timeout,
        )

    def _make_request(self, opener: object, request: urllib.request.Request, timeout: float | None = None) -> Any:
        return super()._make_request(_OPENER, request, timeout=timeout)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None  # urllib then raises the redirect as the HTTPError that it is to us


class _PlainConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        try:
            super().connect()
        except OSError as error:
            raise NotConnected(str(error)) from error


class _SecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:  # with TLS, connected means: the handshake is done and the certificate is good
        try:
            super().connect()
        except OSError as error:
            raise NotConnected(str(error)) from error


class _Plain(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, req)


class _Secure(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req, context=ssl.create_default_context())


_OPENER = urllib.request.build_opener(_NoRedirects, _Plain, _Secure)
