"""Check, and sending all the same: as somebody types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Publication

RE = 'tags: [tea]\nsubject: "Re: your tea"'
WHY = "The editor in chief wants it so."


def spoilt(publication: Publication, slug: str = "evening-tea", front: str = RE) -> None:
    file = publication.article(slug)
    file.write_text(file.read_text("utf-8").replace("tags: [tea]", front), "utf-8")


def test_check_tells_findings_by_article_and_ends_with_1_for_an_error(publication: Publication) -> None:
    spoilt(publication)
    publication.write("2026-09-02-other.md", "# Other\n\n```\ncode\n```\n")
    publication.write("2026-09-03-unread.md", "")

    said = publication.run("check")
    asked = publication.run("check", "--json").json

    assert said.code == 1
    assert (
        said.err.index("unread.md") < said.err.index("Evening Tea (evening-tea)") < said.err.index("as if it answered")
    )
    assert "2 articles checked: 3 errors" in said.out
    assert {one["slug"]: [found["check"] for found in one["findings"]] for one in asked["articles"]} == {
        "evening-tea": ["subject"],
        "other": ["article"],
    }
    assert (asked["checked"], asked["errors"], len(asked["findings"])) == (2, 3, 3)


def test_check_names_every_point_of_an_article_that_it_does_not_say(publication: Publication) -> None:
    points = "tags: [tea]\nkey_points:\n  - Tea cures insomnia.\n  - Tea doubles the risk of every cancer.\n"
    spoilt(publication, front=f"{points}bottom_line: Tea always helps.")

    said = publication.run("check")

    assert said.code == 1
    for line, text in ((6, "Tea cures insomnia."), (7, "every cancer."), (8, "Tea always helps.")):
        assert text in said.err
        assert f"tea.md:{line}: error:" in said.err
    assert "3 errors" in said.out


def test_an_error_stops_the_send_and_says_how_it_could_pass(publication: Publication) -> None:
    spoilt(publication)
    publication.readers("ada")

    said = publication.run("send", "evening-tea", "--yes")

    assert said.code == 1
    assert "as if it answered" in said.err
    assert "--allow subject --because" in said.err
    assert publication.mails() == []
    assert publication.run("status", "--json").json["issues"] == []


def test_what_is_let_pass_goes_and_stays_on_record(publication: Publication) -> None:
    spoilt(publication)
    publication.readers("ada")

    sent = publication.run("send", "evening-tea", "--yes", "--allow", "subject", "--because", WHY)

    assert sent.code == 0, sent.err
    assert len(publication.mails()) == 1
    for said in (sent, publication.run("status", "evening-tea"), publication.run("explain", "evening-tea")):
        assert f"subject, because: {WHY}" in said.out
        assert "as if it answered" in said.out
    (issue,) = publication.run("status", "--json").json["issues"]
    assert [(one["check"], one["because"]) for one in issue["allowed"]] == [("subject", WHY)]
    assert publication.run("explain", "evening-tea", "--json").json["allowed"] == issue["allowed"]


def test_a_check_that_found_nothing_leaves_no_record(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    publication.run("send", "evening-tea", "--yes", "--allow", "size", "--because", WHY)

    (issue,) = publication.run("status", "--json").json["issues"]
    assert issue["allowed"] == []


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["evening-tea", "--allow", "subject"], "reason"),
        (["evening-tea", "--allow", "subject", "--because", "  "], "reason"),
        (["evening-tea", "--because", WHY], "no --allow"),
        (["--allow", "subject", "--because", WHY], "needs the article"),
        (["evening-tea", "--allow", "everything", "--because", WHY], "no check 'everything'"),
    ],
)
def test_letting_pass_needs_an_article_a_check_and_a_reason(
    publication: Publication, words: list[str], word: str
) -> None:
    spoilt(publication)
    publication.readers("ada")

    said = publication.run("send", "--yes", *words)

    assert said.code == 2
    assert word in said.err
    assert publication.mails() == []


def test_letting_one_check_pass_lets_no_other(publication: Publication) -> None:
    spoilt(publication, front=f"{RE}\nnot_before: 2099-01-01")
    publication.readers("ada")

    said = publication.run("send", "evening-tea", "--yes", "--allow", "subject", "--because", WHY)

    assert said.code == 1
    assert "2099-01-01" in said.err
    assert publication.mails() == []


def test_an_article_that_waits_for_its_day_is_fit_and_goes_early_only_for_a_reason(publication: Publication) -> None:
    spoilt(publication, front="not_before: 2099-01-01")
    publication.readers("ada")

    assert publication.run("check").code == 0
    assert publication.run("send", "evening-tea", "--yes").code == 1
    assert publication.run("send", "evening-tea", "--yes", "--allow", "freshness", "--because", WHY).code == 0
    assert len(publication.mails()) == 1


def test_an_expired_article_never_goes_and_says_so_when_asked(publication: Publication) -> None:
    spoilt(publication, front="expires: 2026-01-01")
    publication.article("morning-tea", day="2026-09-02")
    publication.readers("ada")

    assert publication.run("check").code == 0
    named = publication.run("check", "evening-tea")
    assert named.code == 1
    assert "expired on 2026-01-01" in named.err
    assert publication.run("send", "evening-tea", "--yes").code == 1
    places = publication.run("queue", "list", "--json").json["queue"]
    assert [(one["slug"], one["standing"]) for one in places] == [("morning-tea", "next"), ("evening-tea", "expired")]
    assert publication.run("send", "--yes").code == 0
    assert "Morning Tea" in str(publication.mails()[0]["Subject"])


def test_a_subject_that_was_used_lately_and_a_piece_that_was_sent_are_told(publication: Publication) -> None:
    spoilt(publication, "evening-tea", "subject: Tea")
    publication.readers("ada")
    assert publication.run("send", "--yes").code == 0
    file = publication.article("morning-tea", day="2026-09-02")
    text = (
        file.read_text("utf-8").replace("two thousand years", "a very long time").replace("tags: [tea]", "subject: Tea")
    )
    file.write_text(text, "utf-8")

    said = publication.run("check")
    assert said.code == 0
    assert "had the same subject" in said.err
    again = publication.run("check", "evening-tea")
    assert again.code == 1
    assert "was sent on" in again.err


def test_a_piece_withdrawn_after_it_went_out_is_not_offered_as_related(publication: Publication) -> None:
    first = publication.article("evening-tea")
    publication.readers("ada")
    assert publication.run("send", "--yes").code == 0
    first.write_text(first.read_text("utf-8").replace("tags: [tea]", "tags: [tea]\nstatus: withdrawn"), "utf-8")
    second = publication.article("morning-tea", day="2026-09-02")
    second.write_text(second.read_text("utf-8").replace("two thousand years", "a very long time"), "utf-8")

    assert publication.run("send", "--yes").code == 0
    body = publication.mails()[-1].get_body(("html",))
    assert body is not None
    assert "https://example.org/evening-tea" not in body.get_content()


def test_a_withdrawn_piece_that_an_article_names_stands_nowhere_in_its_letter(
    publication: Publication, tmp_path: Path
) -> None:
    gone = publication.article("evening-tea")
    text = gone.read_text("utf-8")
    gone.write_text(text.replace("tags: [tea]", "tags: [tea]\nstatus: withdrawn"), "utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))[7:].strip('"')
    file = publication.article("morning-tea", day="2026-09-02")
    text = file.read_text("utf-8").replace(title, "Tea at dawn").replace("tags: [tea]", f'related: ["{title.upper()}"]')
    file.write_text(text, "utf-8")

    assert "has been withdrawn" in publication.run("check", "morning-tea").err
    assert publication.run("preview", "morning-tea", "--out", str(tmp_path)).code == 0
    assert title.upper() not in " ".join((tmp_path / "letter.txt").read_text("utf-8").upper().split())


def test_reach_asks_for_every_page_once_and_never_on_this_machine(publication: Publication) -> None:
    file = publication.article("evening-tea")
    file.write_text(file.read_text("utf-8").replace("https://example.org", "https://localhost:9"), "utf-8")

    said = publication.run("check", "--reach", "--json")

    refused = [one for one in said.json["findings"] if "leads into a private network" in one["message"]]
    assert sorted(one["message"].split()[0] for one in refused) == [
        "https://localhost:9/evening-tea",
        "https://localhost:9/trial",
    ]
    assert all(one["line"] or "evening-tea" in one["message"] for one in refused)
    assert "Asking 2 addresses" in said.err


def test_what_is_wrong_in_the_settings_is_told_once_for_all_articles(publication: Publication) -> None:
    toml = publication.folder / "gutletter.toml"
    toml.write_text(
        toml.read_text("utf-8").replace('postal_address = "1 Kettle Street"', 'postal_address = ""'), "utf-8"
    )
    publication.article("evening-tea")
    publication.article("morning-tea")

    said = publication.run("check")

    assert said.err.count("postal address") == 1
