"""The bottom line of an article that names none: the sentence or two that together say most of what it says.

What an article says is what its sentences have in common (as in SumBasic, Nenkova and Vanderwende 2005). A word counts
by the share of sentences that hold it, half as much again where the title has it; so do two words in a row that come
back. Each counts once, however often it is said. The sum is set against the length as F1 does it: twice what is said,
over the words that it takes and those of a usual bottom line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise

from gutletter.condensers._choice import FINE, Chosen
from gutletter.condensers._signals import Candidate
from gutletter.languages import stem, words
from gutletter.model import SectionRole

WORDS = 45  # that a bottom line has at most,
_USUAL = 31  # and as it is mostly written
_TITLE = 1.5
_WORTH = 0.1  # what a bottom line gains whose every sentence is the best
_SHORTEST = 8  # words; a shorter sentence sums nothing up

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What one sentence says of what counts, and how long it is."""

    ones: frozenset[str]
    twos: frozenset[Pair]
    length: int  # in words


@dataclass(frozen=True, slots=True)
class Gist:
    """What counts of what an article says, by stem, and by two in a row."""

    language: str
    ones: Mapping[str, float]
    twos: Mapping[Pair, float]

    def read(self, text: str) -> Said:
        """What a sentence says of it."""
        said = _stems(words(text), self.language)
        return Said(
            frozenset(one for one in said if one in self.ones),
            frozenset(two for two in pairwise(said) if two in self.twos),
            len(said),
        )

    def said_by(self, sentences: Sequence[Said]) -> float:
        """How much of it these sentences say together, for their length."""
        ones: frozenset[str] = frozenset().union(*(one.ones for one in sentences))
        twos: frozenset[Pair] = frozenset().union(*(one.twos for one in sentences))
        counted = math.fsum(self.ones[one] for one in ones) + math.fsum(self.twos[two] for two in twos)
        return 2 * counted / (sum(one.length for one in sentences) + _USUAL)


def gist(found: Sequence[Candidate], title: str, language: str) -> Gist:
    """What counts of what these sentences say under this title."""
    said = [_stems(one.plain, language) for one in found]
    ones = Counter(chain.from_iterable(map(frozenset, said)))
    twos: Counter[Pair] = Counter(chain.from_iterable(frozenset(pairwise(one)) for one in said))
    named = frozenset(_stems(words(title), language))
    share = 1 / len(found)
    return Gist(
        language,
        {one: min(1.0, count * share * (_TITLE if one in named else 1.0)) for one, count in ones.items()},
        {two: count * share for two, count in twos.items() if count > 1},
    )


def one_or_two(ranked: Sequence[Chosen], known: Gist, lead: Chosen | None = None) -> Sequence[Chosen]:
    """Of some sentences, the best first, the one or two that say most together, in reading order.

    ``lead`` is one of them in any case. A sentence that opens the article is joined by its own section only. What says
    the same again adds only length.
    """
    telling = [one for one in ranked if one is lead or one.printable.length >= _SHORTEST] or ranked[:1]
    choices = [*((one,) for one in telling), *_pairs(telling)]
    if lead:
        choices = [some for some in choices if any(one is lead for one in some)]
    said = {one.candidate.at: known.read(one.printable.text) for one in telling}

    def value(some: Sequence[Chosen]) -> float:
        worth = math.fsum(one.worth * one.printable.length for one in some) / WORDS
        return round(known.said_by([said[one.candidate.at] for one in some]) + _WORTH * worth, FINE)

    return max(choices, key=value)  # of equals the first


def _pairs(ranked: Sequence[Chosen]) -> Iterator[tuple[Chosen, Chosen]]:
    in_order = sorted(ranked, key=lambda one: one.candidate.at)
    for one, other in combinations(in_order, 2):
        fits = one.printable.length + other.printable.length <= WORDS
        opens = one.candidate.section.role is SectionRole.LEAD and one.candidate.section is not other.candidate.section
        if fits and not opens:
            yield one, other


def _stems(plain: Sequence[str], language: str) -> list[str]:
    return [stem(word, language) for word in plain]
