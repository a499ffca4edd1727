"""Mailgun, against a strict server of our own that keeps the messages as they came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gutletter.errors import ProviderRefused, ProviderUnavailable
from gutletter.message import compose
from gutletter.model import Outcome, Receipt
from gutletter.providers.mailgun import HOSTS, Mailgun, _form
from gutletter.settings import MailgunRegion, MailgunSettings
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.mailgun import DOMAIN, KEY, FakeMailgun, read_form
from tests.fakes.serving import Fault, Said, serving

ANN, BO, CLEO = delivery("Ann"), delivery("Bo"), delivery("Cleo")

_opened: list[Mailgun] = []  # closed at the end of each test


@pytest.fixture
def server() -> Iterator[FakeMailgun]:
    with serving(FakeMailgun()) as fake:
        yield fake
        while _opened:
            _opened.pop().close()


def provider(server: FakeMailgun, naps: list[float] | None = None, **settings: Any) -> Mailgun:
    defaults: dict[str, Any] = {
        "api_key": SecretStr(KEY),
        "host": server.host,
        "timeout": timedelta(seconds=5),
        "connections": 1,
    }
    sleep = [] if naps is None else naps
    _opened.append(
        Mailgun(MailgunSettings(**(defaults | settings)), clock=lambda: AT, sender_domain=DOMAIN, sleep=sleep.append)
    )
    return _opened[-1]


def outcomes(receipts: list[Receipt]) -> dict[str, Outcome]:
    assert len({one.delivery_id for one in receipts}) == len(receipts), "two receipts for one delivery"
    return {one.delivery_id: one.outcome for one in receipts}


def test_the_message_arrives_as_the_bytes_that_we_wrote(server: FakeMailgun) -> None:
    list(provider(server).send(LETTER, [ANN]))
    (letter,) = server.letters
    assert letter.octets == compose(LETTER, ANN, at=AT)
    assert letter.fields["v:gl_d"] == ANN.id
    assert {name: value for name, value in letter.fields.items() if name.startswith("o:")} == {
        "o:tracking": "no",
        "o:tracking-clicks": "no",
        "o:tracking-opens": "no",
    }


def test_the_receipt_has_the_name_that_mailgun_gave(server: FakeMailgun) -> None:
    (receipt,) = provider(server).send(LETTER, [ANN])
    assert receipt.provider_id == ANN.message_id


@given(
    st.dictionaries(
        st.sampled_from(["to", "v:gl_d", "o:tracking"]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"])),
        min_size=1,
    ),
    st.binary(max_size=300),
)
def test_a_form_holds_any_letter_octet_for_octet(fields: dict[str, str], letter: bytes) -> None:
    assert read_form(*_form(fields, letter)) == (fields, letter)


def test_a_domain_has_its_region(server: FakeMailgun) -> None:
    for region, host in HOSTS.items():
        settings = MailgunSettings(api_key=SecretStr(KEY), region=MailgunRegion(region))
        assert Mailgun(settings, clock=lambda: AT)._poster.host == host


def test_an_address_that_mailgun_does_not_take_is_refused_alone(server: FakeMailgun) -> None:
    server.unwanted = {BO.email}
    assert outcomes(list(provider(server).send(LETTER, [ANN, BO, CLEO]))) == {
        ANN.id: Outcome.ACCEPTED,
        BO.id: Outcome.REFUSED,
        CLEO.id: Outcome.ACCEPTED,
    }


def test_a_letter_refused_for_everybody_blames_no_reader(server: FakeMailgun) -> None:
    server.faults += [Fault(Said(400, b'{"message": "message is not valid"}')) for _ in range(5)]
    with pytest.raises(ProviderRefused, match="refuses the letter: message is not valid"):
        list(provider(server).send(LETTER, crowd(5)))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (Said(401, b"Forbidden"), "GUTLETTER_MAILGUN__API_KEY"),
        (Said(403, b'{"message": "Domain is not allowed to send"}'), "does not let this account send"),
        (Said(402, b""), "402|does not let this account"),
        (Said(404, b'{"message": "Domain not found"}'), "mailgun.domain"),
        (Said(413, b""), "refuses the letter"),
        (Said(302), "302"),
    ],
)
def test_what_is_wrong_with_the_account_stops_the_call(server: FakeMailgun, said: Said, words: str) -> None:
    server.faults.append(Fault(said))
    with pytest.raises(ProviderRefused, match=words.replace(".", r"\.")) as caught:
        list(provider(server).send(LETTER, [ANN]))
    assert KEY not in str(caught.value)
    assert server.letters == []


def test_a_wrong_domain_is_not_found(server: FakeMailgun) -> None:
    with pytest.raises(ProviderRefused, match=r"mailgun\.domain"):
        list(provider(server, domain="other.example.org").send(LETTER, [ANN]))


@pytest.mark.parametrize(
    ("headers", "nap"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"X-RateLimit-Reset": str(int(AT.timestamp()) + 12)}, 12.0),
        ({"X-RateLimit-Reset": str((int(AT.timestamp()) + 12) * 1000)}, 12.0),
        ({}, 5.0),
    ],
)
def test_a_pause_that_mailgun_asks_for_is_waited(server: FakeMailgun, headers: dict[str, str], nap: float) -> None:
    naps: list[float] = []
    server.faults.append(Fault(Said(429, headers=headers)))
    assert set(outcomes(list(provider(server, naps).send(LETTER, [ANN, BO]))).values()) == {Outcome.ACCEPTED}
    assert naps == [nap]


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("said", [Said(0), Said(500), Said(502), Said(200, b"{}"), Said(202, b'{"id": "<a@b>"}')])
def test_an_answer_that_does_not_tell_is_one_readers_doubt(server: FakeMailgun, said: Said, takes: bool) -> None:
    server.faults.append(Fault(said, takes=takes))
    told = outcomes(list(provider(server).send(LETTER, [ANN, BO, CLEO])))
    assert told == {ANN.id: Outcome.UNCERTAIN, BO.id: Outcome.ACCEPTED, CLEO.id: Outcome.ACCEPTED}
    assert server.asked == 3


def test_three_lost_answers_end_the_call(server: FakeMailgun) -> None:
    server.faults += [Fault(takes=True) for _ in range(9)]
    told: list[Receipt] = []
    sending = provider(server).send(LETTER, crowd(9))
    with pytest.raises(ProviderUnavailable, match="the rest was not handed over"):
        told.extend(sending)
    assert list(outcomes(told).values()) == [Outcome.UNCERTAIN] * 3
    assert server.asked == 3


def test_a_connection_that_the_server_has_closed_meanwhile_puts_nobody_in_doubt(server: FakeMailgun) -> None:
    mailgun = provider(server)
    list(mailgun.send(LETTER, [ANN]))
    server.hang_up()
    assert outcomes(list(mailgun.send(LETTER, [BO]))) == {BO.id: Outcome.ACCEPTED}
    mailgun.close()
    assert server.lines == 2


def test_an_answer_that_comes_after_the_timeout_is_uncertain(server: FakeMailgun) -> None:
    server.faults.append(Fault(Said(200, b'{"id": "<a@b>"}'), takes=True, silent_for=0.6))
    told = outcomes(list(provider(server, timeout=timedelta(milliseconds=200)).send(LETTER, [ANN])))
    assert told == {ANN.id: Outcome.UNCERTAIN}


def test_nothing_is_begun_that_found_no_connection(server: FakeMailgun) -> None:
    begun: list[object] = []
    unreachable = provider(server, host=server.host.replace("http:", "https:"))
    with pytest.raises(ProviderUnavailable, match=r"mailgun\.region"):
        list(unreachable.send(LETTER, [ANN], begun.append))
    assert begun == []
