"""The letter and the readers that every sender here is measured with: 40 KB as a message, each copy its reader's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from jinja2 import DictLoader, FileSystemLoader

from gutletter.article import parse_article
from gutletter.bootstrap import shipped
from gutletter.condensers import condenser
from gutletter.digest import numbered_references, traced
from gutletter.model import Delivery, Edition, Letterhead, RenderedIssue
from gutletter.render import render
from gutletter.sending import addressed
from gutletter.sources.folder import IssuesFolder
from gutletter.theme import theme

AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
SENDER = "news@letter.example"
SITE = "https://letter.example"
SECRET = "a secret of thirty-two characters"
LETTERHEAD = Letterhead(
    name="The Measured Letter",
    sender=f"The Measured Letter <{SENDER}>",
    site=SITE,
    list_id="letter.example",
    postal_address="1 Kettle Street",
)
NAMES = ("Ada", "Grace Hopper", "Zoë", "Li Wei", "José Luis", "Maria da Silva", "Olu", "Ingrid", "", "Sam O’Hara")


@dataclass(frozen=True)
class Reader:
    """One of as many as are asked for; the store's have the same names and addresses."""

    number: int
    name: str
    email: str


def readers(count: int) -> Iterator[Reader]:
    for number in range(1, count + 1):
        yield Reader(number, NAMES[number % len(NAMES)], f"reader{number}@mail{number % 50}.example")


_GREETING = """{% extends "default/email/issue/body.TYPE" %}
{% block title %}{% if reader.name %}<p>Dear {{ reader.name }},</p>{% else %}<p>Dear reader,</p>{% endif %}
{{ super() }}{% endblock %}"""
_WITH_LOGIC = {
    "email/issue/body.html": _GREETING.replace("TYPE", "html"),
    "email/issue/body.txt": _GREETING.replace("TYPE", "txt").replace("<p>", "").replace("</p>", ""),
}


def edition(*, logic: bool = False) -> Edition:
    """A sample article printed whole: long enough to be a letter of 40 KB.

    ``logic``: with templates that ask whether the reader's name is known.
    """
    drafts, _ = IssuesFolder(shipped("issues"), ZoneInfo("UTC")).read()
    draft = next(one for one in drafts if "fermented" in one.place)
    article = parse_article(draft)
    digest = replace(traced(condenser("extractive")(article), article), whole=True)
    look = theme(FileSystemLoader(shipped("templates")), DictLoader(_WITH_LOGIC if logic else {}))
    rendered = render(article, digest, (), LETTERHEAD, numbered_references(digest, article), look, at=AT)
    return Edition(draft.slug, article.title, "", draft.fingerprint, (), "", digest, rendered)


def delivery(reader: Reader) -> Delivery:
    """The copy of issue 1 for this reader, with links of its own."""
    return addressed(LETTERHEAD, SECRET, 1, reader.number, reader.email, reader.name)


def letter() -> RenderedIssue:
    return edition().rendered
