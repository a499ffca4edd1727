"""Other people's HTML, made fit to stand in an email."""

from __future__ import annotations

import re

import nh3

_TAGS = set(
    re.findall(
        r"\w+",
        "a abbr b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s strong sub sup table tbody td "
        "tfoot th thead tr ul",
    )
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "th": {"align"},
    "td": {"align"},
    "ol": {"start"},
}
_PREFIX = "piece-"  # so that nothing in a piece is taken for a part of the page around it
_GONE = {"head", "script", "style", "title", "nav", "footer", "form", "aside", "button", "iframe", "object", "template"}
_PICTURE = re.compile(r"<img\b[^>]*>")
_SHOWN = re.compile(r'(?=[^>]*\bsrc="https://)(?=[^>]*\balt="[^"]*\w)')


_HERE = re.compile(r'(<a\b[^>]*?\bhref="#)(?=[^"])')


def harmless(html: str, *, anchors: bool = False) -> str:
    """The HTML without scripts, styles, classes, forms, menus and whatever else is not text.

    Links lead to http, https and mailto only. An image without https, or without words for those who do not see it, is
    left out. What comes out never makes premailer fetch or inline anything. With ``anchors``, for a page of its own,
    footnotes can be jumped to and back from.
    """
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_GONE,
        attributes={**_ATTRIBUTES, "*": {"id"}} if anchors else _ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
        id_prefix=_PREFIX if anchors else None,
    )
    if anchors:
        cleaned = _HERE.sub(rf"\g<1>{_PREFIX}", cleaned)
    return _PICTURE.sub(lambda image: image[0] if _SHOWN.search(image[0]) else "", cleaned)
