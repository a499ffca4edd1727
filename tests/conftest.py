"""A publication in a folder, and the command line as somebody types it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from gutletter.cli import main
from gutletter.cli.publication import make_publication
from tests.browser import browser as browser  # one for the whole run; Playwright cannot be started twice

ARTICLE = """\
---
title: {title}
url: https://example.org/{slug}
tags: [tea]
---

Tea has been drunk for two thousand years, {slug} included. What it does to sleep has been asked nearly as long.

## What was tried

In one small trial of {slug}, 42 adults drank either black tea or hot water every evening for two weeks.[^1] The people
who drank tea fell asleep about 12 minutes later than those who drank water.[^1] Chance decided who drank what, and
nobody was told what the study was about.

## What was found

Tea in the evening may delay sleep in some adults, though the effect was small and not seen in everyone.[^1] Adults who
drank coffee every day did not sleep worse with tea.[^1] The study was too short to say what happens over months.

## What it does not show

The trial did not include children or pregnant women, so its results may not hold for them.[^1] Nobody measured how
strong the tea was, which makes it hard to compare with tea at home.

## The bottom line

Tea late in the evening may cost some adults a few minutes of sleep, but one small trial cannot say for whom.[^1]

[^1]: An Invented Trial of Evening Tea. Journal of Examples, 2020. https://example.org/trial
"""


@dataclass(frozen=True)
class Said:
    """What a verb answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer, as a script reads it."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Publication:
    """A publication on disk."""

    folder: Path

    def run(self, *words: str) -> Said:
        """Type a verb in this publication's folder."""
        return type_in(self.folder, *words)

    def write(self, name: str, text: str) -> Path:
        """Put an article into the queue."""
        file = self.folder / "issues" / name
        file.write_text(text, "utf-8")
        return file

    def article(self, slug: str, title: str = "", day: str = "2026-09-01") -> Path:
        """Put a sound article into the queue."""
        return self.write(f"{day}-{slug}.md", ARTICLE.format(slug=slug, title=title or slug.replace("-", " ").title()))

    def readers(self, *names: str) -> None:
        """Add confirmed readers."""
        for name in names:
            assert self.run("subscribers", "add", f"{name}@example.org", "--name", name.title()).code == 0

    def mails(self) -> list[EmailMessage]:
        """Every mail in the outbox, by recipient."""
        files = sorted((self.folder / "outbox").rglob("*.eml"))
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return sorted(mails, key=lambda mail: str(mail["To"]))


def type_in(folder: Path, *words: str) -> Said:
    """Type a verb in a folder, in this process."""
    out, err, code, before = io.StringIO(), io.StringIO(), 0, Path.cwd()
    os.chdir(folder)
    argv, sys.argv = sys.argv, ["gutletter", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    finally:
        sys.argv = argv
        os.chdir(before)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own environment does not reach the tests."""
    for name in list(os.environ):
        if name.startswith("GUTLETTER_") and not name.startswith(("GUTLETTER_TEST_", "GUTLETTER_GOLDEN")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A new publication with an empty queue and no reader."""
    folder = tmp_path / "letter"
    make_publication(folder, "The Tea Letter", postal_address="1 Kettle Street")
    return Publication(folder)
