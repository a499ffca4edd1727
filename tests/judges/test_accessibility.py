"""axe-core in Chromium: every mail on a phone and a desktop, in light and dark, by WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.judges.conftest import Allowed, Complaint
from tests.judges.mails import Mail, editors_pages

JUDGE = "axe"
pytestmark = [pytest.mark.judges, pytest.mark.browser, pytest.mark.slow]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """async (tags) => {
  const { violations, incomplete } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return [...violations, ...incomplete.filter(({ id }) => id === "color-contrast")].flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => [id, html, any.map(({ message }) => message).join(" ")]));
}"""
SPOILED = (
    "<!DOCTYPE html><html><title>A</title><body><p style='color:#999999'>Faint</p><img src='data:,'></body></html>"
)


@pytest.fixture(scope="module")
def judge(browser: Browser, tool: Callable[[str], str]) -> Iterator[Callable[[str, str], list[Complaint]]]:
    """Four looks at a mail; nothing is fetched, so pictures are off."""
    script = Path(tool("axe-core/axe.min.js")).read_text("utf-8")
    with browser.new_context(offline=True) as context:
        page: Page = context.new_page()

        def look(name: str, html: str) -> list[Complaint]:
            found: list[Complaint] = []
            page.set_content(html)
            page.evaluate(script)
            for width in (375, 800):
                page.set_viewport_size({"width": width, "height": 800})
                for light in ("light", "dark"):
                    page.emulate_media(color_scheme="dark" if light == "dark" else "light")
                    nodes: list[Any] = page.evaluate(RUN, WCAG)
                    found += [Complaint(name, rule, f"{width} {light}", f"{html} {why}") for rule, html, why in nodes]
            return found

        yield look


def test_everyone_can_read_every_mail(
    mails: tuple[Mail, ...], judge: Callable[[str, str], list[Complaint]], beyond_allowed: Allowed
) -> None:
    assert beyond_allowed(one for mail in mails for one in judge(mail.name, mail.html)) == []


def test_every_editor_can_read_what_is_shown_of_the_samples(
    mails: tuple[Mail, ...], samples: Path, judge: Callable[[str, str], list[Complaint]]
) -> None:
    assert mails
    assert [one for name, page in editors_pages(samples) for one in judge(name, page)] == []


def test_axe_sees_what_cannot_be_read(judge: Callable[[str, str], list[Complaint]]) -> None:
    assert {"color-contrast", "image-alt", "html-has-lang"} <= {one.what for one in judge("spoiled", SPOILED)}
