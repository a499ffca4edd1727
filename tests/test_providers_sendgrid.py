"""SendGrid, against a strict server of our own that refuses what the real one refuses and fails on demand."""

from __future__ import annotations

import json
import logging
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gutletter.errors import ProviderRefused, ProviderUnavailable, SettingsError, StoreError
from gutletter.message import personalised
from gutletter.model import Delivery, Marker, Outcome, Receipt, RenderedIssue
from gutletter.providers.dispatch import LONGEST_WAIT
from gutletter.providers.sendgrid import SendGrid
from gutletter.providers.sendgrid_body import LetterBody
from gutletter.settings import SendGridSettings
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.sendgrid import FakeSendGrid, Fault, Refused, check, copies, recipients, sendgrid_server

ANN, BO, CLEO = delivery("Ann"), delivery("Bo"), delivery("Cleo")


@pytest.fixture
def server() -> Iterator[FakeSendGrid]:
    with sendgrid_server() as one:
        yield one


def provider(server: FakeSendGrid, naps: list[float] | None = None, **settings: Any) -> SendGrid:
    defaults: dict[str, Any] = {
        "api_key": SecretStr(server.key),
        "host": server.host,
        "timeout": timedelta(seconds=5),
    }
    sleep = [] if naps is None else naps
    return SendGrid(SendGridSettings(**(defaults | settings)), clock=lambda: AT, sleep=sleep.append)


def request(letter: RenderedIssue, readers: list[Delivery]) -> dict[str, Any]:
    """The request for these readers, as the server reads it."""
    body = LetterBody(letter, sandbox=False)
    request: dict[str, Any] = json.loads(body.request([body.personalization(one) for one in readers]))
    return request


def outcomes(receipts: list[Receipt]) -> dict[str, Outcome]:
    assert len({receipt.delivery_id for receipt in receipts}) == len(receipts), "two receipts for one delivery"
    return {receipt.delivery_id: receipt.outcome for receipt in receipts}


def everyone(deliveries: list[Delivery], outcome: Outcome) -> dict[str, Outcome]:
    return {one.id: outcome for one in deliveries}


# ── the request ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_request_carries_a_thousand_readers(server: FakeSendGrid) -> None:
    many = crowd(1000)
    receipts = list(provider(server).send(LETTER, many))
    assert outcomes(receipts) == everyone(many, Outcome.ACCEPTED)
    assert len(server.requests) == 1
    assert {receipt.provider_id for receipt in receipts} == {"fake-1"}


def test_more_readers_than_the_batch_size_take_more_requests(server: FakeSendGrid) -> None:
    many = crowd(7)
    receipts = list(provider(server, batch_size=3).send(LETTER, many))
    assert outcomes(receipts) == everyone(many, Outcome.ACCEPTED)
    assert sorted(len(recipients(body)) for body in server.requests) == [1, 3, 3]


def test_everything_that_differs_from_reader_to_reader_stands_beside_the_letter(server: FakeSendGrid) -> None:
    list(provider(server).send(LETTER, [ANN, BO]))
    (body,) = server.requests
    ann, bo = body["personalizations"]
    assert ann["custom_args"] == {"gl_d": ANN.id}
    assert ann["headers"] == {
        "List-Unsubscribe": f"<{ANN.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": ANN.message_id,
    }
    assert bo["custom_args"] == {"gl_d": BO.id}
    assert set(body["headers"]) == {"List-Id", "Feedback-ID"}
    assert "Ann" not in json.dumps({**body, "personalizations": []})


def test_nothing_is_tracked_and_sendgrid_adds_no_footer(server: FakeSendGrid) -> None:
    list(provider(server).send(LETTER, [ANN]))
    tracking = server.requests[0]["tracking_settings"]
    assert {name: settings["enable"] for name, settings in tracking.items()} == dict.fromkeys(
        ("click_tracking", "open_tracking", "subscription_tracking", "ganalytics"), False
    )
    assert tracking["click_tracking"]["enable_text"] is False


def test_the_category_names_the_issue_and_no_reader(server: FakeSendGrid) -> None:
    sendgrid = provider(server)
    list(sendgrid.send(LETTER, [ANN]))
    list(sendgrid.send(LETTER, [BO]))
    list(sendgrid.send(replace(LETTER, subject="Another"), [ANN]))
    first, second, other = (body["categories"] for body in server.requests)
    assert first == second != other


def test_no_request_holds_an_address_twice(server: FakeSendGrid) -> None:
    again = [
        delivery("Ann", address, number) for number, address in enumerate(["a@x.org", "A@X.org", "a@x.org", "b@x.org"])
    ]
    assert outcomes(list(provider(server).send(LETTER, again))) == everyone(again, Outcome.ACCEPTED)
    requests = sorted(sorted(recipients(body)) for body in server.requests)
    assert requests == [["A@X.org"], ["a@x.org"], ["a@x.org", "b@x.org"]]


@pytest.mark.parametrize("name", ["Doe, Jane", "Jane; Doe", 'Jane "JD" Doe', "", "  "])
def test_a_name_sendgrid_would_break_on_stays_out_of_the_to_line(server: FakeSendGrid, name: str) -> None:
    list(provider(server).send(LETTER, [delivery(name, "jane@example.net")]))
    assert server.copies[0].to == {"email": "jane@example.net"}


def test_a_letter_that_differs_for_nobody_has_no_substitutions(server: FakeSendGrid) -> None:
    plain = replace(LETTER, subject="Fibre", html="<p>Fibre</p>", text="Fibre")
    assert outcomes(list(provider(server).send(plain, [ANN]))) == {ANN.id: Outcome.ACCEPTED}
    assert "substitutions" not in server.requests[0]["personalizations"][0]


anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
pieces = st.lists(st.one_of(anything, st.sampled_from(list(Marker))), min_size=1, max_size=8)


@given(
    subject=pieces,
    html=pieces,
    text=pieces,
    names=st.lists(st.one_of(anything, st.sampled_from([*Marker])), max_size=3),
)
def test_substitution_gives_each_reader_exactly_the_personalised_letter(
    subject: list[str], html: list[str], text: list[str], names: list[str]
) -> None:
    letter = RenderedIssue(f"x{''.join(subject)}x", "", f"x{''.join(html)}", f"x{''.join(text)}", LETTER.letterhead)
    readers = [delivery(name, f"r{at}@example.net") for at, name in enumerate(["Ann & <Bo>", *names])]
    body = request(letter, readers)
    check(body)
    for copy, reader in zip(copies(body), readers, strict=True):
        wanted_subject, wanted_html, wanted_text = personalised(letter, reader)
        assert " ".join(copy.subject.split()) == " ".join(wanted_subject.split())
        assert (copy.html, copy.text) == (wanted_html, wanted_text)


link = st.from_regex(r"https://[a-zA-Z0-9./:%_~+-]{0,80}|https://[a-z&'\"<>. ]{0,20}", fullmatch=True)


@given(
    name=anything,
    address=st.sampled_from(["ann+1@example.net", "o'neil@example.net", "a&b@example.net", "ann@exämple.net"]),
    links=st.lists(link, min_size=3, max_size=3),
)
def test_who_goes_as_they_are_is_written_as_if_field_by_field(name: str, address: str, links: list[str]) -> None:
    body = LetterBody(replace(LETTER, text="".join(Marker), html=f"<p>{''.join(Marker)}</p>"), sandbox=False)
    leave, prefer, view = links
    quick = Delivery("7.2.Xy_-", address, name, leave, "<7.2@example.org>", prefer, view)
    slow = quick._replace(message_id="[7.2@example.org]")  # which nobody's is
    written = []
    for reader in (quick, slow):
        try:
            written.append(json.loads(body.personalization(reader)))
            assert written[-1]["headers"].pop("Message-ID") == reader.message_id
        except SettingsError as error:
            written.append(error.message)
    assert written[0] == written[1]


# ── one reader is to blame ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("at", [[0], [8], [16], [3, 4], [0, 16]])
def test_a_request_refused_for_one_reader_reaches_all_the_others_once(
    server: FakeSendGrid, at: list[int], named: bool
) -> None:
    many = crowd(17)
    server.unwanted, server.names_the_culprit = {many[one].email for one in at}, named
    receipts = list(provider(server).send(LETTER, many))
    refused = {receipt.delivery_id: receipt.reason for receipt in receipts if receipt.outcome is Outcome.REFUSED}
    assert set(refused) == {many[one].id for one in at}
    assert set(refused.values()) == {"400 Does not contain a valid address: <…>"}
    assert len(outcomes(receipts)) == 17
    assert server.sent_to() == sorted(one.email for one in many if one.id not in refused)


def test_a_culprit_that_is_named_costs_one_more_request(server: FakeSendGrid) -> None:
    many = crowd(100)
    server.unwanted = {many[50].email}
    list(provider(server).send(LETTER, many))
    assert len(server.requests) == 2


def test_a_reader_refused_alone_without_a_word_why_is_refused(server: FakeSendGrid) -> None:
    server.unwanted, server.names_the_culprit = {ANN.email}, False
    assert outcomes(list(provider(server).send(LETTER, [ANN]))) == {ANN.id: Outcome.REFUSED}


# ── the letter, the account or the network is to blame ────────────────────────────────────────────────────────────


def test_a_complaint_about_the_letter_blames_no_reader(server: FakeSendGrid) -> None:
    unicode_sender = replace(LETTER.letterhead, sender="Für den Darm <letter@letter.example.org>")
    with pytest.raises(ProviderRefused, match=r"refuses the letter \(from\).*publication\.sender"):
        list(provider(server).send(replace(LETTER, letterhead=unicode_sender), crowd(20)))
    assert len(server.requests) == 1
    assert server.copies == []


def test_a_letter_refused_for_everyone_without_a_word_why_blames_no_reader(server: FakeSendGrid) -> None:
    many = crowd(500)
    server.unwanted, server.names_the_culprit = {one.email for one in many}, False
    with pytest.raises(ProviderRefused, match="refuses the letter"):
        list(provider(server).send(LETTER, many))
    assert len(server.requests) < 20, "it does not ask five hundred times"


def test_a_message_id_refused_in_every_personalization_blames_no_reader(server: FakeSendGrid) -> None:
    many = [one._replace(message_id="") for one in crowd(3)]
    server.faults += [Fault(400, "reserved", "personalizations.0.headers") for _ in many]
    with pytest.raises(ProviderRefused, match=r"personalizations\.0\.headers.*reserved"):
        list(provider(server).send(LETTER, many))


def test_an_empty_key_is_refused_before_anything_is_asked(server: FakeSendGrid) -> None:
    for key in ("", "  \n"):
        with pytest.raises(ProviderRefused, match="GUTLETTER_SENDGRID__API_KEY"):
            provider(server, api_key=SecretStr(key))
    assert server.paths == []


def test_a_key_that_is_no_key_is_refused_and_not_shown(server: FakeSendGrid) -> None:
    with pytest.raises(ProviderRefused, match="is no key") as caught:
        provider(server, api_key=SecretStr("SG.secret\r\nX-Evil: yes"))
    assert "secret" not in str(caught.value)


def test_a_wrong_key_stops_the_call_and_names_the_setting(server: FakeSendGrid) -> None:
    with pytest.raises(ProviderRefused, match="GUTLETTER_SENDGRID__API_KEY") as caught:
        list(provider(server, api_key=SecretStr("SG.wrong")).send(LETTER, [ANN]))
    assert "SG.wrong" not in str(caught.value)
    assert server.copies == []


def test_an_allowance_that_is_used_up_is_a_pause_and_no_wrong_key(server: FakeSendGrid) -> None:
    server.faults.append(Fault(401, "Maximum credits exceeded"))
    with pytest.raises(ProviderUnavailable, match="allowance is used up"):
        list(provider(server).send(LETTER, [ANN]))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "publication.sender"),
        (404, "sendgrid.host"),
        (405, "405"),
        (415, "415"),
        (302, "elsewhere"),
        (308, "elsewhere"),
    ],
)
def test_a_request_turned_down_altogether_stops_the_call(server: FakeSendGrid, status: int, words: str) -> None:
    server.faults.append(Fault(status, "The from address letter@letter.example.org does not match"))
    with pytest.raises(ProviderRefused, match=words.replace(".", r"\.")) as caught:
        list(provider(server).send(LETTER, [ANN, BO]))
    assert "@" not in str(caught.value)


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere_else(server: FakeSendGrid) -> None:
    with sendgrid_server() as elsewhere:
        server.faults.append(Fault(302, headers={"Location": f"{elsewhere.host}/v3/mail/send"}))
        with pytest.raises(ProviderRefused):
            list(provider(server).send(LETTER, [ANN]))
        assert elsewhere.paths == []


def test_a_request_that_is_too_large_is_halved_until_it_fits(server: FakeSendGrid) -> None:
    server.largest = 3
    many = crowd(10)
    assert outcomes(list(provider(server).send(LETTER, many))) == everyone(many, Outcome.ACCEPTED)
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_a_letter_too_large_for_one_reader_is_refused_as_a_whole(server: FakeSendGrid) -> None:
    server.largest = 0
    with pytest.raises(ProviderRefused, match="Payload too large"):
        list(provider(server).send(LETTER, crowd(4)))


def test_nobody_listening_takes_nothing(server: FakeSendGrid) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        with pytest.raises(ProviderUnavailable, match=r"cannot be reached at http://127.*sendgrid\.host"):
            list(provider(server, host=host).send(LETTER, [ANN]))


def test_a_handshake_that_fails_takes_nothing(server: FakeSendGrid) -> None:
    with pytest.raises(ProviderUnavailable, match="cannot be reached"):
        list(provider(server, host=server.host.replace("http:", "https:")).send(LETTER, [ANN]))


# ── waiting ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_short_wait_that_sendgrid_asks_for_is_waited(server: FakeSendGrid) -> None:
    naps: list[float] = []
    server.faults += [
        Fault(429, headers={"X-RateLimit-Reset": str(int(AT.timestamp()) + 12)}),
        Fault(429, headers={"Retry-After": "7"}),
        Fault(429),
    ]
    assert outcomes(list(provider(server, naps).send(LETTER, [ANN]))) == {ANN.id: Outcome.ACCEPTED}
    assert naps == [12.0, 7.0, 5.0]
    assert server.sent_to() == [ANN.email]


def test_a_reset_in_the_past_is_still_a_second_apart(server: FakeSendGrid) -> None:
    naps: list[float] = []
    server.faults.append(Fault(429, headers={"X-RateLimit-Reset": str(int(AT.timestamp()) - 100)}))
    list(provider(server, naps).send(LETTER, [ANN]))
    assert naps == [1.0]


def test_a_long_wait_is_left_to_whoever_called(server: FakeSendGrid) -> None:
    naps: list[float] = []
    server.faults.append(Fault(429, headers={"X-RateLimit-Reset": str(int(AT.timestamp()) + 3600)}))
    with pytest.raises(ProviderUnavailable, match="asks to wait 3600 s"):
        list(provider(server, naps).send(LETTER, [ANN]))
    assert naps == []


def test_waits_do_not_add_up_beyond_the_longest(server: FakeSendGrid) -> None:
    naps: list[float] = []
    server.faults += [Fault(429, headers={"Retry-After": "25"}) for _ in range(9)]
    with pytest.raises(ProviderUnavailable):
        list(provider(server, naps).send(LETTER, [ANN]))
    assert sum(naps) <= LONGEST_WAIT
    assert server.copies == []


# ── answers that do not tell ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("takes", [True, False])
@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 200, 204, 0])
def test_an_answer_that_does_not_tell_is_uncertain_and_nothing_is_sent_again(
    server: FakeSendGrid, status: int, takes: bool
) -> None:
    server.faults.append(Fault(status, takes=takes))
    receipts = list(provider(server).send(LETTER, [ANN, BO]))
    assert outcomes(receipts) == everyone([ANN, BO], Outcome.UNCERTAIN)
    assert all(receipt.reason for receipt in receipts)
    assert server.sent_to() == (sorted([ANN.email, BO.email]) if takes else [])
    assert len(server.paths) == 1


def test_an_answer_that_comes_after_the_timeout_is_uncertain(server: FakeSendGrid) -> None:
    server.faults.append(Fault(202, takes=True, silent_for=0.6))
    receipts = list(provider(server, timeout=timedelta(milliseconds=200)).send(LETTER, [ANN]))
    assert outcomes(receipts) == {ANN.id: Outcome.UNCERTAIN}
    assert server.sent_to() == [ANN.email]


@pytest.mark.parametrize("status", [503, 0])
def test_after_a_lost_answer_nothing_more_is_handed_over(server: FakeSendGrid, status: int) -> None:
    many = crowd(9)
    server.faults.append(Fault(status, takes=True))
    receipts = provider(server, batch_size=3, connections=1).send(LETTER, many)
    got = [next(receipts) for _ in range(3)]
    assert outcomes(got) == everyone(many[:3], Outcome.UNCERTAIN)
    with pytest.raises(ProviderUnavailable, match="the rest was not handed over"):
        next(receipts)
    assert server.sent_to() == sorted(one.email for one in many[:3])


def test_a_line_that_breaks_while_the_request_is_being_sent_is_uncertain(server: FakeSendGrid) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def reset() -> None:
            line, _ = listening.accept()
            line.recv(100)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close with a reset
            line.close()

        breaking = threading.Thread(target=reset)
        breaking.start()
        host = f"http://127.0.0.1:{listening.getsockname()[1]}"
        large = replace(LETTER, html="x" * 20_000_000)  # more than the network holds
        receipts = list(provider(server, host=host).send(large, [ANN]))
        breaking.join()
    assert outcomes(receipts) == {ANN.id: Outcome.UNCERTAIN}


# ── several requests at once ──────────────────────────────────────────────────────────────────────────────────────


def test_one_hand_over_feeds_every_connection(server: FakeSendGrid) -> None:
    assert provider(server).batch_size == 4000
    assert provider(server, connections=3, batch_size=7).batch_size == 21


def test_as_many_requests_are_under_way_as_there_are_connections(server: FakeSendGrid) -> None:
    server.pause = 0.1
    many = crowd(12)
    receipts = list(provider(server, connections=4, batch_size=2).send(LETTER, many))
    assert outcomes(receipts) == everyone(many, Outcome.ACCEPTED)
    assert server.most_under_way == 4
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_a_lost_answer_is_its_own_readers_doubt_and_the_others_are_told(server: FakeSendGrid) -> None:
    server.pause = 0.05
    server.faults.append(Fault(0, takes=True))
    many = crowd(9)
    told = outcomes(list(provider(server, connections=3, batch_size=3).send(LETTER, many)))
    assert Counter(told.values()) == Counter({Outcome.ACCEPTED: 6, Outcome.UNCERTAIN: 3})
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_after_a_lost_answer_what_is_under_way_is_told_and_nothing_more_begun(server: FakeSendGrid) -> None:
    server.pause = 0.05
    server.faults += [Fault(0, takes=True)]
    begun: list[str] = []
    told: list[Receipt] = []
    sending = provider(server, connections=2, batch_size=3).send(
        LETTER, crowd(30), lambda deliveries: begun.extend(one.id for one in deliveries)
    )
    with pytest.raises(ProviderUnavailable, match="the rest was not handed over"):
        told.extend(sending)
    assert set(outcomes(told)) == set(begun), "what was begun is told, and nothing else"
    assert set(outcomes(told).values()) == {Outcome.ACCEPTED, Outcome.UNCERTAIN}
    assert len(begun) < 30


def test_a_pause_that_sendgrid_asks_for_is_a_pause_for_all(server: FakeSendGrid) -> None:
    server.pause = 0.05
    reset = {"X-RateLimit-Reset": str(int(AT.timestamp()) + 12)}
    server.faults += [Fault(429, headers=reset), Fault(429, headers={"Retry-After": "3"}), Fault(429, headers=reset)]
    seen_while_waiting: list[int] = []
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        seen_while_waiting.append(len(server.paths))
        naps.append(seconds)

    settings = SendGridSettings(api_key=SecretStr(server.key), host=server.host, connections=3, batch_size=2)
    many = crowd(12)
    receipts = list(SendGrid(settings, clock=lambda: AT, sleep=sleep).send(LETTER, many))
    assert outcomes(receipts) == everyone(many, Outcome.ACCEPTED)
    assert naps == [12.0], "three requests were turned away together, and that is one pause"
    assert seen_while_waiting == [3]
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_what_stops_the_call_does_not_hide_what_was_taken(server: FakeSendGrid) -> None:
    server.pause = 0.05
    server.faults.append(Fault(403, "The from address does not match"))
    told: list[Receipt] = []
    sending = provider(server, connections=3, batch_size=3).send(LETTER, crowd(30))
    with pytest.raises(ProviderRefused, match="does not let this account send"):
        told.extend(sending)
    assert sorted(one.delivery_id for one in told) == sorted(copy.custom_args["gl_d"] for copy in server.copies)
    assert 6 <= len(told) < 30


def test_whoever_stops_listening_ends_the_call(server: FakeSendGrid) -> None:
    begun: list[str] = []
    receipts = provider(server, connections=2, batch_size=2).send(
        LETTER, crowd(40), lambda deliveries: begun.extend(one.email for one in deliveries)
    )
    next(receipts)
    receipts.close()
    at_the_end = list(begun)
    assert sorted(at_the_end) == server.sent_to(), "what was begun has arrived when close returns"
    assert len(at_the_end) < 40


# ── what is noted before it leaves ────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_begun_that_found_no_connection() -> None:
    begun: list[object] = []
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        settings = SendGridSettings(api_key=SecretStr("SG.x"), host=f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with pytest.raises(ProviderUnavailable):
            list(SendGrid(settings, clock=lambda: AT).send(LETTER, [ANN], begun.append))
    assert begun == []


def test_whatever_cannot_be_noted_does_not_leave(server: FakeSendGrid) -> None:
    def full(_: object) -> None:
        raise StoreError("the disk is full")

    with pytest.raises(StoreError, match="the disk is full"):
        list(provider(server).send(LETTER, [ANN, BO], full))
    assert server.paths == []


def test_it_is_noted_when_the_connection_stands_and_before_the_first_byte_and_again_when_it_is_told(
    server: FakeSendGrid,
) -> None:
    noted: list[tuple[int, int]] = []
    list(provider(server).send(LETTER, [ANN, BO], lambda leaving: noted.append((len(leaving), len(server.paths)))))
    assert noted == [(2, 0), (0, 1)], "how many leave, and how many requests had arrived"


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_limit_on_all_substitutions_of_a_request_makes_requests_smaller(server: FakeSendGrid) -> None:
    server.most_substituted = 5_000
    many = crowd(64)
    sendgrid = provider(server)
    assert outcomes(list(sendgrid.send(LETTER, many))) == everyone(many, Outcome.ACCEPTED)
    assert Counter(server.sent_to()) == Counter(one.email for one in many)

    asked = len(server.requests)
    list(sendgrid.send(LETTER, many))
    assert max(len(recipients(body)) for body in server.requests[asked:]) < 64, "it has learned"


def test_a_reader_with_too_much_to_substitute_is_refused_alone(server: FakeSendGrid) -> None:
    wordy = delivery("x" * 10_001, "wordy@example.net")
    receipts = list(provider(server).send(LETTER, [ANN, wordy]))
    assert outcomes(receipts) == {ANN.id: Outcome.ACCEPTED, wordy.id: Outcome.REFUSED}
    assert len(server.requests) == 1


def test_a_letter_that_gives_a_key_away_is_refused_by_the_package(server: FakeSendGrid) -> None:
    leaking = replace(LETTER, text="SG.abcdef.ghijkl is the key")
    with pytest.raises(ProviderRefused, match="package refuses the letter"):
        list(provider(server).send(leaking, [ANN]))
    assert server.paths == []


# ── the sandbox ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_in_the_sandbox_200_is_success_and_nobody_gets_anything(server: FakeSendGrid) -> None:
    assert outcomes(list(provider(server, sandbox=True).send(LETTER, [ANN]))) == {ANN.id: Outcome.ACCEPTED}
    assert server.copies == []
    assert server.requests[0]["mail_settings"] == {"sandbox_mode": {"enable": True}}


def test_in_the_sandbox_202_means_that_it_may_have_gone_out(server: FakeSendGrid) -> None:
    server.faults.append(Fault(202))
    assert outcomes(list(provider(server, sandbox=True).send(LETTER, [ANN]))) == {ANN.id: Outcome.UNCERTAIN}


# ── the package's traps ───────────────────────────────────────────────────────────────────────────────────────────


def test_neither_the_key_nor_an_address_reaches_the_log(server: FakeSendGrid, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "python_http_client.client"):
        server.unwanted = {BO.email}
        list(provider(server).send(LETTER, [ANN, BO]))
    assert server.key not in caplog.text
    assert ANN.email not in caplog.text


# ── the fake is strict ────────────────────────────────────────────────────────────────────────────────────────────


def _body() -> dict[str, Any]:
    return request(LETTER, [ANN, BO])


def _first(body: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = body["personalizations"][0]
    return first


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda body: body.pop("personalizations"), id="no personalizations"),
        pytest.param(lambda body: body.update(personalizations=[]), id="empty personalizations"),
        pytest.param(lambda body: body["personalizations"].extend([_first(body)] * 999), id="1,001 personalizations"),
        pytest.param(lambda body: _first(body).update(to=[]), id="empty to"),
        pytest.param(lambda body: _first(body).update(to=[{"email": "bo@example.net"}]), id="an address twice"),
        pytest.param(lambda body: _first(body).update(to=[{"email": "BO@Example.net"}]), id="twice in other letters"),
        pytest.param(lambda body: _first(body)["to"][0].update(name="Doe, Ann"), id="a comma in a name"),
        pytest.param(lambda body: _first(body)["to"][0].update(email="pepé@example.net"), id="an address beyond ASCII"),
        pytest.param(lambda body: _first(body).update(custom_args={}), id="empty custom_args"),
        pytest.param(lambda body: _first(body).update(custom_args={"n": 1}), id="a number in custom_args"),
        pytest.param(lambda body: _first(body).update(custom_args={"n": "x" * 10_001}), id="long custom_args"),
        pytest.param(lambda body: _first(body).update(substitutions={}), id="empty substitutions"),
        pytest.param(lambda body: _first(body).update(substitutions={"n": "x" * 10_001}), id="long substitutions"),
        pytest.param(lambda body: _first(body).update(headers={"Subject": "x"}), id="a reserved header"),
        pytest.param(lambda body: _first(body).update(headers={"X-Ö": "x"}), id="a header beyond ASCII"),
        pytest.param(lambda body: body["headers"].update({"X-N": 1}), id="a number in headers"),
        pytest.param(lambda body: body["headers"].update({"X-N": "a\r\nB: c"}), id="two lines in a header"),
        pytest.param(lambda body: body.pop("from"), id="no from"),
        pytest.param(lambda body: body["from"].update(name="Für"), id="from beyond ASCII"),
        pytest.param(lambda body: body.update(subject=""), id="empty subject"),
        pytest.param(lambda body: body["content"].reverse(), id="html before plain"),
        pytest.param(lambda body: body["content"][0].update(value=""), id="empty content"),
        pytest.param(lambda body: body.pop("content"), id="no content"),
        pytest.param(lambda body: body.update(categories=[str(n) for n in range(11)]), id="11 categories"),
        pytest.param(lambda body: body.update(categories=["a", "a"]), id="a category twice"),
        pytest.param(lambda body: body.update(send_at="tomorrow"), id="a time in words"),
        pytest.param(lambda body: body.update(send_at=4_000_000_000), id="a time beyond 72 hours"),
        pytest.param(lambda body: body.update(idempotency_key="x"), id="an unknown property"),
        pytest.param(lambda body: body["mail_settings"]["sandbox_mode"].update(enable="no"), id="a word for a switch"),
    ],
)
def test_the_fake_refuses_what_sendgrid_refuses(spoil: Any) -> None:
    body = _body()
    check(body)
    spoil(body)
    with pytest.raises(Refused):
        check(body)
