"""Where counted links lead: to their target, whoever follows them. What is counted is kept in memory for a moment.

A link's target stands in the database, where the letter's freezing put it; the address names it under our seal. So
nobody can make us lead anywhere else. Links of sent letters go on leading when nothing is counted any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from threading import Lock

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount

from gutletter.clicks import Visits, is_machine
from gutletter.errors import StoreError
from gutletter.links import CLICK, read_click
from gutletter.ports import Interests

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Tally:
    """Clicks on their way into the database; threads may share it."""

    _visits: Visits = field(default_factory=Visits)
    _lock: Lock = field(default_factory=Lock)

    def note(self, visitor: bytes, issue_id: int, url: str, at: datetime, *, machine: bool) -> None:
        """Somebody follows a link."""
        with self._lock:
            self._visits.note(visitor, issue_id, url, at, machine=machine)

    def take(self, now: datetime, *, every: bool = False) -> Mapping[tuple[int, str, bool], int]:
        """What is known by now; whoever takes it writes it down."""
        with self._lock:
            return self._visits.take(now, every=every)


@dataclass(frozen=True, slots=True)
class ClickDoor:
    """What following links needs. Without ``tally`` nothing is counted."""

    store: Interests
    secrets: tuple[str, ...]
    clock: Callable[[], datetime]
    tally: Tally | None = None


def clicks_route(door: ClickDoor) -> Mount:
    """``GET /c/{link}``; it stands beside the readers' pages."""
    return Mount(CLICK.rstrip("/"), clicks_app(door))


def clicks_app(door: ClickDoor) -> FastAPI:
    """Follow a link."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, title="gutletter's counted links")
    target = lru_cache(maxsize=4096)(door.store.link)
    key = secrets.token_bytes(16)  # of this process: what it names nobody can recognise

    @app.api_route("/{link}", methods=["GET", "HEAD"], response_class=RedirectResponse, status_code=302)
    def follow(link: str, request: Request) -> Response:
        names = read_click(door.secrets, link)
        try:
            leads = target(*names) if names else None
        except StoreError as error:
            log.error("a link cannot be looked up", trouble=str(error))
            return PlainTextResponse("Try again in a moment.\n", status_code=503, headers={"Retry-After": "10"})
        if leads is None:
            return PlainTextResponse("This link leads nowhere.\n", status_code=404)
        issue_id, url = leads
        if door.tally is not None:
            headers = {name.lower(): value for name, value in request.headers.items()}
            host = request.client.host if request.client else ""
            visitor = blake2b(f"{host} {headers.get('user-agent', '')}".encode(), key=key, digest_size=12).digest()
            door.tally.note(visitor, issue_id, url, door.clock(), machine=is_machine(request.method, headers))
        # Written by hand: a response class would encode what is in the address, and break #:~:text=…
        return Response(status_code=302, headers={"Location": url})

    return app
