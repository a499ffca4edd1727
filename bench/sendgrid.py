"""Readers a second through SendGrid's official package, beside its own ``Mail`` helper.

    python -m bench.sendgrid [--readers 60000] [--rounds 5] [--json]

A strict server on the loopback, in a process of its own, looks at every reader of every request (an address that
occurs once, ids, headers, substitutions within their limits) and answers after 0 or 50 ms. Each round runs all senders
one after the other; what is printed is the median of the rounds and, beside it, the median of each round's ratio to the
helper with a thousand readers a request, and the sender's own processor time. The letter has about 40 KB; every copy
has a name, an address, three links, headers and a delivery's id of its own. No ledger.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from multiprocessing.connection import Connection
from typing import Any

import sendgrid
from pydantic import SecretStr
from sendgrid.helpers import mail

from gutletter.message import headers
from gutletter.model import Delivery, Letterhead, Marker, Outcome, RenderedIssue
from gutletter.providers.sendgrid import SendGrid
from gutletter.sending import addressed
from gutletter.settings import SendGridSettings

KEY = "SG.measured"
AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
TOGETHER = 1000  # readers a request
DELAYS = (0.0, 0.05)  # seconds
HELPER, ONE_BY_ONE, OURS = "Mail helper, 1,000 a request", "Mail helper, one call a reader", "gutletter"
NAMES = ("Ada", "Grace Hopper", "Zoë", "Li Wei", "José Luis", "Maria da Silva", "Olu", "Ingrid", "", "Sam O’Hara")

_HEAD = """\
| answer after | sender | readers/s | ratio | least ratio | sender's µs a reader |
| --- | --- | --: | --: | --: | --: |"""

Sender = Callable[[str, RenderedIssue, Sequence[Delivery]], None]

# ── the server ────────────────────────────────────────────────────────────────────────────────────────────────────

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PARTS = {"to", "custom_args", "headers", "substitutions"}
_TOP = {"from", "subject", "personalizations", "content", "headers", "categories", "mail_settings", "tracking_settings"}


def refusal(body: Mapping[str, Any]) -> str:
    """What SendGrid would find wrong with a request; empty for nothing."""
    if set(body) - _TOP:
        return "additional properties"
    if [part["type"] for part in body["content"]] != ["text/plain", "text/html"]:
        return "content"
    readers = body["personalizations"]
    if not 1 <= len(readers) <= TOGETHER:
        return "personalizations"
    addresses = {one["to"][0]["email"].lower() for one in readers}
    if len(addresses) != len(readers) or not all(map(_ADDRESS.fullmatch, addresses)):
        return "addresses"
    try:
        for one in readers:
            if not one.keys() <= _PARTS or len(one["to"]) != 1:
                return "personalization"
            if "\n" in "".join([*one["custom_args"].values(), *one["headers"].values()]):
                return "headers"
            if len("".join(one["substitutions"].values())) > 10_000:
                return "substitutions"
    except TypeError:
        return "a value that is no text"
    return ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    delay = 0.0
    readers = 0
    refused = ""
    lock = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        arrived = time.monotonic()
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        body = json.loads(raw)
        said = refusal(body) if self.headers["Authorization"] == f"Bearer {KEY}" else "key"
        with self.server.lock:
            self.server.refused = self.server.refused or said
            self.server.readers += len(body["personalizations"])
        time.sleep(max(0.0, self.server.delay - (time.monotonic() - arrived)))
        self.send_response(400 if said else 202)
        self.send_header("X-Message-Id", "measured")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def serve(line: Connection) -> None:
    """Answer until the line says stop; it says a delay, and hears how many readers came since, and what was wrong."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        line.send(server.server_port)
        while (said := line.recv()) is not None:
            came, refused = server.readers, server.refused
            server.delay, server.readers, server.refused = said, 0, ""
            line.send((came, refused))
        server.shutdown()


# ── the senders ───────────────────────────────────────────────────────────────────────────────────────────────────


def ours(host: str, rendered: RenderedIssue, deliveries: Sequence[Delivery]) -> None:
    provider = SendGrid(SendGridSettings(api_key=SecretStr(KEY), host=host), clock=lambda: AT)
    for start in range(0, len(deliveries), provider.batch_size):
        for receipt in provider.send(rendered, deliveries[start : start + provider.batch_size]):
            assert receipt.outcome is Outcome.ACCEPTED, receipt


def by_helper(together: int) -> Sender:
    def send(host: str, rendered: RenderedIssue, deliveries: Sequence[Delivery]) -> None:
        client = sendgrid.SendGridAPIClient(api_key=KEY, host=host)
        for start in range(0, len(deliveries), together):
            answer = client.send(_by_hand(rendered, deliveries[start : start + together]))
            assert answer.status_code == 202

    return send


def _by_hand(rendered: RenderedIssue, deliveries: Sequence[Delivery]) -> mail.Mail:
    """The same request, as the package's own examples build it."""
    letter = mail.Mail(
        from_email=rendered.letterhead.sender,
        subject=rendered.subject,
        plain_text_content=rendered.text,
        html_content=rendered.html,
    )
    everyones = headers(rendered, deliveries[0])
    for name in ("List-Id", "Feedback-ID"):
        letter.add_header(mail.Header(name, everyones[name]))
    letter.add_category(mail.Category("issue"))
    letter.tracking_settings = mail.TrackingSettings(click_tracking=mail.ClickTracking(False, False))
    for delivery in deliveries:
        one = mail.Personalization()
        one.add_to(mail.To(delivery.email, delivery.name))
        one.add_custom_arg(mail.CustomArg("gl_d", delivery.id))
        one.add_header(mail.Header("List-Unsubscribe", f"<{delivery.unsubscribe_url}>"))
        one.add_header(mail.Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
        one.add_header(mail.Header("Message-ID", delivery.message_id))
        one.add_substitution(mail.Substitution(str(Marker.NAME), delivery.name))
        one.add_substitution(mail.Substitution(str(Marker.EMAIL), delivery.email))
        one.add_substitution(mail.Substitution(str(Marker.UNSUBSCRIBE_URL), delivery.unsubscribe_url))
        one.add_substitution(mail.Substitution(str(Marker.PREFERENCES_URL), delivery.preferences_url))
        one.add_substitution(mail.Substitution(str(Marker.VIEW_URL), delivery.view_url))
        letter.add_personalization(one)
    return letter


# ── the measuring ─────────────────────────────────────────────────────────────────────────────────────────────────


def letter() -> RenderedIssue:
    """About 40 KB as a message, most of it text; it greets by name and has three links of the reader's own."""
    sentence = "Fibre may feed the microbes of the gut, and what that does for people is not known yet. "
    text = f"Dear {Marker.NAME},\n\n" + (sentence * 6 + "\n\n") * 22
    links = [Marker.UNSUBSCRIBE_URL, Marker.PREFERENCES_URL, Marker.VIEW_URL]
    anchors = "".join(f'<p><a style="color:#1d5546" href="{link}">Here</a></p>' for link in links)
    paragraph = f'<p style="margin:0 0 14px 0;font-size:15px;line-height:23px;color:#333333">{sentence * 6}</p>'
    html = f"<html><body><p>Dear {Marker.NAME},</p>{paragraph * 38}<p>To {Marker.EMAIL}</p>{anchors}</body></html>"
    head = Letterhead(
        name="The Measured Letter",
        sender="The Measured Letter <news@letter.example.org>",
        site="https://letter.example.org",
        list_id="letter.example.org",
        postal_address="1 Kettle Street",
    )
    return RenderedIssue("What fibre may do", "", html, text + "\n".join(links), head)


def crowd(rendered: RenderedIssue, count: int) -> list[Delivery]:
    return [
        addressed(rendered.letterhead, "secret", 7, at, f"reader{at}@mail{at % 50}.example.net", NAMES[at % len(NAMES)])
        for at in range(1, count + 1)
    ]


def measured(readers: int, rounds: int) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Readers a second and the sender's processor time in µs a reader, by delay and sender, once a round."""
    rendered = letter()
    deliveries = crowd(rendered, readers)
    line, far_end = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(far_end,), daemon=True)
    server.start()
    try:
        host = f"http://127.0.0.1:{line.recv()}"
        figures: dict[str, dict[str, list[tuple[float, float]]]] = {}
        for delay in DELAYS:
            few = 300 if not delay else 60
            senders: dict[str, tuple[Sender, int]] = {
                HELPER: (by_helper(TOGETHER), readers),
                ONE_BY_ONE: (by_helper(1), min(few, readers)),
                OURS: (ours, readers),
            }
            here = figures.setdefault(f"{delay * 1000:.0f} ms", {name: [] for name in senders})
            for _ in range(rounds):
                for name, (send, count) in senders.items():
                    line.send(delay)
                    line.recv()
                    begun, busy = time.perf_counter(), time.process_time()
                    send(host, rendered, list(islice(deliveries, count)))
                    busy, taken = time.process_time() - busy, time.perf_counter() - begun
                    here[name].append((count / taken, busy / count * 1e6))
                    line.send(delay)
                    came, refused = line.recv()
                    assert (came, refused) == (count, ""), f"{name}: {came} of {count}, {refused}"
        return figures
    finally:
        line.send(None)
        server.join(10)


def summary(
    figures: Mapping[str, Mapping[str, Sequence[tuple[float, float]]]],
) -> dict[str, dict[str, dict[str, float]]]:
    said: dict[str, dict[str, dict[str, float]]] = {}
    for delay, by_name in figures.items():
        for name, rounds in by_name.items():
            ratios = [rate / helper for (rate, _), (helper, _) in zip(rounds, by_name[HELPER], strict=True)]
            said.setdefault(delay, {})[name] = {
                "readers_per_second": statistics.median(rate for rate, _ in rounds),
                "ratio": statistics.median(ratios),
                "least_ratio": min(ratios),
                "sender_cpu_us": statistics.median(busy for _, busy in rounds),
            }
    return said


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--readers", type=int, default=60_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    said = summary(measured(given.readers, given.rounds))
    if given.json:
        print(json.dumps(said, indent=2))
        return
    print(f"{given.readers:,} readers, {given.rounds} rounds\n")
    print(_HEAD)
    for delay, by_name in said.items():
        for name, one in by_name.items():
            cells = f"{one['readers_per_second']:,.0f} | {one['ratio']:.2f} | {one['least_ratio']:.2f}"
            print(f"| {delay} | {name} | {cells} | {one['sender_cpu_us']:.0f} |")


if __name__ == "__main__":
    main()
