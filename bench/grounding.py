"""How well the grounding rules tell a supported claim from a changed one.

    python -m bench.grounding --articles ARTICLES.jsonl --claims CLAIMS.jsonl

Articles are lines with ``id``, ``title`` and Markdown ``text``. Claims are lines with ``type`` "claim": ``claim``,
``label`` (1: the text supports it), ``kind``, and ``article`` (an id of the articles; judged strictly, as rewriting
close to a sentence, and as an editor's retelling) or ``document`` (an id of a line with ``type`` "document"; judged as
free writing). What the condenser chooses of each article is judged as well, strictly and as free writing.

``claims.jsonl`` and ``claims-later.jsonl`` were written for 90 of our columns, a claim at a time: for each column four
that say what it says (shortened, lightly changed, retold, merged) and six that do not, as writers go wrong. The rules
were mended by what they let through and refused of the first; the second was written when they had their shape.
``columns-abroad.jsonl`` and ``claims-abroad.jsonl`` are the same in German, Spanish and French, three columns each.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.condense import parsed
from gutletter.condensers.extractive import condense
from gutletter.digest import objections
from gutletter.grounding import Refusal, ground
from gutletter.model import Article
from gutletter.sentences import split

CHANGED, FAITHFUL = 0, 1
FREE = "free writing"
AUTHORS = "author_key_point"  # an author's own wording: not a light edit, and not checked claim by claim


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--articles", type=Path, action="append", required=True)
    asked.add_argument("--claims", type=Path, required=True)
    asked.add_argument("--wrong", help="print the claims of this kind that were judged wrongly")
    given = asked.parse_args()
    written = [line for path in given.articles for line in lines(path)]
    articles = {line["id"]: line for line in written}
    documents = {line["id"]: plain(line["text"]) for line in lines(given.claims) if line["type"] == "document"}
    known: dict[str, Article] = {}
    refused: dict[tuple[str, int], list[bool]] = defaultdict(list)
    retellings: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for line in lines(given.claims):
        if line["type"] != "claim":
            continue
        article = known.get(line.get("article", ""))
        if "article" in line and article is None:
            article = known[line["article"]] = parsed(articles[line["article"]])
        said = [one.text for one in article.sentences] if article else documents[line["document"]]
        found = ground(line["claim"], said, strict=article is not None)
        group = line["kind"] if article else FREE
        refused[group, line["label"]].append(bool(found))
        retelling = objections(line["claim"], article) if article else ()
        if article:
            retellings[group, line["label"]].append(bool(retelling))
        if given.wrong == group and line["label"] in (bool(found), bool(retelling)):
            print(f"- {line['claim']}  {line.get('why', '')}")
            print(*(f"    {reason}" for reason in dict.fromkeys((*found, *retelling))), sep="\n")
    report(refused)
    print("\nThe same as an editor's retelling, which may use words of its own:")
    report(retellings)
    chosen = [bool(found) for line in written for found in of_the_condenser(line)]
    print(f"\nthe condenser's own points and bottom lines: refused {sum(chosen)} of {len(chosen)}")


def of_the_condenser(line: Mapping[str, Any]) -> Iterator[Sequence[Refusal]]:
    """Why what the condenser chooses of this article is refused, for each point and each sentence of a bottom line."""
    article = parsed(line)
    said = [sentence.text for sentence in article.sentences]
    for point in condense(article).points:
        yield (*ground(point.text, said, strict=True), *ground(point.text, said))


def report(refused: Mapping[tuple[str, int], Sequence[bool]]) -> None:
    for (group, label), judged in sorted(refused.items(), key=lambda item: (item[0][1], item[0][0])):
        print(f"{('faithful' if label else 'changed'):9} {group:18} refused {share(judged):5.1f} % of {len(judged)}")
    changed = [
        one for (group, label), judged in refused.items() if label == CHANGED and group != FREE for one in judged
    ]
    light = [
        one
        for (group, label), judged in refused.items()
        if label == FAITHFUL and group not in (FREE, AUTHORS)
        for one in judged
    ]
    print(f"\ncorruptions caught {share(changed):.1f} %, light edits refused {share(light):.1f} %")
    if (FREE, CHANGED) in refused:
        caught, spoiled = share(refused[FREE, CHANGED]), share(refused[FREE, FAITHFUL])
        balanced = (caught + 100 - spoiled) / 2
        print(f"free writing: caught {caught:.1f} %, refused wrongly {spoiled:.1f} %, balanced accuracy {balanced:.1f}")


def share(judged: Sequence[bool]) -> float:
    return 100 * sum(judged) / max(1, len(judged))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())


def plain(text: str) -> list[str]:
    return [
        part[start:end]
        for part in text.splitlines()
        if part.strip()
        for start, end in split(part)
        if part[start:end].strip()
    ]


if __name__ == "__main__":
    main()
