"""The bottom line of an article that names none: the passage that says most of what the article says.

What an article says is what its sentences have in common (as in SumBasic, Nenkova and Vanderwende 2005). A word counts
by the share of sentences that hold it, half as much again where the title has it; so do two words in a row that come
back. Each counts once, however often it is said. The sum is set against the length as F1 does it: twice what is said,
over the words that it takes and those of a usual bottom line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from gutletter.condensers._choice import FINE, Chosen
from gutletter.condensers._signals import Candidate
from gutletter.languages import stem, words

WORDS = 45  # that a bottom line has at most,
_USUAL = 31  # and as it is mostly written
_TITLE = 1.5
_WORTH = 0.1  # what a bottom line gains whose every sentence is the best
_SHORTEST = 8  # words; a shorter passage sums nothing up

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


def most_telling(passages: Sequence[Sequence[Chosen]], known: Gist) -> Sequence[Chosen]:
    """Of passages, each some sentences one behind the other, the one that says most; of equals the first."""
    long = [run for run in passages if sum(one.printable.length for one in run) >= _SHORTEST]
    said = {one.printable.text: known.read(one.printable.text) for run in passages for one in run}

    def value(run: Sequence[Chosen]) -> float:
        worth = math.fsum(one.worth * one.printable.length for one in run) / WORDS
        return round(known.said_by([said[one.printable.text] for one in run]) + _WORTH * worth, FINE)

    return max(long or passages, key=value)


def _stems(plain: Sequence[str], language: str) -> list[str]:
    return [stem(word, language) for word in plain]
