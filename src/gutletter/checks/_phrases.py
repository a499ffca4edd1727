"""Phrases that filters and careful readers know from spam; few, and health's own among them.

A sentence that denies one ("no miracle cure", "not guaranteed") says the opposite and is let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CURE = "a cure is promised"
BARGAIN = "spam sells this way"
HURRY = "spam hurries its readers this way"
WHISPER = "spam makes secrets this way"

_PHRASES = {
    CURE: r"""
        miracle (?:cure|diet|food|pill|drug|remed\w+|ingredient) | wonder[ -]drug | miracle weight[ -]loss
        cures? (?:cancer|acne|eczema|diabetes|depression|autism|psoriasis|arthritis|ibs) | instant(?:ly)? cure[sd]?
        guaranteed (?:cure|results?|weight loss|relief) | clinically proven to (?:cure|melt|erase|reverse)
        (?:lose|drop|shed) (?:up to )?\d+ ?(?:kg|kilos?|pounds?|lbs?|stone) in (?:just |only )?\d+ (?:days?|weeks?)
        (?:melts?|burns?|blasts?) (?:away )?belly fat | detox(?:es|ify)? your (?:body|liver|gut|colon)
        flush(?:es)? (?:out )?(?:all )?toxins | 100 ?% (?:safe|natural|effective|guaranteed)
        reverses? (?:ageing|aging|diabetes) | wundermittel | wunderheilung | wunderdiät | heilt krebs
        garantierte heilung | entgiftet (?:den|ihren) körper | cura milagrosa | remedio milagroso | dieta milagro
        cura el cáncer | resultados garantizados""",
    BARGAIN: r"""
        risk[ -]free trial | money[ -]back guarantee | lowest price | free (?:gift|trial|sample) inside
        buy now | earn (?:extra )?cash | 100 ?% free | jetzt kaufen | geld[ -]zurück[ -]garantie
        compre ahora | gratis hoy""",
    HURRY: r"""
        act now | limited[ -]time offer | offer expires | only \d+ left | last chance | don['’]t miss out
        nur noch heute | letzte chance | oferta limitada | última oportunidad""",
    WHISPER: r"""
        doctors (?:hate|don['’]t want you to know) | (?:one|this) weird trick | secret (?:cure|remedy|ingredient)
        what they don['’]t want you to know | geheimtipp der ärzte | lo que los médicos no quieren""",
}


def _any_of(phrases: str) -> re.Pattern[str]:
    either = "|".join(phrase.strip() for line in phrases.splitlines() for phrase in line.split(" | ") if phrase.strip())
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)


_KNOWN = {why: _any_of(phrases) for why, phrases in _PHRASES.items()}
_DENIED = re.compile(
    r"\b(?:no|not|never|nor|neither|without|\w+n['’]t|cannot|nothing|none|nobody|hardly|kein\w*|nicht|nie|ohne"
    r"|ni|nunca|sin|ningún|ninguna)\b[^.!?;:]{0,40}$",
    re.IGNORECASE,
)


def found(text: str) -> Iterator[tuple[str, str]]:
    """Each phrase as it stands in the text, once, and what is wrong with it."""
    seen: set[str] = set()
    for why, pattern in _KNOWN.items():
        for match in pattern.finditer(text):
            phrase = match[0].casefold()
            if phrase not in seen and not _DENIED.search(text, max(0, match.start() - 60), match.start()):
                seen.add(phrase)
                yield match[0], why
