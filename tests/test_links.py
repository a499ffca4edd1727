"""Signed tokens."""

from hypothesis import given
from hypothesis import strategies as st

from gutletter.links import Purpose, Signer, read_token, token, unsubscribe_url, which_secret

IDS = st.integers(min_value=0, max_value=2**40)


@given(IDS, IDS, st.sampled_from(Purpose), st.text(min_size=1, max_size=80))
def test_a_token_opens_what_it_was_made_for(issue: int, reader: int, purpose: Purpose, secret: str) -> None:
    text = token(secret, purpose, issue, reader)

    assert text == token(secret, purpose, issue, reader)
    assert read_token([secret], purpose, text) == (issue, reader)


@given(IDS, IDS)
def test_a_token_opens_nothing_else(issue: int, reader: int) -> None:
    text = token("secret", Purpose.DELIVERY, issue, reader)

    assert read_token(["secret"], Purpose.UNSUBSCRIBE, text) is None
    assert read_token(["another"], Purpose.DELIVERY, text) is None
    assert read_token([], Purpose.DELIVERY, text) is None


def test_one_key_rotation_is_survived() -> None:
    old = token("old", Purpose.UNSUBSCRIBE, 1, 2)

    assert read_token(["new", "old"], Purpose.UNSUBSCRIBE, old) == (1, 2)


@given(IDS, IDS, st.data())
def test_a_changed_token_opens_nothing(issue: int, reader: int, data: st.DataObject) -> None:
    text = token("secret", Purpose.UNSUBSCRIBE, issue, reader)
    at = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters())
    changed = text[:at] + char + text[at + 1 :]

    if changed != text:
        assert read_token(["secret"], Purpose.UNSUBSCRIBE, changed) is None


@given(st.text(max_size=60))
def test_rubbish_opens_nothing(text: str) -> None:
    assert read_token(["secret"], Purpose.UNSUBSCRIBE, text) is None


def test_the_unsubscribe_header_stays_short_for_a_million_readers_and_a_thousand_issues() -> None:
    url = unsubscribe_url("https://letter.example.org", "secret", 1000, 1_000_000)

    assert len(f"<{url}>") <= 77


@given(IDS, st.lists(IDS, max_size=4), st.text(min_size=1, max_size=80))
def test_what_signs_many_signs_each_as_if_it_were_alone(issue: int, readers: list[int], secret: str) -> None:
    tokens = list(Signer(secret, issue).tokens(readers))

    purposes = Purpose.DELIVERY, Purpose.UNSUBSCRIBE, Purpose.PREFERENCES, Purpose.VIEW
    assert tokens == [tuple(token(secret, purpose, issue, reader) for purpose in purposes) for reader in readers]


@given(IDS, IDS)
def test_no_two_purposes_have_one_seal(issue: int, reader: int) -> None:
    assert len({token("secret", purpose, issue, reader).rpartition(".")[2] for purpose in Purpose}) == len(Purpose)


def test_a_link_in_a_letter_that_left_long_ago_still_opens() -> None:
    secret, link = "a secret of thirty-two characters", "7.3mv.dF4gINKt18JpmD5IExQCgw"

    assert read_token(["another", secret], Purpose.UNSUBSCRIBE, link) == (7, 4711)
    assert read_token([secret], Purpose.PREFERENCES, link) is None
    assert read_token([secret], Purpose.UNSUBSCRIBE, link[:-1] + "x") is None


@given(IDS)
def test_numbers_are_read_as_they_are_written(number: int) -> None:
    written, _, _ = token("secret", Purpose.DELIVERY, 0, number).removeprefix("0.").partition(".")

    assert int(written, 36) == number
    assert written == "0" or not written.startswith("0")


def test_a_secret_is_recognised_by_a_name_that_does_not_tell_it() -> None:
    assert which_secret("one") == which_secret("one") != which_secret("two")
    assert "one" not in which_secret("one")
