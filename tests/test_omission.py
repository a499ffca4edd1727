"""What may be left out of a sentence, and what may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.languages import NEUTRAL, lexicon
from gutletter.omission import OmissionKind, bare, omissible, omitted, without

ENGLISH = lexicon("en")


def shortened(text: str, language: str = "en") -> dict[str, str]:
    known = lexicon(language)
    return {str(omission.kind): without(text, [omission]) for omission in omissible(text, known)}


def test_an_opening_connective_may_go_and_the_next_word_gets_its_capital() -> None:
    text = "However, probiotics did not clear acne in adults."
    assert shortened(text) == {"opening connective": "Probiotics did not clear acne in adults."}


def test_an_aside_that_parts_subject_and_verb_may_go_with_both_its_commas() -> None:
    text = "Dysbiosis, or imbalance in the gut microbiome, can lead to inflammation."
    assert shortened(text)["aside between commas"] == "Dysbiosis can lead to inflammation."


def uncited(text: str) -> str:
    """The sentence without its citation marks."""
    return without(text, [one for one in omissible(text, ENGLISH) if one.kind is OmissionKind.YEAR])


def test_a_trailing_relative_clause_may_go_when_a_whole_clause_is_left() -> None:
    text = "Dysbiosis can lead to inflammation of the skin, which is a factor in eczema."
    assert shortened(text)["trailing clause"] == "Dysbiosis can lead to inflammation of the skin."


def test_a_clause_that_says_of_whom_it_is_true_stays_in_german_where_every_clause_has_commas() -> None:
    assert shortened("Ein Patient, der Aspirin nimmt, sollte vor dem Eingriff mit seiner Ärztin sprechen.", "de") == {}
    aside = shortened("Manche Öle, zum Beispiel Leinöl, sind nach dem Öffnen nur vier Wochen haltbar.", "de")
    assert aside == {"aside between commas": "Manche Öle sind nach dem Öffnen nur vier Wochen haltbar."}


def test_a_parenthesis_goes_with_its_brackets_and_leaves_the_stop() -> None:
    text = "The fuel of the colon is butyrate (a fatty acid)."
    assert shortened(text)["parenthesis"] == "The fuel of the colon is butyrate."


def test_the_bracketed_year_of_a_study_is_a_citation_mark_and_may_go() -> None:
    text = "A systematic review (2016) found no evidence that the condition exists (2019)."
    assert uncited(text) == "A systematic review found no evidence that the condition exists."


@pytest.mark.parametrize(
    "text",
    [
        "Scores fell in the group that took it (n = 12).",  # a number
        "Her second shop opened in the old harbour (1999).",  # no study: the year is what is told
        "The trial cost the town a fair sum (2500).",  # no year
        "The trial was small (VITAL, 2019).",  # a name goes with it
        "Scores fell in the group that took it, which may be chance.",  # a hedge
        "Scores fell in the group that took it, which was not expected.",  # a negation
        "Scores are lower in those who take it, including most children.",  # a quantifier
        "Scores are lower in those who take it; the effect fades if they stop.",  # a condition
        "Zinc, which does not help everyone, is sold as a cure.",
        "Ibuprofen is wrong for people with kidney trouble or ulcers, or late in a pregnancy.",  # one more case
        "Keto diets are risky with gliflozins; feel sick on them and your blood needs a test that day.",  # the reader
        "In people with eczema, scores fell.",  # a scope, not a connective
        "Generally, probiotics help adults with acne.",  # not always
        "In practice, probiotics help adults with acne.",
        "Essentially, all of the trials had failed.",
        "Overall, the trials found no harm.",  # though one of them may have
        "In my view, probiotics help adults with acne.",  # not in the view of all
    ],
)
def test_nothing_goes_that_carries_a_number_a_doubt_a_denial_or_a_condition(text: str) -> None:
    assert shortened(text) == {}


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_no_connective_says_how_often_or_how_surely(language: str) -> None:
    known = lexicon(language)
    assert not (known.quantifiers | known.hedges) & frozenset(known.connectives)


def test_the_items_of_a_list_are_no_aside() -> None:
    assert shortened("Onions, such as shallots, leeks, and garlic are rich in inulin.") == {}


@pytest.mark.parametrize(
    ("language", "text", "point"),
    [
        ("de", "Allerdings, Probiotika helfen kaum bei Akne.", "Probiotika helfen kaum bei Akne."),
        ("es", "Sin embargo, los probióticos no curan el acné.", "Los probióticos no curan el acné."),
        ("fr", "Cependant, les probiotiques ne guérissent pas l’acné.", "Les probiotiques ne guérissent pas l’acné."),
    ],
)
def test_every_language_has_its_own_connectives(language: str, text: str, point: str) -> None:
    assert shortened(text, language) == {"opening connective": point}


def test_nothing_but_brackets_goes_from_a_language_we_do_not_know() -> None:
    kinds = {omission.kind for omission in omissible("Kuitenkin, kuitu (kaura) auttaa suolta joka päivä.", NEUTRAL)}
    assert kinds <= {OmissionKind.PARENTHESIS}


def test_a_name_written_in_its_own_way_keeps_its_first_letter() -> None:
    assert without("However, mRNA is short-lived.", omissible("However, mRNA is short-lived.", ENGLISH)) == (
        "mRNA is short-lived."
    )


@pytest.mark.parametrize(
    "point",
    [
        "Probiotics did clear acne in a trial of 56 adults.",  # the negation is gone
        "Probiotics did not clear acne in a trial of adults.",  # the number is gone
        "Probiotics did not clear acne.",  # its scope is gone
        "A trial of 56 adults did not clear acne in probiotics.",  # reordered
        "Probiotics did not clear severe acne in a trial of 56 adults.",  # a word more
    ],
)
def test_a_point_that_is_not_its_sentence_with_permitted_words_left_out_is_recognised(point: str) -> None:
    text = "However, probiotics did not clear acne in a trial of 56 adults."
    assert omitted(point, text, ENGLISH) is None
    assert omitted("Probiotics did not clear acne in a trial of 56 adults.", text, ENGLISH)


def test_a_sentence_full_of_brackets_is_judged_in_no_time() -> None:
    text = "It is " + " ".join(["(so)"] * 150) + " long."
    assert omitted("It is so long.", text, ENGLISH) is None
    assert omitted("It is long.", text, ENGLISH) is not None


words = st.sampled_from(
    [
        *("However,", "In", "addition,", "the", "gut", "(a", "tube)", "may", "not", "help", "12", "%", "of", "adults,"),
        *("which", "is", "known", ",", "or", "imbalance,", "can", "be", "seen;", "acne", "(n", "=", "4).", "heals"),
        *("“well”", ")", "(", "—", "if", "so,", "and"),
    ]
)


@given(st.lists(words, min_size=1, max_size=40).map(" ".join))
def test_every_omission_leaves_the_words_in_order_and_is_recognised_again(text: str) -> None:
    for omission in omissible(text, ENGLISH):
        point = without(text, [omission])
        left = [bare(word) for word in text.split()]
        del left[omission.start : omission.end]
        assert [word for word in map(bare, point.split()) if word] == [word for word in left if word]
        assert omitted(point, text, ENGLISH) is not None


def test_a_comma_that_stands_by_itself_is_no_word_that_was_left_out() -> None:
    text = "However, fibre feeds bacteria in the colon of adults ,"
    (omission,) = omissible(text, ENGLISH)
    point = without(text, [omission])
    assert point == "Fibre feeds bacteria in the colon of adults."
    assert omitted(point, text, ENGLISH) == (omission,)
