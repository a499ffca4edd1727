"""The tables. What must never happen is forbidden here, whatever program writes.

States are small numbers that never change their meaning; times are UTC; a letter is the JSON of its frozen value.
``migrations/`` builds the same tables step by step, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TextClause,
    bindparam,
    event,
    text,
)
from sqlalchemy.types import TypeDecorator

from gutletter.model import DeliveryState, IssueState, SubscriberState

VERSION = "0007"
"""The newest migration: what a database must say of itself to be used as it is."""

VERSION_TABLE = "gutletter_schema"

_State = TypeVar("_State", bound=StrEnum)


class _Code(TypeDecorator[_State], Generic[_State]):
    """A state, kept as a small number."""

    impl = SmallInteger
    cache_ok = True
    codes: ClassVar[Mapping[Any, int]]
    states: ClassVar[Mapping[int, Any]]

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.states = {code: state for state, code in cls.codes.items()}

    def process_bind_param(self, value: _State | None, dialect: Dialect) -> int | None:
        """The state's number."""
        return None if value is None else self.codes[value]

    def process_result_value(self, value: int | None, dialect: Dialect) -> _State | None:
        """The number's state."""
        return None if value is None else self.states[value]


class DeliveryCode(_Code[DeliveryState]):
    """Where a delivery stands."""

    cache_ok = True
    codes: ClassVar[Mapping[DeliveryState, int]] = {
        DeliveryState.PLANNED: 0,
        DeliveryState.HANDED_OVER: 1,
        DeliveryState.ACCEPTED: 2,
        DeliveryState.REFUSED: 3,
        DeliveryState.DEFERRED: 4,
        DeliveryState.UNCERTAIN: 5,
        DeliveryState.SUPPRESSED: 6,
    }


class IssueCode(_Code[IssueState]):
    """How far an issue got."""

    cache_ok = True
    codes: ClassVar[Mapping[IssueState, int]] = {IssueState.SENDING: 0, IssueState.SENT: 1, IssueState.CANCELLED: 2}


class SubscriberCode(_Code[SubscriberState]):
    """What a reader has allowed us."""

    cache_ok = True
    codes: ClassVar[Mapping[SubscriberState, int]] = {
        SubscriberState.PENDING: 0,
        SubscriberState.CONFIRMED: 1,
        SubscriberState.UNSUBSCRIBED: 2,
        SubscriberState.BOUNCED: 3,
        SubscriberState.COMPLAINED: 4,
    }


class Instant(TypeDecorator[datetime]):
    """An aware time, kept as UTC; SQLite would lose the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Ids are never given twice, also when the row is gone: an old unsubscribe link must not become somebody else's.
_Id = BigInteger().with_variant(Integer, "sqlite")
# Compared byte by byte in both databases, so that pages of addresses follow one another alike.
_Address = Text(collation="C").with_variant(Text(), "sqlite")

metadata = MetaData()


def _partial_index(name: str, *columns: Column[Any], where: TextClause, unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=where, info={"where": where})


@event.listens_for(metadata, "before_create")
def _partial_there_too(metadata: MetaData, connection: Connection, **_: Any) -> None:
    """Tell PostgreSQL which rows the indexes are for. Saying so above would load its dialect, a tenth of our start."""
    for index in [index for table in metadata.tables.values() for index in table.indexes if "where" in index.info]:
        index.dialect_options["postgresql"]["where"] = index.info["where"]


issues = Table(
    "issues",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("repeated", Boolean, nullable=False),  # an editor let the article go out again
    Column("state", IssueCode, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("audience", Integer, nullable=False),
    Column("tags", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("line", Text, nullable=False),  # the bottom line, for related links
    Column("digest", Text, nullable=False),
    Column("rendered", Text, nullable=False),
    Column("hash", Text, nullable=False),  # of the rendering, as it was when the issue opened
    Column("segment", Text, nullable=False, server_default=""),  # which readers it is for, as it was written
    Column("kind", Text, nullable=False, server_default="issue"),  # of its mail; a roundup has no article
    Column("sealed_with", Text, nullable=False, server_default=""),  # which secret its links are signed with
    Column("paused_at", Instant),  # nothing is handed over until an operator lets it go on
    CheckConstraint("state BETWEEN 0 AND 2", name="issues_state"),
    CheckConstraint("(state = 0) = (closed_at IS NULL)", name="issues_closed"),
    sqlite_autoincrement=True,
)
for _name in ("slug", "url", "fingerprint"):
    _first = text(f"NOT repeated AND {_name} <> ''")
    _partial_index(f"issues_one_per_{_name}", issues.c[_name], where=_first, unique=True)

allowances = Table(
    "allowances",
    metadata,
    Column("issue_id", _Id, ForeignKey("issues.id", name="allowances_issue"), primary_key=True),
    Column("check_name", Text, primary_key=True),
    Column("because", Text, nullable=False),
    Column("found", Text, nullable=False),
    CheckConstraint("because <> ''", name="allowances_because"),
)

articles = Table(
    "articles",  # the full piece of an issue, as it was when the issue opened
    metadata,
    Column("issue_id", _Id, ForeignKey("issues.id", name="articles_issue"), primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("html", Text, nullable=False),  # harmless
)

deliveries = Table(
    "deliveries",
    metadata,
    # No foreign keys: the rows come into being in one statement with their issue, of which none is ever deleted, and
    # checking a million of them would take longer than that statement; the reader's row may go, the record stays.
    Column("issue_id", _Id, primary_key=True, autoincrement=False),
    Column("subscriber_id", _Id, primary_key=True, autoincrement=False),
    Column("email", _Address, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", DeliveryCode, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("worker", Text),  # these two while it is handed over
    Column("lease_until", Instant),
    Column("next_attempt_at", Instant),  # while it is deferred
    Column("reason", Text, nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("not_before", Instant),  # its reader's morning; none: at once
    CheckConstraint("state BETWEEN 0 AND 6", name="deliveries_state"),
    CheckConstraint("(state = 1) = (lease_until IS NOT NULL)", name="deliveries_lease"),
    CheckConstraint("(state = 4) = (next_attempt_at IS NOT NULL)", name="deliveries_next_attempt"),
    sqlite_with_rowid=False,
)


def stands(state: DeliveryState) -> ColumnElement[bool]:
    """Whether a delivery is in this state, written so that the index of that state answers."""
    return deliveries.c.state == bindparam(None, DeliveryCode.codes[state], type_=Integer, literal_execute=True)


def _index_of(state: DeliveryState, name: str, order: Column[Any]) -> None:
    # One small index per unsettled state: it shrinks as the issue goes out, and a settled delivery is in none. The
    # state stands among its columns, though it is the same in all rows, or SQLite would rather walk the whole issue.
    where = text(f"state = {DeliveryCode.codes[state]}")
    columns = deliveries.c.state, deliveries.c.issue_id, order
    _partial_index(f"deliveries_{name}", *columns, where=where)


_index_of(DeliveryState.PLANNED, "planned", deliveries.c.subscriber_id)
_index_of(DeliveryState.HANDED_OVER, "handed_over", deliveries.c.subscriber_id)
_index_of(DeliveryState.DEFERRED, "deferred", deliveries.c.next_attempt_at)
_index_of(DeliveryState.UNCERTAIN, "uncertain", deliveries.c.subscriber_id)

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("email", Text, nullable=False),
    Column("key", _Address, nullable=False, unique=True),  # the address casefolded: one reader, one row
    Column("name", Text, nullable=False),
    Column("state", SubscriberCode, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("language", Text, nullable=False, server_default=""),  # empty: the publication's, here and below
    Column("timezone", Text, nullable=False, server_default=""),
    Column("cadence", SmallInteger, nullable=False, server_default="1"),  # every n-th issue; 0: a monthly roundup
    Column("tags", Text, nullable=False, server_default=""),  # as in |gut|skin|; empty: everything
    Column("paused_until", Instant),
    CheckConstraint("state BETWEEN 0 AND 4", name="subscribers_state"),
    sqlite_autoincrement=True,
)

consents = Table(
    "consents",  # what a reader agreed to or took back: when, from where, in which words
    metadata,
    Column("id", _Id, primary_key=True),
    Column("subscriber_id", _Id, nullable=False, index=True),  # no foreign key: see deliveries
    Column("at", Instant),  # none: it is not known
    Column("said", Text, nullable=False),  # asked, confirmed, left, paused, changed …
    Column("source", Text, nullable=False),  # the page, the file or the verb
    Column("wording", Text, nullable=False),  # what they read when they said so
    Column("network", Text, nullable=False),  # from where, shortened to a network
)
LEFT = text("said = 'left'")
"""Whether a consent says that a reader left."""
_partial_index("consents_left", consents.c.source, where=LEFT)

notices = Table(
    "notices",  # what is written about a subscription itself, at once: asked for on a page, sent by whoever serves it
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("key", _Address, nullable=False),  # the address casefolded
    Column("subscriber_id", _Id),  # none: it is not known yet whose it is
    Column("language", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("source", Text, nullable=False),  # these three as in consents
    Column("wording", Text, nullable=False),
    Column("network", Text, nullable=False),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_attempt_at", Instant),  # none: it is settled
    Column("outcome", Text, nullable=False),  # what became of it; empty: it waits
    Column("used_at", Instant),  # when the link in it did what it was for
    sqlite_autoincrement=True,
)
_waits = text("next_attempt_at IS NOT NULL")
_partial_index("notices_waiting", notices.c.next_attempt_at, where=_waits)
Index("notices_of_address", notices.c.key, notices.c.asked_at)
Index("notices_of_network", notices.c.network, notices.c.asked_at)

schedules = Table(
    "schedules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("began_at", Instant, nullable=False),
)

occurrences = Table(
    "occurrences",
    metadata,
    Column("schedule", Text, primary_key=True),
    Column("local", DateTime(timezone=False), primary_key=True),  # wall time, without a zone on purpose
    Column("at", Instant, nullable=False),
    Column("issue_id", _Id, ForeignKey("issues.id", name="occurrences_issue")),  # none: it published nothing
    Column("reason", Text, nullable=False),  # why it published nothing
)

marks = Table(
    "marks",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("position", Integer),
    Column("held", Boolean, nullable=False),
    Column("again", Boolean, nullable=False),
)

approvals = Table(
    "approvals",  # the latest of a slug counts
    metadata,
    Column("id", _Id, primary_key=True),
    Column("slug", Text, nullable=False),
    Column("hash", Text, nullable=False),  # empty: it was taken back
    Column("approved_by", Text, nullable=False),
    Column("approved_at", Instant, nullable=False),
    Column("related", Text, nullable=False),  # the pieces named under the letter, as JSON
    Column("issue_id", _Id, ForeignKey("issues.id", name="approvals_issue")),  # what went out under it, last
    CheckConstraint("approved_by <> ''", name="approvals_by"),
    sqlite_autoincrement=True,
)
Index("approvals_of", approvals.c.slug)

# ── what comes back ───────────────────────────────────────────────────────────────────────────────────────────────

inbox = Table(
    "inbox",  # what providers posted, as it came; worked off in this order
    metadata,
    Column("id", _Id, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("event_id", Text, nullable=False),  # the provider's name for it: whoever repeats it changes nothing
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("issue_id", _Id),  # these two none: it is about nobody we know
    Column("subscriber_id", _Id),
    Column("reason", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("machine", Boolean, nullable=False),  # a scanner's doing, as far as one can tell
)
Index("events_once", events.c.provider, events.c.event_id, unique=True)
Index("events_of_issue", events.c.issue_id, events.c.kind, events.c.subscriber_id)
Index("events_of_subscriber", events.c.subscriber_id)

feedback = Table(
    "feedback",  # what all events say together, a row for each copy that any was about; it outlives them
    metadata,
    Column("issue_id", _Id, primary_key=True, autoincrement=False),  # no foreign keys: see deliveries
    Column("subscriber_id", _Id, primary_key=True, autoincrement=False),
    Column("fate", SmallInteger, nullable=False),  # model.Fate
    Column("complained", Boolean, nullable=False),
    Column("departed", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

interest = Table(
    "interest",  # how often a letter was opened and its links followed: what events said that are pruned, and our own
    metadata,
    Column("issue_id", _Id, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("url", Text, primary_key=True),
    Column("machine", Boolean, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("readers", Integer, nullable=False),
)

links = Table(
    "links",  # where a counted link leads
    metadata,
    Column("letter", Text, primary_key=True),  # names the issue in the link
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("issue_id", _Id, nullable=False),
    Column("url", Text, nullable=False),
)

suppressions = Table(
    "suppressions",  # never write to these, whoever adds them again
    metadata,
    Column("hash", Text, primary_key=True),  # of the address, salted: it stays when the reader is forgotten
    Column("key", _Address, index=True),  # the address casefolded; none when it is forgotten
    Column("reason", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

salts = Table(
    "salts",  # what hashes are made with; whoever changes one cannot recognise anybody
    metadata,
    Column("name", Text, primary_key=True),
    Column("salt", Text, nullable=False),
)

# ── how fast mail may leave ───────────────────────────────────────────────────────────────────────────────────────

permits = Table(
    "permits",  # how many were handed over, by the limit that counts them and the grain of time in which they were
    metadata,
    Column("name", Text, primary_key=True),
    Column("grain", Instant, primary_key=True),
    Column("taken", Integer, nullable=False),
)

circuits = Table(
    "circuits",  # providers that failed, and when they are tried again
    metadata,
    Column("provider", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("open_until", Instant),
    Column("reason", Text, nullable=False),
)
