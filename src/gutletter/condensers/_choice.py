"""Choosing sentences that together say most in few words, and do not repeat one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gutletter.condensers._form import Printable, printable
from gutletter.condensers._signals import Candidate, likeness
from gutletter.languages import Lexicon

FEWEST, MOST = 3, 5
_WORDS = 100  # of all points together, about
_REPETITION = 0.45  # how much a sentence loses for being like one that is chosen already
_SAME_SECTION = 0.02  # … and for every chosen one of its section
_BRIEF = 12  # words; a shorter sentence is printed only where there is no other
_ALIKE = 0.75  # two sentences so alike say the same
_FINE = 9  # digits by which scores differ; beyond them machines may


@dataclass(slots=True)
class Chosen:
    """A sentence as it will be printed, and what it is worth: 1 for the article's best, 0 for its last."""

    printable: Printable
    worth: float

    @property
    def candidate(self) -> Candidate:
        return self.printable.candidate


@dataclass(slots=True)
class _Waiting:
    candidate: Candidate
    worth: float
    likest: float = 0.0  # to what is chosen
    beside: int = 0  # how many of its section are chosen


def _gain(one: _Waiting) -> tuple[float, int]:
    worth = one.worth - _REPETITION * one.likest - _SAME_SECTION * one.beside
    return round(worth, _FINE), -one.candidate.at


@dataclass(slots=True)
class Choice:
    """Chooses among an article's sentences; whether one can be printed is asked only when it would be chosen."""

    lexicon: Lexicon
    freely: bool = False  # whether words may be left out inside a sentence, not only at its ends
    shapes: dict[int, Printable | None] = field(default_factory=dict)

    def shape(self, candidate: Candidate) -> Printable | None:
        """How a sentence would be printed; None if it cannot stand alone."""
        if candidate.at not in self.shapes:
            self.shapes[candidate.at] = printable(candidate, self.lexicon, freely=self.freely)
        return self.shapes[candidate.at]

    def points(self, candidates: Sequence[Candidate], scores: Sequence[float]) -> list[Chosen]:
        """Three to five in reading order, by maximal marginal relevance; fewer when there are no more.

        ``scores`` are those of the article's sentences by position.
        """
        found = zip(candidates, worths(candidates, scores), strict=True)
        waiting = sorted((_Waiting(one, worth) for one, worth in found), key=_gain)  # the best last
        chosen: list[Chosen] = []
        spare: list[Chosen] = []
        words = 0
        while waiting and len(chosen) < MOST and not (len(chosen) >= FEWEST and words >= _WORDS - 8):
            best = waiting.pop()
            shape = self.shape(best.candidate)
            if shape is None or best.likest >= _ALIKE:
                continue
            enough = len(chosen) >= FEWEST
            if shape.length < _BRIEF or (chosen and words + shape.length > _WORDS + (6 if enough else 14)):
                spare.append(Chosen(shape, best.worth))
                continue
            chosen.append(Chosen(shape, best.worth))
            words += shape.length
            for one in waiting:
                one.likest = max(one.likest, likeness(one.candidate.vector, best.candidate.vector))
                one.beside += one.candidate.section is best.candidate.section
            waiting.sort(key=_gain)  # a choice, not every sentence, costs a look at all others
        spare.sort(key=lambda one: (one.printable.length < _BRIEF, one.printable.length, one.candidate.at))
        for other in spare:
            if len(chosen) < FEWEST and not any(says_the_same(other.candidate, one.candidate) for one in chosen):
                chosen.append(other)
        return sorted(chosen, key=lambda one: one.candidate.at)

    def ranked(self, candidates: Sequence[Candidate], scores: Sequence[float]) -> Iterator[Chosen]:
        """Those that can be printed, the best first."""
        found = zip(candidates, worths(candidates, scores), strict=True)
        for one, worth in sorted(found, key=lambda pair: (-pair[1], pair[0].at)):
            if (shape := self.shape(one)) is not None:
                yield Chosen(shape, worth)

    def runs(self, candidates: Sequence[Candidate], scores: Sequence[float], most: int) -> list[list[Chosen]]:
        """Every run of sentences that read well one after another in so many words; its first can stand alone."""
        found: list[list[Chosen]] = []
        worth = worths(candidates, scores)
        for start, opening in enumerate(candidates):
            shape = self.shape(opening) or printable(opening, self.lexicon, freely=self.freely, longest=most)
            run: list[Chosen] = []
            words = 0
            for at in range(start, len(candidates)):
                if at > start:
                    shape = printable(candidates[at], self.lexicon, following=True, longest=most)
                if shape is None or words + shape.length > most:
                    break
                words += shape.length
                run = [*run, Chosen(shape, worth[at])]
                found.append(run)
        return found

    def are_enough(self, candidates: Sequence[Candidate]) -> bool:
        """Whether as many can be printed as a letter needs."""
        found = 0
        for candidate in candidates:
            found += self.shape(candidate) is not None
            if found >= FEWEST:
                return True
        return False


def says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are so alike that a letter needs only one of them."""
    return one.plain == other.plain or likeness(one.vector, other.vector) >= _ALIKE


def worths(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[float]:
    """The scores of these sentences on a scale from 0 to 1."""
    own = [scores[one.at] for one in candidates]
    low, high = min(own, default=0.0), max(own, default=0.0)
    return [round((score - low) / ((high - low) or 1.0), _FINE) for score in own]
