"""Counted links lead where they led before, name no reader, and tell people from machines."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from gutletter import bootstrap, links
from gutletter.clicks import AT_ONCE, MANY, Visits, counted, is_machine
from gutletter.model import EventKind, Interest
from gutletter.ports import Store
from gutletter.settings import load
from gutletter.store import open_store
from gutletter.web.clicks import ClickDoor, Tally, clicks_route
from gutletter.web.opening import open_readers_app
from tests.conftest import Publication
from tests.ledgers import NOW, add_readers, edition
from tests.test_cli_feedback import add_setting

SITE, SECRET = "https://letter.example.org", "s" * 32
SENTENCE = "https://example.org/fibre?a=1&b=2#:~:text=Fibre%20may%20help,said%20one%20trial"
HTML = f"""\
<p><a class="x" href="{SENTENCE.replace("&", "&amp;")}">a point</a> <a href="https://example.org/other">other</a>
<a href="{SENTENCE.replace("&", "&amp;")}" title="a > b">again</a> <a href="[[unsubscribe_url]]">leave</a>
<a href="mailto:letter@example.org">write</a> <a name="x">anchor</a> https://example.org/text
<link href="https://example.org/style.css"><img src="https://example.org/a.png"></p>"""
AGENT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15"

address = partial(links.click_url, SITE, SECRET)
made = edition(rendered=replace(edition().rendered, html=HTML, text=f"Read: {SENTENCE}\n"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store("sqlite:///gutletter.db", tmp_path)) as opened:
        yield opened


def test_links_lead_through_us_the_same_for_every_reader_and_all_else_stays() -> None:
    frozen = counted(made, NOW, address)
    assert frozen.links == (SENTENCE, "https://example.org/other")
    first, second = (address(frozen.letter, number) for number in (0, 1))
    assert frozen.rendered.html.count(f'href="{first}"') == 2
    assert frozen.rendered.html.count(f'href="{second}"') == 1
    left = frozen.rendered.html.replace(first, SENTENCE.replace("&", "&amp;")).replace(
        second, "https://example.org/other"
    )
    assert left == HTML
    assert frozen.rendered.text == made.rendered.text, "in the text part, addresses are read before they are followed"
    assert counted(made, NOW, address) == frozen
    assert counted(made, NOW + timedelta(seconds=1), address).letter != frozen.letter


def test_a_letter_without_links_is_frozen_as_it_is() -> None:
    plain = edition()
    assert counted(plain, NOW, address) is plain


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_name_of_a_link_but_ours_is_read(text: str) -> None:
    assert links.read_click([SECRET], text) is None
    ours = address("letter-name_", 41).rpartition("/")[2]
    assert links.read_click(["another", SECRET], ours) == ("letter-name_", 41)
    assert links.read_click([SECRET], ours + text) is None or not text
    assert links.read_token([SECRET], links.Purpose.UNSUBSCRIBE, ours) is None


# ── who follows them ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("method", "headers", "machine"),
    [
        ("GET", {"user-agent": AGENT}, False),
        ("HEAD", {"user-agent": AGENT}, True),
        ("GET", {}, True),
        ("GET", {"user-agent": "curl/8.5.0"}, True),
        ("GET", {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, True),
        ("GET", {"user-agent": "Slackbot-LinkExpanding 1.0"}, True),
        ("GET", {"user-agent": "Barracuda Sentinel (EE)"}, True),
        ("GET", {"user-agent": AGENT, "sec-purpose": "prefetch;prerender"}, True),
        ("GET", {"user-agent": AGENT, "purpose": "Prefetch"}, True),
    ],
)
def test_a_request_may_say_of_itself_that_no_person_makes_it(
    method: str, headers: dict[str, str], machine: bool
) -> None:
    assert is_machine(method, headers) is machine


def test_who_follows_many_links_at_once_is_a_machine_and_twice_the_same_counts_once() -> None:
    visits = Visits()
    for number in range(MANY):
        visits.note(b"scanner", 1, f"https://e.org/{number}", NOW + timedelta(seconds=number), machine=False)
    for after in (0, 1):
        visits.note(b"ada", 1, "https://e.org/0", NOW + timedelta(seconds=after), machine=False)
    visits.note(b"bob", 1, "https://e.org/0", NOW, machine=True)
    assert visits.take(NOW + timedelta(seconds=5)) == {}, "it is not known yet"
    visits.note(b"ada", 1, "https://e.org/0", NOW + timedelta(seconds=11), machine=False)
    taken = visits.take(NOW + timedelta(seconds=12))
    assert taken.pop((1, "https://e.org/0", False)) == 1  # type: ignore[attr-defined]  # a Counter
    assert taken == {(1, f"https://e.org/{number}", True): 1 + (number == 0) for number in range(MANY)}
    assert visits.take(NOW + timedelta(seconds=12), every=True) == {(1, "https://e.org/0", False): 1}
    assert visits.take(NOW + timedelta(days=1), every=True) == {}


# ── where they lead ───────────────────────────────────────────────────────────────────────────────────────────────


def browser(store: Store, tally: Tally | None = None, clock: datetime = NOW) -> TestClient:
    route = clicks_route(ClickDoor(store, (SECRET, "before"), lambda: clock, tally))
    return TestClient(Starlette(routes=[route]), base_url=SITE, follow_redirects=False, headers={"user-agent": AGENT})


def test_a_link_leads_to_its_target_with_its_fragment_and_is_counted_without_a_name(store: Store) -> None:
    add_readers(store, "ann")
    frozen = counted(made, NOW, address)
    issue = store.open_issue(frozen, NOW)
    assert issue.rendered == frozen.rendered
    tally = Tally()
    with browser(store, tally) as reader:
        for method, number in (("GET", 0), ("HEAD", 1)):
            answer = reader.request(method, address(frozen.letter, number))
            assert (answer.status_code, answer.headers["location"]) == (302, frozen.links[number])
            assert "set-cookie" not in answer.headers
    store.count_clicks(tally.take(NOW + AT_ONCE, every=True))
    assert list(store.interest(issue.id)) == [
        Interest(EventKind.CLICKED, url, True, 1, 0) for url in sorted(frozen.links)
    ], "who asks with HEAD is a machine, and so was the other request of this visitor"


def test_a_link_leads_on_when_nothing_is_counted_any_more_and_under_the_secret_before(store: Store) -> None:
    add_readers(store, "ann")
    before = partial(links.click_url, SITE, "before")
    frozen = counted(made, NOW, before)
    store.open_issue(frozen, NOW)
    with browser(store) as reader:
        assert reader.get(before(frozen.letter, 0)).headers["location"] == SENTENCE


def test_no_other_address_leads_anywhere_and_nothing_but_looking_is_allowed(store: Store) -> None:
    add_readers(store, "ann")
    frozen = counted(made, NOW, address)
    store.open_issue(frozen, NOW)
    good = address(frozen.letter, 0)
    with browser(store, Tally()) as stranger:
        for wrong in (
            good[:-1],
            good.replace(".0.", ".1."),
            address(frozen.letter, 9),
            address("elsewhere", 0),
            f"{SITE}/c/https://evil.example",
            f"{SITE}/c/",
        ):
            assert stranger.get(wrong).status_code == 404
            assert "location" not in stranger.get(wrong).headers
        assert stranger.post(good).status_code == 405


# ── in a publication ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_publication_that_counts_says_so_in_its_letters_and_its_links_lead_on(publication: Publication) -> None:
    publication.article("tea")
    publication.readers("ann", "ben")
    add_setting(publication, "[clicks]\ncount = true")
    assert publication.run("send", "--yes").code == 0
    ann, ben = publication.mails()
    letters = [str(part.get_content()) for mail in (ann, ben) if (part := mail.get_body(["html"])) is not None]
    plain = ann.get_body(["plain"])
    assert plain is not None
    text = str(plain.get_content())
    ours = [set(re.findall(r'href="([^"]*/c/[^"]+)"', letter)) for letter in letters]
    assert ours[0] == ours[1] != set(), "the same for every reader"
    assert not re.search(r'href="https://example\.org/', letters[0])
    assert "https://example.org/tea" in text
    assert "/c/" not in text
    for said in (letters[0], text):
        assert "How often a link" in " ".join(said.split())

    loaded = load(publication.folder)
    with (
        bootstrap.open_newsroom(loaded) as newsroom,
        open_readers_app(loaded, newsroom) as app,
        TestClient(app, base_url=loaded.publication.site, follow_redirects=False, headers={"user-agent": AGENT}) as ada,
    ):
        leads = {ada.get(html.unescape(link)).headers["location"] for link in ours[0]}
    assert any(target.startswith("https://example.org/tea#:~:text=") for target in leads)
    links_ = publication.run("report", "tea", "--json").json["links"]
    assert {link["url"] for link in links_} == leads


def test_a_publication_that_does_not_count_changes_no_link_and_says_nothing(publication: Publication) -> None:
    publication.article("tea")
    publication.readers("ann")
    assert publication.run("send", "--yes").code == 0
    (mail,) = publication.mails()
    assert "/c/" not in mail.as_string()
    assert "How often" not in mail.as_string()
