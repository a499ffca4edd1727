"""Whether now is the time for this letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gutletter.checks.freshness import freshness
from gutletter.model import Earlier, Proposal, Severity
from tests.checks.proposals import AT, only, sound

DAY = timedelta(days=1)
SUBJECT = sound().rendered.subject


def dated(**front: object) -> Proposal:
    whole = sound()
    draft = replace(whole.article.draft, **front)  # type: ignore[arg-type]  # named by the tests
    return replace(whole, article=replace(whole.article, draft=draft))


def after(*letters: Earlier) -> Proposal:
    return replace(sound(), earlier=letters)


def test_an_article_whose_time_it_is_passes() -> None:
    assert list(freshness(sound())) == []
    assert list(freshness(dated(not_before=AT, expires=AT + DAY))) == []
    assert list(freshness(replace(dated(not_before=AT + DAY, expires=AT - DAY), at=None))) == []


@pytest.mark.parametrize(
    ("spoilt", "word"),
    [
        (dated(not_before=AT + DAY), "not to go before 2026-11-25"),
        (dated(expires=AT), "expired on 2026-11-24"),
        (replace(sound(), sent="'evening-tea' was sent on 2026-11-01"), "has gone out"),
    ],
)
def test_too_early_too_late_and_twice_are_errors(spoilt: Proposal, word: str) -> None:
    finding = only(freshness, spoilt)

    assert finding.severity is Severity.ERROR
    assert word in finding.message


@pytest.mark.parametrize("subject", [SUBJECT, SUBJECT.upper(), f" {SUBJECT}  "])
def test_a_subject_used_within_thirty_days_is_a_warning(subject: str) -> None:
    finding = only(freshness, after(Earlier("other", subject, AT - 30 * DAY)))

    assert finding.severity is Severity.WARNING
    assert "(other)" in finding.message


def test_an_older_or_another_subject_is_none() -> None:
    letters = Earlier("other", SUBJECT, AT - 31 * DAY), Earlier("other", f"{SUBJECT}, again", AT - DAY)

    assert list(freshness(after(*letters))) == []
