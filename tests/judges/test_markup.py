"""The Nu HTML checker, the W3C's own, on every mail in one run of Java."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.judges.conftest import Allowed, Complaint
from tests.judges.mails import Mail

JUDGE = "nu"
pytestmark = [pytest.mark.judges, pytest.mark.slow]

SPOILED = "<!DOCTYPE html>\n<html lang='en'><title>A</title><p><td>a</p><img src='a.png'></html>"


@pytest.fixture(scope="module")
def said(
    mails: tuple[Mail, ...], tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> list[Complaint]:
    """The checker's errors; what it calls obsolete in tables is what Outlook for Windows needs, and no error."""
    folder = tmp_path_factory.mktemp("nu")
    documents = {mail.name: mail.html for mail in mails} | {"spoiled": SPOILED}
    return list(_check(documents, folder, tool("java"), tool("vnu-jar/build/dist/vnu.jar")))


def _check(documents: Mapping[str, str], folder: Path, java: str, jar: str) -> list[Complaint]:
    for name, html in documents.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    files = [str(folder / f"{name}.html") for name in documents]
    ran = subprocess.run(
        [java, "-Xss2m", "-jar", jar, "--format", "json", "--stdout", *files],
        capture_output=True, check=False, timeout=100,
    )  # fmt: skip
    return [
        Complaint(Path(one["url"]).stem, one["message"], "", one.get("extract", ""))
        for one in json.loads(ran.stdout)["messages"]
        if one["type"] == "error"
    ]


def test_the_html_is_as_the_standard_has_it(said: list[Complaint], beyond_allowed: Allowed) -> None:
    assert beyond_allowed(one for one in said if one.mail != "spoiled") == []


def test_the_checker_sees_what_is_wrong(said: list[Complaint]) -> None:
    assert len([one for one in said if one.mail == "spoiled"]) == 2
