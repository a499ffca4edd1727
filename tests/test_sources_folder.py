from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest

from gutletter.errors import GutletterError
from gutletter.model import Severity
from gutletter.sources.folder import IssuesFolder


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = tmp_path / "issues"
    folder.mkdir()
    (folder / "b.txt").write_text("Second piece\n\nText.")
    (folder / "a.md").write_text("# First piece\n\nText.")
    drafts, findings = IssuesFolder(folder, UTC, article_url="https://example.org/{slug}").read()
    assert [(draft.place, draft.url) for draft in drafts] == [
        ("issues/a.md", "https://example.org/a"),
        ("issues/b.txt", "https://example.org/b"),
    ]
    assert not findings


def test_one_broken_file_never_stops_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"caf\xe9")
    (tmp_path / "b.md").write_text("---\ntitel: x\n---\nText.")
    (tmp_path / "c.md").write_text("# Good\n\nText.")
    drafts, findings = IssuesFolder(tmp_path, UTC).read()
    assert [draft.place.rpartition("/")[2] for draft in drafts] == ["c.md"]
    assert [(finding.place.rpartition("/")[2], finding.line, finding.severity) for finding in findings] == [
        ("a.md", 1, Severity.ERROR),
        ("b.md", 2, Severity.ERROR),
    ]


def test_other_files_are_named_and_private_ones_left_alone(tmp_path: Path) -> None:
    for name in ("notes.docx", ".hidden.md", "_sketch.md", "README.md"):
        (tmp_path / name).write_text("x")
    (tmp_path / "pictures").mkdir()
    drafts, findings = IssuesFolder(tmp_path, UTC).read()
    assert not drafts
    assert [(finding.place.rpartition("/")[2], finding.severity) for finding in findings] == [
        ("notes.docx", Severity.WARNING)
    ]


def test_a_link_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "issues"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("# Secret\n\nText.")
    (folder / "a.md").symlink_to(tmp_path / "secret.md")
    (folder / "b.md").symlink_to("b.md")
    (folder / "c.md").symlink_to("nowhere.md")
    (folder / "d.md").write_text("# Fine\n\nText.")
    (folder / "e.md").symlink_to("d.md")
    drafts, findings = IssuesFolder(folder, UTC).read()
    assert [draft.place.rpartition("/")[2] for draft in drafts] == ["d.md", "e.md"]
    assert [finding.place.rpartition("/")[2] for finding in findings] == ["a.md", "b.md", "c.md"]
    assert all(finding.remedy for finding in findings)


def test_a_file_that_is_too_large_is_not_read_into_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(3_000_000_000)  # a hole: it takes no room on the disk
    drafts, findings = IssuesFolder(tmp_path, UTC).read()
    assert not drafts
    assert "larger than" in findings[0].message


def test_a_folder_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(GutletterError, match="There is no folder") as caught:
        IssuesFolder(tmp_path / "none", UTC).read()
    assert caught.value.remedy


def test_a_file_where_the_folder_should_be_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "issues").write_text("x")
    with pytest.raises(GutletterError, match="cannot be read") as caught:
        IssuesFolder(tmp_path / "issues", UTC).read()
    assert caught.value.remedy
