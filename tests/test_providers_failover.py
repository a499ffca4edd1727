"""Several providers as one, over real servers that die, lose answers and refuse us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from structlog.testing import capture_logs

from gutletter.circuit import Breaker, Standing
from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, StoreError
from gutletter.model import Delivery, Outcome, Receipt, RenderedIssue
from gutletter.ports import Begin, Provider, unnoted
from gutletter.providers.failover import FailOver
from gutletter.providers.sendgrid import SendGrid
from gutletter.providers.smtp import Smtp
from gutletter.settings import SendGridSettings, SmtpSettings, Tls
from gutletter.store import SqlStore, open_store
from tests.fakes.circuits import CircuitsInMemory
from tests.fakes.letters import AT, LETTER, crowd
from tests.fakes.sendgrid import FakeSendGrid, Fault, sendgrid_server
from tests.fakes.smtp import FakeSmtp, smtp_server

BREAKER = Breaker(trip_after=3, rest=timedelta(minutes=5))


class Clock:
    """A time that goes on when told."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Scripted:
    """A provider of which every call does what its script says; without one it takes everything."""

    name: str
    script: list[str] = field(default_factory=list)
    batch_size: int = 10
    taken: list[str] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    closed: int = 0

    def send(
        self, rendered: RenderedIssue, deliveries: Sequence[Delivery], begin: Begin = unnoted
    ) -> Generator[Receipt, None, None]:
        self.calls.append(len(deliveries))
        said = self.script.pop(0) if self.script else "takes"
        half = len(deliveries) // 2
        for at, delivery in enumerate(deliveries):
            if said == "is away" or (said == "dies half way" and at >= half):
                raise ProviderUnavailable(f"{self.name} is away.", remedy="Try again later.")
            if said == "refuses us":
                raise ProviderRefused(f"{self.name} refuses us.", remedy="Check the key.")
            begin([delivery])
            if said == "says nothing":
                continue
            self.taken.append(delivery.id)
            lost = said == "loses answers" or (said == "loses one and dies" and at == 0)
            yield Receipt(
                delivery.id, Outcome.UNCERTAIN if lost else Outcome.ACCEPTED, provider_id="" if lost else "42"
            )
            if said == "loses one and dies":
                raise ProviderUnavailable(f"{self.name}'s answer was lost.", remedy="Try again later.")

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    with closing(open_store(f"sqlite:///{tmp_path / 'gutletter.db'}", tmp_path)) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


def told(provider: Provider, deliveries: Sequence[Delivery]) -> dict[str, Receipt]:
    receipts = list(provider.send(LETTER, deliveries))
    assert len({one.delivery_id for one in receipts}) == len(receipts), "two receipts for one delivery"
    return {one.delivery_id: one for one in receipts}


MANY = crowd(8)


def test_the_first_one_carries_as_long_as_it_can(clock: Clock) -> None:
    first, second = Scripted("first"), Scripted("second")
    receipts = told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY)
    assert {one.outcome for one in receipts.values()} == {Outcome.ACCEPTED}
    assert second.calls == []


def test_what_it_did_not_take_goes_to_the_next_one_and_nothing_twice(clock: Clock) -> None:
    first, second = Scripted("first", ["dies half way"]), Scripted("second")
    receipts = told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY)
    assert set(receipts) == {one.id for one in MANY}
    assert Counter([*first.taken, *second.taken]) == Counter(one.id for one in MANY)
    assert len(first.taken) == len(second.taken) == 4


def test_who_carried_a_letter_stands_before_its_name(clock: Clock) -> None:
    first, second = Scripted("first", ["dies half way"]), Scripted("second")
    receipts = told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY)
    assert {one.provider_id for one in receipts.values()} == {"first:42", "second:42"}
    assert all(receipts[name].provider_id == "second:42" for name in second.taken)


def test_what_is_uncertain_goes_to_nobody_else(clock: Clock) -> None:
    first, second = Scripted("first", ["loses one and dies"]), Scripted("second")
    receipts = told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY)
    (doubtful,) = (one for one in receipts.values() if one.outcome is Outcome.UNCERTAIN)
    assert doubtful.delivery_id not in second.taken
    assert doubtful.provider_id == "first:", "whose events can settle it"
    assert len(second.taken) == 7


def test_silence_is_not_repeated_either(clock: Clock) -> None:
    first, second = Scripted("first", ["says nothing"]), Scripted("second")
    assert told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY) == {}
    assert second.calls == []


def test_after_enough_failures_it_is_left_alone_and_a_restart_does_not_forget_it(store: SqlStore, clock: Clock) -> None:
    first, second = Scripted("first", ["is away"] * 3), Scripted("second")
    for _ in range(3):
        told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    assert store.circuits()["first"].standing(clock()) is Standing.OPEN

    told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    assert len(first.calls) == 3, "it is not asked while it rests"
    assert len(second.calls) == 4


def test_failures_that_are_not_in_a_row_do_not_add_up(clock: Clock) -> None:
    circuits = CircuitsInMemory()
    first, second = Scripted("first", ["is away", "is away", "takes", "is away", "is away"]), Scripted("second")
    for _ in range(5):
        told(FailOver([first, second], circuits, BREAKER, clock=clock), MANY)
    assert circuits.circuits()["first"].standing(clock()) is Standing.CLOSED


def test_after_its_rest_one_letter_is_the_trial(store: SqlStore, clock: Clock) -> None:
    first, second = Scripted("first", ["refuses us"]), Scripted("second")
    told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    clock.now += BREAKER.rest
    receipts = told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    assert first.calls == [8, 1, 7]
    assert len(receipts) == 8
    assert store.circuits()["first"].standing(clock()) is Standing.CLOSED


@pytest.mark.parametrize("said", ["is away", "loses answers"])
def test_a_trial_that_fails_costs_one_letter_at_most_and_another_rest(store: SqlStore, clock: Clock, said: str) -> None:
    first, second = Scripted("first", ["refuses us", said]), Scripted("second")
    told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    clock.now += BREAKER.rest
    receipts = told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    assert first.calls == [8, 1]
    assert sum(one.outcome is Outcome.UNCERTAIN for one in receipts.values()) == (said == "loses answers")
    assert len(receipts) == 8
    assert store.circuits()["first"].standing(clock()) is Standing.OPEN


def test_somebody_elses_trial_is_waited_for(store: SqlStore, clock: Clock) -> None:
    first, second = Scripted("first", ["refuses us"]), Scripted("second")
    told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    clock.now += BREAKER.rest
    trying = FailOver([first, second], store, BREAKER, clock=clock).send(LETTER, MANY)
    next(trying)
    told(FailOver([first, second], store, BREAKER, clock=clock), MANY)
    assert first.calls == [8, 1], "the other process did not ask it"
    trying.close()


def test_a_refusal_trips_at_once_and_the_operator_is_told(clock: Clock) -> None:
    circuits = CircuitsInMemory()
    first, second = Scripted("first", ["refuses us"]), Scripted("second")
    with capture_logs() as logs:
        told(FailOver([first, second], circuits, BREAKER, clock=clock), MANY)
    assert circuits.circuits()["first"].standing(clock()) is Standing.OPEN
    (line,) = logs
    assert line["log_level"] == "error"
    assert line["provider"] == "first"
    assert "Check the key" in line["reason"]
    assert line["until"] == (AT + BREAKER.rest).isoformat()


def test_when_nobody_takes_letters_every_reason_is_said(clock: Clock) -> None:
    first, second = Scripted("first", ["refuses us"]), Scripted("second", ["is away"])
    with pytest.raises(ProviderUnavailable, match=r"first refuses us\. Check the key\. second is away") as caught:
        told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY)
    assert caught.value.remedy


def test_when_everybody_refuses_us_it_is_for_an_operator_to_mend(clock: Clock) -> None:
    first, second = Scripted("first", ["refuses us"]), Scripted("second", ["refuses us"])
    with pytest.raises(ProviderRefused):
        told(FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock), MANY)


def test_while_all_are_left_alone_nothing_is_asked_and_the_time_is_said(clock: Clock) -> None:
    circuits = CircuitsInMemory()
    first, second = Scripted("first", ["refuses us"]), Scripted("second", ["refuses us"])
    failover = FailOver([first, second], circuits, BREAKER, clock=clock)
    with pytest.raises(ProviderRefused):
        told(failover, MANY)
    with pytest.raises(ProviderUnavailable, match=r"first is left alone until 07:35 UTC: first refuses us"):
        told(failover, MANY)
    assert first.calls == second.calls == [8]


def test_as_many_are_handed_over_as_the_one_who_carries_wants(clock: Clock) -> None:
    circuits = CircuitsInMemory()
    first, second = Scripted("first", ["refuses us"], batch_size=4000), Scripted("second", batch_size=20)
    failover = FailOver([first, second], circuits, BREAKER, clock=clock)
    assert failover.batch_size == 4000
    told(failover, MANY)
    assert failover.batch_size == 20
    assert FailOver([first, second], circuits, BREAKER, clock=clock).batch_size == 20
    clock.now += BREAKER.rest
    told(failover, MANY)
    assert failover.batch_size == 4000


def test_what_cannot_be_noted_is_nobodys_fault(clock: Clock) -> None:
    def full(_: object) -> None:
        raise StoreError("the disk is full")

    circuits = CircuitsInMemory()
    first, second = Scripted("first"), Scripted("second")
    with pytest.raises(StoreError):
        list(FailOver([first, second], circuits, BREAKER, clock=clock).send(LETTER, MANY, full))
    assert second.calls == []
    assert circuits.circuits() == {}


def test_closing_closes_all_of_them(clock: Clock) -> None:
    first, second = Scripted("first"), Scripted("second")
    FailOver([first, second], CircuitsInMemory(), BREAKER, clock=clock).close()
    assert (first.closed, second.closed) == (1, 1)


words = st.sampled_from(
    ["takes", "is away", "dies half way", "refuses us", "loses answers", "loses one and dies", "says nothing"]
)


@given(
    st.lists(words, max_size=8),
    st.lists(words, max_size=8),
    st.lists(words, max_size=8),
    st.lists(st.integers(0, 400), min_size=1, max_size=8),
)
def test_whatever_they_do_nobody_is_written_to_twice_and_no_receipt_is_made_up(
    one: list[str], two: list[str], three: list[str], pauses: list[int]
) -> None:
    clock, circuits = Clock(), CircuitsInMemory()
    order = [Scripted("one", one), Scripted("two", two), Scripted("three", three)]
    failover = FailOver(order, circuits, BREAKER, clock=clock)
    for pause in pauses:
        clock.now += timedelta(seconds=pause)
        before = [len(provider.taken) for provider in order]
        begun: list[Delivery] = []
        receipts: list[Receipt] = []
        sending = failover.send(LETTER, MANY, begun.extend)
        unsent = False
        try:
            receipts.extend(sending)
        except ProviderError:
            unsent = True
        taken = [name for provider, skip in zip(order, before, strict=True) for name in provider.taken[skip:]]
        assert len(set(taken)) == len(taken), "somebody got two"
        assert Counter(taken) == Counter(receipt.delivery_id for receipt in receipts)
        if not unsent:
            assert {one.id for one in begun} == {one.id for one in MANY}, "whoever has no receipt was at least begun"


# ── over real servers ─────────────────────────────────────────────────────────────────────────────────────────────


def smtp(server: FakeSmtp) -> Smtp:
    settings = SmtpSettings(host=server.host, port=server.port, tls=Tls.NONE, timeout=timedelta(seconds=5))
    return Smtp(settings, clock=lambda: AT)


def sendgrid(server: FakeSendGrid, key: str = "") -> SendGrid:
    settings = SendGridSettings(
        api_key=SecretStr(key or server.key),
        host=server.host,
        timeout=timedelta(seconds=5),
        batch_size=3,
        connections=1,
    )
    return SendGrid(settings, clock=lambda: AT)


def test_a_wrong_key_lets_the_mail_server_carry_it_all(store: SqlStore, clock: Clock) -> None:
    with sendgrid_server() as web, smtp_server() as mail:
        failover = FailOver([sendgrid(web, "SG.wrong"), smtp(mail)], store, BREAKER, clock=clock)
        receipts = told(failover, MANY)
        failover.close()
        assert {one.outcome for one in receipts.values()} == {Outcome.ACCEPTED}
        assert len(mail.taken) == 8
    assert "does not accept the key" in store.circuits()["sendgrid"].reason


def test_a_lost_answer_of_the_one_is_not_made_good_by_the_other(store: SqlStore, clock: Clock) -> None:
    with sendgrid_server() as web, smtp_server() as mail:
        web.faults.append(Fault(takes=True))
        failover = FailOver([sendgrid(web), smtp(mail)], store, BREAKER, clock=clock)
        receipts = told(failover, MANY)
        failover.close()
        doubtful = {name for name, one in receipts.items() if one.outcome is Outcome.UNCERTAIN}
        assert doubtful == {one.id for one in MANY[:3]}
        assert len(mail.taken) == 5
        assert len(web.copies) == 3
