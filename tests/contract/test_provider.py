"""What every provider promises (gutletter.ports.Provider), asked of each over the real thing or a strict fake."""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest
from pydantic import SecretStr

from gutletter.circuit import Breaker
from gutletter.errors import ProviderUnavailable
from gutletter.message import headers, personalised
from gutletter.model import Delivery, Fork, Outcome, Receipt
from gutletter.ports import Provider
from gutletter.providers.failover import FailOver
from gutletter.providers.mailgun import Mailgun
from gutletter.providers.outbox import Outbox
from gutletter.providers.postmark import Postmark
from gutletter.providers.sendgrid import SendGrid
from gutletter.providers.ses import Ses
from gutletter.providers.smtp import Smtp
from gutletter.settings import MailgunSettings, PostmarkSettings, SendGridSettings, SesSettings, SmtpSettings, Tls
from tests.fakes import mailgun, postmark, ses
from tests.fakes.circuits import CircuitsInMemory
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.mailgun import FakeMailgun
from tests.fakes.postmark import FakePostmark
from tests.fakes.sendgrid import Fault, sendgrid_server
from tests.fakes.serving import serving
from tests.fakes.ses import FakeSes
from tests.fakes.smtp import smtp_server

ANN, BO, CLEO = delivery("Ann"), delivery("Bo <b>&amp; Co</b>", "bo@example.net"), delivery("Zoë", "cleo@example.net")


@dataclass(frozen=True)
class Copy:
    """What arrived at one reader."""

    address: str
    subject: str
    html: str
    text: str
    unsubscribe: str
    one_click: str


class Rig(ABC):
    """A provider, and the far side of it."""

    provider: Provider

    @abstractmethod
    def copies(self) -> list[Copy]:
        """Everything that arrived, in any order."""

    @abstractmethod
    def die(self) -> None:
        """From now on nothing can be handed over."""

    def lose_the_answer_to(self, address: str) -> None:
        """The copy for this reader is taken and its answer is lost."""
        raise NotImplementedError(f"{self.provider.name} has no line that could break")

    def addresses(self) -> Counter[str]:
        return Counter(copy.address for copy in self.copies())


def clock() -> datetime:
    return AT


class OutboxRig(Rig):
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "outbox"
        self.provider = Outbox(self.folder, clock=clock)

    def copies(self) -> list[Copy]:
        return [_opened(file.read_bytes()) for file in self.folder.rglob("*.eml")]

    def die(self) -> None:
        self.folder.write_text("not a folder")


class SmtpRig(Rig):
    def __init__(self) -> None:
        self.line = smtp_server(pipelining=True)
        self.server = self.line.__enter__()
        settings = SmtpSettings(
            host=self.server.host,
            port=self.server.port,
            tls=Tls.NONE,
            connections=3,
            messages_per_connection=4,
            timeout=timedelta(seconds=5),
        )
        self.provider = Smtp(settings, clock=clock)
        self.dead = False

    def copies(self) -> list[Copy]:
        return [_opened(envelope.octets) for envelope in self.server.taken]

    def die(self) -> None:
        if not self.dead:
            self.line.__exit__(None, None, None)
        self.dead = True

    def lose_the_answer_to(self, address: str) -> None:
        self.server.script.hangs_up_after_data.add(address)


class SendGridRig(Rig):
    def __init__(self) -> None:
        self.line = sendgrid_server()
        self.server = self.line.__enter__()
        settings = SendGridSettings(
            api_key=SecretStr(self.server.key), host=self.server.host, timeout=timedelta(seconds=5), batch_size=5
        )
        self.provider = SendGrid(settings, clock=clock)
        self.dead = False

    def copies(self) -> list[Copy]:
        return [
            Copy(
                copy.address,
                copy.subject,
                copy.html,
                copy.text,
                copy.headers["List-Unsubscribe"],
                copy.headers["List-Unsubscribe-Post"],
            )
            for copy in self.server.copies
        ]

    def die(self) -> None:
        if not self.dead:
            self.line.__exit__(None, None, None)
        self.dead = True

    def lose_the_answer_to(self, address: str) -> None:
        self.server.faults.append(Fault(takes=True))


class PostmarkRig(Rig):
    def __init__(self) -> None:
        self.line = serving(FakePostmark())
        self.server = self.line.__enter__()
        settings = PostmarkSettings(
            server_token=SecretStr(postmark.TOKEN), host=self.server.host, timeout=timedelta(seconds=5), batch_size=5
        )
        self.provider = Postmark(settings, clock=clock)
        self.dead = False

    def copies(self) -> list[Copy]:
        return [
            Copy(
                letter.address,
                letter.said["Subject"],
                letter.said["HtmlBody"],
                letter.said["TextBody"],
                letter.headers["List-Unsubscribe"],
                letter.headers["List-Unsubscribe-Post"],
            )
            for letter in self.server.letters
        ]

    def die(self) -> None:
        if not self.dead:
            self.line.__exit__(None, None, None)
        self.dead = True

    def lose_the_answer_to(self, address: str) -> None:
        self.server.losing.add(address)


class MailgunRig(Rig):
    def __init__(self) -> None:
        self.line = serving(FakeMailgun())
        self.server = self.line.__enter__()
        settings = MailgunSettings(
            api_key=SecretStr(mailgun.KEY),
            domain=mailgun.DOMAIN,
            host=self.server.host,
            timeout=timedelta(seconds=5),
            connections=3,
        )
        self.provider = Mailgun(settings, clock=clock)
        self.dead = False

    def copies(self) -> list[Copy]:
        return [_opened(letter.octets) for letter in self.server.letters]

    def die(self) -> None:
        if not self.dead:
            self.line.__exit__(None, None, None)
        self.dead = True

    def lose_the_answer_to(self, address: str) -> None:
        self.server.losing.add(address)


class SesRig(Rig):
    def __init__(self) -> None:
        self.line = serving(FakeSes())
        self.server = self.line.__enter__()
        settings = SesSettings(
            access_key_id=SecretStr(ses.KEY_ID),
            secret_access_key=SecretStr(ses.KEY),
            region=ses.REGION,
            endpoint=self.server.host,
            timeout=timedelta(seconds=5),
            connections=3,
        )
        self.provider = Ses(settings, clock=clock)
        self.dead = False

    def copies(self) -> list[Copy]:
        return [_opened(letter.octets) for letter in self.server.letters]

    def die(self) -> None:
        if not self.dead:
            self.line.__exit__(None, None, None)
        self.dead = True

    def lose_the_answer_to(self, address: str) -> None:
        self.server.losing.add(address)


class FailOverRig(SendGridRig):
    """A mail server that nobody answers at, and SendGrid to stand in for it."""

    def __init__(self) -> None:
        super().__init__()
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            port = nobody.getsockname()[1]
        away = Smtp(SmtpSettings(host="127.0.0.1", port=port, tls=Tls.NONE), clock=clock)
        self.provider = FailOver([away, self.provider], CircuitsInMemory(), Breaker(trip_after=2), clock=clock)


RIGS: dict[str, Callable[[Path], Rig]] = {
    "outbox": OutboxRig,
    "smtp": lambda _: SmtpRig(),
    "sendgrid": lambda _: SendGridRig(),
    "ses": lambda _: SesRig(),
    "postmark": lambda _: PostmarkRig(),
    "mailgun": lambda _: MailgunRig(),
    "failover": lambda _: FailOverRig(),
}


def _opened(octets: bytes) -> Copy:
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    return Copy(
        address=message["to"].addresses[0].addr_spec,
        subject=message["subject"],
        html=html.get_content(),
        text=plain.get_content(),
        unsubscribe=message["list-unsubscribe"],
        one_click=message["list-unsubscribe-post"],
    )


@contextmanager
def _rig(kind: str, folder: Path) -> Iterator[Rig]:
    rig = RIGS[kind](folder)
    try:
        yield rig
    finally:
        rig.provider.close()
        if not isinstance(rig, OutboxRig):
            rig.die()


@pytest.fixture(params=list(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with _rig(request.param, tmp_path) as one:
        yield one


def outcomes(receipts: Sequence[Receipt]) -> dict[str, Outcome]:
    assert len({receipt.delivery_id for receipt in receipts}) == len(receipts), "two receipts for one delivery"
    return {receipt.delivery_id: receipt.outcome for receipt in receipts}


def test_everybody_gets_exactly_one_copy_with_a_name_and_links_of_their_own(rig: Rig) -> None:
    receipts = list(rig.provider.send(LETTER, [ANN, BO, CLEO]))

    assert outcomes(receipts) == dict.fromkeys((ANN.id, BO.id, CLEO.id), Outcome.ACCEPTED)
    copies = {copy.address: copy for copy in rig.copies()}
    assert rig.addresses() == Counter([ANN.email, BO.email, CLEO.email])
    for one in (ANN, BO, CLEO):
        copy, (subject, html, text) = copies[one.email], personalised(LETTER, one)
        assert copy.subject == subject
        assert copy.html.splitlines() == html.splitlines()
        assert copy.text.splitlines() == text.splitlines()
        assert copy.unsubscribe == headers(LETTER, one)["List-Unsubscribe"] == f"<{one.unsubscribe_url}>"
        assert copy.one_click == "List-Unsubscribe=One-Click"


def test_a_name_is_escaped_in_html_and_plain_in_text_and_subject(rig: Rig) -> None:
    list(rig.provider.send(LETTER, [BO]))
    (copy,) = rig.copies()
    assert escape(BO.name) in copy.html
    assert BO.name not in copy.html
    assert BO.name in copy.text
    assert BO.name in copy.subject


def test_a_reader_whose_name_is_a_marker_gets_that_name(rig: Rig) -> None:
    trickster = delivery("[[unsubscribe_url]]", "eve@example.net")
    list(rig.provider.send(LETTER, [trickster]))
    (copy,) = rig.copies()
    assert "Dear [[unsubscribe_url]]," in copy.text
    assert "Dear [[unsubscribe_url]]," in copy.html


def test_a_letter_may_speak_differently_to_readers_without_a_name(rig: Rig) -> None:
    greeting = f"{Fork.NAMED}Dear [[reader_name]]{Fork.NAMELESS}Good morning{Fork.END}, "
    letter = replace(LETTER, subject=greeting + "oats", html=greeting + LETTER.html, text=greeting + LETTER.text)
    nobody = delivery("", "somebody@example.net")
    assert set(outcomes(list(rig.provider.send(letter, [ANN, nobody]))).values()) == {Outcome.ACCEPTED}

    subjects = {copy.address: copy for copy in rig.copies()}
    for one, words in ((ANN, "Dear Ann, "), (nobody, "Good morning, ")):
        copy = subjects[one.email]
        assert copy.subject == words + "oats"
        assert copy.text.startswith(words)
        assert copy.html.startswith(words)
        assert "[[" not in copy.subject + copy.text + copy.html


def test_more_readers_than_one_request_or_connection_takes_each_get_one_receipt(rig: Rig) -> None:
    many = crowd(23)
    receipts = list(rig.provider.send(LETTER, many))
    assert outcomes(receipts) == {one.id: Outcome.ACCEPTED for one in many}
    assert rig.addresses() == Counter(one.email for one in many)


def test_two_deliveries_to_one_address_both_arrive(rig: Rig) -> None:
    first, second = delivery("Ann", number=1), delivery("Ann", "ANN@example.net", number=2)
    assert set(outcomes(list(rig.provider.send(LETTER, [first, second]))).values()) == {Outcome.ACCEPTED}
    assert sum(rig.addresses().values()) == 2


def test_sending_to_nobody_does_nothing(rig: Rig) -> None:
    assert list(rig.provider.send(LETTER, [])) == []
    assert rig.copies() == []


@pytest.mark.parametrize(
    "address",
    [
        "eve@example.net\r\nBcc: all@example.net",
        "pepé@example.net",
        "nobody",
        "@example.net",
        "a b@example.net",
        "<x@y>",
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_alone_and_not_shown(rig: Rig, address: str) -> None:
    odd = delivery("Odd", address)
    receipts = list(rig.provider.send(LETTER, [ANN, odd, CLEO]))
    assert outcomes(receipts) == {ANN.id: Outcome.ACCEPTED, odd.id: Outcome.REFUSED, CLEO.id: Outcome.ACCEPTED}
    (refusal,) = (receipt for receipt in receipts if receipt.outcome is Outcome.REFUSED)
    assert refusal.reason
    assert address not in refusal.reason
    assert rig.addresses() == Counter([ANN.email, CLEO.email])


def test_a_dead_provider_takes_nothing_and_says_so(rig: Rig) -> None:
    rig.die()
    with pytest.raises(ProviderUnavailable) as caught:
        list(rig.provider.send(LETTER, [ANN, BO]))
    assert caught.value.remedy
    assert ANN.email not in str(caught.value)


@pytest.mark.parametrize("rig", [kind for kind in RIGS if kind != "outbox"], indirect=True)
def test_a_lost_answer_is_uncertain_and_nobody_gets_two(rig: Rig) -> None:
    rig.lose_the_answer_to(BO.email)
    first = list(rig.provider.send(LETTER, [BO]))
    assert outcomes(first) == {BO.id: Outcome.UNCERTAIN}
    assert first[0].reason
    assert BO.email not in first[0].reason
    assert rig.addresses() == Counter([BO.email])

    assert outcomes(list(rig.provider.send(LETTER, [ANN]))) == {ANN.id: Outcome.ACCEPTED}
    assert rig.addresses() == Counter([ANN.email, BO.email])


def test_whoever_stops_listening_can_send_the_rest_later(rig: Rig) -> None:
    many = crowd(23)
    receipts = rig.provider.send(LETTER, many)
    answered = {next(receipts).delivery_id, next(receipts).delivery_id}
    close = getattr(receipts, "close", None)
    assert close is not None
    close()

    arrived = rig.addresses()
    assert set(arrived.values()) == {1}
    rest = [one for one in many if one.email not in arrived]
    assert len(arrived) >= len(answered)
    assert set(outcomes(list(rig.provider.send(LETTER, rest))).values()) <= {Outcome.ACCEPTED}
    assert rig.addresses() == Counter(one.email for one in many)


def test_closing_twice_is_harmless(rig: Rig) -> None:
    list(rig.provider.send(LETTER, [ANN]))
    rig.provider.close()
    rig.provider.close()


def test_a_provider_says_how_many_it_takes_at_once(rig: Rig) -> None:
    assert rig.provider.batch_size >= 1
    assert rig.provider.name
    assert isinstance(_as_socket(rig.provider), type(rig.provider))


def _as_socket(provider: Provider) -> Provider:
    return provider


def test_receipts_name_deliveries_and_not_positions(rig: Rig) -> None:
    shuffled: list[Delivery] = [CLEO, ANN, BO]
    assert set(outcomes(list(rig.provider.send(LETTER, shuffled)))) == {one.id for one in shuffled}
