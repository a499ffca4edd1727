"""The editor's words come before the condenser's."""

from __future__ import annotations

import pytest

from gutletter.condensers.editor import edited
from gutletter.condensers.extractive import condense
from gutletter.digest import traced
from gutletter.errors import NothingToCondense, UntraceablePoint
from gutletter.model import Author, EditorsPoint
from tests.articles import SKIN, article

OWN = ("The immune system links the gut and the skin.", "Acne did not clear with probiotics in 56 adults.")


def own(*texts: str, because: str = "") -> tuple[EditorsPoint, ...]:
    return tuple(EditorsPoint(text, because) for text in texts)


def test_an_editors_points_win_and_each_rests_on_the_sentence_that_supports_it() -> None:
    skin = article(SKIN, key_points=own(*OWN))
    digest = traced(edited(condense)(skin), skin)
    assert tuple(point.text for point in digest.key_points) == OWN
    assert [point.citations for point in digest.key_points] == [("1",), ("3",)]
    assert {point.author for point in digest.key_points} == {Author.EDITOR}
    assert digest.key_points[1].section == "What was tried"


def test_what_the_editor_left_open_is_the_condensers() -> None:
    mine = edited(condense)(article(SKIN, key_points=own(*OWN), subject="Skin deep"))
    theirs = condense(article(SKIN))
    assert mine.subject == "Skin deep"
    assert mine.preheader == theirs.preheader
    assert mine.bottom_line == theirs.bottom_line


def test_an_article_without_overrides_is_condensed_as_ever() -> None:
    assert edited(condense)(article(SKIN)) == condense(article(SKIN))


def test_an_editors_bottom_line_and_preheader_win() -> None:
    digest = edited(condense)(
        article(SKIN, bottom_line=EditorsPoint("Ask your doctor before a diet."), preheader="On acne")
    )
    assert digest.bottom_line_text == "Ask your doctor before a diet."
    assert digest.bottom_line[0].source.text == "Ask your doctor before you start a diet."
    assert digest.preheader == "On acne"
    assert len(digest.key_points) >= 3


def test_a_short_article_with_an_editors_points_is_no_longer_whole() -> None:
    short = article("Fibre feeds the bacteria of the colon. Eat more of it.", key_points=own("Fibre feeds bacteria."))
    digest = traced(edited(condense)(short), short)
    assert not digest.whole
    assert digest.notices == ()
    assert [point.text for point in digest.key_points] == ["Fibre feeds bacteria."]


def test_an_editors_point_that_the_article_does_not_support_does_not_go_out() -> None:
    skin = article(SKIN, key_points=own("Probiotics cleared acne in 560 adults."))
    with pytest.raises(UntraceablePoint, match="560"):
        traced(edited(condense)(skin), skin)


def test_points_without_an_article_are_nothing_to_condense() -> None:
    with pytest.raises(NothingToCondense):
        edited(condense)(article("", key_points=own(*OWN), bottom_line=EditorsPoint("Eat well.")))


def test_an_editor_overrules_with_a_reason_and_what_spoke_against_it_is_kept() -> None:
    skin = article(SKIN, key_points=own("Our 65 readers agree.", because="counted in our own survey"))
    (point,) = traced(edited(condense)(skin), skin).key_points
    assert point.overruled == "counted in our own survey"
    assert any("says 65" in objection for objection in point.objections)


def test_a_reason_where_nothing_speaks_against_the_point_is_kept_all_the_same() -> None:
    skin = article(SKIN, bottom_line=EditorsPoint("Ask your doctor before a diet.", "as the editors agreed"))
    (point,) = traced(edited(condense)(skin), skin).bottom_line
    assert (point.overruled, point.objections) == ("as the editors agreed", ())
