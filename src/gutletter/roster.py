"""A list of readers in a CSV file → readers to be added, and rows that cannot be taken."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from gutletter.addresses import canonical, clean_name
from gutletter.errors import ReadersError
from gutletter.model import NewSubscriber, SubscriberState

_HEADERS = {
    "email": ("email", "email address", "e-mail", "e-mail address", "mail", "address", "subscriber", "e-mail-adresse"),
    "name": ("name", "full name", "display name", "subscriber name"),
    "first": ("first name", "firstname", "first", "given name", "vorname", "nombre", "prénom"),
    "last": ("last name", "lastname", "last", "surname", "family name", "nachname", "apellido", "nom"),
    "state": ("status", "state", "member status", "subscription status", "subscriber status"),
    "kind": ("type", "subscriber type"),
    "willing": ("subscribed to emails", "subscribed", "opted in", "opt in", "opt-in"),
    "left": (
        "unsubscribed",
        "unsubscribed at",
        "unsubscribe date",
        "unsub time",
        "opted out",
        "opt-out",
        "email disabled",
        "deleted at",
    ),
    "bounced": ("bounced", "bounced at", "clean time"),
    "joined": ("joined", "joined at", "created at", "created", "subscribed at", "optin time", "opt-in time", "date"),
}
_STATES = {
    SubscriberState.CONFIRMED: (
        "",
        "confirmed",
        "subscribed",
        "active",
        "enabled",
        "regular",
        "free",
        "premium",
        "yes",
    ),
    SubscriberState.PENDING: ("pending", "unconfirmed", "unactivated", "not confirmed"),
    SubscriberState.UNSUBSCRIBED: (
        "unsubscribed",
        "inactive",
        "removed",
        "opted out",
        "disabled",
        "no",
        "cancelled",
        "canceled",
    ),
    SubscriberState.BOUNCED: ("bounced", "cleaned", "undeliverable"),
    SubscriberState.COMPLAINED: ("complained", "spam", "spammy", "blocklisted", "blacklisted", "blocked"),
}
_STATE_OF = {word: state for state, words in _STATES.items() for word in words}
_NO = ("false", "no", "n", "0")
_WRITTEN_TO = (SubscriberState.CONFIRMED, SubscriberState.PENDING)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its line in the file, why, the row itself, and what the file calls its columns."""

    line: int
    reason: str
    row: tuple[str, ...]
    header: tuple[str, ...] = ()


def read_csv(lines: Iterable[str], *, source: str) -> Iterator[NewSubscriber | Rejected]:
    """Readers from a CSV file, a value a row: taken or rejected with its line and the reason.

    The delimiter (comma, semicolon or tab) and the header are recognised; a file without a header is taken when its
    first row holds an address. An address that stands twice is rejected the second time. Rows that say that the reader
    left, bounced or complained, as other programs' exports do, are kept as such, so that they are never written to.
    Empty rows pass. ReadersError when a quotation mark is never closed: what follows it cannot be told apart.
    """
    rows = _numbered_rows(lines, source)
    first = next(rows, None)
    if first is None:
        raise ReadersError(f"{source} is empty.", remedy="It needs a header line with an email column.")
    header = tuple(first[1])
    columns = _columns(header, source)
    known: dict[str, int] = {}
    if columns is None:
        address = next(index for index, cell in enumerate(header) if "@" in cell)
        columns = {"email": [address]}
        rows, header = chain([first], rows), (*[""] * address, "email")
    for line, row in rows:
        taken = _reader(line, row, columns, known, source)
        yield taken if isinstance(taken, NewSubscriber) else replace(taken, header=header)


def _numbered_rows(lines: Iterable[str], source: str) -> Iterator[tuple[int, Sequence[str]]]:
    iterator = iter(lines)
    skipped, head = next(((number, line) for number, line in enumerate(iterator) if line.strip()), (0, ""))
    if not head:
        return
    head = head.removeprefix("\ufeff")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(chain([head], iterator), delimiter=delimiter, skipinitialspace=True, strict=True)
    while True:
        before = reader.line_num
        line = skipped + before + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            if reader.line_num > before + 1:
                raise ReadersError(
                    f"{source}:{line}: a quotation mark is opened and not closed; nothing was imported.",
                    remedy='Close it, or write it twice ("") where it belongs to the text.',
                ) from error
            yield line, ["", f"this line cannot be read: {error}"]
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield line, row


def _columns(header: Sequence[str], source: str) -> Mapping[str, Sequence[int]] | None:
    """Which columns mean what, the surest first; None for a row that is no header but holds an address."""
    names = [cell.strip().strip("\"'").casefold().replace("_", " ") for cell in header]
    columns = {meaning: [names.index(name) for name in known if name in names] for meaning, known in _HEADERS.items()}
    if columns["email"]:
        return columns
    if any("@" in cell for cell in header):
        return None
    raise ReadersError(
        f"{source}:1: no column is called email; the header says {', '.join(cell for cell in header)}.",
        remedy="Name the column with the addresses email.",
    )


def _reader(
    line: int, row: Sequence[str], columns: Mapping[str, Sequence[int]], known: dict[str, int], source: str
) -> NewSubscriber | Rejected:
    cells = {meaning: [row[i].strip() for i in indexes if i < len(row)] for meaning, indexes in columns.items()}

    def cell(meaning: str) -> str:
        return next(iter(cells.get(meaning, ())), "")

    try:
        email = canonical(cell("email"))
        state = _state(cells)
        joined = _time(cell("joined"))
    except ReadersError as error:
        return Rejected(line, error.message, tuple(row))
    key = email.casefold()
    if key in known:
        return Rejected(line, f"the same address stands in line {known[key]}", tuple(row))
    known[key] = line
    name = clean_name(cell("name") or f"{cell('first')} {cell('last')}")
    return NewSubscriber(email=email, name=name, state=state, joined_at=joined, source=source)


def _state(cells: Mapping[str, Sequence[str]]) -> SubscriberState:
    """What the row says of its reader; whatever says that they are not to be written to wins."""
    word = next(iter(cells.get("state", ())), "")
    if word.casefold() not in _STATE_OF:
        raise ReadersError(f"the status {word!r} is not known, so it is not clear whether they may be written to")
    state = _STATE_OF[word.casefold()]
    if state is SubscriberState.CONFIRMED:
        state = next((_STATE_OF.get(kind.casefold(), state) for kind in cells.get("kind", ())), state)
    if state in _WRITTEN_TO and any(map(_says, cells.get("bounced", ()))):
        return SubscriberState.BOUNCED
    unwilling = any(text.casefold() in _NO for text in cells.get("willing", ()))
    if state in _WRITTEN_TO and (unwilling or any(map(_says, cells.get("left", ())))):
        return SubscriberState.UNSUBSCRIBED
    return state


def _says(text: str) -> bool:
    """Whether a column such as ``unsubscribed_at`` or ``email_disabled`` says so: a time, or a yes."""
    return text != "" and text.casefold() not in _NO


def _time(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ReadersError(
            f"{text!r} is no date such as 2026-11-22 or 2026-11-22 08:30; mend it, or leave the column out"
        ) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
