"""What is read in a draft: an article, block by block and sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gutletter.model.drafts import Draft


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


def citations_of(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """The labels that some sentences carry, each once, in the order of the text."""
    return tuple(dict.fromkeys(label for sentence in sentences for label in sentence.citations))


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
