"""The way in: a form, a mail with a link, and a yes. What is answered is the same whoever's address was typed."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gutletter.addresses import canonical
from gutletter.errors import ReadersError
from gutletter.links import Purpose
from gutletter.model import Notice, NoticeKind
from gutletter.subscriptions import Confirmed, confirm, may_confirm
from gutletter.web.answering import Head, answer, as_read, data_for_programs, language_of, masked, words_for
from gutletter.web.door import Door, network_of
from gutletter.web.forms import HONEYPOT, Form, in_time, stamp

HOUR = timedelta(hours=1)
PAGES = {Confirmed.DONE: "confirmed", Confirmed.ALREADY: "confirmed", Confirmed.TOO_LATE: "too_late"}


def joining(door: Door) -> APIRouter:
    """``/join``, and ``/yes/…``, where the confirmation mail leads."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/join", methods=["GET", "HEAD"])
    def form(request: Request) -> Response:
        return _form(door, request)

    @router.post("/join")
    def join(request: Request, form: Form) -> Response:
        address = form.get("email").strip()[:300]
        if form.get(HONEYPOT):
            return answer(door, request, "message", "asked")  # a program is told what a person is told
        try:
            email = canonical(address)
        except ReadersError:
            return _form(door, request, address, "wrong", status=422)
        if not in_time(door.secrets, form.get("shown"), door.clock()):
            return _form(door, request, address, "again")
        language = language_of(door, request)
        wording = words_for(door, language)["join"]
        notice = Notice(
            NoticeKind.JOIN,
            email,
            door.clock(),
            language,
            source="/join",
            wording=as_read(f"{wording['small']} [{wording['button']}]", door),
            network=network_of(request),
        )
        if not door.store.ask(notice, at_most=door.web.sign_ups_per_hour, since=notice.asked_at - HOUR):
            return answer(door, request, "message", "slow_down", status=429)
        door.wake()
        return answer(door, request, "message", "asked")

    @router.api_route("/yes/{token}", methods=["GET", "HEAD"])
    def ask(request: Request, token: str) -> Response:
        notice_id, subscriber_id = door.names(Purpose.CONFIRM, token)
        verdict = may_confirm(door.store, notice_id, subscriber_id, door.clock(), door.web.confirm_within)
        if verdict is Confirmed.DONE:
            return _answer(door, request, "confirm", subscriber_id)
        return _answer(door, request, PAGES[verdict], subscriber_id)

    @router.post("/yes/{token}")
    def act(request: Request, token: str) -> Response:
        notice_id, subscriber_id = door.names(Purpose.CONFIRM, token)
        words = words_for(door, language_of(door, request))["confirm"]
        said = door.consent(request, "confirmation mail", as_read(f"{words['text']} [{words['button']}]", door))
        verdict = confirm(door.store, notice_id, subscriber_id, said, door.web.confirm_within)
        if verdict is Confirmed.DONE:
            door.wake()
        return _answer(door, request, PAGES[verdict], subscriber_id)

    return router


def _form(door: Door, request: Request, address: str = "", trouble: str = "", *, status: int = 200) -> Response:
    shown = stamp(door.secrets[0], door.clock())
    words, name, here = words_for(door, language_of(door, request))["join"], door.letterhead.name, door.letterhead.site
    data = data_for_programs({"@context": "https://schema.org", "@type": "WebPage", "url": f"{here}/join"})
    title, text = (words[part].replace("{publication}", name) for part in ("title", "text"))
    head = Head(f"{here}/join", title, text, "website", data, index=status == 200 and not trouble)
    return answer(
        door, request, "join", "join", status=status, address=address, trouble=trouble, shown=shown, head=head
    )


def _answer(door: Door, request: Request, page: str, subscriber_id: int) -> Response:
    reader = door.store.subscriber_by_id(subscriber_id)
    gaps = {"address": masked(reader.email) if reader else ""}
    buttons = (((("yes", "1"),), "confirm", False),) if page == "confirm" else ()
    if page == "too_late":
        links: tuple[tuple[str, str], ...] = ((f"{door.home}/join", "subscribe"),)
    else:
        links = ((f"{door.home}/", "letters"),) if page == "confirmed" and door.web.archive else ()
    return answer(door, request, "message", page, reader=reader, gaps=gaps, buttons=buttons, links=links)
