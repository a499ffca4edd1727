"""The ways an issue file may be written: each finds the passages of a body, with the place of every character.

``markdown``, ``html`` and ``text`` are the formats; ``passages`` are what they find. What is the same in all of them
stands beside them: ``frontmatter`` above a body, ``citations`` in it, and ``conventions``, by which people who write
say what a heading or a line is for.
"""

from __future__ import annotations

from gutletter.formats.html import read_html
from gutletter.formats.markdown import read_markdown
from gutletter.formats.passages import Passage, Picture
from gutletter.formats.text import read_text
from gutletter.model import Format

_READ = {Format.MARKDOWN: read_markdown, Format.HTML: read_html, Format.TEXT: read_text}


def read_body(body: str, format: Format) -> tuple[list[Passage], list[Picture]]:
    """The passages and pictures of a body, in the order of the text. Never raises, whatever the body is."""
    return _READ[format](body)
