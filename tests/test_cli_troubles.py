"""Everything that goes wrong for those who type: each trouble names its place and remedy, and afterwards work goes on.

Mail servers and their troubles are in ``test_real_mail``.
"""

from __future__ import annotations

import io
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from gutletter import bootstrap
from gutletter.cli.printing import print_json, steady_streams
from gutletter.pipeline import open_next_issue
from gutletter.settings import load
from tests.conftest import Publication, type_in

TEA = "evening-tea"


@pytest.fixture
def sound(publication: Publication) -> Publication:
    """A publication with one article that may go, and two readers."""
    publication.article(TEA)
    publication.readers("ada", "grace")
    return publication


def work_goes_on(publication: Publication) -> None:
    """Both readers get their one copy; nothing was lost and nothing had been sent."""
    assert not publication.mails()
    said = publication.run("send", "--yes", "--json")
    assert said.code == 0, said.err
    assert said.json["accepted"] == len(publication.mails()) == 2


# ── articles ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"---\ntitel: X\n---\nText.\n", ("x.md:2:", "'titel'", "Did you mean 'title'?")),
        (b"---\ntitle: X\ndate: 31.2.2026\n---\nText.\n", ("x.md:3:", "31.2.2026", "Write it as in 2026-10-05.")),
        (b"---\ntitle: X\ndate: 2026-02-30\n---\nText.\n", ("x.md:3:", "day is out of range", "2026-10-05")),
        (b"---\ntitle: X\ntitle: Y\n---\nText.\n", ("x.md:3:", "stands twice", "line 2")),
        (b"---\ntitle: X\nText.\n", ("x.md:1:", "never closed", "---")),
        (b"---\n\ttitle: X\n---\nText.\n", ("x.md:2:", "YAML")),
        (b"---\ntitle: X\nurl: javascript:alert(1)\n---\nText.\n", ("x.md:3:", "no web address", "https://")),
        (b"---\ntitle: X\nstatus: redy\n---\nText.\n", ("x.md:3:", "redy", "ready, draft or withdrawn")),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00" * 40, ("x.md", "binary", "UTF-8")),
        (b"", ("x.md", "empty", "take the file away")),
        (b"# Long\n\n" + b"A sentence that says what it says. " * 150_000, ("x.md", "larger than 5,000,000 bytes")),
        ("# Café\n\nText.\n".encode("latin-1"), ("x.md:1:", "0xE9", "Save the file as UTF-8")),
    ],
    ids=lambda value: value[:24].decode("latin-1") if isinstance(value, bytes) else "",
)  # fmt: skip
def test_an_article_that_cannot_be_read_is_told_and_the_others_go(
    sound: Publication, content: bytes, told: tuple[str, ...]
) -> None:
    (sound.folder / "issues" / "x.md").write_bytes(content)

    said = sound.run("check")

    assert said.code == 1
    for words in told:
        assert words in said.err
    assert "isoformat" not in said.err
    work_goes_on(sound)


def test_what_lies_in_the_queue_and_is_no_file_is_told_and_holds_nobody_up(sound: Publication) -> None:
    issues = sound.folder / "issues"
    (issues / "folder.md").mkdir()
    (issues / "outside.md").symlink_to(sound.folder / ".env")
    (issues / "nowhere.md").symlink_to("gone.md")
    (issues / "circle.md").symlink_to("circle.md")
    os.mkfifo(issues / "pipe.md")

    said = sound.run("check")

    assert said.code == 1
    assert "outside.md: error: This link leads out of the folder." in said.err
    assert "nowhere.md: error: This link leads nowhere." in said.err
    assert "circle.md: error: The file cannot be read (its links lead in a circle)." in said.err
    assert "pipe.md: error: This is no ordinary file." in said.err
    assert "GUTLETTER_SECRET" not in said.err
    work_goes_on(sound)


def test_an_article_whose_turn_it_is_and_that_can_be_no_letter_is_a_failure(sound: Publication) -> None:
    (article,) = (sound.folder / "issues").iterdir()
    whole = article.read_text("utf-8")
    article.write_text("# Title\n\n```\ncode\n```\n", "utf-8")

    said = sound.run("send", "--yes")

    assert said.code == 1
    assert article.name in said.err
    assert "gutletter check" in said.err
    article.write_text(whole, "utf-8")
    work_goes_on(sound)


def test_without_the_folder_of_articles_the_way_to_one_is_told_and_works(publication: Publication) -> None:
    (publication.folder / "issues").rmdir()

    for words in (["check"], ["send", "--yes"], ["queue", "list"], ["plan"]):
        said = publication.run(*words)
        assert said.code == 1
        assert "gutletter new TITLE" in said.err
    assert publication.run("new", "Tea").code == 0
    assert publication.run("check").code == 0


def test_a_folder_that_may_not_be_written_to_is_named(publication: Publication) -> None:
    (publication.folder / "issues").rmdir()
    (publication.folder / "issues").write_text("a file stands where the folder should be", "utf-8")

    said = publication.run("new", "Tea")

    assert said.code == 2
    assert "issues" in said.err
    assert type_in(publication.folder, "init", "issues/letter").code == 2


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda toml: "", ("publication is missing",)),
        (lambda toml: toml.replace('name = "', 'name = '), ("gutletter.toml", "not TOML", "line")),
        (lambda toml: toml.replace("[schedule]", '[schedule]\ntimezone = "Mars"'), ("schedule.timezone", "'Mars'")),
        (lambda toml: toml.replace("[schedule]", "[schedul]"), ("schedul", "Known")),
        (lambda toml: toml.replace('grace = "6h"', 'grace = "six"'), ("schedule.grace", "6h")),
        (lambda toml: toml.replace('provider = "outbox"', 'provider = "pigeon"'), ("delivery.provider", "'outbox'")),
        (lambda toml: f'{toml}\n[database]\nurl = "mysql://me:hush@host/x"', ("database.url", "postgresql://")),
        (lambda toml: f'{toml}\n[database]\nurl = "sqlite:////nowhere/at/all.db"', ("/nowhere/at/all.db", "folder")),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_what_to_write(
    sound: Publication, change: Callable[[str], str], told: tuple[str, ...]
) -> None:
    toml = sound.folder / "gutletter.toml"
    right = toml.read_text("utf-8")
    toml.write_text(change(right), "utf-8")

    said = sound.run("send", "--yes")

    assert said.code in (1, 2)
    for words in told:
        assert words in said.err
    assert "hush" not in said.err
    toml.write_text(right, "utf-8")
    work_goes_on(sound)


def test_settings_with_a_byte_order_mark_and_tabs_are_read(sound: Publication) -> None:
    toml = sound.folder / "gutletter.toml"
    toml.write_text("\ufeff" + toml.read_text("utf-8").replace("name =", "\tname\t="), "utf-8")

    work_goes_on(sound)


@pytest.mark.parametrize("cron", ["0 8 * *", "61 8 * * mon", "0 8 * * funday"])
def test_a_wrong_cron_is_told_with_a_right_one(sound: Publication, monkeypatch: pytest.MonkeyPatch, cron: str) -> None:
    monkeypatch.setenv("GUTLETTER_SCHEDULE__CRON", cron)

    for words in (["plan"], ["run", "--once"]):
        said = sound.run(*words)
        assert said.code == 2
        assert "schedule.cron" in said.err
        assert "Write" in said.err


def test_a_wrong_variable_is_told_by_its_own_name_and_not_as_the_files(
    sound: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUTLETTER_SMTP__PORT", "many")
    assert "the environment: GUTLETTER_SMTP__PORT" in sound.run("status").err
    monkeypatch.delenv("GUTLETTER_SMTP__PORT")
    monkeypatch.setenv("GUTLETTER_SCHEDULE__SKIP", "2026-12-24")
    said = sound.run("status")
    assert said.code == 2
    assert "GUTLETTER_SCHEDULE" in said.err
    monkeypatch.setenv("GUTLETTER_SCHEDULE__SKIP", '["2026-12-24"]')
    assert sound.run("status").code == 0

    env = sound.folder / ".env"
    env.write_text(f"{env.read_text('utf-8')}GUTLETTER_SMTP__PORT=many\n", "utf-8")
    assert ".env: GUTLETTER_SMTP__PORT" in sound.run("status").err


def test_an_env_file_that_cannot_be_read_is_named_and_its_content_is_not_told(sound: Publication) -> None:
    env = sound.folder / ".env"
    kept = env.read_bytes()

    env.write_bytes(b"GUTLETTER_SECRET=hush\xff\n")
    said = sound.run("send", "--yes")
    assert said.code == 2
    assert f"{env}: byte 21 is not UTF-8" in said.err
    assert "hush" not in said.err

    env.unlink()
    env.mkdir()
    said = sound.run("send", "--yes")
    assert said.code == 2
    assert str(env) in said.err

    env.rmdir()
    env.write_bytes(kept)
    work_goes_on(sound)


def test_a_folder_that_is_no_publication_is_named(sound: Publication) -> None:
    for folder in ("/nowhere", "gutletter.toml", "issues"):
        said = sound.run("-C", folder, "status")
        assert said.code == 2
        assert folder in said.err


# ── the database ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_of_a_newer_version_is_left_alone(sound: Publication) -> None:
    file = sound.folder / "gutletter.db"
    shutil.copy(file, sound.folder / "kept.db")
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE gutletter_schema SET version_num = '9999'")
        database.commit()
    before = file.read_bytes()

    for words in (["status"], ["send", "--yes"], ["subscribers", "list"], ["subscribers", "add", "mary@example.org"]):
        said = sound.run(*words)
        assert said.code == 1
        assert "gutletter.db" in said.err
        assert "Upgrade gutletter" in said.err

    assert file.read_bytes() == before
    shutil.move(sound.folder / "kept.db", file)
    work_goes_on(sound)


def test_a_damaged_database_is_told_and_not_made_worse(sound: Publication) -> None:
    file = sound.folder / "gutletter.db"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])

    said = sound.run("send", "--yes")

    assert said.code == 1
    assert "gutletter.db: the database is damaged" in said.err
    file.write_bytes(whole)
    work_goes_on(sound)


def test_a_database_that_another_program_holds_is_told(sound: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gutletter.store.connection.PATIENCE", 0.1)
    with closing(sqlite3.connect(sound.folder / "gutletter.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        said = sound.run("send", "--yes")

    assert said.code == 1
    assert "another program holds the database" in said.err
    work_goes_on(sound)


def test_a_postgresql_server_that_is_not_there_is_named_without_the_password(
    sound: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUTLETTER_DATABASE__URL", "postgresql://me:hush@127.0.0.1:1/letters")

    said = sound.run("status")

    assert said.code == 1
    assert "letters on 127.0.0.1:1" in said.err
    assert "hush" not in said.err


# ── readers ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"surname,age\nLovelace,36\n", "no column is called email"),
        ("email\nada@example.org\n".encode("utf-16"), "readers.csv:1: this is not text in UTF-8"),
        (b"email,name\nmary@example.org,M\nrene@example.org,Ren\xe9\n", "readers.csv:3: this is not text in UTF-8"),
        (b"email\nmary\x00@example.org\n", "readers.csv:2: this is not text in UTF-8"),
        (b'email,name\nmary@example.org,"M\nhedy@example.org,H\n', "readers.csv:2: a quotation mark is opened"),
    ],
)  # fmt: skip
def test_a_readers_file_that_cannot_be_read_takes_nobody(sound: Publication, content: bytes, told: str) -> None:
    (sound.folder / "readers.csv").write_bytes(content)

    said = sound.run("subscribers", "import", "readers.csv")

    assert said.code == 1
    assert told in said.err
    assert sound.run("subscribers", "list", "--json").json["total"] == 2


def test_rejected_rows_can_be_mended_and_imported_from_where_they_are_kept(publication: Publication) -> None:
    (publication.folder / "readers.csv").write_text(
        'name;E-Mail\nAda;ada@example.org\nGrace;grace at example.org\nMary;"mary@example.org\nBcc: x@example.org"\n',
        "utf-8",
    )
    assert publication.run("subscribers", "import", "readers.csv").code == 0
    kept = publication.folder / "readers.rejects.csv"
    assert publication.run("subscribers", "import", str(kept)).code == 1

    mended = kept.read_text("utf-8").replace("grace at", "grace@").replace("\nBcc: x@example.org", "")
    kept.write_text(mended.replace("@ example", "@example"), "utf-8")
    said = publication.run("subscribers", "import", str(kept), "--json")

    assert (said.code, said.json["added"]) == (0, 2)
    names = {
        reader["email"]: reader["name"] for reader in publication.run("subscribers", "list", "--json").json["readers"]
    }
    assert names == {"ada@example.org": "Ada", "grace@example.org": "Grace", "mary@example.org": "Mary"}


def test_rejected_rows_that_cannot_be_kept_are_told_and_the_others_are_taken(publication: Publication) -> None:
    (publication.folder / "readers.csv").write_text("email\nada@example.org\nnobody\n", "utf-8")
    (publication.folder / "readers.rejects.csv").mkdir()

    said = publication.run("subscribers", "import", "readers.csv")

    assert said.code == 1
    assert "readers.rejects.csv" in said.err
    assert "readers.csv:3" in said.err
    assert publication.run("subscribers", "list", "--json").json["total"] == 1


def test_a_test_copy_to_a_bad_address_is_refused_and_a_dry_run_sends_none(sound: Publication) -> None:
    for address in ("nobody", "me@example.org\nBcc: you@example.org"):
        assert sound.run("send", "--test", address).code == 1
    assert sound.run("send", "--dry-run", "--test", "me@example.org").code == 2
    assert sound.run("send", "--test", "me@example.org", "--test", "nobody").code == 1

    work_goes_on(sound)


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_send_begins_no_other_letter_while_copies_of_one_are_in_flight(
    sound: Publication,
) -> None:
    sound.article("morning-tea", day="2026-09-02")
    settings = load(sound.folder)
    with bootstrap.open_newsroom(settings) as newsroom:
        issue = open_next_issue(newsroom)
        assert issue is not None
        newsroom.store.hand_over(issue.id, "killed", newsroom.clock(), timedelta(minutes=10), 100)

    for words in (["send", "--yes"], ["send", "--dry-run"]):
        said = sound.run(*words)
        assert "Evening Tea" in said.out
        assert not sound.mails()
    shown = sound.run("resolve", TEA)
    assert "2 copies are handed over and not answered yet" in shown.out
    assert sound.run("resolve", TEA, "--json").json["handed_over"] == 2

    with bootstrap.open_newsroom(settings) as newsroom:
        newsroom.store.presume_uncertain(newsroom.clock(), worker="killed")
    said = sound.run("send", "--yes", "--json")
    assert said.json["slug"] == "morning-tea"
    assert f"2 copies of “{TEA.replace('-', ' ').title()}”" in said.err


def test_a_dry_run_says_what_send_would_do_and_keeps_its_rules(sound: Publication) -> None:
    assert sound.run("send", "--dry-run", "--json").json["would"] == "send"
    sound.run("queue", "hold", TEA)
    assert sound.run("send", TEA, "--dry-run").code == 1
    assert sound.run("send", "--dry-run").out.strip() == "There is nothing to send."
    sound.run("queue", "release", TEA)
    with bootstrap.open_newsroom(load(sound.folder)) as newsroom:
        open_next_issue(newsroom)
    rehearsed = sound.run("send", "--dry-run", "--json").json
    assert (rehearsed["would"], rehearsed["readers"]) == ("go on with", 2)
    work_goes_on(sound)

    said = sound.run("send", TEA, "--dry-run")
    assert said.code == 1
    assert "--again" in said.err


def test_what_asks_is_refused_where_nobody_can_answer(sound: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    with bootstrap.open_newsroom(load(sound.folder)) as newsroom:
        open_next_issue(newsroom)

    for words in (["cancel", TEA], ["subscribers", "remove", "ada@example.org", "--forget"]):
        said = sound.run(*words)
        assert said.code == 2
        assert "--yes" in said.err
        assert not said.out
    work_goes_on(sound)
    said = sound.run("cancel", TEA)
    assert "there is nothing to stop" in said.err


def test_a_clock_set_back_repeats_nothing_and_loses_nobody(sound: Publication) -> None:
    settings = load(sound.folder)
    with bootstrap.open_newsroom(settings) as newsroom:
        issue = open_next_issue(newsroom)
        assert issue is not None
    earlier = bootstrap.utc_now() - timedelta(days=400)
    with bootstrap.open_newsroom(settings, clock=lambda: earlier) as newsroom:
        assert open_next_issue(newsroom) is None

    work_goes_on(sound)
    with bootstrap.open_newsroom(settings, clock=lambda: earlier) as newsroom:
        assert open_next_issue(newsroom) is None


# ── terminals, pipes and disks, as processes of their own ─────────────────────────────────────────────────────────


def process(publication: Publication, *words: str, **environment: str) -> subprocess.Popen[bytes]:
    """The command as a shell starts it; ``FILE_SIZE`` in its environment limits what it may write, as a full disk."""
    limit = int(environment.pop("FILE_SIZE", "0"))

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-m", "gutletter", *words],
        cwd=publication.folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=narrow if limit else None,
    )


def test_a_full_disk_is_told_and_when_there_is_room_again_everybody_gets_one_copy(sound: Publication) -> None:
    with process(sound, "send", "--yes", FILE_SIZE="40000") as full:
        out, err = full.communicate(timeout=60)

    assert full.returncode == 1, err
    assert b"Traceback" not in err
    assert b"gutletter.db" in err
    assert b"disk" in err
    assert not out
    work_goes_on(sound)


def test_two_who_send_at_once_send_one_copy_each(sound: Publication) -> None:
    sound.readers(*(f"reader{number}" for number in range(8)))

    with process(sound, "send", "--yes") as one, process(sound, "send", "--yes") as two:
        told = [each.communicate(timeout=60)[1].decode() for each in (one, two)]

    assert len(sound.mails()) == 10, told
    assert all(each.returncode in (0, 1) for each in (one, two)), told
    assert not any("Traceback" in err for err in told), told
    (issue,) = sound.run("status", "--json").json["issues"]
    assert (issue["accepted"], issue["closes"]) == (10, True)


def test_a_terminal_that_knows_ascii_alone_and_no_home_end_no_verb(sound: Publication) -> None:
    sound.write("2026-01-01-kaese.md", "---\ntitle: Käse — «Łódź» 漢字\nstatus: draft\n---\n\nText.\n")
    environment = {"PYTHONIOENCODING": "ascii", "HOME": "", "NO_COLOR": "1", "COLUMNS": "12"}

    with process(sound, "queue", "list", **environment) as table:
        out, err = table.communicate(timeout=60)

    assert table.returncode == 0, err
    assert rb"K\xe4se" in out


def test_data_for_scripts_is_utf8_whatever_the_terminal_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.BytesIO()
    with io.TextIOWrapper(terminal, encoding="ascii") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        steady_streams()
        sys.stdout.write("Käse\n")
        print_json("Käse")
        sys.stdout.flush()
        told = terminal.getvalue()
        monkeypatch.undo()

    assert told == rb"K\xe4se" + b"\n" + '"Käse"\n'.encode()


def test_an_output_that_is_full_is_told_and_not_a_traceback(sound: Publication) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "gutletter", "status"],
            cwd=sound.folder,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )

    assert ended.returncode == 1
    assert ended.stderr.decode().startswith("gutletter: what was to be printed")
