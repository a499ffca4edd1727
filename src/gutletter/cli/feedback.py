"""Verbs for what comes back: events that providers posted, and mail that was returned."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict

import typer

from gutletter import bootstrap
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import counted, print_json, say, warn
from gutletter.feedback import Work, prune, read_mailbox, work_off
from gutletter.mailboxes import open_mailbox


def events(context: typer.Context, as_json: Json = False) -> None:
    """Work off what providers posted about our mail, and forget details older than events.keep.

    gutletter web and gutletter run do this by themselves.
    """
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        webhooks = bootstrap.open_webhooks(settings)
        work = work_off(store, webhooks, bootstrap.utc_now, bootstrap.soft_bounces(settings))
        pruned = prune(store, bootstrap.utc_now(), settings.events.keep)
    if as_json:
        print_json({**asdict(work), "pruned": pruned, "webhooks": list(webhooks)})
        return
    say(f"{counted(work.posts, 'post')} worked off. {_told(work)}")
    if pruned:
        say(f"{counted(pruned, 'event')} older than the time set in events.keep forgotten; the sums stay.")
    if work.unreadable:
        warn(
            f"[yellow]{counted(work.unreadable, 'post')} cannot be read, or comes from a webhook whose key is gone.[/]"
        )
    if not webhooks:
        warn("No webhook is open. Put the verification key of SendGrid's Event Webhook into sendgrid.webhook_key.")


def bounces(context: typer.Context, as_json: Json = False) -> None:
    """Read the mail that came back, in the mailbox that \\[bounces] names; what is not about us is left as it is.

    gutletter run does this by itself.
    """
    settings = settings_of(context)
    reading = bootstrap.open_returned(settings)
    with bootstrap.open_store(settings) as store, closing(open_mailbox(settings)) as mailbox:
        work = read_mailbox(store, mailbox, reading, bootstrap.utc_now, bootstrap.soft_bounces(settings))
    if as_json:
        print_json(asdict(work))
        return
    say(f"{counted(work.posts, 'mail')} came back. {_told(work)}")


def _told(work: Work) -> str:
    settled = sum(work.settled.values())
    return (
        f"{counted(work.new, 'event is', 'events are')} new; {counted(settled, 'copy', 'copies')} settled, "
        f"{counted(work.ended, 'reader')} not written to any more."
    )
