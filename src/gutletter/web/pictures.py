"""Pictures of the letter, as mail clients would show it: drawn by Chromium, which Playwright drives.

Neither comes with gutletter; a preview in a browser needs neither.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gutletter.errors import SettingsError
from gutletter.web.preview import Preview, View, seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PHONE, DESKTOP = 375, 800  # pixels
PICTURES: Final = {
    "phone-light": (PHONE, View.LIGHT),
    "phone-dark": (PHONE, View.DARK),
    "desktop-light": (DESKTOP, View.LIGHT),
    "desktop-dark": (DESKTOP, View.DARK),
    "phone-images-off": (PHONE, View.IMAGES_OFF),
    "phone-without-style": (PHONE, View.WITHOUT_STYLE),
}
"""File names, and what they show; a file has two pixels for each of the letter's."""


def write_pictures(preview: Preview, folder: Path) -> tuple[Path, ...]:
    """Draw the whole letter in every light; the files' paths.

    Nothing is fetched, so pictures in the letter show their words. Raises SettingsError when there is no Playwright, no
    browser, or the folder cannot be written to.
    """
    try:
        # Imported here: it is no dependency of gutletter's.
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise SettingsError(
            "--png needs Playwright, and it is not installed.",
            remedy="pip install playwright && playwright install chromium. Or look at it: gutletter preview.",
        ) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            return _drawn(_opened(playwright), preview, folder)
    except Error as error:
        raise SettingsError(
            f"Chromium could not draw the letter: {error.message.strip().splitlines()[0]}",
            remedy="Install one: playwright install chromium, or your system's package chromium.",
        ) from error
    except OSError as error:
        raise SettingsError(f"{folder}: {error.strerror or error}.", remedy="Choose another with --png.") from error


def _opened(playwright: Playwright) -> Browser:
    """The system's browser if there is one, otherwise Playwright's own."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    return playwright.chromium.launch(executable_path=found, args=["--hide-scrollbars", "--disable-gpu"])


def _drawn(browser: Browser, preview: Preview, folder: Path) -> tuple[Path, ...]:
    files = []
    for name, (width, view) in PICTURES.items():
        page = browser.new_page(
            viewport={"width": width, "height": 600}, device_scale_factor=2, java_script_enabled=False, offline=True
        )
        page.set_content(seen(preview.html, view))
        file = folder / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        page.close()
        files.append(file)
    browser.close()
    return tuple(files)
