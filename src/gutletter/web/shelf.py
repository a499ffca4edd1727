"""What has gone out, in memory, and the pages made of it: most of what is asked for has been asked for before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from hashlib import blake2b
from threading import Lock
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from gutletter.model import Piece
from gutletter.ports import Store

FRESH = timedelta(seconds=2)
"""How long what is shown may be behind what has gone out."""

PAGES_KEPT = 300


@dataclass(frozen=True)
class Stock:
    """The archive as it stood when it was looked at, newest first."""

    mark: str
    pieces: tuple[Piece, ...] = ()
    changed_at: datetime | None = None  # None: nothing has gone out

    @cached_property
    def by_slug(self) -> dict[str, Piece]:
        """The pieces by their names."""
        return {piece.slug: piece for piece in self.pieces}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """What the pieces are about, the commonest first."""
        found: dict[str, int] = {}
        for piece in self.pieces:
            for tag in piece.tags:
                found[tag] = found.get(tag, 0) + 1
        return tuple(sorted(found, key=lambda tag: (-found[tag], tag)))

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple("\n".join((one.title, one.line, " ".join(one.tags), one.text)).casefold() for one in self.pieces)

    def find(self, words: str, tag: str) -> Sequence[Piece]:
        """The pieces that have every word somewhere, and the tag; empty asks for all."""
        wanted = words.casefold().split()
        found = self.pieces
        if wanted:
            found = tuple(
                piece
                for piece, text in zip(self.pieces, self._words, strict=True)
                if all(word in text for word in wanted)
            )
        return [piece for piece in found if tag in piece.tags] if tag else found


@dataclass(frozen=True)
class Kept:
    """A page as it is answered again and again."""

    body: bytes
    media_type: str
    language: str
    headers: dict[str, str] = field(default_factory=dict)


class Shelf:
    """The archive, looked at anew every two seconds at most; threads share one."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store, self._clock = store, clock
        self._stock = Stock("")
        self._looked_at: datetime | None = None
        self._pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = Lock()

    def now(self) -> Stock:
        """What has gone out. StoreError."""
        now = self._clock()
        if self._looked_at is not None and timedelta() <= now - self._looked_at < FRESH:
            return self._stock
        with self._lock:
            mark = self._store.archive_mark()
            if mark != self._stock.mark:
                pieces = tuple(self._store.archive())
                self._stock = Stock(mark, pieces, max((one.at for one in pieces if one.at), default=None))
                self._pages.clear()
            self._looked_at = now
        return self._stock

    def page(self, request: Request, key: tuple[str, ...], made: Callable[[Stock], Kept], *, age: int) -> Response:
        """The page of this key, made when it is not kept; 304 for whoever has it already. ``age`` in seconds."""
        stock = self.now()
        kept = self._pages.get(key)
        if kept is None:
            kept = self._with_validators(made(stock), stock, age)
            with self._lock:
                self._pages[key] = kept
                if len(self._pages) > PAGES_KEPT:
                    self._pages.popitem(last=False)
        if _has_it(request, kept.headers):
            return Response(status_code=304, headers=kept.headers)
        return Response(kept.body, media_type=kept.media_type, headers=kept.headers)

    @staticmethod
    def _with_validators(kept: Kept, stock: Stock, age: int) -> Kept:
        headers = {
            "ETag": f'"{blake2b(kept.body, digest_size=12).hexdigest()}"',
            "Cache-Control": f"public, max-age={age}",
            "X-Robots-Tag": "all",
            **kept.headers,
        }
        if stock.changed_at:
            headers["Last-Modified"] = format_datetime(stock.changed_at.replace(microsecond=0), usegmt=True)
        if kept.language:
            headers |= {"Content-Language": kept.language, "Vary": "Accept-Language"}
        return Kept(kept.body, kept.media_type, kept.language, headers)


def _has_it(request: Request, headers: dict[str, str]) -> bool:
    """Whether a conditional request is answered by 304 (RFC 9110 § 13.2.2)."""
    if tags := request.headers.get("if-none-match"):
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or headers["ETag"] in known
    if (since := request.headers.get("if-modified-since")) and "Last-Modified" in headers:
        try:
            return parsedate_to_datetime(headers["Last-Modified"]) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False
    return False


def slug_path(slug: str) -> str:
    """A slug as part of a path."""
    return quote(slug, safe="")
