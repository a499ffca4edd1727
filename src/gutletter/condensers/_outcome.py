"""Whether a sentence about a trial tells how it came out, and whether the article lets that stand.

"They gave 44 adults tea for six weeks" says nothing yet; "sleep got better", where the next sentence is "There was no
placebo group", says too much. Neither is printed by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gutletter.condensers._signals import Candidate
from gutletter.languages import Lexicon
from gutletter.model import Sentence
from gutletter.omission import bare_words, holds, opens_with

_PERCENT = re.compile(r"\d\s?%$|^per$|^percent$|^prozent$|^ciento$")
_NEAR = 3  # words
IN_A_COLUMN = 2  # sentences; within so many it takes back what it has told


def only_tells_what_was_tried(candidate: Candidate, lexicon: Lexicon, *, plainly: bool = False) -> bool:
    """Whether a sentence tells what was done to find out, and with how many, and not what came out.

    ``plainly``: it holds not a word that might tell that, wherever it stands.
    """
    tries = (
        candidate.holds(lexicon.trying)
        and any(map(candidate.holds, (lexicon.studies, lexicon.people, lexicon.cohorts)))
        and not any(map(candidate.holds, (lexicon.teller, lexicon.addressed)))
    )
    if not tries:
        return False
    plain = bare_words(candidate.sentence.text)
    counts = any(map(lexicon.is_number, plain))
    comes_out = tells_how_it_came_out(candidate, lexicon) or (plainly and _hints_at_an_outcome(plain, lexicon))
    return counts and not comes_out


def _hints_at_an_outcome(plain: Sequence[str], lexicon: Lexicon) -> bool:
    hints = lexicon.outcomes | lexicon.graded | lexicon.negations | lexicon.than
    return not hints.isdisjoint(plain) or any(map(_PERCENT.search, plain))


def leaves_open(run: Sequence[Candidate], lexicon: Lexicon) -> bool:
    """Whether sentences tell what was tried and leave open how it came out."""
    first, last = run[0], run[-1]
    return only_tells_what_was_tried(last, lexicon) or (
        last is not first and only_tells_what_was_tried(first, lexicon) and not tells_how_it_came_out(last, lexicon)
    )


def tells_how_it_came_out(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether a sentence says that something fell, was better, or came to a share, a margin or a ratio."""
    plain = bare_words(candidate.sentence.text)
    return holds(plain, lexicon.ratios) or any(_outcomes(plain, lexicon))


def is_taken_back(candidate: Candidate, lexicon: Lexicon, within: int = 1) -> bool:
    """Whether the sentence behind this one turns against it: limits it, or says that it proves little, or is not so.

    ``within`` so many sentences behind it in its paragraph.
    """
    behind = [bare_words(one.text) for one in _behind(candidate, within)]
    retracted = [holds(plain, lexicon.retracting) for plain in behind]
    return (
        any(retracted[:1])
        or any(plain[-1:] and plain[-1] in lexicon.afterthoughts for plain in behind[:1])
        or any(opens_with(plain, lexicon.turning) for plain in behind)
        or (any(retracted) and tells_how_it_came_out(candidate, lexicon))
    )


def _behind(candidate: Candidate, within: int) -> Sequence[Sentence]:
    own = candidate.block.sentences
    at = next(at for at, sentence in enumerate(own) if sentence is candidate.sentence)
    return own[at + 1 : at + 1 + within]


def _outcomes(plain: Sequence[str], lexicon: Lexicon) -> Iterator[bool]:
    """For each word whether it tells how something came out."""
    for at, word in enumerate(plain):
        before, after = plain[at - 1] if at else "", plain[at + 1 :]
        of_somebody = not lexicon.relatives.isdisjoint(plain[max(0, at - 3) : at])  # "people who lost weight"
        if word in lexicon.outcomes:
            named = before in lexicon.articles | lexicon.places  # "the drop", "to prevent"
            yield not named and not of_somebody and not _counts_studies(after, lexicon)
        elif word in lexicon.graded:
            measured = before in lexicon.degrees | lexicon.auxiliaries | lexicon.negations
            yield measured and not of_somebody and not _is_of_a_number(after, lexicon)
        elif _PERCENT.search(word):
            yield _is_a_share(after, lexicon)
        elif word in lexicon.shares:
            yield lexicon.is_number(before) and bool(after) and lexicon.is_number(after[0])
        else:  # "by about 0.3 mmol", "against 132"
            yield word in lexicon.margins and any(one[:1].isdecimal() for one in after[:_NEAR])


def _counts_studies(after: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether what was found is a number of studies: "found nine small trials"."""
    counted = bool(after) and (lexicon.is_number(after[0]) or after[0] in lexicon.quantifiers)
    return counted and not lexicon.studies.isdisjoint(after[:4])


def _is_of_a_number(after: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether it goes on "than 75 mg"."""
    of = after[1:2]
    return bool(of) and after[0] in lexicon.than and lexicon.is_number(of[0])


def _is_a_share(after: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a percentage says how many or how much: "41% of those", "fell by 20%"; not "5% vitamin C"."""
    if after[:1] == ["cent"]:
        after = after[1:]
    of_them = len(after) > 2 and after[1] in lexicon.pronouns and after[2] in lexicon.people  # "95% of them women"
    goes_on = not after or after[0] in lexicon.stop | lexicon.outcomes | lexicon.graded | lexicon.auxiliaries
    return goes_on and not of_them
