"""The readers' pages, put together: what has gone out, the way in, the way out, and what a reader decides.

No page acts on GET or HEAD. There is no login and no cookie: a link is the whole permission, made for one purpose.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import BaseRoute, Mount, Router
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from gutletter.errors import SettingsError, StoreError
from gutletter.theme import filled, look_of
from gutletter.web.answering import answer, log, words_for, written
from gutletter.web.archive import archive
from gutletter.web.door import Door
from gutletter.web.joining import joining
from gutletter.web.leaving import leaving
from gutletter.web.limits import Throttle
from gutletter.web.serving import SafeHeaders
from gutletter.web.shelf import Shelf
from gutletter.web.wishes import wishes

LARGEST_BODY = 8_000  # bytes; a mail client's one-click POST has fewer than 200
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STYLES = ("page.css", "bar.css")


def readers_app(door: Door, beside: Iterable[BaseRoute] = ()) -> ASGIApp:
    """The readers' pages as a web app, with limits, safe headers and the way past a web server before it.

    ``beside`` them stand routes for machines, which mind their own limits. SettingsError or ThemeError when the pages
    could not work.
    """
    limited = RequestBodyLimitMiddleware(pages(door), max_body_size=LARGEST_BODY)
    throttled = Throttle(limited, _refusal(door), door.web.requests_per_minute)
    # The web server before this one may take the site's own path off, or leave it.
    places = dict.fromkeys((door.home, ""))
    routes: list[BaseRoute] = [*beside, Mount("", throttled)]
    known: Any = Router([Mount(place, Router(routes)) for place in places])
    believed: Any = ProxyHeadersMiddleware(known, trusted_hosts=list(door.web.trusted_proxies))
    return SafeHeaders(cast(ASGIApp, believed), {"Content-Security-Policy": POLICY})


def pages(door: Door) -> FastAPI:
    """The pages alone. What machines call among them is described by its OpenAPI."""
    if not all(door.secrets) or not door.secrets:
        raise SettingsError("Readers' links cannot be trusted without a secret.", remedy="Set GUTLETTER_SECRET.")
    _rehearse(door)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, title="gutletter, as machines see it")
    shelf = Shelf(door.store, door.clock)
    for router in (leaving(door), archive(door, shelf), joining(door), wishes(door, shelf), _others(door)):
        app.include_router(router)
    _tell_troubles(app, door)
    return app


def _others(door: Door) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{name}")
    def style(name: str) -> Response:
        if name not in STYLES:
            raise HTTPException(404)
        css = filled(door.theme, f"web/{name}", {"look": look_of(door.theme)})
        return Response(css, media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    def health() -> Response:
        door.store.subscriber_by_id(0)  # the database answers
        return PlainTextResponse("ok\n")

    return router


def _tell_troubles(app: FastAPI, door: Door) -> None:
    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            links = ((f"{door.home}/", "letters"),) if door.web.archive else ()
            return answer(door, request, "message", "unknown", status=404, links=links)
        return PlainTextResponse(f"{error.detail}\n", status_code=error.status_code, headers=error.headers)

    @app.exception_handler(StoreError)
    def failed(request: Request, error: StoreError) -> Response:
        log.error("the database does not answer", trouble=str(error))
        return answer(door, request, "message", "trouble", status=503)


def _refusal(door: Door) -> ASGIApp:
    """What a network is told that asks for too much."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(door, Request(scope), "message", "slow_down", status=429)
        response.headers["Retry-After"] = "60"
        await response(scope, receive, send)

    return refuse


def _rehearse(door: Door) -> None:
    """Write pages once: a broken template is told now, and not to a reader."""
    language = door.letterhead.language
    sample = {"address": "", "name": "", "date": "", "cadence": "", "asked": "", "tag": "", "count": 0}
    gaps = {**sample, "number": 1, "last": 1, "author": "", "since": "", "letters": 0}
    for name, page in words_for(door, language).items():
        if isinstance(page, dict) and {"title", "text"} <= page.keys():
            written(door, "message", name, language, gaps=gaps)
    written(door, "leave", "left", language, gaps=gaps, fewer=True, ask_why=True)
    written(door, "join", "join", language, gaps=gaps, address="", trouble="again", shown="now")
    listing = {"entries": (), "tags": (), "tag": "", "asked": "", "newer": "", "older": "", "first": True}
    written(door, "archive", "archive", language, gaps=gaps, **listing)
    for style in STYLES:
        filled(door.theme, f"web/{style}", {"look": look_of(door.theme)})
