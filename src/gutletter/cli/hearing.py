"""What gutletter run does about news of its mail, between one issue and the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event

import structlog

from gutletter import bootstrap
from gutletter.errors import GutletterError
from gutletter.feedback import Work, prune, read_mailbox, work_off
from gutletter.mailboxes import open_mailbox
from gutletter.pipeline import Newsroom
from gutletter.settings import Settings

READS_EVERY = timedelta(minutes=1)
TIDIES_EVERY = timedelta(days=1)

log = structlog.get_logger(__name__)


@contextmanager
def hearing(settings: Settings, newsroom: Newsroom, stopping: Event) -> Iterator[Mapping[str, Callable[[], object]]]:
    """The duties, by name: posts worked off, returned mail read where there is a mailbox, old details forgotten.

    SettingsError, MailboxError: what is named in the settings must be there when the schedule begins.
    """
    store, clock, patience = newsroom.store, newsroom.clock, bootstrap.soft_bounces(settings)
    webhooks = bootstrap.open_webhooks(settings)

    def events() -> None:
        _tell("events", work_off(store, webhooks, clock, patience, stopping=stopping.is_set))

    def tidy() -> None:
        if gone := prune(store, clock(), settings.events.keep):
            log.info("events_pruned", number=gone)

    duties = {"events": events, "tidy": _every(TIDIES_EVERY, clock, tidy)}
    if not (settings.bounces.folder or settings.bounces.host):
        yield duties
        return
    returned, mailbox = bootstrap.open_returned(settings), open_mailbox(settings)

    def bounces() -> None:
        try:
            _tell("bounces", read_mailbox(store, mailbox, returned, clock, patience, stopping=stopping.is_set))
        finally:
            mailbox.close()  # servers do not like connections that say nothing for long

    yield {**duties, "bounces": _every(READS_EVERY, clock, bounces)}


def _every(time: timedelta, clock: Callable[[], datetime], duty: Callable[[], None]) -> Callable[[], None]:
    last: list[datetime] = []

    def now_and_then() -> None:
        now = clock()
        if not last or now - last[0] >= time:
            last[:] = [now]
            duty()

    return now_and_then


def _tell(what: str, work: Work) -> None:
    if work.posts:
        settled = sum(work.settled.values())
        log.info(what, read=work.posts, new=work.new, settled=settled, ended=work.ended)


def hear_once(duties: Mapping[str, Callable[[], object]]) -> None:
    """Do each duty once; the trouble of one is told, and keeps nothing else from its turn."""
    for name, duty in duties.items():
        try:
            duty()
        except GutletterError as error:
            log.error("round_failed", duty=name, trouble=str(error))
