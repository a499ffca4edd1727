"""What is frozen is read again exactly, whatever an article may hold."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gutletter.errors import StoreError
from gutletter.model import Author, Digest, KeyPoint, Letterhead, RenderedIssue, Sentence
from gutletter.store import frozen, open_store
from tests.ledgers import NOW, edition

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
labels = st.lists(words, max_size=3).map(tuple)
sentences = st.builds(Sentence, words, st.integers(0, 10**9), st.integers(0, 10**9), labels)
points = st.builds(
    KeyPoint,
    words,
    sentences,
    section=words,
    citations=labels,
    author=st.sampled_from(Author),
    edits=labels,
    score=st.floats(allow_nan=False, allow_infinity=False),
    reasons=labels,
    overruled=words,
)
digests = st.builds(
    Digest,
    st.lists(points, max_size=3).map(tuple),
    st.lists(points, max_size=2).map(tuple),
    words,
    words,
    whole=st.booleans(),
    notices=labels,
)
letterheads = st.builds(Letterhead, *[words] * 5, reply_to=words, language=words, timezone=words, why=words)
renderings = st.builds(RenderedIssue, words, words, words, words, letterheads)


@given(digests)
def test_a_digest_is_read_again_exactly(digest: Digest) -> None:
    read = frozen.read(frozen.digests(), frozen.written(frozen.digests(), digest), "here")
    assert read == digest
    assert repr(read) == repr(digest)  # also what is equal to something else: -0.0, tuples, the kinds of values


@given(renderings)
def test_a_rendering_is_read_again_exactly_and_keeps_its_hash(rendered: RenderedIssue) -> None:
    read = frozen.read(frozen.renderings(), frozen.written(frozen.renderings(), rendered), "here")
    assert read == rendered
    assert read.hash == rendered.hash


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"key_points": 1}', "null"])
def test_anything_else_is_a_trouble_of_the_database(text: str) -> None:
    with pytest.raises(StoreError, match=r"^here: what was frozen"):
        frozen.read(frozen.digests(), text, "here")


@settings(max_examples=15, deadline=None)
@given(rendered=renderings, digest=digests, tags=labels)
def test_the_database_keeps_it_all(
    tmp_path_factory: pytest.TempPathFactory, rendered: RenderedIssue, digest: Digest, tags: tuple[str, ...]
) -> None:
    folder: Path = tmp_path_factory.mktemp("letter")
    with closing(open_store("sqlite:///gutletter.db", folder)) as store:
        store.open_issue(replace(edition(), rendered=rendered, digest=digest, tags=tags), NOW)
        issue = store.issue("fibre")
        assert issue is not None
        assert (issue.rendered, issue.digest) == (rendered, digest)
        (piece,) = store.archive()
        assert (piece.tags, piece.line) == (tags, digest.bottom_line_text)
