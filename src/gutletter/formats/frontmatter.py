"""YAML front matter: what may stand in it, and where in the file it stands.

It is read as text, every value a string or a list of strings: YAML would make ``12:30`` a number, ``no`` a truth value
and ``2026-13-01`` a crash. One strict model then judges what was typed. Nothing in the YAML can run code or grow.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gutletter.errors import SegmentError, UnreadableDraft
from gutletter.model import DraftStatus, EditorsPoint
from gutletter.segments import parse_segment

# ── what may stand in it ──────────────────────────────────────────────────────────────────────────────────────────


def _texts(value: object) -> object:
    """A list of texts; a single text is split at its commas."""
    return [part for one in value.split(",") if (part := one.strip())] if isinstance(value, str) else value


def _listed(value: object) -> object:
    """A list of texts; a single text is its only element."""
    return [value] if isinstance(value, str) else value


def _date(value: object) -> object:
    moment = _moment(value)
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(value: object) -> object:
    text = str(value).strip()
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError as error:
        why = "" if "isoformat" in str(error) else f" ({error})"  # Python's own word for: not written like one
        raise ValueError(f"{text!r} is no date or time{why}") from error


def _absolute(value: object) -> object:
    if not _is_address(str(value)):
        raise ValueError(f"{value!r} is no web address")
    return value


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and not re.search(r"[\s<>\"]", text)


def _segment(text: str) -> str:
    try:
        parse_segment(text, language="en")  # the language only matters for who it is
    except SegmentError as error:
        raise ValueError(error.message.rstrip(".")) from error
    return text


Address = Annotated[str, BeforeValidator(_absolute)]
Readers = Annotated[str, AfterValidator(_segment)]
Day = Annotated[date, BeforeValidator(_date)]
Moment = Annotated[datetime | date, BeforeValidator(_moment)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class FrontMatter(BaseModel):
    """What may stand between the fences; anything else is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    author: str = ""
    url: Address = ""
    canonical_url: Address = ""  # another name for url
    date: Day | None = None
    language: str = Field(default="", pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$")
    tags: Texts = ()
    related: Listed = ()
    not_before: Moment | None = None
    expires: Moment | None = None
    status: DraftStatus = DraftStatus.READY
    subject: str = ""
    preheader: str = ""
    audience: Readers = ""
    key_points: tuple[EditorsPoint, ...] = ()
    bottom_line: EditorsPoint | None = None
    slug: str = ""


_REMEDIES = {
    "url": "Write it in full, as in https://example.org/the-piece.",
    "canonical_url": "Write it in full, as in https://example.org/the-piece.",
    "date": "Write it as in 2026-10-05.",
    "not_before": "Write it as in 2026-10-05, 2026-10-05 08:00 or 2026-10-05T08:00+02:00.",
    "expires": "Write it as in 2026-10-05, 2026-10-05 08:00 or 2026-10-05T08:00+02:00.",
    "status": "Write ready, draft or withdrawn.",
    "audience": "Write it as in: tag:skin language:de joined:2026-01-01..",
    "language": "Write a code as in en, de or pt-BR.",
}


# ── reading it ────────────────────────────────────────────────────────────────────────────────────────────────────

_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w-]+[ \t]*:(?:\s|$)")
_LARGEST = 64 * 1024

Value = str | list[str] | EditorsPoint | list[EditorsPoint]


def split_front_matter(place: str, text: str) -> tuple[str, int]:
    """The YAML between the fences, empty when the text has none, and the offset at which the body begins.

    Raises UnreadableDraft when the fence is never closed. A first line of ``---`` with no key after it is a rule.
    """
    opening = _OPENING.match(text)
    if opening is None:
        return "", 0
    closing = _CLOSING.search(text, opening.end())
    if closing is not None:
        yaml = text[opening.end() : closing.start()]
        if not yaml.strip() or _KEY.match(yaml) or not _is_prose(yaml):
            return yaml, min(closing.end() + 1, len(text))
        return "", 0
    if _KEY.match(text, opening.end()):
        raise UnreadableDraft(
            place,
            1,
            "The front matter is never closed.",
            remedy="Put a line of three dashes (---) below its last setting.",
        )
    return "", 0


def _is_prose(yaml: str) -> bool:
    """Whether what stands between two lines of dashes is text between two rules."""
    return not any(re.match(r"[\w-]+:", line) for line in yaml.splitlines())


def read_front_matter(place: str, yaml: str, first_line: int = 2) -> FrontMatter:
    """What the YAML says; ``first_line`` is the file's line it begins on. Raises UnreadableDraft naming the line."""
    values, lines = _read_yaml(place, yaml, first_line)
    return _judge(place, values, lines)


def _read_yaml(place: str, yaml: str, first_line: int) -> tuple[dict[str, Value], dict[str, int]]:
    """The settings by name, and the line on which each stands; only texts, lists of them and points will do."""
    if len(yaml) > _LARGEST:
        raise UnreadableDraft(place, first_line, "The front matter is longer than 64 KB.", remedy="Close it with ---.")
    try:
        root = YAML(typ="safe", pure=True).compose(yaml)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (min(mark.line, yaml.count("\n")) if mark else 0)
        raise UnreadableDraft(
            place, line, f"The front matter is not valid YAML: {error.problem}.", remedy=_HINT
        ) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise UnreadableDraft(place, first_line, "The front matter is not valid YAML.", remedy=_HINT) from error
    if root is None or (isinstance(root, ScalarNode) and not root.value):
        return {}, {}
    if not isinstance(root, MappingNode):
        raise UnreadableDraft(
            place, first_line, "The front matter is not a list of settings.", remedy="Write key: value."
        )
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key, node in root.value:
        line = first_line + key.start_mark.line
        if not isinstance(key, ScalarNode):
            raise UnreadableDraft(place, line, "A setting's name must be a word.", remedy="Write key: value.")
        name = key.value
        if name in values:
            raise UnreadableDraft(
                place, line, f"{name!r} stands twice, first on line {lines[name]}.", remedy="Leave out one of them."
            )
        read = _points if name in ("key_points", "bottom_line") else _value
        values[name], lines[name] = read(place, first_line, name, node), line
    return values, lines


_HINT = "Put texts that hold a colon, a quotation mark or a # in quotes."


def _value(place: str, first_line: int, name: str, node: Node) -> Value:
    if isinstance(node, ScalarNode):
        return _text(node)
    if isinstance(node, SequenceNode) and all(isinstance(one, ScalarNode) for one in node.value):
        return [_text(one) for one in node.value]
    what = f"{name!r} must be a text or a list of texts."
    raise UnreadableDraft(place, first_line + node.start_mark.line, what, remedy=_QUOTES)


def _points(place: str, first_line: int, name: str, node: Node) -> Value:
    """The editor's own points: texts, or ``text`` with ``because``, each with its line."""
    if name == "key_points":
        given = node.value if isinstance(node, SequenceNode) else [node] if _says_something(node) else []
        return [_point(place, first_line, name, one) for one in given]
    if isinstance(node, SequenceNode):
        line = first_line + node.start_mark.line
        raise UnreadableDraft(place, line, "bottom_line is one text, not a list.", remedy="Write it as one text.")
    return _point(place, first_line, name, node) if _says_something(node) else ""


def _point(place: str, first_line: int, name: str, node: Node) -> EditorsPoint:
    line = first_line + node.start_mark.line
    said, where = {"text": _text(node)} if isinstance(node, ScalarNode) else {}, {"text": line}
    for key, value in node.value if isinstance(node, MappingNode) else ():
        at = first_line + key.start_mark.line
        wanted = key.value if isinstance(key, ScalarNode) else ""
        if wanted not in ("text", "because") or wanted in said or not isinstance(value, ScalarNode):
            what = f"{name}: {wanted or 'what stands here'!r} is not understood in a point."
            raise UnreadableDraft(place, at, what, remedy=f"{_QUOTES} {_OVERRULE}")
        said[wanted], where[wanted] = _text(value), first_line + value.start_mark.line
    if not said.get("text"):
        raise UnreadableDraft(place, line, f"{name}: a point has no text.", remedy="Write it, or take the line out.")
    if said.get("because") == "":
        remedy = "Say why the point is printed although the article does not support it, or take because out."
        raise UnreadableDraft(place, where["because"], f"{name}: because gives no reason.", remedy=remedy)
    return EditorsPoint(said["text"], said.get("because", ""), where["text"])


_QUOTES = "Texts that hold a colon need quotes."
_OVERRULE = 'A point is a text, or has two settings: text: "…" and because: "…".'


def _says_something(node: Node) -> bool:
    return not isinstance(node, ScalarNode) or bool(_text(node))


def _text(node: ScalarNode) -> str:
    return "" if node.tag == "tag:yaml.org,2002:null" else " ".join(str(node.value).split())


def _judge(place: str, values: Mapping[str, Value], lines: Mapping[str, int]) -> FrontMatter:
    for name in values:
        if name not in FrontMatter.model_fields:
            close = difflib.get_close_matches(name.lower().replace("-", "_"), FrontMatter.model_fields, n=1)
            remedy = f"Did you mean {close[0]!r}?" if close else f"Known are {', '.join(FrontMatter.model_fields)}."
            raise UnreadableDraft(place, lines[name], f"There is no setting {name!r}.", remedy=remedy)
    try:
        return FrontMatter.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        given = values.get(name)
        why = first["ctx"]["error"] if first["type"] == "value_error" else f"{given!r} will not do"
        raise UnreadableDraft(
            place, lines.get(name, 2), f"{name}: {why}.", remedy=_REMEDIES.get(name, "Write one text.")
        ) from error
