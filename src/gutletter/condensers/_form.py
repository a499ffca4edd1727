"""Whether a sentence can be printed by itself, or with the one behind it, and with which words left out.

A sentence that leans on its neighbours, points at a figure, asks, or breaks off is never printed, however much it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from gutletter.condensers._signals import Candidate
from gutletter.formats.conventions import is_prompt
from gutletter.languages import Lexicon
from gutletter.model import BlockKind
from gutletter.omission import Omission, OmissionKind, bare, holds, omissible, omitted, opens_with, without

SHORTEST, LONGEST = 6, 40  # words of a point
SHORTEST_FOLLOWING = 4  # words of a sentence that follows another
_COMFORTABLE = 30  # words; a longer sentence is shortened where it can be
_LONGEST_TOGETHER = 37  # words of two sentences
_ALWAYS = frozenset((OmissionKind.CONNECTIVE, OmissionKind.YEAR))  # what is left out wherever it can be

_NUMBERED_PLACE = re.compile(
    r"\b(?:figures?|figs?|tables?|box|boxes|equations?|eqs?|appendix|chapters?|abbildung|abb|tabelle|tab|figuras?|tablas?"
    r"|cuadros?|tableaux?|encadrés?)\.?\s*(?:\d|[A-Z]\b)",
    re.IGNORECASE,
)
_LEANS = "it leans on the sentence before it"
_OPENING = 6  # words in which a sentence says what it is about
_ENDINGS = (("s", ""), ("es", ""), ("d", ""), ("ies", "y"))
_ENDS_WELL = re.compile(r"[.!…][\"'”’»)\]]*$")
_RESIDUE = re.compile(
    r"\(\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\)|https?://|www\.|\[\^|\]\(|[*`|{}<>\\]{2}|\{\{|</?[a-z]|\S@\S|[#_~]{2}|�"
)


@dataclass(frozen=True, slots=True)
class Printable:
    """A sentence as it would be printed, or two in a row."""

    candidate: Candidate
    text: str
    omissions: tuple[Omission, ...] = ()
    then: Candidate | None = None

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The sentences printed, in reading order."""
        return (self.candidate, self.then) if self.then else (self.candidate,)

    @property
    def length(self) -> int:
        """In words."""
        return len(self.text.split())


def printable(
    candidate: Candidate,
    lexicon: Lexicon,
    *,
    freely: bool = False,
    leading: bool = False,
    following: bool = False,
    longest: int = LONGEST,
) -> Printable | None:
    """The sentence in the shape in which it reads best, or None if it cannot stand alone in any.

    Words go at its ends; inside it, where their going is harder to see, only ``freely``. One that is printed
    ``following`` the sentence before it stays whole and may lean on that; ``leading`` another it may leave it to that
    to say how a trial came out.
    """
    text = candidate.sentence.text
    if candidate.block.kind is BlockKind.QUOTE or len(text) > 2000 or _announces(text, lexicon):
        return None
    if not leading and _only_tells_what_was_tried(candidate, lexicon):
        return None
    if following:
        shape = Printable(candidate, without(text, ()))
        return None if stumble(shape.text, lexicon, following=True, longest=longest) else shape
    best: Printable | None = None
    for omissions in _shapes(text, lexicon, freely):
        shape = Printable(candidate, without(text, omissions), omissions)
        if stumble(shape.text, lexicon, longest=longest) or (omissions and omitted(shape.text, text, lexicon) is None):
            continue
        if shape.length <= _COMFORTABLE:
            return shape
        best = best or shape
    return best


def together(first: Candidate, then: Candidate, lexicon: Lexicon) -> Printable | None:
    """A sentence that can stand alone and the one behind it as one point; None if that is too long or reads badly.

    No clause may be gone from the first: the second may lean on it.
    """
    shape = printable(first, lexicon, leading=True)
    if shape is None or any(omission.kind not in _ALWAYS for omission in shape.omissions):
        return None
    if printable(then, lexicon, following=True) is None:
        return None
    said = f"{first.sentence.text} {then.sentence.text}"
    both = Printable(first, without(said, shape.omissions), shape.omissions, then)
    provable = both.length <= _LONGEST_TOGETHER and omitted(both.text, said, lexicon) is not None
    return both if provable else None


def _announces(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence stops where something else was to follow: "the biggest news is:", "we found that"."""
    return text.endswith(":") or (not re.search(r"\W$", text) and bare(text.rpartition(" ")[2]) in lexicon.stop)


def _only_tells_what_was_tried(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether a sentence tells what was done to find out, and with how many, and not what came out."""
    text = candidate.sentence.text
    return (
        candidate.holds(lexicon.trying)
        and candidate.holds(lexicon.studies | lexicon.people)
        and not candidate.holds(lexicon.outcomes | lexicon.teller | lexicon.addressed)
        and (bool(re.search(r"\d", text)) or candidate.holds(frozenset(lexicon.numbers)))
        and not re.search(r"%|\bper ?cent\b", text)
    )


def stumble(text: str, lexicon: Lexicon, *, following: bool = False, longest: int = LONGEST) -> str:
    """Why a sentence cannot be printed by itself, in plain words; empty when it can.

    One that is printed ``following`` the sentence before it may be short and lean on that.
    """
    tokens = text.split()
    plain = [word for token in tokens if (word := bare(token))]
    rules = chain(
        _length(tokens, SHORTEST_FOLLOWING if following else SHORTEST, longest),
        _whole(text, tokens),
        () if following else _leaning(tokens, plain, lexicon),
        _verbless(plain, lexicon),
        _pointing(text, plain, lexicon),
    )
    return next(rules, "")


def _length(tokens: Sequence[str], shortest: int, longest: int) -> Iterator[str]:
    if len(tokens) < shortest:
        yield "too short to say anything by itself"
    if len(tokens) > longest:
        yield "too long"


def _whole(text: str, tokens: Sequence[str]) -> Iterator[str]:
    if "?" in text:
        yield "a question"
    if not _ENDS_WELL.search(text):
        yield "it breaks off"
    first = text.lstrip("\"'“‘„«¿¡(")
    if not first[:1].isalnum() or first[:1].islower():
        yield "it does not begin like a sentence"
    if re.match(r"\d{1,3}[.)]\s", text):
        yield "the number of a list stands before it"
    if text.startswith("("):
        yield "a remark in brackets"
    if any(text.count(opening) != text.count(closing) for opening, closing in ("()", "[]", "«»")):
        yield "a bracket stays open"
    if text.count('"') % 2 or (text.count("“") != text.count("”") and "„" not in text):
        yield "a quotation stays open"
    if _RESIDUE.search(text):
        yield "it holds an address or markup"
    if sum(any(sign.isalpha() for sign in token) for token in tokens) < 0.6 * len(tokens):
        yield "mostly numbers or signs"
    if text.upper() == text:
        yield "it is shouted"
    if is_prompt(text):
        yield "it speaks to a machine"


def _leaning(tokens: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """Words that mean something said before."""
    existing = opens_with(plain, lexicon.existing)
    tokens, plain = tokens[existing:], plain[existing:]
    if not plain:
        return
    if opens_with(plain, lexicon.pointing) or any(
        _means_something_before(at, plain, lexicon) for at in range(len(plain))
    ):
        yield _LEANS
    if _counts_something_before(plain, lexicon) or _has_one_for_a_noun(tokens, plain, lexicon):
        yield _LEANS
    pronoun = next((at for at, word in enumerate(plain) if word in lexicon.pronouns), len(plain))
    comma = next((at for at, token in enumerate(tokens) if token.endswith(",")), len(tokens))
    telling = sum(word not in lexicon.stop and word not in lexicon.conditions for word in plain[:pronoun])
    if telling < 2 or (telling < 3 and pronoun < min(comma + 1, len(plain))):  # "people who eat it": eat what?
        yield _LEANS
    # "In adults, it helps", "From 18 g, that makes 30"; not "To pull a bone, that is, to move it".
    subject = tokens[comma + 1 : comma + 3] if plain[0] in lexicon.places else []
    if subject and bare(subject[0]) in lexicon.pronouns | lexicon.referring and not subject[-1].endswith(","):
        yield _LEANS


def _means_something_before(at: int, plain: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether the word is a "this" without its noun, or "the" of something presumed known ("the placebo group")."""
    word, after = plain[at], plain[at + 1 : at + 3]
    if word in lexicon.demonstratives and after[:1] != ["as"]:
        return at < _OPENING or not after or after[0] not in lexicon.stop
    if word in lexicon.articles and at < _OPENING and after:
        if after[0] == "same" and "as" in plain[at + 2 : at + 5]:
            return False
        # "The 2022 trial", "the smaller study"; "the largest had", "the best I know".
        unnamed = after[-1] in lexicon.presumed | lexicon.auxiliaries | lexicon.teller
        picked = after[0].isdecimal() or after[0] in lexicon.presuming
        return after[0] in lexicon.presumed or (unnamed and picked)
    return False


def _counts_something_before(plain: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether it opens with so many of what was named before: "Half took", "Four of the seven"."""
    first, second, third, fourth = (*plain, "", "", "")[:4]
    if first in lexicon.counting and second in lexicon.auxiliaries | lexicon.trying:
        return True
    so_many = first in lexicon.counting or first.isdecimal()
    of_so_many = third in lexicon.articles and (fourth.isdecimal() or fourth in lexicon.numbers)
    return so_many and second in lexicon.stop and of_so_many


def _has_one_for_a_noun(tokens: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether "one" stands near its beginning for what was named before: "In the larger one", "In one, 44 adults"."""
    for at, (before, word) in enumerate(pairwise(plain[:_OPENING]), 1):
        interrupted = tokens[at].endswith(",")
        its_noun = not interrupted and at + 1 < len(plain) and plain[at + 1] not in lexicon.stop | lexicon.auxiliaries
        picked = before in lexicon.presuming | lexicon.articles or (before in lexicon.places and interrupted)
        if word in lexicon.substitutes and picked and not its_noun:
            return True
    return False


def _verbless(plain: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    if lexicon.verbs and not any(_is_verb(word, lexicon) for word in plain) and not _governs(plain, lexicon):
        yield "a fragment without a verb"


def _is_verb(word: str, lexicon: Lexicon) -> bool:
    known = lexicon.verbs | lexicon.auxiliaries
    endings = [word[: -len(ending)] + base for ending, base in _ENDINGS if word.endswith(ending)]
    return (
        word in known
        or "'" in word
        or any(form in known for form in endings)
        or (word.endswith("ed") and len(word) > 4)
    )


def _governs(plain: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a word that says something is followed by an article: "targets the wall", "rinse the jar"."""
    return any(
        before not in lexicon.stop and not before.endswith("ing") and after in lexicon.stop & {"the", "a", "an", "your"}
        for before, after in pairwise(plain)
    )


def _pointing(text: str, plain: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    if _NUMBERED_PLACE.search(text) or holds(plain, lexicon.pointers):
        yield "it points at something that the letter does not show"


def _shapes(text: str, lexicon: Lexicon, freely: bool) -> Iterator[tuple[Omission, ...]]:
    """Sets of omissions to try, the gentlest first: an opening connective and a study's year always go."""
    choices = omissible(text, lexicon)
    always = tuple(one for one in choices if one.kind in _ALWAYS)
    yield always
    ends = [choice for choice in choices if choice.kind in (OmissionKind.TRAILING, OmissionKind.SECOND)]
    for choice in ends:
        yield (*_apart(always, choice), choice)
    if not freely:
        return
    inner = [choice for choice in choices if choice.kind in (OmissionKind.PARENTHESIS, OmissionKind.ASIDE)]
    for choice in inner:
        yield (*_apart(always, choice), choice)
    if parentheses := tuple(choice for choice in inner if choice.kind is OmissionKind.PARENTHESIS):
        yield (*always, *parentheses)
        for choice in ends:
            yield (*_apart(always, choice), *_apart(parentheses, choice), choice)


def _apart(omissions: Sequence[Omission], choice: Omission) -> Iterator[Omission]:
    return (one for one in omissions if one.end <= choice.start or choice.end <= one.start)
