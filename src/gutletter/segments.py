"""A part of the readers, as operators and editors write it: ``tag:skin language:de,es joined:2026-01-01..``.

Words of one kind are alternatives, kinds must all hold. Readers who did not choose tags want everything, so every tag
is theirs; a reader's empty language is the publication's, which a segment names like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from gutletter.errors import SegmentError
from gutletter.model import MONTHLY, Segment

_REMEDY = "Write it as in: tag:skin,sleep language:de joined:2026-01-01..2026-03-31 cadence:every."
_CADENCES = {"every": 1, "monthly": MONTHLY}


def parse_segment(text: str, *, language: str) -> Segment:
    """The segment that is written so; empty text is everyone. ``language`` is the publication's. SegmentError."""
    said: dict[str, list[str]] = {}
    for word in text.split():
        kind, colon, values = word.partition(":")
        if not colon or not values or kind not in ("tag", "language", "joined", "cadence"):
            raise SegmentError(f"{word!r} is no part of a segment.", remedy=_REMEDY)
        if kind in said:
            raise SegmentError(f"{kind}: stands twice.", remedy=f"Write the alternatives as in {kind}:one,other.")
        said[kind] = [value.lower() for value in values.split(",") if value]
    languages = frozenset(_languages(said.get("language", []), language))
    first, last = _joined(said.get("joined", []))
    return Segment(
        tags=frozenset(said.get("tag", [])),
        languages=languages,
        cadences=frozenset(_cadence(value) for value in said.get("cadence", [])),
        joined_from=first,
        joined_until=last,
        text=" ".join(text.split()),
    )


def _languages(values: list[str], publication: str) -> Iterator[str]:
    own = publication.partition("-")[0].lower()
    for value in values:
        if not re.fullmatch(r"[a-z]{2,3}", value):
            raise SegmentError(f"{value!r} is no language.", remedy="Write a code, as in language:de.")
        yield value
        if value == own:
            yield ""


def _cadence(value: str) -> int:
    number = _CADENCES.get(value) if value in _CADENCES else int(value) if re.fullmatch(r"[1-9]\d?", value) else None
    if number is None:
        raise SegmentError(
            f"{value!r} is no cadence.", remedy="Write cadence:every, cadence:monthly, or cadence:3 for every third."
        )
    return number


def _joined(values: list[str]) -> tuple[date | None, date | None]:
    if not values:
        return None, None
    first, dots, last = values[0].partition("..")
    try:
        days = tuple(date.fromisoformat(day) if day else None for day in (first, last if dots else first))
    except ValueError as error:
        raise SegmentError(f"joined:{values[0]} holds no date: {error}.", remedy=_REMEDY) from error
    if len(values) > 1 or (days[0] and days[1] and days[0] > days[1]):
        raise SegmentError(f"joined:{','.join(values)} is no range of days.", remedy=_REMEDY)
    return days[0], days[1]
