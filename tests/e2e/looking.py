"""An app on loopback, a browser that notes every complaint, and whether everyone can use a page."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.types import ASGIApp

from gutletter.web.serving import address_of, listen

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


AXE = Path(__file__).parents[1] / "judges" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS = """async (tags) => {
  const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
UNSEEN_FOCUS = """() => [
    ...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")
  ]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0)
  .filter((one) => {
    one.focus({ focusVisible: true });
    const seen = getComputedStyle(one).opacity === "0" && one.labels?.length ? one.labels[0] : one;
    const { outlineStyle, outlineWidth } = getComputedStyle(seen);
    return document.activeElement === one && (outlineStyle === "none" || parseFloat(outlineWidth) < 2);
  })
  .map((one) => one.outerHTML.slice(0, 100))"""
TINY = """() => [...document.querySelectorAll("button, input, select, textarea, summary, nav a, .go a, footer a")]
  .filter((one) => one.checkVisibility() && one.tabIndex >= 0 && one.getBoundingClientRect().height < 24
    && ![...(one.labels ?? [])].some((label) => label.getBoundingClientRect().height >= 24))
  .map((one) => one.outerHTML.slice(0, 100))"""


def axe_core() -> str:
    """The script that judges a page; in CI it must be there."""
    if not AXE.is_file():
        missing = "There is no axe-core; .ci/run installs it (see tests/judges/README.md)."
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    return AXE.read_text("utf-8")


def barriers(page: Page, axe: str) -> list[str]:
    """What keeps somebody from using the page: axe-core, WCAG 2.2 AA, on a phone and a desktop, in light and dark.

    Also what runs over the edge, what is too small for a finger (2.5.8), a focus that is not seen (2.4.7), and a page
    without title or language.
    """
    page.evaluate(axe)
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is none
    found: list[str] = []
    for width, height in ((320, 600), (375, 800), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width}: runs over the edge")
        found += [f"{width}: tiny: {one}" for one in page.evaluate(TINY)]
        if width == 320:
            continue
        for light in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if light == "dark" else "light")
            found += [f"{width} {light}: {one}" for one in page.evaluate(VIOLATIONS, WCAG)]
    found += [f"unseen focus: {one}" for one in page.evaluate(UNSEEN_FOCUS)]
    if not page.title().strip() or not page.locator("html").get_attribute("lang"):
        found.append("without title or language")
    return [f"{page.url}: {one}" for one in found]
