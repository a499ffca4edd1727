"""Mailgun carries the mail: one letter in one request, as the bytes that we wrote.

``POST /v3/DOMAIN/messages.mime`` takes a finished message. Its batches (``recipient-variables``, up to 1,000) would be
fewer requests, but they put values into the text as it was sent, here encoded as quoted-printable, cannot give each
reader a ``List-Unsubscribe`` and Message-ID of their own in a message that we wrote, and leave a thousand readers in
doubt after a lost answer instead of one.

The delivery's id travels as ``v:gl_d`` and comes back as a user variable of every event. There is no key that makes a
request safe to repeat, and a 5xx does not mean that the letter was not taken.

Source: documentation.mailgun.com, "Send an email in MIME format", "Batch sending", "Passing sending options" and "API
response codes" (which lists 400, 403, 404, 429 and 500, and says 403 also of a wrong key and 404 also of a domain made
a moment ago), as of November 2026.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Generator, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Self
from urllib.parse import quote

from gutletter.errors import ProviderError, ProviderRefused, ReadersError
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
    uncertain,
    unreachable,
)
from gutletter.providers.envelope import DELIVERY_ID, envelope_address, letter_for, secret_word, without_addresses
from gutletter.providers.posting import Answer, Poster
from gutletter.settings import MailgunRegion, MailgunSettings, Settings

KEY = "GUTLETTER_MAILGUN__API_KEY"
HOSTS = {MailgunRegion.US: "https://api.mailgun.net", MailgunRegion.EU: "https://api.eu.mailgun.net"}
LETTERS_PER_CONNECTION_AND_CALL = 25

_OPTIONS = {"o:tracking": "no", "o:tracking-clicks": "no", "o:tracking-opens": "no"}


class Mailgun:
    """The provider for a Mailgun domain; ``sleep`` takes seconds. Safe to use from several threads."""

    name = "mailgun"

    def __init__(
        self,
        settings: MailgunSettings,
        *,
        clock: Callable[[], datetime],
        sender_domain: str = "",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.batch_size = settings.connections * LETTERS_PER_CONNECTION_AND_CALL
        self._clock = clock
        self._dispatcher = Dispatcher("Mailgun", at_once=settings.connections, sleep=sleep, losses=3)
        self._path = f"/v3/{quote(settings.domain or sender_domain)}/messages.mime"
        key = secret_word(settings.api_key, KEY, "Mailgun", "Make a sending key for the domain at app.mailgun.com")
        said = {"Accept": "application/json", "Authorization": f"Basic {b64encode(f'api:{key}'.encode()).decode()}"}
        host = settings.host or HOSTS[settings.region]
        self._poster = Poster(host, said, timeout=settings.timeout.total_seconds())

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        return cls(settings.mailgun, clock=clock, sender_domain=settings.publication.domain)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        yield from self._dispatcher.send(rendered.hash, chunked(deliveries, 1), begin, partial(self._carry, rendered))

    def close(self) -> None:
        """Let go of the connections; twice is harmless."""
        self._poster.close()

    def _carry(self, rendered: RenderedIssue, begin: Begin, chunk: Chunk) -> Reply:
        (delivery,) = chunk
        try:
            fields = {"to": envelope_address(delivery.email), **_OPTIONS, f"v:{DELIVERY_ID}": delivery.id}
            content_type, request = _form(fields, letter_for(rendered, delivery, self._clock()))
        except ReadersError as error:
            return Reply((Receipt(delivery.id, Outcome.REFUSED, error.message),))
        try:
            answer = self._poster.post(self._path, request, content_type, lambda: begin(chunk))
        except NotConnected as error:
            raise unreachable("Mailgun", self._poster.host, "mailgun.region", error) from error
        except AnswerLost as lost:
            return uncertain(chunk, f"Mailgun's answer was lost: {lost}", "Mailgun")
        return self._judged(delivery, answer)

    def _judged(self, delivery: Delivery, answer: Answer) -> Reply:
        said = without_addresses(answer.word("message") or answer.body.decode("utf-8", "replace"))
        said = said or "without a word why"
        if answer.status == 200 and answer.word("id"):
            return Reply((Receipt(delivery.id, Outcome.ACCEPTED, provider_id=answer.word("id")),))
        if answer.status == 429:
            return Reply(again=((delivery,),), wait=asked_to_wait(answer.headers, self._clock()))
        if answer.status == 400:
            refusal = Receipt(delivery.id, Outcome.REFUSED, f"400 {said}")
            if said.startswith("to parameter"):
                return Reply((refusal,))
            return Reply(suspected=(refusal,), letter_refused=_letter_refused(said))
        if trouble := _trouble(answer.status, said):
            raise trouble
        return uncertain((delivery,), f"Mailgun answered {answer.status}, which does not tell: {said}", "Mailgun")


def _form(fields: Mapping[str, str], letter: bytes) -> tuple[str, bytes]:
    """The form's type and content (RFC 7578), with the letter as a file of it."""
    boundary = f"gutletter-{blake2b(letter, digest_size=16).hexdigest()}"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="message"; filename="letter.eml"\r\n'
    head = "".join([*parts, file, "Content-Type: message/rfc822\r\n\r\n"])
    content = b"".join((head.encode(), letter, f"\r\n--{boundary}--\r\n".encode()))
    return f"multipart/form-data; boundary={boundary}", content


def _trouble(status: int, said: str) -> ProviderError | None:
    """The whole call's trouble, by which the letter was not taken; None when the answer does not tell."""
    if status == 401:
        return ProviderRefused(f"Mailgun does not accept the key: {said}.", remedy=f"Check {KEY} and mailgun.region.")
    if status in (402, 403):
        return ProviderRefused(
            f"Mailgun does not let this account send: {said}.",
            remedy=f"Check {KEY} and mailgun.region, and what the account and the domain may do at app.mailgun.com.",
        )
    if status == 404:
        return ProviderRefused(
            f"Mailgun does not know the domain: {said}.",
            remedy="Check mailgun.domain and mailgun.region; a domain that was just added may take a few minutes.",
        )
    if status == 413:
        return _letter_refused(said)
    if 300 <= status < 500 and status != 408:
        return ProviderRefused(f"Mailgun refuses the request ({status}): {said}.", remedy="Check mailgun.host.")
    return None


def _letter_refused(said: str) -> ProviderRefused:
    return ProviderRefused(
        f"Mailgun refuses the letter: {said}.", remedy="Check publication.sender and the letter: gutletter check."
    )
