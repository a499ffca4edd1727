"""Amazon SES, against a strict server of our own that checks signatures."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable
from gutletter.links import Purpose, token
from gutletter.message import compose
from gutletter.model import Outcome, Receipt
from gutletter.providers.ses import Ses, delivery_id_of, tag_of
from gutletter.settings import SesSettings
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.serving import Fault, Said, serving
from tests.fakes.ses import KEY, KEY_ID, REGION, FakeSes, error

ANN, BO, CLEO = delivery("Ann"), delivery("Bo"), delivery("Cleo")

_opened: list[Ses] = []  # closed at the end of each test


@pytest.fixture
def server() -> Iterator[FakeSes]:
    with serving(FakeSes()) as fake:
        yield fake
        while _opened:
            _opened.pop().close()


def provider(server: FakeSes, naps: list[float] | None = None, **settings: Any) -> Ses:
    defaults: dict[str, Any] = {
        "access_key_id": SecretStr(KEY_ID),
        "secret_access_key": SecretStr(KEY),
        "region": REGION,
        "endpoint": server.host,
        "timeout": timedelta(seconds=5),
        "connections": 1,
    }
    sleep = [] if naps is None else naps
    _opened.append(Ses(SesSettings(**(defaults | settings)), clock=lambda: AT, sleep=sleep.append))
    return _opened[-1]


def outcomes(receipts: list[Receipt]) -> dict[str, Outcome]:
    assert len({one.delivery_id for one in receipts}) == len(receipts), "two receipts for one delivery"
    return {one.delivery_id: one.outcome for one in receipts}


def test_the_message_arrives_as_the_bytes_that_we_wrote(server: FakeSes) -> None:
    (receipt,) = provider(server, configuration_set="letters").send(LETTER, [ANN])
    (letter,) = server.letters
    assert letter.octets == compose(LETTER, ANN, at=AT)
    assert letter.configuration_set == "letters"
    assert delivery_id_of(letter.tags["gl_d"]) == ANN.id
    assert receipt.provider_id == "010001-1"


@given(st.integers(0, 10**6), st.integers(0, 10**9))
def test_a_tag_brings_the_deliverys_id_back(issue: int, reader: int) -> None:
    name = token("secret", Purpose.DELIVERY, issue, reader)
    assert delivery_id_of(tag_of(name)) == name
    assert set(tag_of(name)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@given(st.text(max_size=40))
def test_a_tag_of_somebody_elses_is_no_trouble(text: str) -> None:
    assert isinstance(delivery_id_of(text), str)


@pytest.mark.parametrize("keys", [{"access_key_id": "AKIDOTHER"}, {"secret_access_key": "another-key"}])
def test_wrong_keys_stop_the_call_and_are_not_shown(server: FakeSes, keys: dict[str, str]) -> None:
    secret: dict[str, Any] = {name: SecretStr(value) for name, value in keys.items()}
    with pytest.raises(ProviderRefused, match="Check the keys' rights") as caught:
        list(provider(server, **secret).send(LETTER, [ANN]))
    assert not any(value in str(caught.value) for value in keys.values())
    assert server.letters == []


def test_without_keys_the_operator_is_told_where_they_go(server: FakeSes, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with pytest.raises(ProviderRefused, match="GUTLETTER_SES__ACCESS_KEY_ID"):
        list(provider(server, access_key_id=SecretStr(""), secret_access_key=SecretStr("")).send(LETTER, [ANN]))
    assert server.asked == 0


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (error(400, "MessageRejected", "Email address is not verified."), ProviderRefused, "sandbox"),
        (error(400, "MailFromDomainNotVerifiedException", "no"), ProviderRefused, "verified"),
        (error(400, "AccountSuspendedException", "no"), ProviderRefused, "AccountSuspended"),
        (error(400, "SendingPausedException", "no"), ProviderRefused, "SendingPaused"),
        (error(404, "NotFoundException", "no such set"), ProviderRefused, "ses.configuration_set"),
        (error(403, "AccessDeniedException", "ses:SendEmail"), ProviderRefused, "AccessDenied"),
        (error(429, "TooManyRequestsException", "Daily message quota exceeded."), ProviderUnavailable, "used up"),
        (error(400, "LimitExceededException", "no more"), ProviderUnavailable, "used up"),
    ],
)
def test_what_is_wrong_with_the_account_stops_the_call(
    server: FakeSes, said: Said, kind: type[ProviderError], words: str
) -> None:
    server.faults.append(Fault(said))
    with pytest.raises(kind, match=words.replace(".", r"\.")):
        list(provider(server).send(LETTER, [ANN]))
    assert server.letters == []


def test_a_rate_that_is_exceeded_is_waited_for(server: FakeSes) -> None:
    naps: list[float] = []
    server.faults += [Fault(error(429, "TooManyRequestsException", "Maximum sending rate exceeded.")) for _ in range(2)]
    assert set(outcomes(list(provider(server, naps).send(LETTER, [ANN, BO]))).values()) == {Outcome.ACCEPTED}
    assert naps == [1.0, 1.0]
    assert sorted(server.sent_to()) == [ANN.email, BO.email]


def test_a_letter_rejected_for_one_reader_is_refused_alone(server: FakeSes) -> None:
    server.unwanted = {BO.email}
    receipts = {one.delivery_id: one for one in provider(server).send(LETTER, [ANN, BO, CLEO])}
    assert receipts[BO.id].outcome is Outcome.REFUSED
    assert receipts[BO.id].reason == "MessageRejected Invalid content for <…>"
    assert sorted(server.sent_to()) == [ANN.email, CLEO.email]


def test_a_letter_rejected_for_everybody_blames_no_reader(server: FakeSes) -> None:
    many = crowd(5)
    server.unwanted = {one.email for one in many}
    with pytest.raises(ProviderRefused, match="refuses the letter"):
        list(provider(server).send(LETTER, many))


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("said", [Said(0), Said(500, b"{}"), Said(503, b"{}"), Said(200, b"{}")])
def test_an_answer_that_does_not_tell_is_one_readers_doubt_and_asked_once(
    server: FakeSes, said: Said, takes: bool
) -> None:
    server.faults.append(Fault(said, takes=takes))
    told = outcomes(list(provider(server).send(LETTER, [ANN, BO])))
    assert told == {ANN.id: Outcome.UNCERTAIN, BO.id: Outcome.ACCEPTED}
    assert server.asked == 2, "botocore does not repeat it"


def test_an_answer_that_comes_after_the_timeout_is_uncertain(server: FakeSes) -> None:
    server.faults.append(Fault(Said(200, b'{"MessageId": "a"}'), takes=True, silent_for=0.6))
    told = outcomes(list(provider(server, timeout=timedelta(milliseconds=200)).send(LETTER, [ANN])))
    assert told == {ANN.id: Outcome.UNCERTAIN}


def test_nobody_listening_takes_nothing(server: FakeSes) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ProviderUnavailable, match=r"ses\.region"):
            list(provider(server, endpoint=endpoint).send(LETTER, [ANN]))


def test_a_handshake_that_fails_takes_nothing(server: FakeSes) -> None:
    with pytest.raises(ProviderUnavailable, match="cannot be reached"):
        list(provider(server, endpoint=server.host.replace("http:", "https:")).send(LETTER, [ANN]))


def test_neither_key_nor_letter_reaches_the_log(server: FakeSes, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        list(provider(server).send(LETTER, [ANN]))
    assert KEY not in caplog.text
    assert ANN.email not in caplog.text
