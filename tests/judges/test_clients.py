"""caniemail's library: what Gmail, Outlook, Apple Mail and Yahoo do not support, with their styles and without."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest

from tests.judges.conftest import HERE, Allowed, Complaint
from tests.judges.mails import Mail

JUDGE = "caniemail"
pytestmark = [pytest.mark.judges, pytest.mark.slow]

CLIENTS = [
    *(f"gmail.{where}" for where in ("android", "desktop-webmail", "ios", "mobile-webmail")),
    *(f"outlook.{where}" for where in ("android", "ios", "macos", "outlook-com", "windows", "windows-mail")),
    *(f"apple-mail.{where}" for where in ("ios", "macos")),
    *(f"yahoo.{where}" for where in ("android", "desktop-webmail", "ios")),
]
SPOILED = (
    '<html><body><div style="display: grid; position: fixed"><video src="https://example.org/a.mp4"></video></div>'
)


@pytest.fixture(scope="module")
def said(mails: tuple[Mail, ...], tool: Callable[[str], str]) -> list[Complaint]:
    """What a client does not support; "without" names the mails whose ``<style>`` was taken away.

    What it supports in part is named with caniemail's note on the part that is missing.
    """
    tool("caniemail/dist/index.js")
    documents = {mail.name: mail.html for mail in mails}
    documents |= {f"{mail.name} without": mail.bare for mail in mails} | {"spoiled": SPOILED}
    ran = subprocess.run(
        [tool("node"), str(HERE / "clients.mjs")],
        input=json.dumps({"clients": CLIENTS, "documents": documents}),
        capture_output=True, check=True, text=True, timeout=100,
    )  # fmt: skip
    return [
        Complaint(name, f"{feature}, in part: {notes}" if partly else feature, client, f"line {line}")
        for name, client, feature, partly, line, notes in json.loads(ran.stdout)
    ]


def test_nothing_rests_on_what_a_client_does_not_support(said: list[Complaint], beyond_allowed: Allowed) -> None:
    assert {(one.what, one.where) for one in beyond_allowed(one for one in said if one.mail != "spoiled")} == set()


def test_without_styles_no_layout_is_left_to_them(said: list[Complaint]) -> None:
    """What only styles can do is gone then: what remains unsupported is decoration, or has an attribute beside it."""
    remaining = {one.what for one in said if one.mail.endswith("without")}

    assert not remaining & {"@media", "text-wrap", "!important keyword", "<style> element", "Class selector", ":hover"}
    assert not remaining & {"display:flex", "display:grid", "position", "float", "CSS variables", "background-image"}


def test_the_library_sees_what_is_not_supported(said: list[Complaint]) -> None:
    seen = {one.what for one in said if one.mail == "spoiled"}

    assert {"<video> element", "position"} & seen
    assert len(seen) >= 2
