"""A point beside the sentence it rests on, or the two: what it kept, and what it left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby, islice

from gutletter.languages import Lexicon, detect, lexicon
from gutletter.model import Author, Digest, KeyPoint
from gutletter.omission import omitted

Cut = tuple[tuple[str, bool], ...]
"""A sentence in pieces: (words, kept)."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A point beside its sentences, each cut into what the point kept and what it left out."""

    name: str  # "1", "2" …, "The bottom line"
    point: KeyPoint
    cuts: tuple[Cut, ...]

    @property
    def source(self) -> Cut:
        """What it rests on as a whole."""
        return tuple(chain.from_iterable(self.cuts))

    def cut(self, text: str) -> Cut:
        """One of its sentences."""
        return next(cut for cut, one in zip(self.cuts, self.point.sentences, strict=True) if one.text == text)

    @property
    def by_editor(self) -> bool:
        """Whether the words are an editor's and not the article's own."""
        return self.point.author is Author.EDITOR


def traced_points(digest: Digest, language: str) -> tuple[Traced, ...]:
    """Every point in reading order; ``language`` is the declared one."""
    known = lexicon(detect(" ".join(point.said for point in digest.points), language))
    numbered = ((str(number), point) for number, point in enumerate(digest.key_points, 1))
    last = (("The bottom line", point) for point in digest.bottom_line)
    return tuple(Traced(name, point, tuple(_cuts(point, known))) for name, point in (*numbered, *last))


def cut_together(cuts: Iterable[Cut]) -> Cut:
    """One sentence as several points together show it: left out is what none of them kept."""
    whole = [[(word, kept) for words, kept in cut for word in words.split()] for cut in cuts]
    together = [(same[0][0], any(kept for _, kept in same)) for same in zip(*whole, strict=True)]
    return tuple(_joined(together))


def _cuts(point: KeyPoint, known: Lexicon) -> Iterator[Cut]:
    kept = [True] * len(point.said.split())
    for omission in omitted(point.text, point.said, known) or ():
        kept[omission.start : omission.end] = [False] * (omission.end - omission.start)
    ahead = iter(kept)
    for sentence in point.sentences:
        words = sentence.text.split()
        yield tuple(_joined(zip(words, islice(ahead, len(words)), strict=True)))


def _joined(words: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    for kept, run in groupby(words, key=lambda one: one[1]):
        yield " ".join(word for word, _ in run), kept
