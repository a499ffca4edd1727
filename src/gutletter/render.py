"""Digest → RenderedIssue: Jinja2 fills the theme, and the CSS is written into the elements, once for everyone.

What differs from reader to reader stays in as :class:`gutletter.model.Marker` and is spliced in by ``message``.
An article is never taken for a template, and nothing it says makes this room fetch or read anything.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from markupsafe import Markup

from gutletter.errors import DraftError, ThemeError
from gutletter.forks import forked, same_but_for_the_name, taken
from gutletter.inlining import CannotInline, inlined
from gutletter.model import (
    Article,
    Block,
    BlockKind,
    Digest,
    Draft,
    Fork,
    Image,
    KeyPoint,
    Letterhead,
    Marker,
    Reference,
    Related,
    RenderedIssue,
    SectionRole,
    Sentence,
)
from gutletter.theme import Theme, day_of, filled, look_of, printable, words_of

WORDS_A_MINUTE = 230
SHORTEST_LEAD = 5  # words; "Requirements." says nothing
LONGEST_LEAD = 240  # characters; a longer first sentence is no lead
LONGEST_SHOWN = 60  # characters of a source's address
WIDEST_PICTURE = 504  # pixels; the column without its margins, and as high as a picture may be
SMALLEST_PICTURE = 64  # pixels; what is smaller in either direction is an icon, or counts who opens the mail

# ── what the templates of the letter see, as ``letter`` ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Claim:
    """What the letter says in one place: its text, the printed numbers of its sources, and where it stands in full."""

    text: str
    numbers: tuple[int, ...] = ()
    section: str = ""
    url: str = ""  # of the very sentence; empty when the full piece stands nowhere


@dataclass(frozen=True, slots=True)
class Source:
    """A cited reference under its printed number; ``shown`` is its ``url`` as people read it."""

    number: int
    text: str
    url: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article printed whole: ``heading``, ``paragraph``, ``list item``, ``quote`` or ``verbatim``."""

    kind: str
    text: str = ""  # of a heading, or of something verbatim
    claims: tuple[Claim, ...] = ()  # of everything else
    links: tuple[str, ...] = ()  # where its links lead that its text does not show


@dataclass(frozen=True, slots=True)
class Picture:
    """The article's image, by its address, in the pixels at which it is printed; height 0 is not known."""

    url: str
    alt: str
    width: int
    height: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter, ready to be set: no template computes anything."""

    title: str
    author: str
    url: str
    date: str
    minutes: int
    minutes_in_full: int
    lead: str
    picture: Picture | None
    points: tuple[Claim, ...]
    bottom_line: tuple[Claim, ...]
    whole: bool
    passages: tuple[Passage, ...]
    body_html: Markup
    references: tuple[Source, ...]
    related: tuple[Related, ...]
    repeats: bool = False  # whether a point, or a sentence of a whole article, says the preheader: it is shown once


def render(
    article: Article,
    digest: Digest,
    related: Sequence[Related],
    letterhead: Letterhead,
    numbers: Mapping[str, int],
    theme: Theme,
    *,
    at: datetime,
    body_html: str = "",
    counts_clicks: bool = False,
) -> RenderedIssue:
    """Write the letter. The same arguments give the same letter, byte for byte.

    ``numbers`` gives each reference label its printed number; a citation without one is left out. ``at`` is the time
    printed, as a day in the publication's zone. ``body_html`` is the article's sanitised HTML, and is printed when the
    digest is ``whole``; without it the article's own sentences are. ``counts_clicks`` lets the letter say so.

    Raises DraftError when the article contains a reader's marker word for word, ThemeError when a template is missing
    or broken or the letter would have no way to unsubscribe.
    """
    _refuse_markers(article, digest, related, body_html)
    language = article.draft.language or letterhead.language
    day = _day(at, letterhead, words_of(theme, language))
    letter = _letter(article, digest, related, numbers, day, body_html)
    rendered = render_mail(
        "issue",
        letterhead,
        theme,
        language=language,
        subject=digest.subject or article.title,
        preheader=digest.preheader,
        values={"letter": letter, "counts_clicks": counts_clicks},
    )
    for part, content in (("body.html", rendered.html), ("body.txt", rendered.text)):
        if not all(Marker.UNSUBSCRIBE_URL in taken(content, named=named) for named in (True, False)):
            raise ThemeError(
                f"email/issue/{part}: the letter has no link to unsubscribe.",
                remedy="Print {{ reader.unsubscribe_url }} in it; readers must be able to leave.",
            )
    return rendered


def render_mail(
    kind: str,
    letterhead: Letterhead,
    theme: Theme,
    *,
    language: str,
    subject: str = "",
    preheader: str = "",
    values: Mapping[str, object] = MappingProxyType({}),
) -> RenderedIssue:
    """Write a mail of any kind from ``email/<kind>/{subject.txt,body.html,body.txt}``. Raises ThemeError.

    A template may ask whether ``reader.name`` is known: it is filled both ways, and where that makes a difference the
    mail has both (``model.Fork``).
    """
    names: dict[str, object] = {
        "publication": letterhead,
        "words": words_of(theme, language),
        "look": look_of(theme),
        "language": language,
        "kind": kind,
        "direction": "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        "subject": subject,
        "preheader": preheader,
        "counts_clicks": False,
        **values,
    }
    reader = {marker.name.lower(): marker for marker in Marker}
    both = names | {"reader": reader}, names | {"reader": reader | {"name": ""}}
    subjects = [" ".join(one.split()) for one in _either_way(theme, f"email/{kind}/subject.txt", both)]
    for each, one in zip(both, (subjects[0], subjects[-1]), strict=True):
        each["subject"] = one
    texts = [_tidy(one) for one in _either_way(theme, f"email/{kind}/body.txt", both)]
    try:
        documents = [inlined(one) for one in _either_way(theme, f"email/{kind}/body.html", both)]
    except CannotInline as error:
        raise ThemeError(f"email/{kind}/body.html: its CSS cannot be written into its elements: {error}.") from error
    return RenderedIssue(
        subject=forked(subjects[0], subjects[-1]),
        preheader=preheader,
        html=forked(documents[0], documents[-1]),
        text=forked(texts[0], texts[-1]),
        letterhead=letterhead,
        kind=kind,
    )


def _either_way(theme: Theme, name: str, both: tuple[Mapping[str, object], Mapping[str, object]]) -> tuple[str, ...]:
    """The template for readers whose name is known and, where that makes a difference, for the others."""
    known, unknown = (filled(theme, name, names) for names in both)
    return (known,) if same_but_for_the_name(known, unknown) else (known, unknown)


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


# ── the letter's content ──────────────────────────────────────────────────────────────────────────────────────────


def _letter(
    article: Article, digest: Digest, related: Sequence[Related], numbers: Mapping[str, int], day: str, body_html: str
) -> Letter:
    draft = article.draft
    url = _link(draft.url)
    cited = {label for point in digest.points for label in point.citations}
    if digest.whole:
        cited |= {label for sentence in article.sentences for label in sentence.citations}
    lead = "" if digest.whole else _lead(article, digest)
    words = sum(len(text.split()) for text in (lead, *(point.text for point in digest.points)))
    return Letter(
        title=article.title,
        author=draft.author,
        url=url,
        date=day,
        minutes=_minutes(article.words if digest.whole else words),
        minutes_in_full=_minutes(article.words),
        lead=lead,
        picture=None if body_html else _picture(article.images),
        points=tuple(_claim(point, url, draft, numbers) for point in digest.key_points),
        bottom_line=tuple(_claim(point, url, draft, numbers) for point in digest.bottom_line),
        whole=digest.whole,
        passages=tuple(_passages(article, numbers)) if digest.whole else (),
        body_html=_body(body_html),
        references=_sources(article.references, cited, numbers),
        related=tuple(replace(piece, url=_link(piece.url)) for piece in related),
        repeats=any(digest.preheader in one.text for one in (article.sentences if digest.whole else digest.points)),
    )


def _picture(images: Iterable[Image]) -> Picture | None:
    """The first image that can stand in a mail: on https, with words for those who do not see it, and no icon."""
    for image in images:
        known = [size for size in (image.width, image.height) if size]
        if image.alt.strip() and _link(image.url).startswith("https://") and min(known, default=999) > SMALLEST_PICTURE:
            return _fitted(image)
    return None


def _fitted(image: Image) -> Picture:
    """Within the column, never larger than it is, and no higher than the column is wide."""
    alt = " ".join(image.alt.split())
    if not (image.width and image.height):
        return Picture(image.url, alt, min(image.width or WIDEST_PICTURE, WIDEST_PICTURE))
    scale = min(1, WIDEST_PICTURE / image.width, WIDEST_PICTURE / image.height)
    return Picture(image.url, alt, round(image.width * scale), max(1, round(image.height * scale)))


def _body(body_html: str) -> Markup:
    """The article's own HTML. Outlook for Windows knows no other limit to an image than its width attribute."""
    sized = body_html.replace("<img ", f'<img width="{WIDEST_PICTURE}" ')
    return Markup(printable(sized))  # noqa: S704 sanitised where it is made


def _claim(point: KeyPoint, url: str, draft: Draft, numbers: Mapping[str, int]) -> Claim:
    return Claim(
        text=point.text,
        numbers=_numbers(point.citations, numbers),
        section=point.section,
        url=_place_of(point.source, url, draft) if url else "",
    )


def _place_of(source: Sentence, url: str, draft: Draft) -> str:
    """Where the full piece says it; its title stands above it there."""
    before = f"{draft.title}\n{draft.body[: source.start]}"
    return sentence_url(url, source, draft.body[source.start : source.end], before)


def _numbers(citations: Iterable[str], numbers: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted({numbers[label] for label in citations if label in numbers}))


def _sources(references: Iterable[Reference], cited: set[str], numbers: Mapping[str, int]) -> tuple[Source, ...]:
    known = {one.label: one for one in references if one.label in cited and one.label in numbers}
    return tuple(_source(numbers[label], known[label]) for label in sorted(known, key=lambda label: numbers[label]))


def _source(number: int, reference: Reference) -> Source:
    url = _link(reference.url)
    parts = urlsplit(url)
    shown = f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
    return Source(number, reference.text, url, shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…")


def _lead(article: Article, digest: Digest) -> str:
    """The article's first sentence, unless the letter says it anyway or it is too long to be a lead."""
    leads = (section for section in article.sections if section.role is SectionRole.LEAD)
    first = next((sentence for lead in leads for sentence in lead.sentences), None)
    if first is None or len(first.text) > LONGEST_LEAD or len(first.text.split()) < SHORTEST_LEAD:
        return ""
    told = first.text == digest.preheader or any(first in point.sentences for point in digest.points)
    return "" if told else first.text


def _passages(article: Article, numbers: Mapping[str, int]) -> Iterator[Passage]:
    for section in article.sections:
        if section.heading:
            yield Passage("heading", section.heading)
        yield from (
            _passage(block, article.draft, numbers) for block in section.blocks if block.kind != BlockKind.ASIDE
        )


def _passage(block: Block, draft: Draft, numbers: Mapping[str, int]) -> Passage:
    if not block.sentences:
        return Passage("verbatim", draft.body[block.start : block.end])
    claims = tuple(Claim(s.text, _numbers(s.citations, numbers)) for s in block.sentences)
    shown = " ".join(claim.text for claim in claims)
    links = tuple(url for url in _links(draft.body, block) if url not in shown)
    return Passage(block.kind.value, claims=claims, links=links)


_LINK = re.compile(
    r"""(?<!!)\[[^\[\]]*\]\(<?(https?://[^\s()<>]+) | <a\b[^<>]*?\shref\s*=\s*["']?(https?://[^\s"'<>]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_TAGS_BEFORE = re.compile(r"(?:<[^<>]{0,2000}>\s*)+$")


def _links(body: str, block: Block) -> Iterator[str]:
    """The web addresses that a block of HTML or Markdown links to, in order, each once; with a tag that opens it."""
    before = _TAGS_BEFORE.search(body, max(0, block.start - 2000), block.start)
    found = _LINK.findall(body, before.start() if before else block.start, block.end)
    yield from dict.fromkeys(html.unescape(markdown or tag) for markdown, tag in found)


def _minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))


def _day(at: datetime, letterhead: Letterhead, spoken: Mapping[str, Any]) -> str:
    return day_of(spoken, at.astimezone(ZoneInfo(letterhead.timezone)))


def _link(url: str) -> str:
    """The address if a reader can follow it in a mail, otherwise nothing: what cannot be followed is no link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


# ── a link to the very sentence ───────────────────────────────────────────────────────────────────────────────────

_PHRASE = 5  # words that begin and end what the browser looks for


def sentence_url(url: str, sentence: Sentence, written: str, before: str = "") -> str:
    """The address at which a browser shows the page with this sentence marked (WICG Text Fragments).

    ``written`` is the sentence as its author wrote it. A browser finds only what stands on the page unbroken, word for
    word, so the phrases looked for stop where a citation mark or other markup stands; if nothing is left, the page. It
    takes the first place it finds, so what stands in the text ``before`` as well is looked for with more words.
    """
    words = sentence.text.split()
    written, before = " ".join(written.split()), " ".join(before.split()).casefold()
    openings = [_unbroken(words[:length], written) for length in (_PHRASE, 2 * _PHRASE, 4 * _PHRASE)]
    opening = next((one for one in openings if one.casefold() not in before), openings[-1])
    if not opening:
        return url
    begun = len(opening.split())
    closing = _unbroken(words[-_PHRASE:], written, from_the_end=True) if len(words) >= begun + _PHRASE + 1 else ""
    directive = ",".join(quote(phrase, safe="").replace("-", "%2D") for phrase in (opening, closing) if phrase)
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def _unbroken(words: Sequence[str], written: str, *, from_the_end: bool = False) -> str:
    """The longest run of at least two words, at the beginning or the end, that the author wrote without a break."""
    for length in range(len(words), 1, -1):
        phrase = " ".join(words[-length:] if from_the_end else words[:length]).rstrip(".,;:!?…")
        if re.search(rf"(?<!\w){re.escape(phrase)}(?![\w\[^*_<])", written):
            return phrase
    return ""


# ── what may not be said ──────────────────────────────────────────────────────────────────────────────────────────


def _refuse_markers(article: Article, digest: Digest, related: Iterable[Related], body_html: str) -> None:
    """Refuse text that would be replaced by a reader's name or address, also where HTML hides it in entities."""
    draft = article.draft
    for line, text in enumerate(draft.body.split("\n"), draft.body_line):
        _refuse_marker(draft, line, text)
    front = (draft.author, draft.url, draft.subject, draft.preheader, *(own.text for own in draft.points))
    points = (text for point in digest.points for text in (point.text, point.section, point.said))
    references = (text for one in article.references for text in (one.text, one.url))
    beside = (text for one in related for text in (one.title, one.line, one.url))
    sentences = (sentence.text for sentence in article.sentences) if digest.whole else ()
    for text in (
        article.title,
        digest.subject,
        digest.preheader,
        body_html,
        *front,
        *points,
        *references,
        *beside,
        *(text for image in article.images for text in (image.url, image.alt)),
        *sentences,
    ):
        _refuse_marker(draft, 0, text)


def _refuse_marker(draft: Draft, line: int, text: str) -> None:
    readable = str(printable(html.unescape(text)))
    for marker in (*Marker, *Fork):
        if marker in readable:
            raise DraftError(
                draft.place,
                line,
                f"the text {marker.value} stands for what differs from reader to reader and cannot be printed.",
                remedy="Write it differently, for example with a space in it.",
            )
