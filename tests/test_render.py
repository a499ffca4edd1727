"""The letter as readers get it: what stands in it, what cannot get into it, and its every byte (tests/golden)."""

import os
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, FileSystemLoader

from gutletter.errors import DraftError, ThemeError
from gutletter.model import (
    Article,
    Block,
    BlockKind,
    Digest,
    Draft,
    Format,
    KeyPoint,
    Letterhead,
    Marker,
    Reference,
    Related,
    RenderedIssue,
    Section,
    SectionRole,
    Sentence,
)
from gutletter.render import render, sentence_url, theme

GOLDEN = Path(__file__).parent / "golden"
DEFAULT = FileSystemLoader(Path(__file__).parents[1] / "templates")
THEME = theme(DEFAULT)
AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already the 23rd in Berlin

LETTERHEAD = Letterhead(
    name="The Careful Reader",
    sender="The Careful Reader <letter@example.org>",
    site="https://letter.example.org",
    list_id="letter.example.org",
    postal_address="The Careful Reader\n12 Orchard Lane\n10115 Berlin",
    timezone="Europe/Berlin",
)

BODY = """\
A headline about food usually starts with one study, and one study rarely settles anything. We wrote down what we ask \
before we believe it.

## Who was in it?

Most of what is known about single nutrients comes from small groups watched for a few weeks.[^pool] A result from \
**healthy young men** may not hold for anyone else. That is not a flaw of the study, it is its frame.

## What was compared?

A trial that assigns people by chance can say that something caused an effect, while a survey can only say that two \
things occur together.[^trial][^pool] Read the sentence about the control group first.

## How large is "twice"?

A risk that doubles from one in ten thousand to two in ten thousand is still small. Ask for the plain numbers, not \
only for the ratio.[^numbers]

## The bottom line

One study is a beginning, not a verdict. Look for who was in it, what was compared and how large the difference was \
in plain numbers.[^numbers]
"""


def sentence(text: str, *citations: str, written: str = "") -> Sentence:
    written = written or text
    start = BODY.index(written)
    return Sentence(text, start, start + len(written), citations)


LEAD = sentence("A headline about food usually starts with one study, and one study rarely settles anything.")
LEAD_2 = sentence("We wrote down what we ask before we believe it.")
POOL = sentence("Most of what is known about single nutrients comes from small groups watched for a few weeks.", "pool")
MEN = sentence(
    "A result from healthy young men may not hold for anyone else.",
    written="A result from **healthy young men** may not hold for anyone else.",
)
TRIAL = sentence(
    "A trial that assigns people by chance can say that something caused an effect, while a survey can only say that "
    "two things occur together.",
    "trial",
    "pool",
)
RISK = sentence("A risk that doubles from one in ten thousand to two in ten thousand is still small.")
RATIO = sentence("Ask for the plain numbers, not only for the ratio.", "numbers")
VERDICT = sentence("One study is a beginning, not a verdict.")
LOOK = sentence(
    "Look for who was in it, what was compared and how large the difference was in plain numbers.", "numbers"
)


def section(role: SectionRole, heading: str, *sentences: Sentence) -> Section:
    block = Block(BlockKind.PARAGRAPH, sentences[0].start, sentences[-1].end, sentences)
    return Section(role, heading, 2 if heading else 0, (block,))


ARTICLE = Article(
    draft=Draft(
        slug="before-you-believe-a-study",
        place="before-you-believe-a-study.md",
        title="Three questions before you believe a study",
        body=BODY,
        format=Format.MARKDOWN,
        fingerprint="f" * 64,
        author="Mara Lindqvist",
        url="https://example.org/before-you-believe-a-study",
        date=date(2026, 11, 20),
    ),
    title="Three questions before you believe a study",
    sections=(
        section(SectionRole.LEAD, "", LEAD, LEAD_2),
        section(SectionRole.BODY, "Who was in it?", POOL, MEN),
        section(SectionRole.BODY, "What was compared?", TRIAL),
        section(SectionRole.BODY, 'How large is "twice"?', RISK, RATIO),
        section(SectionRole.BOTTOM_LINE, "The bottom line", VERDICT, LOOK),
    ),
    references=(
        Reference("pool", "A. Sample & B. Sample: Small groups, short weeks. Journal of Examples 3 (2019)", ""),
        Reference("trial", "The Example Handbook of Trials, chapter 2", "https://example.org/handbook/2?a=1&b=2"),
        Reference("numbers", "Plain numbers for patients", "https://example.org/plain-numbers"),
        Reference("unread", "A book nobody cites", "https://example.org/unread"),
    ),
)


def point(source: Sentence, section: str = "", text: str = "") -> KeyPoint:
    return KeyPoint(text or source.text, source, section, source.citations)


DIGEST = Digest(
    key_points=(
        point(POOL, "Who was in it?"),
        point(MEN, "Who was in it?"),
        point(TRIAL, "What was compared?"),
        point(RATIO, 'How large is "twice"?'),
    ),
    bottom_line=(point(VERDICT, "The bottom line"), point(LOOK, "The bottom line")),
    subject="Three questions before you believe a study",
    preheader="One study is a beginning, not a verdict.",
)
NUMBERS = {"pool": 1, "trial": 2, "numbers": 3}
RELATED = (
    Related(
        "How much is a portion?", "https://example.org/portion", "The word on the packet is not the amount you eat."
    ),
    Related("A piece that has no address yet", line="It stands in the printed issue."),
)
BODY_HTML = """\
<p>One study is a beginning, not a <em>verdict</em>.<sup>3</sup>
Read <a href="https://example.org/more">what follows</a>.</p>
<h2>What to look for</h2>
<ul><li>Who was in it?</li><li>What was compared?</li></ul>
<blockquote><p>Ask for the plain numbers.</p></blockquote>
<table><thead><tr><th>Before</th><th>After</th></tr></thead>
<tbody><tr><td>1 in 10,000</td><td>2 in 10,000</td></tr></tbody></table>
<pre><code>twice(1 / 10_000) == 2 / 10_000  # a line of code that is longer than a phone is wide</code></pre>
"""
WHOLE = replace(DIGEST, key_points=(), bottom_line=(), whole=True)


def letter(
    article: Article = ARTICLE,
    digest: Digest = DIGEST,
    related: tuple[Related, ...] = RELATED,
    letterhead: Letterhead = LETTERHEAD,
    look: Environment = THEME,
    body_html: str = "",
) -> RenderedIssue:
    return render(article, digest, related, letterhead, NUMBERS, look, at=AT, body_html=body_html)


def in_language(language: str) -> Article:
    return replace(ARTICLE, draft=replace(ARTICLE.draft, language=language))


def golden(name: str, content: str) -> None:
    """Compare with tests/golden; ``GUTLETTER_GOLDEN=write`` writes it anew (see tests/golden/README.md)."""
    file = GOLDEN / name
    if os.environ.get("GUTLETTER_GOLDEN") == "write":
        file.write_bytes(content.encode())
    assert file.read_bytes().decode() == content


LETTERS = {
    "letter": lambda: letter(),
    "letter-whole": lambda: letter(digest=WHOLE, related=(), body_html=BODY_HTML),
    "letter-de": lambda: letter(in_language("de")),
    "letter-ar": lambda: letter(in_language("ar")),
}


@pytest.mark.parametrize("name", LETTERS)
def test_the_letter_is_the_golden_one_byte_for_byte(name: str) -> None:
    rendered = LETTERS[name]()

    golden(f"{name}.html", rendered.html)
    golden(f"{name}.txt", rendered.text)


# ── what stands in it ─────────────────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """What a reader of the HTML sees: its elements, its links by their text, its headings and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: dict[str, str] = {}
        self.said: list[tuple[str, str]] = []  # the element something is said in
        self.href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag == "a":
            self.href = dict(attrs)["href"] or ""

    def handle_data(self, text: str) -> None:
        self.said.append((self.elements[-1] if self.elements else "", text))
        if self.elements and self.elements[-1] == "a" and self.href:
            self.links[text], self.href = self.href, ""

    def says(self, *within: str) -> str:
        return " ".join("".join(text for tag, text in self.said if not within or tag in within).split())


def links(html: str) -> dict[str, str]:
    return Page(html).links


def says(html: str) -> str:
    return Page(html.partition("<body")[2]).says()


def test_the_letter_says_everything_in_both_parts() -> None:
    rendered = letter()
    text = " ".join(rendered.text.split())

    for point in DIGEST.points:
        assert point.text in says(rendered.html)
        assert point.text in text
    for said in (
        ARTICLE.title,
        "By Mara Lindqvist",
        LEAD.text,
        DIGEST.preheader,
        "Plain numbers for patients",
        "Berlin",
    ):
        assert said in says(rendered.html)
        assert said in text
    for link in links(rendered.html).values():
        assert link in rendered.text


def test_only_cited_references_are_printed_and_a_citation_without_a_number_is_left_out() -> None:
    rendered = render(ARTICLE, DIGEST, (), LETTERHEAD, {"pool": 1, "unread": 2}, THEME, at=AT)

    assert "Small groups, short weeks" in rendered.html
    assert "A book nobody cites" not in rendered.html + rendered.text
    assert "Plain numbers for patients" not in rendered.html + rendered.text
    assert "things occur together. [1]" in " ".join(rendered.text.split())


def test_a_piece_that_stands_nowhere_else_has_no_link_to_it() -> None:
    rendered = letter(replace(ARTICLE, draft=replace(ARTICLE.draft, url="")))

    assert set(links(rendered.html)) == {
        "example.org/handbook/2",
        "example.org/plain-numbers",
        "How much is a portion?",
        "Unsubscribe",
    }
    assert "full piece" not in rendered.html + rendered.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative", "https://", "http://[x", "x"])
def test_an_address_that_cannot_be_followed_in_a_mail_is_no_link(url: str) -> None:
    rendered = letter(
        replace(ARTICLE, draft=replace(ARTICLE.draft, url=url), references=(Reference("pool", "A source", url),)),
        related=(Related("Beside it", url),),
    )

    assert links(rendered.html) == {"Unsubscribe": Marker.UNSUBSCRIBE_URL}
    assert "A source" in rendered.html
    assert "Beside it" in rendered.html


def test_a_letter_that_is_whole_prints_the_article_instead_of_points() -> None:
    rendered = letter(digest=WHOLE)

    for sentence in ARTICLE.sentences:
        assert sentence.text in says(rendered.html)
        assert sentence.text in " ".join(rendered.text.split())
    assert "Key points" not in rendered.html


def test_a_letter_that_is_whole_prints_the_html_it_is_given() -> None:
    rendered = letter(digest=WHOLE, body_html="<p>As <strong>written</strong>.</p>")

    assert "<strong>written</strong>" in rendered.html
    assert "WHO WAS IN IT?" in rendered.text


def test_the_date_is_the_day_in_the_publications_zone() -> None:
    assert "23 November 2026" in letter().text
    assert "22 November 2026" in letter(letterhead=replace(LETTERHEAD, timezone="America/New_York")).text


@pytest.mark.parametrize(
    ("language", "said", "direction"),
    [
        ("en", "Key points", "ltr"),
        ("en-GB", "Key points", "ltr"),
        ("de-AT", "Das Wichtigste", "ltr"),
        ("es", "Puntos clave", "ltr"),
        ("fi", "Key points", "ltr"),
        ("ar", "Key points", "rtl"),
    ],
)
def test_the_letter_speaks_the_drafts_language(language: str, said: str, direction: str) -> None:
    rendered = letter(in_language(language))

    assert said in rendered.html
    assert f'<html lang="{language}" dir="{direction}">' in rendered.html


def test_every_language_says_all_that_english_says() -> None:
    words = Path(__file__).parents[1] / "templates" / "email"
    english = tomllib.loads((words / "words.en.toml").read_text("utf-8"))
    for file in words.glob("words.*.toml"):
        spoken = tomllib.loads(file.read_text("utf-8"))
        assert spoken.keys() == english.keys(), file.name
        for key in english.keys() - {"months"}:
            assert set(re.findall(r"{\w+}", spoken[key])) == set(re.findall(r"{\w+}", english[key])), (file.name, key)


def test_the_reading_time_is_that_of_two_hundred_and_thirty_words_a_minute() -> None:
    long = sentence(LEAD.text)
    section_of_words = Section(
        SectionRole.BODY, "Long", 2, (Block(BlockKind.PARAGRAPH, 0, 1, (replace(long, text="word " * 920),)),)
    )

    rendered = letter(replace(ARTICLE, sections=(*ARTICLE.sections, section_of_words)))

    assert "1 min read · 5 min in full" in rendered.text


def test_a_first_sentence_that_is_a_point_or_the_preheader_is_not_printed_twice() -> None:
    assert letter(digest=replace(DIGEST, preheader=LEAD.text)).text.count("A headline about food") == 1
    assert letter(digest=replace(DIGEST, key_points=(point(LEAD),))).text.count("A headline about food") == 1


def test_the_text_part_holds_72_characters_but_for_links() -> None:
    for line in letter().text.splitlines():
        assert len(line) <= 72 or line.strip().startswith("https://")


def test_the_letter_is_small_and_brings_nothing_from_elsewhere() -> None:
    html = letter().html

    assert html.startswith("<!DOCTYPE html>\n<html")
    assert len(html.encode()) <= 30_000
    assert sum(len(style) for style in re.findall(r"<style.*?</style>", html, re.DOTALL)) <= 16_000
    assert not re.search(r"<img|<script|<link|<iframe|src=|@import|url\(|<svg", html)


def test_styles_that_cannot_be_written_into_elements_stay_as_they_are() -> None:
    html = letter().html

    assert "@media (prefers-color-scheme: dark)" in html
    assert "[data-ogsc] .ink { color: #ece5d8 !important; }" in html
    assert html.count("!important") == letter(in_language("de")).html.count("!important") > 40
    assert 'class="point ink" style="' in html.replace("'", '"')


# ── what cannot get into it ───────────────────────────────────────────────────────────────────────────────────────

HOSTILE = '</td></tr><script>alert("1")</script><a href="x">{{ 7 * 7 }}{% raw %} & &amp; &lt;b&gt; \' \x07\x92é'


def test_what_an_article_says_is_text_and_never_markup_or_a_template() -> None:
    hostile = replace(LEAD, text=HOSTILE, citations=("pool",))
    rendered = letter(
        replace(
            ARTICLE,
            title=HOSTILE,
            draft=replace(ARTICLE.draft, author=HOSTILE, url='https://example.org/"><script>'),
            references=(Reference("pool", HOSTILE, "https://example.org/?a=1&b='\"<"),),
        ),
        replace(
            DIGEST,
            subject=HOSTILE,
            preheader=HOSTILE,
            key_points=(KeyPoint(HOSTILE, hostile, HOSTILE, ("pool",)),),
            bottom_line=(KeyPoint(HOSTILE, hostile),),
        ),
        (Related(HOSTILE, "https://example.org/", HOSTILE),),
        replace(LETTERHEAD, name=HOSTILE, why=HOSTILE, postal_address=HOSTILE),
    )

    shown = " ".join(HOSTILE.replace("\x07", "").replace("\x92", "").split())
    assert says(rendered.html).count(shown) == 13
    assert not {"script", "b"}.intersection(Page(rendered.html).elements)
    assert rendered.subject == shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", rendered.html + rendered.text)


@given(st.text(max_size=60))
@settings(max_examples=20, deadline=None)
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    title = f"a{text}z"
    assume(not any(marker in unescape(title) for marker in Marker))
    rendered = letter(replace(ARTICLE, title=title))

    expected = re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", title)
    assert Page(rendered.html).says("h1").split() == expected.split()
    assert Page(rendered.html).elements == Page((GOLDEN / "letter.html").read_text("utf-8")).elements


@pytest.mark.parametrize("marker", list(Marker))
def test_an_article_that_says_a_marker_is_refused_with_its_place(marker: Marker) -> None:
    body = BODY.replace("One study is", f"One {marker} is")
    with pytest.raises(DraftError, match=r"before-you-believe-a-study\.md:25: the text \[\[") as refusal:
        letter(replace(ARTICLE, draft=replace(ARTICLE.draft, body=body, body_line=9)))
    assert refusal.value.line == 25 == BODY[: BODY.index("One study is")].count("\n") + 9


@pytest.mark.parametrize(
    "changed",
    [
        {"article": replace(ARTICLE, title="Dear [[reader_name]]")},
        {"article": replace(ARTICLE, draft=replace(ARTICLE.draft, author="[[reader_email]]"))},
        {"digest": replace(DIGEST, subject="For [[reader_name]]")},
        {"digest": replace(DIGEST, key_points=(point(LEAD, "", "[[reader_name]]"),))},
        {"related": (Related("x", "https://example.org/[[reader_email]]"),)},
        {"digest": WHOLE, "body_html": "<p>&#91;[reader_email]&#x5d;</p>"},
        {"article": replace(ARTICLE, title="[[reader\x00_name]]")},
    ],
)
def test_a_marker_is_refused_wherever_it_hides(changed: dict[str, Any]) -> None:
    with pytest.raises(DraftError, match=r"^before-you-believe-a-study\.md: the text \[\["):
        letter(**changed)


def test_one_letter_does_not_spoil_the_next() -> None:
    """premailer takes a style attribute for the selector of the same spelling, in all documents to come."""
    expected = letter()

    with pytest.raises(ThemeError, match=r"email/issue/body\.html: its CSS cannot be written into its elements"):
        letter(
            look=own(html='<style>td, p { color: red }</style><td>a</td><p style="td">{{ reader.unsubscribe_url }}</p>')
        )

    assert letter() == expected


def test_nothing_is_fetched_or_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("urllib.request.urlopen", lambda request, *_: asked.append(str(request)))
    monkeypatch.setattr("socket.socket.connect", lambda _self, address: asked.append(str(address)))
    body_html = (
        f'<style>@import "file://{tmp_path}/a.css"; @import url(http://127.0.0.1:9/b.css);</style>'
        '<link rel="stylesheet" href="http://127.0.0.1:9/c.css"><img alt="" src="http://127.0.0.1:9/d.png"><p>Text</p>'
    )

    letter(digest=WHOLE, body_html=body_html)

    assert asked == []


def test_letters_written_at_the_same_time_are_as_good_as_one_after_the_other() -> None:
    articles = [replace(ARTICLE, title=f"Letter {number}") for number in range(6)]
    expected = [letter(article) for article in articles]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(letter, articles)) == expected


# ── the publication's own templates ───────────────────────────────────────────────────────────────────────────────


def own(**files: str) -> Environment:
    names = {"base": "email/base.html", "html": "email/issue/body.html", "text": "email/issue/body.txt"}
    names |= {"subject": "email/issue/subject.txt", "words": "email/words.en.toml", "look": "email/look.toml"}
    return theme(DEFAULT, DictLoader({names[name]: content for name, content in files.items()}))


def test_a_publication_overrides_one_block_and_keeps_the_rest() -> None:
    ours = """{% extends "default/email/issue/body.html" %}
        {% block bottom_line %}<tr><td>Remember: {{ letter.bottom_line[0].text }}</td></tr>{% endblock %}"""

    rendered = letter(look=own(html=ours))

    assert "Remember: One study is" in rendered.html
    assert "Read the full piece" in rendered.html
    assert rendered.text == letter().text


def test_a_publications_frame_is_found_by_the_default_letter() -> None:
    ours = '{% extends "default/email/base.html" %}{% block masthead %}<tr><td>Our own head</td></tr>{% endblock %}'

    html = letter(look=own(base=ours)).html

    assert "Our own head" in html
    assert "Key points" in html


def test_a_publication_changes_one_word_and_one_colour() -> None:
    rendered = letter(look=own(words='key_points = "In <short>"', look='[light]\naccent = "#7a1f2b"'))

    assert "In &lt;short&gt;" in rendered.html
    assert "IN <SHORT>" in rendered.text
    assert "color:#7a1f2b" in rendered.html
    assert "The bottom line" in rendered.html


def test_a_subject_may_name_the_reader() -> None:
    assert letter(look=own(subject="{{ reader.name }}: {{ subject }}")).subject == f"[[reader_name]]: {DIGEST.subject}"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"html": "a\n{{ letter.titel }}"},
            r"body\.html:2: .*no attribute 'titel'.*Names there are:.*letter",
        ),
        ({"html": "a\n{{ leter }}"}, r"email/issue/body\.html:2: 'leter' is undefined"),
        ({"html": "a\n{% if %}"}, r"email/issue/body\.html:2: Expected an expression"),
        ({"html": '{% extends "email/nothing.html" %}'}, r"email/nothing\.html: there is no such template"),
        ({"text": "{{ ''.__class__.__mro__ }}"}, r"body\.txt:1: access to attribute '__class__'.*unsafe"),
        ({"html": "\n\n{{ letter.points + 1 }}"}, r"email/issue/body\.html:3: TypeError"),
        ({"html": "{{ 1 // 0 }}"}, r"email/issue/body\.html:1: ZeroDivisionError"),
        ({"html": "{{ words.why.format() }}"}, r"email/issue/body\.html:1: KeyError: 'publication'"),
        ({"html": "{% for x in range(10**9) %}{% endfor %}"}, r"email/issue/body\.html:1: OverflowError"),
        ({"words": "a = "}, r"email/words\.en\.toml: Invalid value"),
        ({"words": 'date = "{dya}"'}, r"the date cannot be written: KeyError\('dya'\)"),
        ({"html": "<p>No way out</p>"}, r"email/issue/body\.html: the letter has no link to unsubscribe.*reader\.uns"),
        ({"text": "No way out"}, r"email/issue/body\.txt: the letter has no link to unsubscribe"),
        ({"html": ""}, r"email/issue/body\.html: its CSS cannot be written"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_place(files: dict[str, str], message: str) -> None:
    with pytest.raises(ThemeError, match=message):
        letter(look=own(**files))


def test_an_error_in_a_templates_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "email" / "issue").mkdir(parents=True)
    file = tmp_path / "email" / "issue" / "body.html"
    file.write_text('{% extends "default/email/issue/body.html" %}\n\n{% block main %}{{ titel }}{% endblock %}')

    with pytest.raises(ThemeError, match=rf"{re.escape(str(file))}:3: 'titel' is undefined"):
        letter(look=theme(DEFAULT, FileSystemLoader(tmp_path)))


def test_a_theme_without_a_template_says_which() -> None:
    with pytest.raises(ThemeError, match=r"email/issue/subject\.txt: there is no such template"):
        letter(
            look=theme(
                DictLoader(
                    {"email/words.en.toml": 'date = "{day}"\nmonths = ["", "", "", "", "", "", "", "", "", "", ""]'}
                )
            )
        )


# ── links to the very sentence ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "written", "directive"),
    [
        ("One study is enough.", "", "One%20study%20is%20enough"),
        ("It may, or may not.", "", "It%20may%2C%20or%20may%20not"),
        ("A well-known gut-skin link & more.", "", "A%20well%2Dknown%20gut%2Dskin%20link%20%26"),
        ("Seen in acne too.", "Seen in acne[^8^] too.", "Seen%20in"),
        ("It is so.", "It [is][1] so.", ""),
        ("Word.", "", ""),
        (
            "One two three four five six seven eight nine ten eleven.",
            "",
            "One%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven",
        ),
        (
            "One two three four five six seven eight nine ten eleven.",
            "One two three four five six seven eight nine ten eleven[^1].",
            "One%20two%20three%20four%20five",
        ),
    ],
)
def test_a_sentence_is_looked_for_by_phrases_that_stand_unbroken(text: str, written: str, directive: str) -> None:
    url = sentence_url("https://example.org/a", Sentence(text, 0, len(text)), written or text)

    assert url == "https://example.org/a" + (f"#:~:text={directive}" if directive else "")


def test_a_fragment_the_address_has_is_kept() -> None:
    url = sentence_url("https://example.org/a#part", Sentence("One study.", 0, 10), "One study.")

    assert url == "https://example.org/a#part:~:text=One%20study"
