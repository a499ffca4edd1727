"""Letters to inspect: a real one, and its readers."""

from __future__ import annotations

from datetime import UTC, datetime

from gutletter.message import compose
from gutletter.model import Delivery
from gutletter.rehearsal.inspection import Expected
from gutletter.sending import addressed
from tests.letters import letter

AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
SECRET = "a secret for tests, long enough"
LETTER = letter()
EXPECTED = Expected(SECRET, LETTER.letterhead.site)


def to(number: int, name: str = "Ann", address: str = "") -> Delivery:
    """The copy for one reader."""
    return addressed(LETTER.letterhead, SECRET, 1, number, address or f"reader-{number}@example.net", name)


def crowd(count: int) -> list[Delivery]:
    """So many copies, all different."""
    names = ("Ann", "Zoë", "佐藤 花子", "", "O'Neil, Pat")
    return [to(number, names[number % len(names)]) for number in range(1, count + 1)]


def octets(delivery: Delivery) -> bytes:
    """The letter as it goes over the line."""
    return compose(LETTER, delivery, at=AT)
