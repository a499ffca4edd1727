"""Whether the letter says only what the article says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gutletter.checks.claims import claims
from gutletter.model import Author, KeyPoint, Proposal, Severity
from tests.checks.proposals import TEXT, only, proposal, sound, with_html


def retold(text: str, **changes: object) -> Proposal:
    """The sound letter, its first point in an editor's words, not looked at by whoever made the digest."""
    whole = sound()
    source = next(one for one in whole.article.sentences if "42 adults" in one.text)
    point = KeyPoint(text, source, citations=source.citations, author=Author.EDITOR, **changes)  # type: ignore[arg-type]  # named by the tests
    html, plain = whole.rendered.html, whole.rendered.text
    rendered = replace(whole.rendered, html=f"{html}<p>{text}</p>", text=f"{plain}\n{text}")
    return replace(whole, digest=replace(whole.digest, key_points=(point,)), rendered=rendered)


def test_what_the_condenser_says_is_proven() -> None:
    assert sound().digest.points
    assert list(claims(sound())) == []


def test_an_editors_faithful_words_pass() -> None:
    assert list(claims(retold("42 adults drank either black tea or hot water every evening for two weeks."))) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("420 adults drank black tea or hot water every evening for two weeks.", "420"),
        ("The people who drank tea did not fall asleep about 12 minutes later.", "negation|denies|not"),
    ],
)
def test_what_an_editor_changes_is_told_with_the_evidence(text: str, word: str) -> None:
    findings = list(claims(retold(text)))

    assert findings
    assert any(part in str(finding) for finding in findings for part in word.split("|"))
    assert any("nearest" in finding.message for finding in findings)


def test_a_lost_may_stops_the_letter() -> None:
    text = "Tea in the evening delays sleep in some adults, though the effect was small and not seen in everyone."
    (finding,) = claims(retold(text))

    assert finding.severity is Severity.ERROR
    assert "“may”" in finding.message
    assert "the rule: strength" in finding.message


def test_a_retelling_that_is_far_from_its_sentence_is_told_and_may_go() -> None:
    text = "For two weeks 42 adults sipped black tea or plain water at bedtime."
    findings = list(claims(retold(text)))

    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert "shares only" in findings[0].message
    assert "side by side" in findings[0].remedy


def test_a_point_that_was_overruled_has_its_reason_and_is_let_be() -> None:
    assert list(claims(retold("420 adults drank tea.", overruled="counted again by the editor"))) == []


def test_what_the_condenser_has_to_say_of_its_choice_is_told_unless_the_article_goes_whole() -> None:
    notice = "gutletter does not know the language “it”."
    told = replace(sound(), digest=replace(sound().digest, notices=(notice,)))
    (finding,) = claims(told)

    assert (finding.severity, finding.message) == (Severity.WARNING, notice)
    assert "gutletter explain" in finding.remedy
    assert not list(claims(replace(told, digest=replace(told.digest, whole=True, key_points=(), bottom_line=()))))


def test_a_condensers_point_with_other_words_is_an_error() -> None:
    whole = sound()
    point = whole.digest.key_points[0]
    changed = replace(point, text=point.text.replace(".", ", always."))
    spoilt = replace(whole, digest=replace(whole.digest, key_points=(changed,)))

    assert any(
        finding.severity is Severity.ERROR and "permitted words" in finding.message for finding in claims(spoilt)
    )


def test_a_point_without_its_citations_is_an_error() -> None:
    whole = sound()
    point = next(one for one in whole.digest.points if one.citations)
    spoilt = replace(whole, digest=replace(whole.digest, key_points=(replace(point, citations=()),)))

    assert "citations" in only(claims, spoilt).message


@pytest.mark.parametrize("field", ["subject", "preheader"])
def test_a_number_of_an_editors_line_must_be_the_articles(field: str) -> None:
    spoilt = proposal(TEXT.replace("tags: [tea]", f'{field}: "Tea costs you 45 minutes of sleep"'))
    finding = only(claims, spoilt)

    assert finding.severity is Severity.ERROR
    assert "45" in finding.message
    assert list(claims(proposal(TEXT.replace("tags: [tea]", f'{field}: "What 42 adults drank"')))) == []


def test_a_point_that_the_theme_cuts_short_is_told() -> None:
    text = sound().digest.key_points[0].text
    finding = only(claims, with_html(text, text[: len(text) // 2]))

    assert "does not stand whole" in finding.message


def test_a_mark_that_leads_nowhere_is_an_error_on_its_line() -> None:
    lost = TEXT.replace("two weeks.[^1]", "two weeks.[^9]")
    assert any("42 adults" in point.source.text for point in proposal(lost).digest.points)
    findings = [one for one in claims(proposal(lost)) if "no such source" in one.message]

    assert [one.severity for one in findings] == [Severity.ERROR]
    assert findings[0].line == lost.split("In one small trial")[0].count("\n") + 1


def test_a_source_that_nothing_cites_is_a_warning() -> None:
    finding = only(claims, proposal(f"{TEXT}[^2]: A book nobody cites. https://example.org/book\n"))

    assert finding.severity is Severity.WARNING
    assert "'2'" in finding.message
