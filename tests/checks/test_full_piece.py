"""Whether readers can go on to the full piece."""

from __future__ import annotations

from gutletter.checks.full_piece import full_piece
from tests.checks.proposals import TEXT, only, proposal, sound


def test_an_article_with_an_address_passes() -> None:
    assert list(full_piece(sound())) == []


def test_a_condensed_letter_without_one_is_told() -> None:
    assert (
        "no address" in only(full_piece, proposal(TEXT.replace("url: https://example.org/evening-tea\n", ""))).message
    )


def test_a_letter_that_is_the_whole_piece_needs_none() -> None:
    whole = proposal("---\ntitle: Tea\n---\n\nTea is old. It may keep you awake.\n")

    assert whole.digest.whole
    assert list(full_piece(whole)) == []
