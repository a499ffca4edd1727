"""The far side of the pipe: obeys the orders of :class:`gutletter.rehearsal.simulator.Simulator`."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from gutletter.rehearsal.events import Post, Postman
from gutletter.rehearsal.faults import Chance, Fault, Rates
from gutletter.rehearsal.inspection import Expected, Inspector
from gutletter.rehearsal.received import Received, told
from gutletter.rehearsal.sendgrid import SendGridHouse
from gutletter.rehearsal.smtp import House

FETCHED_TOGETHER = 100  # posts; so many fit through the pipe at once

Chances = Callable[[Mapping[str, Any], Rates], Chance]


def plain_chance(order: Mapping[str, Any], rates: Rates) -> Chance:
    """Chance as the order's seed has it."""
    return Chance(order["seed"], rates)


class _Nothing:
    """No provider yet."""

    port = 0

    def report(self) -> dict[str, Any]:
        return told(Received(), {}, 0)

    def posts(self) -> dict[str, Any]:
        return {"public_key": "", "posts": []}

    def end(self) -> None:
        """There is nothing to end."""


class _Smtp(_Nothing):
    def __init__(self, chance: Chance, inspector: Inspector, house: Mapping[str, Any]) -> None:
        self._house = House(chance, Received(), inspector, **house)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server, self.port = asyncio.run_coroutine_threadsafe(self._house.listen(), self._loop).result()

    def report(self) -> dict[str, Any]:
        return asyncio.run_coroutine_threadsafe(self._told(), self._loop).result()

    async def _told(self) -> dict[str, Any]:
        return told(self._house.received, self._house.chance.befell, len(self._house.open_lines))

    def end(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        for line in list(self._house.open_lines):
            line.hang_up()
        await asyncio.sleep(0)


class _SendGrid(_Nothing):
    def __init__(self, chance: Chance, inspector: Inspector, house: Mapping[str, Any], seed: int) -> None:
        self._postman = Postman(seed)
        self._bag: list[Post] = []  # to be posted, and not fetched yet
        self._house = SendGridHouse(chance, Received(), inspector, postman=self._postman, **house)
        self.port = self._house.server_port
        self._thread = threading.Thread(target=self._house.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def report(self) -> dict[str, Any]:
        with self._house.lock:
            return told(self._house.received, self._house.chance.befell, self._house.open_lines)

    def posts(self) -> dict[str, Any]:
        with self._house.lock:
            self._bag += self._postman.posts(int(time.time()))
        fetched, self._bag = self._bag[:FETCHED_TOGETHER], self._bag[FETCHED_TOGETHER:]
        return {
            "public_key": self._postman.public_key,
            "posts": [[post.headers, b64encode(post.body).decode("ascii")] for post in fetched],
        }

    def end(self) -> None:
        self._house.shutdown()
        self._thread.join()
        self._house.server_close()


def obey(chances: Chances = plain_chance) -> None:
    """Carry out every order on stdin, until there are no more."""
    provider = _Nothing()
    try:
        for line in sys.stdin:
            order = json.loads(line)
            if order["do"] == "begin":
                provider.end()
                provider = _begun(order, chances)
                _say({"port": provider.port})
            elif order["do"] == "posts":
                _say(provider.posts())
            else:
                _say(provider.report())
    finally:
        provider.end()


def _begun(order: Mapping[str, Any], chances: Chances) -> _Nothing:
    rates = {Fault(name): rate for name, rate in order["rates"].items()}
    inspector = Inspector(Expected(order["secret"], order["site"]), **order["inspector"])
    chance = chances(order, rates)
    if order["kind"] == "smtp":
        return _Smtp(chance, inspector, order["house"])
    return _SendGrid(chance, inspector, order["house"], order["seed"])


def _say(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
