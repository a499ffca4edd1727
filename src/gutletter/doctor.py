"""What is looked at before it breaks: settings, secret, database, clock, disk, templates, and whoever carries the mail.

Every question is asked, also when an earlier one was answered badly; nothing is changed.
"""

from __future__ import annotations

import shutil
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from gutletter import bootstrap
from gutletter.errors import GutletterError
from gutletter.journal import FileJournal
from gutletter.links import which_secret
from gutletter.pipeline import propose, read_queue
from gutletter.schedule import CLOCKS_DIFFER, upcoming
from gutletter.settings import ProviderName, Settings, Tls
from gutletter.sources.folder import IssuesFolder
from gutletter.store import SqlStore, open_store

SECRET_LENGTH = 32  # characters
ROOM_PER_COPY = 1000  # bytes of disk that a reader's copy takes in the ledger, with what is written on the way
LEAST_ROOM = 200_000_000


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: whether it is as it should be, and what to do if not."""

    name: str
    sound: bool
    said: str
    remedy: str = ""


class Ailment(GutletterError):
    """What a question found wrong."""


def examine(settings: Settings, now: datetime, *, reach: bool = False) -> Iterator[Examined]:
    """Ask everything; ``reach``: also whether the provider can be reached and lets us in."""
    questions: dict[str, Callable[[Settings, datetime], str]] = {
        "secret": _secret,
        "provider": _provider,
        "webhooks": _webhooks,
        "database": _database,
        "signed": _signed,
        "clock": _clock,
        "uncertain": _uncertain,
        "journal": _journal,
        "disk": _disk,
        "queue": _queue,
        "templates": _templates,
        "schedule": _schedule,
    }
    if reach:
        questions["reach"] = _reach
    for name, question in questions.items():
        try:
            yield Examined(name, True, question(settings, now))
        except GutletterError as error:
            yield Examined(name, False, error.headline, error.remedy)


def _store(settings: Settings) -> closing[SqlStore]:
    return closing(open_store(settings.database.url.get_secret_value(), settings.folder))


def _secret(settings: Settings, _: datetime) -> str:
    current, *_earlier = bootstrap.link_secrets(settings)
    if len(current) < SECRET_LENGTH:
        raise Ailment(
            f"GUTLETTER_SECRET has {len(current)} characters; who guesses it can unsubscribe your readers.",
            remedy=f"Put {SECRET_LENGTH} random characters into .env, and keep this one as GUTLETTER_PREVIOUS_SECRET.",
        )
    return f"{len(current)} characters"


def _provider(settings: Settings, _: datetime) -> str:
    with bootstrap.open_provider(settings) as provider:
        return f"{provider.name}, as the settings describe it"


def _webhooks(settings: Settings, _: datetime) -> str:
    if names := sorted(bootstrap.open_webhooks(settings)):
        return f"the posts of {', '.join(names)} are believed, once they prove to be theirs"
    return "no provider's posts are believed"


def _database(settings: Settings, _: datetime) -> str:
    with _store(settings) as store:
        if damages := store.damages():
            raise Ailment(
                f"The database is damaged: {damages[0]}",
                remedy="Keep a copy of it, then restore a backup, or rescue what is in it with: sqlite3 FILE .recover",
            )
        if slugs := store.sums_that_do_not_close():
            raise Ailment(
                f"The sum of {', '.join(slugs)} does not close: rows are missing from the ledger.",
                remedy="Restore a backup; and please report it, since gutletter itself never takes a row away.",
            )
        if changed := [issue.damage for issue in store.issues() if issue.damage]:
            raise Ailment(changed[0])
        return f"sound, {store.count():,} readers"


def _signed(settings: Settings, _: datetime) -> str:
    known = {which_secret(secret) for secret in bootstrap.link_secrets(settings)}
    with _store(settings) as store:
        strange = [one.slug for one in store.unfinished() if one.sealed_with and one.sealed_with not in known]
    if strange:
        raise Ailment(
            f"Copies of {', '.join(strange)} were signed with a secret that .env does not name.",
            remedy="Put that one into GUTLETTER_PREVIOUS_SECRET until all have their copies: without it, a copy tried "
            "again is another letter to mail servers, and the links in those sent so far lead nowhere.",
        )
    return "what is being sent, with a secret at hand"


def _clock(settings: Settings, now: datetime) -> str:
    with _store(settings) as store:
        occurrence, began, opened = store.latest_writings()
    if began and began > now + CLOCKS_DIFFER:
        occurrence = max(began, occurrence or began)
    if opened and opened > now + CLOCKS_DIFFER:
        raise Ailment(
            f"An issue was opened at {opened:%Y-%m-%d %H:%M} UTC, which is later than now.",
            remedy="Set this machine's clock right; every machine that sends needs the right time. If it was wrong "
            "then and is right now, this needs no mending.",
        )
    if occurrence and occurrence > now + CLOCKS_DIFFER:
        raise Ailment(
            f"The schedule is silent until {occurrence:%Y-%m-%d %H:%M} UTC; a wrong clock has dealt with that already.",
            remedy="Set the clock right. If it is right now: gutletter plan --reopen lets those times come.",
        )
    return f"{now:%Y-%m-%d %H:%M} UTC, later than all that is written down"


def _uncertain(settings: Settings, _: datetime) -> str:
    with _store(settings) as store:
        doubtful = [issue.slug for issue in store.unfinished() if store.tally(issue.id).uncertain]
    if doubtful:
        raise Ailment(
            f"Copies of {', '.join(doubtful)} left, and no answer tells what became of them.",
            remedy=f"gutletter resolve {doubtful[0]} shows them.",
        )
    return "no copy"


def _journal(settings: Settings, _: datetime) -> str:
    folder = settings.folder / "journal"
    with closing(FileJournal(folder, f"doctor-{socket.gethostname()}")) as journal:
        journal.begin(0, ())
    return f"{folder} can be written"


def _disk(settings: Settings, _: datetime) -> str:
    with _store(settings) as store:
        wanted = max(LEAST_ROOM, store.count() * ROOM_PER_COPY)
    free = shutil.disk_usage(settings.folder).free
    if free < wanted:
        raise Ailment(
            f"{free // 10**6:,} MB are free, and an issue may need {wanted // 10**6:,}.",
            remedy="Make room; a disk that fills up stops the sending, and loses nothing.",
        )
    return f"{free // 10**6:,} MB free"


def _queue(settings: Settings, _: datetime) -> str:
    with bootstrap.open_newsroom(settings) as newsroom:
        places, findings = read_queue(newsroom)
    if findings:
        raise Ailment(str(findings[0]), remedy="gutletter check shows everything that is wrong with the queue.")
    return f"{len(places)} articles can be read"


def _templates(settings: Settings, now: datetime) -> str:
    samples = IssuesFolder(bootstrap.shipped("issues"), settings.timezone, "en", "")
    with bootstrap.open_newsroom(settings) as newsroom:
        proposal = propose(newsroom, samples.read()[0][0], at=now, again=True)
    return f"a sample becomes a letter of {len(proposal.rendered.html) // 1000} kB"


def _schedule(settings: Settings, now: datetime) -> str:
    if not settings.schedule.cron:
        return "none; letters go when somebody sends them"
    with _store(settings) as store:
        following = upcoming(store, settings, now, 1)
    return f"next at {following[0].at.astimezone(settings.timezone):%a %-d %b %Y %H:%M %Z}"


# ── reaching the provider ─────────────────────────────────────────────────────────────────────────────────────────


def _reach(settings: Settings, _: datetime) -> str:
    """The provider, and those that stand in for it."""
    return "; ".join(_reached(settings, one) for one in (settings.delivery.provider, *settings.delivery.fallback))


def _reached(settings: Settings, provider: ProviderName) -> str:
    if provider is ProviderName.OUTBOX:
        return "the outbox is a folder"
    smtp = f"{settings.smtp.host}:{settings.smtp.port}"
    host = smtp if provider is ProviderName.SMTP else _host(settings, provider)
    if not host:
        return f"{provider} has a server by region, which is not asked"
    try:
        return _greeted(settings) if provider is ProviderName.SMTP else _connected(host)
    except smtplib.SMTPAuthenticationError as error:
        remedy = "Check smtp.username and GUTLETTER_SMTP__PASSWORD."
        raise Ailment(f"{host} does not let us sign in ({error.smtp_code}).", remedy=remedy) from error
    except (OSError, smtplib.SMTPException) as error:
        remedy = f"See that the name is right and that this machine may reach it; [{provider}] says where it is."
        raise Ailment(f"{host} cannot be reached: {error}", remedy=remedy) from error


def _greeted(settings: Settings) -> str:
    smtp, context = settings.smtp, ssl.create_default_context()
    if smtp.ca_file:
        context.load_verify_locations(settings.folder / smtp.ca_file)
    timeout = smtp.timeout.total_seconds()
    with (
        smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=timeout, context=context)
        if smtp.tls is Tls.TLS
        else smtplib.SMTP(smtp.host, smtp.port, timeout=timeout)
    ) as session:
        if smtp.tls is Tls.STARTTLS:
            session.starttls(context=context)
        if smtp.username:
            session.login(smtp.username, smtp.password.get_secret_value())
        session.noop()
    return f"{smtp.host}:{smtp.port} lets us in"


def _host(settings: Settings, provider: ProviderName) -> str:
    section = getattr(settings, provider)
    return urlsplit(str(getattr(section, "host", ""))).netloc


def _connected(place: str) -> str:
    host, _, port = place.partition(":")
    with socket.create_connection((host, int(port or 443)), timeout=10) as plain:
        if not port or port == "443":
            ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
    return f"{place} answers"
