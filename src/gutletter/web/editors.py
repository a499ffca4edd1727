"""The preview: one page on this machine, or the same as files. It only ever shows; there is nothing to change here."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from gutletter.errors import DraftError, GutletterError, SettingsError
from gutletter.model import Severity
from gutletter.web.pages import FILE_POLICY, HERE, page, style_of
from gutletter.web.preview import Preview, View, seen
from gutletter.web.serving import SafeHeaders
from gutletter.web.tracing import traced_points

CLIPPED = 102  # kB; where Gmail cuts a letter off

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)


def preview_app(look: Callable[[], Preview]) -> ASGIApp:
    """The preview as a web app; ``look`` is asked anew for every page, so what changes is seen.

    The letter's views belong to the page that was shown last. A letter that cannot be made is a page that says what is
    wrong and where. Answers GET alone, and nobody who calls this machine by another name than its own (DNS rebinding).
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=HERE / "static"))

    shown: Preview | None = None

    @app.get("/")
    def front(request: Request) -> Response:
        nonlocal shown
        try:
            shown = preview = look()
        except GutletterError as error:
            version = f'"{blake2b(str(error).encode("utf-8", "replace"), digest_size=12).hexdigest()}"'
            content = _trouble(error, version)
        else:
            version = f'"{preview.version}"'
            content = _page(preview, version)
        if request.headers.get("if-none-match") == version:
            return Response(status_code=304, headers={"ETag": version})
        return HTMLResponse(content, headers={"ETag": version, "Cache-Control": "no-cache"})

    @app.get("/letter/{view}.html")
    def letter(view: View) -> Response:
        headers = {"Content-Security-Policy": LETTER_POLICY}
        return HTMLResponse(seen(last_shown().html, view), headers=headers)

    @app.get("/letter.eml")
    def message() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="letter.eml"'}
        return Response(last_shown().message, media_type="message/rfc822", headers=headers)

    def last_shown() -> Preview:
        if shown is not None:
            return shown
        try:
            return look()
        except GutletterError as error:
            raise HTTPException(404, str(error)) from error

    return TrustedHostMiddleware(
        SafeHeaders(app, {"Content-Security-Policy": PAGE_POLICY, "Cross-Origin-Resource-Policy": "same-origin"}),
        allowed_hosts=["127.0.0.1", "localhost"],
    )


def write_preview(preview: Preview, folder: Path) -> Path:
    """The same as files: ``index.html``, which needs no other, and the letter as HTML, text and email.

    The path of the page. SettingsError when the folder cannot be written to.
    """
    files = {
        "letter.html": preview.html.encode("utf-8", "replace"),
        "letter.txt": preview.text.encode("utf-8", "replace"),
        "letter.eml": preview.message,
        "index.html": _page(preview).encode("utf-8", "replace"),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise SettingsError(f"{folder}: {error.strerror or error}.", remedy="Choose another with --out.") from error
    return folder / "index.html"


def _page(preview: Preview, version: str = "") -> str:
    """The page; served when it has a version, otherwise self-contained."""
    errors = sum(finding.severity is Severity.ERROR for finding in preview.findings)
    return page(
        "preview.html",
        version=version,
        style="" if version else style_of("desk", "preview"),
        policy="" if version else FILE_POLICY,
        preview=preview,
        source=preview.message.decode("ascii", "replace").replace("\r\n", "\n"),
        points=traced_points(preview.digest, preview.rendered.letterhead.language),
        errors=errors,
        warnings=len(preview.findings) - errors,
        size=(len(preview.html.encode("utf-8", "replace")) + 999) // 1000,
        clipped=CLIPPED,
        pictures=preview.html.lower().count("<img"),
        views={} if version else {view.value: seen(preview.html, view) for view in View},
    )


def _trouble(error: GutletterError, version: str) -> str:
    kind = "article" if isinstance(error, DraftError) else "letter"
    return page("trouble.html", version=version, error=error, kind=kind)
