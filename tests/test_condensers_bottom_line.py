"""The bottom line where the author wrote none: which passage is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.condensers._bottom_line import WORDS, gist, most_telling
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


def taken(*passages: tuple[str, ...], title: str = "In the evening") -> list[str]:
    known = gist(candidates(article(BODY), ENGLISH), title, "en")
    chosen = {text: one for run in passages for text, one in zip(run, ranked(*run), strict=True)}
    return [one.printable.text for one in most_telling([[chosen[text] for text in run] for run in passages], known)]


def test_the_passage_that_says_most_of_what_the_article_says_is_taken() -> None:
    assert taken((CAT,), (TEA,), (MILK,)) == [TEA]
    assert taken((CAT,), (CAT, MILK), (TEA,), (TEA, SLEEP)) == [TEA, SLEEP]


def test_one_sentence_is_enough_where_a_second_would_add_words_and_say_little() -> None:
    assert taken((AWAKE,), (AWAKE, CAT)) == [AWAKE]


def test_what_the_title_names_counts_more() -> None:
    known = [gist(candidates(article(BODY), ENGLISH), title, "en") for title in ("Milk", "Cats")]
    values = [one.said_by([one.read(SLEEP)]) for one in known]
    assert values[0] > values[1]


def test_a_few_words_sum_nothing_up_unless_there_is_nothing_else() -> None:
    few = "Small children sleep well with warm milk."
    assert taken((few,), (CAT,)) == [CAT]
    assert taken((few,)) == [few]


def test_a_sentence_gains_nothing_from_its_own_echo() -> None:
    echo = "Black tea in the evening keeps adults awake for an hour longer."
    assert taken((TEA,), (TEA, echo)) == [TEA]


@given(st.permutations([CAT, TEA, MILK, AWAKE]))
def test_of_equal_worth_their_place_in_the_article_does_not_change_what_is_said(order: list[str]) -> None:
    assert taken(*((text,) for text in order)) == taken((CAT,), (TEA,), (MILK,), (AWAKE,))


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
APART = "\n\n".join(
    [
        "Black tea keeps most adults awake in the evening.",
        "Adults who drink black tea sleep badly, in trials of adults.",
    ]
)
TAKING = "Black tea keeps most adults awake only if they drink three cups. It does no harm to those who sleep well."


def test_the_bottom_line_of_a_column_speaks_of_its_subject_and_not_of_what_else_there_is() -> None:
    column = article(COLUMN.format(judgement=TAKING), title="Does black tea keep adults awake?")
    assert manner(candidates(column, ENGLISH), ENGLISH).is_column
    said = condense(column)
    assert "kettle" not in said.bottom_line_text
    assert all("have in common" in point.reasons[0] for point in said.bottom_line)


@pytest.mark.parametrize("title", ["Does black tea keep adults awake?", "Tea and milk in the evening"])
@pytest.mark.parametrize(
    "body",
    [PAPER, COLUMN.format(judgement=TAKING), BODY, COLUMN.format(judgement=APART)],
    ids=["paper", "column", "prose", "short paragraphs"],
)
def test_the_sentences_of_a_bottom_line_stand_one_behind_the_other_in_the_article(title: str, body: str) -> None:
    """From two places, they would seem to speak of one another."""
    some = article(body, title=title)
    blocks = [block.sentences for section in some.sections for block in section.blocks]
    printed = tuple(sentence for point in condense(some).bottom_line for sentence in point.sentences)
    assert printed
    assert any(printed == block[at : at + len(printed)] for block in blocks for at in range(len(block)))
    assert len(condense(some).bottom_line_text.split()) <= WORDS


def test_a_passage_that_leads_because_signals_speak_for_it_is_not_said_to_have_been_weighed_with_others() -> None:
    digest = condense(article(PAPER, title="Tea and milk in the evening"))
    assert not any("have in common" in reason for point in digest.bottom_line for reason in point.reasons)
