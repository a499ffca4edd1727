"""The headings under which authors condense themselves, told from those that only resemble them."""

from __future__ import annotations

import pytest

from gutletter.formats.conventions import role_of
from gutletter.model import SectionRole


@pytest.mark.parametrize(
    "heading",
    [
        "Key takeaways",
        "The main points",
        "Three quick facts",
        "5 key findings",
        "Take-aways",
        "TLDR",
        "At a glance",
        "In a nutshell",
        "Highlights",
        "Chapter review",
        "What you’ll learn",
        "What we’ve learned",
        "If you only read one thing",
        "The short version",
        "The gist",
        "What to remember",
        "Things to take home",
        "To remember",
        "In a word",
        "Fibre and the gut: key points",
        "🥣 Auf einen Blick",
        "Kurz gesagt",
        "Ideas clave",
        "En pocas palabras",
        "Lo más importante",
        "L’essentiel",
        "À retenir",
        "Ce qu’il faut retenir",
    ],
)
def test_a_heading_of_takeaways_is_known(heading: str) -> None:
    assert role_of(heading) is SectionRole.TAKEAWAYS


@pytest.mark.parametrize(
    "heading",
    [
        "The bottom line",
        "Bottom-line",
        "In conclusion",
        "7. Conclusions",
        "In summary",
        "To sum up",
        "Summing up",
        "My final verdict",
        "Closing thoughts",
        "Wrapping up",
        "The verdict",
        "What this all means",
        "Where does this leave us?",
        "So, where that leaves you",
        "So should you take it?",
        "So what should we do?",
        "So, can I eat bread?",
        "So what?",
        "Take-home message",
        "The upshot",
        "The last word",
        "Putting it all together",
        "What I’d tell a friend",
        "What I now recommend",
        "Fazit",
        "Unterm Strich",
        "Was heißt das für Sie?",
        "En conclusión",
        "Para terminar",
        "Pour conclure",
        "Le mot de la fin",
    ],
)
def test_a_heading_of_a_bottom_line_is_known(heading: str) -> None:
    assert role_of(heading) is SectionRole.BOTTOM_LINE


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "So what is fibre?",
        "So much for creams",
        "Where bacteria live",
        "What I ate for ninety days",
        "Points of contact",
        "Verdicts that were overturned",
        "What the trials found",
        "Concluding a trial early",
        "Was das Darmmikrobiom ist",
        "Lo que comemos",
        "The bottom line " * 10,
    ],
)
def test_a_heading_that_only_resembles_one_is_that_of_any_section(heading: str) -> None:
    assert role_of(heading) is SectionRole.BODY
