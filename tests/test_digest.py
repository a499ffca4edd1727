"""Every claim of a letter is traced to the article, and its sources are numbered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from gutletter.article import parse_article
from gutletter.condensers.extractive import condense
from gutletter.digest import language_of, numbered_references, traced
from gutletter.drafts import parse_draft
from gutletter.errors import UntraceablePoint
from gutletter.model import Article, Author, Digest, KeyPoint, Reference, Sentence
from tests.articles import SKIN, article


@pytest.fixture
def skin() -> Article:
    return article(SKIN)


def digest_of(*points: KeyPoint) -> Digest:
    return Digest(points, (), "A subject", "A preheader")


def point(source: Sentence, text: str = "", **fields: object) -> KeyPoint:
    return KeyPoint(text or source.text, source, citations=source.citations, **fields)  # type: ignore[arg-type] # by name


def sentence(article: Article, part: str) -> Sentence:
    return next(sentence for sentence in article.sentences if part in sentence.text)


def test_a_condensed_article_is_traced(skin: Article) -> None:
    digest = condense(skin)
    assert traced(digest, skin) is digest


@pytest.mark.parametrize(
    "text",
    [
        "Probiotics did clear acne in a trial of 56 adults over 12 weeks.",
        "Probiotics did not clear acne in a trial of 56 adults over weeks.",
        "Probiotics did not clear acne in a trial of 560 adults over 12 weeks.",
        "Probiotics will not clear acne in a trial of 56 adults over 12 weeks.",
    ],
)
def test_a_condensers_point_that_changes_its_sentence_is_refused(skin: Article, text: str) -> None:
    with pytest.raises(UntraceablePoint, match="not its sentence with permitted words left out"):
        traced(digest_of(point(sentence(skin, "56 adults"), text)), skin)


def test_a_refusal_names_the_line_of_the_sentence(skin: Article) -> None:
    source = sentence(skin, "56 adults")
    with pytest.raises(UntraceablePoint) as refused:
        traced(digest_of(point(source, "Probiotics clear acne.")), skin)
    assert SKIN.splitlines()[refused.value.line - 1].startswith("However, probiotics did not")


def test_an_editors_point_is_refused_by_its_line_in_the_front_matter() -> None:
    lines = [
        "---",
        "title: Fibre",
        "key_points:",
        "  - Fibre may feed bacteria.",
        "  - >",
        "    Fibre cures eczema in",
        "    90% of children.",
        "bottom_line: Fibre heals everybody by Friday.",
        "---",
        "Fibre may feed bacteria in the gut. It is the part of plants that people do not digest.",
    ]
    for wrong, line in (("Fibre cures", 5), ("Fibre heals", 8)):
        draft = parse_draft("fibre.md", "\n".join(lines).encode(), UTC)
        article = parse_article(draft)
        text = next(own.text for own in draft.points if own.text.startswith(wrong))
        claim = KeyPoint(text, article.sentences[0], author=Author.EDITOR)
        with pytest.raises(UntraceablePoint) as refused:
            traced(digest_of(claim), article)
        assert (refused.value.place, refused.value.line) == ("fibre.md", line)


def test_a_refusal_names_every_other_point_that_is_refused(skin: Article) -> None:
    source = sentence(skin, "56 adults")
    wrong = [point(source, text, author=Author.EDITOR) for text in ("Probiotics cleared acne.", "Acne always returns.")]
    fair = point(source, "Probiotics did not clear acne in 56 adults.", author=Author.EDITOR)
    with pytest.raises(UntraceablePoint) as refused:
        traced(digest_of(wrong[0], fair, wrong[1]), skin)
    assert "Probiotics cleared acne." in refused.value.message
    assert ["Acne always returns." in other.message for other in refused.value.others] == [True]


def test_no_reason_excuses_a_condenser(skin: Article) -> None:
    with pytest.raises(UntraceablePoint):
        traced(digest_of(point(sentence(skin, "56 adults"), "Acne is cured.", overruled="I like it")), skin)


def test_a_point_from_another_article_is_refused(skin: Article) -> None:
    stranger = Sentence("Tea helps the skin of most adults.", 0, 34)
    with pytest.raises(UntraceablePoint, match="does not hold"):
        traced(digest_of(point(stranger)), skin)


def joined(first: Sentence, second: Sentence) -> KeyPoint:
    citations = tuple(dict.fromkeys((*first.citations, *second.citations)))
    return KeyPoint(f"{first.text} {second.text}", first, citations=citations, then=second)


def neighbours(article: Article) -> tuple[Sentence, Sentence]:
    block = next(one for section in article.sections for one in section.blocks if len(one.sentences) > 1)
    return block.sentences[0], block.sentences[1]


def test_a_point_may_be_two_sentences_in_a_row_and_cites_what_both_cite(skin: Article) -> None:
    both = joined(*neighbours(skin))
    assert traced(digest_of(both), skin)
    with pytest.raises(UntraceablePoint, match="does not carry the citations"):
        traced(digest_of(replace(both, citations=(*both.citations, "another"))), skin)
    with pytest.raises(UntraceablePoint, match="permitted words left out"):
        traced(digest_of(replace(both, text=both.text.replace(both.source.text.split()[2], "", 1))), skin)


def test_two_sentences_that_stand_apart_make_no_point(skin: Article) -> None:
    first, second = neighbours(skin)
    for apart in (joined(second, first), joined(first, sentence(skin, "56 adults")), joined(first, first)):
        with pytest.raises(UntraceablePoint, match="do not follow one another"):
            traced(digest_of(apart), skin)


def test_a_point_without_its_sentences_citations_is_refused(skin: Article) -> None:
    with pytest.raises(UntraceablePoint, match="citations"):
        traced(digest_of(replace(point(sentence(skin, "56 adults")), citations=())), skin)


@pytest.mark.parametrize(
    ("text", "found", "rule"),
    [
        ("Probiotics did not clear acne in 65 adults.", "says 65", "number"),
        ("Probiotics cleared acne, as a team from Oxford showed.", "names Oxford", "name"),
        ("A low-glycaemic diet does not raise cholesterol in anyone.", "denies", "negation"),
    ],
)
def test_an_editors_point_that_the_article_does_not_support_is_refused_by_rule_and_evidence(
    skin: Article, text: str, found: str, rule: str
) -> None:
    theirs = point(sentence(skin, "56 adults"), text, author=Author.EDITOR)
    with pytest.raises(UntraceablePoint, match=found) as refused:
        traced(digest_of(theirs), skin)
    assert f"the rule: {rule}" in refused.value.message
    assert "nearest sentence: “" in refused.value.message
    assert "because:" in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Probiotics did clear acne in a trial of 56 adults.", "negation"),
        ("Probiotics clear acne.", "negation"),
        ("Probiotics did not clear eczema in a trial of 56 adults over 12 weeks.", "near copy"),
        ("Probiotics did not clear acne in a trial of 12 adults over 56 weeks.", "number"),
        ("Vaccines make children restless at night.", "coverage"),
    ],
)
def test_an_editor_may_choose_the_words_and_not_what_they_say(skin: Article, text: str, rule: str) -> None:
    theirs = point(sentence(skin, "56 adults"), text, author=Author.EDITOR)
    with pytest.raises(UntraceablePoint, match=f"the rule: {rule}"):
        traced(digest_of(theirs), skin)


def test_an_editors_point_in_the_editors_own_words_passes(skin: Article) -> None:
    theirs = point(
        sentence(skin, "56 adults"),
        "In a 12-week trial, 56 adults took probiotics, and their acne did not clear.",
        author=Author.EDITOR,
    )
    traced(digest_of(theirs), skin)


def test_an_editor_may_overrule_with_a_reason(skin: Article) -> None:
    theirs = point(
        sentence(skin, "56 adults"), "Our 65 readers agree.", author=Author.EDITOR, overruled="from our own survey"
    )
    traced(digest_of(theirs), skin)


def test_references_are_numbered_as_a_reader_meets_them(skin: Article) -> None:
    digest = digest_of(point(sentence(skin, "56 adults")), point(sentence(skin, "linked by the immune")))
    assert numbered_references(digest, skin) == {"3": 1, "1": 2}


def test_a_mark_without_a_reference_gets_no_number(skin: Article) -> None:
    without = replace(skin, references=skin.references[:1])
    digest = digest_of(point(sentence(skin, "56 adults")), point(sentence(skin, "linked by the immune")))
    assert numbered_references(digest, without) == {"1": 1}


def test_one_source_under_two_labels_gets_one_number(skin: Article) -> None:
    twice = (
        Reference("1", "The review", "https://example.org/axis"),
        Reference("3", "Review, The", "http://www.example.org/axis/"),
    )
    digest = digest_of(point(sentence(skin, "linked by the immune")), point(sentence(skin, "56 adults")))
    assert numbered_references(digest, replace(skin, references=twice)) == {"1": 1, "3": 1}


def test_a_letter_that_carries_the_whole_text_cites_all_it_cites(skin: Article) -> None:
    assert numbered_references(Digest((), (), "", "", whole=True), skin) == {"1": 1, "2": 2, "3": 3}


def test_the_language_is_the_front_matters_unless_the_words_are_plainly_anothers() -> None:
    german = "Der Darm und die Haut sind über das Immunsystem miteinander verbunden, wie mehrere Arbeiten zeigen. " * 5
    assert language_of(article(german, language="en")) == "de"
    assert language_of(article(SKIN, language="en-GB")) == "en-GB"
    assert language_of(article("Kurz und gut.", language="fr")) == "fr"
