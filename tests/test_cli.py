"""What people type, and what they read."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import Publication, type_in


def test_a_new_publication_is_made_and_its_next_steps_work_when_typed(tmp_path: Path) -> None:
    said = type_in(tmp_path, "init", "my-letter")

    assert said.code == 0
    steps = [line.partition("#")[0].strip() for line in said.out.splitlines() if line.startswith("  ")]
    assert steps[0] == "cd my-letter"
    for step in steps[1:]:
        if "preview" in step:
            step += " --out ../pictures"
        words = [word.strip('"') for word in step.replace('"My first article"', "My_first_article").split()][1:]
        typed = type_in(
            tmp_path / "my-letter", *(word.replace("My_first_article", "My first article") for word in words)
        )
        assert typed.code == 0, f"{step}: {typed.out}{typed.err}"


def test_a_publication_is_not_made_over_another(publication: Publication) -> None:
    said = publication.run("init", ".")

    assert said.code == 2
    assert "is there already" in said.err


def test_its_secret_is_readable_by_its_owner_alone_and_git_does_not_see_it(publication: Publication) -> None:
    assert (publication.folder / ".env").stat().st_mode & 0o077 == 0
    assert {".env", "/journal/"} <= set((publication.folder / ".gitignore").read_text("utf-8").split())


def test_outside_a_publication_a_verb_says_how_to_make_one(tmp_path: Path) -> None:
    said = type_in(tmp_path, "status")

    assert said.code == 2
    assert "gutletter init" in said.err


def test_from_the_queue_to_the_outbox_with_one_verb(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada", "grace")

    said = publication.run("send", "--yes")

    assert said.code == 0, said.err
    mails = publication.mails()
    assert [mail["To"].addresses[0].addr_spec for mail in mails] == ["ada@example.org", "grace@example.org"]
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in mails)
    assert len({mail["List-Unsubscribe"] for mail in mails}) == 2
    status = publication.run("status", "--json").json
    assert status["issues"][0]["accepted"] == 2
    assert status["issues"][0]["closes"] is True
    assert status["readers"]["confirmed"] == 2


def test_sending_asks_first_and_does_nothing_when_nobody_can_answer(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))

    said = publication.run("send")

    assert said.code == 2
    assert "--yes" in said.err
    assert not publication.mails()


def test_sending_the_same_article_again_says_so_and_sends_nothing(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    publication.run("send", "--yes")

    said = publication.run("send", "evening-tea", "--yes")

    assert said.code == 0
    assert "--again" in said.err
    assert len(publication.mails()) == 1
    assert publication.run("send", "--yes").out.strip() == "There is nothing to send."


def test_a_test_copy_is_marked_and_leaves_no_trace_in_the_ledger(publication: Publication) -> None:
    publication.article("evening-tea")

    said = publication.run("send", "--test", "me@example.org")

    assert said.code == 0, said.err
    (mail,) = publication.mails()
    assert mail["Subject"].startswith("[Test] ")
    assert publication.run("status", "--json").json["issues"] == []


def test_with_an_empty_queue_a_test_only_says_that_mail_arrives(publication: Publication) -> None:
    said = publication.run("send", "--test", "me@example.org")

    assert said.code == 0, said.err
    (mail,) = publication.mails()
    assert mail["Subject"] == "A test from The Tea Letter"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "sent this through outbox" in " ".join(text.get_content().split())
    assert "only says that it arrived" in said.err


def test_a_dry_run_says_what_would_go_to_how_many_and_sends_nothing(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada", "grace")

    said = publication.run("send", "--dry-run")

    assert said.code == 0
    assert "2 confirmed readers" in said.out
    assert not publication.mails()
    assert publication.run("status", "--json").json["issues"] == []


def test_an_empty_list_is_told_and_the_article_is_kept(publication: Publication) -> None:
    publication.article("evening-tea")

    said = publication.run("send", "--yes")

    assert said.code == 1
    assert "subscribers import" in said.err
    publication.readers("ada")
    assert publication.run("send", "--yes").code == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("---\ntitel: X\n---\nText.\n", "title"),
        ("---\ntitle: X\ndate: someday\n---\nText.\n", "date"),
        ("---\ntitle: X\ntitle: Y\n---\nText.\n", "title"),
        ("---\ntitle: X\nText.\n", "---"),
        ("", "empty"),
        ("# Title\n\n```\ncode\n```\n", "condense"),
    ],
)  # fmt: skip
def test_check_tells_file_line_and_remedy_and_ends_with_1(publication: Publication, text: str, word: str) -> None:
    publication.write("2026-01-01-bad.md", text)

    said = publication.run("check")

    assert said.code == 1
    assert "2026-01-01-bad.md" in said.err
    assert word in said.err
    assert publication.run("check", "--json").json["errors"] == 1


def test_check_is_content_with_a_sound_queue(publication: Publication) -> None:
    publication.article("evening-tea")

    said = publication.run("check")

    assert said.code == 0, said.err
    assert "all well" in said.out


def test_a_related_title_that_leads_nowhere_is_a_warning_and_never_a_dead_link(publication: Publication) -> None:
    file = publication.article("evening-tea")
    file.write_text(file.read_text("utf-8").replace("tags: [tea]", "related: [A Piece Nobody Wrote]"), "utf-8")
    publication.readers("ada")

    said = publication.run("check")

    assert said.code == 0
    assert "A Piece Nobody Wrote" in said.err
    publication.run("send", "--yes")
    (mail,) = publication.mails()
    body = mail.get_body(("plain",))
    assert body is not None
    assert "A Piece Nobody Wrote" in body.get_content()


def test_explain_shows_each_point_beside_its_sentence(publication: Publication) -> None:
    publication.article("evening-tea")

    said = publication.run("explain", "evening-tea", "--json")

    points = said.json["key_points"]
    assert 3 <= len(points) <= 5
    body = (publication.folder / "issues" / "2026-09-01-evening-tea.md").read_text("utf-8").split("---\n", 2)[2]
    for point in points:
        source = point["source"]
        assert body[source["start"] : source["end"]].split()[0] == source["text"].split()[0]
    assert publication.run("explain", "evening-tea").code == 0


def test_editors_move_hold_and_release(publication: Publication) -> None:
    for number, slug in enumerate(("first", "second", "third"), 1):
        publication.article(slug, day=f"2026-09-0{number}")

    def order() -> list[str]:
        return [place["slug"] for place in publication.run("queue", "list", "--json").json["queue"]]

    assert order() == ["first", "second", "third"]
    publication.run("queue", "move", "third", "1")
    assert order() == ["third", "first", "second"]
    publication.run("queue", "hold", "third")
    publication.readers("ada")
    publication.run("send", "--yes")
    assert publication.run("status", "--json").json["issues"][0]["slug"] == "first"
    publication.run("queue", "release", "third")
    publication.run("send", "--yes")
    assert publication.run("status", "--json").json["issues"][0]["slug"] == "third"


def test_an_unknown_name_is_answered_with_what_there_is(publication: Publication) -> None:
    publication.article("evening-tea")

    for words in (["explain", "coffee"], ["queue", "hold", "coffee"], ["send", "coffee", "--yes"]):
        said = publication.run(*words)
        assert said.code == 2
        assert "evening-tea" in said.err


def test_new_begins_a_draft_that_does_not_go_out(publication: Publication) -> None:
    publication.readers("ada")

    assert publication.run("new", 'Tea: "yes" or no?').code == 0

    assert publication.run("send", "--yes").out.strip() == "There is nothing to send."
    assert publication.run("new", "Tea: yes or no").code == 2


def test_readers_are_imported_with_what_could_not_be_taken_kept_beside(publication: Publication) -> None:
    file = publication.folder / "readers.csv"
    file.write_text("email,name\nada@example.org,Ada\nnobody\nADA@example.org,\ngrace@example.org,Grace\n", "utf-8")

    said = publication.run("subscribers", "import", "readers.csv", "--json")

    assert said.code == 0
    assert (said.json["added"], said.json["known"], len(said.json["rejected"])) == (2, 0, 2)
    assert "nobody" in (publication.folder / "readers.rejects.csv").read_text("utf-8")
    assert publication.run("subscribers", "import", "readers.csv", "--json").json["known"] == 2
    assert publication.run("subscribers", "export").out.splitlines()[1].startswith("ada@example.org,Ada,confirmed")


def test_an_import_that_fails_takes_nobody(publication: Publication) -> None:
    file = publication.folder / "readers.csv"
    file.write_bytes(b"email\nada@example.org\n" + b"x@example.org\n" * 3000 + b"\xff\xfe@example.org\n")

    said = publication.run("subscribers", "import", "readers.csv")

    assert said.code == 1
    assert "UTF-8" in said.err
    assert publication.run("subscribers", "list", "--json").json["total"] == 0


def test_whoever_was_taken_off_the_list_is_not_brought_back_by_an_import(publication: Publication) -> None:
    publication.readers("ada")
    publication.run("subscribers", "remove", "ada@example.org")
    (publication.folder / "readers.csv").write_text("email\nada@example.org\n", "utf-8")

    publication.run("subscribers", "import", "readers.csv")

    assert publication.run("subscribers", "list", "--state", "confirmed", "--json").json["total"] == 0


def test_an_exported_name_is_no_formula(publication: Publication) -> None:
    publication.run("subscribers", "add", "ada@example.org", "--name", "=HYPERLINK(1)")

    assert "'=HYPERLINK(1)" in publication.run("subscribers", "export").out


@pytest.mark.parametrize("address", ["nobody", "ada@example.org\nBcc: x@example.org", ""])
def test_a_bad_address_is_refused(publication: Publication, address: str) -> None:
    said = publication.run("subscribers", "add", address)

    assert said.code == 1
    assert said.err


def test_settings_that_are_wrong_stop_every_verb_with_2(publication: Publication) -> None:
    toml = publication.folder / "gutletter.toml"
    toml.write_text(toml.read_text("utf-8").replace("[schedule]", "[schedul]"), "utf-8")

    said = publication.run("status")

    assert said.code == 2
    assert "schedul" in said.err


def test_real_providers_do_not_start_with_example_addresses(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    toml = publication.folder / "gutletter.toml"
    smtp = 'provider = "smtp"\n[smtp]\nhost = "mail.tea.internal"\n'
    toml.write_text(toml.read_text("utf-8").replace('provider = "outbox"', smtp), "utf-8")

    said = publication.run("send", "--yes")

    assert said.code == 2
    assert "example" in said.err


def test_a_broken_template_is_named_and_nothing_is_sent(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    folder = publication.folder / "templates" / "email" / "issue"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("{{ surprise }}", "utf-8")

    said = publication.run("send", "--yes")

    assert said.code == 1
    assert "subject.txt" in said.err
    assert "surprise" in said.err
    assert not publication.mails()


def test_the_plan_says_what_goes_when_and_why_a_time_is_empty(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")

    slots = publication.run("plan", "--next", "2", "--json").json["slots"]

    assert [slot["slug"] for slot in slots] == ["evening-tea", None]
    assert slots[1]["reason"] == "the queue is empty"
    assert publication.run("plan").code == 0


def test_the_demo_sends_every_sample_once_and_then_says_so(tmp_path: Path) -> None:
    titles = set()
    for _ in range(5):
        said = type_in(tmp_path, "demo")
        assert said.code == 0, said.err
        assert "index.html" in said.out
        titles.add(said.out.splitlines()[0])
    assert len(titles) == 5
    assert "--fresh" in type_in(tmp_path, "demo").out
    assert len(list((tmp_path / "gutletter-demo" / "outbox").rglob("*.eml"))) == 15
    assert type_in(tmp_path, "demo", "--fresh").out.splitlines()[0] in titles
    shutil.rmtree(tmp_path / "gutletter-demo")


def test_what_is_printed_as_json_is_json_for_every_verb_that_has_it(publication: Publication) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    publication.run("send", "--yes")

    for words in (
        ["status"], ["status", "evening-tea"], ["resolve", "evening-tea"], ["plan"], ["check"], ["queue", "list"],
        ["explain", "evening-tea"], ["subscribers", "list"],
    ):  # fmt: skip
        assert json.loads(publication.run(*words, "--json").out) is not None, words


def test_a_site_whose_links_would_grow_too_long_is_refused_before_anything_is_opened(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication.article("evening-tea")
    publication.readers("ada")
    monkeypatch.setenv("GUTLETTER_PUBLICATION__SITE", "https://the-very-long-name-of-a-letter.example.org")

    said = publication.run("send", "--yes")

    assert said.code == 2
    assert "publication.site" in said.err
    assert publication.run("status", "--json").json["issues"] == []
