"""The simulated providers, each fault of theirs, and the real providers' code at the other end."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

import pytest
from pydantic import SecretStr

from gutletter.errors import ProviderUnavailable
from gutletter.model import Delivery, DeliveryState, Outcome
from gutletter.ports import Provider
from gutletter.providers.sendgrid import SendGrid
from gutletter.providers.smtp import Smtp
from gutletter.rehearsal.accounts import Accounts
from gutletter.rehearsal.faults import DOUBTFUL, POINTS, Fault, Point, Rates
from gutletter.rehearsal.sendgrid import KEY, PATH
from gutletter.rehearsal.simulator import Simulator, simulator
from gutletter.settings import SendGridSettings, SmtpSettings, Tls
from tests.rehearsal.letters import AT, EXPECTED, LETTER, crowd

STATES = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.DEFERRED: DeliveryState.DEFERRED,
    Outcome.REFUSED: DeliveryState.REFUSED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}
TOGETHER = 5
HTTP_POINTS = (Point.READ, Point.ACCEPTED)
UNWANTED = (Fault.NOT_WANTED, Fault.NOT_WANTED_UNNAMED)
OVER_SMTP = sorted(
    {fault for point, faults in POINTS.items() if point not in HTTP_POINTS for fault in faults} - {*UNWANTED}
)
AT_SENDGRID = sorted({fault for point in HTTP_POINTS for fault in POINTS[point]} | {*UNWANTED})


@pytest.fixture(scope="module")
def far_side() -> Iterator[Simulator]:
    with simulator() as one:
        yield one


def provider(kind: str, port: int) -> Provider:
    if kind == "smtp":
        timeout = timedelta(seconds=1)
        few: dict[str, Any] = {"connections": 2, "messages_per_connection": 4}
        return Smtp(SmtpSettings(host="127.0.0.1", port=port, tls=Tls.NONE, timeout=timeout, **few), clock=lambda: AT)
    return SendGrid(
        SendGridSettings(
            api_key=SecretStr(KEY),
            host=f"http://127.0.0.1:{port}",
            batch_size=TOGETHER,
            timeout=timedelta(seconds=1),
        ),
        clock=lambda: AT,
        sleep=lambda _: None,
    )


def performed(far_side: Simulator, kind: str, rates: Rates, readers: Sequence[Delivery], *, calls: int = 6) -> Accounts:
    """What two accounts there are of sending, where whatever was not taken is tried again in the next call."""
    port = far_side.begin(kind, EXPECTED, seed=11, rates=rates)
    states = dict.fromkeys((one.id for one in readers), DeliveryState.PLANNED)
    again = (DeliveryState.PLANNED, DeliveryState.DEFERRED)
    with closing(provider(kind, port)) as carrier:
        for _ in range(calls):
            waiting = [one for one in readers if states[one.id] in again]
            try:
                for receipt in carrier.send(LETTER, waiting):
                    states[receipt.delivery_id] = STATES[receipt.outcome]
            except ProviderUnavailable:
                continue
    report = far_side.report()
    lost = sum(count for fault, count in report.befell.items() if Fault(fault) in DOUBTFUL)
    return Accounts(states, len(readers), report, lost * (TOGETHER if kind == "sendgrid" else 1))


@pytest.mark.parametrize("kind", ["smtp", "sendgrid"])
def test_without_faults_everybody_gets_one_sound_letter(far_side: Simulator, kind: str) -> None:
    accounts = performed(far_side, kind, {}, crowd(60), calls=1)

    assert accounts.got == {0: 0, 1: 60}
    assert accounts.tally.accepted == 60
    assert not accounts.disagreements
    assert not accounts.report.findings
    assert accounts.report.by_address == Counter(one.email for one in crowd(60))


@pytest.mark.parametrize(
    ("kind", "fault"),
    [*(("smtp", fault) for fault in OVER_SMTP), *(("sendgrid", fault) for fault in AT_SENDGRID)],
    ids=str,
)
def test_whatever_goes_wrong_the_accounts_agree_and_nobody_gets_two(
    far_side: Simulator, kind: str, fault: Fault
) -> None:
    accounts = performed(far_side, kind, {fault: 0.3}, crowd(30))

    assert accounts.report.befell[fault] > 0
    assert not accounts.disagreements
    assert not accounts.report.findings
    assert accounts.tally.accepted > 0


def test_an_operators_resending_after_a_lost_answer_is_seen_as_a_second_copy(far_side: Simulator) -> None:
    port = far_side.begin("smtp", EXPECTED, seed=1, rates={Fault.ANSWER_LOST: 1.0})
    (ann,) = crowd(1)
    with closing(provider("smtp", port)) as carrier:
        for _ in range(2):
            assert [receipt.outcome for receipt in carrier.send(LETTER, [ann])] == [Outcome.UNCERTAIN]

    assert far_side.report().doubled == [ann.id]


# ── what a mail server refuses ────────────────────────────────────────────────────────────────────────────────────


def said(port: int, words: bytes) -> str:
    """Everything that a mail server answers to these words, up to its goodbye."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(words)
        return b"".join(iter(lambda: line.recv(65536), b"")).decode("utf-8", "replace")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (b"RCPT TO:<a@b>\r\n", "503 5.5.1 Need MAIL"),
        (b"MAIL FROM:<a@b>\r\nDATA\r\n", "554 5.5.1 No valid recipients"),
        (b"MAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\n", "503 5.5.1 Nested MAIL"),
        (b"MAIL FROM:nobody\r\n", "501 5.1.7"),
        (b"MAIL FROM:<a@b>\r\nRCPT TO:a@b\r\n", "501 5.1.3"),
        ("MAIL FROM:<a@b>\r\nRCPT TO:<é@b>\r\n".encode(), "553 5.6.7"),
        (b"SING\r\n", "502"),
        (b"NOOP\n", "500 5.5.2"),
    ],
)
def test_a_simulated_mail_server_refuses_what_real_ones_refuse(far_side: Simulator, words: bytes, answer: str) -> None:
    port = far_side.begin("smtp", EXPECTED)
    assert f"\r\n{answer}" in said(port, b"EHLO me\r\n" + words + b"QUIT\r\n")


@pytest.mark.parametrize(
    ("words", "finding"),
    [
        (
            b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: early\r\n\r\n.\r\nQUIT\r\n",
            "more was sent behind DATA",
        ),
        (b"X" * 600 + b"\r\nQUIT\r\n", "longer than 512 octets"),
    ],
)
def test_bad_manners_are_noted(far_side: Simulator, words: bytes, finding: str) -> None:
    port = far_side.begin("smtp", EXPECTED)
    said(port, b"EHLO me\r\n" + words)
    assert any(finding in noted for noted in far_side.report().findings)


def test_whoever_sends_ahead_without_being_asked_is_cut_off(far_side: Simulator) -> None:
    port = far_side.begin("smtp", EXPECTED, house={"pipelining": False})
    assert "PIPELINING" not in said(port, b"EHLO me\r\nMAIL FROM:<a@b>\r\n")
    assert any("PIPELINING was not offered" in noted for noted in far_side.report().findings)


def test_a_sender_that_may_not_pipeline_sends_all_the_same(far_side: Simulator) -> None:
    port = far_side.begin("smtp", EXPECTED, house={"pipelining": False})
    with closing(provider("smtp", port)) as carrier:
        assert {receipt.outcome for receipt in carrier.send(LETTER, crowd(9))} == {Outcome.ACCEPTED}
    assert not far_side.report().findings


# ── what SendGrid refuses ─────────────────────────────────────────────────────────────────────────────────────────


def posted(port: int, body: object, key: str = KEY, path: str = PATH) -> int:
    """SendGrid's answer."""
    headers = {"Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_a_simulated_sendgrid_refuses_a_wrong_key_a_wrong_path_and_a_bad_request(far_side: Simulator) -> None:
    port = far_side.begin("sendgrid", EXPECTED)
    assert posted(port, {}, key="SG.other") == 401
    assert posted(port, {}, path="/v3/other") == 404
    assert posted(port, {"personalizations": []}) == 400
    assert any("SendGrid would refuse the request" in noted for noted in far_side.report().findings)


def test_letters_taken_are_told_of_later(far_side: Simulator) -> None:
    accounts = performed(far_side, "sendgrid", {}, crowd(20), calls=1)
    key, posts = far_side.posts()
    told = {event["gl_d"] for post in posts for event in json.loads(post.body)}
    assert key
    assert told == set(accounts.states)


def test_a_simulator_ends_with_whoever_began_it() -> None:
    one = Simulator()
    port = one.begin("smtp", EXPECTED)
    one.close()
    one.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
