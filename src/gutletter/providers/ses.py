"""Amazon SES carries the mail: one letter in one request (API v2, ``SendEmail`` with raw content), as we wrote it.

The delivery's id travels as a message tag and comes back with the events that a configuration set publishes. SES puts a
Message-ID and Date of its own into every letter, and has no key that makes a request safe to repeat.

``botocore`` finds the keys as AWS's own tools do (settings, environment, files, the machine's role), signs requests
and knows the regions. Left to itself it repeats requests whose answer was lost: here it asks once.

Source: docs.aws.amazon.com/ses, API reference v2, "SendEmail" (whose eight errors are AccountSuspended, BadRequest,
LimitExceeded, MailFromDomainNotVerified, MessageRejected, NotFound, SendingPaused and TooManyRequests), "MessageTag",
"RawMessage", and the developer guide's "Amazon SES header fields", as of November 2026.
"""

from __future__ import annotations

import logging
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any, Self

from gutletter.errors import ProviderRefused, ProviderUnavailable, ReadersError, SettingsError
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted
from gutletter.providers.dispatch import (
    AnswerLost,
    Chunk,
    Dispatcher,
    NotConnected,
    Reply,
    chunked,
    uncertain,
    unreachable,
)
from gutletter.providers.envelope import DELIVERY_ID, envelope_address, letter_for, sender_address, without_addresses
from gutletter.settings import SesSettings, Settings

LETTERS_PER_CONNECTION_AND_CALL = 25

_WAIT = 1.0  # seconds; the rate is so many letters a second
_TOO_FAST = {"TooManyRequestsException", "Throttling", "ThrottlingException", "RequestLimitExceeded"}
_ABOUT_THE_LETTER = {"MessageRejected", "BadRequestException", "ValidationException"}
_UNTOLD = 408  # the only 4xx that does not say the request was turned down
_HANDSHAKE_FAILED = ("CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER", "HANDSHAKE_FAILURE", "UNSUPPORTED_PROTOCOL")
_WHERE_KEYS_ARE = (
    "Put GUTLETTER_SES__ACCESS_KEY_ID=… and GUTLETTER_SES__SECRET_ACCESS_KEY=… into .env, or give this machine a role."
)


def tag_of(delivery_id: str) -> str:
    """The delivery's id as a tag may be written: letters, digits, ``_`` and ``-``."""
    return urlsafe_b64encode(delivery_id.encode()).decode().rstrip("=")


def delivery_id_of(tag: str) -> str:
    """The delivery's id that a tag holds; empty for anything that we did not write."""
    try:
        return urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()
    except ValueError:
        return ""


class Ses:
    """The provider for an Amazon SES account; ``sleep`` takes seconds. Safe to use from several threads."""

    name = "ses"

    def __init__(
        self,
        settings: SesSettings,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.batch_size = settings.connections * LETTERS_PER_CONNECTION_AND_CALL
        name = settings.configuration_set
        self._configuration_set = {"ConfigurationSetName": name} if name else {}
        self._clock = clock
        self._dispatcher = Dispatcher("Amazon SES", at_once=settings.connections, sleep=sleep, losses=3)
        self._client, self._errors = _client(settings)

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        return cls(settings.ses, clock=clock)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        yield from self._dispatcher.send(rendered.hash, chunked(deliveries, 1), begin, partial(self._carry, rendered))

    def close(self) -> None:
        """Let go of the connections; twice is harmless."""
        self._client.close()

    def _carry(self, rendered: RenderedIssue, begin: Begin, chunk: Chunk) -> Reply:
        (delivery,) = chunk
        sender = sender_address(rendered)
        try:
            request = {
                "FromEmailAddress": sender,
                "Destination": {"ToAddresses": [envelope_address(delivery.email)]},
                "Content": {"Raw": {"Data": letter_for(rendered, delivery, self._clock())}},
                "EmailTags": [{"Name": DELIVERY_ID, "Value": tag_of(delivery.id)}],
                **self._configuration_set,
            }
        except ReadersError as error:
            return Reply((Receipt(delivery.id, Outcome.REFUSED, error.message),))
        begin(chunk)
        try:
            answer = self._asked(request)
        except NotConnected as error:
            raise unreachable("Amazon SES", self._client.meta.endpoint_url, "ses.region", error) from error
        except AnswerLost as lost:
            return uncertain(chunk, f"Amazon SES's answer was lost: {lost}", "Amazon SES")
        return _judged(delivery, answer)

    def _asked(self, request: dict[str, Any]) -> dict[str, Any]:
        """What SES answered, also when it refuses. Raises NotConnected, AnswerLost, ProviderRefused."""
        errors = self._errors
        try:
            answer: dict[str, Any] = self._client.send_email(**request)
        except errors.ClientError as error:
            refusal: dict[str, Any] = error.response
            return refusal
        except (errors.NoCredentialsError, errors.PartialCredentialsError, errors.CredentialRetrievalError) as error:
            raise ProviderRefused(f"Amazon SES: {error}.", remedy=_WHERE_KEYS_ARE) from error
        except errors.ConnectionError as error:
            if isinstance(error, errors.SSLError) and not any(said in str(error) for said in _HANDSHAKE_FAILED):
                raise AnswerLost(str(error)) from error
            raise NotConnected(str(error)) from error
        except errors.BotoCoreError as error:
            raise AnswerLost(str(error)) from error
        return answer


def _judged(delivery: Delivery, answer: dict[str, Any]) -> Reply:
    """What SES's answer means for the one letter of the request."""
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    error = answer.get("Error") or {}
    code, said = str(error.get("Code", "")), without_addresses(str(error.get("Message", "")))
    if status == 200 and answer.get("MessageId"):
        return Reply((Receipt(delivery.id, Outcome.ACCEPTED, provider_id=answer["MessageId"]),))
    if (code in _TOO_FAST or status == 429) and "daily" not in said.lower():
        return Reply(again=((delivery,),), wait=_WAIT)
    if code == "MessageRejected" and "not verified" in said:
        raise _not_allowed(code, said)
    if code in _ABOUT_THE_LETTER:
        refused = ProviderRefused(
            f"Amazon SES refuses the letter: {code} {said}.",
            remedy="Check publication.sender and the letter: gutletter check.",
        )
        return Reply(suspected=(Receipt(delivery.id, Outcome.REFUSED, f"{code} {said}"),), letter_refused=refused)
    if code in _TOO_FAST or code == "LimitExceededException":
        raise ProviderUnavailable(
            f"Amazon SES's allowance is used up: {said}.", remedy="Wait for the next day, or have the quota raised."
        )
    if 300 <= status < 500 and status != _UNTOLD:
        raise _not_allowed(code, said)
    return uncertain((delivery,), f"Amazon SES answered {status}, which does not tell: {code} {said}", "Amazon SES")


def _not_allowed(code: str, said: str) -> ProviderRefused:
    return ProviderRefused(
        f"Amazon SES does not let this account send: {code} {said}.",
        remedy="Check the keys' rights, ses.region and ses.configuration_set, and that publication.sender is verified "
        "there and the account out of its sandbox.",
    )


# ── botocore, tamed ───────────────────────────────────────────────────────────────────────────────────────────────


def _client(settings: SesSettings) -> tuple[Any, Any]:
    """A client for SES that asks once, and the package's exceptions. SettingsError when it cannot be made."""
    try:
        from botocore import exceptions  # type: ignore[import-untyped]  # the package ships no types
        from botocore.config import Config  # type: ignore[import-untyped]
    except ImportError as error:
        raise SettingsError(
            f"Amazon SES needs a package that is not installed ({error}).",
            remedy="Install it with: pip install 'gutletter[ses]'",
        ) from error
    logging.getLogger("botocore").setLevel(logging.INFO)  # at DEBUG it writes letters and addresses into the log
    seconds = settings.timeout.total_seconds()
    once = Config(
        connect_timeout=seconds,
        read_timeout=seconds,
        max_pool_connections=settings.connections,
        retries={"total_max_attempts": 1, "mode": "standard"},
    )
    try:
        client = _session().create_client(
            "sesv2",
            region_name=settings.region or None,
            endpoint_url=settings.endpoint or None,
            aws_access_key_id=settings.access_key_id.get_secret_value() or None,
            aws_secret_access_key=settings.secret_access_key.get_secret_value() or None,
            config=once,
        )
    except exceptions.BotoCoreError as error:
        raise SettingsError(
            f"Amazon SES: {error}", remedy="Set ses.region in gutletter.toml, such as eu-central-1."
        ) from error
    return client, exceptions


@cache
def _session() -> Any:
    """What botocore has read of its descriptions of AWS, which takes half a second."""
    from botocore.session import Session  # type: ignore[import-untyped]

    return Session()
