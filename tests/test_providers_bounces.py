"""What mail that came back tells, as the common servers write it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.links import Purpose, token
from gutletter.model import Event, EventKind, Outcome, SubscriberState
from gutletter.providers.bounce_codes import bounce_kind
from gutletter.providers.bounces import LARGEST, return_address, returned
from gutletter.providers.smtp import Smtp
from gutletter.providers.webhooks import whose
from gutletter.settings import SmtpSettings, Tls
from tests.fakes.letters import AT, delivery
from tests.fakes.letters import LETTER as A_LETTER
from tests.fakes.smtp import smtp_server
from tests.returned import COMPLAINT, EXCHANGE, EXIM, FULL, GMAIL, LETTER, NOBODY, OUT_OF_OFFICE, POSTFIX, SPAM, mail

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
OURS = token("now", Purpose.DELIVERY, 7, 42)
K, R = EventKind, SubscriberState
FORMS = {"postfix": POSTFIX, "exim": EXIM, "exchange": EXCHANGE, "gmail": GMAIL}


def told(raw: bytes) -> Event | None:
    return returned(whose(["now", "before"]))(raw, NOW)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [("5.1.1", NOBODY, K.BOUNCED), ("4.2.2", FULL, K.SOFT_BOUNCED), ("5.7.1", SPAM, K.BLOCKED)],
)
def test_a_delivery_report_tells_what_became_of_our_copy(form: str, status: str, words: str, kind: EventKind) -> None:
    event = told(mail(FORMS[form], OURS, status=status, words=words))
    assert event is not None
    assert (event.kind, event.issue_id, event.subscriber_id) == (kind, 7, 42)
    assert event.ends is (R.BOUNCED if kind is K.BOUNCED else None)
    assert event.at == datetime(2026, 11, 22, 7, 0, 5, tzinfo=UTC)
    assert words[:3] in event.reason
    assert "ada" not in event.reason


@pytest.mark.parametrize(
    ("action", "kind"), [("delayed", K.DEFERRED), ("delivered", K.DELIVERED), ("relayed", K.PROCESSED)]
)
def test_a_report_of_no_failure_ends_nobody(action: str, kind: EventKind) -> None:
    event = told(mail(POSTFIX, OURS, action=action, status="4.4.1"))
    assert event is not None
    assert (event.kind, event.ends) == (kind, None)


def test_a_complaint_is_the_readers_whose_copy_it_returns() -> None:
    event = told(mail(COMPLAINT, OURS))
    assert event is not None
    assert (event.kind, event.subscriber_id, event.ends) == (K.COMPLAINED, 42, R.COMPLAINED)


def test_a_report_that_it_is_no_spam_is_no_complaint() -> None:
    assert told(mail(COMPLAINT, OURS, kind="not-spam")) is None


def test_a_copys_own_return_address_is_enough() -> None:
    address = return_address("bounces.example.org", OURS)
    assert len(address.partition("@")[0]) <= 64
    stripped = mail(POSTFIX, "lost").replace(b"To: letter@example.org", b"To: " + address.encode())
    event = told(stripped)
    assert event is not None
    assert event.subscriber_id == 42


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "stranger",
    ["x" * 30, token("forged", Purpose.DELIVERY, 7, 42), token("now", Purpose.UNSUBSCRIBE, 7, 42),
     token("now", Purpose.DELIVERY, 0, 0)],
)  # fmt: skip
def test_a_report_about_no_copy_of_ours_is_not_believed(form: str, stranger: str) -> None:
    assert told(mail(FORMS[form], stranger)) is None


def test_automatic_replies_and_ordinary_mail_are_left_alone() -> None:
    assert told(mail(OUT_OF_OFFICE, OURS)) is None
    assert told(mail("From: Ada <ada@example.net>\nIn-Reply-To: <{token}@example.org>\n\nThank you!\n", OURS)) is None
    assert told(mail("From: MAILER-DAEMON\nReferences: <{token}@x>\n\nYour daily report.\n", OURS)) is None
    assert told(b"") is None


def test_a_mail_without_end_is_not_read() -> None:
    assert told(mail(POSTFIX, OURS) + b"x" * LARGEST) is None


def test_the_same_mail_has_the_same_name_whenever_it_is_read() -> None:
    one, again, other = told(mail(EXIM, OURS)), told(mail(EXIM, OURS)), told(mail(GMAIL, OURS))
    assert one is not None
    assert again is not None
    assert other is not None
    assert one.id == again.id != other.id


@pytest.mark.parametrize("form", ["complaint", *FORMS])
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_report_breaks_nothing(form: str, data: st.DataObject) -> None:
    raw = mail(FORMS.get(form, COMPLAINT), OURS)
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 400)))
    event = told(raw[:start] + data.draw(st.binary(max_size=40)) + raw[end:])
    assert event is None or event.subscriber_id == 42


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_it(raw: bytes) -> None:
    assert told(raw) is None
    told(raw + LETTER.format(token=OURS).encode())


@pytest.mark.parametrize(
    ("status", "words", "kind"),
    [
        ("5.1.1", "", K.BOUNCED),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", K.BOUNCED),
        ("5.1.2", "", K.BOUNCED),
        ("5.2.1", "550-5.2.1 The email account that you tried to reach is disabled.", K.BOUNCED),
        ("5.0.0", "550 No such user here", K.BOUNCED),
        ("", "550 Requested action not taken: mailbox unavailable", K.BOUNCED),
        ("5.4.4", "Host or domain name not found. Name service error for name=gone.example", K.BOUNCED),
        ("5.2.2", "552 5.2.2 Mailbox full", K.SOFT_BOUNCED),
        ("5.0.0", "552 Mailbox size limit: quota exceeded", K.SOFT_BOUNCED),
        ("4.4.7", "Message expired", K.SOFT_BOUNCED),
        ("5.3.4", "Message too big for system", K.SOFT_BOUNCED),
        ("5.1.8", "Sender address has no A record", K.SOFT_BOUNCED),
        ("5.7.1", "550 5.7.1 Our system has detected that this message is likely unsolicited mail", K.BLOCKED),
        ("5.7.515", "Access denied, sending domain does not meet the required authentication level", K.BLOCKED),
        ("5.0.0", "554 Blocked by our block list", K.BLOCKED),
        ("", "", K.SOFT_BOUNCED),
    ],
)  # fmt: skip
def test_only_an_address_that_does_not_exist_is_a_hard_bounce(status: str, words: str, kind: EventKind) -> None:
    assert bounce_kind(status, words) is kind


@pytest.mark.parametrize("pipelining", [True, False])
def test_each_copy_may_have_a_return_address_of_its_own(pipelining: bool) -> None:
    with smtp_server(pipelining=pipelining) as server:
        settings_ = SmtpSettings(host=server.host, port=server.port, tls=Tls.NONE, connections=1)
        smtp = Smtp(settings_, clock=lambda: AT, bounce_domain="bounces.example.org")
        readers = [delivery("Ann"), delivery("Bo")]
        try:
            outcomes = {receipt.outcome for receipt in smtp.send(A_LETTER, readers)}
        finally:
            smtp.close()
    assert outcomes == {Outcome.ACCEPTED}
    senders = {envelope.sender for envelope in server.taken}
    assert senders == {return_address("bounces.example.org", reader.id) for reader in readers}
