"""Whose words they are: names, words put in the place of others, words from nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from gutletter.grounding._reading import Reading, content, covered, is_there, of_another_kind, synonyms
from gutletter.grounding._refusals import Refusal, Rule
from gutletter.languages import Lexicon, stem, words

_SHORTEST_ROOT = 4  # letters
_NEAR = 0.72
_NEW_WORDS_ALLOWED = 2
_TOLD = 0.6  # of a claim that one sentence holds
_ADDED = 3  # words
_A_FEW = 3  # words that a near copy may have changed in one place


def uncovered(said: Reading, there: Sequence[Reading], known: Lexicon, least: float) -> Iterator[Refusal]:
    """Too few words of the sentences that are to support a claim."""
    share = covered(said, there, known)
    if share < least:
        yield Refusal(Rule.COVERAGE, f"shares only {share:.0%} of its words with the article's nearest", there[0].text)


def other_names(said: Reading, there: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """Names that these sentences do not hold."""
    held = {word for reading in there for word in reading.words}
    initials = "".join(word[0] for reading in there for word in reading.words)
    for name in _named(said.text, known):
        for word in words(name):
            plain = word.removesuffix("'s")
            short = name.isupper() and plain in initials
            kin = _is_kin(plain, held) or not held.isdisjoint(synonyms(known).get(stem(plain, known.language), ()))
            if not (plain in held or word in held or short or plain.isdigit() or kin):
                yield Refusal(Rule.NAME, f"names {name}, which the article does not", seen)
                break


def _is_kin(name: str, there: set[str]) -> bool:
    """Whether a longer name begins as a word of the article does: Swedish and Sweden, Californian and California."""
    root = name[: max(_SHORTEST_ROOT, len(name) - 3)]
    return len(name) > _SHORTEST_ROOT + 1 and any(word.startswith(root) for word in there)


def _named(text: str, known: Lexicon) -> Iterator[str]:
    """Words written as names: a capital inside a sentence, several capitals anywhere. German capitals say nothing."""
    tokens = re.findall(r"[^\s()\[\]“”\"]+", text)
    opening = True
    for token in tokens:
        word = token.strip(".,;:!?…'’‘")
        many = sum(character.isupper() for character in word) > 1
        capital = word[:1].isupper() and not opening and known.language != "de"
        if word and (many or (capital and word.lower() not in known.stop)):
            yield word
        opening = token.endswith((".", "!", "?", ":", "…")) or token in ("–", "—", "-")


def replaced(
    said: Reading, best: Reading, article: Sequence[Reading], known: Lexicon, *, freely: bool = False
) -> Iterator[Refusal]:
    """What a claim that is nearly its sentence has in place of a few of the sentence's words.

    A word of the article in the place of a pronoun says what the pronoun means. ``freely``: verbs may be others.
    """
    matcher = SequenceMatcher(None, best.words, said.words, autojunk=False)
    if matcher.ratio() < _NEAR:
        return
    for kind, start, end, mine, until in matcher.get_opcodes():
        gone, new = best.words[start:end], said.words[mine:until]
        if kind == "equal" or start == 0 or len(gone) > _A_FEW or len(new) > _A_FEW:
            continue
        left_out, told = f"“{' '.join(gone)}”", f"“{' '.join(new)}”"
        if _weakens(gone, said.words, new, known):
            yield Refusal(Rule.STRENGTH, f"leaves out {left_out}", best.text)
            return
        if not (known.absolutes - known.mostly).isdisjoint(set(new) - set(gone)):
            yield Refusal(Rule.STRENGTH, f"says {told} where the article says {left_out}", best.text)
            return
        meant = content(article) if _means_something_before(gone, known) else frozenset(best.stems[start:end]) - {""}
        for word in new if kind == "replace" else ():
            if _is_another(word, meant, known) and (not freely or _is_a_term(word, known, article)):
                yield Refusal(Rule.NEAR_COPY, f"says “{word}” where the article says {left_out}", best.text)
                return


def _is_another(word: str, meant: frozenset[str], known: Lexicon) -> bool:
    """Whether a word says something, and something else than these stems."""
    empty = word in known.stop or word.isdigit() or any(word in phrase.split() for phrase in known.instead)
    return not empty and not is_there(stem(word, known.language), meant, known)


def _weakens(gone: Sequence[str], kept: Sequence[str], new: Sequence[str], known: Lexicon) -> bool:
    """Whether a hedge or a "some" is gone, and nothing like it in its place."""
    for group in (known.hedges, known.quantifiers):
        lost = group.intersection(gone) - frozenset(kept) - known.universal
        if not lost or group.intersection(new):
            continue
        stems = frozenset(stem(word, known.language) for word in lost)
        if not any(is_there(stem(word, known.language), stems, known) for word in new):
            return True
    return False


def _is_a_term(word: str, known: Lexicon, article: Sequence[Reading]) -> bool:
    """Whether a word may name a thing: no verb, no "least", no "slightly"; where verbs are not known, one it has."""
    if not known.verbs and stem(word, known.language) not in content(article):
        return False
    small = known.quantifiers | known.hedges | known.graded | known.people | known.absolutes
    return word not in small and not word.endswith("ly") and not _is_verb(word, known)


def _is_verb(word: str, known: Lexicon) -> bool:
    """Whether a word says what somebody does: in other words it may be the same."""
    stems = _verb_stems(known)
    return known.is_past(word) or (bool(stems) and (word.endswith("ing") or stem(word, known.language) in stems))


@lru_cache(maxsize=8)
def _verb_stems(known: Lexicon) -> frozenset[str]:
    return frozenset(stem(word, known.language) for word in known.verbs | known.advice)


def _means_something_before(gone: Sequence[str], known: Lexicon) -> bool:
    """Whether these words name nothing: "of them", "those who", "one"."""
    pointing = known.referring | known.substitutes | known.those
    return all(word.partition("'")[0] in pointing or word in known.stop for word in gone) and any(
        word.partition("'")[0] in pointing for word in gone
    )


def swapped(said: Reading, there: Sequence[Reading], article: Sequence[Reading], known: Lexicon) -> Iterator[Refusal]:
    """A word from elsewhere in the article where one of these sentences has another, between words that stayed."""
    for best in there:
        if len(said.content & best.content) < _TOLD * len(said.content):
            continue
        elsewhere = content([one for one in article if one is not best])
        for start, end, mine, until in _gaps(said, best):
            if not known.referring.isdisjoint(best.words[start:end]):
                continue
            lost = frozenset(best.stems[start:end]) - said.content - {""}
            for stemmed, word in zip(said.stems[mine:until], said.words[mine:until], strict=True):
                strange = stemmed and stemmed in elsewhere and not is_there(stemmed, best.content, known)
                if strange and lost and not is_there(stemmed, lost, known) and _is_a_term(word, known, article):
                    told = " ".join(best.words[start:end])
                    yield Refusal(Rule.NEAR_COPY, f"says “{word}” where the article says “{told}”", best.text)
                    return


def _gaps(said: Reading, best: Reading) -> Iterator[tuple[int, int, int, int]]:
    """A few words of a sentence, and those of the claim in their place: where content stayed on both sides."""
    matcher = SequenceMatcher(None, best.words, said.words, autojunk=False)
    blocks = [one for one in matcher.get_matching_blocks() if any(best.stems[one.a : one.a + one.size])]
    for before, behind in pairwise(blocks):
        start, mine = before.a + before.size, before.b + before.size
        if 0 < behind.a - start <= _A_FEW and 0 < behind.b - mine <= _A_FEW:
            yield start, behind.a, mine, behind.b


def other_people(said: Reading, there: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """What was found in some, told of others; what was found in animals, told of people or of nobody."""
    if pair := of_another_kind(said, there, known.groups):
        yield Refusal(Rule.STRENGTH, f"tells of “{pair[0]}” where the article tells of “{pair[1]}”", seen)
        return
    best = there[0]
    animals = [word for word in best.words if word in known.animals]
    people = known.people - known.animals
    if animals and known.animals.isdisjoint(said.words) and people.isdisjoint(best.words):
        yield Refusal(Rule.STRENGTH, f"leaves out that the article tells of “{animals[0]}”", seen)


def additions(said: Reading, near: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """Several words in a row that these sentences do not say."""
    there = content(near)
    row: list[str] = []
    for word, stemmed in (*zip(said.words, said.stems, strict=True), ("", " ")):
        if stemmed.strip() and not is_there(stemmed, there, known):
            row += [word] if word not in known.quantifiers else []
        elif stemmed:
            if len(row) >= _ADDED:
                yield Refusal(Rule.COVERAGE, f"adds “{' '.join(row)}”, which its sentences do not say", seen)
                return
            row = []


def new_words(said: Reading, article: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """More than a word or two that the article nowhere uses."""
    there = content(article)
    new = [
        word
        for word, stemmed in zip(said.words, said.stems, strict=True)
        if stemmed and not is_there(stemmed, there, known)
    ]
    if len(new) > _NEW_WORDS_ALLOWED:
        yield Refusal(Rule.NEW_WORDS, f"uses words that are nowhere in the article: {', '.join(new[:5])}", seen)
