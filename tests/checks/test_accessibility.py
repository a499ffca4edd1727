"""Whether people who see little, or hear the letter read aloud, get all of it."""

from __future__ import annotations

import pytest

from gutletter.checks._colours import colour, contrast
from gutletter.checks.accessibility import accessibility
from gutletter.model import Severity
from tests.checks.proposals import TEXT, only, proposal, sound, with_body, with_html

BUTTON = (
    '<a href="https://example.org" style="display: inline-block; background: #000; color: #fff; line-height: 20px; '
    'padding: {padding}px 20px">Go on to the trial</a>'
)


def test_the_default_theme_passes_in_both_lights() -> None:
    assert list(accessibility(sound())) == []


@pytest.mark.parametrize(
    "sound_part",
    [
        '<img src="https://example.org/a.png" alt="A jar of cabbage">',
        '<img src="https://example.org/line.png" alt="">',
        "<table><tr><th>Before</th></tr><tr><td>1</td></tr></table>",
        '<p style="color: #767676; background-color: #ffffff">Just enough</p>',
        '<p style="font-size: 24px; color: #949494; background-color: #fff">Large and light</p>',
        '<p style="color: rgba(0, 0, 0, 0.1)">Nobody can compute this</p>',
        '<p style="color: #fff; background: url(https://example.org/a.png)">Nor this</p>',
        '<p style="display: none; color: #eee; background: #fff">Nobody sees this</p>',
        BUTTON.format(padding=12),
        "<h2>One</h2><h3>Two</h3><h2>Three</h2>",
    ],
)
def test_what_everybody_can_read_passes(sound_part: str) -> None:
    assert list(accessibility(with_body(sound_part))) == []


@pytest.mark.parametrize(
    ("spoilt", "severity", "word"),
    [
        ('<img src="https://example.org/a.png">', Severity.ERROR, "cannot see it"),
        ('<img src="https://example.org/a.png" alt="a.png">', Severity.WARNING, "alt text"),
        ("<table><tr><td>x</td></tr></table>", Severity.WARNING, "row by row"),
        ("<h4>Too deep</h4>", Severity.WARNING, "rank 4"),
        ("<h1>A second title</h1>", Severity.WARNING, "more than one"),
        ('<a href="https://example.org/a"></a>', Severity.ERROR, "no words"),
        ('<p style="color: #888888; background-color: #ffffff">Faint</p>', Severity.WARNING, "3.5 to 1"),
        ('<p style="color: #dddddd; background-color: #ffffff">Fainter</p>', Severity.ERROR, "1.4 to 1"),
        ('<p style="background: #fff"><b style="color: silver">Fainter</b></p>', Severity.ERROR, "1.8 to 1"),
        ('<div bgcolor="#000000"><p style="color:#333">x</p></div>', Severity.ERROR, "1.7"),
        (BUTTON.format(padding=4), Severity.WARNING, "28 pixels"),
    ],
)  # fmt: skip
def test_each_fault_is_found_and_nothing_else(spoilt: str, severity: Severity, word: str) -> None:
    finding = only(accessibility, with_body(spoilt))

    assert finding.severity is severity
    assert word in finding.message


def test_a_document_names_its_language_and_has_a_title() -> None:
    assert "language" in only(accessibility, with_html('<html lang="en"', "<html")).message
    assert "title" in only(accessibility, with_html("<title>Evening tea and sleep</title>", "<title> </title>")).message


def test_colours_that_fail_only_in_the_dark_are_told_as_such() -> None:
    rule = ".note { color: #444444 !important; background-color: #222222 !important }"
    dark = f"@media (prefers-color-scheme: dark) {{ {rule} }}"
    spoilt = with_html(
        "</body>", '<p class="note" style="color: #000; background-color: #fff">Unreadable at night</p></body>'
    )
    html = spoilt.rendered.html.replace("</head>", f"<style>{dark}</style></head>")
    finding = only(accessibility, with_html(sound().rendered.html, html))

    assert "In the dark" in finding.message
    assert "#444444 on #222222" in finding.message


def test_a_dark_rule_that_does_not_overrule_the_element_changes_nothing() -> None:
    dark = "@media (prefers-color-scheme: dark) { .note { color: #222222; background-color: #222222 } }"
    html = sound().rendered.html.replace("</head>", f"<style>{dark}</style></head>")
    html = html.replace("</body>", '<p class="note" style="color: #000; background-color: #fff">x</p></body>')

    assert list(accessibility(with_html(sound().rendered.html, html))) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("#1d5546", (29, 85, 70)),
        ("#FFF", (255, 255, 255)),
        ("rgb(1, 2, 300)", (1, 2, 255)),
        ("white url(x)", (255, 255, 255)),
        ("rgba(0,0,0,.5)", None),
        ("currentcolor", None),
        ("", None),
    ],
)
def test_colours_are_read_as_css_writes_them(text: str, known: tuple[int, int, int] | None) -> None:
    assert colour(text) == known


def test_contrast_is_what_wcag_says() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((255, 255, 255), (119, 119, 119)) == pytest.approx(4.48, abs=0.01)
    assert contrast((9, 9, 9), (9, 9, 9)) == 1


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        ("![](https://example.org/cup.png)", "nothing says what it shows"),
        ("![A cup](http://example.org/cup.png)", "not on https"),
        ("![A cup](cup.png)", "not on https"),
    ],
)
def test_a_picture_that_the_letter_cannot_show_is_told(picture: str, why: str) -> None:
    finding = only(accessibility, proposal(f"{TEXT}\n{picture}\n"))

    assert why in finding.message
    assert finding.line == TEXT.count("\n") + 2


def test_a_letter_with_a_picture_may_leave_others_out() -> None:
    pictures = "![A cup](https://example.org/cup.png)\n\n![](https://example.org/pot.png)\n"

    assert list(accessibility(proposal(f"{TEXT}\n{pictures}"))) == []


def test_a_table_of_an_article_that_is_printed_whole_is_its_editors_matter() -> None:
    article = "<title>Tea</title><h1>Tea</h1><p>Tea is old.</p>\n<table><tr><td>Green</td><td>80 °C</td></tr></table>"

    finding = only(accessibility, proposal(article, file="tea.html"))

    assert finding.place == "tea.html"
    assert finding.line == 2
