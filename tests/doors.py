"""The readers' pages over a store, without a network; and a post room that a test works off itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import FileSystemLoader
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from gutletter.bootstrap import shipped
from gutletter.links import Purpose, token
from gutletter.model import Delivery, Letterhead, NewSubscriber, Outcome, Receipt, RenderedIssue, SubscriberState
from gutletter.ports import Begin, Store, unnoted
from gutletter.settings import WebSettings
from gutletter.store import SqlStore, open_store
from gutletter.subscriptions import Office
from gutletter.theme import theme
from gutletter.web.door import Door
from gutletter.web.readers import readers_app

SECRET, EARLIER = "the secret of these tests", "the secret before it"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
SITE = "https://letter.example.org"
LETTERHEAD = Letterhead(
    name="The Tea Letter",
    sender="The Tea Letter <letter@example.org>",
    site=SITE,
    list_id="letter.example.org",
    postal_address="1 Kettle Street",
)
UNLIMITED = WebSettings(requests_per_minute=0)
THEME = theme(FileSystemLoader(shipped("templates")))


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


class Carrier:
    """A provider that keeps what it is given, and answers as it is told."""

    name, batch_size = "carrier", 10

    def __init__(self) -> None:
        self.carried: list[tuple[RenderedIssue, Delivery]] = []
        self.says: list[Outcome | Exception] = []

    def send(self, rendered: RenderedIssue, deliveries: list[Delivery], begin: Begin = unnoted) -> list[Receipt]:
        outcome = self.says.pop(0) if self.says else Outcome.ACCEPTED
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is Outcome.ACCEPTED:
            self.carried += [(rendered, delivery) for delivery in deliveries]
        return [Receipt(delivery.id, outcome, "for a reason") for delivery in deliveries]

    def close(self) -> None:
        pass

    @property
    def subjects(self) -> list[str]:
        return [rendered.subject for rendered, _ in self.carried]


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        open_store("sqlite:///empty.db", Path(folder)).close()
        return (Path(folder) / "empty.db").read_bytes()


def fresh(folder: Path) -> SqlStore:
    """An empty store in this folder, a copy of one that was made once: its tables take half a second to build."""
    (folder / "pages.db").write_bytes(_empty())
    return open_store("sqlite:///pages.db", folder)


def door(store: Store, **changes: object) -> Door:
    values = {"store": store, "theme": THEME, "letterhead": LETTERHEAD, "secrets": (SECRET, EARLIER)}
    return Door(**{**values, "web": UNLIMITED, "clock": lambda: NOW, **changes})  # type: ignore[arg-type] # named by keyword, for brevity


def browser(store: Store, **changes: object) -> TestClient:
    return TestClient(readers_app(door(store, **changes)), base_url=SITE, follow_redirects=False)


def knocked(app: ASGIApp, requests: Iterable[tuple[str, str, bytes]]) -> list[int]:
    """The answers' codes to many requests, each a method, a path and a form; quicker than a client makes them."""

    async def knock(method: str, path: str, form: bytes) -> int:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "https",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [(b"content-type", b"application/x-www-form-urlencoded")],
            "client": ("192.0.2.1", 1),
            "server": ("letter.example.org", 443),
        }
        codes: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": form, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                codes.append(message["status"])

        await app(scope, receive, send)
        return codes[0]

    async def all_of_them() -> list[int]:
        return [await knock(*request) for request in requests]

    with ThreadPoolExecutor(1) as thread:  # this one may be a browser's, which keeps a loop running in it
        return thread.submit(asyncio.run, all_of_them()).result()


def office(store: Store, carrier: Carrier, clock: Clock) -> Office:
    return Office(store, carrier, THEME, LETTERHEAD, SECRET, clock)  # type: ignore[arg-type]  # a list is enough of a generator here


def reader(store: Store, state: SubscriberState = SubscriberState.CONFIRMED, name: str = "Ada") -> int:
    """A reader of this name, in this state whatever became of them before."""
    email = f"{name.split()[0].lower()}@example.org"
    store.add([NewSubscriber(email, name, state)], NOW)
    known = store.subscriber(email)
    assert known is not None
    store.set_state(known.id, state, NOW)
    return known.id


def path(purpose: Purpose, subscriber_id: int, number: int = 7, secret: str = SECRET) -> str:
    """The path of a link: an issue's, or a notice's."""
    places = {"unsubscribe": "u", "preferences": "p", "view": "v", "confirm": "yes", "settings": "s"}
    return f"/{places[purpose]}/{token(secret, purpose, number, subscriber_id)}"
