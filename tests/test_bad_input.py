"""Articles that mean harm, or are merely broken: their letter is safe, or refused with a reason; nothing is touched."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from html.parser import HTMLParser

import pytest
from jinja2 import DictLoader

from gutletter.article import parse_article
from gutletter.condensers.extractive import condense
from gutletter.digest import numbered_references, traced
from gutletter.drafts import parse_draft
from gutletter.errors import DraftError, UnreadableDraft
from gutletter.formats.markdown import to_html
from gutletter.message import personalised
from gutletter.model import Draft, Format, RenderedIssue
from gutletter.render import render
from gutletter.theme import theme
from tests.fakes.letters import delivery
from tests.letters import AT, DEFAULT_FILES, LETTERHEAD, letter

IN_MEMORY = theme(DictLoader(DEFAULT_FILES))  # so that not even a template is opened while a letter is written

PROSE = """<p>In one small trial, 42 adults drank either black tea or hot water every evening for two weeks. The people
who drank tea fell asleep about 12 minutes later than those who drank water. Chance decided who drank what.</p>
<h2>What was found</h2>
<p>Tea in the evening may delay sleep in some adults, though the effect was small and not seen in everyone. Adults who
drank coffee every day did not sleep worse with tea. The study was too short to say what happens over months.</p>
<h2>What it means</h2>
<p>One small trial is not proof, and nobody should change a medicine because of it. Larger trials may find another
effect in older adults. Until then, people who sleep badly may try to drink tea in the morning instead.</p>
"""

_watching = False
_touched: list[str] = []
_WORLD = (
    "open",
    "socket.",
    "urllib.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.listdir",
    "os.scandir",
)


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if _watching and event.startswith(_WORLD):
        _touched.append(f"{event} {arguments[:1]}")


sys.addaudithook(_watch)  # it cannot be taken out again, and sleeps unless something is watched


@contextmanager
def nothing_touched() -> Iterator[None]:
    """Fails when a file is opened, a host asked or a program started within."""
    global _watching
    _touched.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert _touched == []


@pytest.fixture(scope="module", autouse=True)
def everything_imported() -> None:
    """What is imported late is a file too."""
    letter()
    written(draft_of("tea.html", PROSE))
    written(draft_of("tea.md", "Short, and true. It may be so."))


def draft_of(file: str, body: str) -> Draft:
    return parse_draft(file, f"---\ntitle: Tea at Night\nurl: https://example.org/tea\n---\n\n{body}".encode(), UTC)


def written(draft: Draft) -> RenderedIssue:
    article = parse_article(draft)
    digest = traced(condense(article), article)
    whole = to_html(draft.body) if digest.whole and draft.format is Format.MARKDOWN else ""
    numbers = numbered_references(digest, article)
    return render(article, digest, (), LETTERHEAD, numbers, IN_MEMORY, at=AT, body_html=whole)


def written_or_refused(draft: Draft) -> RenderedIssue | None:
    """The letter; or nothing, when the refusal names the file."""
    with nothing_touched():
        try:
            return written(draft)
        except DraftError as refusal:
            said = str(refusal)
    assert said.startswith(draft.place)
    return None


class Elements(HTMLParser):
    """Everything in the HTML that could do something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


GOLDEN_LETTER = letter().html
SAFE = Elements(GOLDEN_LETTER)


def assert_safe(rendered: RenderedIssue) -> None:
    """Nothing runs, nothing is fetched but the one picture, and every style is the theme's."""
    found = Elements(rendered.html)
    addresses = [value for name, value in found.attributes if name in ("href", "src", "background", "action", "poster")]

    assert not {"script", "iframe", "object", "embed", "form", "input", "link", "base", "svg", "video"} & {*found.tags}
    assert found.tags.count("style") == SAFE.tags.count("style")
    assert not [name for name, _ in found.attributes if name.startswith("on") or name in ("srcset", "formaction")]
    assert all(re.match(r"https?://|mailto:|\[\[", address) for address in addresses)
    assert not re.search(
        r"@import|url\(|expression\(|javascript:|-moz-binding", "".join(v for _, v in found.attributes)
    )


HOSTILE = {
    "a script": "<script>alert(1)</script><SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "a script that never closes": "</p><script>alert(1)",
    "an event handler": "<p onclick='alert(1)' onmouseover=alert(1)>Press here.</p><body onload=alert(1)>",
    "a style attribute that spoils premailer's cache": '<p style="td">One.</p><p style="h1">Two.</p>',
    "a style that would hide everything": "<p style='position:fixed;inset:0;background:url(https://evil.example/)'>x</p>",
    "styles that read files": "<style>@import 'file:///etc/hostname'; @import url(http://127.0.0.1:9/a.css);</style>",
    "a style that never closes": "</p><style>p { display: none }",
    "a linked style": '<link rel="stylesheet" href="file:///etc/hostname"><link rel=import href=//evil.example/>',
    "frames and forms": "<iframe src=file:///etc/hostname></iframe><form action=//evil.example><input name=a></form>",
    "an entity that names a file": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x;</p>',
    "a link that runs": "<p><a href='javascript:alert(1)'>Here</a> and <a href=' jAvAsCrIpT:alert(1)'>here</a>.</p>",
    "images of every wrong kind": "<img src=x onerror=alert(1)><img src='data:image/png;base64,AAAA' alt='A'>"
    "<img src='file:///etc/hostname' alt='A'><img src='http://evil.example/a.png' alt='A'>",
    "an image that would fill the world": "<img src='https://example.org/a.png' alt='Tea' width=99999 height=99999>",
    "an image with more than an address": "<img src='https://example.org/a.png\" onload=\"alert(1)' alt='\"><script>'>",
    "conditional comments": "<!--[if mso]><p>Outlook</p><script>alert(1)</script><![endif]--><!-- > --!>",
    "a table that is broken": "</td></tr></table><table><tr><td>One<td>Two<tr></table></table></body></html><p>After.",
    "templates": "<p>{{ 7 * 7 }} {% include '/etc/hostname' %} {{ ''.__class__ }} ${7*7} <%= 7 %></p>",
    "an svg": "<svg onload=alert(1)><style>@import 'file:///etc/hostname'</style><image href='file:///etc/hostname'/></svg>",
    "elements within elements": "<div>" * 5_000 + "Deep." + "</div>" * 5_000,
    "a word without end": "<p>" + "a" * 100_000 + "</p>",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("file", ["tea.html", "tea.md"])
def test_an_article_that_means_harm_makes_a_letter_that_does_none(kind: str, file: str) -> None:
    for body in (f"{HOSTILE[kind]}\n\n{PROSE}", f"{PROSE}\n\n{HOSTILE[kind]}"):
        if rendered := written_or_refused(draft_of(file, body)):
            assert_safe(rendered)
            assert len(rendered.html.encode()) < 80_000
    assert rendered is not None  # what stands at the end, at least, does not cost the article its letter


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_does_not_spoil_the_next_letter(kind: str) -> None:
    written(draft_of("tea.html", PROSE + HOSTILE[kind]))

    assert letter().html == GOLDEN_LETTER


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_short_article_printed_whole_does_no_harm_either(kind: str) -> None:
    body = f"Tea may help a little. It is not a cure.\n\n{HOSTILE[kind]}\n"
    if rendered := written_or_refused(draft_of("tea.md", body)):
        assert_safe(rendered)


def test_a_paragraph_of_ten_thousand_words_is_condensed() -> None:
    sentences = (f"In trial number {n}, tea may have delayed sleep by {n} minutes in some adults." for n in range(700))
    body = f"<p>{' '.join(sentences)}</p>"
    assert len(body.split()) > 9_000

    draft = draft_of("tea.html", body)
    with nothing_touched():
        rendered = written(draft)

    assert_safe(rendered)
    assert len(rendered.text) < 5_000


@pytest.mark.parametrize("code", ["en", "ar", "he"])
def test_emoji_and_letters_from_right_to_left_arrive_as_they_were_written(code: str) -> None:
    said = "شرب الشاي في المساء قد يؤخر النوم لدى بعض البالغين 😴👩🏽‍⚕️، والأثر صغير ولم يظهر عند الجميع."
    body = f"---\ntitle: الشاي 🍵 ليلا\nlanguage: {code}\n---\n\n{said} {said.replace('صغير', 'ضعيف')}\n"
    draft = parse_draft("tea.md", body.encode(), UTC)
    article = parse_article(draft)
    digest = traced(condense(article), article)

    with nothing_touched():
        rendered = render(article, digest, (), LETTERHEAD, {}, IN_MEMORY, at=AT, body_html=to_html(draft.body))

    assert said in " ".join(rendered.text.split())
    assert "👩🏽‍⚕️" in rendered.html
    assert "الشاي 🍵 ليلا" in rendered.html
    assert f'dir="{"ltr" if code == "en" else "rtl"}"' in rendered.html
    assert_safe(rendered)


@pytest.mark.parametrize("sign", ["\u202e", "\u2066"])
def test_signs_that_turn_the_direction_of_a_title_do_not_reach_the_subject_line(sign: str) -> None:
    rendered = written(draft_of("tea.html", PROSE))
    turned = type(rendered)(f"Tea {sign}gpj.exe", "", rendered.html, rendered.text, rendered.letterhead)

    assert sign not in personalised(turned, delivery("Ann"))[0]


def test_a_file_that_is_too_large_or_no_text_is_refused_before_it_is_read() -> None:
    for content in (b"\xff\xfe\x00\x01" * 100, b"\x89PNG\r\n\x1a\n" + bytes(1_000), b"a " * 10_000_000):
        with pytest.raises(UnreadableDraft, match=r"^tea\.html"):
            parse_draft("tea.html", content, UTC)


def test_the_watch_sees_what_is_touched() -> None:
    with pytest.raises(AssertionError, match="open"), nothing_touched(), open("/dev/null"):  # noqa: PTH123 it is what is watched for
        pass
