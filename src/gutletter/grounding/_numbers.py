"""Numbers: each with its unit, as exact as the article gives it, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from gutletter.grounding._reading import Reading, of_another_kind
from gutletter.grounding._refusals import Refusal, Rule
from gutletter.languages import Lexicon, stem, words

_BESIDE = 4  # words on either side of a number that say how exact it is
_STAYED = 0.85
_AT_LEAST, _AT_MOST, _ABOUT = "at least", "at most", "about"

_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)")  # 22 000
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)")  # … also with a plain space
_UNIT = re.compile(r"[\s-]?(%|‰|°\s?[CF]?|[£$€]|per\s?cent|[^\W\d_]+)")
_UNITS = {
    form: names.split()[0]
    for names in """
        % percent percentage prozent ciento cent|‰|°|g gram grams gramm gramos grammes|kg kilo kilos kilogram kilograms
        mg milligram milligrams milligramm|µg μg mcg microgram micrograms mikrogramm|ml|l litre litres liter liters
        cm|mm|km|m metre metres meter meters|kcal calories|kj|iu ie ui|cfu|second seconds sekunden
        minute minutes minuten minutos|hour hours stunde stunden horas heures|day days tag tage tagen días jours
        week weeks woche wochen semanas semaines|month months monat monate monaten meses mois
        year years jahr jahre jahren años ans|times time mal veces fois
        million millionen millones millions|billion milliarden|thousand|pounds pound lb|point points punkte puntos
        dollars dollar|euros euro|hz|bpm|mmhg|degrees degree
    """.replace("\n", "|").split("|")
    if names.strip()
    for form in names.split()
}
_PERIODS = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))
_HUNDRED = 100  # multiplies the word before it, and the word behind it is added


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in one way of writing, the unit that follows it ("" for none), both as written, and the words beside."""

    value: str
    unit: str
    written: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    spelled: bool = False  # as a word

    def __str__(self) -> str:
        return self.written

    @property
    def is_figure_of_speech(self) -> bool:
        """One, twice: seldom a figure."""
        return self.spelled and self.value in ("1", "2")


@lru_cache(maxsize=4096)
def quantities(text: str, known: Lexicon) -> tuple[Quantity, ...]:
    """Every number with the unit that follows it, "" when what follows is no unit; a range gives both ends."""
    text = (_GROUPED if known.language in ("en", "") else _SPACED).sub(lambda group: "".join(group[0].split()), text)
    digits = [_quantity(text, match.start(), match.end(), _value(match[0], known)) for match in _NUMBER.finditer(text)]
    return (*digits, *_spelled(text, known))


def _quantity(text: str, start: int, end: int, value: str, *, spelled: bool = False) -> Quantity:
    unit = _UNIT.match(text, end)
    known_unit = _UNITS.get(unit[1].lower().replace("per ", ""), "") if unit else ""
    written = text[start : unit.end() if unit and known_unit else end]
    before, after = words(text[:start])[-_BESIDE:], words(text[end:])[:_BESIDE]
    return Quantity(value, known_unit, written, tuple(before), tuple(after), spelled)


def _spelled(text: str, known: Lexicon) -> Iterator[Quantity]:
    """Numbers written as words: forty-three, a hundred and forty, two thousand."""
    for run in _runs_of_words(text):
        values = [known.numbers.get(match[0].lower()) for match in run]
        at = 0
        while at < len(run):
            start, value = at, values[at]
            at += 1
            while value is not None and at < len(run):
                next_one = at + (value >= _HUNDRED and run[at][0].lower() in known.adding)
                more, further = (*values[next_one : next_one + 2], None, None)[:2]
                if more is None or not (_multiplies(value, more) or _adds(value, more, further or 0)):
                    break
                value = value * more if _multiplies(value, more) else value + more
                at = next_one + 1
            if value is not None:
                yield _quantity(text, run[start].start(), run[at - 1].end(), str(value), spelled=True)


def _runs_of_words(text: str) -> Iterator[list[re.Match[str]]]:
    """The words of a text, parted where more than a space or a hyphen stands between them."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if run and text[run[-1].end() : match.start()].strip(" -–"):
            yield run
            run = []
        run.append(match)
    yield run


def _multiplies(value: int, more: int) -> bool:
    """Two hundred."""
    return more >= _HUNDRED and value < more


def _adds(value: int, more: int, further: int) -> bool:
    """Forty-three, a hundred and forty; not two thousand five hundred."""
    below = 10 if value < _HUNDRED else _HUNDRED
    return value >= 20 and more < below and further < _HUNDRED


def _value(digits: str, known: Lexicon) -> str:
    """A number in one way of writing: no thousands separators, a point for decimals, no zeros at its end."""
    text = digits.lstrip("-−")
    separator = "," if known.language in ("en", "") else "."
    if re.fullmatch(rf"\d{{1,3}}(?:\{separator}\d{{3}})+", text):
        return text.replace(separator, "")
    text = text.replace(",", ".")
    return text.rstrip("0").rstrip(".") if text.count(".") == 1 else text


def other_numbers(
    said: Reading, there: Sequence[Reading], known: Lexicon, seen: str, strange: str = "the article does not give"
) -> Iterator[Refusal]:
    """Numbers that these sentences do not give, or give with another unit."""
    units: dict[str, dict[str, str]] = {}  # by value, then unit, as it is written
    for reading in there:
        for one in quantities(reading.text, known):
            units.setdefault(one.value, {}).setdefault(one.unit, one.written)
    for one in quantities(said.text, known):
        if one.value not in units:
            if not one.is_figure_of_speech:
                yield Refusal(Rule.NUMBER, f"says {one}, a number {strange}", seen)
        elif one.unit and one.unit not in units[one.value] and "" not in units[one.value]:
            yield Refusal(Rule.NUMBER, f"says {one} where the article says {min(units[one.value].values())}", seen)


def another_order(said: Reading, best: Reading, known: Lexicon) -> Iterator[Refusal]:
    """The sentence's numbers in another order, where one of them now counts something else."""
    mine, theirs = _in_digits(said, known), _in_digits(best, known)
    order, own = [one.value for one in theirs], [one.value for one in mine]
    shared = [one for one in mine if order.count(one.value) == own.count(one.value)]
    if len(shared) < 2 or _follows([one.value for one in shared], order):
        return
    once = [one for one in shared if own.count(one.value) == 1]
    counted = {one.value: _counted(one, known) for one in theirs}
    stayed = SequenceMatcher(None, _wordy(said), _wordy(best), autojunk=False).ratio() >= _STAYED
    pairs = [(_counted(one, known), counted[one.value]) for one in once]
    if stayed or any(own and other and own != other for own, other in pairs):
        yield Refusal(Rule.NUMBER, "gives the sentence's numbers in another order", best.text)


def _in_digits(reading: Reading, known: Lexicon) -> list[Quantity]:
    return [one for one in quantities(reading.text, known) if not one.spelled]


def _wordy(reading: Reading) -> list[str]:
    """Its words without numbers."""
    return [word for word in reading.words if not any(sign.isdigit() for sign in word)]


def _counted(one: Quantity, known: Lexicon) -> str:
    """The stem of what a number counts."""
    return next((stem(word, known.language) for word in one.after if word not in known.stop and word.isalpha()), "")


def _follows(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether all of the part stands in the whole, in its order."""
    rest = iter(whole)
    return all(one in rest for one in part)


def other_bounds(said: Reading, there: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """Numbers that have lost their "about" or "at least", or have another one."""
    bounds: dict[str, dict[str, str]] = {}  # by value, then bound, as it is written
    for reading in there:
        for one in quantities(reading.text, known):
            bounds.setdefault(one.value, {}).setdefault(_bound(one, known), one.written)
    for one in quantities(said.text, known):
        own, theirs = _bound(one, known), bounds.get(one.value, {})
        if (one.is_figure_of_speech and not own) or not theirs or "" in theirs or own in theirs:
            continue
        other = min(theirs)
        if not own or {own, other} == {_AT_LEAST, _AT_MOST}:
            rule = Rule.NUMBER if own else Rule.STRENGTH
            yield Refusal(rule, f"says {f'{own} {one}'.lstrip()} where the article says {other} {theirs[other]}", seen)


def _bound(one: Quantity, known: Lexicon) -> str:
    """How exact a number is: at least so much, at most, about; "" for exactly."""
    if one.unit in _PERIODS and known.lasting.intersection(one.before[-1:]):  # "over 12 weeks"
        return ""
    before, after = f" {' '.join(one.before)} ", f" {' '.join(one.after)} "
    for bound, ahead, behind in (
        (_AT_MOST, known.at_most, known.or_less),
        (_AT_LEAST, known.at_least, known.or_more),
    ):
        said = before.endswith(tuple(f" {phrase} " for phrase in ahead))
        said = said or any(" " in phrase and f" {phrase} " in before for phrase in ahead)  # "al menos a 12"
        if said or any(f" {phrase} " in after for phrase in behind):
            return bound
    return _ABOUT if known.roughly.intersection(one.before) else ""


def other_periods(said: Reading, there: Sequence[Reading], known: Lexicon, seen: str) -> Iterator[Refusal]:
    """Days told as weeks: a span of time of which these sentences do not speak, where they speak of another."""
    if pair := of_another_kind(said, there, known.periods):
        yield Refusal(Rule.NUMBER, f"speaks of “{pair[0]}” where the article speaks of “{pair[1]}”", seen)
