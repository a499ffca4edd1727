"""Whether an article supports a claim that is in somebody else's words: an editor's, or a language model's.

No rule understands the text. Each looks for one way in which a rewriting goes wrong, names itself and shows the
sentence it looked at. What passes is close to the article, not therefore true: a person still reads it.

``strict`` suits rewriting that stays close to a sentence, and there the rules find nearly everything. Free writing
shares few words with its source; for it only those rules speak that hold against the article as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from gutletter.languages import Lexicon, detect, lexicon, stem, word_class, words


class Rule(StrEnum):
    """What a claim broke, in the words of an editor."""

    COVERAGE = "coverage"
    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    OPPOSITE = "opposite"
    STRENGTH = "strength"
    NEAR_COPY = "near copy"
    NEW_WORDS = "new words"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason not to print a claim: the rule, what it found, and the sentence it looked at (may be empty)."""

    rule: Rule
    found: str
    evidence: str = ""

    def __str__(self) -> str:
        seen = f" (nearest sentence: “{self.evidence}”)" if self.evidence else ""
        return f"{self.found}{seen}"


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A text, read once: its words, the stems of those that say something, its numbers with their units."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]  # one for each word; empty for a stop word
    content: frozenset[str]
    numbers: tuple[tuple[str, str], ...]


_COVERED = 0.75
_NEAR = 0.72
_SHARED_FOR_NEGATION = 0.6
_NEW_WORDS_ALLOWED = 2


def ground(claim: str, sentences: Sequence[str], language: str = "en", *, strict: bool = False) -> tuple[Refusal, ...]:
    """Every reason why these sentences of an article do not support the claim; empty when they do.

    The evidence is found by overlap. To check a claim against a sentence it cites, hand in that sentence and its
    neighbours only.
    """
    known = lexicon(detect(" ".join(sentences), language))
    said = _read(claim, known.language)
    article = [_read(sentence, known.language) for sentence in sentences]
    if not said.words or not article:
        return (Refusal(Rule.COVERAGE, "there is nothing to compare"),)
    rules = _strictly(said, article, known) if strict else _freely(said, article, known)
    return tuple(rules)


def support(claim: str, sentences: Sequence[str], language: str = "en") -> int:
    """The position of the sentence that supports a claim best; the earlier one of two equals."""
    known = lexicon(detect(" ".join(sentences), language))
    said = _read(claim, known.language)
    return _nearest(said, [_read(sentence, known.language) for sentence in sentences])


def _strictly(said: _Reading, article: Sequence[_Reading], known: Lexicon) -> Iterator[Refusal]:
    best = article[_nearest(said, article)]
    evidence = _evidence(said, article)
    covered = _covered(said, evidence, known)
    if covered < _COVERED:
        yield Refusal(Rule.COVERAGE, f"shares only {covered:.0%} of its words with the article's nearest", best.text)
    yield from _numbers(said, evidence, known, best.text)
    yield from _order(said, best)
    yield from _names(said, evidence, known, best.text)
    yield from _dropped_or_added_negation(said, best, known)
    yield from _opposites(said, evidence, known, best.text)
    yield from _strength(said, evidence, best, known)
    yield from _replaced(said, best, known)
    yield from _new_words(said, article, known, best.text)


def _freely(said: _Reading, article: Sequence[_Reading], known: Lexicon) -> Iterator[Refusal]:
    best = article[_nearest(said, article)].text
    yield from _numbers(said, article, known, best)
    yield from _names(said, article, known, best)
    yield from _unheard_negation(said, article, known, best)
    yield from _opposites(said, article, known, best)


# ── finding the evidence ──────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=4096)
def _read(text: str, language: str) -> _Reading:
    known = lexicon(language)
    found = tuple(words(text))
    stemmed = tuple("" if word in known.stop or word.isdigit() else stem(word, language) for word in found)
    return _Reading(text, found, stemmed, frozenset(stemmed) - {""}, tuple(_quantities(text, known)))


def _nearest(said: _Reading, article: Sequence[_Reading]) -> int:
    def likeness(at: int) -> tuple[float, float, int]:
        shared = len(said.content & article[at].content)
        return shared, SequenceMatcher(None, said.words, article[at].words).ratio() if shared else 0.0, -at

    most = max((len(said.content & reading.content) for reading in article), default=0)
    near = [at for at, reading in enumerate(article) if len(said.content & reading.content) >= max(1, most - 1)]
    return max(near or range(len(article)), key=lambda at: likeness(at)[1:])


def _evidence(said: _Reading, article: Sequence[_Reading]) -> list[_Reading]:
    """Up to three sentences that together hold most of the claim's words."""
    chosen = [article[_nearest(said, article)]]
    missing = said.content - chosen[0].content
    while missing and len(chosen) < 3:
        best = max(article, key=lambda reading: len(missing & reading.content))
        if len(missing & best.content) < 2:
            break
        chosen.append(best)
        missing -= best.content
    return chosen


def _covered(said: _Reading, evidence: Sequence[_Reading], known: Lexicon) -> float:
    there = _content(evidence)
    return sum(_is_there(word, there, known) for word in said.content) / max(1, len(said.content))


def _content(readings: Sequence[_Reading]) -> frozenset[str]:
    return frozenset().union(*(reading.content for reading in readings))


def _is_there(stemmed: str, there: frozenset[str], known: Lexicon) -> bool:
    """Whether a stem, a synonym of it, or a word that begins with the same five letters is among these."""
    if stemmed in there or _synonyms(known).get(stemmed, frozenset()) & there:
        return True
    return len(stemmed) >= 5 and any(other.startswith(stemmed[:5]) for other in there)


@lru_cache(maxsize=8)
def _synonyms(known: Lexicon) -> dict[str, frozenset[str]]:
    groups = [frozenset(stem(word, known.language) for word in group) for group in known.synonyms]
    every = frozenset().union(*groups)
    return {word: frozenset().union(*(group for group in groups if word in group)) for word in every}


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)*")
_UNIT = re.compile(r"\s?(%|‰|°\s?[CF]?|[£$€]|per\s?cent|[^\W\d_]+)")
_UNITS = word_class("""
    % ‰ ° g kg mg µg μg mcg ml l litre litres liter liters cm mm m km kcal kj iu cfu second seconds minute minutes hour
    hours day days week weeks month months year years times million billion thousand gram grams milligrams calories
    pounds points point gramm milligramm tage tagen wochen jahre jahren monate monaten stunden minuten días semanas
    meses años horas minutos gramos jours semaines mois ans heures grammes dollars euros hz bpm mmhg degrees
""")
_SAME_UNIT = {"percent": "%", "per cent": "%", "prozent": "%", "ciento": "%", "litres": "l", "gram": "g", "grams": "g"}


def _quantities(text: str, known: Lexicon) -> Iterator[tuple[str, str]]:
    """Every number with the unit that follows it, "" when what follows is no unit; a range gives both ends."""
    found: list[tuple[str, str]] = []
    for match in _NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        named = " ".join(unit[1].lower().split()) if unit else ""
        named = _SAME_UNIT.get(named, named)
        found.append((_value(match[0], known), named if named in _UNITS else ""))
    spelled = [
        (str(known.numbers[word]), "") for word in re.findall(r"[^\W\d_]+", text.lower()) if word in known.numbers
    ]
    return iter(found + spelled)


def _value(digits: str, known: Lexicon) -> str:
    """A number in one way of writing: no thousands separators, a point for decimals, no zeros at its end."""
    text = digits.lstrip("-−")
    separator = "," if known.language in ("en", "") else "."
    if re.fullmatch(rf"\d{{1,3}}(?:\{separator}\d{{3}})+", text):
        return text.replace(separator, "")
    text = text.replace(",", ".")
    return text.rstrip("0").rstrip(".") if text.count(".") == 1 else text


def _numbers(said: _Reading, evidence: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    there: dict[str, set[str]] = {}
    for reading in evidence:
        for value, unit in reading.numbers:
            there.setdefault(value, set()).add(unit)
    for value, unit in said.numbers:
        if value not in there:
            if value not in ("1", "2"):  # one, twice, both: figures of speech more often than figures
                yield Refusal(
                    Rule.NUMBER, f"says {value} {unit}".rstrip() + ", a number the article does not give", nearest
                )
        elif unit not in there[value] and "" not in there[value]:
            other = "/".join(sorted(there[value]))
            yield Refusal(
                Rule.NUMBER, f"says {value} {unit}".rstrip() + f" where the article says {value} {other}", nearest
            )


def _order(said: _Reading, best: _Reading) -> Iterator[Refusal]:
    mine = [value for value, _ in said.numbers]
    theirs = [value for value, _ in best.numbers]
    shared = [value for value in mine if theirs.count(value) == 1 and mine.count(value) == 1]
    if len(shared) > 1 and shared != [value for value in theirs if value in shared]:
        yield Refusal(Rule.NUMBER, "gives the sentence's numbers in another order", best.text)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(said: _Reading, evidence: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    there = {word for reading in evidence for word in reading.words}
    content = _content(evidence)
    for name in _named(said.text, known):
        for word in words(name):
            plain = word.removesuffix("'s")
            if plain not in there and word not in there and stem(plain, known.language) not in content:
                yield Refusal(Rule.NAME, f"names {name}, which the article does not", nearest)
                break


def _named(text: str, known: Lexicon) -> Iterator[str]:
    """Words written as names: a capital inside a sentence, several capitals anywhere. German capitals say nothing."""
    tokens = re.findall(r"[^\s()\[\]“”\"]+", text)
    opening = True
    for token in tokens:
        word = token.strip(".,;:!?…'’‘")
        many = sum(character.isupper() for character in word) > 1
        capital = word[:1].isupper() and not opening and known.language != "de"
        if word and (many or (capital and word.lower() not in known.stop)):
            yield word
        opening = token.endswith((".", "!", "?", ":", "…")) or token in ("–", "—", "-")


# ── negation, opposites, strength ─────────────────────────────────────────────────────────────────────────────────────


def _negators(reading: _Reading, known: Lexicon) -> list[int]:
    return [
        at
        for at, word in enumerate(reading.words)
        if word in known.negations
        or word.endswith("n't")
        or (word.endswith("nt") and f"{word[:-2]}n't" in known.negations)
    ]


def _scope(reading: _Reading, at: int, reach: int = 2) -> list[str]:
    """The next stems after a negator: what it denies."""
    return [stemmed for stemmed in reading.stems[at + 1 :] if stemmed][:reach]


def _dropped_or_added_negation(said: _Reading, best: _Reading, known: Lexicon) -> Iterator[Refusal]:
    mine, theirs = _negators(said, known), _negators(best, known)
    shared = len(said.content & best.content) / max(1, len(said.content))
    if shared >= _SHARED_FOR_NEGATION and len(mine) % 2 != len(theirs) % 2:
        kept_denied = any(set(_scope(best, at)) & said.content for at in theirs)
        added = len(mine) > len(theirs)
        if added or kept_denied:
            verb = "adds a negation" if added else "drops a negation"
            yield Refusal(Rule.NEGATION, verb, best.text)


def _unheard_negation(said: _Reading, article: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    denied = {stemmed for reading in article for at in _negators(reading, known) for stemmed in _scope(reading, at, 6)}
    for at in _negators(said, known):
        scope = _scope(said, at)
        if scope and not any(_is_there(stemmed, frozenset(denied), known) for stemmed in scope):
            yield Refusal(
                Rule.NEGATION, f"denies “{' '.join(said.words[at : at + 4])}”, which the article does not", nearest
            )


def _opposites(said: _Reading, evidence: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    there = {word for reading in evidence for word in reading.words}
    for word in said.words:
        for opposite in _opposed(known).get(word, ()):
            if word not in there and opposite in there and not _opposed(known)[word] <= there - {opposite}:
                yield Refusal(Rule.OPPOSITE, f"says “{word}” where the article says “{opposite}”", nearest)


@lru_cache(maxsize=8)
def _opposed(known: Lexicon) -> dict[str, frozenset[str]]:
    both = [*known.opposites, *((other, one) for one, other in known.opposites)]
    return {word: frozenset(other for one, other in both if one == word) for word, _ in both}


def _strength(said: _Reading, evidence: Sequence[_Reading], best: _Reading, known: Lexicon) -> Iterator[Refusal]:
    there = {word for reading in evidence for word in reading.words}
    for word in said.words:
        if word in known.absolutes and word not in there:
            yield Refusal(Rule.STRENGTH, f"is stronger than the article: “{word}”", best.text)
    mine = set(said.words)
    for at, word in enumerate(best.words):
        near = {stemmed for stemmed in best.stems[at + 1 :] if stemmed}
        if word in known.hedges and not mine & known.hedges and len(near & said.content) >= 2:
            yield Refusal(Rule.STRENGTH, f"loses the article's “{word}”", best.text)
            return


# ── near copies, new words ────────────────────────────────────────────────────────────────────────────────────────────


def _replaced(said: _Reading, best: _Reading, known: Lexicon) -> Iterator[Refusal]:
    matcher = SequenceMatcher(None, best.words, said.words, autojunk=False)
    if matcher.ratio() < _NEAR:
        return
    for kind, start, end, mine, until in matcher.get_opcodes():
        if kind != "replace" or end - start > 3 or until - mine > 3:
            continue
        gone = frozenset(stem(word, known.language) for word in best.words[start:end])
        for word in said.words[mine:until]:
            stemmed = stem(word, known.language)
            if word not in known.stop and not word.isdigit() and not _is_there(stemmed, gone, known):
                was = " ".join(best.words[start:end])
                yield Refusal(Rule.NEAR_COPY, f"says “{word}” where the article says “{was}”", best.text)
                return


def _new_words(said: _Reading, article: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    there = _content(article)
    new = [
        word
        for word, stemmed in zip(said.words, said.stems, strict=True)
        if stemmed and not _is_there(stemmed, there, known)
    ]
    if len(new) > _NEW_WORDS_ALLOWED:
        yield Refusal(Rule.NEW_WORDS, f"uses words that are nowhere in the article: {', '.join(new[:5])}", nearest)
