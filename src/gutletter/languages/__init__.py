"""The languages gutletter condenses: one file each, holding the words that carry a sentence's honesty.

A language without a file is ``NEUTRAL``: nothing is known of its words, so nothing is left out of its sentences.
To add one, write its file and name it in ``LEXICONS``.
"""

from __future__ import annotations

from gutletter.languages.de import GERMAN
from gutletter.languages.en import ENGLISH
from gutletter.languages.es import SPANISH
from gutletter.languages.fr import FRENCH
from gutletter.languages.lexicon import Lexicon, stem, word_class, words

__all__ = ["LEXICONS", "NEUTRAL", "Lexicon", "detect", "lexicon", "stem", "word_class", "words"]

LEXICONS = {known.language: known for known in (ENGLISH, GERMAN, SPANISH, FRENCH)}
NEUTRAL = Lexicon()

_TOO_FEW_WORDS_TO_TELL = 40


def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP 47 language tag ("de-AT" is German); ``NEUTRAL`` when there is none."""
    return LEXICONS.get(language.replace("_", "-").partition("-")[0].lower(), NEUTRAL)


def detect(text: str, declared: str) -> str:
    """The language a text is in, judged by its commonest words; ``declared`` unless another is plainly meant."""
    tokens = words(text[:6_000])
    if len(tokens) < _TOO_FEW_WORDS_TO_TELL:
        return declared
    shares = {name: sum(token in known.stop for token in tokens) / len(tokens) for name, known in LEXICONS.items()}
    best = max(shares, key=lambda name: (shares[name], name))
    if shares[best] < 0.3 or best == lexicon(declared).language:
        return declared
    return best if shares[best] > 1.8 * shares.get(lexicon(declared).language, 0.0) else declared
