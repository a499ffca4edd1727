"""What a reader said, and where, in the words of the page that shows it to them."""

from __future__ import annotations

import re
from datetime import datetime

from gutletter.model import MONTHLY, Consent
from gutletter.web.answering import day, words_for
from gutletter.web.door import Door

_PLAIN = {
    "asked": "asked",
    "agreed": "agreed",
    "confirmed": "confirmed",
    "left": "left",
    "came back": "back",
    "resumed": "resumed",
    "changed": "changed",
}
_PAUSED = re.compile(r"paused until (\d{4}-\d\d-\d\d)")
_CADENCE = re.compile(r"cadence (\d+)")
_PLACES = {"page": "page", "settings page": "settings", "confirmation mail": "mail", "/join": "form"}
_LETTER = re.compile(r"letter \d+, (page|one click)")

CADENCES = {1: "every", 2: "second", 4: "fourth", MONTHLY: "monthly"}
"""How often letters may come, and what the words call it."""


def what(door: Door, consent: Consent, language: str) -> str:
    """What was said; what no page of ours wrote down stands as it was written."""
    words = words_for(door, language)
    said, cadences = words["said"], words["cadences"]
    if consent.said in _PLAIN:
        return str(said[_PLAIN[consent.said]])
    if consent.said == "left because":
        return str(said["because"].format(reason=consent.wording))
    if paused := _PAUSED.fullmatch(consent.said):
        until = datetime.fromisoformat(f"{paused[1]}T12:00:00+00:00")
        return str(said["paused"].format(date=day(door, until, language)))
    if (chosen := _CADENCE.fullmatch(consent.said)) and int(chosen[1]) in CADENCES:
        return str(said["cadence"].format(cadence=cadences[CADENCES[int(chosen[1])]]))
    return consent.said


def where(door: Door, consent: Consent, language: str) -> str:
    """Where it was said; the name of a file that was imported stands as it is."""
    words = words_for(door, language)["places"]
    if letter := _LETTER.fullmatch(consent.source):
        return str(words["page" if letter[1] == "page" else "click"])
    return str(words[_PLACES[consent.source]]) if consent.source in _PLACES else consent.source
