"""What makes a digest honest: every claim in the letter is traced to the article before the letter may go.

A condenser's point is a sentence of the article, or two in a row, with permitted words left out (see ``omission``). An
editor's point is in the editor's words and must be supported by the article (see ``grounding``), or be overruled with a
reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from gutletter.errors import UntraceablePoint
from gutletter.grounding import Refusal, retold
from gutletter.languages import detect, lexicon
from gutletter.model import Article, Author, BlockKind, Digest, KeyPoint, Reference, Sentence, citations_of
from gutletter.omission import omitted


def traced(digest: Digest, article: Article) -> Digest:
    """The same digest, once every point is proven against the article; UntraceablePoint for the first that is not.

    The error names the further ones as well. An editor's point with a reason in ``overruled`` passes; a condenser's
    point is never excused.
    """
    found = [(point, complaint) for point in digest.points if (complaint := _complaint(point, article))]
    if found:
        others = [_untraceable(*one, article) for one in found[1:]]
        raise _untraceable(*found[0], article, others)
    return digest


def _untraceable(
    point: KeyPoint, complaint: str, article: Article, others: Sequence[UntraceablePoint] = ()
) -> UntraceablePoint:
    place, line = article.draft.place, _line(point, article)
    return UntraceablePoint(place, line, complaint, remedy=_remedy(point), others=others)


def numbered_references(digest: Digest, article: Article) -> Mapping[str, int]:
    """Which number each citation label of the letter gets, from 1 in the order in which its readers meet them.

    A label without a reference in the article is left out, so no mark leads nowhere; a reference nobody cites gets no
    number. Two labels for the same source share one. With ``whole`` set, the letter's text is the article's own.
    """
    references = {reference.label: reference for reference in article.references}
    numbers: dict[str, int] = {}
    sources: dict[str, int] = {}
    for label in _cited(digest, article):
        if label in references and label not in numbers:
            numbers[label] = sources.setdefault(_source(references[label]), len(sources) + 1)
    return numbers


def objections(text: str, article: Article) -> tuple[Refusal, ...]:
    """What speaks against printing a text in an editor's words: every rule it breaks; empty when none."""
    return retold(text, *_everything_said(article), language_of(article))


def language_of(article: Article) -> str:
    """The language an article is in: the front matter's, unless its words are plainly another's."""
    return detect(" ".join(sentence.text for sentence in article.sentences), article.draft.language)


def _cited(digest: Digest, article: Article) -> Iterable[str]:
    if digest.whole:
        return (label for sentence in article.sentences for label in sentence.citations)
    return (label for point in digest.points for label in point.citations)


def _source(reference: Reference) -> str:
    """What makes two references the same source: the same address, or the same words."""
    address = re.sub(r"^https?://(www\.)?", "", reference.url.strip().lower()).rstrip("/")
    return address or " ".join(re.findall(r"\w+", reference.text.lower())) or f"label {reference.label}"


def _complaint(point: KeyPoint, article: Article) -> str:
    """What the point says that the article does not; empty when it is honest."""
    if point.source not in article.sentences:
        return f"The point {_quoted(point)} names a source sentence that the article does not hold."
    if point.then and (point.source, point.then) not in _neighbours(article):
        return f"The point {_quoted(point)} joins two sentences that do not follow one another in the article."
    if point.citations != citations_of(point.sentences):
        return f"The point {_quoted(point)} does not carry the citations of its sentence."
    if point.author is Author.CONDENSER:
        if omitted(point.text, point.said, lexicon(language_of(article))) is None:
            return f"The point {_quoted(point)} is not its sentence with permitted words left out."
        return ""
    if point.overruled:
        return ""
    refusals = objections(point.text, article)
    if not refusals:
        return ""
    first, *others = refusals
    also = "".join(f" It also {other.found}." for other in others[:2])
    return f"The point {_quoted(point)} {first}; the rule: {first.rule}.{also}"


def _neighbours(article: Article) -> Iterator[tuple[Sentence, Sentence]]:
    """Every two sentences that follow one another in a paragraph."""
    return chain.from_iterable(pairwise(block.sentences) for section in article.sections for block in section.blocks)


def _everything_said(article: Article) -> tuple[list[str], list[str]]:
    """What an editor may retell: the sentences and tables; and the headings and the title, which name things too."""
    blocks = (block for section in article.sections for block in section.blocks)
    tables = (article.draft.body[one.start : one.end] for one in blocks if one.kind is BlockKind.TABLE)
    headings = (section.heading for section in article.sections if section.heading)
    return (
        [*(sentence.text for sentence in article.sentences), *(re.sub(r"<[^<>]*>|[|*_]", " ", one) for one in tables)],
        [*headings, article.title],
    )


def _remedy(point: KeyPoint) -> str:
    if point.author is Author.CONDENSER:
        return "Condense the article again; if this returns, the condenser is at fault and must not be used."
    return (
        "Say it as the article does, or mend the article. If you know better, write it in two lines, "
        'text: "…" and because: "your reason"; the reason stays with the issue.'
    )


def _line(point: KeyPoint, article: Article) -> int:
    if point.author is Author.EDITOR:
        return next((own.line for own in article.draft.points if own.text == point.text), 0)
    return article.draft.body_line + article.draft.body.count("\n", 0, point.source.start)


def _quoted(point: KeyPoint) -> str:
    return f"“{point.text}”"
