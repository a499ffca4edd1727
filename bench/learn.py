"""Learn what each signal is worth from articles whose authors wrote their own key points, and print the numbers.

    python -m bench.learn --data ARTICLES.jsonl [--data MORE.jsonl --favour SUBSET] [--folds 10]

Each line has ``title``, Markdown ``text``, ``subset``, ``key_points`` and ``bottom_line``. Ridge regression: the target
of a sentence is half how many of its words and word pairs the author's points share, per word, and half how alike it is
to the one point that it is most like, or common words would be worth as much scattered as together. In a column, where
two sentences may be one point, what could be printed is weighed: sentences and pairs. For a bottom line, which is one
sentence or two, it is how alike the two are. Targets are standardised in the article. Every article weighs the same,
every subset by the root of its size, ``--favour`` four times that (twice for the bottom line). What is printed goes
into ``src/gutletter/condensers/_weights.py``.

``--folds`` prints instead how well weights do on articles that they were not learned from: the articles are dealt into
so many heaps, and each heap is condensed with what was learned from the others.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from pathlib import Path
from typing import Any

from bench.condense import MEASURES, Row, Summary, macro, score
from gutletter.article import parse_article
from gutletter.condensers._choice import Choice, Run, mean, runs_of
from gutletter.condensers._signals import Manner, candidates, manner, signals
from gutletter.condensers._weights import Learned, Weights
from gutletter.condensers.extractive import condense
from gutletter.languages import lexicon, stem, words
from gutletter.model import Article, Draft, Format
from gutletter.sentences import split

FAVOURED = {"POINTS": 4.0, "BOTTOM_LINE": 2.0}
RIDGE = {"POINTS": (100.0, 60.0), "BOTTOM_LINE": (100.0, 150.0)}  # for the base weights, for what manner adds
LEFT_OUT = {
    "POINTS": {"at the very beginning", "near the beginning", "near the end", "last section"},
    "BOTTOM_LINE": {"people", "enumeration", "anecdote", "figures"},
}
ENGLISH = lexicon("en")


@dataclass
class Lesson:
    """One article: how it speaks, and by table what its sentences show and share with the author's summary."""

    record: dict[str, Any]
    article: Article
    manner: Manner
    taught: dict[str, tuple[list[dict[str, float]], list[float]]]  # signals, targets


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, action="append", required=True)
    asked.add_argument("--favour", default="")
    asked.add_argument("--folds", type=int, default=0)
    given = asked.parse_args()
    lines = [line for path in given.data for line in path.read_text("utf-8").splitlines()]
    lessons = [lesson for line in lines if (lesson := read(json.loads(line))) is not None]
    if given.folds:
        examine(lessons, given.folds, given.favour)
        return
    for table, weights in zip(("POINTS", "BOTTOM_LINE"), learn(lessons, given.favour), strict=True):
        print(f"{table}: Weights = {{")
        for name, values in weights.items():
            print(f'    "{name}": ({", ".join(f"{value:.3f}" for value in values)}),')
        print("}\n")


def examine(lessons: Sequence[Lesson], folds: int, favour: str) -> None:
    """Print what is found in articles by weights that were learned from others."""
    rows: list[Row] = []
    for fold in range(folds):
        held = [lesson for at, lesson in dealt(lessons) if at % folds == fold]
        learned = learn([lesson for at, lesson in dealt(lessons) if at % folds != fold], favour)
        for lesson in held:
            digest = condense(lesson.article, learned)
            summary = Summary([point.text for point in digest.key_points], digest.bottom_line_text, 0.0)
            rows.append(score(lesson.record, summary, 90))
    for subset in ("", *sorted({row.subset for row in rows})):
        figures = [macro([row for row in rows if subset in ("", row.subset)], measure) for measure in MEASURES]
        print(f"{subset or 'all subsets':16}" + "".join(f"{100 * figure:17.1f}" for figure in figures))


def dealt(lessons: Sequence[Lesson]) -> Iterator[tuple[int, Lesson]]:
    """The lessons in an order that spreads each subset over the heaps."""
    by_subset: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_subset[lesson.record["subset"]].append(lesson)
    for group in by_subset.values():
        random.Random(len(group)).shuffle(group)
        yield from enumerate(group)


def read(record: dict[str, Any]) -> Lesson | None:
    article = parse_article(Draft("x", "x", record["title"], record["text"], Format.MARKDOWN, ""))
    found = candidates(article, ENGLISH)
    if len(found) < 5:
        return None
    by_name, told = signals(found, article, ENGLISH), manner(found, ENGLISH)
    choice = Choice(ENGLISH)

    def shown(runs: Sequence[Run]) -> list[dict[str, float]]:
        return [{name: mean(run, values) for name, values in by_name.items()} for run in runs]

    taught: dict[str, tuple[list[dict[str, float]], list[float]]] = {}
    if not record["reference_kind"].startswith("one-sentence"):
        wanted = record["key_points"] or [record["bottom_line"]]
        points = [point[start:end] for point in wanted for start, end in split(point)]
        runs: list[Run] = [(one,) for one in found]
        if told.is_column:
            runs = [run for run in runs_of(found) if choice.shape_of(run)]
        texts = [" ".join(one.sentence.text for one in run) for run in runs]
        everywhere = standardised([shared(text, " ".join(wanted)) for text in texts])
        at_one = standardised([max(alike(text, point) for point in points) for text in texts])
        both = zip(everywhere, at_one, strict=True)
        taught["POINTS"] = shown(runs), standardised([math.fsum(pair) for pair in both])
    if record["bottom_line"]:
        runs = [(one,) for one in found if choice.shape(one)]
        likeness = [alike(one.sentence.text, record["bottom_line"]) for (one,) in runs]
        taught["BOTTOM_LINE"] = shown(runs), standardised(likeness)
    return Lesson(record, article, told, taught)


def shared(sentence: str, wanted: str) -> float:
    """How many of a sentence's words and word pairs the wanted text shares, per word."""
    own, own_pairs = grams(sentence)
    ones, twos = grams(wanted)
    return ((own & ones).total() + 2 * (own_pairs & twos).total()) / (own.total() + 3)


def alike(sentence: str, wanted: str) -> float:
    """How alike two texts are: F1 of words, and of word pairs half as much again."""
    (own, own_pairs), (ones, twos) = grams(sentence), grams(wanted)
    words_f1 = 2 * (own & ones).total() / max(1, own.total() + ones.total())
    return words_f1 + 1.5 * 2 * (own_pairs & twos).total() / max(1, own_pairs.total() + twos.total())


def standardised(values: Sequence[float]) -> list[float]:
    middle = math.fsum(values) / max(1, len(values))
    deviation = math.sqrt(math.fsum((value - middle) ** 2 for value in values) / max(1, len(values))) or 1.0
    return [(value - middle) / deviation for value in values]


def grams(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    stems = [stem(word, "en") for word in words(text)]
    return Counter(stems), Counter(pairwise(stems))


def learn(lessons: Sequence[Lesson], favour: str) -> Learned:
    return Learned(fit(lessons, "POINTS", favour), fit(lessons, "BOTTOM_LINE", favour))


def fit(lessons: Sequence[Lesson], table: str, favour: str) -> Weights:
    """Base weights, and what each manner of speaking adds to them."""
    taught = [lesson for lesson in lessons if table in lesson.taught]
    sizes = Counter(lesson.record["subset"] for lesson in taught)
    names = [name for name in taught[0].taught[table][0][0] if name not in LEFT_OUT[table]]
    count = len(names)
    matrix = [[0.0] * (3 * count) for _ in range(3 * count)]
    right = [0.0] * (3 * count)
    for lesson in taught:
        subset = lesson.record["subset"]
        rows, aims = lesson.taught[table]
        weight = 40 * (FAVOURED[table] if subset == favour else 1.0) / math.sqrt(sizes[subset]) / max(1, len(rows))
        columns = [[row[name] for row in rows] for name in names]
        parts = (1.0, lesson.manner.counsel, lesson.manner.report)
        for at, own in enumerate(columns):
            gain = weight * sum(map(mul, own, aims))
            products = [weight * sum(map(mul, own, other)) for other in columns]
            for part, share in enumerate(parts):
                right[part * count + at] += share * gain
                line = matrix[part * count + at]
                for across, other_share in enumerate(parts):
                    both = share * other_share
                    if both:
                        for to, product in enumerate(products):
                            line[across * count + to] += both * product
    base, more = RIDGE[table]
    for at in range(3 * count):
        matrix[at][at] += base if at < count else more
    solved = solve(matrix, right)
    return {name: (solved[at], solved[count + at], solved[2 * count + at]) for at, name in enumerate(names)}


def solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the matrix is positive definite, so no pivoting is needed."""
    size = len(right)
    for at in range(size):
        for below in range(at + 1, size):
            factor = matrix[below][at] / matrix[at][at]
            if factor:
                for column in range(at, size):
                    matrix[below][column] -= factor * matrix[at][column]
                right[below] -= factor * right[at]
    for at in range(size - 1, -1, -1):
        known = sum(matrix[at][column] * right[column] for column in range(at + 1, size))
        right[at] = (right[at] - known) / matrix[at][at]
    return right


if __name__ == "__main__":
    main()
