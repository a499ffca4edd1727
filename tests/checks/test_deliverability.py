"""Whether mailbox providers will take the letter for what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gutletter.checks._page import invented_reader
from gutletter.checks.deliverability import deliverability, organisation, read
from gutletter.message import compose
from gutletter.model import Severity
from tests.checks.proposals import AT, only, proposal, sound, with_body, with_subject


def test_a_sound_letter_is_well_formed_and_well_sent() -> None:
    assert list(deliverability(sound())) == []


@pytest.mark.parametrize(
    ("front", "severity", "word"),
    [
        ({"postal_address": " "}, Severity.WARNING, "postal address"),
        ({"site": "http://letter.example.org"}, Severity.WARNING, "not https"),
        ({"sender": "The Careful Reader <letter@elsewhere.example>"}, Severity.WARNING, "one house"),
        ({"sender": "Tea 🍵 <letter@example.org>"}, Severity.WARNING, "emoji"),
        ({"sender": "nobody"}, Severity.ERROR, "no address"),
        ({"site": f"https://{'a-long-name.' * 4}example.org"}, Severity.ERROR, "77|75"),
        ({"list_id": "letter/example"}, Severity.ERROR, "List-Id"),
    ],
)  # fmt: skip
def test_each_fault_of_the_letterhead_is_found(front: dict[str, str], severity: Severity, word: str) -> None:
    finding = only(deliverability, proposal(**front))

    assert finding.severity is severity
    assert any(part in finding.message for part in word.split("|"))


def message() -> bytes:
    rendered = sound().rendered
    return compose(rendered, invented_reader(rendered.letterhead), at=AT)


def test_the_message_itself_is_sound() -> None:
    assert list(read(message())) == []


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        (b"\r\nDate: ", b"\r\nX-Date: ", "no Date"),
        (b"\r\nDate: ", b"\r\nDate: yesterday\r\nX-Date: ", "Date is malformed"),
        (b"\r\nMessage-ID: <", b"\r\nMessage-ID: ", "Message-ID is malformed"),
        (b"\r\nFeedback-ID: ", b"\r\nFeedback-ID: me\r\nX-Other: ", "Feedback-ID is malformed"),
        (b"\r\nList-Id: ", b"\r\nList-Id: a\r\nX-List-Id: ", "List-Id is malformed"),
        (b"List-Unsubscribe=One-Click", b"yes", "List-Unsubscribe-Post is malformed"),
        (
            b"\r\nList-Unsubscribe: <",
            b"\r\nList-Unsubscribe: <mailto:a@b>\r\nX-Gone: <",
            "List-Unsubscribe is malformed",
        ),
        (b"\r\nSubject: ", b"\r\nSubject: One\r\nSubject: ", "2 Subject"),
        (b"/u/", b"/" + b"u" * 60 + b"/", "List-Unsubscribe has"),
        (b"\r\nMIME-Version: ", b"\r\nX-Long: " + b"x" * 1000 + b"\r\nMIME-Version: ", "998"),
        (b"text/plain", b"text/calendar", "side by side"),
        (b"multipart/alternative", b"multipart/mixed", "side by side"),
    ],
)
def test_each_fault_of_the_message_is_found_and_nothing_else(old: bytes, new: bytes, word: str) -> None:
    raw = message()
    assert old in raw
    (finding,) = read(raw.replace(old, new, 1))

    assert finding.severity is Severity.ERROR
    assert word in finding.message


def test_a_message_that_is_cut_off_is_told() -> None:
    assert list(read(message()[:-200]))


@pytest.mark.parametrize(
    ("text", "severity"), [("", Severity.ERROR), ("Hello.\n", Severity.ERROR), (None, Severity.WARNING)]
)
def test_a_text_part_that_is_not_the_htmls_is_told(text: str | None, severity: Severity) -> None:
    whole = sound()
    words = whole.rendered.text.split()
    text = " ".join(words[: len(words) // 2]) if text is None else text
    finding = only(deliverability, replace(whole, rendered=replace(whole.rendered, text=text)))

    assert finding.severity is severity
    assert "text part" in finding.message


@pytest.mark.parametrize(
    "phrase",
    [
        "This miracle cure works.",
        "Tea cures cancer.",
        "Lose 10 kg in 2 weeks with tea.",
        "Detox your liver today.",
        "Guaranteed results for everyone.",
        "Act now.",
        "Doctors hate this.",
        "Das Wundermittel aus Asien.",
        "Una cura milagrosa.",
    ],
)
def test_what_spam_says_is_a_warning(phrase: str) -> None:
    finding = only(deliverability, with_body(f"<p>{phrase}</p>"))

    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "sober",
    [
        "Tea is no miracle cure.",
        "Nothing here is a guaranteed cure, and no food cures cancer.",
        "It does not detox your liver.",
        "Kein Wundermittel.",
        "The trial was free of charge, and people acted now and then in a hurry.",
        "The vitamin cannot cure eczema.",
    ],
)
def test_what_denies_it_is_let_be(sober: str) -> None:
    assert list(deliverability(with_body(f"<p>{sober}</p>"))) == []


def test_a_subject_that_raises_its_voice_is_a_warning() -> None:
    assert "punctuation" in only(deliverability, with_subject("Tea and sleep!!")).message


@pytest.mark.parametrize(
    ("host", "house"),
    [
        ("letter.example.org", "example.org"),
        ("example.org", "example.org"),
        ("news.letter.example.co.uk", "example.co.uk"),
        ("mail.example.de", "example.de"),
        ("localhost", "localhost"),
    ],
)
def test_the_organisation_behind_a_host_is_guessed_well(host: str, house: str) -> None:
    assert organisation(host) == house
