"""What every condenser promises (``ports.Condenser``)."""

from __future__ import annotations

import pytest

from gutletter.condensers import CONDENSERS, condenser
from gutletter.condensers.editor import edited
from gutletter.digest import numbered_references, traced
from gutletter.errors import NothingToCondense, SettingsError
from gutletter.model import Article
from gutletter.ports import Condenser
from tests.articles import SKIN, article

EVERY = {
    **{name: condenser(name) for name in CONDENSERS},
    **{f"edited {name}": edited(condenser(name)) for name in CONDENSERS},
}


@pytest.fixture(params=EVERY)
def condense(request: pytest.FixtureRequest) -> Condenser:
    return EVERY[request.param]


@pytest.fixture
def skin() -> Article:
    return article(SKIN)


def test_three_to_five_points_and_a_bottom_line_of_one_sentence_or_two(condense: Condenser, skin: Article) -> None:
    digest = condense(skin)
    assert 3 <= len(digest.key_points) <= 5
    assert 1 <= len(digest.bottom_line) <= 2
    assert len(digest.bottom_line_text.split()) <= 45
    assert not digest.whole


def test_every_point_is_traced_and_its_citations_lead_somewhere(condense: Condenser, skin: Article) -> None:
    digest = traced(condense(skin), skin)
    numbers = numbered_references(digest, skin)
    cited = {label for point in digest.points for label in point.citations}
    assert set(numbers) == cited
    assert sorted(set(numbers.values())) == list(range(1, len(set(numbers.values())) + 1))


def test_points_stand_in_reading_order_and_none_is_said_twice(condense: Condenser, skin: Article) -> None:
    digest = condense(skin)
    starts = [point.source.start for point in digest.key_points]
    assert starts == sorted(starts)
    sources = [point.source for point in digest.points]
    assert len(set(sources)) == len(sources)


def test_a_subject_and_a_preheader_are_always_there(condense: Condenser, skin: Article) -> None:
    digest = condense(skin)
    assert digest.subject
    assert digest.preheader
    assert "\n" not in digest.subject + digest.preheader


def test_the_same_article_gives_the_same_digest(condense: Condenser, skin: Article) -> None:
    assert condense(skin) == condense(article(SKIN))


def test_a_very_short_article_is_the_letter(condense: Condenser) -> None:
    digest = condense(article("Fibre feeds the bacteria of the colon. Eat more of it, slowly."))
    assert digest.whole
    assert digest.points == ()
    assert digest.notices


@pytest.mark.parametrize("body", ["", "\n\n", "---", "| a | b |\n| --- | --- |\n| 1 | 2 |", "```\nprint(1)\n```"])
def test_an_article_without_prose_is_refused_with_its_file_a_reason_and_a_remedy(
    condense: Condenser, body: str
) -> None:
    with pytest.raises(NothingToCondense) as refused:
        condense(article(body))
    assert refused.value.place == "skin.md"
    assert refused.value.message
    assert refused.value.remedy


def test_a_condenser_that_does_not_exist_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="extractive"):
        condenser("oracle")
