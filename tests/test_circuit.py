"""Whether a provider that failed is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gutletter.circuit import Breaker, Circuit, Standing, worked

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)

breakers = st.builds(
    Breaker,
    trip_after=st.integers(1, 10),
    rest=st.integers(1, 10_000).map(lambda seconds: timedelta(seconds=seconds)),
)
times = st.integers(0, 100_000).map(lambda seconds: NOW + timedelta(seconds=seconds))
failures = st.lists(st.tuples(times, st.booleans()), max_size=15)


def after(breaker: Breaker, history: list[tuple[datetime, bool]]) -> Circuit:
    circuit = Circuit("smtp")
    for at, at_once in history:
        circuit = breaker.failed(circuit, "no route", at, at_once=at_once)
    return circuit


def test_a_provider_that_never_failed_carries_mail() -> None:
    assert Circuit("smtp").standing(NOW) is Standing.CLOSED


@given(breakers, times)
def test_it_carries_mail_until_enough_failures_came_in_a_row(breaker: Breaker, at: datetime) -> None:
    circuit = Circuit("smtp")
    for _ in range(breaker.trip_after - 1):
        circuit = breaker.failed(circuit, "no route", at)
        assert circuit.standing(at) is Standing.CLOSED
    circuit = breaker.failed(circuit, "no route", at)
    assert circuit.standing(at) is Standing.OPEN
    assert circuit.failures == breaker.trip_after


@given(breakers, times)
def test_one_refusal_is_enough(breaker: Breaker, at: datetime) -> None:
    assert breaker.failed(Circuit("smtp"), "wrong key", at, at_once=True).standing(at) is Standing.OPEN


@given(breakers, times)
def test_after_its_rest_it_may_be_tried_and_not_before(breaker: Breaker, at: datetime) -> None:
    circuit = breaker.failed(Circuit("smtp"), "wrong key", at, at_once=True)
    assert circuit.standing(at + breaker.rest - timedelta(microseconds=1)) is Standing.OPEN
    assert circuit.standing(at + breaker.rest) is Standing.ON_TRIAL


@given(breakers, times)
def test_while_one_tries_it_the_others_leave_it_alone_for_one_more_rest_at_most(breaker: Breaker, at: datetime) -> None:
    circuit = breaker.failed(Circuit("smtp"), "wrong key", at, at_once=True)
    trial = at + breaker.rest
    tried = breaker.tried(circuit, trial)
    assert tried.standing(trial) is Standing.OPEN
    assert tried.standing(trial + breaker.rest) is Standing.ON_TRIAL
    assert tried.reason == circuit.reason


@given(breakers, failures, times)
def test_a_trial_that_fails_begins_another_rest_and_one_that_works_forgets_everything(
    breaker: Breaker, history: list[tuple[datetime, bool]], at: datetime
) -> None:
    circuit = breaker.failed(after(breaker, history), "wrong key", at, at_once=True)
    trial = circuit.open_until
    assert trial is not None
    assert breaker.failed(breaker.tried(circuit, trial), "still wrong", trial).standing(trial) is Standing.OPEN
    assert worked(circuit) == Circuit("smtp")


@given(breakers, failures, times)
def test_a_late_failure_never_shortens_a_rest(
    breaker: Breaker, history: list[tuple[datetime, bool]], at: datetime
) -> None:
    before = after(breaker, history)
    later = breaker.failed(before, "no route", at)
    assert later.failures == before.failures + 1
    assert before.open_until is None or (later.open_until is not None and later.open_until >= before.open_until)


@given(breakers, st.integers(32, 10_000))
def test_who_was_sent_to_rest_by_a_clock_that_ran_ahead_is_tried_as_soon_as_it_is_right(
    breaker: Breaker, days: int
) -> None:
    circuit = breaker.failed(Circuit("smtp"), "no route", NOW + timedelta(days=days), at_once=True)
    assert circuit.standing(NOW) is Standing.ON_TRIAL
    again = breaker.failed(circuit, "no route", NOW)
    assert again.open_until == NOW + breaker.rest
