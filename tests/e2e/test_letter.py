"""The letter in a real browser: narrow and wide, in light and dark, and without the styles that Gmail takes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.letters import PICTURE

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "golden"
LETTERS = sorted(
    file.stem
    for file in GOLDEN.glob("*.html")
    if file.stem.startswith("letter") or file.stem in ("confirmation-de", "goodbye-es", "welcome-en")
)
BREAD = '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="800"><circle cx="600" cy="400" r="300"/></svg>'
Light = Literal["light", "dark"]
Open = Callable[..., Page]

CONTRAST = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => [red, green, blue]
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const background = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = channels(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
      if (colour[3] !== 0) throw new Error(`${each.className} lets its background through`);
    }
    throw new Error("nothing stands behind it");
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    if (!text) continue;
    const element = texts.currentNode.parentElement;
    const pair = [channels(getComputedStyle(element).color), background(element)].map(luminance).sort((a, b) => b - a);
    found.push([text, (pair[0] + 0.05) / (pair[1] + 0.05)]);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def show(page: Page) -> Iterator[Open]:
    """Open a golden letter as a mail program of this width would; whatever it asks the network for fails the test."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        """The article's picture is there; nothing else is."""
        if route.request.url == PICTURE.url:
            route.fulfill(content_type="image/svg+xml", body=BREAD)
        else:
            asked.append(route.request.url)
            route.abort()

    def open_letter(name: str, *, width: int = 800, light: Light = "light", styles: bool = True) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=light)
        html = (GOLDEN / f"{name}.html").read_text("utf-8").replace("[[reader_email]]", f"{'ada' * 12}@example.org")
        page.set_content(html if styles else re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL))
        return page

    page.route("**/*", answer)
    yield open_letter
    page.unroute("**/*", answer)
    assert asked == []


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("styles", [True, False], ids=["styles", "no-styles"])
def test_nothing_runs_over_the_edge(show: Open, name: str, styles: bool) -> None:
    for width in (320, 375, 800):
        letter = show(name, width=width, styles=styles)
        left, right, scrolled = letter.evaluate(
            """() => {
              const boxes = [...document.querySelectorAll("h1, h2, p, a")].map((each) => each.getBoundingClientRect());
              const [left, right] = ["left", "right"].map((side) => boxes.map((box) => box[side]));
              return [Math.min(...left), Math.max(...right), document.documentElement.scrollWidth];
            }"""
        )

        assert scrolled <= width
        assert left >= 20
        assert right <= width - 20


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize(("light", "styles"), [("light", True), ("dark", True), ("dark", False)])
def test_all_text_can_be_read(show: Open, name: str, light: Light, styles: bool) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 to 1, for large text too."""
    found: list[tuple[str, float]] = show(name, light=light, styles=styles).evaluate(CONTRAST)

    assert len(found) > (15 if name.startswith("letter") else 5)
    assert [(text, round(ratio, 2)) for text, ratio in found if ratio < 4.5] == []


def test_outlooks_dark_mode_has_the_colours_of_the_dark_one(show: Open) -> None:
    dark = show("letter", light="dark").evaluate(CONTRAST)
    letter = show("letter")
    light = letter.evaluate(CONTRAST)

    letter.evaluate("for (const name of ['ogsc', 'ogsb']) document.documentElement.dataset[name] = ''")

    assert letter.evaluate(CONTRAST) == dark != light


def test_the_column_is_600_pixels_wide_and_fills_a_phone(show: Open) -> None:
    column = "document.querySelector('.column').getBoundingClientRect().width"

    assert show("letter", width=800).evaluate(column) == 600
    assert show("letter", width=800, styles=False).evaluate(column) == 600
    assert show("letter", width=375).evaluate(column) == 375


def test_a_line_of_the_letter_holds_between_35_and_75_characters(show: Open) -> None:
    lines = """() => {
      const cell = document.querySelectorAll('td.point')[2], range = document.createRange(), text = cell.firstChild;
      const tops = [...text.textContent].map((_, at) => {
        range.setStart(text, at); range.setEnd(text, at + 1);
        return Math.round(range.getBoundingClientRect().top);
      });
      return tops.filter((top) => top === tops[0]).length;
    }"""

    assert 45 <= show("letter", width=800).evaluate(lines) <= 75
    assert 28 <= show("letter", width=375).evaluate(lines) <= 50


@pytest.mark.parametrize("name", LETTERS)
def test_links_can_be_hit_with_a_finger(show: Open, name: str) -> None:
    """WCAG 2.2, 2.5.8 asks for 24 pixels; the two links that matter have what a thumb wants."""
    letter = show(name, width=375)
    heights: dict[str, float] = letter.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.button a, a.leave')]"
        ".map(link => [link.className, link.getBoundingClientRect().height]))"
    )

    assert heights.get("leave ink", 36 if name.startswith(("confirmation", "goodbye")) else 0) >= 36
    assert all(height >= 44 for name, height in heights.items() if name != "leave ink")


@pytest.mark.parametrize("name", LETTERS)
def test_headings_stand_in_order_and_tables_only_lay_out(show: Open, name: str) -> None:
    letter = show(name)
    levels: list[str] = letter.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(heading => heading.tagName)")
    roles: list[Any] = letter.evaluate(
        "[...document.querySelectorAll('table:not(.prose table)')].map(table => table.getAttribute('role'))"
    )

    assert levels[0] == "H1"
    assert levels.count("H1") == 1
    assert set(levels[1:]) == ({"H2"} if name.startswith("letter") else set())
    assert set(roles) == {"presentation"}


def test_a_language_from_right_to_left_is_set_so(show: Open) -> None:
    letter = show("letter-ar")
    number, text = (letter.locator(f"td.{cell}").first.bounding_box() for cell in ("number", "point"))

    assert number is not None
    assert text is not None
    assert number["x"] > text["x"]


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_picture_fills_the_column_and_a_transparent_one_stands_on_paper(show: Open, light: Light) -> None:
    for width, shown in ((800, (504, 336)), (375, (327, 218))):
        letter = show("letter-picture", width=width, light=light)
        letter.wait_for_function("document.images[0].complete")
        picture = letter.locator("img").bounding_box()
        assert picture is not None
        assert (round(picture["width"]), round(picture["height"])) == shown
        assert (
            letter.locator("img").evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(242, 237, 227)"
        )
