"""What every page here has in common: its headers, and the server it stands on."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gutletter.errors import SettingsError


class SafeHeaders:
    """Headers that every answer carries, errors included, unless the answer has its own."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = {
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cache-Control": "no-store",
            **headers,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with these headers added."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. SettingsError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as error:
        listening.close()
        raise SettingsError(
            f"Port {port} of {host} cannot be listened on: {error}.", remedy="Choose another with --port."
        ) from error
    return listening


def address_of(listening: socket.socket) -> str:
    """Where a browser finds it: ``http://127.0.0.1:8000``."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, listening: socket.socket) -> None:
    """Answer until Ctrl-C or SIGTERM; requests in hand are finished first."""
    try:
        uvicorn.Server(_config(app)).run(sockets=[listening])
    except KeyboardInterrupt:
        pass  # uvicorn hands Ctrl-C on once it has shut down
    finally:
        listening.close()


@contextmanager
def serving(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Answer in another thread for as long as this lasts; requests in hand are finished at its end."""
    server = uvicorn.Server(_config(app))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


def _config(app: ASGIApp) -> uvicorn.Config:
    """No access log: the paths of readers' links are secrets. Whose X-Forwarded-For counts, the app decides."""
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
        lifespan="off",
    )
