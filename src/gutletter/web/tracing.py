"""A point beside its source sentence: what it kept, and what it left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from gutletter.languages import Lexicon, detect, lexicon
from gutletter.model import Author, Digest, KeyPoint
from gutletter.omission import omitted

Cut = tuple[tuple[str, bool], ...]
"""A sentence in pieces: (words, kept)."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A point beside its source sentence, cut into what the point kept and what it left out."""

    name: str  # "1", "2" …, "The bottom line"
    point: KeyPoint
    source: Cut

    @property
    def by_editor(self) -> bool:
        """Whether the words are an editor's and not the article's own."""
        return self.point.author is Author.EDITOR


def traced_points(digest: Digest, language: str) -> tuple[Traced, ...]:
    """Every point in reading order; ``language`` is the declared one."""
    known = lexicon(detect(" ".join(point.source.text for point in digest.points), language))
    numbered = ((str(number), point) for number, point in enumerate(digest.key_points, 1))
    last = (("The bottom line", point) for point in digest.bottom_line)
    return tuple(Traced(name, point, _pieces(_kept(point, known), point)) for name, point in (*numbered, *last))


def cut_together(cuts: Iterable[Cut]) -> Cut:
    """One sentence as several points together show it: left out is what none of them kept."""
    whole = [[(word, kept) for words, kept in cut for word in words.split()] for cut in cuts]
    together = [(same[0][0], any(kept for _, kept in same)) for same in zip(*whole, strict=True)]
    return tuple(_joined(together))


def _kept(point: KeyPoint, known: Lexicon) -> list[bool]:
    kept = [True] * len(point.source.text.split())
    for omission in omitted(point.text, point.source.text, known) or ():
        kept[omission.start : omission.end] = [False] * (omission.end - omission.start)
    return kept


def _pieces(kept: list[bool], point: KeyPoint) -> Cut:
    return tuple(_joined(zip(point.source.text.split(), kept, strict=True)))


def _joined(words: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for kept, run in groupby(words, key=lambda one: one[1]):
        yield " ".join(word for word, _ in run), kept
