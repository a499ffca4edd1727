"""A list of addresses that are not to be written to, in a CSV file: SendGrid's exports, or our own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gutletter.addresses import canonical
from gutletter.errors import ReadersError
from gutletter.model import SuppressionReason

_R = SuppressionReason
_FILES = {
    "bounce": _R.BOUNCED,
    "block": _R.BLOCKED,
    "spam": _R.COMPLAINED,
    "complain": _R.COMPLAINED,
    "invalid": _R.INVALID,
    "unsub": _R.LEFT,
}
_COLUMNS = ("email", "email address", "recipient", "address")
_OWN = {reason.value: reason for reason in SuppressionReason if reason is not _R.FORGOTTEN}


@dataclass(frozen=True, slots=True)
class Passed:
    """A row that was passed over: its line in the file, and why."""

    line: int
    why: str


def reason_of(name: str) -> SuppressionReason | None:
    """What a file of this name holds, as SendGrid calls its exports; None when the name does not tell."""
    return next((reason for word, reason in _FILES.items() if word in name.lower()), None)


def read_suppressions(
    lines: Iterable[str], *, source: str, reason: SuppressionReason | None
) -> Iterator[tuple[str, SuppressionReason] | Passed]:
    """The addresses of a file with a header, of which one column is the email, each with why it is suppressed.

    A column ``reason`` with our own words, as the export writes them, counts before ``reason`` given here. ReadersError
    when there is no such column, or nothing tells why.
    """
    rows = csv.reader(lines, skipinitialspace=True)
    header = [cell.strip().strip("\ufeff").casefold() for cell in next(rows, [])]
    column = next((header.index(name) for name in _COLUMNS if name in header), None)
    if column is None:
        raise ReadersError(
            f"{source}: no column is called email; the header says {', '.join(header) or 'nothing'}.",
            remedy="Name the column with the addresses email.",
        )
    own = header.index("reason") if "reason" in header else None
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Passed(line, f"the row cannot be read: {error}")
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        stated = _OWN.get(row[own].strip()) if own is not None and own < len(row) else None
        if (why := stated or reason) is None:
            raise ReadersError(
                f"{source}: nothing tells why its addresses are not to be written to.",
                remedy="Say it with --as, for example --as bounced.",
            )
        try:
            yield canonical(row[column] if column < len(row) else ""), why
        except ReadersError as error:
            yield Passed(line, error.message)
