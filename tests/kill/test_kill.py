"""kill −9 between any two steps, at any point of the conversation, and at any time: nobody gets two, nobody is lost
unseen, the sum closes, and no more is in doubt than was in flight.

In CI over three hundred rounds against simulated SMTP and SendGrid; ``GUTLETTER_TEST_KILLS`` asks for more random ones,
and ``python -m tests.kill`` is a night of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

import pytest

from tests.kill.rounds import IN_FLIGHT, POINTS, Machines, Round, drawn, machines, named, play, play_all

DRAWN = 150
RANDOM_ROUNDS = int(os.environ.get("GUTLETTER_TEST_KILLS", DRAWN))
MIXES = ("none", "hostile")
SEED = int(os.environ.get("GUTLETTER_TEST_KILLS_SEED", "1"))

Lanes = Sequence[Machines]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + RANDOM_ROUNDS)]


@pytest.fixture(scope="module")
def lanes() -> Iterator[Lanes]:
    """Two rounds are played at once."""
    with machines() as one, machines() as other:
        yield one, other


def test_killed_between_any_two_steps_nobody_gets_two_and_nobody_is_lost_unseen(lanes: Lanes) -> None:
    publishing, sending = (
        play(lanes[0], Round(carrier, "none", "step.0", 1)).steps for carrier in ("publishing", "leaving")
    )
    opening = publishing - sending
    assert opening > 2
    assert sending >= 46

    rounds = play_all(
        lanes,
        [Round("publishing", "none", f"step.{step}", 1) for step in range(1, opening + 1)]
        + [Round("leaving", "none", f"step.{step}", 1) for step in range(1, sending + 1)],
    )

    assert all(played.kills == 1 for played in rounds), "a step was never reached"
    assert max(played.uncertain for played in rounds) == IN_FLIGHT["leaving"]


def test_the_rounds_are_three_hundred_and_their_points_twenty_five_for_smtp_alone() -> None:
    by_point = [one for mix in MIXES for carrier in POINTS for one in named(carrier, mix)]
    assert len(by_point) + DRAWN >= 300
    points = {carrier: {point for one in named(carrier, "none") for point in one.points} for carrier in POINTS}
    assert len(points["smtp"]) >= 25
    assert len(points["smtp"] | points["sendgrid"]) >= 29


@pytest.mark.parametrize("mix", MIXES)
@pytest.mark.parametrize("carrier", POINTS)
def test_killed_at_any_point_of_the_conversation_no_more_is_in_doubt_than_was_in_flight(
    lanes: Lanes, carrier: str, mix: str
) -> None:
    rounds = play_all(lanes, list(named(carrier, mix, SEED)))

    killed = [played for played in rounds if played.kills]
    assert len(killed) >= 0.9 * len(rounds)
    if mix == "none":
        assert len(killed) == len(rounds)
        assert 0 < max(played.uncertain for played in rounds) <= IN_FLIGHT[carrier]


def test_a_kill_before_anything_was_done_is_a_kill_like_any_other(lanes: Lanes) -> None:
    (one,) = (one for one in map(drawn, range(300, 310)) if one.how == "time.0.000")

    assert play(lanes[0], one).kills >= 1


def test_killed_at_any_time_and_again_while_tidying_up_the_sum_closes(lanes: Lanes) -> None:
    rounds = play_all(lanes, [drawn(seed) for seed in range(SEED, SEED + RANDOM_ROUNDS)])

    assert sum(played.kills for played in rounds) >= 0.3 * len(rounds)
