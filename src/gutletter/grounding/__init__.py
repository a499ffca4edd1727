"""Whether an article supports a claim that is in somebody else's words: an editor's, or a language model's.

No rule understands the text. Each looks for one way in which a rewriting goes wrong, names itself and shows the
sentence it looked at. What passes is close to the article, not therefore true: a person still reads it.

``ground`` with ``strict`` suits rewriting that stays close to a sentence, and there the rules find nearly everything.
Free writing shares few words with its source; for it only those rules speak that hold against the article as a whole.
``retold`` stands between them: a person retells a sentence in words of their own, and may not change what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gutletter.grounding._denials import dropped_negations, opposites, told_apart, unheard_negations
from gutletter.grounding._numbers import another_order, other_bounds, other_numbers, other_periods
from gutletter.grounding._reading import Evidence, Reading, evidence, nearest, one_by_one, read
from gutletter.grounding._refusals import Refusal, Rule
from gutletter.grounding._strength import lost_limits, stronger, told_as_cause, told_as_sure
from gutletter.grounding._wording import additions, new_words, other_names, other_people, replaced, swapped, uncovered
from gutletter.languages import Lexicon, detect, lexicon

__all__ = ["Refusal", "Rule", "ground", "retold", "support"]

_COVERED = 0.75
_COVERED_WHEN_RETOLD = 0.5  # a person finds words of their own


def ground(claim: str, sentences: Sequence[str], language: str = "en", *, strict: bool = False) -> tuple[Refusal, ...]:
    """Every reason why these sentences of an article do not support the claim; empty when they do.

    The evidence is found by overlap, with ``strict`` for each sentence of the claim by itself. To check a claim against
    a sentence it cites, hand in that sentence and its neighbours only.
    """
    known = lexicon(detect(" ".join(sentences), language))
    said = read(claim, known.language)
    article = [read(sentence, known.language) for sentence in sentences]
    if not said.words or not article:
        return (Refusal(Rule.COVERAGE, "there is nothing to compare"),)
    if not strict:
        return tuple(_freely(said, article, known))
    return tuple(refusal for one in one_by_one(claim, known) for refusal in _strictly(one, article, known))


def retold(
    claim: str, sentences: Sequence[str], beside: Sequence[str] = (), language: str = "en"
) -> tuple[Refusal, ...]:
    """What a person's retelling changes or adds, the first refusal by each rule; empty when nothing is found.

    It may use other words than the article, as long as half of them are the article's, and gather names from all of it;
    it may not give other numbers, drop a "not" or a "may", say the opposite, or put one thing in the place of another.
    ``beside`` is what else names and numbers may come from: the title, headings.
    """
    known = lexicon(detect(" ".join(sentences), language))
    said = read(claim, known.language)
    article = [read(sentence, known.language) for sentence in sentences]
    others = [read(one, known.language) for one in beside]
    if not said.words or not (article or others):
        return (Refusal(Rule.COVERAGE, "there is nothing to compare"),)
    parts = one_by_one(claim, known) if article else ()
    closely = (refusal for one in parts for refusal in _in_other_words(one, article, others, known))
    found: dict[Rule, Refusal] = {}
    for refusal in (*_anywhere(said, [*article, *others], known), *closely):
        found.setdefault(refusal.rule, refusal)
    return tuple(found.values())


def support(claim: str, sentences: Sequence[str], language: str = "en") -> int:
    """The position of the sentence that supports a claim best; the earlier one of two equals."""
    known = lexicon(detect(" ".join(sentences), language))
    said = read(claim, known.language)
    return nearest(said, [read(sentence, known.language) for sentence in sentences])


def _strictly(said: Reading, article: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    if _is_word_for_word(said, article):
        return
    found = evidence(said, article)
    seen = found.best.text
    yield from uncovered(said, found.there, known, _COVERED)
    yield from other_numbers(said, found.there, known, seen, "its source does not give")
    yield from other_names(said, found.there, known, seen)
    yield from _closely(said, found, article, known)
    yield from replaced(said, found.best, article, known)
    yield from new_words(said, article, known, seen)


def _in_other_words(
    said: Reading, article: Sequence[Reading], beside: Sequence[Reading], known: Lexicon
) -> Iterator[Refusal]:
    """Names and new words are free to choose, and numbers may come from the sentences near by, or from ``beside``."""
    if _is_word_for_word(said, article):
        return
    found = evidence(said, article)
    seen = found.best.text
    yield from uncovered(said, found.there, known, _COVERED_WHEN_RETOLD)
    yield from other_numbers(said, [*found.near, *beside], known, seen, "its source does not give")
    yield from _closely(said, found, article, known)
    yield from replaced(said, found.best, article, known, freely=True)
    yield from additions(said, found.near, known, seen)


def _is_word_for_word(said: Reading, article: Sequence[Reading]) -> bool:
    """Whether a sentence such as "You do not have to." stands there, in which no word could be looked for."""
    return not said.content and any(one.words == said.words for one in article)


def _closely(said: Reading, found: Evidence, article: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    """What may not change, however it is told."""
    there, near, best, seen = found.there, found.near, found.best, found.best.text
    yield from another_order(said, best, known)
    yield from other_bounds(said, there, known, seen)
    yield from other_periods(said, [best, *near], known, seen)
    yield from dropped_negations(said, there, known)
    yield from unheard_negations(said, near, known, seen)
    yield from opposites(said, there, known, seen)
    yield from stronger(said, there, known)
    yield from lost_limits(said, best, known)
    yield from told_as_sure(said, best, known)
    yield from told_apart(said, there, known)
    yield from told_as_cause(said, near, known, seen)
    yield from other_people(said, there, known, seen)
    yield from swapped(said, there, article, known)


def _freely(said: Reading, article: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    yield from _anywhere(said, article, known)
    best = article[nearest(said, article)].text
    for one in one_by_one(said.text, known):  # a "not" at a sentence's end says nothing of the next
        yield from unheard_negations(one, article, known, best, freely=True)


def _anywhere(said: Reading, article: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    """What speaks against a claim wherever in the article it is taken from."""
    best = article[nearest(said, article)].text
    yield from other_numbers(said, article, known, best)
    yield from other_names(said, article, known, best)
    yield from opposites(said, article, known, best)
