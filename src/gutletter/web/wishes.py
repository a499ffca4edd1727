"""All that a reader decides, and all that is known of them: behind a link that only their mailbox has, for a day.

The links in a letter do not lead here by themselves, because letters are forwarded: they let a mail be sent that does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from gutletter.links import Purpose, unsubscribe_url
from gutletter.model import Notice, Subscriber, SubscriberState
from gutletter.subscriptions import SETTINGS_FOR, change, forget, pause
from gutletter.web.answering import LANGUAGES, answer, day, language_of, speaks, words_for
from gutletter.web.door import Door
from gutletter.web.forms import Form, Sent
from gutletter.web.leaving import PAUSE
from gutletter.web.said import CADENCES, what, where
from gutletter.web.shelf import Shelf

MOST_TAGS = 40


def wishes(door: Door, shelf: Shelf) -> APIRouter:
    """``/s/…``, where the mail with the link to the settings leads."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/s/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        reader = _reader(door, token)
        return _page(door, request, shelf, reader) if reader else _too_late(door, request)

    @router.post("/s/{token}")
    def decide(request: Request, token: str, form: Form) -> Response:
        reader = _reader(door, token)
        if reader is None:
            return _too_late(door, request)
        if form.get("delete"):
            forget(door.store, reader, door.clock())
            return answer(door, request, "message", "forgotten")
        said = door.consent(request, "settings page")
        if form.get("resume"):
            reader, done = pause(door.store, reader, None, said), "saved"
        elif form.get("pause"):
            reader, done = pause(door.store, reader, door.clock() + PAUSE, said), "saved"
        elif form.get("save"):
            wanted, done = _wanted(door, shelf, reader, form)
            reader = reader if done == "wrong" else change(door.store, wanted, said)
            if done == "wrong":
                return _page(door, request, shelf, wanted, done, form.get("timezone")[:60], status=422)
        else:
            done = ""
        return _page(door, request, shelf, reader, done)

    @router.api_route("/s/{token}/data.json", methods=["GET", "HEAD"])
    def export(request: Request, token: str) -> Response:
        reader = _reader(door, token)
        if reader is None:
            raise HTTPException(404)
        headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
        return JSONResponse(known_of(door, reader), headers=headers)

    return router


def known_of(door: Door, reader: Subscriber) -> Mapping[str, object]:
    """Everything that is known of a reader, as JSON takes it; times in UTC (GDPR, articles 15 and 20)."""
    return {
        "publication": door.letterhead.name,
        "email": reader.email,
        "name": reader.name,
        "state": reader.state.value,
        "joined_at": reader.joined_at.isoformat(),
        "confirmed_at": reader.confirmed_at.isoformat() if reader.confirmed_at else None,
        "came_by": reader.source,
        "language": reader.language,
        "timezone": reader.timezone,
        "cadence": "monthly" if reader.cadence == 0 else reader.cadence,
        "topics": list(reader.tags),
        "paused_until": reader.paused_until.isoformat() if reader.paused_until else None,
        "said": [
            {
                "at": one.at.isoformat() if one.at else None,
                "said": one.said,
                "where": one.source,
                "wording": one.wording,
                "network": one.network,
            }
            for one in door.store.consents(reader.id)
        ],
        "letters": [
            {"issue": one.slug, "title": one.title, "state": one.state.value, "at": one.at.isoformat()}
            for one in door.store.copies(reader.id)
        ],
    }


def _reader(door: Door, token: str) -> Subscriber | None:
    """Whose settings a link opens; None when its day is over."""
    notice_id, subscriber_id = door.names(Purpose.SETTINGS, token)
    notice: Notice | None = door.store.notice(notice_id)
    if notice is None or notice.subscriber_id != subscriber_id or notice.asked_at + SETTINGS_FOR <= door.clock():
        return None
    reader = door.store.subscriber_by_id(subscriber_id)
    return reader if reader and reader.state is not SubscriberState.PENDING else None


def _wanted(door: Door, shelf: Shelf, reader: Subscriber, form: Sent) -> tuple[Subscriber, str]:
    """What the form says, as far as it can be; ``wrong`` when the time zone is none."""
    known = dict.fromkeys((*shelf.now().tags, *reader.tags))
    language, zone, cadence = form.get("language"), form.get("timezone").strip(), form.get("cadence")
    chosen = [name for name, number in ((str(number), number) for number in CADENCES) if name == cadence]
    wanted = replace(
        reader,
        name=form.get("name")[:200],
        language=language if language in _languages(door) else "",
        cadence=int(chosen[0]) if chosen else reader.cadence,
        tags=tuple(tag for tag in known if tag in form.all("tag"))[:MOST_TAGS],
    )
    if zone and zone not in _zones():
        return wanted, "wrong"
    return replace(wanted, timezone=zone), "saved"


def _page(
    door: Door,
    request: Request,
    shelf: Shelf,
    reader: Subscriber,
    done: str = "",
    zone: str | None = None,
    *,
    status: int = 200,
) -> Response:
    language = language_of(door, request, reader)
    paused = reader.paused_until is not None and reader.paused_until > door.clock()
    said = [
        (day(door, one.at, language) if one.at else "", what(door, one, language), where(door, one, language))
        for one in door.store.consents(reader.id)
    ]
    words = words_for(door, language)
    return answer(
        door,
        request,
        "settings",
        "settings",
        status=status,
        reader=reader,
        gaps={
            "address": reader.email,
            "date": day(door, reader.paused_until, language) if paused and reader.paused_until else "",
            "since": day(door, reader.joined_at, language),
            "letters": len(door.store.copies(reader.id)),
        },
        subscriber=reader,
        done=done,
        zone=reader.timezone if zone is None else zone,
        zones=_zones(),
        languages=_languages(door),
        cadences=[(number, words["cadences"][name]) for number, name in CADENCES.items()],
        tags=tuple(dict.fromkeys((*shelf.now().tags, *reader.tags)))[:MOST_TAGS],
        paused=paused,
        said=said,
        leave=unsubscribe_url(door.home, door.secrets[0], 0, reader.id),
        export=f"{door.home}/s/{request.path_params['token']}/data.json",
    )


def _too_late(door: Door, request: Request) -> Response:
    return answer(door, request, "message", "settings_too_late")


@lru_cache(maxsize=1)
def _zones() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def _languages(door: Door) -> Mapping[str, str]:
    """The languages a reader may choose, by their own names."""
    spoken = (*LANGUAGES, door.letterhead.language.partition("-")[0].lower())
    return {one: str(words_for(door, one).get("name", one)) for one in dict.fromkeys(spoken) if speaks(door.theme, one)}
