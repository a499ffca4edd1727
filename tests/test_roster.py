"""Readers' addresses and files."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.addresses import canonical, clean_name, clean_names, folded, shortened, shortened_all, unusual
from gutletter.errors import ReadersError
from gutletter.model import Consent, Newcomers, NewSubscriber, SubscriberState
from gutletter.roster import Rejected, read_csv


def taken_and_rejected(text: str, *pieces: str) -> tuple[list[NewSubscriber], list[Rejected]]:
    pages = list(read_csv(pieces or io.StringIO(text, newline=""), source="readers.csv"))
    return [reader for page in pages for reader in readers(page.taken)], [
        row for page in pages for row in page.rejected
    ]


def readers(page: Newcomers) -> list[NewSubscriber]:
    found = []
    for email, name, state, joined, *wishes, said, said_at, where, wording, network in zip(*page, strict=True):
        consent = Consent(at(said_at), said, where, wording, network) if said else None
        found.append(NewSubscriber(email, name, state, at(joined), *wishes)._replace(consent=consent))
    return found


def at(text: str) -> datetime | None:
    return datetime.fromisoformat(f"{text}+00:00") if text else None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ada@Example.ORG ", "Ada@example.org"),
        ("a.b+c_d@sub.example.co.uk", "a.b+c_d@sub.example.co.uk"),
        ("o'hara@example.org", "o'hara@example.org"),
        ("jörg@example.org", "jörg@example.org"),
        ("ada@bücher.example.org", "ada@bücher.example.org"),
    ],
)
def test_an_address_is_kept_in_one_form(written: str, kept: str) -> None:
    assert canonical(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "", "ada", "@example.org", "ada@", "ada@@example.org", "a..b@example.org", ".a@example.org", "ada@example",
        "ada@localhost", "ada@example.test", "ada@exa mple.org", "ada@example.org\nBcc: x@example.org",
        "ada@example.org, grace@example.org", "Ada <ada@example.org>", "ada@-example.org", "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org", "ada@ex--ample.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_the_reason(written: str) -> None:
    with pytest.raises(ReadersError, match=r"."):
        canonical(written)


@given(st.text(max_size=40))
def test_canonical_never_fails_otherwise_and_never_lets_a_line_break_through(written: str) -> None:
    try:
        kept = canonical(written)
    except ReadersError:
        return
    assert kept.isprintable()
    assert canonical(kept) == kept


def test_a_name_is_one_clean_line() -> None:
    assert clean_name("  Ada\r\nBcc: x \t Lovelace ") == "Ada Bcc: x Lovelace"


def test_the_header_is_recognised_in_the_words_of_other_tools() -> None:
    taken, rejected = taken_and_rejected(
        "First Name;Last Name;E-Mail Address;Status\r\nAda;Lovelace;ada@example.org;subscribed\r\n"
    )

    assert not rejected
    assert [(row.email, row.name, row.state) for row in taken] == [
        ("ada@example.org", "Ada Lovelace", SubscriberState.CONFIRMED)
    ]


def test_a_file_without_a_header_is_taken_by_the_column_that_holds_an_address() -> None:
    taken, rejected = taken_and_rejected("Ada,ada@example.org\nGrace,grace@example.org\n")

    assert not rejected
    assert [row.email for row in taken] == ["ada@example.org", "grace@example.org"]


def test_bad_rows_and_duplicates_are_rejected_with_their_line() -> None:
    taken, rejected = taken_and_rejected(
        '\ufeffemail,name\nada@example.org,Ada\n\nnobody,X\nADA@example.org,Again\n"grace@example.org","Grace\nHopper"\nx@\n'
    )

    assert [row.email for row in taken] == ["ada@example.org", "grace@example.org"]
    assert [(row.line, row.row[0]) for row in rejected] == [(4, "nobody"), (5, "ADA@example.org"), (8, "x@")]
    assert "line 2" in rejected[1].reason


@pytest.mark.parametrize("status", ["unsubscribed", "Cleaned", "complained", "pending"])
def test_whoever_left_elsewhere_is_not_written_to_here(status: str) -> None:
    taken, _ = taken_and_rejected(f"email,status\nada@example.org,{status}\n")

    assert taken[0].state is not SubscriberState.CONFIRMED


@pytest.mark.parametrize(
    ("export", "state"),
    [
        ("Email Address,UNSUB_TIME,UNSUB_REASON\nada@example.org,2020-01-01 00:00:00,NORMAL\n", "unsubscribed"),
        ("Email Address,CLEAN_TIME\nada@example.org,2020-01-01 00:00:00\n", "bounced"),
        ("email,active_subscription,email_disabled\nada@example.org,true,true\n", "unsubscribed"),
        ("email,active_subscription,email_disabled\nada@example.org,false,false\n", "confirmed"),
        ("id,email,subscribed_to_emails,deleted_at\n1,ada@example.org,false,\n", "unsubscribed"),
        ("id,email,subscribed_to_emails,deleted_at\n1,ada@example.org,true,\n", "confirmed"),
        ("uuid,email,name,status\nx,ada@example.org,Ada,blocklisted\n", "complained"),
        ("email_address,creation_date,type\nada@example.org,,unsubscribed\n", "unsubscribed"),
        ("email_address,creation_date,type\nada@example.org,,regular\n", "confirmed"),
        ("email,status,type\nada@example.org,pending,regular\n", "pending"),
        ("email,type\nada@example.org,customer\n", "confirmed"),
        ("email,status,unsubscribed_at,email_disabled\nada@example.org,active,,true\n", "unsubscribed"),
    ],
    ids=lambda value: value.partition("\n")[0],
)
def test_what_other_programs_exports_say_of_a_reader_is_heeded(export: str, state: str) -> None:
    taken, rejected = taken_and_rejected(export)

    assert not rejected
    assert [row.state for row in taken] == [state]


def test_a_quotation_mark_that_is_never_closed_swallows_nobody() -> None:
    with pytest.raises(ReadersError, match=r"readers\.csv:3: a quotation mark"):
        taken_and_rejected('email,name\ngrace@example.org,G\nada@example.org,"Ada\nmary@example.org,M\n')
    with pytest.raises(ReadersError, match=r"readers\.csv:2: a quotation mark"):
        taken_and_rejected('email,name\nada@example.org,"Ada\nmary@example.org,"M"\n')

    taken, rejected = taken_and_rejected('email,name\nada@example.org,"A "B" C"\nmary@example.org,M\n')
    assert ([row.email for row in taken], [row.line for row in rejected]) == (["mary@example.org"], [2])


def test_an_unknown_status_is_a_rejected_row_not_a_guess() -> None:
    taken, rejected = taken_and_rejected("email,status\nada@example.org,sleeping\n")

    assert not taken
    assert "sleeping" in rejected[0].reason


def test_a_file_without_an_email_column_is_refused_with_what_it_has() -> None:
    with pytest.raises(ReadersError, match=r"readers\.csv:1: .*surname, age"):
        taken_and_rejected("surname,age\nLovelace,36\n")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(ReadersError, match="is empty"):
        taken_and_rejected("\n \n")


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), min_size=1, max_size=8))
def test_every_row_that_is_not_empty_is_either_taken_or_rejected(rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["email", "name"], *rows])

    taken, rejected = taken_and_rejected(file.getvalue())

    with_content = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(taken) + len(rejected) == len(with_content)


def test_what_readers_want_and_agreed_to_is_taken_from_the_columns_that_say_so() -> None:
    (reader,), rejected = taken_and_rejected(
        "email,language,time_zone,tags,cadence,confirm_time,confirm_ip,consent_source,consent_text\n"
        "ada@example.org,de-AT,Europe/Vienna,Gut; skin|Gut,3,2025-03-01 08:30,203.0.113.77,web form,Yes please\n"
    )

    assert not rejected
    assert (reader.language, reader.timezone, reader.tags, reader.cadence) == (
        "de", "Europe/Vienna", ("gut", "skin"), 3
    )  # fmt: skip
    at = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
    assert reader.consent == Consent(at, "agreed", "web form", "Yes please", "203.0.113.0/24")


def test_wishes_that_cannot_be_understood_are_none_and_the_reader_is_taken() -> None:
    (reader,), _ = taken_and_rejected("email,language,timezone,cadence\nada@example.org,klingon!,Mars/Olympus,often\n")

    assert (reader.language, reader.timezone, reader.cadence, reader.consent) == ("", "", 1, None)


def test_the_quote_that_keeps_a_spreadsheet_from_running_a_cell_is_taken_off() -> None:
    (reader,), _ = taken_and_rejected("email,name\n'+ada@example.org,'=1+1\n")

    assert (reader.email, reader.name) == ("+ada@example.org", "=1+1")


@given(st.lists(st.integers(0, 9000), max_size=6000))
@settings(max_examples=20, deadline=None)
def test_an_address_is_taken_once_however_long_the_list(numbers: list[int]) -> None:
    text = "email\n" + "".join(f"r{number}@example.org\n" for number in numbers)

    taken, rejected = taken_and_rejected(text)

    assert [reader.email for reader in taken] == [f"r{number}@example.org" for number in dict.fromkeys(numbers)]
    assert all(f"line {2 + numbers.index(numbers[row.line - 2])}" in row.reason for row in rejected)
    assert len(taken) + len(rejected) == len(numbers)


UNUSUAL = [
    "ada@example.org", "Grace@Example.ORG", "mary@mail-1.example.de", "a--b@example.org", "x@box.test", "a@b@c", "",
    "confirmed", "unsubscribed", "sleeping", "2025-03-01 08:30", "2025-03-01", "2025-03-01T08:30:00+02:00", "gut; skin",
    "Ada  Lovelace", "'=1+1", "'", "de", "a" * 110, "l" * 65 + "@example.org",
]  # fmt: skip
UNQUOTED = st.text(st.characters(exclude_characters='\r\n"'), max_size=12).map(lambda text: text.lstrip(" "))
CELLS = UNQUOTED | st.sampled_from(UNUSUAL)
HEADERS = ["email", "name", "status", "joined", "language", "tags", "first name", "confirm_time", "unsubscribed"]


@given(
    st.lists(st.sampled_from(HEADERS), max_size=5, unique=True),
    st.lists(st.lists(CELLS, min_size=1, max_size=7), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(deadline=None)
def test_many_rows_at_once_say_what_each_of_them_says_alone(
    header: list[str], rows: list[list[str]], ending: str
) -> None:
    columns = ["email", *(name for name in header if name != "email")]

    def written(some: list[list[str]], quoting: int) -> str:
        file = io.StringIO(newline="")
        csv.writer(file, quoting=quoting, lineterminator=ending).writerows([columns, *some])  # type: ignore[arg-type]
        return file.getvalue()

    def said(some: list[list[str]], quoting: int) -> tuple[list[NewSubscriber], list[tuple[str, tuple[str, ...]]]]:
        taken, rejected = taken_and_rejected("", written(some, quoting))
        return taken, [(row.reason, row.row) for row in rejected if "the same address" not in row.reason]

    together = said(rows, csv.QUOTE_MINIMAL)
    assert together == said(rows, csv.QUOTE_ALL)
    alone = [said([row], csv.QUOTE_ALL) for row in rows]
    first = {one.email.casefold(): one for taken, _ in reversed(alone) for one in taken}
    assert together == (
        [one for taken, _ in alone for one in taken if first[one.email.casefold()] is one],
        [row for _, rejected in alone for row in rejected],
    )


@given(st.lists(CELLS, min_size=1, max_size=5))
def test_addresses_that_are_not_unusual_stay_as_they_are(written: list[str]) -> None:
    odd = unusual(written)
    for number, address in enumerate(written):
        assert number in odd or canonical(address) == address


@given(st.lists(st.sampled_from(["ada@example.org", "Grace@x.org"]) | CELLS, min_size=1, max_size=9))
def test_nothing_is_unusual_about_most_addresses(written: list[str]) -> None:
    plain = [number for number, address in enumerate(written) if address in ("ada@example.org", "Grace@x.org")]
    assert not set(plain).intersection(unusual(written))


@given(st.lists(CELLS | st.text(max_size=5), max_size=5))
def test_many_addresses_are_told_apart_as_each_is(written: list[str]) -> None:
    assert list(folded(written)) == [address.casefold() for address in written]


@given(st.lists(CELLS | st.text(max_size=5), min_size=1, max_size=5))
def test_many_names_are_kept_as_each_is(written: list[str]) -> None:
    assert list(clean_names(written)) == [clean_name(name) for name in written]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_row_is_named_by_its_line_however_the_file_comes_in_pieces(quote: str) -> None:
    lines = [
        f"{quote}r{number}@example.org{quote},R\n" if number % 7 else f"nobody,{number}\n" for number in range(4000)
    ]
    lines[100] = '"mary@example.org","Mary\nAnn\nSmith"\n'
    text = ["email,name\n", *lines]
    expected = [2 + number + (2 if number > 100 else 0) for number in range(4000) if not number % 7]
    for pieces in (text, ["".join(text)], ["".join(text[:2000]), "".join(text[2000:])]):
        taken, rejected = taken_and_rejected("", *pieces)
        assert [row.line for row in rejected] == expected
        assert len(taken) + len(rejected) == 4000


WAYS = [
    "2025-03-01",
    "2025-03-01 08:30",
    "2025-03-01 08:30:15",
    "2025-03-01T08:30:15",
    "2025-03-01T08:30:15Z",
    "2025-03-01T08:30:15+00:00",
    "2025-03-01T08:30:15+02:00",
    "2025-03-01T08:30:15.250000+00:00",
    "20250301T083015",
    "",
]


@pytest.mark.parametrize("way", WAYS)
def test_a_whole_column_of_times_says_what_each_of_them_says(way: str) -> None:
    at = datetime.fromisoformat(way) if way else None
    expected = at and (at if at.tzinfo else at.replace(tzinfo=UTC))

    alike, _ = taken_and_rejected("email,joined\n" + "".join(f"r{number}@example.org,{way}\n" for number in range(9)))
    mixed, _ = taken_and_rejected(
        "email,joined\n" + "".join(f"r{number}@example.org,{other}\n" for number, other in enumerate([*WAYS, way]))
    )

    assert [row.joined_at for row in alike] == [expected] * 9
    assert mixed[-1].joined_at == expected


@pytest.mark.parametrize("bad", [[0], [999], [0, 1, 2], [500, 777], list(range(1000))])
@pytest.mark.parametrize("cells", ["sleeping,2025-03-01 08:30:00", "active,2025-02-30 08:30:00"])
def test_rows_with_something_uncommon_are_rejected_and_those_beside_them_taken(bad: list[int], cells: str) -> None:
    lines = [f"r{number}@example.org,active,2025-03-01 08:30:00" for number in range(1000)]
    for number in bad:
        lines[number] = f"r{number}@example.org,{cells}"

    taken, rejected = taken_and_rejected("\n".join(["email,status,joined", *lines, ""]))

    assert [row.line - 2 for row in rejected] == bad
    assert all(repr(cells.split(",")[0]) in row.reason or "2025-02-30" in row.reason for row in rejected)
    assert [row.email for row in taken] == [f"r{number}@example.org" for number in range(1000) if number not in bad]


def test_an_address_that_was_refused_for_something_else_may_stand_again() -> None:
    taken, rejected = taken_and_rejected("email,status\nada@example.org,sleeping\nada@example.org,active\n")

    assert [row.email for row in taken] == ["ada@example.org"]
    assert [row.line for row in rejected] == [2]


def test_two_signs_in_an_address_are_named() -> None:
    _, rejected = taken_and_rejected("email\nada@@example.org\n")

    assert rejected[0].reason == "'ada@@example.org' is no email address: it has more than one @-sign."


@given(st.lists(st.ip_addresses().map(str) | st.text(max_size=9) | st.just("198.51.100.7\n10.0.0.1"), max_size=6))
def test_many_networks_are_shortened_as_each_is(written: list[str]) -> None:
    assert list(shortened_all(written)) == [shortened(address) for address in written]
