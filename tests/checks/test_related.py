"""Whether links among the publication's own pieces lead somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gutletter.checks.related import related
from gutletter.model import Draft, DraftStatus, Proposal, Severity
from tests.checks.proposals import AT, draft, only, sound, with_body

OTHER = draft("morning-coffee")
LINK = f'<a href="{OTHER.url}?utm=letter#top">{OTHER.title}</a>'


def linking(other: Draft) -> Proposal:
    return replace(with_body(LINK), queue=(draft("noon"), other))


def test_a_letter_that_links_to_what_stands_passes() -> None:
    assert list(related(sound())) == []
    assert list(related(linking(OTHER))) == []


@pytest.mark.parametrize(
    ("other", "severity", "word"),
    [
        (replace(OTHER, status=DraftStatus.WITHDRAWN), Severity.ERROR, "withdrawn"),
        (replace(OTHER, status=DraftStatus.DRAFT), Severity.WARNING, "still being written"),
        (replace(OTHER, not_before=AT + timedelta(days=1)), Severity.WARNING, "not to go out before 2026-11-25"),
    ],
)
def test_a_link_to_what_is_not_out_is_told(other: Draft, severity: Severity, word: str) -> None:
    finding = only(related, linking(other))

    assert finding.severity is severity
    assert word in finding.message


def test_a_piece_that_is_not_linked_may_be_whatever_it_is() -> None:
    assert list(related(replace(sound(), queue=(replace(OTHER, status=DraftStatus.WITHDRAWN),)))) == []


def test_a_title_that_matches_nothing_is_a_warning() -> None:
    finding = only(related, replace(sound(), unresolved=("A Piece Nobody Wrote",)))

    assert finding.severity is Severity.WARNING
    assert "matches no article" in finding.message


def test_a_title_that_was_withdrawn_is_called_so() -> None:
    gone = replace(OTHER, status=DraftStatus.WITHDRAWN)

    for name in (OTHER.title, OTHER.title.upper().replace(" ", " – ", 1)):
        assert "withdrawn" in only(related, replace(sound(), unresolved=(name,), queue=(gone,))).message
