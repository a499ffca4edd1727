"""The outbox: files that a mail program opens, and pages on which nothing a stranger wrote can act."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.errors import ProviderUnavailable
from gutletter.message import as_test, compose, personalised
from gutletter.model import Outcome
from gutletter.providers import outbox_page
from gutletter.providers.outbox import Outbox, _file_name, _folder_name
from tests.fakes.letters import AT, LETTER, crowd, delivery

ANN, BO = delivery("Ann"), delivery("Bo")


class Page(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(file.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def send(outbox: Path, *deliveries: Any, letter: Any = LETTER, at: datetime = AT) -> list[Outcome]:
    return [receipt.outcome for receipt in Outbox(outbox, clock=lambda: at).send(letter, deliveries)]


def emls(outbox: Path) -> list[Path]:
    return sorted(outbox.rglob("*.eml"))


# ── the files ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_letter_is_one_file_and_the_receipt_says_which(outbox: Path) -> None:
    (receipt,) = Outbox(outbox, clock=lambda: AT).send(LETTER, [ANN])
    assert (outbox / receipt.provider_id).read_bytes() == compose(LETTER, ANN, at=AT)


def test_handing_a_delivery_over_again_leaves_one_copy_even_on_another_day(outbox: Path) -> None:
    send(outbox, ANN)
    send(outbox, ANN._replace(email="ann.new@example.net"), at=AT + timedelta(days=1))
    (file,) = emls(outbox)
    assert b"ann.new@example.net" in file.read_bytes()


def test_a_test_copy_does_not_stand_among_the_readers_letters(outbox: Path) -> None:
    send(outbox, ANN)
    send(outbox, ANN, letter=as_test(LETTER))
    assert len({file.parent for file in emls(outbox)}) == 2


@given(
    name=st.text(max_size=200)
    | st.sampled_from(["../../evil", "/etc/passwd", "..", ".", "", "a/b", "a\\b", "a\0b", "-rf"])
)
def test_no_delivery_id_can_name_a_file_elsewhere(name: str) -> None:
    file = _file_name(ANN._replace(id=name))
    assert Path(file).name == file
    assert file.endswith(".eml")
    assert not file.startswith((".", "-"))
    assert len(file.encode()) <= 110
    assert file.isascii()


@given(first=st.text(max_size=20), second=st.text(max_size=20))
def test_different_deliveries_have_different_files(first: str, second: str) -> None:
    names = {_file_name(ANN._replace(id=name)) for name in (first, second)}
    assert len(names) == len({first, second})


@pytest.mark.parametrize("subject", ["../..", "", "/", "[[reader_name]]", "发酵食品", "x" * 500, ".hidden"])
def test_no_subject_can_name_a_folder_elsewhere(subject: str) -> None:
    name = _folder_name(replace(LETTER, subject=subject))
    assert Path(name).name == name
    assert not name.startswith(".")
    assert len(name) <= 80


# ── a folder that cannot be written ───────────────────────────────────────────────────────────────────────────────


def test_a_disk_that_is_full_names_the_folder_and_leaves_no_half_letter(
    outbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = Path.write_bytes, iter(range(99))

    def full(self: Path, content: bytes) -> int:
        if self.name.endswith(".eml.partial") and next(written) >= 1:
            write(self, content[:50])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    receipts = Outbox(outbox, clock=lambda: AT).send(LETTER, [ANN, BO])
    assert next(receipts).outcome is Outcome.ACCEPTED
    with pytest.raises(ProviderUnavailable, match=r"outbox cannot be written: No space left on device") as caught:
        next(receipts)
    assert "Make room" in caught.value.remedy
    assert [file.name for file in outbox.rglob("*.eml*")] == [_file_name(ANN)]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux has a folder that nobody can write to")
def test_a_folder_that_cannot_be_written_is_named_with_what_to_do() -> None:
    with pytest.raises(
        ProviderUnavailable, match=r"The outbox /proc/self/outbox cannot be written: .*let this user write"
    ):
        send(Path("/proc/self/outbox"), ANN)


def test_a_page_that_cannot_be_written_does_not_make_letters_doubtful(outbox: Path) -> None:
    (outbox / "index.html").mkdir(parents=True)
    assert send(outbox, ANN, BO) == [Outcome.ACCEPTED, Outcome.ACCEPTED]


# ── the pages ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_each_letter_with_its_text_headers_and_file(outbox: Path) -> None:
    send(outbox, ANN, BO)
    page = Page(outbox / "index.html")
    _, html, text = personalised(LETTER, ANN)
    frames = [frame["srcdoc"] or "" for frame in page.all("iframe")]
    assert len(frames) == 2
    assert html in [frame.replace('<base target="_blank">', "").replace("\n", "") for frame in frames]
    assert " ".join(text.split()) in page.text
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in page.text
    assert "Sunday, 22 November 2026, 07:30 UTC" in page.text
    linked = {outbox / str(link["href"]) for link in page.all("a") if str(link["href"]).endswith(".eml")}
    assert linked == set(emls(outbox))


def test_every_link_of_both_pages_leads_to_something(outbox: Path) -> None:
    send(outbox, *crowd(outbox_page.SHOWN + 3), letter=replace(LETTER, subject="Earlier & older"))
    send(outbox, *crowd(outbox_page.SHOWN + 3))
    (folder,) = {file.parent for file in emls(outbox) if file.parent.name == _folder_name(LETTER)}
    for file in (outbox / "index.html", folder / "index.html"):
        page = Page(file)
        ids = {attributes.get("id") for _, attributes in page.elements}
        for link in page.all("a"):
            target = str(link["href"])
            assert target[1:] in ids if target.startswith("#") else (file.parent / target).exists(), target
        for label in page.all("label"):
            assert label["for"] in ids
        assert "Earlier & older" in page.text


def test_the_page_stays_small_however_many_letters_there_are(outbox: Path) -> None:
    send(outbox, *crowd(outbox_page.SHOWN + 40))
    page = Page(outbox / "index.html")
    assert len(page.all("iframe")) == outbox_page.SHOWN
    assert f"{outbox_page.SHOWN + 40} letters" in page.text
    assert "The other 40 are" in page.text


def test_the_newest_letters_come_first(outbox: Path) -> None:
    many = crowd(outbox_page.SHOWN + 5)
    send(outbox, *many)
    for age, file in enumerate(emls(outbox)):
        os.utime(file, (1_700_000_000 - age, 1_700_000_000 - age))
    send(outbox, delivery("Latest"))
    page = Page(outbox / "index.html")
    assert page.all("iframe")[0]["title"] == "The letter to Latest"


def test_nothing_a_stranger_wrote_can_act_on_the_page(outbox: Path) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    hostile = replace(
        LETTER,
        subject=f"{evil} [[reader_name]]",
        html=f'<html><head></head><body onload="alert(1)">{evil}</body></html>',
        text=f"</pre>{evil}",
    )
    send(outbox, delivery(evil, "eve@example.net"), letter=hostile)
    for file in outbox.rglob("index.html"):
        page = Page(file)
        assert page.all("script") == []
        assert page.all("img") == []
        assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
        for frame in page.all("iframe"):
            assert "allow-scripts" not in str(frame["sandbox"])
            assert "allow-same-origin" not in str(frame["sandbox"])


def test_the_pages_policy_allows_styles_and_pictures_and_nothing_else(outbox: Path) -> None:
    send(outbox, ANN)
    (policy,) = (
        str(meta["content"])
        for meta in Page(outbox / "index.html").all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "https: http: data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
