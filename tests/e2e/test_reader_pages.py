"""Readers' pages by keyboard, on the narrowest phone, in every language; and beside the schedule in one process."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from gutletter import bootstrap
from gutletter.links import Purpose, token
from gutletter.model import SubscriberState
from gutletter.settings import load
from gutletter.web.door import Door
from gutletter.web.readers import readers_app
from tests.conftest import Publication
from tests.e2e.looking import DESKTOP, PHONE, looking, serving

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


@pytest.mark.parametrize("language", ["en", "de", "es"])
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
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("unsubscribed|abgemeldet|baja"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert complaints == []


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
