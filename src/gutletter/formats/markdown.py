"""Markdown (CommonMark with tables and footnotes): the passages of a text with offsets, and safe HTML.

Offsets come from reading the block structure with markdown-it and the inline markup ourselves, because markdown-it does
not say where in a line its inline tokens stand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from gutletter.formats.harmless import harmless
from gutletter.formats.passages import NOTHING, Emphasis, Passage, PassageKind, Picture, Traced, superscript

_INLINE = re.compile(r"[\\`!\[<&{*_~]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ESCAPED = {0xE000 + code: chr(code) for code in range(0x21, 0x7F)}
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^()\s>]*(?:\([^()\s]*\)[^()\s>]*)?)>?[^()]*\)")
_NUMBER_LINK = re.compile(r"(\[\d{1,3}\])\(#[^()\s]*\)")
_LINK = re.compile(
    r"\[([^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)?)\]\(\s*<?[^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"
)
_REFERENCE_LINK = re.compile(r"\[(?!\d{1,3}\]\[\d)([^\[\]^][^\[\]]*)\]\[[^\[\]]*\]")  # "[1][2]" cites twice
_SHORTCODE = re.compile(r"\{\{[<%].{0,500}?[%>]\}\}|\{[#.:][^{}\n]{1,200}\}")
_COMMENT = re.compile(r"<!--.{0,5000}?-->", re.DOTALL)
_SUPERSCRIPT = re.compile(
    r"<sup\b[^<>]*>\s*(?:<a\b[^<>]*>)?[\[(]?\s*([\d,;\s–-]{1,16}?)\s*[\])]?(?:</a>)?\s*</sup>", re.I
)
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]*)>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BULLET = re.compile(r"^[^\S\n]*[•‣◦▪●■✓✔][^\S\n]+", re.MULTILINE)
_CODE = re.compile(r"`+([^`]*)`+")
_STRONG = re.compile(r"\*{2,3}(?=\S)|(?<=\S)\*{2,3}|(?<!\w)_{2,3}(?=\S)|(?<=\S)_{2,3}(?!\w)|~~")
_EMPHASIS = re.compile(r"(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][\da-zA-Z]{1,31});")
_LINK_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]^][^\[\]]{0,200}\]:[ \t]*\S+(?:[ \t]+[\"'(].*)?$\n?", re.MULTILINE)
_WHOLLY_STRONG = re.compile(r"(\*\*|__)(?!\s)(?:(?!\1).)+\1:?\s*$", re.DOTALL)
_WHOLLY_ITALIC = re.compile(r"([*_])(?![*_\s])(?:(?!\1).|\1\1)+\1\s*$", re.DOTALL)


def read_markdown(body: str) -> tuple[list[Passage], list[Picture]]:
    """The passages of a Markdown text in their order, and the images in it. Reads any text; nothing is an error.

    Blocks of raw HTML come out as passages of that kind, unread. Definitions of links are left out; those of footnotes
    are paragraphs like any other, because people write them in ways that no parser of Markdown knows.
    """
    lines = body.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    passages: list[Passage] = []
    pictures: list[Picture] = []
    quoted, tabled, level = 0, False, 0
    numbers: list[str] = []
    for token in _blocks().parse(body):
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "list_item_open":
            numbers.append(token.info)
        elif token.type == "list_item_close":
            numbers.pop()
        elif token.type == "table_close":
            tabled = False
        elif token.map and not tabled and (kind := _KINDS.get(token.type)):
            first, last = token.map
            span = starts[first], min(starts[last] - 1, len(body))
            if kind is not PassageKind.PARAGRAPH:
                tabled = kind is PassageKind.TABLE
                passages.append(Passage(kind, NOTHING, *span))
                continue
            number = numbers[-1] if numbers else ""
            kind = PassageKind.HEADING if level else PassageKind.ITEM if numbers else PassageKind.PARAGRAPH
            kind = PassageKind.QUOTE if quoted and kind is PassageKind.PARAGRAPH else kind
            emphasis = _emphasis(token.content)
            if _BULLET.search(token.content):
                for part in _bulleted(_written(body, lines, starts, token)):
                    text = _read_inline(part, pictures)
                    passages.append(Passage(PassageKind.ITEM, text, part.starts[0], part.ends[-1]))
            else:
                text = _read_inline(_written(body, lines, starts, token), pictures)
                widths = tuple(len(line) for line in token.content.split("\n"))
                passages.append(Passage(kind, text, *span, level, number, emphasis, widths))
            level = 0
    return [passage for passage in passages if passage.text or passage.kind in _SILENT], pictures


_KINDS = {
    "inline": PassageKind.PARAGRAPH,
    "table_open": PassageKind.TABLE,
    "fence": PassageKind.CODE,
    "code_block": PassageKind.CODE,
    "html_block": PassageKind.HTML,
}
_SILENT = frozenset({PassageKind.TABLE, PassageKind.CODE, PassageKind.HTML})


@cache
def _blocks() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.disable(["normalize", "inline"])  # offsets are into the body as it is
    parser.block.ruler.disable("reference")
    return parser


def _written(body: str, lines: list[str], starts: list[int], token: Token) -> Traced:
    """A block's lines without the signs of its quotes, lists and headings, as they stand in the body."""
    first = token.map[0] if token.map else 0
    parts: list[Traced] = []
    for number, content in enumerate(token.content.split("\n"), first):
        line = lines[number] if number < len(lines) else ""
        at = (
            len(line.rstrip()) - len(content.rstrip())
            if line.rstrip().endswith(content.rstrip())
            else line.find(content)
        )
        if at < 0:  # a tab that counts for several spaces
            at = len(line) - len(line.lstrip(" \t>"))
            content = line[at:]
        if parts:
            parts.append(Traced.of(body, starts[number] - 1, starts[number]))
        parts.append(Traced.of(body, starts[number] + at, starts[number] + at + len(content)))
    return Traced.join(parts)


def _bulleted(written: Traced) -> Iterator[Traced]:
    """The items of a list that was pasted with bullets which Markdown does not know."""
    cuts = [match.start() for match in _BULLET.finditer(written.text)]
    for start, end in pairwise([0, *cuts, len(written.text)]):
        if item := written[start:end].without(_BULLET).strip():
            yield item


def _emphasis(content: str) -> Emphasis:
    if _WHOLLY_STRONG.match(content):
        return Emphasis.STRONG
    return Emphasis.ITALIC if _WHOLLY_ITALIC.match(content) else Emphasis.NONE


def _read_inline(written: Traced, pictures: list[Picture]) -> Traced:
    text = written
    if _INLINE.search(text.text):
        pictures += [Picture(match[2], match[1]) for match in _IMAGE.finditer(text.text)]
        text = text.replace(_ESCAPE, lambda match: chr(0xE000 + ord(match[1])))
        text = text.replace(_SUPERSCRIPT, lambda match: superscript(match[1]))
        text = text.replace(_IMAGE, lambda _: "")
        for pattern in (_COMMENT, _SHORTCODE, _NUMBER_LINK, _LINK, _REFERENCE_LINK, _LINK_DEFINITION):
            text = text.without(pattern)
        for pattern in (_AUTOLINK, _TAG, _CODE, _STRONG, _EMPHASIS):
            text = text.without(pattern)
        text = text.replace(_ENTITY, lambda match: html.unescape(match[0]))
        text = Traced(text.text.translate(_ESCAPED), text.starts, text.ends)
    return text.tidy()


def to_html(text: str, *, anchors: bool = False) -> str:
    """Markdown as HTML that may stand in an email, or with ``anchors`` on a page, as ``harmless`` makes it.

    Raw HTML in the text is shown as text, not obeyed.
    """
    return harmless(_renderer().render(text), anchors=anchors)


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
    renderer.add_render_rule("footnote_caption", _mark)
    renderer.add_render_rule("footnote_anchor", _way_back)
    return renderer


def _mark(_: object, tokens: Sequence[Token], at: int, *__: object) -> str:
    """A source has one number, however often it is cited."""
    return f"[{tokens[at].meta['id'] + 1}]"


def _way_back(_: object, tokens: Sequence[Token], at: int, *__: object) -> str:
    """From a source back to where it was cited first."""
    number, again = tokens[at].meta["id"] + 1, tokens[at].meta.get("subId", 0)
    return "" if again else f' <a href="#fnref{number}">↩\ufe0e</a>'
