"""What leans, is taken back, or tells no outcome in German, Spanish and French; English has a file of its own."""

from __future__ import annotations

import pytest

from gutletter.condensers._leaning import leans
from gutletter.condensers._outcome import is_taken_back, only_tells_what_was_tried
from gutletter.languages import lexicon
from tests.articles import sentences

FEWER_COUGHS = {
    "de": "In einem Versuch husteten Bäcker mit Masken aus Stoff an neun Tagen weniger.",
    "es": "Los panaderos con mascarilla tosieron nueve días menos en un ensayo.",
    "fr": "Dans un essai mené chez 80 boulangers, ceux qui portaient un masque toussaient deux fois moins.",
}


@pytest.mark.parametrize(
    ("language", "behind", "taken_back"),
    [
        ("de", "Eine Kontrollgruppe gab es nicht.", True),
        ("de", "Leider trugen nur neun von ihnen die Maske jeden Tag.", True),
        ("de", "Die Bäcker wussten alle, was geprüft wurde, und waren nicht verblindet.", True),
        ("de", "Das könnte auch Zufall sein, sagen die Ärzte.", True),
        ("de", "Die Masken waren allerdings doppelt so teuer wie Tücher.", True),
        ("de", "Sie schliefen auch besser, vor allem im Winter.", False),
        ("de", "Wer die Masken bezahlt hatte, war froh.", False),
        ("de", "Der Unterschied war signifikant, und die Ärzte staunten.", False),
        ("de", "Die Bäcker wurden ausgelost, und eine Kontrollgruppe trug Tücher.", False),
        ("de", "Das ist kein Einzelfall, denn auch Müller husteten weniger.", False),
        ("es", "Pero fue un verano húmedo, con poca harina en el aire.", True),
        ("es", "Por desgracia, nadie contó las toses de los molineros.", True),
        ("es", "Los molineros, sin embargo, tosieron como siempre.", True),
        ("es", "No había grupo de comparación, y el verano fue húmedo.", True),
        ("es", "Una diferencia tan pequeña puede ser cosa del azar.", True),
        ("es", "El estudio lo pagó un fabricante de mascarillas.", True),
        ("es", "Los repartieron al azar entre tela y papel.", False),
        ("es", "Por eso no conviene quitársela junto al horno.", False),
        ("es", "Las mascarillas se han publicado en una lista del gremio.", False),
        ("es", "La diferencia fue significativa, y los médicos se alegraron.", False),
        ("fr", "Le hic, c'est que personne n'avait compté les quintes.", True),
        ("fr", "Seulement voilà : l'été avait été pluvieux.", True),
        ("fr", "Il n'y avait pas de groupe témoin, et les masques étaient payants.", True),
        ("fr", "Un tel écart peut être dû au hasard.", True),
        ("fr", "L'étude a été financée par un vendeur de masques.", True),
        ("fr", "Ils dormaient mieux, eux aussi.", False),
        ("fr", "Le groupe témoin travaillait à Roubaix.", False),
        ("fr", "La différence était significative dès la première semaine.", False),
        ("fr", "Le hasard avait désigné les boulangers de Lille.", False),
        ("fr", "La farine de seigle fait tousser un peu moins, mais pas la nuit.", False),
    ],
)
def test_what_the_next_sentence_takes_back_is_known(language: str, behind: str, taken_back: bool) -> None:
    told, *_ = sentences(f"{FEWER_COUGHS[language]} {behind}", language)
    assert is_taken_back(told, lexicon(language)) is taken_back


@pytest.mark.parametrize(
    ("language", "sentence", "leaning"),
    [
        ("de", "Die einen trugen Masken, die anderen ein Tuch.", True),
        ("de", "Das hat bisher niemand bei Müllern geprüft.", True),
        ("de", "Der zweite Versuch mit Bäckern dauerte ein halbes Jahr.", True),
        ("de", "Eine weitere Studie mit Bäckern in Lille brachte nichts.", True),
        ("de", "Eine Studie bestätigte den Befund bei Müllern aus Roubaix.", True),
        ("de", "Wer Asthma hat, sollte in der Backstube eine Maske tragen.", False),
        ("de", "Damit die Maske dicht sitzt, muss der Bart ab.", False),
        ("de", "Die erste Wahl bei Husten ist eine Maske aus Stoff.", False),
        ("de", "Der Unterschied zwischen Stoff und Papier ist bei Masken klein.", False),
        ("de", "Neuere Studien deuten darauf hin, dass Masken den Bäckern nützen.", False),
        ("es", "En otro ensayo, 80 panaderos llevaron mascarillas de papel.", True),
        ("es", "La primera semana los panaderos se quejaron del calor.", True),
        ("es", "Tomaron una infusión de harina tostada durante seis semanas.", True),
        ("es", "En uno, 44 panaderos durmieron con la ventana abierta.", True),
        ("es", "Aquellas mascarillas daban mucho calor a los panaderos.", True),
        ("es", "La primera causa de tos en las panaderías es la harina.", False),
        ("es", "Los estudios disponibles sobre mascarillas y harina son pequeños.", False),
        ("es", "La mitad de los panaderos de Lugo tose por la noche.", False),
        ("es", "Lo mejor para los panaderos es una mascarilla de tela.", False),
        ("es", "Las mismas mascarillas que usan los panaderos sirven a los molineros.", False),
        ("fr", "En cas de fièvre, il faut consulter un médecin le jour même.", False),
        ("fr", "Pour dormir, il ne faut pas boire de café après midi.", False),
        ("fr", "Chez l'adulte, il a baissé d'un tiers en un mois.", True),
        ("fr", "Au bout d'un mois, ils toussaient moins la nuit.", True),
        ("fr", "La moitié portait un masque de tissu pendant la journée.", True),
        ("fr", "La différence n'était que de deux quintes par nuit.", True),
        ("fr", "Un autre essai, mené à Lille, a donné le même masque aux meuniers.", True),
        ("fr", "Un an plus tard, la toux était revenue chez les boulangers.", True),
        ("fr", "La moitié des boulangers de Lille toussent la nuit.", False),
        ("fr", "La différence entre un rhume et une allergie tient à la durée de la toux.", False),
        ("fr", "Il faut aérer le fournil avant de pétrir la pâte.", False),
        ("fr", "En hiver, les boulangers toussent plus souvent que les meuniers.", False),
        ("fr", "Les trois premières heures du pétrissage soulèvent le plus de farine.", False),
    ],
)
def test_what_leans_on_a_sentence_before_it_is_known(language: str, sentence: str, leaning: bool) -> None:
    assert leans(sentence, lexicon(language)) is leaning


@pytest.mark.parametrize(
    ("language", "sentence", "only_tried"),
    [
        ("de", "Ein Team in Lille gab 80 Bäckern sechs Wochen lang Masken aus Stoff.", True),
        ("de", "Forscher in Lille ließen 80 Bäcker einen Winter lang Masken tragen.", True),
        ("de", "80 Bäcker wurden ausgelost und trugen in einem Versuch Masken aus Stoff oder aus Papier.", True),
        ("de", "In einer Studie bekamen 80 Frauen jeden Tag nur Tee, aber reichlich.", True),
        ("de", "Ein Team in Lille gab 80 Bäckern Masken, und sie husteten seltener.", False),
        ("de", "Von 80 Männern, die in einem Versuch Masken bekamen, husteten 19 von 40 weniger als zuvor.", False),
        ("de", "In einer Studie bekamen 80 Frauen Tee, und ihr Gewicht sank um 2 Kilo.", False),
        ("de", "Forscher untersuchten 80 Bäcker und fanden keinen Unterschied.", False),
        ("de", "Ein Team gab 80 Bäckern Masken, und der Husten ging zurück.", False),
        ("es", "Un equipo de Lugo dio a 80 panaderos mascarillas de tela durante seis semanas.", True),
        ("es", "Un ensayo reclutó a 60 enfermeras y les pidió un diario.", True),
        ("es", "Una revisión reunió 22 ensayos con 1.400 panaderos.", True),
        ("es", "En un ensayo, 90 panaderos comieron un plato de lentejas o siguieron con su menú.", True),
        ("es", "Un equipo de Lugo dio mascarillas a 80 panaderos, y la tos bajó en seis semanas.", False),
        ("es", "Una revisión reunió 22 ensayos con 1.400 panaderos y no encontró diferencias.", False),
        ("es", "De 80 panaderos que usaron mascarillas tosió uno de cada diez.", False),
        ("es", "En un ensayo, 90 panaderos usaron mascarillas de tela y el 68 % tosía al acabar.", False),
        ("es", "Usted puede pedir a 80 panaderos que le presten la mascarilla que usaron en el ensayo.", False),
        ("fr", "Une équipe de Lille a donné à 80 adultes un masque de tissu pendant six semaines.", True),
        ("fr", "Une méta-analyse a réuni 22 essais et 1 400 boulangers.", True),
        ("fr", "Dans un essai, 120 femmes de plus de 50 ans ont reçu soit un masque, soit un foulard.", True),
        ("fr", "Des chercheurs ont suivi 400 fumeurs pendant six ans.", True),
        ("fr", "Une équipe a donné un masque à 80 adultes, et la toux a diminué d'un tiers.", False),
        ("fr", "Dans un essai, 120 femmes qui avaient reçu un masque toussaient deux fois moins.", False),
        ("fr", "Parmi 400 fumeurs suivis pendant six ans, 12 % toussaient la nuit.", False),
        ("fr", "Sur 80 adultes suivis un an, 9 ont toussé, contre 21 sans masque.", False),
        ("fr", "Vous serez suivi pendant 2 ans si vous participez à l'essai.", False),
    ],
)
def test_a_trial_without_its_outcome_is_known(language: str, sentence: str, only_tried: bool) -> None:
    (one,) = sentences(sentence, language)
    assert only_tells_what_was_tried(one, lexicon(language)) is only_tried
