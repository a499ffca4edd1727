"""HTML, as content systems and word processors export it: its passages with offsets into the raw text.

Nothing in it is trusted or obeyed. Tags that never close, close twice or cross one another are forgiven.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gutletter.formats.passages import Emphasis, Passage, PassageKind, Picture, Traced, superscript

_TOKEN = re.compile(
    r"""
      <!--(?P<comment>.*?)(?:-->|\Z)
    | <(?P<close>/?)(?P<tag>[a-zA-Z][\w:-]*)(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)/?>
    | <[!?/a-zA-Z][^<>]*>?
    | &(?P<entity>\#\d{1,7}|\#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});?
    | (?P<text>[^<&]+|[<&])
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _words("script style template svg math iframe object noscript head textarea select title")
_DROPPED = _words("nav footer form aside button dialog")
_VOID = _words("area base br col embed hr img input link meta param source track wbr o:p")
_BLOCK = _words(
    "p div section article main header figure figcaption h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table tr "
    "td th thead tbody tfoot caption hr address details summary center fieldset body html nav footer form aside button "
    "dialog"
)
_DEEPEST = 60  # blocks within blocks; what lies deeper is read as if it lay here
_STRONG = _words("b strong")
_ITALIC = _words("i em cite")
_HEADING = re.compile(r"h[1-6]")
_KIND_OF = {
    **dict.fromkeys(("li", "dd", "dt"), PassageKind.ITEM),
    **dict.fromkeys(("td", "th", "caption"), PassageKind.TABLE),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), PassageKind.HEADING),
    "blockquote": PassageKind.QUOTE,
    "pre": PassageKind.CODE,
    "figcaption": PassageKind.ASIDE,
}
_SILENT = frozenset({PassageKind.TABLE, PassageKind.CODE, PassageKind.ASIDE})
_NEVER_DROPPED = _words("html body main article")
_FURNITURE = re.compile(
    r"""^(?:
      .*(?:share|sharing|social|cookie|gdpr|consent|breadcrumb|newsletter|optin|opt-in|subscribe|signup|advert|disclosure|
           byline|tweet|skip-link|top-bar|author-(?:bio|box|info)|related-?(?:posts?|inline)|recommended|comments?|reply).*
      | (?:entry|post)-?meta | tags? | tagged | ad | ad[-_](?:slot|unit).* | sidebar | promo.* | jump | rating | print |
        caption | .*caption-text | meta | footer | menu | wprm-.* | author | disclaimer
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_ROOMS = re.compile(
    r"content|wrap|container|main|layout|page|has-|no-|with-|template|single|post-\d|type-", re.IGNORECASE
)
_RELATED = re.compile(r"related|recommended|also-like|read-next|more-posts|^rp$", re.IGNORECASE)
_NOTES = re.compile(r"footnotes?|endnotes?|references|citations|bibliography", re.IGNORECASE)
_NUMBERS = re.compile(r"^[\[(]?\s*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*[\])]?$")
_BACKLINK = re.compile(r"\s*[↩↑⏎^]\ufe0e?\s*$")


@dataclass(slots=True)
class _Element:
    tag: str
    dropped: bool
    related: bool
    notes: bool
    count: int = 0  # of list items met


@dataclass(slots=True)
class _Walk:
    """What has been read so far, and where in the tree of tags we stand."""

    furniture: bool  # whether classes may say that something is no part of the article
    passages: list[Passage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    open: list[_Element] = field(default_factory=list)
    parts: list[Traced] = field(default_factory=list)
    strong: int = 0
    italic: int = 0
    not_strong: bool = False  # whether the passage in hand has characters that are not set so
    not_italic: bool = False
    raised: list[Traced] | None = None  # what stands in the <sup> in hand
    unclosed: set[str] = field(default_factory=set)  # tags that are known not to close any more

    def text(self, part: Traced) -> None:
        if self.raised is not None:
            self.raised.append(part)
            return
        self.parts.append(part)
        if part.text.strip():
            self.not_strong |= not self.strong
            self.not_italic |= not self.italic

    def end_passage(self) -> None:
        """What has been gathered becomes a passage."""
        if self.raised is not None:
            self.end_raised()
        parts, self.parts = self.parts, []
        not_strong, not_italic = self.not_strong, self.not_italic
        self.not_strong = self.not_italic = False
        if not parts:
            return
        whole = Traced.join(parts)
        text = whole.tidy()
        if not text:
            return
        kind, level, number = self._kind()
        if kind is PassageKind.NOTE:
            text = text.without(_BACKLINK)
        emphasis = Emphasis.NONE if not_strong and not_italic else Emphasis.ITALIC if not_strong else Emphasis.STRONG
        self.passages.append(
            Passage(kind, text, text.starts[0], text.ends[-1], level, number, emphasis, (len(text.text),))
        )

    def _kind(self) -> tuple[PassageKind, int, str]:
        """What the open tags make of a passage: its kind, a heading's level, an item's number."""
        kind, level, number = PassageKind.PARAGRAPH, 0, ""
        for element in self.open:
            tag = element.tag
            kind = _KIND_OF.get(tag, kind)
            if _HEADING.fullmatch(tag):
                level = int(tag[1])
            elif tag in ("ul", "ol"):
                number = str(element.count) if tag == "ol" else ""
        silent = next((_KIND_OF[one.tag] for one in self.open if _KIND_OF.get(one.tag) in _SILENT), None)
        if any(element.related for element in self.open):
            kind = PassageKind.RELATED
        elif any(element.dropped for element in self.open):
            kind = PassageKind.ASIDE
        elif silent is not None:
            kind = silent
        elif kind is PassageKind.ITEM and any(element.notes for element in self.open):
            kind = PassageKind.NOTE
        return kind, level, number

    def end_raised(self, end: int | None = None) -> None:
        """Raised digits become raised signs; ``end`` is where their closing tag ends."""
        raised, self.raised = self.raised or [], None
        if not raised:
            return
        whole = Traced.join(raised)
        number = _NUMBERS.match(whole.text.strip())
        if number:
            signs = superscript(number[1])
            whole = Traced(signs, [whole.starts[0]] * len(signs), [end or whole.ends[-1]] * len(signs))
        self.text(whole)


def read_html(body: str) -> tuple[list[Passage], list[Picture]]:
    """The passages of HTML in their order, and the images in it. Reads any text; nothing is an error.

    Scripts, styles and what nobody sees are left out; menus, forms, share bars and comments come out as asides. If too
    little would be left (a theme calls everything "sidebar"), class names are not believed.
    """
    return read_piece(without_hidden(body), 0, len(body))


def read_piece(body: str, start: int, end: int) -> tuple[list[Passage], list[Picture]]:
    """The same of a piece of a text, for whoever has taken out of all of it what is hidden."""
    walk = _walk(body, start, end, furniture=True)
    kept = sum(len(passage.text.text) for passage in walk.passages if passage.kind not in _SET_ASIDE)
    every = sum(len(passage.text.text) for passage in walk.passages)
    if kept < _SUSPICIOUSLY_LITTLE and kept * 4 < every:
        walk = _walk(body, start, end, furniture=False)
    return walk.passages, walk.pictures


_SET_ASIDE = frozenset({PassageKind.ASIDE, PassageKind.RELATED})
_SUSPICIOUSLY_LITTLE = 300  # characters


# No possessive quantifier: Python 3.11.2 takes what such a group has just refused.
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<tag>[a-z][\w:-]*)(?=[\s/>])(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>""", re.IGNORECASE
)
_HIDES = re.compile(r"\shidden(?=[\s=/]|$)", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MAY_HIDE = re.compile(r"hidden|display\s*:\s*none", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_VISIBLE_AT_LEAST = 0.5


def without_hidden(body: str) -> str:
    """HTML with blanks in the place of what a browser does not show, so that every other sign stands where it stood.

    What never closes hides nothing. Where half of a page is hidden, its script will show it: there all is kept.
    """
    if not _MAY_HIDE.search(body):
        return body
    kept: list[str] = []
    at = 0
    for start, end in sorted(_hidden(body)):
        if start >= at:
            kept += [body[at:start], " " * (end - start)]
            at = end
    left = "".join([*kept, body[at:]])
    return left if len(left.split()) >= _VISIBLE_AT_LEAST * len(body.split()) else body


def _hidden(body: str) -> Iterator[tuple[int, int]]:
    """Where each element begins and ends that is not shown. A paragraph ends where the next begins."""
    opened: dict[str, list[tuple[int, bool]]] = {}  # by tag, the last one last: where it begins, whether it is hidden
    for match in _TAG.finditer(body):
        tag, written = match["tag"].lower(), match["attributes"]
        if tag in _VOID:
            continue
        begun = opened.setdefault(tag, [])
        if (match["close"] or tag == "p") and begun:
            start, hidden = begun.pop()
            if hidden:
                yield start, match.end() if match["close"] else match.start()
        if not match["close"]:
            begun.append((match.start(), not written.endswith("/") and _is_hidden(written)))


def _is_hidden(written: str) -> bool:
    if not _MAY_HIDE.search(written):
        return False
    style = _attributes(written).get("style", "") if "style" in written.lower() else ""
    return bool(_HIDES.search(_QUOTED.sub('""', written)) or _UNSEEN.search(style))


def _walk(body: str, at: int, end: int, *, furniture: bool) -> _Walk:
    walk = _Walk(furniture)
    while at < end:
        match = _TOKEN.match(body, at, end)
        if match is None:
            break
        at = match.end()
        if match["text"] is not None:
            walk.text(Traced.of(body, match.start(), at))
        elif match["entity"] is not None:
            sign = html.unescape(match[0])
            walk.text(Traced(sign, [match.start()] * len(sign), [at] * len(sign)))
        elif match["tag"] is not None:
            tag = match["tag"].lower()
            if match["close"]:
                _close(walk, tag, at)
            elif tag in _SKIPPED:
                at = _after(walk, tag, body, at, end)
            else:
                _open(walk, tag, match)
    walk.end_passage()
    return walk


def _after(walk: _Walk, tag: str, body: str, at: int, end: int) -> int:
    """Where what is skipped ends. A script that never closes hides the rest of the page; other tags hide nothing."""
    closing = None if tag in walk.unclosed else re.compile(f"</{tag}\\s*>", re.IGNORECASE).search(body, at, end)
    if closing is not None:
        return closing.end()
    walk.unclosed.add(tag)
    return end if tag in ("script", "style", "textarea") else at


def _open(walk: _Walk, tag: str, match: re.Match[str]) -> None:
    attributes = _attributes(match["attributes"])
    if tag == "img":
        if attributes.get("src") and not any(element.dropped or element.related for element in walk.open):
            walk.pictures.append(_picture(attributes))
        return
    if tag == "br":
        walk.text(Traced("\n", [match.start()], [match.end()]))
        return
    if tag in _BLOCK:
        walk.end_passage()
        if tag in ("p", "li", "tr", "td", "th", "dt", "dd") or (len(tag) == 2 and tag[0] == "h"):
            _close_open_leaf(walk, tag)
    if tag in _VOID or match[0].endswith("/>"):
        return
    walk.strong += tag in _STRONG
    walk.italic += tag in _ITALIC
    if tag == "sup" and walk.raised is None:
        walk.raised = []
    if tag == "li":
        for element in reversed(walk.open):
            if element.tag in ("ul", "ol"):
                element.count += 1
                break
    if tag in _BLOCK and len(walk.open) < _DEEPEST:
        walk.open.append(_element(walk, tag, attributes))


def _picture(attributes: dict[str, str]) -> Picture:
    """An image; while a page's script has not run yet, its address may stand in ``data-src``."""
    url = attributes["src"]
    if url.startswith("data:"):
        url = attributes.get("data-src", url)
    sizes = [int(size[1]) if (size := _PIXELS.match(attributes.get(name, ""))) else 0 for name in ("width", "height")]
    return Picture(url.strip(), attributes.get("alt", ""), *sizes)


_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$")


def _close_open_leaf(walk: _Walk, tag: str) -> None:
    """A paragraph or list item that was never closed ends where the next one begins."""
    if walk.open and walk.open[-1].tag == "p":
        walk.open.pop()
    if walk.open and walk.open[-1].tag == tag:
        walk.open.pop()


def _element(walk: _Walk, tag: str, attributes: dict[str, str]) -> _Element:
    names = f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('role', '')}".split()
    dropped, related = tag in _DROPPED, False
    if walk.furniture and tag not in _NEVER_DROPPED:
        furniture = [name for name in names if not _ROOMS.search(name) and _FURNITURE.match(name)]
        dropped |= bool(furniture)
        related = any(_RELATED.search(name) and not _ROOMS.search(name) for name in names)
    notes = any(_NOTES.search(name) for name in names)
    return _Element(tag, dropped, related, notes)


def _close(walk: _Walk, tag: str, end: int) -> None:
    if tag == "sup":
        walk.end_raised(end)
    if tag in _STRONG:
        walk.strong = max(0, walk.strong - 1)
    elif tag in _ITALIC:
        walk.italic = max(0, walk.italic - 1)
    elif tag in _BLOCK:
        walk.end_passage()
        for depth in range(len(walk.open) - 1, max(-1, len(walk.open) - 40), -1):
            if walk.open[depth].tag == tag:
                del walk.open[depth:]
                break


# ── what a page says of itself ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Head:
    """What a page's head says; empty where it says nothing that can be believed."""

    title: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    date: date | None = None


_SAYS = re.compile(r"<(meta|link|html|time)\b((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]{1,2000})</title", re.IGNORECASE)
_DATED = frozenset({"article:published_time", "datepublished", "date"})


def read_head(body: str) -> Head:
    """Title, author, canonical address, language and date of a page, from the usual tags, the first of each."""
    found: dict[str, str] = {}
    for tag, written in _SAYS.findall(body):
        attributes = _attributes(written)
        name = next(
            (attributes[key] for key in ("name", "property", "rel", "itemprop") if key in attributes), ""
        ).lower()
        value = next((attributes[key] for key in ("content", "href", "datetime") if key in attributes), "").strip()
        match tag.lower():
            case "html":
                found.setdefault("language", attributes.get("lang", ""))
            case "meta" if name == "author":
                found.setdefault("author", value)
            case "link" if name == "canonical":
                found.setdefault("url", value)
            case "meta" | "time" if tag.lower() == "time" or name in _DATED:
                found.setdefault("date", value)
    title = _TITLE.search(body)
    language = found.get("language", "")
    url = found.get("url", "")
    return Head(
        title=" ".join(html.unescape(title[1]).split()) if title else "",
        author=" ".join(found.get("author", "").split()),
        url=url if re.fullmatch(r"https?://[^\s/<>\"]+[^\s<>\"]*", url) else "",
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*", language) else "",
        date=_day(found.get("date", "")),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _attributes(written: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(written)
    }
