"""What editors see before a letter goes."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from starlette.testclient import TestClient

from gutletter import bootstrap
from gutletter.errors import UnknownIssue, UnreadableDraft
from gutletter.pipeline import Newsroom
from gutletter.settings import load
from gutletter.web.editors import preview_app
from gutletter.web.preview import View, preview_of, seen
from gutletter.web.tracing import traced_points
from tests.conftest import Publication

BROKEN = "---\ntitle: Evening Tea\nnot_befor: 2026-01-01\n---\n\nText.\n"


@pytest.fixture
def newsroom(publication: Publication) -> Iterator[Newsroom]:
    with bootstrap.open_newsroom(load(publication.folder)) as opened:
        yield opened


@pytest.fixture
def browser(newsroom: Newsroom) -> TestClient:
    return TestClient(preview_app(lambda: preview_of(newsroom, "evening-tea")), base_url="http://127.0.0.1:8123")


# ── which letter ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_article_is_shown_as_it_would_be_sent_now_and_nothing_is_written(
    publication: Publication, newsroom: Newsroom
) -> None:
    publication.article("evening-tea")

    preview = preview_of(newsroom, "evening-tea")

    assert preview.standing == "as it would be sent now"
    assert preview.title == "Evening Tea"
    assert newsroom.store.issues() == []


def test_without_a_name_it_is_the_next_one(publication: Publication, newsroom: Newsroom) -> None:
    publication.article("later", day="2026-09-02")
    publication.article("evening-tea", day="2026-09-01")

    assert preview_of(newsroom).title == "Evening Tea"


def test_an_issue_that_was_opened_is_shown_as_it_was_frozen(publication: Publication, newsroom: Newsroom) -> None:
    file = publication.article("evening-tea")
    publication.readers("ada")
    publication.run("send", "--yes")
    file.write_text(file.read_text("utf-8").replace("42 adults", "420 adults"), "utf-8")

    preview = preview_of(newsroom, "evening-tea")

    assert "frozen" in preview.standing
    (mail,) = publication.mails()
    text = mail.get_body(("plain",))
    assert text is not None
    same = preview.text.replace("reader@example.org", "ada@example.org")
    own = r"/[upv]/\S+"  # each copy's links are its reader's
    assert re.sub(own, "", same).split() == re.sub(own, "", text.get_content()).split()


def test_a_file_that_cannot_be_read_is_told_by_its_slug_or_name_with_line_and_remedy(
    publication: Publication, newsroom: Newsroom
) -> None:
    publication.write("2026-09-01-evening-tea.md", BROKEN)

    for name in ("evening-tea", "2026-09-01-evening-tea.md", "issues/2026-09-01-evening-tea.md"):
        with pytest.raises(UnreadableDraft, match=r"2026-09-01-evening-tea\.md:3: .*not_befor"):
            preview_of(newsroom, name)
    with pytest.raises(UnknownIssue):
        preview_of(newsroom, "morning-tea")


# ── what is seen ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_light_is_shown_whatever_light_the_machine_is_set_to(publication: Publication, newsroom: Newsroom) -> None:
    publication.article("evening-tea")
    html = preview_of(newsroom, "evening-tea").html
    assert "prefers-color-scheme: dark" in html

    light, dark = seen(html, View.LIGHT), seen(html, View.DARK)

    assert "prefers-color-scheme" not in light + dark
    assert "@media not all" in light
    assert "@media all" in dark
    assert 'content="dark"' in dark
    assert "light dark" not in light + dark


def test_without_style_only_what_stands_in_the_elements_is_left(publication: Publication, newsroom: Newsroom) -> None:
    publication.article("evening-tea")

    bare = seen(preview_of(newsroom, "evening-tea").html, View.WITHOUT_STYLE)

    assert "<style" not in bare
    assert 'style="' in bare


def test_with_images_off_no_image_has_an_address() -> None:
    html = '<head></head><p><img alt="Tea" src="https://example.org/tea.png"><IMG width=1 SRC = x></p>'

    assert "src=" not in seen(html, View.IMAGES_OFF).replace("data-src=", "")
    assert 'alt="Tea"' in seen(html, View.IMAGES_OFF)


def test_words_left_out_of_a_sentence_are_marked_and_nothing_is_lost(
    publication: Publication, newsroom: Newsroom
) -> None:
    file = publication.article("evening-tea")
    text = file.read_text("utf-8").replace("Tea in the evening may", "However, tea in the evening may")
    file.write_text(text, "utf-8")

    points = traced_points(preview_of(newsroom, "evening-tea").digest, "en")

    for traced in points:
        assert " ".join(words for words, _ in traced.source) == " ".join(traced.point.source.text.split())
    (shortened,) = (traced for traced in points if traced.point.source.text.startswith("However"))
    assert ("However,", False) in shortened.source


# ── the page ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_the_letter_its_checks_and_where_each_point_comes_from(
    publication: Publication, newsroom: Newsroom, browser: TestClient
) -> None:
    file = publication.article("evening-tea")
    file.write_text(file.read_text("utf-8").replace("tags: [tea]", "related: [Nobody Wrote This]"), "utf-8")

    page = browser.get("/")

    assert page.status_code == 200
    assert "1 warning" in page.text
    assert "“Nobody Wrote This” matches no article" in page.text
    for number, point in enumerate(preview_of(newsroom, "evening-tea").digest.points, 1):
        assert f'id="source-{number}"' in page.text
        assert point.source.text.split()[-1] in page.text
    assert "List-Unsubscribe-Post" in page.text


def test_what_is_saved_is_seen_and_what_is_not_changed_is_not_sent_again(
    publication: Publication, browser: TestClient
) -> None:
    file = publication.article("evening-tea")
    seen_first = browser.get("/").headers["etag"]

    assert browser.get("/", headers={"If-None-Match": seen_first}).status_code == 304
    file.write_text(file.read_text("utf-8").replace("Evening Tea", "Tea at Midnight"), "utf-8")
    again = browser.get("/", headers={"If-None-Match": seen_first})

    assert again.status_code == 200
    assert "Tea at Midnight" in again.text
    assert "Tea at Midnight" in browser.get("/letter/light.html").text


def test_an_article_that_cannot_be_rendered_shows_where_and_the_remedy_until_it_is_mended(
    publication: Publication, browser: TestClient
) -> None:
    publication.write("2026-09-01-evening-tea.md", BROKEN)

    page = browser.get("/")

    assert "2026-09-01-evening-tea.md:3" in page.text
    assert "not_before" in page.text
    assert browser.get("/letter/light.html").status_code == 404
    assert browser.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code == 304
    publication.article("evening-tea")
    assert "Evening Tea" in browser.get("/", headers={"If-None-Match": page.headers["etag"]}).text


def test_a_broken_template_is_shown_in_the_page(publication: Publication, browser: TestClient) -> None:
    publication.article("evening-tea")
    folder = publication.folder / "templates" / "email" / "issue"
    folder.mkdir(parents=True)
    (folder / "body.html").write_text("{{ surprise }}", "utf-8")

    assert "surprise" in browser.get("/").text


def test_the_email_can_be_taken_away(publication: Publication, browser: TestClient) -> None:
    publication.article("evening-tea")

    answer = browser.get("/letter.eml")

    mail = message_from_bytes(answer.content, policy=policy.default)
    assert answer.headers["content-type"] == "message/rfc822"
    assert mail["To"] == "reader@example.org"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


# ── strangers ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/", "/letter/light.html", "/letter.eml", "/static/preview.css"])
def test_only_looking_is_possible_and_only_by_this_machines_own_name(
    publication: Publication, browser: TestClient, path: str
) -> None:
    publication.article("evening-tea")

    assert browser.get(path).status_code == 200
    assert browser.get(path, headers={"Host": "localhost:8123"}).status_code == 200
    for host in ("evil.example", "127.0.0.1.evil.example", "192.168.0.1", ""):
        assert browser.get(path, headers={"Host": host}).status_code == 400
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert browser.request(method, path).status_code == 405


@pytest.mark.parametrize("path", ["/static/../editors.py", "/static/%2e%2e/editors.py", "/letter/other.html", "/docs"])
def test_there_is_nothing_else(publication: Publication, browser: TestClient, path: str) -> None:
    publication.article("evening-tea")

    assert browser.get(path).status_code in (404, 422)


def test_neither_the_page_nor_the_letter_may_run_anything_of_strangers_or_fetch_it(
    publication: Publication, browser: TestClient
) -> None:
    publication.article("evening-tea")

    page, letter = (browser.get(path).headers["content-security-policy"] for path in ("/", "/letter/dark.html"))

    assert "default-src 'none'" in page
    assert "unsafe" not in page
    assert "http" not in page + letter
    assert "default-src 'none'" in letter
    assert "script-src" not in letter
    assert "sandbox" in letter
    assert "allow-same-origin" not in letter
    assert not re.search(
        r"<script(?! src=)|<style|\son\w+=|\sstyle=", re.sub(r"<pre>.*?</pre>", "", browser.get("/").text, flags=re.S)
    )


# ── the verb ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_is_written_as_files_that_need_no_server(publication: Publication, tmp_path: Path) -> None:
    publication.article("evening-tea")

    said = publication.run("preview", "evening-tea", "--out", str(tmp_path / "out"))

    assert said.code == 0, said.err
    assert said.out.strip() == (tmp_path / "out" / "index.html").as_uri()
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "index.html", "letter.html", "letter.txt", "letter.eml",
    }  # fmt: skip
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert not re.search(r"<(script|link rel=\"stylesheet\"|iframe[^>]* src=)", page)
    html = (tmp_path / "out" / "letter.html").read_text("utf-8")
    assert "Evening Tea" in html
    assert "[[" not in html


def test_files_are_not_written_for_an_article_that_cannot_become_a_letter(
    publication: Publication, tmp_path: Path
) -> None:
    publication.write("2026-09-01-evening-tea.md", BROKEN)

    said = publication.run("preview", "evening-tea", "--out", str(tmp_path / "out"))

    assert said.code == 1
    assert "2026-09-01-evening-tea.md:3" in said.err
    assert not (tmp_path / "out").exists()


def test_what_nobody_wrote_and_where_nobody_may_write_is_told(publication: Publication, tmp_path: Path) -> None:
    assert publication.run("preview", "--out", str(tmp_path / "out")).code == 2  # the queue is empty
    publication.article("evening-tea")
    (tmp_path / "file").write_text("")

    assert "evening-tea" in publication.run("preview", "coffee", "--out", str(tmp_path / "out")).err
    said = publication.run("preview", "--out", str(tmp_path / "file"))
    assert said.code == 2
    assert "--out" in said.err


@pytest.mark.parametrize("verb", ["preview", "web"])
def test_a_port_that_is_taken_is_told(publication: Publication, verb: str) -> None:
    publication.article("evening-tea")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = publication.run(verb, "--port", str(taken.getsockname()[1]))

    assert said.code == 2
    assert "--port" in said.err


@pytest.mark.slow
@pytest.mark.parametrize(("words", "path"), [(["preview", "evening-tea"], "/"), (["web", "--port", "0"], "/healthz")])
def test_it_serves_on_loopback_until_ctrl_c_and_ends_with_0(
    publication: Publication, words: list[str], path: str
) -> None:
    publication.article("evening-tea")
    served = subprocess.Popen(
        [sys.executable, "-m", "gutletter", *words], cwd=publication.folder, stdout=subprocess.PIPE, text=True
    )
    try:
        assert served.stdout is not None
        (address,) = re.findall(r"http://127\.0\.0\.1:\d+", served.stdout.readline())
        with build_opener(ProxyHandler({})).open(address + path, timeout=30) as answer:
            assert answer.status == 200
        served.send_signal(signal.SIGINT)
        assert served.wait(timeout=30) == 0
    finally:
        served.kill()
        served.communicate()
