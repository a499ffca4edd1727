"""A Postmark of our own: it refuses what the real one refuses, and answers each letter of a batch.

Rules from postmarkapp.com/developer, "Email API", "API overview" (HTTP response codes, error codes) and "Send batch
emails", and from the "Custom metadata FAQ" of postmarkapp.com/support, as of November 2026.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.serving import Fake, Said

TOKEN = "6b4a0e6e-a-token-for-tests"
SENDER = "letter@letter.example.org"

_KNOWN = {
    "From", "To", "Cc", "Bcc", "Subject", "Tag", "HtmlBody", "TextBody", "ReplyTo", "Headers", "TrackOpens",
    "TrackLinks", "Metadata", "Attachments", "MessageStream",
}  # fmt: skip
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True)
class Letter:
    """What one reader would get."""

    said: Mapping[str, Any]

    @property
    def address(self) -> str:
        return str(self.said["To"])

    @property
    def headers(self) -> dict[str, str]:
        return {header["Name"]: header["Value"] for header in self.said["Headers"]}


class Refused(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class FakePostmark(Fake):
    """``inactive`` are addresses that it will not write to; ``codes`` are answers for some addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []
        self.batches: list[int] = []
        self.streams = {"outbound", "broadcast"}
        self.inactive: set[str] = set()
        self.codes: dict[str, int] = {}
        self.largest = 50_000_000  # octets

    def sent_to(self) -> list[str]:
        return [letter.address for letter in self.letters]

    def take(self, path: str, headers: Mapping[str, str], raw: bytes) -> Said:
        if path != "/email/batch":
            return Said(404)
        if headers.get("x-postmark-server-token") != TOKEN:
            return _error(401, 10, "Request does not contain a valid Server token.")
        if headers.get("accept") != "application/json" or headers.get("content-type") != "application/json":
            return _error(422, 409, "The HTTP request must have Accept and Content-Type application/json.")
        if len(raw) > self.largest:
            return Said(413)
        batch = json.loads(raw)
        if not isinstance(batch, list):
            return _error(422, 403, "The JSON is not an array of messages.")
        if len(batch) > 500:
            return _error(422, 410, "You cannot send more than 500 messages in one batch.")
        self.batches.append(len(batch))
        return Said(200, json.dumps([self._answered(one) for one in batch]).encode())

    def _answered(self, one: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            check(one)
            if one["MessageStream"] not in self.streams:
                raise Refused(1235, f"The '{one['MessageStream']}' stream does not exist.")
            if SENDER not in one["From"]:
                raise Refused(400, f"The 'From' address you supplied ({one['From']}) is not a Sender Signature.")
            if one["To"] in self.inactive:
                raise Refused(406, f"You tried to send to a recipient marked inactive: {one['To']}.")
            if code := self.codes.pop(one["To"], 0):
                raise Refused(code, "scripted")
        except Refused as refused:
            return {"ErrorCode": refused.code, "Message": refused.message}
        self.letters.append(Letter(one))
        name = f"b7bc2f4a-{len(self.letters)}"
        return {
            "To": one["To"],
            "SubmittedAt": "2026-11-22T07:30:00Z",
            "MessageID": name,
            "ErrorCode": 0,
            "Message": "OK",
        }


def check(one: Mapping[str, Any]) -> None:
    """Raise Refused for a letter that the real one refuses."""
    if strangers := set(one) - _KNOWN:
        raise Refused(403, f"Invalid JSON property {min(strangers)}.")
    if not isinstance(one.get("From"), str) or not isinstance(one.get("To"), str):
        raise Refused(300, "Invalid 'From' or 'To' address.")
    if not _ADDRESS.fullmatch(one["To"]):
        raise Refused(300, f"Error parsing 'To': Illegal email address '{one['To']}'.")
    if not one.get("HtmlBody") and not one.get("TextBody"):
        raise Refused(300, "Provide either email TextBody or HtmlBody or both.")
    for header in one.get("Headers", []):
        if set(header) != {"Name", "Value"} or re.search(r"[\r\n]", header["Name"] + header["Value"]):
            raise Refused(300, "Invalid header.")
        if header["Name"].lower() in ("to", "from", "subject", "reply-to", "content-type"):
            raise Refused(300, f"Header '{header['Name']}' not allowed.")
    metadata = one.get("Metadata", {})
    if len(metadata) > 10 or any(len(name) > 20 or len(str(value)) > 80 for name, value in metadata.items()):
        raise Refused(300, "Metadata is limited to 10 fields, names of 20 and values of 80 characters.")
    if one.get("TrackLinks") not in ("None", "HtmlAndText", "HtmlOnly", "TextOnly"):
        raise Refused(300, "Invalid 'TrackLinks' value.")


def _error(status: int, code: int, message: str) -> Said:
    return Said(status, json.dumps({"ErrorCode": code, "Message": message}).encode())
