"""Postmark, against a strict server of our own that answers letter by letter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable
from gutletter.message import headers
from gutletter.model import Outcome, Receipt
from gutletter.providers.postmark import Postmark
from gutletter.settings import PostmarkSettings
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.postmark import TOKEN, FakePostmark
from tests.fakes.serving import Fault, Said, serving

ANN, BO, CLEO = delivery("Ann"), delivery("Bo"), delivery("Cleo")

_opened: list[Postmark] = []  # closed at the end of each test


@pytest.fixture
def server() -> Iterator[FakePostmark]:
    with serving(FakePostmark()) as fake:
        yield fake
        while _opened:
            _opened.pop().close()


def provider(server: FakePostmark, naps: list[float] | None = None, **settings: Any) -> Postmark:
    defaults: dict[str, Any] = {"server_token": SecretStr(TOKEN), "host": server.host, "timeout": timedelta(seconds=5)}
    sleep = [] if naps is None else naps
    _opened.append(Postmark(PostmarkSettings(**(defaults | settings)), clock=lambda: AT, sleep=sleep.append))
    return _opened[-1]


def outcomes(receipts: list[Receipt]) -> dict[str, Outcome]:
    assert len({one.delivery_id for one in receipts}) == len(receipts), "two receipts for one delivery"
    return {one.delivery_id: one.outcome for one in receipts}


def error(code: int, message: str = "scripted") -> bytes:
    return json.dumps({"ErrorCode": code, "Message": message}).encode()


def test_a_letter_carries_our_headers_its_delivery_and_nothing_that_tracks(server: FakePostmark) -> None:
    list(provider(server).send(LETTER, [ANN]))
    (letter,) = server.letters
    assert letter.headers == {**headers(LETTER, ANN), "Message-ID": ANN.message_id, "X-PM-KeepID": "true"}
    assert letter.said["Metadata"] == {"gl_d": ANN.id}
    assert letter.said["MessageStream"] == "broadcast"
    assert (letter.said["TrackOpens"], letter.said["TrackLinks"]) == (False, "None")
    assert letter.said["ReplyTo"] == LETTER.letterhead.reply_to


def test_five_hundred_letters_go_in_one_request(server: FakePostmark) -> None:
    postmark = provider(server)
    assert postmark.batch_size == 1000
    many = crowd(501)
    assert set(outcomes(list(postmark.send(LETTER, many))).values()) == {Outcome.ACCEPTED}
    assert sorted(server.batches) == [1, 500]


def test_a_long_letter_goes_in_smaller_requests(server: FakePostmark, monkeypatch: pytest.MonkeyPatch) -> None:
    server.largest = 100_000
    monkeypatch.setattr("gutletter.providers.postmark.LARGEST_REQUEST", server.largest)
    long = replace(LETTER, html="<p>" + "x" * 20_000 + "</p>")
    assert set(outcomes(list(provider(server).send(long, crowd(6)))).values()) == {Outcome.ACCEPTED}
    assert sorted(server.batches) == [3, 3], "nothing was sent only to be turned away"
    assert server.asked == 2


def test_a_request_that_is_too_large_is_halved_until_it_fits(server: FakePostmark) -> None:
    server.largest = 4_000
    many = crowd(10)
    assert set(outcomes(list(provider(server).send(LETTER, many))).values()) == {Outcome.ACCEPTED}
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_a_letter_too_large_for_one_reader_is_refused_as_a_whole(server: FakePostmark) -> None:
    server.largest = 100
    with pytest.raises(ProviderRefused, match="413"):
        list(provider(server).send(LETTER, crowd(4)))


def test_each_letter_has_its_own_answer(server: FakePostmark) -> None:
    server.inactive = {BO.email}
    receipts = {one.delivery_id: one for one in provider(server).send(LETTER, [ANN, BO, CLEO])}
    assert [receipts[one.id].outcome for one in (ANN, BO, CLEO)] == [
        Outcome.ACCEPTED,
        Outcome.REFUSED,
        Outcome.ACCEPTED,
    ]
    assert receipts[ANN.id].provider_id.startswith("b7bc2f4a")
    assert receipts[BO.id].reason == "406 You tried to send to a recipient marked inactive: <…>"


def test_letters_told_to_come_later_are_sent_later_and_the_others_once(server: FakePostmark) -> None:
    naps: list[float] = []
    server.codes = {BO.email: 429}
    receipts = list(provider(server, naps).send(LETTER, [ANN, BO, CLEO]))
    assert set(outcomes(receipts).values()) == {Outcome.ACCEPTED}
    assert Counter(server.sent_to()) == Counter([ANN.email, BO.email, CLEO.email])
    assert naps == [5.0]


def test_a_pause_for_the_whole_request_is_waited(server: FakePostmark) -> None:
    naps: list[float] = []
    server.faults.append(Fault(Said(429, headers={"Retry-After": "7"})))
    assert outcomes(list(provider(server, naps).send(LETTER, [ANN]))) == {ANN.id: Outcome.ACCEPTED}
    assert naps == [7.0]


def test_a_letter_refused_for_everybody_blames_no_reader(server: FakePostmark) -> None:
    many = crowd(5)
    server.codes = {one.email: 300 for one in many}
    with pytest.raises(ProviderRefused, match="refuses the letter: 300"):
        list(provider(server).send(LETTER, many))


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (400, ProviderRefused, "does not let this account send"),
        (412, ProviderRefused, "account is approved"),
        (1235, ProviderRefused, "postmark.message_stream"),
        (405, ProviderUnavailable, "allowance is used up"),
    ],
)
def test_what_is_wrong_with_the_account_stops_the_call_and_takes_nothing(
    server: FakePostmark, code: int, kind: type[ProviderError], words: str
) -> None:
    server.codes = {ANN.email: code}
    with pytest.raises(kind, match=words.replace(".", r"\.")):
        list(provider(server).send(LETTER, [ANN]))
    assert server.letters == []


def test_what_was_taken_beside_it_is_told_before_the_call_stops(server: FakePostmark) -> None:
    server.codes = {BO.email: 405}
    told: list[Receipt] = []
    sending = provider(server).send(LETTER, [ANN, BO, CLEO])
    with pytest.raises(ProviderUnavailable):
        told.extend(sending)
    assert outcomes(told) == {ANN.id: Outcome.ACCEPTED, CLEO.id: Outcome.ACCEPTED}


def test_a_wrong_token_names_the_variable_and_not_the_token(server: FakePostmark) -> None:
    with pytest.raises(ProviderRefused, match="GUTLETTER_POSTMARK__SERVER_TOKEN") as caught:
        list(provider(server, server_token=SecretStr("wrong-token")).send(LETTER, [ANN]))
    assert "wrong-token" not in str(caught.value)


def test_a_stream_that_does_not_exist_names_the_setting(server: FakePostmark) -> None:
    with pytest.raises(ProviderRefused, match=r"postmark\.message_stream"):
        list(provider(server, message_stream="letters").send(LETTER, [ANN]))


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize(
    "said", [Said(0), Said(500), Said(503), Said(202), Said(200, b"[]"), Said(200, b"OK"), Said(200, b'[{"a": 1}]')]
)
def test_an_answer_that_does_not_tell_is_uncertain_and_nothing_is_sent_again(
    server: FakePostmark, said: Said, takes: bool
) -> None:
    server.faults.append(Fault(said, takes=takes))
    assert outcomes(list(provider(server).send(LETTER, [ANN]))) == {ANN.id: Outcome.UNCERTAIN}
    assert server.asked == 1


def test_a_redirect_is_not_followed(server: FakePostmark) -> None:
    with serving(FakePostmark()) as elsewhere:
        server.faults.append(Fault(Said(302, headers={"Location": f"{elsewhere.host}/email/batch"})))
        with pytest.raises(ProviderRefused, match="302"):
            list(provider(server).send(LETTER, [ANN]))
        assert elsewhere.asked == 0


def test_connections_are_kept(server: FakePostmark) -> None:
    postmark = provider(server, connections=1, batch_size=1)
    list(postmark.send(LETTER, crowd(5)))
    list(postmark.send(LETTER, crowd(5)))
    postmark.close()
    assert (server.asked, server.lines) == (10, 1)


def test_the_error_of_the_request_itself_is_the_operators(server: FakePostmark) -> None:
    server.faults.append(Fault(Said(422, error(402, "Received invalid JSON input."))))
    with pytest.raises(ProviderRefused, match="402 Received invalid JSON"):
        list(provider(server).send(LETTER, [ANN]))
