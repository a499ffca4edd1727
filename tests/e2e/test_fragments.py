"""The link under each point, in a browser: it shows the very sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser

from gutletter.article import parse_article
from gutletter.drafts import parse_draft
from gutletter.formats.whole import page_html
from gutletter.render import sentence_url

pytestmark = pytest.mark.browser

AWKWARD = """\
---
title: Vitamin B12, folate & iron – all three
---

The first three words, it is said, are often "the hardest" - and so are the last.

Vitamin B12, folate & iron – all three – matter; none, though, is magic.

Café-au-lait spots, naïve T-cells and the Müller–Lyer study (n = 12) surprised M. O'Hara’s team.

In 2019, 1,234 adults (aged 18–65) ate 25–30 g a day, i.e. more than 3 × as much: 40%, p < 0.05 & all.

A low-glycaemic-load diet – that is, one with few
fast carbohydrates, as the authors wrote – **may** reduce *spots* in some
people, [but the trials](https://example.org) are few.[^1]

In one trial of tea, 42 adults drank tea.

In one trial of tea, 42 adults drank water, and slept.

Das gilt für Erwachsene, nicht für Säuglinge.

الألياف قد تغذي البكتيريا في الأمعاء، لكن الدليل ما زال قليلا عند البالغين.

"""
LONG = " ".join(f"word{number}, and" for number in range(300)) + " no more.\n\n[^1]: A source.\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """A site on loopback that shows what lies in ``tmp_path``."""

    class Quiet(SimpleHTTPRequestHandler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, directory=str(tmp_path))

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_however_awkward_a_sentence_is_its_link_shows_it(site: str, tmp_path: Path, browser: Browser) -> None:
    draft = parse_draft("awkward.md", f"{AWKWARD}{LONG}".encode(), UTC)
    article = parse_article(draft)
    page_of = page_html(draft.body, draft.format, article.title)
    head = f"<!doctype html><meta charset=utf-8><style>p {{ margin: 1500px 0 }}</style><h1>{article.title}</h1>"
    (tmp_path / "a.html").write_text(head + page_of, "utf-8")
    with browser.new_context(viewport={"width": 900, "height": 700}) as context:
        for sentence in article.sentences:
            written = draft.body[sentence.start : sentence.end]
            url = sentence_url(f"{site}/a.html", sentence, written, f"{draft.title} {draft.body[: sentence.start]}")
            page = context.new_page()
            page.goto(url)
            page.wait_for_function("scrollY > 0", timeout=5000)
            shown = page.evaluate("""() => [...document.querySelectorAll("p")].filter((one) => {
                const { top, bottom } = one.getBoundingClientRect();
                return bottom > 0 && top < innerHeight;
            }).map((one) => one.textContent.replace(/\\s+/g, " "))""")
            assert [sentence.text[:40] in text for text in shown] == [True], (sentence.text[:60], url)
            page.close()
