"""The ledger's account and the far side's: every way in which they may differ is told."""

from gutletter.model import DeliveryState
from gutletter.rehearsal.accounts import Accounts
from gutletter.rehearsal.received import Report

S = DeliveryState
AGREED = {"a": S.ACCEPTED, "b": S.REFUSED, "c": S.UNCERTAIN, "d": S.UNCERTAIN}


def accounts(
    states: dict[str, DeliveryState],
    copies: dict[str, int],
    *,
    audience: int = 4,
    bound: int = 2,
    settled: int | None = None,
) -> Accounts:
    addresses = {one: f"{one}@example.org" for one in copies}
    return Accounts(states, audience, Report(copies, copies, addresses, {}, {}, 1, 0, 0), bound, settled)


def test_accepted_and_uncertain_explain_what_arrived() -> None:
    agreed = accounts(AGREED, {"a": 1, "c": 1})
    assert not agreed.disagreements
    assert agreed.got == {0: 2, 1: 2}
    assert agreed.arrived_after_all == 1
    assert agreed.tally.total == 4


def test_an_accepted_letter_that_never_arrived_is_told() -> None:
    (told,) = accounts(AGREED, {"c": 1}).disagreements
    assert told == "1 accepted in the ledger never arrived: a."


def test_a_refused_letter_that_arrived_is_told_by_its_address() -> None:
    (told,) = accounts(AGREED, {"a": 1, "b": 1}).disagreements
    assert told == "1 refused in the ledger arrived all the same: b@example.org."


def test_two_letters_for_one_reader_are_told() -> None:
    doubled = accounts(AGREED, {"a": 2})
    assert doubled.disagreements == ["1 arrived more than once: a@example.org."]
    assert doubled.got == {0: 3, 1: 0, 2: 1}


def test_a_letter_that_nobody_was_to_send_is_told() -> None:
    (told,) = accounts(AGREED, {"a": 1, "x": 1}).disagreements
    assert "nobody was to send" in told


def test_more_doubt_than_lost_answers_explain_is_told() -> None:
    (told,) = accounts(AGREED, {"a": 1}, bound=1).disagreements
    assert told == "Uncertain were 2, and lost answers explain 1 at most."
    (told,) = accounts(AGREED, {"a": 1}, bound=2, settled=1).disagreements
    assert told == "Uncertain were 3, and lost answers explain 2 at most."


def test_who_is_in_doubt_after_the_events_have_told_of_everyone_is_told() -> None:
    (told,) = accounts(AGREED, {"a": 1, "c": 1}, settled=0).disagreements
    assert told == "1 are uncertain still, though events told that they arrived: c@example.org."


def test_a_sum_that_does_not_close_and_a_copy_in_nobodys_hands_are_told() -> None:
    told = accounts({"a": S.ACCEPTED, "b": S.HANDED_OVER}, {"a": 1}, audience=3).disagreements
    assert len(told) == 2
    assert "does not close" in told[0]
    assert "handed over still" in told[1]
