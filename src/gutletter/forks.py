"""A letter that says one thing to readers whose name is known and another to the rest: both in one, and apart again."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from gutletter.model import Fork, Marker


def forked(named: str, nameless: str) -> str:
    """Both in one, line by line; ``named`` as it is where they differ by nothing but the name."""
    if same_but_for_the_name(named, nameless):
        return named
    one, other = named.splitlines(keepends=True), nameless.splitlines(keepends=True)
    pieces = []
    for kind, start, end, first, last in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        ours, theirs = "".join(one[start:end]), "".join(other[first:last])
        pieces.append(ours if kind == "equal" else f"{Fork.NAMED}{ours}{Fork.NAMELESS}{theirs}{Fork.END}")
    return "".join(pieces)


def same_but_for_the_name(named: str, nameless: str) -> bool:
    """Whether a name that is known makes no other difference than that it stands there."""
    return named.replace(Marker.NAME, "") == nameless.replace(Marker.NAME, "")


_FORK = re.compile(f"{re.escape(Fork.NAMED)}(.*?){re.escape(Fork.NAMELESS)}(.*?){re.escape(Fork.END)}", re.DOTALL)


def taken(content: str, *, named: bool) -> str:
    """What of it is for readers whose name is known, or is not."""
    return _FORK.sub(r"\1" if named else r"\2", content) if Fork.NAMED in content else content
