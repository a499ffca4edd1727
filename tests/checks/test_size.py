"""Whether Gmail shows the whole letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gutletter.checks.size import size
from gutletter.model import Marker, Severity
from tests.checks.proposals import only, sound, with_body, with_html


def test_a_letter_of_usual_length_passes() -> None:
    assert list(size(sound())) == []


@pytest.mark.parametrize(("kilobytes", "severity"), [(65, Severity.WARNING), (101, Severity.ERROR)])
def test_html_near_gmails_cut_is_told_and_html_over_it_stops_the_letter(kilobytes: int, severity: Severity) -> None:
    finding = only(size, with_body(f"<p>{'ä' * (kilobytes * 500)}</p>"))

    assert finding.severity is severity
    assert "Gmail cuts" in finding.message


def test_what_counts_is_the_copy_with_its_readers_values() -> None:
    markers = Marker.UNSUBSCRIBE_URL * 1200
    spoilt = with_body(f"<p>{markers}</p>")

    assert len(spoilt.rendered.html) < 80_000
    assert "Gmail cuts" in only(size, spoilt).message


def test_a_way_out_behind_the_cut_is_an_error_of_its_own() -> None:
    whole = sound()
    pushed = whole.rendered.html.replace("<body", f"<!--{'x' * 101_000}--><body", 1)
    messages = [one.message for one in size(replace(whole, rendered=replace(whole.rendered, html=pushed)))]

    assert any("link to unsubscribe" in message for message in messages)


def test_more_style_than_gmail_reads_is_an_error() -> None:
    rules = "".join(f".a{number} {{ color: #222222 }}\n" for number in range(800))

    assert "<style>" in only(size, with_html("</head>", f"<style>{rules}</style></head>")).message
