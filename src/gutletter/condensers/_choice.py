"""Choosing sentences that together say most in few words, and do not repeat one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gutletter.condensers._form import Printable
from gutletter.condensers._signals import Vector, likeness

FEWEST, MOST = 3, 5
_WORDS = 92  # of all points together, about
_REPETITION = 0.6  # how much a sentence loses for being like one that is chosen already
_SAME_SECTION = 0.05  # … and for every chosen one of its section
_ALIKE = 0.75  # two sentences so alike say the same
_FINE = 9  # digits by which scores differ; beyond them machines may


@dataclass(frozen=True, slots=True)
class Weighed:
    """A printable sentence and what it is worth, between 0 and 1 within its article."""

    printable: Printable
    worth: float

    @property
    def vector(self) -> Vector:
        """Of the source sentence."""
        return self.printable.candidate.vector


def weighed(printables: Sequence[Printable], scores: Sequence[float]) -> list[Weighed]:
    """Scale the scores of these sentences so that the best is worth 1 and the last 0."""
    low, high = min(scores), max(scores)
    span = (high - low) or 1.0
    return [Weighed(one, round((score - low) / span, _FINE)) for one, score in zip(printables, scores, strict=True)]


def choose(weighed: Sequence[Weighed], against: Sequence[Vector] = ()) -> list[Weighed]:
    """Three to five of them in reading order, by maximal marginal relevance; ``against`` is what is said elsewhere."""
    chosen: list[Weighed] = []
    words = 0
    left = [one for one in weighed if all(likeness(one.vector, said) < _ALIKE for said in against)]
    while left and len(chosen) < MOST:
        best = max(left, key=lambda one: (_gain(one, chosen), -one.printable.candidate.at))
        left.remove(best)
        enough = len(chosen) >= FEWEST
        if enough and words >= _WORDS - 8:
            break
        if chosen and words + best.printable.length > _WORDS + (6 if enough else 14):
            continue
        if any(likeness(best.vector, one.vector) >= _ALIKE for one in chosen):
            continue
        chosen.append(best)
        words += best.printable.length
    chosen += _shortest(weighed, chosen, FEWEST - len(chosen))
    return sorted(chosen, key=lambda one: one.printable.candidate.at)


def _gain(one: Weighed, chosen: Sequence[Weighed]) -> float:
    likest = max((likeness(one.vector, other.vector) for other in chosen), default=0.0)
    beside = sum(one.printable.candidate.section is other.printable.candidate.section for other in chosen)
    return round(one.worth - _REPETITION * likest - _SAME_SECTION * beside, _FINE)


def _shortest(weighed: Sequence[Weighed], chosen: Sequence[Weighed], count: int) -> list[Weighed]:
    """When long sentences have filled the space: the shortest of the rest, so that there are points enough."""
    rest = [one for one in weighed if one not in chosen]
    return sorted(rest, key=lambda one: (one.printable.length, one.printable.candidate.at))[: max(0, count)]
