"""The outbox: letters are put into a folder, one ``.eml`` file per reader, with a page to look through them.

It needs no account and sends nothing, which makes it the provider to begin with and to try things out. A letter's file
is named by its delivery, so handing the same delivery over again replaces the file and never makes a second copy.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Self

import structlog
from slugify import slugify

from gutletter.errors import ProviderUnavailable, ReadersError
from gutletter.message import for_readers
from gutletter.model import Delivery, Marker, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, unnoted
from gutletter.providers.envelope import envelope_address, letter_for
from gutletter.providers.outbox_page import pages
from gutletter.settings import Settings

_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")

_log = structlog.get_logger(__name__)


class Outbox:
    """The provider that writes files below ``folder``; the folder is made when the first letter comes.

    A letter goes to ``<folder>/<subject>-<hash>/<delivery>.eml``; ``<folder>/index.html`` shows the issue that was last
    sent, and leads to those before it.
    """

    name = "outbox"
    batch_size = 500

    def __init__(self, folder: Path, *, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    @classmethod
    def from_settings(cls, settings: Settings, *, clock: Callable[[], datetime]) -> Self:
        """The provider as a publication's settings describe it."""
        return cls(settings.outbox, clock=clock)

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """See :class:`gutletter.ports.Provider`. The pages are brought up to date at the end of the call."""
        folder = self._folder / _folder_name(rendered)
        with self._explained():
            folder.mkdir(parents=True, exist_ok=True)
        try:
            for delivery in deliveries:
                yield self._put(folder, rendered, delivery, begin)
        finally:
            self._show(folder)

    def close(self) -> None:
        """Nothing is kept open between calls."""

    def _put(self, folder: Path, rendered: RenderedIssue, delivery: Delivery, begin: Begin) -> Receipt:
        try:
            envelope_address(delivery.email)
            letter = letter_for(rendered, delivery, self._clock())
        except ReadersError as error:
            return Receipt(delivery.id, Outcome.REFUSED, error.message)
        file = folder / _file_name(delivery)
        begin([delivery])
        with self._explained():
            _replace(file, letter)
        return Receipt(delivery.id, Outcome.ACCEPTED, provider_id=f"{folder.name}/{file.name}")

    def _show(self, folder: Path) -> None:
        """Write the pages; a page that cannot be written is no reason to doubt the letters."""
        try:
            for file, page in pages(self._folder, folder):
                _replace(file, page.encode())
        except (OSError, ValueError, LookupError) as error:  # somebody may have put other files there
            _log.warning("outbox page not written", folder=str(folder), reason=str(error))

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ProviderUnavailable(
                f"The outbox {self._folder} cannot be written: {error.strerror or error}.",
                remedy="Make room there, or let this user write to it, and send again: no letter is written twice.",
            ) from error


def _replace(file: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    partial = file.with_name(f".{file.name}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def _folder_name(rendered: RenderedIssue) -> str:
    """The same for every batch of an issue, whenever it is sent."""
    subject = for_readers(rendered, named=False).subject
    for marker in Marker:
        subject = subject.replace(marker, " ")
    title = slugify(subject, max_length=60, word_boundary=True)
    return f"{title or 'letter'}-{rendered.hash[:8]}"


def _file_name(delivery: Delivery) -> str:
    """Made of the delivery's id alone, so that a second attempt finds the first one's file."""
    if _HARMLESS.fullmatch(delivery.id):
        return f"{delivery.id}.eml"
    return f"{blake2b(delivery.id.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}.eml"
