"""The words of gutletter: the values that flow from an issue file to a receipt.

Every value is frozen. Times are aware UTC datetimes unless a name says ``local``; offsets count characters of
``Draft.body``; lines count from 1. Nothing here reads a file, a clock, a socket or a random number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple

# ── what editors write ────────────────────────────────────────────────────────────────────────────────────────────


class Format(StrEnum):
    """How an issue file is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"


class DraftStatus(StrEnum):
    """What the front matter's ``status`` may say."""

    READY = "ready"  # may go out when its turn comes; what a file without a status is
    DRAFT = "draft"  # still being written; never goes out
    WITHDRAWN = "withdrawn"  # taken back; never goes out, and is not offered as a related piece


@dataclass(frozen=True, slots=True)
class EditorsPoint:
    """A key point or bottom line in an editor's words.

    ``because`` is why it is printed although the article does not support it; ``line`` is where it stands in the file.
    """

    text: str
    because: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue file as the editors left it: front matter parsed, body untouched.

    ``body`` is the text after the front matter with line ends made ``\\n`` and a byte-order mark removed;
    ``body_line`` is the line of the file on which it begins.
    """

    slug: str  # the front matter's, or the file's name without its date and ending
    place: str  # the file's name, for messages
    title: str
    body: str
    format: Format
    fingerprint: str  # the identity of the content: survives renaming, reformatting and new front matter
    body_line: int = 1
    author: str = ""
    url: str = ""  # of the full piece; empty when it stands nowhere else
    date: date | None = None
    language: str = "en"
    tags: tuple[str, ...] = ()
    related: tuple[str, ...] = ()  # slugs, titles or URLs, as the editor wrote them
    not_before: datetime | None = None  # aware, in the publication's time zone
    expires: datetime | None = None  # aware; from then on it never goes out
    status: DraftStatus = DraftStatus.READY
    subject: str = ""  # these four are the editor's overrides; empty means: the condenser's
    preheader: str = ""
    audience: str = ""  # a segment, as segments.py reads it; empty: everyone
    key_points: tuple[EditorsPoint, ...] = ()
    bottom_line: EditorsPoint | None = None

    @property
    def points(self) -> tuple[EditorsPoint, ...]:
        """Every claim that is made in the editor's words: the key points, then the bottom line."""
        return (*self.key_points, *([self.bottom_line] if self.bottom_line else []))


# ── what is read in them ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article, as a reader sees it, and where it stands.

    ``text`` is free of markup and citation marks; ``body[start:end]`` is the same sentence with them.
    ``citations`` are the labels of the references it carries, in the order of the text.
    """

    text: str
    start: int
    end: int
    citations: tuple[str, ...] = ()


class BlockKind(StrEnum):
    """What a piece of an article is."""

    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    ASIDE = "aside"  # bylines, disclosures, subscribe lines, captions: not the article's own words; never condensed


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, quotation …; tables, code and asides have no sentences."""

    kind: BlockKind
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()


class SectionRole(StrEnum):
    """What a section is for."""

    LEAD = "lead"  # what stands before the first heading
    BODY = "body"
    TAKEAWAYS = "takeaways"  # the author's own key points
    BOTTOM_LINE = "bottom line"  # the author's own conclusion


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; the lead has an empty heading and level 0."""

    role: SectionRole
    heading: str
    level: int
    blocks: tuple[Block, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The section's sentences in reading order."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)


@dataclass(frozen=True, slots=True)
class Reference:
    """A footnote or source: ``label`` is what the text's citation marks call it."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture the article shows, by its address; its size in pixels where the article says it, otherwise 0."""

    url: str
    alt: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Article:
    """A draft whose body has been read: sections, sentences, references, and the pieces it names as related."""

    draft: Draft
    title: str
    sections: tuple[Section, ...]
    references: tuple[Reference, ...] = ()
    mentioned: tuple[str, ...] = ()  # titles of related pieces that stand after the article's end
    addresses: Mapping[str, str] = field(default_factory=dict, hash=False)  # theirs by title, where the article links
    images: tuple[Image, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in reading order."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    @property
    def words(self) -> int:
        """How many words a reader of the full piece reads."""
        return sum(len(sentence.text.split()) for sentence in self.sentences)

    def section_of(self, sentence: Sentence) -> Section:
        """The section in which a sentence of this article stands; ``LookupError`` for a stranger."""
        for section in self.sections:
            if sentence in section.sentences:
                return section
        raise LookupError(f"no section of {self.draft.slug!r} holds the sentence at {sentence.start}")


# ── what it is condensed to ───────────────────────────────────────────────────────────────────────────────────────


class Author(StrEnum):
    """Whose words a point is in."""

    CONDENSER = "condenser"  # the article's own, with words left out
    EDITOR = "editor"  # the front matter's


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A claim made in the email, and the sentence of the article it rests on.

    ``citations`` are reference labels of the article; ``edits`` say in plain words what was left out and why;
    ``reasons`` say what spoke for the sentence; ``overruled`` is an editor's reason for printing it all the same,
    and ``objections`` are what spoke against it.
    """

    text: str
    source: Sentence
    section: str = ""  # the heading it stands under; empty for the lead
    citations: tuple[str, ...] = ()
    author: Author = Author.CONDENSER
    edits: tuple[str, ...] = ()
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    overruled: str = ""
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """An article condensed: key points in reading order, and the bottom line in one sentence or two.

    With ``whole`` set, the article is too short to condense and its whole text is the letter: no key points.
    """

    key_points: tuple[KeyPoint, ...]
    bottom_line: tuple[KeyPoint, ...]
    subject: str
    preheader: str
    whole: bool = False
    notices: tuple[str, ...] = ()  # what an editor should know about how it was condensed

    @property
    def points(self) -> tuple[KeyPoint, ...]:
        """Every claim the email makes: the key points, then the bottom line."""
        return (*self.key_points, *self.bottom_line)

    @property
    def bottom_line_text(self) -> str:
        """The bottom line as readers see it."""
        return " ".join(point.text for point in self.bottom_line)


# ── what stands beside it ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Piece:
    """An article the publication has, as the related links know it."""

    slug: str
    title: str
    url: str = ""  # empty: it can be named, not linked
    tags: tuple[str, ...] = ()
    text: str = ""  # headings and sentences; what similarity is measured on
    line: str = ""  # one sentence on it; its bottom line when it has gone out
    at: datetime | None = None  # when it went out; None for one that has not


@dataclass(frozen=True, slots=True)
class Related:
    """A piece named under the letter; without ``url`` it is shown as plain text. ``asked`` when an editor named it."""

    title: str
    url: str = ""
    line: str = ""
    asked: bool = False


# ── the letter ────────────────────────────────────────────────────────────────────────────────────────────────────


class Marker(StrEnum):
    """What differs from reader to reader; it survives CSS inlining unchanged and is spliced in afterwards.

    An article that contains one of these texts word for word is refused by ``render``.
    """

    NAME = "[[reader_name]]"
    EMAIL = "[[reader_email]]"
    UNSUBSCRIBE_URL = "[[unsubscribe_url]]"
    PREFERENCES_URL = "[[preferences_url]]"
    VIEW_URL = "[[view_url]]"  # the letter in a browser


class Fork(StrEnum):
    """Where a letter says one thing to readers whose name is known and another to the rest; it is reserved likewise.

    ``render`` writes NAMED … NAMELESS … END where a template's logic asks for ``reader.name``; ``message`` keeps one.
    """

    NAMED = "[[if_named]]"
    NAMELESS = "[[if_nameless]]"
    END = "[[end_named]]"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every letter of a publication carries: who sends it, and where its links lead."""

    name: str  # the publication's
    sender: str  # "The Gut Letter <letter@example.org>"
    site: str  # "https://letter.example.org": what unsubscribe links begin with; no slash at the end
    list_id: str  # "letter.example.org" (RFC 2919)
    postal_address: str
    reply_to: str = ""
    language: str = "en"
    timezone: str = "UTC"
    why: str = ""  # why the reader gets it, in the publication's words; empty: the theme's


@dataclass(frozen=True, slots=True)
class RenderedIssue:
    """The email, written once for everyone: CSS inlined, the readers' markers left in.

    It holds all of the message that is the same for every reader, so whoever continues the issue sends the same bytes.
    """

    subject: str
    preheader: str
    html: str
    text: str
    letterhead: Letterhead
    kind: str = "issue"  # of mail; mailbox providers count complaints by it

    @property
    def hash(self) -> str:
        """What is approved and sent: SHA-256 over every part, in hexadecimal.

        The ledger keeps it, so what it is made of never changes: a letterhead's empty fields do not count, and a new
        field leaves the hashes of earlier issues as they are.
        """
        head = ((one.name, getattr(self.letterhead, one.name)) for one in fields(self.letterhead))
        stated = sorted(f"{name}={value}" for name, value in head if value)
        kind = [f"kind={self.kind}"] if self.kind != "issue" else []
        parts = (self.subject, self.preheader, self.html, self.text, *stated, *kind)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


# ── the ledger ────────────────────────────────────────────────────────────────────────────────────────────────────


class IssueState(StrEnum):
    """How far an issue got."""

    SENDING = "sending"
    SENT = "sent"  # every delivery is accepted, refused or suppressed
    CANCELLED = "cancelled"  # an operator stopped it; who got it stays on record


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A time at which a schedule meant to publish; unique by schedule and local wall time.

    The local time carries no offset: on an autumn night 02:30 comes twice and is one occurrence.
    """

    schedule: str
    local: datetime  # naive wall time in the schedule's zone
    at: datetime


@dataclass(frozen=True, slots=True)
class Allowance:
    """A check's errors that somebody let pass, and why; kept with the issue for good."""

    check: str
    because: str
    found: str = ""  # what was let pass, a line for each finding


@dataclass(frozen=True, slots=True)
class FullPiece:
    """The article behind an issue as the publication shows it on its own pages; ``html`` is harmless already."""

    html: str
    author: str = ""
    language: str = ""  # empty: the publication's


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the readers; what is empty does not matter, and what is not must all hold. Days are UTC."""

    tags: frozenset[str] = frozenset()  # wants one of these, in lower case
    languages: frozenset[str] = frozenset()  # "" for those who did not choose one
    cadences: frozenset[int] = frozenset()
    joined_from: date | None = None
    joined_until: date | None = None  # this day included
    text: str = ""  # as it was written; empty: everyone


EVERYONE = Segment()


@dataclass(frozen=True, slots=True)
class Edition:
    """What is about to become an issue: the article's identity, its condensed form, and the frozen rendering."""

    slug: str
    title: str
    url: str
    fingerprint: str
    tags: tuple[str, ...]
    text: str  # headings and sentences of the article, kept for related links
    digest: Digest
    rendered: RenderedIssue
    allowed: tuple[Allowance, ...] = ()
    segment: Segment = EVERYONE
    kind: str = "issue"  # of its mail: a roundup has no article, and is no related piece
    full: FullPiece | None = None  # None: it is not kept
    sealed_with: str = ""  # links.which_secret of what its copies are signed with
    letter: str = ""  # its name in counted links; empty when none is counted
    links: tuple[str, ...] = ()  # where those lead
    approved: Approval | None = None  # what it goes under, where approval is wanted


@dataclass(frozen=True, slots=True)
class Issue:
    """One edition of the newsletter: its frozen rendering, and how far it got."""

    id: int
    slug: str
    title: str
    url: str
    fingerprint: str
    state: IssueState
    opened_at: datetime
    closed_at: datetime | None
    audience: int  # how many recipients were frozen with it
    digest: Digest
    rendered: RenderedIssue
    allowed: tuple[Allowance, ...] = ()  # by check
    sealed_with: str = ""  # links.which_secret of what its copies are signed with; empty: nobody remembers
    paused_at: datetime | None = None  # while it is, nothing is handed over
    damage: str = ""  # why what was frozen cannot be read; then digest and rendered are empty, and nothing is sent


class DeliveryState(StrEnum):
    """Where one copy of one issue stands; lifecycle.py says what may follow what."""

    PLANNED = "planned"
    HANDED_OVER = "handed over"  # committed before the provider is called; at rest nothing stays here
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"


class Recipient(NamedTuple):  # these three are made for every copy, in a third of a dataclass's time
    """One row of the ledger handed to a worker: whom to write to, and how often it was tried before."""

    issue_id: int
    subscriber_id: int
    email: str
    name: str
    attempts: int  # hand-overs so far, this one included


class Delivery(NamedTuple):
    """One issue on its way to one reader; ``id`` and ``message_id`` are the same on every attempt."""

    id: str  # opaque; the only name of the reader that leaves us beside the address
    email: str
    name: str
    unsubscribe_url: str
    message_id: str  # with its angle brackets
    preferences_url: str = ""
    view_url: str = ""


class Outcome(StrEnum):
    """What the provider said about one delivery."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # not taken; try again later
    REFUSED = "refused"  # not taken; never try again
    UNCERTAIN = "uncertain"  # handed over, and no answer that tells


class Receipt(NamedTuple):
    """What the provider said, on the spot, about one delivery; ``reason`` is for operators and holds no address."""

    delivery_id: str
    outcome: Outcome
    reason: str = ""
    provider_id: str = ""  # the provider's own name for the message, where it gives one


@dataclass(frozen=True, slots=True)
class Leftover:
    """What a process that died had noted of the copies it held; by issue, then by subscriber.

    ``complete``: whatever it had begun is here. After a power cut that cannot be known.
    """

    worker: str
    begun: Mapping[int, frozenset[int]]
    answers: Mapping[int, Mapping[int, Receipt]]
    complete: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of an issue's deliveries stand where. The sum is the frozen audience, always."""

    planned: int = 0
    handed_over: int = 0
    accepted: int = 0
    refused: int = 0
    deferred: int = 0
    uncertain: int = 0
    suppressed: int = 0

    @property
    def total(self) -> int:
        """Everyone."""
        return (
            self.planned
            + self.handed_over
            + self.accepted
            + self.refused
            + self.deferred
            + self.uncertain
            + self.suppressed
        )


@dataclass(frozen=True, slots=True)
class DeliveryNote:
    """One delivery as an operator sees it."""

    subscriber_id: int
    email: str
    state: DeliveryState
    attempts: int
    reason: str
    changed_at: datetime
    next_attempt_at: datetime | None = None


# ── readers ───────────────────────────────────────────────────────────────────────────────────────────────────────


class SubscriberState(StrEnum):
    """What a reader has allowed us; only the confirmed are written to."""

    PENDING = "pending"  # asked to join; has not confirmed
    CONFIRMED = "confirmed"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"  # the address does not exist
    COMPLAINED = "complained"  # called us spam; never write again


MONTHLY = 0
"""The cadence of readers who get one roundup a month."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A reader: where to write, and what they have allowed us."""

    id: int
    email: str
    name: str
    state: SubscriberState
    joined_at: datetime
    confirmed_at: datetime | None = None
    source: str = ""  # how they came: "import readers.csv", "added by hand", …
    language: str = ""  # in which they read us; empty: the publication's
    timezone: str = ""  # where they read us; empty: the publication's
    cadence: int = 1  # they get every n-th issue; MONTHLY: a roundup of the month instead
    tags: tuple[str, ...] = ()  # what they want to read; empty: everything
    paused_until: datetime | None = None  # nothing is sent before


@dataclass(frozen=True, slots=True)
class Consent:
    """What a reader agreed to or took back: when, where, and in which words they were asked."""

    at: datetime | None  # None: it is not known
    said: str  # asked, agreed, confirmed, left, paused, changed …
    source: str = ""  # the page, the file or the verb
    wording: str = ""  # what they read when they said so
    network: str = ""  # from where, shortened to a network


class NewSubscriber(NamedTuple):  # made a million times by an import, in a third of a dataclass's time
    """A reader about to be added; the address has been checked and is in its canonical form."""

    email: str
    name: str = ""
    state: SubscriberState = SubscriberState.CONFIRMED
    joined_at: datetime | None = None  # None: now
    source: str = ""
    language: str = ""
    timezone: str = ""
    cadence: int = 1
    tags: tuple[str, ...] = ()
    consent: Consent | None = None  # where and when they agreed, as far as it is known


@dataclass(frozen=True, slots=True)
class Copy:
    """What became of one issue's copy for one reader."""

    issue_id: int
    slug: str
    title: str
    state: DeliveryState
    at: datetime


class NoticeKind(StrEnum):
    """What is written about a subscription itself."""

    JOIN = "join"  # somebody asked for letters to this address; what is answered depends on whether it is known
    SETTINGS = "settings"  # the link to what a reader decides about their letters
    WELCOME = "welcome"
    GOODBYE = "goodbye"


SENT = "sent"
"""What became of a notice that went to its address."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail about a subscription itself, asked for on a page; where and in which words as in Consent."""

    kind: NoticeKind
    email: str  # in canonical form
    asked_at: datetime
    language: str = ""
    subscriber_id: int | None = None  # None: it is not known yet whose it is
    source: str = ""
    wording: str = ""
    network: str = ""
    attempts: int = 0  # this one included
    id: int = 0  # 0: not written down yet


# ── what comes back ───────────────────────────────────────────────────────────────────────────────────────────────


class EventKind(StrEnum):
    """What a provider, or returned mail, tells of one message."""

    PROCESSED = "processed"  # the provider took it
    DEFERRED = "deferred"  # the receiving server asked to wait; the provider tries again by itself
    DELIVERED = "delivered"
    DROPPED = "dropped"  # the provider took it, and will not send it
    BOUNCED = "bounced"  # the address does not exist, or takes nothing any more
    SOFT_BOUNCED = "soft bounce"  # full, or out of order for now
    BLOCKED = "blocked"  # the receiving server does not want this mail from us; that says nothing of the address
    COMPLAINED = "complained"
    LEFT = "left"
    OPENED = "opened"
    CLICKED = "clicked"


class Fate(IntEnum):
    """What became of a copy that a provider took, as far as anyone told. Of two that were told, the higher is true.

    A bounce may come hours after "delivered": then the copy did not arrive.
    """

    UNKNOWN = 0
    PROCESSED = 1
    DEFERRED = 2
    DELIVERED = 3
    SOFT_BOUNCED = 4
    BLOCKED = 5
    DROPPED = 6
    BOUNCED = 7


@dataclass(frozen=True, slots=True)
class Event:
    """One thing told about one message. ``reason`` is for operators and holds no address."""

    provider: str
    id: str  # the provider's name for it: whoever tells it again tells nothing new
    kind: EventKind
    at: datetime
    issue_id: int = 0  # these two by our delivery id, which came back with it; 0: it carried none, or of no issue
    subscriber_id: int = 0
    email: str = ""  # only from whoever proved to be the provider; never kept
    ends: SubscriberState | None = None  # what it makes of the reader; never a way back
    reason: str = ""
    url: str = ""
    machine: bool = False  # a scanner's doing, as far as one can tell


@dataclass(frozen=True, slots=True)
class Post:
    """What a provider posted, as it came, waiting to be worked off."""

    id: int
    provider: str
    received_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Absorbed:
    """What some events changed."""

    new: int = 0  # events that nobody had told before
    settled: Mapping[int, int] = field(default_factory=dict)  # copies that no longer wait, by issue
    ended: int = 0  # readers who are not written to any more


@dataclass(frozen=True, slots=True)
class SoftBounces:
    """When an address that bounces softly is given up: so many issues within that time. 0: never."""

    issues: int = 3
    within: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Returns:
    """How many copies of an issue stand alike: in the ledger, and by what came back of them."""

    state: DeliveryState
    fate: Fate
    copies: int
    complained: int = 0  # of these copies' readers


@dataclass(frozen=True, slots=True)
class Interest:
    """How often a letter was opened, or a link in it followed; ``readers`` is 0 where nobody was told apart."""

    kind: EventKind
    url: str
    machine: bool
    times: int
    readers: int


class SuppressionReason(StrEnum):
    """Why an address is never written to; of two reasons the later one here stands."""

    FORGOTTEN = "forgotten"  # they had everything about them deleted; only the hash is kept
    BY_HAND = "by hand"
    LEFT = "left"
    BLOCKED = "blocked"
    INVALID = "invalid"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that is never written to, and why. ``email`` is casefolded; empty when only its hash is kept."""

    email: str
    reason: SuppressionReason
    source: str
    at: datetime


# ── what is found wrong ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that has gone out, as far as the one before us is compared with it."""

    slug: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a check may look at before an issue goes."""

    article: Article
    digest: Digest
    related: tuple[Related, ...]
    rendered: RenderedIssue
    unresolved: tuple[str, ...] = ()  # related titles that match nothing known
    at: datetime | None = None  # when it would go; None: nobody asks
    sent: str = ""  # how its article is known to have gone out; empty when it has not, or may go again
    earlier: tuple[Earlier, ...] = ()  # letters of the weeks before ``at``, newest first
    queue: tuple[Draft, ...] = ()  # the drafts it stands among
    hash: str = ""  # what is approved; empty when no approval is asked for
    approval: Approval | None = None  # the latest, whether it still holds or not


class Severity(StrEnum):
    """Whether a finding stops the send."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an editor should know before an issue goes: what, where, and what to do."""

    severity: Severity
    check: str  # the check's name, as ``--allow`` takes it
    place: str
    line: int  # 0: the whole file
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return f"{where}: {self.message} {self.remedy}".rstrip()


# ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class QueueMark:
    """What editors said about an article with ``gutletter queue``."""

    slug: str
    position: int | None = None  # lower goes first; None: by file name, after all that have one
    held: bool = False
    again: bool = False  # may go out although it was sent before


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody read a letter and said that it may go: this letter, and no other that the article may become.

    ``hash`` is of the letter without the day of its sending; with ``related`` as they were then, it is the same for as
    long as article, theme and letterhead are.
    """

    slug: str
    hash: str
    by: str
    at: datetime
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The identity of an article that has gone out."""

    slug: str
    url: str
    fingerprint: str
    at: datetime


class Standing(StrEnum):
    """Where an article stands in the queue."""

    NEXT = "next"
    WAITING = "waiting"  # for its turn, or for its not_before
    HELD = "held"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Place:
    """An article's place in the queue, and why it is there in plain words."""

    draft: Draft
    standing: Standing
    reason: str = ""
    mark: QueueMark | None = field(default=None, compare=False)
