"""How mail looks, in two lights: whether its colours can be read, and whether they may stand in CSS at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA), for large text too

LIGHTS = ("light", "dark")
READ_ON = (  # text, and what it stands on
    ("ink", "sheet"),
    ("soft", "sheet"),
    ("accent", "sheet"),
    ("ink", "page"),
    ("soft", "page"),
    ("panel_ink", "panel"),
    ("panel_soft", "panel"),
)

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_FONTS = re.compile(r"[^\"<>;{}\\]+")


@dataclass(frozen=True, slots=True)
class Faint:
    """Text that is too hard to read: the names of its colour and its ground, ``dark.soft`` and ``dark.page``."""

    text: str
    ground: str
    contrast: float


def is_colour(text: object) -> bool:
    """Whether it is a hash and six digits; older mail clients know no other way to write a colour."""
    return isinstance(text, str) and bool(_COLOUR.fullmatch(text))


def are_fonts(text: object) -> bool:
    """Whether it can stand in a ``style`` attribute as a list of fonts; names with spaces take single quotes."""
    return isinstance(text, str) and bool(_FONTS.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """How much one colour stands out from the other, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(look: Mapping[str, Mapping[str, object]]) -> Iterator[Faint]:
    """Every pair of text and ground that readers could not read."""
    for light in LIGHTS:
        colours = look[light]
        for text, ground in READ_ON:
            ratio = contrast(str(colours[text]), str(colours[ground]))
            if ratio < LEAST_CONTRAST:
                yield Faint(f"{light}.{text}", f"{light}.{ground}", ratio)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), from 0 to 1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return sum(value * weight for value, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
