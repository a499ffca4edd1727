"""One reader's email: what every mail program reads in it, and that no name or address can bend it."""

import email
import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from html import escape
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gutletter.errors import ReadersError, SettingsError
from gutletter.links import unsubscribe_url
from gutletter.message import as_test, compiled, compose, headers, personalised
from gutletter.model import Delivery, Letterhead, Marker, RenderedIssue

GOLDEN = Path(__file__).parent / "golden"
AT = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)

LETTERHEAD = Letterhead(
    name="The Careful Reader",
    sender="The Careful Reader <letter@example.org>",
    site="https://letter.example.org",
    list_id="letter.example.org",
    postal_address="12 Orchard Lane, 10115 Berlin",
    reply_to="Mara Lindqvist <mara@example.org>",
)
RENDERED = RenderedIssue(
    subject="Three questions",
    preheader="",
    html='<!DOCTYPE html>\n<p>Dear [[reader_name]], <a href="[[unsubscribe_url]]">leave</a> [[reader_email]]</p>\n',
    text="Dear [[reader_name]],\n\nleave: [[unsubscribe_url]]\n[[reader_email]]\n",
    letterhead=LETTERHEAD,
)
DELIVERY = Delivery(
    id="9.b.Zm9vYmFyYmF6cXV4",
    email="ada@example.org",
    name="Ada Lovelace",
    unsubscribe_url="https://letter.example.org/u/9.b.Zm9vYmFyYmF6cXV4MTIzNA",
    message_id="<9.b.Zm9vYmFyYmF6cXV4@letter.example.org>",
)


def read(raw: bytes) -> EmailMessage:
    """As a mail program reads it: every header and part must be without a defect."""
    message = email.message_from_bytes(raw, policy=policy.default.clone(raise_on_defect=True))
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
        for value in part.values():
            assert value.defects == ()
    return message


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def golden(name: str, content: bytes) -> None:
    file = GOLDEN / name
    if os.environ.get("GUTLETTER_GOLDEN") == "write":
        file.write_bytes(content)
    assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("name", "letter", "reader"),
    [
        ("to-ada", "letter", DELIVERY),
        ("to-zoe", "letter-de", DELIVERY._replace(name='Zoë "Zo" <O’Hara>', email="zoe@bücher.example")),
        ("to-nobody-known", "letter-ar", DELIVERY._replace(name="", email="x.y+z@example.org")),
    ],
)
def test_the_email_is_the_golden_one_byte_for_byte(name: str, letter: str, reader: Delivery) -> None:
    html, text = ((GOLDEN / f"{letter}.{kind}").read_bytes().decode() for kind in ("html", "txt"))
    rendered = RenderedIssue("Three questions before you believe a study", "", html, text, LETTERHEAD)

    golden(f"{name}.eml", compose(rendered, reader, at=AT))


def test_the_email_has_the_headers_that_mail_programs_and_filters_look_for() -> None:
    message = read(compose(RENDERED, DELIVERY, at=AT))

    assert message["From"] == "The Careful Reader <letter@example.org>"
    assert message["Reply-To"] == "Mara Lindqvist <mara@example.org>"
    assert message["To"] == "Ada Lovelace <ada@example.org>"
    assert message["Subject"] == "Three questions"
    assert message["Date"].datetime == AT
    assert message["Message-ID"] == DELIVERY.message_id
    assert message["List-Unsubscribe"] == f"<{DELIVERY.unsubscribe_url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "The Careful Reader <letter.example.org>"
    assert message["MIME-Version"] == "1.0"
    assert [each.get_content_type() for each in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert len(set(message.keys())) == len(message.keys())


def test_the_feedback_id_is_the_same_for_all_readers_of_a_letter_and_ends_with_a_constant_sender() -> None:
    """Google's rule: at most four fields, the last one a name of 5 to 15 characters, and nothing about readers."""
    ours = headers(RENDERED, DELIVERY)["Feedback-ID"]

    assert ours == headers(RENDERED, DELIVERY._replace(id="other", email="b@example.org"))["Feedback-ID"]
    assert ours != headers(replace(RENDERED, text="another"), DELIVERY)["Feedback-ID"]
    assert len(ours.split(":")) == 4
    assert re.fullmatch("[a-z0-9]{5,15}", ours.rsplit(":", 1)[1])
    short = replace(RENDERED, letterhead=replace(LETTERHEAD, list_id="x.y"))
    assert re.fullmatch("[a-z0-9]{5,15}", headers(short, DELIVERY)["Feedback-ID"].rsplit(":", 1)[1])


def test_the_parts_are_what_was_written_with_the_readers_values_in_it() -> None:
    message = read(compose(RENDERED, DELIVERY, at=AT))

    assert part(message, "plain") == f"Dear Ada Lovelace,\n\nleave: {DELIVERY.unsubscribe_url}\nada@example.org\n"
    assert part(message, "html") == (
        f'<!DOCTYPE html>\n<p>Dear Ada Lovelace, <a href="{DELIVERY.unsubscribe_url}">leave</a> ada@example.org</p>\n'
    )


def test_the_same_delivery_gives_the_same_bytes() -> None:
    again = DELIVERY._replace(id="".join(DELIVERY.id))

    assert compose(RENDERED, DELIVERY, at=AT) == compose(replace(RENDERED), again, at=AT)
    assert compose(RENDERED, DELIVERY, at=AT) != compose(
        RENDERED, DELIVERY._replace(message_id="<other@example.org>"), at=AT
    )


def test_the_date_is_written_with_its_zone() -> None:
    at = datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=1)))

    assert b"\r\nDate: Sun, 22 Nov 2026 08:30:00 +0100\r\n" in compose(RENDERED, DELIVERY, at=at)


def test_without_a_reply_to_there_is_none() -> None:
    assert b"Reply-To" not in compose(replace(RENDERED, letterhead=replace(LETTERHEAD, reply_to="")), DELIVERY, at=AT)


# ── anything anybody may write ────────────────────────────────────────────────────────────────────────────────────

ANYTHING = st.text(max_size=120)
HOSTILE = st.sampled_from(
    [
        "a\r\nBcc: everyone@example.org\r\n\r\n<b>",
        "=?utf-8?b?SGk=?=",
        '"Ada" <eve@example.org>, Bob',
        "Lovelace, Ada (countess)",
        "\\",
        'Ada "The Countess',
        "[[unsubscribe_url]] [[reader_name]]",
        "</p><script>alert(1)</script>",
        "\u202egnp.exe\u2028x\u2029\x85\x00",
        ".",
        "--=_",
        "=",
        "é" * 200,
        "x" * 1200,
        "😀" * 40,
        "a b " * 60,
        " ",
        "From me",
        "\ud800",
    ]
)
NAMES = ANYTHING | HOSTILE
WRITTEN = NAMES.map(lambda text: text.encode("utf-8", "replace").decode())  # render leaves no lone surrogates
ADDRESSES = st.from_regex(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}(\.[a-z0-9]{1,9})?@([a-z0-9]{1,12}\.){1,3}[a-z]{2,6}", fullmatch=True
)
BODIES = st.lists(WRITTEN | st.sampled_from(list(Marker)) | st.just("\n"), max_size=12).map("".join)


def shown(text: str) -> str:
    """A value of one line as a mail program may show it: no controls, nothing that turns what follows around."""
    return re.sub("[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069\ud800-\udfff]+", " ", text).strip()


@given(
    name=NAMES, address=ADDRESSES, subject=WRITTEN, html=BODIES, text=BODIES, sender=WRITTEN.map(lambda name: name[:60])
)
@settings(max_examples=150, deadline=None)
@example(name="", address="a@b.cd", subject="[[reader_name]]", html="", text="", sender="")
@example(
    name="é" * 13,
    address="a" * 64 + "@" + "b" * 60 + ".example.org",
    subject="x " * 90,
    html="=",
    text=".\n.\n",
    sender="é",
)
def test_any_letter_to_any_reader_is_read_back_exactly(
    name: str, address: str, subject: str, html: str, text: str, sender: str
) -> None:
    letterhead = replace(LETTERHEAD, name=sender)
    rendered = RenderedIssue(subject, "", html, text, letterhead)
    delivery = DELIVERY._replace(name=name, email=address)

    raw = compose(rendered, delivery, at=AT)
    message = read(raw)

    expected_subject, expected_html, expected_text = personalised(rendered, delivery)
    assert message["Subject"] == expected_subject
    assert recipient(raw) == (shown(name), address)
    assert len(message["To"].addresses) == 1
    # Line ends are made one kind before values are put in: a lone \r before an empty value is a line end of its own.
    in_lines = personalised(replace(rendered, html=unix(html), text=unix(text)), delivery)
    assert part(message, "html") == in_lines[1]
    assert part(message, "plain") == in_lines[2]
    assert expected_subject == shown(spliced(subject, name, address))
    assert expected_text == spliced(text, shown(name), address)
    assert expected_html == spliced(html, escape(shown(name)), escape(address))
    assert set(message.keys()) == set(read(compose(RENDERED, DELIVERY, at=AT)).keys())
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    head, _, body = raw.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, body.split(b"\r\n"))) <= 76


@given(name=NAMES, address=ADDRESSES, subject=WRITTEN, html=BODIES, text=BODIES)
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_any_letter_says_what_pythons_own_message_would_say(
    encoding: str, name: str, address: str, subject: str, html: str, text: str
) -> None:
    name, subject = (text.replace("=?", "= ?") for text in (name, subject))  # what Python takes for encoded words
    rendered, delivery = RenderedIssue(subject, "", html, text, LETTERHEAD), DELIVERY._replace(name=name, email=address)
    subject, html, text = personalised(rendered, delivery)
    theirs = EmailMessage(policy=policy.SMTP)
    theirs["From"] = LETTERHEAD.sender
    theirs["To"] = Address(shown(name), addr_spec=address)
    theirs["Subject"] = subject
    theirs["Date"] = AT
    theirs["Message-ID"] = DELIVERY.message_id
    theirs.set_content(unix(text), cte=encoding)
    theirs.add_alternative(unix(html), subtype="html", cte=encoding)

    ours = compose(rendered, delivery, at=AT)

    message, expected = read(ours), email.message_from_bytes(theirs.as_bytes(), policy=policy.default)
    assert [message[header] for header in ("From", "Subject", "Date", "Message-ID")] == [
        theirs[header] for header in ("From", "Subject", "Date", "Message-ID")
    ]
    assert recipient(ours) == (theirs["To"].addresses[0].display_name, theirs["To"].addresses[0].addr_spec)
    assert isinstance(expected, EmailMessage)
    for kind in ("plain", "html"):
        assert part(message, kind).rstrip("\n") == part(expected, kind).rstrip("\n"), "theirs end with a line end"


@given(name=NAMES, address=ADDRESSES, html=BODIES, text=BODIES)
@example(
    name="...", address="...@x.example", html=".[[reader_name]].\n.", text="[[reader_name]]\n.\n..[[reader_email]]"
)
@settings(max_examples=150, deadline=None)
def test_a_copy_for_the_line_is_the_same_email_with_its_dots_stuffed(
    name: str, address: str, html: str, text: str
) -> None:
    rendered, delivery = RenderedIssue("", "", html, text, LETTERHEAD), DELIVERY._replace(name=name)

    *lines, dot, end = b"".join(compiled(rendered).for_the_line(delivery, AT)).split(b"\r\n")

    assert (dot, end) == (b".", b"")
    assert b"\r\n".join([*(line.removeprefix(b".") for line in lines), b""]) == compose(rendered, delivery, at=AT)
    assert not [line for line in lines if line.startswith(b".") and not line.startswith(b"..")]


PLAIN = {
    "name": "Ada Lovelace",
    "email": "ada@x.example",
    "unsubscribe_url": "https://a.example/u/1",
    "preferences_url": "https://a.example/p/1",
    "view_url": "https://a.example/v/1",
    "message_id": "<1@a.example>",
}
LITTLE = st.text(alphabet="ab.  '&=é?@<>-\n", max_size=5)


@example(field="view_url", before=".", after="", longer="")
@given(field=st.sampled_from(sorted(PLAIN)), before=LITTLE, after=LITTLE, longer=st.sampled_from(["", "x" * 54]))
@settings(max_examples=600, deadline=None)
def test_a_plain_readers_copy_is_the_one_that_asking_of_each_value_gives(
    field: str, before: str, after: str, longer: str
) -> None:
    reader = DELIVERY._replace(**PLAIN | {field: f"{before}{PLAIN[field]}{longer}{after}"})
    body = "<p>" + "</p>\n<p>".join(Marker) + "</p>"

    def made() -> bytes | str:
        try:
            letter = compiled(RenderedIssue("", "", body, body, LETTERHEAD))
            return b"".join(letter.for_the_line(reader, AT))
        except (ReadersError, SettingsError) as error:
            return error.message

    with pytest.MonkeyPatch.context() as careful:
        careful.setattr("gutletter.message.is_plain", lambda _: False)
        expected = made()
    assert made() == expected


def recipient(raw: bytes) -> tuple[str, str]:
    """The To header by Python's older reader; the newer one leaves a space between two encoded words of one name."""
    name, address = parseaddr(email.message_from_bytes(raw)["To"])
    return str(make_header(decode_header(name))), address


def spliced(content: str, name: str, address: str) -> str:
    values = {
        Marker.NAME: name,
        Marker.EMAIL: address,
        Marker.UNSUBSCRIBE_URL: DELIVERY.unsubscribe_url,
        Marker.PREFERENCES_URL: DELIVERY.preferences_url,
        Marker.VIEW_URL: DELIVERY.view_url,
    }
    return re.sub(
        r"\[\[(reader_name|reader_email|unsubscribe_url|preferences_url|view_url)\]\]",
        lambda found: values[Marker(found[0])],
        content,
    )


def unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def test_a_name_that_is_a_marker_stays_a_name() -> None:
    _, html, text = personalised(RENDERED, DELIVERY._replace(name="[[unsubscribe_url]]"))

    assert text.startswith("Dear [[unsubscribe_url]],\n")
    assert html.count(DELIVERY.unsubscribe_url) == 1


def test_an_ampersand_in_a_link_is_escaped_in_the_html_only() -> None:
    delivery = DELIVERY._replace(unsubscribe_url="https://letter.example.org/u?a=1&b=2")
    _, html, text = personalised(RENDERED, delivery)

    assert 'href="https://letter.example.org/u?a=1&amp;b=2"' in html
    assert "https://letter.example.org/u?a=1&b=2" in text


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "a@b@example.org",
        "a b@example.org",
        "<a@example.org>",
        "a@example.org, b@example.org",
        ".a@example.org",
        "a..b@example.org",
        "a@example..org",
        "a@",
        "@example.org",
        "",
        "ü@example.org",
        "a" * 250 + "@example.org",
    ],
)
def test_an_address_that_cannot_stand_in_a_header_is_refused(address: str) -> None:
    with pytest.raises(ReadersError, match="is no address that can be written to"):
        compose(RENDERED, DELIVERY._replace(email=address), at=AT)


def test_a_domain_in_other_letters_is_written_in_its_ascii_form() -> None:
    message = read(compose(RENDERED, DELIVERY._replace(email="zoe@bücher.example"), at=AT))

    assert message["To"].addresses[0].addr_spec == "zoe@xn--bcher-kva.example"
    assert "zoe@bücher.example" in part(message, "plain")


# ── the list's headers ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_unsubscribe_header_may_have_77_characters_and_stands_as_it_is() -> None:
    longest = "https://letter.example.org/".ljust(75, "u")
    raw = compose(RENDERED, DELIVERY._replace(unsubscribe_url=longest), at=AT)

    assert f"\r\nList-Unsubscribe: <{longest}>\r\n".encode() in raw


def test_a_longer_unsubscribe_header_is_refused_with_the_setting_that_is_to_blame() -> None:
    too_long = DELIVERY._replace(unsubscribe_url="https://letter.example.org/".ljust(76, "u"))

    for refused in (lambda: headers(RENDERED, too_long), lambda: compose(RENDERED, too_long, at=AT)):
        with pytest.raises(
            SettingsError, match=r"publication\.site: https://letter\.example\.org makes .* 76 characters"
        ):
            refused()


def test_our_own_links_fit_for_a_hundred_million_readers() -> None:
    url = unsubscribe_url("https://newsletter.example.org", "secret", 9_999, 99_999_999)

    assert headers(RENDERED, DELIVERY._replace(unsubscribe_url=url))["List-Unsubscribe"] == f"<{url}>"


def test_a_long_list_id_stands_as_it_is() -> None:
    """Python's own ``email`` makes encoded words of 78 characters and more, which no filter reads as a list's name."""
    letterhead = replace(
        LETTERHEAD, name="The Very Careful Reader of Studies, Trials and Surveys", list_id="a" * 60 + ".org"
    )
    raw = compose(replace(RENDERED, letterhead=letterhead), DELIVERY, at=AT)

    assert f'\r\nList-Id: "{letterhead.name}" <{letterhead.list_id}>\r\n'.encode() in raw


def test_the_headers_for_a_provider_are_the_ones_in_the_email() -> None:
    letterhead = replace(LETTERHEAD, name="Der sorgfältige Leser")
    rendered = replace(RENDERED, letterhead=letterhead)
    message = read(compose(rendered, DELIVERY, at=AT))

    for name, value in headers(rendered, DELIVERY).items():
        assert value.isascii()
        assert "\n" not in value
        assert email.message_from_string(f"{name}: {value}\n\n", policy=policy.default)[name] == message[name]
    assert message["List-Id"] == "Der sorgfältige Leser <letter.example.org>"


@pytest.mark.parametrize("message_id", ["<a@b>\r\nBcc: c@example.org", "<ä@b>", "<" + "a" * 1000 + "@b>"])
def test_a_message_id_that_cannot_stand_in_a_header_is_refused(message_id: str) -> None:
    with pytest.raises(SettingsError, match=r"Message-ID: .* cannot stand in a header"):
        compose(RENDERED, DELIVERY._replace(message_id=message_id), at=AT)


def test_a_sender_that_is_no_address_is_refused_with_its_setting() -> None:
    with pytest.raises(SettingsError, match=r"publication\.sender: 'nobody' is no address"):
        compose(replace(RENDERED, letterhead=replace(LETTERHEAD, sender="nobody")), DELIVERY, at=AT)


def test_a_test_copy_says_so_in_its_subject_and_only_once() -> None:
    assert as_test(RENDERED).subject == "[Test] Three questions"
    assert as_test(as_test(RENDERED)) == as_test(RENDERED)
    assert as_test(RENDERED).html == RENDERED.html


@pytest.mark.parametrize("kind", ["issue", "welcome", "goodbye"])
def test_the_feedback_id_tells_providers_what_kind_of_mail_it_is(kind: str) -> None:
    assert headers(replace(RENDERED, kind=kind), DELIVERY)["Feedback-ID"].split(":")[2] == kind


def test_a_letters_hash_is_what_it_was_before_mail_had_a_kind() -> None:
    assert RENDERED.hash == replace(RENDERED, kind="issue").hash != replace(RENDERED, kind="welcome").hash
