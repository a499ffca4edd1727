"""Articles that are printed whole."""

import pytest

from gutletter.formats.whole import page_html, whole_html
from gutletter.model import Format

PAGE = """<!doctype html><html><head><title>Tea</title><style>p { color: red }</style></head><body><nav>Menu</nav>
<h1>Tea, <em>at last</em></h1><p style="td">See <a href="https://example.org/tea" onclick="x()">this</a>.</p>
<script>alert(1)</script><img src="https://example.org/t.png" alt="A cup"><img src="data:image/png;base64,x" alt="B">
<p><a href="javascript:x()">No</a></p></body></html>"""


def test_the_title_is_not_printed_twice() -> None:
    assert "<h1>" not in whole_html("# Tea, at last\n\nA short note.", Format.MARKDOWN, "Tea, At Last")
    assert "<h1>" not in whole_html(PAGE, Format.HTML, "Tea, at last")
    assert "<h1>" in whole_html("# Another heading\n\nA short note.", Format.MARKDOWN, "Tea")


def test_a_page_keeps_its_links_and_pictures_and_loses_what_could_harm() -> None:
    whole = whole_html(PAGE, Format.HTML, "Tea")

    assert '<a href="https://example.org/tea"' in whole
    assert 'alt="A cup"' in whole
    for gone in ("script", "style", "onclick", "javascript", "data:", "Menu", "color"):
        assert gone not in whole


def test_what_a_page_hides_is_not_printed() -> None:
    page = "<p>Tea is old and known to all.</p><p hidden>Buy it.</p><p style='display:none'>Now.</p>"
    for whole in (whole_html(page, Format.HTML, "Tea"), page_html(page, Format.HTML, "Tea")):
        assert "Tea is old" in whole
        assert "Buy" not in whole
        assert "Now" not in whole


@pytest.mark.parametrize("body", ["", "<p>A < B</p>", "# Tea"])
def test_plain_text_is_printed_by_its_passages(body: str) -> None:
    assert whole_html(body, Format.TEXT, "Tea") == ""


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("See https://example.org/tea.", "https://example.org/tea"),
        ("(it stands at https://example.org/tea_(drink))", "https://example.org/tea_(drink)"),
        ("https://example.org/?a=1&b=2; and more", "https://example.org/?a=1&amp;b=2"),
        ("Journal, 2020. https://doi.org/10.1002/14651858.CD006135.pub3", "https://doi.org/10.1002/14651858.CD006135.pub3"),
    ],
)  # fmt: skip
def test_an_address_that_only_stands_in_an_article_can_be_followed_on_its_page(written: str, address: str) -> None:
    for format in (Format.MARKDOWN, Format.TEXT):
        page = page_html(f"Tea is old.\n\n{written}", format, "Tea")

        assert f'<a href="{address}" rel="noopener noreferrer">{address}</a>' in page
        assert page.count("<a ") == 1


def test_what_is_a_link_already_or_code_stays_as_it_is() -> None:
    body = "[https://example.org/a](https://example.org/b) and `https://example.org/c` and <https://example.org/d>"
    page = page_html(body, Format.MARKDOWN, "Tea")

    assert page.count("<a ") == 2
    assert "<code>https://example.org/c</code>" in page
