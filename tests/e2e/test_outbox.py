"""Looking through the outbox in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from gutletter.providers.outbox import Outbox
from tests.e2e.looking import PHONE, axe_core, barriers, looking
from tests.fakes.letters import AT, LETTER, delivery

ANN, BO = delivery("Ann"), delivery("Bo")

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_one_can_look_through_the_letters_without_javascript(tmp_path: Path, browser: Browser, width: int) -> None:
    list(Outbox(tmp_path, clock=lambda: AT).send(LETTER, [ANN, BO]))
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "index.html").as_uri())

    page.get_by_role("link", name="Bo bo@example.net").click()
    article = page.get_by_role("article", name="Bo, what fibre may do")
    letter = article.frame_locator("iframe")
    expect(letter.get_by_text("Dear Bo,")).to_be_visible()
    expect(letter.get_by_role("link", name="leave")).to_have_attribute("href", BO.unsubscribe_url)
    article.get_by_text("Headers", exact=True).click()
    expect(article.get_by_text("List-Unsubscribe-Post")).to_be_visible()
    article.get_by_text("Text part", exact=True).click()
    expect(article.get_by_text("Fibre may help. It is not a cure.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(1)  # the other letter is out of sight
    if width < 960:
        page.get_by_role("link", name="All letters").click()
        expect(page.get_by_role("article")).to_have_count(0)
    assert complaints == []
    context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_never_scrolls_sideways(tmp_path: Path, browser: Browser, width: int) -> None:
    long = delivery("A" * 80, f"{'a' * 60}@{'long-domain.' * 8}example")
    list(Outbox(tmp_path, clock=lambda: AT).send(LETTER, [ANN, long]))
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for anchor in ("", "#letter-1", "#letter-2"):
        page.goto((tmp_path / "index.html").as_uri() + anchor)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_everyone_can_look_through_it(tmp_path: Path, browser: Browser) -> None:
    axe = axe_core()
    list(Outbox(tmp_path, clock=lambda: AT).send(LETTER, [ANN, BO]))
    found: list[str] = []
    with looking(browser, viewport=PHONE) as (page, _):
        for anchor in ("", "#letter-1"):
            page.goto((tmp_path / "index.html").as_uri() + anchor)
            found += barriers(page, axe)
    assert found == []
