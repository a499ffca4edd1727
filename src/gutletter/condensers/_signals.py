"""What speaks for a sentence, and what against it: a few counts, each with a name that an editor understands.

They are standardised inside the article, so that a weight means the same in a short post and in a long paper. Sums are
``math.fsum``: exact, and so the same on every machine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from gutletter.languages import Lexicon, stem, words
from gutletter.model import Article, Block, Section, SectionRole, Sentence

Vector = dict[str, float]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NEAR = 8  # sentences; what is near the beginning or the end fades with them
_VERY_NEAR = 2
_COMMONEST = 10
_TALKS = 0.08, 0.16  # share of sentences: from where to where an article begins to speak to somebody
_FOUND_IN_PEOPLE = 0.02, 0.06  # … and tells what was found in people
_FEW_WORDS = 4  # as if so many empty words stood beside the others, or the shortest sentence would be the richest


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, where it stands, and what its words are."""

    sentence: Sentence
    block: Block
    section: Section
    at: int  # its position among the article's sentences
    last_in_block: bool
    plain: tuple[str, ...]  # lower-case words
    stems: tuple[str, ...]  # of the words that say something
    vector: Vector  # TF-IDF, of length one

    def holds(self, group: frozenset[str]) -> bool:
        """Whether it has a word of this class."""
        return not group.isdisjoint(self.plain)


@dataclass(frozen=True, slots=True)
class Manner:
    """How an article speaks, each from 0 to 1: what a sentence is worth depends on it."""

    counsel: float  # a column: it tells, best of all its reader in person, what was found in people
    report: float  # a paper: findings, and nobody spoken to

    @property
    def is_column(self) -> bool:
        """Whether it counsels more than anything else."""
        return self.counsel > 0.5


def candidates(article: Article, lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Every sentence of the article, read for weighing."""
    places = [
        (sentence, block, section, sentence is block.sentences[-1])
        for section in article.sections
        for block in section.blocks
        for sentence in block.sentences
    ]
    plain = [tuple(words(sentence.text)) for sentence, *_ in places]
    stems = [content(one, lexicon) for one in plain]
    vectors = _vectors(stems)
    return tuple(
        Candidate(*place[:3], at, place[3], plain[at], stems[at], vectors[at]) for at, place in enumerate(places)
    )


def content(plain: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The stems of the words that say something."""
    telling = (word for word in plain if word not in lexicon.stop and not word.isdigit() and len(word) > 1)
    return tuple(stem(word, lexicon.language) for word in telling)


def likeness(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length one."""
    if len(other) < len(one):
        one, other = other, one
    return math.fsum(weight * other[word] for word, weight in one.items() if word in other)


def manner(found: Sequence[Candidate], lexicon: Lexicon) -> Manner:
    """How an article speaks, by what share of its sentences talks to somebody, of people, and of findings."""

    def share(group: frozenset[str]) -> float:
        return sum(candidate.holds(group) for candidate in found) / max(1, len(found))

    talk = share(lexicon.teller | lexicon.addressed)
    people, studied = lexicon.people | lexicon.cohorts, lexicon.studies | lexicon.trying | lexicon.outcomes
    found_in_people = sum(one.holds(people) and one.holds(studied) for one in found) / max(1, len(found))
    return Manner(
        counsel=_between(*_TALKS, talk) * _between(*_FOUND_IN_PEOPLE, found_in_people),
        report=min(1.0, 2 * share(lexicon.findings)) * (1 - min(1.0, 5 * talk)),
    )


def subject(found: Sequence[Candidate], article: Article, lexicon: Lexicon) -> frozenset[str]:
    """The stems of what an article is about: those of its title and its headings, and its commonest."""
    headings = [word for section in article.sections for word in words(section.heading)]
    counts = Counter(word for one in found for word in one.stems)
    return frozenset(content([*words(article.title), *headings], lexicon)) | _commonest(counts)


def signals(
    found: Sequence[Candidate], article: Article, lexicon: Lexicon, telling: Mapping[str, float]
) -> dict[str, list[float]]:
    """Every signal by name, standardised: one number per candidate, mean nought, deviation one.

    ``telling`` says by stem how much more often a word stands in key points than in the articles that they are of.
    """
    raw = {**_topic(found, article, lexicon), **_place(found, lexicon), **_form(found, lexicon)}
    raw["telling words"] = _told(found, lexicon, telling)
    return {name: standardised(values) for name, values in raw.items()}


def _commonest(counts: Counter[str]) -> frozenset[str]:
    return frozenset(sorted(counts, key=lambda word: (-counts[word], word))[:_COMMONEST])


def _topic(found: Sequence[Candidate], article: Article, lexicon: Lexicon) -> dict[str, list[float]]:
    counts = Counter(word for one in found for word in one.stems)
    common = _commonest(counts)
    weight = {word: math.log(1 + count) for word, count in counts.items()}
    pairs = [frozenset(pairwise(one.stems)) for one in found]
    known = {pair: math.log(count) for pair, count in Counter(chain.from_iterable(pairs)).items()}
    headings = {id(one): frozenset(content(words(one.heading), lexicon)) for one in article.sections}
    title, named = frozenset(content(words(article.title), lexicon)), frozenset(chain.from_iterable(headings.values()))
    vectors = [one.vector for one in found]
    return {
        "main words": [math.fsum(map(weight.__getitem__, one.stems)) / max(1, len(one.stems)) for one in found],
        "many main words": [
            math.fsum(map(weight.__getitem__, own)) / (len(own) + _FEW_WORDS)
            for own in (sorted(frozenset(one.stems)) for one in found)
        ],
        "commonest words": [float(len(common.intersection(one.stems))) for one in found],
        "word pairs": [math.fsum(map(known.__getitem__, own)) / max(1, len(own)) for own in pairs],
        "title": [_share(one, title) for one in found],
        "headings": [_share(one, named) for one in found],
        "own heading": [_share(one, headings[id(one.section)]) for one in found],
        "own section": _typical(found),
        "taken up later": _centrality(vectors),
        "prepared before": _centrality(vectors[::-1])[::-1],
    }


def _place(found: Sequence[Candidate], lexicon: Lexicon) -> dict[str, list[float]]:
    headings = {id(one.section): frozenset(words(one.section.heading)) for one in found}

    def opens(section: Section) -> bool:
        return section.role is SectionRole.LEAD or not lexicon.opening.isdisjoint(headings[id(section)])

    return {
        "at the very beginning": [math.exp(-one.at / _VERY_NEAR) for one in found],
        "near the beginning": [math.exp(-one.at / _NEAR) for one in found],
        "introduction": [float(opens(one.section)) for one in found],
        "near the end": [math.exp((one.at + 1 - len(found)) / _NEAR) for one in found],
        "last section": [float(one.section is found[-1].section) for one in found],
        "conclusion": [float(not lexicon.closing.isdisjoint(headings[id(one.section)])) for one in found],
        "ends a paragraph": [float(one.last_in_block) for one in found],
    }


def _form(found: Sequence[Candidate], lexicon: Lexicon) -> dict[str, list[float]]:
    texts = [one.sentence.text for one in found]
    lengths = [max(1, len(text.split())) for text in texts]
    figures = [len(_NUMBER.findall(text)) for text in texts]
    findings = [density(one.plain, lexicon.findings) for one in found]
    written = frozenset(lexicon.numbers)
    return {
        "length": [math.log(1 + length) for length in lengths],
        "very short": [float(length < 8) for length in lengths],
        "comfortable": [float(14 <= length <= 26) for length in lengths],
        "very long": [float(length > 35) for length in lengths],
        "source": [float(bool(one.sentence.citations)) for one in found],
        "commas": [text.count(",") / length for text, length in zip(texts, lengths, strict=True)],
        "enumeration": [float(text.count(",") > 2) for text in texts],
        "findings": findings,
        "among findings": _beside(
            found, [finding + 0.3 * min(4, count) for finding, count in zip(findings, figures, strict=True)]
        ),
        "numbers": [
            math.log(1 + count + sum(word in written for word in one.plain))
            for one, count in zip(found, figures, strict=True)
        ],
        "many numbers": [float(count >= 4) for count in figures],
        "figures": [math.log(1 + count) for count in figures],
        "verdict": [density(one.plain, lexicon.verdicts) for one in found],
        "caution": [density(one.plain, lexicon.cautions) for one in found],
        "advice": [float(one.holds(lexicon.urging)) for one in found],
        "condition": [float(one.holds(lexicon.conditions)) for one in found],
        "people": [float(one.holds(lexicon.people)) for one in found],
        "being": [float(one.holds(lexicon.being)) for one in found],
        "writer": [float(one.holds(lexicon.teller)) for one in found],
        "anecdote": [float(one.holds(lexicon.others)) for one in found],
    }


def _vectors(stems: Sequence[Sequence[str]]) -> list[Vector]:
    held = Counter(word for one in stems for word in dict.fromkeys(one))
    rarity = {word: math.log(1 + len(stems) / count) for word, count in held.items()}
    found: list[Vector] = []
    for one in stems:
        vector = {word: (1 + math.log(count)) * rarity[word] for word, count in Counter(one).items()}
        length = math.sqrt(math.fsum(weight * weight for weight in vector.values())) or 1.0
        found.append({word: weight / length for word, weight in vector.items()})
    return found


def _centrality(vectors: Sequence[Vector]) -> list[float]:
    """For each vector the sum of its likeness to every vector after it; summed from the end, so the time is linear."""
    after: Vector = {}
    found = [0.0] * len(vectors)
    for at in range(len(vectors) - 1, -1, -1):
        found[at] = math.fsum(weight * after.get(word, 0.0) for word, weight in vectors[at].items())
        for word, weight in vectors[at].items():
            after[word] = after.get(word, 0.0) + weight
    return found


def _typical(found: Sequence[Candidate]) -> list[float]:
    """For each sentence the mean of its likeness to the others of its section."""
    sums: dict[int, Vector] = {}
    sizes = Counter(id(one.section) for one in found)
    for one in found:
        total = sums.setdefault(id(one.section), {})
        for word, weight in one.vector.items():
            total[word] = total.get(word, 0.0) + weight
    return [
        math.fsum(weight * (sums[id(one.section)][word] - weight) for word, weight in one.vector.items())
        / max(1, sizes[id(one.section)] - 1)
        for one in found
    ]


def _beside(found: Sequence[Candidate], values: Sequence[float]) -> list[float]:
    """The mean of the neighbours in the same paragraph."""
    near = [
        [other for other in (at - 1, at + 1) if 0 <= other < len(found) and found[other].block is found[at].block]
        for at in range(len(found))
    ]
    return [math.fsum(values[other] for other in others) / max(1, len(others)) for others in near]


def _between(low: float, high: float, value: float) -> float:
    """How far a value has come from the low to the high, from 0 to 1."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _share(one: Candidate, wanted: frozenset[str]) -> float:
    own = frozenset(one.stems)
    return len(own & wanted) / max(1, len(own))


def density(plain: Sequence[str], group: frozenset[str]) -> float:
    """How many words of a class these words hold; of many, it takes more of them."""
    return sum(map(group.__contains__, plain)) / math.sqrt(max(1, len(plain)))


def _told(found: Sequence[Candidate], lexicon: Lexicon, telling: Mapping[str, float]) -> list[float]:
    """For each sentence what its words are worth, in the middle."""
    if not telling:
        return [0.0] * len(found)
    used = frozenset(chain.from_iterable(one.plain for one in found))
    worth = {word: telling.get(stem(word, lexicon.language), 0.0) for word in used}
    return [math.fsum(map(worth.__getitem__, one.plain)) / max(1, len(one.plain)) for one in found]


def standardised(values: Sequence[float]) -> list[float]:
    """The values as deviations: mean nought, deviation one; all nought when they are all the same."""
    mean = math.fsum(values) / max(1, len(values))
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / max(1, len(values)))
    return [(value - mean) / deviation if deviation > 1e-9 else 0.0 for value in values]
