"""Whether an article supports a claim that is in somebody else's words: an editor's, or a language model's.

No rule understands the text. Each looks for one way in which a rewriting goes wrong, names itself and shows the
sentence it looked at. What passes is close to the article, not therefore true: a person still reads it.

``ground`` with ``strict`` suits rewriting that stays close to a sentence, and there the rules find nearly everything.
Free writing shares few words with its source; for it only those rules speak that hold against the article as a whole.
``retold`` stands between them: a person retells a sentence in words of their own, and may not change what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from gutletter.languages import Lexicon, detect, lexicon, stem, words
from gutletter.sentences import split


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


_FREE_TO_CHOOSE = frozenset((Rule.NAME, Rule.NEW_WORDS))  # a retelling's words, and from where it takes its names


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason not to print a claim: the rule, what it found, and the sentence it looked at (may be empty)."""

    rule: Rule
    found: str
    evidence: str = ""

    def __str__(self) -> str:
        seen = f" (nearest sentence: “{self.evidence}”)" if self.evidence else ""
        return f"{self.found}{seen}"


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number in one way of writing, the unit that follows it ("" for none), and whether it was written as a word."""

    value: str
    unit: str
    spelled: bool = False

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """A text, read once: its words, the stems of those that say something, its numbers with their units."""

    text: str
    words: tuple[str, ...]
    stems: tuple[str, ...]  # one for each word; empty for a stop word
    content: frozenset[str]
    numbers: tuple[_Quantity, ...]


_SHORTEST_ROOT = 4  # letters
_COVERED = 0.75
_COVERED_WHEN_RETOLD = 0.5  # a person finds words of their own
_NEAR = 0.72
_SHARED_FOR_NEGATION = 0.6
_NEW_WORDS_ALLOWED = 2
_A_FEW = 3  # words that a near copy may have changed in one place
_SHORTLY = 2  # words before a number that say how exact it is
_REACH = 4  # words on either side that say what a word is about


def ground(claim: str, sentences: Sequence[str], language: str = "en", *, strict: bool = False) -> tuple[Refusal, ...]:
    """Every reason why these sentences of an article do not support the claim; empty when they do.

    The evidence is found by overlap, with ``strict`` for each sentence of the claim by itself. To check a claim against
    a sentence it cites, hand in that sentence and its neighbours only.
    """
    known = lexicon(detect(" ".join(sentences), language))
    said = _read(claim, known.language)
    article = [_read(sentence, known.language) for sentence in sentences]
    if not said.words or not article:
        return (Refusal(Rule.COVERAGE, "there is nothing to compare"),)
    if not strict:
        return tuple(_freely(said, article, known))
    return tuple(refusal for one in _one_by_one(claim, known) for refusal in _strictly(one, article, known))


def retold(
    claim: str, sentences: Sequence[str], beside: Sequence[str] = (), language: str = "en"
) -> tuple[Refusal, ...]:
    """What a person's retelling changes or adds, the first refusal by each rule; empty when nothing is found.

    It may use other words than the article, as long as half of them are the article's, and gather names from all of it;
    it may not give other numbers, drop a "not" or a "may", say the opposite, or put one thing in the place of another.
    ``beside`` is what else names and numbers may come from: the title, headings.
    """
    known = lexicon(detect(" ".join(sentences), language))
    said = _read(claim, known.language)
    article = [_read(sentence, known.language) for sentence in sentences]
    everything = [*article, *(_read(one, known.language) for one in beside)]
    if not said.words or not everything:
        return (Refusal(Rule.COVERAGE, "there is nothing to compare"),)
    closely = (
        refusal
        for one in (_one_by_one(claim, known) if article else ())
        for refusal in _strictly(one, article, known, _COVERED_WHEN_RETOLD)
    )
    telling = (refusal for refusal in closely if refusal.rule not in _FREE_TO_CHOOSE)
    found: dict[Rule, Refusal] = {}
    for refusal in (*_freely(said, everything, known), *telling):
        found.setdefault(refusal.rule, refusal)
    return tuple(found.values())


def support(claim: str, sentences: Sequence[str], language: str = "en") -> int:
    """The position of the sentence that supports a claim best; the earlier one of two equals."""
    known = lexicon(detect(" ".join(sentences), language))
    said = _read(claim, known.language)
    return _nearest(said, [_read(sentence, known.language) for sentence in sentences])


def _one_by_one(claim: str, known: Lexicon) -> Iterator[_Reading]:
    """The claim's sentences; what holds no word says nothing."""
    parts = (_read(claim[start:end], known.language) for start, end in split(claim, known.language))
    return (one for one in parts if one.words)


def _strictly(
    said: _Reading, article: Sequence[_Reading], known: Lexicon, least: float = _COVERED
) -> Iterator[Refusal]:
    if not said.content and any(one.words == said.words for one in article):
        return  # "You do not have to." has no word to find it by
    best = article[_nearest(said, article)]
    evidence = _evidence(said, article)
    covered = _covered(said, evidence, known)
    if covered < least:
        yield Refusal(Rule.COVERAGE, f"shares only {covered:.0%} of its words with the article's nearest", best.text)
    yield from _numbers(said, evidence, best.text, "its source does not give")
    yield from _order(said, best)
    yield from _names(said, evidence, known, best.text)
    yield from _dropped_or_added_negation(said, best, known)
    yield from _opposites(said, evidence, known, best.text)
    yield from _strength(said, evidence, best, known)
    yield from _replaced(said, best, article, known)
    yield from _new_words(said, article, known, best.text)


def _freely(said: _Reading, article: Sequence[_Reading], known: Lexicon) -> Iterator[Refusal]:
    best = article[_nearest(said, article)].text
    yield from _numbers(said, article, best)
    yield from _names(said, article, known, best)
    for one in _one_by_one(said.text, known):  # a "not" at a sentence's end says nothing of the next
        yield from _unheard_negation(one, article, known, best)
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
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)")  # 22 000
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)")  # … also with a plain space
_UNIT = re.compile(r"[\s-]?(%|‰|°\s?[CF]?|[£$€]|per\s?cent|[^\W\d_]+)")
_UNITS = {
    form: names.split()[0]
    for names in """
        % percent percentage prozent ciento cent|‰|°|g gram grams gramm gramos grammes|kg kilo kilos kilogram kilograms
        mg milligram milligrams milligramm|µg μg mcg microgram micrograms mikrogramm|ml|l litre litres liter liters
        cm|mm|km|m metre metres meter meters|kcal calories|kj|iu ie ui|cfu|second seconds sekunden
        minute minutes minuten minutos|hour hours stunde stunden horas heures|day days tag tage tagen días jours
        week weeks woche wochen semanas semaines|month months monat monate monaten meses mois
        year years jahr jahre jahren años ans|times time mal veces fois
        million millionen millones millions|billion milliarden|thousand|pounds pound lb|point points punkte puntos
        dollars dollar|euros euro|hz|bpm|mmhg|degrees degree
    """.replace("\n", "|").split("|")
    if names.strip()
    for form in names.split()
}


def _quantities(text: str, known: Lexicon) -> Iterator[_Quantity]:
    """Every number with the unit that follows it, "" when what follows is no unit; a range gives both ends."""
    text = (_GROUPED if known.language in ("en", "") else _SPACED).sub(lambda group: "".join(group[0].split()), text)
    for match in _NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        named = unit[1].lower().replace("per ", "") if unit else ""
        yield _Quantity(_value(match[0], known), _UNITS.get(named, ""))
    spelled = [known.numbers.get(word) for word in re.findall(r"[^\W\d_]+", text.lower())]
    for at, value in enumerate(spelled):
        before = spelled[at - 1] if at else None
        if value is not None and value < 10 and before is not None and 20 <= before < 100:
            yield _Quantity(str(before + value), "", spelled=True)  # forty-three
        elif value is not None:
            yield _Quantity(str(value), "", spelled=True)


def _value(digits: str, known: Lexicon) -> str:
    """A number in one way of writing: no thousands separators, a point for decimals, no zeros at its end."""
    text = digits.lstrip("-−")
    separator = "," if known.language in ("en", "") else "."
    if re.fullmatch(rf"\d{{1,3}}(?:\{separator}\d{{3}})+", text):
        return text.replace(separator, "")
    text = text.replace(",", ".")
    return text.rstrip("0").rstrip(".") if text.count(".") == 1 else text


def _numbers(
    said: _Reading, evidence: Sequence[_Reading], nearest: str, strange: str = "the article does not give"
) -> Iterator[Refusal]:
    there: dict[str, set[str]] = {}
    for reading in evidence:
        for one in reading.numbers:
            there.setdefault(one.value, set()).add(one.unit)
    for one in said.numbers:
        if one.value not in there:
            if not (one.spelled and one.value in ("1", "2")):  # one, twice: figures of speech more often than figures
                yield Refusal(Rule.NUMBER, f"says {one}, a number {strange}", nearest)
        elif one.unit not in there[one.value] and "" not in there[one.value] and not one.spelled:
            other = "/".join(sorted(there[one.value]))
            yield Refusal(Rule.NUMBER, f"says {one} where the article says {one.value} {other}", nearest)


def _order(said: _Reading, best: _Reading) -> Iterator[Refusal]:
    """The sentence's numbers in another order: where the words around them stayed, or one counts something else."""
    mine = [one.value for one in said.numbers if not one.spelled]
    theirs = [one.value for one in best.numbers if not one.spelled]
    shared = [value for value in mine if value in theirs]
    if len(shared) < 2 or _follows(shared, theirs):
        return
    once = [value for value in shared if theirs.count(value) == 1 and mine.count(value) == 1]
    stayed = SequenceMatcher(None, _wordy(said), _wordy(best), autojunk=False).ratio() >= _NEAR
    if stayed or any(_counted(said, value) != _counted(best, value) for value in once):
        yield Refusal(Rule.NUMBER, "gives the sentence's numbers in another order", best.text)


def _follows(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether all of the part stands in the whole, in its order."""
    rest = iter(whole)
    return all(one in rest for one in part)


def _wordy(reading: _Reading) -> list[str]:
    """Its words without numbers."""
    return [word for word in reading.words if not any(sign.isdigit() for sign in word)]


def _counted(reading: _Reading, value: str) -> str:
    """The stem that follows a number."""
    at = reading.words.index(value) if value in reading.words else len(reading.words)
    return next(iter(_scope(reading, at, 1)), "")


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _names(said: _Reading, evidence: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    there = {word for reading in evidence for word in reading.words}
    initials = "".join(word[0] for reading in evidence for word in reading.words)
    for name in _named(said.text, known):
        for word in words(name):
            plain = word.removesuffix("'s")
            short = name.isupper() and plain in initials
            if not (plain in there or word in there or short or plain.isdigit() or _is_kin(plain, there)):
                yield Refusal(Rule.NAME, f"names {name}, which the article does not", nearest)
                break


def _is_kin(name: str, there: set[str]) -> bool:
    """Whether a longer name begins as a word of the article does: Swedish and Sweden, Californian and California."""
    root = name[: max(_SHORTEST_ROOT, len(name) - 3)]
    return len(name) > _SHORTEST_ROOT + 1 and any(word.startswith(root) for word in there)


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
    whole = best if "(" in said.text else _read(_BRACKETS.sub(" ", best.text), known.language)
    mine, theirs = _negators(said, known), _negators(whole, known)
    shared = said.content & whole.content
    if len(shared) >= _SHARED_FOR_NEGATION * len(said.content) and _denies(mine, known) != _denies(theirs, known):
        kept_denied = any(set(_scope(whole, at)) & said.content for at in theirs)
        silent = {stem(word, known.language) for word in known.conditions | known.negations}
        retells_all = len(whole.content - said.content - silent) <= 1  # "whether it helps is not known"
        added = len(mine) > len(theirs)
        if added or kept_denied or retells_all:
            verb = "adds a negation" if added else "drops a negation"
            yield Refusal(Rule.NEGATION, verb, best.text)


_BRACKETS = re.compile(r"\([^()]*\)")


def _denies(negators: Sequence[int], known: Lexicon) -> bool:
    return bool(negators) if known.concord else len(negators) % 2 == 1


def _unheard_negation(said: _Reading, article: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    denied = {stemmed for reading in article for at in _negators(reading, known) for stemmed in _scope(reading, at, 6)}
    for at in _negators(said, known):
        scope = _scope(said, at)
        if scope and not any(_is_there(stemmed, frozenset(denied), known) for stemmed in scope):
            yield Refusal(
                Rule.NEGATION, f"denies “{' '.join(said.words[at : at + 4])}”, which the article does not", nearest
            )


def _opposites(said: _Reading, evidence: Sequence[_Reading], known: Lexicon, nearest: str) -> Iterator[Refusal]:
    """A word whose opposite, and not itself, the article says of the same thing."""
    there = {word for reading in evidence for word in reading.words}
    for at, word in enumerate(said.words):
        if word in there:
            continue
        about = _about(said, at)
        for opposite in sorted(_opposed(known).get(word, frozenset()) & there):
            places = (
                (reading, place)
                for reading in evidence
                for place, other in enumerate(reading.words)
                if other == opposite
            )
            if any(about & _about(reading, place) for reading, place in places):
                yield Refusal(Rule.OPPOSITE, f"says “{word}” where the article says “{opposite}”", nearest)


def _about(reading: _Reading, at: int) -> frozenset[str]:
    return frozenset(reading.stems[max(0, at - _REACH) : at + _REACH + 1]) - {"", reading.stems[at]}


@lru_cache(maxsize=8)
def _opposed(known: Lexicon) -> dict[str, frozenset[str]]:
    both = [*known.opposites, *((other, one) for one, other in known.opposites)]
    return {word: frozenset(other for one, other in both if one == word) for word, _ in both}


def _strength(said: _Reading, evidence: Sequence[_Reading], best: _Reading, known: Lexicon) -> Iterator[Refusal]:
    there = {word for reading in evidence for word in reading.words}
    for word in said.words:
        if word in known.absolutes and word not in there:
            yield Refusal(Rule.STRENGTH, f"is stronger than the article: “{word}”", best.text)
    yield from _rounded(said, best, known)
    mine = set(said.words)
    for at, word in enumerate(best.words):
        near = {stemmed for stemmed in best.stems[at + 1 :] if stemmed}
        if word in known.hedges and not mine & known.hedges and len(near & said.content) >= 2:
            yield Refusal(Rule.STRENGTH, f"loses the article's “{word}”", best.text)
            return


def _rounded(said: _Reading, best: _Reading, known: Lexicon) -> Iterator[Refusal]:
    """A number that has lost its "about" or "nearly"."""
    for at, word in enumerate(said.words):
        if not word.isdigit() or best.words.count(word) != 1 or said.words.count(word) != 1:
            continue
        there = best.words.index(word)
        before = [one for one in best.words[max(0, there - _SHORTLY) : there] if one in known.hedges]
        if before and known.hedges.isdisjoint(said.words[max(0, at - _A_FEW - 1) : at]):
            yield Refusal(Rule.STRENGTH, f"gives {word} without the article's “{before[-1]}”", best.text)
            return


# ── near copies, new words ────────────────────────────────────────────────────────────────────────────────────────────


def _replaced(said: _Reading, best: _Reading, article: Sequence[_Reading], known: Lexicon) -> Iterator[Refusal]:
    """What a claim that is nearly its sentence has in place of a few of the sentence's words.

    A word of the article in the place of a pronoun says what the pronoun means.
    """
    matcher = SequenceMatcher(None, best.words, said.words, autojunk=False)
    if matcher.ratio() < _NEAR:
        return
    for kind, start, end, mine, until in matcher.get_opcodes():
        gone, new = best.words[start:end], said.words[mine:until]
        if kind == "equal" or start == 0 or len(gone) > _A_FEW or len(new) > _A_FEW:
            continue
        for group in (known.hedges, known.quantifiers):
            if gone and not group.isdisjoint(gone) and group.isdisjoint(new):
                yield Refusal(Rule.STRENGTH, f"leaves out “{' '.join(gone)}”", best.text)
                return
        if not known.absolutes.isdisjoint(set(new) - set(gone)):
            yield Refusal(Rule.STRENGTH, f"says “{' '.join(new)}” where the article says “{' '.join(gone)}”", best.text)
            return
        stems = frozenset(stem(word, known.language) for word in gone)
        if known.referring.issuperset(gone):
            stems |= _content(article)
        for word in new if kind == "replace" else ():
            if (
                word not in known.stop
                and not word.isdigit()
                and not _is_there(stem(word, known.language), stems, known)
            ):
                yield Refusal(Rule.NEAR_COPY, f"says “{word}” where the article says “{' '.join(gone)}”", best.text)
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
