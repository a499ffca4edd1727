"""Whether the two lines that readers decide by are whole, honest and calm."""

from __future__ import annotations

import pytest

from gutletter.checks.subject import subject
from gutletter.model import Severity
from tests.checks.proposals import only, sound, with_body, with_subject


@pytest.mark.parametrize(
    "line",
    [
        "Evening tea",
        "What IBS is, and what FODMAP means",
        "GSA FAS QR Code",
        "FODMAP, IBS, PCOS",
        "Regarding tea",
        "Research: what tea does",
        "Té y sueño",
        "茶",
    ],
)
def test_an_honest_line_passes(line: str) -> None:
    assert list(subject(with_subject(line))) == []


@pytest.mark.parametrize(
    ("line", "severity", "word"),
    [
        ("", Severity.ERROR, "no subject"),
        ("Tea and sleep, asked again of forty-two adults over weeks", Severity.WARNING, "phones show"),
        ("Tea " * 40, Severity.ERROR, "more than 150"),
        ("Re: your tea", Severity.ERROR, "as if it answered"),
        ("FWD: tea", Severity.ERROR, "as if it answered"),
        ("AW: Ihr Tee", Severity.ERROR, "as if it answered"),
        ("Re[2]: tea", Severity.ERROR, "as if it answered"),
        ("TEA KEEPS YOU AWAKE", Severity.WARNING, "shouting"),
        ("Tea and sleep 🍵", Severity.WARNING, "emoji"),
        ("Tea\u200b and\u200b sleep", Severity.ERROR, "nobody sees"),
    ],
)
def test_each_fault_of_a_subject_is_found_and_nothing_else(line: str, severity: Severity, word: str) -> None:
    finding = only(subject, with_subject(line))

    assert finding.severity is severity
    assert word in finding.message


@pytest.mark.parametrize(
    ("preheader", "severity", "word"),
    [
        ("", Severity.WARNING, "no preheader"),
        ("Evening tea and sleep.", Severity.WARNING, "repeats"),
        ("Evening tea and sleep: one small trial", Severity.WARNING, "repeats"),
        ("One trial. " * 15, Severity.WARNING, "150 at most"),
        ("One trial.\u2060", Severity.ERROR, "nobody sees"),
    ],
)
def test_each_fault_of_a_preheader_is_found_and_nothing_else(preheader: str, severity: Severity, word: str) -> None:
    finding = only(subject, with_subject(sound().rendered.subject, preheader=preheader))

    assert finding.severity is severity
    assert word in finding.message


@pytest.mark.parametrize(
    "spoilt",
    [
        '<div style="display: none">cheap pills</div>',
        '<div style="font-size: 0">cheap pills</div>',
        '<div style="font-size:1px"><b>cheap pills</b></div>',
        '<div style="opacity:0">cheap pills</div>',
        '<div style="max-height: 0; overflow: hidden">cheap pills</div>',
        "&zwnj;&nbsp;" * 40,
    ],
)
def test_text_that_nobody_sees_is_an_error(spoilt: str) -> None:
    assert only(subject, with_body(spoilt)).severity is Severity.ERROR


def test_a_preheader_that_only_the_inbox_shows_is_no_hidden_text() -> None:
    preheader = sound().rendered.preheader

    assert preheader
    assert list(subject(with_body(f'<div style="display: none">{preheader}</div>'))) == []


def test_the_joiners_that_persian_and_emoji_need_are_no_padding() -> None:
    assert list(subject(with_body("<p>می\u200cخواهم چای می\u200cنوشم 👩\u200d🔬</p>"))) == []
