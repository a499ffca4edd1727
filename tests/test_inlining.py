"""CSS written into elements: one document after the other, from nothing but the document."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gutletter.inlining import CannotInline, inlined


def document(style: str, body: str) -> str:
    return f"<!DOCTYPE html>\n<html><head><style>{style}</style></head><body>{body}</body></html>"


def test_a_rule_is_written_into_its_elements() -> None:
    assert inlined(document("p { color: #112233 }", "<p>a</p>")).endswith(
        '<body><p style="color:#123">a</p></body></html>'
    )


def test_the_doctype_stays() -> None:
    assert inlined(document("p { margin: 0 }", "")).startswith("<!DOCTYPE html>\n")


def test_a_style_to_keep_is_kept_word_for_word() -> None:
    kept = "@media (prefers-color-scheme: dark) { [data-ogsc] .a, .a:hover { color: #fff !important } } :root { a: b }"
    page = f'<!DOCTYPE html>\n<html><head><style data-premailer="ignore">{kept}</style></head><body></body></html>'

    assert f"<style>{kept}</style>" in inlined(page)


def test_the_size_of_an_image_and_text_in_other_letters_are_left_alone() -> None:
    page = inlined(
        document("img { max-width: 100%; height: auto }", '<img alt="ü" width="600" height="240">é &amp; 😀')
    )

    assert 'width="600"' in page
    assert 'height="240"' in page
    assert "é &amp; 😀" in page
    assert 'alt="ü"' in page


def test_a_media_query_that_cannot_be_written_into_elements_keeps_what_makes_it_win() -> None:
    page = inlined(
        document("p { color: #111111 } @media (max-width: 480px) { p { color: red !important } }", "<p>a</p>")
    )

    assert "color: red !important" in page
    assert '<p style="color:#111">' in page


def test_one_document_does_not_spoil_the_next() -> None:
    """premailer takes a style attribute for the selector of the same spelling, in all documents to come."""
    inlined(document("p { margin: 0 }", '<p style="em">a</p>'))

    assert '<em style="color:red">' in inlined(document("em { color: red }", "<em>b</em>"))


def test_what_premailer_stumbles_over_is_an_error_of_ours() -> None:
    with pytest.raises(CannotInline):
        inlined(document("td, p { color: red }", '<td>a</td><p style="td">b</p>'))


@pytest.mark.parametrize("nothing", ["", "   ", "<!-- -->"])
def test_nothing_cannot_be_inlined(nothing: str) -> None:
    with pytest.raises(CannotInline):
        inlined(nothing)


def test_nothing_is_fetched_or_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("urllib.request.urlopen", lambda request, *_: asked.append(str(request)))
    monkeypatch.setattr("socket.socket.connect", lambda _self, address: asked.append(str(address)))
    monkeypatch.setattr("codecs.open", lambda file, *_, **__: asked.append(str(file)))
    imports = f'@import "file://{tmp_path}/a.css"; @import url(http://127.0.0.1:9/b.css); p {{ color: red }}'

    inlined(
        document(
            imports, '<link rel="stylesheet" href="http://127.0.0.1:9/c.css"><link rel="stylesheet" href="/d.css">'
        )
    )

    assert asked == []


def test_documents_inlined_at_the_same_time_are_as_good_as_one_after_the_other() -> None:
    style = "".join(f".c{number} {{ margin: {number}px; font: 1{number}px/20px serif }}\n" for number in range(9))
    pages = [document(style, "".join(f'<p class="c{one}">{page}</p>' for one in range(9))) for page in range(24)]
    expected = [inlined(page) for page in pages]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(inlined, pages)) == expected
    assert all(len(re.findall("style=", page)) == 9 for page in expected)
