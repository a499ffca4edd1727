"""What somebody let pass stays on record, and letters are remembered by their subjects; on every database."""

from __future__ import annotations

import pytest

from gutletter.errors import StoreError
from gutletter.model import Allowance, Earlier
from gutletter.ports import Store
from tests.ledgers import LATER, NOW, add_readers, edition

LINKS = Allowance("links", "The page goes up tonight — “promised”.", "“Read” leads to http://example.org\n")
SIZE = Allowance("size", "One long table")


def test_what_was_let_pass_is_kept_with_its_issue_for_good(store: Store) -> None:
    add_readers(store, "ann")
    opened = store.open_issue(edition("one", allowed=(SIZE, LINKS)), NOW)
    plain = store.open_issue(edition("two"), NOW)

    assert opened.allowed == (LINKS, SIZE)
    assert store.issue("one") == opened
    assert plain.allowed == ()
    assert {issue.slug: issue.allowed for issue in store.issues()} == {"one": (LINKS, SIZE), "two": ()}
    assert store.cancel_issue(opened.id, LATER).allowed == (LINKS, SIZE)
    assert store.close_issue(opened.id, LATER).allowed == (LINKS, SIZE)


def test_whoever_comes_second_changes_nothing_of_what_was_let_pass(store: Store) -> None:
    store.open_issue(edition("one", allowed=(SIZE,)), NOW)

    assert store.open_issue(edition("one", allowed=(LINKS,)), LATER).allowed == (SIZE,)


def test_nothing_is_let_pass_without_a_reason_whatever_program_asks(store: Store) -> None:
    with pytest.raises(StoreError):
        store.open_issue(edition("one", allowed=(Allowance("size", ""),)), NOW)

    assert store.issue("one") is None


def test_letters_since_a_time_are_known_by_their_subjects(store: Store) -> None:
    store.open_issue(edition("one"), NOW)
    store.open_issue(edition("two"), LATER)
    store.cancel_issue(store.open_issue(edition("three"), LATER).id, LATER)

    assert store.earlier(LATER) == [Earlier("two", "About two", LATER)]
    assert [letter.slug for letter in store.earlier(NOW)] == ["two", "one"]
