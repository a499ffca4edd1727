"""An issue file becomes a draft, and drafts stand in a queue.

A file is Markdown, HTML or plain text, with or without YAML front matter between two lines of ``---``.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, tzinfo

from slugify import slugify

from gutletter.errors import UnreadableDraft
from gutletter.formats.frontmatter import read_front_matter, split_front_matter
from gutletter.formats.html import Head, read_head
from gutletter.model import Draft, DraftStatus, Format, Place, Published, QueueMark, Standing

FORMATS = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".txt": Format.TEXT,
}
"""How a file is read, by its ending."""

LARGEST = 5_000_000
"""Bytes an issue file may have."""

PROMPTS = (
    "Write the article here, in Markdown. What stands before the first heading is the lead.",
    "A sentence that makes a claim carries its source.",
    "What a reader should keep, in a sentence or two.",
    "Author, Title, Journal, Year. https://doi.org/…",
)
"""What a new article says until somebody has written it; none of it may go out."""

# ── file to draft ─────────────────────────────────────────────────────────────────────────────────────────────────


def parse_draft(name: str, content: bytes, timezone: tzinfo, *, language: str = "en", article_url: str = "") -> Draft:
    """Read an issue file of this name; the ending says how (``FORMATS``).

    A ``not_before`` or ``expires`` without an offset is in ``timezone``; one without a time is that day's midnight, at
    which the day begins. ``article_url`` is
    a pattern such as ``https://example.org/{slug}`` for files that name no url of their own; ``language`` is for files
    that do not name one. Raises UnreadableDraft, and nothing else, whatever the bytes are.
    """
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    format = FORMATS.get(f".{ending.lower()}")
    if format is None:
        raise UnreadableDraft(name, 0, "This is no issue file.", remedy=f"Its name must end in {', '.join(FORMATS)}.")
    text = _decode(name, content)
    yaml, at = split_front_matter(name, text)
    front = read_front_matter(name, yaml)
    body = text[at:]
    if not body.strip():
        what = "There is no text below the front matter." if at else "The file is empty."
        raise UnreadableDraft(name, 0, what, remedy="Write the article, or take the file away.")
    head = read_head(body) if format is Format.HTML else Head()
    title = front.title or _first_title(body, format) or head.title
    if not title:
        raise UnreadableDraft(name, 1, "The article has no title.", remedy="Write a title: … into its front matter.")
    fingerprint = fingerprint_of(body)
    slug = slugify(front.slug or re.sub(r"^\d{4}-\d{2}-\d{2}[-_ ]?", "", stem)) or slugify(title) or fingerprint[:12]
    return Draft(
        slug=slug,
        place=name,
        title=title,
        body=body,
        format=format,
        fingerprint=fingerprint,
        body_line=text.count("\n", 0, at) + 1,
        author=front.author or head.author,
        url=front.url or front.canonical_url or head.url or article_url.replace("{slug}", slug),
        date=front.date or head.date,
        language=front.language or head.language or language,
        tags=front.tags,
        related=front.related,
        not_before=_aware(front.not_before, timezone),
        expires=_aware(front.expires, timezone),
        status=front.status,
        subject=front.subject,
        preheader=front.preheader,
        audience=front.audience,
        key_points=front.key_points,
        bottom_line=front.bottom_line,
    )


def _decode(name: str, content: bytes) -> str:
    """The text of a file, with line ends made newlines and a byte-order mark removed."""
    if not content:
        raise UnreadableDraft(name, 0, "The file is empty.", remedy="Write the article, or take the file away.")
    if len(content) > LARGEST:
        raise UnreadableDraft(
            name, 0, f"The file is larger than {LARGEST:,} bytes.", remedy="Keep pictures and data out of it."
        )
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if b"\0" in content and encoding != "utf-16":
            raise _binary(name) from error
        raise UnreadableDraft(
            name,
            line,
            f"Byte {error.start + 1} of the file (0x{content[error.start]:02X}) is not UTF-8.",
            remedy="Save the file as UTF-8.",
        ) from error
    if "\0" in text:
        raise _binary(name)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _binary(name: str) -> UnreadableDraft:
    return UnreadableDraft(name, 0, "This is a binary file, not a text.", remedy="Save the article as text in UTF-8.")


def _aware(moment: datetime | date | None, timezone: tzinfo) -> datetime | None:
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)


# ── what a body says of itself ────────────────────────────────────────────────────────────────────────────────────

_H1 = re.compile(r"^ {0,3}#[ \t]+(?P<hash>\S.*?)[ \t]*#*$|^(?P<line>\S.*)\n=+[ \t]*$", re.MULTILINE)
_H1_TAG = re.compile(r"<h1\b[^<>]*>(.{1,2000}?)</h1\s*>", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>|[*_`]{1,3}|!?\[|\]\([^()]*\)|\[\^[^\]]*\]", re.DOTALL)
_LONGEST_TITLE = 200  # characters


def _plain(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub("", text)).replace("\u00ad", "").split())


def _first_title(body: str, format: Format) -> str:
    """The body's own title: its first heading of the first rank, or its first line where that stands alone."""
    if format is Format.HTML:
        heading = _H1_TAG.search(body)
        return _plain(heading[1]) if heading else ""
    if format is Format.MARKDOWN and (heading := _H1.search(body)):
        return _plain(heading["hash"] or heading["line"])
    first, _, rest = body.lstrip().partition("\n")
    title = _plain(first.lstrip("# "))
    if not title or len(title) > _LONGEST_TITLE or (format is Format.MARKDOWN and title.endswith((".", ":"))):
        return ""
    return title if rest.strip() or format is Format.TEXT else ""


_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|</?[a-zA-Z][^<>]*>|(?<=\])\([^()\s]*\)|\[\^[^\[\]\s]*\]",
    re.DOTALL | re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def fingerprint_of(body: str) -> str:
    """The identity of an article: SHA-256 over its words, in hexadecimal.

    Case, punctuation, markup, addresses of links, footnote marks and white space do not count. The ledger keeps these:
    what this function makes of a text must never change, or articles would be sent twice.
    """
    text = unicodedata.normalize("NFKC", html.unescape(_UNREAD.sub(" ", body))).replace("\u00ad", "").casefold()
    words = " ".join(_WORD.findall(text.replace("_", " ")))
    return hashlib.sha256((words or body.strip()).encode("utf-8", "surrogatepass")).hexdigest()


# ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────


def queue_places(
    drafts: Iterable[Draft], marks: Mapping[str, QueueMark], published: Sequence[Published], now: datetime
) -> tuple[Place, ...]:
    """Every draft in the order in which it will be sent, with where it stands and why.

    Among what is due, the editors' explicit order decides, then ``not_before``, then the file's name; one without
    ``not_before`` has been due for ever. What is not due yet comes after it, ordered by ``not_before``, then as before.
    Behind these stand the held, drafts, withdrawn, expired and sent. The first that is due is NEXT; of two with the
    same slug or the same text the later one waits, for good.
    """
    places = [_place(draft, marks.get(draft.slug), published, now) for draft in drafts]
    places.sort(key=lambda place: _order(place, now))
    return tuple(_without_doubles(places, now))


def next_draft(places: Iterable[Place]) -> Draft | None:
    """The draft whose turn it is; None when nothing is due."""
    return next((place.draft for place in places if place.standing is Standing.NEXT), None)


_RANK = {
    Standing.NEXT: 0,
    Standing.WAITING: 0,
    Standing.HELD: 1,
    Standing.DRAFT: 2,
    Standing.WITHDRAWN: 3,
    Standing.EXPIRED: 3,
    Standing.SENT: 4,
}


def _order(place: Place, now: datetime) -> tuple[int, float, float, float, str]:
    due = place.draft.not_before.timestamp() if place.draft.not_before else float("-inf")
    position = place.mark.position if place.mark else None
    return (
        _RANK[place.standing],
        due if due > now.timestamp() else float("-inf"),
        float("inf") if position is None else position,
        due,
        place.draft.place,
    )


def _place(draft: Draft, mark: QueueMark | None, published: Sequence[Published], now: datetime) -> Place:
    """Where a draft stands by itself, before the others are looked at."""
    sent = "" if mark and mark.again else sent_already(draft, published)
    if sent:
        return Place(draft, Standing.SENT, sent, mark)
    if draft.status is DraftStatus.WITHDRAWN:
        return Place(draft, Standing.WITHDRAWN, "its front matter says withdrawn", mark)
    if draft.status is DraftStatus.DRAFT:
        return Place(draft, Standing.DRAFT, "its front matter says draft", mark)
    if draft.expires and draft.expires <= now:
        return Place(draft, Standing.EXPIRED, f"expired {draft.expires:%Y-%m-%d %H:%M %Z}".rstrip(), mark)
    if mark and mark.held:
        return Place(draft, Standing.HELD, "an editor holds it back", mark)
    if draft.not_before and draft.not_before > now:
        return Place(draft, Standing.WAITING, f"not before {draft.not_before:%Y-%m-%d %H:%M %Z}".rstrip(), mark)
    return Place(draft, Standing.WAITING, "for its turn", mark)


def sent_already(draft: Draft, published: Sequence[Published]) -> str:
    """How an article is known to have gone out; empty when it has not."""
    for earlier in published:
        same = (
            f"{draft.slug!r} was sent"
            if draft.slug == earlier.slug
            else f"its address was sent as {earlier.slug!r}"
            if draft.url and draft.url == earlier.url
            else f"its text was sent as {earlier.slug!r}"
            if draft.fingerprint == earlier.fingerprint
            else ""
        )
        if same:
            return f"{same} on {earlier.at:%Y-%m-%d}"
    return ""


def _without_doubles(places: list[Place], now: datetime) -> list[Place]:
    """Give the first that is due its turn, and tell the second of a pair to wait."""
    held = [place.draft for place in places if place.standing is Standing.HELD]
    slugs = {draft.slug: draft for draft in held}
    texts = {draft.fingerprint: draft for draft in held}
    turn = True
    judged: list[Place] = []
    for place in places:
        draft = place.draft
        if place.standing is Standing.WAITING:
            twin = slugs.get(draft.slug) or texts.get(draft.fingerprint)
            if twin is not None:
                what = f"the slug {draft.slug!r}" if twin.slug == draft.slug else "the same text"
                place = Place(draft, Standing.WAITING, f"{twin.place} has {what}, and only one is sent", place.mark)
            elif turn and not (draft.not_before and draft.not_before > now):
                turn = False
                place = Place(draft, Standing.NEXT, "it is the first that is due", place.mark)
            slugs.setdefault(draft.slug, draft)
            texts.setdefault(draft.fingerprint, draft)
        judged.append(place)
    return judged
