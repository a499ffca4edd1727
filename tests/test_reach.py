"""Asking whether links answer, without being made to ask what one should not."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import pytest
import trustme

from gutletter.reach import Address, Unreached, is_public, reach

HERE = ip_address("127.0.0.1")


class Answers(BaseHTTPRequestHandler):
    """A site with every kind of page."""

    asked: list[tuple[str, str]]
    patient: threading.Event

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        page = self.path.partition("?")[0].strip("/")
        self.asked.append((self.command, self.path))
        if page == "slow":
            self.patient.wait(5)
        if page == "rude" and self.command == "HEAD":
            return self._say(405)
        if page.isdecimal():
            return self._say(int(page))
        if page.startswith("hops-"):
            left = int(page.removeprefix("hops-"))
            return self._say(302, f"/hops-{left - 1}") if left else self._say(200)
        if page.startswith("to-"):
            return self._say(301, TARGETS[page])
        return self._say(200)

    def _say(self, status: int, onwards: str = "") -> None:
        self.send_response(status)
        if onwards:
            self.send_header("Location", onwards)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


TARGETS = {
    "to-neighbour": "http://127.0.0.2/",
    "to-metadata": "http://169.254.169.254/latest/meta-data/",
    "to-file": "file:///etc/passwd",
}


@pytest.fixture
def site() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Its address, and what it was asked."""

    class Here(Answers):
        asked: list[tuple[str, str]] = []  # noqa: RUF012 one for each site
        patient = threading.Event()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", Here.asked
    Here.patient.set()
    server.shutdown()
    thread.join()
    server.server_close()


def only_here(address: Address) -> bool:
    return address == HERE


def ask(url: str) -> Unreached | None:
    found = reach([url], may_ask=only_here, timeout=0.5)
    return found[0] if found else None


@pytest.mark.parametrize("page", ["/", "/rude", "/hops-5", "/wörter?q=für uns&r=%20", "/#part", "/204"])
def test_a_page_that_answers_is_nothing_to_tell(site: tuple[str, list[tuple[str, str]]], page: str) -> None:
    assert ask(site[0] + page) is None


@pytest.mark.parametrize(
    ("page", "why", "gone"),
    [
        ("/404", "answers 404 (Not Found)", True),
        ("/410", "answers 410 (Gone)", True),
        ("/403", "answers 403 (Forbidden)", False),
        ("/503", "answers 503 (Service Unavailable)", False),
        ("/hops-6", "redirects more than 5 times", True),
        ("/slow", "did not answer within 0.5 seconds", False),
        ("/to-neighbour", "leads into a private network, where readers cannot go", True),
        ("/to-metadata", "leads into a private network, where readers cannot go", True),
        ("/to-file", "redirects to file:, which is no web address", True),
    ],
)
def test_one_that_does_not_is_told_with_why(
    site: tuple[str, list[tuple[str, str]]], page: str, why: str, gone: bool
) -> None:
    url = site[0] + page

    assert ask(url) == Unreached(url, why, gone)


def test_head_is_enough_and_get_is_asked_only_when_head_will_not_do(site: tuple[str, list[tuple[str, str]]]) -> None:
    url, asked = site
    reach([f"{url}/fine", f"{url}/rude"], may_ask=only_here)

    assert sorted(asked) == [("GET", "/rude"), ("HEAD", "/fine"), ("HEAD", "/rude")]


def test_without_leave_nothing_on_this_machine_is_asked(site: tuple[str, list[tuple[str, str]]]) -> None:
    url, asked = site
    name = url.replace("127.0.0.1", "localhost")

    assert [one.gone for one in reach([url, name, url.replace("127.0.0.1", "127.1")])] == [True, True, True]
    assert asked == []


def test_a_name_that_means_several_addresses_is_asked_only_if_all_may_be(
    site: tuple[str, list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("127.0.0.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: found)

    assert ask("http://two.example.org/") == Unreached(
        "http://two.example.org/", "leads into a private network, where readers cannot go", gone=True
    )
    assert site[1] == []


def test_a_certificate_that_nobody_vouches_for_is_told() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *about: None  # type: ignore[method-assign]  # our refusal is its error
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        told = ask(f"https://127.0.0.1:{server.server_port}/")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

    assert told is not None
    assert "no valid certificate" in told.why
    assert not told.gone


@pytest.mark.parametrize(
    "url", ["http://[1", "http://exa mple.org/\r\nX: y", "ftp://example.org", "http://:0/", "http://a:99999/"]
)
def test_what_is_no_address_is_told_and_never_asked(url: str) -> None:
    (told,) = reach([url])

    assert told.url == url


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
    ],
)
def test_only_the_open_internet_is_asked(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public
