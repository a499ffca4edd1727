"""Who condenses: one file per condenser, and the table by which they are named.

A condenser is a function of an article (``ports.Condenser``). Files that begin with an underscore are parts of the
built-in one.
"""

from __future__ import annotations

from importlib import import_module

from gutletter.errors import SettingsError
from gutletter.ports import Condenser

CONDENSERS = {"extractive": "gutletter.condensers.extractive:condense"}
"""Name → function, imported when it is asked for."""


def condenser(name: str) -> Condenser:
    """The condenser of that name; SettingsError for a name that is not in the table."""
    if name not in CONDENSERS:
        raise SettingsError(f"There is no condenser {name!r}.", remedy=f"Known are: {', '.join(sorted(CONDENSERS))}.")
    module, _, function = CONDENSERS[name].partition(":")
    found: Condenser = getattr(import_module(module), function)
    return found
