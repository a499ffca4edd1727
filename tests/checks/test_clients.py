"""Whether the letter rests on something that the great mail clients do not do."""

from __future__ import annotations

import pytest

from gutletter.checks.clients import HARMLESS, clients
from gutletter.checks.clients_table import CLIENTS, UNSUPPORTED
from tests.checks.proposals import only, sound, with_body, with_html


def test_the_default_theme_rests_on_nothing_that_is_missing_anywhere() -> None:
    assert list(clients(sound())) == []


@pytest.mark.parametrize(
    ("spoilt", "feature", "client"),
    [
        ('<div style="display: flex">x</div>', "display: flex", "Outlook for Windows"),
        ('<div style="display: grid">x</div>', "display: grid", "Outlook for Windows"),
        ('<p style="color: var(--ink)">x</p>', "var()", "Gmail"),
        ('<p style="background-image: url(https://example.org/a.png)">x</p>', "background", "Outlook for Windows"),
        ('<p style="position: sticky">x</p>', "position", "Gmail"),
        ("<svg><path></path></svg>", "<svg>", "Gmail"),
        ('<video src="https://example.org/v.mp4"></video>', "<video>", "Gmail"),
        ('<img src="https://example.org/oats.svg" alt="Oats">', "svg", "Gmail"),
        (
            '<img src="https://example.org/oats.jpg" srcset="https://example.org/2.jpg 2x" alt="Oats">',
            "srcset",
            "Gmail",
        ),
        ('<p style="font-size: 4vw">x</p>', "unit vw", "Outlook for Windows"),
    ],
)
def test_what_a_client_lacks_is_named_with_the_client(spoilt: str, feature: str, client: str) -> None:
    finding = only(clients, with_body(spoilt))

    assert feature in finding.message
    assert client in finding.message


def test_what_stands_in_style_is_judged_too() -> None:
    finding = only(clients, with_html("</head>", "<style>@import 'https://example.org/a.css';</style></head>"))

    assert "@import" in finding.message


def test_a_feature_is_told_once_however_often_it_is_used() -> None:
    only(clients, with_body('<div style="display: flex">x</div>' * 9))


def test_what_only_one_client_reads_is_its_own_matter() -> None:
    assert (
        list(clients(with_body('<p style="mso-line-height-rule: exactly; -webkit-text-size-adjust: 100%">x</p>'))) == []
    )


def test_every_entry_of_the_allow_list_gives_a_reason() -> None:
    assert all(len(reason.split()) >= 3 for reason in HARMLESS.values())


def test_the_table_names_only_clients_it_knows() -> None:
    assert len(UNSUPPORTED) > 250
    assert set("".join(UNSUPPORTED.values())) <= set(CLIENTS)
