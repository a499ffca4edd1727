"""The product, top to bottom: the next article becomes one issue, and every confirmed reader gets one copy.

Nothing here reads a file, a clock or a socket itself; what it needs from the world stands in the Newsroom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from gutletter import links
from gutletter.article import parse_article
from gutletter.digest import numbered_references, traced
from gutletter.drafts import next_draft, queue_places, sent_already
from gutletter.errors import DraftError, ProviderError, ReadersError
from gutletter.formats.whole import page_html, whole_html
from gutletter.model import (
    Allowance,
    Delivery,
    Draft,
    DraftStatus,
    Edition,
    Finding,
    FullPiece,
    Issue,
    Letterhead,
    Occurrence,
    Outcome,
    Piece,
    Place,
    Proposal,
    Published,
    Receipt,
    Recipient,
    Related,
    RenderedIssue,
    Severity,
    SubscriberState,
)
from gutletter.ports import Check, Condenser, Journal, Provider, Queue, Store
from gutletter.related import related_to, unresolved
from gutletter.render import render
from gutletter.theme import Theme

ANY_DAY = datetime(2001, 1, 1, 12, tzinfo=UTC)  # a letter is approved as if sent on it: it may go on any
REMEMBERED = timedelta(days=30)  # how long a letter is compared with those that follow
RECORDED_TOGETHER = 50  # receipts per commit: a crash in mid-batch leaves fewer than these unwritten


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a hand-over may stay unanswered, and how a deferred delivery is tried again."""

    lease: timedelta = timedelta(minutes=10)
    retry_after: timedelta = timedelta(minutes=5)
    longest_wait: timedelta = timedelta(hours=4)
    give_up_after: int = 8  # attempts

    def retry_at(self, attempts: int, now: datetime) -> datetime | None:
        """When to try again after so many attempts: each wait is twice the last. None: give up."""
        if attempts >= self.give_up_after:
            return None
        doubled = min(self.retry_after, self.longest_wait) * (1 << min(attempts - 1, 20))  # more may overflow
        return now + min(doubled, self.longest_wait)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """Everything the story needs from the world, already opened. Times come from ``clock`` alone."""

    queue: Queue
    condense: Condenser
    checks: tuple[Check, ...]
    theme: Theme
    letterhead: Letterhead
    store: Store
    clock: Callable[[], datetime]
    worker: str  # names this process in the ledger
    journal: Journal
    secret: str  # what readers' links are signed with
    patience: Patience = Patience()
    related_count: int = 3
    unknown_related: str = "show"
    wants_approval: bool = False  # whether somebody must approve a letter before it goes


def never() -> bool:
    """Nobody asks to stop."""
    return False


def unheard(said: object) -> None:
    """Nobody listens."""


# ── from a draft to a letter ──────────────────────────────────────────────────────────────────────────────────────


def read_queue(newsroom: Newsroom) -> tuple[tuple[Place, ...], Sequence[Finding]]:
    """The queue in sending order, and what could not be read."""
    drafts, findings = newsroom.queue.read()
    store = newsroom.store
    return queue_places(drafts, store.marks(), store.published(), newsroom.clock()), findings


def propose(
    newsroom: Newsroom,
    draft: Draft,
    drafts: Sequence[Draft] = (),
    *,
    at: datetime | None = None,
    again: bool = False,
    for_approval: bool = False,
) -> Proposal:
    """The letter a draft would become; nothing is written. Other drafts may be named as related pieces.

    It is judged as of ``at``; None: as soon as it may go, which is now or its not_before. ``again``: it may have gone
    out before. With ``for_approval``, or where approval is wanted, it has the hash that is approved; and for as long as
    an approval holds, the related pieces are those that were approved.

    Raises DraftError when the article cannot be condensed or a point says what it does not say; ThemeError.
    """
    now = newsroom.clock()
    at = at or max(now, draft.not_before or now)
    article = parse_article(_standing_somewhere(draft, newsroom.letterhead))
    digest = traced(newsroom.condense(article), article)
    known = known_pieces(newsroom.store, drafts)
    related = related_to(
        article,
        draft.related,
        known,
        count=newsroom.related_count,
        unknown=newsroom.unknown_related,
    )
    body_html = whole_html(draft.body, draft.format, article.title) if digest.whole else ""
    store = newsroom.store

    def written(related: Sequence[Related], at: datetime) -> RenderedIssue:
        return render(
            article,
            digest,
            related,
            newsroom.letterhead,
            numbered_references(digest, article),
            newsroom.theme,
            at=at,
            body_html=body_html,
        )

    approval, wanted = store.approval(draft.slug), ""
    if newsroom.wants_approval or for_approval:
        wanted = written(related, ANY_DAY).hash
        if approval and approval.hash != wanted and written(approval.related, ANY_DAY).hash == approval.hash:
            related, wanted = approval.related, approval.hash
    rendered = written(related, at)
    mark = store.marks().get(draft.slug)
    return Proposal(
        article,
        digest,
        related,
        rendered,
        unresolved(article, draft.related, known),
        at=at,
        sent="" if again or (mark and mark.again) else sent_already(draft, store.published()),
        earlier=tuple(store.earlier(at - REMEMBERED)),
        queue=tuple(other for other in drafts if other != draft),
        hash=wanted,
        approval=approval,
    )


def _standing_somewhere(draft: Draft, letterhead: Letterhead) -> Draft:
    """A draft without an address of its own has one on our pages as soon as it goes out."""
    return draft if draft.url else replace(draft, url=links.article_url(letterhead.site, draft.slug))


def known_pieces(store: Store, drafts: Sequence[Draft]) -> tuple[Piece, ...]:
    """What a related title may mean: everything that has gone out, then drafts that already stand somewhere.

    A draft is linked only when it has an address of its own; it is never offered unasked, since it has no text here.
    What was withdrawn is not among them, also when it went out before.
    """
    withdrawn = {draft.slug for draft in drafts if draft.status is DraftStatus.WITHDRAWN}
    gone_out = tuple(piece for piece in store.archive() if piece.slug not in withdrawn)
    slugs = {piece.slug for piece in gone_out}
    standing = (
        Piece(slug=draft.slug, title=draft.title, url=draft.url, tags=draft.tags)
        for draft in drafts
        if draft.slug not in slugs and draft.status is not DraftStatus.WITHDRAWN
    )
    return (*gone_out, *standing)


def examine(newsroom: Newsroom, proposal: Proposal) -> tuple[Finding, ...]:
    """What the checks say of a proposal; an issue with an error among them does not go."""
    return tuple(finding for check in newsroom.checks for finding in check(proposal))


def errors_among(findings: Iterable[Finding], allowed: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The findings that stop a letter: errors of checks that nobody let pass by name."""
    return tuple(one for one in findings if one.severity is Severity.ERROR and one.check not in allowed)


def allowances(findings: Iterable[Finding], allowed: Sequence[str], because: str) -> tuple[Allowance, ...]:
    """What is let pass by these checks' names, for the record; a name under which no error stands leaves no trace."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.severity is Severity.ERROR and finding.check in allowed:
            found.setdefault(finding.check, []).append(finding.message)
    return tuple(Allowance(check, because, "\n".join(messages)) for check, messages in found.items())


def edition(proposal: Proposal, allowed: tuple[Allowance, ...] = ()) -> Edition:
    """What is frozen when the proposal becomes an issue."""
    article, draft = proposal.article, proposal.article.draft
    headings = [section.heading for section in article.sections if section.heading]
    return Edition(
        slug=draft.slug,
        title=article.title,
        url=draft.url,
        fingerprint=draft.fingerprint,
        tags=draft.tags,
        text="\n".join([*headings, *(sentence.text for sentence in article.sentences)]),
        digest=proposal.digest,
        rendered=proposal.rendered,
        allowed=allowed,
        approved=proposal.approval if proposal.approval and proposal.approval.hash == proposal.hash else None,
        full=FullPiece(page_html(draft.body, draft.format, article.title), draft.author, draft.language),
    )


# ── publishing ────────────────────────────────────────────────────────────────────────────────────────────────────


def publish_next_issue(
    newsroom: Newsroom,
    provider: Provider,
    occurrence: Occurrence | None = None,
    *,
    stopping: Callable[[], bool] = never,
    tell: Callable[[Finding], None] = unheard,
    watch: Callable[[Receipt], None] = unheard,
) -> Issue | None:
    """Send the next article in the queue to every confirmed reader.

    Safe to run at any moment, as often as one likes, on any number of machines: an occurrence has one issue, an article
    one issue, and a reader one copy. An article that cannot become an issue is told and left in the queue; the one
    after it goes instead.

    Returns:
        The issue as it now stands, or None if there was nothing to send: a quiet day, not an error.

    Raises:
        ProviderError: Sending stopped; run again to continue.
        StoreError: The ledger could not be written; nothing was handed over that it does not know of.
    """
    opened = open_next_issue(newsroom, occurrence, tell=tell)
    if opened is None:
        return None
    return send_issue(newsroom, provider, opened, stopping=stopping, watch=watch)


def open_next_issue(
    newsroom: Newsroom, occurrence: Occurrence | None = None, *, tell: Callable[[Finding], None] = unheard
) -> Issue | None:
    """Freeze the next article that can become an issue, with its audience; None when there is none."""
    places, findings = read_queue(newsroom)
    for finding in findings:
        tell(finding)
    drafts = [place.draft for place in places]
    while (draft := next_draft(places)) is not None:
        trouble, opened = _try_to_open(newsroom, draft, drafts, occurrence)
        if opened is not None:
            return opened
        for finding in trouble:
            tell(finding)
        drafts_left = [place.draft for place in places if place.draft != draft]
        places = queue_places(drafts_left, newsroom.store.marks(), newsroom.store.published(), newsroom.clock())
    return None


def _try_to_open(
    newsroom: Newsroom, draft: Draft, drafts: Sequence[Draft], occurrence: Occurrence | None
) -> tuple[Sequence[Finding], Issue | None]:
    try:
        proposal = propose(newsroom, draft, drafts, at=newsroom.clock())
    except DraftError as error:
        return [Finding(Severity.ERROR, "article", error.place, error.line, error.message, error.remedy)], None
    if errors := errors_among(examine(newsroom, proposal)):
        return errors, None
    if _waits_for_itself(newsroom.store, draft):
        remedy = f"gutletter status {draft.slug} says what it waits for."
        message = "Its earlier issue is still being sent, so it cannot go again yet."
        return [Finding(Severity.WARNING, "again", draft.place, 0, message, remedy)], None
    return [], open_issue(newsroom, proposal, occurrence=occurrence)


def _waits_for_itself(store: Store, draft: Draft) -> bool:
    """Whether an article is to go again while it is still going out; opening it would only find the earlier issue."""
    going = [Published(one.slug, one.url, one.fingerprint, one.opened_at) for one in store.unfinished()]
    mark = store.marks().get(draft.slug)  # read after the issues: one that has just used it up is none of them
    return mark is not None and mark.again and bool(sent_already(draft, going))


def open_issue(
    newsroom: Newsroom,
    proposal: Proposal,
    *,
    occurrence: Occurrence | None = None,
    again: bool = False,
    allowed: tuple[Allowance, ...] = (),
) -> Issue:
    """Freeze a proposal with its audience. ReadersError when nobody would get it: no article is spent on that."""
    _refuse_nobody(newsroom)
    now = newsroom.clock()
    return newsroom.store.open_issue(edition(proposal, allowed), now, occurrence=occurrence, again=again)


def _refuse_nobody(newsroom: Newsroom) -> None:
    if not newsroom.store.count([SubscriberState.CONFIRMED]):
        raise ReadersError(
            "There is no confirmed reader to send to.",
            remedy="Add some: gutletter subscribers import FILE.csv, or subscribers add ADDRESS.",
        )


def resumable(newsroom: Newsroom) -> Issue | None:
    """The oldest issue with copies that may go now, which an interrupted run left or whose time came; or in flight.

    In flight: another process is sending them, or died. Until that is known, the next article is not begun.
    """
    store, now = newsroom.store, newsroom.clock()
    for issue in store.unfinished():
        at, tally = store.next_attempt(issue.id), store.tally(issue.id)
        if tally.planned or tally.handed_over or (at is not None and at <= now):
            return issue
    return None


def continue_issues(
    newsroom: Newsroom,
    provider: Provider,
    *,
    stopping: Callable[[], bool] = never,
    watch: Callable[[Receipt], None] = unheard,
) -> Sequence[Issue]:
    """Go on with every issue that is being sent, as far as it can now; return them as they now stand."""
    return [
        send_issue(newsroom, provider, issue, stopping=stopping, watch=watch)
        for issue in newsroom.store.unfinished()
        if not stopping()
    ]


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def send_issue(
    newsroom: Newsroom,
    provider: Provider,
    issue: Issue,
    *,
    stopping: Callable[[], bool] = never,
    watch: Callable[[Receipt], None] = unheard,
) -> Issue:
    """Hand over every copy of an opened issue that may go now; return the issue as it then stands.

    Stops between batches when ``stopping`` says so; whoever calls this next continues.
    """
    store, clock = newsroom.store, newsroom.clock
    settle_leftovers(newsroom)
    try:
        while not stopping() and (batch := _next_batch(newsroom, provider, issue)):
            _send_batch(newsroom, provider, issue, batch, watch)
    except ProviderError:
        raise
    except BaseException:
        # Whatever ended us between the hand-over and its receipts, nobody can say whether those copies left.
        store.presume_uncertain(clock(), worker=newsroom.worker)
        raise
    return store.close_issue(issue.id, clock())


def settle_leftovers(newsroom: Newsroom) -> None:
    """Settle what processes that died have left: by their journals, and by the lease where no journal tells."""
    store, now = newsroom.store, newsroom.clock()
    for leftover in newsroom.journal.left_behind():
        for issue_id, answers in leftover.answers.items():
            again = newsroom.patience.retry_at(1, now)
            retries = {reader: again for reader, said in answers.items() if said.outcome is Outcome.DEFERRED and again}
            store.record(issue_id, answers, now, retry_at=retries, worker=leftover.worker)
        if leftover.complete:
            store.recover(leftover.worker, leftover.begun, now)
    store.presume_uncertain(now)


def _next_batch(newsroom: Newsroom, provider: Provider, issue: Issue) -> Sequence[Recipient]:
    newsroom.journal.begin(issue.id, ())  # before anything is held: no journal would mean that nobody can tell
    lease = newsroom.patience.lease
    return newsroom.store.hand_over(issue.id, newsroom.worker, newsroom.clock(), lease, provider.batch_size)


def _send_batch(
    newsroom: Newsroom,
    provider: Provider,
    issue: Issue,
    batch: Sequence[Recipient],
    watch: Callable[[Receipt], None],
) -> None:
    waiting = {
        delivery.id: (recipient, delivery)
        for recipient in batch
        for delivery in (_address(newsroom, issue, recipient),)
    }
    answered: dict[int, tuple[Recipient, Receipt]] = {}
    begun: set[str] = set()

    def begin(deliveries: Sequence[Delivery]) -> None:
        newsroom.journal.begin(issue.id, [waiting[one.id][0].subscriber_id for one in deliveries if one.id in waiting])
        begun.update(one.id for one in deliveries)

    try:
        with closing(provider.send(issue.rendered, [delivery for _, delivery in waiting.values()], begin)) as receipts:
            for receipt in receipts:
                if receipt.delivery_id not in waiting:
                    continue  # it is about nobody we asked about, or answered before
                recipient, _ = waiting.pop(receipt.delivery_id)
                newsroom.journal.answer(issue.id, recipient.subscriber_id, receipt)
                answered[recipient.subscriber_id] = recipient, receipt
                watch(receipt)
                if len(answered) >= RECORDED_TOGETHER:
                    _record(newsroom, issue, answered)
    except BaseException as error:
        _record(newsroom, issue, answered)  # also when somebody pulls the plug: what was said is known
        surely = isinstance(error, ProviderError)
        not_taken = [one.subscriber_id for one, delivery in waiting.values() if surely or delivery.id not in begun]
        newsroom.store.take_back(issue.id, not_taken, newsroom.clock(), worker=newsroom.worker)
        if surely:
            newsroom.journal.forget()
        raise
    for delivery_id, (recipient, _) in waiting.items():
        silence = Receipt(delivery_id, Outcome.UNCERTAIN, "the provider gave no answer")
        answered[recipient.subscriber_id] = recipient, silence
    _record(newsroom, issue, answered)
    newsroom.journal.forget()


def _record(newsroom: Newsroom, issue: Issue, answered: dict[int, tuple[Recipient, Receipt]]) -> None:
    now = newsroom.clock()
    retries = {
        subscriber_id: at
        for subscriber_id, (recipient, receipt) in answered.items()
        if receipt.outcome is Outcome.DEFERRED
        and (at := newsroom.patience.retry_at(recipient.attempts, now)) is not None
    }
    receipts = {subscriber_id: receipt for subscriber_id, (_, receipt) in answered.items()}
    newsroom.store.record(issue.id, receipts, now, retry_at=retries, worker=newsroom.worker)
    answered.clear()


def _address(newsroom: Newsroom, issue: Issue, recipient: Recipient) -> Delivery:
    letterhead = issue.rendered.letterhead
    return addressed(letterhead, newsroom.secret, issue.id, recipient.subscriber_id, recipient.email, recipient.name)


def addressed(
    letterhead: Letterhead, secret: str, issue_id: int, subscriber_id: int, email: str, name: str
) -> Delivery:
    """One copy with its reader's links: the same every time it is made, whoever makes it."""
    delivery_id = links.token(secret, links.Purpose.DELIVERY, issue_id, subscriber_id)
    domain = parseaddr(letterhead.sender)[1].rpartition("@")[2]
    return Delivery(
        id=delivery_id,
        email=email,
        name=name,
        unsubscribe_url=links.unsubscribe_url(letterhead.site, secret, issue_id, subscriber_id),
        message_id=f"<{delivery_id}@{domain}>",
        preferences_url=links.preferences_url(letterhead.site, secret, issue_id, subscriber_id),
        view_url=links.view_url(letterhead.site, secret, issue_id, subscriber_id),
    )


def send_test(newsroom: Newsroom, provider: Provider, rendered: RenderedIssue, email: str) -> Receipt:
    """Send one marked copy outside the ledger; its unsubscribe link belongs to nobody."""
    delivery = addressed(rendered.letterhead, newsroom.secret, 0, 0, email, "")
    (receipt,) = provider.send(rendered, [delivery])
    return receipt
