"""Choosing sentences that together say most in few words, and do not repeat one another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gutletter.condensers._form import Printable, is_wanting, printable, together
from gutletter.condensers._outcome import IN_A_COLUMN, is_taken_back
from gutletter.condensers._signals import Candidate, likeness
from gutletter.languages import Lexicon

FEWEST, MOST = 3, 5
_WORDS = 99  # of all points together, about
_REPETITION = 0.55  # how much a sentence loses for being like one that is chosen already,
_REPETITION_IN_A_COLUMN = 0.4  # … where all speak of one thing
_SAME_SECTION = 0.03  # … and for every chosen one of its section
_TOGETHER = 0.2  # how much two sentences gain that are printed as one point: what was tried, and how it came out
_WANTING = 0.3  # how much they lose that leave open of whom something is told, or how it came out
_BRIEF = 12  # words; a shorter sentence is printed only where there is no other
_ALIKE = 0.75  # two sentences so alike say the same
FINE = 9  # digits by which scores differ; beyond them machines may

Run = tuple[Candidate, ...]
"""A sentence, or two in a row."""


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
    run: Run
    worth: float
    likest: float = 0.0  # to what is chosen
    beside: int = 0  # how many of its section are chosen


@dataclass(slots=True)
class Choice:
    """Chooses among an article's sentences; whether one can be printed is asked only when it would be chosen."""

    lexicon: Lexicon
    named: frozenset[str] | None = None  # stems of what a column is about; None in an article that is none
    freely: bool = False  # whether words may be left out inside a sentence, not only at its ends
    shapes: dict[int, Printable | None] = field(default_factory=dict)
    taken_back: dict[int, bool] = field(default_factory=dict)
    wanting: dict[tuple[int, ...], bool] = field(default_factory=dict)

    def shape(self, candidate: Candidate) -> Printable | None:
        """How a sentence would be printed; None if it cannot stand alone."""
        opening = self.opening(candidate)
        return None if opening is None or self.is_taken_back(candidate) else opening

    def opening(self, candidate: Candidate) -> Printable | None:
        """How a sentence would be printed with those behind it, which may limit what it says."""
        if candidate.at not in self.shapes:
            self.shapes[candidate.at] = printable(candidate, self.lexicon, freely=self.freely)
        return self.shapes[candidate.at]

    def shape_of(self, run: Run) -> Printable | None:
        """How a sentence or two in a row would be printed as one point."""
        return together(run[0], run[1], self.lexicon) if len(run) > 1 else self.shape(run[0])

    def points(self, candidates: Sequence[Candidate], scores: Sequence[float], *, joined: bool = False) -> list[Chosen]:
        """Three to five in reading order, by maximal marginal relevance; fewer when there are no more.

        ``scores`` are those of the article's sentences by position. ``joined``: a point may also be two sentences.
        """
        runs: list[Run] = runs_of(candidates) if joined else [(one,) for one in candidates]
        gains = [mean(run, scores) + self._suits(run) for run in runs]
        found = zip(runs, _scaled(gains), strict=True)
        waiting = sorted((_Waiting(run, worth) for run, worth in found), key=self._gain)  # the best last
        chosen: list[Chosen] = []
        spare: list[Chosen] = []
        words = 0
        while waiting and len(chosen) < MOST and not (len(chosen) >= FEWEST and words >= _WORDS - 8):
            best = waiting.pop()
            shape = self.shape_of(best.run)
            if shape is None or best.likest >= _ALIKE:
                continue
            enough = len(chosen) >= FEWEST
            if shape.length < _BRIEF or (chosen and words + shape.length > _WORDS + (6 if enough else 14)):
                spare.append(Chosen(shape, best.worth))
                continue
            chosen.append(Chosen(shape, best.worth))
            words += shape.length
            _stand_back(waiting, best.run)
            waiting.sort(key=self._gain)  # a choice, not every sentence, costs a look at all others
        spare.sort(key=lambda one: (one.printable.length < _BRIEF, one.printable.length, one.candidate.at))
        for other in spare:
            if len(chosen) < FEWEST and not any(_repeats(other.printable, one.printable) for one in chosen):
                chosen.append(other)
        return sorted(chosen, key=lambda one: one.candidate.at)

    def _gain(self, one: _Waiting) -> tuple[float, int, int]:
        repetition = _REPETITION if self.named is None else _REPETITION_IN_A_COLUMN
        worth = one.worth - repetition * one.likest - _SAME_SECTION * one.beside
        return round(worth, FINE), -one.run[0].at, -len(one.run)

    def _suits(self, run: Run) -> float:
        """What a run gains or loses by how it reads."""
        together = _TOGETHER if len(run) > 1 else 0.0
        return together - (_WANTING if self.is_wanting(run) else 0.0)

    def is_taken_back(self, last: Candidate) -> bool:
        """Whether what stands behind this sentence turns against it, so that a point may not end with it."""
        if last.at not in self.taken_back:
            within = 1 if self.named is None else IN_A_COLUMN
            self.taken_back[last.at] = is_taken_back(last, self.lexicon, within)
        return self.taken_back[last.at]

    def is_wanting(self, run: Run) -> bool:
        """Whether a reader is left to ask how it came out, or of whom or what it speaks."""
        places = tuple(one.at for one in run)
        if places not in self.wanting:
            self.wanting[places] = is_wanting(run, self.named, self.lexicon)
        return self.wanting[places]

    def ranked(self, candidates: Sequence[Candidate], scores: Sequence[float]) -> Iterator[Chosen]:
        """Those that can be printed, alone or with the sentence behind them, the best first."""
        found = zip(candidates, worths(candidates, scores), strict=True)
        for one, worth in sorted(found, key=lambda pair: (-pair[1], pair[0].at)):
            if (opening := self.opening(one)) is not None:
                yield Chosen(opening, worth)

    def runs(self, candidates: Sequence[Candidate], scores: Sequence[float], most: int) -> list[list[Chosen]]:
        """Every run of sentences that read well one after another in so many words; its first can stand alone."""
        found: list[list[Chosen]] = []
        worth = worths(candidates, scores)
        for start, opening in enumerate(candidates):
            shape = self.opening(opening) or printable(opening, self.lexicon, freely=self.freely, longest=most)
            run: list[Chosen] = []
            words = 0
            for at in range(start, len(candidates)):
                if run and run[0].printable.is_cut_short:
                    break
                if at > start:
                    shape = printable(candidates[at], self.lexicon, following=True, longest=most)
                if shape is None or words + shape.length > most:
                    break
                words += shape.length
                run = [*run, Chosen(shape, worth[at])]
                if not self.is_taken_back(candidates[at]):
                    found.append(run)
        return found

    def are_enough(self, candidates: Sequence[Candidate], fewest: int = FEWEST) -> bool:
        """Whether as many can be printed as a letter needs."""
        found = 0
        for candidate in candidates:
            found += self.shape(candidate) is not None
            if found >= fewest:
                return True
        return False


def says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences are so alike that a letter needs only one of them."""
    return one.plain == other.plain or likeness(one.vector, other.vector) >= _ALIKE


def worths(candidates: Sequence[Candidate], scores: Sequence[float]) -> list[float]:
    """The scores of these sentences on a scale from 0 to 1."""
    return _scaled([scores[one.at] for one in candidates])


def runs_of(candidates: Sequence[Candidate]) -> list[Run]:
    """Every sentence, and every two that follow one another in a paragraph."""
    pairs = [pair for pair in pairwise(candidates) if pair[0].block is pair[1].block and pair[0].at + 1 == pair[1].at]
    return [*((one,) for one in candidates), *pairs]


def mean(run: Sequence[Candidate], values: Sequence[float]) -> float:
    """What sentences have together of what each has by itself, by position: the mean, by their words."""
    lengths = [max(1, len(one.plain)) for one in run]
    return math.fsum(values[one.at] * length for one, length in zip(run, lengths, strict=True)) / sum(lengths)


def _scaled(own: Sequence[float]) -> list[float]:
    low, high = min(own, default=0.0), max(own, default=0.0)
    return [round((score - low) / ((high - low) or 1.0), FINE) for score in own]


def _stand_back(waiting: Sequence[_Waiting], chosen: Run) -> None:
    """What is like these sentences, or of their section, is worth less behind them."""
    near: dict[int, float] = {}
    for one in waiting:
        for own in one.run:
            if own.at not in near:
                near[own.at] = max(own is other or likeness(own.vector, other.vector) for other in chosen)
            one.likest = max(one.likest, near[own.at])
        one.beside += one.run[0].section is chosen[0].section


def _repeats(one: Printable, other: Printable) -> bool:
    return any(says_the_same(mine, theirs) for mine in one.candidates for theirs in other.candidates)
