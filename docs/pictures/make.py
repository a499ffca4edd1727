"""Makes the pictures of the README: the demo's letter on a phone, on a desktop and in the dark.

    uv run python docs/pictures/make.py

It needs Chromium (GUTLETTER_TEST_CHROMIUM names one that is not in the path). Fonts are those of the machine.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import sync_playwright

from gutletter import bootstrap
from gutletter.cli.publication import DEMO_ARTICLES, make_publication
from gutletter.message import personalised
from gutletter.pipeline import addressed, propose, read_queue
from gutletter.settings import load

HERE = Path(__file__).parent
LARGEST = 200_000  # bytes; a README should open at once


class Look(NamedTuple):
    """One picture: how wide and high the window is, whether it is dark, and what stands in its middle."""

    width: int
    height: int
    light: Literal["light", "dark"]
    middle: str = ""  # a CSS selector; empty: the letter's beginning


LOOKS = {
    "phone": Look(375, 780, "light"),
    "desktop": Look(800, 860, "light"),
    "dark": Look(375, 780, "dark", ".remembered"),
}


def demo_letter(folder: Path) -> str:
    """What Ada gets from ``gutletter demo``."""
    make_publication(folder, "The Gut Letter", postal_address="12 Orchard Lane, Anytown", article_url=DEMO_ARTICLES)
    shutil.copytree(bootstrap.shipped("issues"), folder / "issues", dirs_exist_ok=True)
    with bootstrap.open_newsroom(load(folder)) as newsroom:
        drafts = [place.draft for place in read_queue(newsroom)[0]]
        rendered = propose(newsroom, drafts[0], drafts).rendered
        ada = addressed(newsroom.letterhead, newsroom.secret, 1, 1, "ada@example.org", "Ada")
        return personalised(rendered, ada)[1]


def main() -> None:
    """Write the pictures beside this file."""
    chromium = os.environ.get("GUTLETTER_TEST_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        sys.exit("There is no Chromium; install Debian's package chromium.")
    with tempfile.TemporaryDirectory() as room, sync_playwright() as playwright:
        html = demo_letter(Path(room) / "demo")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--hide-scrollbars"])
        for name, look in LOOKS.items():
            size = {"width": look.width, "height": look.height}
            page = browser.new_page(viewport=size, color_scheme=look.light, device_scale_factor=2)  # type: ignore[arg-type]  # a ViewportSize is such a dict
            page.set_content(html)
            if look.middle:
                page.eval_on_selector(look.middle, "element => element.scrollIntoView({ block: 'center' })")
            file = HERE / f"{name}.png"
            page.screenshot(path=file)
            print(f"{file.name}: {file.stat().st_size // 1000} kB")
            if file.stat().st_size > LARGEST:
                sys.exit(f"{file.name} is larger than {LARGEST // 1000} kB; show less of the letter.")
        browser.close()


if __name__ == "__main__":
    main()
