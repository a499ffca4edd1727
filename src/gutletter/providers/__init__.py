"""Who carries the mail: one file per provider, and the table by which the settings name them.

What an answer means is the same for all of them. A letter that may have been taken is UNCERTAIN and is never sent again
by itself; a ProviderError is raised only when nothing without a receipt can have been taken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module

from gutletter.circuit import Breaker
from gutletter.errors import SettingsError
from gutletter.ports import Circuits, Provider
from gutletter.settings import Settings

PROVIDERS = {
    "outbox": "gutletter.providers.outbox:Outbox",
    "smtp": "gutletter.providers.smtp:Smtp",
    "sendgrid": "gutletter.providers.sendgrid:SendGrid",
    "ses": "gutletter.providers.ses:Ses",
    "postmark": "gutletter.providers.postmark:Postmark",
    "mailgun": "gutletter.providers.mailgun:Mailgun",
}
"""Name → class, imported when it is asked for: nobody pays for a provider that does not carry their mail."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


def open_in_order(settings: Settings, circuits: Circuits, *, clock: Callable[[], datetime] = _utc_now) -> Provider:
    """The publication's provider, and those that carry what it cannot take; see ``open_provider``."""
    from gutletter.providers.failover import FailOver

    delivery = settings.delivery
    order = [open_provider(name, settings, clock=clock) for name in (delivery.provider, *delivery.fallback)]
    return FailOver(order, circuits, Breaker(delivery.trip_after, delivery.rest), clock=clock)


def open_provider(name: str, settings: Settings, *, clock: Callable[[], datetime] = _utc_now) -> Provider:
    """The provider of that name, as the settings describe it; no connection is made yet.

    SettingsError for a name that is not in the table or a setting that cannot be used; ProviderRefused for a missing
    key.
    """
    if name not in PROVIDERS:
        raise SettingsError(
            f"There is no provider {name!r}.", remedy=f"Set delivery.provider to one of: {', '.join(PROVIDERS)}."
        )
    module, _, kind = PROVIDERS[name].partition(":")
    provider: Provider = getattr(import_module(module), kind).from_settings(settings, clock=clock)
    return provider
