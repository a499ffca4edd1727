"""Readers' pages by keyboard, on the narrowest phone, in every language; and beside the schedule in one process."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, expect

from gutletter import bootstrap
from gutletter.links import Purpose, token
from gutletter.model import SubscriberState
from gutletter.settings import WebSettings, load
from gutletter.web.door import Door
from gutletter.web.readers import readers_app
from tests.conftest import Publication
from tests.e2e.looking import DESKTOP, PHONE, axe_core, barriers, looking, serving

pytestmark = pytest.mark.browser
WayOut = tuple[str, Callable[[], SubscriberState]]


@pytest.fixture
def way_out(publication: Publication) -> Iterator[WayOut]:
    publication.readers("ada")
    with bootstrap.open_newsroom(load(publication.folder)) as newsroom:
        ada = newsroom.store.subscriber("ada@example.org")
        assert ada is not None
        door = Door(newsroom.store, newsroom.theme, newsroom.letterhead, (newsroom.secret,), newsroom.clock)

        def state() -> SubscriberState:
            known = newsroom.store.subscriber_by_id(ada.id)
            assert known is not None
            return known.state

        with serving(readers_app(door)) as address:
            yield f"{address}/u/{token(newsroom.secret, Purpose.UNSUBSCRIBE, 1, ada.id)}", state


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")], ids=["phone in the dark", "desktop"]
)
def test_a_reader_leaves_and_comes_back_with_the_keyboard_and_without_javascript(
    way_out: WayOut, browser: Browser, viewport: dict[str, int], scheme: str
) -> None:
    address, state = way_out
    with looking(browser, viewport=viewport, color_scheme=scheme, java_script_enabled=False) as (page, complaints):
        page.goto(address)
        time.sleep(0.1)
        assert state() is SubscriberState.CONFIRMED
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Unsubscribe")).to_be_focused()

        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
        assert state() is SubscriberState.UNSUBSCRIBED
        page.reload()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Welcome back")
        assert state() is SubscriberState.CONFIRMED

        assert complaints == []


def test_the_form_of_the_readme_works_on_a_page_elsewhere(way_out: WayOut, browser: Browser) -> None:
    site = way_out[0].rpartition("/u/")[0]
    (form,) = re.findall(r"```html\n(.*?)```", (Path(__file__).parents[2] / "README.md").read_text("utf-8"), re.DOTALL)
    elsewhere = FastAPI()

    @elsewhere.get("/", response_class=HTMLResponse)
    def page_of_theirs() -> str:
        return str(form.replace("https://letter.example.org", site))

    how = {"viewport": PHONE, "java_script_enabled": False}
    with serving(elsewhere) as theirs, looking(browser, **how) as (page, complaints):
        page.goto(theirs)
        page.get_by_label("Email address").fill("bo@example.org")
        page.get_by_role("button", name="Subscribe").click()
        expect(page.get_by_role("alert")).to_contain_text("One more press")
        expect(page.get_by_label("Email address")).to_have_value("bo@example.org")
        time.sleep(2.1)  # people take longer
        page.get_by_role("button", name="Subscribe").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Have a look into your mailbox")
        assert [one for one in complaints if "favicon" not in one and "404" not in one] == []


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_the_pages_fit_the_narrowest_phone_in_every_language(way_out: WayOut, browser: Browser, language: str) -> None:
    site = way_out[0].rpartition("/u/")[0]
    with looking(browser, viewport={"width": 320, "height": 600}, locale=language) as (page, complaints):
        for address in (way_out[0], f"{site}/", f"{site}/join", f"{site}/leave"):
            page.goto(address)
            expect(page.locator("html")).to_have_attribute("lang", language)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            assert page.get_by_role("heading", level=1).count() == 1
            for control in page.locator("button:visible, nav a:visible, input:visible:not([type=hidden])").all():
                box = control.bounding_box()
                assert box is not None
                assert box["height"] >= 24  # WCAG 2.2, 2.5.8
        page.goto(way_out[0])
        page.locator("main form button").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("unsubscribed|abgemeldet|baja|désabonné"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert complaints == []


def test_what_keeps_somebody_from_using_a_page_is_seen(browser: Browser) -> None:
    with looking(browser, viewport=PHONE) as (page, _):
        page.set_content(
            "<title></title><style>:focus-visible { outline: none } button { height: 12px; font-size: 8px }</style>"
            "<button>Go</button><p style='color: #999; width: 900px'>Faint</p>"
        )
        found = " ".join(barriers(page, axe_core()))
    for one in ("unseen focus", "tiny", "over the edge", "color-contrast", "without title"):
        assert one in found


def test_everyone_can_use_the_pages_that_few_ever_see(publication: Publication, browser: Browser) -> None:
    axe = axe_core()
    publication.readers("ada", "bo")
    with bootstrap.open_newsroom(load(publication.folder)) as newsroom:
        ada, bo = (newsroom.store.subscriber(f"{name}@example.org") for name in ("ada", "bo"))
        assert ada is not None
        assert bo is not None
        newsroom.store.set_state(bo.id, SubscriberState.BOUNCED, newsroom.clock())
        door = Door(newsroom.store, newsroom.theme, newsroom.letterhead, (newsroom.secret,), newsroom.clock)
        patient = readers_app(replace(door, web=WebSettings(requests_per_minute=0)))
        hasty = readers_app(replace(door, web=WebSettings(requests_per_minute=2)))

        def link(place: str, purpose: Purpose, issue: int, reader: int) -> str:
            return f"/{place}/{token(newsroom.secret, purpose, issue, reader)}"

        with serving(patient) as site, serving(hasty) as busy, looking(browser, viewport=PHONE) as (page, _):
            seen: list[str] = []
            found: list[str] = []

            def look(address: str) -> None:
                page.goto(address)
                seen.append(page.get_by_role("heading", level=1).inner_text())
                found.extend(barriers(page, axe))

            for address in (
                "/nothing/here",
                link("u", Purpose.UNSUBSCRIBE, 0, 0),
                link("u", Purpose.UNSUBSCRIBE, 1, bo.id),
                link("yes", Purpose.CONFIRM, 99, bo.id),
                link("s", Purpose.SETTINGS, 99, ada.id),
                "/leave",
                "/?q=zebra",
            ):
                look(f"{site}{address}")
            page.goto(f"{site}/join")
            page.locator("form.join").evaluate("form => { form.noValidate = true }")
            page.get_by_label("Email address").fill("ada@")
            page.get_by_role("button", name="Subscribe").click()
            expect(page.get_by_role("alert")).to_contain_text("no email address")
            found += barriers(page, axe)
            page.goto(f"{site}/join")
            page.get_by_label("Email address").fill("ada@example.org")
            page.get_by_role("button", name="Subscribe").click()  # at once, as programs do it
            expect(page.get_by_role("alert")).to_contain_text("One more press")
            found += barriers(page, axe)
            page.goto(f"{busy}/join")
            page.goto(f"{busy}/join")
            look(f"{busy}/join")
    assert seen == [
        "There is nothing here",
        "This is a test letter’s link",
        "You get no more letters",
        "This link is no longer good",
        "This link is no longer good",
        "Your own link is in your mailbox",
        "Letters with “zebra”",
        "One moment, please",
    ]
    assert found == []


def test_the_schedule_and_the_pages_run_in_one_process_and_end_together(
    publication: Publication, browser: Browser
) -> None:
    toml = publication.folder / "gutletter.toml"
    toml.write_text(toml.read_text("utf-8") + "\n[web]\nserve = true\nport = 0\n", "utf-8")
    command = [sys.executable, "-m", "gutletter", "-C", str(publication.folder), "run"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        told = iter(process.stderr)
        address = next(found[0] for line in told if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        with looking(browser, viewport=PHONE) as (page, complaints):
            page.goto(f"{address}/join")
            expect(page.get_by_role("heading", level=1)).to_have_text("Subscribe to The Tea Letter")
            assert complaints == []
        process.send_signal(signal.SIGTERM)
        rest = process.stderr.read()
        assert process.wait(timeout=30) == 0, rest
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()


def test_whoever_asks_for_more_contrast_gets_it(way_out: WayOut, browser: Browser) -> None:
    site = way_out[0].rpartition("/u/")[0]
    with looking(browser, viewport=PHONE) as (page, _):
        page.goto(f"{site}/join")
        ink, soft = "getComputedStyle(document.body).color", "getComputedStyle(document.querySelector('.small')).color"
        assert page.evaluate(ink) != page.evaluate(soft)
        page.emulate_media(contrast="more")
        assert page.evaluate(ink) == page.evaluate(soft)
