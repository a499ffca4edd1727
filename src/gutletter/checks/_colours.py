"""Colours as CSS writes them, and the contrast between two (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]

BLACK: Colour = (0, 0, 0)
WHITE: Colour = (255, 255, 255)
_NAMED: dict[str, Colour] = {
    "black": BLACK, "white": WHITE, "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192),
    "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "navy": (0, 0, 128), "yellow": (255, 255, 0),
    "maroon": (128, 0, 0), "teal": (0, 128, 128), "purple": (128, 0, 128), "orange": (255, 165, 0),
    "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211),
}  # fmt: skip


def colour(text: str) -> Colour | None:
    """The colour this text begins with; None for one that is see-through, inherited, or not known here."""
    word = text.strip().lower()
    if match := re.match(r"#([0-9a-f]{6})\b", word):
        return _hexadecimal(match[1])
    if match := re.match(r"#([0-9a-f]{3})\b", word):
        return _hexadecimal("".join(digit * 2 for digit in match[1]))
    if match := re.match(r"rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)", word):
        red, green, blue = (min(255, int(value)) for value in match.groups())
        return red, green, blue
    return _NAMED.get(word.partition(" ")[0])


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (none) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def written(shade: Colour) -> str:
    """As #rrggbb."""
    return "#" + "".join(f"{value:02x}" for value in shade)


def _hexadecimal(digits: str) -> Colour:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _luminance(shade: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in shade)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
