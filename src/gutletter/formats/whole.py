"""A body printed whole: what a letter shows of an article too short to condense."""

from __future__ import annotations

import re
from html import escape, unescape

from gutletter.formats.harmless import harmless
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
    return _without_title(to_html(body) if format is Format.MARKDOWN else harmless(body), title)


def page_html(body: str, format: Format, title: str) -> str:
    """A body as harmless HTML for a page of its own, without its title; plain text too, paragraph by paragraph."""
    if format is Format.TEXT:
        paragraphs = [part.strip() for part in re.split(r"\n[^\S\n]*\n", body) if part.strip()]
        titled = bool(paragraphs) and _words(paragraphs[0]) == _words(title)
        return "".join(f"<p>{escape(part)}</p>\n" for part in paragraphs[titled:])
    if format is Format.MARKDOWN:
        return _without_title(to_html(body, anchors=True), title)
    return _without_title(harmless(body, anchors=True), title)


def _without_title(whole: str, title: str) -> str:
    heading = _FIRST_HEADING.match(whole)
    return whole[heading.end() :] if heading and _words(heading[1]) == _words(title) else whole


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unescape(_MARKUP.sub("", text)).casefold())
