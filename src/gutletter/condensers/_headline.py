"""The subject line and the preheader: taken from the article, never louder than it."""

from __future__ import annotations

import re
from collections.abc import Iterable

SUBJECT = 50  # characters that every mail client shows
PREHEADER = 130
_LONGEST = 400  # characters; what is longer is no line any more, and cut off it might lose its "not"

_PARTS = re.compile(r"\s+[–—|-]\s+|:\s+|(?<=[?!.])\s+|(?<=[?!.][”\"])\s+")
_QUOTES = re.compile(r"[“”„«»\"]|^'|'$")
_LOUD = re.compile(
    r"won['’]?t believe|shock|secret|miracle|this one (?:weird )?trick|doctors hate|what happens next|mind-?blowing"
    r"|insane|!|\?\?|unglaublich|geheimnis|wunder|schock|increíble|milagro|incroyable|choc\b",
    re.IGNORECASE,
)


def subject(title: str) -> str:
    """The title, or the part of it that a mail client shows whole; a loud part only when there is no other.

    A part of three words or more without quotation marks comes first, then any that fits, then the whole title.
    """
    title = " ".join(title.split())
    if len(title) <= SUBJECT and not _LOUD.search(title):
        return title
    parts = [part.strip(" .,") for part in _PARTS.split(title)]
    quiet = [part for part in parts if not _LOUD.search(part) and part.count(" ")]
    fitting = [part for part in quiet if len(part) <= SUBJECT]
    telling = [part for part in fitting if part.count(" ") > 1 and not _QUOTES.search(part)]
    whole = [] if _LOUD.search(title) else [title]
    return next(iter([*telling, *(_QUOTES.sub("", part) for part in fitting), *whole, *quiet, title]))


def preheader(lines: Iterable[str]) -> str:
    """The first of these lines that an inbox shows whole; otherwise the shortest; empty when even that is too long.

    No line behind the first that fits is asked for.
    """
    longer: list[str] = []
    for line in lines:
        if len(line) <= PREHEADER:
            return line
        longer.append(line)
    shortest = min(longer, key=len, default="")
    return shortest if len(shortest) <= _LONGEST else ""
