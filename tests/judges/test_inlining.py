"""css-inline, the other inliner: what it and premailer make of every mail looks the same, computed style by style."""

from __future__ import annotations

import re
from collections.abc import Iterator

import css_inline
import pytest
from playwright.sync_api import Browser, Page

from tests.judges.mails import Mail

pytestmark = [pytest.mark.judges, pytest.mark.browser, pytest.mark.slow]

DIFFERENCES = """([one, other]) => {
  const show = (html) => new Promise((shown) => {
    const frame = document.createElement("iframe");
    frame.style.cssText = "width: 800px; height: 600px";
    frame.onload = () => shown(frame.contentWindow);
    frame.srcdoc = html;
    document.body.append(frame);
  });
  return Promise.all([show(one), show(other)]).then((windows) => {
    const [mine, theirs] = windows.map((each) => [...each.document.querySelectorAll("body, body *")]);
    const found = mine.length === theirs.length ? [] : [`${mine.length} elements and ${theirs.length}`];
    mine.forEach((element, at) => {
      const [a, b] = [windows[0].getComputedStyle(element), windows[1].getComputedStyle(theirs[at])];
      for (const property of a) {
        const [left, right] = [a.getPropertyValue(property), b.getPropertyValue(property)];
        if (left !== right) found.push(`${element.tagName} ${element.className}: ${property} ${left} | ${right}`);
      }
    });
    document.body.replaceChildren();
    return [mine.length, found];
  });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(offline=True) as context:
        yield context.new_page()


def by_css_inline(mail: Mail) -> str:
    """The theme's own document, inlined by css-inline, without what stays in ``<style>``."""
    to_inline = re.sub(r'<style data-premailer="ignore">.*?</style>', "", mail.written, flags=re.DOTALL)
    inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
    return re.sub(r"<!--.*?-->", "", inliner.inline(to_inline), flags=re.DOTALL)


def by_premailer(mail: Mail) -> str:
    return re.sub(r"<!--.*?-->", "", mail.bare, flags=re.DOTALL)


def differences(page: Page, one: str, other: str) -> list[str]:
    elements, found = page.evaluate(DIFFERENCES, [one, other])
    assert elements > 20
    return list(dict.fromkeys(found))


def test_two_inliners_give_every_mail_the_same_look(mails: tuple[Mail, ...], page: Page) -> None:
    judged = [mail for mail in mails if not mail.name.endswith(("-de", "-es"))]  # they differ in words alone

    assert {
        mail.name: found for mail in judged if (found := differences(page, by_premailer(mail), by_css_inline(mail)))
    } == {}


def test_a_lost_style_is_noticed(mails: tuple[Mail, ...], page: Page) -> None:
    spoiled = by_css_inline(mails[0]).replace("font-style: italic", "font-style: normal", 1)
    spoiled = re.sub(r"padding-top: ?32px", "padding-top: 31px", spoiled, count=1)

    assert differences(page, by_premailer(mails[0]), spoiled)
