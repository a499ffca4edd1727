"""One mail a month for readers who want no more: every letter that went out, with its bottom line.

Nothing is condensed here: what the roundup says, the letters said. It is an issue like any other, so everybody gets
one copy, and who got it stands in the ledger. A month has one roundup, however often somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gutletter.links import which_secret
from gutletter.model import MONTHLY, Digest, Edition, Issue, Letterhead, Piece, Segment
from gutletter.ports import Ledger
from gutletter.render import render_mail
from gutletter.theme import Theme, day_of, words_of

HOUR = 8  # of the first day of a month, from which on the roundup of the month before is due
DAYS = 3  # after so many it is too late: whoever asks for roundups in mid-month waits for the next
SEGMENT = Segment(cadences=frozenset({MONTHLY}), text="cadence:monthly")


def latest_month(now: datetime, timezone: ZoneInfo) -> date:
    """The first day of the last month that is over."""
    return (now.astimezone(timezone).date().replace(day=1) - timedelta(days=1)).replace(day=1)


def due_month(now: datetime, timezone: ZoneInfo) -> date | None:
    """The first day of the month whose roundup goes out by itself now; None at any other time."""
    local = now.astimezone(timezone)
    return latest_month(now, timezone) if (local.day, local.hour) >= (1, HOUR) and local.day <= DAYS else None


def roundup(ledger: Ledger, month: date, letterhead: Letterhead, theme: Theme) -> Edition | None:
    """What would go to the readers of the monthly roundup; None when nothing went out in that month. Raises ThemeError.

    ``month`` is its first day, in the publication's time zone.
    """
    zone = ZoneInfo(letterhead.timezone)
    gone_out = ((piece.at.astimezone(zone), piece) for piece in reversed(ledger.archive()) if piece.at)
    pieces = [(at, piece) for at, piece in gone_out if at.date().replace(day=1) == month]
    if not pieces:
        return None
    spoken = words_of(theme, letterhead.language)
    name = f"{spoken['months'][month.month - 1]} {month.year}"
    values = {"month": name, "pieces": [_shown(at, piece, spoken) for at, piece in pieces]}
    preheader = _preheader([piece for _, piece in pieces])
    rendered = render_mail(
        "roundup", letterhead, theme, language=letterhead.language, preheader=preheader, values=values
    )
    slug = f"roundup-{month:%Y-%m}"
    return Edition(
        slug=slug,
        title=rendered.subject,
        url="",
        fingerprint=slug,
        tags=(),
        text="",
        digest=Digest((), (), rendered.subject, rendered.preheader),
        rendered=rendered,
        segment=SEGMENT,
        kind="roundup",
    )


def open_roundup(
    ledger: Ledger, month: date, letterhead: Letterhead, theme: Theme, secret: str, now: datetime
) -> Issue | None:
    """Freeze the roundup of a month with its audience, or give the one that was; None when there is none to send.

    There is none when nothing went out in that month, and when no reader wants one.
    """
    if (opened := ledger.issue(f"roundup-{month:%Y-%m}")) is not None:
        return opened
    if not ledger.audience((), SEGMENT, now):
        return None
    edition = roundup(ledger, month, letterhead, theme)
    if edition is None:
        return None
    return ledger.open_issue(replace(edition, sealed_with=which_secret(secret)), now)


def _preheader(pieces: Sequence[Piece]) -> str:
    """The first titles, as many as an inbox shows."""
    titles = ""
    for piece in pieces:
        longer = f"{titles} · {piece.title}" if titles else piece.title
        if titles and len(longer) > 90:
            break
        titles = longer
    return titles


def _shown(at: datetime, piece: Piece, spoken: Mapping[str, Any]) -> dict[str, str]:
    return {"title": piece.title, "url": piece.url, "line": piece.line, "day": day_of(spoken, at)}
