"""YAML front matter, read as text: every value is a string or a list of strings, each key with its line.

YAML would make ``12:30`` a number, ``no`` a truth value and ``2026-13-01`` a crash; here they stay what was typed, and
whoever knows the key judges them. Nothing in the YAML can run code or grow.
"""

from __future__ import annotations

import re

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gutletter.errors import UnreadableDraft

_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"\s*(?:#.*\n\s*)*[\w-]+[ \t]*:(?:\s|$)")
_LARGEST = 64 * 1024

Value = str | list[str]


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


def read_front_matter(place: str, yaml: str, first_line: int = 2) -> tuple[dict[str, Value], dict[str, int]]:
    """The settings by name, and the file's line on which each stands; ``first_line`` is the line the YAML begins on.

    Raises UnreadableDraft naming the line, for anything but plain ``key: value`` and lists of texts.
    """
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
        values[name], lines[name] = _value(place, line, name, node), line
    return values, lines


_HINT = "Put texts that hold a colon, a quotation mark or a # in quotes."


def _value(place: str, line: int, name: str, node: Node) -> Value:
    if isinstance(node, ScalarNode):
        return _text(node)
    if isinstance(node, SequenceNode) and all(isinstance(one, ScalarNode) for one in node.value):
        return [_text(one) for one in node.value]
    raise UnreadableDraft(
        place, line, f"{name!r} must be a text or a list of texts.", remedy="Texts that hold a colon need quotes."
    )


def _text(node: ScalarNode) -> str:
    return "" if node.tag == "tag:yaml.org,2002:null" else " ".join(str(node.value).split())
