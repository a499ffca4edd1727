"""The built-in condenser: the article's own sentences, chosen and shortened, never rewritten.

Deterministic and offline. What the author already condensed goes first: a section of takeaways becomes the key points,
a conclusion gives the bottom line. Otherwise every sentence is weighed by a few signals, those that cannot stand alone
are set aside, and the best that do not repeat one another are printed in reading order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice

from gutletter.article import parse_article
from gutletter.condensers import _bottom_line, _headline
from gutletter.condensers._choice import FEWEST, FINE, Choice, Chosen, says_the_same, worths
from gutletter.condensers._form import Printable, stumble
from gutletter.condensers._signals import Candidate, Manner, candidates, manner, signals, subject
from gutletter.condensers._weights import LEARNED, LEARNED_FROM, OF_A_PASSAGE, PLAIN, Learned, Weights
from gutletter.digest import language_of
from gutletter.errors import NothingToCondense
from gutletter.formats.conventions import is_prompt
from gutletter.languages import NEUTRAL, lexicon
from gutletter.model import Article, BlockKind, Digest, Draft, Format, KeyPoint, Section, SectionRole, citations_of

_SHORT_ARTICLE = 60  # words; below that the letter is the article
_LEAST_PER_WORD = 1.5  # what a word of the author's conclusion is worth even in a sentence that signals speak against
_BRIEF = 5  # sentences
_FEW_REASONS = 3
_SUMMING_UP = frozenset((SectionRole.BOTTOM_LINE, SectionRole.TAKEAWAYS))
_NOTEWORTHY = 0.02  # how much a signal adds that is told

Signals = Mapping[str, Sequence[float]]


def condense(article: Article, learned: Learned = LEARNED) -> Digest:
    """Condense an article. A very short one comes back ``whole``; one without prose raises NothingToCondense."""
    language = language_of(article)
    known = lexicon(language)
    found = candidates(article, known)
    if not found:
        raise NothingToCondense(article.draft.place, 0, _why_empty(article), remedy=_REMEDY)
    how = manner(found, known)
    named = subject(found, article, known) if how.is_column else None
    choice = Choice(known, named)
    if not choice.are_enough(found, FEWEST + 1):  # and one for the bottom line
        choice = Choice(known, named, freely=True)
    if article.words < _SHORT_ARTICLE or not choice.are_enough(found):
        return _whole(article, found, choice)
    weighed = signals(found, article, known, learned.telling if known.language == LEARNED_FROM else {})
    desk = _Desk(article, found, choice, weighed, how, learned)
    points, bottom = desk.condensed()
    # A second sentence is often a parting word, or leans on the first: "It did not, though."
    parting = [one.text for one in bottom[1:] if not stumble(one.text, known, longest=_bottom_line.WORDS)]
    return Digest(
        key_points=points,
        bottom_line=bottom,
        subject=_headline.subject(article.title),
        preheader=_headline.preheader(desk.lines(points, bottom)) or _headline.preheader(parting),
        notices=(*_notices(article, language), *(() if points else (_SAYS_ONE_THING,))),
    )


def condense_text(title: str, text: str) -> dict[str, object]:
    """Condense a text given as Markdown, HTML or plain text: its key points, and its bottom line."""
    try:
        digest = condense(parse_article(Draft("text", "text", title, text, _format(text), "")))
    except NothingToCondense:
        return {"key_points": [], "bottom_line": ""}
    return {"key_points": [point.text for point in digest.key_points], "bottom_line": digest.bottom_line_text}


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A passage, what it is worth beside the others, and by signal what spoke for it."""

    passage: _bottom_line.Passage
    worth: float
    spoke: Sequence[tuple[float, str]]

    @property
    def places(self) -> Iterator[int]:
        """The positions of its sentences."""
        return (one.candidate.at for one in self.passage)


class _Desk:
    """One article on the condenser's desk: its sentences, and what each is worth."""

    def __init__(
        self,
        article: Article,
        found: Sequence[Candidate],
        choice: Choice,
        signals: Signals,
        manner: Manner,
        learned: Learned,
    ) -> None:
        self._article = article
        self._found = found
        self._choice = choice
        self._signals = signals
        self._manner = manner
        self._learned = learned
        self._as_points = self._scores(learned.points)
        self._as_bottom_line = self._scores(learned.bottom_line)
        self._worths = worths(found, self._as_bottom_line)

    def condensed(self) -> tuple[tuple[KeyPoint, ...], tuple[KeyPoint, ...]]:
        """The key points and the bottom line, the author's own where there are any.

        Otherwise the bottom line is chosen first, as it may hold the best of the points, unless too few were left.
        """
        own = self.conclusion()
        if takeaways := self.takeaways(own):
            return takeaways, own or self.summing_up(takeaways)
        bottom = own or self.summing_up(())
        points = self.points(bottom)
        if not own and len(points) < FEWEST <= len(unreserved := self.points(())):
            return unreserved, self.summing_up(unreserved)
        return points, bottom

    def conclusion(self) -> tuple[KeyPoint, ...]:
        """The author's own bottom line in one to three sentences; empty when the article has no section for it.

        Takeaways serve when there is no conclusion: brief ones wholly, a list as far as it leaves key points enough.
        """
        sections = self._article.sections[::-1]
        for section in (
            *(one for one in sections if one.role is SectionRole.BOTTOM_LINE),
            *(one for one in sections if one.role is SectionRole.TAKEAWAYS),
        ):
            if run := self._best_run(section):
                return tuple(self._point(one, self._learned.points, "the author's own conclusion") for one in run)
        return ()

    def takeaways(self, bottom: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
        """The author's own key points that do not repeat this bottom line; empty when they are fewer than three."""
        own = [one for one in self._but(bottom) if one.section.role is SectionRole.TAKEAWAYS]
        chosen = self._choice.points(own, self._as_points)
        if len(chosen) < FEWEST:
            return ()
        return tuple(self._point(one, self._learned.points, "the author's own key point") for one in chosen)

    def points(self, bottom: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
        """Three to five that do not repeat this bottom line, nor come from its section where there are others."""
        free = self._but(bottom)
        body = [one for one in free if one.section.role is not SectionRole.BOTTOM_LINE]
        chosen = self._choice.points(body, self._as_points, joined=self._manner.is_column)
        if len(chosen) < FEWEST:
            chosen = self._choice.points(free, self._as_points)
        return tuple(self._point(one, self._learned.points) for one in chosen)

    def summing_up(self, points: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
        """The bottom line of an article that names none: the passage that sums up best and holds none of these points.

        A column seldom has a sentence that does: its passages are weighed. Elsewhere the best sentence leads.
        """
        free = self._but(points)
        if self._manner.is_column:
            places = {one.at for one in free}
            found = [one for one in self._passages if places.issuperset(one.places)]
        else:
            openings = self._choice.ranked(free, self._as_bottom_line)
            by_opening = (tuple(_bottom_line.passages(one, free, self._choice, self._worths)) for one in openings)
            found = self._weighed(next(filter(None, by_opening), ()))
        if not found:
            return ()
        best = max(found, key=lambda one: one.worth)  # of equals the first
        spoke = _noteworthy(best.spoke, OF_A_PASSAGE) if self._manner.is_column else ()
        reasons = tuple(islice(spoke, _FEW_REASONS))
        return tuple(self._point(one, self._learned.bottom_line, *reasons) for one in best.passage)

    def lines(self, points: Sequence[KeyPoint], bottom: Sequence[KeyPoint]) -> Iterator[str]:
        """What an inbox may show of the article, the best first: the author's own bottom line, what would sum up a
        column in one sentence, what is printed, then what else it shows whole.

        The first sentence of a bottom line only if the next does not turn against it: an inbox shows it alone.
        """
        at = {id(one.sentence): one for one in self._found}
        own = any(at[id(one.source)].section.role in _SUMMING_UP for one in bottom)
        if self._manner.is_column and not own:
            alone = [one for one in self._passages if len(one.passage) == 1]
            yield from (one.passage[0].printable.text for one in sorted(alone, key=lambda one: -one.worth))
        yield from (one.text for one in bottom[:1] if not self._choice.is_taken_back(at[id(one.sentences[-1])]))
        yield from (point.text for point in sorted(points, key=lambda point: -point.score))
        for one in self._choice.ranked(self._found, self._as_bottom_line):
            if (shape := self._choice.shape(one.candidate)) and len(shape.text) <= _headline.PREHEADER:
                yield shape.text

    @cached_property
    def _passages(self) -> list[_Weighed]:
        """What could be the bottom line of a column, the best opening first."""
        openings = self._choice.ranked(self._found, self._as_bottom_line)
        return self._weighed(_bottom_line.of_a_column(openings, self._found, self._choice, self._worths))

    def _weighed(self, found: Sequence[_bottom_line.Passage]) -> list[_Weighed]:
        """What each passage is worth beside the others, and what spoke for it."""
        known = _bottom_line.gist(self._found, self._article.title, self._choice.lexicon.language)
        has = _bottom_line.signals(found, self._as_points, known, self._choice)
        weights = self._learned.passage.items()
        shares = [[(weight * has[name][at], name) for name, weight in weights] for at in range(len(found))]
        return [
            _Weighed(
                passage,
                round(math.fsum(share for share, _ in own), FINE),
                [(share, name) for share, name in own if has[name][at] > 0],
            )
            for at, (passage, own) in enumerate(zip(found, shares, strict=True))
        ]

    def _best_run(self, section: Section) -> Sequence[Chosen]:
        """The sentences, one after another, that say most in the words that a bottom line has.

        Prose above a list comes before the list; a list of takeaways keeps what the key points need.
        """
        own = [one for one in self._found if one.section is section]
        printed = sum(self._choice.shape(one) is not None for one in own)
        listed = section.role is SectionRole.TAKEAWAYS and not _is_brief(section) and printed >= FEWEST
        most = min(_bottom_line.LONGEST, printed - FEWEST) if listed else _bottom_line.LONGEST
        runs = [run for run in self._choice.runs(own, self._as_points, _bottom_line.WORDS) if len(run) <= most]
        first_item = next((one.at for one in own if one.block.kind is BlockKind.LIST_ITEM), len(self._found))
        above = [run for run in runs if run[-1].printable.candidate.at < first_item]
        return max(above or runs, key=self._says, default=())

    def _says(self, run: Sequence[Chosen]) -> float:
        """How much a run says: every word counts, those of a good sentence more."""
        shares = [(self._as_points[one.printable.candidate.at], one.printable.length) for one in run]
        return round(math.fsum((_LEAST_PER_WORD + score) * words for score, words in shares), FINE)

    def _but(self, points: Sequence[KeyPoint]) -> list[Candidate]:
        """The article's sentences without those that these points rest on, and without those that say the same."""
        resting = {id(sentence) for point in points for sentence in point.sentences}
        taken = [one for one in self._found if id(one.sentence) in resting]
        return [one for one in self._found if not any(one is other or says_the_same(one, other) for other in taken)]

    def _scores(self, weights: Weights) -> list[float]:
        columns = [[weight * value for value in self._signals[name]] for name, weight in self._blended(weights)]
        return [math.fsum(shares) for shares in zip(*columns, strict=True)]

    def _shares(self, one: Candidate, weights: Weights) -> Iterator[tuple[str, float]]:
        """What each signal that a sentence has speaks for it; what it has less of than others, nobody is told of."""
        for name, weight in self._blended(weights):
            yield name, weight * max(0.0, self._signals[name][one.at])

    def _blended(self, weights: Weights) -> Iterator[tuple[str, float]]:
        """What each signal is worth in an article of this manner."""
        for name, (base, counsel, report) in weights.items():
            yield name, base + counsel * self._manner.counsel + report * self._manner.report

    def _point(self, one: Chosen, weights: Weights, *reasons: str) -> KeyPoint:
        first, *rest = printed = one.printable.candidates
        spoke = self._spoke(printed, weights)
        return KeyPoint(
            text=one.printable.text,
            source=first.sentence,
            section=first.section.heading,
            citations=citations_of(each.sentence for each in printed),
            edits=_edits(one.printable),
            score=round(one.worth, 3),
            reasons=tuple(islice(chain(reasons, spoke), _FEW_REASONS + bool(reasons))),
            then=rest[0].sentence if rest else None,
        )

    def _spoke(self, printed: Sequence[Candidate], weights: Weights) -> Iterator[str]:
        """What spoke for these sentences in an editor's words, the strongest first."""
        by_signal = zip(*(self._shares(one, weights) for one in printed), strict=True)
        shares = [(math.fsum(share for _, share in same) / len(printed), same[0][0]) for same in by_signal]
        yield from _noteworthy(shares, PLAIN)


def _noteworthy(shares: Iterable[tuple[float, str]], plain: Mapping[str, str]) -> Iterator[str]:
    """The signals that spoke for something, in these words, the strongest first."""
    for share, name in sorted(shares, key=lambda pair: (-round(pair[0], FINE), pair[1])):
        if share > _NOTEWORTHY and name in plain:
            yield plain[name]


def _is_brief(section: Section) -> bool:
    """Whether a section of takeaways is a few sentences of prose: a conclusion rather than a list of points."""
    prose = all(block.kind is not BlockKind.LIST_ITEM for block in section.blocks)
    return section.role is SectionRole.TAKEAWAYS and prose and len(section.sentences) <= _BRIEF


def _edits(one: Printable) -> tuple[str, ...]:
    words = one.said.split()
    return tuple(
        f"left out the {omission.kind}: “{' '.join(words[omission.start : omission.end])}”"
        for omission in one.omissions
    )


# ── when there is little to condense ──────────────────────────────────────────────────────────────────────────────────

_REMEDY = "Write some paragraphs of prose, or give key_points and bottom_line in the front matter."


def _why_empty(article: Article) -> str:
    kinds = {block.kind for section in article.sections for block in section.blocks}
    if not article.draft.body.strip():
        return "The file has no text under its front matter."
    if kinds and kinds <= {BlockKind.TABLE, BlockKind.CODE, BlockKind.ASIDE}:
        held = " and ".join(sorted(f"{kind}s" if kind is not BlockKind.CODE else "code" for kind in kinds))
        return f"The article holds no prose that could be condensed, only {held}."
    return "The article holds no sentence that could be condensed."


_SAYS_ONE_THING = "The article says one thing over and over: the letter says it once, and has no key points."


def _whole(article: Article, found: Sequence[Candidate], choice: Choice) -> Digest:
    printed = [one.text for one in map(choice.shape, found) if one]
    lines = printed or [one.text for one in article.sentences if not is_prompt(one.text)]
    notice = "The article is short or has few sentences that stand alone; the letter carries its whole text."
    return Digest((), (), _headline.subject(article.title), _headline.preheader(lines), whole=True, notices=(notice,))


def _notices(article: Article, language: str) -> tuple[str, ...]:
    declared = article.draft.language
    if lexicon(language) is NEUTRAL:
        unknown = (
            f"gutletter does not know the language “{declared}”"
            if language == declared
            else f"The text does not read as “{declared}”, nor as another language that gutletter knows"
        )
        return (
            f"{unknown}: sentences were chosen by place and words, nothing was left out of them, and whether each can "
            "stand alone was not judged. Read them with care"
            + ("." if language == declared else ", and say the language in the front matter."),
        )
    if language != declared:
        return (f"The front matter says “{declared}”; the text reads as “{language}” and was condensed as that.",)
    return ()


_TAGS = re.compile(r"<(?:p|div|html|body|article|h[1-6]|br|ul|span)\b[^>]*>", re.IGNORECASE)
_MARKS = re.compile(r"(?m)^#{1,6}\s|^\s*[-*+]\s+\S|^\s*\d+\.\s|\*\*\S|\]\([^)\s]+\)|^\[\^[^\]]+\]:|^\||^>|^```")
_HEADING = re.compile(r"(?m)^#{1,6}\s+\S|^\*\*[^*\n]+\*\*$|^\[\^[^\]]+\]:")


def _format(text: str) -> Format:
    """What a text is written in. Markdown may hold tags; HTML begins with one, or holds no heading of Markdown's."""
    if _TAGS.search(text[:20_000]) and (text.lstrip()[:1] == "<" or not _HEADING.search(text)):
        return Format.HTML
    return Format.MARKDOWN if _MARKS.search(text) else Format.TEXT
