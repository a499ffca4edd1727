"""The interchangeable parts: where drafts come from, who condenses, judges and carries, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from gutletter.model import Article, Delivery, Digest, Draft, Event, Finding, Leftover, Proposal, Receipt, RenderedIssue


class Queue(Protocol):
    """Where drafts come from."""

    def read(self) -> tuple[Sequence[Draft], Sequence[Finding]]:
        """Every draft that can be read, by file name, and a finding for every file that cannot."""


class Condenser(Protocol):
    """Who condenses."""

    def __call__(self, article: Article) -> Digest:
        """Three to five key points and the bottom line, or the whole text of a very short article.

        The same article gives the same digest, always. Raises NothingToCondense.
        """


class Check(Protocol):
    """One question an issue must answer before it may go."""

    def __call__(self, proposal: Proposal) -> Iterable[Finding]:
        """What is wrong, or nothing. Pure: the same proposal gives the same findings."""


Begin: TypeAlias = Callable[[Sequence[Delivery]], None]
"""Told which deliveries are about to leave; any thread may call it. If it raises, nothing of them leaves.

Whoever listens may note an answer only when it is called again."""


def unnoted(deliveries: Sequence[Delivery]) -> None:
    """Nobody notes what is about to leave."""


class Provider(Protocol):
    """Who carries the mail."""

    name: str
    batch_size: int  # the most deliveries worth handing over together

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        """Hand one letter over for every delivery; yield one receipt each, as they become known, in any order.

        ``begin`` is called before the first byte that could make a delivery taken is sent, and not long before: what
        was never begun was certainly not taken, however the call or the process ended. It is also called, with none,
        where receipts were yielded and an answer is waited for before anything else leaves. Closing the generator ends
        the call: when that returns, nothing more is begun.

        What goes wrong for one recipient is a Receipt, also a lost answer (UNCERTAIN). What goes wrong for the whole
        call is a ProviderError, and then every delivery without a receipt was certainly not taken. Never retries what
        might have been taken.
        """

    def close(self) -> None:
        """Let go of connections; twice is harmless."""


class Webhook(Protocol):
    """How one provider posts what became of its mail."""

    name: str

    def accept(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """The post as it is kept, once it has proved to be the provider's, and new. Headers are in lower case.

        NotAuthentic or UnreadablePost when it is not, Unproven when that cannot be told now; nothing else, whatever is
        posted.
        """

    def events(self, body: str, received_at: datetime) -> Sequence[Event]:
        """What an accepted post tells, without what we do not know; UnreadablePost, and nothing else."""


class Mailbox(Protocol):
    """Where mail that comes back arrives."""

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """Every mail that has not been dealt with, under a name that stays the same. MailboxError."""

    def done(self, name: str) -> None:
        """A mail has been dealt with: it is not read again. Twice is harmless. MailboxError."""

    def close(self) -> None:
        """Let go of the connection; twice is harmless."""


class Journal(Protocol):
    """What this process was about to do, kept where it outlives the process: it narrows the doubt after a crash.

    Nothing here is waited for on the disk: after a power cut the ledger alone counts.
    """

    def begin(self, issue_id: int, subscriber_ids: Iterable[int]) -> None:
        """Note that these deliveries are about to leave; noted when it returns. StoreError."""

    def answer(self, issue_id: int, answers: Iterable[tuple[int, Receipt]]) -> None:
        """Note what the provider said, by subscriber id; noted when it returns. StoreError."""

    def forget(self) -> None:
        """Forget all that was noted: it stands in the ledger. StoreError."""

    def left_behind(self) -> Iterator[Leftover]:
        """What processes that died on this machine noted, each handed to one caller only.

        It is forgotten when the caller asks for the next one: settle it in the ledger before.
        """

    def close(self) -> None:
        """Let go; twice is harmless."""
