"""What editors write, and where it stands in their queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from gutletter.model.letters import Related

# ── what editors write ────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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
