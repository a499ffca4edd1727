"""SendGrid carries the mail: up to a thousand readers in one request, each with links and headers of their own.

Several requests are under way at once. Only 202 means that a request was taken (200 in sandbox mode, where everything
is checked and nothing is sent). SendGrid has no key that makes a request safe to repeat. So an answer that does not
tell leaves the readers of that request UNCERTAIN, ends the call, and is settled later by events that carry the
delivery's id.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Self

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, ReadersError, SettingsError
from gutletter.message import for_readers
from gutletter.mime import one_line
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
from gutletter.providers.envelope import secret_word, without_addresses
from gutletter.providers.sendgrid_api import Answer, Api
from gutletter.providers.sendgrid_body import LetterBody
from gutletter.settings import SendGridSettings, Settings

KEY = "GUTLETTER_SENDGRID__API_KEY"

_RECIPIENT = re.compile(r"personalizations\.(\d+)(?:\.|$)")
_TOO_MANY_BYTES = re.compile(r"\bbytes\b", re.IGNORECASE)
_REDIRECTS = range(300, 400)
_UNTOLD = 408  # the only 4xx that does not say the request was turned down


class SendGrid:
    """The provider for a SendGrid account; ``sleep`` takes seconds. Safe to use from several threads."""

    name = "sendgrid"

    def __init__(
        self,
        settings: SendGridSettings,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.batch_size = settings.connections * settings.batch_size
        self._readers = settings.batch_size  # in one request; fewer once SendGrid has found one too large
        self._sandbox = settings.sandbox
        self._taken = 200 if settings.sandbox else 202
        self._host = settings.host
        self._clock = clock
        self._dispatcher = Dispatcher("SendGrid", at_once=settings.connections, sleep=sleep)
        key = secret_word(settings.api_key, KEY, "SendGrid", "Make one that may send mail at app.sendgrid.com")
        self._api = Api(api_key=key, host=settings.host, timeout=settings.timeout.total_seconds())

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        return cls(settings.sendgrid, clock=clock)

    def send(
        self, rendered: RenderedIssue, deliveries: Chunk, begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        if (letter := for_readers(rendered, named=True)) != rendered:  # a request has one letter for all in it
            named = [one for one in deliveries if one_line(one.name)]
            nameless = [one for one in deliveries if not one_line(one.name)]
            yield from self.send(letter, named, begin)
            yield from self.send(for_readers(rendered, named=False), nameless, begin)
            return
        try:
            body = LetterBody(rendered, sandbox=self._sandbox)
        except SettingsError as error:
            raise ProviderRefused(without_addresses(error.message), remedy=error.remedy) from error
        yield from self._dispatcher.send(
            rendered.hash, _requests(deliveries, self._readers), begin, partial(self._carry, body)
        )

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _carry(self, body: LetterBody, begin: Begin, chunk: Chunk) -> Reply:
        """One request, from its body to what its answer means."""
        refused: list[Receipt] = []
        pieces: list[bytes] = []
        going: list[Delivery] = []
        for delivery in chunk:
            try:
                pieces.append(body.personalization(delivery))
                going.append(delivery)
            except ReadersError as error:
                refused.append(Receipt(delivery.id, Outcome.REFUSED, error.message))
            except SettingsError as error:
                raise ProviderRefused(without_addresses(error.message), remedy=error.remedy) from error
        if not going:
            return Reply(tuple(refused))
        reply = self._posted(body.request(pieces), going, begin)
        return replace(reply, receipts=(*refused, *reply.receipts)) if refused else reply

    def _posted(self, request: bytes, chunk: Chunk, begin: Begin) -> Reply:
        try:
            answer = self._api.send(request, lambda: begin(chunk))
        except NotConnected as error:
            raise unreachable("SendGrid", self._host, "sendgrid.host", error) from error
        except AnswerLost as lost:
            return uncertain(chunk, f"SendGrid's answer was lost: {lost}", "SendGrid")
        if answer.status == self._taken:
            return _accepted(chunk, answer)
        if answer.status == 429:
            return Reply(again=(chunk,), wait=asked_to_wait(answer.headers, self._clock()))
        if answer.status == 413 or (answer.status == 400 and len(chunk) > 1 and _holds_too_much(answer)):
            return self._too_large(chunk, answer)
        if answer.status == 400:
            return _sorted_out(chunk, answer)
        if trouble := self._trouble(answer):
            raise trouble
        return uncertain(chunk, f"SendGrid answered {answer.status}, which does not tell: {answer.said}", "SendGrid")

    def _too_large(self, chunk: Chunk, answer: Answer) -> Reply:
        if len(chunk) == 1:
            raise _letter_refused(answer)
        self._readers = min(self._readers, max(1, len(chunk) // 2))
        return Reply(again=halves(chunk))

    def _trouble(self, answer: Answer) -> ProviderError | None:
        """The whole call's trouble, by which nothing of this request was taken; None when the answer does not tell."""
        said = without_addresses(answer.said)
        if answer.status == 401 and "credits exceeded" in said.lower():
            return ProviderUnavailable(
                f"SendGrid's allowance is used up: {said}.", remedy="Wait for the next period, or raise the plan."
            )
        if answer.status == 401:
            return ProviderRefused(f"SendGrid does not accept the key: {said}.", remedy=f"Check {KEY}.")
        if answer.status == 403:
            return ProviderRefused(
                f"SendGrid does not let this account send: {said}.",
                remedy="Verify publication.sender there, and that the key may send mail.",
            )
        if answer.status in _REDIRECTS:
            return ProviderRefused(
                f"{self._host} sends us elsewhere ({answer.status}), which is not how SendGrid answers.",
                remedy="Check sendgrid.host in gutletter.toml.",
            )
        if 400 <= answer.status < 500 and answer.status != _UNTOLD:
            return ProviderRefused(
                f"SendGrid refuses the request ({answer.status}): {said}.",
                remedy="Check sendgrid.host in gutletter.toml.",
            )
        return None


def _requests(deliveries: Chunk, size: int) -> Iterator[Chunk]:
    """Requests of at most ``size`` readers in which no address occurs twice: SendGrid refuses those."""
    rounds: list[dict[str, Delivery]] = []
    times: dict[str, int] = {}
    for delivery in deliveries:
        address = delivery.email.casefold()
        nth = times[address] = times.get(address, -1) + 1
        if nth == len(rounds):
            rounds.append({})
        rounds[nth][address] = delivery
    return (chunk for readers in rounds for chunk in chunked(tuple(readers.values()), size))


def _holds_too_much(answer: Answer) -> bool:
    """Whether it is the readers' pieces that are too many bytes together: one page says 50,000 in a request."""
    return any(
        complaint.field.startswith("personalizations") and _TOO_MANY_BYTES.search(complaint.message)
        for complaint in answer.complaints
    )


def _accepted(chunk: Chunk, answer: Answer) -> Reply:
    message_id = answer.headers.get("x-message-id", "")
    return Reply(tuple([Receipt(delivery.id, Outcome.ACCEPTED, provider_id=message_id) for delivery in chunk]))


def _sorted_out(chunk: Chunk, answer: Answer) -> Reply:
    """Who is to blame for a request that was refused as a whole.

    A complaint about ``personalizations.7.to`` is the eighth reader's; one about another part of a personalization may
    be everybody's. One about the letter ends the call. One that names nothing is looked for by halving.
    """
    culprits: dict[int, tuple[str, bool]] = {}
    for complaint in answer.complaints:
        if match := _RECIPIENT.match(complaint.field):
            certain = complaint.field[match.end() :].partition(".")[0] == "to"
            culprits.setdefault(int(match[1]), (complaint.message, certain))
        elif complaint.field and complaint.field != "personalizations":
            raise _letter_refused(answer)
    if not culprits and len(chunk) > 1:
        return Reply(again=halves(chunk), searching=True)
    if not culprits:
        culprits[0] = (answer.said, False)
    if max(culprits) >= len(chunk):
        raise _letter_refused(answer)
    receipts: dict[bool, list[Receipt]] = {True: [], False: []}
    for at, (message, certain) in culprits.items():
        receipts[certain].append(Receipt(chunk[at].id, Outcome.REFUSED, without_addresses(f"400 {message}")))
    rest = tuple(delivery for at, delivery in enumerate(chunk) if at not in culprits)
    return Reply(
        receipts=tuple(receipts[True]),
        suspected=tuple(receipts[False]),
        letter_refused=_letter_refused(answer) if receipts[False] else None,
        again=(rest,) if rest else (),
        searching=bool(receipts[False]),
    )


def _letter_refused(answer: Answer) -> ProviderRefused:
    parts = sorted({complaint.field for complaint in answer.complaints if complaint.field})
    where = f" ({', '.join(parts)})" if parts else ""
    return ProviderRefused(
        f"SendGrid refuses the letter{where}: {without_addresses(answer.said)}.",
        remedy="Check publication.sender and the letter: gutletter check.",
    )
