"""Learn what each signal is worth from articles whose authors wrote their own key points, and print the numbers.

    python -m bench.learn --data ARTICLES.jsonl [--data MORE.jsonl --favour SUBSET] --readings bench/readings.jsonl

Each line has ``title``, Markdown ``text``, ``subset``, ``key_points`` and ``bottom_line``. Ridge regression: the target
of a sentence is half how many of its words and word pairs the author's points share, per word, and half how alike it is
to the one point that it is most like, or common words would be worth as much scattered as together. In a column, where
two sentences may be one point, what could be printed is weighed: sentences and pairs. For a bottom line, which is a
sentence or a few, it is how alike the two are. Targets are standardised in the article.

Words in common do not know a good sentence, so columns were also read (``readings.py``). A column's target is what a
sentence shares with the author's points and, as much again, how it was read; for a passage that may be its bottom line,
how it was read counts twice.

Every article weighs the same, every subset by the root of its size, ``--favour`` four times that (twice for the bottom
line). What is printed goes into ``src/gutletter/condensers/_weights.py``, and the words, with what each is worth, into
``_words.py``: they are learned from columns of our own alone, so that no text of others is kept.

``--folds 10`` prints instead how well weights do on articles that they were not learned from: the articles are dealt
into so many heaps, and each heap is condensed with what was learned from the others; and, of those that were read, how
what is printed of them was read.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import mul
from pathlib import Path
from typing import Any

from bench.condense import MEASURES, Row, Summary, macro, parsed, score
from bench.readings import Printed, Reading, as_passage, as_point, graded, read_readings, show
from gutletter.condensers import _bottom_line
from gutletter.condensers._choice import Choice, Run, mean, runs_of, worths
from gutletter.condensers._signals import Candidate, Manner, candidates, manner, signals, standardised, subject
from gutletter.condensers._weights import Learned, Weights
from gutletter.condensers.extractive import condense
from gutletter.languages import lexicon, stem, words
from gutletter.model import Article
from gutletter.sentences import split

FAVOURED = {"POINTS": 4.0, "BOTTOM_LINE": 2.0}
RIDGE = {"POINTS": (60.0, 60.0), "BOTTOM_LINE": (100.0, 150.0)}  # for the base weights, for what manner adds
LEFT_OUT = {
    "POINTS": {"at the very beginning", "near the beginning", "near the end", "last section"},
    "BOTTOM_LINE": {"people", "enumeration", "anecdote", "figures"},
}
ENGLISH = lexicon("en")
OURS = "written for gutletter"
HEAPS = 5
FEWEST = 10  # columns whose key points hold a word
LEAST = 0.5  # of a ratio that is kept
READ = {"POINTS": 1.0, "PASSAGE": 2.0}  # what a reading counts beside the words that are shared
PASSAGE_RIDGE = 3.0

Signals = Mapping[str, Sequence[float]]


@dataclass
class Lesson:
    """One article: how it speaks, and by table what its sentences show and share with the author's summary."""

    record: dict[str, Any]
    article: Article
    found: Sequence[Candidate]
    manner: Manner
    choice: Choice
    taught: dict[str, tuple[Sequence[Run], Sequence[float]]]  # what is weighed, and its targets
    reading: Reading | None


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", type=Path, action="append", required=True)
    asked.add_argument("--favour", default="")
    asked.add_argument("--readings", type=Path, required=True)
    asked.add_argument("--folds", type=int, default=0)
    given = asked.parse_args()
    lines = [line for path in given.data for line in path.read_text("utf-8").splitlines()]
    readings = read_readings(given.readings)
    lessons = [lesson for line in lines if (lesson := read(json.loads(line), readings)) is not None]
    if given.folds:
        examine(lessons, given.folds, given.favour)
        return
    learned = learn(lessons, given.favour)
    for table, weights in (("POINTS", learned.points), ("BOTTOM_LINE", learned.bottom_line)):
        print(f"{table}: Weights = {{")
        for name, values in weights.items():
            print(f'    "{name}": ({", ".join(f"{value:.3f}" for value in values)}),')
        print("}\n")
    print("PASSAGE: Mapping[str, float] = {")
    for name, value in learned.passage.items():
        print(f'    "{name}": {value:.3f},')
    print("}\n")
    by_weight: dict[float, list[str]] = defaultdict(list)
    for word, ratio in learned.telling.items():
        by_weight[ratio].append(word)
    for ratio in sorted(by_weight, reverse=True):
        print(f'    {ratio:.1f}: "{" ".join(by_weight[ratio])}",')


def examine(lessons: Sequence[Lesson], folds: int, favour: str) -> None:
    """Print what is found in articles by weights that were learned from others."""
    rows: list[Row] = []
    read: list[Printed] = []
    for fold in range(folds):
        held = [lesson for at, lesson in dealt(lessons) if at % folds == fold]
        learned = learn([lesson for at, lesson in dealt(lessons) if at % folds != fold], favour)
        for lesson in held:
            digest = condense(lesson.article, learned)
            summary = Summary([point.text for point in digest.key_points], digest.bottom_line_text, 0.0)
            rows.append(score(lesson.record, summary, 90))
            if lesson.reading is not None:
                read.append(graded(digest, lesson.found, lesson.reading))
    for subset in ("", *sorted({row.subset for row in rows})):
        figures = [macro([row for row in rows if subset in ("", row.subset)], measure) for measure in MEASURES]
        print(f"{subset or 'all subsets':16}" + "".join(f"{100 * figure:17.1f}" for figure in figures))
    show(read)


def dealt(lessons: Sequence[Lesson]) -> Iterator[tuple[int, Lesson]]:
    """The lessons in an order that spreads each subset over the heaps."""
    by_subset: dict[str, list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        by_subset[lesson.record["subset"]].append(lesson)
    for group in by_subset.values():
        random.Random(len(group)).shuffle(group)
        yield from enumerate(group)


def read(record: dict[str, Any], readings: Mapping[str, Reading]) -> Lesson | None:
    article = parsed(record)
    found = candidates(article, ENGLISH)
    if len(found) < 5:
        return None
    told = manner(found, ENGLISH)
    choice = Choice(ENGLISH, subject(found, article, ENGLISH) if told.is_column else None)
    reading = readings.get(record["id"])
    if reading:
        reading.must_fit(record["id"], found)
    taught: dict[str, tuple[Sequence[Run], Sequence[float]]] = {}
    if not record["reference_kind"].startswith("one-sentence"):
        wanted = record["key_points"] or [record["bottom_line"]]
        points = [point[start:end] for point in wanted for start, end in split(point)]
        runs: list[Run] = [(one,) for one in found]
        if told.is_column:
            runs = [run for run in runs_of(found) if (choice.shape_of(run) if len(run) > 1 else choice.opening(run[0]))]
        texts = [" ".join(one.sentence.text for one in run) for run in runs]
        everywhere = standardised([shared(text, " ".join(wanted)) for text in texts])
        at_one = standardised([max(alike(text, point) for point in points) for text in texts])
        both = standardised([math.fsum(pair) for pair in zip(everywhere, at_one, strict=True)])
        if reading:
            marks = standardised([as_point(run, reading) for run in runs])
            both = standardised([share + READ["POINTS"] * mark for share, mark in zip(both, marks, strict=True)])
        taught["POINTS"] = runs, both
    if record["bottom_line"]:
        runs = [(one,) for one in found if choice.opening(one)]
        likeness = [alike(one.sentence.text, record["bottom_line"]) for (one,) in runs]
        taught["BOTTOM_LINE"] = runs, standardised(likeness)
    return Lesson(record, article, found, told, choice, taught, reading)


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


def grams(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    return Counter(stems(text)), Counter(pairwise(stems(text)))


def stems(text: str) -> list[str]:
    return [stem(word, "en") for word in words(text)]


def learn(lessons: Sequence[Lesson], favour: str) -> Learned:
    """The words first; what they are worth as a signal is learned in articles that did not teach them."""
    heaps = [[lesson for at, lesson in dealt(lessons) if at % HEAPS == heap] for heap in range(HEAPS)]
    shown: list[tuple[Lesson, Signals]] = []
    for heap in heaps:
        words_of_others = telling([lesson for other in heaps if other is not heap for lesson in other])
        shown += [(one, signals(one.found, one.article, ENGLISH, words_of_others)) for one in heap]
    points, bottom_line = fit(shown, "POINTS", favour), fit(shown, "BOTTOM_LINE", favour)
    return Learned(points, bottom_line, fit_passages(shown, points, bottom_line), telling(lessons))


def telling(lessons: Sequence[Lesson]) -> dict[str, float]:
    """By stem how much more often a word stands in key points than in the columns that they are of, as a logarithm.

    From columns of our own alone, so that no text of others is kept; common words, and those that differ.
    """
    own = [lesson for lesson in lessons if lesson.record["source"].startswith(OURS)]
    said = [[word for point in lesson.record["key_points"] for word in stems(point)] for lesson in own]
    points = Counter(chain.from_iterable(said))
    held = Counter(chain.from_iterable(map(frozenset, said)))
    texts = Counter(stem(word, "en") for lesson in own for one in lesson.found for word in one.plain)
    of_points, of_texts = points.total(), texts.total()
    ratios = {
        word: math.log((points[word] + 1) / of_points / ((texts[word] + 2) / of_texts))
        for word, count in held.items()
        if count >= FEWEST and not word.isdigit()
    }
    return {word: round(ratio, 1) for word, ratio in sorted(ratios.items()) if abs(ratio) >= LEAST}


def fit(shown: Sequence[tuple[Lesson, Signals]], table: str, favour: str) -> Weights:
    """Base weights, and what each manner of speaking adds to them."""
    taught = [(lesson, by_name) for lesson, by_name in shown if table in lesson.taught]
    sizes = Counter(lesson.record["subset"] for lesson, _ in taught)
    names = [name for name in taught[0][1] if name not in LEFT_OUT[table]]
    count = len(names)
    matrix = [[0.0] * (3 * count) for _ in range(3 * count)]
    right = [0.0] * (3 * count)
    for lesson, by_name in taught:
        subset = lesson.record["subset"]
        runs, aims = lesson.taught[table]
        weight = 40 * (FAVOURED[table] if subset == favour else 1.0) / math.sqrt(sizes[subset]) / max(1, len(runs))
        columns = [[mean(run, by_name[name]) for run in runs] for name in names]
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


def fit_passages(shown: Sequence[tuple[Lesson, Signals]], points: Weights, bottom_line: Weights) -> dict[str, float]:
    """What speaks for a passage as the bottom line of a column."""
    lines: dict[str, dict[str, float]] = {}
    right: dict[str, float] = {}
    for lesson, by_name in shown:
        if lesson.reading is None or not lesson.manner.is_column or not lesson.record["bottom_line"]:
            continue
        passages, columns = weighed(lesson, scored(lesson, by_name, points), scored(lesson, by_name, bottom_line))
        likeness = standardised([alike(text_of(one), lesson.record["bottom_line"]) for one in passages])
        ends = [(one[0].candidate.at, one[-1].candidate.at) for one in passages]
        grades = [as_passage(first, last, lesson.reading) for first, last in ends]
        marks = standardised([grade**2 for grade in grades])  # one is printed: what is better than good counts most
        aims = [share + READ["PASSAGE"] * mark for share, mark in zip(likeness, marks, strict=True)]
        for name, own in columns.items():
            right[name] = right.get(name, 0.0) + sum(map(mul, own, aims)) / len(aims) / (1 + READ["PASSAGE"])
            line = lines.setdefault(name, dict.fromkeys(columns, 0.0))
            for other in columns:
                line[other] += sum(map(mul, own, columns[other])) / len(aims)
    names = list(lines)
    matrix = [[lines[one][other] + PASSAGE_RIDGE * (one == other) for other in names] for one in names]
    return dict(zip(names, solve(matrix, [right[name] for name in names]), strict=True))


def scored(lesson: Lesson, by_name: Signals, weights: Weights) -> list[float]:
    """What each sentence of an article is worth."""
    shares = [
        [(base + counsel * lesson.manner.counsel + report * lesson.manner.report) * value for value in by_name[name]]
        for name, (base, counsel, report) in weights.items()
    ]
    return [math.fsum(share) for share in zip(*shares, strict=True)]


def weighed(
    lesson: Lesson, as_points: Sequence[float], as_bottom_line: Sequence[float]
) -> tuple[Sequence[_bottom_line.Passage], Signals]:
    """The passages of an article, and what speaks for each."""
    openings = lesson.choice.ranked(lesson.found, as_bottom_line)
    worth = worths(lesson.found, as_bottom_line)
    passages = _bottom_line.of_a_column(openings, lesson.found, lesson.choice, worth)
    known = _bottom_line.gist(lesson.found, lesson.article.title, "en")
    return passages, _bottom_line.signals(passages, as_points, known, lesson.choice)


def text_of(passage: _bottom_line.Passage) -> str:
    return " ".join(one.printable.text for one in passage)


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
