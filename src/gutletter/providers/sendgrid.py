"""SendGrid carries the mail: up to a thousand readers in one request, each with links and headers of their own.

Only 202 means that a request was taken (200 in sandbox mode, where everything is checked and nothing is sent). SendGrid
has no key that makes a request safe to repeat. So an answer that does not tell leaves the readers of that request
UNCERTAIN, ends the call, and is settled later by events that carry the delivery's id.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime
from typing import Self

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, ReadersError, SettingsError
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted
from gutletter.providers.envelope import ENOUGH_TO_BLAME_US, envelope_address, without_addresses
from gutletter.providers.sendgrid_api import Answer, AnswerLost, Api, NotConnected
from gutletter.providers.sendgrid_body import LetterBody
from gutletter.settings import SendGridSettings, Settings

KEY = "GUTLETTER_SENDGRID__API_KEY"
LONGEST_WAIT = 60.0  # seconds that one call waits in all when SendGrid asks for it

_RECIPIENT = re.compile(r"personalizations\.(\d+)(?:\.|$)")
_REDIRECTS = range(300, 400)
_UNTOLD = 408  # the only 4xx that does not say the request was turned down

Chunk = Sequence[Delivery]


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
        self.batch_size = settings.batch_size
        self._sandbox = settings.sandbox
        self._host = settings.host
        self._clock = clock
        self._sleep = sleep
        self._proven = ""  # the hash of the last letter that was taken for somebody
        self._api = Api(api_key=_key(settings), host=settings.host, timeout=settings.timeout.total_seconds())

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        return cls(settings.sendgrid, clock=clock)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        body = LetterBody(rendered, sandbox=self._sandbox)
        sendable: list[Delivery] = []
        for delivery in deliveries:
            try:
                envelope_address(delivery.email)
            except ReadersError as error:
                yield Receipt(delivery.id, Outcome.REFUSED, error.message)
            else:
                sendable.append(delivery)
        waiting = list(reversed(_chunks(sendable, self.batch_size)))
        suspects: list[Receipt] = []  # refused alone, for a reason that may be the letter's and not the reader's
        while waiting:
            chunk = waiting.pop()
            try:
                answer = self._post(body, chunk, begin)
            except AnswerLost as lost:
                yield from _uncertain(chunk, f"SendGrid's answer was lost: {lost}")
                self._stop_if(waiting or suspects)
                return
            if answer.status == (200 if self._sandbox else 202):
                self._proven = rendered.hash
                message_id = answer.headers.get("x-message-id", "")
                yield from (Receipt(delivery.id, Outcome.ACCEPTED, provider_id=message_id) for delivery in chunk)
            elif answer.status == 400:
                refused, suspected, again = _sorted_out(chunk, answer)
                yield from refused
                suspects += suspected
                waiting += reversed(again)
                if len(suspects) >= ENOUGH_TO_BLAME_US and self._proven != rendered.hash:
                    raise _letter_refused(answer)
            elif answer.status == 413:
                if len(chunk) == 1:
                    raise _letter_refused(answer)
                waiting += reversed(_halves(chunk))
            else:
                if trouble := self._trouble(answer):
                    raise trouble
                yield from _uncertain(chunk, f"SendGrid answered {answer.status}, which does not tell: {answer.said}")
                self._stop_if(waiting or suspects)
                return
        yield from suspects

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _post(self, body: LetterBody, chunk: Chunk, begin: Begin) -> Answer:
        """The answer to one request, after the waits SendGrid asked for: 429 means that nothing was taken."""
        try:
            request = body.request(chunk)
        except (SettingsError, ReadersError) as error:
            raise ProviderRefused(without_addresses(error.message), remedy=error.remedy) from error
        patience = LONGEST_WAIT
        begin(chunk)
        while True:
            try:
                answer = self._api.send(request)
            except NotConnected as error:
                raise ProviderUnavailable(
                    f"SendGrid cannot be reached at {self._host}: {error}.",
                    remedy="Check the network and sendgrid.host in gutletter.toml, or try again later.",
                ) from error
            if answer.status != 429:
                return answer
            wait = self._asked_to_wait(answer)
            if wait > patience:
                raise ProviderUnavailable(f"SendGrid asks to wait {wait:.0f} s.", remedy="Try again after that.")
            self._sleep(wait)
            patience -= wait

    def _asked_to_wait(self, answer: Answer) -> float:
        """Seconds, from X-RateLimit-Reset (a time) or Retry-After (seconds); at least 1, and 5 with neither."""
        reset, after = answer.headers.get("x-ratelimit-reset", ""), answer.headers.get("retry-after", "")
        if reset.isdecimal():
            return max(1.0, int(reset) - self._clock().timestamp())
        return max(1.0, float(after)) if after.isdecimal() else 5.0

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

    @staticmethod
    def _stop_if(rest: object) -> None:
        """After an answer that was lost, hand nothing more over: the next one may be lost too."""
        if rest:
            raise ProviderUnavailable(
                "SendGrid's last answer was lost, so the rest was not handed over.", remedy="Try again later."
            )


def _key(settings: SendGridSettings) -> str:
    key = settings.api_key.get_secret_value().strip()
    if not key:
        raise ProviderRefused(
            f"SendGrid needs a key, and {KEY} is empty.",
            remedy=f"Make one that may send mail at app.sendgrid.com and put {KEY}=… into .env.",
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ProviderRefused(f"What {KEY} holds is no key.", remedy="It is one word of ASCII letters, such as SG.….")
    return key


def _chunks(deliveries: Chunk, size: int) -> list[Chunk]:
    """Requests of at most ``size`` readers in which no address occurs twice: SendGrid refuses those."""
    rounds: list[dict[str, Delivery]] = []
    times: dict[str, int] = {}
    for delivery in deliveries:
        address = delivery.email.casefold()
        nth = times[address] = times.get(address, -1) + 1
        if nth == len(rounds):
            rounds.append({})
        rounds[nth][address] = delivery
    return [
        tuple(readers.values())[start : start + size] for readers in rounds for start in range(0, len(readers), size)
    ]


def _halves(chunk: Chunk) -> list[Chunk]:
    middle = len(chunk) // 2
    return [chunk[:middle], chunk[middle:]]


def _sorted_out(chunk: Chunk, answer: Answer) -> tuple[list[Receipt], list[Receipt], list[Chunk]]:
    """Who is to blame for a request that was refused as a whole: (refused, suspected, to be tried again).

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
    receipts: dict[bool, list[Receipt]] = {True: [], False: []}
    if not culprits and len(chunk) > 1:
        return [], [], _halves(chunk)
    if not culprits:
        culprits[0] = (answer.said, False)
    if max(culprits) >= len(chunk):
        raise _letter_refused(answer)
    for at, (message, certain) in culprits.items():
        receipts[certain].append(Receipt(chunk[at].id, Outcome.REFUSED, without_addresses(f"400 {message}")))
    rest = [delivery for at, delivery in enumerate(chunk) if at not in culprits]
    return receipts[True], receipts[False], [rest] if rest else []


def _letter_refused(answer: Answer) -> ProviderRefused:
    parts = sorted({complaint.field for complaint in answer.complaints if complaint.field})
    where = f" ({', '.join(parts)})" if parts else ""
    return ProviderRefused(
        f"SendGrid refuses the letter{where}: {without_addresses(answer.said)}.",
        remedy="Check publication.sender and the letter: gutletter check.",
    )


def _uncertain(chunk: Chunk, reason: str) -> Iterator[Receipt]:
    reason = without_addresses(reason)
    return (Receipt(delivery.id, Outcome.UNCERTAIN, reason) for delivery in chunk)
