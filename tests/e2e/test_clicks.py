"""A counted link still shows the very sentence: the browser keeps #:~:text= across our redirection."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser

from gutletter.clicks import counted
from gutletter.links import click_url
from gutletter.store import open_store
from gutletter.web.clicks import ClickDoor, Tally, clicks_route
from gutletter.web.serving import address_of, listen, serving
from tests.ledgers import NOW, add_readers, edition

pytestmark = pytest.mark.browser
SECRET = "s" * 32
ARTICLE = f"""\
<title>Fibre</title><p>Fibre.</p><div style="height:5000px"></div><p id=it>Fibre may help some adults.</p>
{"<p>…</p>" * 50}"""


@pytest.fixture
def site() -> Iterator[tuple[str, FastAPI]]:
    app = FastAPI()

    @app.get("/article", response_class=HTMLResponse)
    def article() -> str:
        return ARTICLE

    listening = listen("127.0.0.1", 0)
    address = address_of(listening)
    with serving(app, listening):
        yield address, app


def test_a_counted_link_shows_the_very_sentence(browser: Browser, site: tuple[str, FastAPI], tmp_path: Path) -> None:
    address, app = site
    target = f"{address}/article#:~:text=Fibre%20may%20help"
    letter = edition(rendered=replace(edition().rendered, html=f'<p><a href="{target}">a point</a></p>'))
    frozen = counted(letter, NOW, partial(click_url, address, SECRET))
    with closing(open_store("sqlite:///gutletter.db", tmp_path)) as store, browser.new_page() as page:
        add_readers(store, "ann")
        store.open_issue(frozen, NOW)
        app.router.routes.append(clicks_route(ClickDoor(store, (SECRET,), lambda: NOW, Tally())))
        page.goto(click_url(address, SECRET, frozen.letter, 0))
        page.wait_for_function("window.scrollY > 1000")
        shown = page.evaluate("document.getElementById('it').getBoundingClientRect().top")
        assert 0 <= shown <= page.evaluate("window.innerHeight")
        assert page.url == target
