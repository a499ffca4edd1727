"""Tables on a terminal: aligned where they fit, and never cut off where they do not."""

from __future__ import annotations

import os
import pty
import re
import sys
from pathlib import Path

import pytest

from gutletter.cli.printing import blocks
from tests.conftest import Publication


def on_a_terminal(folder: Path, columns: int, *words: str) -> list[str]:
    """The lines a verb shows on a real terminal of this width."""
    child, terminal = pty.fork()
    if child == 0:  # pragma: no cover  # another process
        os.environ |= {"COLUMNS": str(columns), "TERM": "xterm"}
        os.chdir(folder)
        os.execv(sys.executable, [sys.executable, "-m", "gutletter", *words])
    said = b""
    try:
        while part := os.read(terminal, 65_536):
            said += part
    except OSError:
        pass  # how Linux says that the other end is closed
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert status == 0, said.decode()
    return re.sub(r"\x1b\[[\d;]*m", "", said.decode()).replace("\r", "").splitlines()


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_list_of_readers_is_whole_at_every_width(publication: Publication, columns: int) -> None:
    address = "augusta.ada.king.countess@lovelace.example.org"
    assert publication.run("subscribers", "add", address, "--name", "Augusta Ada King, Countess of Lovelace").code == 0

    lines = on_a_terminal(publication.folder, columns, "subscribers", "list")

    said = " ".join(" ".join(lines).split())
    for word in (address, "Augusta", "Lovelace", "confirmed", "added by hand"):
        assert word in said
    assert "…" not in said
    assert (len(lines) <= 4) == (columns == 200)


def test_a_row_that_is_too_wide_is_a_block_under_its_name() -> None:
    rows = [["1", "fibre", "", "2"], ["2", "tea [b]", "12 May", "0"]]

    assert blocks(("", "issue", "opened", "left"), rows) == (
        "[bold]1 fibre[/]\n  left    2\n\n[bold]2 tea \\[b][/]\n  opened  12 May\n  left    0"
    )
