"""Where sentences begin and end.

A full stop ends a sentence when what follows can begin one, unless it belongs to an abbreviation, an initial, a date or
something in brackets. Closing quotation marks, brackets and citation marks belong to the sentence before them.
"""

from __future__ import annotations

import re
from bisect import bisect_left

_BOUNDARY = re.compile(
    r"""
    (?: (?<![.!?…؟۔]) (?P<stop> [.!?…؟۔]+ )
        (?P<after> (?: ["'”’»›)\]*_]+ | \s»                            # closing quotes, brackets, emphasis
                     | \s?\[\^?[\w,;–-]{1,16}\^?\]                     # [^8^] [3–5]
                     | \s?\(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*\)(?=\s)    # (1,2)
                     | [⁰¹²³⁴-⁹]+ ){0,6} )
        \s+
      | (?<![。！？]) (?P<wide> [。！？]+ [」』”’）]* ) \s*
      | \n\s*\n\s*
    )""",
    re.VERBOSE,
)
_BRACKETS = re.compile(r"[()\[\]]")
_PAIR = {"(": ")", "[": "]"}
_LONGEST_ASIDE = 1000  # characters; a bracket that closes later was forgotten
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘„«/–—-]{1,24}$")
_NEXT_WORD = re.compile(r"[\"'“‘„«‹(\[*_¿¡]*([^\W_]+)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALWAYS = {  # abbreviations that never end a sentence
    "en": _words(
        "dr mr mrs ms prof st vs cf e.g i.e eg ie viz fig figs eq eqs no nos vol pp p ch sec ca approx spp sp subsp "
        "var ref refs resp dept univ gen col sgt capt rev hon gov sen rep assoc incl excl max min avg est ed eds trans "
        "jan feb mar apr jun jul aug sep sept oct nov dec"
    ),
    "de": _words(
        "z.b z b d.h d h u.a u u.ä ä o.ä o s.o s s.u v.a v i.d.r i r i.r bzw ca nr abb tab kap vgl dr prof hr fr evtl "
        "ggf inkl exkl max min mind zzt sog st abs art bd bspw allg gem insb wiss ing dipl geb verh "
        "mio mrd tsd std sek lt bzgl zzgl abzgl ggü tägl jährl gest med rer nat phil vs fa rd a ä "
        "jan feb märz apr jun jul aug sept okt nov dez"
    ),
    "es": _words(
        "sr sra sres srta dr dra dres prof profa p.ej p ej pág págs núm núms aprox fig cap vol art ed vs cf ee av "
        "ud uds vd vds s máx mín tel "
        "ene feb mar abr jun jul ago sept oct nov dic"
    ),
    "fr": _words(
        "m mm mme mmes mlle mlles dr drs dre pr prs p.ex p ex env cf fig chap vol art éd pp st ste av bd n no vs "
        "réf réfs max min tél "
        "janv févr avr juil sept oct nov déc"
    ),
}
_SOMETIMES = {  # abbreviations that may
    "en": _words(
        "etc al inc ltd co corp jr sr a.m p.m am pm u.s u.k u.n e.u d.c ph.d m.d b.sc m.sc hrs hr ft lb lbs oz wt vit"
    ),
    "de": _words("etc usw u.s.w uvm jh co al n.chr v.chr"),
    "es": _words("etc al co s.a uu ee.uu a.m p.m"),
    "fr": _words("etc al co s.a apr j.-c"),
}
_CLOSING = _words("etc usw uvm a.m p.m am pm")
_STARTERS = _words(
    "the a an it its he she they we you i this that these those there here in on at by for from with as if when while "
    "after before but and so or yet however although because since some many most more all both each no not one two "
    "another other our their his her what who why how did does is are was were then now still "
    "der die das ein eine es er sie wir ihr in im am bei mit nach doch aber und "
    "el la los las un una en pero y es se no "
    "le les une il elle ils on nous dans mais et ce cette"
)
_DAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december est edt pst pdt gmt utc cet"
)
_MONTHS_DE = _words("januar februar märz april mai juni juli august september oktober november dezember jahrhundert jh")
_ORDINAL_BEFORE = _words("am vom zum der dem den des die das im bis ab seit beim und")
_LETTERED = re.compile(
    r"\b(?:vitamine?s?|vitaminas?|hepatitis|hépatites?|types?|typ|tipo|group|gruppe|grupo|groupe|plan|protein|"
    r"factor|faktor|influenza|grade|class|phase|stage|strain|part|arm|appendix|botulinum|immunoglobulin|coenzyme)\b[^.]{0,40}$",
    re.IGNORECASE,
)


def split(text: str, language: str = "en") -> tuple[tuple[int, int], ...]:
    """Where each sentence of a passage begins and ends, without the white space between them.

    ``language`` is a BCP 47 tag; English, German, Spanish and French have their own abbreviations, others get the
    English ones. An empty line always ends a sentence. Takes time in proportion to the text.
    """
    language = language[:2].lower()
    brackets = _brackets(text)
    spans: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    last = len(text.rstrip())
    for match in _BOUNDARY.finditer(text, start, last):
        if (match["stop"] or match["wide"]) and (
            _enclosed(brackets, match) or (match["stop"] and not _ends(text, start, match, language))
        ):
            continue
        spans.append((start, match.start() + len(match[0].rstrip())))
        start = match.end()
    if start < last:
        spans.append((start, last))
    return tuple(spans)


def _brackets(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of brackets that close again soon, in order."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if text[at] in "([":
            opened.append(at)
            continue
        while opened:
            opening = opened.pop()
            if _PAIR[text[opening]] == text[at]:
                if at - opening <= _LONGEST_ASIDE:
                    while pairs and pairs[-1][0] > opening:
                        pairs.pop()
                    pairs.append((opening, at))
                break
    return pairs


def _enclosed(brackets: list[tuple[int, int]], match: re.Match[str]) -> bool:
    if not brackets:
        return False
    at = bisect_left(brackets, (match.start(), 0)) - 1
    return at >= 0 and match.start() + len(match[0].rstrip()) <= brackets[at][1]


def _ends(text: str, start: int, match: re.Match[str], language: str) -> bool:
    """Whether a stop ends the sentence begun at ``start``."""
    following = _NEXT_WORD.match(text, match.end())
    first = following[1] if following else text[match.end()]
    if first[0].islower():
        return False
    if match["stop"] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(start, match.start() - 24), match.start())
    if before is None:
        return True
    word = before[0]
    if word.isdecimal():
        return not _ordinal(text, start, before.start(), word, first, language)
    if len(word) == 1 and word.isalpha() and word.isupper():
        return _lettered(text, start, before.start(), first)
    if word.lower() in _ALWAYS[language if language in _ALWAYS else "en"]:
        return bool(match["after"].strip("*_\"'”’")) and first.lower() in _STARTERS
    if word.lower() in _SOMETIMES[language if language in _SOMETIMES else "en"] or _DOTTED.fullmatch(word):
        if match["after"]:
            return True
        if word.lower() in _CLOSING:
            return first.lower() not in _DAYS and not first[0].isdecimal()
        return first.lower() in _STARTERS
    return True


def _ordinal(text: str, start: int, at: int, number: str, first: str, language: str) -> bool:
    """Whether a number and its stop are one: "1." before a list item's words, a German "3. Oktober"."""
    if at == start:
        return len(number) <= 3
    if language != "de" or len(number) > 2:
        return False
    previous = text[max(start, at - 24) : at].split()
    return first.lower() in _MONTHS_DE or (bool(previous) and previous[-1].lower() in _ORDINAL_BEFORE)


def _lettered(text: str, start: int, at: int, first: str) -> bool:
    """Whether a single capital ends a sentence: it does in "vitamin D.", it does not in "J. Smith"."""
    if _LETTERED.search(text, max(start, at - 60), at):
        return True
    previous = text[max(start, at - 24) : at].split()
    return bool(previous) and previous[-1][0].islower() and first.lower() in _STARTERS
