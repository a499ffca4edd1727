"""Why a letter says what it says: the article, and beside it each point with the sentence it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gutletter.article import parse_article
from gutletter.desk import find
from gutletter.digest import numbered_references
from gutletter.model import (
    Allowance,
    Approval,
    Article,
    Block,
    BlockKind,
    Digest,
    Issue,
    KeyPoint,
    Reference,
    Section,
    Sentence,
)
from gutletter.pipeline import Newsroom, propose, read_queue
from gutletter.web.pages import FILE_POLICY, page, style_of
from gutletter.web.tracing import Cut, Traced, cut_together, traced_points


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the sentences of a point stand in an article: the first of them, and how many there are.

    Blocks of a kind count within their section, sentences within the block; all from 1, the line within the file.
    """

    line: int
    kind: BlockKind
    block: int
    sentence: int
    sentences: int = 1

    def __str__(self) -> str:
        last = self.sentence + self.sentences - 1
        which = f"sentence {self.sentence}" if last == self.sentence else f"sentences {self.sentence} and {last}"
        return f"{self.kind} {self.block}, {which}, line {self.line}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A digest, and what is left of the article it was made from."""

    title: str
    standing: str  # which letter this is, in plain words
    language: str
    digest: Digest
    article: Article | None = None  # of an issue that was opened: while its text still stands in the queue
    text: tuple[str, ...] = ()  # otherwise: headings, then sentences, as the ledger keeps them
    allowed: tuple[Allowance, ...] = ()
    approval: Approval | None = None  # that it went out under, or would

    def place_of(self, point: KeyPoint) -> Whereabouts | None:
        """Where the article's file says what a point says; None when the file is gone or no longer says so."""
        if self.article is None or (same := _found(point.source, self.article)) is None:
            return None
        draft = self.article.draft
        block = next(one for section in self.article.sections for one in section.blocks if same in one.sentences)
        kin = [one for one in self.article.section_of(same).blocks if one.kind is block.kind and one.sentences]
        return Whereabouts(
            line=draft.body_line + draft.body.count("\n", 0, same.start),
            kind=block.kind,
            block=kin.index(block) + 1,
            sentence=block.sentences.index(same) + 1,
            sentences=len(point.sentences),
        )


def explanation_of(newsroom: Newsroom, name: str) -> Explanation:
    """The frozen digest of an issue that was opened, or what the article in the queue would become now.

    Raises UnknownIssue, and DraftError, also for a file that goes by this name and cannot be read.
    """
    issue = newsroom.store.issue(name)
    places, unreadable = read_queue(newsroom)
    drafts = [place.draft for place in places]
    if issue is not None:
        draft = next((draft for draft in drafts if draft.fingerprint == issue.fingerprint), None)
        return Explanation(
            title=issue.title,
            standing=f"as frozen when it was opened, {issue.state}",
            language=draft.language if draft else issue.rendered.letterhead.language,
            digest=issue.digest,
            article=parse_article(draft) if draft else None,
            text=() if draft else _kept_text(newsroom, issue),
            allowed=issue.allowed,
            approval=newsroom.store.approval_of(issue.id),
        )
    proposal = propose(newsroom, find(places, name, unreadable).draft, drafts)
    article, given = proposal.article, proposal.approval
    return Explanation(
        title=article.title,
        standing="as it would be sent now",
        language=article.draft.language,
        digest=proposal.digest,
        article=article,
        approval=given if given and given.hash == proposal.hash else None,
    )


def _kept_text(newsroom: Newsroom, issue: Issue) -> tuple[str, ...]:
    text = next((piece.text for piece in newsroom.store.archive() if piece.slug == issue.slug), "")
    return tuple(line for line in text.split("\n") if line)


def _found(sentence: Sentence, article: Article) -> Sentence | None:
    """The sentence in an article whose file may have been laid out anew since."""
    same = [one for one in article.sentences if one.text == sentence.text]
    return next((one for one in same if one == sentence), same[0] if same else None)


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence of the article as the page shows it; ``points`` rest on it, by their place among all (from 1).

    A point that rests on two sentences begins in the one and ends in the other.
    """

    pieces: Cut
    points: tuple[int, ...] = ()
    beginning: tuple[int, ...] = ()
    ending: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a block of sentences, or one that is not condensed and stands as ``verbatim``."""

    kind: str
    sentences: tuple[Shown, ...] = ()
    verbatim: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cited:
    """A source of a point: its printed number, or the article's label where nothing is printed, and what it is."""

    label: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A point, and everything there is to say about it."""

    traced: Traced
    place: Whereabouts | None
    cited: tuple[Cited, ...]
    shown: bool  # whether its sentence stands on the page


def explanation_page(explanation: Explanation) -> str:
    """One HTML page that needs no other file, no network and no JavaScript."""
    traced = traced_points(explanation.digest, explanation.language)
    article = explanation.article
    resting = _resting(traced, article)
    parts = tuple(_parts(article, resting, traced)) if article else tuple(_lines(explanation.text, traced))
    there = {number for part in parts for sentence in part.sentences for number in sentence.points}
    return page(
        "explanation.html",
        style=style_of("desk", "explanation"),
        policy=FILE_POLICY,
        explanation=explanation,
        points=[
            Told(one, explanation.place_of(one.point), _cited(one, explanation), number in there)
            for number, one in enumerate(traced, 1)
        ],
        parts=parts,
    )


def _resting(traced: Sequence[Traced], article: Article | None) -> Mapping[Sentence, tuple[int, ...]]:
    """Which points rest on which sentence of the article."""
    resting: dict[Sentence, tuple[int, ...]] = {}
    for number, one in enumerate(traced, 1):
        for own in one.point.sentences:
            if article and (sentence := _found(own, article)):
                resting[sentence] = (*resting.get(sentence, ()), number)
    return resting


def _parts(article: Article, resting: Mapping[Sentence, tuple[int, ...]], traced: Sequence[Traced]) -> Iterator[Part]:
    for section in article.sections:
        if section.heading:
            yield Part("heading", (Shown(((section.heading, True),)),), level=section.level)
        yield from (_part(block, article, resting, traced) for block in _in_order(section))


def _in_order(section: Section) -> Sequence[Block]:
    return sorted(section.blocks, key=lambda block: block.start)


def _part(
    block: Block, article: Article, resting: Mapping[Sentence, tuple[int, ...]], traced: Sequence[Traced]
) -> Part:
    if block.sentences:
        return Part(block.kind, tuple(_shown(one.text, resting.get(one, ()), traced) for one in block.sentences))
    written = article.draft.body[block.start : block.end]
    plain = written if block.kind is BlockKind.CODE else re.sub(r"<[^<>]*>", " ", written)
    return Part(block.kind, verbatim="\n".join(line for line in map(str.strip, plain.splitlines()) if line))


def _shown(text: str, points: tuple[int, ...], traced: Sequence[Traced]) -> Shown:
    resting = {number: traced[number - 1] for number in points}
    return Shown(
        cut_together(one.cut(text) for one in resting.values()) or ((text, True),),
        points,
        beginning=tuple(number for number, one in resting.items() if one.point.sentences[0].text == text),
        ending=tuple(number for number, one in resting.items() if one.point.sentences[-1].text == text),
    )


def _lines(text: Sequence[str], traced: Sequence[Traced]) -> Iterator[Part]:
    """The kept text, line by line; a point rests on the first line that is a sentence of it."""
    first = {line: at for at, line in reversed(list(enumerate(text)))}
    for at, line in enumerate(text):
        points = tuple(
            number
            for number, one in enumerate(traced, 1)
            if any(first.get(sentence.text) == at for sentence in one.point.sentences)
        )
        yield Part("paragraph", (_shown(line, points, traced),))


def _cited(traced: Traced, explanation: Explanation) -> tuple[Cited, ...]:
    labels, article = traced.point.citations, explanation.article
    if article is None:
        return tuple(Cited(label) for label in labels)
    numbers = numbered_references(explanation.digest, article)
    known: dict[str, Reference] = {one.label: one for one in article.references}
    return tuple(
        Cited(
            str(numbers.get(label, label)), f"{known[label].text} {known[label].url}".strip() if label in known else ""
        )
        for label in labels
    )
