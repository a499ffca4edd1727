"""The bottom line where the author wrote none: which sentence or two are taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.condensers._bottom_line import WORDS, gist, one_or_two
from gutletter.condensers._choice import Choice, Chosen
from gutletter.condensers._signals import candidates, manner
from gutletter.condensers.extractive import condense
from gutletter.languages import lexicon
from tests.articles import article

ENGLISH = lexicon("en")
BODY = """
Black tea in the evening keeps adults awake. Adults drink black tea in the evening to stay awake. In trials of black tea
adults were awake for longer in the evening. Some adults stay awake after black tea in the evening, and others do not.
Warm milk helps small children sleep well. Small children sleep well with warm milk. When small children sleep well, it
helps to know why. Some small children sleep well without warm milk, and others do not. It may be the warm milk that
helps small children sleep well.
"""
TEA = "Black tea in the evening keeps adults awake for half an hour longer."
AWAKE = "Adults who drink black tea in the evening are awake for longer, in trials of some weeks."
SLEEP = "Warm milk helps small children sleep well, and so does a story that is read to them."
MILK = "The milk in the tea has never been shown to make any difference."
CAT = "The neighbour's cat has a timed feeder of its own now, painted in a dark green."


def ranked(*texts: str) -> list[Chosen]:
    """These sentences, the best first, of equal worth; each stands in a section of its own."""
    body = "\n\n".join(f"## Part {number}\n\n{text}" for number, text in enumerate(texts))
    choice = Choice(ENGLISH)
    found = candidates(article(body), ENGLISH)
    shapes = [shape for one in found if (shape := choice.shape(one))]
    assert len(shapes) == len(texts), "each must be one that can be printed"
    return [Chosen(shape, 0.5) for shape in shapes]


def taken(some: list[Chosen], title: str = "In the evening", lead: Chosen | None = None) -> list[str]:
    said = gist(candidates(article(BODY), ENGLISH), title, "en")
    return [one.printable.text for one in one_or_two(some, said, lead)]


def test_the_two_that_say_most_of_what_the_article_says_are_taken_in_reading_order() -> None:
    assert taken(ranked(CAT, TEA, AWAKE, SLEEP)) == [TEA, SLEEP]
    assert taken(ranked(SLEEP, CAT, AWAKE, TEA)) == [SLEEP, TEA]


def test_one_is_enough_where_a_second_would_add_words_and_say_little() -> None:
    assert taken(ranked(AWAKE, CAT)) == [AWAKE]


def test_what_the_title_names_counts_more() -> None:
    known = [gist(candidates(article(BODY), ENGLISH), title, "en") for title in ("Milk", "Cats")]
    values = [one.said_by([one.read(SLEEP)]) for one in known]
    assert values[0] > values[1]


def test_the_best_is_one_of_them_where_the_signals_are_trusted() -> None:
    some = ranked(CAT, TEA, MILK, AWAKE)
    assert CAT in taken(some, lead=some[0])
    assert CAT not in taken(some)


def test_together_they_are_no_longer_than_a_bottom_line() -> None:
    longer = f"{AWAKE[:-1]}, and adults in most of the trials of black tea in the evening sleep half an hour less."
    assert sum(len(text.split()) for text in (longer, AWAKE)) > WORDS
    assert len(taken(ranked(longer, AWAKE))) == 1


def test_a_few_words_sum_nothing_up_unless_there_is_nothing_else() -> None:
    few = "Small children sleep well with warm milk."
    assert taken(ranked(few, CAT)) == [CAT]
    assert taken(ranked(few)) == [few]


def test_a_sentence_is_not_joined_by_its_own_echo() -> None:
    echo = "Black tea in the evening keeps adults awake for an hour longer."
    assert len(taken(ranked(TEA, echo, CAT))) == 1


@given(st.permutations([CAT, TEA, MILK, AWAKE]))
def test_of_equal_worth_their_place_in_the_article_does_not_change_what_is_said(order: list[str]) -> None:
    assert sorted(taken(ranked(*order))) == sorted(taken(ranked(CAT, TEA, MILK, AWAKE)))


PAPER = """
Black tea and warm milk were compared in the evening. Adults drank black tea in the evening in two trials.

## Tea

In trials of black tea adults were awake for longer in the evening. Tea had an effect on adults within half an hour.
Adults who drank tea were awake for 30 minutes longer than others. The effect of tea was seen in both trials of adults.

## Milk

Warm milk helped small children to sleep well in the evening. Children who drank warm milk slept for 20 minutes longer.
Small children in a third trial slept as well without warm milk. The effect of warm milk on children was small.

## Results

Trials of black tea show that adults stay awake in the evening. Trials of warm milk show that small children sleep well.
Larger trials of tea and milk are needed in adults and children. Sleep was measured by a watch in all three trials.
"""
COLUMN = """
My patients ask me about black tea, and you may have asked yourself whether it keeps adults awake.

## What was found

In one trial of 80 adults, those who drank black tea in the evening fell asleep 20 minutes later than the others.
A second trial of 120 adults compared black tea with decaffeinated tea, and 30 % of the adults slept badly with either.
Adults in a third trial drank black tea for six weeks, and 12 of 60 adults slept an hour less than before.

{judgement}

## The kettle

The kettle of the clinic was bought in the year 1998, together with a green fridge and a tray for the adults' tea.
The black tea of the clinic comes in boxes of 240 bags, and it stands on the tray in the evening all the year round.
"""


@pytest.mark.parametrize(
    "judgement",
    [
        "Adults who sleep badly should have their last black tea at lunch.\n\nAvoid black tea in the evening.",
        "There is no evidence that black tea harms the sleep of most adults.\n\nTrials of black tea were no better.",
        "Black tea keeps adults awake only if they drink three cups.\n\nUnless adults sleep badly, tea is no harm.",
    ],
    ids=["it advises", "it judges", "it limits"],
)
def test_the_bottom_line_of_a_column_says_something_to_go_by(judgement: str) -> None:
    column = article(COLUMN.format(judgement=judgement), title="Does black tea keep adults awake?")
    assert manner(candidates(column, ENGLISH), ENGLISH).is_column
    said = condense(column).bottom_line
    assert said
    assert all(point.text in judgement for point in said)
    assert all("have in common" in point.reasons[0] for point in said)


def test_a_sentence_that_leads_because_signals_speak_for_it_is_not_said_to_have_been_weighed_with_others() -> None:
    digest = condense(article(PAPER, title="Tea and milk in the evening"))
    assert [any("have in common" in reason for reason in point.reasons) for point in digest.bottom_line] in (
        [True, False],
        [False, True],
    )
