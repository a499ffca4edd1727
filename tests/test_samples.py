"""The samples that a first letter is made of: they are read whole, and they claim nothing without a source."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gutletter.article import parse_article
from gutletter.condensers.extractive import condense
from gutletter.digest import objections, traced
from gutletter.drafts import parse_draft
from gutletter.grounding import ground
from gutletter.languages import lexicon, words
from gutletter.model import Article, Format, SectionRole

ISSUES = Path(__file__).parent.parent / "issues"
FILES = sorted(path for path in ISSUES.iterdir() if not path.name.startswith("README"))
ARTICLES = {path.name: parse_article(parse_draft(path.name, path.read_bytes(), UTC)) for path in FILES}

FERMENTED = "Six Servings a Day: What Fermented Foods Did in One Careful Trial"
FIBRE = "What Your Gut Makes of Fibre"
GUT_SKIN = "What Your Gut May Be Telling Your Skin - And What It May Not"
ACNE = "Low-Glycaemic Eating and Acne: Promising, Not Proven"
ECZEMA = "Probiotics and Baby Eczema: Two Questions, Two Answers"

ENGLISH = lexicon("en")

every_sample = pytest.mark.parametrize("article", ARTICLES.values(), ids=list(ARTICLES))


def sample(slug: str) -> Article:
    return next(article for article in ARTICLES.values() if article.draft.slug == slug)


# ── each is read whole ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slug", "title", "format", "author"),
    [
        ("fermented-foods", FERMENTED, Format.MARKDOWN, "Robin Vale"),
        ("fibre", FIBRE, Format.MARKDOWN, "Alex Lindqvist"),
        ("gut-skin-axis", GUT_SKIN, Format.TEXT, ""),
        ("low-glycaemic-acne", ACNE, Format.HTML, "Jamie Okonedo"),
        ("probiotics-baby-eczema", ECZEMA, Format.MARKDOWN, ""),
    ],
)
def test_a_sample_says_who_it_is_in_its_own_way(slug: str, title: str, format: Format, author: str) -> None:
    article = sample(slug)
    assert (article.title, article.draft.format, article.draft.author) == (title, format, author)


@pytest.mark.parametrize(
    ("slug", "headings", "references"),
    [
        (
            "fermented-foods",
            [
                "",
                "What the trial did",
                "What changed",
                "What did not change",
                "Fermented is not the same as probiotic",
                "Who has a stake",
                "The bottom line",
            ],
            ["wastyk", "stanford", "scherger", "isapp"],
        ),
        (
            "fibre",
            [
                "",
                "What the microbes make",
                "What trials in people found",
                "What it may do for health",
                "The long view",
                "The short view",
                "How much is enough?",
                "Go gently",
                "Bottom line",
            ],
            ["1", "2", "3", "4", "5", "6", "7"],
        ),
        (
            "gut-skin-axis",
            [
                "",
                "Two Borders, One Body",
                "What Spots and Stomachs Share",
                "The Rosacea Puzzle",
                "Can a Capsule Carry the Message?",
                "The Bottom Line: Listen, but Do Not Obey Every Rumour",
            ],
            ["3", "4", "5", "6", "7", "8", "9", "10"],
        ),
        (
            "low-glycaemic-acne",
            [
                "",
                "What the words mean",
                "Three trials, three answers",
                "What the reviewers say",
                "If you want to try",
                "Key takeaways",
                "The bottom line",
            ],
            ["1", "2", "3", "4", "5", "6", "7", "8"],
        ),
        (
            "probiotics-baby-eczema",
            ["", "Can they treat it?", "Can they prevent it?", "Are they safe?", "Before you buy"],
            ["1", "2", "3", "4", "5"],
        ),
    ],
)
def test_sections_and_references_are_found_without_any_left_over(
    slug: str, headings: list[str], references: list[str]
) -> None:
    article = sample(slug)
    assert [section.heading for section in article.sections] == headings
    assert [reference.label for reference in article.references] == references


def test_the_bottom_lines_and_the_takeaways_are_known_for_what_they_are() -> None:
    ends = {article.draft.slug: article.sections[-1].role for article in ARTICLES.values()}
    assert ends == {
        "fermented-foods": SectionRole.BOTTOM_LINE,
        "fibre": SectionRole.BOTTOM_LINE,
        "gut-skin-axis": SectionRole.BOTTOM_LINE,
        "low-glycaemic-acne": SectionRole.BOTTOM_LINE,
        "probiotics-baby-eczema": SectionRole.BODY,
    }
    assert sample("low-glycaemic-acne").sections[-2].role is SectionRole.TAKEAWAYS


@every_sample
def test_every_word_of_the_prose_is_read_once(article: Article) -> None:
    """What a reader of the file sees between title and references is exactly what stands in sentences and headings."""
    read: list[str] = []
    for section in article.sections:
        read += _words(section.heading)
        for sentence in section.sentences:
            read += _words(sentence.text)
    assert read == _words(_between_title_and_references(article))


@every_sample
def test_a_sentence_holds_no_debris_and_stands_where_it_says(article: Article) -> None:
    for sentence in article.sentences:
        assert not re.search(r"\[\^|\^\]|\]\(|https?://|doi:|[<>#*_]", sentence.text), sentence.text
        source = article.draft.body[sentence.start : sentence.end]
        assert _words(sentence.text)[0] in source
        assert _words(sentence.text)[-1] in source


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _between_title_and_references(article: Article) -> str:
    body = article.draft.body
    if article.draft.format is Format.HTML:
        body = body[body.index("</header>") : body.index("<h2>References")]
        body = re.sub(r"<sup>.*?</sup>|<[^<>]+>", "", body, flags=re.DOTALL)
    elif article.draft.format is Format.TEXT:
        body = body.partition("\n")[2].partition("\n[^3^]:")[0]
    else:
        body = re.sub(r"^# .*|^\[\^\w+\]:.*", "", body, flags=re.MULTILINE)
        body = re.sub(r"\]\([^()]*\)", "]", body)
    return re.sub(r"\[\^\w+\^?\]", "", body)


# ── they know one another ─────────────────────────────────────────────────────────────────────────────────────────


@every_sample
def test_every_related_piece_is_another_sample(article: Article) -> None:
    known = {
        name: other.draft.slug
        for other in ARTICLES.values()
        for name in (other.draft.slug, other.title, other.draft.url)
        if name
    }
    for named in (*article.draft.related, *article.mentioned):
        assert named in known
        assert known[named] != article.draft.slug


def test_titles_after_the_end_and_in_a_box_are_related_pieces() -> None:
    assert sample("gut-skin-axis").mentioned == (ACNE, FERMENTED)
    assert sample("low-glycaemic-acne").mentioned == (GUT_SKIN, FIBRE)


@every_sample
def test_links_between_samples_lead_to_one_of_them(article: Article) -> None:
    slugs = re.findall(r"https://letter\.example\.org/articles/([\w-]+)", article.draft.body)
    assert set(slugs) <= {other.draft.slug for other in ARTICLES.values()}


def test_they_are_due_and_the_first_of_them_leads_the_queue() -> None:
    assert all(article.draft.not_before is None for article in ARTICLES.values())
    assert all(date.fromisoformat(name[:10]) < date(2026, 11, 1) for name in ARTICLES)
    assert next(iter(ARTICLES)) == "2026-09-07-fermented-foods.md"


def test_the_front_matter_on_the_page_for_editors_is_read_as_it_says() -> None:
    page = (ISSUES / "README.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    draft = parse_draft("some-name.md", f"{example}\nFibre feeds the microbes.\n".encode(), UTC)
    assert (draft.slug, draft.title, draft.language) == ("fibre", FIBRE, "en")
    assert draft.related == (ACNE, "fermented-foods", "https://letter.example.org/articles/gut-skin-axis")
    assert draft.not_before == datetime(2026, 9, 14, 7, tzinfo=UTC)
    assert len(draft.key_points) == 3
    assert all((draft.author, draft.url, draft.date, draft.tags, draft.subject, draft.preheader, draft.bottom_line))


# ── no health claim without its source ────────────────────────────────────────────────────────────────────────────

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FINDING = re.compile(
    r"\b(?:review|study|trials?|survey|analysis|guideline|panel|Academy|Organization)\b[^.]*"
    r"\b(?:found|finds|concluded|suggests|recommends|showed|compared|states|says)\b"
)


def _claims(text: str) -> bool:
    """Whether a sentence, by a rough rule, says what somebody measured or found."""
    return bool(re.search(r"\d", _YEAR.sub("", text)) or _FINDING.search(text))


@every_sample
def test_a_number_or_a_finding_names_its_source(article: Article) -> None:
    claims = [sentence for sentence in article.sentences if _claims(sentence.text)]
    assert len(claims) >= 4
    assert [claim.text for claim in claims if not claim.citations] == []


@every_sample
def test_every_citation_has_a_reference_and_every_reference_is_cited(article: Article) -> None:
    cited = {label for sentence in article.sentences for label in sentence.citations}
    assert cited == {reference.label for reference in article.references}


@every_sample
def test_every_reference_has_a_text_and_an_address(article: Article) -> None:
    for reference in article.references:
        assert len(reference.text) > 10
        assert "http" not in reference.text
        assert re.fullmatch(r"https?://\S+[\w/)]", reference.url), reference


def test_one_source_is_cited_the_same_everywhere() -> None:
    texts: dict[str, set[str]] = {}
    for article in ARTICLES.values():
        for reference in article.references:
            texts.setdefault(reference.url, set()).add(re.sub(r"\W|doi\S*", "", reference.text))
    assert [url for url, ways in texts.items() if len(ways) > 1] == []


@every_sample
def test_readers_are_sent_to_their_doctor(article: Article) -> None:
    assert re.search(r"\b(?:talk to|tell|mention both to) your doctor", " ".join(s.text for s in article.sentences))


# ── what the condenser makes of it ────────────────────────────────────────────────────────────────────────────────


@every_sample
def test_what_is_printed_is_traced_and_the_inbox_is_not_told_the_parting_word(article: Article) -> None:
    digest = traced(condense(article), article)

    assert 3 <= len(digest.key_points) <= 5
    assert digest.preheader in {point.text for point in digest.points} | {one.text for one in article.sentences}
    assert len(digest.preheader) <= 130
    assert digest.preheader not in {point.text for point in digest.bottom_line[1:]}
    assert not digest.notices


@every_sample
def test_what_stands_in_an_article_is_never_refused(article: Article) -> None:
    said = [one.text for one in article.sentences]
    for text in said[::3]:
        assert ground(text, said, strict=True) == ()
        assert objections(text, article) == ()


@every_sample
def test_a_reason_for_a_point_is_true_of_it(article: Article) -> None:
    for point in condense(article).points:
        said, section = point.said, article.section_of(point.source)
        opens = section.role is SectionRole.LEAD or not ENGLISH.opening.isdisjoint(words(section.heading))
        assert opens or "stands in the introduction" not in point.reasons
        assert re.search(r"\d", said) or not {"gives a number", "gives several numbers"}.intersection(point.reasons)
        assert point.citations or "names its source" not in point.reasons
        assert not ENGLISH.people.isdisjoint(words(said)) or "says of whom it is true" not in point.reasons
