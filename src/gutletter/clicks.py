"""Counted links: a letter's links made to lead through us, and which of those who follow them are machines.

It is counted how often a link is followed, never by whom: the link is the same for every reader, because who reads what
about health is nobody's business. So what tells people from machines is what can be seen without knowing anyone: how
they ask, and how much at once.
"""

from __future__ import annotations

import html
import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b

from gutletter.model import Edition

AT_ONCE = timedelta(seconds=10)
"""Within so short a time a person follows a link or two; a scanner follows all."""

MANY = 4  # different links of one letter
MOST_VISITORS = 50_000  # held at once; more are settled early

_LINK = re.compile(r"""(<a\b[^>]*?\shref=")(https?://[^"]*)(")""", re.IGNORECASE)
_MACHINES = re.compile(
    r"bot\b|bots\b|crawl|spider|slurp|preview|prefetch|scan|monitor|check|curl|wget|python|java/|okhttp|go-http|"
    r"libwww|perl|ruby|php|headless|phantom|axios|node-fetch|imageproxy|barracuda|mimecast|proofpoint|safelinks|"
    r"symantec|trendmicro|fireeye|forcepoint|ironport|sophos|virus",
    re.IGNORECASE,
)


def counted(edition: Edition, at: datetime, address: Callable[[str, int], str]) -> Edition:
    """The edition as it is frozen when clicks are counted; ``address`` makes a link of the letter's name and a number.

    Links in the text part stay as they are: there they are read before they are followed. So do those that differ
    from reader to reader, and those that are not to be followed in a browser.
    """
    said = f"{edition.rendered.hash} {at.isoformat()}"
    letter = urlsafe_b64encode(blake2b(said.encode(), digest_size=9).digest()).decode()
    numbers: dict[str, int] = {}

    def through_us(link: re.Match[str]) -> str:
        url = html.unescape(link[2])
        number = numbers.setdefault(url, len(numbers))
        return f"{link[1]}{html.escape(address(letter, number))}{link[3]}"

    rendered = replace(edition.rendered, html=_LINK.sub(through_us, edition.rendered.html))
    return replace(edition, rendered=rendered, letter=letter, links=tuple(numbers)) if numbers else edition


def is_machine(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request says of itself that no person follows the link now. Headers are in lower case."""
    agent = headers.get("user-agent", "")
    ahead = headers.get("purpose", "") + headers.get("sec-purpose", "") + headers.get("x-moz", "")
    return method != "GET" or not agent or _MACHINES.search(agent) is not None or "prefetch" in ahead.lower()


@dataclass(slots=True)
class _Visit:
    """What one visitor followed of one letter since then."""

    since: datetime
    machine: bool = False
    urls: dict[str, None] = field(default_factory=dict)


class Visits:
    """Clicks held for a moment: what one visitor follows at once tells whether it is a machine.

    ``visitor`` is a name that means nothing elsewhere and is forgotten with the visit. Following a link again at once
    counts once.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[bytes, int], _Visit] = {}
        self._settled: Counter[tuple[int, str, bool]] = Counter()

    def note(self, visitor: bytes, issue_id: int, url: str, at: datetime, *, machine: bool) -> None:
        """Somebody follows a link."""
        visit = self._held.get((visitor, issue_id))
        if visit is None or at - visit.since > AT_ONCE:
            if visit is not None:
                self._settle(issue_id, visit)
            if len(self._held) >= MOST_VISITORS:
                first = next(iter(self._held))
                self._settle(first[1], self._held.pop(first))
            self._held.pop((visitor, issue_id), None)
            visit = self._held[visitor, issue_id] = _Visit(at)
        visit.urls[url] = None
        visit.machine = visit.machine or machine

    def take(self, now: datetime, *, every: bool = False) -> Mapping[tuple[int, str, bool], int]:
        """What is known by now, by (issue, url, by a machine), and forget it; ``every``: what is still held, too."""
        over = [key for key, visit in self._held.items() if every or now - visit.since > AT_ONCE]
        for key in over:
            self._settle(key[1], self._held.pop(key))
        taken, self._settled = self._settled, Counter()
        return taken

    def _settle(self, issue_id: int, visit: _Visit) -> None:
        machine = visit.machine or len(visit.urls) >= MANY
        self._settled.update((issue_id, url, machine) for url in visit.urls)
