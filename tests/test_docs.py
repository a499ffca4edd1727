"""What the README promises to name, it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gutletter.settings import Settings
from tests.conftest import type_in

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def verbs(*words: str) -> set[str]:
    """The verbs a help page lists."""
    page = type_in(ROOT, *words, "--help").out
    return set(re.findall(r"^│ ([a-z]+)  ", page, re.M))


def test_every_verb_is_in_the_readme() -> None:
    named = verbs()

    assert {"send", "status", "queue", "subscribers"} <= named
    assert {verb for verb in named if not re.search(rf"gutletter {verb}\b", README)} == set()


@pytest.mark.parametrize("group", ["queue", "subscribers"])
def test_every_verb_of_a_group_is_in_the_readme(group: str) -> None:
    assert {verb for verb in verbs(group) if not re.search(rf"\b{verb}\b", README)} == set()


def test_every_verb_has_help_with_an_example() -> None:
    paths = [[verb] for verb in verbs() - {"queue", "subscribers"}]
    paths += [[group, verb] for group in ("queue", "subscribers") for verb in verbs(group)]

    for path in paths:
        assert f"gutletter {' '.join(path)}" in type_in(ROOT, *path, "--help").out.replace("\n", " "), path


@pytest.mark.parametrize("section", sorted(set(Settings.model_fields) - {"folder", "secret", "previous_secret"}))
def test_every_setting_is_in_the_readme(section: str) -> None:
    kind = Settings.model_fields[section].annotation
    names = {name for name in kind.model_fields if f"{section}.{name}" not in Settings.SECRETS}  # type: ignore[union-attr]  # every section is a model

    assert {name for name in names if f"`{name}`" not in README} == set()


@pytest.mark.parametrize("name", list(Settings.SECRETS.values()))
def test_every_secret_is_in_the_readme(name: str) -> None:
    assert name in README


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_every_link_in_the_readme_leads_somewhere(link: str) -> None:
    assert link.startswith("https://") or (ROOT / link).exists()
