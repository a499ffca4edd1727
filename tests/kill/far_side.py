"""A simulated provider that kills who sends to it: at a point of the conversation, and the how-manieth time there."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gutletter.rehearsal.far_side import obey
from gutletter.rehearsal.faults import Chance, Fault, Point, Rates


class Deadly(Chance):
    """Chance that strikes once."""

    def __init__(self, order: Mapping[str, Any], rates: Rates) -> None:
        super().__init__(order["seed"], rates)
        self._point, self._countdown = order["point"], order["nth"]
        self._pid = Path(order["pid"])
        self._one = threading.Lock()

    def at(self, point: Point, whom: str, among: Iterable[Fault] | None = None) -> Fault | None:
        """What goes wrong, after whoever sends has been killed if it is the time."""
        if point == self._point:
            with self._one:
                self._countdown -= 1
                if not self._countdown:
                    os.kill(int(self._pid.read_text()), signal.SIGKILL)
        return super().at(point, whom, among)


if __name__ == "__main__":
    obey(Deadly)
