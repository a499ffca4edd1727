"""SMTP, against a real server that takes, refuses and breaks as it is told."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gutletter.errors import ProviderRefused, ProviderUnavailable, SettingsError
from gutletter.mime import FINAL_DOT, dot_stuffed
from gutletter.model import Delivery, Outcome, Receipt
from gutletter.providers.smtp import Smtp
from gutletter.providers.smtp_lines import judge
from gutletter.providers.smtp_replies import Reply
from gutletter.settings import SmtpSettings, Tls
from tests.fakes.letters import AT, LETTER, crowd, delivery
from tests.fakes.smtp import PASSWORD, USER, Certificates, FakeSmtp, certificates, smtp_server

ANN, BO, CLEO = delivery("Ann"), delivery("Bo"), delivery("Cleo")


@pytest.fixture(params=["pipelining", "lock-step"])
def server(request: pytest.FixtureRequest) -> Iterator[FakeSmtp]:
    with smtp_server(pipelining=request.param == "pipelining") as one:
        yield one


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("certificates"))


def provider(server: FakeSmtp, **settings: Any) -> Smtp:
    defaults: dict[str, Any] = {
        "host": server.host,
        "port": server.port,
        "tls": Tls.NONE,
        "connections": 1,
        "timeout": timedelta(seconds=5),
    }
    return Smtp(SmtpSettings(**(defaults | settings)), clock=lambda: AT)


def send(smtp: Smtp, *deliveries: Delivery) -> dict[str, Receipt]:
    """Receipts by delivery id, and the connections closed."""
    try:
        receipts = list(smtp.send(LETTER, deliveries))
    finally:
        smtp.close()
    assert len({receipt.delivery_id for receipt in receipts}) == len(receipts)
    return {receipt.delivery_id: receipt for receipt in receipts}


def outcomes(receipts: dict[str, Receipt]) -> dict[str, Outcome]:
    return {name: receipt.outcome for name, receipt in receipts.items()}


# ── what the server says of one reader ────────────────────────────────────────────────────────────────────────────


def test_try_later_is_deferred_and_no_is_refused_with_the_servers_code(server: FakeSmtp) -> None:
    server.script.rcpt = {
        ANN.email: ["452 4.2.2 <ann@example.net> mailbox full"],
        BO.email: ["550 5.1.1 <bo@example.net>: no such user"],
    }
    receipts = send(provider(server), ANN, BO, CLEO)
    assert outcomes(receipts) == {
        ANN.id: Outcome.DEFERRED,
        BO.id: Outcome.REFUSED,
        CLEO.id: Outcome.ACCEPTED,
    }
    assert receipts[ANN.id].reason == "452 4.2.2 <…> mailbox full"
    assert receipts[BO.id].reason == "550 5.1.1 <…>: no such user"
    assert server.sent_to() == [CLEO.email]
    assert server.connections == 1, "a refused reader costs no connection"


def test_an_answer_to_the_letter_itself_counts_for_its_reader(server: FakeSmtp) -> None:
    server.script.data = {ANN.email: ["451 4.3.0 busy"], BO.email: ["552 5.2.3 too long for this mailbox"]}
    receipts = send(provider(server), ANN, BO, CLEO)
    assert outcomes(receipts) == {ANN.id: Outcome.DEFERRED, BO.id: Outcome.REFUSED, CLEO.id: Outcome.ACCEPTED}


def test_the_servers_name_for_the_letter_is_kept(server: FakeSmtp) -> None:
    assert send(provider(server), ANN)[ANN.id].provider_id == "Q1"


def test_the_envelope_comes_from_the_senders_bare_address(server: FakeSmtp) -> None:
    send(provider(server), ANN)
    assert server.taken[0].sender == "letter@letter.example.org"


def test_lines_that_are_dots_arrive_as_they_were_written(server: FakeSmtp) -> None:
    send(provider(server), ANN)
    plain = server.taken[0].letter.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines()[3:5] == [".", ".."]


@given(st.binary(max_size=200).map(lambda some: some.replace(b"\r", b"").replace(b"\n", b"\r\n")))
def test_no_letter_can_end_itself_early(letter: bytes) -> None:
    on_the_line = dot_stuffed(letter)
    assert b"\r\n.\r\n" not in b"\r\n" + on_the_line + b"\r\n" + FINAL_DOT[2:]
    unstuffed = [line.removeprefix(b".") for line in on_the_line.split(b"\r\n")]
    assert b"\r\n".join(unstuffed) == letter


# ── a line that breaks ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_line_that_breaks_after_the_final_dot_is_uncertain_and_the_letter_never_sent_again(server: FakeSmtp) -> None:
    server.script.hangs_up_after_data.add(BO.email)
    receipts = send(provider(server), ANN, BO, CLEO)
    assert outcomes(receipts) == {ANN.id: Outcome.ACCEPTED, BO.id: Outcome.UNCERTAIN, CLEO.id: Outcome.ACCEPTED}
    assert server.sent_to() == [ANN.email, BO.email, CLEO.email]
    assert server.connections == 2, "the rest goes over a new connection"


def test_a_server_that_falls_silent_after_the_final_dot_is_uncertain(server: FakeSmtp) -> None:
    server.script.silent_after_data.add(ANN.email)
    receipts = send(provider(server, timeout=timedelta(milliseconds=300)), ANN)
    assert outcomes(receipts) == {ANN.id: Outcome.UNCERTAIN}
    assert server.asked[ANN.email] == 1


def test_a_line_that_breaks_before_the_letter_was_sent_is_tried_once_more(server: FakeSmtp) -> None:
    server.script.hangs_up_at_mail.add("1")
    assert outcomes(send(provider(server), ANN)) == {ANN.id: Outcome.ACCEPTED}
    assert server.sent_to() == [ANN.email]
    assert server.connections == 2


def test_a_line_that_keeps_breaking_before_the_letter_was_sent_is_deferred(server: FakeSmtp) -> None:
    server.script.hangs_up_at_rcpt.add(BO.email)
    receipts = send(provider(server), ANN, BO, CLEO)
    assert outcomes(receipts) == {ANN.id: Outcome.ACCEPTED, BO.id: Outcome.DEFERRED, CLEO.id: Outcome.ACCEPTED}
    assert server.asked[BO.email] == 2


def test_a_server_that_closes_the_line_in_the_middle_loses_nobody(server: FakeSmtp) -> None:
    server.script.mail = ["250 OK", "421 4.4.2 closing", "250 OK"]
    many = crowd(5)
    receipts = send(provider(server), *many)
    assert set(outcomes(receipts).values()) == {Outcome.ACCEPTED}
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_closing_after_the_final_dot_with_421_is_deferred_and_the_rest_goes_on(server: FakeSmtp) -> None:
    server.script.data = {ANN.email: ["421 4.3.2 shutting down"]}
    receipts = send(provider(server), ANN, BO)
    assert outcomes(receipts) == {ANN.id: Outcome.DEFERRED, BO.id: Outcome.ACCEPTED}


# ── connections ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_several_connections_share_the_work_and_are_kept_for_the_next_call(server: FakeSmtp) -> None:
    smtp = provider(server, connections=3)
    first, second = crowd(30), [delivery(f"Later{at}", number=at) for at in range(30)]
    list(smtp.send(LETTER, first))
    used = server.connections
    receipts = send(smtp, *second)
    assert 1 <= used <= 3
    assert server.connections <= 3
    assert len(receipts) == 30
    assert Counter(server.sent_to()) == Counter(one.email for one in [*first, *second])


def test_a_connection_carries_no_more_letters_than_the_settings_say(server: FakeSmtp) -> None:
    send(provider(server, messages_per_connection=2), *crowd(5))
    assert Counter(envelope.connection for envelope in server.taken) == {1: 2, 2: 2, 3: 1}


def test_a_server_that_allows_fewer_connections_than_we_want_gets_everything_over_those(server: FakeSmtp) -> None:
    server.script.most_connections = 1
    many = crowd(12)
    receipts = send(provider(server, connections=4), *many)
    assert set(outcomes(receipts).values()) == {Outcome.ACCEPTED}
    assert Counter(server.sent_to()) == Counter(one.email for one in many)


def test_the_call_goes_on_as_long_as_one_connection_does() -> None:
    failed = ProviderUnavailable("421 too many")
    judge([None, failed], finished=False)
    judge([failed, failed], finished=True)
    with pytest.raises(ProviderUnavailable, match="421"):
        judge([failed, failed], finished=False)


def test_a_kept_connection_that_the_server_closed_meanwhile_is_replaced_unnoticed(server: FakeSmtp) -> None:
    smtp = provider(server)
    list(smtp.send(LETTER, [ANN]))
    server.script.hangs_up_at_mail.add("1")
    assert outcomes(send(smtp, BO)) == {BO.id: Outcome.ACCEPTED}
    assert server.sent_to() == [ANN.email, BO.email]


def test_two_kept_connections_that_both_went_stale_do_not_defer_anybody(server: FakeSmtp) -> None:
    smtp = provider(server, connections=2)
    list(smtp.send(LETTER, crowd(12)))
    assert server.connections == 2
    server.script.hangs_up_at_mail = {"1", "2"}
    assert outcomes(send(smtp, ANN)) == {ANN.id: Outcome.ACCEPTED}


def test_no_thread_is_left_when_the_listener_goes_away(server: FakeSmtp) -> None:
    smtp = provider(server, connections=3)
    receipts = smtp.send(LETTER, crowd(30))
    next(receipts)
    receipts.close()
    smtp.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("gutletter-smtp")]


def test_a_batch_keeps_every_connection_busy_and_stays_within_a_lease(server: FakeSmtp) -> None:
    assert provider(server, connections=1).batch_size == 500
    assert provider(server, connections=4).batch_size == 2000
    assert provider(server, connections=50).batch_size == 2000


# ── the whole call's trouble ──────────────────────────────────────────────────────────────────────────────────────


def test_a_host_that_does_not_exist_is_named_with_its_setting(server: FakeSmtp) -> None:
    with pytest.raises(ProviderUnavailable, match=r"mail\.invalid:\d+ cannot be found.*smtp\.host"):
        send(provider(server, host="mail.invalid"), ANN)


def test_a_host_that_is_no_name_is_refused(server: FakeSmtp) -> None:
    with pytest.raises(ProviderRefused, match=r"is no host name.*smtp\.host"):
        send(provider(server, host="mäil..example"), ANN)


def test_a_port_where_nobody_listens_is_named_with_its_setting(server: FakeSmtp) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        with pytest.raises(ProviderUnavailable, match=rf"127\.0\.0\.1:{port} cannot be reached.*smtp\.port"):
            send(provider(server, port=port), ANN)


def test_an_address_of_the_host_that_leads_nowhere_is_passed_over(
    server: FakeSmtp, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "127.0.0.9"  # as IPv6 leads where only a part of the way knows it
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, server.port)) for one in (nowhere, server.host)]
    with socket.socket() as full, ExitStack() as waiting:
        full.bind((nowhere, server.port))
        full.listen(0)
        for _ in range(3):  # whoever comes behind these hears nothing
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex((nowhere, server.port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        receipts = send(provider(server, host="mail.example", timeout=timedelta(seconds=1)), ANN)
    assert receipts[ANN.id].outcome is Outcome.ACCEPTED


def test_a_port_where_nobody_speaks_is_given_up_after_the_timeout(server: FakeSmtp) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with pytest.raises(ProviderUnavailable, match=r"did not answer within 0\.2 s"):
            send(provider(server, port=mute.getsockname()[1], timeout=timedelta(milliseconds=200)), ANN)


def test_a_server_that_asks_to_wait_is_unavailable(server: FakeSmtp) -> None:
    server.script.most_connections = 0
    with pytest.raises(ProviderUnavailable, match=r"421 4\.7\.0 Too many connections"):
        send(provider(server), ANN)
    assert server.sent_to() == []


def test_a_sender_the_server_does_not_want_stops_the_call_and_blames_no_reader(server: FakeSmtp) -> None:
    server.script.mail = ["250 OK", "553 5.7.1 <letter@letter.example.org>: sender not owned", "250 OK"]
    smtp = provider(server)
    receipts = smtp.send(LETTER, [ANN, BO, CLEO])
    assert next(receipts).delivery_id == ANN.id
    with pytest.raises(ProviderRefused, match=r"publication\.sender: 553 5\.7\.1 <…>: sender not owned"):
        list(receipts)
    smtp.close()
    assert server.sent_to() == [ANN.email]


def test_a_server_that_lost_count_of_the_conversation_gets_the_letter_over_another(server: FakeSmtp) -> None:
    server.script.mail = ["250 OK", "503 5.5.1 nested MAIL command", "250 OK"]
    assert set(outcomes(send(provider(server), ANN, BO, CLEO)).values()) == {Outcome.ACCEPTED}
    assert server.sent_to() == [ANN.email, BO.email, CLEO.email]
    assert server.connections == 2


def test_a_server_that_refuses_everyone_for_our_sake_blames_no_reader(server: FakeSmtp) -> None:
    many = crowd(6)
    server.script.rcpt = {one.email: [f"554 5.7.1 <{one.email}>: Relay access denied"] for one in many}
    with pytest.raises(
        ProviderRefused, match=r"took none of 6 letters.*554 5\.7\.1 <…>: Relay access denied"
    ) as caught:
        send(provider(server), *many)
    assert "smtp.username" in caught.value.remedy


def test_once_the_server_took_a_copy_such_a_refusal_is_the_readers_own(server: FakeSmtp) -> None:
    many = crowd(6)
    server.script.rcpt = {one.email: ["554 5.7.1 blocked by the reader's company"] for one in many[1:]}
    receipts = send(provider(server), *many)
    assert Counter(outcomes(receipts).values()) == {Outcome.ACCEPTED: 1, Outcome.REFUSED: 5}


def test_mailboxes_that_do_not_exist_are_their_readers_own_however_many(server: FakeSmtp) -> None:
    many = crowd(6)
    server.script.rcpt = {one.email: ["550 5.1.1 no such user"] for one in many}
    assert set(outcomes(send(provider(server), *many)).values()) == {Outcome.REFUSED}


@pytest.mark.parametrize(
    ("reply", "mailbox"),
    [
        (Reply(550, "5.1.1 no such user"), True),
        (Reply(552, "5.2.2 full"), True),
        (Reply(550, "no such user"), True),
        (Reply(550, "5.7.1 relay access denied"), False),
        (Reply(554, "transaction failed"), False),
        (Reply(550, "5.7.26 unauthenticated"), False),
    ],
)
def test_which_refusals_speak_of_the_mailbox(reply: Reply, mailbox: bool) -> None:
    assert reply.speaks_of_the_mailbox is mailbox


# ── a line that is secure ─────────────────────────────────────────────────────────────────────────────────────────


def test_starttls_encrypts_and_signs_in(authority: Certificates) -> None:
    with smtp_server(starttls=authority.server, sign_in=True) as server:
        smtp = provider(
            server,
            tls=Tls.STARTTLS,
            ca_file=str(authority.ca_file),
            username=USER,
            password=SecretStr(PASSWORD),
        )
        assert outcomes(send(smtp, ANN)) == {ANN.id: Outcome.ACCEPTED}
        assert server.taken[0].encrypted
        assert server.signed_in == [USER]


def test_tls_from_the_first_byte_encrypts(authority: Certificates) -> None:
    with smtp_server(tls=authority.server) as server:
        send(provider(server, tls=Tls.TLS, ca_file=str(authority.ca_file)), ANN)
        assert server.taken[0].encrypted


@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_a_certificate_nobody_vouches_for_is_refused(authority: Certificates, tls: Tls) -> None:
    secured = {"starttls": authority.server} if tls is Tls.STARTTLS else {"tls": authority.server}
    with smtp_server(**secured) as server:  # type: ignore[arg-type]  # the other keywords keep their defaults
        with pytest.raises(ProviderRefused, match=r"certificate that cannot be trusted.*smtp\.ca_file"):
            send(provider(server, tls=tls), ANN)
        assert server.taken == []


def test_a_certificate_for_another_host_is_refused(tmp_path: Path) -> None:
    other = certificates(tmp_path, "mail.example.org")
    with (
        smtp_server(tls=other.server) as server,
        pytest.raises(ProviderRefused, match="certificate that cannot be trusted"),
    ):
        send(provider(server, tls=Tls.TLS, ca_file=str(other.ca_file)), ANN)


def test_a_server_without_starttls_is_refused_and_gets_nothing_in_the_clear(server: FakeSmtp) -> None:
    with pytest.raises(ProviderRefused, match="does not offer STARTTLS") as caught:
        send(provider(server, tls=Tls.STARTTLS, username=USER, password=SecretStr(PASSWORD)), ANN)
    assert "smtp.tls" in caught.value.remedy
    assert server.taken == []


def test_tls_spoken_to_a_plain_port_is_explained(server: FakeSmtp) -> None:
    with pytest.raises(ProviderRefused, match=r"does not speak TLS as smtp\.tls says"):
        send(provider(server, tls=Tls.TLS), ANN)


def test_a_wrong_password_stops_the_call_and_names_the_setting(authority: Certificates) -> None:
    with smtp_server(starttls=authority.server, sign_in=True) as server:
        smtp = provider(
            server, tls=Tls.STARTTLS, ca_file=str(authority.ca_file), username=USER, password=SecretStr("wrong")
        )
        with pytest.raises(ProviderRefused, match="GUTLETTER_SMTP__PASSWORD") as caught:
            send(smtp, ANN)
        assert "wrong" not in str(caught.value)
        assert server.taken == []


def test_a_server_that_cannot_check_passwords_just_now_is_unavailable(authority: Certificates) -> None:
    with smtp_server(starttls=authority.server, sign_in=True) as server:
        server.script.sign_in = "454 4.7.0 Temporary authentication failure"
        smtp = provider(
            server, tls=Tls.STARTTLS, ca_file=str(authority.ca_file), username=USER, password=SecretStr(PASSWORD)
        )
        with pytest.raises(ProviderUnavailable, match=r"asks to wait: 454 4\.7\.0"):
            send(smtp, ANN)


def test_a_password_outside_ascii_is_explained(authority: Certificates) -> None:
    with (
        smtp_server(starttls=authority.server, sign_in=True) as server,
        pytest.raises(ProviderRefused, match="outside ASCII"),
    ):
        send(
            provider(
                server, tls=Tls.STARTTLS, ca_file=str(authority.ca_file), username=USER, password=SecretStr("pässword")
            ),
            ANN,
        )


def test_a_server_that_wants_us_to_sign_in_first_is_explained(authority: Certificates) -> None:
    with (
        smtp_server(starttls=authority.server, sign_in=True) as server,
        pytest.raises(ProviderRefused, match=r"sign in first.*smtp\.username"),
    ):
        send(provider(server, tls=Tls.STARTTLS, ca_file=str(authority.ca_file)), ANN)


def test_a_server_that_signs_nobody_in_is_explained(server: FakeSmtp) -> None:
    with pytest.raises(ProviderRefused, match="does not let anyone sign in"):
        send(provider(server, username=USER, password=SecretStr(PASSWORD)), ANN)


def test_a_ca_file_that_cannot_be_read_is_a_setting_to_mend(server: FakeSmtp, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    for name in ("missing.pem", "empty.pem"):
        with pytest.raises(SettingsError, match=rf"smtp\.ca_file: .*{name}"):
            provider(server, ca_file=str(tmp_path / name))
