"""Settings → the readers' pages, with everything they need opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from gutletter import bootstrap
from gutletter.pipeline import Newsroom
from gutletter.settings import Settings
from gutletter.subscriptions import Office
from gutletter.web.door import Door, picture_hosts
from gutletter.web.post import PostRoom
from gutletter.web.readers import readers_app


@contextmanager
def open_readers_app(settings: Settings, newsroom: Newsroom) -> Iterator[ASGIApp]:
    """The pages of a publication, and a post room of their own: what is asked for there never waits behind an issue.

    SettingsError, ThemeError.
    """
    with bootstrap.open_provider(settings) as provider:
        office = Office(newsroom.store, provider, newsroom.theme, newsroom.letterhead, newsroom.secret, newsroom.clock)
        post = PostRoom(office, settings.web.confirm_within)
        try:
            yield readers_app(
                Door(
                    store=newsroom.store,
                    theme=newsroom.theme,
                    letterhead=newsroom.letterhead,
                    secrets=bootstrap.link_secrets(settings),
                    clock=newsroom.clock,
                    web=settings.web,
                    wake=post.wake,
                    picture_hosts=picture_hosts(settings, newsroom.theme),
                )
            )
        finally:
            post.close()
