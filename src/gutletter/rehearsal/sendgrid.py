"""A SendGrid on the loopback: it refuses what the real one refuses, fails when chance says so, and fills letters in.

It substitutes as SendGrid does, text for text wherever the key stands, and keeps count of what each reader would get.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gutletter.rehearsal.events import Postman
from gutletter.rehearsal.faults import Chance, Fault, Point
from gutletter.rehearsal.inspection import Copy, Inspector
from gutletter.rehearsal.received import Received
from gutletter.rehearsal.sendgrid_rules import Refused, check, errors

KEY = "SG.rehearsal"
PATH = "/v3/mail/send"
LARGEST = 30_000_000  # octets
_SLOWLY = 0.2  # seconds
_WAIT = 1  # seconds that a 429 asks for

_LOST = frozenset({Fault.HUNG_UP_ON_A_REQUEST, Fault.ANSWER_LOST})
_STATUS = {
    Fault.BROKEN_BEFORE_TAKING: 500,
    Fault.BROKEN_AFTER_TAKING: 500,
    Fault.UNAVAILABLE: 503,
    Fault.TOO_LARGE: 413,
    Fault.TOO_FAST: 429,
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; ``status`` 0 hangs up, ``raw`` is said instead of HTTP, ``times`` how often it is said."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw: bytes = b""
    times: int = 1
    after: float = 0.0  # seconds
    never: bool = False


class SendGridHouse(ThreadingHTTPServer):
    """The server; listens on a free port of the loopback as soon as it is made."""

    daemon_threads = True

    def __init__(
        self,
        chance: Chance,
        received: Received,
        inspector: Inspector,
        *,
        key: str = KEY,
        postman: Postman | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chance, self.received, self.inspector, self.key, self.postman = chance, received, inspector, key, postman
        self.open_lines = 0
        self.lock = threading.Lock()  # guards all of these

    def answer(self, path: str, authorization: str, raw: bytes) -> tuple[Said, str]:
        """What to say to a request, and who stands first in it."""
        if path != PATH:
            return Said(404, body=errors("Not Found")), ""
        if authorization != f"Bearer {self.key}":
            return Said(401, body=errors("The provided authorization grant is invalid, expired, or revoked")), ""
        if len(raw) > LARGEST:
            return Said(413, body=errors("Payload too large")), ""
        try:
            body = json.loads(raw)
            check(body, time.time())
        except Refused as refused:
            self.received.note(f"SendGrid would refuse the request: {refused.message}", refused.where or "the request")
            return Said(400, body=errors(refused.message, refused.where)), ""
        except ValueError:
            self.received.note("SendGrid would refuse the request: it is not JSON", "the request")
            return Said(400, body=errors("Bad Request")), ""
        return self._asked(body)

    def _asked(self, body: Mapping[str, Any]) -> tuple[Said, str]:
        readers = body["personalizations"]
        first = f"{readers[0]['to'][0]['email']} and {len(readers) - 1} more"
        fault = self.chance.at(Point.READ, first)
        if fault is Fault.TOO_LARGE and len(readers) == 1:
            fault = None
        if fault is not None:
            return _refusal(fault), first
        if unwanted := self._unwanted(body):
            return unwanted, first
        if body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
            return Said(200), first
        return self._taken(body, first), first

    def _unwanted(self, body: Mapping[str, Any]) -> Said | None:
        for at, one in enumerate(body["personalizations"]):
            address = one["to"][0]["email"]
            fault = self.chance.at(Point.MAILBOX, address, (Fault.NOT_WANTED, Fault.NOT_WANTED_UNNAMED))
            if fault is not None:
                where = f"personalizations.{at}.to.0.email" if fault is Fault.NOT_WANTED else None
                return Said(400, body=errors(f"Does not contain a valid address: {address}", where))
        return None

    def _taken(self, body: Mapping[str, Any], first: str) -> Said:
        known = [self._take(copy) for copy in copies(body)]
        number = f"R{self.received.requests}"
        if self.postman is not None:
            self.postman.taken(body, number)
        fault = self.chance.at(Point.ACCEPTED, first)
        if fault is Fault.NEVER_ANSWERED:
            return Said(0, never=True)
        if fault in _LOST or fault in _STATUS:
            return _refusal(fault)
        if fault is Fault.ANSWER_RUBBISH:
            return Said(0, raw=b"\xfe\xff 2O2 what?\r\n\r\n")
        for known_by in known:
            self.received.answer(known_by)
        return Said(
            202,
            {"X-Message-Id": number},
            times=2 if fault is Fault.ANSWERED_TWICE else 1,
            after=_SLOWLY if fault is Fault.ANSWERED_SLOWLY else 0.0,
        )

    def _take(self, copy: Copy) -> str:
        delivery_id, wrong = self.inspector.copy(copy)
        return self.received.take(delivery_id, copy.address, wrong)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is no news."""


def copies(body: Mapping[str, Any]) -> Iterator[Copy]:
    """What each reader of a request gets."""
    contents = {content["type"]: content["value"] for content in body["content"]}
    for one in body["personalizations"]:

        def filled(text: str, values: Mapping[str, str] = one.get("substitutions", {})) -> str:
            for key, value in values.items():
                text = text.replace(key, value)
            return text

        own = {**body.get("headers", {}), **one.get("headers", {})}
        yield Copy(
            address=one["to"][0]["email"],
            to=one["to"][0]["email"],
            subject=filled(one.get("subject", body["subject"])),
            text=filled(contents.get("text/plain", "")),
            html=filled(contents.get("text/html", "")),
            headers={name.lower(): filled(value) for name, value in own.items()},
        )


def _refusal(fault: Fault | None) -> Said:
    if fault is None or fault in _LOST:
        return Said(0)
    status = _STATUS[fault]
    headers = {}
    if status == 429:
        reset = str(int(time.time()) + _WAIT)
        headers = {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    return Said(status, headers, errors(fault.value))


class _Handler(BaseHTTPRequestHandler):
    server: SendGridHouse
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.open_lines += 1
            self.server.received.connections += 1

    def finish(self) -> None:
        with self.server.lock:
            self.server.open_lines -= 1
        super().finish()

    def do_GET(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def _respond(self) -> None:
        house = self.server
        with house.lock:
            house.received.requests += 1
            house.chance.at(Point.REQUEST, "")
        length = int(self.headers.get("Content-Length", 0))
        raw = self.rfile.read(length)
        if len(raw) < length:  # whoever asked was cut off
            self.close_connection = True
            return
        with house.lock:
            said, first = house.answer(self.path, self.headers.get("Authorization", ""), raw)
        self._say(said)
        with house.lock:
            house.chance.at(Point.SAID, first)

    def _say(self, said: Said) -> None:
        time.sleep(said.after)
        if said.never:
            self.rfile.read(1)  # until they hang up
        if said.raw:
            self.wfile.write(said.raw)
        if not said.status or said.times > 1:
            self.close_connection = True
        for _ in range(said.times if said.status else 0):
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
