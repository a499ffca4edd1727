"""Verbs for what comes back, as an operator types them."""

from __future__ import annotations

import csv
import io
import json
import mailbox
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gutletter import bootstrap
from gutletter.links import Purpose, token
from gutletter.model import EventKind, SuppressionReason
from gutletter.pipeline import open_next_issue
from gutletter.providers.sendgrid_webhook import SendGridWebhook
from gutletter.providers.webhooks import whose
from gutletter.settings import load
from gutletter.store import open_store
from tests.conftest import Publication
from tests.returned import POSTFIX, mail
from tests.test_providers_sendgrid_webhook import public, signed


@pytest.fixture
def sent(publication: Publication) -> Publication:
    """An issue that went to two readers."""
    publication.article("tea")
    publication.readers("ann", "ben")
    assert publication.run("send", "--yes").code == 0
    return publication


def secret_of(publication: Publication) -> str:
    return load(publication.folder).secret.get_secret_value()


def told(publication: Publication, *events: tuple[str, int]) -> None:
    """SendGrid posts events, which are kept."""
    now = datetime.now(UTC)
    body = json.dumps(
        [
            {"event": kind, "sg_event_id": f"{kind}{reader}", "timestamp": int(now.timestamp()), "url": "https://e.org/x",
             "gl_d": token(secret_of(publication), Purpose.DELIVERY, 1, reader), "status": "5.1.1"}
            for kind, reader in events
        ]
    ).encode()  # fmt: skip
    webhook = SendGridWebhook(public(), whose([secret_of(publication)]))
    with closing(open_store("sqlite:///gutletter.db", publication.folder)) as store:
        store.keep_post("sendgrid", webhook.accept(signed(body, at=now), body, now), now)


def add_setting(publication: Publication, text: str) -> None:
    file = publication.folder / "gutletter.toml"
    file.write_text(file.read_text("utf-8") + f"\n{text}\n", "utf-8")


def test_events_are_worked_off_and_the_report_adds_up(sent: Publication) -> None:
    add_setting(sent, f'[sendgrid]\nwebhook_key = "{public()}"')
    told(sent, ("delivered", 1), ("click", 1), ("bounce", 2), ("spamreport", 1), ("open", 1))
    said = sent.run("events")
    assert said.code == 0
    assert "1 post worked off. 5 events are new; 0 copies settled, 2 readers not written to any more." in said.out

    report = sent.run("report", "tea", "--json").json
    assert report["closes"] is True
    assert (report["audience"], report["accepted"], report["delivered"], report["bounced"]) == (2, 2, 1, 1)
    assert (report["complained"], report["left"], report["untold"], report["opened"]) == (1, 0, 0, 1)
    assert report["links"] == [{"url": "https://e.org/x", "people": 0, "machines": 1, "readers": 0}]
    shown = sent.run("report", "tea").out
    for line in (
        "accepted                 2",
        "delivered              1",
        "bounced                1",
        "complained               1",
    ):
        assert line in shown
    assert "https://e.org/x" in shown


def test_the_report_of_a_time_is_a_table_or_csv(sent: Publication) -> None:
    assert "tea" in sent.run("report", "--since", "2020-01-01").out
    assert sent.run("report", "--since", "2999-01-01").out == "No issue was opened since then.\n"
    (row,) = csv.DictReader(io.StringIO(sent.run("report", "--since", "2020-01-01", "--csv").out))
    assert (row["slug"], row["audience"], row["untold"]) == ("tea", "2", "2")
    assert sent.run("report", "--since", "2020-01-01", "--json").json["issues"][0]["accepted"] == 2
    assert sent.run("report").code == sent.run("report", "tea", "--since", "2020-01-01").code == 2
    assert sent.run("report", "nothing").code == 2


def test_the_csv_of_one_issue_has_its_links(sent: Publication) -> None:
    with closing(open_store("sqlite:///gutletter.db", sent.folder)) as store:
        store.count_clicks({(1, "https://e.org/x", False): 3})
    lines = sent.run("report", "tea", "--csv").out.split()
    assert lines[-2:] == ["url,people,machines,readers", "https://e.org/x,3,0,0"]


def test_without_a_key_no_webhook_is_open_and_events_says_so(sent: Publication) -> None:
    told(sent, ("delivered", 1))
    said = sent.run("events")
    assert (said.code, "1 post cannot be read" in said.err, "No webhook is open" in said.err) == (0, True, True)
    assert sent.run("events", "--json").json["webhooks"] == []


def test_mail_that_came_back_is_read_from_the_mailbox(sent: Publication) -> None:
    assert sent.run("bounces").code == 2, "no mailbox is named"
    box = mailbox.Maildir(str(sent.folder / "returned"))
    box.add(mail(POSTFIX, token(secret_of(sent), Purpose.DELIVERY, 1, 2)))
    add_setting(sent, '[bounces]\nfolder = "returned"')
    said = sent.run("bounces")
    assert said.out == "1 mail came back. 1 event is new; 0 copies settled, 1 reader not written to any more.\n"
    assert sent.run("bounces", "--json").json["posts"] == 0
    assert sent.run("subscribers", "list", "--state", "bounced", "--json").json["total"] == 1


SENDGRID = {
    "suppression_bounces.csv": 'status,reason,email,created\n5.1.1,"550 5.1.1 no, really",ann@example.org,1600000000\n',
    "blocks.csv": "status,reason,email,created\n5.7.1,blocked,bea@example.org,1600000000\n",
    "spam_reports.csv": "ip,email,created\n192.0.2.1,cas@example.org,1600000000\n",
    "invalid_emails.csv": "reason,email,created\nMail domain mentioned in email address is unknown,dan@example.org,1\n",
    "global_unsubscribes.csv": "email,created\neva@example.org,1600000000\nno address,1\n",
}


def test_sendgrids_exports_are_imported_each_by_its_name(publication: Publication) -> None:
    publication.readers("ann", "zoe")
    for name, text in SENDGRID.items():
        (publication.folder / name).write_text(text, "utf-8")
        assert publication.run("suppressions", "import", name).code == 0
    found = publication.run("suppressions", "list", "--json").json["suppressions"]
    reasons = {one["email"].partition("@")[0]: one["reason"] for one in found}
    assert reasons == {"ann": "bounced", "bea": "blocked", "cas": "complained", "dan": "invalid", "eva": "left"}
    assert publication.run("subscribers", "list", "--state", "confirmed", "--json").json["total"] == 1
    again = publication.run("suppressions", "import", "global_unsubscribes.csv", "--json").json
    assert (again["added"], again["known"], [row["line"] for row in again["passed_over"]]) == (0, 1, [3])


def test_a_suppressed_address_is_added_by_hand_only_when_it_is_taken_off_the_list_first(
    publication: Publication,
) -> None:
    publication.readers("ann")
    publication.run("suppressions", "add", "eva@example.org", "--as", "left")
    publication.run("subscribers", "remove", "--forget", "--yes", "ann@example.org")
    for name, why in (("eva", "left"), ("ann", "forgotten")):
        said = publication.run("subscribers", "add", f"{name}@example.org")
        assert (said.code, why in said.err, "suppressions remove" in said.err) == (1, True, True)
        assert publication.run("suppressions", "remove", f"{name}@example.org").code == 0
        assert publication.run("subscribers", "add", f"{name}@example.org").out == f"{name}@example.org is added.\n"


def test_an_export_can_be_imported_with_its_own_reasons(publication: Publication, tmp_path: Path) -> None:
    publication.run("suppressions", "add", "ann@example.org", "--as", "complained")
    publication.run("suppressions", "add", "ben@example.org")
    exported = publication.run("suppressions", "export").out
    for name in ("ann", "ben"):
        assert publication.run("suppressions", "remove", f"{name}@example.org").code == 0
    assert publication.run("suppressions", "list").out == "No address is suppressed.\n"
    (publication.folder / "again.csv").write_text(exported, "utf-8")
    assert publication.run("suppressions", "import", "again.csv", "--json").json["added"] == 2
    assert publication.run("suppressions", "export").out.splitlines()[0] == "email,reason,source,at"
    found = publication.run("suppressions", "list", "--json").json["suppressions"]
    assert sorted((one["email"], one["reason"]) for one in found) == [
        ("ann@example.org", "complained"), ("ben@example.org", "by hand"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("list.csv", "email\na@example.org\n", "--as"),
        ("bounces.csv", "address of someone\nx\n", "email"),
        ("bounces.csv", "", "email"),
    ],
)
def test_a_list_that_does_not_tell_enough_is_refused(publication: Publication, name: str, text: str, says: str) -> None:
    (publication.folder / name).write_text(text, "utf-8")
    said = publication.run("suppressions", "import", name)
    assert (said.code, says in said.err) == (1, True)
    assert publication.run("suppressions", "remove", "a@example.org").code == 1
    assert publication.run("suppressions", "import", "nowhere.csv").code == 1


def test_the_story_of_an_address_has_its_events(sent: Publication) -> None:
    add_setting(sent, f'[sendgrid]\nwebhook_key = "{public()}"')
    told(sent, ("delivered", 1), ("spamreport", 1))
    sent.run("events")
    story = sent.run("subscribers", "show", "ann@example.org", "--json").json
    assert [one["kind"] for one in story["events"]] == [EventKind.DELIVERED, EventKind.COMPLAINED]
    assert story["suppression"]["reason"] == SuppressionReason.COMPLAINED


def test_resolve_hears_first_what_the_provider_has_posted(publication: Publication) -> None:
    publication.article("tea")
    publication.readers("ann", "ben")
    add_setting(publication, f'[sendgrid]\nwebhook_key = "{public()}"')
    with bootstrap.open_newsroom(load(publication.folder)) as newsroom:
        issue = open_next_issue(newsroom)
        assert issue is not None
        newsroom.store.hand_over(issue.id, "dead", newsroom.clock(), timedelta(minutes=10), 9)
        newsroom.store.presume_uncertain(newsroom.clock(), worker="dead")
    told(publication, ("delivered", 1))

    shown = publication.run("resolve", "tea")

    assert "1 copy is settled as accepted: the provider has told of them since." in shown.err
    assert "1 copy of “Tea” left, and no answer tells what became of them" in shown.out
    assert "ben@example.org" in shown.out
    assert "ann@example.org" not in shown.out

    told(publication, ("bounce", 2))  # which proves that the provider had it
    settled = publication.run("resolve", "tea", "--as", "lost", "--json").json
    assert (settled["resolved"], settled["accepted"], settled["refused"]) == (0, 2, 0)
    assert settled["state"] == "sent"
