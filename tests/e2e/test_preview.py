"""The preview in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from gutletter import bootstrap
from gutletter.pipeline import Newsroom
from gutletter.settings import load
from gutletter.web.editors import preview_app
from gutletter.web.preview import preview_of
from tests.conftest import Publication
from tests.e2e.looking import DESKTOP, axe_core, barriers, looking, serving

pytestmark = pytest.mark.browser


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


def test_a_page_that_waits_for_an_answer_asks_no_second_question(preview: str, browser: Browser) -> None:
    with looking(browser, viewport=DESKTOP) as (page, _):
        page.clock.install()
        page.goto(preview)
        asked: list[Route] = []
        page.route("**/", lambda route: asked.append(route))  # and nobody answers

        with page.expect_request("**/"):  # the browser tells of it in its own time
            page.clock.run_for(2_000)
        page.clock.run_for(60_000)
        page.wait_for_timeout(500)
        assert len(asked) == 1
        with page.expect_response("**/"):
            asked[0].fulfill(status=304)
        page.clock.run_for(60_000)
        page.evaluate("0")
        assert len(asked) == 2


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


@pytest.mark.parametrize("width", [320, 375, 1000, 1280, 1440])
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


def test_every_editor_can_use_the_page_and_the_one_in_its_place(
    preview: str, browser: Browser, publication: Publication
) -> None:
    axe = axe_core()
    with looking(browser, viewport=DESKTOP) as (page, complaints):
        page.goto(preview)
        found = barriers(page, axe)
        file = publication.folder / "issues" / "2026-09-01-evening-tea.md"
        file.write_text("---\ntitel: Tea\n---\n\nText.\n", "utf-8")
        page.goto(preview)
        expect(page.get_by_role("heading", level=1)).to_contain_text("titel")
        assert found + barriers(page, axe) == []
        assert complaints == []
