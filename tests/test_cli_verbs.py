"""The list of verbs, which is told without loading them, and the verbs, which are loaded one by one."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from gutletter.cli.verbs import PANEL_OF, PANELS, Verb
from tests.conftest import Publication


@pytest.mark.parametrize("name", PANEL_OF)
def test_a_verb_says_of_itself_in_a_list_what_it_says_when_it_is_loaded(name: str) -> None:
    verb, panel = PANELS[PANEL_OF[name]][name], PANEL_OF[name]
    listed, loaded = verb.listed(name, panel), verb.command(name, panel)
    assert listed.help
    for word in ("name", "help", "hidden", "deprecated", "rich_help_panel"):
        assert getattr(listed, word) == getattr(loaded, word), word
    assert listed.get_short_help_str() == loaded.get_short_help_str()


@pytest.mark.parametrize("name", PANEL_OF)
def test_what_stands_in_brackets_is_no_markup_that_vanishes_from_a_verbs_help(name: str) -> None:
    panel = PANEL_OF[name]
    loaded = PANELS[panel][name].command(name, panel)
    said = " ".join([loaded.help or "", *(getattr(one, "help", "") or "" for one in loaded.params)])
    assert not re.findall(r"(?<!\\)\[[a-z]+\]", said)


def test_a_verb_that_is_written_nowhere_is_no_quiet_line_of_the_list() -> None:
    with pytest.raises(LookupError, match=r"gutletter\.cli\.operators has no stauts"):
        Verb("operators", "stauts").listed("stauts", "")


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["stauts"]])
def test_what_lists_the_verbs_loads_none_of_them(words: list[str]) -> None:
    verbs = {f"gutletter.cli.{verb.module}" for panel in PANELS.values() for verb in panel.values()}
    code = "import sys, atexit; from gutletter.cli import main; atexit.register(lambda: print(*sys.modules)); main()"
    said = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
    loaded = set(said.stdout.splitlines()[-1].split())
    assert "gutletter.cli.verbs" in loaded
    assert not loaded & {*verbs, "sqlalchemy"}


def test_the_likeliest_verb_is_named_for_one_that_is_mistyped(publication: Publication) -> None:
    assert "Did you mean 'status'?" in publication.run("stauts").err
