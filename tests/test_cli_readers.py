"""Verbs for the list of readers: parts of it, and the story of one address."""

from __future__ import annotations

import csv
import io

from gutletter import bootstrap
from gutletter.model import SuppressionReason
from gutletter.settings import load
from tests.conftest import ARTICLE, Publication

LIST = """\
email,name,language,tags,cadence,confirm_time,confirm_ip,consent_text
ada@example.org,Ada,de,skin;gut,1,2025-03-01 08:30,203.0.113.77,"Yes, send me the letter"
ben@example.org,Ben,,,3,,,
+cleo@example.org,=Cleo,es,skin,0,,,
"""


def imported(publication: Publication) -> None:
    (publication.folder / "readers.csv").write_text(LIST, "utf-8")
    assert publication.run("subscribers", "import", "readers.csv").code == 0


def test_a_part_of_the_readers_can_be_listed_and_exported(publication: Publication) -> None:
    imported(publication)

    assert publication.run("subscribers", "list", "--segment", "tag:skin", "--json").json["total"] == 3
    assert publication.run("subscribers", "list", "--segment", "language:de", "--json").json["total"] == 1
    exported = publication.run("subscribers", "export", "--segment", "language:en").out
    assert [row["email"] for row in csv.DictReader(io.StringIO(exported))] == ["ben@example.org"]
    assert "No reader is in language:fr" in publication.run("subscribers", "list", "--segment", "language:fr").out


def test_a_segment_that_cannot_be_read_says_how_to_write_one(publication: Publication) -> None:
    said = publication.run("subscribers", "list", "--segment", "skin")

    assert said.code == 2
    assert "tag:skin" in said.err


def test_what_is_exported_is_imported_again_as_it_was_and_runs_in_no_spreadsheet(publication: Publication) -> None:
    imported(publication)
    exported = publication.run("subscribers", "export").out
    before = publication.run("subscribers", "list", "--json").json["readers"]
    assert not [cell for row in csv.reader(io.StringIO(exported)) for cell in row if cell[:1] in "=+-@" and cell]

    for row in before:
        publication.run("subscribers", "remove", row["email"], "--forget", "--yes")
    with bootstrap.open_store(load(publication.folder)) as store:
        for row in before:
            store.unsuppress(row["email"])
    (publication.folder / "again.csv").write_text(exported, "utf-8")
    publication.run("subscribers", "import", "again.csv")

    after = publication.run("subscribers", "list", "--json").json["readers"]
    kept = ("email", "name", "state", "language", "timezone", "cadence", "tags", "joined_at")
    assert [[row[name] for name in kept] for row in after] == [[row[name] for name in kept] for row in before]


def test_an_issue_goes_to_the_part_of_the_readers_its_editor_names(publication: Publication) -> None:
    imported(publication)
    text = ARTICLE.format(slug="evening-tea", title="Evening Tea").replace("tags: [tea]", "audience: language:de,es")
    publication.write("2026-09-01-evening-tea.md", text)

    tried = publication.run("send", "--dry-run")
    assert "1 confirmed reader in language:de,es" in tried.out  # Cleo gets a roundup instead
    assert publication.run("send", "--yes").code == 0

    assert [mail["To"].addresses[0].addr_spec for mail in publication.mails()] == ["ada@example.org"]


def test_an_audience_of_nobody_is_refused_and_the_article_is_not_spent(publication: Publication) -> None:
    imported(publication)
    text = ARTICLE.format(slug="evening-tea", title="Evening Tea").replace("tags: [tea]", "audience: language:fr")
    publication.write("2026-09-01-evening-tea.md", text)

    said = publication.run("send", "evening-tea", "--yes")

    assert said.code == 1
    assert "language:fr" in said.err
    assert publication.run("status", "--json").json["issues"] == []


def test_an_audience_that_cannot_be_read_names_its_file(publication: Publication) -> None:
    imported(publication)
    text = ARTICLE.format(slug="evening-tea", title="Evening Tea").replace("tags: [tea]", "audience: the Germans")
    publication.write("2026-09-01-evening-tea.md", text)

    said = publication.run("check")

    assert said.code == 1
    assert "2026-09-01-evening-tea.md" in said.err + said.out
    assert "tag:skin" in said.err + said.out


def test_the_whole_story_of_an_address_is_told(publication: Publication) -> None:
    imported(publication)
    text = ARTICLE.format(slug="evening-tea", title="Evening Tea").replace("[tea]", "[gut]")
    publication.write("2026-09-01-evening-tea.md", text)
    publication.run("send", "--yes")

    said = publication.run("subscribers", "show", "ADA@example.org").out

    assert "Confirmed; joined" in said
    assert "letters in de" in said
    assert "agreed (readers.csv, from 203.0.113.0/24): “Yes, send me the letter”" in said
    assert "“Evening Tea”: accepted" in said
    story = publication.run("subscribers", "show", "ada@example.org", "--json").json
    assert story["copies"][0]["slug"] == "evening-tea"
    assert story["suppression"] is None


def test_why_nothing_is_sent_to_an_address_is_told_also_when_it_is_on_no_list(publication: Publication) -> None:
    with bootstrap.open_store(load(publication.folder)) as store:
        store.suppress({"gone@example.org": SuppressionReason.BOUNCED}, "an old provider", bootstrap.utc_now())

    said = publication.run("subscribers", "show", "gone@example.org").out

    assert "Never written to: bounced" in said
    assert "an old provider" in said


def test_an_unknown_address_is_an_answer_too(publication: Publication) -> None:
    said = publication.run("subscribers", "show", "nobody@example.org")

    assert said.code == 1
    assert "is not known" in said.err
