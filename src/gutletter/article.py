"""A draft becomes an article: sections, sentences with offsets, references, and the pieces it names as related.

One reader per format finds the passages; what they mean is judged here, the same way for all. Nothing in a body is an
error: a text without prose is an article without sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gutletter import citations, conventions
from gutletter.hypertext import read_html
from gutletter.markdown import read_markdown
from gutletter.model import (
    Article,
    Block,
    BlockKind,
    Draft,
    Format,
    Image,
    Reference,
    Section,
    SectionRole,
    Sentence,
)
from gutletter.passages import Emphasis, Passage, PassageKind, Picture, Traced
from gutletter.plaintext import read_text
from gutletter.sentences import split

_READ = {Format.MARKDOWN: read_markdown, Format.HTML: read_html, Format.TEXT: read_text}
_LONGEST_HEADING = 12  # words, when nothing but its place says that a line is a heading
_LONGEST_MARKED = 25  # words, for a line that is marked as a heading
_WORD = re.compile(r"\w+")
_KINDS = {
    PassageKind.PARAGRAPH: BlockKind.PARAGRAPH,
    PassageKind.HEADING: BlockKind.PARAGRAPH,
    PassageKind.ITEM: BlockKind.LIST_ITEM,
    PassageKind.QUOTE: BlockKind.QUOTE,
    PassageKind.TABLE: BlockKind.TABLE,
    PassageKind.CODE: BlockKind.CODE,
}
_PROSE = frozenset({PassageKind.PARAGRAPH, PassageKind.ITEM, PassageKind.QUOTE})


def parse_article(draft: Draft) -> Article:
    """Read a draft's body. Never raises, whatever the body is; the same draft gives the same article."""
    passages, pictures = _READ[draft.format](draft.body)
    if draft.format is Format.MARKDOWN:
        passages = _expand_html(draft.body, passages, pictures)
    passages = _without_title(passages, draft.title)
    passages, references = _take_references(_find_headings(passages))
    passages, mentioned = _take_related(passages)
    known = {reference.label for reference in references} or citations.assumed_labels(
        passage.text.text for passage in passages if passage.kind in _PROSE
    )
    return Article(
        draft,
        draft.title,
        _sections(passages, draft.language, known),
        tuple(references),
        tuple(mentioned),
        tuple(Image(picture.url, picture.alt) for picture in pictures),
    )


def _expand_html(body: str, passages: list[Passage], pictures: list[Picture]) -> list[Passage]:
    """Read the raw HTML that stands between the Markdown."""
    if not any(passage.kind is PassageKind.HTML for passage in passages):
        return passages
    expanded: list[Passage] = []
    for passage in passages:
        if passage.kind is PassageKind.HTML:
            inner, images = read_html(body, passage.start, passage.end)
            expanded += inner
            pictures += images
        else:
            expanded.append(passage)
    return expanded


# ── title and headings ────────────────────────────────────────────────────────────────────────────────────────────


def _without_title(passages: list[Passage], title: str) -> list[Passage]:
    """Leave out the title where the body repeats it, and the menus before it."""
    wanted = _WORD.findall(title.casefold())
    for at, passage in enumerate(passages):
        if passage.level == 1 or (wanted and at < 8 and _WORD.findall(passage.text.text.casefold()) == wanted):
            before = [
                replace(earlier, kind=PassageKind.ASIDE) if earlier.kind in _PROSE else earlier
                for earlier in passages[:at]
                if passage.level == 1 and len(earlier.text.text.split()) < 20
            ]
            return (before if passage.level == 1 else passages[:at]) + passages[at + 1 :]
        if at > 40:
            break
    return passages


def _find_headings(passages: list[Passage]) -> list[Passage]:
    """Mark the lines that are headings by their look or place, and unmark paragraphs that only look like one."""
    found: list[Passage] = []
    for at, passage in enumerate(passages):
        following = passages[at + 1] if at + 1 < len(passages) else None
        words = passage.text.text.count(" ") + 1
        if passage.kind is PassageKind.HEADING and words > _LONGEST_MARKED:
            passage = replace(passage, kind=PassageKind.PARAGRAPH, level=0)
        elif passage.kind is PassageKind.PARAGRAPH and passage.emphasis is Emphasis.STRONG and following is not None:
            if _reads_as_heading(passage, _LONGEST_HEADING + 3):
                passage = replace(passage, kind=PassageKind.HEADING, level=3)
        found.append(passage)
    if sum(passage.kind is PassageKind.HEADING for passage in found) >= 2:
        return found
    for at, passage in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else None
        if (
            passage.kind is PassageKind.PARAGRAPH
            and following is not None
            and following.kind in (*_PROSE, PassageKind.TABLE)
            and _reads_as_heading(passage, _LONGEST_HEADING)
            and not (following.kind is PassageKind.PARAGRAPH and _reads_as_heading(following, _LONGEST_HEADING))
        ):
            found[at] = replace(passage, kind=PassageKind.HEADING, level=2)
    return found


def _reads_as_heading(passage: Passage, most: int) -> bool:
    """A line alone, of few words, with no stop in it or at its end."""
    text = passage.text.text
    return (
        len(passage.lines) == 1
        and text.count(" ") < most
        and text[-1] not in ".,;:!…"
        and text[-2:-1] not in (".", "!")
        and any(sign.isalpha() for sign in text)
        and not text[0].islower()
        and not conventions.is_aside(text)
        and len(split(text)) == 1
    )


# ── what stands after the end ─────────────────────────────────────────────────────────────────────────────────────


def _take_references(passages: list[Passage]) -> tuple[list[Passage], list[Reference]]:
    """Take footnotes and source lists out of the text."""
    rest: list[Passage] = []
    found: dict[str, Reference] = {}
    listing = False
    for passage in passages:
        text = passage.text.text
        head, tail = conventions.lead_in(text)
        if passage.kind is PassageKind.HEADING:
            listing = conventions.is_references(text)
            if not listing:
                rest.append(passage)
            continue
        entries: list[Reference] = []
        if "[^" in text:
            before, entries = citations.definitions(passage.text)
            if entries and before:
                rest.append(replace(passage, text=before))
        if not entries and (passage.kind is PassageKind.NOTE or (listing and passage.kind in _PROSE)):
            entries = citations.numbered(text) or [citations.entry(text, passage.number or str(len(found) + 1))]
        if not entries and passage.kind is PassageKind.PARAGRAPH:
            first, _, others = text.partition(" ")
            if conventions.is_references(head) and (listed := citations.numbered(tail)):
                entries = listed
            elif conventions.is_references(first) and (listed := citations.numbered(others)):
                entries = listed
            elif len(listed := citations.numbered(text)) > 1 or (listed and found):
                entries = listed
        if not entries:
            rest.append(passage)
        for reference in entries:
            found.setdefault(reference.label, reference)
        if entries and not listing:
            rest.append(_END)
    return _without_afterword(rest), list(found.values())


_END = Passage(PassageKind.ASIDE, Traced("", [], []), 0, 0)


def _without_afterword(passages: list[Passage]) -> list[Passage]:
    """What stands in a few words after the footnotes, with no heading of its own, is about the author or the site."""
    if _END not in passages:
        return passages
    last = len(passages) - 1 - passages[::-1].index(_END)
    after = passages[last + 1 :]
    if not any(passage.kind is PassageKind.HEADING for passage in after) and len(after) <= 8:
        after = [
            replace(passage, kind=PassageKind.ASIDE)
            if passage.kind in _PROSE and not _reads_as_heading(passage, _LONGEST_HEADING + 4)
            else passage
            for passage in after
        ]
    return [passage for passage in passages[:last] if passage is not _END] + after


def _take_related(passages: list[Passage]) -> tuple[list[Passage], list[str]]:
    """Take the titles of other pieces out of the text: in boxes, under their heading, or alone at the end."""
    titles: list[str] = []
    rest: list[Passage] = []
    listing = False
    for passage in passages:
        text = passage.text.text
        head, tail = conventions.lead_in(text)
        if conventions.is_related(text) and passage.kind is not PassageKind.QUOTE:
            listing = True
        elif passage.kind is PassageKind.RELATED:
            titles.append(text) if not conventions.is_related(head) else titles.extend(_titles(tail))
        elif tail and conventions.is_related(head):
            titles += _titles(tail)
        elif listing and text and len(text.split()) <= 20 and text[-1] not in ".;:":
            titles.append(text)
        else:
            listing = False
            rest.append(passage)
    last = len(rest)
    while last and (rest[last - 1].kind is PassageKind.ASIDE or _reads_as_title(rest[last - 1])):
        last -= 1
    if not any(passage.kind in _PROSE for passage in rest[:last]):
        return rest, titles
    titles += [passage.text.text for passage in rest[last:] if passage.kind is not PassageKind.ASIDE]
    return rest[:last] + [passage for passage in rest[last:] if passage.kind is PassageKind.ASIDE], titles


def _reads_as_title(passage: Passage) -> bool:
    return (
        passage.kind is PassageKind.PARAGRAPH
        and passage.text.text.count(" ") >= 2
        and _reads_as_heading(passage, _LONGEST_HEADING + 3)
    )


def _titles(text: str) -> list[str]:
    return [title for part in re.split(r"\s+[·|•]\s+", text) if (title := part.strip())]


# ── sections, blocks, sentences ───────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _OpenSection:
    role: SectionRole
    heading: str = ""
    level: int = 0
    blocks: list[Block] = field(default_factory=list)


def _sections(passages: Sequence[Passage], language: str, known: frozenset[str] | set[str]) -> tuple[Section, ...]:
    sections = [_OpenSection(SectionRole.LEAD)]
    for passage in passages:
        if passage.kind is PassageKind.HEADING:
            heading, _ = citations.take_marks(passage.text, known)
            sections.append(_OpenSection(conventions.role_of(heading.text), heading.text, passage.level))
        else:
            sections[-1].blocks.append(_block(passage, language, known))
    if not sections[0].blocks:
        del sections[0]
    return tuple(Section(one.role, one.heading, one.level, tuple(one.blocks)) for one in sections)


def _block(passage: Passage, language: str, known: frozenset[str] | set[str]) -> Block:
    if passage.kind not in _PROSE:
        return Block(_KINDS.get(passage.kind, BlockKind.ASIDE), passage.start, passage.end)
    if _is_scattered(passage):
        return Block(BlockKind.TABLE, passage.start, passage.end)
    if conventions.is_aside(passage.text.text):
        return Block(BlockKind.ASIDE, passage.start, passage.end)
    return Block(_KINDS[passage.kind], passage.start, passage.end, _sentences(passage, language, known))


def _is_scattered(passage: Passage) -> bool:
    """Whether a paragraph is a table whose cells have come down as lines, or a list of names."""
    return len(passage.lines) >= 6 and sorted(passage.lines)[len(passage.lines) // 2] < 30


def _sentences(passage: Passage, language: str, known: frozenset[str] | set[str]) -> tuple[Sentence, ...]:
    text, marks = citations.take_marks(passage.text, known)
    found: list[Sentence] = []
    waiting = list(reversed(marks))
    spans = [(start, end) for start, end in split(text.text, language)]
    for number, (start, end) in enumerate(spans):
        last = number + 1 == len(spans)
        stop = text.ends[end - 1]
        labels: list[str] = []
        while waiting and (last or waiting[-1].at <= end or waiting[-1].at < spans[number + 1][0]):
            mark = waiting.pop()
            stop = max(stop, mark.end)
            labels += [label for label in mark.labels if label not in labels]
        words = text.text[start:end]
        if any(sign.isalnum() for sign in words):
            found.append(Sentence(words, text.starts[start], stop, tuple(labels)))
    return tuple(found)
