"""One rehearsal, from the frozen letter to the two accounts of who got it.

The ledger is a new one in a folder that is thrown away; the publication's own is only read, for the letter.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from pydantic import SecretStr

from gutletter import bootstrap, links
from gutletter.errors import ProviderError, ProviderRefused
from gutletter.feedback import Work, receive, work_off
from gutletter.journal import FileJournal
from gutletter.model import EVERYONE, DeliveryState, Edition, Issue, IssueState, Receipt, SubscriberState
from gutletter.pacing import FREELY, MIDNIGHT
from gutletter.pipeline import Newsroom, send_issue
from gutletter.ports import Provider, Store
from gutletter.rehearsal.accounts import Accounts
from gutletter.rehearsal.faults import DOUBTFUL, MIXES, Fault
from gutletter.rehearsal.inspection import Expected
from gutletter.rehearsal.readers import domains_like, invented
from gutletter.rehearsal.received import Report
from gutletter.rehearsal.sendgrid import KEY
from gutletter.rehearsal.simulator import Simulator, simulator
from gutletter.sending import never, unheard
from gutletter.settings import ProviderName, Settings, Tls
from gutletter.store import open_store

LOOKED_AT = 5_000  # real readers whose domains are counted
_IN_VAIN = 50  # interruptions in a row by which nothing was sent, until it is given up


@dataclass(frozen=True, slots=True)
class Plan:
    """What is rehearsed; ``faults`` names one of ``MIXES``."""

    provider: ProviderName
    readers: int
    faults: str
    seed: int


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it. ``seconds`` went by; ``waited`` is what the deferred would have waited besides."""

    plan: Plan
    accounts: Accounts
    seconds: float
    handed_over: int  # answers the provider gave, every attempt counted
    waited: timedelta
    interruptions: Counter[str]  # what stopped a call and was gone on from, by its words
    domains: Counter[str]  # how many of the readers that were looked at have theirs there
    told: Work | None = None  # what the provider's events told afterwards; None: it has none
    ended_by: ProviderError | None = None  # what could not be gone on from
    stopped: bool = False  # whoever watched had enough

    @property
    def rate(self) -> float:
        """Letters a second, every attempt counted."""
        return self.handed_over / self.seconds if self.seconds else 0.0

    @property
    def sound(self) -> bool:
        """Nothing wrong with any letter, nothing that the ledger does not know, and it came to its end."""
        return not (self.accounts.disagreements or self.accounts.report.findings or self.ended_by or self.stopped)


@dataclass(slots=True)
class _Clock:
    """The real time and what was not waited for."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return bootstrap.utc_now() + self.ahead

    def skip_to(self, at: datetime) -> None:
        self.ahead += max(timedelta(), at - self())


def rehearse(
    settings: Settings,
    newsroom: Newsroom,
    edition: Edition,
    plan: Plan,
    *,
    begun: Callable[[int], None] = unheard,
    watch: Callable[[Receipt], None] = unheard,
    stopping: Callable[[], bool] = never,
) -> Rehearsed:
    """Send a letter to invented readers through the real provider's code, to a simulated provider.

    All of them get it, whatever part of the real ones it is for. ``begun`` is told how many there are before the first
    letter leaves. Raises SettingsError, StoreError.
    """
    secret = newsroom.secret
    with tempfile.TemporaryDirectory(prefix="gutletter-rehearsal-") as folder, simulator() as far_side:
        far_side.begin(
            str(plan.provider),
            Expected(secret, edition.rendered.letterhead.site),
            seed=plan.seed,
            rates=MIXES[plan.faults],
        )
        clock = _Clock()
        with (
            closing(open_store("sqlite:///rehearsal.db", Path(folder))) as store,
            closing(FileJournal(Path(folder) / "journal", newsroom.worker)) as journal,
            bootstrap.open_provider(_aimed(settings, plan, far_side)) as provider,
        ):
            stage = replace(newsroom, store=store, journal=journal, clock=clock, pace=FREELY)
            domains = _domains(newsroom.store)
            store.add(invented(plan.readers, plan.seed, domains), clock())
            issue = store.open_issue(replace(edition, segment=EVERYONE), clock())
            begun(issue.audience)
            return _performed(settings, stage, provider, issue, plan, domains, far_side, clock, watch, stopping)


def _performed(
    settings: Settings,
    stage: Newsroom,
    provider: Provider,
    issue: Issue,
    plan: Plan,
    domains: Counter[str],
    far_side: Simulator,
    clock: _Clock,
    watch: Callable[[Receipt], None],
    stopping: Callable[[], bool],
) -> Rehearsed:
    answers = in_vain = 0
    interruptions: Counter[str] = Counter()
    ended_by: ProviderError | None = None

    def heard(receipt: Receipt) -> None:
        nonlocal answers, in_vain
        answers, in_vain = answers + 1, 0
        watch(receipt)

    start = time.monotonic()
    while not stopping():
        try:
            issue = send_issue(stage, provider, issue, stopping=stopping, watch=heard)
        except ProviderRefused as error:
            ended_by = error
            break
        except ProviderError as error:
            interruptions[error.message] += 1
            in_vain += 1
            if in_vain == _IN_VAIN:
                ended_by = error
                break
        else:
            at = stage.store.next_attempt(issue.id)
            if issue.state is not IssueState.SENDING or at is None:
                break
            clock.skip_to(at)
    seconds = time.monotonic() - start
    provider.close()
    report, told = far_side.report(), None
    if plan.provider is ProviderName.SENDGRID:
        told = _told_afterwards(settings, stage, far_side)
    together = 1 if plan.provider is ProviderName.SMTP else settings.sendgrid.batch_size
    accounts = _accounts(stage, issue, together, report, told)
    return Rehearsed(plan, accounts, seconds, answers, clock.ahead, interruptions, domains, told, ended_by, stopping())


def _told_afterwards(settings: Settings, stage: Newsroom, far_side: Simulator) -> Work:
    """Let the provider post what became of the letters it took, late, repeated and out of order, to our webhook."""
    key, posts = far_side.posts()
    sendgrid = settings.sendgrid.model_copy(update={"webhook_key": key})
    webhooks = bootstrap.open_webhooks(settings.model_copy(update={"sendgrid": sendgrid}))
    webhook = webhooks[ProviderName.SENDGRID]
    for post in posts:
        headers = {name.lower(): value for name, value in post.headers.items()}
        receive(stage.store, webhook, headers, post.body, bootstrap.utc_now())  # which is when it was signed
    return work_off(stage.store, webhooks, stage.clock, bootstrap.soft_bounces(settings))


def _accounts(stage: Newsroom, issue: Issue, together: int, report: Report, told: Work | None) -> Accounts:
    """``together``: how many letters one lost answer leaves in doubt at most."""
    notes = stage.store.deliveries(issue.id, DeliveryState)
    states = {
        links.token(stage.secret, links.Purpose.DELIVERY, issue.id, note.subscriber_id): note.state for note in notes
    }
    doubtful = sum(count for fault, count in report.befell.items() if Fault(fault) in DOUBTFUL)
    settled = sum(told.settled.values()) if told else None
    return Accounts(states, issue.audience, report, doubtful * together, settled)


def at_these_limits(settings: Settings, readers: int, rate: float, domains: Counter[str], now: datetime) -> timedelta:
    """How long so many letters take at ``rate`` a second or at the publication's limits, whichever is slower.

    Where mail leaves at certain hours only, the rest of the day is waited for; days of the week, and readers' own
    mornings, are not reckoned with. While the domain warms up, the last to get theirs are of those readers whose
    domain most of ``domains`` share.
    """
    pace = bootstrap.pace(settings)
    longest = timedelta(seconds=readers / rate)
    for limit in pace.limits:
        longest = max(longest, (readers - 1) // limit.most * limit.window)
    opens, closes = settings.delivery.hours
    open_for = timedelta(minutes=(closes - opens) % MIDNIGHT or MIDNIGHT)
    longest += longest // open_for * (timedelta(days=1) - open_for)
    if (warm_up := pace.warm_up) is not None:
        ((_, most),) = domains.most_common(1)
        there = math.ceil(readers * most / domains.total())
        longest = max(longest, warm_up.begin_of(warm_up.last_day(there, warm_up.today(now))) - now)
    return longest


def _domains(store: Store) -> Counter[str]:
    readers = islice(store.subscribers([SubscriberState.CONFIRMED]), LOOKED_AT)
    return domains_like(reader.email for reader in readers)


def _aimed(settings: Settings, plan: Plan, far_side: Simulator) -> Settings:
    """The publication's settings, but for where the mail goes."""
    nobody = {"username": "", "password": SecretStr(""), "tls": Tls.NONE}
    smtp = settings.smtp.model_copy(update={"host": "127.0.0.1", "port": far_side.port, **nobody})
    sendgrid = settings.sendgrid.model_copy(
        update={"host": f"http://127.0.0.1:{far_side.port}", "api_key": SecretStr(KEY), "sandbox": False}
    )
    delivery = settings.delivery.model_copy(update={"provider": plan.provider, "fallback": ()})
    return settings.model_copy(update={"smtp": smtp, "sendgrid": sendgrid, "delivery": delivery})
