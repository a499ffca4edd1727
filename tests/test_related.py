"""Which pieces stand beside an article."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from gutletter.model import Format, Piece, Related
from gutletter.related import related_to, resolve, unresolved
from tests.articles import SKIN, article

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def piece(slug: str, title: str, text: str = "", *, days: int = 0, **fields: object) -> Piece:
    at = NOW - timedelta(days=days)
    return Piece(slug, title, f"https://example.org/{slug}", text=text, at=at, **fields)  # type: ignore[arg-type] # by name


ACNE = piece(
    "acne", "Acne and the gut", "Acne, probiotics and the gut: what trials of a low-glycaemic diet found on spots."
)
ECZEMA = piece(
    "eczema", "Eczema and probiotics", "Probiotics for eczema of the skin: the immune system and gut microbes."
)
TAXES = piece("taxes", "How to file your taxes", "Forms, deadlines and receipts for the office of revenue.")
ARCHIVE = (TAXES, ECZEMA, ACNE)


def titles(related: tuple[Related, ...]) -> list[str]:
    return [one.title for one in related]


def test_the_most_similar_pieces_come_first_and_what_is_about_something_else_not_at_all() -> None:
    assert set(titles(related_to(article(SKIN), (), ARCHIVE))) == {"Acne and the gut", "Eczema and probiotics"}


def test_the_editors_own_list_comes_first_then_what_the_article_mentions_then_similar_ones() -> None:
    mentioning = article(SKIN.replace("[^1]: A", "### Related\n\nEczema and Probiotics\n\n[^1]: A"))
    assert "Eczema and Probiotics" in mentioning.mentioned
    related = related_to(mentioning, ("taxes",), ARCHIVE)
    assert titles(related) == ["How to file your taxes", "Eczema and probiotics", "Acne and the gut"]
    assert [one.asked for one in related] == [True, True, False]


@pytest.mark.parametrize(
    "name",
    [
        "acne",
        "ACNE AND THE GUT",
        "“Acne – and the gut”!",
        "Acne and the Gutt",
        "https://www.example.org/acne/",
        "http://example.org/acne?from=letter#top",
    ],
)
def test_a_piece_goes_by_slug_title_or_address_whatever_the_dashes_quotes_and_case(name: str) -> None:
    assert resolve(name, ARCHIVE) == ACNE


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Yogurt and acne", "Yogurt & acne"),
        ("Haut & Darm", "Haut und Darm"),
        ("La piel y el intestino", "La piel & el intestino"),
        ("La peau et l’intestin", "La peau & l'intestin"),
    ],
)
def test_a_title_is_found_whether_and_is_written_as_a_word_or_a_sign(written: str, named: str) -> None:
    wanted = piece("one", written)
    assert resolve(named, [piece("two", "Yogurt"), wanted]) == wanted
    assert resolve("Generation Y", [piece("three", "Generation")]) is None


def test_a_title_that_matches_nothing_is_text_without_a_link_or_left_out() -> None:
    assert related_to(article(SKIN), ("A piece never written",), ()) == (Related("A piece never written", asked=True),)
    assert related_to(article(SKIN), ("A piece never written",), (), unknown="omit") == ()
    assert unresolved(article(SKIN), ("A piece never written", "acne"), ARCHIVE) == ("A piece never written",)


@pytest.mark.parametrize("name", ["acne", "ACNE AND THE GUT", "acne – and the gut", "https://example.org/acne"])
def test_a_piece_that_is_withdrawn_is_not_even_named(name: str) -> None:
    gone = Piece("acne", "Acne and the gut", "https://example.org/acne")
    assert related_to(article(SKIN), (name,), (), withdrawn=(gone,)) == ()


def test_a_title_of_one_word_is_a_title() -> None:
    assert related_to(article(SKIN), ("Rosacea",), ()) == (Related("Rosacea", asked=True),)


def test_a_slug_that_matches_nothing_is_never_shown_to_readers() -> None:
    assert related_to(article(SKIN), ("no-such-piece",), ()) == ()
    assert unresolved(article(SKIN), ("no-such-piece",), ()) == ("no-such-piece",)


def test_an_address_elsewhere_is_linked_as_it_is() -> None:
    (one,) = related_to(article(SKIN), ("https://other.example/piece",), ())
    assert (one.title, one.url) == ("other.example/piece", "https://other.example/piece")
    assert unresolved(article(SKIN), ("https://other.example/piece",), ()) == ()


def test_an_article_is_never_related_to_itself_under_any_of_its_names() -> None:
    itself = article(SKIN, url="https://example.org/full")
    selves = (
        piece("skin", "An older title", SKIN),
        piece("renamed", "What the gut has to do with the skin!", SKIN),
        Piece("moved", "Moved", "https://www.example.org/full/", text=SKIN),
    )
    assert related_to(itself, ("skin", "What the gut has to do with the skin"), selves) == ()


def test_no_piece_stands_there_twice() -> None:
    assert (
        titles(related_to(article(SKIN), ("acne", "Acne and the gut", "acne"), ARCHIVE)).count("Acne and the gut") == 1
    )


def test_all_that_an_editor_asked_for_is_shown_but_similar_ones_only_up_to_the_count() -> None:
    asked = related_to(article(SKIN), ("acne", "eczema", "taxes"), ARCHIVE, count=2)
    assert len(asked) == 3
    assert len(related_to(article(SKIN), (), ARCHIVE, count=1)) == 1
    assert related_to(article(SKIN), (), ARCHIVE, count=0) == ()


def test_of_two_equally_similar_pieces_the_newer_one_comes_first() -> None:
    old, new = piece("old", "Acne, spots", ACNE.text, days=300), piece("new", "Acne, spots", ACNE.text, days=3)
    assert related_to(article(SKIN), (), (old, new), count=1)[0].url.endswith("/new")


def test_shared_tags_count() -> None:
    bare = piece("bare", "On supper", "What we cook on Sundays, with the gut in mind.", days=1)
    tagged = piece("tagged", "On supper", "What we cook on Sundays, with the gut in mind.", days=9, tags=("Skin",))
    related = related_to(article(SKIN, tags=("skin",)), (), (bare, tagged, TAXES, ECZEMA), count=3)
    urls = [one.url for one in related]
    assert urls.index("https://example.org/tagged") < len(urls)
    assert "https://example.org/bare" not in urls or urls.index("https://example.org/tagged") < urls.index(
        "https://example.org/bare"
    )


def test_a_piece_that_stands_nowhere_is_not_offered_unasked() -> None:
    assert related_to(article(SKIN), (), (Piece("acne", "Acne and the gut", text=ACNE.text),)) == ()


# ── a labelled set: five subjects, four pieces each, in different words ───────────────────────────────────────────────

SUBJECTS = {
    "sleep": (
        ("Two nights without rest", "Short sleep makes tired faces. Strangers judge sleepy students by their eyes."),
        ("What melatonin does", "Melatonin shortens the time to fall asleep. Children with eczema slept longer."),
        (
            "The blue light question",
            "Screens in the evening delay sleep, and bright light tells the brain to stay awake.",
        ),
        ("Naps, reconsidered", "A nap of twenty minutes restores attention; longer naps disturb sleep at night."),
    ),
    "fibre": (
        ("Thirty grams", "Fibre feeds bacteria in the colon, which ferment it to butyrate. Oats and beans hold much."),
        ("Beans, slowly", "Beans bring fibre and wind. Raise the amount slowly, and bacteria adapt."),
        ("What bran does not do", "Wheat bran adds bulk, yet bacteria hardly ferment it. Oats are softer fibre."),
        ("Prunes and kiwis", "For constipation, prunes and kiwis bring fibre and water to the colon."),
    ),
    "sun": (
        ("Sunscreen every day", "Daily sunscreen lowers skin cancer. It hardly changes vitamin D in adults."),
        ("Vitamin D in winter", "From October to March the sun is too low for vitamin D. A tablet helps."),
        ("What SPF means", "SPF counts how long skin may stay in the sun. Sunscreen wants a thick layer."),
        (
            "Burnt once, and after",
            "A sunburn in childhood raises the risk of skin cancer; shade and sunscreen protect.",
        ),
    ),
    "ferment": (
        ("Cabbage and salt", "Sauerkraut ferments under brine. Two per cent salt keeps moulds away."),
        ("Kefir at home", "Kefir grains ferment milk within a day, and eat part of its lactose."),
        ("Is kimchi alive?", "Kimchi and sauerkraut hold live cultures unless they were heated after the ferment."),
        ("Sourdough, baked", "Sourdough ferments for hours; baking ends the cultures that raised it."),
    ),
    "rosacea": (
        ("The red list", "Rosacea flares with sun, stress and heat, but triggers differ. Keep a diary."),
        ("Creams for redness", "Ivermectin and azelaic acid calm the bumps of rosacea in good trials."),
        ("Is it my coffee?", "Coffee drinkers had less rosacea in a cohort of nurses; the heat of the cup may flush."),
        (
            "Rosacea and the eyes",
            "Gritty eyes may be rosacea. A doctor should look at them, and flares calm with warmth.",
        ),
    ),
}


def precision_at_three(rank: object) -> float:
    """The share of the first three that are of the article's own subject, over every piece of the set."""
    pieces = {
        (subject, number): piece(f"{subject}-{number}", title, text)
        for subject, written in SUBJECTS.items()
        for number, (title, text) in enumerate(written)
    }
    hits = 0
    for (subject, _), own in pieces.items():
        others = tuple(other for other in pieces.values() if other is not own)
        first = rank(own, others)[:3]  # type: ignore[operator] # a ranking, see below
        hits += sum(slug.startswith(subject) for slug in first)
    return hits / (3 * len(pieces))


def ours(own: Piece, others: tuple[Piece, ...]) -> list[str]:
    body = f"# {own.title}\n\n{own.text}"
    return [one.url.rpartition("/")[2] for one in related_to(article(body, title=own.title), (), others)]


def by_title(own: Piece, others: tuple[Piece, ...]) -> list[str]:
    wanted = set(own.title.lower().split())
    return [one.slug for one in sorted(others, key=lambda one: -len(wanted & set(one.title.lower().split())))]


def at_random(own: Piece, others: tuple[Piece, ...]) -> list[str]:
    return [one.slug for one in random.Random(own.slug).sample(others, 3)]


def test_similar_pieces_are_of_the_same_subject_more_often_than_by_title_or_by_chance() -> None:
    found = precision_at_three(ours)
    assert found >= 0.6
    assert found > 2 * precision_at_three(by_title)
    assert found > 2 * precision_at_three(at_random)


@pytest.mark.slow
@pytest.mark.timeout(60)  # what compares every piece with every other takes longer
def test_three_thousand_pieces_are_read_and_asked() -> None:
    chance = random.Random(1)
    vocabulary = [f"{stem}{end}" for stem in (f"w{number}" for number in range(4000)) for end in ("", "s", "ing")]
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    archive = tuple(
        piece(f"p{number}", f"Piece {number}", " ".join(chance.choices(vocabulary, weights, k=800)), days=number)
        for number in range(3000)
    )
    asking = article(" ".join(chance.choices(vocabulary, weights, k=800)))
    offered = related_to(asking, (), archive)
    assert len(offered) == 3
    assert {one.title for one in offered} <= {one.title for one in archive}


@pytest.mark.parametrize(
    ("format", "body"),
    [
        (Format.MARKDOWN, "{text}\n\n## Related articles\n\n- [What Oats Do for You](https://example.org/a?b=1&c=2)\n"),
        (
            Format.HTML,
            "<p>{text}</p><h2>Related articles</h2><ul><li><a class=x href='https://example.org/a?b=1&amp;c=2'>"
            "<b>What Oats Do for You</b></a></li></ul>",
        ),
    ],
)
def test_a_title_that_the_article_links_keeps_its_link(format: Format, body: str) -> None:
    text = "Fibre may feed bacteria in the gut of most adults. Plants have it."
    read = article(body.format(text=text), format=format)
    url = "https://example.org/a?b=1&c=2"
    assert related_to(read, (), ()) == (Related("What Oats Do for You", url, asked=True),)
    assert related_to(read, (), (), unknown="omit") == related_to(read, (), ())
    assert unresolved(read, (), ()) == ()
    oats = Piece("oats", "Oats, and What They Do", "https://www.example.org/a", line="They fill.")
    assert related_to(read, (), (oats,)) == (Related(oats.title, oats.url, "They fill.", asked=True),)
    itself = article(body.format(text=text), format=format, url="https://example.org/a")
    assert related_to(itself, (), ()) == ()


def test_a_link_that_leads_nowhere_from_a_mail_is_none() -> None:
    read = article("Fibre may feed bacteria in the gut.\n\n## Related\n\n- [What Oats Do for You](/oats)\n")
    assert related_to(read, (), ()) == (Related("What Oats Do for You", asked=True),)
