"""CSS written into the elements it is for, because half of all mail clients take ``<style>`` away.

premailer 3.10 is tamed here, and imported nowhere else. It has had no release since 2021 and does the work well, given
that its habits are known.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


class CannotInline(ValueError):
    """premailer stumbles over the document; whoever wrote the template mends it."""


def inlined(document: str) -> str:
    """The document with its ``<style>`` written into its elements; those marked ``data-premailer="ignore"`` stay.

    Fetches and reads nothing. Article HTML must come without style attributes. Raises CannotInline.

    The cache starts empty, for premailer takes one document's ``style="td"`` for another's selector. cssutils' fetcher
    is taken away, for it follows an ``@import`` to files and addresses. One document goes after the other, for two
    threads mix up theirs. ``!important`` and image sizes stay, for responsive and dark styles rest on them.
    """
    # Imported here: it costs a tenth of a second, which verbs that render nothing need not pay.
    import cssutils.util

    with _without_requests():
        import premailer.cache

    with premailer.cache.cache_access_lock:
        premailer.cache.cache.clear()
        cssutils.util._defaultFetcher = _fetch_nothing
        inliner = premailer.Premailer(
            document,
            strip_important=False,
            disable_basic_attributes=["width", "height", "bgcolor", "align", "valign"],
            disable_validation=True,
            allow_network=False,
            allow_loading_external_files=False,
            cssutils_logging_level=logging.CRITICAL,
        )
        try:
            return str(inliner.transform(pretty_print=False))
        except (AttributeError, LookupError, SyntaxError, TypeError, ValueError) as error:
            raise CannotInline(str(error)) from error


@contextmanager
def _without_requests() -> Iterator[None]:
    """While premailer is loaded, an empty module in the place of what it would fetch with, which takes as long to load.

    Nobody else here uses that.
    """
    if "requests" in sys.modules:
        yield
        return
    sys.modules["requests"] = ModuleType("requests")
    try:
        yield
    finally:
        del sys.modules["requests"]


def _fetch_nothing(url: str) -> tuple[None, bytes]:
    return None, b""
