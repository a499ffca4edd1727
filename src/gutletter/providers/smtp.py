"""SMTP: the operator's own mail server carries the mail, over several connections at once.

The connections are polled in the caller's thread, and only while the caller waits for the next receipt
(``smtp_lines``). Between two receipts nothing is begun and nothing is sent, so what an answer says can be
written down before that connection's next letter leaves: a crash leaves one letter in doubt per connection.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Self

from gutletter.errors import ProviderRefused, ReadersError, SettingsError
from gutletter.message import compiled
from gutletter.mime import FINAL_DOT, dot_stuffed
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted
from gutletter.providers.bounces import return_address
from gutletter.providers.envelope import ENOUGH_TO_BLAME_US, envelope_address, letter_for, sender_address
from gutletter.providers.signing import open_signer, unsigned
from gutletter.providers.smtp_dialogue import EACH, Parcel
from gutletter.providers.smtp_lines import Lines, Mailing
from gutletter.settings import Settings, SmtpSettings

_FOR_EACH_CONNECTION = 500  # letters in a batch, so that the pauses between batches do not count
_MOST_AT_ONCE = 2000


class Smtp:
    """The provider for any SMTP server. Connections are kept open between calls; ``close`` ends them.

    ``ca_file`` and ``dkim_key_file`` of the settings are looked up from ``folder``. Safe to use from several threads;
    calls at the same time have connections of their own.
    """

    name = "smtp"

    def __init__(
        self,
        settings: SmtpSettings,
        *,
        clock: Callable[[], datetime],
        folder: Path = Path(),
        sender_domain: str = "",
        bounce_domain: str = "",
    ) -> None:
        self.batch_size = min(settings.connections * _FOR_EACH_CONNECTION, _MOST_AT_ONCE)
        self._clock = clock
        self._settings = settings
        self._trust = _trust(settings, folder)
        self._sign = open_signer(settings, sender_domain, folder)
        self._return_address = return_address(bounce_domain, EACH.decode()) if bounce_domain else ""
        self._lock = threading.Lock()  # guards the two below
        self._idle: list[Lines] = []
        self._closed = False
        self._proven = ""  # the hash of the last letter of which the server took a copy

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        domain = settings.publication.domain
        bounces = settings.bounces.domain
        return cls(settings.smtp, clock=clock, folder=settings.folder, sender_domain=domain, bounce_domain=bounces)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`."""
        sender = (self._return_address or sender_address(rendered)).encode("ascii")
        mailing = Mailing(deliveries, self._packer(rendered), begin)
        proven = self._proven == rendered.hash
        held: list[Receipt] = []  # refusals that may be about us rather than about the recipient
        with self._lines() as lines:
            for delivery, verdict in lines.carry(mailing, sender):
                receipt = Receipt(delivery.id, verdict.outcome, verdict.reason, verdict.provider_id)
                if not proven and verdict.outcome is Outcome.ACCEPTED:
                    proven, self._proven = True, rendered.hash
                if verdict.blames_us and not proven:
                    held.append(receipt)
                else:
                    yield receipt
        if len(held) >= ENOUGH_TO_BLAME_US and not proven:
            raise ProviderRefused(
                f"The SMTP server took none of {len(held)} letters, not for their readers' sake: {held[0].reason}.",
                remedy="Check smtp.username, publication.sender, and whether this server may relay for you.",
            )
        yield from held

    def close(self) -> None:
        """Say goodbye on every connection; twice is harmless."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for lines in idle:
            lines.close()

    def _packer(self, rendered: RenderedIssue) -> Callable[[Delivery, bool], Parcel]:
        """What makes letters ready for the line; it raises ReadersError, whose message does not show the address."""
        try:
            letter = compiled(rendered)
        except SettingsError as error:
            raise ProviderRefused(error.message, remedy=error.remedy) from error

        at = self._clock()  # when they were handed over to us, all of them

        def packed(delivery: Delivery, international: bool) -> Parcel:
            recipient = envelope_address(delivery.email, international=international)
            international = not recipient.isascii()
            try:
                pieces = letter.for_the_line(delivery, at, international=international)
            except ReadersError as error:
                raise ReadersError("This is no address that can be written to.") from error
            except SettingsError as error:
                raise ProviderRefused(error.message, remedy=error.remedy) from error
            return Parcel(delivery, recipient.encode(), pieces, international)

        def packed_and_signed(delivery: Delivery, international: bool) -> Parcel:
            recipient = envelope_address(delivery.email).encode()
            signed = self._sign(letter_for(rendered, delivery, at))
            return Parcel(delivery, recipient, [dot_stuffed(signed), FINAL_DOT])

        return packed if self._sign is unsigned else packed_and_signed

    @contextmanager
    def _lines(self) -> Iterator[Lines]:
        with self._lock:
            lines = self._idle.pop() if self._idle else Lines(self._settings, self._trust)
        try:
            yield lines
        finally:
            with self._lock:
                keep = not self._closed
                if keep:
                    self._idle.append(lines)
            if not keep:
                lines.close()


def _trust(settings: SmtpSettings, folder: Path) -> ssl.SSLContext:
    """The system's authorities, and those of ``smtp.ca_file`` beside them."""
    context = ssl.create_default_context()
    if settings.ca_file:
        file = folder / settings.ca_file
        try:
            context.load_verify_locations(file)
        except OSError as error:
            raise SettingsError(
                f"smtp.ca_file: {file} cannot be used: {error.strerror or error}.",
                remedy="Name a file of PEM certificates.",
            ) from error
    return context
