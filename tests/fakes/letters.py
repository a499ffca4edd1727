"""A letter, and readers to send it to."""

from __future__ import annotations

from datetime import UTC, datetime

from gutletter.model import Delivery, Letterhead, RenderedIssue

AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)

LETTERHEAD = Letterhead(
    name="The Gut Letter",
    sender="The Gut Letter <letter@letter.example.org>",
    site="https://letter.example.org",
    list_id="letter.example.org",
    postal_address="1 Kettle Street",
    reply_to="Editors <editors@letter.example.org>",
)

LETTER = RenderedIssue(
    subject="[[reader_name]], what fibre may do",
    preheader="",
    html=(
        '<!doctype html><html lang="en"><head><title>Fibre</title></head><body><p>Dear [[reader_name]],</p>'
        "<p>Fibre may help. It is not a cure.</p><p>.</p>"
        '<p>To [[reader_email]]: <a href="[[unsubscribe_url]]">leave</a></p>'
        "</body></html>"
    ),
    text=(
        "Dear [[reader_name]],\n\nFibre may help. It is not a cure.\n.\n..\n\n"
        "To [[reader_email]]: [[unsubscribe_url]]\n"
    ),
    letterhead=LETTERHEAD,
)


def delivery(name: str, address: str = "", number: int = 0) -> Delivery:
    """One on its way to a reader of that name."""
    word = address.partition("@")[0] if address else name.lower()
    address = address or f"{word}@example.net"
    serial = f"{number}.{sum(map(ord, name + address)):x}"
    return Delivery(
        id=f"1.{serial}.Seal-_of",
        email=address,
        name=name,
        unsubscribe_url=f"https://letter.example.org/u/1.{serial}.seal",
        message_id=f"<1.{serial}@letter.example.org>",
    )


def crowd(count: int) -> list[Delivery]:
    """So many deliveries, all different."""
    return [delivery(f"Reader{at}", number=at) for at in range(count)]
