"""A letter to try things on: an article of our own, its digest, and what is rendered of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from jinja2 import FileSystemLoader
from markupsafe import Markup

from gutletter.model import (
    Article,
    Block,
    BlockKind,
    Digest,
    Draft,
    Format,
    Image,
    KeyPoint,
    Letterhead,
    Reference,
    Related,
    RenderedIssue,
    Section,
    SectionRole,
    Sentence,
)
from gutletter.render import Claim, Letter, Passage, Picture, Source, render, render_mail
from gutletter.theme import Theme, theme

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(__file__).parents[1] / "templates"
DEFAULT = FileSystemLoader(TEMPLATES)
DEFAULT_FILES = {
    str(file.relative_to(TEMPLATES)): file.read_text("utf-8") for file in TEMPLATES.rglob("*") if file.is_file()
}
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
    look: Theme = THEME,
    body_html: str = "",
) -> RenderedIssue:
    return render(article, digest, related, letterhead, NUMBERS, look, at=AT, body_html=body_html)


EVERYTHING = Letter(  # as the templates see it, with nothing left out
    title="A title",
    author="An author",
    url="https://example.org/",
    date="1 May 2026",
    minutes=1,
    minutes_in_full=2,
    lead="A lead.",
    picture=Picture("https://example.org/a.jpg", "A picture", 504),
    points=(Claim("A point.", (1,), "A section", "https://example.org/#a"),),
    bottom_line=(Claim("A bottom line."),),
    whole=True,
    passages=(Passage("heading", "A heading"),),
    body_html=Markup(),
    references=(Source(1, "A source", "https://example.org/s", "example.org/s"),),
    related=(Related("A piece", "https://example.org/p", "A line."),),
)
KINDS = ("confirmation", "settings", "welcome", "goodbye", "roundup", "test")  # and the issue itself
VALUES: dict[str, object] = {  # what a mail of each kind is told
    "confirm_url": "https://letter.example.org/c/1.2.dGhpcyBpcyBubyBzZWFs",
    "settings_url": "https://letter.example.org/s/1.2.dGhpcyBpcyBubyBzZWFs",
    "subscribe_url": "https://letter.example.org/subscribe",
    "provider": "smtp",
    "month": "October 2026",
    "pieces": (
        {
            "title": "Bread, sliced & measured",
            "url": "https://example.org/bread",
            "line": "Wholemeal bread may help, and nobody knows how much of it.",
            "day": "6 October 2026",
        },
        {"title": "A piece without an address", "url": "", "line": "", "day": "13 October 2026"},
    ),
}
PICTURE = Image("https://example.org/bread.jpg?w=1&h=2", 'A loaf, "sliced" & ready', 1200, 800)


def mail(kind: str, language: str = "en", look: Theme = THEME, letterhead: Letterhead = LETTERHEAD) -> RenderedIssue:
    """A mail of any kind but the issue."""
    return render_mail(kind, letterhead, look, language=language, values=VALUES)


def with_picture(*images: Image) -> Article:
    return replace(ARTICLE, images=images or (PICTURE,))


def in_language(language: str) -> Article:
    return replace(ARTICLE, draft=replace(ARTICLE.draft, language=language))
