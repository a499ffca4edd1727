"""What operators type while an issue is on its way, and what they are told."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from rich.console import Console
from sqlalchemy import update

from gutletter import bootstrap
from gutletter.cli import printing, watching
from gutletter.cli.logs import log_to_stderr
from gutletter.journal import FileJournal
from gutletter.model import DeliveryState, Issue, Outcome, Receipt, Tally
from gutletter.reports import report_issue, report_status
from gutletter.settings import load
from gutletter.store import SqlStore, open_store
from gutletter.store.schema import issues
from tests.conftest import Publication
from tests.ledgers import LEASE, edition

HOUR = timedelta(hours=1)


def ledger(publication: Publication) -> closing[SqlStore]:
    return closing(open_store("sqlite:///gutletter.db", publication.folder))


def set_delivery(publication: Publication, *lines: str) -> None:
    file = publication.folder / "gutletter.toml"
    text = file.read_text("utf-8").replace("[delivery]", "\n".join(["[delivery]", *lines]), 1)
    if "[delivery]" not in text:
        text += "\n".join(["\n[delivery]", *lines])
    file.write_text(text, "utf-8")


@pytest.fixture
def three(publication: Publication) -> Publication:
    """Three readers, and an article for them."""
    publication.readers("ada", "grace", "hedy")
    publication.article("evening-tea")
    return publication


def held(publication: Publication) -> Issue:
    """The article as an issue of which nothing has left yet: it was opened outside of the hours."""
    closed = datetime.now(UTC) + 3 * HOUR
    set_delivery(publication, f'window = "{closed:%H}:00-{closed:%H}:30"')
    assert publication.run("send", "--yes").code == 0
    with ledger(publication) as store:
        (issue,) = store.unfinished()
    return issue


def test_what_waits_is_told_with_its_reason_and_its_time(three: Publication) -> None:
    held(three)
    said = three.run("status", "evening-tea")
    assert "3 copies until" in said.out
    assert "mail leaves at certain hours" in said.out
    assert "evening-tea: 3 copies wait until" in three.run("plan").out
    assert three.run("plan", "--json").json["waiting"][0]["waits"][0]["copies"] == 3
    (wait,) = three.run("status", "evening-tea", "--json").json["waits"]
    assert wait["copies"] == 3
    assert datetime.fromisoformat(wait["until"]) > datetime.now(UTC)
    assert three.mails() == []


def test_an_issue_is_paused_and_resumed(three: Publication) -> None:
    held(three)
    file = three.folder / "gutletter.toml"
    paused = three.run("pause", "evening-tea")
    assert "paused" in paused.out
    file.write_text("\n".join(line for line in file.read_text("utf-8").splitlines() if "window" not in line), "utf-8")
    again = three.run("send", "evening-tea", "--yes")
    assert "gutletter resume evening-tea" in again.err
    assert three.mails() == []
    nothing = three.run("send", "--yes")
    assert "There is nothing to send." in nothing.out
    assert "is paused; gutletter resume evening-tea lets it go on" in nothing.err
    assert "paused" in three.run("status").out
    assert three.run("resume", "evening-tea", "--json").json["paused_at"] is None
    assert three.run("send", "evening-tea").code == 0
    assert len(three.mails()) == 3
    assert "nothing to pause" in three.run("pause", "evening-tea").err
    assert "is not paused" in three.run("resume", "evening-tea").err


def test_just_the_deferred_are_sent_when_an_operator_says_so(three: Publication) -> None:
    issue = held(three)
    now = datetime.now(UTC)
    with ledger(three) as store:
        (one,) = store.hand_over(issue.id, "before", now, LEASE, 1)
        busy = {one.subscriber_id: Receipt("", Outcome.DEFERRED, "busy")}
        store.record(issue.id, busy, now, retry_at={one.subscriber_id: now + 2 * HOUR})
    assert "busy" in three.run("status", "evening-tea").out
    file = three.folder / "gutletter.toml"
    file.write_text("\n".join(line for line in file.read_text("utf-8").splitlines() if "window" not in line), "utf-8")
    (report,) = three.run("send", "--retry", "deferred", "--json").json
    assert (report["accepted"], report["planned"], report["deferred"]) == (1, 2, 0)
    assert [mail["To"] for mail in three.mails()] == [f"Ada <{one.email}>"]
    assert "No copy is deferred" in three.run("send", "--retry", "deferred", "evening-tea").out
    assert three.run("send", "--retry", "deferred", "--dry-run").code == 2


def test_watching_ends_when_everything_is_sent_and_each_look_is_a_line(three: Publication) -> None:
    assert three.run("send", "--yes").code == 0
    said = three.run("status", "--watch", "--json")
    (line,) = said.out.splitlines()
    (look,) = json.loads(line)["issues"]
    assert (look["slug"], look["accepted"], look["share"]) == ("evening-tea", 3, 1.0)
    assert "evening-tea" in three.run("status", "evening-tea", "--watch").err


def test_watching_ends_when_all_that_is_left_is_an_operators_to_settle(three: Publication) -> None:
    issue = held(three)
    with ledger(three) as store:
        store.hand_over(issue.id, "dead", datetime.now(UTC), LEASE, 3)
        store.presume_uncertain(datetime.now(UTC), worker="dead")
    said = three.run("status", "--watch").err
    assert "3 uncertain; 3 in all" in said
    assert "gutletter resolve evening-tea" in said


def test_no_time_is_left_when_nothing_is(three: Publication) -> None:
    issue = held(three)
    with ledger(three) as store:
        before = report_issue(store, issue)
        store.hand_over(issue.id, "one", datetime.now(UTC), LEASE, 2)
        between = report_issue(store, issue)
        store.hand_over(issue.id, "one", datetime.now(UTC), LEASE, 1)
        now = report_issue(store, issue)
    assert watching.Progress.between(before, between, 2).left == timedelta(seconds=1)
    assert watching.Progress.between(between, now, 2).left is None


def test_watching_where_nothing_was_ever_sent_says_so(publication: Publication) -> None:
    assert "No issue has been sent yet" in publication.run("status", "--watch").err
    assert publication.run("status", "--watch", "--json").json == {"issues": []}


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_what_is_watched_is_whole_on_a_narrow_terminal(three: Publication, columns: int) -> None:
    issue = held(three)
    settings = load(three.folder)
    with ledger(three) as store:
        report = report_issue(store, issue, now=datetime.now(UTC), pace=bootstrap.pace(settings))
    report = replace(report, audience=1_000_000, tally=Tally(638_298, 188, 300_100, 12_345, 48_048, 1_021))
    progress = watching.Progress(0.319, 812.3, timedelta(minutes=12, seconds=5))
    console = Console(width=columns, file=io.StringIO(), record=True)
    console.print(watching._picture([(report, progress)], settings))
    shown = console.export_text()
    assert "…" not in shown
    assert all(len(line) <= columns for line in shown.splitlines())
    for said in ("evening-tea — sending", "31%", "812/s", "0:12:05 left", "300,100", "3 copies wait until"):
        assert said in " ".join(shown.split())


@pytest.mark.parametrize("columns", [60, 80])
def test_the_bar_of_a_sending_is_whole_on_a_narrow_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "drawn", lambda: Console(width=columns, file=io.StringIO(), force_terminal=True))
    bar = printing.progress_bar()
    note = "238/s, 12,233 deferred, 1,055 refused, 33 uncertain"
    bar.update(bar.add_task("Sending", total=1_000_000, note=""), completed=310_000, note=note)
    console = Console(width=columns, file=io.StringIO(), record=True)
    console.print(bar.get_renderable())
    shown = console.export_text()
    assert "…" not in shown
    for said in ("310000/1000000", "31%", *note.split()):
        assert said in shown


def test_an_issue_that_is_being_sent_is_told_however_many_came_after_it(three: Publication) -> None:
    with ledger(three) as store:
        now = datetime.now(UTC)
        for number in range(23):
            issue = store.open_issue(edition(f"letter-{number}"), now)
            if number:
                store.cancel_issue(issue.id, now)
    told = three.run("status")
    assert "letter-0 " in told.out
    assert "letter-3 " in told.out
    assert "letter-2 " not in told.out
    assert "Earlier ones are done" in told.out
    assert three.run("status", "--json").json["earlier_left_out"]
    with ledger(three) as store:
        assert [one.slug for one in report_status(store, 22).issues] == [f"letter-{n}" for n in range(22, -1, -1)]
        assert [report_status(store, limit).left_out for limit in (21, 22, 23, 24)] == [True, False, False, False]


def test_two_issues_of_one_article_are_told_apart_by_their_numbers(three: Publication) -> None:
    three.run("send", "--yes")
    three.run("send", "evening-tea", "--again", "--yes")
    said = three.run("status").out
    assert "evening-tea (1)" in said
    assert "evening-tea (2)" in said


def test_an_issue_whose_letter_was_changed_is_told_among_the_others(three: Publication) -> None:
    three.run("send", "--yes")
    with ledger(three) as store, store._database.writing() as connection:
        connection.execute(update(issues).values(hash="another"))
    three.article("morning-tea")
    assert three.run("send", "--yes").code == 0
    said = three.run("status")
    assert said.code == 0
    assert "changed since" in said.out
    assert "morning-tea" in said.out
    assert "restore the database from a backup" in three.run("status", "evening-tea").err


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('lease = "0s"', "from 30s"),
        ("per_second = -1", "per_second"),
        ('window = "7-21"', "07:30"),
        ('window = "07:00-07:00"', "07:00-21:00"),
        ('local_time = "24:00"', "00:00"),
        ('days = ["monday"]', "days"),
        ("warm_up = { first_day = 50 }", "start"),
        ("warm_up = { start = 2026-12-01, growth = 0.5 }", "growth"),
    ],
)
def test_a_pace_that_cannot_be_kept_is_refused_by_name(publication: Publication, line: str, word: str) -> None:
    set_delivery(publication, line)
    said = publication.run("status")
    assert said.code == 2
    assert "delivery." in said.err
    assert word in said.err


def test_a_pace_is_read_from_the_settings(publication: Publication) -> None:
    set_delivery(
        publication,
        "per_second = 14",
        "per_day = 50000",
        'window = "07:00-21:00"',
        'days = ["mon", "fri"]',
        'local_time = "07:30"',
        "warm_up = { start = 2026-12-01, first_day = 20, growth = 1.5 }",
    )
    pace = bootstrap.pace(load(publication.folder))
    assert [(limit.per, limit.most) for limit in pace.limits] == [("second", 14), ("day", 50_000)]
    assert pace.hours is not None
    assert (pace.hours.opens, pace.hours.closes, pace.hours.days) == (7 * 60, 21 * 60, frozenset({0, 4}))
    assert pace.warm_up is not None
    assert pace.warm_up.first_day == 20
    assert pace.morning is not None
    assert (pace.morning.wall.hour, pace.morning.wall.minute) == (7, 30)


def test_uncertain_copies_are_shown_with_the_reason_why(three: Publication) -> None:
    issue = held(three)
    with ledger(three) as store:
        given = store.hand_over(issue.id, "dead", datetime.now(UTC), LEASE, 3)
        store.recover("dead", {issue.id: {given[0].subscriber_id}}, datetime.now(UTC))
        assert len(store.deliveries(issue.id, [DeliveryState.UNCERTAIN])) == 1
    said = three.run("resolve", "evening-tea").out
    assert given[0].email in said
    assert "it had begun to leave when the process died" in said


def test_what_an_operator_must_settle_comes_first_and_what_is_left_out_is_counted(publication: Publication) -> None:
    publication.readers(*(f"reader-{number}" for number in range(25)))
    publication.article("evening-tea")
    issue = held(publication)
    with ledger(publication) as store:
        now = datetime.now(UTC)
        batch = store.hand_over(issue.id, "one", now, LEASE, 24)
        said = [Outcome.REFUSED] * 2 + [Outcome.DEFERRED] * 20 + [Outcome.UNCERTAIN]
        receipts = {one.subscriber_id: Receipt("", outcome) for one, outcome in zip(batch, said, strict=False)}
        store.record(issue.id, receipts, now, retry_at=dict.fromkeys(receipts, now + HOUR))
    shown = publication.run("status", "evening-tea").out
    rows = [line.split()[0] for line in shown.splitlines() if "@example.org" in line]
    assert rows == ["uncertain", "refused", "refused", *["deferred"] * 17]
    assert "… and 4 more; --json shows them all." in shown
    assert len(publication.run("status", "evening-tea", "--json").json["troubles"]) == 24


def test_nobody_is_told_to_go_on_with_what_must_wait(three: Publication) -> None:
    held(three)
    assert "3 copies until" in three.run("status", "evening-tea").out
    assert "go on" not in three.run("status", "evening-tea").out
    file = three.folder / "gutletter.toml"
    file.write_text("\n".join(line for line in file.read_text("utf-8").splitlines() if "window" not in line), "utf-8")
    assert "go on: gutletter send evening-tea" in three.run("status", "evening-tea").out


def test_resolve_hears_first_what_the_journals_of_dead_processes_tell(three: Publication) -> None:
    issue = held(three)
    journal = FileJournal(three.folder / "journal", "dead")
    with ledger(three) as store:
        given = store.hand_over(issue.id, "dead", datetime.now(UTC), LEASE, 3)
    first, second, third = given
    journal.begin(issue.id, [first.subscriber_id, second.subscriber_id])
    journal.answer(issue.id, [(first.subscriber_id, Receipt("", Outcome.ACCEPTED))])
    os.close(journal._descriptor or -1)  # as a kill leaves it: noted, and unlocked

    told = three.run("resolve", "evening-tea", "--json").json

    assert [note["email"] for note in told["uncertain"]] == [second.email]
    assert told["handed_over"] == 0
    with ledger(three) as store:
        states = {state: [n.email for n in store.deliveries(issue.id, [state])] for state in DeliveryState}
    assert states[DeliveryState.ACCEPTED] == [first.email]
    assert states[DeliveryState.PLANNED] == [third.email]


def test_a_line_of_the_log_stands_above_the_bar_and_not_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(printing, "drawn", lambda: Console(width=60, file=terminal, force_terminal=True))
    log_to_stderr()
    with printing.progress_bar() as bar:
        bar.add_task("Sending", total=10, note="")
        bar.refresh()
        structlog.get_logger().warning("a connection failed")
    before, told, _ = terminal.getvalue().partition("a connection failed")
    assert told
    assert "Sending" not in before.splitlines()[-1]


def test_what_a_cancelled_issue_did_not_send_is_called_that(three: Publication) -> None:
    held(three)
    assert "go on: gutletter resume evening-tea" in (paused := three.run("pause", "evening-tea").out)
    assert "gutletter send" not in paused, "which would send nothing"
    said = three.run("cancel", "evening-tea", "--yes").out
    assert "suppressed   3   never left: the issue was cancelled" in said


def test_nothing_of_a_cancelled_issue_is_sent_again(three: Publication) -> None:
    issue = held(three)
    with ledger(three) as store:
        store.hand_over(issue.id, "dead", datetime.now(UTC), LEASE, 1)
        store.presume_uncertain(datetime.now(UTC), worker="dead")
        store.cancel_issue(issue.id, datetime.now(UTC))
    assert "--as resend" not in three.run("resolve", "evening-tea").out
    said = three.run("resolve", "evening-tea", "--as", "resend", "--yes")
    assert said.code == 2
    assert "was cancelled, so nothing of it is sent again" in said.err
    with ledger(three) as store:
        assert store.tally(issue.id) == Tally(uncertain=1, suppressed=2)
    assert three.run("resolve", "evening-tea", "--as", "lost").code == 0
