"""What SendGrid refuses, by the reference of its v3 Mail Send and that one's page of errors.

Where two of its pages name different limits, the stricter one holds here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

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


class Refused(Exception):
    """A 400: what is wrong, and where."""

    def __init__(self, message: str, where: str | None) -> None:
        super().__init__(message)
        self.message, self.where = message, where


def check(body: Mapping[str, Any], now: float) -> None:
    """Raise Refused for a body that the real one refuses at this time (seconds since 1970)."""
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
    _check_settings(body, now)


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


def _check_settings(body: Mapping[str, Any], now: float) -> None:
    tracking = body.get("tracking_settings", {})
    _known(tracking, set(_TRACKING), "tracking_settings")
    for name, settings in tracking.items():
        _known(settings, _TRACKING[name], f"tracking_settings.{name}")
    mail = body.get("mail_settings", {})
    _known(mail, {"sandbox_mode", "footer", "bypass_list_management"}, "mail_settings")
    for place, settings in (*tracking.items(), *mail.items()):
        if not isinstance(settings.get("enable"), bool):
            raise Refused("The enable parameter must be true or false.", f"{place}.enable")
    if "send_at" in body and (not isinstance(body["send_at"], int) or body["send_at"] > now + 72 * 3600):
        raise Refused("Scheduling more than 72 hours ahead is forbidden.", "send_at")


def _known(value: object, names: set[str], place: str) -> None:
    if not isinstance(value, dict):
        raise Refused("This must be an object.", place or None)
    if strangers := set(value) - names:
        raise Refused(f"Additional property {min(strangers)} is not allowed.", place or None)


def _mailbox(value: object, place: str) -> None:
    _known(value, {"email", "name"}, place)
    assert isinstance(value, dict)  # noqa: S101 - _known has refused anything else
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


def errors(message: str, where: str | None = None) -> bytes:
    """The body of a refusal."""
    return json.dumps({"errors": [{"message": message, "field": where, "help": None}]}).encode()
