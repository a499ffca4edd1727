"""A mailbox on this machine: a Maildir, or one mbox file. What has been dealt with is marked as seen, and stays."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gutletter.errors import MailboxError
from gutletter.ports import Mailbox

SEEN = "S"  # of a Maildir; an mbox says R, for read


def open_folder(path: Path) -> Mailbox:
    """The mailbox at this path. MailboxError when there is none."""
    if path.is_dir():
        if not all((path / part).is_dir() for part in ("new", "cur")):
            raise MailboxError(f"{path} is no Maildir.", remedy="One has the folders new, cur and tmp.")
        return Maildir(path)
    if path.is_file():
        return Mbox(path)
    raise MailboxError(
        f"{path}: there is no such mailbox.", remedy="Let bounces.folder name a Maildir or an mbox file."
    )


class Maildir:
    """A folder with one file per mail."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._box = mailbox.Maildir(str(path), create=False)
        self._passed: set[str] = set()  # what we have looked at and left alone

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """See :class:`gutletter.ports.Mailbox`."""
        with _troubles(self._path):
            names = [name for name in sorted(self._box.keys()) if SEEN not in self._box.get_message(name).get_flags()]
        for name in names:
            if name in self._passed:
                continue
            with _troubles(self._path):
                try:
                    mail = self._box.get_bytes(name)
                except KeyError:
                    continue  # somebody has just taken it away
            self._passed.add(name)
            yield name, mail

    def done(self, name: str) -> None:
        """See :class:`gutletter.ports.Mailbox`."""
        with _troubles(self._path):
            try:
                message = self._box.get_message(name)
                message.add_flag(SEEN)
                message.set_subdir("cur")
                self._box[name] = message
            except KeyError:
                return

    def close(self) -> None:
        """Nothing is kept open."""


class Mbox:
    """One file with all mail in it; it is locked while it is changed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """See :class:`gutletter.ports.Mailbox`."""
        with _troubles(self._path):
            box = mailbox.mbox(str(self._path), create=False)
            try:
                found = [(str(key), box.get_bytes(key)) for key in box.keys() if "R" not in box[key].get_flags()]  # noqa: SIM118 - it is no dict
            finally:
                box.close()
        yield from found

    def done(self, name: str) -> None:
        """See :class:`gutletter.ports.Mailbox`."""
        with _troubles(self._path):
            box: Any = mailbox.mbox(str(self._path), create=False)  # its types know no keys that are numbers
            try:
                box.lock()
                message = box[int(name)]
                message.add_flag("R")
                box[int(name)] = message
                box.flush()
            finally:
                box.close()

    def close(self) -> None:
        """Nothing is kept open."""


@contextmanager
def _troubles(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, mailbox.Error) as error:
        raise MailboxError(
            f"{path}: the mailbox cannot be read or changed: {error}.", remedy="Let this user read and write it."
        ) from error
