"""Citation marks in a text, and the definitions they point at.

Marks come as ``[^8]``, ``[^8^]``, ``[3–5]``, ``(1,2)`` and raised digits; a number in brackets can also be data.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gutletter.formats.passages import Traced
from gutletter.model import Reference

_NUMBERS = r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_MARK = re.compile(
    rf"""
      (?P<note>\[\^[^\]\[\s]{{1,40}}\]):?
    | \[(?P<square>{_NUMBERS})\](?!\()
    | \((?P<round>{_NUMBERS})\)
    | (?P<raised>[{_RAISED}]+(?:[˒⁻,–-]?[{_RAISED}]+)*)
    | \^(?P<caret>{_NUMBERS})\^
    | (?<=[a-z]{{3}}[.,])(?P<glued>{_NUMBERS})(?=\s+[A-Z“"(]|$)
    """,
    re.VERBOSE,
)
_AT_END = re.compile(
    rf"(?:\s?(?:\[\^[^\]\[\s]{{1,40}}\]|\[{_NUMBERS}\]|\({_NUMBERS}\)|[{_RAISED}]+)|(?<=[a-z]\.){_NUMBERS})+$"
)
_DIGITS = str.maketrans(_RAISED + "⁻˒", "0123456789-,")
_DATA = re.compile(r"(?:\d|(?<![\w.])(?:[kcmdnµμ]?m|ft|kg|R|r|χ|x|n|s|h|l))$")  # 10⁶, m², R²: not a citation
_ROUND = re.compile(rf"(?<![\w(])\(({_NUMBERS})\)")
_DEFINITION = re.compile(r"\[\^([^\]\[\s]{1,40}?)\^?\]:\s*")
_NUMBERED = re.compile(r"(?:^|(?<=[.\s]))(?:\((\d{1,3})\)|\[(\d{1,3})\])\s*(?=\S)")
_RAISED_ENTRY = re.compile(rf"(?:^|(?<=[.\s]))([{_RAISED}]+)\s+(?=\S)")
_PLAIN_ENTRY = re.compile(r"^(\d{1,3})[.)]\s+(?=\S)")
_URL = re.compile(r"<?(https?://[^\s<>\"]+[^\s<>\".,;:!?)\]])>?")
_DOI = re.compile(r"\b(?:doi:?\s*|DOI:?\s*|doi\.org/)(10\.\d{4,9}/[^\s<>\"]+[^\s<>\".,;:)\]])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation mark that was taken out: before which character of what is left it stood, and where it ended."""

    at: int
    end: int
    labels: tuple[str, ...]


def take_marks(text: Traced, labels: Collection[str]) -> tuple[Traced, list[Mark]]:
    """The text without its citation marks, and the marks. ``labels`` are the references that ``(3)`` may mean."""
    parts: list[Traced] = []
    marks: list[Mark] = []
    at = length = 0
    for match in _MARK.finditer(text.text):
        cited = _cited(text.text, match, labels)
        if not cited:
            continue
        before = text.text[at : match.start()].rstrip()
        part = text[at : at + len(before)]
        parts.append(part)
        length += len(part.text)
        at = match.end()
        marks.append(Mark(length, text.ends[at - 1], cited))
    if not marks:
        return text, []
    parts.append(text[at:])
    return Traced.join(parts), marks


def before_marks(text: str) -> str:
    """The text without the citation marks at its end: whatever looks like one, since only what is before it counts."""
    return _AT_END.sub("", text)


def _cited(text: str, match: re.Match[str], labels: Collection[str]) -> tuple[str, ...]:
    if match["note"]:
        return tuple(label for label in match["note"][2:-1].rstrip("^").split(",") if label)
    if match["raised"]:
        if _DATA.search(text[max(0, match.start("raised") - 4) : match.start("raised")]):
            return ()
        return expand(match["raised"].translate(_DIGITS))
    numbers = expand(match["square"] or match["round"] or match["caret"] or match["glued"])
    if match["square"] or match["caret"]:
        return numbers
    told = all(number in labels for number in numbers) and not (match["round"] and _enumerates(text, match))
    return numbers if told else ()


def _enumerates(text: str, match: re.Match[str]) -> bool:
    """Whether a number in brackets opens what follows it, as in "(1) wash, (2) dry"."""
    before = text[: match.start()].rstrip()
    after = text[match.end() : match.end() + 2]
    return not before or (before[-1] in ":;," and after[:1] == " " and after[1:].isalpha())


def expand(numbers: str) -> tuple[str, ...]:
    """The labels in "3–5, 8"."""
    labels: list[str] = []
    for part in re.split(r"\s*[,;]\s*", numbers):
        first, _, last = re.sub(r"\s*[–-]\s*", "-", part).partition("-")
        if last and int(first) < int(last) <= int(first) + 50:
            labels += map(str, range(int(first), int(last) + 1))
        else:
            labels += [label for label in (first, last) if label]
    return tuple(labels)


def assumed_labels(texts: Iterable[str]) -> frozenset[str]:
    """The labels that round brackets plainly cite although no reference is listed: 1, 2, 3 … met in that order."""
    met: list[int] = []
    for text in texts:
        for match in _ROUND.finditer(text):
            if not _enumerates(text, match):
                met += [number for label in expand(match[1]) if (number := int(label)) not in met]
    highest = 0
    for number in met:
        if number == highest + 1:
            highest = number
        elif number > highest:
            break
    return frozenset(map(str, range(1, highest + 1))) if highest >= 3 else frozenset()


def definitions(text: Traced) -> tuple[Traced, list[Reference]]:
    """What stands before a passage's first footnote definition, and the definitions, glued to one another or not."""
    found = list(_DEFINITION.finditer(text.text))
    if not found or (len(found) == 1 and text.text[: found[0].start()].rstrip()[-1:].isalnum()):
        return text, []  # "as [^3]: says" cites
    return text[: found[0].start()].strip(), _entries(text.text, found)


def numbered(text: str) -> list[Reference]:
    """The entries of "(1) One. (2) Two.", "[1] One" or "¹ One.² Two."; empty when the passage is no such list."""
    if not text or text[0] not in "([" + _RAISED:
        return []
    for pattern in (_NUMBERED, _RAISED_ENTRY):
        found = list(pattern.finditer(text))
        if found and not found[0].start():
            return _entries(text, found)
    return []


def entry(text: str, label: str) -> Reference:
    """One reference; a number at its beginning wins over ``label``."""
    own = _PLAIN_ENTRY.match(text)
    if own:
        return _reference(own[1], text[own.end() :])
    several = numbered(text)
    return several[0] if several else _reference(label, text)


def _entries(text: str, found: list[re.Match[str]]) -> list[Reference]:
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        _reference(next(group for group in match.groups() if group).translate(_DIGITS), text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


def _reference(label: str, text: str) -> Reference:
    url, doi = _URL.search(text), _DOI.search(text)
    words = " ".join(_URL.sub("", text).split()).strip(" ,;:")
    address = url[1] if url else f"https://doi.org/{doi[1]}" if doi else ""
    return Reference(label.strip(), words or address, address)
