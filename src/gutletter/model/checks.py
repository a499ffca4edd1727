"""What a letter is judged by before it goes, and what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gutletter.model.articles import Article
from gutletter.model.digests import Digest
from gutletter.model.drafts import Approval, Draft
from gutletter.model.letters import Related, RenderedIssue


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that has gone out, as far as the one before us is compared with it."""

    slug: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything a check may look at before an issue goes."""

    article: Article
    digest: Digest
    related: tuple[Related, ...]
    rendered: RenderedIssue
    unresolved: tuple[str, ...] = ()  # related titles that match nothing known
    at: datetime | None = None  # when it would go; None: nobody asks
    sent: str = ""  # how its article is known to have gone out; empty when it has not, or may go again
    earlier: tuple[Earlier, ...] = ()  # letters of the weeks before ``at``, newest first
    queue: tuple[Draft, ...] = ()  # the drafts it stands among
    hash: str = ""  # what is approved; empty when no approval is asked for
    approval: Approval | None = None  # the latest, whether it still holds or not


class Severity(StrEnum):
    """Whether a finding stops the send."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an editor should know before an issue goes: what, where, and what to do."""

    severity: Severity
    check: str  # the check's name, as ``--allow`` takes it
    place: str
    line: int  # 0: the whole file
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        return f"{where}: {self.message} {self.remedy}".rstrip()
