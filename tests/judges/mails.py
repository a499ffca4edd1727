"""The mail that is judged: every sample as gutletter demo would send it, and a mail of every kind in every language."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from gutletter import render
from gutletter.bootstrap import open_newsroom, shipped
from gutletter.cli.publication import DEMO_ARTICLES, make_publication
from gutletter.inlining import inlined
from gutletter.message import compose, personalised
from gutletter.model import RenderedIssue
from gutletter.pipeline import propose, read_queue
from gutletter.sending import addressed
from gutletter.settings import load
from gutletter.theme import theme
from gutletter.web.editors import write_preview
from gutletter.web.explanation import explanation_of, explanation_page
from gutletter.web.preview import preview_of
from tests.letters import BODY_HTML, DEFAULT, KINDS, WHOLE, in_language, letter, mail, with_picture

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECRET = "a secret for nobody"
LOGO = {"url": "https://letter.example.org/logo.png", "alt": "The Careful Reader", "width": 160}


@dataclass(frozen=True)
class Mail:
    """One mail to Ada: as it is sent, and as the theme wrote it before its CSS went into the elements."""

    name: str
    octets: bytes
    html: str
    written: str

    @property
    def bare(self) -> str:
        """The HTML as a client shows it that takes ``<style>`` away."""
        return re.sub(r"<style\b.*?</style>", "", self.html, flags=re.DOTALL)


def every_mail(folder: Path) -> tuple[Mail, ...]:
    """Written anew in ``folder``, an empty one."""
    documents: dict[str, str] = {}  # by what became of them

    def keep(document: str) -> str:
        result = inlined(document)
        documents[result] = document
        return result

    with patch.object(render, "inlined", keep):
        every = {**dict(_samples(folder)), **dict(_others())}
    return tuple(_mail(name, rendered, documents[rendered.html]) for name, rendered in every.items())


def _samples(folder: Path) -> Iterator[tuple[str, RenderedIssue]]:
    make_publication(folder, "The Gut Letter", postal_address="12 Orchard Lane, Anytown", article_url=DEMO_ARTICLES)
    shutil.copytree(shipped("issues"), folder / "issues", dirs_exist_ok=True)
    with open_newsroom(load(folder), clock=lambda: AT) as newsroom:
        drafts = [place.draft for place in read_queue(newsroom)[0]]
        assert len(drafts) >= 5
        for draft in drafts:
            yield draft.slug, propose(newsroom, draft, drafts).rendered


def editors_pages(folder: Path) -> Iterator[tuple[str, str]]:
    """What editors see of the samples, as files; written in ``folder``, which ``every_mail`` has filled."""
    with open_newsroom(load(folder), clock=lambda: AT) as newsroom:
        slugs = [place.draft.slug for place in read_queue(newsroom)[0]]
        for slug in slugs:
            yield f"{slug} explained", explanation_page(explanation_of(newsroom, slug))
        page = write_preview(preview_of(newsroom, slugs[0]), folder / "preview")
        yield f"{slugs[0]} previewed", page.read_text("utf-8")


def _others() -> Iterator[tuple[str, RenderedIssue]]:
    for kind in KINDS:
        yield from ((f"{kind}-{language}", mail(kind, language)) for language in ("en", "de", "es", "fr"))
    yield from ((f"issue-{language}", letter(in_language(language))) for language in ("de", "es", "fr", "ar"))
    yield "issue-whole", letter(digest=WHOLE, related=(), body_html=BODY_HTML)
    yield "issue-picture", letter(with_picture(), look=theme(DEFAULT, look={"logo": LOGO}))


def _mail(name: str, rendered: RenderedIssue, written: str) -> Mail:
    ada = addressed(rendered.letterhead, SECRET, 7, 12, "ada@example.org", "Ada Lovelace")
    for_ada = personalised(replace(rendered, html=written), ada)[1]
    return Mail(name, compose(rendered, ada, at=AT), personalised(rendered, ada)[1], for_ada)
