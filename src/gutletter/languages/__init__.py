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

__all__ = ["LEXICONS", "NEUTRAL", "UNDETERMINED", "Lexicon", "detect", "lexicon", "stem", "word_class", "words"]

LEXICONS = {known.language: known for known in (ENGLISH, GERMAN, SPANISH, FRENCH)}
NEUTRAL = Lexicon()

UNDETERMINED = "und"
"""BCP 47's tag for a text whose language nobody can tell."""

_TOO_FEW_WORDS_TO_TELL = 40
_PLAIN, _BEYOND_DOUBT = 0.3, 0.38  # share of a text that a language's commonest words have
_SCARCE, _FEW = 0.08, 0.15  # … and have not, in prose
_OUTWEIGHS = 1.8  # times


def lexicon(language: str) -> Lexicon:
    """The lexicon of a BCP 47 language tag ("de-AT" is German); ``NEUTRAL`` when there is none."""
    return LEXICONS.get(language.replace("_", "-").partition("-")[0].lower(), NEUTRAL)


def detect(text: str, declared: str) -> str:
    """The language a text is in, judged by its commonest words; ``declared`` unless another is plainly meant.

    ``UNDETERMINED`` for a text that is in none of those known here, although one of them was declared. A declared
    language that is not known here is believed where its kin are: Catalan shares many words with Spanish.
    """
    tokens = words(text[:6_000])
    if len(tokens) < _TOO_FEW_WORDS_TO_TELL:
        return declared
    shares = {name: sum(map(known.stop.__contains__, tokens)) / len(tokens) for name, known in LEXICONS.items()}
    best = max(shares, key=lambda name: (shares[name], name))
    own = shares.get(lexicon(declared).language)
    if own is None:
        return best if shares[best] >= _BEYOND_DOUBT else declared
    other = shares[best] > _OUTWEIGHS * own
    if other and shares[best] >= _PLAIN:
        return best
    return UNDETERMINED if own < _SCARCE or (other and own < _FEW) else declared
