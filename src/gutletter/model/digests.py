"""What an article is condensed to, each claim with the sentence it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gutletter.model.articles import Sentence


class Author(StrEnum):
    """Whose words a point is in."""

    CONDENSER = "condenser"  # the article's own, with words left out
    EDITOR = "editor"  # the front matter's


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A claim made in the email, and the sentence of the article it rests on.

    ``then`` is the sentence behind it in its paragraph, where the claim is made in both: what was tried, and how it
    came out. ``citations`` are reference labels of the article; ``edits`` say in plain words what was left out and why;
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
    then: Sentence | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What it rests on, in reading order: one sentence, or two."""
        return (self.source, self.then) if self.then else (self.source,)

    @property
    def said(self) -> str:
        """What the article says there, whole."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Digest:
    """An article condensed: key points in reading order, and the bottom line in one to three sentences.

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
