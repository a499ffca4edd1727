"""How a check says what it found."""

from __future__ import annotations

from gutletter.model import Draft, Finding, Proposal, Severity

SETTINGS = "gutletter.toml"
THEME = "the theme"


def error(check: str, where: str | Proposal, message: str, remedy: str, line: int = 0) -> Finding:
    """What stops the letter; ``where`` is a file's name, or the proposal for its article."""
    return Finding(Severity.ERROR, check, _place(where), line, message, remedy)


def warning(check: str, where: str | Proposal, message: str, remedy: str, line: int = 0) -> Finding:
    """What an editor should look at."""
    return Finding(Severity.WARNING, check, _place(where), line, message, remedy)


def line_of(draft: Draft, text: str) -> int:
    """The line of the article's file on which this text first stands; 0 when it stands nowhere."""
    at = draft.body.find(text) if text else -1
    return draft.body_line + draft.body.count("\n", 0, at) if at >= 0 else 0


def shortened(text: str, length: int = 60) -> str:
    """A text in quotation marks, cut where it is long."""
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= length else plain[: length - 1].rstrip() + '…'}”"


def _place(where: str | Proposal) -> str:
    return where if isinstance(where, str) else where.article.draft.place
