"""What a delivery may become, one row of the table after the other."""

from __future__ import annotations

from itertools import product

import pytest

from gutletter.lifecycle import SETTLED, answered, may_become
from gutletter.model import DeliveryState, Outcome

S = DeliveryState

STEPS = {
    (S.PLANNED, S.HANDED_OVER),
    (S.PLANNED, S.SUPPRESSED),
    (S.PLANNED, S.ACCEPTED),
    (S.HANDED_OVER, S.ACCEPTED),
    (S.HANDED_OVER, S.REFUSED),
    (S.HANDED_OVER, S.DEFERRED),
    (S.HANDED_OVER, S.UNCERTAIN),
    (S.HANDED_OVER, S.PLANNED),
    (S.DEFERRED, S.HANDED_OVER),
    (S.DEFERRED, S.REFUSED),
    (S.DEFERRED, S.SUPPRESSED),
    (S.DEFERRED, S.ACCEPTED),
    (S.UNCERTAIN, S.ACCEPTED),
    (S.UNCERTAIN, S.REFUSED),
    (S.UNCERTAIN, S.PLANNED),
}


@pytest.mark.parametrize(("state", "following"), list(product(S, S)))
def test_a_delivery_makes_the_steps_of_the_table_and_no_other(state: DeliveryState, following: DeliveryState) -> None:
    assert may_become(state, following) == ((state, following) in STEPS)


def test_what_is_settled_stays_and_what_is_not_can_be_settled() -> None:
    assert {state for state in S if not any(may_become(state, following) for following in S)} == SETTLED
    assert all(any(may_become(state, end) for end in SETTLED) for state in set(S) - SETTLED)


@pytest.mark.parametrize(
    ("outcome", "again", "becomes"),
    [
        (Outcome.ACCEPTED, False, S.ACCEPTED),
        (Outcome.REFUSED, False, S.REFUSED),
        (Outcome.UNCERTAIN, False, S.UNCERTAIN),
        (Outcome.DEFERRED, True, S.DEFERRED),
        (Outcome.DEFERRED, False, S.REFUSED),  # given up
    ],
)
def test_a_delivery_in_flight_becomes_what_the_provider_says(
    outcome: Outcome, again: bool, becomes: DeliveryState
) -> None:
    assert answered(S.HANDED_OVER, outcome, attempts=1, again=again) is becomes


LATE = {
    (S.UNCERTAIN, Outcome.ACCEPTED): S.ACCEPTED,
    (S.UNCERTAIN, Outcome.REFUSED): S.REFUSED,
    (S.PLANNED, Outcome.ACCEPTED): S.ACCEPTED,
    (S.DEFERRED, Outcome.ACCEPTED): S.ACCEPTED,
}


@pytest.mark.parametrize(
    ("state", "outcome", "again"),
    [row for row in product(S, Outcome, (True, False)) if row[0] is not S.HANDED_OVER],
)
def test_a_late_answer_settles_a_doubt_or_spares_a_second_copy_and_changes_nothing_else(
    state: DeliveryState, outcome: Outcome, again: bool
) -> None:
    assert answered(state, outcome, attempts=2, again=again) is LATE.get((state, outcome))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_what_was_never_handed_over_has_no_answer(outcome: Outcome) -> None:
    assert answered(S.PLANNED, outcome, attempts=0, again=True) is None


@pytest.mark.parametrize(("state", "outcome", "again", "attempts"), list(product(S, Outcome, (True, False), (0, 1, 2))))
def test_every_answer_leads_along_a_step_of_the_table(
    state: DeliveryState, outcome: Outcome, again: bool, attempts: int
) -> None:
    becomes = answered(state, outcome, attempts=attempts, again=again)
    assert becomes is None or may_become(state, becomes)
