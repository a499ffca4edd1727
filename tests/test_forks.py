"""One letter for two kinds of readers, and apart again."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import DictLoader

from gutletter.errors import ThemeError
from gutletter.forks import forked, taken
from gutletter.message import compose, headers, personalised
from gutletter.model import Delivery, Fork, Marker
from gutletter.theme import Theme, theme
from tests.letters import AT, DEFAULT, letter

TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c", f"Dear {Marker.NAME},\n", "\n", "<p>"]), max_size=12).map("".join)


@given(TEXTS, TEXTS)
@example(f"Dear {Marker.NAME}", "Dear reader")
@example("", "b")
def test_each_reader_gets_the_letter_that_was_written_for_them(named: str, nameless: str) -> None:
    both = forked(named, nameless)

    assert taken(both, named=True) == named
    if Fork.NAMED in both:
        assert taken(both, named=False) == nameless
    else:
        assert taken(both, named=False).replace(Marker.NAME, "") == nameless.replace(Marker.NAME, "")


def test_a_name_alone_makes_no_fork() -> None:
    assert forked(f"Dear {Marker.NAME},\n", "Dear ,\n") == f"Dear {Marker.NAME},\n"


def test_what_both_have_stands_there_once() -> None:
    both = forked(f"top\nDear {Marker.NAME},\nrest\nend", "top\nrest\nend")
    assert both == f"top\n{Fork.NAMED}Dear {Marker.NAME},\n{Fork.NAMELESS}{Fork.END}rest\nend"


# ── in a publication's own templates ──────────────────────────────────────────────────────────────────────────────

BODY = "{% if reader.name %}Dear {{ reader.name }}{% else %}Good morning{% endif %},\n\n{{ reader.unsubscribe_url }}\n"
READER = Delivery("1.a.s", "ada@example.org", "Ada", "https://letter.example.org/u/1", "<1@letter.example.org>")


def own(**templates: str) -> Theme:
    files = {"email/issue/body.txt": BODY, "email/issue/body.html": f"<p>{BODY}</p>"}
    return theme(DEFAULT, DictLoader(files | {f"email/issue/{name}": text for name, text in templates.items()}))


def test_a_template_may_ask_whether_the_readers_name_is_known() -> None:
    rendered = letter(look=own(**{"subject.txt": "{{ subject }}{% if reader.name %}, {{ reader.name }}{% endif %}"}))

    for name, words in (("Ada", "Dear Ada,"), ("", "Good morning,")):
        subject, html, text = personalised(rendered, READER._replace(name=name))
        assert subject.endswith(", Ada") is bool(name)
        assert text.startswith(words)
        assert words in html
        message = message_from_bytes(compose(rendered, READER._replace(name=name), at=AT), policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        assert body is not None
        assert body.get_content().startswith(words)


def test_both_kinds_of_readers_have_one_feedback_id() -> None:
    rendered = letter(look=own())
    assert headers(rendered, READER)["Feedback-ID"] == headers(rendered, READER._replace(name=""))["Feedback-ID"]


def test_readers_without_a_name_must_be_able_to_leave_too() -> None:
    with pytest.raises(ThemeError, match=r"email/issue/body\.txt: the letter has no link to unsubscribe"):
        letter(look=own(**{"body.txt": "{% if reader.name %}{{ reader.unsubscribe_url }}{% endif %}"}))


def test_a_template_that_only_prints_the_name_makes_one_letter_for_all() -> None:
    rendered = letter(look=own(**{"body.txt": "Dear {{ reader.name }}\n{{ reader.unsubscribe_url }}"}))
    assert rendered.text == f"Dear {Marker.NAME}\n{Marker.UNSUBSCRIBE_URL}\n"
