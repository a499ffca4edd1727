"""A reader's whole way in a browser: from the form to the letter, to fewer letters, and out, and back."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from gutletter import bootstrap
from gutletter.model import Subscriber, SubscriberState
from gutletter.pipeline import Newsroom, publish_next_issue
from gutletter.settings import load
from gutletter.web.opening import open_readers_app
from gutletter.web.serving import address_of, listen, serving
from tests.conftest import Publication
from tests.e2e.looking import DESKTOP, PHONE, axe_core, barriers, looking

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ADA = "ada@example.org"
S = SubscriberState


@dataclass(frozen=True)
class Town:
    """A publication that answers on loopback, and its outbox."""

    publication: Publication
    newsroom: Newsroom
    site: str

    def reader(self) -> Subscriber:
        known = self.newsroom.store.subscriber(ADA)
        assert known is not None
        return known

    def mail(self, subject: str) -> EmailMessage:
        """The mail to Ada with this in its subject, as soon as it is there."""
        for _ in range(200):
            for mail in self.publication.mails():
                if mail["To"] and ADA in mail["To"] and subject in mail["Subject"]:
                    return mail
            time.sleep(0.05)
        raise AssertionError(f"no mail about {subject!r}")

    def link(self, subject: str, path: str) -> str:
        """The link in that mail that begins so."""
        text = self.mail(subject).get_body(("plain",))
        assert text is not None
        found = re.search(rf"{re.escape(self.site)}/{path}/\S+", text.get_content())
        assert found, text.get_content()
        return found[0]

    def publish(self) -> None:
        self.publication.write("2026-09-01-evening-tea.md", TEA)
        with bootstrap.open_provider(load(self.publication.folder)) as provider:
            assert publish_next_issue(replace(self.newsroom, checks=()), provider)


TEA = """\
---
title: Evening tea
tags: [tea, sleep]
author: Robin Vale
---

Tea has been drunk for two thousand years. What it does to sleep has been asked nearly as long.

## What was tried

In one small trial, 42 adults drank either black tea or hot water every evening for two weeks.[^1] The people who drank
tea fell asleep about 12 minutes later than those who drank water.[^1] Chance decided who drank what.

![A cup of tea](https://pictures.example.net/cup.jpg)

## What was found

Tea in the evening may delay sleep in some adults, though the effect was small and not seen in everyone.[^1] Adults who
drank coffee every day did not sleep worse with tea.[^1] The study was too short to say what happens over months.

## What it does not show

The trial did not include children or pregnant women, so its results may not hold for them.[^1] Nobody measured how
strong the tea was, which makes it hard to compare with tea at home.

## The bottom line

Tea late in the evening may cost some adults a few minutes of sleep, but one small trial cannot say for whom.[^1]

[^1]: An Invented Trial of Evening Tea. Journal of Examples, 2020. https://example.org/trial
"""


@pytest.fixture
def town(publication: Publication) -> Iterator[Town]:
    listening = listen("127.0.0.1", 0)
    site = address_of(listening)
    toml = publication.folder / "gutletter.toml"
    goodbye = "\n[web]\ngoodbye = true\nrequests_per_minute = 0\n"
    toml.write_text(toml.read_text("utf-8").replace("https://letter.example.org", site) + goodbye, "utf-8")
    settings = load(publication.folder)
    with (
        bootstrap.open_newsroom(settings) as newsroom,
        open_readers_app(settings, newsroom) as app,
        serving(app, listening),
    ):
        yield Town(publication, newsroom, site)


def press(page: Page, button: str, heading: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def walk(town: Town, page: Page, look: Callable[[], None]) -> None:
    """The whole way; ``look`` is called on every page."""

    def at(address: str, heading: str | re.Pattern[str]) -> None:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        look()

    at(f"{town.site}/", "One article at a time: its key points and the bottom line, each with its source.")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Subscribe").click()
    page.get_by_label("Email address").fill(ADA)
    look()
    time.sleep(2.1)  # people take longer
    press(page, "Subscribe", "Have a look into your mailbox")
    look()
    at(town.link("Please confirm", "yes"), "One more click")
    assert town.reader().state is S.PENDING  # looking is not a yes
    press(page, "Yes, send me the letters", "You are on the list")
    look()
    assert town.reader().state is S.CONFIRMED
    assert [one.said for one in town.newsroom.store.consents(town.reader().id)] == ["asked", "confirmed"]
    assert town.mail("Welcome")

    town.publish()
    at(town.link("tea", "v"), "Evening tea")
    expect(page.get_by_text("It was sent to the readers of The Tea Letter.")).to_be_visible()
    page.get_by_role("link", name="Unsubscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your own link is in your mailbox")
    look()
    at(f"{town.site}/issues/evening-tea", "Evening tea")
    page.get_by_role("link", name="Read the full piece").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Evening tea")
    expect(page.get_by_text("[A cup of tea]")).to_be_visible()  # nobody elsewhere learns of the reader
    look()
    at(f"{town.site}/?q=coffee", "Letters with “coffee”")
    expect(page.get_by_role("link", name="Evening tea")).to_be_visible()
    at(f"{town.site}/?tag=sleep", "Letters on “sleep”")
    at(f"{town.site}/?q=zebra", "Letters with “zebra”")

    at(town.link("tea", "p"), "Your letters")
    press(page, "Send me the link", "Have a look into your mailbox")
    look()
    at(town.link("settings", "s"), "Your settings")
    page.get_by_label("Name").fill("Ada <b>Lovelace</b>")
    page.get_by_label("every second letter").check()
    page.get_by_label("sleep").check()
    page.get_by_label("Time zone").fill("Europe/Nowhere")
    press(page, "Save", "Your settings")
    expect(page.get_by_role("alert")).to_contain_text("no such time zone")
    look()
    page.get_by_label("Time zone").fill("Europe/Berlin")
    press(page, "Save", "Your settings")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    look()
    reader = town.reader()
    assert (reader.cadence, reader.tags, reader.timezone) == (2, ("sleep",), "Europe/Berlin")
    assert reader.name == "Ada <b>Lovelace</b>"

    at(town.link("tea", "p"), "Hello Ada")
    assert "Lovelace" not in page.content()
    at(town.link("tea", "u"), "Unsubscribe?")
    press(page, "Pause for 30 days", "Paused for 30 days")
    look()
    paused = town.reader().paused_until
    assert paused is not None
    assert timedelta(days=29) < paused - town.newsroom.clock() <= timedelta(days=30)
    press(page, "Undo", "The letters go on")
    assert town.reader().paused_until is None
    page.goto(town.link("tea", "u"))
    press(page, "One roundup a month", "That is noted")
    look()
    assert town.reader().cadence == 0
    press(page, "Undo", "That is noted")
    assert town.reader().cadence == 2

    page.goto(town.link("tea", "u"))
    press(page, "Unsubscribe", "You are unsubscribed")
    look()
    assert town.reader().state is S.UNSUBSCRIBED
    assert town.mail("You have left")
    page.get_by_label("What made you leave").fill("<script>alert(1)</script> Too many.")
    press(page, "Send", "Thank you")
    look()
    assert town.newsroom.store.consents(town.reader().id)[-1].wording == "<script>alert(1)</script> Too many."
    page.goto(town.link("tea", "u"))
    press(page, "Undo", "Welcome back")
    look()
    assert town.reader().state is S.CONFIRMED

    at(town.link("settings", "s"), "Your settings")
    page.get_by_text("Delete everything", exact=True).click()
    press(page, "Delete everything about me", "Everything is deleted")
    look()
    assert town.newsroom.store.subscriber(ADA) is None
    at(town.link("tea", "u"), "You get no more letters")


def test_a_reader_goes_the_whole_way_on_a_phone_in_the_dark_without_javascript(town: Town, browser: Browser) -> None:
    how = {"viewport": PHONE, "color_scheme": "dark", "java_script_enabled": False}
    with looking(browser, **how) as (page, complaints):

        def look() -> None:
            assert page.locator("script:not([type='application/ld+json'])").count() == 0

        walk(town, page, look)
        assert [one for one in complaints if "422" not in one] == []  # the mistyped time zone


def test_everyone_can_use_every_page_on_the_way(town: Town, browser: Browser) -> None:
    axe, found, looked = axe_core(), list[str](), 0
    with looking(browser, viewport=DESKTOP) as (page, complaints):

        def look() -> None:
            nonlocal looked
            looked += 1
            found.extend(barriers(page, axe))

        walk(town, page, look)
        assert looked > 20
        assert found == []
        assert [one for one in complaints if "422" not in one] == []


def test_a_key_point_leads_to_its_very_sentence(town: Town, browser: Browser) -> None:
    town.publication.readers("ada")
    town.publish()
    with looking(browser, viewport={"width": 375, "height": 300}) as (page, complaints):
        page.goto(f"{town.site}/issues/evening-tea")
        page.get_by_role("link", name="From “What was found”").first.click()
        page.wait_for_url("**/articles/**")  # the page before it was scrolled too: the browser went to the link
        page.wait_for_function("window.scrollY > 0")  # the browser found the sentence and went there
        sentence = page.get_by_text("Tea in the evening may delay sleep in some adults")
        expect(sentence).to_be_in_viewport()
        assert complaints == []
