"""What the world reports about a delivery: posts of providers and returned mail → deliveries and readers.

A post is kept before it is answered and worked off afterwards, by whichever program comes first. Nothing here depends
on order, and nothing is harmed by doing it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from gutletter.errors import PostRefused
from gutletter.model import Absorbed, Event, Post, SoftBounces
from gutletter.ports import Feedback, Mailbox, Store, Webhook

AT_ONCE = 1000  # events in one transaction of a mailbox


@dataclass(slots=True)
class Work:
    """What was worked off."""

    posts: int = 0  # or mails
    events: int = 0  # of those, what we could use
    new: int = 0  # and nobody had told before
    settled: dict[int, int] = field(default_factory=dict)  # copies that no longer wait, by issue
    ended: int = 0  # readers who are not written to any more
    unreadable: int = 0  # posts that stay where they are

    def add(self, told: int, absorbed: Absorbed) -> None:
        """Count what some events changed."""
        self.events += told
        self.new += absorbed.new
        self.ended += absorbed.ended
        for issue_id, count in absorbed.settled.items():
            self.settled[issue_id] = self.settled.get(issue_id, 0) + count


def never() -> bool:
    """Nobody asks to stop."""
    return False


def receive(store: Feedback, webhook: Webhook, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Keep a post that proves to be the provider's. Headers are in lower case. PostRefused, StoreError."""
    store.keep_post(webhook.name, webhook.accept(headers, body, now), now)


def work_off(
    store: Store,
    webhooks: Mapping[str, Webhook],
    clock: Callable[[], datetime],
    patience: SoftBounces,
    *,
    stopping: Callable[[], bool] = never,
) -> Work:
    """Work off every post that waits. One whose webhook is not known any more, or that cannot be read, stays."""
    work, last = Work(), 0
    while not stopping() and (page := store.posts(after=last)):
        for post in page:
            last = post.id
            events = _read(webhooks, post)
            if events is None:
                work.unreadable += 1
                continue
            work.posts += 1
            work.add(len(events), store.absorb(events, clock(), patience, post=post.id))
    _close(store, work, clock())
    return work


def read_mailbox(
    store: Store,
    mailbox: Mailbox,
    returned: Callable[[bytes, datetime], Event | None],
    clock: Callable[[], datetime],
    patience: SoftBounces,
    *,
    stopping: Callable[[], bool] = never,
) -> Work:
    """Read the mail that came back; what is not about a letter of ours stays as it is. MailboxError, StoreError.

    A mail is marked as dealt with after what it tells is committed.
    """
    work = Work()
    for name, mail in mailbox.mails():
        if stopping():
            break
        event = returned(mail, clock())
        if event is not None:
            work.posts += 1
            work.add(1, store.absorb([event], clock(), patience))
            mailbox.done(name)
    _close(store, work, clock())
    return work


def prune(store: Store, now: datetime, keep: timedelta) -> int:
    """Forget what readers did in detail of issues older than ``keep``; how many events."""
    return store.prune_events(now - keep)


def _read(webhooks: Mapping[str, Webhook], post: Post) -> Sequence[Event] | None:
    webhook = webhooks.get(post.provider)
    try:
        return webhook.events(post.body, post.received_at) if webhook else None
    except PostRefused:
        return None


def _close(store: Store, work: Work, now: datetime) -> None:
    """An issue whose last doubts are settled is sent."""
    for issue_id in work.settled:
        store.close_issue(issue_id, now)
