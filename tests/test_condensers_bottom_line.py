"""The bottom line where the author wrote none: which passage is taken for it."""

from __future__ import annotations

import pytest

from gutletter.condensers._bottom_line import WORDS, Passage, gist, passages, reports, signals
from gutletter.condensers._choice import Choice, Chosen
from gutletter.condensers._signals import candidates, manner, subject
from gutletter.condensers._weights import LEARNED
from gutletter.condensers.extractive import condense
from gutletter.languages import lexicon
from gutletter.model import Article
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
MILK = "The milk in the tea has never been shown to make any difference."
CAT = "The neighbour's cat has a timed feeder of its own now, painted in a dark green."
TITLE = "In the evening"


def found_in(body: str, title: str = TITLE) -> tuple[list[Passage], dict[str, list[float]]]:
    """Every passage of an article, in reading order, and what speaks for it."""
    some = article(body, title=title)
    found = candidates(some, ENGLISH)
    choice = Choice(ENGLISH, subject(found, some, ENGLISH))
    worth = [0.5] * len(found)
    shapes = [shape for one in found if (shape := choice.shape(one))]
    runs = [run for shape in shapes for run in passages(Chosen(shape, 0.5), found, choice, worth)]
    return runs, signals(runs, worth, gist(found, title, "en"), choice)


def reports_in(sentence: str) -> bool:
    return any(reports(run, ENGLISH) for run in found_in(sentence)[0])


def text(run: Passage) -> str:
    return " ".join(one.printable.text for one in run)


def test_a_passage_is_one_to_three_sentences_of_a_paragraph_that_read_well_one_behind_the_other() -> None:
    runs, _ = found_in(f"{TEA} {CAT} {MILK} {TEA}\n\n{MILK}")
    assert [text(run) for run in runs if run[0].candidate.at == 0] == [TEA, f"{TEA} {CAT}", f"{TEA} {CAT} {MILK}"]
    assert [text(run) for run in runs if run[0].candidate.at == 3] == [TEA]
    assert all(len(text(run).split()) <= WORDS for run in runs)


def test_what_the_title_names_counts_more() -> None:
    known = [gist(candidates(article(BODY), ENGLISH), title, "en") for title in ("Milk", "Cats")]
    values = [one.said_by([one.read(MILK)]) for one in known]
    assert values[0] > values[1]


def test_a_passage_gains_nothing_from_an_echo() -> None:
    known = gist(candidates(article(BODY), ENGLISH), TITLE, "en")
    said = known.read(TEA)
    assert known.said_by([said]) > known.said_by([said, said])


@pytest.mark.parametrize(
    ("signal", "having", "lacking"),
    [
        ("gist", TEA, CAT),
        ("denial", "Tea is not a drink for the late evening.", "Tea is a drink for the early evening."),
        ("condition", "Tea keeps awake if it is strong enough.", "Tea keeps awake and it is strong enough."),
        ("advice", "Avoid tea in the last hours of the evening.", "Tea is drunk in the last hours of the evening."),
        ("people", "Tea keeps adults awake in the evening.", "Tea keeps nobody awake in the evening."),
        ("past", "Tea helped bakers who coughed at night.", "Tea helps bakers who cough at night."),
    ],
)
def test_a_passage_is_weighed_by_what_its_words_are(signal: str, having: str, lacking: str) -> None:
    runs, weighed = found_in(f"{BODY}\n\n{having}\n\n{lacking}")
    value = {text(run): share for run, share in zip(runs, weighed[signal], strict=True)}
    assert value[having] > value[lacking]


def test_a_passage_is_weighed_by_its_place() -> None:
    runs, weighed = found_in(f"{TEA} {MILK}\n\n## What I tell you\n\n{CAT} {TEA}")
    first, both, behind, *_, last = ({name: of[at] for name, of in weighed.items()} for at in range(len(runs)))
    assert first["opens a paragraph"] > behind["opens a paragraph"]
    assert both["two"] > first["two"] == behind["two"]
    assert first["far down"] < behind["far down"] < last["far down"]
    assert last["counsel"] > first["counsel"]


def test_a_passage_is_weighed_by_its_sentences_and_by_a_brief_one_among_them() -> None:
    word = "It may also not."
    runs, weighed = found_in(f"{TEA} {word} {MILK}\n\n{BODY}")
    of = {text(run): {name: values[at] for name, values in weighed.items()} for at, run in enumerate(runs)}
    one, two, three = f"{TEA}", f"{TEA} {word}", f"{TEA} {word} {MILK}"
    assert of[three]["three"] > of[two]["three"] == of[one]["three"]
    assert of[two]["two"] > of[three]["two"] == of[one]["two"]
    assert of[three]["parting word"] == of[two]["parting word"] > of[one]["parting word"]


def test_a_passage_whose_opening_leaves_a_reader_asking_is_weighed_down() -> None:
    asking = "The scores fell by 12 points on a scale of 100, more than by chance."
    runs, weighed = found_in(f"{asking}\n\n{TEA}\n\n{BODY}")
    value = {text(run): share for run, share in zip(runs, weighed["wanting"], strict=True)}
    assert value[asking] > value[TEA]


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
TAKING = "Black tea does not keep most adults awake unless they drink three cups in the evening."


def column(judgement: str) -> Article:
    some = article(COLUMN.format(judgement=judgement), title="Does black tea keep adults awake?")
    assert manner(candidates(some, ENGLISH), ENGLISH).is_column
    return some


def test_the_bottom_line_of_a_column_is_what_it_comes_to_and_the_editor_is_told_why() -> None:
    said = condense(column(TAKING))
    assert said.bottom_line_text == TAKING
    assert all("says much of what the article's sentences have in common" in one.reasons for one in said.bottom_line)
    assert all("says what is not so" in one.reasons for one in said.bottom_line)


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("In a trial of 80 adults, tea kept most of them awake.", True),
        ("In one trial of adults, tea kept most of them awake.", False),
        ("Do not drink tea after 4 in the afternoon.", False),
    ],
)
def test_the_figures_of_a_study_are_not_what_a_column_comes_to(sentence: str, figures: bool) -> None:
    runs, _ = found_in(sentence)
    assert [reports(run, ENGLISH) for run in runs] == [figures]
    told = condense(column(f"{sentence} Black tea keeps adults awake if they drink it late."))
    assert not any(reports_in(one.text) for one in told.bottom_line)


def test_an_inbox_shows_of_a_column_what_would_sum_it_up_in_one_sentence() -> None:
    said = condense(column(TAKING))
    assert said.preheader == said.bottom_line_text == TAKING
    long = (
        "Black tea in the evening does not keep most adults awake, unless they are adults who drink three cups of it, "
        "and who sleep badly with milk or without."
    )
    brief = "Never drink black tea in the evening if it keeps you awake, not even with milk."
    told = condense(column(f"{long} {brief}"))
    assert told.bottom_line_text == f"{long} {brief}"
    assert told.preheader == brief


def test_an_inbox_is_not_shown_the_first_of_two_sentences_that_sum_up_together() -> None:
    both = (
        "Most adults sleep well after black tea in the morning. Do not drink it in the evening if it keeps you awake, "
        "and not with children either."
    )
    alone = "Black tea keeps you awake if you drink it late, and most adults do not know it."
    said = condense(column(f"{both}\n\n{alone}"))
    assert said.bottom_line_text == both
    assert said.preheader == alone


def test_a_signal_that_a_passage_lacks_is_no_reason_for_it_even_where_it_counts_against_others() -> None:
    other = "Avoid black tea if you are one of the adults whom it keeps awake."
    said = condense(column(f"{TAKING}\n\n{other}"), LEARNED._replace(passage={"gist": 0.1, "advice": -1.0}))
    assert other not in said.bottom_line_text
    assert not any("says what to do" in one.reasons for one in said.bottom_line)


def test_an_inbox_shows_the_authors_own_bottom_line_first() -> None:
    own = "Tea is for the morning, and milk for children at night."
    said = condense(article(f"{COLUMN.format(judgement=TAKING)}\n\n## The bottom line\n\n{own}\n", title=TITLE))
    assert said.preheader == said.bottom_line_text == own


def test_figures_serve_where_a_column_says_nothing_else() -> None:
    figures = [
        f"In trial {at} of 80 adults, your black tea kept {at}0 adults awake in the evening." for at in range(2, 9)
    ]
    told = condense(article("\n\n".join(figures), title="Does black tea keep adults awake?"))
    assert told.bottom_line_text in figures


def test_a_lesson_that_speaks_of_people_and_tells_nothing_that_was_found_in_them_is_no_column() -> None:
    lesson = "You write the loop first. Most people forget it, and you may too. Then you run the loop on the file. "
    assert not manner(candidates(article(lesson * 3), ENGLISH), ENGLISH).is_column
    found = "You may find tea hard to give up. In a trial of 80 people, tea kept people awake. Then you drink milk. "
    assert manner(candidates(article(found * 3), ENGLISH), ENGLISH).is_column


def test_what_the_bottom_line_of_a_column_says_is_no_key_point_as_well() -> None:
    said = condense(column(TAKING))
    assert len(said.key_points) >= 3
    assert not any(sentence in TAKING for point in said.key_points for sentence in point.text.split(". "))


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
