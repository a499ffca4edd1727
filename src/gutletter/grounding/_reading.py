"""A text as the rules read it, and where in an article they look for what a claim says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from gutletter.languages import Lexicon, lexicon, stem, words
from gutletter.sentences import split

_PIECES = 3  # sentences that may support one claim together
_SURROUNDINGS = 2  # sentences on either side, in which a writer says of whom and how long
_REACH = 4  # words on either side
_ROOT = 5  # letters
_PAUSE = re.compile(r"[,;:.!?…()–—]+")


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text, read once: its words, the stems of those that say something."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]  # one for each word; empty for a stop word
    content: frozenset[str]
    ends: frozenset[int]  # the words behind which a comma, a stop or a bracket stands

    def about(self, at: int) -> frozenset[str]:
        """The stems near a word, which say what it is about."""
        return frozenset(self.stems[max(0, at - _REACH) : at + _REACH + 1]) - {"", self.stems[at]}

    def last_stems(self, at: int, most: int, ending: frozenset[str]) -> list[str]:
        """The stems before a word, the nearest first, back to a comma or stop, or one of these words."""
        found: list[str] = []
        for place in range(at - 1, -1, -1):
            if len(found) == most or self.words[place] in ending or place in self.ends:
                break
            if self.stems[place]:
                found.append(self.stems[place])
        return found

    def next_stems(self, at: int, most: int, ending: frozenset[str] = frozenset()) -> list[str]:
        """The first stems behind a word; with ``ending`` up to the first of these words, or a comma or stop."""
        found: list[str] = []
        for place in range(at + 1, len(self.words)):
            if len(found) == most or (ending and (self.words[place] in ending or place - 1 in self.ends)):
                break
            if self.stems[place]:
                found.append(self.stems[place])
        return found


@lru_cache(maxsize=4096)
def read(text: str, language: str) -> Reading:
    """The text, read in this language; ``language`` is a lexicon's."""
    known = lexicon(language)
    found = tuple(words(text))
    stemmed = tuple("" if word in known.stop or word.isdigit() else stem(word, language) for word in found)
    ends = frozenset(accumulate((len(words(part)) for part in _PAUSE.split(text)), initial=-1))
    return Reading(text, found, stemmed, frozenset(stemmed) - {""}, ends)


def one_by_one(claim: str, known: Lexicon) -> Iterator[Reading]:
    """The claim's sentences; what holds no word says nothing."""
    parts = (read(claim[start:end], known.language) for start, end in split(claim, known.language))
    return (one for one in parts if one.words)


def nearest(said: Reading, article: Sequence[Reading]) -> int:
    """The position of the sentence that is most like a claim; the earlier one of two equals."""

    def likeness(at: int) -> tuple[float, int]:
        shared = said.content & article[at].content
        return SequenceMatcher(None, said.words, article[at].words).ratio() if shared else 0.0, -at

    most = max((len(said.content & reading.content) for reading in article), default=0)
    near = [at for at, reading in enumerate(article) if len(said.content & reading.content) >= max(1, most - 1)]
    return max(near or range(len(article)), key=likeness)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences of an article that may support a claim."""

    there: Sequence[Reading]  # up to three that together hold most of its words, the nearest first
    near: Sequence[Reading]  # these and those beside them, in reading order

    @property
    def best(self) -> Reading:
        return self.there[0]


def evidence(said: Reading, article: Sequence[Reading]) -> Evidence:
    """Where this article, which is not empty, may say what a claim says."""
    places = [nearest(said, article)]
    missing = said.content - article[places[0]].content
    while missing and len(places) < _PIECES:
        best = max(range(len(article)), key=lambda at: len(missing & article[at].content))
        if len(missing & article[best].content) < 2:
            break
        places.append(best)
        missing -= article[best].content
    beside = {other for at in places for other in range(at - _SURROUNDINGS, at + _SURROUNDINGS + 1)}
    near = [reading for at, reading in enumerate(article) if at in beside]
    return Evidence([article[at] for at in places], near)


def covered(said: Reading, there: Sequence[Reading], known: Lexicon) -> float:
    """The share of a claim's words that these sentences hold."""
    held = content(there)
    return sum(is_there(word, held, known) for word in said.content) / max(1, len(said.content))


def content(readings: Sequence[Reading]) -> frozenset[str]:
    """The stems of these texts."""
    return frozenset().union(*(reading.content for reading in readings))


def is_there(stemmed: str, there: frozenset[str], known: Lexicon) -> bool:
    """Whether a stem, a synonym of it, or a word that begins with the same five letters is among these."""
    if stemmed in there or synonyms(known).get(stemmed, frozenset()) & there:
        return True
    return len(stemmed) >= _ROOT and any(other.startswith(stemmed[:_ROOT]) for other in there)


@lru_cache(maxsize=8)
def synonyms(known: Lexicon) -> dict[str, frozenset[str]]:
    """By stem the stems that say the same."""
    groups = [frozenset(stem(word, known.language) for word in group) for group in (*known.synonyms, *known.periods)]
    every = frozenset().union(*groups)
    return {word: frozenset().union(*(group for group in groups if word in group)) for word in every}


def of_another_kind(said: Reading, there: Sequence[Reading], kinds: Sequence[frozenset[str]]) -> tuple[str, str] | None:
    """A word of a kind of which these sentences hold none, and the first of theirs that is of another kind."""
    theirs = [word for reading in there for word in reading.words if any(word in kind for kind in kinds)]
    for word in said.words if theirs else ():
        own = [kind for kind in kinds if word in kind]
        if own and all(kind.isdisjoint(theirs) for kind in own):
            return word, theirs[0]
    return None
