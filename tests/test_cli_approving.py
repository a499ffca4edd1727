"""A letter goes only when somebody has read it, where the publication wants that."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Publication


@pytest.fixture
def careful(publication: Publication) -> Publication:
    """A publication that wants approval, with a reader and an article."""
    wants_approval(publication)
    publication.readers("ada")
    publication.article("evening-tea")
    return publication


def wants_approval(publication: Publication) -> None:
    file = publication.folder / "gutletter.toml"
    file.write_text(file.read_text("utf-8").replace("[publication]", '[publication]\napproval = "required"'), "utf-8")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def article(publication: Publication) -> Path:
    return publication.folder / "issues" / "2026-09-01-evening-tea.md"


def test_what_nobody_approved_does_not_go_by_name_or_by_its_turn(careful: Publication) -> None:
    named = careful.run("send", "evening-tea", "--yes")
    assert named.code == 1
    assert "Nobody has approved the letter. Read it: gutletter preview evening-tea." in named.err
    due = careful.run("send", "--yes")
    assert due.code == 1
    assert "Nobody has approved the letter." in due.err
    assert careful.run("status", "--json").json["issues"] == []


def test_what_was_approved_goes_on_any_day(careful: Publication) -> None:
    said = careful.run("approve", "evening-tea", "--by", "Ana  Lindqvist")
    assert (said.code, said.out.startswith("Ana Lindqvist approved “Evening Tea”")) == (0, True)
    assert careful.run("send", "--yes").code == 0
    assert "Approved by Ana Lindqvist on 20" in careful.run("explain", "evening-tea").out
    assert careful.run("explain", "evening-tea", "--json").json["approval"]["by"] == "Ana Lindqvist"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("issues/2026-09-01-evening-tea.md", "may delay sleep", "might delay sleep"),
        ("issues/2026-09-01-evening-tea.md", "tags: [tea]", "tags: [tea]\nauthor: Ana"),
        ("gutletter.toml", "postal_address = ", 'why = "You asked."\npostal_address = '),
    ],
)
def test_an_approval_does_not_hold_for_another_letter(careful: Publication, file: str, old: str, new: str) -> None:
    assert careful.run("approve", "evening-tea", "--by", "Ana").code == 0
    edit(careful.folder / file, old, new)
    said = careful.run("send", "evening-tea", "--yes")
    assert said.code == 1
    assert "Ana approved another letter on 20" in said.err
    assert "gutletter approve evening-tea --hash" in said.err
    assert careful.run("approve", "evening-tea", "--by", "Ben").code == 0
    assert careful.run("send", "evening-tea", "--yes").code == 0


def test_a_theme_that_changed_asks_for_approval_again(careful: Publication) -> None:
    assert careful.run("approve", "evening-tea", "--by", "Ana").code == 0
    look = careful.folder / "templates" / "email" / "look.toml"
    look.parent.mkdir(parents=True)
    look.write_text('[light]\naccent = "#7a1f2b"\n', "utf-8")
    assert "Ana approved another letter" in careful.run("send", "evening-tea", "--yes").err


def test_only_the_letter_that_was_read_is_approved(careful: Publication) -> None:
    hash_read = careful.run("approve", "evening-tea", "--by", "Ana").out.rpartition("(")[2].partition(")")[0]
    edit(article(careful), "may delay sleep", "might delay sleep")
    said = careful.run("approve", "evening-tea", "--by", "Ana", "--hash", hash_read)
    assert said.code == 1
    assert f"not {hash_read}: it changed after you read it." in said.err
    edit(article(careful), "might delay sleep", "may delay sleep")
    assert careful.run("approve", "evening-tea", "--by", "Ana", "--hash", hash_read.upper()).code == 0


def test_the_related_pieces_are_those_that_were_approved_whatever_goes_out_meanwhile(careful: Publication) -> None:
    careful.article("morning-tea")
    assert careful.run("approve", "evening-tea", "--by", "Ana").code == 0
    assert careful.run("approve", "morning-tea", "--by", "Ana").code == 0
    assert careful.run("send", "morning-tea", "--yes").code == 0  # from now on evening-tea would name it as related
    assert careful.run("send", "evening-tea", "--yes").code == 0
    assert "Morning Tea" not in sent_text(careful, "evening-tea")


def test_without_an_approval_the_related_pieces_are_those_of_the_day(careful: Publication) -> None:
    careful.article("morning-tea")
    assert careful.run("approve", "morning-tea", "--by", "Ana").code == 0
    assert careful.run("send", "morning-tea", "--yes").code == 0
    assert careful.run("approve", "evening-tea", "--by", "Ana").code == 0
    assert careful.run("send", "evening-tea", "--yes").code == 0
    assert "Morning Tea" in sent_text(careful, "evening-tea")


def sent_text(publication: Publication, slug: str) -> str:
    assert publication.run("preview", slug, "--out", str(publication.folder / "shown")).code == 0
    return (publication.folder / "shown" / "letter.txt").read_text("utf-8")


def test_an_approval_can_be_taken_back(careful: Publication) -> None:
    assert careful.run("approve", "evening-tea", "--by", "Ana").code == 0
    assert careful.run("approve", "evening-tea", "--take-back").code == 0
    assert "Nobody has approved the letter." in careful.run("send", "evening-tea", "--yes").err


def test_what_is_not_fit_to_go_is_not_approved(careful: Publication) -> None:
    edit(article(careful), "---\n\nTea", "subject: 'Re: tea'\n---\n\nTea")
    said = careful.run("approve", "evening-tea", "--by", "Ana")
    assert said.code == 1
    assert "it was not approved" in said.err
    assert careful.run("send", "evening-tea", "--yes").code == 1


def test_whoever_knows_better_sends_without_approval_for_a_reason_that_stays(careful: Publication) -> None:
    said = careful.run("send", "evening-tea", "--yes", "--allow", "approval", "--because", "Ana is ill today")
    assert said.code == 0
    assert "Approved by" not in careful.run("explain", "evening-tea").out
    assert "Ana is ill today" in careful.run("explain", "evening-tea").out


def test_where_none_is_wanted_an_approval_is_kept_and_stops_nothing(publication: Publication) -> None:
    publication.readers("ada")
    publication.article("evening-tea")
    said = publication.run("approve", "evening-tea", "--by", "Ana")
    assert said.code == 0
    assert 'publication.approval = "required"' in said.err
    edit(article(publication), "may delay sleep", "might delay sleep")
    assert publication.run("send", "evening-tea", "--yes").code == 0


def test_a_setting_that_is_neither_is_refused(publication: Publication) -> None:
    wants_approval(publication)
    edit(publication.folder / "gutletter.toml", '"required"', '"please"')
    said = publication.run("check")
    assert said.code == 2
    assert "publication.approval" in said.err
