"""The explanation of a letter, in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.conftest import Publication
from tests.e2e.looking import DESKTOP, PHONE, axe_core, barriers, looking
from tests.e2e.test_preview import background

pytestmark = pytest.mark.browser


@pytest.fixture
def page_file(publication: Publication, tmp_path: Path) -> str:
    file = publication.article("evening-tea")
    long = "By Ana Example | Updated in May | 4 min read | With a tea pot and twelve cups\n\n"
    table = "\n\n| Tea | Minutes |\n| --- | --- |\n| " + "Black tea, drunk in the evening " * 5 + "| 12 |\n"
    text = file.read_text("utf-8").replace("---\n\nTea has", f"---\n\n{long}Tea has")
    file.write_text(f"{text}{table}\n```\n{'tea = 1; ' * 40}\n```\n", "utf-8")
    assert publication.run("explain", "evening-tea", "--html", str(tmp_path / "tea.html")).code == 0
    return (tmp_path / "tea.html").as_uri()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_point_leads_to_its_sentence_and_back_with_the_keyboard_and_without_javascript(
    page_file: str, browser: Browser, viewport: dict[str, int]
) -> None:
    with looking(browser, viewport=viewport, java_script_enabled=False) as (page, complaints):
        page.goto(page_file)
        plain = background(page, ".on-2"), background(page, "#point-2")
        page.locator("#point-2 a").focus()
        assert background(page, ".on-2") != plain[0]
        page.keyboard.press("Enter")
        assert page.url.endswith("#source-2")
        box = page.locator("#source-2").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < viewport["height"]
        page.locator(".on-2 a").focus()
        assert background(page, "#point-2") != plain[1]
        page.keyboard.press("Enter")
        assert page.url.endswith("#point-2")
        assert complaints == []


@pytest.mark.parametrize("width", [320, 375, 1000, 1440])
def test_it_never_scrolls_sideways_and_every_link_can_be_pressed_by_a_finger(
    page_file: str, browser: Browser, width: int
) -> None:
    with looking(browser, viewport={"width": width, "height": 800}) as (page, _):
        page.goto(page_file)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for link in page.locator("a:visible").all():
            box = link.bounding_box()
            assert box is not None
            assert min(box["height"], box["width"]) >= 24, link.inner_text()  # WCAG 2.2, 2.5.8


def test_every_editor_can_use_it(page_file: str, browser: Browser) -> None:
    with looking(browser, viewport=DESKTOP) as (page, _):
        page.goto(page_file)
        assert barriers(page, axe_core()) == []
