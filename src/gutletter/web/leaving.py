"""The way out, and the ways to stay with fewer letters. No page acts on GET or HEAD; whatever is done can be undone.

The link in a letter is the whole permission: there is no login and no cookie. It opens these pages and shows no more of
the reader than they need to know that it is theirs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from gutletter.links import Purpose
from gutletter.model import Consent, Notice, NoticeKind, Subscriber, SubscriberState
from gutletter.subscriptions import MAILS_A_DAY, because, come_back, leave_together, pause, take_every
from gutletter.web.answering import answer, as_read, day, first_name, language_of, masked, words_for
from gutletter.web.door import Door
from gutletter.web.forms import Form, Sent
from gutletter.web.gate import Gate
from gutletter.web.said import CADENCES

ONE_CLICK = ("List-Unsubscribe", "One-Click")  # RFC 8058 § 3.1
HERE = ("here", "1")  # the button on our own page was pressed
PAUSE = timedelta(days=30)
LONGEST_REASON = 500  # characters

log = structlog.get_logger(__name__)


def leaving(door: Door) -> APIRouter:
    """``/u/…``, where the link at the end of a letter leads, and ``/p/…``, the other one beside it."""
    router = APIRouter()
    gate = Gate[int, Consent](lambda words: leave_together(door.store, words))

    @router.api_route("/u/{token}", methods=["GET", "HEAD"], include_in_schema=False)
    def ask(request: Request, token: str) -> Response:
        _, subscriber_id = door.names(Purpose.UNSUBSCRIBE, token)
        return _stands(door, request, subscriber_id)

    @router.post(
        "/u/{token}",
        summary="Leave with one click (RFC 8058)",
        response_class=PlainTextResponse,
        openapi_extra=ONE_CLICK_BODY,
    )
    def act(request: Request, token: str, form: Form) -> Response:
        issue_id, subscriber_id = door.names(Purpose.UNSUBSCRIBE, token)
        if subscriber_id == 0:
            return answer(door, request, "message", "test")
        if form.get(ONE_CLICK[0]) != ONE_CLICK[1] and (chosen := _chosen(door, request, subscriber_id, form)):
            return chosen
        # Whatever else is sent to this address means to leave, also a one-click body that was lost on its way.
        here = form.get(HERE[0]) == HERE[1]
        said = door.consent(request, f"letter {issue_id}, {'page' if here else 'one click'}")
        gate.go(subscriber_id, _in_words(door, request, said, "ask") if here else said)
        log.info("unsubscribe link used", subscriber=subscriber_id, issue=issue_id)
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse("You get no more letters.\n")  # a mail program, which shows it to nobody
        reader = door.store.subscriber_by_id(subscriber_id)
        if here and reader and door.web.goodbye and reader.state is SubscriberState.UNSUBSCRIBED:
            _write(door, request, reader, NoticeKind.GOODBYE)
        return _stands(door, request, subscriber_id, reader)

    @router.api_route("/p/{token}", methods=["GET", "HEAD"], include_in_schema=False)
    def choices(request: Request, token: str) -> Response:
        _, subscriber_id = door.names(Purpose.PREFERENCES, token)
        return _choices(door, request, subscriber_id)

    @router.post("/p/{token}", include_in_schema=False)
    def choose(request: Request, token: str, form: Form) -> Response:
        _, subscriber_id = door.names(Purpose.PREFERENCES, token)
        reader = door.store.subscriber_by_id(subscriber_id)
        if form.get("send") and reader and reader.state is SubscriberState.CONFIRMED:
            _write(door, request, reader, NoticeKind.SETTINGS)
            return answer(door, request, "message", "settings_sent", reader=reader)
        chosen = None if form.get("undo") else _chosen(door, request, subscriber_id, form)
        return chosen or _choices(door, request, subscriber_id)

    @router.api_route("/leave", methods=["GET", "HEAD"], include_in_schema=False)
    def nobodys(request: Request) -> Response:
        return answer(door, request, "message", "nobodys")

    return router


ONE_CLICK_BODY = {
    "requestBody": {
        "content": {
            kind: {
                "schema": {
                    "type": "object",
                    "properties": {ONE_CLICK[0]: {"type": "string", "enum": [ONE_CLICK[1]]}},
                    "required": [ONE_CLICK[0]],
                }
            }
            for kind in ("application/x-www-form-urlencoded", "multipart/form-data")
        }
    },
    "responses": {
        "200": {"description": "They get no more letters.", "content": {"text/plain": {}, "text/html": {}}},
        "404": {"description": "It is no link of ours.", "content": {"text/html": {}}},
    },
}
"""What mail clients send, for the description that machines read."""


# ── what was chosen ───────────────────────────────────────────────────────────────────────────────────────────────


def _chosen(door: Door, request: Request, subscriber_id: int, form: Sent) -> Response | None:
    """Do what one of the page's other buttons says; None: none of them was pressed."""
    reader = door.store.subscriber_by_id(subscriber_id)
    said = door.consent(request, "page")
    if form.get("undo"):
        reader = come_back(door.store, subscriber_id, _in_words(door, request, said, "left"))
        back = reader is not None and reader.state is SubscriberState.CONFIRMED
        return _told(door, request, reader, "back") if back else _stands(door, request, subscriber_id, reader)
    if "reason" in form:
        if reason := " ".join(form.get("reason").split())[:LONGEST_REASON]:
            because(door.store, subscriber_id, reason, said)
        return answer(door, request, "message", "thanks", reader=reader)
    if not {"pause", "resume", "cadence"} & {name for name in ("pause", "resume", "cadence") if name in form}:
        return None
    if reader is None or reader.state is not SubscriberState.CONFIRMED:
        return _stands(door, request, subscriber_id, reader)
    return _fewer(door, request, reader, form, said)


def _fewer(door: Door, request: Request, reader: Subscriber, form: Sent, said: Consent) -> Response:
    if "resume" in form:
        reader = pause(door.store, reader, None, _in_words(door, request, said, "paused"))
        return _told(door, request, reader, "resumed")
    if "pause" in form:
        reader = pause(door.store, reader, door.clock() + PAUSE, _in_words(door, request, said, "instead"))
        return _told(door, request, reader, "paused", undo=(("resume", "1"),))
    wanted = form.get("cadence")
    if not wanted.isascii() or not wanted.isdecimal() or int(wanted[:3]) not in CADENCES:
        return _stands(door, request, reader.id, reader)
    before = reader.cadence
    reader = take_every(door.store, reader, int(wanted), _in_words(door, request, said, "instead"))
    undone = "was" in form
    return _told(door, request, reader, "fewer", undo=() if undone else (("cadence", str(before)), ("was", "1")))


def _in_words(door: Door, request: Request, said: Consent, page: str) -> Consent:
    """With the words they had before them."""
    words = words_for(door, language_of(door, request))[page]
    return replace(said, wording=as_read(str(words.get("text") or words["title"]), door))


def _write(door: Door, request: Request, reader: Subscriber, kind: NoticeKind) -> None:
    """Let a mail about the subscription go to its reader; more than a few a day are not sent."""
    now, language = door.clock(), language_of(door, request, reader)
    notice = Notice(kind, reader.email, now, language, reader.id, network=f"reader {reader.id}")
    if door.store.ask(notice, at_most=MAILS_A_DAY, since=now - timedelta(days=1)):
        door.wake()


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────────────────


def _stands(door: Door, request: Request, subscriber_id: int, reader: Subscriber | None = None) -> Response:
    """The page for somebody who stands as they do."""
    if subscriber_id == 0:
        return answer(door, request, "message", "test")
    reader = reader or door.store.subscriber_by_id(subscriber_id)
    if reader is None or reader.state in (SubscriberState.BOUNCED, SubscriberState.COMPLAINED):
        return answer(door, request, "message", "removed")
    if reader.state is SubscriberState.UNSUBSCRIBED:
        return _told(door, request, reader, "left", undo=(("undo", "1"),), ask_why=True)
    confirmed = reader.state is SubscriberState.CONFIRMED
    gaps = {"address": masked(reader.email)}
    buttons = (((ONE_CLICK, HERE), "ask", False),)
    return answer(door, request, "leave", "ask", reader=reader, gaps=gaps, buttons=buttons, fewer=confirmed)


def _choices(door: Door, request: Request, subscriber_id: int) -> Response:
    if subscriber_id == 0:
        return answer(door, request, "message", "test")
    reader = door.store.subscriber_by_id(subscriber_id)
    if reader is None or reader.state is not SubscriberState.CONFIRMED:
        return answer(door, request, "message", "removed" if reader is None else "left_already", reader=reader)
    name = first_name(reader.name)
    return answer(
        door,
        request,
        "leave",
        "preferences" if name else "preferences_nameless",
        reader=reader,
        gaps={"name": name, "address": masked(reader.email)},
        buttons=(((("send", "1"),), "preferences", False),),
        fewer=True,
    )


def _told(
    door: Door,
    request: Request,
    reader: Subscriber | None,
    page: str,
    *,
    undo: tuple[tuple[str, str], ...] = (),
    ask_why: bool = False,
) -> Response:
    """What was done, and a button that undoes it."""
    language = language_of(door, request, reader)
    words = words_for(door, language)
    until = reader.paused_until if reader else None
    gaps = {
        "address": masked(reader.email) if reader else "",
        "date": day(door, until, language) if until else "",
        "cadence": words["cadences"][CADENCES.get(reader.cadence, "every")] if reader else "",
    }
    buttons = ((undo, "undo", True),) if undo else ()
    return answer(door, request, "leave", page, reader=reader, gaps=gaps, buttons=buttons, ask_why=ask_why)
