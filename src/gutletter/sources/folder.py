"""The editors' folder: one file per article, read anew every time, so that saving a file is all an editor does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from gutletter.drafts import FORMATS, LARGEST, parse_draft
from gutletter.errors import GutletterError, UnreadableDraft
from gutletter.model import Draft, Finding, Severity

_CHECK = "readable"


@dataclass(frozen=True, slots=True)
class IssuesFolder:
    """A ``ports.Queue`` over a folder.

    Hidden files, ``README*``, names that begin with ``_`` and subfolders are the editors' own affair. ``language`` and
    ``article_url`` are for files that name none, as in ``drafts.parse_draft``.
    """

    path: Path
    timezone: tzinfo
    language: str = "en"
    article_url: str = ""

    def read(self) -> tuple[Sequence[Draft], Sequence[Finding]]:
        """Every draft that can be read, by file name, and a finding for every file that cannot.

        Raises GutletterError when the folder itself is not there or closed to us.
        """
        drafts: list[Draft] = []
        findings: list[Finding] = []
        for file in self._files():
            try:
                drafts.append(self._read(file))
            except UnreadableDraft as error:
                severity = Severity.ERROR if file.suffix.lower() in FORMATS else Severity.WARNING
                findings.append(Finding(severity, _CHECK, error.place, error.line, error.message, error.remedy))
        return drafts, findings

    def _files(self) -> list[Path]:
        try:
            entries = sorted(self.path.iterdir(), key=lambda entry: entry.name)
        except FileNotFoundError as error:
            raise GutletterError(
                f"There is no folder {self.path}.", remedy="Make it; gutletter new TITLE does, too."
            ) from error
        except OSError as error:
            raise GutletterError(
                f"The folder {self.path} cannot be read ({error.strerror}).",
                remedy="Check that it is a folder of ours.",
            ) from error
        return [entry for entry in entries if not _is_left_alone(entry)]

    def _read(self, file: Path) -> Draft:
        name = f"{self.path.name}/{file.name}".encode(errors="replace").decode()
        if file.suffix.lower() not in FORMATS:
            endings = ", ".join(FORMATS)
            raise UnreadableDraft(name, 0, "This file is not read.", remedy=f"Articles end in {endings}.")
        try:
            target = file.resolve(strict=True)
            if not target.is_relative_to(self.path.resolve()):
                raise UnreadableDraft(
                    name, 0, "This link leads out of the folder.", remedy="Put the article itself here."
                )
            if not target.is_file():
                raise UnreadableDraft(name, 0, "This is no ordinary file.", remedy="Put the article itself here.")
            with target.open("rb") as opened:
                content = opened.read(LARGEST + 1)
        except (OSError, RuntimeError) as error:  # pathlib's word for a circle of links is RuntimeError
            if file.is_symlink() and isinstance(error, FileNotFoundError):
                raise UnreadableDraft(
                    name, 0, "This link leads nowhere.", remedy="Put the article itself here."
                ) from error
            why = getattr(error, "strerror", None) or "its links lead in a circle"
            raise UnreadableDraft(
                name, 0, f"The file cannot be read ({why}).", remedy="Check who may read it."
            ) from error
        return parse_draft(name, content, self.timezone, language=self.language, article_url=self.article_url)


def _is_left_alone(entry: Path) -> bool:
    if entry.name.startswith((".", "_")) or entry.name.upper().startswith("README"):
        return True
    try:
        return entry.is_dir()
    except OSError:
        return False
