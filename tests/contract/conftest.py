"""The databases on which the store's contract is tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gutletter.ports import Store
from gutletter.store import open_store
from tests.postgres import empty_database, postgres_server

__all__ = ["postgres_server"]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an empty database may be made, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'gutletter.db'}"
        return
    with empty_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def store(store_url: str, tmp_path: Path) -> Iterator[Store]:
    """A store that has just been made."""
    with closing(open_store(store_url, tmp_path)) as opened:
        yield opened
