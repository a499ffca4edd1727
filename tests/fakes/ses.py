"""An Amazon SES of our own (API v2): it checks signatures, refuses what the real one refuses, and keeps the messages.

Rules from docs.aws.amazon.com/ses, API reference v2, "SendEmail" (errors), "RawMessage", "MessageTag", and the
developer guide's "Amazon SES header fields", as of November 2026. A signature is computed anew by botocore's signer.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy

from tests.fakes.serving import Fake, Said

KEY_ID, KEY, REGION = "AKIDFORTESTS", "a-secret-key-for-tests", "eu-central-1"
SENDER = "letter@letter.example.org"

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ONCE = ("from", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post", "list-id", "reply-to")
_KNOWN = {"FromEmailAddress", "Destination", "Content", "EmailTags", "ConfigurationSetName", "ReplyToAddresses"}


@dataclass(frozen=True)
class Letter:
    """What one reader would get, and what came with it."""

    address: str
    octets: bytes
    tags: Mapping[str, str]
    configuration_set: str


class Refused(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class FakeSes(Fake):
    """``unwanted`` are addresses for which a letter is rejected."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Letter] = []
        self.unwanted: set[str] = set()
        self.configuration_sets = {"", "letters"}

    def sent_to(self) -> list[str]:
        return [letter.address for letter in self.letters]

    def take(self, path: str, headers: Mapping[str, str], raw: bytes) -> Said:
        try:
            _check_signature(self.host, path, headers, raw)
            if path != "/v2/email/outbound-emails":
                raise Refused(404, "NotFoundException", "no such resource")
            letter = self._checked(json.loads(raw))
        except Refused as refused:
            return error(refused.status, refused.code, refused.message)
        self.letters.append(letter)
        return Said(200, json.dumps({"MessageId": f"010001-{len(self.letters)}"}).encode())

    def _checked(self, said: Mapping[str, object]) -> Letter:
        if strangers := set(said) - _KNOWN:
            raise Refused(400, "BadRequestException", f"unknown {min(strangers)}")
        destination, content = said.get("Destination"), said.get("Content")
        assert isinstance(destination, dict)
        assert isinstance(content, dict)
        (address,) = destination["ToAddresses"]
        if not _ADDRESS.fullmatch(address):
            raise Refused(400, "BadRequestException", "Missing final '@domain'")
        if said.get("FromEmailAddress") != SENDER:
            raise Refused(400, "MessageRejected", f"Email address is not verified: {said.get('FromEmailAddress')}")
        tags = said.get("EmailTags", [])
        assert isinstance(tags, list)
        for tag in tags:
            if not _TAG.fullmatch(tag["Name"]) or not _TAG.fullmatch(tag["Value"]):
                raise Refused(400, "BadRequestException", "Invalid tag: use alphanumeric characters, '_' and '-' only.")
        name = str(said.get("ConfigurationSetName", ""))
        if name not in self.configuration_sets:
            raise Refused(404, "NotFoundException", f"Configuration set <{name}> does not exist.")
        octets = b64decode(content["Raw"]["Data"], validate=True)
        _check_message(octets)
        if address in self.unwanted:
            raise Refused(400, "MessageRejected", f"Invalid content for {address}")
        return Letter(address, octets, {tag["Name"]: tag["Value"] for tag in tags}, name)


def _check_message(octets: bytes) -> None:
    message = message_from_bytes(octets, policy=policy.default)
    if message.defects or not message["from"]:
        raise Refused(400, "BadRequestException", "Invalid MIME message.")
    if max(map(len, octets.splitlines(keepends=True))) > 1000:
        raise Refused(400, "BadRequestException", "A line is longer than 1000 characters.")
    for name in _ONCE:
        if len(message.get_all(name, [])) > 1:
            raise Refused(400, "BadRequestException", f"Duplicate header '{name}'.")


def _check_signature(host: str, path: str, headers: Mapping[str, str], raw: bytes) -> None:
    from botocore.auth import SigV4Auth  # type: ignore[import-untyped]  # the package ships no types
    from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
    from botocore.credentials import Credentials  # type: ignore[import-untyped]

    said = headers.get("authorization", "")
    signed = re.search(
        r"Credential=(\w+)/\d{8}/([\w-]+)/ses/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)", said
    )
    if not signed:
        raise Refused(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    if signed[1] != KEY_ID:
        raise Refused(403, "UnrecognizedClientException", "The security token included in the request is invalid.")
    names = {name: headers[name] for name in signed[3].split(";") if name != "host"}
    request = AWSRequest("POST", host + path, headers=names, data=raw)
    request.context["timestamp"] = headers["x-amz-date"]
    signer = SigV4Auth(Credentials(KEY_ID, KEY), "ses", REGION)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    if signer.signature(text, request) != signed[4]:
        raise Refused(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")


def error(status: int, code: str, message: str) -> Said:
    """An error as SES writes it."""
    return Said(status, json.dumps({"message": message}).encode(), {"x-amzn-ErrorType": code})
