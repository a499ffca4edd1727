"""The mails about a subscription: which one goes to whom, how often, and what it never tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gutletter.errors import ProviderUnavailable, ReadersError
from gutletter.model import Consent, Notice, NoticeKind, Outcome, Receipt, SubscriberState, SuppressionReason
from gutletter.ports import Store
from gutletter.subscriptions import SIGN_UP, Confirmed, leave, may_confirm, new_reader, work_off
from tests.doors import NOW, Carrier, Clock, fresh, office, reader

S = SubscriberState
ADA = "ada@example.org"
JOIN = Notice(NoticeKind.JOIN, ADA, NOW, "de", source="/join", wording="Yes?", network="203.0.113.0/24")


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fresh(tmp_path_factory.mktemp("subscriptions"))
    yield store
    store.close()


def asked(store: Store, notice: Notice = JOIN) -> None:
    assert store.ask(notice, at_most=1000, since=NOW)


def sent(store: Store, carrier: Carrier | None = None, clock: Clock | None = None) -> Carrier:
    carrier = carrier or Carrier()
    work_off(office(store, carrier, clock or Clock()))
    return carrier


# ── which mail ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_new_is_asked_whether_they_mean_it_in_the_language_of_the_page(store: Store) -> None:
    asked(store)

    carrier = sent(store)

    assert carrier.subjects == ["Bitte bestätigen: The Tea Letter"]
    known = store.subscriber(ADA)
    assert known is not None
    assert (known.state, known.source, known.language, known.name) == (S.PENDING, SIGN_UP, "de", "")
    said = Consent(NOW, "asked", "/join", "Yes?", "203.0.113.0/24")
    assert store.consents(known.id) == [said]
    (rendered, delivery) = carrier.carried[0]
    assert re.search(r"https://letter\.example\.org/yes/1\.1\.\S{22}", rendered.text)
    assert (delivery.email, delivery.name) == (ADA, "")


def test_the_link_is_good_before_the_mail_that_holds_it_has_left(store: Store) -> None:
    class Watching(Carrier):
        verdict: Confirmed | None = None

        def send(self, *given: Any) -> list[Receipt]:
            known = store.subscriber(ADA)
            assert known
            self.verdict = may_confirm(store, 1, known.id, NOW, timedelta(days=1))
            return super().send(*given)

    watching = Watching()
    asked(store)
    sent(store, watching)

    assert watching.verdict is Confirmed.DONE


@pytest.mark.parametrize("state", [S.PENDING, S.UNSUBSCRIBED])
def test_whoever_is_not_on_the_list_is_asked_again(store: Store, state: SubscriberState) -> None:
    reader(store, state)
    asked(store, replace(JOIN, language="en"))

    assert sent(store).subjects == ["Please confirm: The Tea Letter"]
    known = store.subscriber(ADA)
    assert known is not None
    assert known.state is state  # until they say yes


def test_whoever_is_on_the_list_gets_the_link_to_their_settings_instead(store: Store) -> None:
    reader(store)
    asked(store, replace(JOIN, language="es"))

    carrier = sent(store)

    assert carrier.subjects == ["Sus ajustes: The Tea Letter"]
    assert "/s/1.1." in carrier.carried[0][0].text


@pytest.mark.parametrize("state", [S.BOUNCED, S.COMPLAINED])
def test_whoever_bounced_or_complained_is_never_written_to(store: Store, state: SubscriberState) -> None:
    reader(store, state)
    for kind in NoticeKind:
        asked(store, replace(JOIN, kind=kind, subscriber_id=1))

    assert sent(store).subjects == []
    assert store.claim(NOW + timedelta(days=9), timedelta()) is None


def test_a_suppressed_address_that_complained_elsewhere_is_not_written_to(store: Store) -> None:
    store.suppress({ADA: SuppressionReason.COMPLAINED}, "a list of ours", NOW)
    asked(store)

    assert sent(store).subjects == []
    assert store.subscriber(ADA) is None


def test_a_notice_for_somebody_who_was_removed_goes_to_nobody(store: Store) -> None:
    asked(store, replace(JOIN, kind=NoticeKind.WELCOME, subscriber_id=77))

    assert sent(store).subjects == []


def test_welcome_and_goodbye_go_however_much_was_asked_for(store: Store) -> None:
    ada = reader(store)
    for _ in range(5):
        asked(store, replace(JOIN, language="en"))
    asked(store, replace(JOIN, kind=NoticeKind.WELCOME, subscriber_id=ada, language="en"))
    leave(store, ada, Consent(NOW, ""))
    asked(store, replace(JOIN, kind=NoticeKind.GOODBYE, subscriber_id=ada, language="en"))

    assert sent(store).subjects[-2:] == ["Welcome to The Tea Letter", "You have left The Tea Letter"]


def test_an_address_gets_three_such_mails_a_day_whoever_asks(store: Store) -> None:
    for network in range(9):
        asked(store, replace(JOIN, network=f"198.51.{network}.0/24", email="ADA@example.org" if network % 2 else ADA))

    assert len(sent(store).subjects) == 3
    later = replace(JOIN, asked_at=NOW + timedelta(days=1, seconds=1))
    clock = Clock()
    clock.pass_by(timedelta(days=2))
    asked(store, later)
    assert len(sent(store, clock=clock).subjects) == 1


# ── how it goes ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_a_provider_defers_or_cannot_take_is_tried_again_and_given_up_in_the_end(store: Store) -> None:
    carrier, clock = Carrier(), Clock()
    carrier.says = [Outcome.DEFERRED, ProviderUnavailable("away"), Outcome.DEFERRED, Outcome.ACCEPTED]
    asked(store)

    sent(store, carrier, clock)
    clock.pass_by(timedelta(minutes=4))
    sent(store, carrier, clock)
    assert len(carrier.says) == 3  # it waits for five minutes
    clock.pass_by(timedelta(minutes=1))
    with pytest.raises(ProviderUnavailable):
        sent(store, carrier, clock)
    for _ in range(2):
        clock.pass_by(timedelta(minutes=30))
        sent(store, carrier, clock)

    assert len(carrier.carried) == 1
    assert len(store.consents(1)) == 1  # they asked once

    carrier.says = [Outcome.DEFERRED] * 99
    asked(store, replace(JOIN, asked_at=clock.now))
    for _ in range(20):
        sent(store, carrier, clock)
        clock.pass_by(timedelta(hours=1))
    assert len(carrier.says) == 99 - 6


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNCERTAIN])
def test_what_was_refused_or_may_have_gone_is_not_sent_again(store: Store, outcome: Outcome) -> None:
    carrier, clock = Carrier(), Clock()
    carrier.says = [outcome]
    asked(store)

    for _ in range(3):
        sent(store, carrier, clock)
        clock.pass_by(timedelta(hours=1))

    assert carrier.carried == []


def test_two_mails_about_one_subscription_are_two_messages(store: Store) -> None:
    for _ in range(2):
        asked(store)

    first, second = (delivery for _, delivery in sent(store).carried)

    assert first.message_id != second.message_id
    assert first.unsubscribe_url == second.unsubscribe_url


def test_whoever_is_told_to_stop_stops_between_mails(store: Store) -> None:
    asked(store)
    carrier = Carrier()

    assert work_off(office(store, carrier, Clock()), stopping=lambda: True) == 0
    assert carrier.carried == []


def test_a_reader_added_by_hand_has_a_checked_address_and_a_name_on_one_line() -> None:
    added = new_reader(" Ada@Example.ORG ", "Ada\n Lovelace", source="by hand")

    assert (added.email, added.name, added.source) == ("Ada@example.org", "Ada Lovelace", "by hand")
    with pytest.raises(ReadersError):
        new_reader("ada", "", source="by hand")
