"""The dialogue without a line: whatever a server says, no letter is lost track of, and no text leaves unasked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.errors import ProviderRefused
from gutletter.model import Outcome
from gutletter.providers.smtp_dialogue import Dialogue, Parcel
from gutletter.providers.smtp_replies import Ear, LineLost, Verdict
from tests.fakes.letters import delivery

ASKED_FOR_TEXT = b"354 go\r\n"
LATER, NEVER = b"450 4.2.0 later\r\n", b"550 5.1.1 never\r\n"
ODD = st.sampled_from(
    [b"421 4.4.2 bye\r\n", ASKED_FOR_TEXT, b"250 OK\r\n", b"", b"250 OK\r\n" * 2, b"hm\r\n", b"199 x\r\n", LATER, NEVER]
)


class Books:
    """Hands out so many letters, and keeps the books on them."""

    def __init__(self, count: int) -> None:
        self.todo = [
            Parcel(delivery(f"R{at}"), b"r%d@example.net" % at, [b"letter %d\r\n" % at, b".\r\n"])
            for at in range(count)
        ]
        self.out: list[Parcel] = []
        self.begun: set[bytes] = set()
        self.settled: dict[bytes, Verdict] = {}
        self.brought_back: list[bytes] = []

    def next(self, *, international: bool) -> Parcel | None:
        if not self.todo:
            return None
        self.out.append(self.todo.pop(0))
        return self.out[-1]

    def settle(self, parcel: Parcel, verdict: Verdict) -> None:
        self.out.remove(parcel)
        assert parcel.recipient not in self.settled, "one verdict each"
        self.settled[parcel.recipient] = verdict
        if verdict.outcome in (Outcome.ACCEPTED, Outcome.UNCERTAIN):
            assert parcel.recipient in self.begun, "what was never sent was not taken"

    def bring_back(self, parcel: Parcel, why: str, *, its_turn: bool) -> None:
        self.out.remove(parcel)
        assert parcel.recipient not in self.begun, "a text that was sent is never brought back"
        self.brought_back.append(parcel.recipient)


class Server:
    """Understands what is said to it, and answers as a script has it; an empty script: as a good server does."""

    def __init__(self, script: list[bytes]) -> None:
        self._script = script
        self._heard = b""

    def hears(self, words: bytes) -> bytes:
        answers = b""
        self._heard += words
        while b"\r\n" in self._heard:
            line, _, self._heard = self._heard.partition(b"\r\n")
            answers += self._script.pop(0) if self._script and self._scripted(line) else self._sensible(line)
        return answers

    def _scripted(self, line: bytes) -> bool:
        return True  # also in the middle of a letter: then it says more than it is asked

    def _sensible(self, line: bytes) -> bytes:
        if line.startswith(b"letter"):
            return b""
        if line == b".":
            return b"250 2.0.0 Ok: queued as Q1\r\n"
        return ASKED_FOR_TEXT if line == b"DATA" else b"250 OK\r\n"


def converse(server: Callable[[bytes], bytes], books: Books, *, pipelining: bool, most: int = 100) -> None:
    """Until nothing more is said; a line that cannot go on is lost."""
    dialogue = Dialogue(books, Ear(), b"a@example.org", pipelining=pipelining, international=False, most=most)
    said = dialogue.begin()
    try:
        while said:
            if not pipelining:
                assert said.count(b"\r\n") == 1 or said.startswith(b"letter"), "one thing after the other"
            heard = server(said)
            said = dialogue.hear(heard) if heard else b""
            if dialogue.wanted is not None:
                assert not dialogue.in_doubt, "one text at a time"
                books.begun.add(dialogue.wanted.recipient)
                letter = b"".join(dialogue.wanted.letter)
                said += dialogue.text()
                assert letter in said
                dialogue.leaves()
    except (LineLost, ProviderRefused) as error:
        dialogue.lost(str(error))
    if not dialogue.finished:
        dialogue.lost("the server says nothing more")
    assert dialogue.finished


@given(st.booleans(), st.integers(0, 6), st.lists(ODD, max_size=24))
@settings(max_examples=400, deadline=None)
def test_whatever_a_server_says_every_letter_is_settled_or_brought_back(
    pipelining: bool, count: int, script: list[bytes]
) -> None:
    books = Books(count)
    converse(Server(script).hears, books, pipelining=pipelining)

    assert not books.out, "nothing is lost track of"
    assert len(books.settled) + len(books.brought_back) + len(books.todo) == count
    uncertain = [one for one in books.settled.values() if one.outcome is Outcome.UNCERTAIN]
    assert len(uncertain) <= 1, "one connection leaves one in doubt"


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_letter_that_was_made_ready_and_not_said_is_brought_back_before_the_one_behind_it(pipelining: bool) -> None:
    books, server = Books(3), Server([])
    dialogue = Dialogue(books, Ear(), b"a@example.org", pipelining=pipelining, international=False, most=9)
    said = dialogue.begin()
    while dialogue.wanted is None:
        said = dialogue.hear(server.hears(said))
    first = dialogue.wanted
    dialogue.text()

    dialogue.lost("the call was ended")

    ready = [b"r1@example.net"] if pipelining else []
    assert books.brought_back == [*ready, first.recipient], "whoever is brought back last goes first again"
    assert (books.settled, dialogue.in_doubt, dialogue.finished) == ({}, False, True)


WISHES = st.sampled_from(["yes", "later", "never", "later at the dot", "never at the dot"])


@given(st.booleans(), st.lists(WISHES, max_size=12))
@settings(max_examples=200, deadline=None)
def test_a_good_server_is_understood_whatever_it_thinks_of_each_reader(pipelining: bool, wishes: list[str]) -> None:
    told = {b"r%d@example.net" % at: wish for at, wish in enumerate(wishes)}
    state: dict[str, Any] = {"mail": False, "to": b"", "text": False}

    def answer(line: bytes) -> bytes:
        if state["text"]:
            if line != b".":
                return b""
            state.update(text=False, mail=False)
            wish = told[state["to"]]
            return LATER if wish == "later at the dot" else NEVER if wish == "never at the dot" else b"250 OK\r\n"
        if line == b"RSET":
            state["mail"] = False
            return b"250 OK\r\n"
        if line.startswith(b"MAIL"):
            assert not state["mail"], "the last envelope was cleared away"
            state.update(mail=True, to=b"")
            return b"250 OK\r\n"
        if line.startswith(b"RCPT TO:<"):
            wish = told[line[9:-1]]
            if wish in ("later", "never"):
                return LATER if wish == "later" else NEVER
            state["to"] = line[9:-1]
            return b"250 OK\r\n"
        assert line == b"DATA"
        if not state["to"]:
            return b"503 5.5.1 nobody to send to\r\n"
        state["text"] = True
        return ASKED_FOR_TEXT

    def server(said: bytes) -> bytes:
        assert said.endswith(b"\r\n")
        return b"".join(answer(line) for line in said.split(b"\r\n")[:-1])

    books = Books(len(wishes))
    converse(server, books, pipelining=pipelining)

    expected = {"yes": Outcome.ACCEPTED, "later": Outcome.DEFERRED, "never": Outcome.REFUSED}
    assert {to: verdict.outcome for to, verdict in books.settled.items()} == {
        to: expected[wish.partition(" ")[0]] for to, wish in told.items()
    }


@given(st.booleans(), st.integers(1, 5))
def test_a_connection_is_offered_no_more_letters_than_it_may_have(pipelining: bool, most: int) -> None:
    books = Books(9)
    converse(Server([]).hears, books, pipelining=pipelining, most=most)
    assert len(books.settled) == most


def test_a_line_from_before_that_has_gone_stale_is_nobodys_fault() -> None:
    turns: list[bool] = []

    class Counting(Books):
        def bring_back(self, parcel: Parcel, why: str, *, its_turn: bool) -> None:
            turns.append(its_turn)

    for kept in (True, False):
        dialogue = Dialogue(
            Counting(1), Ear(), b"a@example.org", pipelining=True, international=False, most=9, kept=kept
        )
        dialogue.begin()
        dialogue.lost("the server closed the connection")
    assert turns == [False, True]


@given(st.booleans(), st.booleans())
def test_a_server_that_has_lost_count_is_left_and_one_that_starts_so_is_believed(pipelining: bool, kept: bool) -> None:
    books = Books(3)
    dialogue = Dialogue(books, Ear(), b"a@example.org", pipelining=pipelining, international=False, most=9, kept=kept)
    dialogue.begin()
    expected = LineLost if kept else ProviderRefused
    with pytest.raises(expected, match="503"):
        dialogue.hear(b"503 5.5.1 nested MAIL command\r\n")
    dialogue.lost("503")
    assert books.brought_back == [b"r0@example.net"]


class Attentive(Server):
    """Says one thing to each command, and nothing in the middle of a letter."""

    def _scripted(self, line: bytes) -> bool:
        return not line.startswith(b"letter")


ANSWERS = st.sampled_from(
    [
        b"250 OK\r\n",
        b"250 2.0.0 Ok: queued as Q7\r\n",
        b"250-two\r\n250 lines\r\n",
        b"251 OK\n",
        ASKED_FOR_TEXT,
        LATER,
        NEVER,
    ]
)


@given(st.dictionaries(st.integers(0, 11), ANSWERS, max_size=3))
@settings(max_examples=300, deadline=None)
def test_answers_that_come_at_once_mean_what_they_mean_one_by_one(odd: dict[int, bytes]) -> None:
    good = [b"250 OK\r\n", b"250 OK\r\n", ASKED_FOR_TEXT, b"250 2.0.0 Ok: queued as Q1\r\n"] * 3
    script = [odd.get(at, answer) for at, answer in enumerate(good)]
    outcomes = []
    for at_once in (True, False):
        books, server = Books(6), Attentive(list(script))
        dialogue = Dialogue(books, Ear(), b"a@example.org", pipelining=True, international=False, most=6)
        said, conversation = dialogue.begin(), []
        try:
            while said:
                conversation.append(said)
                answers = server.hears(said)
                heard = [answers] if at_once else answers.splitlines(keepends=True)
                said = b"".join([dialogue.hear(octets) for octets in heard])
                if dialogue.wanted is not None:
                    books.begun.add(dialogue.wanted.recipient)
                    said += dialogue.text()
                    dialogue.leaves()
        except (LineLost, ProviderRefused) as error:
            dialogue.lost(str(error))
        outcomes.append((conversation, books.settled, books.brought_back, len(books.todo), dialogue.uncleared))
    assert outcomes[0] == outcomes[1]
