"""What speaks for a sentence, and what against it: a few counts, each with a name that an editor understands.

They are standardised inside the article, so that a weight means the same in a short post and in a long paper. Sums are
``math.fsum``: exact, and so the same on every machine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gutletter.languages import Lexicon, stem, words
from gutletter.model import Article, Block, Section, SectionRole, Sentence

Vector = dict[str, float]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SAMPLE = re.compile(r"\b\d[\d,.]*\s+(?:[^\W\d]+\s+){0,2}[^\W\d]{5,}")
_NEAR = 8  # sentences; what is near the beginning or the end fades with them
_COMMONEST = 10


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


def address(found: Sequence[Candidate], lexicon: Lexicon) -> float:
    """How much the writer talks to the reader, from 0 (a paper) to 1 (a personal post)."""
    spoken = lexicon.teller | lexicon.addressed
    talking = sum(_holds(candidate, spoken) for candidate in found)
    return min(1.0, 2.5 * talking / max(1, len(found)))


def signals(found: Sequence[Candidate], article: Article, lexicon: Lexicon) -> dict[str, list[float]]:
    """Every signal by name, standardised: one number per candidate, mean nought, deviation one."""
    raw = {**_topic(found, article, lexicon), **_place(found, lexicon), **_form(found, lexicon)}
    return {name: _standardised(values) for name, values in raw.items()}


def _topic(found: Sequence[Candidate], article: Article, lexicon: Lexicon) -> dict[str, list[float]]:
    counts = Counter(word for one in found for word in one.stems)
    ranked = sorted(counts, key=lambda word: (-counts[word], word))
    common = frozenset(ranked[:_COMMONEST])
    weight = {word: math.log(1 + count) for word, count in counts.items()}
    title = frozenset(content(words(article.title), lexicon))
    headings = frozenset(word for section in article.sections for word in content(words(section.heading), lexicon))
    vectors = [one.vector for one in found]
    return {
        "main words": [math.fsum(weight[word] for word in one.stems) / max(1, len(one.stems)) for one in found],
        "commonest words": [float(len(common.intersection(one.stems))) for one in found],
        "title": [_share(one, title) for one in found],
        "named in the title": [float(not title.isdisjoint(one.stems)) for one in found],
        "headings": [_share(one, headings) for one in found],
        "taken up later": _centrality(vectors),
        "prepared before": _centrality(vectors[::-1])[::-1],
    }


def _place(found: Sequence[Candidate], lexicon: Lexicon) -> dict[str, list[float]]:
    def opens(section: Section) -> bool:
        return section.role is SectionRole.LEAD or not lexicon.opening.isdisjoint(words(section.heading))

    opening = {id(one.section): opens(one.section) for one in found}
    return {
        "near the beginning": [math.exp(-one.at / _NEAR) for one in found],
        "introduction": [float(opening[id(one.section)]) for one in found],
        "near the end": [math.exp((one.at + 1 - len(found)) / _NEAR) for one in found],
        "last section": [float(one.section is found[-1].section) for one in found],
        "ends a paragraph": [float(one.last_in_block) for one in found],
    }


def _form(found: Sequence[Candidate], lexicon: Lexicon) -> dict[str, list[float]]:
    texts = [one.sentence.text for one in found]
    lengths = [max(1, len(text.split())) for text in texts]
    numbers = [len(_NUMBER.findall(text)) for text in texts]
    results = [_count(one, lexicon.findings) / math.sqrt(length) for one, length in zip(found, lengths, strict=True)]
    return {
        "length": [math.log(1 + length) for length in lengths],
        "very short": [float(length < 8) for length in lengths],
        "very long": [float(length > 35) for length in lengths],
        "source": [float(bool(one.sentence.citations)) for one in found],
        "commas": [text.count(",") / length for text, length in zip(texts, lengths, strict=True)],
        "long words": [
            sum(len(word) >= 9 for word in one.plain) / length for one, length in zip(found, lengths, strict=True)
        ],
        "findings": results,
        "among findings": _beside(
            found, [result + 0.3 * min(4, count) for result, count in zip(results, numbers, strict=True)]
        ),
        "sample": [float(bool(_SAMPLE.search(text))) for text in texts],
        "figures": [float(count > 0) for count in numbers],
        "many numbers": [float(count >= 4) for count in numbers],
        "denied finding": [float(_holds(one, lexicon.negations) and _holds(one, lexicon.findings)) for one in found],
        "condition": [float(_holds(one, lexicon.conditions)) for one in found],
        "back-reference": [_count(one, lexicon.referring) / length for one, length in zip(found, lengths, strict=True)],
        "people": [float(_holds(one, lexicon.people)) for one in found],
        "reader": [float(_holds(one, lexicon.addressed)) for one in found],
        "writer": [float(_holds(one, lexicon.teller)) for one in found],
        "anecdote": [float(_holds(one, lexicon.others)) for one in found],
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


def _beside(found: Sequence[Candidate], values: Sequence[float]) -> list[float]:
    """The mean of the neighbours in the same paragraph."""
    near = [
        [other for other in (at - 1, at + 1) if 0 <= other < len(found) and found[other].block is found[at].block]
        for at in range(len(found))
    ]
    return [math.fsum(values[other] for other in others) / max(1, len(others)) for others in near]


def _share(one: Candidate, wanted: frozenset[str]) -> float:
    own = frozenset(one.stems)
    return len(own & wanted) / max(1, len(own))


def _count(one: Candidate, group: frozenset[str]) -> int:
    return sum(word in group for word in one.plain)


def _holds(one: Candidate, group: frozenset[str]) -> bool:
    return not group.isdisjoint(one.plain)


def _standardised(values: Sequence[float]) -> list[float]:
    mean = math.fsum(values) / max(1, len(values))
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / max(1, len(values)))
    return [(value - mean) / deviation if deviation > 1e-9 else 0.0 for value in values]
