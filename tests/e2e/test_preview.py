"""The preview and the way out, in a browser."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from starlette.types import ASGIApp

from gutletter import bootstrap
from gutletter.links import Purpose, token
from gutletter.model import SubscriberState
from gutletter.pipeline import Newsroom
from gutletter.settings import load
from gutletter.web.editors import preview_app
from gutletter.web.preview import preview_of
from gutletter.web.readers import Door, readers_app
from gutletter.web.serving import address_of, listen
from tests.conftest import Publication

pytestmark = pytest.mark.browser

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


@pytest.fixture
def newsroom(publication: Publication) -> Iterator[Newsroom]:
    publication.article("evening-tea")
    with bootstrap.open_newsroom(load(publication.folder)) as opened:
        yield opened


@pytest.fixture
def preview(newsroom: Newsroom) -> Iterator[str]:
    with serving(preview_app(lambda: preview_of(newsroom, "evening-tea"))) as address:
        yield address


def background(page: Page, selector: str) -> str:
    colour: str = page.eval_on_selector(selector, "element => getComputedStyle(element).backgroundColor")
    return colour


# ── the preview ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("javascript", [True, False])
def test_the_letter_is_shown_at_both_widths_and_in_both_lights(
    preview: str, browser: Browser, javascript: bool
) -> None:
    with looking(browser, viewport=DESKTOP, java_script_enabled=javascript) as (page, complaints):
        page.goto(preview)
        for tab, title, width, dark in (
            ("Phone", "on a phone, light", 375, False),
            ("Phone", "on a phone, dark", 375, True),
            ("Desktop", "on a desktop, light", 800, False),
            ("Desktop, dark", "on a desktop, dark", 800, True),
            ("At its worst", "without its <style>, as Gmail may show it", 375, False),
            ("At its worst", "with images off", 375, False),
        ):
            page.get_by_text(tab, exact=True).click()
            frame = page.locator(f"iframe[title='The letter, {title}']:visible")
            letter = frame.content_frame
            expect(letter.get_by_role("heading", level=1)).to_have_text("Evening Tea")
            box = frame.bounding_box()
            assert box is not None
            assert box["width"] == width + 2  # a line on either side
            if javascript:
                ink = letter.locator("h1").evaluate("element => getComputedStyle(element).color")
                assert (min(map(int, ink[4:-1].split(","))) > 128) == dark, title
        page.get_by_text("Plain text", exact=True).click()
        expect(page.locator(".panel-text pre")).to_contain_text("KEY POINTS")
        page.get_by_text("Source", exact=True).click()
        expect(page.locator(".panel-source pre")).to_contain_text("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
        assert complaints == []


@pytest.mark.parametrize("how", ["hover", "focus"])
def test_a_point_and_its_sentence_light_one_another(preview: str, browser: Browser, how: str) -> None:
    with looking(browser, viewport=DESKTOP) as (page, complaints):
        page.goto(preview)
        before = background(page, "#source-2"), background(page, "#point-2")
        for one, other, was in (("#point-2", "#source-2", before[0]), ("#source-2", "#point-2", before[1])):
            page.locator(one).hover() if how == "hover" else page.locator(f"{one} a").first.focus()
            assert background(page, other) != was
            assert background(page, "#source-1") == was
        assert complaints == []


def test_the_page_follows_the_file_and_keeps_the_chosen_view(
    preview: str, browser: Browser, publication: Publication
) -> None:
    with looking(browser, viewport=DESKTOP) as (page, complaints):
        page.goto(preview)
        page.get_by_text("Plain text", exact=True).click()
        file = publication.folder / "issues" / "2026-09-01-evening-tea.md"

        file.write_text(file.read_text("utf-8").replace("Evening Tea", "Tea at Midnight"), "utf-8")
        expect(page.locator(".panel-text pre")).to_contain_text("Tea at Midnight", timeout=20_000)
        file.write_text("---\ntitel: Tea\n---\n\nText.\n", "utf-8")
        expect(page.get_by_role("heading", level=1)).to_contain_text("2026-09-01-evening-tea.md:2", timeout=20_000)
        publication.article("evening-tea")
        expect(page.locator(".panel-text pre")).to_contain_text("Evening Tea", timeout=20_000)

        assert complaints == []


def test_the_files_show_the_same_without_a_server(publication: Publication, tmp_path: Path, browser: Browser) -> None:
    publication.article("evening-tea")
    assert publication.run("preview", "--out", str(tmp_path / "out")).code == 0

    with looking(browser, viewport=DESKTOP) as (page, complaints):
        page.goto((tmp_path / "out" / "index.html").as_uri())
        dark = page.locator("iframe[title='The letter, on a phone, dark']").content_frame
        expect(dark.get_by_role("heading", level=1)).to_have_text("Evening Tea")
        was = background(page, "#source-1")
        page.locator("#point-1").hover()
        assert background(page, "#source-1") != was
        assert complaints == []


@pytest.mark.parametrize("width", [320, 375, 1000, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_never_scrolls_sideways_and_every_control_can_be_pressed_by_a_finger(
    preview: str, browser: Browser, width: int, scheme: str
) -> None:
    with looking(browser, viewport={"width": width, "height": 800}, color_scheme=scheme) as (page, _):
        page.goto(preview)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for control in page.locator("label:visible, a:visible").all():
            box = control.bounding_box()
            assert box is not None
            assert box["height"] >= 24, control.inner_text()  # WCAG 2.2, 2.5.8


# ── the way out ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def way_out(newsroom: Newsroom, publication: Publication) -> Iterator[tuple[str, Callable[[], SubscriberState]]]:
    publication.readers("ada")
    ada = newsroom.store.subscriber("ada@example.org")
    assert ada is not None
    door = Door(newsroom.store, newsroom.theme, newsroom.letterhead, (newsroom.secret,), newsroom.clock)

    def state() -> SubscriberState:
        known = newsroom.store.subscriber_by_id(ada.id)
        assert known is not None
        return known.state

    with serving(readers_app(door)) as address:
        yield f"{address}/u/{token(newsroom.secret, Purpose.UNSUBSCRIBE, 1, ada.id)}", state


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_reader_leaves_and_comes_back_with_the_keyboard_and_without_javascript(
    way_out: tuple[str, Callable[[], SubscriberState]], browser: Browser, viewport: dict[str, int], scheme: str
) -> None:
    address, state = way_out
    with looking(browser, viewport=viewport, color_scheme=scheme, java_script_enabled=False) as (page, complaints):
        page.goto(address)
        time.sleep(0.1)
        assert state() is SubscriberState.CONFIRMED
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Unsubscribe")).to_be_focused()

        page.keyboard.press("Enter")
        expect(page.get_by_role("heading")).to_have_text("You are unsubscribed")
        assert state() is SubscriberState.UNSUBSCRIBED
        page.reload()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading")).to_have_text("Welcome back")
        assert state() is SubscriberState.CONFIRMED

        assert complaints == []


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_way_out_fits_the_narrowest_phone_in_every_language(
    way_out: tuple[str, Callable[[], SubscriberState]], browser: Browser, language: str
) -> None:
    with looking(browser, viewport={"width": 320, "height": 600}, locale=language) as (page, complaints):
        page.goto(way_out[0])
        expect(page.locator("html")).to_have_attribute("lang", language)
        for _ in range(2):
            with page.expect_navigation():  # the page of before must not be measured while it goes
                page.get_by_role("button").click()
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert complaints == []
