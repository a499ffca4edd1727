"""Who joins and who leaves, what readers want, and the mails about that.

Every change is written down with when, where and in which words it was made. Leaving always works, and can be undone;
joining takes a yes from the mailbox itself, and what a page answers never tells whether an address is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum

from gutletter import links
from gutletter.addresses import canonical, clean_name
from gutletter.errors import ProviderError
from gutletter.model import (
    SENT,
    Consent,
    Delivery,
    Letterhead,
    NewSubscriber,
    Notice,
    NoticeKind,
    Outcome,
    Receipt,
    RenderedIssue,
    Subscriber,
    SubscriberState,
)
from gutletter.ports import Provider, Store
from gutletter.render import render_mail
from gutletter.theme import Theme

SIGN_UP = "sign-up page"
"""How readers came who asked on our page; only these are forgotten when they never confirm."""

MAILS_A_DAY = 3  # to one address, of those that anybody may ask for who knows it, or has a letter
SETTINGS_FOR = timedelta(days=1)  # how long the link to a reader's settings works
GIVE_UP_AFTER = 6  # attempts to send a notice
RETRY_AFTER = timedelta(minutes=5)  # times the number of attempts
NO_LIMIT = 1_000_000_000
LEASE = timedelta(minutes=5)  # within which a claimed notice is sent

_S = SubscriberState
_MAY_LEAVE = (_S.CONFIRMED, _S.PENDING)
_MAY_JOIN = (_S.PENDING, _S.UNSUBSCRIBED)
_NEVER = (_S.BOUNCED, _S.COMPLAINED)
_ANYBODY_MAY_ASK_FOR = (NoticeKind.JOIN, NoticeKind.SETTINGS)


# ── leaving, and coming back ──────────────────────────────────────────────────────────────────────────────────────


def leave(store: Store, subscriber_id: int, consent: Consent) -> Subscriber | None:
    """Write to this reader no more; twice is harmless. The reader as they now stand, None for one who was removed.

    Whoever bounced or complained gets nothing either, and stays so: leaving must not open a way back for them.
    """
    leave_together(store, {subscriber_id: consent})
    return store.subscriber_by_id(subscriber_id)


def leave_together(store: Store, words: Mapping[int, Consent]) -> None:
    """``leave`` for many, by their numbers."""
    said = {subscriber_id: replace(consent, said="left") for subscriber_id, consent in words.items()}
    store.move_together(said, _MAY_LEAVE, _S.UNSUBSCRIBED)


def come_back(store: Store, subscriber_id: int, consent: Consent) -> Subscriber | None:
    """Undo ``leave``; for a reader who has not left nothing changes. The reader as they now stand, or None."""
    store.move(subscriber_id, (_S.UNSUBSCRIBED,), _S.CONFIRMED, replace(consent, said="came back"))
    return store.subscriber_by_id(subscriber_id)


def because(store: Store, subscriber_id: int, reason: str, consent: Consent) -> None:
    """Keep why a reader left; their words take the place of ours."""
    if store.subscriber_by_id(subscriber_id) is not None:
        store.say(subscriber_id, replace(consent, said="left because", wording=reason))


# ── what a reader wants ───────────────────────────────────────────────────────────────────────────────────────────


def pause(store: Store, reader: Subscriber, until: datetime | None, consent: Consent) -> Subscriber:
    """Send nothing before then; None: go on."""
    said = f"paused until {until:%Y-%m-%d}" if until else "resumed"
    return change(store, replace(reader, paused_until=until), replace(consent, said=said))


def take_every(store: Store, reader: Subscriber, cadence: int, consent: Consent) -> Subscriber:
    """Send every n-th issue, or with MONTHLY a roundup."""
    return change(store, replace(reader, cadence=cadence), replace(consent, said=f"cadence {cadence}"))


def change(store: Store, reader: Subscriber, consent: Consent) -> Subscriber:
    """Write down what this reader wants now; the reader as they now stand."""
    reader = replace(reader, name=clean_name(reader.name))
    store.change(reader, replace(consent, said=consent.said or "changed"))
    return reader


def forget(store: Store, reader: Subscriber, now: datetime) -> None:
    """Delete all that is known of a reader; only a hash of the address stays, and that somebody got a copy."""
    store.forget_said(reader)
    store.forget(reader.email, now)


# ── joining ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Confirmed(StrEnum):
    """What became of a yes."""

    DONE = "done"
    ALREADY = "already"
    TOO_LATE = "too late"


def may_confirm(store: Store, notice_id: int, subscriber_id: int, now: datetime, within: timedelta) -> Confirmed:
    """What a yes would do: the link is good for one, and for as long as ``within``."""
    reader, notice = store.subscriber_by_id(subscriber_id), store.notice(notice_id)
    if reader is not None and reader.state is _S.CONFIRMED:
        return Confirmed.ALREADY
    late = notice is None or notice.subscriber_id != subscriber_id or notice.asked_at + within <= now
    return Confirmed.TOO_LATE if late or reader is None or reader.state in _NEVER else Confirmed.DONE


def confirm(store: Store, notice_id: int, subscriber_id: int, consent: Consent, within: timedelta) -> Confirmed:
    """Put somebody who asked on the list, once, and welcome them; twice is harmless."""
    at = consent.at
    if at is None:
        raise ValueError("a yes has a time")
    verdict = may_confirm(store, notice_id, subscriber_id, at, within)
    notice = store.notice(notice_id)
    if verdict is not Confirmed.DONE or notice is None:
        return verdict
    if not store.use(notice_id, at):
        return Confirmed.TOO_LATE
    if store.move(subscriber_id, _MAY_JOIN, _S.CONFIRMED, replace(consent, said="confirmed")):
        welcome = replace(notice, kind=NoticeKind.WELCOME, asked_at=at, id=0, attempts=0, network="", wording="")
        store.ask(welcome, at_most=NO_LIMIT, since=at)
    return Confirmed.DONE


def new_reader(address: str, name: str, *, source: str) -> NewSubscriber:
    """One reader added by hand, who has agreed to be written to."""
    return NewSubscriber(email=canonical(address), name=clean_name(name), source=source)


def forget_the_unconfirmed(store: Store, now: datetime, within: timedelta) -> int:
    """Forget sign-ups that nobody confirmed, and what was written about subscriptions so long ago; how many readers."""
    return store.forget_notices(now - max(within, SETTINGS_FOR), SIGN_UP)


# ── the mails about it ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Office:
    """What writing to readers about their subscription needs; the provider is not the one that carries the bulk."""

    store: Store
    provider: Provider
    theme: Theme
    letterhead: Letterhead
    secret: str
    clock: Callable[[], datetime]


def work_off(office: Office, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send every notice that waits, the oldest first; how many were dealt with.

    Raises ProviderError when sending stopped: what was in hand waits for another attempt.
    """
    done = 0
    while not stopping() and (notice := office.store.claim(office.clock(), LEASE)):
        _deal_with(office, notice)
        done += 1
    return done


def _deal_with(office: Office, notice: Notice) -> None:
    reader = _addressee(office.store, notice)
    notice = replace(notice, subscriber_id=reader.id if reader else notice.subscriber_id)
    kind, silence = _answer(office, notice, reader)
    if reader is None or silence:
        office.store.settle(notice, silence or "not written to")
        return
    mail = _mail(office, kind, notice, reader)
    try:
        (receipt,) = office.provider.send(mail, [_addressed(office, notice, reader)])
    except ProviderError:
        _try_again(office, notice, "the provider did not take it")
        raise
    _record(office, notice, receipt)


def _addressee(store: Store, notice: Notice) -> Subscriber | None:
    """Whom a notice is for; somebody new who asks to join is put down as pending.

    A notice becomes its reader's before its mail leaves, as the link in it asks for that.
    """
    if notice.kind is not NoticeKind.JOIN:
        return store.subscriber_by_id(notice.subscriber_id or 0)
    newcomer = NewSubscriber(
        notice.email, state=_S.PENDING, joined_at=notice.asked_at, source=SIGN_UP, language=notice.language
    )
    store.add([newcomer], notice.asked_at)
    reader = store.subscriber(notice.email)
    if reader is not None:
        store.address(notice.id, reader.id)
    return reader


def _answer(office: Office, notice: Notice, reader: Subscriber | None) -> tuple[str, str]:
    """Which kind of mail a notice becomes, or why none is sent."""
    if reader is None:
        return "", "nobody is there"
    if reader.state in _NEVER:
        return "", f"the address {reader.state}"
    if notice.kind not in _ANYBODY_MAY_ASK_FOR:
        return notice.kind.value, ""
    if office.store.sent_since(reader.email, _ANYBODY_MAY_ASK_FOR, notice.asked_at - timedelta(days=1)) >= MAILS_A_DAY:
        return "", "too many mails to this address in a day"
    if notice.kind is not NoticeKind.JOIN:
        return notice.kind.value, ""
    if notice.attempts <= 1:
        said = Consent(notice.asked_at, "asked", notice.source, notice.wording, notice.network)
        office.store.say(reader.id, said)
    return ("settings" if reader.state is _S.CONFIRMED else "confirmation"), ""


def _mail(office: Office, kind: str, notice: Notice, reader: Subscriber) -> RenderedIssue:
    site, secret = office.letterhead.site, office.secret
    values: Mapping[str, Mapping[str, object]] = {
        "confirmation": {"confirm_url": links.confirm_url(site, secret, notice.id, reader.id)},
        "settings": {"settings_url": links.settings_url(site, secret, notice.id, reader.id)},
        "goodbye": {"subscribe_url": f"{site}/join"},
    }
    language = notice.language or reader.language or office.letterhead.language
    return render_mail(kind, office.letterhead, office.theme, language=language, values=values.get(kind, {}))


def _addressed(office: Office, notice: Notice, reader: Subscriber) -> Delivery:
    """Without the reader's name: whoever types an address on a page does not choose what its owner reads."""
    site, secret = office.letterhead.site, office.secret
    name = links.token(secret, links.Purpose.NOTICE, notice.id, reader.id)
    domain = parseaddr(office.letterhead.sender)[1].rpartition("@")[2]
    return Delivery(
        id=name,
        email=reader.email,
        name="",
        unsubscribe_url=links.unsubscribe_url(site, secret, 0, reader.id),
        message_id=f"<{name}@{domain}>",
        preferences_url=links.preferences_url(site, secret, 0, reader.id),
        view_url=f"{site}/",
    )


def _record(office: Office, notice: Notice, receipt: Receipt) -> None:
    match receipt.outcome:
        case Outcome.ACCEPTED:
            office.store.settle(notice, SENT)
        case Outcome.DEFERRED:
            _try_again(office, notice, receipt.reason)
        case outcome:
            office.store.settle(notice, f"{outcome}: {receipt.reason}".rstrip(": "))


def _try_again(office: Office, notice: Notice, reason: str) -> None:
    if notice.attempts >= GIVE_UP_AFTER:
        office.store.settle(notice, f"given up: {reason}")
    else:
        office.store.postpone(notice, office.clock() + RETRY_AFTER * notice.attempts)
