"""The letter as readers get it: what stands in it, what cannot get into it, and its every byte (tests/golden)."""

import os
import re
import tomllib
from dataclasses import replace
from datetime import date
from functools import partial
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gutletter.article import parse_article
from gutletter.errors import DraftError
from gutletter.model import (
    Block,
    BlockKind,
    Format,
    Image,
    KeyPoint,
    Marker,
    Reference,
    Related,
    Section,
    SectionRole,
    Sentence,
)
from gutletter.render import render, sentence_url
from gutletter.theme import day_of, words_of
from tests.letters import (
    ARTICLE,
    AT,
    BODY,
    BODY_HTML,
    DEFAULT_FILES,
    DIGEST,
    GOLDEN,
    KINDS,
    LEAD,
    LETTERHEAD,
    THEME,
    WHOLE,
    in_language,
    letter,
    mail,
    point,
    sentence,
    with_picture,
)


def golden(name: str, content: str) -> None:
    """Compare with tests/golden; ``GUTLETTER_GOLDEN=write`` writes it anew (see tests/golden/README.md)."""
    file = GOLDEN / name
    if os.environ.get("GUTLETTER_GOLDEN") == "write":
        file.write_bytes(content.encode())
    assert file.read_bytes().decode() == content


LETTERS = {
    "letter": lambda: letter(),
    "letter-whole": lambda: letter(digest=WHOLE, related=(), body_html=BODY_HTML),
    "letter-picture": lambda: letter(with_picture()),
    "letter-de": lambda: letter(in_language("de")),
    "letter-es": lambda: letter(in_language("es")),
    "letter-fr": lambda: letter(in_language("fr")),
    "letter-ar": lambda: letter(in_language("ar")),
} | {f"{kind}-{language}": partial(mail, kind, language) for kind in KINDS for language in ("en", "de", "es", "fr")}


@pytest.mark.parametrize("name", LETTERS)
def test_every_mail_is_the_golden_one_byte_for_byte(name: str) -> None:
    rendered = LETTERS[name]()

    golden(f"{name}.html", rendered.html)
    golden(f"{name}.txt", f"Subject: {rendered.subject}\n\n{rendered.text}" if "letter" not in name else rendered.text)


# ── what stands in it ─────────────────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """What a reader of the HTML sees: its elements, its links by their text, its headings and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.links: dict[str, str] = {}
        self.said: list[tuple[str, str]] = []  # the element something is said in
        self.href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.tags.append((tag, attrs))
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

    for claim in DIGEST.points:
        assert claim.text in says(rendered.html)
        assert claim.text in text
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


OWN = {
    "Unsubscribe": Marker.UNSUBSCRIBE_URL,
    "Preferences": Marker.PREFERENCES_URL,
    "View in browser": Marker.VIEW_URL,
}
"""The reader's own links, which every letter has."""


def test_every_letter_leads_to_its_readers_preferences_and_to_itself_in_a_browser() -> None:
    for rendered in (letter(), letter(digest=WHOLE), letter(in_language("de"))):
        assert set(OWN.values()) <= set(links(rendered.html).values())
        assert all(marker in rendered.text for marker in OWN.values())


def test_a_mail_knows_its_kind() -> None:
    assert (letter().kind, mail("welcome", "en").kind) == ("issue", "welcome")


def test_a_first_sentence_of_a_word_or_two_opens_no_letter() -> None:
    assert LEAD.text in letter().html
    brief = replace(LEAD, text="Requirements.")
    opened = replace(ARTICLE, sections=(_with_lead(ARTICLE.sections[0], brief), *ARTICLE.sections[1:]))
    assert "Requirements." not in letter(opened).html


def _with_lead(section: Section, first: Sentence) -> Section:
    block, *others = section.blocks
    return replace(section, blocks=(replace(block, sentences=(first, *block.sentences[1:])), *others))


def test_a_preheader_that_is_one_of_the_points_is_seen_once() -> None:
    repeated = letter(digest=replace(DIGEST, preheader=DIGEST.key_points[0].text))
    assert repeated.html.count(DIGEST.key_points[0].text) == 2
    assert re.search(r"display: ?none; ?mso-hide: ?all", repeated.html)
    assert " ".join(repeated.text.split()).count(DIGEST.key_points[0].text) == 1
    first, *others = DIGEST.key_points
    longer = replace(first, text=f"{first.text} And what stands behind it.")
    begun = letter(digest=replace(DIGEST, preheader=first.text, key_points=(longer, *others)))
    assert begun.text.count(first.text[:40]) == 1
    other = letter(digest=replace(DIGEST, preheader="What no point says."))
    assert "display:" not in other.html.partition("What no point says.")[0].rpartition("<body")[2]
    assert "What no point says." in other.text


def test_a_piece_that_stands_nowhere_else_has_no_link_to_it() -> None:
    rendered = letter(replace(ARTICLE, draft=replace(ARTICLE.draft, url="")))

    assert set(links(rendered.html)) == {
        "example.org/handbook/2",
        "example.org/plain-numbers",
        "How much is a portion?",
        *OWN,
    }
    assert "full piece" not in rendered.html + rendered.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative", "https://", "http://[x", "x"])
def test_an_address_that_cannot_be_followed_in_a_mail_is_no_link(url: str) -> None:
    rendered = letter(
        replace(ARTICLE, draft=replace(ARTICLE.draft, url=url), references=(Reference("pool", "A source", url),)),
        related=(Related("Beside it", url),),
    )

    assert links(rendered.html) == OWN
    assert "A source" in rendered.html
    assert "Beside it" in rendered.html


def test_a_letter_that_is_whole_prints_the_article_instead_of_points() -> None:
    rendered = letter(digest=WHOLE)

    for written in ARTICLE.sentences:
        assert written.text in says(rendered.html)
        assert written.text in " ".join(rendered.text.split())
    assert "Key points" not in rendered.html


def test_a_letter_that_is_whole_prints_the_html_it_is_given() -> None:
    rendered = letter(digest=WHOLE, body_html="<p>As <strong>written</strong>.</p>")

    assert "<strong>written</strong>" in rendered.html
    assert "WHO WAS IN IT?" in rendered.text


def test_the_date_is_the_day_in_the_publications_zone() -> None:
    assert "23 November 2026" in letter().text
    assert "22 November 2026" in letter(letterhead=replace(LETTERHEAD, timezone="America/New_York")).text


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "1 October 2026"), ("de", "1. Oktober 2026"), ("es", "1 de octubre de 2026"), ("fr", "1er octobre 2026")],
)
def test_the_first_day_of_a_month_is_written_as_the_language_has_it(language: str, day: str) -> None:
    assert day_of(words_of(THEME, language), date(2026, 10, 1)) == day
    assert day_of(words_of(THEME, language), date(2026, 10, 2)).startswith("2")


@pytest.mark.parametrize(
    ("language", "said", "direction"),
    [
        ("en", "Key points", "ltr"),
        ("en-GB", "Key points", "ltr"),
        ("de-AT", "Das Wichtigste", "ltr"),
        ("es", "Puntos clave", "ltr"),
        ("fr-CA", "Points clés", "ltr"),
        ("fi", "Key points", "ltr"),
        ("ar", "Key points", "rtl"),
    ],
)
def test_the_letter_speaks_the_drafts_language(language: str, said: str, direction: str) -> None:
    rendered = letter(in_language(language))

    assert said in rendered.html
    assert f'<html lang="{language}" dir="{direction}">' in rendered.html


def test_words_that_fell_back_to_english_run_their_own_way_in_a_letter_from_right_to_left() -> None:
    html = letter(in_language("ar")).html

    assert '<span dir="auto">23 November 2026' in html
    assert '<span dir="auto">You get this letter because' in html
    assert 'dir="auto"' not in letter().html


def test_a_preheader_that_begins_a_whole_article_is_not_shown_twice() -> None:
    whole = letter(digest=replace(WHOLE, preheader=ARTICLE.sentences[0].text), related=(), body_html=BODY_HTML)

    assert f'display:none; mso-hide:all">{ARTICLE.sentences[0].text}</td>' in whole.html
    assert not whole.text.startswith(ARTICLE.sentences[0].text)


def flat(words: dict[str, Any], place: str = "") -> dict[str, str]:
    """A table of words with the names of its sections before theirs."""
    every: dict[str, str] = {}
    for name, text in words.items():
        every |= flat(text, f"{name}.") if isinstance(text, dict) else {place + name: str(text)}
    return every


THE_SAME = {
    ("email", "de"): {"first"},
    ("email", "es"): {"first"},
    ("email", "fr"): {"date", "sources"},
    ("web", "de"): {"nav.feed", "settings.name", "settings.pause_title"},
    ("web", "es"): {"nav.feed"},
    ("web", "fr"): {"nav.title", "settings.pause_title"},
}
"""Words that a language writes as English does."""


@pytest.mark.parametrize("language", ["de", "es", "fr"])
@pytest.mark.parametrize("where", ["email", "web"])
def test_every_language_says_all_that_english_says(where: str, language: str) -> None:
    english, spoken = (flat(tomllib.loads(DEFAULT_FILES[f"{where}/words.{one}.toml"])) for one in ("en", language))
    same = {key for key in english if english[key] and spoken.get(key) == english[key]}

    assert spoken.keys() == english.keys() - {"direction"}
    for key in english.keys() - {"months", "direction"}:
        assert set(re.findall(r"{\w+}", spoken[key])) == set(re.findall(r"{\w+}", english[key])), key
        assert bool(spoken[key]) == bool(english[key]), key
    assert same == THE_SAME.get((where, language), set())


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


# ── the picture ───────────────────────────────────────────────────────────────────────────────────────────────────


def picture_in(*images: Image) -> dict[str, str | None]:
    """The attributes of the only image in the letter; empty when it shows none."""
    html = letter(with_picture(*images)).html
    pictures = [dict(attributes) for tag, attributes in Page(html).tags if tag == "img"]
    assert len(pictures) <= 1
    return pictures[0] if pictures else {}


@pytest.mark.parametrize(
    ("size", "printed"),
    [
        ((1200, 800), ("504", "336")),  # as wide as the column
        ((800, 1200), ("336", "504")),  # no higher than the column is wide
        ((300, 200), ("300", "200")),  # never larger than it is
        ((20_000, 20_000), ("504", "504")),
        ((0, 0), ("504", None)),
        ((300, 0), ("300", None)),
    ],
)
def test_the_picture_is_referenced_and_printed_at_the_size_that_fits(
    size: tuple[int, int], printed: tuple[str, str | None]
) -> None:
    shown = picture_in(Image("https://example.org/a.jpg", "A  loaf", *size))

    assert (shown["src"], shown["alt"]) == ("https://example.org/a.jpg", "A loaf")
    assert (shown["width"], shown.get("height")) == printed
    assert f"max-width:{printed[0]}px" in str(shown["style"]).replace(" ", "")


@pytest.mark.parametrize(
    "image",
    [
        Image("https://example.org/a.jpg", " "),
        Image("http://example.org/a.jpg", "A loaf"),
        Image("data:image/png;base64,AAAA", "A loaf"),
        Image("bread.jpg", "A loaf"),
        Image("//example.org/a.jpg", "A loaf"),
        Image("file:///etc/passwd", "A loaf"),
        Image("https://example.org/pixel.gif", "A loaf", 1, 1),
        Image("https://example.org/icon.png", "A loaf", 0, 32),
        Image("https://[oops/a.jpg", "A loaf"),
    ],
)
def test_a_picture_that_cannot_stand_in_a_mail_gives_way_to_the_next(image: Image) -> None:
    assert picture_in(image) == {}
    assert picture_in(image, Image("https://example.org/b.jpg", "Flour"))["src"] == "https://example.org/b.jpg"


def test_the_text_says_what_the_picture_shows() -> None:
    assert 'Picture: A loaf, "sliced" & ready\nhttps://example.org/bread.jpg?w=1&h=2\n' in letter(with_picture()).text


def test_a_letter_that_prints_the_article_shows_its_pictures_where_they_stand() -> None:
    body = '<p>One.</p><p><img src="https://example.org/b.jpg" alt="Flour"></p>'
    html = letter(with_picture(), WHOLE, body_html=body).html

    assert html.count("<img") == 1
    assert '<img width="504" src="https://example.org/b.jpg" alt="Flour"' in html


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


def test_a_sentence_that_runs_over_a_line_is_looked_for_as_a_page_shows_it() -> None:
    text = "One study\nis   enough."
    url = sentence_url("https://example.org/a", Sentence(" ".join(text.split()), 0, len(text)), text)
    assert url == "https://example.org/a#:~:text=One%20study%20is%20enough"


def test_what_was_said_before_in_the_same_words_is_looked_for_with_more() -> None:
    text = "One study may not be enough to change what anybody eats for breakfast."
    before = "They say that one study may not be enough, and they are right."
    url = sentence_url("https://example.org/a", Sentence(text, 0, len(text)), text, before)
    opening = "One study may not be enough to change what anybody"
    assert url == f"https://example.org/a#:~:text={quote(opening)}"


def test_a_fragment_the_address_has_is_kept() -> None:
    url = sentence_url("https://example.org/a#part", Sentence("One study.", 0, 10), "One study.")

    assert url == "https://example.org/a#part:~:text=One%20study"


@pytest.mark.parametrize(
    ("format", "body"),
    [
        (
            Format.MARKDOWN,
            "[Oats](https://example.org/oats) are [good](https://example.org/b?x=1&y=2) and ![](https://example.org/p.png)."
            " See https://example.org/shown or [here](/there).\n\n- One [item](https://example.org/item).\n",
        ),
        (
            Format.HTML,
            "<p><a href='https://example.org/oats'>Oats</a> are "
            '<a href="https://example.org/b?x=1&amp;y=2">good</a> and'
            " <img src='https://example.org/p.png'>. See https://example.org/shown or <a href='/there'>here</a>.</p>"
            "<ul><li>One <a href=https://example.org/item>item</a>.</li></ul>",
        ),
    ],
)
def test_a_letter_printed_whole_keeps_its_links_in_the_text(format: Format, body: str) -> None:
    draft = replace(ARTICLE.draft, body=body, format=format)
    text = letter(parse_article(draft), WHOLE).text
    assert "\nhttps://example.org/oats\nhttps://example.org/b?x=1&y=2\n" in text
    assert "* One item.\n  https://example.org/item\n" in text
    assert "p.png" not in text
    assert text.count("https://example.org/shown") == 1


def test_no_line_of_a_title_begins_with_its_dash() -> None:
    rendered = letter(replace(ARTICLE, title="Oats - and <not> rye – today"), related=(Related("Tea — a story"),))
    assert "Oats\u00a0- and &lt;not&gt; rye\u00a0– today</h1>" in rendered.html
    assert "Tea\u00a0— a story" in rendered.html
    assert "Oats - and <not> rye – today" in rendered.text
