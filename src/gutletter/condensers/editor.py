"""The editor's words before the condenser's: what stands in the front matter wins, and is traced like all else."""

from __future__ import annotations

from dataclasses import replace

from gutletter.digest import language_of, objections
from gutletter.errors import NothingToCondense
from gutletter.grounding import support
from gutletter.model import Article, Author, Digest, EditorsPoint, KeyPoint
from gutletter.ports import Condenser


def edited(condense: Condenser) -> Condenser:
    """A condenser that asks another one only for what the editor left open.

    An editor's point rests on the sentence that supports it best. Whether it supports it at all is for ``traced``.
    """

    def condense_as_edited(article: Article) -> Digest:
        draft = article.draft
        try:
            digest = condense(article)
        except NothingToCondense:
            if not (draft.key_points and article.sentences):
                raise
            digest = Digest((), (), draft.title, draft.key_points[0].text)
        return _overlaid(digest, article)

    return condense_as_edited


def _overlaid(digest: Digest, article: Article) -> Digest:
    draft = article.draft
    points = tuple(_point(own, article) for own in draft.key_points) or digest.key_points
    bottom = (_point(draft.bottom_line, article),) if draft.bottom_line else digest.bottom_line
    said = {point.text for point in points}
    whole = digest.whole and not (draft.key_points or draft.bottom_line)
    return replace(
        digest,
        key_points=points,
        bottom_line=bottom if draft.bottom_line else tuple(point for point in bottom if point.text not in said),
        subject=draft.subject or digest.subject,
        preheader=draft.preheader or digest.preheader,
        whole=whole,
        notices=() if (draft.key_points and draft.bottom_line) or whole != digest.whole else digest.notices,
    )


def _point(own: EditorsPoint, article: Article) -> KeyPoint:
    texts = [sentence.text for sentence in article.sentences]
    source = article.sentences[support(own.text, texts, language_of(article))]
    return KeyPoint(
        text=own.text,
        source=source,
        section=article.section_of(source).heading,
        citations=source.citations,
        author=Author.EDITOR,
        reasons=("the editor's own words",),
        overruled=own.because,
        objections=tuple(str(one) for one in objections(own.text, article)) if own.because else (),
    )
