"""Which providers failed, and when they are tried again; all processes of a publication know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import select, update

from gutletter.circuit import Circuit
from gutletter.store.connection import Statements
from gutletter.store.schema import circuits as table

_COLUMNS = (table.c.provider, table.c.failures, table.c.open_until, table.c.reason)


class Circuits(Statements):
    """The providers' circuits."""

    def circuits(self) -> Mapping[str, Circuit]:
        """What is known of every provider that ever failed, by name."""
        with self._database.reading() as connection:
            return {row.provider: Circuit(*row) for row in connection.execute(select(*_COLUMNS))}

    def change_circuit(self, provider: str, change: Callable[[Circuit], Circuit]) -> Circuit:
        """Write down what became of a provider's circuit; see :class:`gutletter.ports.Circuits`."""
        mine = table.c.provider == provider
        with self._database.writing() as connection:
            new = {"provider": provider, "failures": 0, "open_until": None, "reason": ""}
            connection.execute(self._database.insert_new(table).values(new))
            row = connection.execute(select(*_COLUMNS).where(mine).with_for_update()).one()
            changed = change(Circuit(*row))
            values = {"failures": changed.failures, "open_until": changed.open_until, "reason": changed.reason}
            connection.execute(update(table).where(mine).values(values))
            return changed
