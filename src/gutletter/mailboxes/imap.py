"""A mailbox on an IMAP server (RFC 3501). Looking at mail does not touch it; what has been dealt with becomes seen."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gutletter.errors import MailboxError
from gutletter.settings import BouncesSettings, Tls

LARGEST = 5_000_000  # bytes; what is larger is no report, and is not fetched
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Imap:
    """The unseen mail of one folder of an account. It connects when it is first asked."""

    def __init__(self, settings: BouncesSettings, folder: Path) -> None:
        self._settings, self._folder = settings, folder
        self._connection: imaplib.IMAP4 | None = None
        self._passed: set[str] = set()  # what we have looked at and left alone

    def mails(self) -> Iterator[tuple[str, bytes]]:
        """See :class:`gutletter.ports.Mailbox`."""
        with self._troubles():
            connection = self._open()
            _, found = connection.uid("SEARCH", "UNSEEN")
            uids = [uid.decode() for uid in (found[0] or b"").split()]
        for uid in uids:
            if uid in self._passed:
                continue
            with self._troubles():
                mail = self._fetched(connection, uid)
            self._passed.add(uid)
            if mail is not None:
                yield uid, mail

    def done(self, name: str) -> None:
        """See :class:`gutletter.ports.Mailbox`."""
        with self._troubles():
            self._open().uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)")

    def close(self) -> None:
        """See :class:`gutletter.ports.Mailbox`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.logout()

    def _fetched(self, connection: imaplib.IMAP4, uid: str) -> bytes | None:
        _, sizes = connection.uid("FETCH", uid, "(RFC822.SIZE)")
        size = next((int(match[1]) for one in sizes if (match := _SIZE.search(_bytes(one)))), LARGEST + 1)
        if size > LARGEST:
            return None
        _, parts = connection.uid("FETCH", uid, "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), None)

    def _open(self) -> imaplib.IMAP4:
        if self._connection is None:
            self._connection = self._signed_in()
        return self._connection

    def _signed_in(self) -> imaplib.IMAP4:
        settings, timeout = self._settings, self._settings.timeout.total_seconds()
        if settings.tls is Tls.TLS:
            secure = imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=self._context(), timeout=timeout)
            connection: imaplib.IMAP4 = secure
        else:
            connection = imaplib.IMAP4(settings.host, settings.port, timeout=timeout)
        try:
            if settings.tls is Tls.STARTTLS:
                connection.starttls(self._context())
            connection.login(settings.username, settings.password.get_secret_value())
            answer, said = connection.select(_quoted(settings.mailbox))
            if answer != "OK":
                raise imaplib.IMAP4.error(_bytes(said[0]).decode("utf-8", "replace"))
        except BaseException:
            with suppress(OSError, imaplib.IMAP4.error):
                connection.shutdown()
            raise
        return connection

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca_file:
            context.load_verify_locations(self._folder / self._settings.ca_file)
        return context

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        try:
            yield
        except (OSError, imaplib.IMAP4.error) as error:
            self.close()
            where = f"{self._settings.host}:{self._settings.port}"
            said = " ".join(str(error).split()) or type(error).__name__
            raise MailboxError(
                f"The mailbox for bounces at {where} cannot be read: {said}.",
                remedy="Check [bounces] in gutletter.toml, and GUTLETTER_BOUNCES__PASSWORD.",
            ) from error


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _bytes(told: object) -> bytes:
    """What imaplib gives: bytes, or bytes in a tuple, or nothing."""
    if isinstance(told, tuple):
        told = told[0]
    return told if isinstance(told, bytes) else b""
