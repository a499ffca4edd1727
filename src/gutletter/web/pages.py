"""How the editors' pages are filled, and their style when a page must stand alone."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What a page in a file may load: nothing."""

_PAGES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(template: str, **values: object) -> str:
    """The page of this template, which stands beside this file."""
    return _PAGES.get_template(template).render(values)


def style_of(*names: str) -> str:
    """Style sheets of ``static/``, one after the other, for a page that must need no other file."""
    return "\n".join((HERE / "static" / f"{name}.css").read_text("utf-8") for name in names)
