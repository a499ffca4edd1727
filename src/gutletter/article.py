"""A draft becomes an article: sections, sentences with offsets, references, and the pieces it names as related.

One reader per format finds the passages; what they mean is judged here, the same way for all. Nothing in a body is an
error: a text without prose is an article without sentences.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import pairwise

from gutletter.formats import citations, conventions, read_body
from gutletter.formats.html import read_piece, without_hidden
from gutletter.formats.passages import Emphasis, Passage, PassageKind, Picture
from gutletter.languages import detect
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
from gutletter.sentences import split

_LONGEST_HEADING = 12  # words, when nothing but its look says that a line is a heading
_LONGEST_MARKED = 25  # words, for a line that is marked as one
_FIRST_FEW = 8  # passages
_STOPS = (".", ",", ";", ":", "!", "…")
_CLOSING_MARKS = "\"'”’»)]*_"
_WORD = re.compile(r"\w+")
_PROSE = frozenset({PassageKind.PARAGRAPH, PassageKind.ITEM, PassageKind.QUOTE})
_UNDER_A_HEADING = _PROSE | {PassageKind.TABLE}
_KINDS = {
    PassageKind.PARAGRAPH: BlockKind.PARAGRAPH,
    PassageKind.ITEM: BlockKind.LIST_ITEM,
    PassageKind.QUOTE: BlockKind.QUOTE,
    PassageKind.TABLE: BlockKind.TABLE,
    PassageKind.CODE: BlockKind.CODE,
}


def parse_article(draft: Draft) -> Article:
    """Read a draft's body. Never raises, whatever the body is; the same draft gives the same article."""
    passages, pictures = read_body(draft.body, draft.format)
    if draft.format is Format.MARKDOWN:
        passages = _expand_html(draft.body, passages, pictures)
    passages = _find_headings(_without_title(passages, draft.title))
    passages, references = _take_references(passages)
    read = passages
    passages, mentioned = _take_related(passages, draft.title)
    addresses = {one.text.text: _address_of(one, draft.body) for one in read if one.text.text in mentioned}
    known = {reference.label for reference in references} or citations.assumed_labels(
        passage.text.text for passage in passages if passage.kind in _PROSE
    )
    return Article(
        draft,
        draft.title,
        _sections(_set_aside(passages), _language(passages, draft.language), known),
        tuple(references),
        mentioned,
        {title: address for title, address in addresses.items() if address},
        tuple(Image(picture.url, picture.alt, picture.width, picture.height) for picture in pictures),
    )


def _expand_html(body: str, passages: list[Passage], pictures: list[Picture]) -> list[Passage]:
    """Read the raw HTML that stands between the Markdown."""
    if not any(passage.kind is PassageKind.HTML for passage in passages):
        return passages
    expanded: list[Passage] = []
    shown = without_hidden(body)
    for passage in passages:
        if passage.kind is PassageKind.HTML:
            inner, images = read_piece(shown, passage.start, passage.end)
            expanded += inner
            pictures += images
        else:
            expanded.append(passage)
    return expanded


# ── title and headings ────────────────────────────────────────────────────────────────────────────────────────────


def _without_title(passages: list[Passage], title: str) -> list[Passage]:
    """Leave out the title where the body repeats it, and the menus that stand before it on a page."""
    wanted = _WORD.findall(title.casefold())
    firsts = [at for at, passage in enumerate(passages) if passage.level == 1]
    named = (at for at, passage in enumerate(passages) if _WORD.findall(passage.text.text.casefold()) == wanted)
    at = next((at for at in named if at < _FIRST_FEW or at in firsts), firsts[0] if len(firsts) == 1 else None)
    if at is None or not wanted:
        return passages
    before = [passage for passage in passages[:at] if passage.kind in _PROSE and passage.text.text.count(" ") > 20]
    return (before if passages[at].level == 1 else passages[:at]) + passages[at + 1 :]


def _find_headings(passages: list[Passage]) -> list[Passage]:
    """Mark the lines that are headings by their look or, where few are, by their place."""
    found = list(passages)
    for at, passage in enumerate(passages):
        words = passage.text.text.count(" ") + 1
        if passage.kind is PassageKind.HEADING and (
            words > _LONGEST_MARKED or (words > _LONGEST_HEADING and passage.text.text.endswith("."))
        ):
            found[at] = replace(passage, kind=PassageKind.PARAGRAPH, level=0)  # underlined by accident
        elif passage.emphasis is Emphasis.STRONG and at + 1 < len(found) and _reads_as_heading(passage):
            found[at] = replace(passage, kind=PassageKind.HEADING, level=3)
    if sum(passage.kind is PassageKind.HEADING for passage in found) >= 2:
        return found
    for at, (passage, following) in enumerate(pairwise(passages)):
        if following.kind in _UNDER_A_HEADING and _reads_as_heading(passage) and not _reads_as_heading(following):
            found[at] = replace(passage, kind=PassageKind.HEADING, level=2)
    return found


def _reads_as_heading(passage: Passage, most: int = _LONGEST_HEADING) -> bool:
    """A paragraph of one line and few words, with no stop in it or at its end."""
    text = passage.text.text
    return (
        passage.kind is PassageKind.PARAGRAPH
        and len(passage.lines) == 1
        and text.count(" ") < most
        and citations.before_marks(text).rstrip(_CLOSING_MARKS)[-1:] not in _STOPS
        and not text[0].islower()
        and any(sign.isalpha() for sign in text)
        and not conventions.is_aside(text)
        and len(split(text)) == 1
    )


# ── what is no prose of the article ───────────────────────────────────────────────────────────────────────────────


def _take_references(passages: list[Passage]) -> tuple[list[Passage], list[Reference]]:
    """Take footnotes and lists of sources out of the text; what follows them in a few words is no part of it either."""
    rest: list[Passage] = []
    found: dict[str, Reference] = {}
    listing = False
    end = 0
    for passage in passages:
        if passage.kind is PassageKind.HEADING:
            listing = conventions.is_references(passage.text.text)
            if not listing:
                rest.append(passage)
            continue
        before, entries = _references_in(passage, listing, found)
        listing = listing and bool(entries)
        for reference in entries:
            found.setdefault(reference.label, reference)
        if before is not None:
            rest.append(before)
        if entries:
            end = len(rest)
    return rest[:end] + _afterword(rest[end:]) if end else rest, list(found.values())


def _references_in(
    passage: Passage, listing: bool, found: dict[str, Reference]
) -> tuple[Passage | None, list[Reference]]:
    """What of a passage is text, if anything, and the references it defines."""
    text = passage.text.text
    if "[^" in text:
        before, entries = citations.definitions(passage.text)
        if entries:
            return (replace(passage, text=before) if before else None), entries
    if passage.kind not in _PROSE and passage.kind is not PassageKind.NOTE:
        return passage, []
    label = passage.number or str(len(found) + 1)
    if passage.kind is PassageKind.NOTE or (listing and passage.kind is PassageKind.ITEM):
        return None, citations.numbered(text) or [citations.entry(text, label)]
    entries = citations.numbered(text)
    if listing and not entries and (text[0].isdecimal() or not _reads_as_title(passage)):
        return None, [citations.entry(text, label)]
    if listing or found or len(entries) > 1:
        return (None if entries else passage), entries
    first, _, others = text.partition(" ")
    for head, tail in (conventions.lead_in(text), (first, others)):
        if conventions.is_references(head) and (entries := citations.numbered(tail)):
            return None, entries
    return passage, []


def _afterword(passages: list[Passage]) -> list[Passage]:
    """What stands after the footnotes, with no heading of its own, is about the author or the site."""
    if len(passages) > _FIRST_FEW or any(passage.kind is PassageKind.HEADING for passage in passages):
        return passages
    return [
        replace(passage, kind=PassageKind.ASIDE)
        if passage.kind in _PROSE and not _reads_as_title(passage) and not conventions.lead_in(passage.text.text)[0]
        else passage
        for passage in passages
    ]


def _take_related(passages: list[Passage], title: str) -> tuple[list[Passage], tuple[str, ...]]:
    """Take the titles of other pieces out of the text: in boxes, under their heading, or alone at the end."""
    titles: list[str] = []
    rest: list[Passage] = []
    listing: frozenset[PassageKind] = frozenset()
    for passage in passages:
        text = passage.text.text
        head, tail = conventions.lead_in(text)
        if text and conventions.is_related(text):
            listing = frozenset({passage.kind}) if passage.kind is PassageKind.ASIDE else _PROSE
        elif tail and conventions.is_related(head):
            titles += _titles(tail)
        elif passage.kind is PassageKind.RELATED or (passage.kind in listing and not passage.level):
            if _is_short(text):
                titles.append(text)
            else:
                listing = frozenset()
                rest.append(
                    replace(passage, kind=PassageKind.ASIDE) if passage.kind is PassageKind.RELATED else passage
                )
        else:
            listing = frozenset()
            rest.append(passage)
    last = len(rest)
    while last and (rest[last - 1].kind is PassageKind.ASIDE or _reads_as_title(rest[last - 1])):
        last -= 1
    if any(passage.kind in _PROSE for passage in rest[:last]):
        titles += [passage.text.text for passage in rest[last:] if passage.kind is not PassageKind.ASIDE]
        rest[last:] = [passage for passage in rest[last:] if passage.kind is PassageKind.ASIDE]
    return rest, tuple(dict.fromkeys(one for one in titles if one != title))


_LINK_BEFORE = re.compile(
    r"<a\b[^<>]*?\shref\s*=\s*[\"']?(https?://[^\s\"'<>]+)[^<>]*>\s*(?:<\w[^<>]*>\s*)*$", re.IGNORECASE
)
_LINK_BEHIND = re.compile(r"\]\(<?(https?://[^\s()<>]+)")
_LONGEST_LINK = 2000  # characters


def _address_of(passage: Passage, body: str) -> str:
    """Where the link leads that a title is; empty when it is none, or leads nowhere outside its own site."""
    if not passage.text:
        return ""
    start, end = passage.text.starts[0], passage.text.ends[-1]
    link = _LINK_BEFORE.search(body, max(0, start - _LONGEST_LINK), start) or _LINK_BEHIND.match(body, end)
    return unescape(link[1]) if link else ""


def _is_short(text: str) -> bool:
    return bool(text) and text.count(" ") < 20 and text[-1] not in ".;:"


def _reads_as_title(passage: Passage) -> bool:
    """A heading of three words or more that is no signature: those come with dashes, bars and addresses."""
    text = passage.text.text
    signed = text[:1] in "–—-" or " | " in text or "@" in text
    return not signed and text.count(" ") >= 2 and _reads_as_heading(passage, _LONGEST_HEADING + 3)


def _titles(text: str) -> list[str]:
    return [title for part in re.split(r"\s+[·|•]\s+", text) if (title := part.strip())]


def _set_aside(passages: list[Passage]) -> list[Passage]:
    """Mark bylines, notices and the like, and what is said in italics at the very end."""
    judged = [
        replace(passage, kind=PassageKind.ASIDE)
        if passage.kind in _PROSE and conventions.is_aside(passage.text.text)
        else passage
        for passage in passages
    ]
    for at in range(len(judged) - 1, 0, -1):
        passage = judged[at]
        if passage.kind is PassageKind.ASIDE:
            continue
        if passage.emphasis is not Emphasis.ITALIC or judged[at - 1].kind is PassageKind.HEADING:
            break
        if passage.kind is PassageKind.PARAGRAPH and passage.text.text.count(" ") < 60:
            judged[at] = replace(passage, kind=PassageKind.ASIDE)
    return judged


# ── sections, blocks, sentences ───────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class _OpenSection:
    role: SectionRole
    heading: str = ""
    level: int = 0
    blocks: list[Block] = field(default_factory=list)

    @property
    def items(self) -> int:
        return sum(block.kind is BlockKind.LIST_ITEM for block in self.blocks)

    def close(self) -> Section:
        """Decide its role: a list under "Conclusion" is key points, one paragraph under "In short" a conclusion."""
        prose = [block for block in self.blocks if block.sentences]
        role = self.role
        if role is SectionRole.TAKEAWAYS and len(prose) == 1 and not self.items:
            role = SectionRole.BOTTOM_LINE
        elif role is SectionRole.BOTTOM_LINE and len(prose) >= 3 and self.items == len(prose):
            role = SectionRole.TAKEAWAYS
        return Section(role, self.heading, self.level, tuple(self.blocks))


def _language(passages: Sequence[Passage], declared: str) -> str:
    """The language by whose abbreviations sentences are told apart: that of the text, where it is plainly another."""
    return detect(" ".join(passage.text.text for passage in passages if passage.kind in _PROSE), declared)


def _sections(passages: Sequence[Passage], language: str, known: Collection[str]) -> tuple[Section, ...]:
    sections = [_OpenSection(SectionRole.LEAD)]
    for passage in passages:
        if passage.kind is PassageKind.HEADING:
            heading, _ = citations.take_marks(passage.text, known)
            sections.append(_OpenSection(conventions.role_of(heading.text), heading.text, passage.level))
            continue
        block = _block(passage, language, known)
        if block.kind is BlockKind.PARAGRAPH and _is_box_before_lead(sections):
            sections.append(_OpenSection(SectionRole.LEAD))
        sections[-1].blocks.append(block)
    if not sections[0].blocks:
        del sections[0]
    return tuple(section.close() for section in sections)


def _is_box_before_lead(sections: list[_OpenSection]) -> bool:
    """Whether we stand behind a list of takeaways with which an article opens: then its lead is still to come."""
    return (
        sections[-1].role is SectionRole.TAKEAWAYS
        and sections[-1].items >= 2
        and not any(section.role in (SectionRole.BODY, SectionRole.BOTTOM_LINE) for section in sections)
    )


def _block(passage: Passage, language: str, known: Collection[str]) -> Block:
    kind = _KINDS.get(passage.kind, BlockKind.ASIDE)
    if passage.kind not in _PROSE:
        return Block(kind, passage.start, passage.end)
    if _is_scattered(passage):
        return Block(BlockKind.TABLE, passage.start, passage.end)
    return Block(kind, passage.start, passage.end, tuple(_sentences(passage, language, known)))


def _is_scattered(passage: Passage) -> bool:
    """Whether a paragraph is a table whose cells have come down as lines of their own."""
    lines = len(passage.lines)
    return lines >= 6 and sorted(passage.lines)[lines // 2] < 30 and len(split(passage.text.text)) * 3 < lines


def _sentences(passage: Passage, language: str, known: Collection[str]) -> Iterator[Sentence]:
    text, marks = citations.take_marks(passage.text, known)
    spans = split(text.text, language)
    waiting = deque(marks)
    for number, (start, end) in enumerate(spans, 1):
        following = spans[number][0] if number < len(spans) else len(text.text) + 1
        stop = text.ends[end - 1]
        labels: list[str] = []
        while waiting and waiting[0].at < following:
            mark = waiting.popleft()
            stop = max(stop, mark.end)
            labels += mark.labels
        words = text.text[start:end]
        if any(sign.isalnum() for sign in words):
            yield Sentence(words, text.starts[start], stop, tuple(dict.fromkeys(labels)))
