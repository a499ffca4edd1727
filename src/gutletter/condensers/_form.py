"""Whether a sentence can be printed by itself, or with the one behind it, and with which words left out.

A sentence that leans on its neighbours, points at a figure, asks, or breaks off is never printed, however much it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from gutletter.condensers._leaning import leans, means_the_unnamed, only_introduces, tells_of_nobody
from gutletter.condensers._outcome import IN_A_COLUMN, is_taken_back, leaves_open, only_tells_what_was_tried
from gutletter.condensers._signals import Candidate, content
from gutletter.formats.conventions import is_prompt
from gutletter.languages import Lexicon, words
from gutletter.model import Block, BlockKind, Sentence
from gutletter.omission import (
    Omission,
    OmissionKind,
    bare,
    bare_words,
    holds,
    is_guarded,
    omissible,
    omitted,
    opens_with,
    without,
)

SHORTEST, LONGEST = 6, 40  # words of a point
SHORTEST_FOLLOWING = 4  # words of a sentence that follows another
_COMFORTABLE = 30  # words; a longer sentence is shortened where it can be
_LONGEST_TOGETHER = 40  # words of two sentences
_LONGEST_LABEL = 4  # words
_OF_A_NOUN = 2  # words that may be the verb of "who are fed"
_ALWAYS = frozenset((OmissionKind.CONNECTIVE, OmissionKind.YEAR))  # what is left out wherever it can be

_AT_THE_END = frozenset((OmissionKind.TRAILING, OmissionKind.SECOND))

_NUMBERED_PLACE = re.compile(
    r"\b(?:figures?|figs?|tables?|box|boxes|equations?|eqs?|appendix|chapters?|abbildung|abb|tabelle|tab|figuras?|tablas?"
    r"|cuadros?|tableaux?|encadrés?)\.?\s*(?:\d|(?-i:[A-Z])\d*\b)",  # "Figure B"; no "tablet", no "figures"
    re.IGNORECASE,
)
_LEANS = "it leans on the sentence before it"
_VERBLESS = "a fragment without a verb"
_ENDINGS = (("s", ""), ("es", ""), ("d", ""), ("ies", "y"))
_OF_VERBS = ("ates", "izes", "ises", "ifies")
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
    def said(self) -> str:
        """The article's words, of which ``omissions`` counts."""
        return " ".join(one.sentence.text for one in self.candidates)

    @property
    def length(self) -> int:
        """In words."""
        return len(self.text.split())

    @property
    def is_cut_short(self) -> bool:
        """Whether words are gone at its end, on which a sentence behind it may lean."""
        return any(one.kind in _AT_THE_END for one in self.omissions)


def printable(
    candidate: Candidate,
    lexicon: Lexicon,
    *,
    freely: bool = False,
    following: bool = False,
    longest: int = LONGEST,
) -> Printable | None:
    """The sentence in the shape in which it reads best, or None if it cannot stand alone in any.

    Words go at its ends; inside it, where their going is harder to see, only ``freely``. One that is printed
    ``following`` the sentence before it stays whole and may lean on that. Whether what stands behind it takes back what
    it says (``is_taken_back``) is for those to ask who end with it.
    """
    text = candidate.sentence.text
    if _is_unprintable(candidate, lexicon):
        return None
    if not following and only_tells_what_was_tried(candidate, lexicon, plainly=True):
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

    Where they would be too long, what may go at the end of the second goes. At the end of the first nothing goes: the
    second may lean on it. The first may also be the label of its paragraph.
    """
    labels = is_label(first.sentence, first.block, lexicon)
    opening = without(first.sentence.text, next(_shapes(first.sentence.text, lexicon, freely=False)))
    stands = (
        labels
        or not stumble(opening, lexicon, longest=_LONGEST_TOGETHER)
        or _warns(first.sentence, first.block, then, lexicon)
    )
    if not stands or _is_unprintable(first, lexicon) or printable(then, lexicon, following=not labels) is None:
        return None
    if is_taken_back(then, lexicon, IN_A_COLUMN):
        return None
    said, ends = f"{first.sentence.text} {then.sentence.text}", len(first.sentence.text.split())
    best: Printable | None = None
    for omissions in _shapes(said, lexicon, freely=False):
        if any(one.start < ends <= one.end for one in omissions):
            continue
        both = Printable(first, without(said, omissions), omissions, then)
        longer = best is None or both.length > best.length
        if longer and both.length <= _LONGEST_TOGETHER and omitted(both.text, said, lexicon) is not None:
            best = both
    return best


def is_wanting(run: Sequence[Candidate], named: frozenset[str] | None, lexicon: Lexicon) -> bool:
    """Whether sentences leave open how came out what was tried; or, in a column, of whom or what they speak.

    ``named`` are the stems of what a column's reader knows it is about; None in another article.
    """
    if leaves_open(run, lexicon):
        return True
    return named is not None and (
        _has_lost_its_label(run[0], lexicon)
        or any(one.holds(lexicon.teller | lexicon.others) for one in run)
        or tells_of_nobody(" ".join(one.sentence.text for one in run), lexicon)
        or means_the_unnamed(run[0].sentence.text, named, lexicon)
        or only_introduces(run[0].sentence.text, lexicon)
    )


def is_label(sentence: Sentence, block: Block, lexicon: Lexicon) -> bool:
    """Whether it names what the rest of its paragraph is about: "Ashwagandha.", "Kids with hay fever:"."""
    tokens = sentence.text.split()
    plain = [bare(token) for token in tokens]
    return (
        sentence is block.sentences[0]
        and len(block.sentences) > 1
        and len(tokens) <= _LONGEST_LABEL
        and sentence.text.endswith((".", ":"))
        and "," not in sentence.text
        and plain[0] not in lexicon.stop
        and sum(word in lexicon.stop for word in plain) <= 1
        and not is_guarded(plain, lexicon)
        and not opens_with(plain, (*lexicon.pointing, *lexicon.connectives))
        and any(_verbless(tokens, lexicon))
    )


def _warns(label: Sentence, block: Block, then: Candidate, lexicon: Lexicon) -> bool:
    """Whether it names, without a verb, those whom the next warns: "Anyone with a weak immune system. Ask first."."""
    if label is not block.sentences[0] or stumble(label.text, lexicon, following=True) != _VERBLESS:
        return False
    plain = [bare(token) for token in label.text.split()]
    return (
        not lexicon.people.union(lexicon.cautions).isdisjoint(plain)
        and then.holds(lexicon.advice | lexicon.urging | lexicon.cautions | lexicon.hedges)
        and (plain[0] not in lexicon.stop or plain[0] in lexicon.indefinite | lexicon.quantifiers)
        and not opens_with(plain, lexicon.pointing)
        and lexicon.negations.union(lexicon.hedges, lexicon.teller).isdisjoint(plain)
    )


def _has_lost_its_label(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether it stands behind its paragraph's label, and has no word of it."""
    block, label = candidate.block, candidate.block.sentences[0]
    if candidate.sentence not in block.sentences[1:2]:
        return False
    labelled = is_label(label, block, lexicon) or _warns(label, block, candidate, lexicon)
    return labelled and frozenset(content(words(label.text), lexicon)).isdisjoint(candidate.stems)


def _is_unprintable(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether it cannot be printed in any shape, alone or with another."""
    text = candidate.sentence.text
    is_none = candidate.block.kind is BlockKind.QUOTE or len(text) > 2000
    return is_none or _announces(text, lexicon) or _completes_a_lead_in(candidate, lexicon)


def _completes_a_lead_in(candidate: Candidate, lexicon: Lexicon) -> bool:
    """Whether it is an item of a list that goes on with what stands above it: "See a doctor if:", "For those who:"."""
    block, above = candidate.block, candidate.section.blocks
    if block.kind is not BlockKind.LIST_ITEM or candidate.sentence is not block.sentences[0]:
        return False
    at = next(at for at, one in enumerate(above) if one is block)
    lead = next((one for one in above[at::-1] if one.kind is not BlockKind.LIST_ITEM), None)
    said = lead.sentences[-1].text if lead and lead.sentences else ""
    return said.endswith(":") and any(_limits(said.split(), lexicon))


def _limits(tokens: Sequence[str], lexicon: Lexicon) -> Iterator[bool]:
    """For each word whether it limits of whom or when something is true: "if", "those who"; not ", since I cook"."""
    for before, token in pairwise(("", *tokens)):
        word = bare(token)
        remarks = before.endswith(",") and word in lexicon.remarks
        yield not remarks and word in lexicon.conditions | lexicon.relatives


def _announces(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence stops where something else was to follow: "the biggest news is:", "we found that"."""
    return text.endswith(":") or (not re.search(r"\W$", text) and bare(text.rpartition(" ")[2]) in lexicon.stop)


def stumble(text: str, lexicon: Lexicon, *, following: bool = False, longest: int = LONGEST) -> str:
    """Why a sentence cannot be printed by itself, in plain words; empty when it can.

    One that is printed ``following`` the sentence before it may be short and lean on that.
    """
    length = _length(len(text.split()), SHORTEST_FOLLOWING if following else SHORTEST, longest)
    return next(length, "") or _reads_badly(text, lexicon, following)


@lru_cache(maxsize=1 << 12)
def _reads_badly(text: str, lexicon: Lexicon, following: bool) -> str:
    """Why a sentence of whatever length cannot be printed; a bottom line asks it of the same ones again and again."""
    tokens = text.split()
    rules = chain(
        _whole(text, tokens),
        () if following else _leaning(text, lexicon),
        () if following and _needs_no_verb(tokens, lexicon) else _verbless(tokens, lexicon),
        _pointing(text, bare_words(text), lexicon),
    )
    return next(rules, "")


def _length(words: int, shortest: int, longest: int) -> Iterator[str]:
    if words < shortest:
        yield "too short to say anything by itself"
    if words > longest:
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


def _leaning(text: str, lexicon: Lexicon) -> Iterator[str]:
    if leans(text, lexicon):
        yield _LEANS


def _verbless(tokens: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    plain = [bare(token) for token in tokens]
    tells_to = plain[0] in lexicon.advice
    if lexicon.verbs and not (tells_to or any(_verbs(tokens, plain, lexicon)) or _governs(tokens, plain, lexicon)):
        yield _VERBLESS


def _needs_no_verb(tokens: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether it gives a figure or denies something, which is understood behind another: "In the other: none."."""
    plain = [bare(token) for token in tokens]
    return any(word in lexicon.negations or lexicon.is_number(word) for word in plain)


def _verbs(tokens: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> Iterator[bool]:
    """For each word whether it is the verb of its sentence: not in "a change", nor in what is said of a noun."""
    # "each have" is none, nor is "(WHO) is" what "people who are fed" is
    naming = (lexicon.indefinite | lexicon.articles | lexicon.places) - lexicon.quantifiers
    aside = 0
    for at, word in enumerate(plain):
        before = plain[at - 1] if at else ""
        said_of_a_noun = at > 1 and before in lexicon.defining and not tokens[at - 1].strip("()").isupper()
        aside = _OF_A_NOUN if said_of_a_noun else max(0, aside - 1)
        is_verb = _is_verb(word, lexicon) or (before in lexicon.subjects and word not in lexicon.stop)
        yield is_verb and not aside and before not in naming
        aside = aside if word in lexicon.auxiliaries else 0


@lru_cache(maxsize=1 << 15)
def _is_verb(word: str, lexicon: Lexicon) -> bool:
    known = lexicon.verbs | lexicon.auxiliaries
    endings = [word[: -len(ending)] + base for ending, base in _ENDINGS if word.endswith(ending)]
    return (
        word in known
        or "'" in word
        or any(form in known for form in endings)
        or (word.endswith("ed") and len(word) > 4)
        or word.endswith(_OF_VERBS)
    )


def _governs(tokens: Sequence[str], plain: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a word that says something is followed by an article: "targets the wall"; not "three times a day"."""
    return any(
        word not in lexicon.stop | lexicon.numbers.keys()
        and not word.endswith("ing")
        and tokens[at][-1:].isalpha()
        and article in lexicon.stop & {"the", "a", "an", "your"}
        and noun not in lexicon.spans
        for at, (word, article, noun) in enumerate(zip(plain, plain[1:], (*plain[2:], ""), strict=False))
    )


def _pointing(text: str, plain: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    if _NUMBERED_PLACE.search(text) or holds(plain, lexicon.pointers):
        yield "it points at something that the letter does not show"


def _shapes(text: str, lexicon: Lexicon, freely: bool) -> Iterator[tuple[Omission, ...]]:
    """Sets of omissions to try, the gentlest first: an opening connective and a study's year always go."""
    choices = omissible(text, lexicon)
    always = tuple(one for one in choices if one.kind in _ALWAYS)
    yield always
    ends = [choice for choice in choices if choice.kind in _AT_THE_END]
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
