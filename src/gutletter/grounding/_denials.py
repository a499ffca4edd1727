"""What is denied: a "not" of the article stays, none is added, and nothing is turned into its opposite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from gutletter.grounding._reading import Reading, is_there, read
from gutletter.grounding._refusals import Refusal, Rule
from gutletter.languages import Lexicon, stem
from gutletter.omission import holds

_BRACKETS = re.compile(r"\([^()]*\)")
_DENIED = 2  # stems behind a negation that it denies
_HEARD = 6  # … among which an article may deny the same
_SOON = 3  # words behind a negation
_REACH = 4  # words from "ne" to "pas"
_SHARED = 0.6
_COPIED = 0.8
_A_FEW = 3  # words that nearly the same words have otherwise


def dropped_negations(said: Reading, there: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    """A "not" of these sentences, the nearest first, that a claim has left out but not what it denies."""
    if changed := _changed(said, _without_brackets(there[0], said, known), known):
        yield Refusal(Rule.NEGATION, changed, there[0].text)
        return
    for best in there:
        whole = _without_brackets(best, said, known)
        if any(_is_dropped(said, whole, at, known) for at in negators(whole, known)):
            yield Refusal(Rule.NEGATION, "drops a negation", best.text)
            return


def _is_dropped(said: Reading, whole: Reading, at: int, known: Lexicon) -> bool:
    """Whether a claim tells what this sentence denies here, and does not deny it."""
    denied = whole.next_stems(at, _DENIED, known.ending)
    told = len(said.content & whole.content) >= _SHARED * min(len(said.content), len(whole.content))
    if told and not settled_stems(known).isdisjoint(denied):
        doubts = (known.hedges - known.roughly - known.able) | known.level | known.chance
        return doubts.isdisjoint(said.words) and not negators(said, known)
    kept = [one for one in denied if one in said.content]
    tells = bool(kept) and (told or len(kept) == _DENIED)
    return tells and not _denies_too(said, kept, known)


def _changed(said: Reading, best: Reading, known: Lexicon) -> str:
    """A "not" that is more or less in nearly the same words; "" if there is none."""
    matcher = SequenceMatcher(None, best.words, said.words, autojunk=False)
    if matcher.ratio() < _COPIED:
        return ""
    for kind, start, end, mine, until in matcher.get_opcodes():
        gone, new = (
            sum(at in range(*span) and reading.words[at] not in known.repeating for at in negators(reading, known))
            for reading, span in ((best, (start, end)), (said, (mine, until)))
        )
        if kind != "equal" and gone != new and end - start <= _A_FEW and until - mine <= _A_FEW:
            return "adds a negation" if new > gone else "drops a negation"
    return ""


@lru_cache(maxsize=8)
def settled_stems(known: Lexicon) -> frozenset[str]:
    """Denied, the whole is: "is not known", "made no difference"."""
    return frozenset(stem(word, known.language) for word in known.settled)


def _without_brackets(best: Reading, said: Reading, known: Lexicon) -> Reading:
    """The sentence without its asides in brackets, "(not for hours)", unless the claim has one as well."""
    return best if "(" in said.text else read(_BRACKETS.sub(" ", best.text), known.language)


def _denies_too(said: Reading, kept: Sequence[str], known: Lexicon) -> bool:
    """Whether a claim denies one of these as well."""
    return any(
        one in said.next_stems(at, _HEARD, known.joiners & known.ending) or one in said.stems[max(0, at - _HEARD) : at]
        for at in negators(said, known)
        for one in kept
    ) or holds(said.words, known.instead)


def negators(reading: Reading, known: Lexicon) -> list[int]:
    """Where a text denies something; "ne" does so only with another behind it, as "ne … que" does not."""
    places = [at for at, word in enumerate(reading.words) if _is_a_negation(word, known)]
    halves = [at for at in places if reading.words[at] in known.half_negations]
    return [at for at in places if at not in halves or any(0 < other - at <= _REACH for other in places)]


def _is_a_negation(word: str, known: Lexicon) -> bool:
    contracted = word.endswith("nt") and f"{word[:-2]}n't" in known.negations  # "dont"
    return word.removesuffix("'s") in known.negations or word.endswith("n't") or contracted


def unheard_negations(
    said: Reading, article: Sequence[Reading], known: Lexicon, seen: str, *, freely: bool = False
) -> Iterator[Refusal]:
    """A "not" before something that these sentences nowhere deny; ``freely``, in whatever clause."""
    denied = frozenset(
        stemmed
        for before, reading in pairwise((article[0], *article))
        for at in negators(reading, known)
        for stemmed in (reading.next_stems(at, _HEARD) if freely else _denied_near(reading, at, before, known))
    )
    for at in negators(said, known):
        scope = said.next_stems(at, _DENIED, frozenset() if freely else known.ending)
        if not freely and _is_said_otherwise(said, at, denied, article, known):
            continue
        if scope and not any(is_there(stemmed, denied, known) for stemmed in scope):
            told = " ".join(said.words[at : at + 4])
            yield Refusal(Rule.NEGATION, f"denies “{told}”, which the article does not", seen)


def _is_said_otherwise(
    said: Reading, at: int, denied: frozenset[str], article: Sequence[Reading], known: Lexicon
) -> bool:
    """Nor does another; without for unless; not the same for different."""
    word = said.words[at]
    if word in known.repeating:
        return bool(denied)
    held = frozenset(one for reading in article for one in reading.words)
    if word in known.naming_negations and (word in held or known.limiting & held):
        return True
    return any(_opposed(known).get(one, frozenset()) & held for one in said.words[at + 1 : at + 1 + _SOON])


def _denied_near(reading: Reading, at: int, last: Reading, known: Lexicon) -> list[str]:
    """What a "not" denies in its clause, and of whom: "ibuprofen is not for …"; in "It doesn't." the last sentence."""
    if not reading.content:
        return [*last.content]
    ending = known.joiners & known.ending
    return [*reading.last_stems(at, _DENIED, ending), *reading.next_stems(at, _HEARD, ending)]


def opposites(said: Reading, there: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """A word whose opposite, and not itself, these sentences say of the same thing."""
    held = {word for reading in there for word in reading.words}
    for at, word in enumerate(said.words):
        before = said.words[max(0, at - _SOON) : at]
        a_few, denied = known.indefinite.intersection(before[-1:]), known.negations.intersection(before)
        if word in held or a_few or denied:
            continue
        for opposite in sorted(_opposed(known).get(word, frozenset()) & held):
            places = (
                (reading, place) for reading in there for place, other in enumerate(reading.words) if other == opposite
            )
            if any(_of_the_same(said, at, reading, place, known) for reading, place in places):
                yield Refusal(Rule.OPPOSITE, f"says “{word}” where the article says “{opposite}”", seen)


def _of_the_same(said: Reading, at: int, reading: Reading, place: int, known: Lexicon) -> bool:
    """Whether two words speak of the same: near the same words or, small words such as "with", before the same."""
    if said.stems[at] and said.words[at] not in known.negations:
        return bool(said.about(at) & reading.about(place))
    behind = said.next_stems(at, 1)
    return bool(behind) and behind == reading.next_stems(place, 1)


@lru_cache(maxsize=8)
def _opposed(known: Lexicon) -> dict[str, frozenset[str]]:
    both = [*known.opposites, *((other, one) for one, other in known.opposites)]
    return {word: frozenset(other for one, other in both if one == word) for word, _ in both}


def told_apart(said: Reading, there: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    """A difference where these sentences tell of none."""
    if not _compares(said, known) or negators(said, known) or holds(said.words, known.as_much):
        return
    for reading in there:
        told = len(said.content & reading.content) >= _SHARED * min(len(said.content), len(reading.content))
        if told and holds(reading.words, known.as_much) and not _compares(reading, known):
            yield Refusal(Rule.OPPOSITE, "tells of a difference where the article tells of none", reading.text)
            return


def _compares(reading: Reading, known: Lexicon) -> bool:
    """Whether it says that one thing is more than another."""
    graded = (at for at, word in enumerate(reading.words) if word in known.graded)
    return any(not known.than.isdisjoint(reading.words[at:]) for at in graded)
