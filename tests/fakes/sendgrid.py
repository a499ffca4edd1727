"""A SendGrid of our own on the loopback: it refuses what the real one refuses, and fails on demand.

What it refuses, the simulated one of a rehearsal refuses as well; this one fails as a test tells it. It substitutes as
SendGrid does, text for text, and keeps what each reader would get.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gutletter.rehearsal import sendgrid_rules
from gutletter.rehearsal.sendgrid_rules import Refused as Refused
from gutletter.rehearsal.sendgrid_rules import errors

KEY = "SG.a-key-for-tests"


@dataclass(frozen=True)
class Copy:
    """What one reader would get."""

    to: Mapping[str, str]
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    custom_args: Mapping[str, str]
    request: Mapping[str, Any]  # the whole body it came in

    @property
    def address(self) -> str:
        return self.to["email"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request; ``takes`` it first, as a real server may before its answer is lost."""

    status: int = 0  # 0: no answer at all
    message: str = "scripted"
    where: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    takes: bool = False
    silent_for: float = 0.0  # seconds before anything is said


class FakeSendGrid:
    """``host`` is its address; ``copies`` is what readers would get; ``faults`` befall the next requests in turn."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.key = KEY
        self.copies: list[Copy] = []
        self.requests: list[Mapping[str, Any]] = []
        self.paths: list[str] = []
        self.faults: deque[Fault] = deque()
        self.unwanted: set[str] = set()  # addresses for which it refuses the whole request …
        self.names_the_culprit = True  # … saying which one, or leaving one to guess
        self.largest: int = 1000  # personalizations, above which it says 413
        self.most_substituted: int = 30_000_000  # bytes of all substitutions of a request, above which it says 400
        self.pause: float = 0.0  # seconds before each answer
        self.most_under_way = 0  # requests at once, so far
        self._under_way = 0
        self._lock = threading.Lock()

    def sent_to(self) -> list[str]:
        """Everyone who would get a copy, once per copy."""
        return sorted(copy.address for copy in self.copies)

    def answer(self, path: str, authorization: str, raw: bytes) -> tuple[int, Mapping[str, str], bytes]:
        """Status, headers and body; status 0 hangs up."""
        with self._lock:
            self._under_way += 1
            self.most_under_way = max(self.most_under_way, self._under_way)
        try:
            time.sleep(self.pause)
            return self._answer(path, authorization, raw)
        finally:
            with self._lock:
                self._under_way -= 1

    def _answer(self, path: str, authorization: str, raw: bytes) -> tuple[int, Mapping[str, str], bytes]:
        with self._lock:
            self.paths.append(path)
            fault = self.faults.popleft() if self.faults else None
            if fault and not fault.takes:
                body = b""
            else:
                status, headers, body = self._take(path, authorization, raw)
                if not fault:
                    return status, headers, body
        time.sleep(fault.silent_for)
        return fault.status, fault.headers, errors(fault.message, fault.where) if fault.status else b""

    def _take(self, path: str, authorization: str, raw: bytes) -> tuple[int, Mapping[str, str], bytes]:
        if path != "/v3/mail/send":
            return 404, {}, errors("Not Found", None)
        if authorization != f"Bearer {self.key}":
            return 401, {}, errors("The provided authorization grant is invalid, expired, or revoked", None)
        if len(raw) > 30_000_000:
            return 413, {}, errors("Payload too large", None)
        body = json.loads(raw)
        self.requests.append(body)
        if len(body.get("personalizations", ())) > self.largest:
            return 413, {}, errors("Payload too large", None)
        try:
            check(body)
            self._check_substituted(body)
            self._check_unwanted(body)
        except Refused as refused:
            return 400, {}, errors(refused.message, refused.where)
        if body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
            return 200, {}, b""
        self.copies += copies(body)
        return 202, {"X-Message-Id": f"fake-{len(self.requests)}"}, b""

    def _check_substituted(self, body: Mapping[str, Any]) -> None:
        substituted = [one.get("substitutions", {}) for one in body["personalizations"]]
        if len(json.dumps(substituted)) > self.most_substituted:
            message = f"You are limited to {self.most_substituted} bytes of substitutions in a request."
            raise Refused(message, "personalizations.0.substitutions")

    def _check_unwanted(self, body: Mapping[str, Any]) -> None:
        for at, one in enumerate(body["personalizations"]):
            if (address := one["to"][0]["email"]) in self.unwanted:
                where = f"personalizations.{at}.to.0.email" if self.names_the_culprit else None
                raise Refused(f"Does not contain a valid address: {address}", where)


def copies(body: Mapping[str, Any]) -> Iterator[Copy]:
    """What each reader of a request gets: every key replaced in subject and contents, wherever it stands."""
    contents = {content["type"]: content["value"] for content in body["content"]}
    for one in body["personalizations"]:

        def substituted(text: str, values: Mapping[str, str] = one.get("substitutions", {})) -> str:
            for key, value in values.items():
                text = text.replace(key, value)
            return text

        yield Copy(
            to=one["to"][0],
            subject=substituted(one.get("subject", body["subject"])),
            text=substituted(contents.get("text/plain", "")),
            html=substituted(contents.get("text/html", "")),
            headers={**body.get("headers", {}), **one.get("headers", {})},
            custom_args={**body.get("custom_args", {}), **one.get("custom_args", {})},
            request=body,
        )


def check(body: Mapping[str, Any]) -> None:
    """Raise Refused for a body that the real one refuses now."""
    sendgrid_rules.check(body, time.time())


# ── the server ────────────────────────────────────────────────────────────────────────────────────────────────────


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    fake: FakeSendGrid

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self._respond()

    def do_GET(self) -> None:
        self._respond()

    def _respond(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, body = self.server.fake.answer(self.path, self.headers.get("Authorization", ""), raw)
        self.close_connection = True
        if not status:
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@contextmanager
def sendgrid_server() -> Iterator[FakeSendGrid]:
    """A running fake; it stops with the block."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.fake = FakeSendGrid(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.fake
        finally:
            server.shutdown()
            thread.join()


def recipients(body: Mapping[str, Any]) -> Sequence[str]:
    """Whom a request is for."""
    return [one["to"][0]["email"] for one in body["personalizations"]]
