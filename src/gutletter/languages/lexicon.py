"""What is known of one language, and how its words are told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import snowballstemmer

_SNOWBALL = {"en": "english", "de": "german", "es": "spanish", "fr": "french"}
_ELIDED = r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)(?='[^\W\d_]{2})"  # l'eau, qu'un: French
_WORD = re.compile(rf"{_ELIDED}|[^\W_]+(?:['·][^\W_]+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The closed word classes of one language, in lower case; phrases are words joined by single spaces."""

    language: str = ""
    stop: frozenset[str] = frozenset()  # too common to say what a text is about
    negations: frozenset[str] = frozenset()
    hedges: frozenset[str] = frozenset()  # may, suggests, probably: how sure the author is
    quantifiers: frozenset[str] = frozenset()  # some, most, few, only: of how many it is true
    conditions: frozenset[str] = frozenset()  # if, unless, but, although: when it is true, and what limits it
    remarks: frozenset[str] = frozenset()  # since, which: behind a comma they add something, and limit nothing
    absolutes: frozenset[str] = frozenset()  # always, proves, cures: as strong as a claim can be
    connectives: tuple[str, ...] = ()  # may open a sentence and be left out: "however", "in addition"
    joiners: frozenset[str] = frozenset()  # the same, without a comma after them: "and", "but"
    pointing: tuple[str, ...] = ()  # a sentence that opens with one leans on the sentence before it
    presenting: tuple[str, ...] = ()  # … unless it opens by saying that there is something: "there is"
    existing: tuple[str, ...] = ()  # … or means nothing said before in other ways: "a third of"
    pronouns: frozenset[str] = frozenset()  # it, they: at the beginning of a sentence they mean something said before
    impersonal: frozenset[str] = frozenset()  # faut, vaut: a pronoun before one means nothing
    demonstratives: frozenset[str] = frozenset()  # this, these, such: wherever they stand, they do
    articles: frozenset[str] = frozenset()
    presumed: frozenset[str] = frozenset()  # "the placebo group", "the reviewers": known from a sentence before
    presuming: frozenset[str] = frozenset()  # what may stand between the article and such a word: "other", "diet"
    earliest: frozenset[str] = frozenset()  # first: "the first crack" is any that comes before others
    counting: frozenset[str] = frozenset()  # half, some, four: before a verb, so many of what was named before
    indefinite: frozenset[str] = frozenset()  # a, an
    relatives: frozenset[str] = frozenset()  # who, which: what follows is said of a noun
    defining: frozenset[str] = frozenset()  # … or of "those", and says which
    comparing: frozenset[str] = frozenset()  # larger, later, another: than what, if no "than" follows?
    than: frozenset[str] = frozenset()  # behind it stands with what is compared
    agreeing: frozenset[str] = frozenset()  # agreed: of a study, with what was said before
    answering: tuple[str, ...] = ()  # "much the same", "did find": they answer what was said before
    past: frozenset[str] = frozenset()  # fell, had, were: what tells a result,
    past_endings: tuple[str, ...] = ()  # … beside those that end like this: "ed"
    participles: tuple[str, ...] = ()  # ing, ed: what ends like this, behind "those", says which
    likening: frozenset[str] = frozenset()  # as: "such as", "the same dose as"
    that: frozenset[str] = frozenset()  # "in that trial": behind a place it means something said before
    possessives: frozenset[str] = frozenset()  # its, their: behind an opening place they mean something said before
    stand_ins: frozenset[str] = frozenset()  # do, did: before a comma they stand for what was said before
    those: frozenset[str] = frozenset()  # means something said before, unless who or which follows
    things: frozenset[str] = frozenset()  # it: a pronoun that means neither people nor what happens
    arms: frozenset[str] = frozenset()  # group, half, dummy: "the dummy" of a trial that has been told
    cohorts: frozenset[str] = frozenset()  # smokers, nurses: beside ``people``, who takes part in a study
    familiar: frozenset[str] = frozenset()  # sun, skin, best: "the" of what everybody knows
    spans: frozenset[str] = frozenset()  # weeks, years, end: "after eight weeks" of what?
    substitutes: frozenset[str] = frozenset()  # one, ones: "the larger one" of what was named before
    places: frozenset[str] = frozenset()  # in, at, on, for: they open a phrase that names nothing by itself
    subjects: frozenset[str] = frozenset()  # I, we, they: the word behind one is a verb
    verbs: frozenset[str] = frozenset()  # common verbs; where none stands, a sentence is a fragment. Empty: not judged
    pointers: tuple[str, ...] = ()  # "as shown above", "see figure": they lead nowhere in a letter
    side_notes: tuple[str, ...] = ()  # what a clause between commas opens with if it may be left out
    alternatives: frozenset[str] = frozenset()  # or: at the end of a sentence it brings one more case
    auxiliaries: frozenset[str] = frozenset()  # is, can, has: what follows a subject that an aside has interrupted
    advice: frozenset[str] = frozenset()  # ask, avoid, choose: what opens a sentence that tells readers what to do
    findings: frozenset[str] = frozenset()  # trial, found, risk, reduced: what a sentence that reports evidence holds
    trying: frozenset[str] = frozenset()  # gave, pooled, followed: what was done to find out
    studies: frozenset[str] = frozenset()  # trial, review, group: who did it, or where
    outcomes: frozenset[str] = frozenset()  # fell, found, difference: a sentence that holds one says how it came out
    graded: frozenset[str] = frozenset()  # better, fewer: so does one that holds one of these behind a degree
    degrees: frozenset[str] = frozenset()  # much, slightly, felt
    margins: frozenset[str] = frozenset()  # by, against: a number behind one is an outcome
    shares: frozenset[str] = frozenset()  # in: "one in ten", a number behind a number
    ratios: tuple[str, ...] = ()  # "times the rate", "times as likely"
    retracting: tuple[str, ...] = ()  # "no placebo group", "by chance": what was found before proves little
    afterthoughts: frozenset[str] = frozenset()  # though: ending a sentence it turns against the one before
    turning: tuple[str, ...] = ()  # "the catch is", "unfortunately": what was said before is not the whole of it
    verdicts: frozenset[str] = frozenset()  # no, little, better, same: how a comparison came out
    cautions: frozenset[str] = frozenset()  # avoid, pregnant, dose: what a warning holds
    urging: frozenset[str] = frozenset()  # should, need, key: what a recommendation holds
    being: frozenset[str] = frozenset()  # is, are: what a sentence holds that says what something is
    people: frozenset[str] = frozenset()  # adults, children, patients: of whom it is true
    teller: frozenset[str] = frozenset()  # I, my: the writer in person
    addressed: frozenset[str] = frozenset()  # you, your: the reader
    others: frozenset[str] = frozenset()  # he, her: the people of an anecdote
    referring: frozenset[str] = frozenset()  # it, they, this: words that mean something said before
    opening: frozenset[str] = frozenset()  # words of the headings under which an article begins
    closing: frozenset[str] = frozenset()  # … and ends
    opposites: tuple[tuple[str, str], ...] = ()
    synonyms: tuple[frozenset[str], ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)  # numbers written as words
    adding: frozenset[str] = frozenset()  # and: "a hundred and forty"
    roughly: frozenset[str] = frozenset()  # about, nearly: before a number, it is not exact
    nearly: frozenset[str] = frozenset()  # nearly, almost: before "all"
    at_least: tuple[str, ...] = ()  # before a number, it is so much or more
    at_most: tuple[str, ...] = ()  # … or less
    lasting: frozenset[str] = frozenset()  # over: before a span of time it is no bound
    or_more: tuple[str, ...] = ()  # the same behind it
    or_less: tuple[str, ...] = ()
    periods: tuple[frozenset[str], ...] = ()  # words of one span of time: week, weekly, fortnight
    animals: frozenset[str] = frozenset()  # what was found in them is not told of people
    groups: tuple[frozenset[str], ...] = ()  # words of those of whom something is told: men, children, mice
    as_absolute: tuple[frozenset[str], ...] = ()  # absolute words, each with what comes to the same
    universal: frozenset[str] = frozenset()  # all, each: without one of them less is said
    provisional: frozenset[str] = frozenset()  # early, promising: hedges where they speak of evidence
    mostly: frozenset[str] = frozenset()  # most: of more than half, unless one of ``before_most`` stands before it
    before_most: frozenset[str] = frozenset()
    limiting: frozenset[str] = frozenset()  # unless: what it limits is not told without it
    limited: frozenset[str] = frozenset()  # if, except: other ways to say so
    only: frozenset[str] = frozenset()  # before a number it makes less of it
    able: frozenset[str] = frozenset()  # can, could: hedges that often say what somebody is able to do
    linking: frozenset[str] = frozenset()  # linked, cohort: what a sentence holds that tells of things side by side
    causing: frozenset[str] = frozenset()  # lowers, prevents: … of cause and effect
    settled: frozenset[str] = frozenset()  # known, shown, difference: denied, the whole sentence is
    chance: frozenset[str] = frozenset()  # luck: what may have brought about a difference
    drawing: frozenset[str] = frozenset()  # by: "by chance" is how groups are drawn
    as_much: tuple[str, ...] = ()  # "just as", "about the same": there is no difference
    level: frozenset[str] = frozenset()  # same, little: another way to say that there was no difference
    half_negations: frozenset[str] = frozenset()  # "ne" denies only with another behind it
    naming_negations: frozenset[str] = frozenset()  # never, nobody, without: negations that may stand elsewhere
    repeating: frozenset[str] = frozenset()  # nor: what was denied is denied of more
    instead: tuple[str, ...] = ()  # "rather than": another way to say "not"
    ending: frozenset[str] = frozenset()  # for, in, because: what is denied does not go beyond them

    def is_past(self, word: str) -> bool:
        """Whether a word may tell what happened: "fell", "halved"; never in a language whose past is not known."""
        return word in self.past or (len(word) > 4 and word.endswith(self.past_endings))

    def is_number(self, word: str) -> bool:
        """Whether a word begins with a digit, or is a number written out: "12", "5%", "seven"."""
        return word[:1].isdecimal() or word in self.numbers


def words(text: str) -> list[str]:
    """The words of a text in reading order, in lower case, with straight apostrophes and without punctuation."""
    return _WORD.findall(text.lower().replace("’", "'"))


@lru_cache(maxsize=1 << 17)
def stem(word: str, language: str) -> str:
    """The stem of a lower-case word; the word itself in a language that has no stemmer here."""
    if len(word) < 4 or language not in _SNOWBALL:
        return word
    return str(_stemmer(language).stemWord(word))


@lru_cache(maxsize=8)
def _stemmer(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer(_SNOWBALL[language])


def word_class(text: str) -> frozenset[str]:
    """A word class, written as words with spaces between them."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Phrases, written with commas between them; the longest first, so that the first match is the best."""
    found = {" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip()}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of words, written one/other."""
    return tuple((one, other) for one, _, other in (pair.partition("/") for pair in text.split()))


def groups(text: str) -> tuple[frozenset[str], ...]:
    """Words that may stand for one another, written one=other=third."""
    return tuple(frozenset(group.split("=")) for group in text.split())


def counted(text: str) -> dict[str, int]:
    """Numbers as words, written word=value."""
    return {word: int(value) for word, _, value in (entry.partition("=") for entry in text.split())}
