from __future__ import annotations

import pytest

from gutletter.formats.markdown import read_markdown, to_html
from gutletter.formats.passages import Emphasis, PassageKind


def test_passages_come_with_their_kind_and_the_range_they_stand_in() -> None:
    body = (
        "# One\n\nTwo *three*\nfour.\n\n> five\n\n- six\n- seven\n\n3. eight\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n"
    )
    passages, _ = read_markdown(body)
    assert [(passage.kind, passage.text.text) for passage in passages] == [
        (PassageKind.HEADING, "One"),
        (PassageKind.PARAGRAPH, "Two three four."),
        (PassageKind.QUOTE, "five"),
        (PassageKind.ITEM, "six"),
        (PassageKind.ITEM, "seven"),
        (PassageKind.ITEM, "eight"),
        (PassageKind.TABLE, ""),
        (PassageKind.CODE, ""),
    ]
    assert body[passages[1].start : passages[1].end] == "Two *three*\nfour."
    assert passages[5].number == "3"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("**bold** and _italic_ and `code`", "bold and italic and code"),
        ('a [link](https://example.org/a_(b) "Title") here', "a link here"),
        ("a [link][1] here", "a link here"),
        ("see <https://example.org>", "see https://example.org"),
        ("snake_case and 2 * 3 and \\*stars\\*", "snake_case and 2 * 3 and *stars*"),
        ("salt&nbsp;&amp; pepper", "salt & pepper"),
        ("gut\u00adskin\u00a0axis", "gutskin axis"),
        ("a <b>bold</b><!-- hidden --> word {{< figure src=x >}}", "a bold word"),
        ("10<sup>6</sup> bacteria", "10⁶ bacteria"),
        ("a ![picture](x.png) here", "a here"),
    ],
)
def test_what_is_left_of_inline_markup_is_what_a_reader_reads(written: str, read: str) -> None:
    passages, _ = read_markdown(written)
    assert [passage.text.text for passage in passages] == [read]


def test_every_character_knows_where_it_was_written() -> None:
    body = "> Some **very** good\n> _news_ &amp; more\n"
    (passage,), _ = read_markdown(body)
    assert passage.text.text == "Some very good news & more"
    for sign, start, end in zip(passage.text.text, passage.text.starts, passage.text.ends, strict=True):
        assert body[start:end].split() == [] if sign == " " else body[start:end] in (sign, "&amp;")


def test_a_line_wholly_set_in_bold_or_italics_is_told_from_one_that_begins_so() -> None:
    passages, _ = read_markdown("**All bold**\n\n*All italic*\n\n**Run** in\n\n*a* and *b*")
    assert [passage.emphasis for passage in passages] == [
        Emphasis.STRONG,
        Emphasis.ITALIC,
        Emphasis.NONE,
        Emphasis.NONE,
    ]


def test_images_are_told_by_address() -> None:
    _, pictures = read_markdown("![A jar](https://example.org/jar.png)")
    assert [(picture.url, picture.alt) for picture in pictures] == [("https://example.org/jar.png", "A jar")]


@pytest.mark.parametrize(
    ("image", "kept"),
    [
        ("![A *jar*](https://example.org/jar.png)", True),
        ("![](https://example.org/jar.png)", False),
        ("![A jar](http://example.org/jar.png)", False),
        ("![A jar](jar.png)", False),
        ("![A jar](data:image/png;base64,AAAA)", False),
    ],
)
def test_html_for_a_letter_keeps_an_image_that_can_be_fetched_safely_and_has_words(image: str, kept: bool) -> None:
    html = to_html(f"Text {image} goes on.")

    assert ('<img src="https://example.org/jar.png" alt="A jar">' in html) == kept
    assert ("<img" in html) == kept


def test_html_for_a_letter_keeps_the_text_and_no_script_style_or_strange_link() -> None:
    html = to_html(
        "# Hi\n\n<script>alert(1)</script> <b style='x'>raw</b>\n\n[bad](javascript:alert(1)) [good](https://example.org)"
        "\n\n| a |\n|:-:|\n| 1 |\n\nText.[^1]\n\n[^1]: Note."
    )
    assert "<h1>Hi</h1>" in html
    assert 'href="https://example.org"' in html
    assert "<table>" in html
    assert "Note." in html
    assert "<script" not in html
    assert "javascript:" not in html.replace("(javascript:alert(1))", "")
    assert "style=" not in html.replace("style='x'", "")
    assert "class=" not in html
