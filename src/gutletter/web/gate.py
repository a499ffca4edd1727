"""Many who want the same at once go through together: one transaction, one wait for the disk, for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Condition
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Word = TypeVar("_Word")


class Gate(Generic[_Key, _Word]):
    """Collects what comes while the last ones go through; whoever then finds it free takes everybody who waits.

    After a letter went out, mail providers pass on hundreds of one-click POSTs within a second.
    """

    def __init__(self, through: Callable[[Mapping[_Key, _Word]], object]) -> None:
        self._through = through
        self._turn = Condition()
        self._waiting: list[_One[_Key, _Word]] = []
        self._busy = False

    def go(self, key: _Key, word: _Word) -> None:
        """Return when it is done, with whoever else waits; what goes wrong is raised to all of them."""
        one = _One(key, word)
        with self._turn:
            self._waiting.append(one)
            self._turn.wait_for(lambda: one.done or not self._busy)
            together, self._waiting = ([], self._waiting) if one.done else (self._waiting, [])
            self._busy = self._busy or bool(together)
        if together:
            self._lead(together)
        if one.trouble is not None:
            raise one.trouble

    def _lead(self, together: list[_One[_Key, _Word]]) -> None:
        trouble: BaseException | None = None
        try:
            self._through({one.key: one.word for one in together})
        except BaseException as error:
            trouble = error
        with self._turn:
            for one in together:
                one.done, one.trouble = True, trouble
            self._busy = False
            self._turn.notify_all()


class _One(Generic[_Key, _Word]):
    """Somebody who waits."""

    def __init__(self, key: _Key, word: _Word) -> None:
        self.key, self.word = key, word
        self.done = False
        self.trouble: BaseException | None = None
