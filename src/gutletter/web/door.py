"""What the readers' pages need from the world, already opened, and who is knocking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Request
from starlette.exceptions import HTTPException

from gutletter.addresses import shortened
from gutletter.links import Purpose, read_token
from gutletter.model import Consent, Letterhead
from gutletter.ports import Store
from gutletter.settings import Settings, WebSettings
from gutletter.theme import Theme, look_of

USUAL = WebSettings()


def nobody() -> None:
    """Nobody waits to be woken."""


@dataclass(frozen=True, slots=True)
class Door:
    """Everything the readers' pages need. ``wake`` tells whoever sends notices that one waits."""

    store: Store
    theme: Theme
    letterhead: Letterhead
    secrets: tuple[str, ...]  # what links are signed with: the current one, then the one before it
    clock: Callable[[], datetime]
    web: WebSettings = USUAL
    wake: Callable[[], None] = nobody
    picture_hosts: tuple[str, ...] = ()  # from which pages may show pictures, beside the site's own

    @property
    def home(self) -> str:
        """The path the site begins with; empty at the top of a host."""
        return urlsplit(self.letterhead.site).path

    def names(self, purpose: Purpose, token: str) -> tuple[int, int]:
        """What a link names: an issue or notice, and a reader. A token that nobody of ours made leads nowhere: 404."""
        names = read_token(self.secrets, purpose, token)
        if names is None:
            raise HTTPException(404)
        return names

    def consent(self, request: Request, source: str, wording: str = "") -> Consent:
        """What somebody says on this page now, for the record; whoever writes it down adds what was said."""
        return Consent(self.clock(), "", source, wording, network_of(request))


def network_of(request: Request) -> str:
    """From where somebody asks, shortened to a network; empty where the server cannot tell."""
    return shortened(request.client.host) if request.client else ""


def picture_hosts(settings: Settings, theme: Theme) -> tuple[str, ...]:
    """The publication's own hosts: nobody else learns who reads a letter in a browser."""
    addresses = (settings.publication.site, settings.publication.article_url, str(look_of(theme)["logo"]["url"]))
    own = (urlsplit(address).netloc for address in addresses if address)
    return tuple(dict.fromkeys(host.lower() for host in (*own, *settings.web.picture_hosts) if host))
