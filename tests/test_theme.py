"""A publication's own templates: found first, extending the default ones, and told where they are wrong."""

import re
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from gutletter.errors import ThemeError
from gutletter.theme import theme
from tests.letters import DEFAULT, DIGEST, letter


def own(**files: str) -> Environment:
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
        ({"text": "{{ ''.__class__.__mro__ }}"}, r"body\.txt:1: access to attribute '__class__'.*unsafe"),
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


def test_a_theme_without_a_template_says_which() -> None:
    with pytest.raises(ThemeError, match=r"email/issue/subject\.txt: there is no such template"):
        letter(
            look=theme(
                DictLoader(
                    {"email/words.en.toml": 'date = "{day}"\nmonths = ["", "", "", "", "", "", "", "", "", "", ""]'}
                )
            )
        )
