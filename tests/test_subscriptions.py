"""Readers' addresses and files."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.errors import ReadersError
from gutletter.model import NewSubscriber, SubscriberState
from gutletter.subscriptions import Rejected, canonical, clean_name, read_csv


def taken_and_rejected(text: str) -> tuple[list[NewSubscriber], list[Rejected]]:
    rows = list(read_csv(io.StringIO(text, newline=""), source="readers.csv"))
    return [row for row in rows if isinstance(row, NewSubscriber)], [row for row in rows if isinstance(row, Rejected)]


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
    file.seek(0)

    read = list(read_csv(file, source="readers.csv"))

    with_content = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(read) == len(with_content)
