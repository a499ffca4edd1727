"""What machines call among the readers' pages, tried by a program that has read the description alone."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from gutletter.feedback import work_off
from gutletter.links import Purpose
from gutletter.model import SoftBounces, SubscriberState
from gutletter.ports import Store, Webhook
from gutletter.providers.mailgun_webhook import MailgunWebhook
from gutletter.providers.postmark_webhook import PostmarkWebhook
from gutletter.providers.sendgrid_webhook import SendGridWebhook
from gutletter.providers.ses_webhook import SesWebhook
from gutletter.providers.sns import Sns
from gutletter.providers.webhooks import whose
from gutletter.store import open_store
from gutletter.web.readers import pages
from gutletter.web.webhooks import PostDoor, webhooks_app
from tests.doors import door, path, reader
from tests.fakes.sns import TOPIC, FakeSns
from tests.ledgers import NOW
from tests.test_providers_sendgrid_webhook import public

UNSIGNED = [positive_data_acceptance]  # no description can sign a post
OURS = whose(["now"])
PASSWORD = "Basic " + base64.b64encode(b"gutletter:p4ss").decode()
WEBHOOKS: Mapping[str, Webhook] = {
    "mailgun": MailgunWebhook("signing-key", OURS),
    "postmark": PostmarkWebhook("p4ss", OURS),
    "sendgrid": SendGridWebhook(public(), OURS),
    "ses": SesWebhook(TOPIC, OURS, Sns(TOPIC, FakeSns().get)),
}


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


@pytest.mark.parametrize("provider", ["postmark", "mailgun", "sendgrid", "ses", "anything"])
def test_whatever_is_posted_as_news_of_our_mail_is_answered_as_described_and_counted(
    store: Store, provider: str
) -> None:
    """Postmark proves who it is by a password alone, so there everything that can be described gets inside."""
    post_door = PostDoor(store, WEBHOOKS, lambda: NOW)
    app = webhooks_app(post_door)
    app.get("/openapi.json", include_in_schema=False)(app.openapi)
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)["/{provider}"]["POST"]
    answered: Counter[int] = Counter()
    waiting = store.waiting_posts()

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy())
    def tried(case) -> None:  # type: ignore[no-untyped-def]
        if provider != "anything":
            case.path_parameters = {"provider": provider}
        case.headers = {**(case.headers or {}), "Authorization": PASSWORD}
        answered[case.call_and_validate(excluded_checks=UNSIGNED).status_code] += 1

    tried()
    assert set(answered) <= {204, 400, 403, 404}
    assert (204 in answered) == (provider == "postmark")
    assert sum(post_door.refused.values()) == answered.total() - answered[204]
    assert store.waiting_posts() - waiting == answered[204]
    work = work_off(store, WEBHOOKS, lambda: NOW, SoftBounces())
    assert (work.events, work.unreadable) == (0, 0)


def test_the_webhooks_describe_what_they_take() -> None:
    app = webhooks_app(PostDoor(None, {}, lambda: NOW))  # type: ignore[arg-type]  # nothing is asked of it
    (operation,) = app.openapi()["paths"]["/{provider}"].items()
    assert operation[0] == "post"
    assert set(operation[1]["responses"]) == {"204", "400", "403", "404", "413", "422", "503"}


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
