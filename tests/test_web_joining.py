"""Joining, settings and strangers: what a page never tells, and what it never does."""

from __future__ import annotations

import itertools
import json
import random
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from gutletter.links import Purpose, read_token, token
from gutletter.model import Consent, NoticeKind, Subscriber, SubscriberState
from gutletter.ports import Store
from gutletter.settings import WebSettings
from gutletter.subscriptions import forget_the_unconfirmed, work_off
from gutletter.web.forms import stamp
from gutletter.web.limits import Buckets
from gutletter.web.readers import readers_app
from tests import doors
from tests.doors import EARLIER, NOW, SECRET, SITE, Carrier, Clock, fresh, office, path, reader

S = SubscriberState
WEEK = timedelta(days=7)
LINKS = (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.VIEW, Purpose.CONFIRM, Purpose.SETTINGS)


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = fresh(tmp_path_factory.mktemp("joining"))
    yield store
    store.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def browser(store: Store, clock: Clock) -> TestClient:
    return doors.browser(store, clock=clock)


def ask(browser: TestClient, clock: Clock, email: str = "ada@example.org", **fields: str) -> tuple[int, str]:
    """Fill in the form as a person does."""
    shown = stamp(SECRET, clock.now - timedelta(seconds=5))
    answer = browser.post("/join", data={"email": email, "shown": shown, **fields})
    heading = re.search(r"<h1>(.*?)</h1>", answer.text)
    assert heading
    return answer.status_code, heading[1]


def mails(store: Store, clock: Clock) -> Carrier:
    carrier = Carrier()
    work_off(office(store, carrier, clock))
    return carrier


def known(store: Store, email: str = "ada@example.org") -> Subscriber:
    found = store.subscriber(email)
    assert found is not None
    return found


ASKED = (200, "Have a look into your mailbox")


# ── joining ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_the_same_to_the_last_byte_whoever_was_typed(
    browser: TestClient, store: Store, clock: Clock
) -> None:
    for name, state in (("ada", S.CONFIRMED), ("grace", S.UNSUBSCRIBED), ("mary", S.COMPLAINED), ("rosa", S.PENDING)):
        reader(store, state, name)
    shown = stamp(SECRET, NOW - timedelta(seconds=5))

    answers = [
        browser.post("/join", data={"email": f"{name}@example.org", "shown": shown})
        for name in ("ada", "grace", "mary", "rosa", "nobody")
    ]

    assert len({(answer.status_code, answer.content, *sorted(answer.headers.items())) for answer in answers}) == 1
    assert store.subscriber("nobody@example.org") is None  # whoever it is, the same one row is written, and no other
    subjects = {delivery.email: rendered.subject for rendered, delivery in mails(store, clock).carried}
    assert subjects.keys() == {f"{name}@example.org" for name in ("ada", "grace", "rosa", "nobody")}
    assert subjects["ada@example.org"].startswith("Your settings")
    assert subjects["nobody@example.org"].startswith("Please confirm")


def test_from_the_form_to_the_list(browser: TestClient, store: Store, clock: Clock) -> None:
    assert ask(browser, clock) == ASKED
    carrier = mails(store, clock)
    link = re.search(rf"{SITE}(/yes/\S+)", carrier.carried[0][0].text)
    assert link

    for method in ("GET", "HEAD"):
        assert browser.request(method, link[1]).status_code == 200
    assert known(store).state is S.PENDING
    page = browser.post(link[1], data={"yes": "1"}).text

    assert "You are on the list" in page
    assert "ada@example.org" not in page
    ada = known(store)
    assert (ada.state, ada.confirmed_at) == (S.CONFIRMED, NOW)
    asked, confirmed = store.consents(ada.id)
    assert asked.wording.startswith("You get a mail with a button first")
    assert (asked.said, asked.source, confirmed.said) == ("asked", "/join", "confirmed")
    assert confirmed.wording == "The Tea Letter will be sent to …. [Yes, send me the letters]"
    assert [rendered.subject for rendered, _ in mails(store, clock).carried] == ["Welcome to The Tea Letter"]
    assert "You are on the list" in browser.get(link[1]).text


def test_a_sign_up_expires_and_its_link_says_so(browser: TestClient, store: Store, clock: Clock) -> None:
    ask(browser, clock)
    link = re.search(rf"{SITE}(/yes/\S+)", mails(store, clock).carried[0][0].text)
    assert link
    clock.pass_by(WEEK)

    for answer in (browser.get(link[1]), browser.post(link[1])):
        assert "This link is no longer good" in answer.text
    clock.pass_by(timedelta(seconds=1))
    forget_the_unconfirmed(store, clock.now, WEEK)
    assert store.subscriber("ada@example.org") is None
    assert "This link is no longer good" in browser.post(link[1]).text


def test_a_program_that_fills_in_everything_is_told_the_same_and_nothing_is_done(
    browser: TestClient, store: Store, clock: Clock
) -> None:
    assert ask(browser, clock, website="https://spam.example") == ASKED
    assert mails(store, clock).carried == []


@pytest.mark.parametrize(
    "shown",
    ["", "x", stamp(SECRET, NOW), stamp(SECRET, NOW + WEEK), stamp(SECRET, NOW - timedelta(days=2)),
     stamp("a guess", NOW - timedelta(seconds=9)), token(SECRET, Purpose.VIEW, int(NOW.timestamp()) - 9, 0)],
)  # fmt: skip
def test_a_form_that_was_not_shown_by_us_a_moment_ago_is_shown_once_more(
    browser: TestClient, store: Store, clock: Clock, shown: str
) -> None:
    answer = browser.post("/join", data={"email": "ada@example.org", "shown": shown})

    assert "One more press" in answer.text
    assert 'value="ada@example.org"' in answer.text
    assert store.claim(NOW + WEEK, WEEK) is None
    again = re.search(r'name="shown" value="([^"]+)"', answer.text)
    assert again
    clock.pass_by(timedelta(seconds=2))
    assert ask(browser, clock, shown=again[1]) == ASKED


@pytest.mark.parametrize("address", ["", "ada", "ada@", "a@b.test", '"><script>@x', "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_is_said_where_it_stands_and_brings_no_markup(
    browser: TestClient, store: Store, clock: Clock, address: str
) -> None:
    answer = browser.post("/join", data={"email": address, "shown": stamp(SECRET, NOW - timedelta(seconds=5))})

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "<script>@" not in answer.text
    assert store.claim(NOW + WEEK, WEEK) is None


def test_one_network_signs_up_so_many_an_hour_across_all_processes(store: Store, clock: Clock) -> None:
    few = WebSettings(sign_ups_per_hour=3, requests_per_minute=0)
    one, other = (doors.browser(store, clock=clock, web=few) for _ in range(2))

    codes = [ask(browser, clock, f"a{number}@example.org")[0] for number, browser in enumerate([one, other] * 3)]

    assert codes == [200, 200, 200, 429, 429, 429]
    clock.pass_by(timedelta(hours=1, seconds=1))
    assert ask(one, clock) == ASKED


# ── settings ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def settings_link(browser: TestClient, store: Store, clock: Clock) -> str:
    ada = reader(store, name="Ada Lovelace")
    assert browser.post(path(Purpose.PREFERENCES, ada), data={"send": "1"}).status_code == 200
    link = re.search(rf"{SITE}(/s/\S+)", mails(store, clock).carried[0][0].text)
    assert link
    return link[1]


def test_the_links_in_a_letter_show_a_first_name_and_no_more(browser: TestClient, store: Store) -> None:
    ada = reader(store, name="Ada Lovelace")
    secretive = replace(known(store), tags=("ibs",), timezone="Europe/Rome", language="en")
    store.change(secretive, Consent(NOW, "changed"))

    for purpose in (Purpose.UNSUBSCRIBE, Purpose.PREFERENCES):
        page = browser.get(path(purpose, ada)).text
        assert not any(secret in page for secret in ("Lovelace", "ada@", "ibs", "Rome"))
    assert "Hello Ada" in browser.get(path(Purpose.PREFERENCES, ada)).text
    assert browser.get(path(Purpose.PREFERENCES, ada).replace("/p/", "/s/")).status_code == 404


def test_asking_for_the_settings_mails_their_owner_alone_and_not_without_end(
    browser: TestClient, store: Store, clock: Clock
) -> None:
    ada = reader(store)

    for _ in range(9):
        assert "Have a look into your mailbox" in browser.post(path(Purpose.PREFERENCES, ada), data={"send": "1"}).text

    carrier = mails(store, clock)
    assert [delivery.email for _, delivery in carrier.carried] == ["ada@example.org"] * 3


def test_nothing_sent_to_the_preferences_link_makes_anybody_leave(browser: TestClient, store: Store) -> None:
    ada = reader(store)

    for form in ({}, {"undo": "1"}, {"List-Unsubscribe": "One-Click"}, {"cadence": "7"}, {"cadence": "x" * 999}):
        assert browser.post(path(Purpose.PREFERENCES, ada), data=form).status_code == 200

    assert known(store).state is S.CONFIRMED
    assert store.consents(ada) == []


def test_the_settings_link_works_for_a_day(browser: TestClient, clock: Clock, settings_link: str) -> None:
    assert "Your settings" in browser.get(settings_link).text
    clock.pass_by(timedelta(days=1))

    for answer in (browser.get(settings_link), browser.post(settings_link, data={"delete": "1"})):
        assert "This link is no longer good" in answer.text
    assert browser.get(f"{settings_link}/data.json").status_code == 404


def test_settings_take_only_what_there_is_to_choose(browser: TestClient, store: Store, settings_link: str) -> None:
    wild = {"save": "1", "name": "A\r\n<b>" + "x" * 500, "language": "xx", "cadence": "-3", "tag": ["x|y", "z"]}
    assert browser.post(settings_link, data=wild).status_code == 200

    ada = known(store)
    assert ada.name.startswith("A <b>x")
    assert (len(ada.name), ada.language, ada.cadence, ada.tags) == (100, "", 1, ())
    assert browser.post(settings_link, data={"save": "1", "timezone": "../etc/passwd"}).status_code == 422
    assert known(store) == ada
    assert "<b>" not in browser.get(settings_link).text


def test_a_reader_reads_in_the_language_they_chose(browser: TestClient, store: Store, settings_link: str) -> None:
    page = browser.post(settings_link, data={"save": "1", "language": "de"}, headers={"Accept-Language": "es"}).text

    assert "Gespeichert." in page
    assert '<html lang="de"' in browser.get(path(Purpose.UNSUBSCRIBE, 1)).text


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Paused until 22 December 2026", "Ended the pause", "Chose every fourth letter", "settings page"]),
        ("de", ["Pause bis 22. Dezember 2026", "Pause beendet", "Gewählt: jeden vierten Brief", "per Telefon"]),
        ("es", ["Pausa hasta el 22 de diciembre de 2026", "Terminó la pausa", "correo de confirmación"]),
    ],
)
def test_what_a_reader_said_is_shown_in_their_language(
    browser: TestClient, store: Store, settings_link: str, language: str, shown: list[str]
) -> None:
    ada = known(store)
    said = (
        ("asked", "/join"),
        ("confirmed", "confirmation mail"),
        ("left", "letter 7, one click"),
        ("came back", "page"),
        ("cadence 4", "letter 7, page"),
        ("agreed", "per Telefon"),
        ("cadence 17", "page"),
    )
    for words, where in said:
        store.say(ada.id, Consent(NOW, words, where))
    store.say(ada.id, Consent(NOW, "left because", "page", "<b>Too many.</b>"))
    for form in ({"pause": "30"}, {"resume": "1"}):
        browser.post(settings_link, data=form)

    page = browser.get(settings_link, headers={"Accept-Language": language}).text

    assert all(one in page for one in shown), page
    assert "&lt;b&gt;Too many.&lt;/b&gt;" in page
    assert "cadence 17" in page  # what no page of ours offers stands as it was written
    assert not re.search(r"<li>(asked|confirmed|left|resumed|cadence 4|paused until [\d-]+)<", page)


def test_what_is_known_of_a_reader_can_be_taken_along(browser: TestClient, store: Store, settings_link: str) -> None:
    browser.post(settings_link, data={"save": "1", "name": "Ada", "cadence": "4"})

    answer = browser.get(f"{settings_link}/data.json")

    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    data = json.loads(answer.content)
    assert (data["email"], data["name"], data["cadence"]) == ("ada@example.org", "Ada", 4)
    assert [one["said"] for one in data["said"]] == ["changed"]
    assert data["letters"] == []


def test_pause_and_delete_from_the_settings(browser: TestClient, store: Store, settings_link: str) -> None:
    browser.post(settings_link, data={"pause": "30"})
    assert known(store).paused_until == NOW + timedelta(days=30)
    browser.post(settings_link, data={"resume": "1"})
    assert known(store).paused_until is None

    assert "Everything is deleted" in browser.post(settings_link, data={"delete": "1"}).text
    assert store.subscriber("ada@example.org") is None
    assert store.suppressed("ada@example.org") is not None
    assert "is no longer good" in browser.get(settings_link).text


# ── fewer letters ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("purpose", [Purpose.UNSUBSCRIBE, Purpose.PREFERENCES])
def test_fewer_letters_and_a_pause_can_be_undone_from_the_page_that_tells_of_them(
    browser: TestClient, store: Store, purpose: Purpose
) -> None:
    link = path(purpose, reader(store))

    before = known(store)
    for form in ({"pause": "30"}, {"cadence": "2"}, {"cadence": "4"}, {"cadence": "0"}):
        page = browser.post(link, data=form).text
        assert known(store) != before
        undo = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)">', page))
        browser.post(link, data=undo)
        assert known(store) == before


def test_a_one_click_leaves_whatever_else_is_in_its_body(browser: TestClient, store: Store) -> None:
    ada = reader(store)

    browser.post(path(Purpose.UNSUBSCRIBE, ada), data={"List-Unsubscribe": "One-Click", "undo": "1", "pause": "30"})

    assert known(store).state is S.UNSUBSCRIBED
    (said,) = store.consents(ada)
    assert (said.said, said.source) == ("left", "letter 7, one click")


def test_a_reason_is_kept_as_it_was_written_and_not_without_end(browser: TestClient, store: Store) -> None:
    ada = reader(store, S.UNSUBSCRIBED)

    page = browser.post(path(Purpose.UNSUBSCRIBE, ada), data={"reason": "<script>" + "x" * 900}).text
    browser.post(path(Purpose.UNSUBSCRIBE, ada), data={"reason": "  "})

    assert "<script>" not in page
    (said,) = store.consents(ada)
    assert (said.said, len(said.wording)) == ("left because", 500)
    assert known(store).state is S.UNSUBSCRIBED


def test_leaving_on_the_page_is_answered_with_a_mail_where_the_settings_say_so(store: Store, clock: Clock) -> None:
    browser = doors.browser(store, web=WebSettings(goodbye=True, requests_per_minute=0))
    ada = reader(store)

    browser.post(path(Purpose.UNSUBSCRIBE, ada), data={"List-Unsubscribe": "One-Click"})
    assert mails(store, clock).carried == []  # a mail program's click is not
    reader(store)
    page = {"List-Unsubscribe": "One-Click", "here": "1"}
    browser.post(path(Purpose.UNSUBSCRIBE, ada), data=page, headers={"Accept": "text/html"})
    assert mails(store, clock).subjects == ["You have left The Tea Letter"]


# ── strangers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def mutations(genuine: str, chance: random.Random) -> Iterator[str]:
    """The token changed in one or a few places, cut, doubled, put together anew."""
    letters = string.ascii_letters + string.digits + "-_.~"
    while True:
        at, many = chance.randrange(len(genuine)), chance.randrange(1, 4)
        put = "".join(chance.choices(letters, k=many))
        changed = chance.choice(
            (
                genuine[:at] + put + genuine[at + many :],
                genuine[:at] + put + genuine[at:],
                genuine[:at] + genuine[at + many :],
                genuine[at:] + genuine[:at],
                genuine.swapcase(),
                f"{put}.{genuine.rpartition('.')[2]}",
            )
        )
        if changed.strip(".") and changed != genuine:
            yield changed


def test_no_changed_token_is_read_in_twelve_thousand_tries() -> None:
    chance = random.Random(8058)
    for purpose in LINKS:
        genuine = token(SECRET, purpose, 7, 12345)
        tries = mutations(genuine, chance)
        for _ in range(2_400):
            assert read_token((SECRET, EARLIER), purpose, next(tries)) is None
        assert read_token((SECRET, EARLIER), purpose, genuine) == (7, 12345)


@pytest.mark.parametrize("purpose", LINKS)
def test_no_verb_on_a_changed_link_does_anything(store: Store, browser: TestClient, purpose: Purpose) -> None:
    """Ten thousand tries in all, two thousand for each kind of link."""
    ada = reader(store, name="Ada Lovelace")
    genuine, place = path(purpose, ada).rpartition("/")[::2]
    tries = mutations(place, random.Random(f"{purpose}"))
    verbs = itertools.cycle(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"))
    forms = itertools.cycle((b"List-Unsubscribe=One-Click", b"undo=1", b"delete=1", b"send=1", b"pause=30"))
    stood = known(store)

    changed = [(next(verbs), f"{genuine}/{next(tries)}", next(forms)) for _ in range(2_000)]
    codes = doors.knocked(browser.app, changed)
    assert [one for one, code in zip(changed, codes, strict=True) if code not in (404, 405)] == []
    for other in set(LINKS) - {purpose}:  # a token for one purpose opens nothing else
        wrong = f"{genuine}/{token(SECRET, other, 7, ada)}"
        assert {browser.get(wrong).status_code, browser.post(wrong, data={"undo": "1"}).status_code} <= {404, 405}

    assert known(store) == stood
    assert store.consents(ada) == []
    assert store.claim(NOW + WEEK, WEEK) is None


def test_a_network_that_asks_for_too_much_is_told_to_wait_but_may_always_leave(store: Store) -> None:
    ada = reader(store)
    browser = doors.browser(store, web=WebSettings(requests_per_minute=20))

    codes = [browser.get("/join").status_code for _ in range(30)]

    assert codes.count(429) >= 15
    answer = browser.get("/join")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert "One moment, please" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert browser.get("/healthz").status_code == 200
    leaving = path(Purpose.UNSUBSCRIBE, ada)
    assert browser.post(leaving, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert known(store).state is S.UNSUBSCRIBED


def test_a_bucket_fills_again_and_networks_do_not_share_one() -> None:
    now = 0.0
    buckets = Buckets(per_second=1, burst=2, clock=lambda: now)

    assert [buckets.take("a") for _ in range(3)] == [True, True, False]
    assert buckets.take("b")
    now = 1.5
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    for number in range(30_000):
        buckets.take(str(number))
    assert len(buckets._left) <= 20_000  # what is remembered does not grow without end


@pytest.mark.parametrize(
    ("peer", "forwarded", "network"),
    [
        ("10.1.2.3", "203.0.113.9", "203.0.113.0/24"),  # our web server says so
        ("10.1.2.3", "6.6.6.6, 203.0.113.9", "203.0.113.0/24"),  # what a stranger put before it does not count
        ("10.1.2.3", "203.0.113.9, 10.9.9.9", "203.0.113.0/24"),  # through two of ours
        ("198.51.100.7", "203.0.113.9", "198.51.100.0/24"),  # a stranger says so
        ("10.1.2.3", "", "10.1.2.0/24"),
        ("10.1.2.3", "rubbish", ""),
    ],
)
def test_from_where_somebody_comes_only_a_trusted_server_may_say(
    store: Store, clock: Clock, peer: str, forwarded: str, network: str
) -> None:
    trusting = WebSettings(trusted_proxies=("10.0.0.0/8",), requests_per_minute=0)
    app = readers_app(doors.door(store, clock=clock, web=trusting))
    browser = TestClient(app, base_url=SITE, client=(peer, 4711))

    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    shown = stamp(SECRET, NOW - timedelta(seconds=5))
    assert browser.post("/join", data={"email": "ada@example.org", "shown": shown}, headers=headers).status_code == 200

    notice = store.claim(NOW, WEEK)
    assert notice is not None
    assert (notice.kind, notice.network) == (NoticeKind.JOIN, network)


def test_no_page_leads_anywhere_else(browser: TestClient) -> None:
    for page in ("/join?next=https://evil.example", "//evil.example/join", "/u//evil.example", "/?page=//evil.example"):
        answer = browser.get(page)
        assert answer.status_code in (200, 404)
        assert "evil" not in answer.text
        assert "location" not in answer.headers
