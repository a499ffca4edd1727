"""How surely something is said, and of how many: never more than the article says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gutletter.grounding._reading import Reading
from gutletter.grounding._refusals import Refusal, Rule
from gutletter.languages import Lexicon

_TOLD = 0.6  # of a claim that one sentence holds
_GOVERNED = 5  # stems behind a hedge that it makes less sure


def stronger(said: Reading, there: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    """An "always" that these sentences, the nearest first, do not say, or a "may" of the nearest that is gone."""
    best = there[0]
    for at, word in enumerate(said.words):
        if word in known.absolutes and not _is_said(said, at, there, known):
            yield Refusal(Rule.STRENGTH, f"is stronger than the article: “{word}”", best.text)
    surely = known.hedges - known.roughly - known.able
    if surely & frozenset(said.words):
        return
    for at, word in enumerate(best.words):
        advises = word in known.urging and not known.advice.isdisjoint(said.words)  # "you should ask": "ask"
        if word in surely and not advises and not _praises(best, at, known):
            governed = best.next_stems(at, _GOVERNED)
            if len(said.content.intersection(governed)) >= min(2, max(1, len(governed))):
                yield Refusal(Rule.STRENGTH, f"loses the article's “{word}”", best.text)
                return


def _praises(best: Reading, at: int, known: Lexicon) -> bool:
    """Whether a word such as "early" says something of other things than of evidence."""
    evidence = known.studies | known.settled
    return best.words[at] in known.provisional and evidence.isdisjoint(best.words[at + 1 : at + 3])


def _is_said(said: Reading, at: int, there: Sequence[Reading], known: Lexicon) -> bool:
    """Whether these sentences say an absolute word, or what comes to the same of the same; or the claim denies it."""
    word, before, behind = said.words[at], said.words[max(0, at - _GOVERNED) : at], said.words[at + 1 : at + 2]
    if known.negations.intersection((*before, *behind)):
        return True
    if word in known.mostly and known.before_most.intersection(before[-1:]):
        return True
    if word in known.only and any(known.is_number(one) or one in known.roughly for one in behind):
        return True
    nearly = bool(known.nearly.intersection(before[-1:]))
    same = frozenset().union(*(group for group in known.as_absolute if word in group)) - {word}
    return any(
        other == word or (other in same and said.about(at) & reading.about(place))
        for reading in there
        for place, other in enumerate(reading.words)
        if nearly or not _is_nearly(reading, place, known)
    )


def _is_nearly(reading: Reading, at: int, known: Lexicon) -> bool:
    """Whether a sentence says it not outright: "nearly all"."""
    counts = reading.words[at] in known.quantifiers | known.negations
    return counts and bool(known.nearly.intersection(reading.words[max(0, at - 1) : at]))


def told_as_cause(said: Reading, there: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """What was only seen side by side, told as cause and effect."""
    held = frozenset(word for reading in there for word in reading.words)
    causes = [word for word in said.words if word in known.causing]
    if causes and known.linking & held and not known.causing & held:
        yield Refusal(Rule.STRENGTH, f"says “{causes[0]}” of what the article only saw side by side", seen)


def lost_limits(said: Reading, best: Reading, known: Lexicon) -> Iterator[Refusal]:
    """An "unless" or "only if" that is gone from what is otherwise told."""
    limits = [word for word in best.words if word in known.limiting]
    told = len(said.content & best.content) >= _TOLD * len(said.content)
    if limits and told and not (known.limiting | known.limited).intersection(said.words):
        yield Refusal(Rule.STRENGTH, f"loses the article's “{limits[0]}”", best.text)


def told_as_sure(said: Reading, best: Reading, known: Lexicon) -> Iterator[Refusal]:
    """A difference of which the article says that it may be chance."""
    places = [at for at, word in enumerate(best.words) if word in known.chance]
    doubts = known.chance | known.negations | (known.hedges - known.roughly - known.able)
    at_random = any(known.drawing.intersection(best.words[max(0, at - 1) : at]) for at in places)  # "by chance"
    if places and not at_random and not doubts.intersection(said.words):
        yield Refusal(Rule.STRENGTH, f"leaves out that it may be “{best.words[places[0]]}”", best.text)
