"""Text that remembers where it stands, and the passages an article's body falls into.

Reading takes markup away; a key point must still be shown in the file it comes from. So every character that is left
carries the range of the body it was read from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_UNTIDY = re.compile(r"\s{2,}|[^\S ]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and for each of its characters where in the body it begins and ends.

    Characters stand in the order of the body; one that was written as an entity spans more than one character there.
    """

    text: str
    starts: Sequence[int]  # a range as long as nothing has been taken away
    ends: Sequence[int]

    @classmethod
    def of(cls, body: str, start: int, end: int) -> Traced:
        """The body's own characters from ``start`` to ``end``."""
        return cls(body[start:end], range(start, end), range(start + 1, end + 1))

    @classmethod
    def join(cls, parts: list[Traced]) -> Traced:
        """Several texts, one after the other."""
        if len(parts) == 1:
            return parts[0]
        starts: list[int] = []
        ends: list[int] = []
        for part in parts:
            starts += part.starts
            ends += part.ends
        return cls("".join(part.text for part in parts), starts, ends)

    def __bool__(self) -> bool:
        return bool(self.text)

    def __getitem__(self, part: slice) -> Traced:
        return Traced(self.text[part], self.starts[part], self.ends[part])

    def without(self, pattern: re.Pattern[str]) -> Traced:
        """Leave out what the pattern matches, but for what its first group caught."""
        kept, at = [], 0
        for match in pattern.finditer(self.text):
            kept.append(self[at : match.start()])
            if pattern.groups and match[1]:
                kept.append(self[match.start(1) : match.end(1)])
            at = match.end()
        if not kept:
            return self
        kept.append(self[at:])
        return Traced.join(kept)

    def replace(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Traced:
        """Put another text where the pattern matches; each of its characters spans the whole match."""
        parts, at = [], 0
        for match in pattern.finditer(self.text):
            new = by(match)
            first, last = self.starts[match.start()], self.ends[match.end() - 1]
            parts += [self[at : match.start()], Traced(new, [first] * len(new), [last] * len(new))]
            at = match.end()
        if not parts:
            return self
        parts.append(self[at:])
        return Traced.join(parts)

    def strip(self) -> Traced:
        """Without white space at either end."""
        left = len(self.text) - len(self.text.lstrip())
        return self[left : left + len(self.text.strip())]

    def tidy(self) -> Traced:
        """As a reader sees it: single spaces, no soft hyphens or zero-width marks, nothing at either end."""
        return self.without(_INVISIBLE).replace(_UNTIDY, lambda _: " ").strip()


NOTHING = Traced("", (), ())


class PassageKind(StrEnum):
    """What a passage is by its form; what it means is for the article to judge."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    ASIDE = "aside"  # marked as no part of the article: captions, share bars, forms
    RELATED = "related"  # a link in a box of related pieces
    NOTE = "note"  # an entry in a list of footnotes
    HTML = "html"  # raw HTML within Markdown, not yet read


class Emphasis(StrEnum):
    """How the whole of a passage is set."""

    NONE = "none"
    STRONG = "strong"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of a body in its order: its visible text without markup, and the range it stands in.

    Citation marks are still in ``text``. ``lines`` are the lengths of its lines as written; ``number`` is a list
    item's ("3", or "" in a list of bullets); ``level`` is a heading's, 1 to 6, else 0.
    """

    kind: PassageKind
    text: Traced
    start: int
    end: int
    level: int = 0
    number: str = ""
    emphasis: Emphasis = Emphasis.NONE
    lines: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image, as it is named in the body; its size in pixels where that is said, otherwise 0."""

    url: str
    alt: str
    width: int = 0
    height: int = 0


def superscript(number: str) -> str:
    """Digits, commas and dashes as raised signs: "3–5" as "³⁻⁵". Anything else stays as it is."""
    return number.strip().translate(_RAISED)


_RAISED = str.maketrans("0123456789-–,;", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻˒˒", " \n\t")
