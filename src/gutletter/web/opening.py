"""Settings → the readers' pages, with everything they need opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.types import ASGIApp

from gutletter import bootstrap
from gutletter.pipeline import Newsroom
from gutletter.settings import Settings
from gutletter.subscriptions import Office
from gutletter.web.clicks import ClickDoor, Tally, clicks_route
from gutletter.web.door import Door, picture_hosts
from gutletter.web.post import PostRoom
from gutletter.web.readers import readers_app
from gutletter.web.sorting import SortingRoom
from gutletter.web.webhooks import PostDoor, webhooks_route


@contextmanager
def open_readers_app(settings: Settings, newsroom: Newsroom) -> Iterator[ASGIApp]:
    """The pages of a publication, and a post room of their own: what is asked for there never waits behind an issue.

    SettingsError, ThemeError.
    """
    webhooks = bootstrap.open_webhooks(settings)
    with bootstrap.open_provider(settings) as provider:
        office = Office(newsroom.store, provider, newsroom.theme, newsroom.letterhead, newsroom.secret, newsroom.clock)
        post = PostRoom(office, settings.web.confirm_within)
        tally = Tally() if settings.clicks.count else None
        patience, keep = bootstrap.soft_bounces(settings), settings.events.keep
        sorting = SortingRoom(newsroom.store, webhooks, newsroom.clock, patience, keep, tally)
        machines = (
            webhooks_route(PostDoor(newsroom.store, webhooks, newsroom.clock, sorting.wake)),
            clicks_route(ClickDoor(newsroom.store, bootstrap.link_secrets(settings), newsroom.clock, tally)),
        )
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
                ),
                beside=machines,
            )
        finally:
            sorting.close()
            post.close()
