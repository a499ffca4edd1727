from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gutletter.drafts import LARGEST, fingerprint_of, next_draft, parse_draft, queue_places
from gutletter.errors import UnreadableDraft
from gutletter.model import Draft, DraftStatus, EditorsPoint, Format, Published, QueueMark, Standing

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def read(text: str, name: str = "2026-10-05-oats.md") -> Draft:
    return parse_draft(name, text.encode(), BERLIN, article_url="https://example.org/{slug}")


def refusal(content: bytes, name: str = "a.md") -> UnreadableDraft:
    with pytest.raises(UnreadableDraft) as caught:
        parse_draft(name, content, BERLIN)
    assert caught.value.remedy
    return caught.value


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_front_matter_says_everything_about_an_article() -> None:
    draft = read(
        "---\ntitle: 'Oats: a story'\nauthor: Ana\ncanonical_url: https://example.org/x\ndate: 2026-10-01\n"
        "tags: [gut, skin]\nrelated:\n  - Other, piece\n  - slug-two\nnot_before: 2026-10-07 12:30\nstatus: draft\n"
        "subject: Oats\npreheader: More oats\nkey_points: [One., Two.]\nbottom_line: Eat.\nslug: Oats!\nlanguage: de\n"
        "---\n\nText.\n"
    )
    assert draft == Draft(
        slug="oats",
        place="2026-10-05-oats.md",
        title="Oats: a story",
        body="\nText.\n",
        format=Format.MARKDOWN,
        fingerprint=draft.fingerprint,
        body_line=19,
        author="Ana",
        url="https://example.org/x",
        date=date(2026, 10, 1),
        language="de",
        tags=("gut", "skin"),
        related=("Other, piece", "slug-two"),
        not_before=datetime(2026, 10, 7, 12, 30, tzinfo=BERLIN),
        status=DraftStatus.DRAFT,
        subject="Oats",
        preheader="More oats",
        key_points=(EditorsPoint("One."), EditorsPoint("Two.")),
        bottom_line=EditorsPoint("Eat."),
    )


def test_an_editors_point_may_have_a_reason_why_it_is_printed() -> None:
    draft = read(
        "---\ntitle: T\nkey_points:\n  - Plain.\n  - text: >\n      In two\n      lines.\n    because: We counted.\n"
        "bottom_line: {text: Eat., because: 'It is late.'}\n---\nText."
    )
    assert draft.points == (
        EditorsPoint("Plain."),
        EditorsPoint("In two lines.", "We counted."),
        EditorsPoint("Eat.", "It is late."),
    )
    assert [point.line for point in draft.points] == [4, 5, 9]


def test_points_that_say_nothing_are_the_condensers() -> None:
    assert read("---\ntitle: T\nkey_points:\nbottom_line: ''\n---\nText.").points == ()
    assert read("---\ntitle: T\nkey_points: One.\n---\nText.").points == (EditorsPoint("One."),)


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "# The *title* &amp; more\n\nText.", "The title & more"),
        ("a.md", "The title\n=========\n\nText.", "The title"),
        ("a.md", "The title\n\nText.", "The title"),
        ("a.txt", "\n\nThe title\n\nText.", "The title"),
        ("a.html", "<title>Site</title><h1>The <em>title</em></h1><p>Text.", "The title"),
        ("a.htm", "<title>The title</title><p>Text.", "The title"),
    ],
)
def test_a_title_is_found_in_the_body_when_the_front_matter_names_none(name: str, text: str, title: str) -> None:
    assert read(text, name).title == title


def test_a_page_says_who_wrote_it_and_where_it_stands() -> None:
    draft = read(
        '<html lang="de"><head><title>T</title><meta content="Ana" name="author">'
        '<link href="https://example.org/t" rel="canonical"><meta property="article:published_time" '
        'content="2026-09-30T10:00:00Z"></head><body><p>Text.</p>',
        "a.html",
    )
    assert (draft.author, draft.url, draft.language, draft.date) == (
        "Ana",
        "https://example.org/t",
        "de",
        date(2026, 9, 30),
    )


def test_a_canonical_link_that_is_no_web_address_is_not_believed() -> None:
    draft = read('<title>T</title><link rel="canonical" href="javascript:alert(1)"><p>Text.</p>', "a.html")
    assert draft.url == "https://example.org/a"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-07", datetime(2026, 10, 7, tzinfo=BERLIN)),
        ("2026-10-07T08:00", datetime(2026, 10, 7, 8, tzinfo=BERLIN)),
        ("2026-10-07 08:00:00Z", datetime(2026, 10, 7, 8, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_the_publications(written: str, meant: datetime) -> None:
    assert read(f"---\ntitle: T\nnot_before: {written}\n---\nText.").not_before == meant


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_windows_files_read_like_any_other(encoding: str) -> None:
    draft = parse_draft("a.md", "---\r\ntitle: Öl\r\n---\r\nText.\r\nMore.".encode(encoding), UTC)
    assert (draft.title, draft.body, draft.body_line) == ("Öl", "Text.\nMore.", 4)


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert read("---\n\n# Title\n\nText.\n\n---\n\nEnd.").title == "Title"


@pytest.mark.parametrize(
    ("name", "slug"),
    [("2026-10-05-Öl und Haut.md", "ol-und-haut"), ("2026-10-05.md", "title"), ("🥬.md", "title")],
)
def test_a_slug_is_the_files_name_without_its_date_or_else_the_title(name: str, slug: str) -> None:
    assert read("# Title\n\nText.", name).slug == slug


# ── what is refused ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"---\ntitle: T\nkey_pionts: [a]\n---\nText.", 3, "Did you mean 'key_points'?"),
        (b"---\ntitle: T\n\n# why\ndate: 2026-13-01\n---\nText.", 5, "2026-13-01"),
        (b"---\ntitle: T\nnot_before: soon\n---\nText.", 3, "2026-10-05 08:00"),
        (b"---\ntitle: T\ntitle: U\n---\nText.", 3, "first on line 2"),
        (b"---\ntitle: Gut: a story\n---\nText.", 2, "quotes"),
        (b"---\ntitle: T\nText without an end.", 1, "never closed"),
        (b"---\ntitle: T\nstatus: reday\n---\nText.", 3, "ready, draft or withdrawn"),
        (b"---\ntitle: T\nurl: www.example.org\n---\nText.", 3, "in full"),
        (b"---\ntitle: {a: b}\n---\nText.", 2, "must be a text"),
        (b"---\ntitle: &a [*a]\n---\nText.", 2, "must be a text"),
        (
            b"---\nkey_points:\n  - A.\n  - Fibre: it helps.\n---\nText.",
            4,
            "'Fibre' is not understood in a point. Texts that",
        ),
        (b"---\nkey_points:\n  - text: A.\n    becuase: B.\n---\nText.", 4, 'text: "…" and because:'),
        (b"---\nkey_points:\n  - because: B.\n---\nText.", 3, "a point has no text"),
        (b"---\nkey_points:\n  - A.\n  -\n---\nText.", 4, "a point has no text"),
        (b"---\nkey_points:\n  - [A., B.]\n---\nText.", 3, "a point has no text"),
        (b"---\nbottom_line:\n  text: A.\n  because: ''\n---\nText.", 4, "gives no reason"),
        (b"---\nbottom_line:\n  text: A.\n  text: B.\n---\nText.", 4, "not understood"),
        (b"---\nbottom_line: {text: [A.]}\n---\nText.", 2, "not understood"),
        (b"---\nbottom_line: [A., B.]\n---\nText.", 2, "one text, not a list"),
        (b"---\nx: " + b"[" * 5000 + b"\n---\nText.", 2, "not valid YAML"),
        (b"---\ntitle: T\n---\n \n", 0, "no text below"),
        (b"", 0, "empty"),
        (b" \n", 0, "empty"),
        (b"GIF89a\x00\x01", 0, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 0, "binary"),
        (b"Title\n\ncaf\xe9", 3, "Byte 11 of the file (0xE9)"),
        (b"x" * (LARGEST + 1), 0, "larger than"),
        (b"A long beginning. It has a stop.\n\nText.", 1, "no title"),
    ],
)
def test_a_file_that_cannot_be_an_article_is_refused_by_line_with_a_remedy(
    content: bytes, line: int, words: str
) -> None:
    error = refusal(content)
    assert error.line == line
    assert words in str(error)
    assert str(error).startswith("a.md")


def test_an_ending_that_is_no_articles_is_refused() -> None:
    assert "must end in" in str(refusal(b"x", "a.pdf"))


_NESTED = st.recursive(
    st.sampled_from(["Eat.", "", None, 3]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "because", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(max_size=80).map(lambda text: f"---\n{text}\n---\nText.".encode("utf-8", "replace")),
        st.tuples(
            st.sampled_from(["title", "date", "tags", "not_before", "status", "url", "key_points", "bottom_line", "x"]),
            st.one_of(st.text(max_size=30), _NESTED.map(json.dumps)),
        ).map(lambda pair: f"---\n{pair[0]}: {pair[1]}\n---\nText.".encode("utf-8", "replace")),
    ),
    st.sampled_from(["a.md", "b.html", "2026-01-01-c.txt", "🥬.md", "x.pdf", "noending", ""]),
)
@example(b"---\nurl: 'http://['\n---\nText", "a.md")
def test_whatever_the_bytes_are_only_an_unreadable_draft_is_raised(content: bytes, name: str) -> None:
    try:
        draft = parse_draft(name, content, BERLIN)
    except UnreadableDraft:
        return
    assert draft.slug
    assert draft.title
    assert "\r" not in draft.body


# ── identity ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_reformatting_and_renaming_do_not_change_what_an_article_is() -> None:
    fingerprint = fingerprint_of("## Oats\n\nThey *may* help [here](https://example.org).[^1] Eat & rest.\n")
    assert fingerprint == fingerprint_of(
        "<h2 class='x'>OATS</h2>\n<p>They <em>may</em>\nhelp here. Eat &amp; rest.</p>"
    )
    assert fingerprint != fingerprint_of("## Oats\n\nThey may not help here. Eat & rest.\n")


def test_the_fingerprint_of_a_text_never_changes_between_versions() -> None:
    expected = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"  # SHA-256 of "hello world"
    assert fingerprint_of("*Hello*,\n world!") == expected


def test_texts_without_a_word_are_told_apart_all_the_same() -> None:
    assert fingerprint_of("🥬") != fingerprint_of("🥕")


# ── the queue ─────────────────────────────────────────────────────────────────────────────────────────────────────


def piece(name: str, **front: str) -> Draft:
    settings = "".join(f"{key}: {value}\n" for key, value in ({"title": name} | front).items())
    return read(f"---\n{settings}---\nThe text of {name}.", f"{name}.md")


def standings(drafts: list[Draft], *marks: QueueMark, published: tuple[Published, ...] = ()) -> dict[str, Standing]:
    places = queue_places(drafts, {mark.slug: mark for mark in marks}, published, NOW)
    return {place.draft.slug: place.standing for place in places}


def test_among_what_is_due_the_editors_order_goes_before_the_files_names() -> None:
    drafts = [piece("a"), piece("b"), piece("c"), piece("d", not_before="2026-10-01")]
    marks = {"c": QueueMark("c", position=1), "d": QueueMark("d", position=2)}
    places = queue_places(drafts, marks, (), NOW)
    assert [place.draft.slug for place in places] == ["c", "d", "a", "b"]
    assert [place.standing for place in places] == [Standing.NEXT, *[Standing.WAITING] * 3]
    draft = next_draft(places)
    assert draft is not None
    assert draft.slug == "c"


def test_among_what_is_due_and_was_never_moved_the_earlier_time_goes_first() -> None:
    drafts = [piece("a", not_before="2026-10-02"), piece("b", not_before="2026-10-01"), piece("c"), piece("d")]
    places = queue_places(drafts, {"d": QueueMark("d", position=1)}, (), NOW)
    assert [place.draft.slug for place in places] == ["d", "c", "b", "a"]


def test_what_is_not_due_waits_behind_the_rest_in_the_order_of_its_times() -> None:
    drafts = [piece("a", not_before="2026-10-09"), piece("b", not_before="2026-10-08"), piece("c")]
    places = queue_places(drafts, {"a": QueueMark("a", position=1)}, (), NOW)
    assert [place.draft.slug for place in places] == ["c", "b", "a"]
    assert places[1].reason == "not before 2026-10-08 00:00 CEST"


def test_nothing_is_next_when_nothing_is_due() -> None:
    places = queue_places([piece("a", not_before="2026-10-09")], {}, (), NOW)
    assert next_draft(places) is None


def test_held_drafts_and_withdrawn_pieces_never_have_their_turn() -> None:
    drafts = [piece("a"), piece("b", status="draft"), piece("c", status="withdrawn")]
    found = standings(drafts, QueueMark("a", held=True))
    assert found == {"a": Standing.HELD, "b": Standing.DRAFT, "c": Standing.WITHDRAWN}


@pytest.mark.parametrize("same", ["slug", "url", "fingerprint"])
def test_a_sent_article_is_known_by_slug_address_or_text(same: str) -> None:
    draft = piece("a")
    known = {"slug": "x", "url": "https://example.org/x", "fingerprint": "f"} | {same: getattr(draft, same)}
    published = Published(**known, at=datetime(2026, 9, 28, tzinfo=UTC))
    (place,) = queue_places([draft], {}, [published], NOW)
    assert place.standing is Standing.SENT
    assert "2026-09-28" in place.reason
    (place,) = queue_places([draft], {"a": QueueMark("a", again=True)}, [published], NOW)
    assert place.standing is Standing.NEXT


def test_pieces_without_an_address_are_not_the_same_piece() -> None:
    draft = parse_draft("a.md", b"# A\n\nText.", UTC)
    published = Published("x", "", "f", NOW)
    assert queue_places([draft], {}, [published], NOW)[0].standing is Standing.NEXT


def test_of_two_files_with_the_same_text_or_slug_only_one_is_ever_next() -> None:
    first = read("# T\n\nSame text.", "a.md")
    drafts = [read("# T\n\nSame *text*.", "b.md"), first, read("---\nslug: a\n---\n# T\n\nOther text.", "c.md")]
    places = queue_places(drafts, {}, (), NOW)
    assert [(place.draft.place, place.standing) for place in places] == [
        ("a.md", Standing.NEXT),
        ("b.md", Standing.WAITING),
        ("c.md", Standing.WAITING),
    ]
    assert places[1].reason == "a.md has the same text, and only one is sent"
    assert places[2].reason == "a.md has the slug 'a', and only one is sent"


def test_the_copy_of_a_held_piece_does_not_go_in_its_stead() -> None:
    drafts = [read("# T\n\nSame text.", "a.md"), read("# T\n\nSame text.", "b.md")]
    places = queue_places(drafts, {"a": QueueMark("a", held=True)}, (), NOW)
    assert next_draft(places) is None


@given(st.permutations([piece("a"), piece("b", not_before="2026-10-09"), piece("c"), piece("d", status="draft")]))
def test_the_queue_does_not_depend_on_the_order_in_which_files_are_found(drafts: list[Draft]) -> None:
    assert [place.draft.slug for place in queue_places(drafts, {}, (), NOW)] == ["a", "c", "b", "d"]
