"""What has gone out, as everybody sees it: whole, safe, easy to keep, and nobody's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from gutletter.links import Purpose
from gutletter.model import FullPiece, Marker, Outcome, Receipt, RenderedIssue
from gutletter.ports import Store
from gutletter.settings import WebSettings
from tests import doors
from tests.doors import LETTERHEAD, NOW, SITE, Clock, fresh, path, reader
from tests.ledgers import edition

ATOM = "{http://www.w3.org/2005/Atom}"
LETTER = RenderedIssue(
    subject="About tea",
    preheader="",
    html=f"""<!DOCTYPE html><html><head><title>Tea</title></head><body class='page'><p>Dear {Marker.NAME}</p>
<img src='https://letter.example.org/a.png' alt='A'><img src="https://spy.example.net/b.png" alt="B">
<p>It was sent to {Marker.EMAIL}</p>
<a href='{Marker.UNSUBSCRIBE_URL}'>Leave</a><a href='{Marker.PREFERENCES_URL}'>Choose</a></body></html>""",
    text=Marker.UNSUBSCRIBE_URL,
    letterhead=LETTERHEAD,
)


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fresh(tmp_path_factory.mktemp("archive"))
    reader(store, name="Ada Lovelace")
    yield store
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(store: Store, clock: Clock) -> TestClient:
    return doors.browser(store, clock=clock, picture_hosts=("letter.example.org",))


def publish(store: Store, slug: str, at: datetime = NOW, **changes: object) -> int:
    full = FullPiece("<p>Fibre <em>may</em> help.</p><img src='https://spy.example.net/c.png' alt='C'>", "Robin")
    issue = store.open_issue(edition(slug, **{"rendered": LETTER, "full": full, **changes}), at)
    return issue.id


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_has_gone_out_is_listed_newest_first_on_pages(browser: TestClient, store: Store) -> None:
    for day in range(25):
        publish(store, f"tea-{day}", NOW + timedelta(days=day))

    first, second = browser.get("/"), browser.get("/?page=2")

    assert re.findall(r"/issues/([\w-]+)", first.text)[:2] == ["tea-24", "tea-23"]
    assert len(re.findall(r"<h3>", first.text)) == 20
    assert re.findall(r"/issues/([\w-]+)", second.text) == [f"tea-{day}" for day in range(4, -1, -1)]
    assert "Page 2 of 2" in second.text
    assert 'rel="next"' in first.text
    assert 'rel="next"' not in second.text
    assert browser.get("/?page=3").status_code == 404


def test_letters_are_found_by_their_words_wherever_they_stand_and_by_topic(browser: TestClient, store: Store) -> None:
    publish(store, "tea", text="Ein Absatz über ÄPFEL", tags=("sleep",), title="Evening tea")
    publish(store, "oats", text="Nothing", tags=("gut & skin",), title="Oats")

    def found(query: str) -> list[str]:
        return re.findall(r"/issues/([\w-]+)", browser.get(query).text)

    assert found("/?q=äpfel") == ["tea"]
    assert found("/?q=EVENING+absatz") == ["tea"]
    assert found("/?q=evening+nothing") == []
    assert found("/?tag=gut+%26+skin") == ["oats"]
    assert found("/?tag=sleep&q=tea") == ["tea"]
    assert found("/?tag=unknown") == []


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "All letters"),
        ("/?page=2", "All letters – Page 2 of 2"),
        ("/?tag=tea", "Letters on “tea”"),
        ("/?q=tea", "Letters with “tea”"),
        ("/articles/tea-3", "Tea 3"),
    ],
)
def test_a_page_is_titled_by_what_it_shows(browser: TestClient, store: Store, address: str, title: str) -> None:
    for day in range(21):
        publish(store, f"tea-{day}", NOW + timedelta(days=day), title=f"Tea {day}", tags=("tea",) if day < 5 else ())

    assert f"<title>{title} – The Tea Letter</title>" in browser.get(address).text


def test_what_is_searched_for_brings_no_markup_into_the_page(browser: TestClient, store: Store) -> None:
    publish(store, "tea")

    page = browser.get("/", params={"q": '"><script>alert(1)</script>', "tag": "{publication}<b>"}).text

    assert "<script>" not in page
    assert "<b>" not in page
    assert 'content="noindex"' in page


def test_nothing_sent_yet_is_said_kindly(browser: TestClient) -> None:
    assert "No letter has gone out yet" in browser.get("/").text


def test_a_cancelled_issue_is_gone_from_the_archive_in_two_seconds(
    browser: TestClient, store: Store, clock: Clock
) -> None:
    issue_id = publish(store, "tea")
    assert browser.get("/issues/tea").status_code == 200
    store.cancel_issue(issue_id, NOW + timedelta(hours=1))
    clock.pass_by(timedelta(seconds=2))

    assert [browser.get(page).status_code for page in ("/issues/tea", "/articles/tea")] == [404, 404]
    assert "/issues/tea" not in browser.get("/").text


def test_an_issue_that_was_sent_and_then_repeated_and_cancelled_is_still_there(
    browser: TestClient, store: Store
) -> None:
    first = publish(store, "tea")
    for state in store.hand_over(first, "w", NOW, timedelta(minutes=1), 10):
        store.record(first, {state.subscriber_id: Receipt("d", Outcome.ACCEPTED)}, NOW)
    store.close_issue(first, NOW)
    again = store.open_issue(edition("tea", rendered=replace(LETTER, subject="Anew")), NOW, again=True)
    store.cancel_issue(again.id, NOW)

    assert browser.get("/issues/tea").status_code == 200


# ── a letter ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_stands_there_as_it_was_sent_without_anybodys_links(browser: TestClient, store: Store) -> None:
    publish(store, "tea")

    page = browser.get("/issues/tea").text

    assert "Dear reader" in page
    assert "It was sent to the readers of The Tea Letter" in page
    assert page.count(f"{SITE}/leave") == 2
    assert not any(marker in page for marker in Marker)
    assert not re.search("/[up]/", page)
    assert "This letter went out on 22 November 2026." in page


def test_no_picture_is_fetched_from_a_stranger(browser: TestClient, store: Store) -> None:
    issue_id = publish(store, "tea")

    for page in ("/issues/tea", "/articles/tea", path(Purpose.VIEW, 1, issue_id)):
        answer = browser.get(page)
        assert "spy.example.net" not in answer.text
        images = re.search(r"img-src ([^;]*);", answer.headers["content-security-policy"])
        assert images
        assert images[1] == "'self' data: https://letter.example.org"
    assert "<em>[B]</em>" in browser.get("/issues/tea").text
    assert "letter.example.org/a.png" in browser.get("/issues/tea").text


def test_the_letter_in_a_browser_shows_a_first_name_at_most_and_is_nobody_elses_to_keep(
    browser: TestClient, store: Store
) -> None:
    issue_id = publish(store, "tea")

    answer = browser.get(path(Purpose.VIEW, 1, issue_id))

    assert "Dear Ada<" in answer.text
    assert "Lovelace" not in answer.text
    assert "ada@" not in answer.text
    assert "/u/" not in answer.text
    assert "noindex" in answer.text
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
    store.remove("ada@example.org")
    assert "Dear reader" in browser.get(path(Purpose.VIEW, 1, issue_id)).text
    assert browser.get(path(Purpose.VIEW, 1, 0)).status_code == 200  # a test letter's
    assert browser.get(path(Purpose.VIEW, 1, 99)).status_code == 404


def test_other_programs_are_told_what_a_page_is(browser: TestClient, store: Store) -> None:
    publish(store, "tea", title="Tea </script><script>alert(1)</script> & more")

    for page in ("/issues/tea", "/articles/tea", "/", "/join"):
        text = browser.get(page).text
        (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        assert json.loads(data)["@context"] == "https://schema.org"
        assert text.count("<script") == 1
        assert '<meta property="og:title"' in text
        assert f'<link rel="canonical" href="{SITE}{page}"' in text
    told = json.loads(data_of(browser.get("/issues/tea").text))
    assert told["headline"] == "Tea </script><script>alert(1)</script> & more"
    assert datetime.fromisoformat(told["datePublished"])


def data_of(page: str) -> str:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return found[1]


# ── a full piece ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_full_piece_is_shown_and_one_that_was_not_kept_is_not(browser: TestClient, store: Store) -> None:
    publish(store, "tea", tags=("sleep",))
    publish(store, "oats", full=None)

    page = browser.get("/articles/tea").text

    assert "Fibre <em>may</em> help." in page
    assert "By Robin" in page
    assert 'href="/issues/tea"' in page
    assert 'href="/?tag=sleep"' in page
    assert browser.get("/articles/oats").status_code == 404


# ── for those who keep pages ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("page", ["/", "/issues/tea", "/articles/tea", "/feed.xml", "/sitemap.xml", "/robots.txt"])
def test_a_page_that_is_known_is_not_sent_again(browser: TestClient, store: Store, clock: Clock, page: str) -> None:
    publish(store, "tea")
    answer = browser.get(page)
    etag, changed = answer.headers["etag"], answer.headers["last-modified"]
    assert answer.headers["cache-control"].startswith("public")
    assert answer.headers["x-robots-tag"] == "all"

    for known in ({"If-None-Match": f'"other", W/{etag}'}, {"If-Modified-Since": changed}, {"If-None-Match": "*"}):
        again = browser.get(page, headers=known)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    for strange in ({"If-None-Match": '"other"'}, {"If-Modified-Since": "yesterday"},
                    {"If-None-Match": '"x"', "If-Modified-Since": changed}):  # fmt: skip
        assert browser.get(page, headers=strange).status_code == 200
    assert browser.head(page).headers["etag"] == etag
    publish(store, "oats", NOW + timedelta(days=1))
    clock.pass_by(timedelta(seconds=2))
    assert (browser.get(page).headers["etag"] != etag) == (page in ("/", "/feed.xml", "/sitemap.xml"))


def test_a_page_is_kept_for_each_language(browser: TestClient, store: Store) -> None:
    publish(store, "tea")
    english, german = (browser.get("/", headers={"Accept-Language": language}) for language in ("en", "de"))

    assert english.headers["etag"] != german.headers["etag"]
    assert german.headers["vary"] == "Accept-Language"
    assert "Alle Briefe" in german.text
    assert "22. November 2026" in german.text


def test_the_feed_is_atom(browser: TestClient, store: Store) -> None:
    publish(store, "tea", title="Tea & <sleep>", tags=("a & b",))

    answer = browser.get("/feed.xml")
    feed = ElementTree.fromstring(answer.content)

    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert [feed.findtext(f"{ATOM}{name}") for name in ("title", "id")] == ["The Tea Letter", f"{SITE}/"]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Tea & <sleep>"
    assert entry.findtext(f"{ATOM}id") == f"{SITE}/issues/tea"
    assert entry.findtext(f"{ATOM}summary") == "Eat oats."
    for time in ("published", "updated"):
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}{time}") or "") == NOW.replace(microsecond=0)
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"self", "alternate"}


def test_the_sitemap_names_every_page_that_is_there(browser: TestClient, store: Store) -> None:
    publish(store, "tea", url=f"{SITE}/articles/tea")
    publish(store, "oats")

    places = [unescape(place) for place in re.findall("<loc>(.*?)</loc>", browser.get("/sitemap.xml").text)]

    assert places == [f"{SITE}{page}" for page in ("/", "/join", "/issues/oats", "/issues/tea", "/articles/tea")]
    assert all(browser.get(place).status_code == 200 for place in places)
    assert f"Sitemap: {SITE}/sitemap.xml" in browser.get("/robots.txt").text


def test_an_archive_that_is_closed_shows_only_the_pieces_that_letters_lead_to(store: Store) -> None:
    publish(store, "tea")
    browser = doors.browser(store, web=WebSettings(archive=False, requests_per_minute=0))

    assert [browser.get(page).status_code for page in ("/", "/issues/tea", "/feed.xml", "/sitemap.xml")] == [404] * 4
    assert browser.get("/articles/tea").status_code == 200
    assert 'href="/issues' not in browser.get("/articles/tea").text
