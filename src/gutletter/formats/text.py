"""Plain text, as it comes out of a word processor or a copied page: its passages with offsets.

Paragraphs are parted by empty lines. A line that begins with a bullet or a number begins a list item; a short line
that is followed by a long one is a passage of its own.
"""

from __future__ import annotations

import html
import re

from gutletter.formats.passages import Passage, PassageKind, Picture, Traced

_ITEM = re.compile(r"[^\S\n]*(?:[-*+•‣◦▪●■–·✓✔][^\S\n]+|\(?(\d{1,2})[.)][^\S\n]+)(?=\S)")
_SHORT = 80  # characters: a longer line was not wrapped by hand, and no heading
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});")
_STARS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)")
_LINK = re.compile(r"\[([^\[\]^]+)\]\(\s*(?:https?:|/|#|mailto:)[^()\s]*\s*\)")


def read_text(body: str) -> tuple[list[Passage], list[Picture]]:
    """The passages of a plain text in their order. Reads any text; nothing is an error."""
    passages: list[Passage] = []
    lines: list[tuple[int, int]] = []
    at = 0
    for line in body.split("\n"):
        span = (at, at + len(line))
        at += len(line) + 1
        if lines and (not line.strip() or _ITEM.match(line) or _parts(body, lines, line)):
            passages.append(_passage(body, lines))
            lines = []
        if line.strip():
            lines.append(span)
    if lines:
        passages.append(_passage(body, lines))
    return [passage for passage in passages if passage.text], []


def _parts(body: str, lines: list[tuple[int, int]], line: str) -> bool:
    """Whether a line begins a paragraph although no empty line stands before it."""
    start, end = lines[0]
    first = body[start:end].strip()
    return (
        len(lines) == 1
        and len(line) > _SHORT
        and len(first) < _SHORT
        and first[-1] not in ".,;:!"
        and line.lstrip()[0].isupper()
        and not _ITEM.match(first)
    )


def _passage(body: str, lines: list[tuple[int, int]]) -> Passage:
    start, end = lines[0][0], lines[-1][1]
    item = _ITEM.match(body, start, end)
    text = Traced.of(body, item.end() if item else start, end)
    text = text.without(_STARS).without(_LINK).replace(_ENTITY, lambda match: html.unescape(match[0])).tidy()
    return Passage(
        PassageKind.ITEM if item else PassageKind.PARAGRAPH,
        text,
        start,
        end,
        number=(item[1] or "") if item else "",
        lines=tuple(end - start for start, end in lines),
    )
