"""Where mail that comes back arrives: one file per kind of mailbox. What is in it is never deleted here."""

from __future__ import annotations

from gutletter.errors import SettingsError
from gutletter.ports import Mailbox
from gutletter.settings import Settings


def open_mailbox(settings: Settings) -> Mailbox:
    """The mailbox that ``[bounces]`` names; SettingsError when it names none, or two. MailboxError."""
    bounces = settings.bounces
    if bool(bounces.folder) == bool(bounces.host):
        raise SettingsError(
            "gutletter.toml: [bounces] names no mailbox."
            if not bounces.host
            else "gutletter.toml: [bounces] names two.",
            remedy="Set bounces.folder to a Maildir or an mbox file, or bounces.host to an IMAP server.",
        )
    if bounces.folder:
        from gutletter.mailboxes.folder import open_folder

        return open_folder(settings.folder / bounces.folder)
    from gutletter.mailboxes.imap import Imap

    return Imap(bounces, settings.folder)
