"""The product, top to bottom: the next article becomes one issue, and every confirmed reader gets one copy.

Nothing here reads a file, a clock or a socket itself; what it needs from the world stands in the Newsroom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from gutletter import links, sending
from gutletter.article import parse_article
from gutletter.clicks import counted
from gutletter.digest import numbered_references, traced
from gutletter.drafts import next_draft, queue_places, sent_already
from gutletter.errors import DraftError, ProviderRefused, ReadersError, StoreError
from gutletter.formats.whole import page_html, whole_html
from gutletter.model import (
    Allowance,
    Draft,
    DraftStatus,
    Edition,
    Finding,
    FullPiece,
    Issue,
    Letterhead,
    Occurrence,
    Piece,
    Place,
    Proposal,
    Published,
    Receipt,
    Related,
    RenderedIssue,
    Segment,
    Severity,
    SubscriberState,
)
from gutletter.pacing import FREELY, Pace
from gutletter.ports import Check, Condenser, Journal, Provider, Queue, Store
from gutletter.related import related_to, unresolved
from gutletter.render import render
from gutletter.segments import parse_segment
from gutletter.sending import PATIENT, Mailroom, Patience, addressed, never, unheard
from gutletter.theme import Theme

ANY_DAY = datetime(2001, 1, 1, 12, tzinfo=UTC)  # a letter is approved as if sent on it: it may go on any
REMEMBERED = timedelta(days=30)  # how long a letter is compared with those that follow


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
    previous_secret: str = ""
    patience: Patience = PATIENT
    pace: Pace = FREELY
    wait: Callable[[timedelta], object] | None = None  # lets a short time pass; None: nothing is waited for
    related_count: int = 3
    unknown_related: str = "show"
    counts_clicks: bool = False  # whether links lead through us; the letter says so
    wants_approval: bool = False  # whether somebody must approve a letter before it goes


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
        withdrawn=[Piece(one.slug, one.title, one.url) for one in drafts if one.status is DraftStatus.WITHDRAWN],
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
            counts_clicks=newsroom.counts_clicks,
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
        segment=segment_of(draft),
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
    _refuse_nobody(newsroom, proposal.article.draft)
    now, morning = newsroom.clock(), newsroom.pace.morning
    ours = frozen(newsroom, proposal, now, allowed)
    return newsroom.store.open_issue(ours, now, occurrence=occurrence, again=again, morning=morning)


def frozen(newsroom: Newsroom, proposal: Proposal, at: datetime, allowed: tuple[Allowance, ...] = ()) -> Edition:
    """What a proposal is frozen as at this time, with the secret that seals its links."""
    ours = replace(edition(proposal, allowed), sealed_with=links.which_secret(newsroom.secret))
    if newsroom.counts_clicks:
        return counted(ours, at, partial(links.click_url, newsroom.letterhead.site, newsroom.secret))
    return ours


def audience_of(newsroom: Newsroom, draft: Draft) -> int:
    """How many readers would get this article now. SegmentError when the editor's ``audience`` cannot be read."""
    return newsroom.store.audience(draft.tags, segment_of(draft), newsroom.clock())


def segment_of(draft: Draft) -> Segment:
    """The part of the readers that the editor means. SegmentError."""
    return parse_segment(draft.audience, language=draft.language)


def _refuse_nobody(newsroom: Newsroom, draft: Draft) -> None:
    if newsroom.store.audience(draft.tags, segment_of(draft), newsroom.clock(), at_most=1):
        return
    if newsroom.store.count([SubscriberState.CONFIRMED]):
        whom = draft.audience or ", ".join(draft.tags) or "everyone"
        raise ReadersError(
            f"{draft.place}: no reader is in its audience now ({whom}).",
            remedy="Look at its tags and audience, and at who pauses: gutletter subscribers list.",
        )
    raise ReadersError(
        "There is no confirmed reader to send to.",
        remedy="Add some: gutletter subscribers import FILE.csv, or subscribers add ADDRESS.",
    )


def resumable(newsroom: Newsroom) -> Issue | None:
    """The oldest issue with copies that may go now, which an interrupted run left or whose time came; or in flight.

    In flight: another process is sending them, or died. Until that is known, the next article is not begun. An issue
    whose last copy was settled by a process that died before it said so is closed in passing.
    """
    store, now = newsroom.store, newsroom.clock()
    for issue in store.unfinished():
        if issue.paused_at or issue.damage:
            continue
        at, tally = store.next_attempt(issue.id), store.tally(issue.id)
        if tally.planned or tally.handed_over or (at is not None and at <= now):
            return issue
        store.close_issue(issue.id, now)  # which it is only if nothing of it is open
    return None


def continue_issues(
    newsroom: Newsroom,
    provider: Provider,
    *,
    stopping: Callable[[], bool] = never,
    watch: Callable[[Receipt], None] = unheard,
) -> Sequence[Issue]:
    """Go on with every issue that is being sent, as far as it can now; return them as they now stand.

    Raises ProviderRefused, which may be about one letter, and StoreError for an issue whose letter was changed in the
    database, when all others have had their turn. ProviderUnavailable at once.
    """
    unfinished = newsroom.store.unfinished()
    stand: list[Issue] = []
    refused: ProviderRefused | None = None
    for issue in unfinished:
        if issue.damage or stopping():
            continue
        try:
            stand.append(send_issue(newsroom, provider, issue, stopping=stopping, watch=watch))
        except ProviderRefused as error:
            refused = refused or error
    if refused is not None:
        raise refused
    for issue in unfinished:
        if issue.damage:
            raise StoreError(issue.damage)
    return stand


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


def send_issue(
    newsroom: Newsroom,
    provider: Provider,
    issue: Issue,
    *,
    deferred_only: bool = False,
    stopping: Callable[[], bool] = never,
    watch: Callable[[Receipt], None] = unheard,
) -> Issue:
    """Hand over every copy of an opened issue that may go now; return the issue as it then stands.

    ``deferred_only``: none but those that were deferred, without waiting for their times. Stops between batches when
    ``stopping`` says so; whoever calls this next continues.
    """
    room = mailroom(newsroom)
    return sending.send(room, provider, issue, deferred_only=deferred_only, stopping=stopping, watch=watch)


def mailroom(newsroom: Newsroom) -> Mailroom:
    """What sending needs of the newsroom."""
    secrets = (newsroom.secret, newsroom.previous_secret)
    return Mailroom(
        ledger=newsroom.store,
        journal=newsroom.journal,
        clock=newsroom.clock,
        worker=newsroom.worker,
        secrets=tuple(secret for secret in secrets if secret),
        patience=newsroom.patience,
        pace=newsroom.pace,
        wait=newsroom.wait,
    )


def send_test(newsroom: Newsroom, provider: Provider, rendered: RenderedIssue, email: str) -> Receipt:
    """Send one marked copy outside the ledger; its unsubscribe link belongs to nobody."""
    delivery = addressed(rendered.letterhead, newsroom.secret, 0, 0, email, "")
    (receipt,) = provider.send(rendered, [delivery])
    return receipt
