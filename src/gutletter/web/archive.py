"""What has gone out, for everybody: a list to look through, each letter as it was sent, and the full pieces.

These pages are the same for everyone, so they may be kept by whoever fetches them; they name no reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from gutletter.links import Purpose
from gutletter.model import Fork, Issue, IssueState, Piece
from gutletter.theme import filled
from gutletter.web.answering import Head, answer, data_for_programs, day, first_name, language_of, words_for, written
from gutletter.web.door import Door
from gutletter.web.forms import stamp
from gutletter.web.letters import as_page, neutral, policy, without_strangers_pictures
from gutletter.web.shelf import Kept, Shelf, Stock, slug_path

ON_A_PAGE = 20
IN_THE_FEED = 20
TAGS_SHOWN = 30
LONGEST_QUESTION = 100  # characters


@dataclass(frozen=True, slots=True)
class Entry:
    """A piece as the list shows it."""

    title: str
    line: str
    href: str
    day: str
    iso: str
    tags: tuple[tuple[str, str], ...]


def archive(door: Door, shelf: Shelf) -> APIRouter:
    """``/``, ``/issues/…``, the feed and the sitemap, unless the settings keep them closed; ``/articles/…`` always."""
    router = APIRouter(include_in_schema=False)
    if door.web.archive:
        _open(router, door, shelf)

    @router.api_route("/articles/{slug}", methods=["GET", "HEAD"])
    def article(request: Request, slug: str) -> Response:
        language = language_of(door, request)
        return shelf.page(
            request, ("article", slug, language), lambda stock: _article(door, stock, slug, language), age=300
        )

    @router.api_route("/v/{token}", methods=["GET", "HEAD"])
    def view(request: Request, token: str) -> Response:
        issue_id, subscriber_id = door.names(Purpose.VIEW, token)
        if issue_id == 0:
            return answer(door, request, "message", "test")
        issue = door.store.issue_by_id(issue_id)
        if issue is None:
            raise HTTPException(404)
        reader = door.store.subscriber_by_id(subscriber_id)
        language = language_of(door, request, reader)
        page = _letter(door, issue, language, first_name(reader.name) if reader else "", own=True)
        headers = {"Content-Language": language, "Content-Security-Policy": policy(door.picture_hosts)}
        return Response(page, media_type="text/html", headers=headers)

    @router.api_route("/robots.txt", methods=["GET", "HEAD"])
    def robots(request: Request) -> Response:
        closed = "".join(f"Disallow: {door.home}/{private}/\n" for private in ("u", "p", "s", "yes", "v", "c"))
        sitemap = f"\nSitemap: {door.letterhead.site}/sitemap.xml\n" if door.web.archive else ""
        body = f"User-agent: *\n{closed}{sitemap}".encode()
        return shelf.page(request, ("robots",), lambda _: Kept(body, "text/plain", ""), age=3600)

    return router


def _open(router: APIRouter, door: Door, shelf: Shelf) -> None:
    @router.api_route("/", methods=["GET", "HEAD"])
    def everything(request: Request, q: str = "", tag: str = "", page: str = "1") -> Response:
        language = language_of(door, request)
        asked = " ".join(q.split())[:LONGEST_QUESTION]
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 6 else 0
        if asked or (tag and tag not in shelf.now().tags):
            kept = _list(door, shelf.now(), language, asked, tag, number)
            return Response(kept.body, media_type="text/html", headers={"Content-Language": language})
        key = "list", language, tag, str(number)
        return shelf.page(request, key, lambda stock: _list(door, stock, language, "", tag, number), age=60)

    @router.api_route("/issues/{slug}", methods=["GET", "HEAD"])
    def issue(request: Request, slug: str) -> Response:
        language = language_of(door, request)
        return shelf.page(
            request, ("issue", slug, language), lambda stock: _issue(door, stock, slug, language), age=300
        )

    @router.api_route("/feed.xml", methods=["GET", "HEAD"])
    def feed(request: Request) -> Response:
        return shelf.page(request, ("feed",), lambda stock: _feed(door, stock), age=600)

    @router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
    def sitemap(request: Request) -> Response:
        return shelf.page(request, ("sitemap",), lambda stock: _sitemap(door, stock), age=3600)


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _list(door: Door, stock: Stock, language: str, asked: str, tag: str, number: int) -> Kept:
    found = stock.find(asked, tag)
    last = max(1, -(-len(found) // ON_A_PAGE))
    if not 1 <= number <= last:
        raise HTTPException(404)
    shown = found[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    site = door.letterhead.site
    data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": door.letterhead.name,
        "url": f"{site}/",
        "inLanguage": door.letterhead.language,
    }
    gaps = {"asked": asked, "tag": tag, "number": number, "last": last, "count": len(found)}
    words = words_for(door, language)["archive"]
    page = written(
        door,
        "archive",
        "archive",
        language,
        gaps=gaps,
        title=words["asked" if asked else "topic" if tag else "title"].format(**gaps),
        entries=_entries(door, shown, language),
        tags=[(one, _query(door, tag=one)) for one in stock.tags[:TAGS_SHOWN]],
        tag=tag,
        asked=asked,
        newer=_query(door, q=asked, tag=tag, page=str(number - 1)) if number > 1 else "",
        older=_query(door, q=asked, tag=tag, page=str(number + 1)) if number < last else "",
        first=number == 1,
        shown=stamp(door.secrets[0], door.clock()) if asked else "",
        head=Head(
            f"{site}/{_asking(tag=tag, page=str(number))}",
            door.letterhead.name,
            words_for(door, language)["join"]["text"].replace("{publication}", door.letterhead.name),
            "website",
            data_for_programs(data),
            index=not asked,
        ),
    )
    return Kept(page.encode(), "text/html", language)


def _entries(door: Door, pieces: Sequence[Piece], language: str) -> list[Entry]:
    return [
        Entry(
            piece.title,
            piece.line,
            f"{door.home}/issues/{slug_path(piece.slug)}",
            day(door, piece.at, language) if piece.at else "",
            piece.at.isoformat() if piece.at else "",
            tuple((tag, _query(door, tag=tag)) for tag in piece.tags[:5]),
        )
        for piece in pieces
    ]


def _query(door: Door, **asked: str) -> str:
    return f"{door.home}/{_asking(**asked)}"


def _asking(**asked: str) -> str:
    query = urlencode({name: value for name, value in asked.items() if value and (name, value) != ("page", "1")})
    return f"?{query}" if query else ""


# ── one of them ───────────────────────────────────────────────────────────────────────────────────────────────────


def _issue(door: Door, stock: Stock, slug: str, language: str) -> Kept:
    issue = sent_issue(door, stock, slug)
    page = _letter(door, issue, language, "", own=False, line=stock.by_slug[slug].line)
    return Kept(page.encode(), "text/html", language, {"Content-Security-Policy": policy(door.picture_hosts)})


def sent_issue(door: Door, stock: Stock, slug: str) -> Issue:
    """The issue that the archive shows under this name; 404."""
    if slug not in stock.by_slug:
        raise HTTPException(404)
    issue = door.store.issue(slug)
    if issue is None or issue.slug != slug or issue.state is IssueState.CANCELLED:  # repeated, and then cancelled
        issue = next((one for one in door.store.issues(1000) if one.slug == slug and one.state in _GONE_OUT), None)
    if issue is None:
        raise HTTPException(404)
    return issue


_GONE_OUT = (IssueState.SENDING, IssueState.SENT)


def _letter(door: Door, issue: Issue, language: str, name: str, *, own: bool, line: str = "") -> str:
    words = words_for(door, language)
    here = f"{door.letterhead.site}/issues/{slug_path(issue.slug)}"
    leave = f"{door.letterhead.site}/leave"
    everyone = words["letter"]["everyone"].format(publication=door.letterhead.name)
    forks = any(fork in issue.rendered.html for fork in Fork)  # then it has words of its own for the nameless
    reader = name or ("" if forks else words["letter"]["reader"])
    letter = neutral(issue.rendered, name=reader, everyone=everyone, leave=leave, here=here)
    gaps = {"date": day(door, issue.opened_at, language), "name": name, "publication": door.letterhead.name}
    names: dict[str, object] = {
        "publication": door.letterhead,
        "words": words,
        "language": language,
        "home": door.home,
        "archive": door.web.archive,
        "gaps": gaps,
        "own": own,
        "page": words["letter"],
        "head": _head(door, issue.title, line, here, issue.opened_at, index=not own),
    }
    head = filled(door.theme, "web/letter-head.html", names)
    bar = filled(door.theme, "web/letter-bar.html", names)
    return without_strangers_pictures(as_page(letter, head=head, bar=bar), door.picture_hosts)


def _article(door: Door, stock: Stock, slug: str, language: str) -> Kept:
    piece, full = stock.by_slug.get(slug), door.store.full_piece(slug)
    if piece is None or full is None or piece.at is None:
        raise HTTPException(404)
    here = f"{door.letterhead.site}/articles/{slug_path(slug)}"
    page = written(
        door,
        "article",
        "article",
        language,
        gaps={"author": full.author, "date": day(door, piece.at, language)},
        title=piece.title,
        piece=piece,
        author=full.author,
        content=without_strangers_pictures(full.html, door.picture_hosts),
        content_language=full.language or door.letterhead.language,
        letter=f"{door.home}/issues/{slug_path(slug)}" if door.web.archive else "",
        day=day(door, piece.at, language),
        iso=piece.at.isoformat(),
        tags=tuple((tag, _query(door, tag=tag)) for tag in piece.tags) if door.web.archive else (),
        head=_head(door, piece.title, piece.line, here, piece.at, index=True, author=full.author),
    )
    return Kept(page.encode(), "text/html", language, {"Content-Security-Policy": policy(door.picture_hosts)})


def _head(door: Door, title: str, line: str, here: str, at: datetime, *, index: bool, author: str = "") -> Head:
    publisher = {"@type": "Organization", "name": door.letterhead.name, "url": f"{door.letterhead.site}/"}
    data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": title[:110],
        "description": line,
        "datePublished": at.isoformat(timespec="seconds"),
        "url": here,
        "mainEntityOfPage": here,
        "inLanguage": door.letterhead.language,
        "author": {"@type": "Person", "name": author} if author else publisher,
        "publisher": publisher,
    }
    published = at.isoformat(timespec="seconds")
    return Head(here, title, line, "article", data_for_programs(data), published, index)


# ── for programs ──────────────────────────────────────────────────────────────────────────────────────────────────


def _feed(door: Door, stock: Stock) -> Kept:
    pieces = [
        {
            "title": piece.title,
            "url": f"{door.letterhead.site}/issues/{slug_path(piece.slug)}",
            "at": piece.at.isoformat(timespec="seconds") if piece.at else "",
            "line": piece.line,
            "tags": piece.tags,
        }
        for piece in stock.pieces[:IN_THE_FEED]
    ]
    changed = (stock.changed_at or door.clock()).isoformat(timespec="seconds")
    names = {"publication": door.letterhead, "pieces": pieces, "changed": changed}
    return Kept(filled(door.theme, "web/feed.xml", names).encode(), "application/atom+xml", "")


def _sitemap(door: Door, stock: Stock) -> Kept:
    site = door.letterhead.site
    pages: list[tuple[str, str]] = [(f"{site}/", ""), (f"{site}/join", "")]
    for piece in stock.pieces[:25_000]:
        pages.append(
            (f"{site}/issues/{slug_path(piece.slug)}", piece.at.isoformat(timespec="seconds") if piece.at else "")
        )
        if piece.url == f"{site}/articles/{piece.slug}":
            pages.append((piece.url, piece.at.isoformat(timespec="seconds") if piece.at else ""))
    return Kept(filled(door.theme, "web/sitemap.xml", {"pages": pages}).encode(), "application/xml", "")
