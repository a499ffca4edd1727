"""A night of kills: ``python -m tests.kill [--rounds 5000] [--seed 1]``; one round again: ``python -m tests.kill "…"``.

Every named point is played first, then random times, seed after seed; a round that fails is told with the command that
plays it again, and the others go on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from itertools import count, islice

from tests.kill.rounds import POINTS, Round, drawn, machines, named, play, told


def rounds(seed: int) -> Iterator[Round]:
    """Without end."""
    for mix in ("none", "realistic", "hostile"):
        for carrier in POINTS:
            yield from named(carrier, mix, seed)
    yield from map(drawn, count(seed))


def main() -> int:
    """How many rounds failed, at most 1."""
    asked = argparse.ArgumentParser(prog="python -m tests.kill", description=__doc__)
    asked.add_argument("round", nargs="*", help="a round to play again, as it was told")
    asked.add_argument("--rounds", type=int, default=5000)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    again = [told(line) for line in options.round]
    failed = kills = uncertain = 0
    start = time.monotonic()
    with machines() as some:
        for number, one in enumerate(again or islice(rounds(options.seed), options.rounds), 1):
            try:
                played = play(some, one)
            except AssertionError as error:
                failed += 1
                print(f"\n{one}: {error}", flush=True)
                continue
            kills, uncertain = kills + played.kills, uncertain + played.uncertain
            if number % 100 == 0 or again:
                print(f"{number} rounds, {kills} kills, {uncertain} copies in doubt, {failed} failed", flush=True)
    print(f"{time.monotonic() - start:.0f} s; the seeds began at {options.seed}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
