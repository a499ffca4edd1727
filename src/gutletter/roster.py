"""A list of readers in a CSV file → readers to be added, and rows that cannot be taken."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain, islice, repeat
from zoneinfo import ZoneInfo

from gutletter.addresses import canonical, clean_name, clean_names, ordinary, shortened
from gutletter.errors import ReadersError
from gutletter.model import Consent, NewSubscriber, SubscriberState
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
NO_WISHES: tuple[str, str, int, tuple[str, ...]] = ("", "", 1, ())
_WISHES = ("language", "timezone", "cadence", "tags")
_AGREED = ("agreed", "agreed_where", "agreed_to", "agreed_from")
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


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its line in the file, why, the row itself, and what the file calls its columns."""

    line: int
    reason: str
    row: tuple[str, ...]
    header: tuple[str, ...] = ()


def read_csv(text: Iterable[str], *, source: str) -> Iterator[NewSubscriber | Rejected]:
    """Readers from a CSV file, a value a row: taken or rejected with its line and the reason.

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
        yield from _told(sheet, reading, seen, header)


def _told(sheet: Sheet, reading: _Reading, seen: _Seen, header: tuple[str, ...]) -> Sequence[NewSubscriber | Rejected]:
    """What the rows of a sheet are: most at once; those that are not as most are, one by one."""
    told: list[NewSubscriber | Rejected | None] = [*reading.most(sheet.columns)]
    keys = [one.email.casefold() if isinstance(one, NewSubscriber) else "" for one in told]
    odd = [number for number, key in enumerate(keys) if not key]
    for number in odd:
        row = sheet.row(number)
        try:
            reader = told[number] = reading(row) if any(map(str.strip, row)) else None
            keys[number] = reader.email.casefold() if reader else ""
        except ReadersError as error:
            told[number] = Rejected(sheet.lines[number], error.message, tuple(row), header)
    for number, earlier in seen.again(keys, sheet.lines):
        reason = f"the same address stands in line {earlier}"
        told[number] = Rejected(sheet.lines[number], reason, tuple(sheet.row(number)), header)
    return [one for one in told if one is not None]


class _Seen:
    """The line in which each address stood first, in 20 to 32 bytes an address, so that a million need little memory.

    It keeps 64 bits of an address. That two of a million differ and share them happens once in 37 million lists.
    """

    def __init__(self) -> None:
        self._marks, self._lines = array("q"), array("Q")  # of every address that was seen
        self._places = array("I", [0]) * (1 << 12)  # by an address's last bits: which of them it is, from 1 on; 0: none

    def again(self, keys: Sequence[str], lines: Sequence[int]) -> Sequence[tuple[int, int]]:
        """Which of these addresses stood before, and in which line (1 or more); an empty one is none."""
        first = len(self._marks)
        self._marks.extend(map(hash, keys))
        self._lines.extend(lines)
        if len(self._marks) * 2 > len(self._places):
            self._places = array("I", [0]) * (1 << (len(self._marks) * 4).bit_length())
            self._put(0, first)
        return self._put(first, len(self._marks))

    def _put(self, first: int, end: int) -> Sequence[tuple[int, int]]:
        marks, places, mask = self._marks, self._places, len(self._places) - 1
        again = []
        for number, mark in enumerate(marks[first:end], first + 1):
            if not mark:  # as only nothing has
                continue
            place = mark & mask
            while at := places[place]:
                if marks[at - 1] == mark:
                    again.append((number - 1 - first, self._lines[at - 1]))
                    break
                place = place + 1 & mask
            else:
                places[place] = number
        return again


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
        self._missing = 1 + max(chain.from_iterable(columns.values()))  # rows are made one longer: the last is empty
        self._at = {meaning: (*columns.get(meaning, ()), self._missing)[0] for meaning in _HEADERS}
        self._about_state = [(meaning, index) for meaning in _ABOUT_STATE for index in columns.get(meaning, ())]
        self._state = lru_cache(maxsize=1024)(self._state_said)  # most rows say one of a few things
        self._wishes = lru_cache(maxsize=1024)(_wishes)
        self._network = lru_cache(maxsize=1024)(shortened)
        self._wished = any(columns.get(meaning) for meaning in _WISHES)
        self._agreed = any(columns.get(meaning) for meaning in _AGREED)
        self._named = any(columns.get(meaning) for meaning in ("first", "last"))

    def __call__(self, row: Sequence[str]) -> NewSubscriber:
        """The reader in this row. ReadersError says what is wrong with it."""
        at, row = self._at, [*row[: self._missing], *[""] * (1 + self._missing - len(row)), ""]
        email = canonical(_unquoted(row[at["email"]]))
        state = self._state(*[row[index] for _, index in self._about_state])
        joined = _time(row[at["joined"]])
        name = clean_name(_unquoted(row[at["name"]].strip()) or f"{row[at['first']]} {row[at['last']]}")
        wishes = self._wishes(*[row[at[meaning]] for meaning in _WISHES]) if self._wished else NO_WISHES
        consent = self._consent(*[row[at[meaning]] for meaning in _AGREED]) if self._agreed else None
        return NewSubscriber(email, name, state, joined, self._source, *wishes, consent)

    def most(self, columns: Sequence[Sequence[str]]) -> Sequence[NewSubscriber | None]:
        """The readers in many rows, by column: the same, in a quarter of the time; None for a row to be read by itself.

        Where any row has something uncommon in another column than the address, all have to be.
        """
        nothing = [""] * len(columns[0])
        of = {meaning: columns[at] if at < len(columns) else nothing for meaning, at in self._at.items()}
        emails = ordinary(of["email"])
        try:
            states = self._states(columns, nothing)
            joined = _times(of["joined"]) if of["joined"] is not nothing else repeat(None)
            consents = map(self._consent, *[of[meaning] for meaning in _AGREED]) if self._agreed else repeat(None)
            wished = map(self._wishes, *[of[meaning] for meaning in _WISHES]) if self._wished else repeat(NO_WISHES)
            wishes = zip(*islice(wished, len(emails)), strict=True)
            names = self._names(of)
            rows = zip(emails, names, states, joined, repeat(self._source), *wishes, consents)
            return [row if row[0] else None for row in map(NewSubscriber._make, rows)]
        except ReadersError:
            return [None for _ in emails]

    def _states(self, columns: Sequence[Sequence[str]], nothing: Sequence[str]) -> Iterable[SubscriberState]:
        if not self._about_state:
            return repeat(self._state())
        return map(self._state, *[columns[at] if at < len(columns) else nothing for _, at in self._about_state])

    def _names(self, of: Mapping[str, Sequence[str]]) -> Iterable[str]:
        given = of["name"]
        if self._named:
            pairs = zip(given, of["first"], of["last"], strict=True)
            given = [name.strip() or f"{first} {last}" for name, first, last in pairs]
        return clean_names([_unquoted(name.strip()) for name in given] if "'" in "".join(given) else given)

    def _state_said(self, *cells: str) -> SubscriberState:
        said: dict[str, list[str]] = {}
        for (meaning, _), cell in zip(self._about_state, cells, strict=True):
            said.setdefault(meaning, []).append(cell.strip())
        return _state(said)

    def _consent(self, agreed: str, where: str, wording: str, address: str) -> Consent | None:
        at, where, wording, network = _time(agreed), where.strip(), wording.strip(), self._network(address)
        if not (at or where or wording or network):
            return None
        return Consent(at, "agreed", clean_name(where) or self._source, wording, network)


def _unquoted(cell: str) -> str:
    """A cell without the quote that keeps spreadsheets from running it; our own exports have it, and others'."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _wishes(language: str, timezone: str, cadence: str, tags: str) -> tuple[str, str, int, tuple[str, ...]]:
    """What a reader wants, as far as it can be understood: a language we cannot read is none."""
    code = language.strip().replace("_", "-").partition("-")[0].lower()
    number = int(cadence) if re.fullmatch(r"\s*[0-9]{1,2}\s*", cadence) else 1
    words = (clean_name(word).strip("|\"'").lower() for word in re.split(r"[;,|]", tags))
    known = code if re.fullmatch("[a-z]{2,3}", code) else ""
    return known, _zone(timezone.strip()), number, tuple(dict.fromkeys(filter(None, words)))


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        return ""


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


def _times(column: Sequence[str]) -> Sequence[datetime | None]:
    """The same for a column; most have a time of day and no zone."""
    try:
        return [datetime.fromisoformat(f"{text}+00:00") for text in column]
    except ValueError:
        return [_time(text) for text in column]


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
