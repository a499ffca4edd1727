"""The bottom line of an article that names none: the passage that sums it up best.

A passage is a sentence, or two or three that stand one behind the other in a paragraph: sentences from two places would
seem to speak of one another. What speaks for one is learned from what editors would print (``bench/learn.py``), most of
all how much it says of what the article says. That is what the article's sentences have in common (as in SumBasic,
Nenkova and Vanderwende 2005): a word counts by the share of sentences that hold it, half as much again where the title
has it; so do two words in a row that come back. Each counts once, however often it is said. The sum is set against the
length as F1 does it: twice what is said, over the words that it takes and those of a usual bottom line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from gutletter.condensers._choice import Choice, Chosen, mean
from gutletter.condensers._form import SHORTEST, printable
from gutletter.condensers._signals import Candidate, density, standardised
from gutletter.languages import Lexicon, stem, words

WORDS = 45  # that a bottom line has at most,
_USUAL = 31  # and as it is mostly written
LONGEST = 3  # sentences
_TITLE = 1.5

Pair = tuple[str, str]
Passage = tuple[Chosen, ...]


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


def passages(opening: Chosen, free: Sequence[Candidate], choice: Choice, worths: Sequence[float]) -> Iterator[Passage]:
    """A sentence alone, and with those behind it in its paragraph as far as they are free and read well there.

    None ends where the next sentences take back what it says.
    """
    behind = {one.at: one for one in free if one.block is opening.candidate.block}
    run: Passage = (opening,)
    if not choice.is_taken_back(opening.candidate):
        yield run
    while not opening.printable.is_cut_short and len(run) < LONGEST and (then := behind.get(run[-1].candidate.at + 1)):
        left = WORDS - sum(one.printable.length for one in run)
        shape = printable(then, choice.lexicon, following=True, longest=left)
        if shape is None:
            return
        run = (*run, Chosen(shape, worths[then.at]))
        if not choice.is_taken_back(then):
            yield run


def of_a_column(
    openings: Iterable[Chosen], found: Sequence[Candidate], choice: Choice, worths: Sequence[float]
) -> tuple[Passage, ...]:
    """Every passage that could be a column's bottom line; one that gives a study's figures only where no other is."""
    runs = tuple(chain.from_iterable(passages(one, found, choice, worths) for one in openings))
    return tuple(run for run in runs if not reports(run, choice.lexicon)) or runs


def reports(run: Passage, lexicon: Lexicon) -> bool:
    """Whether it gives the figures of a study: what a column tells on its way, not what it comes to."""
    plain = tuple(chain.from_iterable(one.candidate.plain for one in run))
    return not lexicon.studies.isdisjoint(plain) and any(word[0].isdecimal() for word in plain)


def signals(
    found: Sequence[Passage], as_points: Sequence[float], known: Gist, choice: Choice
) -> dict[str, list[float]]:
    """What speaks for each of an article's passages and what against it, standardised among them.

    ``as_points`` says of every sentence of the article what it is worth as a key point.
    """
    lexicon = choice.lexicon
    texts = [one.printable.text for run in found for one in run]
    said = {text: known.read(text) for text in dict.fromkeys(texts)}
    counsels = lexicon.teller | lexicon.addressed
    plain = [tuple(chain.from_iterable(one.candidate.plain for one in run)) for run in found]
    heads = [run[0].candidate for run in found]
    headings = dict.fromkeys(one.section.heading for one in heads)
    counselling = {heading for heading in headings if not counsels.isdisjoint(words(heading))}
    raw = {
        "gist": [known.said_by([said[one.printable.text] for one in run]) for run in found],
        "sentences": [_worth(run) for run in found],
        "as points": [mean([one.candidate for one in run], as_points) for run in found],
        "two": [float(len(run) == 2) for run in found],
        "three": [float(len(run) == LONGEST) for run in found],
        "parting word": [float(any(one.printable.length < SHORTEST for one in run)) for run in found],
        "far down": [one.at / len(as_points) for one in heads],
        "counsel": [float(one.section.heading in counselling) for one in heads],
        "opens a paragraph": [float(one.sentence is one.block.sentences[0]) for one in heads],
        "denial": [density(own, lexicon.negations) for own in plain],
        "condition": [density(own, lexicon.conditions) for own in plain],
        "advice": [float(any(_tells_to(one.candidate, lexicon) for one in run)) for run in found],
        "people": [float(not lexicon.people.isdisjoint(own)) for own in plain],
        "past": [sum(map(lexicon.is_past, own)) / math.sqrt(max(1, len(own))) for own in plain],
        "wanting": [float(choice.is_wanting((one,))) for one in heads],
    }
    return {name: standardised(values) for name, values in raw.items()}


def _tells_to(one: Candidate, lexicon: Lexicon) -> bool:
    """Whether a sentence opens as advice does: "Ask your doctor"."""
    return bool(one.plain) and one.plain[0] in lexicon.advice


def _worth(run: Passage) -> float:
    """What its sentences are worth by themselves, by their words."""
    lengths = [one.printable.length for one in run]
    return math.fsum(one.worth * length for one, length in zip(run, lengths, strict=True)) / sum(lengths)


def _stems(plain: Sequence[str], language: str) -> list[str]:
    return [stem(word, language) for word in plain]
