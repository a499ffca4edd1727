"""A SendGrid of our own on the loopback: it refuses what the real one refuses, and fails on demand.

The rules are those of the v3 Mail Send reference and its errors page; where two pages name different limits, the
stricter one holds here. It substitutes as SendGrid does, text for text, and keeps what each reader would get.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "SG.a-key-for-tests"

_TOP = {
    "personalizations", "from", "reply_to", "reply_to_list", "subject", "content", "attachments", "template_id",
    "headers", "categories", "custom_args", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings",
    "tracking_settings",
}  # fmt: skip
_PERSONALIZATION = {
    "to", "cc", "bcc", "from", "subject", "headers", "substitutions", "dynamic_template_data", "custom_args", "send_at",
}  # fmt: skip
_TRACKING = {
    "click_tracking": {"enable", "enable_text"},
    "open_tracking": {"enable", "substitution_tag"},
    "subscription_tracking": {"enable", "text", "html", "substitution_tag"},
    "ganalytics": {"enable", "utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"},
}
_RESERVED = {
    "x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from",
    "subject", "reply-to", "cc", "bcc",
}  # fmt: skip
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


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


class Refused(Exception):
    """A 400: what is wrong, and where."""

    def __init__(self, message: str, where: str | None) -> None:
        super().__init__(message)
        self.message, self.where = message, where


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
        return fault.status, fault.headers, _errors(fault.message, fault.where) if fault.status else b""

    def _take(self, path: str, authorization: str, raw: bytes) -> tuple[int, Mapping[str, str], bytes]:
        if path != "/v3/mail/send":
            return 404, {}, _errors("Not Found", None)
        if authorization != f"Bearer {self.key}":
            return 401, {}, _errors("The provided authorization grant is invalid, expired, or revoked", None)
        if len(raw) > 30_000_000:
            return 413, {}, _errors("Payload too large", None)
        body = json.loads(raw)
        self.requests.append(body)
        if len(body.get("personalizations", ())) > self.largest:
            return 413, {}, _errors("Payload too large", None)
        try:
            check(body)
            self._check_substituted(body)
            self._check_unwanted(body)
        except Refused as refused:
            return 400, {}, _errors(refused.message, refused.where)
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


# ── what it refuses ───────────────────────────────────────────────────────────────────────────────────────────────


def check(body: Mapping[str, Any]) -> None:
    """Raise Refused for a body that the real one refuses."""
    _known(body, _TOP, "")
    _mailbox(body.get("from"), "from")
    if not json.dumps(body["from"], ensure_ascii=False).isascii():
        raise Refused("Unicode is not supported in the from field.", "from")
    if "reply_to" in body:
        _mailbox(body["reply_to"], "reply_to")
    _check_personalizations(body.get("personalizations"))
    _text(body.get("subject"), "subject")
    _check_content(body.get("content"))
    _check_headers(body.get("headers", {}), "headers")
    if "custom_args" in body:
        _strings(body["custom_args"], "custom_args", limit=10_000)
    _check_categories(body.get("categories", []))
    _check_settings(body)


def _check_personalizations(personalizations: object) -> None:
    if not isinstance(personalizations, list) or not personalizations:
        raise Refused("You must have at least one personalization.", "personalizations")
    if len(personalizations) > 1000:
        raise Refused(
            "The personalization block is limited to 1000 personalizations per API request.", "personalizations"
        )
    seen: set[str] = set()
    recipients = 0
    for at, one in enumerate(personalizations):
        place = f"personalizations.{at}"
        _known(one, _PERSONALIZATION, place)
        if not one.get("to"):
            raise Refused("The to array is required for all personalization objects.", f"{place}.to")
        for kind in ("to", "cc", "bcc"):
            for nth, mailbox in enumerate(one.get(kind, [])):
                where = f"{place}.{kind}.{nth}"
                _mailbox(mailbox, where)
                if any(sign in mailbox.get("name", "") for sign in ";,"):
                    raise Refused("The name cannot include ; or , characters.", f"{where}.name")
                recipients += 1
                if mailbox["email"].casefold() in seen:
                    raise Refused("Each unique email address should only be included once.", f"{place}.{kind}")
                seen.add(mailbox["email"].casefold())
        if "custom_args" in one:
            _strings(one["custom_args"], f"{place}.custom_args", limit=10_000)
        if "substitutions" in one:
            _strings(one["substitutions"], f"{place}.substitutions", limit=10_000)
            if len(one["substitutions"]) > 150:
                raise Refused("Substitutions are limited to 150.", f"{place}.substitutions")
        if "subject" in one:
            _text(one["subject"], f"{place}.subject")
        _check_headers(one.get("headers", {}), f"{place}.headers")
    if recipients > 1000:
        raise Refused("There is a limit of 1000 total recipients (to + cc + bcc) per request.", "personalizations")


def _check_content(content: object) -> None:
    if not isinstance(content, list) or not content:
        raise Refused("Unless a valid template_id is provided, the content parameter is required.", "content")
    for at, part in enumerate(content):
        _known(part, {"type", "value"}, f"content.{at}")
        _text(part.get("type"), f"content.{at}.type")
        _text(part.get("value"), f"content.{at}.value")
    kinds = [part["type"] for part in content]
    if kinds != sorted(kinds, key=lambda kind: {"text/plain": 0, "text/html": 1}.get(kind, 2)):
        raise Refused("If present, text/plain must come first, followed by text/html.", "content")


def _check_headers(headers: object, place: str) -> None:
    if not isinstance(headers, dict):
        raise Refused("The headers must be an object.", place)
    for name, value in headers.items():
        if not name.isascii() or not re.fullmatch(r"[!-9;-~]+", name):
            raise Refused("Header names must be ASCII without spaces.", place)
        if name.lower() in _RESERVED:
            raise Refused("This header is reserved.", f"{place}.{name}")
        if not isinstance(value, str) or "\n" in value or "\r" in value:
            raise Refused("Header values must be strings of one line.", f"{place}.{name}")


def _check_categories(categories: object) -> None:
    if not isinstance(categories, list) or len(categories) > 10 or len(set(categories)) != len(categories):
        raise Refused("There may be ten different categories.", "categories")
    if any(not isinstance(one, str) or not one.isascii() or len(one) > 255 for one in categories):
        raise Refused("A category has at most 255 ASCII characters.", "categories")


def _check_settings(body: Mapping[str, Any]) -> None:
    tracking = body.get("tracking_settings", {})
    _known(tracking, set(_TRACKING), "tracking_settings")
    for name, settings in tracking.items():
        _known(settings, _TRACKING[name], f"tracking_settings.{name}")
    mail = body.get("mail_settings", {})
    _known(mail, {"sandbox_mode", "footer", "bypass_list_management"}, "mail_settings")
    for place, settings in (*tracking.items(), *mail.items()):
        if not isinstance(settings.get("enable"), bool):
            raise Refused("The enable parameter must be true or false.", f"{place}.enable")
    if "send_at" in body and (not isinstance(body["send_at"], int) or body["send_at"] > time.time() + 72 * 3600):
        raise Refused("Scheduling more than 72 hours ahead is forbidden.", "send_at")


def _known(value: object, names: set[str], place: str) -> None:
    if not isinstance(value, dict):
        raise Refused("This must be an object.", place or None)
    if strangers := set(value) - names:
        raise Refused(f"Additional property {min(strangers)} is not allowed.", place or None)


def _mailbox(value: object, place: str) -> None:
    _known(value, {"email", "name"}, place)
    assert isinstance(value, dict)
    if not isinstance(value.get("email"), str) or not _ADDRESS.fullmatch(value["email"]):
        raise Refused(f"Does not contain a valid address: {value.get('email')}", f"{place}.email")
    if not isinstance(value.get("name", ""), str):
        raise Refused("The name must be a string.", f"{place}.name")


def _text(value: object, place: str) -> None:
    if not isinstance(value, str) or not value:
        raise Refused("This must be a string at least one character in length.", place)


def _strings(value: object, place: str, *, limit: int) -> None:
    if not isinstance(value, dict) or not value:
        raise Refused("This must be an object that is not empty.", place)
    if not all(isinstance(one, str) for one in value.values()):
        raise Refused("Bad Request", None)  # the real one does not say more
    if len(json.dumps(value, ensure_ascii=False).encode()) > limit:
        raise Refused(f"This is limited to {limit} bytes.", place)


def _errors(message: str, where: str | None) -> bytes:
    return json.dumps({"errors": [{"message": message, "field": where, "help": None}]}).encode()


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
