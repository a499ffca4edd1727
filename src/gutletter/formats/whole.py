"""A body printed whole: what a letter shows of an article too short to condense."""

from __future__ import annotations

import re
from html import escape, unescape

from gutletter.formats.harmless import harmless
from gutletter.formats.html import without_hidden
from gutletter.formats.markdown import to_html
from gutletter.model import Format

_FIRST_HEADING = re.compile(r"\s*<h1\b[^<>]*>(.*?)</h1>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")


def whole_html(body: str, format: Format, title: str) -> str:
    """A body as harmless HTML, without its title, which the letter prints itself.

    Empty for plain text, whose passages are all there is to print.
    """
    if format is Format.TEXT:
        return ""
    return _without_title(to_html(body) if format is Format.MARKDOWN else _visible(body), title)


def page_html(body: str, format: Format, title: str) -> str:
    """A body as harmless HTML for a page of its own, without its title; plain text too, paragraph by paragraph.

    An address that only stands there is a link.
    """
    if format is Format.TEXT:
        paragraphs = [part.strip() for part in re.split(r"\n[^\S\n]*\n", body) if part.strip()]
        titled = bool(paragraphs) and _words(paragraphs[0]) == _words(title)
        return _linked("".join(f"<p>{escape(part, quote=False)}</p>\n" for part in paragraphs[titled:]))
    if format is Format.MARKDOWN:
        return _linked(_without_title(to_html(body, anchors=True), title))
    return _linked(_without_title(_visible(body, anchors=True), title))


def _visible(body: str, *, anchors: bool = False) -> str:
    return harmless(without_hidden(body), anchors=anchors)


_TAG_OR_ADDRESS = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-z]+\d?)[^<>]*>|https?://(?:(?!&(?:lt|gt|quot|nbsp);)[^\s<>"'\xa0])+""", re.IGNORECASE
)
_STOP = re.compile(r"(?:[.,:!?…]|(?<!&amp);)+$")
_AS_THEY_ARE = frozenset(("a", "code", "pre"))


def _linked(page: str) -> str:
    """The HTML, in which addresses that are no links yet have become some; its text stays the same."""
    inside = 0

    def judged(found: re.Match[str]) -> str:
        nonlocal inside
        if found["tag"]:
            if found["tag"].lower() in _AS_THEY_ARE:
                inside += -1 if found["end"] else 1
            return found[0]
        if inside:
            return found[0]
        address = _without_stop(found[0])
        return f'<a href="{address}" rel="noopener noreferrer">{address}</a>{found[0][len(address) :]}'

    return _TAG_OR_ADDRESS.sub(judged, page)


def _without_stop(address: str) -> str:
    """Without what ends the sentence around it, and without a bracket that was opened before it."""
    shorter = _STOP.sub("", address)
    while shorter.endswith(")") and shorter.count(")") > shorter.count("("):
        shorter = _STOP.sub("", shorter[:-1])
    return shorter


def _without_title(whole: str, title: str) -> str:
    heading = _FIRST_HEADING.match(whole)
    return whole[heading.end() :] if heading and _words(heading[1]) == _words(title) else whole


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unescape(_MARKUP.sub("", text)).casefold())
