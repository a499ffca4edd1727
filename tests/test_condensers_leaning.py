"""What means something that stands elsewhere in the article, and so leaves a letter's reader asking."""

from __future__ import annotations

import pytest

from gutletter.condensers._bottom_line import passages
from gutletter.condensers._choice import Choice, Chosen
from gutletter.condensers._form import is_wanting, printable, stumble, together
from gutletter.condensers._leaning import leans, means_the_unnamed, only_introduces, tells_of_nobody
from gutletter.condensers._outcome import is_taken_back, leaves_open, only_tells_what_was_tried
from gutletter.condensers._signals import candidates, signals
from gutletter.languages import lexicon
from tests.articles import article, sentences

ENGLISH = lexicon("en")


@pytest.mark.parametrize(
    "sentence",
    [
        "A larger Swedish trial gave 210 nurses the same cream for a year.",
        "Another survey of bakers put the share at about one in nine.",
        "In a French one, bakers coughed less after a summer without flour.",
        "In one that followed 900 bakers, those who wore masks coughed less.",
        "The larger one was dry in eleven minutes on the kitchen table.",
        "A review of 14 of them found that bakers coughed less with masks.",
        "Among those bakers, one in five had coughed before.",
        "Two trials from Norway found much the same in fishermen.",
        "Swimming did find a place in the habits of the bakers, at least in summer.",
        "In two trials it shortened the cough of bakers by a day.",
        "No control group to speak of, and the bakers paid for the masks.",
        "There was no comparison group, and the bakers paid for the masks.",
        "A mask of that size keeps flour out of the lungs.",
        "Bakers in that trial wore masks of cloth all day.",
        "Whether that helps millers as well has not been asked.",
        "A review of 16 bakeries and their millers agreed: cloth was best.",
        "Nobody has shown the same in millers.",
        "From Lille came the two that I trust most.",
        "The first trial that anybody read came from Lille.",
        "In the first four hours bakers coughed less with masks.",
        "A pooled analysis of 36 of them found fewer coughs in bakers with masks.",
        "Bakers in Lille do, and so do the millers of Roubaix.",
        "In its latest trial with bakers and millers masks helped a little.",
        "Good, but these were bakers with nothing to prevent.",
        "Masks were worn by bakers along the way: these masks keep flour out of the lungs.",
        "Bakers in Lille and Roubaix hardly cough at all even though these masks are thin.",
        "So bakers went and found the studies without them.",
        "A review of 24 studies with bakers found no difference between the two.",
        "Which sounds like a win for bakers and for their masks.",
        "Two other studies with bakers found no difference at all.",
        "Your daughter might well ask for a mask of cloth.",
        "You probably saw the one claiming that masks cure asthma in bakers.",
        "In a year of flour and soap these masks wear thin.",
        "In the bakeries of Lille and Roubaix most of these are worn at night.",
    ],
)
def test_a_sentence_that_means_another_study_or_thing_leans_on_it(sentence: str) -> None:
    assert leans(sentence, ENGLISH)


@pytest.mark.parametrize(
    "sentence",
    [
        "A larger dose of the cream made no difference to 210 nurses in Sweden.",
        "A larger share of bakers than of millers coughed after a year in the trade.",
        "One baker in nine coughs for a month of the year, and few see a doctor.",
        "Masks of cloth, nine of them, were tested by a laboratory in Lille.",
        "In Lille those who wear a mask cough less than those who do not.",
        "In Lille those wearing a mask cough less than other bakers do.",
        "Flour is a fine dust, and it stays in the air for an hour.",
        "Trials of masks agree that bakers who wear them cough less.",
        "Bakers know that masks of cloth keep flour out.",
        "Doctors found in masks that bakers had worn a fine dust.",
        "The trials that exist are short, and most were done in Lille.",
        "Masks raise the effect of good air in the rest of the bakery.",
        "See a doctor at the first cough of the winter.",
        "A third of bakers in Lille cough at night.",
        "In studies with bakers coughing fell, by nearly half in one of them, within a week.",
        "There is no agreed name for what flour does to a lung.",
        "Bakers and doctors agreed that flour should be damped.",
        "Flour is a fine dust of grain and bran, and this makes it easy to breathe in.",
        "Bakers were told to buy masks of cloth, and most of these are worn at night.",
        "Bakers cough in the winter months, although this cough is seldom a cold.",
        "Flour is a fine dust of grain and bran, and because of this, it hangs in the air.",
        "Flour is damped in many of the bakeries; these bakers cough less.",
        "A cough at night, a tight chest, or blood in the throat: none of these is a cold until a doctor says so.",
    ],
)
def test_a_comparison_whose_other_side_is_told_leans_on_nothing(sentence: str) -> None:
    assert not leans(sentence, ENGLISH)


@pytest.mark.parametrize(
    ("text", "of_nobody"),
    [
        ("The mask group coughed on nine days fewer.", True),
        ("Coughing fell by 31% with cloth and by 12% without.", True),
        ("After eight weeks coughing had stopped in nearly all.", True),
        ("In 80 nurses the mask group coughed on nine days fewer.", False),
        ("Coughing fell by 31% in nurses who wore cloth.", False),
        ("Coughing was reported by 31% of those given cloth masks.", False),
        ("After eight weeks of the trial coughing had stopped in nearly all.", False),
        ("About 12% of flour dust is fine enough for the deepest parts of a lung.", False),
        ("As many coughed in either group, which was luck.", False),
    ],
)
def test_a_result_tells_in_whom_it_was_found(text: str, of_nobody: bool) -> None:
    assert tells_of_nobody(text, ENGLISH) is of_nobody


@pytest.mark.parametrize(
    ("sentence", "unnamed"),
    [
        ("The green trough was scrubbed every night.", True),
        ("The mask was worn all day.", False),  # what the article is about
        ("The trough of a bakery was scrubbed every night.", False),
        ("The trough that stood by the oven was scrubbed.", False),
        ("The Lille laboratory scrubbed its trough every night.", False),
        ("The skin of bakers is drier than that of millers.", False),
    ],
)
def test_what_opens_with_the_of_something_says_of_what(sentence: str, unnamed: bool) -> None:
    assert means_the_unnamed(sentence, frozenset({"mask"}), ENGLISH) is unnamed


@pytest.mark.parametrize(
    ("sentence", "introduces"),
    [
        ("There's a trial of cloth masks that every baker in Lille has heard of.", True),
        ("There have been four trials of cloth masks in bakers.", True),
        ("There was also one thing about the masks of bakers.", True),
        ("There is no proof that cloth masks help bakers.", False),
        ("There's little to be said for cloth masks.", False),
        ("A baker wears a cloth mask if there is a draught.", False),
    ],
)
def test_a_sentence_that_only_says_that_there_is_something_leaves_a_columns_reader_asking(
    sentence: str, introduces: bool
) -> None:
    assert only_introduces(sentence, ENGLISH) is introduces
    (one,) = sentences(sentence)
    named = frozenset({"mask", "baker", "trial", "proof", "draught"})
    assert is_wanting((one,), named, ENGLISH) is introduces
    assert not is_wanting((one,), None, ENGLISH)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("A team in Lille gave 80 bakers cloth masks for six weeks.", False),
        ("A review pooled 22 trials with 1,400 bakers, 90% of them men.", False),
        ("A review of masks found nine small trials with 1,400 bakers.", False),
        ("A team gave 80 bakers either 5% menthol or no more than 3 spoons of oil.", False),
        ("A team gave cloth masks to 80 bakers who had lost weight.", False),
        ("A team gave 80 bakers masks, and coughing fell by a third.", True),
        ("A team gave 80 bakers masks, and they felt no better for it.", True),
        ("A team gave 80 bakers masks, and 41% of them coughed.", True),
        ("A team gave 80 bakers masks, and coughs came 31 days apart, against 12.", True),
        ("Bakers should be given 2 masks a week.", True),
        ("A team gave 80 bakers masks, and 1 in 7 had a cough.", True),
        ("A team gave 80 bakers masks, and a cough was three times as common without.", True),
        ("A team asked 80 bakers in 35 bakeries.", False),
        ("A team told 80 bakers to walk to the mill three times a week.", False),
    ],
)
def test_what_was_tried_is_told_from_how_it_came_out(sentence: str, told: bool) -> None:
    (one,) = sentences(sentence)
    assert only_tells_what_was_tried(one, ENGLISH) is not told


@pytest.mark.parametrize(
    ("behind", "taken_back"),
    [
        ("The catch is that nobody checked the masks.", True),
        ("There was no comparison group, and the summer was wet.", True),
        ("A gap like that could have been chance.", True),
        ("But it was a wet summer, with little flour in the air.", True),
        ("However, the millers coughed as before.", True),
        ("Only nine of them wore it all day, though.", True),
        ("The trial was paid for by the makers of the masks.", True),
        ("The reviewers rated the certainty as low.", True),
        ("Less coughing isn't the same as less asthma.", True),
        ("Other trials found no such effect.", True),
        ("Sounds like a lot, until one asks who had counted.", True),
        ("The bakers were not randomised, and the millers knew it.", True),
        ("It was never repeated, and it is not published.", True),
        ("I can't stand behind that any more, for two of them were my cousins.", True),
        ("With so few bakers it may just be luck.", True),
        ("Mind you, nine bakers had left before the end.", True),
        ("Those who paid for the masks were glad.", False),
        ("They coughed less, though not at night.", False),
        ("Butter is no worse than flour.", False),
        ("Bakers in Lille liked the masks.", False),
        ("The masks were published in a list of the guild.", False),
        ("Bakers stand behind their counter all night.", False),
        ("That was significant, and the doctors were surprised.", False),
    ],
)
def test_what_the_next_sentence_takes_back_is_not_printed_without_it(behind: str, taken_back: bool) -> None:
    first, *_ = sentences(f"Bakers who wore cloth masks coughed on nine days fewer in a trial. {behind}")
    assert is_taken_back(first, ENGLISH) is taken_back
    assert (Choice(ENGLISH).shape(first) is None) is taken_back
    assert Choice(ENGLISH).opening(first)  # with the sentence that takes it back


@pytest.mark.parametrize(
    ("told", "within", "taken_back"),
    [
        ("In a trial coughing fell by a third in bakers with masks.", 2, True),
        ("In a trial coughing fell by a third in bakers with masks.", 1, False),
        ("Bakers get up at three in the morning, and millers at four.", 2, False),
    ],
)
def test_a_columns_result_may_be_told_to_prove_little_two_sentences_later(
    told: str, within: int, taken_back: bool
) -> None:
    first, *_ = sentences(f"{told} They slept better. That could be chance, the doctors say.")
    assert is_taken_back(first, ENGLISH, within) is taken_back


@pytest.mark.parametrize(
    ("then", "open_"),
    [
        ("Half of them wore one at night.", True),
        ("Coughing fell by a third in half of them.", False),
        ("Coughing was three times as common without.", False),
    ],
)
def test_two_sentences_about_a_trial_tell_how_it_came_out(then: str, open_: bool) -> None:
    run = sentences(f"A team in Lille gave 80 bakers cloth masks for six weeks. {then}")
    assert leaves_open(run, ENGLISH) is open_
    assert is_wanting(run, None, ENGLISH) is open_


def test_no_passage_goes_on_behind_a_sentence_whose_end_is_gone() -> None:
    cut = (
        "Flour dust is breathed in by bakers and by millers and by those who clean the mills and bakeries at night or "
        "early in the morning, which is a cause of asthma."
    )
    found = sentences(f"{cut} It begins as a cough.")
    choice = Choice(ENGLISH)
    opening = choice.opening(found[0])
    assert opening
    assert opening.is_cut_short
    assert [len(run) for run in passages(Chosen(opening, 0.5), found, choice, [0.5, 0.5])] == [1]


def test_a_column_takes_back_what_it_has_told_within_two_sentences() -> None:
    first, second, third = sentences(
        "Bakers who wore cloth masks coughed less in a trial. They slept better as well. But the summer was wet."
    )
    in_a_column, elsewhere = Choice(ENGLISH, frozenset({"mask"})), Choice(ENGLISH)
    assert not in_a_column.shape(first)
    assert elsewhere.shape(first)
    assert not elsewhere.is_taken_back(third)
    assert together(first, second, ENGLISH) is None
    texts = [[one.printable.text for one in run] for run in elsewhere.runs((first, second, third), [0.0] * 3, 45)]
    assert [len(run) for run in texts] == [1, 3]
    passage = passages(Chosen(in_a_column.opening(first), 0.5), (first, second, third), in_a_column, [0.5] * 3)  # type: ignore[arg-type] # it has a shape
    assert [len(run) for run in passage] == [3]


def test_what_another_paragraph_says_takes_nothing_back() -> None:
    first, *_ = sentences("Bakers who wore masks coughed less in a trial.\n\nThe catch is that flour is everywhere.")
    assert not is_taken_back(first, ENGLISH)


@pytest.mark.parametrize(
    ("lead", "printed"),
    [
        ("See a doctor before you bake if:", False),
        ("What a baker needs in winter:", True),
        ("What a baker needs, since winters are long:", True),
        ("What a baker needs since winters became long:", False),
        ("For those who bake:", False),
    ],
)
def test_an_item_that_completes_a_condition_above_its_list_is_no_sentence_of_its_own(lead: str, printed: bool) -> None:
    *_, item = sentences(f"{lead}\n\n- You have had asthma or hay fever since you were a child.")
    assert (printable(item, ENGLISH) is not None) is printed


@pytest.mark.parametrize(
    "fragment",
    [
        "Bakers who are allergic, and millers over 65.",
        "A narrowed airway, for instance from smoke or dust, or a cough of three months.",
        "Two masks a day, about 12 grams each, and plain soap.",
    ],
)
def test_a_verb_that_belongs_to_a_noun_makes_no_sentence(fragment: str) -> None:
    one, *_ = sentences(fragment)
    assert printable(one, ENGLISH) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "You tuck one under the lip for half an hour at work.",
        "The trials that worked used cloth of two layers.",
        "Before the war the bakers of Lille wore no masks at work.",
    ],
)
def test_a_sentence_is_known_by_its_verb(sentence: str) -> None:
    assert "verb" not in stumble(sentence, ENGLISH)


@pytest.mark.parametrize(
    ("then", "printed"),
    [
        ("In the other bakery: none.", True),
        ("After a year with masks, 3 hours.", True),
        ("Cloth, silk, wool and so on.", False),
    ],
)
def test_a_figure_or_a_none_needs_no_verb_behind_a_sentence_that_has_one(then: str, printed: bool) -> None:
    first, second = sentences(f"In a bakery in Lille nine of the nineteen bakers slept better with masks. {then}")
    point = together(first, second, ENGLISH)
    assert bool(point) is printed
    assert not point or point.text.endswith(then)


@pytest.mark.parametrize(
    ("whom", "then", "printed"),
    [
        ("Anyone with a weak immune system, including bakers on cortisone.", "Ask the team first.", True),
        ("A narrowed airway, or a disease of the lung since childhood.", "Here masks may be unsafe.", True),
        ("A narrowed airway, or a disease of the lung since childhood.", "Bakers wore masks of cloth.", False),
        ("Dear patients with a weak lung.", "Ask the team first.", False),
        ("Not for people with a weak lung.", "Ask the team first.", False),
        ("Perhaps, in some patients.", "Ask the team first.", False),
        ("The people of Lille, with their disease of the lung.", "Ask the team first.", False),
        ("Flour, bran and the dust of mills.", "Ask the team first.", False),
    ],
)
def test_those_whom_a_sentence_warns_are_named_with_it(whom: str, then: str, printed: bool) -> None:
    first, second, *_ = sentences(f"{whom} {then} Bakers know that.")
    point = together(first, second, ENGLISH)
    assert bool(point) is printed
    assert not point or point.text == f"{whom} {then}"


def test_a_reader_asks_whom_a_warning_is_for_that_has_lost_its_first_sentence() -> None:
    whom = "Anyone with a weak immune system, including bakers on cortisone."
    _, then = sentences(f"{whom} Flour can carry moulds, and they may harm the lung.")
    assert is_wanting((then,), frozenset({"flour"}), ENGLISH)
    _, of_the_same = sentences(f"{whom} Flour can harm a weak lung, and that of bakers.")
    assert not is_wanting((of_the_same,), frozenset({"flour"}), ENGLISH)


def test_whom_the_middle_of_a_paragraph_names_is_not_warned_alone() -> None:
    _, first, second = sentences("Bakers cough. Anyone with a weak immune system and a cough. Ask the team first.")
    assert together(first, second, ENGLISH) is None


def test_two_sentences_are_shortened_at_their_end_where_they_would_be_too_long_together() -> None:
    trial = "A team in Lille gave 80 bakers (doctors, bakers themselves, and their friends) masks of cloth for a year."
    result = "They coughed on nine days fewer than 80 bakers without masks, and kept the masks when it was over"
    first, then = sentences(f"{trial} {result}, which is a relief to the bakers of Lille and of Roubaix.")
    point = together(first, then, ENGLISH)
    assert point
    assert point.text == f"{trial} {result}."
    first, then = sentences(f"{trial} {result}, at night and in the early morning and on holidays.")
    assert together(first, then, ENGLISH) is None  # nothing goes inside


@pytest.mark.parametrize(
    "end",
    [
        ", which were of cloth and silk and wool and so on for a long word and another long word.",
        "; they are of cloth and silk and wool and so on for a long word and another word.",
        " in wear (they were of cloth and silk and wool and so on for a long word and another word).",
    ],
)
def test_nothing_at_the_end_of_the_first_sentence_goes_on_which_the_second_may_lean(end: str) -> None:
    trial = f"A team in Lille gave bakers masks that were good{end} They coughed less often in that year"
    first, then = sentences(f"{trial}.")
    assert together(first, then, ENGLISH)
    first, then = sentences(f"{trial}, at home and in the shop.")
    assert together(first, then, ENGLISH) is None


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("Beeswax.", True),
        ("Nurses on night shifts.", True),
        ("Splendid.", True),  # nobody can tell that it names nothing
        ("Not now.", False),
        ("Week 7.", False),
        ("The pile.", False),
        ("Bakers sleep.", False),
    ],
)
def test_a_sentence_is_printed_with_the_label_of_its_paragraph(label: str, kept: bool) -> None:
    first, then, *_ = sentences(f"{label} In a trial of 80 adults the skin of the hands lost less water in winter.")
    point = together(first, then, ENGLISH)
    assert bool(point) is kept
    assert not point or point.text.startswith(f"{label} In a trial of 80 adults")
    assert is_wanting((then,), frozenset(), ENGLISH) is kept  # without it


def test_a_label_that_the_sentence_repeats_is_not_missed() -> None:
    _, then = sentences("Beeswax. In a trial of 80 adults beeswax kept the skin of the hands from losing water.")
    assert not is_wanting((then,), frozenset(), ENGLISH)


def test_an_item_that_completes_a_condition_is_none_with_another_sentence_either() -> None:
    *_, item, then = sentences(
        "See a doctor before you bake if:\n\n- You have had asthma since you were a child. Flour makes it worse."
    )
    assert together(item, then, ENGLISH) is None


def test_nothing_follows_a_sentence_whose_end_is_gone() -> None:
    cut = (
        "Flour dust is breathed in by bakers and by millers and by those who clean the mills and bakeries at night or "
        "early in the morning, which is a cause of asthma."
    )
    found = sentences(f"{cut} It begins as a cough. Masks keep flour out of the lungs of bakers at work.")
    runs = [[one.printable.text for one in run] for run in Choice(ENGLISH).runs(found, [0.0, 0.0, 0.0], 60)]
    opening = runs[0]
    assert opening[0].endswith("in the morning.")
    assert [run for run in runs if run[0] == opening[0]] == [opening]


def test_what_leaves_a_reader_asking_stands_back_behind_what_does_not() -> None:
    found = sentences(
        "\n\n".join(
            [
                "After eight weeks the skin of the hands had lost less water than it had done in the winter before.",
                "Beeswax keeps water in the skin of the hands, and costs no more than a loaf of bread.",
                "Soap takes fat out of the skin, and lukewarm water does the same to a lesser degree.",
                "Cotton gloves are worn under rubber ones, and are changed as soon as they are wet.",
                "Bakers have dry hands in winter, since flour takes up water wherever it finds some.",
                "Nurses wash their hands with gel, which is kinder to the skin than soap and water.",
            ]
        )
    )
    printed = [one.candidate.at for one in Choice(ENGLISH, frozenset({"skin"})).points(found, [0.0] * len(found))]
    assert printed == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "sentence",
    ["The green trough was scrubbed every night by bakers.", "A review found nine small trials with 1,400 bakers."],
)
def test_a_columns_reader_is_left_to_ask_which_and_how_it_came_out(sentence: str) -> None:
    (one,) = sentences(sentence)
    assert is_wanting((one,), frozenset({"mask"}), ENGLISH)


def test_words_that_key_points_are_written_in_speak_for_a_sentence() -> None:
    some = article("Masks prevent a cough in bakers. Bakers get up at three in the morning. Mills are loud at night.")
    told = signals(candidates(some, ENGLISH), some, ENGLISH, {"prevent": 1.5})["telling words"]
    assert told[0] > max(told[1:])


def test_only_a_columns_reader_is_asked_about_the_writer_and_about_names() -> None:
    (one,) = sentences("I bought two masks of cloth in Lille and wore them for 30 days.")
    assert is_wanting((one,), frozenset({"mask"}), ENGLISH)
    assert not is_wanting((one,), None, ENGLISH)


def test_in_a_column_which_speaks_of_one_thing_a_sentence_loses_less_by_being_like_another() -> None:
    masks, sneezing, windows, rye, cats = (
        "Bakers who wear cloth masks at the oven cough on fewer days of the winter than bakers who wear none, as their "
        "doctors in Lille have counted for three years without a pause.",
        "Bakers who wear cloth masks at the oven also sneeze on fewer mornings, and their eyes are less red, which "
        "doctors of another town have seen in every season of one year.",
        "Open windows let flour out of a room within the hour, and a wet floor keeps down what is left of it, so that "
        "nobody has to breathe dust for a whole night.",
        "Rye that is milled twice gives darker loaves which stay soft for longer, and customers who buy three at once "
        "before seven should be given a fourth, as is usual in Ghent.",
        "Cats sleep in most mills, and catch what mice they can.",
    )
    found = sentences("\n\n".join((masks, sneezing, windows, rye, cats)))
    scores = [1.0, 0.62, 0.6, 0.465, 0.0]
    elsewhere, in_a_column = Choice(ENGLISH), Choice(ENGLISH, frozenset({"mask"}))
    assert [one.printable.text for one in elsewhere.points(found, scores)] == [masks, windows, rye]
    assert [one.printable.text for one in in_a_column.points(found, scores)] == [masks, sneezing, windows]
