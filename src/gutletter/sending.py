"""An opened issue on its way: batch after batch is handed over, and what became of each copy is written down.

A batch is about a second of sending, because between two of them an issue can be cancelled or paused and a reader can
leave. It is committed as handed over before the provider is called, and noted in the journal copy by copy.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TypeAlias

from gutletter import links
from gutletter.errors import ProviderError, StoreError
from gutletter.model import Delivery, Issue, Letterhead, Outcome, Receipt, Recipient
from gutletter.pacing import FREELY, Pace
from gutletter.ports import Journal, Ledger, Provider

FIRST_BATCH = 50
A_BATCH = timedelta(seconds=1)  # what one is meant to take
RECORDED_TOGETHER = 2000  # receipts per commit,
RECORDED_WITHIN = timedelta(seconds=0.5)  # or those of so long: until then the journal alone knows them
WAITED_FOR = timedelta(
    seconds=5
)  # a limit that lets mail leave again so soon is waited for; others are left to the next


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a hand-over may stay unanswered, and how a deferred delivery is tried again."""

    lease: timedelta = timedelta(minutes=10)
    retry_after: timedelta = timedelta(minutes=5)
    longest_wait: timedelta = timedelta(hours=4)
    give_up_after: int = 8  # attempts

    def retry_at(self, attempts: int, now: datetime) -> datetime | None:
        """When to try again after so many attempts: each wait is twice the last. None: give up."""
        if attempts >= self.give_up_after:
            return None
        doubled = min(self.retry_after, self.longest_wait) * (1 << min(attempts - 1, 20))  # more may overflow
        return now + min(doubled, self.longest_wait)


PATIENT = Patience()


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Everything that sending needs from the world, already opened. Times come from ``clock`` alone."""

    ledger: Ledger
    journal: Journal
    clock: Callable[[], datetime]
    worker: str  # names this process in the ledger
    secrets: Sequence[str]  # what readers' links are signed with, and were before
    patience: Patience = PATIENT
    pace: Pace = FREELY
    wait: Callable[[timedelta], object] | None = None  # None: nothing is waited for


def never() -> bool:
    """Nobody asks to stop."""
    return False


def unheard(said: object) -> None:
    """Nobody listens."""


def send(
    mailroom: Mailroom,
    provider: Provider,
    issue: Issue,
    *,
    deferred_only: bool = False,
    stopping: Callable[[], bool] = never,
    watch: Callable[[Receipt], None] = unheard,
) -> Issue:
    """Hand over every copy of an opened issue that may go now; return the issue as it then stands.

    ``deferred_only``: none but those that were deferred, without waiting for their times. Stops between batches when
    ``stopping`` says so; whoever calls this next continues. ProviderError; StoreError, also when the letter was changed
    in the database.
    """
    if issue.damage:
        raise StoreError(issue.damage)
    ledger, clock = mailroom.ledger, mailroom.clock
    settle_leftovers(mailroom)
    if deferred_only:
        ledger.retry_now(issue.id, clock())
    address = addressing(issue, mailroom.secrets)
    stride = Stride(provider.batch_size)
    gc.freeze()  # what is here already is no garbage: to look through it again and again takes as long as a note
    gc.disable()  # nor is a batch before it is done
    try:
        while not stopping():
            # Before anything is held: without a journal nobody could tell.
            mailroom.journal.begin(issue.id, ())
            begun = clock()
            batch = ledger.hand_over(
                issue.id,
                mailroom.worker,
                begun,
                mailroom.patience.lease,
                min(stride.length, provider.batch_size),  # which another provider in its place may have changed
                pace=mailroom.pace,
                deferred_only=deferred_only,
            )
            if batch:
                _Batch(mailroom, issue, batch, address, watch).carry(provider)
                stride.took(len(batch), clock() - begun)
                gc.collect()
            elif not _waited(mailroom):
                break
    except ProviderError:
        raise
    except BaseException:
        # Whatever ended us between the hand-over and its receipts, nobody can say whether those copies left.
        ledger.presume_uncertain(clock(), worker=mailroom.worker)
        raise
    finally:
        gc.enable()
        gc.unfreeze()
    return ledger.close_issue(issue.id, clock())


def settle_leftovers(mailroom: Mailroom) -> None:
    """Settle what processes that died have left: by their journals, and by the lease where no journal tells."""
    ledger, now = mailroom.ledger, mailroom.clock()
    for leftover in mailroom.journal.left_behind():
        for issue_id, answers in leftover.answers.items():
            again = mailroom.patience.retry_at(1, now)
            retries = {reader: again for reader, said in answers.items() if said.outcome is Outcome.DEFERRED and again}
            ledger.record(issue_id, answers, now, retry_at=retries, worker=leftover.worker)
        if leftover.complete:
            ledger.recover(leftover.worker, leftover.begun, now)
    ledger.presume_uncertain(now)


def _waited(mailroom: Mailroom) -> bool:
    """Wait until the limits let mail leave again, if that is soon; False when it is not, or nothing holds it back."""
    now = mailroom.clock()
    opens = mailroom.ledger.held_until(now, mailroom.pace)
    if opens is None or mailroom.wait is None or opens - now > WAITED_FOR:
        return False
    mailroom.wait(opens - now)
    return True


@dataclass(slots=True)
class Stride:
    """How many copies to hand over together, learnt from how long the last ones took."""

    most: int  # what the provider takes together
    length: int = field(init=False)

    def __post_init__(self) -> None:
        self.length = min(FIRST_BATCH, self.most)

    def took(self, copies: int, time: timedelta) -> None:
        """Lengthen to at most twice, or shorten, towards what one second would hold; a clock set back says nothing."""
        if time > timedelta():
            fitting = int(min(copies * (A_BATCH / time), 2 * self.length))
            self.length = max(1, min(fitting, self.most))


class _Batch:
    """Copies that were handed over together; each is answered, taken back, or uncertain when this is done."""

    def __init__(
        self,
        mailroom: Mailroom,
        issue: Issue,
        recipients: Sequence[Recipient],
        address: Address,
        watch: Callable[[Receipt], None],
    ) -> None:
        self._mailroom = mailroom
        self._clock = mailroom.clock
        self._journal = mailroom.journal
        self._issue = issue
        self._copies = address(recipients)
        self._recipients = dict(zip([copy.id for copy in self._copies], recipients, strict=True))
        self._waiting = self._recipients.copy()
        self._begun: list[Delivery] = []
        self._watch = watch
        self._unnoted: deque[tuple[int, Receipt]] = deque()  # answers that the journal does not know yet
        self._answered: dict[int, Receipt] = {}  # by reader, and not recorded yet;
        self._deferred: list[Recipient] = []  # those among them that are to be tried again
        self._record_by = self._clock() + RECORDED_WITHIN
        self._due = False  # whether that time has come; looked at when something is begun, which costs less

    def carry(self, provider: Provider) -> None:
        """Let the provider send them."""
        try:
            with closing(provider.send(self._issue.rendered, self._copies, self._begin)) as receipts:
                for receipt in receipts:
                    self._answer(receipt)
        except BaseException as error:
            self._record()  # also when somebody pulls the plug: what was said is known
            surely = isinstance(error, ProviderError)
            begun = set() if surely else {delivery.id for delivery in self._begun}
            not_taken = [one.subscriber_id for id_, one in self._waiting.items() if id_ not in begun]
            self._mailroom.ledger.take_back(self._issue.id, not_taken, self._clock(), worker=self._mailroom.worker)
            if surely:
                self._journal.forget()
            raise
        for id_, one in self._waiting.items():
            self._answered[one.subscriber_id] = Receipt(id_, Outcome.UNCERTAIN, _SILENCE)
        self._record()
        self._journal.forget()

    def _begin(self, deliveries: Sequence[Delivery]) -> None:
        self._note()
        if deliveries:
            recipients = self._recipients
            self._journal.begin(self._issue.id, [recipients[one.id].subscriber_id for one in deliveries])
            self._begun.extend(deliveries)
        self._due = self._clock() >= self._record_by

    def _answer(self, receipt: Receipt) -> None:
        recipient = self._waiting.pop(receipt.delivery_id, None)
        if recipient is None:
            return  # it is about nobody we asked about, or answered before
        self._unnoted.append((recipient.subscriber_id, receipt))
        self._answered[recipient.subscriber_id] = receipt
        if receipt.outcome is Outcome.DEFERRED:
            self._deferred.append(recipient)
        self._watch(receipt)
        if self._due or len(self._answered) >= RECORDED_TOGETHER:
            self._record()

    def _note(self) -> None:
        """Note the answers together: before the next letter leaves, and before an answer is waited for."""
        answers = []
        while self._unnoted:  # another thread may be doing the same
            with suppress(IndexError):
                answers.append(self._unnoted.popleft())
        self._journal.answer(self._issue.id, answers)

    def _record(self) -> None:
        self._note()
        mailroom, now = self._mailroom, self._clock()
        retries = {
            recipient.subscriber_id: at
            for recipient in self._deferred
            if (at := mailroom.patience.retry_at(recipient.attempts, now))
        }
        mailroom.ledger.record(self._issue.id, self._answered, now, retry_at=retries, worker=mailroom.worker)
        self._answered, self._deferred = {}, []
        self._record_by, self._due = now + RECORDED_WITHIN, False


_SILENCE = "the provider gave no answer"

# ── addresses ─────────────────────────────────────────────────────────────────────────────────────────────────────


Address: TypeAlias = Callable[[Sequence[Recipient]], Sequence[Delivery]]
"""Makes recipients' copies, in their order."""


def addressing(issue: Issue, secrets: Sequence[str]) -> Address:
    """Make each copy of this issue its reader's: the same every time it is made, whoever makes it.

    The copies are signed with the secret the issue was opened under while it is among ``secrets``, so that a copy tried
    again keeps its name; otherwise with the first.
    """
    secret = next((one for one in secrets if links.which_secret(one) == issue.sealed_with), secrets[0])
    return _addressing(issue.rendered.letterhead, secret, issue.id)


def addressed(
    letterhead: Letterhead, secret: str, issue_id: int, subscriber_id: int, email: str, name: str
) -> Delivery:
    """One copy with its reader's links."""
    (copy,) = _addressing(letterhead, secret, issue_id)([Recipient(issue_id, subscriber_id, email, name, 1)])
    return copy


def _addressing(letterhead: Letterhead, secret: str, issue_id: int) -> Address:
    leaves, prefers, views = (f"{letterhead.site}{way}" for way in (links.UNSUBSCRIBE, links.PREFERENCES, links.VIEW))
    domain = parseaddr(letterhead.sender)[1].rpartition("@")[2]
    signer = links.Signer(secret, issue_id)

    def address(recipients: Sequence[Recipient]) -> Sequence[Delivery]:
        tokens = signer.tokens([recipient.subscriber_id for recipient in recipients])
        return [
            Delivery(own, email, name, leaves + leaving, f"<{own}@{domain}>", prefers + preferences, views + view)
            for (own, leaving, preferences, view), (_, _, email, name, _) in zip(tokens, recipients, strict=True)
        ]

    return address
