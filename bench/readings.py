"""How editors read columns, sentence by sentence: what ``readings.jsonl`` holds, and what a point or passage is worth.

    python -m bench.readings ARTICLES.jsonl bench/readings.jsonl

says how what the condenser prints of them was read.

Every sentence that can be printed was read by itself, with the title and its section's heading in view: is everything
in it clear, does it say something whole, what is it worth as a key point of its article (0 to 3), does it mislead when
it stands alone? Pairs of sentences, and every passage that could be a bottom line, have a grade from 0 (not like this)
to 3 (print unchanged). The readers were a language model's, with an editor's brief; nobody has checked every mark.

A line of the file is one article: its ``id``, ``of`` how many sentences it had, ``sentences`` by number with the four
marks as digits, and ``points`` and ``passages`` by first and last number. It holds no text.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.condense import parsed
from gutletter.condensers._choice import Run
from gutletter.condensers._form import is_label
from gutletter.condensers._signals import Candidate, candidates
from gutletter.condensers.extractive import condense
from gutletter.languages import lexicon
from gutletter.model import Digest

UNCLEAR = 0.5  # of what a sentence is worth that leans on another
UNREAD = 1.0  # what a sentence counts for that nobody read
OVERLAPPING = 0.6  # of what a passage is worth that was not read itself

_UNMARKED = (0, 0, 0, 0)
_ENGLISH = lexicon("en")


@dataclass(frozen=True)
class Reading:
    """How an article was read, by the positions of its sentences."""

    of: int  # sentences that it had
    sentences: Mapping[int, tuple[int, int, int, int]]  # is clear, is whole, worth 0 to 3, misleads
    points: Mapping[tuple[int, int], int]  # two sentences as one point, 0 to 3
    passages: Mapping[tuple[int, int], int]  # one to three as a bottom line, 0 to 3

    def must_fit(self, name: str, found: Sequence[Candidate]) -> None:
        """Stop where an article is no longer split into the sentences that were read."""
        if self.of != len(found):
            raise SystemExit(f"{name} has {len(found)} sentences, and {self.of} when it was read: read it again")


@dataclass(frozen=True)
class Printed:
    """How what is printed of one article was read; grades from 0 to 3, a point's from -1."""

    points: list[float]
    misleading: int  # of the points
    bottom_line: float | None
    preheader: float | None  # None where it is no passage that was read


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("articles", type=Path)
    asked.add_argument("readings", type=Path)
    given = asked.parse_args()
    readings = read_readings(given.readings)
    records = [json.loads(line) for line in given.articles.read_text("utf-8").splitlines()]
    show([printed(record, readings[record["id"]]) for record in records if record["id"] in readings])


def show(read: Sequence[Printed]) -> None:
    """Print how what is printed of these articles was read."""
    misleading = sum(one.misleading for one in read)
    points = [grade for one in read for grade in one.points]
    bottom_lines = [one.bottom_line for one in read if one.bottom_line is not None]
    preheaders = [one.preheader for one in read if one.preheader is not None]
    print(f"points        {good(points)} read well, {misleading} mislead")
    for name, grades in (("bottom lines", bottom_lines), ("preheaders", preheaders)):
        print(f"{name:13} {good(grades)} would be left as they are, {sum(not grade for grade in grades)} never")


def good(grades: Sequence[float]) -> str:
    """How many are two or more."""
    return f"{sum(grade >= 2 for grade in grades):4} of {len(grades):4}"


def printed(record: Mapping[str, Any], reading: Reading) -> Printed:
    """An article condensed, and how that was read."""
    article = parsed(record)
    found = candidates(article, _ENGLISH)
    reading.must_fit(record["id"], found)
    return graded(condense(article), found, reading)


def graded(digest: Digest, found: Sequence[Candidate], reading: Reading) -> Printed:
    """How what a digest prints was read; ``found`` are all sentences of its article."""
    by_sentence = {id(one.sentence): one for one in found}
    runs = [tuple(by_sentence[id(one)] for one in point.sentences) for point in digest.key_points]
    places = [by_sentence[id(one)].at for point in digest.bottom_line for one in point.sentences]
    rest = digest.preheader[1:]  # the first letter is a capital where an opening connective is gone
    shown = [one.at for one in found if rest and one.sentence.text.endswith(rest)]
    return Printed(
        [as_point(run, reading) for run in runs],
        sum(reading.sentences.get(run[-1].at, _UNMARKED)[-1] for run in runs),
        as_passage(places[0], places[-1], reading) if places else None,
        reading.passages.get((shown[0], shown[0])) if shown else None,
    )


def read_readings(path: Path) -> dict[str, Reading]:
    """The readings in a file, by article."""
    found: dict[str, Reading] = {}
    for line in path.read_text("utf-8").splitlines():
        one = json.loads(line)
        sentences = {int(at): _marks(marks) for at, marks in one["sentences"].items()}
        points, passages = ({_places(at): grade for at, grade in one[name].items()} for name in ("points", "passages"))
        found[one["id"]] = Reading(one["of"], sentences, points, passages)
    return found


def as_point(run: Run, reading: Reading) -> float:
    """What a sentence, or two, is worth as a key point, from -1 to 3; two and more is read well."""
    first, last = run[0], run[-1]
    if (grade := reading.points.get((first.at, last.at))) is not None:
        return float(grade)
    labelled = len(run) > 1 and is_label(first.sentence, first.block, _ENGLISH)
    marks = [reading.sentences[one.at] for one in run if one.at in reading.sentences]
    if not marks or (first.at not in reading.sentences and not labelled):
        return UNREAD
    clear = 1.0 if labelled or marks[0][0] else UNCLEAR
    whole, worth = (max(mark[at] for mark in marks) for at in (1, 2))
    return clear * whole * worth - marks[-1][3]


def as_passage(first: int, last: int, reading: Reading) -> float:
    """What sentences are worth as a bottom line, from 0 to 3; what overlaps with a good one is worth a part of that."""
    if (grade := reading.passages.get((first, last))) is not None:
        return float(grade)
    own = set(range(first, last + 1))
    others = [(grade, set(range(start, end + 1))) for (start, end), grade in reading.passages.items()]
    return max((OVERLAPPING * grade * len(own & other) / len(own | other) for grade, other in others), default=0.0)


def _marks(digits: str) -> tuple[int, int, int, int]:
    clear, whole, worth, misleads = map(int, digits)
    return clear, whole, worth, misleads


def _places(text: str) -> tuple[int, int]:
    first, last = map(int, text.split("-"))
    return first, last


if __name__ == "__main__":
    main()
