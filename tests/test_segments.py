"""A part of the readers, as people write it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gutletter.errors import SegmentError
from gutletter.model import MONTHLY, Segment
from gutletter.segments import parse_segment


def test_nothing_written_is_everyone() -> None:
    assert parse_segment("  ", language="en") == Segment()


def test_every_kind_is_understood() -> None:
    segment = parse_segment("tag:Skin,sleep language:de joined:2026-01-01..2026-03-31 cadence:every,3", language="en")

    assert segment.tags == {"skin", "sleep"}
    assert segment.languages == {"de"}
    assert segment.cadences == {1, 3}
    assert (segment.joined_from, segment.joined_until) == (date(2026, 1, 1), date(2026, 3, 31))


def test_the_publications_language_is_also_that_of_readers_who_chose_none() -> None:
    assert parse_segment("language:en,de", language="en-GB").languages == {"", "en", "de"}


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("joined:2026-01-01", date(2026, 1, 1), date(2026, 1, 1)),
        ("joined:2026-01-01..", date(2026, 1, 1), None),
        ("joined:..2026-01-01", None, date(2026, 1, 1)),
    ],
)
def test_a_range_of_days_may_be_open(written: str, first: date | None, last: date | None) -> None:
    segment = parse_segment(written, language="en")

    assert (segment.joined_from, segment.joined_until) == (first, last)


def test_the_monthly_readers_can_be_named() -> None:
    assert parse_segment("cadence:monthly", language="en").cadences == {MONTHLY}


@pytest.mark.parametrize(
    "written",
    [
        "skin", "tag:", "colour:red", "tag:a tag:b", "joined:yesterday", "joined:2026-13-01", "cadence:often",
        "joined:2026-02-01..2026-01-01", "language:german", "cadence:0", "joined:2026-01-01,2026-02-01",
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(SegmentError) as caught:
        parse_segment(written, language="en")
    assert ":" in caught.value.remedy


@given(st.text(alphabet="tagjoinedcadencelanguage:.,-0123456789 ", max_size=40))
def test_no_text_fails_otherwise(written: str) -> None:
    try:
        segment = parse_segment(written, language="en")
    except SegmentError:
        return
    assert parse_segment(segment.text, language="en") == segment
