"""What can go wrong, and who can mend it.

::

    GutletterError
    ├── SettingsError (ValueError)         an operator mends the settings, or the way the verb was called  (exit 2)
    ├── DraftError (ValueError)            an editor mends the file
    │   ├── UnreadableDraft                … its front matter, encoding or size
    │   ├── NothingToCondense              … it is too short, or holds no prose
    │   └── UntraceablePoint               … a point says what the article does not
    ├── ThemeError (ValueError)            whoever wrote the template
    ├── UnknownIssue (LookupError)         whoever typed the name                                          (exit 2)
    ├── SegmentError (ValueError)          whoever wrote which readers are meant                            (exit 2)
    ├── ReadersError (ValueError)          whoever typed the address, or wrote the CSV file
    ├── PostRefused (ValueError)           whoever posted it: nothing of it is believed
    │   ├── NotAuthentic                   … it is not the provider's, or too old
    │   ├── UnreadablePost                 … it is no list of events
    │   └── Unproven                       nobody: it cannot be checked now, and is asked for again
    ├── ProviderError (OSError)            sending stopped; what has no receipt was certainly not taken
    │   ├── ProviderUnavailable            nobody: it is tried again
    │   └── ProviderRefused                an operator: key, account, sender address
    ├── MailboxError (OSError)             an operator: the mailbox for bounces, its server or its password
    └── StoreError (OSError)               an operator: disk, permissions, the database server
        └── StoreTooNew                    … or a newer gutletter, which wrote this database

What goes wrong for one recipient is not here: that is a :class:`gutletter.model.Receipt`.
"""

from __future__ import annotations

from collections.abc import Sequence


class GutletterError(Exception):
    """A trouble that is told in plain words: what is wrong, where, and how to mend it."""

    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    @property
    def headline(self) -> str:
        """Where and what, without the remedy."""
        return self.message

    def __str__(self) -> str:
        return f"{self.headline} {self.remedy}".rstrip()


class SettingsError(GutletterError, ValueError):
    """The settings, or the way a verb was called, cannot be worked with; nothing was done."""

    exit_code = 2


class DraftError(GutletterError, ValueError):
    """An issue file cannot become an issue; ``place`` is its name, ``line`` counts from 1 (0: the whole file).

    ``others`` is what else is wrong with it, in the order of the file, where that is known already.
    """

    def __init__(
        self, place: str, line: int, message: str, *, remedy: str = "", others: Sequence[DraftError] = ()
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.place = place
        self.line = line
        self.others = tuple(others)

    @property
    def headline(self) -> str:
        """``file:line: message``."""
        where = f"{self.place}:{self.line}" if self.line else self.place
        return f"{where}: {self.message}"


class UnreadableDraft(DraftError):
    """The file's front matter, encoding or size is not what an issue file may have."""


class NothingToCondense(DraftError):
    """The article is too short, or holds no prose that could be condensed."""


class UntraceablePoint(DraftError):
    """A key point or bottom line says what the article does not."""


class ThemeError(GutletterError, ValueError):
    """A template is missing, broken, or uses a name that does not exist."""


class UnknownIssue(GutletterError, LookupError):
    """No article in the queue and no issue in the ledger goes by that name."""

    exit_code = 2


class ReadersError(GutletterError, ValueError):
    """An address or a readers' file cannot be used; nothing was changed."""


class SegmentError(GutletterError, ValueError):
    """A part of the readers that cannot be understood; nothing was done."""

    exit_code = 2


class PostRefused(GutletterError, ValueError):
    """What was posted as news of mail is not believed; nothing of it is kept."""


class NotAuthentic(PostRefused):
    """It does not prove that the provider posted it, or is too old."""


class UnreadablePost(PostRefused):
    """It is no list of events."""


class Unproven(PostRefused):
    """Whether the provider posted it cannot be found out now; it may be posted again."""


class ProviderError(GutletterError, OSError):
    """Sending stopped. Every delivery that has no receipt yet was certainly not taken by the provider."""


class ProviderUnavailable(ProviderError):
    """The provider cannot be reached or asks to wait; trying again later is safe and right."""


class ProviderRefused(ProviderError):
    """The provider refuses the whole account, key or sender; trying again changes nothing."""


class MailboxError(GutletterError, OSError):
    """The mailbox where mail comes back cannot be read; what is in it stays there."""


class StoreError(GutletterError, OSError):
    """The database cannot be read or written; what was being done was undone."""


class StoreTooNew(StoreError):
    """The database was written by a newer gutletter than this one."""
