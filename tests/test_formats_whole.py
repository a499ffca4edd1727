"""Articles that are printed whole."""

import pytest

from gutletter.formats.whole import whole_html
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


@pytest.mark.parametrize("body", ["", "<p>A < B</p>", "# Tea"])
def test_plain_text_is_printed_by_its_passages(body: str) -> None:
    assert whole_html(body, Format.TEXT, "Tea") == ""
