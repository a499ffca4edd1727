"""The subject line and the preheader: taken from the article, never louder than it."""

from __future__ import annotations

import re
from collections.abc import Sequence

SUBJECT = 50  # characters that every mail client shows
PREHEADER = 130

_PARTS = re.compile(r"\s+[–—|-]\s+|:\s+|(?<=[?!.])\s+")
_LOUD = re.compile(
    r"won['’]?t believe|shock|secret|miracle|this one (?:weird )?trick|doctors hate|what happens next|mind-?blowing"
    r"|insane|!|\?\?|unglaublich|geheimnis|wunder|schock|increíble|milagro|incroyable|choc\b",
    re.IGNORECASE,
)


def subject(title: str) -> str:
    """The title, or the part of it that a mail client shows whole; a loud part only when there is no other."""
    title = " ".join(title.split())
    parts = [part.strip(" .") for part in _PARTS.split(title) if len(part.split()) > 1]
    quiet = [part for part in parts if not _LOUD.search(part)]
    if len(title) <= SUBJECT and not _LOUD.search(title):
        return title
    fitting = [part for part in quiet if len(part) <= SUBJECT]
    return (fitting or quiet or [title])[0]


def preheader(lines: Sequence[str]) -> str:
    """The first of these lines that an inbox shows whole; otherwise the shortest."""
    fitting = [line for line in lines if len(line) <= PREHEADER]
    return fitting[0] if fitting else min(lines, key=len, default="")
