"""How fast what providers post is stored and worked off: ``uv run python -m bench.webhook``.

Posts of 1,000 signed events go over the loopback to the real app (uvicorn, SQLite on disk, every commit synced), beside
a bare FastAPI hello on the same server; then what was kept is worked off. Medians; the client is a process of its own.
"""

from __future__ import annotations

import base64
import http.client
import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import uvicorn
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from starlette.applications import Starlette
from starlette.types import ASGIApp

from gutletter.feedback import work_off
from gutletter.links import Purpose, token
from gutletter.model import Digest, Edition, Letterhead, NewSubscriber, RenderedIssue, SoftBounces
from gutletter.providers.sendgrid_webhook import SIGNATURE, TIMESTAMP, SendGridWebhook
from gutletter.providers.webhooks import whose
from gutletter.store import open_store
from gutletter.web.serving import listen
from gutletter.web.webhooks import PostDoor, webhooks_route

READERS, EVENTS, POSTS, CLIENTS, ROUNDS = 100_000, 1_000, 40, 4, 5
SECRET = "bench" * 8
KEY = ec.generate_private_key(ec.SECP256R1())
KINDS = ("processed", "delivered", "open", "click")


def public() -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(KEY.public_key().public_bytes(serialization.Encoding.DER, form)).decode()


def post(number: int) -> tuple[bytes, dict[str, str]]:
    """One post: 1,000 events as SendGrid writes them, about as many copies."""
    now = int(time.time())
    events = [
        {
            "email": f"reader{at}@example.org",
            "timestamp": now - 60,
            "smtp-id": f"<{at}.{number}@geopod-ismtpd-1>",
            "event": KINDS[number % len(KINDS)],
            "category": ["issue-1234567890ab"],
            "sg_event_id": base64.urlsafe_b64encode(f"{number}.{at}".encode().rjust(30)).decode(),
            "sg_message_id": f"14c5d75ce93.dfd.{at}.{number}",
            "useragent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15",
            "ip": "192.0.2.1",
            "url": "https://example.org/article",
            "response": "250 2.0.0 OK",
            "gl_d": token(SECRET, Purpose.DELIVERY, 1, 1 + (number * EVENTS + at) % READERS),
        }
        for at in range(EVENTS)
    ]
    body = json.dumps(events).encode() + b"\r\n"
    stamp = str(now)
    signature = base64.b64encode(KEY.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    return body, {SIGNATURE: signature, TIMESTAMP: stamp, "Content-Type": "application/json"}


def client(port: int, path: str, requests: Sequence[tuple[bytes, dict[str, str]]], told: object) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port)
    took = []
    for body, headers in requests:
        began = time.perf_counter()
        line.request("POST" if body else "GET", path, body or None, headers)
        answer = line.getresponse()
        answer.read()
        assert answer.status < 300, answer.status
        took.append(time.perf_counter() - began)
    line.close()
    told.put(took)  # type: ignore[attr-defined]  # a queue


def load(port: int, path: str, requests: Sequence[tuple[bytes, dict[str, str]]]) -> tuple[float, float]:
    """Requests a second, and the time that 99 of 100 take at most, with several clients at once."""
    spawn = multiprocessing.get_context("fork")
    told = spawn.Queue()
    shares = [requests[at::CLIENTS] for at in range(CLIENTS)]
    began = time.perf_counter()
    clients = [spawn.Process(target=client, args=(port, path, share, told)) for share in shares]
    for one in clients:
        one.start()
    took = sorted(one for _ in clients for one in told.get())
    for one in clients:
        one.join()
    return len(requests) / (time.perf_counter() - began), took[int(len(took) * 0.99)]


def served(app: ASGIApp, path: str, requests: Sequence[tuple[bytes, dict[str, str]]]) -> tuple[float, float]:
    listening = listen("127.0.0.1", 0)
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        return load(listening.getsockname()[1], path, requests)
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def edition() -> Edition:
    head = Letterhead("The Letter", "The Letter <a@example.org>", "https://l.example.org", "l", "1 Street")
    rendered = RenderedIssue("About fibre", "", "<p>Fibre</p>", "Fibre", head)
    return Edition("fibre", "Fibre", "", "f", (), "", Digest((), (), "Fibre", ""), rendered)


def main() -> None:
    now = datetime.now(UTC)
    hello = FastAPI()

    @hello.get("/", response_class=PlainTextResponse)
    def greet() -> str:
        return "hello"

    with tempfile.TemporaryDirectory() as folder, closing(open_store("sqlite:///bench.db", Path(folder))) as store:
        store.add((NewSubscriber(f"reader{number}@example.org") for number in range(READERS)), now)
        issue = store.open_issue(edition(), now)
        webhooks = {"sendgrid": SendGridWebhook(public(), whose([SECRET]))}
        door = PostDoor(store, webhooks, lambda: datetime.now(UTC))
        app = Starlette(routes=[webhooks_route(door)])
        numbers = iter(range(10**6))
        kept: list[tuple[float, float]] = []
        bare: list[tuple[float, float]] = []
        worked: list[float] = []
        for _ in range(ROUNDS):
            kept.append(served(app, "/webhooks/sendgrid", [post(next(numbers)) for _ in range(POSTS)]))
            bare.append(served(hello, "/", [(b"", {})] * 2_000))
            began = time.perf_counter()
            work = work_off(store, webhooks, lambda: datetime.now(UTC), SoftBounces())
            worked.append(work.events / (time.perf_counter() - began))
            assert work.posts == POSTS
        assert sum(one.copies for one in store.returns(issue.id)) == READERS

    def median(values: Sequence[float]) -> float:
        return statistics.median(values)

    rate, p99 = (median([one[at] for one in kept]) for at in (0, 1))
    hellos, p99_hello = (median([one[at] for one in bare]) for at in (0, 1))
    print(f"posts of {EVENTS:,} events kept a second   {rate:10,.1f}   p99 {p99 * 1e3:,.0f} ms")
    print(f"events kept a second                {rate * EVENTS:10,.0f}")
    print(f"events worked off a second          {median(worked):10,.0f}")
    print(f"bare FastAPI hellos a second        {hellos:10,.0f}   p99 {p99_hello * 1e3:,.0f} ms")


if __name__ == "__main__":
    main()
