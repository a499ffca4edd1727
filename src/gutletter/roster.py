"""A list of readers in a CSV file → readers to be added, and rows that cannot be taken."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from gutletter.addresses import canonical, clean_name, clean_names, folded, shortened_all, unusual
from gutletter.errors import ReadersError
from gutletter.model import Newcomers, SubscriberState, in_utc
from gutletter.sheets import Sheet, sheets

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
    "language": ("language", "lang", "locale", "sprache", "idioma", "langue"),
    "timezone": ("timezone", "time zone", "tz"),
    "cadence": ("cadence", "every nth issue"),
    "tags": ("tags", "topics", "interests", "groups"),
    "agreed": (
        "consent at",
        "consented at",
        "consent date",
        "confirm time",
        "confirmed at",
        "opt in at",
        "opted in at",
    ),
    "agreed_where": ("consent source", "opt in source", "optin source", "signup source"),
    "agreed_from": ("consent ip", "confirm ip", "optin ip", "opt-in ip", "opt in ip", "ip address"),
    "agreed_to": ("consent text", "consent wording", "consent"),
}
_ABOUT_STATE = ("state", "kind", "willing", "left", "bounced")
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
_MANY: Final = 1024  # things that a column says in turn, remembered

_Meaning = TypeVar("_Meaning")


class Rejected(NamedTuple):
    """A row that was not taken: its line in the file, why, the row itself, and what the file calls its columns."""

    line: int
    reason: str
    row: tuple[str, ...]
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows that follow one another: the readers in them, and the rows that cannot be taken, in the file's order."""

    taken: Newcomers
    rejected: Sequence[Rejected]


def read_csv(text: Iterable[str], *, source: str) -> Iterator[Page]:
    """Readers from a CSV file, page by page: each row is taken, or rejected with its line and the reason.

    ``text`` comes in pieces, each of which ends with a line. The delimiter (comma, semicolon or tab) and the header are
    recognised; a file without a header is taken when its first row holds an address. An address that stands twice is
    rejected the second time. Rows that say that the reader left, bounced or complained, as other programs' exports do,
    are kept as such, so that they are never written to. Empty rows pass. ReadersError when a quotation mark is never
    closed: what follows it cannot be told apart.
    """
    read = sheets(text, source=source)
    first = next(read, None)
    if first is None:
        raise ReadersError(f"{source} is empty.", remedy="It needs a header line with an email column.")
    header = tuple(first.row(0))
    columns = _columns(header, source)
    if columns is None:
        address = next(index for index, cell in enumerate(header) if "@" in cell)
        columns = {"email": [address]}
        read, header = chain([first], read), (*[""] * address, "email")
    reading, seen = _Reading(columns, source), _Seen()
    for sheet in read:
        yield _page(sheet, reading, seen, header)


def _page(sheet: Sheet, reading: _Reading, seen: _Seen, header: tuple[str, ...]) -> Page:
    """What the rows of a sheet are: all at once, but for what is not as it mostly is."""
    others, refused = _judged(sheet.columns, reading)
    emails, gone = [*reading.emails(sheet.columns)], set()
    for number in unusual(emails):
        try:
            emails[number] = canonical(_unquoted(emails[number]))
        except ReadersError as error:
            if any(map(str.strip, sheet.row(number))):
                refused[number] = error.message
            else:
                gone.add(number)
    for number in gone.union(refused):
        emails[number] = ""
    for number, earlier in seen.again(folded(emails), sheet.lines):
        refused[number] = f"the same address stands in line {earlier}"
    columns = [emails, *others]
    for number in sorted(gone.union(refused), reverse=True):
        for column in columns:
            del column[number]
    rejected = [
        Rejected(sheet.lines[number], reason, tuple(sheet.row(number)), header)
        for number, reason in sorted(refused.items())
    ]
    return Page(Newcomers(*columns), rejected)


def _judged(columns: Sequence[Sequence[str]], reading: _Reading) -> tuple[Sequence[list[Any]], dict[int, str]]:
    """What some rows say of their readers, and why those that cannot be taken cannot, by their number from 0 on.

    Rows among which one is bad are halved until it stands alone.
    """
    try:
        return reading(columns), {}
    except ReadersError as error:
        size = len(columns[0])
        if size == 1:
            return [[""] for _ in Newcomers._fields[1:]], {0: error.message}
        half = size // 2
        first, refused = _judged([column[:half] for column in columns], reading)
        others, more = _judged([column[half:] for column in columns], reading)
        for column, other in zip(first, others, strict=True):
            column += other
        return first, refused | {half + number: reason for number, reason in more.items()}


class _Seen:
    """The line in which each address stood first, in 20 to 32 bytes an address, so that a million need little memory.

    It keeps 64 bits of an address. That two of a million differ and share them happens once in 37 million lists.
    """

    def __init__(self) -> None:
        self._marks, self._lines = array("q"), array("Q")  # of every address that was seen; 0: of none
        self._places = array("I", [0]) * (1 << 16)  # by an address's last bits: which of them it is, from 1 on; 0: none

    def again(self, keys: Sequence[str], lines: Sequence[int]) -> Sequence[tuple[int, int]]:
        """Which of these addresses stood before, and in which line (1 or more); an empty one is none."""
        if (len(self._marks) + len(keys)) * 2 > len(self._places):
            self._grow(len(keys))
        first, own = len(self._marks), list(map(hash, keys))
        self._marks.extend(own)
        self._lines.extend(lines)
        marks, places, mask = self._marks, self._places, len(self._places) - 1
        again = []
        for number, mark in enumerate(own, first + 1):
            place = mark & mask
            if at := places[place]:  # most are nobody's
                while at and marks[at - 1] != mark:
                    place = place + 1 & mask
                    at = places[place]
                if at:
                    again.append((number - 1 - first, self._lines[at - 1]))
                    marks[number - 1] = 0
                    continue
            if mark:  # as only nothing has none
                places[place] = number
        return again

    def _grow(self, more: int) -> None:
        """Make places enough for so many more; the fewer are taken, the sooner a free one is found."""
        self._places = places = array("I", [0]) * (1 << ((len(self._marks) + more) * 6).bit_length())
        mask = len(places) - 1
        for number, mark in enumerate(self._marks, 1):
            if mark:
                place = mark & mask
                while places[place]:
                    place = place + 1 & mask
                places[place] = number


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


class _Reading:
    """Rows of a file with these columns → readers."""

    def __init__(self, columns: Mapping[str, Sequence[int]], source: str) -> None:
        self._source = source
        self._at = {meaning: at[0] for meaning, at in columns.items() if at}
        self._about_state = [(meaning, index) for meaning in _ABOUT_STATE for index in columns.get(meaning, ())]
        self._state = lru_cache(maxsize=_MANY)(self._state_said)  # most rows say one of a few things

    def emails(self, columns: Sequence[Sequence[str]]) -> Sequence[str]:
        """Their addresses, as they stand in the file."""
        return columns[self._at["email"]] if self._at["email"] < len(columns) else [""] * len(columns[0])

    def __call__(self, columns: Sequence[Sequence[str]]) -> Sequence[list[Any]]:
        """What some rows say of their readers, as in the columns of Newcomers after the first.

        ReadersError says what is wrong with one of them. The columns are for the caller to change.
        """
        size = len(columns[0])
        nothing = [""] * size
        of: dict[str, Sequence[str]] = dict.fromkeys(_HEADERS, nothing)
        of |= {meaning: columns[at] for meaning, at in self._at.items() if at < len(columns)}
        return [
            self._names(of),
            self._states(columns, nothing),
            _times(of["joined"]),
            [self._source] * size,
            *(_each(wish, of[meaning]) for meaning, wish in _WISHES.items()),
            *self._consents(of),
        ]

    def _states(self, columns: Sequence[Sequence[str]], nothing: Sequence[str]) -> list[SubscriberState]:
        said = [columns[at] if at < len(columns) else nothing for _, at in self._about_state]
        if len(said) == 1:
            return _each(self._state, said[0])
        return list(map(self._state, *said)) if said else [self._state()] * len(nothing)

    def _names(self, of: Mapping[str, Sequence[str]]) -> list[str]:
        given = of["name"]
        if "first" in self._at or "last" in self._at:
            pairs = zip(given, of["first"], of["last"], strict=True)
            given = [name.strip() or f"{first} {last}" for name, first, last in pairs]
        return [*clean_names([_unquoted(name.strip()) for name in given] if "'" in "".join(given) else given)]

    def _state_said(self, *cells: str) -> SubscriberState:
        said: dict[str, list[str]] = {}
        for (meaning, _), cell in zip(self._about_state, cells, strict=True):
            said.setdefault(meaning, []).append(cell.strip())
        return _state(said)

    def _consents(self, of: Mapping[str, Sequence[str]]) -> Sequence[list[str]]:
        """What they said, when, where, in which words and from which network; all empty where the row says nothing."""
        written = [of[meaning] for meaning in ("agreed", "agreed_where", "agreed_to", "agreed_from")]
        if not any(map(any, written)):
            return [[""] * len(column) for column in (written[0], *written)]
        at, where, wordings, networks = (
            _times(written[0]),
            _each(_place, written[1]),
            [text.strip() for text in written[2]],
            [*shortened_all(written[3])],
        )
        said = ["agreed" if any(row) else "" for row in zip(at, where, wordings, networks, strict=True)]
        told = [place or (self._source if one else "") for place, one in zip(where, said, strict=True)]
        return said, at, told, wordings, networks


def _unquoted(cell: str) -> str:
    """A cell without the quote that keeps spreadsheets from running it; our own exports have it, and others'."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _each(meaning: Callable[[str], _Meaning], column: Sequence[str]) -> list[_Meaning]:
    """What each cell of a column means; asked once where all say the same, as they often do."""
    if column.count(column[0]) == len(column):
        return [meaning(column[0])] * len(column)
    return list(map(meaning, column))


# ── what a reader wants, as far as it can be understood ───────────────────────────────────────────────────────────


@lru_cache(maxsize=_MANY)
def _language(text: str) -> str:
    """A language; one we cannot read is none."""
    code = text.strip().replace("_", "-").partition("-")[0].lower()
    return code if re.fullmatch("[a-z]{2,3}", code) else ""


@lru_cache(maxsize=_MANY)
def _cadence(text: str) -> int:
    return int(text) if re.fullmatch(r"\s*[0-9]{1,2}\s*", text) else 1


@lru_cache(maxsize=_MANY)
def _tags(text: str) -> tuple[str, ...]:
    words = (clean_name(word).strip("|\"'").lower() for word in re.split(r"[;,|]", text))
    return tuple(dict.fromkeys(filter(None, words)))


@lru_cache(maxsize=_MANY)
def _zone(text: str) -> str:
    try:
        return ZoneInfo(text.strip()).key if text.strip() else ""
    except (KeyError, ValueError, OSError):
        return ""


@lru_cache(maxsize=_MANY)
def _place(text: str) -> str:
    return clean_name(text)


_WISHES: Final = {"language": _language, "timezone": _zone, "cadence": _cadence, "tags": _tags}


# ── what the row says of them ─────────────────────────────────────────────────────────────────────────────────────


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


_DIGITS = bytes(ord("0") if chr(sign) in "0123456789" else sign for sign in range(256))

# How whole columns write a time: up to where it is as ours is, but for what parts day and time, and what ours has then.
_WRITTEN = {
    "0000-00-00": (10, "00:00:00.000000"),
    "0000-00-00 00:00": (16, ":00.000000"),
    "0000-00-00 00:00:00": (19, ".000000"),
    "0000-00-00T00:00:00": (19, ".000000"),
    "0000-00-00T00:00:00Z": (19, ".000000"),
    "0000-00-00T00:00:00+00:00": (19, ".000000"),
    "0000-00-00T00:00:00.000000+00:00": (26, ""),
}
_SHAPE = str.maketrans("123456789", "000000000")


def _times(column: Sequence[str]) -> list[str]:
    """When each joined, as in Newcomers; most columns write it in one way."""
    lines, shape = "\n".join([*column, ""]), column[0].translate(_SHAPE)
    if shape == "" and not any(column):
        return [""] * len(column)
    end, rest = _WRITTEN.get(shape, (0, ""))
    alike = end and lines.isascii() and lines.encode().translate(_DIGITS) == f"{shape}\n".encode() * len(column)
    if alike and (not shape.endswith("+00:00") or lines.count("+00:00\n") == len(column)):
        with suppress(ValueError):  # there is no such day in one of them
            list(map(datetime.fromisoformat, column))
            if end == len(shape) and " " in shape:
                return [text + rest for text in column]
            return [f"{text[:10]} {text[11:end]}{rest}" for text in column]
    return [in_utc(at) if (at := _time(text)) else "" for text in column]


@lru_cache(maxsize=_MANY)
def _time(text: str) -> datetime | None:
    if not (text := text.strip()):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ReadersError(
            f"{text!r} is no date such as 2026-11-22 or 2026-11-22 08:30; mend it, or leave the column out"
        ) from None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
