"""What one would use instead: four extractive summarisers in their textbook form, on the same sentences.

Each takes the sentences of an article and gives their positions, the best first.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from gutletter.condensers._signals import content
from gutletter.languages import lexicon, words

Ranking = Callable[[Sequence[str]], list[int]]
Vector = dict[str, float]

_ENGLISH = lexicon("en")


def lead(sentences: Sequence[str]) -> list[int]:
    """As they come."""
    return list(range(len(sentences)))


def centroid(sentences: Sequence[str]) -> list[int]:
    """TF-IDF, likeness to the mean of all sentences, maximal marginal relevance (Radev et al. 2004; Carbonell 1998)."""
    vectors = _vectors(sentences)
    mean: Vector = {}
    for vector in vectors:
        for word, weight in vector.items():
            mean[word] = mean.get(word, 0.0) + weight
    relevance = [_cosine(vector, mean) for vector in vectors]
    order: list[int] = []
    left = list(range(len(sentences)))
    while left and len(order) < 8:
        best = max(left, key=lambda at: 0.7 * relevance[at] - 0.3 * _likest(at, order, vectors))
        order.append(best)
        left.remove(best)
    return order


def textrank(sentences: Sequence[str]) -> list[int]:
    """PageRank over shared words by the logarithm of the lengths (Mihalcea and Tarau 2004)."""
    bags = [frozenset(_stems(sentence)) for sentence in sentences]
    lengths = [math.log(1 + len(bag)) or 1.0 for bag in bags]
    return _pagerank(
        [[len(a & b) / (x + y) if a is not b else 0.0 for b, y in zip(bags, lengths, strict=True)]
         for a, x in zip(bags, lengths, strict=True)]
    )  # fmt: skip


def lexrank(sentences: Sequence[str]) -> list[int]:
    """PageRank over TF-IDF cosines above a threshold (Erkan and Radev 2004)."""
    vectors = _vectors(sentences)
    likeness = [[_cosine(a, b) if a is not b else 0.0 for b in vectors] for a in vectors]
    return _pagerank([[value if value >= 0.1 else 0.0 for value in row] for row in likeness])


def luhn(sentences: Sequence[str]) -> list[int]:
    """The densest run of the article's frequent words (Luhn 1958)."""
    stems = [_stems(sentence) for sentence in sentences]
    counts = Counter(word for one in stems for word in one)
    frequent = {word for word, number in counts.items() if number >= max(3, len(sentences) // 40)}

    def density(one: Sequence[str]) -> float:
        hits = [at for at, word in enumerate(one) if word in frequent]
        return len(hits) ** 2 / (hits[-1] - hits[0] + 1) if hits else 0.0

    return _by_worth([density(one) for one in stems])


BASELINES: dict[str, Ranking] = {
    "LEAD": lead,
    "LexRank": lexrank,
    "TextRank": textrank,
    "Luhn": luhn,
    "TF-IDF centroid": centroid,
}


def _stems(sentence: str) -> tuple[str, ...]:
    return content(words(sentence), _ENGLISH)


def _vectors(sentences: Sequence[str]) -> list[Vector]:
    counts = [Counter(_stems(sentence)) for sentence in sentences]
    held = Counter(word for one in counts for word in one)
    return [{word: n * math.log(1 + len(counts) / held[word]) for word, n in one.items()} for one in counts]


def _cosine(one: Vector, other: Vector) -> float:
    shared = sum(weight * other.get(word, 0.0) for word, weight in one.items())
    return shared / (_length(one) * _length(other)) if shared else 0.0


def _length(vector: Vector) -> float:
    return math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0


def _likest(at: int, chosen: Sequence[int], vectors: Sequence[Vector]) -> float:
    return max((_cosine(vectors[at], vectors[other]) for other in chosen), default=0.0)


def _pagerank(weights: list[list[float]], damping: float = 0.85) -> list[int]:
    size = len(weights)
    totals = [sum(row) or 1.0 for row in weights]
    rank = [1.0 / max(1, size)] * size
    for _ in range(30):
        flow = [value / total for value, total in zip(rank, totals, strict=True)]
        rank = [
            (1 - damping) / size + damping * sum(f * row[at] for f, row in zip(flow, weights, strict=True) if row[at])
            for at in range(size)
        ]
    return _by_worth(rank)


def _by_worth(values: Sequence[float]) -> list[int]:
    return sorted(range(len(values)), key=lambda at: (-values[at], at))
