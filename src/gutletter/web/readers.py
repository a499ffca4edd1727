"""Readers' pages: for now, the way out. No page acts on GET or HEAD; leaving is a POST (RFC 8058), and can be undone.

The link in a letter is the whole permission: there is no login and no cookie. It opens this one page and shows no more
of the reader than they need to know that it is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import Mount, Router
from starlette.types import ASGIApp

from gutletter.errors import SettingsError, StoreError, ThemeError
from gutletter.links import Purpose, read_token
from gutletter.model import Letterhead, Subscriber, SubscriberState
from gutletter.ports import Readers
from gutletter.subscriptions import come_back, leave
from gutletter.theme import Theme, filled, look_of, words_of
from gutletter.web.serving import SafeHeaders

LARGEST_BODY = 8_000  # bytes; a mail client's one-click POST has fewer than 200
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Door:
    """Everything the readers' pages need from the world, already opened."""

    readers: Readers
    theme: Theme
    letterhead: Letterhead
    secrets: tuple[str, ...]  # what links are signed with: the current one, then the one before it
    clock: Callable[[], datetime]


class Page(StrEnum):
    """What a page says; the words of each stand in ``templates/web/words.*.toml``."""

    ASK = "ask"
    LEFT = "left"
    BACK = "back"
    REMOVED = "removed"
    TEST = "test"
    UNKNOWN = "unknown"
    TROUBLE = "trouble"


ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058 § 3.1
UNDO = ("undo", "1")
SENDS = {Page.ASK: ONE_CLICK, Page.BACK: ONE_CLICK, Page.LEFT: UNDO}
"""What a page's button sends; a page that is not here has none."""


def readers_app(door: Door) -> ASGIApp:
    """The readers' pages as a web app. SettingsError or ThemeError when they could not work."""
    if not all(door.secrets) or not door.secrets:
        raise SettingsError("Readers' links cannot be trusted without a secret.", remedy="Set GUTLETTER_SECRET.")
    for page in Page:
        _written(door, page, door.letterhead.language)  # a broken template is told now, and not to a reader
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.api_route("/u/{token}", methods=["GET", "HEAD"])
    def ask(request: Request, token: str) -> Response:
        subscriber_id = _subscriber(door, token)
        if subscriber_id == 0:
            return _answer(door, request, Page.TEST)
        reader = door.readers.subscriber_by_id(subscriber_id)
        return _answer(door, request, _page_for(reader), reader)

    @app.post("/u/{token}")
    def act(request: Request, token: str, form: Annotated[Mapping[str, str], Depends(_form)]) -> Response:
        subscriber_id = _subscriber(door, token)
        if subscriber_id == 0:
            return _answer(door, request, Page.TEST)
        if form.get(UNDO[0]) == UNDO[1]:
            reader = come_back(door.readers, subscriber_id, door.clock())
            back = reader is not None and reader.state is SubscriberState.CONFIRMED
            page = Page.BACK if back else _page_for(reader)
        else:  # whatever else is sent to this address means to leave, also a one-click body that was lost on its way
            reader = leave(door.readers, subscriber_id, door.clock())
            page = _page_for(reader)
        log.info("unsubscribe link used", subscriber=subscriber_id, page=str(page))
        return _answer(door, request, page, reader)

    @app.get("/static/page.css")
    def style() -> Response:
        css = filled(door.theme, "web/page.css", {"look": look_of(door.theme)})
        return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    def health() -> Response:
        door.readers.subscriber_by_id(0)  # the database answers
        return PlainTextResponse("ok\n")

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return _answer(door, request, Page.UNKNOWN, status=404)
        return PlainTextResponse(f"{error.detail}\n", status_code=error.status_code, headers=error.headers)

    @app.exception_handler(StoreError)
    def failed(request: Request, error: StoreError) -> Response:
        log.error("the database does not answer", trouble=str(error))
        return _answer(door, request, Page.TROUBLE, status=503)

    limited = RequestBodyLimitMiddleware(app, max_body_size=LARGEST_BODY)
    # The web server before this one may take the site's own path off, or leave it.
    places = dict.fromkeys((urlsplit(door.letterhead.site).path, ""))
    return SafeHeaders(Router([Mount(place, limited) for place in places]), {"Content-Security-Policy": POLICY})


# ── what was asked ────────────────────────────────────────────────────────────────────────────────────────────────


def _subscriber(door: Door, token: str) -> int:
    """Whose link this is; 0 for a test letter's. A token that nobody of ours made leads nowhere."""
    names = read_token(door.secrets, Purpose.UNSUBSCRIBE, token)
    if names is None:
        raise HTTPException(404)
    return names[1]


async def _form(request: Request) -> Mapping[str, str]:
    """What a form or a mail client sent, as multipart or urlencoded (RFC 8058 allows both); nothing unreadable."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return dict(_parts(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body))
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:
        return {}


def _parts(message: bytes) -> Iterator[tuple[str, str]]:
    for part in message_from_bytes(message).walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            name = part.get_param("name", header="content-disposition")
            yield str(name), content.decode("utf-8", "replace").strip()


def _page_for(reader: Subscriber | None) -> Page:
    if reader is None or reader.state in (SubscriberState.BOUNCED, SubscriberState.COMPLAINED):
        return Page.REMOVED
    return Page.LEFT if reader.state is SubscriberState.UNSUBSCRIBED else Page.ASK


# ── what is answered ──────────────────────────────────────────────────────────────────────────────────────────────


def _answer(
    door: Door, request: Request, page: Page, reader: Subscriber | None = None, *, status: int = 200
) -> Response:
    language = _language(door, request.headers.get("accept-language", ""))
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    try:
        content = _written(door, page, language, masked(reader.email) if reader else "")
    except ThemeError as error:
        # What was asked for is done; only its page, changed since we began, cannot be written.
        log.error("a page cannot be written", page=str(page), trouble=str(error))
        done = request.method == "POST" and status == 200
        return PlainTextResponse(
            "Done.\n" if done else "This page cannot be shown now.\n", status_code=status if done else 503
        )
    return HTMLResponse(content, status_code=status, headers=headers)


def _written(door: Door, page: Page, language: str, address: str = "") -> str:
    words = _words(door.theme, language)
    names = {
        "publication": door.letterhead,
        "words": words,
        "language": language,
        "home": urlsplit(door.letterhead.site).path,
        "title": words[page]["title"],
        "page": {"button": "", "quiet": False, **words[page]},
        "sends": SENDS.get(page, ()),
        "address": address,
    }
    return filled(door.theme, "web/leave.html", names)


def _language(door: Door, accepted: str) -> str:
    """The first of a browser's languages that the theme speaks, otherwise the publication's, otherwise English."""
    for language in (*preferred(accepted), door.letterhead.language):
        if _words(door.theme, language)["language"] == language.partition("-")[0].lower():
            return language
    return "en"


@lru_cache(maxsize=64)
def _words(theme: Theme, language: str) -> Mapping[str, Any]:
    return words_of(theme, language, "web")


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
