"""What may be left out of a sentence: the only edits that a printed point may show.

An omission begins and ends where punctuation does, leaves a whole clause behind, and takes no number, negation, hedge,
quantifier or condition with it, nothing said to the reader, and not the last of several cases. Whoever shortens a
sentence chooses among ``omissible``; whoever proves a point asks ``omitted``, which accepts nothing else. Words are
what stands between spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from gutletter.languages import Lexicon

_EDGES = " \t.,;:!?…–—()[]{}\"'“”‘’„«»‹›"
_NOT_AFTER_SO = frozenset({"far", "long", "many", "much", "called", "to", "as", "too", "do", "does", "did"})
_SHORTEST_KEPT = 6  # words that must be left for a clause to say something
_LONGEST_PHRASE = 6  # words
_FEW_WAYS = 8  # to one place in a sentence; they differ only in marks that are no words
_YEAR = re.compile(r"\((?:19|20)\d\d[a-z]?\)[.,;:!?…]*")
_LONGEST_PROVABLE = 400  # words; a longer "sentence" is printed whole or not at all


class OmissionKind(StrEnum):
    """What was left out, in the words of an editor."""

    CONNECTIVE = "opening connective"
    PARENTHESIS = "parenthesis"
    ASIDE = "aside between commas"
    TRAILING = "trailing clause"
    SECOND = "clause after the semicolon"
    YEAR = "year of the study"


@dataclass(frozen=True, slots=True)
class Omission:
    """The words from ``start`` up to ``end`` (not included) of a sentence."""

    start: int
    end: int
    kind: OmissionKind


@lru_cache(maxsize=1 << 15)
def bare(word: str) -> str:
    """A word without the punctuation at its edges, in lower case, with straight apostrophes."""
    return word.strip(_EDGES).lower().replace("’", "'")


def bare_words(text: str) -> list[str]:
    """The bare words of a text in reading order; a dash by itself is none."""
    return [plain for word in text.split() if (plain := bare(word))]


def omissible(text: str, lexicon: Lexicon) -> tuple[Omission, ...]:
    """Every single omission that a sentence allows, in reading order."""
    words = text.split()
    if len(words) > _LONGEST_PROVABLE:
        return ()
    plain = [bare(word) for word in words]
    found = [*_connective(words, plain, lexicon), *_parentheses(words, plain, lexicon)]
    found += [*_clauses(words, plain, lexicon), *_second_clause(words, plain, lexicon)]
    return tuple(sorted(found, key=lambda omission: (omission.start, omission.end)))


def without(text: str, omissions: Iterable[Omission]) -> str:
    """The sentence as it is printed: the omissions gone, its first letter capital, a stop at its end."""
    words = text.split()
    kept: list[str] = []
    at = 0
    for omission in sorted(omissions, key=lambda omission: omission.start):
        kept += words[at : omission.start]
        at = omission.end
        _close_the_gap(kept, words[at - 1], omission.kind)
    return _finished(" ".join(kept + words[at:]))


def omitted(point: str, text: str, lexicon: Lexicon) -> tuple[Omission, ...] | None:
    """The omissions that turn a sentence into this point; None if no permitted ones do."""
    if point == without(text, ()):
        return ()
    for omissions in _ways(bare_words(point), [bare(word) for word in text.split()], omissible(text, lexicon)):
        if without(text, omissions) == point:
            return omissions
    return None


def is_guarded(plain: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether these bare words hold what must not be lost: a number, negation, hedge, quantifier, condition, "you"."""
    guarded = (lexicon.negations, lexicon.hedges, lexicon.quantifiers, lexicon.conditions, lexicon.addressed)
    return any(
        any(character.isdigit() for character in word)
        or word in lexicon.numbers
        or word.endswith("n't")
        or any(word in group for group in guarded)
        for word in plain
    )


def opens_with(plain: Sequence[str], phrases: tuple[str, ...]) -> int:
    """How many words the longest of these phrases has that the words open with; 0 if they open with none."""
    match = _phrase(phrases).match(" ".join(plain[:_LONGEST_PHRASE]))
    return match[0].count(" ") + 1 if match else 0


def holds(plain: Sequence[str], phrases: tuple[str, ...]) -> bool:
    """Whether one of these phrases stands anywhere in the words."""
    return bool(_phrase(phrases).search(" ".join(plain)))


@lru_cache(maxsize=64)
def _phrase(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\S)")


def _connective(words: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> Iterator[Omission]:
    length = opens_with(plain, lexicon.connectives)
    if length and words[length - 1].endswith(",") and len(words) > length:
        yield Omission(0, length, OmissionKind.CONNECTIVE)
        return
    joins = plain[0] in lexicon.joiners and len(words) > 1 and plain[1] not in _NOT_AFTER_SO
    if joins and not words[0].endswith(","):
        yield Omission(0, 1, OmissionKind.CONNECTIVE)


def _parentheses(words: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> Iterator[Omission]:
    cites = not lexicon.findings.isdisjoint(plain)
    for start, word in enumerate(words):
        if start == 0 or not word.startswith("("):
            continue
        if cites and _YEAR.fullmatch(word):  # beside a study it is a citation mark, as "(3)" is, and says no quantity
            yield Omission(start, start + 1, OmissionKind.YEAR)
            continue
        end = next((at + 1 for at in range(start, len(words)) if ")" in words[at]), 0)
        if not end or not re.fullmatch(r"[^()]*\)[.,;:!?…]*", words[end - 1].lstrip("(")):
            continue
        inside = [part for part in plain[start:end] if part]
        if opens_with(inside[1:] if inside[:1] == ["see"] else inside, lexicon.pointers) or not is_guarded(
            inside, lexicon
        ):
            yield Omission(start, end, OmissionKind.PARENTHESIS)


def _clauses(words: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> Iterator[Omission]:
    for start in range(1, len(words) - 1):
        if not words[start - 1].endswith(",") or not opens_with(plain[start:], lexicon.side_notes):
            continue
        comma = next((at for at in range(start, len(words) - 1) if words[at].endswith((",", ";", ":"))), None)
        if comma is None:
            complete = start >= _SHORTEST_KEPT and any(word in lexicon.auxiliaries for word in plain[:start])
            if plain[start] in lexicon.alternatives:  # "if you have kidney trouble, or take a blood thinner"
                continue
            if complete and not is_guarded(plain[start:], lexicon) and _is_one_piece(words[start:]):
                yield Omission(start, len(words), OmissionKind.TRAILING)
        elif (
            plain[comma + 1] in lexicon.auxiliaries
            and words[comma].endswith(",")
            and not is_guarded(plain[start : comma + 1], lexicon)
            and _is_one_piece(words[start : comma + 1])
        ):
            yield Omission(start, comma + 1, OmissionKind.ASIDE)


def _second_clause(words: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> Iterator[Omission]:
    semicolons = [at for at, word in enumerate(words[:-1]) if word.endswith(";")]
    if len(semicolons) != 1:  # several separate the items of a list
        return
    start = semicolons[0] + 1
    if (
        start >= _SHORTEST_KEPT
        and not is_guarded(plain[start:], lexicon)
        and any(word in lexicon.auxiliaries for word in plain[:start])
        and _is_one_piece(words[start:])
    ):
        yield Omission(start, len(words), OmissionKind.SECOND)


def _is_one_piece(words: Sequence[str]) -> bool:
    """Whether brackets and quotation marks open and close inside these words."""
    text = " ".join(words)
    return (
        text.count("(") == text.count(")")
        and text.count("[") == text.count("]")
        and text.count("“") == text.count("”")
        and text.count('"') % 2 == 0
    )


def _close_the_gap(kept: list[str], last: str, kind: OmissionKind) -> None:
    if kind in (OmissionKind.PARENTHESIS, OmissionKind.YEAR):
        kept[-1] += last.rpartition(")")[2]
    elif kind is not OmissionKind.CONNECTIVE:
        kept[-1] = kept[-1].rstrip(",;")


def _finished(text: str) -> str:
    text = text.strip()
    if not re.search(r"[.!?…][\"'”’»)\]]*$", text):
        text = text.rstrip(" ,;:–—-") + "."
    first = next((at for at, character in enumerate(text) if character.isalnum()), 0)
    return text[:first] + _capital(text[first:])


def _capital(text: str) -> str:
    """The text with its first letter large, unless its first word is written in a way of its own (pH, mRNA)."""
    word = text.partition(" ")[0]
    return text if any(character.isupper() for character in word[1:]) else text[:1].upper() + text[1:]


def _ways(wanted: Sequence[str], source: Sequence[str], choices: Sequence[Omission]) -> Iterator[tuple[Omission, ...]]:
    """Sets of omissions after which the source's words are the wanted ones."""
    starting: dict[int, list[Omission]] = {}
    for choice in choices:
        starting.setdefault(choice.start, []).append(choice)
    paths: list[tuple[int, int, tuple[Omission, ...]]] = [(0, 0, ())]
    visits: Counter[tuple[int, int]] = Counter()  # a sentence full of brackets has more ways than time
    while paths:
        at, matched, chosen = paths.pop()
        if at == len(source):
            if matched == len(wanted):
                yield chosen
            continue
        visits[at, matched] += 1
        if visits[at, matched] > _FEW_WAYS:
            continue
        paths += [(choice.end, matched, (*chosen, choice)) for choice in starting.get(at, ())]
        if not source[at]:  # a dash or a stop by itself
            paths.append((at + 1, matched, chosen))
        elif matched < len(wanted) and source[at] == wanted[matched]:
            paths.append((at + 1, matched + 1, chosen))
