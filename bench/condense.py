"""How much of an author's own key points a condenser finds, in the same number of words, beside four textbook methods.

    python -m bench.condense ARTICLES.jsonl [MORE.jsonl …] [--words 90] [--page points.html]

Each line has ``title``, Markdown ``text``, ``subset``, ``key_points`` (may be empty) and ``bottom_line`` (or null).
Printed is ROUGE-1 and ROUGE-2 (F1, on stems) of the points cut to ``--words`` words and of the bottom line cut to 45,
as a mean over subsets, with the difference to gutletter and its 95 % interval (paired bootstrap). The page
sets twenty articles' points side by side: no score knows a good sentence, so read them.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.baselines import BASELINES, Ranking
from gutletter.article import parse_article
from gutletter.condensers.extractive import condense_text
from gutletter.languages import stem, words
from gutletter.model import Article, Draft, Format

OURS = "gutletter"
MEASURES = ("points R1", "points R2", "bottom line R1", "bottom line R2")
BOTTOM_LINE_WORDS = 45


@dataclass
class Summary:
    points: list[str]
    bottom_line: str
    seconds: float


@dataclass
class Row:
    """One article condensed by one system."""

    subset: str
    scores: dict[str, float]


System = Callable[[dict[str, Any]], tuple[list[str], str]]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("data", type=Path, nargs="+")
    asked.add_argument("--words", type=int, default=90)
    asked.add_argument("--page", type=Path, help="write an HTML page with twenty articles' points side by side")
    given = asked.parse_args()
    records = [json.loads(line) for path in given.data for line in path.read_text("utf-8").splitlines()]
    systems: dict[str, System] = {OURS: ours, **{name: baseline(rank, given.words) for name, rank in BASELINES.items()}}
    rows: dict[str, list[Row]] = {}
    made: dict[str, list[Summary]] = {}
    print(f"{len(records)} articles, {given.words} words\n")
    print(f"{'':16}" + "".join(f"{measure:>17}" for measure in MEASURES) + f"{'ms median':>12}")
    for name, system in systems.items():
        made[name] = [timed(system, record) for record in records]
        rows[name] = [score(record, one, given.words) for record, one in zip(records, made[name], strict=True)]
        figures = "".join(f"{100 * macro(rows[name], measure):17.1f}" for measure in MEASURES)
        print(
            f"{name:16}{figures}{1000 * sorted(one.seconds for one in made[name])[len(records) // 2]:12.1f}", flush=True
        )
    print("\ngutletter minus each, in points, with the 95 % interval")
    for name in BASELINES:
        print(f"{name:16}" + "".join(f"{difference(rows[OURS], rows[name], measure):>24}" for measure in MEASURES))
    if given.page:
        given.page.write_text(page(records, made), "utf-8")
        print(f"\n{given.page}")


def parsed(record: Mapping[str, Any]) -> Article:
    """The article of a line, in English where it names no language."""
    draft = Draft("x", "x", record["title"], record["text"], Format.MARKDOWN, "", language=record.get("language", "en"))
    return parse_article(draft)


def ours(record: dict[str, Any]) -> tuple[list[str], str]:
    found = condense_text(record["title"], record["text"])
    return list(found["key_points"]), str(found["bottom_line"])  # type: ignore[call-overload] # a list of texts


def baseline(rank: Ranking, budget: int) -> System:
    """The best sentences up to the budget in reading order; the bottom line is the next best (LEAD: the last)."""

    def condense(record: dict[str, Any]) -> tuple[list[str], str]:
        article = parsed(record)
        texts = [one.text for one in article.sentences if len(one.text.split()) >= 6 and one.text[-1] not in "?:"]
        if not texts:
            return [], ""
        order = rank(texts)
        chosen: list[int] = []
        for at in order:
            if len(chosen) >= 5 or (len(chosen) >= 3 and sum(len(texts[one].split()) for one in chosen) >= budget):
                break
            chosen.append(at)
        rest = [at for at in order if at not in chosen]
        last = len(texts) - 1 if rank is BASELINES["LEAD"] else (rest or order)[0]
        return [texts[at] for at in sorted(chosen)], texts[last]

    return condense


def timed(system: System, record: dict[str, Any]) -> Summary:
    began = time.perf_counter()
    points, bottom_line = system(record)
    return Summary(points, bottom_line, time.perf_counter() - began)


# ── scoring ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def score(record: dict[str, Any], summary: Summary, budget: int) -> Row:
    scores: dict[str, float] = {}
    if record["key_points"]:
        wanted, found = " ".join(record["key_points"]), " ".join(summary.points)
        scores["points R1"], scores["points R2"] = rouge(wanted, found, budget)
    if record["bottom_line"]:
        one, two = rouge(record["bottom_line"], summary.bottom_line, BOTTOM_LINE_WORDS)
        scores["bottom line R1"], scores["bottom line R2"] = one, two
    return Row(record["subset"], scores)


def rouge(wanted: str, found: str, budget: int) -> tuple[float, float]:
    """F1 over stems and over pairs of stems."""
    theirs = [stem(word, "en") for word in words(wanted)]
    mine = [stem(word, "en") for word in words(" ".join(found.split()[:budget]))]
    return f1(Counter(theirs), Counter(mine)), f1(Counter(pairwise(theirs)), Counter(pairwise(mine)))


def f1(wanted: Counter[Any], found: Counter[Any]) -> float:
    return 2 * (wanted & found).total() / max(1, wanted.total() + found.total())


def macro(rows: Iterable[Row], measure: str) -> float:
    """The mean over subsets of five articles and more, so that the large ones do not decide alone."""
    by_subset: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if measure in row.scores:
            by_subset[row.subset].append(row.scores[measure])
    means = [sum(values) / len(values) for values in by_subset.values() if len(values) >= 5]
    return sum(means) / len(means) if means else 0.0


def difference(mine: Sequence[Row], theirs: Sequence[Row], measure: str) -> str:
    by_subset: dict[str, list[float]] = defaultdict(list)
    for one, other in zip(mine, theirs, strict=True):
        if measure in one.scores:
            by_subset[one.subset].append(one.scores[measure] - other.scores[measure])
    groups = [values for values in by_subset.values() if len(values) >= 5]
    if not groups:
        return "–"
    chance = random.Random(7)
    drawn = sorted(
        sum(sum(chance.choices(values, k=len(values))) / len(values) for values in groups) / len(groups)
        for _ in range(1000)
    )
    middle = macro(mine, measure) - macro(theirs, measure)
    return f"{100 * middle:+.1f} [{100 * drawn[25]:+.1f}, {100 * drawn[975]:+.1f}]"


# ── a page to read ────────────────────────────────────────────────────────────────────────────────────────────────────

STYLE = """
body { font: 16px/1.45 Georgia, serif; margin: 2rem; color: #222; background: #fdfcf9; }
section { margin: 0 0 3rem; border-top: 2px solid #c9bfa8; }
.row { display: grid; grid-template-columns: repeat(4, minmax(16rem, 1fr)); gap: 1.5rem; }
h3 { font-size: 1rem; color: #7a5c2e; } li { margin: 0 0 .5rem; } .end { font-weight: bold; }
"""


def page(records: Sequence[dict[str, Any]], made: dict[str, list[Summary]]) -> str:
    step = max(1, len(records) // 20)
    shown = ["LexRank", "TextRank"]
    parts = [f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Points to read</title><style>{STYLE}</style>"]
    for at in range(0, min(len(records), 20 * step), step):
        record = records[at]
        parts.append(f"<section><h2>{html.escape(record['title'])}</h2><div class=row>")
        parts.append(column("the author", record["key_points"], record["bottom_line"] or ""))
        parts += [column(name, made[name][at].points, made[name][at].bottom_line) for name in (OURS, *shown)]
        parts.append("</div></section>")
    return "\n".join(parts) + "</html>\n"


def column(name: str, points: Sequence[str], bottom_line: str) -> str:
    items = "".join(f"<li>{html.escape(point)}</li>" for point in points)
    return f"<div><h3>{name}</h3><ul>{items}</ul><p class=end>{html.escape(bottom_line)}</p></div>"


if __name__ == "__main__":
    main()
