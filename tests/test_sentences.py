from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.sentences import split


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dr. Adams and J. Smith ate approx. 3.5 g of fibre, e.g. oats, vs. none", "en"),
        ("See Fig. 2 and Table 3 (p. 14. Both are small) for more", "en"),
        ("He came at 9 a.m. on Monday", "en"),
        ("The U.S. Department of Health said so", "en"),
        ("Smith et al. found a link", "en"),
        ("1. Wash the jar", "en"),
        ("“Really?” she asked", "en"),
        ("Am 3. Oktober aß Dr. Meier z. B. Brot, d. h. Getreide", "de"),
        ("Er lebte im 19. Jahrhundert bzw. davor", "de"),
        ("Rund 2 Mio. Menschen essen u. a. Hafer, i. d. R. als Brei", "de"),
        ("Lt. Robert Koch und Dr. med. Hans Weiß half 1 Std. Ruhe", "de"),
        ("En el s. XIX lo decían los Dres. Gil y Paz", "es"),
        ("Les Drs. Roy et Paul citent la réf. Martin, env. 30 g au max. Sept en tout", "fr"),
        ("La Dra. Ruiz comió aprox. 30 g, p. ej. avena", "es"),
        ("M. Dupont mange env. 30 g, p. ex. du pain", "fr"),
        ("Il a dit : « C’est bon ! » avec joie", "fr"),
    ],
)
def test_a_stop_within_a_sentence_does_not_end_it(text: str, language: str) -> None:
    assert sentences(f"{text}. Next one.", language) == [f"{text}.", "Next one."]


@pytest.mark.parametrize(
    "first",
    [
        "She takes vitamin D.",
        "It was 2014.",
        "“I go.”",
        "It may help.[^8^]",
        "It may help.[3–5]",
        "It may help. (1,2)",
        "It may help.¹",
        "It helps (a little).",
        "He ate nuts, seeds, etc.",
        "It closed at 5 p.m.",
        "Does it?",
        "It does!",
        "So it goes…",
    ],
)
def test_closing_marks_and_citations_belong_to_the_sentence_before_them(first: str) -> None:
    assert sentences(f"{first} After that it changed.") == [first, "After that it changed."]


def test_nothing_is_split_inside_brackets() -> None:
    assert sentences("It works (in mice. Perhaps in men.) and it is cheap. Good.") == [
        "It works (in mice. Perhaps in men.) and it is cheap.",
        "Good.",
    ]


def test_a_bracket_that_never_closes_hides_no_sentence() -> None:
    assert len(sentences("It works (in mice. It is cheap. Good.")) == 3


def test_sentences_without_spaces_between_them_are_found_in_chinese_and_japanese() -> None:
    assert sentences("腸は大切です。肌も大切です。") == ["腸は大切です。", "肌も大切です。"]


def test_an_empty_text_has_no_sentence() -> None:
    assert split("") == split(" \n ") == ()


@given(st.text(alphabet="ab AB.?!()[]\"'“”1²\n。^,", max_size=200), st.sampled_from(["en", "de", "es", "fr", "xx"]))
def test_spans_cover_everything_but_white_space_in_order(text: str, language: str) -> None:
    spans = split(text, language)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(sign.isspace() for at, sign in enumerate(text) if at not in covered)


@pytest.mark.timeout(30)  # a quadratic pattern takes minutes
@pytest.mark.parametrize("piece", ["word ", "A. b. ", "(", ".", "x.)” [1] ", "? ["])
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    assert all(0 <= start < end <= len(text) for start, end in split(text))
