"""Which pieces stand beside this one: those the editor named, those the article mentions, then the most similar ones.

Similarity is the cosine of TF-IDF vectors over stems; title and tags weigh more than text. What is too unlike is not
offered, however short that leaves the list.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from functools import lru_cache

from gutletter.languages import lexicon, stem, words
from gutletter.model import Article, Piece, Related

_FLOOR = 0.1  # cosine below which a piece is about something else
_TITLE, _TAG = 3, 3  # how often a word of the title, and a tag, count
_LONG = 150  # different words
_BEGINNING = 5000  # characters
_ALMOST = 0.92  # likeness of two titles that are the same but for a slip of the pen
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Vector = dict[str, float]


def related_to(
    article: Article,
    asked: Sequence[str],
    archive: Sequence[Piece],
    *,
    withdrawn: Sequence[Piece] = (),
    count: int = 3,
    unknown: str = "show",
) -> tuple[Related, ...]:
    """The pieces to name under a letter: all that were asked for or mentioned, then similar ones up to ``count``.

    ``asked`` holds slugs, titles or URLs. A title that matches no piece is kept without a link, or left out when
    ``unknown`` is "omit". The article itself is never among them, nor what is ``withdrawn``, and no piece twice.
    """
    others = [piece for piece in archive if not _is(piece, article)]
    chosen: dict[str, Related] = {}
    for name in (*asked, *article.mentioned):
        url = article.addresses.get(name, "")
        piece = resolve(name, others) or (resolve(url, others) if url else None)
        if piece is not None:
            chosen.setdefault(piece.slug, Related(piece.title, piece.url, piece.line, asked=True))
        elif resolve(name, withdrawn) or (url and resolve(url, withdrawn)):
            continue
        elif _is_address(name):
            chosen.setdefault(_address(name), Related(_address(name), name.strip(), asked=True))
        elif url:
            if not _names(url, article):
                chosen.setdefault(_address(url), Related(" ".join(name.split()), url, asked=True))
        elif unknown == "show" and not _is_slug(name) and not _names(name, article):
            chosen.setdefault(_plain(name), Related(" ".join(name.split()), asked=True))
    for piece in _similar(article, archive):
        if len(chosen) >= count:
            break
        if piece.url and not _is(piece, article):
            chosen.setdefault(piece.slug, Related(piece.title, piece.url, piece.line))
    return tuple(chosen.values())


def unresolved(article: Article, asked: Sequence[str], archive: Sequence[Piece]) -> tuple[str, ...]:
    """What was asked for or mentioned and is neither a known piece nor an address."""
    return tuple(
        name
        for name in dict.fromkeys((*asked, *article.mentioned))
        if resolve(name, archive) is None
        and not (_is_address(name) or name in article.addresses)
        and not _names(name, article)
    )


def resolve(name: str, archive: Sequence[Piece]) -> Piece | None:
    """The piece that goes by this slug, URL or title; case, dashes, quotes and punctuation do not matter."""
    slug, address, title = name.strip().lower(), _address(name), _plain(name)
    for piece in archive:
        if slug == piece.slug.lower() or (piece.url and address == _address(piece.url)):
            return piece
    if not title:
        return None
    for piece in archive:
        if title == _plain(piece.title):
            return piece
    near = [(SequenceMatcher(None, title, other).ratio(), piece) for piece in archive if (other := _like(title, piece))]
    return next((piece for ratio, piece in near if ratio >= _ALMOST), None)


# ── names ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


_AND = re.compile(r"(?<=\w )(?:and|und|y|et) (?=\w)")  # between two words, where others write "&"


@lru_cache(maxsize=8192)
def _plain(title: str) -> str:
    """A title as its words alone, without case, accents and punctuation; "and" and "&" are the same."""
    letters = unicodedata.normalize("NFKD", title).casefold()
    said = re.findall(r"[^\W_]+", "".join(sign for sign in letters if not unicodedata.combining(sign)))
    return _AND.sub("", " ".join(said))


def _like(title: str, piece: Piece) -> str:
    """The piece's title, if it is about as long as this one; comparing letter by letter is slow."""
    other = _plain(piece.title)
    return other if abs(len(other) - len(title)) <= 0.1 * len(title) else ""


@lru_cache(maxsize=8192)
def _address(url: str) -> str:
    return re.sub(r"^https?://(www\.)?|[?#].*$", "", url.strip().lower()).rstrip("/")


def _is_slug(name: str) -> bool:
    """Whether a name is one that only editors know a piece by, and no title."""
    return bool(re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", name.strip()))


def _is_address(name: str) -> bool:
    return bool(re.match(r"https?://\S+$", name.strip()))


def _is(piece: Piece, article: Article) -> bool:
    draft = article.draft
    return (
        piece.slug == draft.slug
        or (bool(draft.url) and _address(piece.url) == _address(draft.url))
        or _plain(piece.title) == _plain(article.title)
    )


def _names(name: str, article: Article) -> bool:
    """Whether a name is the article's own."""
    draft = article.draft
    return name.strip() == draft.slug or _plain(name) == _plain(article.title) or _address(name) == _address(draft.url)


# ── likeness ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, eq=False)
class _Index:
    """The archive, read once: for each term the pieces that hold it, with the term's share of their vector."""

    pieces: tuple[Piece, ...]
    rarity: dict[str, float]
    holders: dict[str, list[tuple[int, float]]]


def _similar(article: Article, archive: Sequence[Piece]) -> list[Piece]:
    """The pieces above the floor, the likest first; of two equals the newer one."""
    index = _index(tuple(archive), article.draft.language)
    headings = " ".join(section.heading for section in article.sections)
    text = f"{headings} {' '.join(sentence.text for sentence in article.sentences)}"
    counts = _terms(article.title, article.draft.tags, text, article.draft.language)
    likeness = [0.0] * len(index.pieces)
    for term, weight in _vector(counts, index.rarity).items():
        for at, share in index.holders.get(term, ()):
            likeness[at] += weight * share
    near = [(at, like) for at, like in enumerate(likeness) if like >= _FLOOR]
    near.sort(key=lambda one: _rank(index.pieces[one[0]], one[1]), reverse=True)
    return [index.pieces[at] for at, _ in near]


def _rank(piece: Piece, likeness: float) -> tuple[float, datetime, str]:
    return round(likeness, 2), piece.at or _LONG_AGO, piece.slug


@lru_cache(maxsize=2)
def _index(pieces: tuple[Piece, ...], language: str) -> _Index:
    counts = [_terms(piece.title, piece.tags, piece.text, language) if piece.text else Counter() for piece in pieces]
    held = Counter(term for one in counts for term in one)
    rarity = {term: math.log(1 + len(pieces) / number) for term, number in held.items()}
    holders: dict[str, list[tuple[int, float]]] = {}
    for at, one in enumerate(counts):
        for term, weight in _vector(one, rarity).items():
            holders.setdefault(term, []).append((at, weight))
    return _Index(pieces, rarity, holders)


class _Stems(dict[str, str]):
    """The stem of every word met so far; "" for words that say nothing of a subject."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._lexicon = lexicon(language)

    def __missing__(self, word: str) -> str:
        silent = word in self._lexicon.stop or len(word) < 3 or word.isdigit()
        self[word] = found = "" if silent else stem(word, self._lexicon.language)
        return found


@lru_cache(maxsize=8)
def _stems(language: str) -> _Stems:
    return _Stems(language)


def _terms(title: str, tags: Sequence[str], text: str, language: str) -> Counter[str]:
    """How often each stem stands in a piece; a tag is a term of its own kind.

    A long text is judged by its beginning, and by what it says more than once: the rest tells little of the subject
    and makes up most of the work.
    """
    stems = _stems(language)
    counts = Counter(words(text[:_BEGINNING]))
    least = 1 if len(counts) < _LONG else 2
    terms: Counter[str] = Counter()
    for word, number in [one for one in counts.items() if one[1] >= least]:
        if found := stems[word]:
            terms[found] += number
    for word in words(title):
        if stems[word]:
            terms[stems[word]] += _TITLE
    for tag in tags:
        terms[f"tag {_plain(tag)}"] += _TAG
    return terms


def _vector(counts: Counter[str], rarity: dict[str, float]) -> Vector:
    raw = {term: (1 + math.log(number)) * rarity[term] for term, number in counts.items() if term in rarity}
    length = math.sqrt(math.fsum(weight * weight for weight in raw.values())) or 1.0
    return {term: weight / length for term, weight in raw.items()}
