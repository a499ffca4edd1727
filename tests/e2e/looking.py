"""An app on loopback, and a browser that notes every complaint."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp

from gutletter.web.serving import address_of, listen

PHONE, DESKTOP = {"width": 375, "height": 800}, {"width": 1440, "height": 900}


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The address at which the app answers on loopback, until the end of the ``with``."""
    listening = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield address_of(listening)
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


@contextmanager
def looking(browser: Browser, **how: object) -> Iterator[tuple[Page, list[str]]]:
    """A page of its own, and every complaint of its browser: errors, policy violations, requests to elsewhere."""
    context = browser.new_context(**how)  # type: ignore[arg-type] # Playwright's own keywords, passed through
    page, complaints = context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:", "file:", "about:"))
            else complaints.append(f"request to {request.url}")
        ),
    )
    yield page, complaints
    context.close()
