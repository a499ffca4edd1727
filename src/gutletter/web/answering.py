"""How a page is written: in which language, from which words, with which headers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from gutletter.errors import ThemeError
from gutletter.model import Subscriber
from gutletter.theme import Theme, day_of, filled, words_of
from gutletter.web.door import Door

log = structlog.get_logger(__name__)

LANGUAGES = ("en", "de", "es", "fr")
"""The languages the default theme's pages are written in."""


@dataclass(frozen=True, slots=True)
class Head:
    """What other programs are told of a page that is everybody's: OpenGraph, and schema.org as JSON-LD."""

    canonical: str
    title: str
    description: str
    kind: str  # OpenGraph's: website or article
    data: str  # JSON that may stand in a script element
    published: str = ""  # ISO 8601
    index: bool = True  # whether search engines may keep it


def data_for_programs(value: object) -> str:
    """JSON that may stand in a script element: nothing in it ends that element."""
    plain = json.dumps(value, ensure_ascii=False)
    return plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def answer(
    door: Door,
    request: Request,
    template: str,
    page: str,
    *,
    status: int = 200,
    reader: Subscriber | None = None,
    **names: object,
) -> Response:
    """The page of ``web/<template>.html`` with the words of the table ``page``, in the reader's language."""
    language = language_of(door, request, reader)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    try:
        content = written(door, template, page, language, **names)
    except ThemeError as error:
        # What was asked for is done; only its page, changed since we began, cannot be written.
        log.error("a page cannot be written", page=page, trouble=str(error))
        done = request.method == "POST" and status == 200
        return PlainTextResponse(
            "Done.\n" if done else "This page cannot be shown now.\n", status_code=status if done else 503
        )
    return HTMLResponse(content, status_code=status, headers=headers)


def written(door: Door, template: str, page: str, language: str, **names: object) -> str:
    """The page as text. ``gaps`` are what the braces in its words stand for, beside the publication."""
    words = words_for(door, language)
    gaps = {"publication": door.letterhead.name, **_table(names.pop("gaps", {}))}
    return filled(
        door.theme,
        f"web/{template}.html",
        {
            "publication": door.letterhead,
            "words": words,
            "language": language,
            "home": door.home,
            "archive": door.web.archive,
            "name": page,
            "page": {"button": "", "quiet": False, "text": "", **words[page]},
            "title": _filled(words[page]["title"], gaps),
            "gaps": gaps,
            "buttons": (),
            "links": (),
            "head": None,
            **names,
        },
    )


class _Dots(dict[str, object]):
    """What differs from reader to reader is left out of a wording."""

    def __missing__(self, gap: str) -> str:
        return "…"


def as_read(text: str, door: Door) -> str:
    """A page's words as somebody read them, for the record, without what was their own in them."""
    return text.format_map(_Dots(publication=door.letterhead.name))


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _filled(text: str, gaps: Mapping[str, object]) -> str:
    try:
        return text.format(**gaps)
    except (LookupError, ValueError) as error:
        raise ThemeError(f"templates/web: {text!r} cannot be filled in: {error!r}.") from error


# ── in whose language ─────────────────────────────────────────────────────────────────────────────────────────────


def language_of(door: Door, request: Request, reader: Subscriber | None = None) -> str:
    """The reader's own language, then the browser's, then the publication's, as far as the theme speaks it."""
    accepted = preferred(request.headers.get("accept-language", ""))
    for language in (*([reader.language] if reader else ()), *accepted, door.letterhead.language):
        if language and speaks(door.theme, language):
            return str(language)
    return "en"


def speaks(theme: Theme, language: str) -> bool:
    """Whether there are words for the pages in this language."""
    return bool(_words(theme, language)["language"] == language.partition("-")[0].lower())


def words_for(door: Door, language: str) -> Mapping[str, Any]:
    """What the pages say of their own accord."""
    return _words(door.theme, language)


@lru_cache(maxsize=64)
def _words(theme: Theme, language: str) -> Mapping[str, Any]:
    return words_of(theme, language, "web")


@lru_cache(maxsize=64)
def _mail_words(theme: Theme, language: str) -> Mapping[str, Any]:
    return words_of(theme, language)


def day(door: Door, at: datetime, language: str) -> str:
    """A day as people write it in this language, in the publication's zone."""
    return day_of(_mail_words(door.theme, language), at.astimezone(ZoneInfo(door.letterhead.timezone)))


def preferred(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, most wanted first (RFC 9110 § 12.5.4); what is none is left out."""
    wanted: list[tuple[float, str]] = []
    for choice in accepted[:200].split(","):
        match = re.fullmatch(
            r"\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)[A-Za-z0-9-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", choice
        )
        if match and (weight := float(match[2] or 1)):
            wanted.append((weight, match[1]))
    return [language for _, language in sorted(wanted, key=lambda choice: -choice[0])]


def masked(address: str) -> str:
    """An address its owner recognises and nobody else can use: ``a•••@e•••.org``."""
    local, _, domain = address.rpartition("@")
    host, _, ending = domain.rpartition(".")
    return f"{local[:1]}•••@{host[:1]}•••.{ending}"


def first_name(name: str) -> str:
    """All of a reader's name that a forwarded letter may show."""
    return name.split(" ", 1)[0]
