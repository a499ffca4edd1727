"""Whether an article supports a claim in somebody else's words."""

from __future__ import annotations

import pytest

from gutletter.grounding import Rule, ground, retold, support
from gutletter.grounding._numbers import quantities
from gutletter.languages import lexicon, words

ARTICLE = [
    "In a trial of 56 adults, probiotics did not clear acne after 12 weeks.",
    "A low-glycaemic diet may reduce spots in some people with acne, but the trials in Korea were small.",
    "Emollients keep water in the outer layer of the skin and relieve the itch of eczema.",
    "Fibre intake rose from 18 to 30 g a day, and the diversity of gut bacteria increased in most adults.",
    "Swedish researchers photographed 25 students after two nights of short sleep.",
]


def rules(claim: str, *, strict: bool = True) -> set[Rule]:
    return {refusal.rule for refusal in ground(claim, ARTICLE, strict=strict)}


@pytest.mark.parametrize("claim", ARTICLE)
def test_the_articles_own_sentences_are_supported(claim: str) -> None:
    assert rules(claim) == set()
    assert rules(claim, strict=False) == set()


@pytest.mark.parametrize(
    "claim",
    [
        "Probiotics did not clear acne after 12 weeks in a trial of 56 adults.",
        "Emollients keep water in the outer layer of the skin.",
        "A low-glycaemic diet may reduce spots in some individuals with acne, but the trials in Korea were small.",
        "Fibre intake rose from 18 to 30 grams a day.",
    ],
)
def test_light_edits_are_supported(claim: str) -> None:
    assert rules(claim) == set()


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("In a trial of 65 adults, probiotics did not clear acne after 12 weeks.", Rule.NUMBER),
        ("In a trial of 56 adults, probiotics did not clear acne after 12 months.", Rule.NUMBER),
        ("In a trial of 12 adults, probiotics did not clear acne after 56 weeks.", Rule.NUMBER),
        ("In a trial of 56 adults, probiotics did clear acne after 12 weeks.", Rule.NEGATION),
        ("Emollients do not keep water in the outer layer of the skin.", Rule.NEGATION),
        ("Fibre intake fell from 18 to 30 g a day, and the diversity of gut bacteria increased.", Rule.OPPOSITE),
        ("A low-glycaemic diet will reduce spots in some people with acne, but the trials were small.", Rule.STRENGTH),
        ("A low-glycaemic diet may reduce spots in all people with acne, but the trials were small.", Rule.STRENGTH),
        ("A low-glycaemic diet may reduce spots in some people, but the trials in Norway were small.", Rule.NAME),
        ("Emollients keep water in the outer layer of the skin and relieve the itch of psoriasis.", Rule.NEAR_COPY),
        ("Collagen powders smooth wrinkles within a fortnight.", Rule.COVERAGE),
        ("Collagen powders, zinc tablets and garlic capsules keep skin smooth.", Rule.NEW_WORDS),
    ],
)
def test_each_way_of_going_wrong_has_a_rule_that_finds_it(claim: str, rule: Rule) -> None:
    assert rule in rules(claim)


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("Our favourite trial had 560 volunteers.", Rule.NUMBER),
        ("As Pasteur knew, the skin likes water.", Rule.NAME),
        ("The students never slept again.", Rule.NEGATION),
        ("With more fibre a day, the diversity of bacteria decreased.", Rule.OPPOSITE),
    ],
)
def test_free_writing_is_refused_only_for_what_the_whole_article_speaks_against(claim: str, rule: Rule) -> None:
    assert rules(claim, strict=False) == {rule}


def test_free_writing_may_use_its_own_words() -> None:
    assert (
        rules("Creams hold moisture in, and that calms itching; a study from Sweden had 25 students.", strict=False)
        == set()
    )


def test_a_not_that_ends_a_sentence_denies_nothing_in_the_next() -> None:
    found = "Some trials find that it helps, and others find nothing."
    then = "One of the better ones followed 109 men and women for a year."
    assert ground(f"{found} {then}", [found, then]) == ()
    assert ground(f"{found} {then}", [found, then], strict=True) == ()
    assert retold(f"{found} {then}", [found, then]) == ()


def test_a_sentence_of_common_words_alone_is_supported_word_for_word() -> None:
    said = ["Oats give about 12 g of fibre.", "You don't have to use them all!"]
    assert ground("You don't have to use them all!", said, strict=True) == ()
    assert ground("You have to use them all!", said, strict=True)


def test_numbers_are_the_same_however_they_are_written() -> None:
    told = ["Roughly 2,600 children and forty-three men took 10 µg for 1.50 weeks, and 12 per cent felt better."]
    assert ground("2600 children and 43 men took 10 micrograms for 1.5 weeks, and 12% felt better.", told) == ()


def test_a_refusal_shows_the_sentence_it_looked_at() -> None:
    refusals = ground("In a trial of 65 adults, probiotics did not clear acne after 12 weeks.", ARTICLE, strict=True)
    assert refusals[0].evidence == ARTICLE[0]
    assert "65" in str(refusals[0])
    assert ARTICLE[0] in str(refusals[0])


def test_the_rules_know_other_languages() -> None:
    told = [
        "Probiotika haben die Akne bei 56 Erwachsenen nicht gebessert.",
        "Eine Diät kann bei einigen Menschen helfen.",
    ]
    found = {
        refusal.rule
        for refusal in ground("Probiotika haben die Akne bei 56 Erwachsenen gebessert.", told, "de", strict=True)
    }
    assert Rule.NEGATION in found


def test_the_supporting_sentence_is_the_nearest_and_the_earlier_of_two_equals() -> None:
    assert support("Moisturisers keep water in the skin", ARTICLE) == 2
    assert support("Nothing of the kind", ["Same words here.", "Same words here."]) == 0


@pytest.mark.parametrize("claim", ["", "…", "💥"])
def test_a_claim_without_words_is_refused(claim: str) -> None:
    assert ground(claim, ARTICLE)


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        (
            "Prediabetes affects 38% of adults in one region, but only 14.9% of adults in another.",
            "Prediabetes affects 14.9% of adults in one region, but only 38% of adults in another.",
        ),
        (
            "The median of the 14 values is half of 6.8 and 7.2, which comes to 7.",
            "The median of the 6.8 values is half of 14 and 7.2, which comes to 7.",
        ),
        (
            "Give the first dose between six and 15 weeks of age and the second before 32 weeks.",
            "Give the first dose between six and 32 weeks of age and the second before 15 weeks.",
        ),
        ("Blood pressure rises from 120/80 at rest.", "Blood pressure rises from 80/120 at rest."),
    ],
)
def test_numbers_that_changed_places_are_found_whatever_their_form(sentence: str, claim: str) -> None:
    assert {refusal.rule for refusal in ground(claim, [sentence], strict=True)} == {Rule.NUMBER}


def test_numbers_that_moved_with_the_words_they_belong_to_are_an_edit() -> None:
    sentence = "After 12 weeks of the trial, spots were fewer in 21 of the adults who took part in it."

    assert ground("In 21 of the adults who took part, spots were fewer after 12 weeks.", [sentence], strict=True) == ()


@pytest.mark.parametrize(
    ("sentence", "wrong", "language", "rule"),
    [
        ("Ob Flohsamen beim Abnehmen helfen, ist nicht belegt.", "Flohsamen helfen beim Abnehmen.", "de", "negation"),
        ("Whether yogurt helps acne is not proven.", "Yogurt helps acne.", "en", "negation"),
        ("Aucune étude n’a montré que le kéfir guérit l’eczéma.", "Le kéfir guérit l’eczéma.", "fr", "negation"),
        ("El café no cura nunca el reflujo.", "El café cura el reflujo.", "es", "negation"),
        ("Le kéfir contient près de 30 % de lactose.", "Le kéfir contient 30 % de lactose.", "fr", "strength"),
        ("Oats give about 12 g of fibre, which is a lot.", "Oats give 12 g of fibre.", "en", "strength"),
    ],
)  # fmt: skip
def test_a_not_or_an_about_that_was_lost_is_found_in_every_language(
    sentence: str, wrong: str, language: str, rule: str
) -> None:
    others = ["Ballaststoffe binden Wasser.", "The gut is home to bacteria.", "Le lait contient du lactose."]
    assert rule in {refusal.rule for refusal in retold(wrong, [sentence, *others], language=language)}


@pytest.mark.parametrize(
    ("sentences", "fair", "language"),
    [
        (["Flohsamen binden es.", "Fürs Abnehmen taugen sie nicht."], "Fürs Abnehmen taugen Flohsamen nicht.", "de"),
        (["Kefir is sour.", "It may help some adults with eczema."], "Kefir may help some adults with eczema.", "en"),
        (["En un análisis de 22.000 personas hubo más bacterias."], "En 22 000 personas hubo más bacterias.", "es"),
        (["Le kéfir ne guérit pas l’eczéma."], "Le kéfir ne guérit jamais l’eczéma.", "fr"),
        (["Tea costs adults sleep, but one small trial cannot say for whom."], "Tea costs adults sleep.", "en"),
        (["It lasts long (not for hours), but it helps in bursts."], "It lasts long, but it helps in bursts.", "en"),
    ],
)  # fmt: skip
def test_a_fair_retelling_passes_in_every_language(sentences: list[str], fair: str, language: str) -> None:
    assert [one for one in retold(fair, sentences, language=language) if one.rule is not Rule.STRENGTH] == []


# ── a retelling in a person's own words ───────────────────────────────────────────────────────────────────────────

COLUMN = [
    "In a Danish trial 140 adults with mild eczema took kefir for at least eight weeks.",
    "Their itch fell by about 2.4 points out of 10 with kefir and by 1.1 with the milk.",
    "At six months there was no difference between the two groups.",
    "Nurses who drank kefir daily had slightly less hand eczema, in a survey that could not say why.",
    "My guess is that a warm kitchen does the rest.",
    "In mice the strain calmed the skin within days.",
    "Up to 60% of the jars held fewer live bacteria than the label said.",
    "Do not take it with tacrolimus, unless your doctor has agreed.",
    "Nearly all of the women felt better in the spring.",
    "Yogurt is cheaper than kefir, and the cultures in it are much the same.",
]


def told(claim: str) -> set[Rule]:
    return {refusal.rule for refusal in retold(claim, COLUMN, ["Does kefir help eczema?"])}


@pytest.mark.parametrize(
    "claim",
    [
        "A hundred and forty adults with mild eczema took kefir for eight weeks or more, in a trial in Denmark.",
        "In 140 adults with mild eczema, itch fell by roughly 2.4 points out of 10 on kefir, but only 1.1 on milk.",
        "The groups did not differ at six months.",
        "At six months nothing set the two groups apart.",
        "In mice, the strain calmed skin in a few days.",
        "Up to 60% of jars held fewer bacteria than it said on the label.",
        "Don't take it with tacrolimus without your doctor's consent.",
        "Almost all of the women felt better when spring came.",
        "Nurses who drank kefir every day had slightly less eczema on their hands in a survey.",
        "Yogurt costs less than kefir, and holds much the same cultures.",
    ],
)
def test_a_person_may_retell_an_article_in_other_words(claim: str) -> None:
    assert told(claim) == set()


@pytest.mark.parametrize(
    ("claim", "rule"),
    [
        ("In a Danish trial 140 adults with mild eczema took kefir for eight weeks.", Rule.STRENGTH),  # at least
        ("In a Danish trial 140 adults with mild eczema took kefir for at most eight weeks.", Rule.NUMBER),
        ("At least 60% of the jars held fewer live bacteria than the label said.", Rule.NUMBER),
        ("In a Danish trial 140 adults with mild eczema took kefir for eight months.", Rule.NUMBER),
        ("In mice the strain calmed the skin within a few weeks.", Rule.NUMBER),
        ("At six months the difference between the two groups was clear.", Rule.NEGATION),
        ("At six months the groups differed.", Rule.NEGATION),
        ("Take it with tacrolimus if your doctor has agreed.", Rule.NEGATION),
        ("Yogurt does not hold the same cultures as kefir.", Rule.NEGATION),
        ("Drinking kefir daily lowers the risk of hand eczema, as a survey of nurses has found.", Rule.STRENGTH),
        ("In people with eczema, men most of all, the strain calmed the skin within days.", Rule.STRENGTH),
        ("In rats the strain calmed the skin within days.", Rule.STRENGTH),
        ("Do not take it with tacrolimus.", Rule.STRENGTH),  # unless
        ("All of the women felt better in the spring.", Rule.STRENGTH),  # nearly
        ("Most of the jars held fewer live bacteria than the label said.", Rule.STRENGTH),
        ("Itch fell by 2.4 points out of 10 with kefir.", Rule.STRENGTH),  # about
        ("A warm kitchen does the rest.", Rule.STRENGTH),  # a guess
        ("In a Danish trial 140 adults with mild eczema took yogurt for at least eight weeks.", Rule.NEAR_COPY),
        ("Up to 60% of the jars held fewer live bacteria, which weakens immune defence badly.", Rule.COVERAGE),
    ],
)
def test_a_retelling_may_not_change_what_is_said(claim: str, rule: Rule) -> None:
    assert rule in told(claim)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("forty-three", ["43"]),
        ("a hundred and forty-three adults", ["143"]),
        ("two thousand women", ["2000"]),
        ("twenty five and six", ["25", "6"]),
        ("one, two or three", ["1", "2", "3"]),
        ("two thousand five hundred", ["2000", "500"]),
        ("forty, three of them men", ["40", "3"]),
    ],
)
def test_a_number_in_words_is_read_as_one(text: str, values: list[str]) -> None:
    assert [one.value for one in quantities(text, lexicon("en"))] == values


@pytest.mark.parametrize(
    ("sentence", "wrong", "language", "rule"),
    [
        ("Die Salbe half mindestens 12 Kindern.", "Die Salbe half höchstens 12 Kindern.", "de", Rule.NUMBER),
        ("Der Juckreiz ließ nach acht Wochen nach.", "Der Juckreiz ließ nach acht Tagen nach.", "de", Rule.NUMBER),
        ("La crema alivió a hasta 12 niños.", "La crema alivió al menos a 12 niños.", "es", Rule.NUMBER),
        ("En ratones la cepa calmó la piel.", "En mujeres la cepa calmó la piel.", "es", Rule.STRENGTH),
        ("La crème a aidé jusqu’à 12 enfants.", "La crème a aidé au moins 12 enfants.", "fr", Rule.NUMBER),
        ("Chez la souris, la peau s’est calmée.", "Chez les femmes, la peau s’est calmée.", "fr", Rule.STRENGTH),
        ("Bei Ratten heilte die Haut in drei Tagen.", "Die Haut heilte in drei Tagen.", "de", Rule.STRENGTH),
        ("Nehmen Sie ein Glas Wasser, außer abends.", "Nehmen Sie ein Glas Wasser.", "de", Rule.STRENGTH),
        ("La crema no sirve, salvo en invierno seco.", "La crema no sirve.", "es", Rule.STRENGTH),
    ],
)  # fmt: skip
def test_bounds_spans_and_people_are_known_in_every_language(
    sentence: str, wrong: str, language: str, rule: Rule
) -> None:
    assert rule in {refusal.rule for refusal in retold(wrong, [sentence], language=language)}
    assert retold(sentence, [sentence], language=language) == ()


@pytest.mark.parametrize(
    ("sentence", "fair", "language"),
    [
        ("On évite l’eau chaude et l’huile d’olive.", "Évitez l’huile d’olive, et toute eau chaude.", "fr"),
        ("Le kéfir n’aide que les adultes.", "Seuls les adultes tirent profit du kéfir.", "fr"),
        ("Las manchas no mejoraron en ninguno de los grupos.", "En ninguno de los grupos mejoraron las manchas.", "es"),
        ("Man sollte es nur kurz verwenden, meint sie.", "Man sollte es nur kurz benutzen, meint sie.", "de"),
        ("Man trägt die Salbe viermal täglich dünn auf.", "Man trägt die Salbe viermal am Tag dünn auf.", "de"),
    ],
)  # fmt: skip
def test_a_language_has_its_own_ways_of_saying_the_same(sentence: str, fair: str, language: str) -> None:
    assert [one for one in retold(fair, [sentence], language=language) if one.rule is not Rule.COVERAGE] == []


def test_french_words_are_read_without_the_article_that_clings_to_them() -> None:
    assert words("L’eau qu’on boit, aujourd’hui") == ["l", "eau", "qu", "on", "boit", "aujourd'hui"]
    assert words("It isn't o'clock; d'you know?")[:4] == ["it", "isn't", "o'clock", "d"]


FILLER = ["Oats feed the bacteria of the colon.", "A walk after supper helps many people to sleep."]


@pytest.mark.parametrize(
    ("sentences", "fair"),
    [
        (
            ["Ring us at 38 °C (not before), and take nothing else."],
            "Ring us at 38 °C (not before), and take nothing else.",
        ),
        (["Zinc did not shorten colds in the trial."], "Colds were not shortened by zinc in the trial."),
        (["Zinc made no difference to colds in the trial."], "In the trial colds were the same with zinc."),
        (["Zinc made no difference to colds in the trial."], "In the trial zinc may have left colds as they were."),
        (["Rest does not heal a sprain, and ice does not."], "Rest heals no sprain, nor does ice."),
        (["Many say that rest soon heals a bad sprain.", "It doesn't."], "A bad sprain isn't soon healed by rest."),
        (["Ibuprofen isn't for a child with chickenpox."], "Never give ibuprofen to a child with chickenpox."),
        (
            ["Take it with water, not with juice, in the morning."],
            "Take it in the morning with water rather than juice.",
        ),
        (["Cats are different from dogs in this."], "In this, cats are not the same as dogs."),
        (["Many adults had two of the jabs."], "Quite a few adults had two of the jabs."),
        (
            ["Legs swelled by 38 ml in stockings and 96 ml without them."],
            "Legs swelled by 38 ml with stockings, 96 ml without.",
        ),
        (["Zinc did better than the dummy, but only as well as honey."], "Zinc did better than the dummy."),
        (["The cream did no better than a plain one."], "The cream was no better than a plain one."),
        (["A trial of 12 adults in 3 towns, 2 of them small."], "In 3 towns, 2 of them small, 12 adults took part."),
        (["Soap cut the germs on hands by about 75%."], "Soap cut germs on hands by some 75%."),
        (["A nap every day did not help."], "Not every nap helps."),
        (["The gut holds most of the bacteria that we have."], "The most bacteria that we have are in the gut."),
        (["The price is 4 pounds, a small sum."], "It costs only 4 pounds, a small sum."),
        (["You should ask your doctor before you take zinc."], "Ask your doctor before you take zinc."),
        (["Early birds sleep well on an oat supper."], "Those who rise before others sleep well on an oat supper."),
        (
            ["Vaccines cause fever in a few, a survey of 90 found."],
            "A survey of 90 found that vaccines cause fever in a few.",
        ),
        (["Adults were drawn by chance to eat oats or rice."], "Adults were drawn to eat oats or rice."),
        (["Zinc shortened colds, which may be chance."], "Zinc shortened colds, but that may be luck."),
        (
            ["Some of the adults, and most of the men, slept well."],
            "Most of the men and some of the adults slept well.",
        ),
        (
            ["In mice it calmed the skin, but it did not calm the skin of 29 men."],
            "It did not calm the skin of 29 men.",
        ),
        (
            ["All eight of the plain creams relieved the itch of hands."],
            "Eight of the plain creams relieved the itch of hands.",
        ),
        (["Adults who took them slept well in the trial."], "Adults who took oats slept well in the trial."),
        (["The pads cost little.", "They are sold in packs of 20."], "The pads cost little and come in packs of 20."),
        (
            ["Heat treatments soothe the itch of bites in adults."],
            "Warm treatments soothe the itch of bites in adults.",
        ),
        (
            ["Oats feed the bacteria of the colon in adults who eat them each morning, which nobody had foreseen."],
            "Oats feed the bacteria of the colon in adults who eat them each morning.",
        ),
        (
            ["Rest does not heal a sprain.", "Plasters are no better."],
            "Rest does not heal a sprain, nor do plasters.",
        ),
        (
            ["Extracts 2 and 3 show the same in two tongues."],
            "Extracts 2 and 3 show the same in 2 tongues.",
        ),
        (
            ["The gain was 4 points on the scale."],
            "On the scale the gain was 4.",
        ),
        (
            ["The colon holds more bacteria than any other part."],
            "The colon holds the most bacteria of any part.",
        ),
        (
            ["The pads cost about 4 pounds."],
            "For the pads you pay only some 4 pounds.",
        ),
        (
            ["The itch of hands eased with all eight of the plain creams."],
            "The itch of hands eased with eight of the plain creams.",
        ),
        (
            ["In the trials a few children were sick, and this was as often so with the syrup."],
            "A few children in the trials were sick, and this was as often so with the syrup.",
        ),
        (
            ["Women started on them before the twelfth week, and veins appeared all the same.", "Stockings are tight."],
            "Women started on stockings before the twelfth week, and veins appeared all the same.",
        ),
    ],
)
def test_what_is_said_otherwise_is_not_refused(sentences: list[str], fair: str) -> None:
    assert retold(fair, [*sentences, *FILLER]) == ()


@pytest.mark.parametrize(
    ("sentences", "wrong", "rule"),
    [
        (
            ["Antibiotic ointment isn't needed for a stye."],
            "A common stye needs antibiotic ointment twice daily.",
            "negation",
        ),
        (
            ["In trials zinc doesn't help people with colds."],
            "You are not sick long, and in trials zinc helps people with colds.",
            "negation",
        ),
        (["Zinc helps colds but it is no cure for hay fever."], "Zinc is no help with colds.", "negation"),
        (["Zinc worked about as well as honey on colds."], "Zinc worked better on colds than honey.", "opposite"),
        (["Take it for at least one week."], "Take it for at most one week.", "number"),
        (["After 12 days the 30 adults had less itch."], "After 30 days the 12 adults had less itch.", "number"),
        (["Use 5 ml of it in the morning."], "Use 5 mg of it in the morning.", "number"),
        (
            ["Colds were fewer in adults taking zinc, a survey found."],
            "Taking zinc prevents colds in adults, a survey found.",
            "strength",
        ),
        (
            ["Half of the women slept well, and the town paid for every one of the six nights."],
            "All of the women slept well.",
            "strength",
        ),
        (
            ["Zinc shortened the colds of adults in two towns, which could be chance."],
            "Zinc shortened colds of adults in two towns.",
            "strength",
        ),
        (["Zinc might well shorten colds in adults."], "Zinc would shorten colds in adults.", "strength"),
        (
            ["In 120 nurses of one town, 40 weeks of night work raised weight."],
            "In 40 nurses of one town, night work of 120 weeks raised weight.",
            "number",
        ),
        (
            ["Zinc is not useful against colds."],
            "Zinc is rather useful against colds.",
            "negation",
        ),
        (
            ["It is not known whether zinc shortens colds."],
            "As is known, zinc shortens colds.",
            "negation",
        ),
        (
            ["Half of the women slept well."],
            "Most of the women slept well.",
            "strength",
        ),
    ],
)
def test_what_comes_out_otherwise_is_refused(sentences: list[str], wrong: str, rule: str) -> None:
    assert rule in {refusal.rule for refusal in retold(wrong, [*sentences, *FILLER])}


def test_a_number_may_come_from_the_title() -> None:
    title = ["Thirty grams of fibre a day"]
    assert retold("Oats bring you nearer to the 30 grams of fibre a day.", [*FILLER, "Oats bring fibre."], title) == ()
    assert retold("Oats bring you nearer to the 40 grams of fibre a day.", [*FILLER, "Oats bring fibre."], title)


def test_a_refusal_gives_numbers_as_they_are_written() -> None:
    (bound,) = retold("Take it for eight weeks.", ["Take it for at least eight weeks."])
    assert "says eight weeks where the article says at least eight weeks" in str(bound)
    found = [str(one) for one in retold("Take 30 mg of it a day.", ["Take 30 g of it a day."])]
    assert any("says 30 mg where the article says 30 g" in one for one in found)
