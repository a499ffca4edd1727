"""Which language a text is taken for."""

from __future__ import annotations

import pytest

from gutletter.languages import UNDETERMINED, detect

GERMAN = "Viele Menschen essen zu wenig Ballaststoffe, und das ist schade, weil der Darm sie für seine Arbeit braucht. "
SPANISH = "Muchas personas comen poca fibra, y es una pena, porque el intestino la necesita para su trabajo diario. "
FRENCH = "Beaucoup de personnes mangent trop peu de fibres, et c’est dommage, car l’intestin en a besoin chaque jour. "
CATALAN = "Els estudis suggereixen que una dieta rica en fibra pot augmentar la diversitat dels bacteris, però no. "
ITALIAN = "Alcuni studi suggeriscono che una dieta ricca di fibre possa aumentare la diversità dei batteri, ma. "
PORTUGUESE = "Alguns estudos sugerem que uma dieta rica em fibras aumenta a diversidade das bactérias, mas não. "
SWEDISH = "Studier tyder på att kost som är rik på fibrer kan öka bakteriernas mångfald, men det är inte säkert. "


@pytest.mark.parametrize("declared", ["en", "it", "und"])
@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (SPANISH, "es"), (FRENCH, "fr")])
def test_a_language_that_is_known_is_recognised_whatever_was_declared(text: str, language: str, declared: str) -> None:
    assert detect(text * 4, declared) == language


@pytest.mark.parametrize("text", [ITALIAN, PORTUGUESE, SWEDISH])
def test_a_text_in_no_known_language_is_not_read_as_the_declared_one(text: str) -> None:
    assert detect(text * 4, "en") == UNDETERMINED


@pytest.mark.parametrize(("text", "declared"), [(CATALAN, "ca"), (ITALIAN, "it"), (PORTUGUESE, "pt"), (SWEDISH, "sv")])
def test_a_declared_language_that_is_not_known_is_believed_although_its_kin_are(text: str, declared: str) -> None:
    assert detect(text * 4, declared) == declared


@pytest.mark.parametrize("text", ["", "🥣 2026", GERMAN, "Oats, beans, lentils and peas. " * 12])
def test_where_little_can_be_told_what_was_declared_holds(text: str) -> None:
    assert detect(text, "en") == "en"
