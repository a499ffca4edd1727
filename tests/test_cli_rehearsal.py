"""gutletter rehearse: as an operator types it before the first real send."""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
from pathlib import Path

import pytest

from gutletter.model import DeliveryState
from gutletter.rehearsal.accounts import Accounts
from gutletter.rehearsal.faults import MIXES, Fault
from gutletter.rehearsal.received import Report
from tests.conftest import Publication


@pytest.fixture
def ready(publication: Publication) -> Publication:
    publication.article("evening-tea")
    publication.readers("ann", "bo")
    return publication


def contents(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "gutletter.db") as database:
        return list(database.iterdump())


@pytest.mark.parametrize("provider", ["smtp", "sendgrid"])
def test_a_rehearsal_tells_who_got_a_letter_and_leaves_everything_as_it_was(
    ready: Publication, provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, rooms = contents(ready.folder), tmp_path / "rooms"
    rooms.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(rooms))

    words = ("evening-tea", "--readers", "200", "--provider", provider, "--faults", "none", "--seed", "3")
    said = ready.run("rehearse", *words)

    assert said.code == 0, said
    assert "accepted" in said.out
    assert "one letter         200" in said.out
    assert "The ledger and the server agree about every reader" in said.out
    assert "Your 2 readers: about 1 second, at your limits." in said.out
    assert ("webhook told afterwards" in said.out) == (provider == "sendgrid"), "a mail server tells nothing"
    assert f"gutletter rehearse {words[0]} --readers 200 --provider {provider} --faults none --seed 3" in said.out
    assert contents(ready.folder) == before
    assert not (ready.folder / "outbox").exists()
    assert not list((ready.folder / "journal").glob("*"))
    assert not list(rooms.glob("gutletter-rehearsal-*"))


@pytest.mark.parametrize("provider", ["smtp", "sendgrid"])
def test_when_all_goes_wrong_the_accounts_agree_and_a_script_can_read_them(ready: Publication, provider: str) -> None:
    said = ready.run(
        "rehearse", "--readers", "200", "--provider", provider, "--faults", "hostile", "--seed", "5", "--json"
    )

    told = said.json
    assert said.code == 0, said
    assert told["sound"]
    assert (told["disagreements"], told["findings"]) == ([], {})
    assert told["audience"] == 200
    assert sum(told[state.name.lower()] for state in DeliveryState) == 200
    assert sum(told["got"].values()) == 200
    assert set(told["got"]) <= {"0", "1"}
    assert told["accepted"] <= told["got"]["1"] <= told["accepted"] + told["uncertain"]
    assert told["befell"]
    assert (told["deferred"], told["planned"], told["handed_over"]) == (0, 0, 0)
    assert said.err.count("\n") <= 1, "what was ordered to go wrong is no news for a log"
    if provider == "sendgrid":
        events = told["events"]
        assert events["posts"] > 1
        assert events["events"] > events["new"] > told["accepted"], "some are told twice, and most letters twice"
        assert events["ended"] > 0
        assert told["uncertain_that_arrived"] == 0, "whatever arrived is told of, and no longer in doubt"
    else:
        assert told["events"] is None


def test_what_a_lost_answer_left_in_doubt_the_events_of_the_provider_settle(
    ready: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MIXES, "hostile", {Fault.ANSWER_LOST: 1.0})

    said = ready.run("rehearse", "--readers", "200", "--provider", "sendgrid", "--faults", "hostile", "--json")

    told = said.json
    assert said.code == 0, said
    assert sum(told["events"]["settled"].values()) == 200
    assert (told["accepted"], told["uncertain"]) == (200, 0)


def test_the_same_seed_brings_the_same_faults(ready: Publication) -> None:
    words = ("rehearse", "--readers", "60", "--faults", "hostile", "--seed", "8", "--json")
    first, second = (ready.run(*words).json for _ in range(2))
    for fault in ("no such mailbox (550)", "mailbox full for good (552)"):
        assert first["befell"].get(fault) == second["befell"].get(fault)
    assert first["refused"] == second["refused"]


def test_a_letter_that_is_not_as_it_should_be_ends_with_1_and_says_what(ready: Publication) -> None:
    body = ready.folder / "templates" / "email" / "issue" / "body.html"
    body.parent.mkdir(parents=True)
    nowhere = '{% block footer %}{{ super() }}<tr><td><a href="">More</a></td></tr>{% endblock %}'
    body.write_text(f'{{% extends "default/email/issue/body.html" %}}\n{nowhere}')

    said = ready.run("rehearse", "--readers", "20", "--faults", "none")

    assert said.code == 1
    assert "✗ a link in the HTML leads nowhere: 20 times" in said.out
    assert "agree about every reader" in said.out


def test_what_is_rehearsed_is_what_is_sent_also_where_links_are_counted(
    ready: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUTLETTER_CLICKS__COUNT", "true")
    assert ready.run("rehearse", "--readers", "20", "--faults", "none").code == 0
    monkeypatch.setattr("gutletter.links.click_url", lambda site, *_: f"{site}/c/nobody.1.sealed-this")
    said = ready.run("rehearse", "--readers", "20", "--faults", "none")
    assert said.code == 1
    assert "✗ a counted link in the HTML leads nowhere: 20 times" in said.out


def test_a_letter_for_a_part_of_the_readers_is_rehearsed_with_all_who_are_invented(ready: Publication) -> None:
    file = ready.article("evening-tea")
    file.write_text(file.read_text().replace("tags: [tea]", "tags: [tea]\naudience: language:de"))
    (ready.folder / "more.csv").write_text("email,language\nanna@example.org,de\n")
    assert ready.run("subscribers", "import", "more.csv").code == 0
    told = ready.run("rehearse", "--readers", "20", "--faults", "none", "--json").json
    assert (told["audience"], told["accepted"], told["your_readers"]) == (20, 20, 1)


def test_a_ledger_that_does_not_tell_the_truth_ends_with_1(ready: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(states: dict[str, DeliveryState], audience: int, report: Report, bound: int, settled: None) -> Accounts:
        return Accounts(dict.fromkeys(states, DeliveryState.REFUSED), audience, report, bound, settled)

    monkeypatch.setattr("gutletter.rehearsal.performance.Accounts", lying)

    said = ready.run("rehearse", "--readers", "20", "--faults", "none")

    assert said.code == 1
    assert "✗ 20 refused in the ledger arrived all the same" in said.out
    assert "agree about every reader" not in said.out


def test_what_send_would_refuse_is_rehearsed_and_ends_with_1(ready: Publication) -> None:
    file = ready.article("claim")
    file.write_text(file.read_text().replace("tags: [tea]", f"subject: {'Very long ' * 30}"))
    assert ready.run("check", "claim").code == 1

    said = ready.run("rehearse", "claim", "--readers", "20", "--faults", "none", "--json")

    assert said.code == 1
    assert json.loads(said.out)["send_would_refuse"]
    assert json.loads(said.out)["accepted"] == 20


def test_before_there_are_readers_it_tells_how_long_the_invented_ones_would_take(publication: Publication) -> None:
    publication.article("evening-tea")
    settings = publication.folder / "gutletter.toml"
    settings.write_text(settings.read_text().replace("[delivery]", "[delivery]\nper_hour = 10"))
    said = publication.run("rehearse", "--readers", "60", "--faults", "none")
    assert said.code == 0
    assert "60 readers: about 5 hours, at your limits." in said.out


def test_how_long_the_warming_up_of_the_domain_takes_is_told(publication: Publication) -> None:
    publication.article("evening-tea")
    settings = publication.folder / "gutletter.toml"
    slowly = "warm_up = { start = 2026-01-01, first_day = 1, growth = 1.0 }"
    settings.write_text(settings.read_text().replace("[delivery]", f"[delivery]\n{slowly}"))
    for number in range(30):
        publication.run("subscribers", "add", f"reader{number}@{'a' if number < 21 else 'b'}.example.org")
    said = publication.run("rehearse", "--readers", "60", "--faults", "none")
    assert re.search("Your 30 readers: about (19|20) days, at your limits", said.out)  # the last day may just begin


def test_an_empty_queue_has_nothing_to_rehearse(publication: Publication) -> None:
    said = publication.run("rehearse")
    assert said.code == 2
    assert "nothing that may go now" in said.err
