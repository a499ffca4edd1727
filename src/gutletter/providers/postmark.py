"""Postmark carries the mail: up to five hundred letters in one request, each with an answer of its own.

``POST /email/batch`` answers 200 and a list in the order of the letters; a letter's ``ErrorCode`` is 0 when it was
taken. Postmark writes the message itself, so it gets subject, HTML and text as they are for the reader, and our
headers; ``X-PM-KeepID`` lets our Message-ID stand. There is no key that makes a request safe to repeat.

In a broadcast stream Postmark puts an unsubscribe link and header of its own into every letter, until its support lets
the stream "manage unsubscribes on your own": ours are one too many before that.

Source: postmarkapp.com/developer, "Email API", "Send batch emails" and "API overview", "HTTP response codes", as of
November 2026; its "API error codes" as they stood in January 2022; the support's article 1180 for 300. That 405 means
spent credit stands in none of what was read: any code that is not known here stops the run all the same.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Self

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, ReadersError, SettingsError
from gutletter.message import headers, personalised
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted
from gutletter.providers.dispatch import (
    AnswerLost,
    Chunk,
    Dispatcher,
    NotConnected,
    Reply,
    asked_to_wait,
    chunked,
    halves,
    uncertain,
    unreachable,
)
from gutletter.providers.envelope import DELIVERY_ID, envelope_address, secret_word, without_addresses
from gutletter.providers.posting import Answer, Poster
from gutletter.settings import PostmarkSettings, Settings

TOKEN = "GUTLETTER_POSTMARK__SERVER_TOKEN"  # noqa: S105 - its name, not the token
LARGEST_REQUEST = 45_000_000
"""Octets; Postmark takes 50 MB in all."""

_TAKEN = 0
_INACTIVE = 406  # it bounced, complained or left before: Postmark will not write there
_ABOUT_THE_LETTER = {300, 411}  # an invalid field, which may be the reader's address; a forbidden attachment
_LATER = {100, 429}  # maintenance, too fast
_NO_CREDIT = "405"
_NOT_ALLOWED = {"400", "401", "412", "413"}  # no such signature, or unconfirmed; account on approval, or may not send


class Postmark:
    """The provider for a Postmark server; ``sleep`` takes seconds. Safe to use from several threads."""

    name = "postmark"

    def __init__(
        self,
        settings: PostmarkSettings,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.batch_size = settings.connections * settings.batch_size
        self._letters = settings.batch_size
        self._stream = settings.message_stream
        self._clock = clock
        self._dispatcher = Dispatcher("Postmark", at_once=settings.connections, sleep=sleep)
        token = secret_word(settings.server_token, TOKEN, "Postmark", "Copy it from the server's API Tokens page")
        said = {"Accept": "application/json", "X-Postmark-Server-Token": token}
        self._poster = Poster(settings.host, said, timeout=settings.timeout.total_seconds())

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        return cls(settings.postmark, clock=clock)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        size = min(self._letters, _letters_that_fit(rendered))
        yield from self._dispatcher.send(
            rendered.hash, chunked(deliveries, size), begin, partial(self._carry, rendered)
        )

    def close(self) -> None:
        """Let go of the connections; twice is harmless."""
        self._poster.close()

    def _carry(self, rendered: RenderedIssue, begin: Begin, chunk: Chunk) -> Reply:
        refused: list[Receipt] = []
        letters: list[Mapping[str, Any]] = []
        going: list[Delivery] = []
        for delivery in chunk:
            try:
                letters.append(_letter(rendered, delivery, self._stream))
                going.append(delivery)
            except ReadersError as error:
                refused.append(Receipt(delivery.id, Outcome.REFUSED, error.message))
            except SettingsError as error:
                raise ProviderRefused(without_addresses(error.message), remedy=error.remedy) from error
        if not going:
            return Reply(tuple(refused))
        reply = self._posted(json.dumps(letters).encode(), tuple(going), begin)
        return replace(reply, receipts=(*refused, *reply.receipts))

    def _posted(self, request: bytes, chunk: Chunk, begin: Begin) -> Reply:
        try:
            answer = self._poster.post("/email/batch", request, "application/json", lambda: begin(chunk))
        except NotConnected as error:
            raise unreachable("Postmark", self._poster.host, "postmark.host", error) from error
        except AnswerLost as lost:
            return uncertain(chunk, f"Postmark's answer was lost: {lost}", "Postmark")
        if answer.status == 200:
            return self._sorted_out(chunk, answer)
        if answer.status == 429:
            return Reply(again=(chunk,), wait=asked_to_wait(answer.headers, self._clock()))
        if answer.status == 413 and len(chunk) > 1:
            return Reply(again=halves(chunk))
        if answer.status < 300 or answer.status >= 500 or answer.status == 408:
            said = answer.word("Message") or "without a word why"
            return uncertain(chunk, f"Postmark answered {answer.status}, which does not tell: {said}", "Postmark")
        raise _trouble(answer.status, answer.word("ErrorCode"), answer.word("Message"))

    def _sorted_out(self, chunk: Chunk, answer: Answer) -> Reply:
        """Each letter's own answer, in the order of the letters."""
        said = answer.said
        if not isinstance(said, list) or len(said) != len(chunk) or not all(map(_tells, said)):
            return uncertain(chunk, "Postmark answered 200, and not for each letter", "Postmark")
        receipts: list[Receipt] = []
        suspected: list[Receipt] = []
        later: list[Delivery] = []
        trouble: ProviderError | None = None
        for delivery, one in zip(chunk, said, strict=True):
            code, message = one["ErrorCode"], str(one.get("Message") or "")
            reason = without_addresses(f"{code} {message}")
            if code == _TAKEN:
                receipts.append(Receipt(delivery.id, Outcome.ACCEPTED, provider_id=str(one.get("MessageID") or "")))
            elif code == _INACTIVE:
                receipts.append(Receipt(delivery.id, Outcome.REFUSED, reason))
            elif code in _ABOUT_THE_LETTER:
                suspected.append(Receipt(delivery.id, Outcome.REFUSED, reason))
            elif code in _LATER:
                later.append(delivery)
            else:
                trouble = trouble or _trouble(200, str(code), message)
        return Reply(
            tuple(receipts),
            suspected=tuple(suspected),
            letter_refused=_letter_refused(suspected[0].reason) if suspected else None,
            again=(tuple(later),) if later else (),
            wait=asked_to_wait(answer.headers, self._clock()) if later else 0.0,
            trouble=trouble,
        )


def _letter(rendered: RenderedIssue, delivery: Delivery, stream: str) -> Mapping[str, Any]:
    """One letter of the batch. ReadersError, whose message shows no address; SettingsError."""
    letterhead = rendered.letterhead
    subject, html, text = personalised(rendered, delivery)
    own = {**headers(rendered, delivery), "Message-ID": delivery.message_id, "X-PM-KeepID": "true"}
    return {
        "From": letterhead.sender,
        "To": envelope_address(delivery.email),
        **({"ReplyTo": letterhead.reply_to} if letterhead.reply_to else {}),
        "Subject": subject,
        "HtmlBody": html,
        "TextBody": text,
        "Headers": [{"Name": name, "Value": value} for name, value in own.items()],
        "Metadata": {DELIVERY_ID: delivery.id},
        "MessageStream": stream,
        "TrackOpens": False,
        "TrackLinks": "None",
    }


def _letters_that_fit(rendered: RenderedIssue) -> int:
    one = len(json.dumps([rendered.subject, rendered.html, rendered.text])) + 5_000  # room for what is the reader's
    return max(1, LARGEST_REQUEST // one)


def _tells(one: object) -> bool:
    return isinstance(one, dict) and isinstance(one.get("ErrorCode"), int)


def _trouble(status: int, code: str, message: str) -> ProviderError:
    """The whole call's trouble, by which nothing of this kind was taken."""
    said = without_addresses(f"{code} {message}".strip()) or "without a word why"
    if status == 401 or code == "10":
        return ProviderRefused(f"Postmark does not accept the token: {said}.", remedy=f"Check {TOKEN}.")
    if code == _NO_CREDIT:
        return ProviderUnavailable(
            f"Postmark's allowance is used up: {said}.", remedy="Wait for the next period, or buy more."
        )
    if code in _NOT_ALLOWED:
        return ProviderRefused(
            f"Postmark does not let this account send: {said}.",
            remedy="Confirm publication.sender there, and that the account is approved.",
        )
    return ProviderRefused(
        f"Postmark refuses the request ({status}): {said}.",
        remedy="Check postmark.message_stream and postmark.host in gutletter.toml.",
    )


def _letter_refused(said: str) -> ProviderRefused:
    return ProviderRefused(
        f"Postmark refuses the letter: {said}.", remedy="Check publication.sender and the letter: gutletter check."
    )
