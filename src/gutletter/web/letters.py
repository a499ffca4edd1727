"""A letter as a page: as it was sent, without anybody's own links, and without a request to anybody else."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from gutletter.message import personalised
from gutletter.model import Delivery, RenderedIssue

_IMAGE = re.compile(r"<img\b[^<>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"""\bsrc=["']([^"']*)["']""", re.IGNORECASE)
_WORDS = re.compile(r"""\balt=["']([^"']*)["']""", re.IGNORECASE)
_HEAD_ENDS = re.compile(r"</head\s*>", re.IGNORECASE)
_BODY_BEGINS = re.compile(r"<body\b[^<>]*>", re.IGNORECASE)
_ROBOTS = re.compile(r"<meta name=\"robots\"[^<>]*>", re.IGNORECASE)


def neutral(rendered: RenderedIssue, *, name: str, everyone: str, leave: str, here: str) -> str:
    """The letter's HTML for anybody: ``everyone`` stands where an address stood, ``leave`` where own links led."""
    nobody = Delivery("", everyone, name, leave, "", preferences_url=leave, view_url=here)
    return personalised(rendered, nobody)[1]


def as_page(letter: str, *, head: str, bar: str) -> str:
    """The letter's document with more in its head, and something of ours above it; both are HTML."""
    for pattern, added, after in ((_HEAD_ENDS, head, False), (_BODY_BEGINS, bar, True)):
        if found := pattern.search(letter):
            at = found.end() if after else found.start()
            letter = f"{letter[:at]}{added}{letter[at:]}"
    return letter


def without_strangers_pictures(page: str, hosts: Collection[str]) -> str:
    """The page with only those pictures that come from these hosts; of the others, what they show in words."""

    def judged(image: re.Match[str]) -> str:
        source, words = _SOURCE.search(image[0]), _WORDS.search(image[0])
        address = html.unescape(source[1]) if source else ""
        if address.startswith("data:image/") or (
            address.startswith("https://") and urlsplit(address).netloc.lower() in hosts
        ):
            return image[0]
        return f"<em>[{words[1]}]</em>" if words and words[1].strip() else ""

    return _IMAGE.sub(judged, page)


def policy(hosts: Collection[str]) -> str:
    """What a page with a letter or an article may load: its own style, and pictures from these hosts."""
    sources = " ".join(("data:", *(f"https://{host}" for host in hosts)))
    return (
        f"default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' {sources}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
