"""The page behind readers' unsubscribe link: who may leave by it, and what never makes anybody leave."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import DictLoader, FileSystemLoader
from starlette.testclient import TestClient

from gutletter.bootstrap import shipped
from gutletter.errors import SettingsError, ThemeError
from gutletter.links import Purpose, token
from gutletter.model import NewSubscriber, SubscriberState
from gutletter.ports import Store
from gutletter.store import open_store
from gutletter.theme import theme
from gutletter.web.answering import masked, preferred
from gutletter.web.readers import readers_app
from tests.doors import EARLIER, LETTERHEAD, NOW, SECRET, door, reader

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
IN_A_BROWSER = {"Accept": "text/html,application/xhtml+xml"}
S = SubscriberState


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store("sqlite:///readers.db", tmp_path_factory.mktemp("readers"))
    yield store
    store.close()


@pytest.fixture(scope="module")
def browser(store: Store) -> TestClient:
    return TestClient(readers_app(door(store)), base_url="https://letter.example.org", follow_redirects=False)


@pytest.fixture
def ada(store: Store) -> int:
    """A confirmed reader, whatever became of her before."""
    return reader(store, S.CONFIRMED)


def link(subscriber_id: int, *, secret: str = SECRET, purpose: Purpose = Purpose.UNSUBSCRIBE, issue_id: int = 7) -> str:
    return f"/u/{token(secret, purpose, issue_id, subscriber_id)}"


def state_of(store: Store, subscriber_id: int) -> SubscriberState:
    known = store.subscriber_by_id(subscriber_id)
    assert known is not None
    return known.state


# ── looking changes nothing ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_shows_a_page_with_one_button_and_changes_nothing(
    browser: TestClient, store: Store, ada: int, method: str
) -> None:
    answer = browser.request(method, link(ada))

    assert answer.status_code == 200
    assert answer.text.count("<button>") == (method == "GET")  # the quiet ones beside it offer fewer letters
    assert state_of(store, ada) is S.CONFIRMED


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_no_other_verb_does_anything(browser: TestClient, store: Store, ada: int, method: str) -> None:
    assert browser.request(method, link(ada)).status_code == 405
    assert state_of(store, ada) is S.CONFIRMED


def test_a_form_sent_in_the_address_is_not_read(browser: TestClient, store: Store, ada: int) -> None:
    browser.get(link(ada) + "?List-Unsubscribe=One-Click")

    assert state_of(store, ada) is S.CONFIRMED


def test_the_page_names_the_reader_only_to_themselves(browser: TestClient, ada: int) -> None:
    page = browser.get(link(ada)).text

    assert "a•••@e•••.org" in page
    assert "ada@" not in page
    assert "example.org" not in page.replace("letter.example.org", "")


# ── leaving ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
def test_one_click_leaves_without_cookie_login_or_redirect_and_twice_is_harmless(
    browser: TestClient, store: Store, ada: int, encoding: str
) -> None:
    for _ in range(2):
        if encoding == "multipart":
            body = '--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
            headers = {"Content-Type": "multipart/form-data; boundary=x"}
            answer = browser.post(link(ada), content=body, headers=headers)
        else:
            answer = browser.post(link(ada), data=ONE_CLICK)

        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
        assert state_of(store, ada) is S.UNSUBSCRIBED


def test_a_one_click_post_from_another_site_whose_body_was_lost_still_leaves(
    browser: TestClient, store: Store, ada: int
) -> None:
    answer = browser.post(link(ada), headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 200
    assert state_of(store, ada) is S.UNSUBSCRIBED


def test_links_signed_before_the_secret_was_changed_still_work(browser: TestClient, store: Store, ada: int) -> None:
    assert browser.post(link(ada, secret=EARLIER), data=ONE_CLICK).status_code == 200
    assert state_of(store, ada) is S.UNSUBSCRIBED


@pytest.mark.parametrize("encoding", ["urlencoded", "multipart"])
def test_leaving_can_be_undone_by_the_same_link(browser: TestClient, store: Store, ada: int, encoding: str) -> None:
    left = browser.post(link(ada), data=ONE_CLICK, headers=IN_A_BROWSER)
    assert 'name="undo" value="1"' in left.text

    if encoding == "multipart":
        body = '--x\r\nContent-Disposition: form-data; name="undo"\r\n\r\n1\r\n--x--\r\n'
        answer = browser.post(link(ada), content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})
    else:
        answer = browser.post(link(ada), data={"undo": "1"})

    assert "Welcome back" in answer.text
    assert state_of(store, ada) is S.CONFIRMED


@pytest.mark.parametrize("state", [S.BOUNCED, S.COMPLAINED])
@pytest.mark.parametrize("form", [ONE_CLICK, {"undo": "1"}])
def test_whoever_bounced_or_complained_is_not_brought_back_by_leaving_and_undoing(
    browser: TestClient, store: Store, state: SubscriberState, form: dict[str, str]
) -> None:
    ada = reader(store, state)

    answer = browser.post(link(ada), data=form)

    assert answer.status_code == 200
    assert "<button" not in answer.text
    assert state_of(store, ada) is state


def test_undo_does_not_confirm_a_reader_who_never_left(browser: TestClient, store: Store) -> None:
    pending = reader(store, S.PENDING)

    browser.post(link(pending), data={"undo": "1"})

    assert state_of(store, pending) is S.PENDING


def test_a_reader_who_was_removed_is_told_that_there_is_nothing_left_to_do(browser: TestClient, store: Store) -> None:
    store.add([NewSubscriber("gone@example.org")], NOW)
    gone = store.subscriber("gone@example.org")
    assert gone is not None
    store.remove("gone@example.org")

    answers = [browser.get(link(gone.id)), browser.post(link(gone.id), data=ONE_CLICK)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("no more letters" in answer.text for answer in answers)
    assert store.subscriber("gone@example.org") is None


def test_a_test_letters_link_says_what_it_is(browser: TestClient) -> None:
    path = link(0, issue_id=0)

    for answer in (browser.get(path), browser.post(path, data=ONE_CLICK), browser.post(path, data={"undo": "1"})):
        assert answer.status_code == 200
        assert "test letter" in answer.text


# ── strangers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_made_for_another_purpose_or_by_another_secret_leads_nowhere(
    browser: TestClient, store: Store, ada: int
) -> None:
    for path in (link(ada, purpose=Purpose.DELIVERY), link(ada, secret="a guess"), link(ada, secret="")):
        for answer in (browser.get(path), browser.post(path, data=ONE_CLICK)):
            assert answer.status_code == 404
            assert "There is nothing here" in answer.text
    assert state_of(store, ada) is S.CONFIRMED


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_changed_link_changes_anything_by_any_verb(
    browser: TestClient, store: Store, ada: int, data: st.DataObject
) -> None:
    genuine = link(ada)[3:]
    at = data.draw(st.integers(0, len(genuine) - 1))
    put = data.draw(
        st.text(st.characters(codec="ascii", exclude_characters="/?#%\\", categories=["L", "N", "P"]), max_size=3)
    )
    mutated = data.draw(st.sampled_from([genuine[:at] + put + genuine[at + 1 :], genuine[:at] + put + genuine[at:]]))
    method = data.draw(st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]))
    form = data.draw(st.sampled_from([ONE_CLICK, {"undo": "1"}]))
    if mutated in (genuine, "", ".", ".."):
        return

    answer = browser.request(method, f"/u/{mutated}", data=form)

    assert answer.status_code in (404, 405)
    assert state_of(store, ada) is S.CONFIRMED


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=400),
        st.text(st.sampled_from('-=&;:"\r\n undo1xList-Unsubscribe\\'), max_size=300).map(str.encode),
        st.binary(max_size=60).map(lambda part: b"--x\r\nContent-Disposition: " + part + b"\r\n\r\n1\r\n--x--"),
    ),
    kind=st.sampled_from(
        ["", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data",
         'multipart/form-data; boundary="', "multipart/form-data; boundary=x; charset=none", "text/plain"]
    ),
)  # fmt: skip
def test_whatever_is_sent_is_answered(browser: TestClient, store: Store, body: bytes, kind: str) -> None:
    ada = reader(store, S.CONFIRMED)

    assert browser.post(link(ada), content=body, headers={"Content-Type": kind}).status_code == 200


def test_more_than_a_few_kilobytes_are_not_read(browser: TestClient, store: Store, ada: int) -> None:
    assert browser.post(link(ada), content=b"x" * 9_000).status_code == 413
    assert state_of(store, ada) is S.CONFIRMED


@pytest.mark.parametrize(
    "path",
    [
        "/issues/",
        "/articles/x",
        "/issues/x",
        "/?page=2",
        "/?page=x",
        "/v/x",
        "/s/x",
        "/p/x",
        "/yes/x",
        "/u/",
        "/u",
        "/docs",
        "/openapi.json",
        "/static/",
        "/u/a/b",
        "/%00",
        "/static/../u",
    ],
)
def test_there_is_nothing_else(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/u/x", "/issues/x", "/healthz", "/static/page.css", "link"])
def test_every_answer_carries_the_headers_that_keep_a_page_to_itself(browser: TestClient, ada: int, path: str) -> None:
    headers = browser.get(link(ada) if path == "link" else path).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-robots-tag"] == "noindex"
    assert ("no-store" in headers["cache-control"]) == (path != "/static/page.css")


def test_a_publications_name_brings_no_markup_into_the_page(store: Store, ada: int) -> None:
    head = replace(LETTERHEAD, name='<script>alert("{address}")</script>')
    page = TestClient(readers_app(door(store, letterhead=head))).get(link(ada)).text

    assert "<script" not in page
    assert "&lt;script&gt;" in page


# ── in whose language, in whose colours ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("accepted", "language", "word"),
    [
        ("", "en", "Unsubscribe"),
        ("de-AT,de;q=0.9,en;q=0.8", "de-AT", "Abbestellen"),
        ("it, es;q=0.5, en;q=0.1", "es", "Darme de baja"),
        ("fr-CH, en;q=0.1", "fr-CH", "Me désabonner"),
        ("en;q=0.1, de;q=0.7", "de", "Abbestellen"),
        ("de;q=0, en", "en", "Unsubscribe"),
        ("*", "en", "Unsubscribe"),
        ("../../secrets, xx-" + "y" * 500, "en", "Unsubscribe"),
    ],
)
def test_a_page_is_in_the_first_of_a_readers_languages_that_we_speak(
    browser: TestClient, ada: int, accepted: str, language: str, word: str
) -> None:
    answer = browser.get(link(ada), headers={"Accept-Language": accepted})

    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["content-language"] == language
    assert f">{word}</button>" in answer.text


@given(st.text(max_size=80))
def test_preferred_languages_are_language_tags_whatever_the_header(accepted: str) -> None:
    assert all(tag.replace("-", "").isalnum() and tag.isascii() for tag in preferred(accepted))


def test_a_publications_own_words_and_colours_come_before_the_themes(store: Store, ada: int) -> None:
    own = DictLoader(
        {"web/words.en.toml": '[ask]\nbutton = "Goodbye"\n', "email/look.toml": '[light]\npanel = "#123456"\n'}
    )
    browser = TestClient(readers_app(door(store, theme=theme(FileSystemLoader(shipped("templates")), own))))

    assert ">Goodbye</button>" in browser.get(link(ada)).text
    assert "--panel: #123456;" in browser.get("/static/page.css").text


def test_a_site_with_a_path_leads_to_its_own_style(store: Store, ada: int) -> None:
    head = replace(LETTERHEAD, site="https://example.org/letter")
    browser = TestClient(readers_app(door(store, letterhead=head)))

    assert 'href="/letter/static/page.css"' in browser.get(link(ada)).text
    for prefix in ("", "/letter"):  # a web server before this one may take the path off, or leave it
        assert browser.get(f"{prefix}{link(ada)}").status_code == 200
        assert browser.get(f"{prefix}/static/page.css").status_code == 200


@pytest.mark.parametrize("address", ["ada@example.org", "a@b.co", "ä@bücher.example.org"])
def test_a_masked_address_keeps_three_letters_at_most_and_the_ending(address: str) -> None:
    local, _, domain = address.partition("@")

    assert masked(address) == f"{local[0]}•••@{domain[0]}•••.{domain.rpartition('.')[2]}"


# ── when something is wrong ───────────────────────────────────────────────────────────────────────────────────────


def test_without_a_secret_the_pages_do_not_open(store: Store) -> None:
    for secrets in ((), ("",), (SECRET, "")):
        with pytest.raises(SettingsError, match="secret"):
            readers_app(door(store, secrets=secrets))


def test_a_broken_template_is_told_when_the_pages_open(store: Store) -> None:
    own = DictLoader({"web/leave.html": "{{ surprise }}"})

    with pytest.raises(ThemeError, match=r"web/leave\.html.*surprise"):
        readers_app(door(store, theme=theme(FileSystemLoader(shipped("templates")), own)))


def test_a_template_that_breaks_later_does_not_keep_anybody_from_leaving(
    store: Store, ada: int, tmp_path: Path
) -> None:
    template = tmp_path / "web" / "leave.html"
    template.parent.mkdir()
    template.write_text('{% extends "default/web/leave.html" %}', "utf-8")
    os.utime(template, (0, 0))
    own = theme(FileSystemLoader(shipped("templates")), FileSystemLoader(tmp_path))
    browser = TestClient(readers_app(door(store, theme=own)))
    template.write_text("{{ surprise }}", "utf-8")

    assert browser.get(link(ada)).status_code == 503
    assert browser.post(link(ada), data=ONE_CLICK).status_code == 200
    assert state_of(store, ada) is S.UNSUBSCRIBED


def test_when_the_database_does_not_answer_a_mail_client_is_told_to_come_again(tmp_path: Path) -> None:
    store = open_store("sqlite:///gone.db", tmp_path)
    browser = TestClient(readers_app(door(store)))
    assert browser.get("/healthz").text == "ok\n"
    store.close()
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "gone.db").mkdir()

    for answer in (browser.post(link(1), data=ONE_CLICK), browser.get("/healthz")):
        assert answer.status_code == 503
        assert "try again" in answer.text
