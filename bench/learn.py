"""Learn what each signal is worth from articles whose authors wrote their own key points, and print the numbers.

    python -m bench.learn --data ARTICLES.jsonl [--data MORE.jsonl --favour SUBSET]

Each line has ``title``, Markdown ``text``, ``subset``, ``key_points`` and ``bottom_line``. Ridge regression: the target
of a sentence is how many of its words and word pairs the author's points share, per word; standardised in the article.
Every article weighs the same, every subset by the root of its size, ``--favour`` four times that. What is printed goes
into ``src/gutletter/condensers/_weights.py``.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from gutletter.article import parse_article
from gutletter.condensers._signals import address, candidates, signals
from gutletter.languages import lexicon, stem, words
from gutletter.model import Draft, Format

Row = list[float]
FAVOURED = 4.0
RIDGE = {"POINTS": (50.0, 150.0), "BOTTOM_LINE": (30.0, 30.0)}  # for the base weights, for what speech adds
LEFT_OUT = {
    "POINTS": {"near the beginning", "near the end", "last section"},
    "BOTTOM_LINE": {"source", "sample", "among findings", "ends a paragraph"},
}


@dataclass
class Lesson:
    """One article: its signals by sentence, how much it talks to the reader, and what each sentence shares."""

    subset: str
    names: list[str]
    rows: list[Row]
    address: float
    targets: dict[str, Row]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, action="append", required=True)
    asked.add_argument("--favour", default="")
    given = asked.parse_args()
    lessons = [
        lesson
        for path in given.data
        for line in path.read_text("utf-8").splitlines()
        if (lesson := read(json.loads(line))) is not None
    ]
    for table in ("POINTS", "BOTTOM_LINE"):
        names = [name for name in lessons[0].names if name not in LEFT_OUT[table]]
        base, more = fit(lessons, table, names, given.favour)
        print(f"{table}: Weights = {{")
        for name, one, other in zip(names, base, more, strict=True):
            print(f'    "{name}": ({one:.3f}, {other:.3f}),')
        print("}\n")


def read(record: dict[str, Any]) -> Lesson | None:
    known = lexicon("en")
    article = parse_article(Draft("x", "x", record["title"], record["text"], Format.MARKDOWN, ""))
    found = candidates(article, known)
    if len(found) < 5:
        return None
    by_name = signals(found, article, known)
    targets: dict[str, Row] = {}
    if not record["reference_kind"].startswith("one-sentence"):
        wanted = " ".join(record["key_points"]) or record["bottom_line"]
        targets["POINTS"] = shared([one.sentence.text for one in found], wanted, pairs=2.0, per_word=True)
    if record["bottom_line"]:
        texts = [one.sentence.text for one in found]
        targets["BOTTOM_LINE"] = shared(texts, record["bottom_line"], pairs=1.5, per_word=False)
    rows = [[by_name[name][at] for name in by_name] for at in range(len(found))]
    return Lesson(record["subset"], list(by_name), rows, address(found, known), targets)


def shared(sentences: Sequence[str], wanted: str, *, pairs: float, per_word: bool) -> Row:
    """How much of the wanted text each sentence shares, standardised."""
    ones, twos = grams(wanted)
    values: Row = []
    for sentence in sentences:
        own, own_pairs = grams(sentence)
        common, common_pairs = (own & ones).total(), (own_pairs & twos).total()
        if per_word:
            values.append((common + pairs * common_pairs) / (own.total() + 3))
        else:
            both = max(1, own.total() + ones.total()), max(1, own_pairs.total() + twos.total())
            values.append(2 * common / both[0] + pairs * 2 * common_pairs / both[1])
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values)) or 1.0
    return [(value - mean) / deviation for value in values]


def grams(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    stems = [stem(word, "en") for word in words(text)]
    return Counter(stems), Counter(pairwise(stems))


def fit(lessons: Sequence[Lesson], table: str, names: Sequence[str], favour: str) -> tuple[Row, Row]:
    """Base weights, and what talking to the reader adds to each."""
    taught = [lesson for lesson in lessons if table in lesson.targets]
    sizes = Counter(lesson.subset for lesson in taught)
    columns = [taught[0].names.index(name) for name in names]
    size = 2 * len(columns)
    matrix = [[0.0] * size for _ in range(size)]
    right = [0.0] * size
    for lesson in taught:
        weight = (
            (FAVOURED if lesson.subset == favour else 1.0) / math.sqrt(sizes[lesson.subset]) * 40 / len(lesson.rows)
        )
        for row, target in zip(lesson.rows, lesson.targets[table], strict=True):
            own = [row[column] for column in columns]
            full = own + [lesson.address * value for value in own]
            for at, value in enumerate(full):
                scaled = weight * value
                right[at] += scaled * target
                line = matrix[at]
                for other in range(at, size):
                    line[other] += scaled * full[other]
    ridge, more = RIDGE[table]
    for at in range(size):
        matrix[at][at] += ridge if at < len(columns) else more
        for other in range(at):
            matrix[at][other] = matrix[other][at]
    solved = solve(matrix, right)
    return solved[: len(columns)], solved[len(columns) :]


def solve(matrix: list[Row], right: Row) -> Row:
    """Gaussian elimination; the matrix is positive definite, so no pivoting is needed."""
    size = len(right)
    for at in range(size):
        for below in range(at + 1, size):
            factor = matrix[below][at] / matrix[at][at]
            for column in range(at, size):
                matrix[below][column] -= factor * matrix[at][column]
            right[below] -= factor * right[at]
    for at in range(size - 1, -1, -1):
        right[at] = (right[at] - sum(matrix[at][column] * right[column] for column in range(at + 1, size))) / matrix[
            at
        ][at]
    return right


if __name__ == "__main__":
    main()
