"""Whether a sentence means something that was said before it: then it cannot be printed by itself.

It says "it" of what was named a sentence ago, compares with a trial that stands in another paragraph, tells what "the
placebo group" did, or by how many points something fell without a word of who was studied. The rules read words with
the punctuation at their edges (``tokens``) and without it, in lower case (``plain``), place by place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise, takewhile

from gutletter.languages import Lexicon, stem
from gutletter.omission import bare, holds, opens_with

Words = Sequence[str]

_OPENING = 6  # words in which a sentence says what it is about
_NAME = 3  # words that a name may have after its article
_RESULT = re.compile(
    r"\d\s?%|\b(?:per ?cent|prozent|por ciento|pour cent|out of (?:10|ten))\b"
    r"|\d (?:\w+ )?(?:points?|punkte?n?|puntos?)\b",
    re.IGNORECASE,
)
_ENDS_A_NAME = re.compile(r"[,;:.!?…)—–]\W*$")


def leans(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence leans on one before it."""
    tokens, plain = _read(text)
    existing = opens_with(plain, (*lexicon.presenting, *lexicon.existing))
    tokens, plain = tokens[existing:], plain[existing:]
    return bool(plain) and any(rule(tokens, plain, lexicon) for rule in _RULES)


def tells_of_nobody(text: str, lexicon: Lexicon) -> bool:
    """Whether a text, of one sentence or two, tells a result and not of whom, or of a group that it has not named."""
    tokens, plain = _read(text)
    return any(rule(tokens, plain, lexicon) for rule in (_is_a_result_of_nobody, _names_a_group, _opens_with_a_time))


def only_introduces(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence opens by saying that there is something: "There's a trial that the labels quote"."""
    _, plain = _read(text)
    opening = opens_with(plain, lexicon.presenting)
    some = lexicon.indefinite | lexicon.counting | lexicon.numbers.keys()
    return opening > 0 and not some.isdisjoint(plain[opening : opening + 2])


def means_the_unnamed(text: str, named: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether a sentence opens with "the" of something that is neither in ``named`` (stems) nor told behind it."""
    tokens, plain = _read(text)
    return any(
        _is_definite(word, lexicon) and _is_unnamed(tokens[at + 1 :], plain[at + 1 :], named, lexicon)
        for at, word in enumerate(plain[: _OPENING - 1])
    )


def _is_unnamed(tokens: Words, plain: Words, named: frozenset[str], lexicon: Lexicon) -> bool:
    name = list(takewhile(lambda word: word not in lexicon.stop, plain[: _NAME + 1]))
    ends = next((at for at in range(len(name)) if _ENDS_A_NAME.search(tokens[at])), None)
    name = name if ends is None else name[: ends + 1]
    after = plain[len(name) : len(name) + 1] if ends is None else []
    told = bool(after) and (_is_told(after[0], lexicon) or after[0] in lexicon.addressed | lexicon.teller)
    known = any(
        stem(word, lexicon.language) in named or word in lexicon.familiar or token[:1].isupper()
        for token, word in zip(tokens, name, strict=False)
    )
    return bool(name) and not told and not known


@lru_cache(maxsize=1 << 10)
def _read(text: str) -> tuple[list[str], list[str]]:
    """The words of a text as they stand, and bare; every rule reads the same, and none changes them."""
    found = [(token, plain) for token in text.split() if (plain := bare(token))]
    return [token for token, _ in found], [plain for _, plain in found]


def _points_back(_tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    return opens_with(plain, lexicon.pointing) > 0


def _means_something_named(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it has a "this" without its noun, or "the" of something presumed known ("the placebo group")."""
    return any(
        _is_presumed(at, plain, lexicon) and not _takes_up(at, tokens, plain, lexicon) for at in range(len(plain))
    )


def _takes_up(at: int, tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether a late "this" opens a clause about the one before it: "…, and this", "…: all of these"."""
    if at < _OPENING:
        return False
    counts = plain[at - 1] in lexicon.places and plain[at - 2] in lexicon.quantifiers | lexicon.negations
    opens = at - 2 if counts else at
    joined = plain[opens - 1] in lexicon.joiners | lexicon.conditions
    return tokens[opens - 1].endswith((";", ":") if counts else ";") or (
        joined and tokens[opens - 2].endswith((",", ";"))
    )


def _is_presumed(at: int, plain: Words, lexicon: Lexicon) -> bool:
    word, after = plain[at], plain[at + 1 : at + 3]
    if word in lexicon.demonstratives and lexicon.likening.isdisjoint(after[:1]):
        of_them = at > 1 and plain[at - 1] in lexicon.places and plain[at - 2] not in lexicon.conditions
        return at < _OPENING or not after or after[0] not in lexicon.stop or of_them
    if word in lexicon.that and 0 < at < _OPENING and after:  # "in that trial", "a dose of that size"
        return plain[at - 1] in lexicon.places and after[0] not in lexicon.stop
    if word in lexicon.articles and at < _OPENING and after:
        alike = after[0] in lexicon.level and not lexicon.likening.isdisjoint(plain[at + 2 : at + 5])
        if alike or _is_told_which(plain[at + 1 : at + 4], lexicon):
            return False
        # "The 2022 trial", "the smaller study"; "the largest had", "the best I know".
        unnamed = after[-1] in lexicon.presumed | lexicon.auxiliaries | lexicon.teller
        picked = after[0].isdecimal() or after[0] in lexicon.presuming
        return after[0] in lexicon.presumed or (unnamed and picked)
    return False


def _is_told_which(named: Words, lexicon: Lexicon) -> bool:
    """Whether what "the" names is told: "the trials that exist", "the first crack"; not "the two in it"."""
    noun, begins, goes_on = (*named, "", "", "")[:3]
    if noun in lexicon.earliest and begins:
        unnamed = lexicon.presumed | lexicon.presuming | lexicon.arms | lexicon.stop | lexicon.substitutes
        return begins not in unnamed | lexicon.spans and not lexicon.is_number(begins)
    counts = noun in lexicon.level or noun in lexicon.counting or noun in lexicon.numbers
    return not counts and (
        begins in lexicon.defining or (begins in lexicon.places and goes_on not in lexicon.pronouns | lexicon.referring)
    )


def _counts_something_named(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it counts of what was named before: "Half took", "Four of the seven", "A review of 36 of them"."""
    first, second, third, fourth = (*plain, "", "", "")[:4]
    if first in lexicon.counting and second in lexicon.auxiliaries | lexicon.trying:
        return True
    so_many = first in lexicon.counting or first.isdecimal()
    of_so_many = third in lexicon.articles and lexicon.is_number(fourth)
    if so_many and second in lexicon.stop and of_so_many:
        return True
    for at, (word, of, them) in enumerate(zip(plain, plain[1:], plain[2:], strict=False)):
        if them not in lexicon.pronouns or of not in lexicon.places:
            continue
        counted = lexicon.is_number(word)
        beside_it = at and tokens[at - 1].endswith(",")  # "endurance studies, 46 of them"
        if counted and not beside_it:
            of_studies = at > 1 and plain[at - 1] in lexicon.places and plain[at - 2] in lexicon.studies
            return of_studies or not _tells_of_people(plain[:at], lexicon)
    return False


def _stands_for_something(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether a word stands for others that are not there: "Some do, and", "In its latest", "of the two"."""
    opening = plain[: _OPENING - 1]
    does = any(word in lexicon.stand_ins and token.endswith(",") for token, word in zip(tokens, opening, strict=False))
    first, second = (*plain, "")[:2]
    its = first in lexicon.places and second in lexicon.possessives
    before, last = ("", *plain)[-2:]
    return does or its or (before in lexicon.articles and last in lexicon.numbers)


def _has_one_for_a_noun(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether "one" stands near its beginning for what was named before: "A larger one", "In one, 44 adults"."""
    for at, word in enumerate(plain[:_OPENING]):
        if not at or word not in lexicon.substitutes:
            continue
        before, interrupted = plain[at - 1], tokens[at].endswith(",")
        after = plain[at + 1] if at + 1 < len(plain) else ""
        its_noun = after and not interrupted and after not in lexicon.stop | lexicon.auxiliaries
        picked = before in lexicon.presuming | lexicon.comparing | lexicon.articles
        of_some = before in lexicon.places and (interrupted or after in lexicon.defining)
        if (picked or of_some or _sets_apart(plain[:at], lexicon)) and not its_noun:
            return True
    return False


def _sets_apart(before: Words, lexicon: Lexicon) -> bool:
    """Whether an article and what sets one apart from others is all that stands here: "In a British"."""
    article, apart, *more = [word for word in before if word not in lexicon.places] + ["", ""]
    return article in lexicon.indefinite and bool(apart) and apart not in lexicon.stop and not any(more)


def _has_a_pronoun_without_its_noun(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    pronoun = next(
        (at for at, word in enumerate(plain) if word in lexicon.pronouns and not _is_impersonal(at, plain, lexicon)),
        len(plain),
    )
    comma = next((at for at, token in enumerate(tokens) if token.endswith(",")), len(tokens))
    telling = sum(word not in lexicon.stop and word not in lexicon.conditions for word in plain[:pronoun])
    if telling < 2 or (telling < 3 and pronoun < min(comma + 1, len(plain))):  # "people who eat it": eat what?
        return True
    if (
        pronoun < len(plain)
        and plain[pronoun] in lexicon.things
        and not any(_may_be_a_thing(word, lexicon) for word in plain[:pronoun])
    ):
        return True
    # "In adults, it helps", "From 18 g, that makes 30"; not "To pull a bone, that is, to move it".
    subject = tokens[comma + 1 : comma + 3] if plain[0] in lexicon.places else []
    means = bool(subject) and bare(subject[0]) in lexicon.pronouns | lexicon.referring
    return means and not subject[-1].endswith(",") and not _is_impersonal(comma + 1, plain, lexicon)


def _is_impersonal(at: int, plain: Words, lexicon: Lexicon) -> bool:
    """Whether the pronoun there means nobody and nothing: "il faut", "il ne faut"."""
    return not lexicon.impersonal.isdisjoint(plain[at + 1 : at + 3])


@lru_cache(maxsize=1 << 15)
def _may_be_a_thing(word: str, lexicon: Lexicon) -> bool:
    """Whether "it" could mean this: no people, no study, no number, and nothing that happens."""
    known = (
        lexicon.stop,
        lexicon.studies,
        lexicon.people,
        lexicon.cohorts,
        lexicon.verbs,
        lexicon.trying,
        lexicon.findings,
        lexicon.conditions,
        lexicon.quantifiers,
        lexicon.hedges,
        lexicon.negations,
        lexicon.numbers,
    )
    happens = word.endswith(("ed", "ing", "ly"))
    return len(word) > 2 and not happens and not word[:1].isdecimal() and not any(word in group for group in known)


def _compares_with_something_named(_tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it opens with a study set beside another that is not there: "A larger trial", "Another survey"."""
    return lexicon.than.isdisjoint(plain) and any(
        word in lexicon.comparing and _tells_of_people(plain[at + 1 : at + 1 + _NAME], lexicon)
        for at, word in enumerate(plain[: _OPENING - 1])
    )


def _answers_something(_tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it agrees with what was said, or adds to it: "found much the same", "those drops"."""
    unsaid = any(
        word in lexicon.those and not any(_is_told(after, lexicon) for after in plain[at + 1 : at + 3])
        for at, word in enumerate(plain[:_OPENING])
    )
    agrees = any(
        word in lexicon.agreeing and before not in lexicon.stop and after not in lexicon.that
        for before, word, after in zip(plain, plain[1:], (*plain[2:], ""), strict=False)
    )
    return unsaid or agrees or holds(plain, lexicon.answering)


def _is_told(after: str, lexicon: Lexicon) -> bool:
    """Whether the word behind "those", or behind "the half", begins to tell which: "who", "with", "given"."""
    return after in lexicon.defining | lexicon.places | lexicon.trying or after.endswith(lexicon.participles)


def _names_a_group(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it tells what "the sauna group" or "the others" did before it has said who took part."""
    for at, word in enumerate(plain):
        if _is_definite(word, lexicon) and not _tells_of_people(plain[:at], lexicon):
            named = _name_behind(at, tokens, plain, lexicon)
            after = plain[named + 1] if named + 1 < len(plain) and not _ENDS_A_NAME.search(tokens[named]) else ""
            if plain[named] in lexicon.arms and after not in lexicon.defining | lexicon.places:
                return True
    return False


def _is_definite(word: str, lexicon: Lexicon) -> bool:
    """Whether it is "the"; not "either", "each"."""
    return word in lexicon.articles and word not in lexicon.quantifiers


def _name_behind(article: int, tokens: Words, plain: Words, lexicon: Lexicon) -> int:
    """Where the name behind an article ends: at the noun of a group, or at what cannot go on."""
    last = min(article + _NAME, len(plain) - 1)
    for at in range(article + 1, last):
        ended = _ENDS_A_NAME.search(tokens[at]) or (plain[at] in lexicon.stop and plain[at] not in lexicon.presuming)
        if ended or plain[at] in lexicon.arms:
            return at
    return last


def _is_a_result_of_nobody(tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it gives a result in figures, and not a word of a study or of people."""
    found = bool(lexicon.cohorts) and any(map(lexicon.is_past, plain))
    if not found or not _RESULT.search(" ".join(tokens)):
        return False
    of_those = any(before in lexicon.places and word in lexicon.those for before, word in pairwise(plain))
    of_somebody = of_those or _tells_of_people(plain, lexicon)
    return not of_somebody and (lexicon.addressed | lexicon.teller).isdisjoint(plain)


def _opens_with_a_time(_tokens: Words, plain: Words, lexicon: Lexicon) -> bool:
    """Whether it opens "After eight weeks", and no study is named of which these would be weeks."""
    opening = plain[: _OPENING - 1]
    timed = bool(opening) and opening[0] in lexicon.places and not lexicon.spans.isdisjoint(opening)
    return timed and lexicon.studies.isdisjoint(plain)


def _tells_of_people(plain: Words, lexicon: Lexicon) -> bool:
    """Whether these words name a study, or people who may have taken part in one."""
    return any(word in lexicon.studies or word in lexicon.people or word in lexicon.cohorts for word in plain)


_RULES: tuple[Callable[[Words, Words, Lexicon], bool], ...] = (
    _points_back,
    _means_something_named,
    _counts_something_named,
    _has_one_for_a_noun,
    _has_a_pronoun_without_its_noun,
    _compares_with_something_named,
    _answers_something,
    _stands_for_something,
)
