"""The pages on which one looks through the outbox: self-contained, without JavaScript, and nothing in them can act.

A letter is shown in a sandboxed frame under the page's own Content-Security-Policy: no scripts, no forms. Everything
comes from the ``.eml`` files, so the page shows what would go out and not what we think we wrote.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader, DateHeader
from email.message import EmailMessage
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

SHOWN = 12  # letters on a page: writing it takes the same time however many there are
EARLIER = 30  # issues it leads to

_PAGE = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("outbox_page.html")


@dataclass(frozen=True, slots=True)
class Letter:
    """One ``.eml`` file, read back."""

    file: str
    subject: str
    sender: str
    name: str
    address: str
    at: datetime | None
    html: str
    text: str
    head: str  # the header lines as they stand in the file


@dataclass(frozen=True, slots=True)
class EarlierIssue:
    """A folder of letters beside the one shown."""

    folder: str
    title: str
    at: datetime


def pages(outbox: Path, issue: Path) -> Iterator[tuple[Path, str]]:
    """File and content of the page of one issue, and of the outbox, which shows the same issue. Raises OSError."""
    names, letters = newest(issue, SHOWN)
    earlier = _earlier(outbox, issue)
    for page, to_letters, to_issues in (
        (issue / "index.html", "", "../"),
        (outbox / "index.html", f"{issue.name}/", ""),
    ):
        yield (
            page,
            _PAGE.render(letters=letters, total=names, earlier=earlier, to_letters=to_letters, to_issues=to_issues),
        )


def newest(issue: Path, count: int) -> tuple[int, Sequence[Letter]]:
    """How many letters a folder holds, and the newest of them, newest first."""
    with os.scandir(issue) as entries:
        written = sorted(
            ((entry.stat().st_mtime_ns, entry.name) for entry in entries if entry.name.endswith(".eml")), reverse=True
        )
    return len(written), [read(issue / name) for _, name in written[:count]]


def read(file: Path) -> Letter:
    """A letter as a mail program would read it."""
    octets = file.read_bytes()
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what policy.default makes
    to, date = message["to"], message["date"]
    reader = to.addresses[0] if isinstance(to, AddressHeader) and to.addresses else None
    return Letter(
        file=file.name,
        subject=str(message["subject"] or ""),
        sender=str(message["from"] or ""),
        name=reader.display_name if reader else "",
        address=reader.addr_spec if reader else "",
        at=date.datetime if isinstance(date, DateHeader) else None,
        html=_with_links_outside(_body(message, "html")),
        text=_body(message, "plain"),
        head=octets.partition(b"\r\n\r\n")[0].decode("utf-8", "replace"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _with_links_outside(html: str) -> str:
    """Let the letter's links open in a tab of their own; the frame they stand in goes nowhere."""
    return re.sub(r"<head\b[^>]*>", lambda head: f'{head[0]}<base target="_blank">', html, count=1, flags=re.IGNORECASE)


def _earlier(outbox: Path, issue: Path) -> Sequence[EarlierIssue]:
    with os.scandir(outbox) as entries:
        folders = sorted(
            ((entry.stat().st_mtime, entry.name) for entry in entries if entry.is_dir() and entry.name != issue.name),
            reverse=True,
        )
    return [
        EarlierIssue(name, _subject(outbox / name) or name, datetime.fromtimestamp(at, UTC))
        for at, name in folders[:EARLIER]
    ]


def _subject(issue: Path) -> str:
    """The subject of any one letter of an issue."""
    with os.scandir(issue) as entries:
        letter = next((entry.path for entry in entries if entry.name.endswith(".eml")), None)
    return read(Path(letter)).subject if letter else ""
