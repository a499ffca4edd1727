"""The letter drawn as pictures. In a process of its own: Playwright cannot be started twice in one."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zlib
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from gutletter.web.pictures import PICTURES
from gutletter.web.preview import View
from tests.conftest import Publication

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def previewed(publication: Publication, *words: str, code: str = "", **environment: str) -> tuple[int, str, str]:
    run = f"{code}\nfrom gutletter.cli import main\nmain()"
    said = subprocess.run(
        [sys.executable, "-c", run, "-C", str(publication.folder), "preview", "evening-tea", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, **environment},
    )
    return said.returncode, said.stdout, said.stderr


def test_the_letter_is_drawn_at_both_widths_in_both_lights_and_at_its_worst(
    publication: Publication, tmp_path: Path, browser: Browser
) -> None:
    publication.article("evening-tea")
    code, out, err = previewed(publication, "--png", str(tmp_path / "p"), "--eml", str(tmp_path / "m" / "tea.eml"))
    assert (code, err) == (0, "")
    assert out.split() == [
        (tmp_path / "m" / "tea.eml").as_uri(),
        *((tmp_path / "p" / f"{name}.png").as_uri() for name in PICTURES),
    ]
    message = message_from_bytes((tmp_path / "m" / "tea.eml").read_bytes(), policy=policy.strict)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for name, (width, view) in PICTURES.items():
        octets = (tmp_path / "p" / f"{name}.png").read_bytes()
        wide, high = struct.unpack(">II", octets[16:24])
        assert wide == 2 * width
        assert high > 2 * 1000
        assert (first_pixel(octets)[0] < 128) == (view is View.DARK), name


def first_pixel(png: bytes) -> bytes:
    """Its colour: nothing stands left of it or above, so every filter leaves it as it is."""
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    return zlib.decompress(packed)[1:4]


def test_without_playwright_the_remedy_is_told(publication: Publication, tmp_path: Path) -> None:
    publication.article("evening-tea")
    code, _, err = previewed(
        publication, "--png", str(tmp_path / "p"), code="import sys; sys.modules['playwright.sync_api'] = None"
    )
    assert code == 2
    assert "pip install playwright" in err
    assert not (tmp_path / "p").exists()


def test_without_a_browser_the_remedy_is_told(publication: Publication, tmp_path: Path) -> None:
    publication.article("evening-tea")
    code, _, err = previewed(
        publication, "--png", str(tmp_path / "p"), PATH="", PLAYWRIGHT_BROWSERS_PATH=str(tmp_path / "none")
    )
    assert code == 2
    assert "playwright install chromium" in err
    assert "Traceback" not in err
