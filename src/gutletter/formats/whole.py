"""A body printed whole: what a letter shows of an article too short to condense."""

from __future__ import annotations

import re
from html import unescape

from gutletter.formats.harmless import harmless
from gutletter.formats.markdown import to_html
from gutletter.model import Format

_FIRST_HEADING = re.compile(r"\s*<h1>(.*?)</h1>", re.DOTALL)
_MARKUP = re.compile(r"<[^<>]*>")


def whole_html(body: str, format: Format, title: str) -> str:
    """A body as harmless HTML, without its title, which the letter prints itself.

    Empty for plain text, whose passages are all there is to print.
    """
    if format is Format.TEXT:
        return ""
    whole = to_html(body) if format is Format.MARKDOWN else harmless(body)
    heading = _FIRST_HEADING.match(whole)
    return whole[heading.end() :] if heading and _words(heading[1]) == _words(title) else whole


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unescape(_MARKUP.sub("", text)).casefold())
