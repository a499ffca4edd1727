"""Whether every link leads somewhere, safely, and says where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gutletter.checks.links import addresses, links, unreached
from gutletter.drafts import PROMPTS
from gutletter.model import Severity
from tests.checks.proposals import TEXT, only, proposal, sound, with_body


def test_a_sound_letters_links_pass() -> None:
    assert list(links(sound())) == []


@pytest.mark.parametrize(
    "sound_link",
    [
        '<a href="https://example.org/a">One trial</a> <a href="https://example.org/a">One trial</a>',
        '<a href="mailto:letter@example.org">Write to us</a>',
        '<a href="#sources">To the sources</a>',
        '<a name="sources"></a>',
        '<a href="https://www.example.org/x/y?z=1">example.org/x/y</a>',
        '<a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a>',
        '<a href="https://example.org/a%5B1%5D">Brackets</a>',
        '<img src="https://example.org/oats.png" alt="Oats">',
    ],
)
def test_links_as_they_should_be_pass(sound_link: str) -> None:
    assert list(links(with_body(sound_link))) == []


@pytest.mark.parametrize(
    ("spoilt", "severity", "word"),
    [
        ('<a href="">Tea</a>', Severity.ERROR, "no address"),
        ("<a>Tea</a>", Severity.ERROR, "no address"),
        ('<a href="/tea">Tea</a>', Severity.ERROR, "opens nothing"),
        ('<a href="tea.html">Tea</a>', Severity.ERROR, "opens nothing"),
        ('<a href="//example.org/tea">Tea</a>', Severity.ERROR, "opens nothing"),
        ('<a href="https://">Tea</a>', Severity.ERROR, "opens nothing"),
        ('<a href="https://[1">Tea</a>', Severity.ERROR, "opens nothing"),
        ('<a href="javascript:alert(1)">Tea</a>', Severity.ERROR, "javascript:"),
        ('<a href="JavaScript:alert(1)">Tea</a>', Severity.ERROR, "javascript:"),
        ('<a href="https://example.org/{{ slug }}">Tea</a>', Severity.ERROR, "nothing has filled in"),
        ('<a href="https://example.org/%7B%7Bslug%7D%7D">Tea</a>', Severity.ERROR, "nothing has filled in"),
        ('<a href="https://example.org/*|SLUG|*">Tea</a>', Severity.ERROR, "nothing has filled in"),
        ('<a href="http://localhost:8000/tea">Tea</a>', Severity.ERROR, "cannot go"),
        ('<a href="https://192.168.1.4/tea">Tea</a>', Severity.ERROR, "cannot go"),
        ('<a href="https://[::1]/tea">Tea</a>', Severity.ERROR, "cannot go"),
        ('<a href="http://example.org/tea">Tea</a>', Severity.WARNING, "not https"),
        ('<a href="https://example.org/tea">Click here!</a>', Severity.WARNING, "says only"),
        ('<a href="https://example.org/tea">Read more →</a>', Severity.WARNING, "says only"),
        ('<a href="https://example.org/tea">Hier</a>', Severity.WARNING, "says only"),
        ('<a href="https://tea.example/pay">www.bank.example/login</a>', Severity.ERROR, "fraudulent"),
        ('<img src="oats.png" alt="Oats">', Severity.ERROR, "opens nothing"),
        ('<img src="data:image/png;base64,AAAA" alt="Oats">', Severity.ERROR, "data:"),
        ("<p>Dear {{ name }}</p>", Severity.WARNING, "{{ name }}"),
    ],
)
def test_each_fault_is_found_and_nothing_else(spoilt: str, severity: Severity, word: str) -> None:
    finding = only(links, with_body(spoilt))

    assert finding.severity is severity
    assert word in finding.message


def test_a_link_of_the_article_is_told_with_its_line() -> None:
    whole = proposal("---\ntitle: Tea\nurl: https://example.org/tea\n---\n\nTea is old.\n\nSee [the other](/other).\n")
    assert whole.digest.whole
    letter = replace(whole.rendered, html='<p><a href="/other">the other</a></p>')

    assert only(links, replace(whole, rendered=letter)).line == 8


def test_a_source_that_only_has_http_is_the_sources_matter() -> None:
    old = TEXT.replace("https://example.org/trial", "http://example.org/trial")

    assert "http://example.org/trial" in proposal(old).rendered.html
    assert list(links(proposal(old))) == []


def test_the_addresses_to_ask_are_told_once_and_never_the_readers_own() -> None:
    found = addresses(with_body('<a href="https://example.org/trial">Again</a>'))

    assert len(found) == len(set(found))
    assert "https://example.org/trial" in found
    assert not any("/u/" in url for url in found)


def test_a_page_that_is_gone_is_an_error_and_one_that_is_silent_a_warning() -> None:
    draft = sound().article.draft

    assert unreached(draft, "https://example.org/trial", "answers 404", gone=True).severity is Severity.ERROR
    silent = unreached(draft, "https://example.org/trial", "did not answer", gone=False)
    assert silent.severity is Severity.WARNING
    assert silent.line == TEXT.split("https://example.org/trial")[0].count("\n") + 1


@pytest.mark.parametrize(("status", "severity"), [("ready", Severity.ERROR), ("draft", Severity.WARNING)])
def test_an_article_that_nobody_has_written_yet_does_not_go(status: str, severity: Severity) -> None:
    prompts = "\n\n".join((*PROMPTS[:3], f"[^1]: {PROMPTS[3]}"))
    unwritten = proposal(f"---\ntitle: Tea\nstatus: {status}\n---\n\n{prompts}\n")

    found = [finding for finding in links(unwritten) if "still stands" in finding.message]

    assert [(finding.severity, finding.line) for finding in found] == [(severity, line) for line in (6, 8, 10, 12)]
