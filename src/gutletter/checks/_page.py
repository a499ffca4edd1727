"""The letter as its reader gets it, and its HTML as a tree whose styles can be asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from gutletter import links
from gutletter.message import personalised
from gutletter.model import Delivery, Letterhead, RenderedIssue

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_BLOCKS = frozenset(
    [
        "br",
        "p",
        "td",
        "th",
        "tr",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "table",
    ]
)
_UNSEEN = frozenset(("head", "title", "style", "script", "template"))

# ── one reader's copy ─────────────────────────────────────────────────────────────────────────────────────────────


def invented_reader(letterhead: Letterhead) -> Delivery:
    """A reader with a long name and address, of a list so long that hardly any link is longer than theirs."""
    domain = letterhead.sender.rstrip("> ").rpartition("@")[2] or "example.org"
    return Delivery(
        id=links.token("nobody's", links.Purpose.DELIVERY, _LATE_ISSUE, _LATE_READER),
        email="maximiliana.featherstone@a-rather-long-name-of-a-domain.example.org",
        name="Maximiliana Featherstone",
        unsubscribe_url=links.unsubscribe_url(letterhead.site, "nobody's", _LATE_ISSUE, _LATE_READER),
        message_id=f"<sample@{domain}>",
        preferences_url=links.preferences_url(letterhead.site, "nobody's", _LATE_ISSUE, _LATE_READER),
        view_url=links.view_url(letterhead.site, "nobody's", _LATE_ISSUE, _LATE_READER),
    )


def own_links(letterhead: Letterhead) -> frozenset[str]:
    """Where the invented reader's own links lead; they are the letterhead's matter, and lead nowhere yet."""
    reader = invented_reader(letterhead)
    return frozenset((reader.unsubscribe_url, reader.preferences_url, reader.view_url))


_LATE_ISSUE, _LATE_READER = 36**3 - 1, 36**5 - 1  # the 46,655th issue, the 60-millionth reader


@lru_cache(maxsize=4)
def copy_for_one(rendered: RenderedIssue) -> tuple[str, str, str]:
    """Subject, HTML and text as the invented reader gets them."""
    return personalised(rendered, invented_reader(rendered.letterhead))


# ── the tree ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class Element:
    """An element and what is in it; comments, also those only Outlook reads, are left out."""

    tag: str
    attributes: Mapping[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    _style: Mapping[str, str] | None = None

    @property
    def style(self) -> Mapping[str, str]:
        """Its own declarations, without ``!important``; the later one of two counts."""
        if self._style is None:
            self._style = declarations(self.attributes.get("style", ""))
        return self._style

    @property
    def classes(self) -> frozenset[str]:
        """Its class names."""
        return frozenset(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        """What is read in it, on one line."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> Iterator[str]:
        waiting: list[Element | str] = [self]  # no recursion: a stranger's HTML may be nested ten thousand deep
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                yield one
            elif one.tag not in _UNSEEN or one is self:
                space = [" "] if one.tag in _BLOCKS else []
                waiting += [*space, *reversed(one.children), *space]

    def and_above(self) -> Iterator[Element]:
        """It and what it stands in, from the inside out."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements in it of these kinds, or of any, in the order of the text."""
        waiting = list(reversed(self.children))
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                waiting += reversed(child.children)

    @property
    def hidden(self) -> bool:
        """Whether it is kept from everybody's eyes by a style of its own or of what it stands in."""
        return any(one.tag in _UNSEEN or _hides(one.style) for one in self.and_above())


def _hides(style: Mapping[str, str]) -> bool:
    return (
        style.get("display") == "none"
        or style.get("visibility") == "hidden"
        or style.get("opacity") in ("0", "0.0")
        or (pixels(style.get("max-height", "")) == 0 and style.get("overflow") == "hidden")
    )


@lru_cache(maxsize=4)
def page_of(html: str) -> Element:
    """The document as a tree; the root's tag is empty. What is not closed ends with what it stands in."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self._open = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in reversed(attrs)}, self._open)
        self._open.children.append(element)
        if tag not in _VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        for element in self._open.and_above():
            if element.tag == tag and element.parent is not None:
                self._open = element.parent
                return

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)


# ── styles ────────────────────────────────────────────────────────────────────────────────────────────────────────

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_GROUP = re.compile(r"@(media|supports)\b([^{}]*)\{((?:[^{}]*\{[^{}]*\})*[^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of a ``<style>`` that stays in the letter; ``condition`` is that of the group it stands in."""

    selector: str
    body: str
    condition: str = ""


def kept_style(page: Element) -> str:
    """What stands in the letter's ``<style>`` elements, without comments."""
    css = (child for style in page.all("style") for child in style.children if isinstance(child, str))
    return _COMMENT.sub("", "\n".join(css))


def rules_of(css: str) -> Iterator[Rule]:
    """Every rule, its selectors one by one."""
    groups = ((match[2].strip(), match[3]) for match in _GROUP.finditer(css))
    for condition, inner in (("", _GROUP.sub("", css)), *groups):
        for selectors, body in _RULE.findall(inner):
            for selector in selectors.split(","):
                yield Rule(" ".join(selector.split()), body.strip(), condition)


@lru_cache(maxsize=1024)
def declarations(css: str) -> Mapping[str, str]:
    """Property → value, in lower case; ``!important`` is left out. The later of two declarations counts."""
    found: dict[str, str] = {}
    for declaration in re.split(r";(?![^()]*\))", css):
        name, colon, value = declaration.partition(":")
        if colon:
            found[name.strip().lower()] = " ".join(value.lower().replace("!important", "").split())
    return found


def pixels(value: str) -> float | None:
    """A length in pixels; None for one that depends on something else."""
    if match := re.fullmatch(r"(-?\d*\.?\d+)(px|pt)?", value.strip()):
        number = float(match[1])
        return number * 4 / 3 if match[2] == "pt" else number if match[2] or number == 0 else None
    return None
