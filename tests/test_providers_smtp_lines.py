"""The sender, and servers that are slow, silent, rude or confused; and what a crash may leave in doubt."""

from __future__ import annotations

import asyncio
import hmac
import threading
import time
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from gutletter.errors import ProviderError, ProviderRefused, ProviderUnavailable, StoreError
from gutletter.model import Delivery, Outcome, Receipt
from gutletter.providers import smtp_lines
from gutletter.providers.smtp import Smtp
from gutletter.settings import Auth, SmtpSettings, Tls
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.raw_smtp import GO, TAKES, Caller, raw_server
from tests.fakes.smtp import PASSWORD, USER, certificates, smtp_server

ANN, BO, CLEO = delivery("Ann"), delivery("Bo"), delivery("Cleo")
OFFERS_SIGNING_IN = "250-raw\r\n250-AUTH {}\r\n250 PIPELINING\r\n"


def provider(port: int, **settings: Any) -> Smtp:
    defaults: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "tls": Tls.NONE,
        "connections": 1,
        "timeout": timedelta(seconds=5),
    }
    return Smtp(SmtpSettings(**(defaults | settings)), clock=lambda: AT)


def sent(script: Callable[[Caller], None], *deliveries: Delivery, **settings: Any) -> dict[str, Receipt]:
    """Receipts by address's first part, from a server that behaves so."""
    with raw_server(script) as server:
        smtp = provider(server.port, **settings)
        try:
            receipts = list(smtp.send(LETTER, deliveries))
        finally:
            smtp.close()
    emails = {one.id: one.email.partition("@")[0] for one in deliveries}
    assert len({receipt.delivery_id for receipt in receipts}) == len(receipts)
    return {emails[receipt.delivery_id]: receipt for receipt in receipts}


def listen(receipts: Iterable[Receipt]) -> tuple[list[Receipt], Exception]:
    """What was told before it stopped, and why it stopped."""
    told: list[Receipt] = []
    try:
        told.extend(receipts)
    except (ProviderError, StoreError) as error:
        return told, error
    raise AssertionError("it did not stop")


def outcomes(receipts: dict[str, Receipt]) -> dict[str, Outcome]:
    return {name: receipt.outcome for name, receipt in receipts.items()}


def takes_letters(caller: Caller, until: str = "") -> str:
    """Take what comes, up to the envelope for ``until``; empty when the caller said goodbye."""
    while line := caller.hears():
        if line == "QUIT":
            caller.say("221 bye\r\n")
            return ""
        if line == "RSET":
            caller.say(TAKES)
        if line.startswith("RCPT TO:<"):
            caller.hears("DATA")
            address = line.removeprefix("RCPT TO:<").rstrip(">")
            if address == until:
                return address
            caller.say(TAKES + TAKES + GO)
            caller.hears_a_letter()
            caller.say(TAKES)
    return ""


# ── what goes out when ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_envelope_is_sent_ahead_and_a_text_never() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        assert caller.hears_an_envelope() == ANN.email
        assert caller.hears_nothing_for(0.1), "the text waits for its 354"
        caller.say(TAKES + TAKES)
        assert caller.hears_nothing_for(0.1)
        caller.say(GO)
        assert "Ann=" in caller.hears_a_letter()
        assert caller.hears_an_envelope() == BO.email, "right behind the letter, before its answer"
        assert caller.hears_nothing_for(0.1)
        caller.say(TAKES + TAKES + TAKES + GO)
        caller.hears_a_letter()
        caller.say(TAKES)
        takes_letters(caller)

    assert set(outcomes(sent(script, ANN, BO)).values()) == {Outcome.ACCEPTED}


def test_a_go_ahead_for_nobody_is_answered_with_a_dot_alone() -> None:
    letters: list[list[str]] = []

    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        caller.say(TAKES + "550 5.1.1 nobody\r\n" + GO)
        letters.append(caller.hears_a_letter())
        caller.say("554 5.5.1 no valid recipients\r\n")
        takes_letters(caller)

    assert outcomes(sent(script, ANN, BO)) == {"ann": Outcome.REFUSED, "bo": Outcome.ACCEPTED}
    assert letters == [[]]


def test_an_envelope_that_is_refused_is_cleared_away_before_the_next() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        caller.say(TAKES + "450 4.7.1 greylisted, try again later\r\n" + "503 5.5.1 no recipient\r\n")
        caller.hears("RSET")
        assert caller.hears_an_envelope() == BO.email
        caller.say(TAKES + TAKES + TAKES + GO)
        caller.hears_a_letter()
        caller.say(TAKES)
        takes_letters(caller)

    receipts = sent(script, ANN, BO)
    assert outcomes(receipts) == {"ann": Outcome.DEFERRED, "bo": Outcome.ACCEPTED}
    assert receipts["ann"].reason == "450 4.7.1 greylisted, try again later"


def test_an_envelope_that_was_refused_last_is_cleared_away_by_the_next_call() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        caller.say(TAKES + TAKES + "451 4.3.0 busy\r\n")
        caller.hears("RSET")
        assert caller.hears_an_envelope() == BO.email
        caller.say(TAKES + TAKES + TAKES + GO)
        caller.hears_a_letter()
        caller.say(TAKES)
        takes_letters(caller)

    with raw_server(script) as server:
        smtp = provider(server.port)
        try:
            answers = [receipt for one in (ANN, BO) for receipt in smtp.send(LETTER, [one])]
        finally:
            smtp.close()
    assert [receipt.outcome for receipt in answers] == [Outcome.DEFERRED, Outcome.ACCEPTED]


def test_a_sender_to_be_tried_later_defers_the_letter_and_the_next_is_offered() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        caller.say("451 4.3.2 busy\r\n503 5.5.1 MAIL first\r\n503 5.5.1 RCPT first\r\n")
        takes_letters(caller)

    assert outcomes(sent(script, ANN, BO)) == {"ann": Outcome.DEFERRED, "bo": Outcome.ACCEPTED}


def test_closing_with_421_behind_the_dot_defers_one_letter_and_brings_the_envelope_behind_it_back() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if caller.number == 1:
            caller.hears_an_envelope()
            caller.say(TAKES + TAKES + GO)
            caller.hears_a_letter()
            caller.hears_an_envelope()
            caller.say("421 4.4.2 too many letters\r\n")
            return
        takes_letters(caller)

    receipts = sent(script, ANN, BO, CLEO)
    assert outcomes(receipts) == {"ann": Outcome.DEFERRED, "bo": Outcome.ACCEPTED, "cleo": Outcome.ACCEPTED}


def test_an_answer_in_many_pieces_and_lines_is_one_answer() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        for piece in (b"25", b"0-2.1.0 O", b"K\r", b"\n250-still\n250 \xc3", b"\xa4\r\n250\r\n35", b"4 go\r\n"):
            caller.say(piece)
            time.sleep(0.01)
        caller.hears_a_letter()
        caller.say("250-2.0.0 taken\r\n250 2.0.0 Ok: queued as 4cZx\r\n")
        takes_letters(caller)

    receipts = sent(script, ANN)
    assert outcomes(receipts) == {"ann": Outcome.ACCEPTED}
    assert receipts["ann"].provider_id == "4cZx"


# ── rubbish ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words", ["what?\r\n", "199 hm\r\n", "354 again\r\n", "2 5 0\r\n", "\x00\xff\r\n", "600 x\r\n"]
)
def test_rubbish_after_the_final_dot_is_uncertain_and_the_rest_goes_over_another_line(words: str) -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if caller.number == 1:
            caller.hears_an_envelope()
            caller.say(TAKES + TAKES + GO)
            caller.hears_a_letter()
            caller.say(words.encode("latin-1"))
        takes_letters(caller)

    receipts = sent(script, ANN, BO)
    assert outcomes(receipts) == {"ann": Outcome.UNCERTAIN, "bo": Outcome.ACCEPTED}
    assert receipts["ann"].reason


@pytest.mark.parametrize("words", ["250 OK\r\nhm\r\n", "250 OK\r\n" * 3, "220 hello\r\n" * 3])
def test_rubbish_before_the_letter_was_sent_costs_a_line_and_no_letter(words: str) -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if caller.number == 1:
            caller.hears_an_envelope()
            caller.say(words)
        takes_letters(caller)

    assert outcomes(sent(script, ANN, BO)) == {"ann": Outcome.ACCEPTED, "bo": Outcome.ACCEPTED}


def test_an_answer_counts_though_rubbish_comes_with_it() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if caller.number == 1:
            caller.hears_an_envelope()
            caller.say(TAKES + TAKES + GO)
            caller.hears_a_letter()
            assert caller.hears_an_envelope() == BO.email
            caller.say(TAKES + TAKES + "hm\r\n")
        takes_letters(caller)

    assert outcomes(sent(script, ANN, BO)) == {"ann": Outcome.ACCEPTED, "bo": Outcome.ACCEPTED}


def test_a_server_that_answers_twice_is_not_believed_any_more() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if caller.number == 1:
            caller.hears_an_envelope()
            caller.say(TAKES + TAKES + GO)
            caller.hears_a_letter()
            assert caller.hears_an_envelope() == BO.email
            caller.say(TAKES + TAKES + TAKES + TAKES + GO)  # once too often: a 250 where 354 is due
            assert caller.hears() == "", "no text goes to a server that has lost count"
            return
        takes_letters(caller)

    assert outcomes(sent(script, ANN, BO)) == {"ann": Outcome.ACCEPTED, "bo": Outcome.ACCEPTED}


@pytest.mark.parametrize("greeting", ["SSH-2.0-OpenSSH_9.2\r\n", "x" * 70_000, "250-" + "and\r\n250-" * 3000])
def test_a_port_where_something_else_is_spoken_is_explained(greeting: str) -> None:
    told = r"hung up: the server (does not speak SMTP|talks without end).*smtp\.port"
    with pytest.raises(ProviderUnavailable, match=told):
        sent(lambda caller: caller.say(greeting), ANN)


def test_a_server_that_turns_us_away_is_explained() -> None:
    with pytest.raises(ProviderRefused, match=r"turns us away: 554 5\.7\.1 no mail from you"):
        sent(lambda caller: caller.say("554 5.7.1 no mail from you\r\n"), ANN)


def test_a_server_from_before_ehlo_is_greeted_with_helo_and_served_in_lock_step() -> None:
    def script(caller: Caller) -> None:
        caller.say("220 old\r\n")
        caller.hears("EHLO")
        caller.say("500 what?\r\n")
        caller.hears("HELO")
        caller.say("250 old\r\n")
        for words in ("MAIL", "RCPT", "DATA"):
            caller.hears(words)
            assert caller.hears_nothing_for(0.05), "one thing after the other"
            caller.say(GO if words == "DATA" else TAKES)
        caller.hears_a_letter()
        caller.say(TAKES)
        takes_letters(caller)

    assert outcomes(sent(script, ANN)) == {"ann": Outcome.ACCEPTED}


def test_words_slipped_in_before_the_line_is_secure_are_not_heard() -> None:
    def script(caller: Caller) -> None:
        caller.greets("250-raw\r\n250 STARTTLS\r\n")
        caller.hears("STARTTLS")
        caller.say("220 go\r\n250-raw\r\n250 AUTH PLAIN\r\n")
        assert caller.hears() == ""

    with pytest.raises(ProviderUnavailable, match="somebody speaks before the line is secure"):
        sent(script, ANN, tls=Tls.STARTTLS)


# ── slowness and silence ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_server_may_be_slow_at_every_step_within_the_timeout() -> None:
    def script(caller: Caller) -> None:
        for words in ("220 raw\r\n", "250-raw\r\n250 PIPELINING\r\n", TAKES, TAKES, GO):
            time.sleep(0.15)
            caller.say(words)
        caller.hears("EHLO")
        caller.hears_an_envelope()
        caller.hears_a_letter()
        time.sleep(0.15)
        caller.say(TAKES)
        takes_letters(caller)

    assert outcomes(sent(script, ANN, timeout=timedelta(seconds=0.4))) == {"ann": Outcome.ACCEPTED}


def test_a_server_that_falls_silent_at_an_envelope_defers_the_letter_after_a_second_try() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if takes_letters(caller, until=ANN.email):
            assert caller.hears() == ""

    receipts = sent(script, ANN, BO, timeout=timedelta(seconds=0.3))
    assert outcomes(receipts) == {"ann": Outcome.DEFERRED, "bo": Outcome.ACCEPTED}
    assert "did not answer within 0.3 s" in receipts["ann"].reason


def test_a_server_that_drips_out_an_answer_is_not_waited_for_for_ever() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        caller.say(TAKES + TAKES + GO)
        caller.hears_a_letter()
        for _ in range(200):
            caller.say("250-")
            caller.say("yes\r\n")
            time.sleep(0.05)

    receipts = sent(script, ANN, timeout=timedelta(seconds=0.3))
    assert outcomes(receipts) == {"ann": Outcome.UNCERTAIN}
    assert "did not answer within 0.3 s" in receipts["ann"].reason


def test_a_server_that_breaks_every_line_stops_the_call_before_everybody_is_in_doubt() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        caller.hears_an_envelope()
        caller.say(TAKES + TAKES + GO)
        caller.hears_a_letter()

    with raw_server(script) as server:
        smtp = provider(server.port)
        told, why = listen(smtp.send(LETTER, crowd(50)))
        smtp.close()
    assert isinstance(why, ProviderUnavailable)
    assert "broke 7 connections in a row: no answer after" in str(why)
    assert [receipt.outcome for receipt in told] == [Outcome.UNCERTAIN] * 7


def test_what_is_not_begun_in_time_is_left_for_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_lines, "_LONGEST_CALL", 0.3)
    begun: list[str] = []

    def script(caller: Caller) -> None:
        caller.greets()
        while caller.hears().startswith("MAIL"):
            caller.hears("RCPT")
            caller.hears("DATA")
            time.sleep(0.1)
            caller.say(TAKES + TAKES + GO)
            caller.hears_a_letter()
            caller.say(TAKES)

    with raw_server(script) as server:
        smtp = provider(server.port)
        receipts, why = listen(smtp.send(LETTER, crowd(50), lambda leaving: begun.extend(one.id for one in leaving)))
        smtp.close()
    assert isinstance(why, ProviderUnavailable)
    assert "is too slow" in str(why)
    assert 1 <= len(receipts) < 50
    assert [receipt.delivery_id for receipt in receipts] == begun, "who was begun has an answer"
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}


# ── what a crash may leave in doubt ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("pipelining", [True, False])
def test_at_any_time_one_letter_a_connection_is_begun_and_not_answered(pipelining: bool) -> None:
    doubtful: set[str] = set()
    most = 0

    def begin(leaving: Sequence[Delivery]) -> None:
        nonlocal most
        new = {one.id for one in leaving}
        assert len(new) == len(leaving)
        assert not new & doubtful
        doubtful.update(new)
        most = max(most, len(doubtful))

    with smtp_server(pipelining=pipelining) as server:
        smtp = provider(server.port, connections=3)
        for receipt in smtp.send(LETTER, crowd(60), begin):
            doubtful.remove(receipt.delivery_id)
        smtp.close()
        assert server.connections == 3
    assert not doubtful
    assert 1 <= most <= 3


@pytest.mark.parametrize("pipelining", [True, False])
def test_what_cannot_be_noted_does_not_leave_and_what_had_left_is_told(pipelining: bool) -> None:
    begun: list[str] = []

    def begin(leaving: Sequence[Delivery]) -> None:
        if len(begun) >= 5:
            raise StoreError("the disk is full")
        begun.extend(one.id for one in leaving)

    with smtp_server(pipelining=pipelining) as server:
        smtp = provider(server.port, connections=2)
        told, why = listen(smtp.send(LETTER, crowd(30), begin))
        smtp.close()
        assert str(why) == "the disk is full"
        assert sorted(receipt.delivery_id for receipt in told) == sorted(begun)
        assert len(server.taken) == len(begun)


@pytest.mark.parametrize("pipelining", [True, False])
def test_nothing_is_begun_after_the_listener_has_gone(pipelining: bool) -> None:
    begun: list[str] = []
    with smtp_server(pipelining=pipelining) as server:
        smtp = provider(server.port, connections=3)
        receipts = smtp.send(LETTER, crowd(40), lambda leaving: begun.extend(one.id for one in leaving))
        next(receipts)
        receipts.close()
        so_far = len(begun)
        assert len(server.taken) == so_far, "what had begun has arrived"
        smtp.close()
        assert len(begun) == so_far < 40


# ── letters that are larger than what a line takes at once ────────────────────────────────────────────────────────


LARGE = replace(LETTER, text=LETTER.text + "Fibre may help. It is no cure.\n" * 150_000)


def test_a_letter_larger_than_the_line_takes_at_once_arrives_whole_though_the_server_reads_slowly() -> None:
    lengths: list[int] = []

    def script(caller: Caller) -> None:
        caller.greets()
        for _ in range(2):
            caller.hears_an_envelope()
            caller.say(TAKES + TAKES + GO)
            time.sleep(0.2)  # meanwhile the line is full
            lengths.append(len(caller.hears_a_letter()))
            caller.say(TAKES)
        takes_letters(caller)

    with raw_server(script) as server:
        smtp = provider(server.port)
        receipts = list(smtp.send(LARGE, [ANN, BO]))
        smtp.close()
    assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
    assert lengths[0] == lengths[1] > 150_000


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_large_letter_arrives_whole_over_an_encrypted_line(pipelining: bool, tmp_path: Any) -> None:
    authority = certificates(tmp_path)
    with smtp_server(tls=authority.server, pipelining=pipelining) as server:
        smtp = provider(server.port, tls=Tls.TLS, ca_file=str(authority.ca_file), timeout=timedelta(seconds=30))
        receipts = list(smtp.send(LARGE, [ANN, BO]))
        smtp.close()
        assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
        assert all(envelope.octets.count(b"no cure.") == 150_000 for envelope in server.taken)


def test_what_a_server_said_before_it_hung_up_is_heard_though_it_was_spoken_to_meanwhile() -> None:
    def script(caller: Caller) -> None:
        caller.greets()
        if caller.number == 1:
            caller.hears_an_envelope()
            caller.say(TAKES + TAKES + GO)
            caller.say("452 4.3.1 no room for so much\r\n421 4.3.2 closing\r\n")  # and reads none of it
            return
        takes_letters(caller)

    with raw_server(script) as server:
        smtp = provider(server.port)
        receipts = {receipt.delivery_id: receipt for receipt in smtp.send(LARGE, [ANN])}
        smtp.close()
    assert receipts[ANN.id].outcome in (Outcome.DEFERRED, Outcome.ACCEPTED), "no doubt is left"


# ── signing in ────────────────────────────────────────────────────────────────────────────────────────────────────


def coded(words: str) -> str:
    return b64encode(words.encode()).decode()


def uncoded(words: str) -> str:
    return b64decode(words).decode()


@pytest.mark.parametrize(("without", "auth"), [([], Auth.AUTO), (["PLAIN"], Auth.AUTO), ([], Auth.LOGIN)])
def test_plain_and_login_sign_in_at_a_real_server(without: list[str], auth: Auth, tmp_path: Any) -> None:
    authority = certificates(tmp_path)
    with smtp_server(starttls=authority.server, sign_in=True, without=without, pipelining=True) as server:
        smtp = provider(
            server.port,
            tls=Tls.STARTTLS,
            ca_file=str(authority.ca_file),
            username=USER,
            password=SecretStr(PASSWORD),
            auth=auth,
        )
        (receipt,) = smtp.send(LETTER, [ANN])
        smtp.close()
        assert receipt.outcome is Outcome.ACCEPTED
        assert server.signed_in == [USER]


def test_an_access_token_signs_in_by_xoauth2() -> None:
    def script(caller: Caller) -> None:
        caller.greets(OFFERS_SIGNING_IN.format("PLAIN XOAUTH2"))
        words = caller.hears("AUTH XOAUTH2 ").split()[2]
        assert uncoded(words) == "user=letter@example.org\x01auth=Bearer ya29.token\x01\x01"
        caller.say("235 2.7.0 Accepted\r\n")
        takes_letters(caller)

    settings = {"username": "letter@example.org", "password": SecretStr("ya29.token"), "auth": Auth.XOAUTH2}
    assert outcomes(sent(script, ANN, **settings)) == {"ann": Outcome.ACCEPTED}


def test_a_token_that_has_expired_is_told_without_showing_it() -> None:
    def script(caller: Caller) -> None:
        caller.greets(OFFERS_SIGNING_IN.format("XOAUTH2"))
        caller.hears("AUTH XOAUTH2 ")
        caller.say(f"334 {coded('status 400')}\r\n")
        assert caller.hears() == ""
        caller.say("535 5.7.8 Username and Password not accepted\r\n")

    settings = {"username": "letter", "password": SecretStr("ya29.token"), "auth": Auth.XOAUTH2}
    with pytest.raises(ProviderRefused, match=r"535 5\.7\.8.*GUTLETTER_SMTP__PASSWORD") as caught:
        sent(script, ANN, **settings)
    assert "ya29" not in str(caught.value)


def test_a_server_that_knows_cram_md5_alone_never_sees_the_password() -> None:
    def script(caller: Caller) -> None:
        caller.greets(OFFERS_SIGNING_IN.format("CRAM-MD5"))
        caller.hears("AUTH CRAM-MD5")
        caller.say(f"334 {coded('<123@raw>')}\r\n")
        user, seal = uncoded(caller.hears()).split()
        assert user == USER
        assert seal == hmac.new(PASSWORD.encode(), b"<123@raw>", "md5").hexdigest()
        caller.say("235 fine\r\n")
        takes_letters(caller)

    settings = {"username": USER, "password": SecretStr(PASSWORD)}
    assert outcomes(sent(script, ANN, **settings)) == {"ann": Outcome.ACCEPTED}


def test_a_way_to_sign_in_that_the_server_does_not_know_is_named() -> None:
    settings = {"username": USER, "password": SecretStr(PASSWORD), "auth": Auth.XOAUTH2}
    with pytest.raises(ProviderRefused, match=r"sign in on this line by xoauth2, but by plain, login\. Set smtp\.auth"):
        sent(lambda caller: caller.greets(OFFERS_SIGNING_IN.format("PLAIN LOGIN")), ANN, **settings)


# ── addresses in other letters ────────────────────────────────────────────────────────────────────────────────────


def test_an_address_in_other_letters_goes_where_the_server_takes_them() -> None:
    pepe = delivery("Pepé", "pepé@bücher.example")
    with smtp_server(international=True, pipelining=True) as server:
        smtp = provider(server.port)
        receipts = list(smtp.send(LETTER, [ANN, pepe]))
        smtp.close()
        assert {receipt.outcome for receipt in receipts} == {Outcome.ACCEPTED}
        envelope = server.taken[1]
        assert envelope.recipient == "pepé@xn--bcher-kva.example"
        assert " <pepé@xn--bcher-kva.example>\r\n" in envelope.octets.decode()


def test_an_address_in_other_letters_is_refused_where_it_would_not_arrive() -> None:
    with smtp_server(pipelining=True) as server:
        smtp = provider(server.port)
        (receipt,) = smtp.send(LETTER, [delivery("Pepé", "pepé@example.net")])
        smtp.close()
    assert receipt.outcome is Outcome.REFUSED
    assert "letters outside ASCII before the @" in receipt.reason


# ── whose thread it is ────────────────────────────────────────────────────────────────────────────────────────────


def test_it_sends_from_a_thread_in_which_another_event_loop_runs() -> None:
    with smtp_server(pipelining=True) as server:

        async def caller() -> list[Receipt]:
            smtp = provider(server.port)
            receipts = list(smtp.send(LETTER, [ANN, BO]))
            smtp.close()
            return receipts

        with ThreadPoolExecutor(1) as thread:  # this one may be a browser's, which keeps a loop running in it
            assert len(thread.submit(asyncio.run, caller()).result()) == 2
        assert server.sent_to() == [ANN.email, BO.email]


def test_two_threads_send_at_the_same_time_over_connections_of_their_own() -> None:
    with smtp_server(pipelining=True) as server:
        smtp = provider(server.port, connections=2)
        halves = [crowd(20), [delivery(f"Other{at}", number=at) for at in range(20)]]
        threads = [threading.Thread(target=lambda half=half: list(smtp.send(LETTER, half))) for half in halves]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        smtp.close()
        assert Counter(server.sent_to()) == Counter(one.email for half in halves for one in half)
        assert server.connections <= 4
