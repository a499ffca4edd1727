"""What the inspector finds wrong, and that it finds nothing wrong with a sound letter."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.rehearsal.inspection import Inspector
from tests.rehearsal.letters import EXPECTED, octets, to

ANN, BO = to(1), to(2, "Bo")


def inspected(letter: bytes, address: str = ANN.email, *, eight_bit: bool = False) -> list[str]:
    return Inspector(EXPECTED).mail(letter, address, eight_bit=eight_bit)[1]


def test_a_sound_letter_is_known_by_its_delivery_and_nothing_is_wrong() -> None:
    assert Inspector(EXPECTED).mail(octets(ANN), ANN.email, eight_bit=True) == (ANN.id, [])


@settings(max_examples=40)
@given(name=st.text(max_size=80))
def test_whatever_a_reader_is_called_a_letter_of_ours_is_sound(name: str) -> None:
    if "[[" not in name:
        assert inspected(octets(to(1, name)), eight_bit=True) == []


HEADERS_END = b"\r\n\r\n"
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "To: names another address": lambda raw: raw.replace(b"reader-1@example.net", b"reader-7@example.net", 1),
    "List-Unsubscribe is missing": lambda raw: re.sub(rb"List-Unsubscribe: <(\S+)>", rb"List-Unsubscribe: \1", raw),
    "List-Unsubscribe leads to nobody": lambda raw: raw.replace(
        ANN.unsubscribe_url.encode(), BO.unsubscribe_url.encode(), 1
    ),
    "List-Unsubscribe-Post is missing or wrong": lambda raw: raw.replace(b"=One-Click", b"=Maybe"),
    "the Message-ID is not made": lambda raw: re.sub(rb"Message-ID: <\S+>", b"Message-ID: <a@b>", raw),
    "the header message-id is missing": lambda raw: re.sub(rb"Message-ID: \S+\r\n", b"", raw),
    "the header subject stands there twice": lambda raw: b"Subject: Two\r\n" + raw,
    "a line among the headers is none": lambda raw: b"What is this\r\n" + raw,
    "no empty line after its headers": lambda raw: raw.partition(HEADERS_END)[0],
    "is not multipart/alternative": lambda raw: raw.replace(b"multipart/alternative", b"multipart/mixed"),
    "does not have two parts": lambda raw: raw[: raw.rindex(b"--=_")],
    "a line of the letter does not end in CRLF": lambda raw: raw.replace(b"KEY POINTS\r\n", b"KEY POINTS\n"),
    "is longer than 998 octets": lambda raw: raw.replace(b"KEY POINTS", b"KEY POINTS" + b"!" * 1000),
    "the letter holds a NUL": lambda raw: raw.replace(b"KEY POINTS", b"KEY\0POINTS"),
    "BODY=8BITMIME was not said": lambda raw: raw.replace(b"KEY POINTS", "KÉY POINTS".encode()),
    "[[reader_name]] was left": lambda raw: raw.replace(b"KEY POINTS", b"Dear [[reader_name]]"),
    "a link in the HTML (unsubscribe) leads": lambda raw: swapped(raw, ANN.unsubscribe_url, BO.unsubscribe_url),
    "the HTML has no link to leave by": lambda raw: swapped(raw, "/u/", "/x/"),
}


def swapped(raw: bytes, old: str, new: str) -> bytes:
    """Changed in the HTML alone, whose lines may be broken anywhere."""
    head, middle, html = raw.partition(b"Content-Type: text/html")
    broken = b"(?:=\r\n)?".join(re.escape(bytes([one])) for one in old.encode())
    return head + middle + re.sub(broken, new.encode(), html)


@pytest.mark.parametrize("finding", DAMAGES)
def test_what_is_wrong_is_found(finding: str) -> None:
    damaged = DAMAGES[finding](octets(ANN))
    assert damaged != octets(ANN)
    assert any(finding in found for found in inspected(damaged)), inspected(damaged)


def test_one_delivery_for_two_addresses_is_found() -> None:
    inspector = Inspector(EXPECTED)
    inspector.mail(octets(ANN), ANN.email, eight_bit=True)
    _, wrong = inspector.mail(octets(to(1, address="else@example.net")), "else@example.net", eight_bit=True)
    assert "the same delivery came for two addresses" in wrong


def test_a_letter_that_another_publication_signed_is_nobodys() -> None:
    elsewhere = Inspector(type(EXPECTED)("another secret", EXPECTED.site))
    assert elsewhere.mail(octets(ANN), ANN.email, eight_bit=True)[1] == [
        "the Message-ID is not made of a delivery's id"
    ]
