"""What machines call among the readers' pages, tried by a program that has read the description alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings

from gutletter.links import Purpose
from gutletter.model import SubscriberState
from gutletter.ports import Store
from gutletter.store import open_store
from gutletter.web.readers import pages
from tests.doors import door, path, reader


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store("sqlite:///machines.db", tmp_path_factory.mktemp("machines"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def described(store: Store) -> FastAPI:
    """The pages, with the description that they do not serve."""
    app = pages(door(store))
    app.get("/openapi.json", include_in_schema=False)(app.openapi)
    return app


def test_only_the_one_click_post_is_described_for_machines(described: FastAPI) -> None:
    operations = {place: set(verbs) for place, verbs in described.openapi()["paths"].items()}

    assert operations == {"/u/{token}": {"post"}}


def test_whatever_the_description_allows_is_answered_as_it_says(described: FastAPI, store: Store) -> None:
    ada = reader(store)
    schema = schemathesis.openapi.from_asgi("/openapi.json", described)
    operation = schema["/u/{token}"]["POST"]

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def tried(case) -> None:  # type: ignore[no-untyped-def]
        case.call_and_validate()

    tried()
    known = store.subscriber_by_id(ada)
    assert known is not None
    assert known.state is SubscriberState.CONFIRMED  # no made-up token is anybody's
    genuine = path(Purpose.UNSUBSCRIBE, ada).rpartition("/")[2]
    case = operation.Case(path_parameters={"token": genuine}, body={"List-Unsubscribe": "One-Click"},
                          media_type="application/x-www-form-urlencoded")  # fmt: skip
    case.call_and_validate()
    known = store.subscriber_by_id(ada)
    assert known is not None
    assert known.state is SubscriberState.UNSUBSCRIBED
