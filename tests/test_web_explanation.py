"""Why a letter says what it says, as a page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.articles import COLUMN
from tests.conftest import Publication

OVERRULED = """\
key_points:
  - text: Of our own readers, 65 fell asleep later.
    because: From our survey, which the article does not mention.
bottom_line: Tea late in the evening may cost some adults a few minutes of sleep.
---
"""


def explained(publication: Publication, name: str, file: Path) -> str:
    said = publication.run("explain", name, "--html", str(file))
    assert (said.code, said.out.strip()) == (0, file.as_uri())
    return file.read_text("utf-8")


def told(page: str) -> str:
    """What the page says, without its markup."""
    return " ".join(unescape(re.sub(r"<(style|title)>.*?</\1>|<[^<>]*>", " ", page, flags=re.DOTALL)).split())


def test_the_page_has_the_whole_article_and_each_point_leads_to_its_very_sentence(
    publication: Publication, tmp_path: Path
) -> None:
    publication.article("evening-tea")
    page = explained(publication, "evening-tea", tmp_path / "new" / "tea.html")
    points = publication.run("explain", "evening-tea", "--json").json
    for number, point in enumerate([*points["key_points"], *points["bottom_line"]], 1):
        assert f'href="#source-{number}"' in page
        there = page.partition(f'id="source-{number}"')[2].partition(">")[2].partition("<a ")[0]
        assert told(there) == point["source"]["text"]
        assert f"Score {point['score']:.2f}: {'; '.join(point['reasons'])}" in told(page)
    assert "The trial did not include children or pregnant women" in told(page)
    assert "Cites 1: An Invented Trial of Evening Tea. Journal of Examples, 2020. https://example.org/trial" in told(
        page
    )
    assert not re.search(r"<script|(?:src|href)=\"(?!#|data:)|url\(|@import", page)


def test_each_point_says_in_which_block_and_sentence_of_its_section_it_stands(
    publication: Publication, tmp_path: Path
) -> None:
    file = publication.article("evening-tea")
    lines = file.read_text("utf-8").splitlines()
    points = publication.run("explain", "evening-tea", "--json").json
    terminal = " ".join(publication.run("explain", "evening-tea").out.split())
    page = told(explained(publication, "evening-tea", tmp_path / "tea.html"))
    for point in (*points["key_points"], *points["bottom_line"]):
        place = point["place"]
        assert point["source"]["text"].split(".")[0][:10] in lines[place["line"] - 1]
        said = f"{place['kind']} {place['block']}, sentence {place['sentence']}, line {place['line']}"
        assert said in terminal
        assert said.capitalize() in page
    assert len({str(point["place"]) for point in points["key_points"]}) == len(points["key_points"])


def test_what_an_inbox_shows_is_named(publication: Publication, tmp_path: Path) -> None:
    publication.article("evening-tea")
    points = publication.run("explain", "evening-tea", "--json").json
    page = told(explained(publication, "evening-tea", tmp_path / "tea.html"))
    assert f"Subject {points['subject']} Preheader {points['preheader']}" in page


def test_what_a_point_left_out_is_struck_through_in_the_article(publication: Publication, tmp_path: Path) -> None:
    file = publication.article("evening-tea")
    text = file.read_text("utf-8").replace("Tea in the evening may", "However, tea in the evening may")
    file.write_text(text, "utf-8")
    page = explained(publication, "evening-tea", tmp_path / "tea.html")
    assert re.search(r"<del>However,</del>\s+tea in the evening may", page)


def test_an_overruled_point_shows_the_reason_and_what_spoke_against_it_before_and_after_it_went(
    publication: Publication, tmp_path: Path
) -> None:
    publication.readers("ada")
    file = publication.article("evening-tea")
    file.write_text(file.read_text("utf-8").replace("---\n\nTea has", OVERRULED + "\nTea has"), "utf-8")
    before = told(explained(publication, "evening-tea", tmp_path / "before.html"))
    assert publication.run("send", "evening-tea", "--yes").code == 0
    after = told(explained(publication, "evening-tea", tmp_path / "after.html"))
    for page in (before, after, publication.run("explain", "evening-tea").out):
        assert "says 65" in page
        assert "Printed all the same, because: From our survey" in page.replace("· p", "P")
    point = publication.run("explain", "evening-tea", "--json").json["key_points"][0]
    assert point["overruled"] == "From our survey, which the article does not mention."


def test_an_issue_whose_file_is_gone_is_explained_from_the_ledger(publication: Publication, tmp_path: Path) -> None:
    publication.readers("ada")
    file = publication.article("evening-tea")
    assert publication.run("send", "evening-tea", "--yes").code == 0
    file.unlink()
    page = explained(publication, "evening-tea", tmp_path / "tea.html")
    assert "Its file is no longer in the queue." in told(page)
    assert "The trial did not include children or pregnant women" in told(page)
    assert page.count('href="#source-') == page.count('class="mark')
    assert publication.run("cancel", "evening-tea", "--yes").code in (0, 1)


@pytest.mark.parametrize("gone", [False, True], ids=["in the queue", "from the ledger"])
def test_a_point_of_two_sentences_lights_both_and_is_led_back_to_once(
    publication: Publication, tmp_path: Path, gone: bool
) -> None:
    publication.readers("ada")
    body = COLUMN.format(outcome="They fell asleep eleven minutes later than before.")
    front = "---\ntitle: Should you drink tea in the evening?\nslug: column\nurl: https://example.org/column\n---\n"
    file = publication.write("2026-09-01-column.md", front + body)
    if gone:
        assert publication.run("send", "column", "--yes").code == 0
        file.unlink()
    points = publication.run("explain", "column", "--json").json["key_points"]
    both = [number for number, point in enumerate(points, 1) if point["then"]]
    assert both
    page = explained(publication, "column", tmp_path / "column.html")
    for number in both:
        assert page.count(f'class="rests on-{number}"') == 2
        assert page.count(f'id="source-{number}"') == 1
        assert page.count(f'href="#point-{number}"') == 1
    (place,) = [point["place"] for point in points if point["then"] and "Danish" in point["text"]]
    if gone:
        assert place is None
    else:
        assert "Paragraph 1, sentences 1 and 2, line" in told(page)
        assert (place["sentence"], place["sentences"]) == (1, 2)
    assert "for six weeks. They fell asleep" in " ".join(publication.run("explain", "column").out.split())


def test_a_file_that_was_laid_out_anew_since_it_went_is_still_found(publication: Publication, tmp_path: Path) -> None:
    publication.readers("ada")
    file = publication.article("evening-tea")
    assert publication.run("send", "evening-tea", "--yes").code == 0
    file.write_text(file.read_text("utf-8").replace("tags: [tea]\n", "tags: [tea]\nauthor: Ana\n"), "utf-8")
    assert "issues/2026-09-01-evening-tea.md" in told(explained(publication, "evening-tea", tmp_path / "tea.html"))


def test_markup_of_strangers_is_shown_and_never_runs(publication: Publication, tmp_path: Path) -> None:
    file = publication.article("evening-tea")
    hostile = "Tea has</style></script><script>alert(1)</script>"
    file.write_text(file.read_text("utf-8").replace("Evening Tea\n", "Evening <img src=x> Tea\n", 1), "utf-8")
    publication.write("2026-09-02-page.html", f"<h1>A page</h1><table><tr><td>{hostile}</td></tr></table><p>Short.</p>")
    for name in ("evening-tea", "page"):
        page = explained(publication, name, tmp_path / f"{name}.html")
        assert page.count("<style>") == page.count("</style>") == 1
        assert "<script" not in page
        assert "<img" not in page


@pytest.mark.parametrize(
    ("words", "code", "remedy"),
    [
        (("evening-tea", "--html", "x.html", "--json"), 2, "Leave one of them out."),
        (("evening-tea", "--html", "issues"), 2, "Name another file."),
        (("broken", "--html", "x.html"), 1, "Did you mean 'not_before'?"),
        (("nobody", "--html", "x.html"), 2, "There is: evening-tea."),
    ],
)
def test_what_cannot_be_explained_or_written_is_told_with_the_remedy(
    publication: Publication, words: tuple[str, ...], code: int, remedy: str
) -> None:
    publication.article("evening-tea")
    publication.write("2026-09-03-broken.md", "---\ntitle: T\nnot_befor: 2026-01-01\n---\n\nText.\n")
    said = publication.run("explain", *words)
    assert said.code == code
    assert remedy in said.err
