"""Settings → Newsroom: the only file that names concrete parts.

What reads and writes letters is imported where it is opened: it is half of the time that starting takes, and verbs that
look into the ledger need none of it.
"""

from __future__ import annotations

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.utils import parseaddr
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from gutletter.errors import SettingsError
from gutletter.journal import FileJournal
from gutletter.links import unsubscribe_url
from gutletter.message import LONGEST_LIST_UNSUBSCRIBE
from gutletter.model import Event, Letterhead, SoftBounces
from gutletter.pacing import WEEK, Hours, Limit, Morning, Pace, WarmUp
from gutletter.ports import Provider, Queue, Store, Webhook
from gutletter.providers import open_in_order as providers_in_order
from gutletter.providers import open_provider as provider_named
from gutletter.settings import ProviderName, Settings
from gutletter.store import open_store as store_at

if TYPE_CHECKING:
    from gutletter.pipeline import Newsroom
    from gutletter.sending import Patience
    from gutletter.theme import Theme

LAST_ISSUE, LAST_READER = 36**3 - 1, 36**5 - 1  # 46,655 issues and 60 million readers
LOOPBACK = ("localhost", "127.0.0.1", "::1")
EXAMPLE_DOMAINS = ("example.org", "example.com", "example.net", "example", "invalid", "test", "localhost")


def utc_now() -> datetime:
    """The wall clock, as an aware UTC time."""
    return datetime.now(UTC)


def shipped(name: str) -> Path:
    """The ``templates`` or ``issues`` that come with gutletter: in the wheel, or at the top of a checkout."""
    packaged = Path(str(resources.files("gutletter"))) / f"_{name}"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / name


def open_store(settings: Settings) -> closing[Store]:
    """The publication's database, brought up to date, closed at the end of a ``with``; StoreError."""
    return closing(store_at(settings.database.url.get_secret_value(), settings.folder))


def open_queue(settings: Settings) -> Queue:
    """The editors' folder."""
    from gutletter.sources.folder import IssuesFolder

    publication = settings.publication
    return IssuesFolder(settings.issues, settings.timezone, publication.language, publication.article_url)


def letterhead(settings: Settings) -> Letterhead:
    """What every letter of this publication carries."""
    publication = settings.publication
    return Letterhead(
        name=publication.name,
        sender=publication.sender,
        site=publication.site,
        list_id=urlsplit(publication.site).hostname or publication.domain,
        postal_address=publication.postal_address,
        reply_to=publication.reply_to,
        language=publication.language,
        timezone=str(settings.timezone),
        why=publication.why,
    )


def open_theme(settings: Settings) -> Theme:
    """The default theme with the publication's own templates and ``[theme]`` over it; SettingsError, ThemeError."""
    from jinja2 import FileSystemLoader

    from gutletter.theme import theme

    return theme(
        FileSystemLoader(shipped("templates")),
        FileSystemLoader(settings.templates),
        look=settings.theme.look,
        words=settings.theme.words,
        language=settings.publication.language.partition("-")[0].lower(),
    )


@contextmanager
def open_newsroom(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Iterator[Newsroom]:
    """Everything the story needs but the provider; the store is closed at the end."""
    from gutletter.checks import CHECKS
    from gutletter.condensers import condenser
    from gutletter.condensers.editor import edited
    from gutletter.pipeline import Newsroom

    worker = _worker()
    with open_store(settings) as store, closing(FileJournal(settings.folder / "journal", worker)) as journal:
        yield Newsroom(
            queue=open_queue(settings),
            condense=edited(condenser("extractive")),
            checks=CHECKS,
            theme=open_theme(settings),
            letterhead=letterhead(settings),
            store=store,
            clock=clock,
            worker=worker,
            journal=journal,
            secret=settings.secret.get_secret_value(),
            previous_secret=settings.previous_secret.get_secret_value(),
            pace=pace(settings),
            wait=lambda length: time.sleep(length.total_seconds()),
            patience=_patience(settings),
            related_count=settings.related.count,
            unknown_related=settings.related.unknown,
            counts_clicks=settings.clicks.count,
            wants_approval=settings.publication.approval == "required",
        )


def settle_leftovers(settings: Settings, store: Store) -> None:
    """Settle what processes that died on this machine have left, by their journals, and what nobody will answer now."""
    from gutletter.sending import Mailroom
    from gutletter.sending import settle_leftovers as settle

    worker = _worker()
    with closing(FileJournal(settings.folder / "journal", worker)) as journal:
        settle(Mailroom(store, journal, utc_now, worker, (), _patience(settings)))


def _worker() -> str:
    """Names this process in the ledger; no other has ever had that name."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


def _patience(settings: Settings) -> Patience:
    from gutletter.sending import Patience

    delivery = settings.delivery
    return Patience(lease=delivery.lease, retry_after=delivery.retry_after, give_up_after=delivery.give_up_after)


def pace(settings: Settings) -> Pace:
    """How fast mail may leave, and when, by ``[delivery]``."""
    delivery, zone = settings.delivery, ZoneInfo(settings.publication.timezone)
    limits = {"second": delivery.per_second, "hour": delivery.per_hour, "day": delivery.per_day}
    opens, closes = delivery.hours
    days = frozenset(WEEK.index(day) for day in delivery.days or WEEK)
    warm_up = delivery.warm_up
    return Pace(
        limits=tuple(Limit(per, most) for per, most in limits.items() if most),
        hours=Hours(zone, opens, closes, days) if delivery.window or delivery.days else None,
        warm_up=WarmUp(zone, warm_up.start, warm_up.first_day, warm_up.growth) if warm_up else None,
        morning=Morning(delivery.morning, zone) if delivery.morning else None,
    )


@contextmanager
def open_provider(settings: Settings) -> Iterator[Provider]:
    """Who carries the mail, closed at the end of a ``with``. SettingsError when letters would leave half made."""
    link_secrets(settings)
    _refuse_long_links(settings)
    if _leaves_this_machine(settings):
        _refuse_example_addresses(settings)
    if not settings.delivery.fallback:
        with closing(provider_named(settings.delivery.provider, settings)) as provider:
            yield provider
        return
    with open_store(settings) as circuits, closing(providers_in_order(settings, circuits)) as providers:
        yield providers


def open_webhooks(settings: Settings) -> Mapping[str, Webhook]:
    """Whose posts about our mail are believed, by the name in the webhook's address. SettingsError."""
    from gutletter.providers.webhooks import open_webhooks as webhooks_by

    return webhooks_by(settings, link_secrets(settings))


def open_returned(settings: Settings) -> Callable[[bytes, datetime], Event | None]:
    """Who reads mail that came back; SettingsError without the secret by which our letters are recognised."""
    from gutletter.providers.bounces import returned
    from gutletter.providers.webhooks import whose

    return returned(whose(link_secrets(settings)))


def soft_bounces(settings: Settings) -> SoftBounces:
    """When an address that bounces softly is given up."""
    return SoftBounces(settings.events.soft_bounces, settings.events.soft_bounces_within)


def link_secrets(settings: Settings) -> tuple[str, ...]:
    """What readers' links are signed with, and were before; SettingsError without one, since anyone could sign then."""
    if not settings.secret.get_secret_value():
        raise SettingsError(
            "GUTLETTER_SECRET is not set, and readers' unsubscribe links are signed with it.",
            remedy="Put GUTLETTER_SECRET=… into .env: the one that letters were sent with, or 32 random characters.",
        )
    both = (settings.secret.get_secret_value(), settings.previous_secret.get_secret_value())
    return tuple(secret for secret in both if secret)


def _refuse_long_links(settings: Settings) -> None:
    """Refuse a site whose unsubscribe links would grow too long with the number of issues and readers."""
    site = settings.publication.site
    longest = len(unsubscribe_url(site, "any", LAST_ISSUE, LAST_READER))
    if (over := longest + len("<>") - LONGEST_LIST_UNSUBSCRIBE) > 0:
        raise SettingsError(
            f"gutletter.toml: publication.site is {over} characters too long for the unsubscribe links made of it.",
            remedy="Use a shorter site, such as https://letter.example.org.",
        )


def _leaves_this_machine(settings: Settings) -> bool:
    """Whether mail may go to a server elsewhere; one on the loopback is somebody trying things out."""
    order = (settings.delivery.provider, *settings.delivery.fallback)
    return any(_carries_it_away(provider, settings) for provider in order)


def _carries_it_away(provider: ProviderName, settings: Settings) -> bool:
    match provider:
        case ProviderName.OUTBOX:
            return False
        case ProviderName.SMTP:
            return settings.smtp.host not in LOOPBACK
        case ProviderName.SENDGRID:
            return not settings.sendgrid.sandbox and urlsplit(settings.sendgrid.host).hostname not in LOOPBACK
        case ProviderName.SES:
            return urlsplit(settings.ses.endpoint).hostname not in LOOPBACK
        case ProviderName.POSTMARK:
            return urlsplit(settings.postmark.host).hostname not in LOOPBACK
        case ProviderName.MAILGUN:
            return urlsplit(settings.mailgun.host).hostname not in LOOPBACK


def _refuse_example_addresses(settings: Settings) -> None:
    publication = settings.publication
    addresses = {
        "publication.sender": parseaddr(publication.sender)[1].rpartition("@")[2],
        "publication.site": urlsplit(publication.site).hostname or "",
    }
    for name, host in addresses.items():
        if host.rpartition(".")[2] in EXAMPLE_DOMAINS or ".".join(host.split(".")[-2:]) in EXAMPLE_DOMAINS:
            raise SettingsError(
                f"gutletter.toml: {name} still is an example address ({host}).",
                remedy="Set it to one of your own before real mail leaves; the outbox needs no such care.",
            )
