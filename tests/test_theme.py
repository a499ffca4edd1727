"""A publication's own templates: found first, extending the default ones, and told where they are wrong."""

import re
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, FileSystemLoader

from gutletter.errors import SettingsError, ThemeError
from gutletter.model import Marker
from gutletter.theme import Theme, filled, look_of, theme, words_of
from tests.letters import DEFAULT, DEFAULT_FILES, DIGEST, EVERYTHING, KINDS, LETTERHEAD, THEME, VALUES, letter


def own(**files: str) -> Theme:
    names = {"base": "email/base.html", "html": "email/issue/body.html", "text": "email/issue/body.txt"}
    names |= {"subject": "email/issue/subject.txt", "words": "email/words.en.toml", "look": "email/look.toml"}
    return theme(DEFAULT, DictLoader({names[name]: content for name, content in files.items()}))


def test_a_publication_overrides_one_block_and_keeps_the_rest() -> None:
    ours = """{% extends "default/email/issue/body.html" %}
        {% block bottom_line %}<tr><td>Remember: {{ letter.bottom_line[0].text }}</td></tr>{% endblock %}"""

    rendered = letter(look=own(html=ours))

    assert "Remember: One study is" in rendered.html
    assert "Read the full piece" in rendered.html
    assert rendered.text == letter().text


def test_a_publications_frame_is_found_by_the_default_letter() -> None:
    ours = '{% extends "default/email/base.html" %}{% block masthead %}<tr><td>Our own head</td></tr>{% endblock %}'

    html = letter(look=own(base=ours)).html

    assert "Our own head" in html
    assert "Key points" in html


def test_a_publication_changes_one_word_and_one_colour() -> None:
    rendered = letter(look=own(words='key_points = "In <short>"', look='[light]\naccent = "#7a1f2b"'))

    assert "In &lt;short&gt;" in rendered.html
    assert "IN <SHORT>" in rendered.text
    assert "color:#7a1f2b" in rendered.html
    assert "The bottom line" in rendered.html


def test_a_subject_may_name_the_reader() -> None:
    assert letter(look=own(subject="{{ reader.name }}: {{ subject }}")).subject == f"[[reader_name]]: {DIGEST.subject}"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"html": "a\n{{ letter.titel }}"},
            r"body\.html:2: .*no attribute 'titel'.*Names there are:.*letter",
        ),
        ({"html": "a\n{{ leter }}"}, r"email/issue/body\.html:2: 'leter' is undefined"),
        ({"html": "a\n{% if %}"}, r"email/issue/body\.html:2: Expected an expression"),
        ({"html": '{% extends "email/nothing.html" %}'}, r"email/nothing\.html: there is no such template"),
        ({"text": "{{ ''.__class__.__mro__ }}"}, r"body\.txt:1: access to attribute '__class__'.*unsafe\. A template"),
        ({"html": "\n\n{{ letter.points + 1 }}"}, r"email/issue/body\.html:3: TypeError"),
        ({"html": "{{ 1 // 0 }}"}, r"email/issue/body\.html:1: ZeroDivisionError"),
        ({"html": "{{ words.why.format() }}"}, r"email/issue/body\.html:1: KeyError: 'publication'"),
        ({"html": "{% for x in range(10**9) %}{% endfor %}"}, r"email/issue/body\.html:1: OverflowError"),
        ({"words": "a = "}, r"email/words\.en\.toml: Invalid value"),
        ({"words": 'date = "{dya}"'}, r"the date cannot be written: KeyError\('dya'\)"),
        ({"html": "<p>No way out</p>"}, r"email/issue/body\.html: the letter has no link to unsubscribe.*reader\.uns"),
        ({"text": "No way out"}, r"email/issue/body\.txt: the letter has no link to unsubscribe"),
        ({"html": ""}, r"email/issue/body\.html: its CSS cannot be written"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_place(files: dict[str, str], message: str) -> None:
    with pytest.raises(ThemeError, match=message):
        letter(look=own(**files))


def test_an_error_in_a_templates_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "email" / "issue").mkdir(parents=True)
    file = tmp_path / "email" / "issue" / "body.html"
    file.write_text('{% extends "default/email/issue/body.html" %}\n\n{% block main %}{{ titel }}{% endblock %}')

    with pytest.raises(ThemeError, match=rf"{re.escape(str(file))}:3: 'titel' is undefined"):
        letter(look=theme(DEFAULT, FileSystemLoader(tmp_path)))


@pytest.mark.parametrize("name", ["email/issue/subject.txt", "email/words.en.toml"])
def test_a_file_of_the_theme_that_is_not_utf_8_is_named_without_a_line_of_pythons(tmp_path: Path, name: str) -> None:
    (tmp_path / "email" / "issue").mkdir(parents=True)
    (tmp_path / name).write_bytes("Grüße".encode("latin-1"))

    with pytest.raises(ThemeError, match=rf"^{re.escape(name)}: .*is not UTF-8"):
        letter(look=theme(DEFAULT, FileSystemLoader(tmp_path)))


def test_a_theme_without_a_template_says_which() -> None:
    tables = DictLoader({name: text for name, text in DEFAULT_FILES.items() if name.endswith(".toml")})

    with pytest.raises(ThemeError, match=r"email/issue/subject\.txt: there is no such template"):
        letter(look=theme(tables))


# ── every block ───────────────────────────────────────────────────────────────────────────────────────────────────

TEMPLATES = [f"email/{kind}/{part}" for kind in (*KINDS, "issue") for part in ("subject.txt", "body.html", "body.txt")]


def blocks_of(name: str) -> set[str]:
    """The blocks of a template and of those it extends."""
    found, inherited = set[str](), name
    while inherited:
        found |= THEME.get_template(inherited).blocks.keys()
        extended = re.match(r'{%-? extends "(.+?)"', DEFAULT_FILES[inherited])
        inherited = extended[1] if extended else ""
    return found


@pytest.mark.parametrize(("name", "block"), [(name, block) for name in TEMPLATES for block in sorted(blocks_of(name))])
def test_every_block_of_every_mail_can_be_overridden_alone(tmp_path: Path, name: str, block: str) -> None:
    ours = f'{{% extends "default/{name}" %}}{{% block {block} %}}Ours: {{{{ publication.name }}}}{{% endblock %}}'
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text(ours, "utf-8")
    names = {
        "publication": LETTERHEAD,
        "reader": {marker.name.lower(): "" for marker in Marker},
        "kind": "",
        "subject": "",
    }
    names |= {"words": words_of(THEME, "en"), "look": look_of(THEME), "language": "en", "direction": "ltr"}
    names |= {"preheader": "", "counts_clicks": True, "letter": EVERYTHING, **VALUES}

    written = filled(theme(DEFAULT, FileSystemLoader(tmp_path)), name, names)

    assert written.count("Ours: The Careful Reader") == 1
    if name.endswith("body.html"):
        assert written.startswith("<!DOCTYPE html>")


# ── what the settings change ──────────────────────────────────────────────────────────────────────────────────────


def test_the_settings_stand_over_every_table() -> None:
    ours = DictLoader({"email/look.toml": '[light]\naccent = "#7a1f2b"\nink = "#111111"'})
    look = theme(
        DEFAULT,
        ours,
        look={
            "light": {"accent": "#5a2a6b"},
            "fonts": {"serif": "Charter, serif"},
            "logo": {"url": "https://example.org/logo.png?a=1&b=2", "alt": 'The "Reader"', "width": 120},
        },
        words={"key_points": "In short", "confirmation": {"button": "Yes"}, "footer": "Information, <no> advice."},
    )
    rendered = letter(look=look)

    assert "color:#5a2a6b" in rendered.html
    assert "#7a1f2b" not in rendered.html
    assert "color:#111" in rendered.html
    assert "Charter, serif" in rendered.html
    assert 'src="https://example.org/logo.png?a=1&amp;b=2"' in rendered.html
    assert 'alt=\'The "Reader"\' width="120"' in rendered.html
    assert "IN SHORT" in rendered.text
    assert "Information, &lt;no&gt; advice." in rendered.html
    assert "Information, <no> advice." in rendered.text
    assert words_of(look, "en")["confirmation"]["button"] == "Yes"
    assert words_of(look, "en")["confirmation"]["title"] == words_of(THEME, "en")["confirmation"]["title"]


def test_the_settings_words_are_in_the_publications_language_and_its_regional_kinds() -> None:
    look = theme(DEFAULT, words={"key_points": "In short"})

    assert words_of(look, "en-GB")["key_points"] == "In short"
    assert words_of(look, "de")["key_points"] == words_of(THEME, "de")["key_points"] != "In short"


def test_words_of_the_settings_may_be_in_a_language_without_a_table() -> None:
    look = theme(DEFAULT, words={"key_points": "Punti chiave"}, language="it")

    assert words_of(look, "it")["key_points"] == "Punti chiave"
    assert words_of(look, "en")["key_points"] == "Key points"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"light": {"accent": "#80b0a0"}},
            r"theme\.light\.accent \(#80b0a0\) is too faint on light\.sheet: .* 2\.4 : 1",
        ),
        (
            {"dark": {"page": "#8a8a8a"}},
            r"theme\.dark\.page \(#8a8a8a\) leaves dark\.ink too faint: its contrast is 2\.8 : 1",
        ),
        ({"light": {"panel": "#ffffff"}}, r"theme\.light\.panel .* leaves light\.panel_ink too faint"),
        ({"light": {"acent": "#000000"}}, r"theme\.light\.acent: the theme has no such name\. Known: page, sheet, ink"),
        ({"fonts": {"script": "cursive"}}, r"theme\.fonts\.script: .* Known: serif, mono, sans"),
    ],
)
def test_what_cannot_be_read_or_does_not_exist_is_refused_when_it_is_set(
    changes: dict[str, dict[str, str]], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        theme(DEFAULT, look=changes)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"keypoints": "x"}, r"theme\.words\.keypoints: the theme says nothing of that name\. Known: date, "),
        ({"welcome": {"titel": "x"}}, r"theme\.words\.welcome\.titel: .* Known: subject, title"),
        ({"welcome": "x"}, r"theme\.words\.welcome: this is no table that"),
        ({"months": "x"}, r"theme\.words\.months: this is no text that can be changed here"),
        ({"by": "By {autor}"}, r"theme\.words\.by: \{autor\} stands for nothing here\. Known: \{author\}\."),
    ],
)
def test_words_that_the_theme_does_not_say_are_refused_when_they_are_set(words: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        theme(DEFAULT, words=words)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            '[light]\nsoft = "#bbbbbb"',
            r"email/look\.toml: light\.soft is too faint on light\.sheet: .* 1\.9 : 1, .* 4\.5 : 1",
        ),
        ('[dark]\nink = "red"', r"email/look\.toml: dark\.ink is 'red'\. Write six digits"),
        ('[fonts]\nserif = "a; } body { b: c"', r"email/look\.toml: fonts\.serif is .*\. Write names and commas"),
    ],
)
def test_a_table_that_is_wrong_is_the_themes_fault(table: str, message: str) -> None:
    with pytest.raises(ThemeError, match=message):
        letter(look=own(look=table))
