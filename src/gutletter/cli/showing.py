"""subscribers show: everything that is known of one address, in the order it happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.addresses import canonical
from gutletter.cli.opening import Json, settings_of
from gutletter.cli.printing import local, plain, print_json, print_table, say
from gutletter.errors import ReadersError
from gutletter.model import MONTHLY, Consent, Copy, Event, Subscriber, Suppression
from gutletter.ports import Store
from gutletter.settings import Settings


@dataclass(frozen=True, slots=True)
class _Story:
    """What is known of an address; ``reader`` is None for one that is not on the list."""

    email: str
    reader: Subscriber | None
    suppression: Suppression | None
    consents: Sequence[Consent]
    copies: Sequence[Copy]
    events: Sequence[Event]


def show(
    context: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    as_json: Json = False,
) -> None:
    """Tell the whole story of an address: what they agreed to, every issue, every event, why nothing is sent."""
    settings = settings_of(context)
    with bootstrap.open_store(settings) as store:
        told = _story(store, canonical(address))
    if as_json:
        print_json(asdict(told))
        return
    say(f"[bold]{plain(told.email)}[/]" + (f" — {plain(told.reader.name)}" if told.reader and told.reader.name else ""))
    for line in _standing(told, settings):
        say(f"  {line}")
    if rows := sorted(_happened(told), key=lambda row: row[0]):
        say()
        print_table(("when", "what"), ((local(at, settings.timezone), what) for at, what in rows))


def _story(store: Store, email: str) -> _Story:
    reader, suppression = store.subscriber(email), store.suppressed(email)
    if reader is None:
        if suppression is None:
            raise ReadersError(f"{email} is not known.", remedy="gutletter subscribers list shows who is.")
        return _Story(email, None, suppression, (), (), ())
    number = reader.id
    told = store.consents(number), store.copies(number), store.events_of(number)
    return _Story(reader.email, reader, suppression, *told)


def _standing(told: _Story, settings: Settings) -> Iterator[str]:
    """How they stand now, and what they want."""
    zone = settings.timezone
    if told.suppression:
        why = told.suppression
        source = f", by {plain(why.source)}" if why.source else ""
        yield f"[red]Never written to:[/] {why.reason}, since {local(why.at, zone)}{source}."
    if told.reader is None:
        yield "Not on the list."
        return
    reader = told.reader
    source = f", {plain(reader.source)}" if reader.source else ""
    yield f"{str(reader.state).capitalize()}; joined {local(reader.joined_at, zone)}{source}."
    if reader.paused_until:
        yield f"Pauses until {local(reader.paused_until, zone)}."
    if wishes := list(_wishes(reader)):
        yield f"Wants {'; '.join(wishes)}."


def _wishes(reader: Subscriber) -> Iterator[str]:
    if reader.cadence == MONTHLY:
        yield "a roundup each month"
    elif reader.cadence != 1:
        yield f"one issue of {reader.cadence}"
    if reader.tags:
        yield f"to read about {plain(', '.join(reader.tags))}"
    if reader.language:
        yield f"letters in {plain(reader.language)}"
    if reader.timezone:
        yield f"them by the clock of {plain(reader.timezone)}"


def _happened(told: _Story) -> Iterator[tuple[datetime, str]]:
    for consent in told.consents:
        where = ", ".join(filter(None, (consent.source, consent.network and f"from {consent.network}")))
        words = f": “{consent.wording}”" if consent.wording else ""
        at = consent.at or (told.reader.joined_at if told.reader else None)
        if at:
            yield at, f"{consent.said}{f' ({where})' if where else ''}{words}"
    titles = {copy.issue_id: copy.title for copy in told.copies}
    for copy in told.copies:
        yield copy.at, f"“{copy.title}”: {copy.state}"
    for event in told.events:
        about = f"“{titles[event.issue_id]}”: " if event.issue_id in titles else ""
        doubt = " by a machine, it seems" if event.machine else ""
        why = f" ({event.reason})" if event.reason else ""
        link = f" {event.url}" if event.url else ""
        yield event.at, f"{about}{event.kind}{doubt}{link}{why}"
