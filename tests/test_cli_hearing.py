"""gutletter run hears what came back before it sends anything."""

from __future__ import annotations

import mailbox

from gutletter.links import Purpose, token
from tests.conftest import Publication
from tests.returned import POSTFIX, mail
from tests.test_cli_feedback import add_setting, secret_of, told
from tests.test_providers_sendgrid_webhook import public


def prepared(publication: Publication, bounces: str) -> Publication:
    publication.article("tea")
    publication.readers("ann", "ben", "cas")
    assert publication.run("send", "--yes").code == 0
    file = publication.folder / "gutletter.toml"
    text = (
        file.read_text("utf-8").replace("cron = ", "# cron = ").replace("[schedule]", "[schedule]\ncron = '0 8 1 1 *'")
    )
    file.write_text(text if "cron = '0 8" in text else text + "\n[schedule]\ncron = '0 8 1 1 *'\n", "utf-8")
    add_setting(publication, f'[sendgrid]\nwebhook_key = "{public()}"\n[bounces]\nfolder = "{bounces}"')
    told(publication, ("bounce", 1))
    return publication


def test_posts_and_returned_mail_are_worked_off_between_issues(publication: Publication) -> None:
    box = mailbox.Maildir(str(publication.folder / "returned"))
    prepared(publication, "returned")
    box.add(mail(POSTFIX, token(secret_of(publication), Purpose.DELIVERY, 1, 2)))
    said = publication.run("run", "--once")
    assert said.code == 0, said
    report = publication.run("report", "tea", "--json").json
    assert (report["bounced"], report["untold"], report["closes"]) == (2, 1, True)


def test_a_mailbox_in_trouble_keeps_nothing_else_from_its_turn(publication: Publication) -> None:
    file = publication.folder / "returned"
    file.write_text("", "utf-8")
    prepared(publication, "returned")
    file.unlink()
    file.mkdir()
    said = publication.run("run", "--once")
    assert (said.code, "no Maildir" in said.err) == (1, True), "what the settings name must be there at the beginning"
    for part in ("new", "cur", "tmp"):
        (file / part).mkdir()
    assert publication.run("run", "--once").code == 0
    assert publication.run("report", "tea", "--json").json["bounced"] == 1
