"""A Mailgun of our own: it refuses what the real one refuses, and keeps the messages as they came.

Rules from documentation.mailgun.com, "Send an email in MIME format" (fields, 16 kB of options), "Sending messages" (25
MB, addresses) and "API response codes", as of November 2026.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy

from tests.fakes.serving import Fake, Said

KEY = "key-for-tests"
DOMAIN = "letter.example.org"

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SWITCHES = {
    "o:tracking": {"yes", "no"},
    "o:tracking-clicks": {"yes", "no", "htmlonly"},
    "o:tracking-opens": {"yes", "no"},
}


@dataclass(frozen=True)
class Letter:
    """What one reader would get, and what came with it."""

    address: str
    octets: bytes
    fields: Mapping[str, str]


class FakeMailgun(Fake):
    """``unwanted`` are addresses that it does not take."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []
        self.unwanted: set[str] = set()
        self.key = KEY

    def sent_to(self) -> list[str]:
        return [letter.address for letter in self.letters]

    def take(self, path: str, headers: Mapping[str, str], raw: bytes) -> Said:
        if headers.get("authorization") != f"Basic {b64encode(f'api:{self.key}'.encode()).decode()}":
            return Said(401, b"Forbidden")
        if path != f"/v3/{DOMAIN}/messages.mime":
            return _said(404, "Domain not found: " + path.split("/")[2])
        if len(raw) > 25_000_000:
            return _said(413, "Request Entity Too Large")
        fields, letter = read_form(headers.get("content-type", ""), raw)
        if trouble := self._trouble(fields, letter):
            return _said(400, trouble)
        self.letters.append(Letter(fields["to"], letter, fields))
        name = message_from_bytes(letter, policy=policy.default)["message-id"]
        return Said(200, json.dumps({"id": name, "message": "Queued. Thank you."}).encode())

    def _trouble(self, fields: Mapping[str, str], letter: bytes) -> str:
        if not letter:
            return "message parameter is missing"
        address = fields.get("to", "")
        if not _ADDRESS.fullmatch(address) or address in self.unwanted:
            return "to parameter is not a valid address. please check documentation"
        if strangers := [name for name in fields if name != "to" and not re.match(r"[ohvt]:[\w-]+$", name)]:
            return f"{strangers[0]} is not supported"
        if sum(len(name) + len(value) for name, value in fields.items() if name != "to") > 16_384:
            return "sending options are limited to 16 kB"
        for name, allowed in _SWITCHES.items():
            if fields.get(name, "yes") not in allowed:
                return f"{name} parameter is not valid"
        parsed = message_from_bytes(letter, policy=policy.default)
        if parsed.defects or not parsed["from"]:
            return "message is not a valid MIME message"
        if max(map(len, letter.split(b"\r\n"))) > 998 or b"\n" in letter.replace(b"\r\n", b""):
            return "message has lines that are too long, or bare line feeds"
        if parsed["from"].addresses[0].domain != DOMAIN:
            return "from parameter is not of this domain"
        return ""


def read_form(content_type: str, raw: bytes) -> tuple[dict[str, str], bytes]:
    """The fields of a form and the file that it names ``message``, octet for octet (RFC 7578, RFC 2046 § 5.1)."""
    boundary = re.fullmatch(r"multipart/form-data; boundary=([\w'()+,./:=?-]{1,70})", content_type)
    if not boundary:
        return {}, b""
    fields: dict[str, str] = {}
    letter = b""
    delimiter = b"--" + boundary[1].encode()
    *parts, end = (b"\r\n" + raw).split(b"\r\n" + delimiter)[1:]
    assert end == b"--\r\n"
    for part in parts:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'form-data; name="([^"]+)"', head)
        assert name
        if b"filename=" in head:
            assert name[1] == b"message"
            letter = content
        else:
            fields[name[1].decode()] = content.decode()
    return fields, letter


def _said(status: int, message: str) -> Said:
    return Said(status, json.dumps({"message": message}).encode())
