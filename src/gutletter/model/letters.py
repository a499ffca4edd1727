"""The letter, written once for everyone, and the pieces that stand beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

# ── what stands beside it ─────────────────────────────────────────────────────────────────────────────────────────────


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


# ── the letter ────────────────────────────────────────────────────────────────────────────────────────────────────────


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
