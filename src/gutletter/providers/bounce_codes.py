"""What a refusal says of an address: the codes of RFC 3463, and the words servers use where the code does not tell.

Only what is certain ends a reader: an address that does not exist. A full mailbox may be emptied, and a server that
does not want our mail says something of us.
"""

from __future__ import annotations

import re

from gutletter.model import EventKind

_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_FULL = re.compile(
    r"quota|mailbox (is )?full|full mailbox|over ?limit|insufficient (system )?storage|not enough (disk )?space|"
    r"out of storage|storage (space )?exceeded|exceeded storage",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"user unknown|unknown (local )?user|no such (user|address|mailbox|recipient|person)|does not exist|doesn't exist|"
    r"no mailbox|mailbox (not found|unavailable|does not)|recipient (address )?(rejected: )?(not found|unknown)|"
    r"unrouteable address|user not found|invalid (recipient|mailbox|address)|address (unknown|not found)|"
    r"account (that you tried to reach )?(is |has been )?(disabled|inactive|does not exist)|recipientnotfound|"
    r"unknown (recipient|address|mailbox)|bad destination mailbox|host (or domain name )?not found|nxdomain",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    r"spam|blocked|block ?list|black ?list|reputation|policy|unsolicited|dmarc|dkim|\bspf\b|authentica|denied|banned|"
    r"content (rejected|filter)|virus|prohibited|blacklisted",
    re.IGNORECASE,
)
# The subject and detail of a permanent failure (5.X.Y) that say: nobody is there. The rest of 5.1 speaks of the sender.
_GONE = {("1", "0"), ("1", "1"), ("1", "2"), ("1", "3"), ("1", "4"), ("1", "6"), ("1", "10"), ("2", "0"), ("2", "1")}


def bounce_kind(status: str, words: str) -> EventKind:
    """Hard, soft or blocked, by an enhanced status code (empty where there is none) and the server's words."""
    code = _CODE.search(status) or _CODE.search(words)
    if code and code[1] == "4":
        return EventKind.SOFT_BOUNCED
    if code and code[2] == "7":
        return EventKind.BLOCKED
    if _FULL.search(words) or (code and (code[2], code[3]) == ("2", "2")):
        return EventKind.SOFT_BOUNCED
    if _NOBODY.search(words) or (code and (code[2], code[3]) in _GONE):
        return EventKind.BOUNCED
    return EventKind.BLOCKED if _UNWANTED.search(words) else EventKind.SOFT_BOUNCED
