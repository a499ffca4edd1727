"""The providers' door: posts of what became of our mail are kept, answered at once, and worked off afterwards.

Strangers knock here too. What does not prove to be a provider's is refused, counted and forgotten: it costs no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import structlog
from fastapi import Depends, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import Mount

from gutletter.errors import NotAuthentic, PostRefused, StoreError, Unproven
from gutletter.feedback import receive
from gutletter.ports import Feedback, Webhook

PATH = "/webhooks"
LARGEST_POST = 4_000_000  # bytes; SendGrid posts up to 768 KB
TRY_AGAIN_AFTER = 60  # seconds

log = structlog.get_logger(__name__)


def nobody() -> None:
    """Nobody waits to be woken."""


@dataclass(frozen=True, slots=True)
class PostDoor:
    """What taking posts needs. ``wake`` tells whoever works them off that one waits; ``refused`` counts, by reason."""

    store: Feedback
    webhooks: Mapping[str, Webhook]
    clock: Callable[[], datetime]
    wake: Callable[[], None] = nobody
    refused: Counter[str] = field(default_factory=Counter)


def webhooks_route(door: PostDoor) -> Mount:
    """``POST /webhooks/{provider}``, with a limit of its own; it stands beside the readers' pages."""
    return Mount(PATH, RequestBodyLimitMiddleware(webhooks_app(door), max_body_size=LARGEST_POST))


def webhooks_app(door: PostDoor) -> FastAPI:
    """What machines call; its OpenAPI describes it."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, title="gutletter's webhooks")

    @app.post("/{provider}", status_code=204, response_class=Response, responses=_ANSWERS, openapi_extra=_ANYTHING)
    def take(provider: str, request: Request, body: Annotated[bytes, Depends(_body)]) -> Response:
        """Keep what a provider posts about our mail; it must be signed."""
        webhook = door.webhooks.get(provider)
        if webhook is None:
            return _refuse(door, "unknown", 404, "No posts are taken here.")
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            receive(door.store, webhook, headers, body, door.clock())
        except Unproven as error:
            return _refuse(door, f"{provider}: {error.message}", 503, "Try again later.", _AGAIN)
        except PostRefused as error:
            forged = isinstance(error, NotAuthentic)
            why = f"{provider}: {error.message}"
            return _refuse(door, why, 403 if forged else 400, error.message)
        except StoreError as error:
            log.error("a post cannot be kept", provider=provider, trouble=str(error))
            return PlainTextResponse("Try again later.\n", status_code=503, headers=_AGAIN)
        door.wake()
        return Response(status_code=204)

    return app


_AGAIN = {"Retry-After": str(TRY_AGAIN_AFTER)}
_WORDS: dict[str, object] = {"content": {"text/plain": {}}}
_ANSWERS: dict[int | str, dict[str, object]] = {
    204: {"description": "It is kept."},
    400: {"description": "It is no list of events.", **_WORDS},
    403: {"description": "It does not prove to be the provider's.", **_WORDS},
    404: {"description": "There is no such webhook, or its key is not set.", **_WORDS},
    413: {"description": "It is too large.", **_WORDS},
    503: {"description": "It cannot be checked, or kept, now.", **_WORDS},
}
_ANYTHING = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


async def _body(request: Request) -> bytes:
    return await request.body()


def _refuse(door: PostDoor, why: str, status: int, told: str, headers: Mapping[str, str] | None = None) -> Response:
    door.refused[why] += 1
    times = door.refused[why]
    if times & (times - 1) == 0:  # at 1, 2, 4, 8 …: a stranger who goes on does not fill the log
        log.warning("a post is refused", why=why, times=times)
    return PlainTextResponse(f"{told}\n", status_code=status, headers=headers)
