"""Where templates are found, how they are filled, and how their author is told what is wrong with them.

A theme is templates and two kinds of tables: ``words.<language>.toml``, what a letter says of its own accord, and
``look.toml``, its colours, fonts and logo. A publication's own template stands before the default one of the same name;
its own table may name only what it changes, and so may the ``[theme]`` of its settings, which stands over all tables.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Mapping
from datetime import date
from traceback import extract_tb
from types import MappingProxyType
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from gutletter.errors import SettingsError, ThemeError
from gutletter.look import LEAST_CONTRAST, LIGHTS, READ_ON, are_fonts, is_colour, too_faint

Table = Mapping[str, Any]


class Theme(ImmutableSandboxedEnvironment):
    """Templates and tables. Templates are sandboxed: they can show what they are given, and do nothing else.

    ``look`` and ``words`` are what the publication's settings change, over all tables; the words are in ``language``.
    """

    def __init__(self, loader: BaseLoader, look: Table, words: Table, language: str) -> None:
        super().__init__(
            loader=loader,
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=StrictUndefined,
            finalize=printable,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.filters |= {
            "wrap": _wrap,
            "lines": _lines,
            "dashed": _dashed,
            "unbroken": _unbroken,
            "isolated": _isolated,
        }
        self.look, self.words, self.language = look, words, language


def theme(
    default: BaseLoader,
    own: BaseLoader | None = None,
    *,
    look: Table = MappingProxyType({}),
    words: Table = MappingProxyType({}),
    language: str = "en",
) -> Theme:
    """Where templates are found: the publication's own first, then the default theme.

    ``default/…`` always names the default theme's, so that a publication's template can extend the one it overrides.
    ``look`` and ``words`` are the settings' ``[theme]``. They are judged here, before anything is written with them:
    SettingsError for a name that the theme does not have, a gap it cannot fill, and text that is too faint to read.
    """
    loaders = [PrefixLoader({"default": default}), *([own] if own else []), default]
    found = Theme(ChoiceLoader(loaders), look, words, language)
    if words:
        _refuse_strange_words("theme.words", words, words_of(Theme(default, {}, {}, language), language))
    if look:
        look_of(found)
    return found


_AS_UTF8 = "Save the files in templates/ as UTF-8."


def filled(theme: Theme, name: str, names: Mapping[str, object]) -> str:
    """The template of this name with these names in it; ThemeError names the template and the line."""
    try:
        return theme.get_template(name).render(names)
    except TemplateNotFound as error:
        raise ThemeError(
            f"{error.name}: there is no such template (asked for by {name}).",
            remedy="Put it into the publication's templates/, or take the override out that names it.",
        ) from error
    except TemplateSyntaxError as error:
        raise ThemeError(f"{error.filename or error.name or name}:{error.lineno}: {error.message}") from error
    except UndefinedError as error:
        known = ", ".join(sorted(names))
        raise ThemeError(f"{_place(error, name)}: {error.message}.", remedy=f"Names there are: {known}.") from error
    except SecurityError as error:
        said = str(error).rstrip(".")
        raise ThemeError(f"{_place(error, name)}: {said}.", remedy="A template may only show things.") from error
    except UnicodeDecodeError as error:
        raise ThemeError(f"{name}: The template, or one that it uses, is not UTF-8.", remedy=_AS_UTF8) from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        said = str(error).rstrip(".")
        raise ThemeError(f"{_place(error, name)}: {type(error).__name__}: {said}.") from error


def words_of(theme: Theme, language: str, room: str = "email") -> dict[str, Any]:
    """What a letter says of its own accord: English, then the language, then its regional kind, each over the last.

    ``room`` is the folder of the words: ``web`` has those of the pages, which the settings' words do not touch.
    """
    words: dict[str, Any] = {}
    for one in dict.fromkeys(("en", language.partition("-")[0].lower(), language)):
        words = _over(words, _table(theme, f"{room}/words.{one}.toml"))
        if room == "email" and one == theme.language:
            words = _over(words, theme.words)
    return words


def day_of(spoken: Mapping[str, Any], day: date) -> str:
    """A day as these words write it. ThemeError where a publication's own words cannot."""
    try:
        month = spoken["months"][day.month - 1]
        return str(spoken["date"]).format(day=spoken["first"] if day.day == 1 else day.day, month=month, year=day.year)
    except LookupError as error:
        raise ThemeError(f"email/words.toml: the date cannot be written: {error!r}.") from error


def look_of(theme: Theme) -> dict[str, Any]:
    """Colours and fonts, as CSS writes them, and the logo.

    Raises SettingsError or, where the theme's own tables are to blame, ThemeError for what cannot stand in CSS and for
    text with a contrast under 4.5 : 1 (WCAG 2.2).
    """
    table = _table(theme, "email/look.toml")
    for section, names in theme.look.items():
        if strangers := names.keys() - table.get(section, {}).keys():
            known = ", ".join(table.get(section, {}))
            raise SettingsError(
                f"theme.{section}.{min(strangers)}: the theme has no such name.", remedy=f"Known: {known}."
            )
    look = _over(table, theme.look)
    _refuse_what_is_no_css(look)
    for faint in too_faint(look):
        raise _blame(
            theme,
            (faint.text, faint.ground),
            f"is too faint on {faint.ground}: its contrast is {faint.contrast:.1f} : 1, "
            f"and readers need {LEAST_CONTRAST} : 1.",
            "Take a darker or a lighter colour.",
        )
    styles = {section: {name: Markup(value) for name, value in look[section].items()} for section in _CSS}  # noqa: S704 judged above
    return {**look, **styles}


_CSS = {**dict.fromkeys(LIGHTS, is_colour), "fonts": are_fonts}


def _refuse_what_is_no_css(look: Table) -> None:
    """The settings' own were judged when they were read."""
    for section, fits in _CSS.items():
        wanted = {name for pair in READ_ON for name in pair} if section in LIGHTS else {"serif", "sans", "mono"}
        if missing := wanted - look.get(section, {}).keys():
            raise ThemeError(f"email/look.toml: {section}.{min(missing)} is missing.")
        for name, value in look[section].items():
            if not fits(value):
                remedy = "Write six digits, such as #1d5546." if fits is is_colour else "Write names and commas."
                raise ThemeError(f"email/look.toml: {section}.{name} is {value!r}.", remedy=remedy)


def _blame(theme: Theme, names: tuple[str, ...], trouble: str, remedy: str) -> SettingsError | ThemeError:
    """The settings are to blame for what they changed, the theme's tables for the rest."""
    for name in names:
        section, _, colour = name.partition(".")
        if colour in theme.look.get(section, {}):
            rest = trouble if name == names[0] else f"leaves {names[0]} too faint: {trouble.partition(': ')[2]}"
            return SettingsError(f"theme.{name} ({theme.look[section][colour]}) {rest}", remedy=remedy)
    return ThemeError(f"email/look.toml: {names[0]} {trouble}", remedy=remedy)


_GAP = re.compile(r"{\w*}")


def _refuse_strange_words(place: str, words: Table, known: Table) -> None:
    for name, text in words.items():
        where = f"{place}.{name}"
        if name not in known:
            raise SettingsError(f"{where}: the theme says nothing of that name.", remedy=f"Known: {', '.join(known)}.")
        if not isinstance(text, type(known[name])) or isinstance(text, list):
            raise SettingsError(
                f"{where}: this is no {'table' if isinstance(known[name], dict) else 'text'} that can be changed here.",
                remedy="A words.<language>.toml in templates/email/ can change everything.",
            )
        if isinstance(text, dict):
            _refuse_strange_words(where, text, known[name])
        elif strange := set(_GAP.findall(text)) - set(_GAP.findall(known[name])):
            gaps = ", ".join(_GAP.findall(known[name])) or "none"
            raise SettingsError(f"{where}: {min(strange)} stands for nothing here.", remedy=f"Known: {gaps}.")


_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def printable(value: object) -> object:
    """Text without control characters, which make Gmail clip a mail; anything else as it is."""
    return type(value)(_UNPRINTABLE.sub("", value)) if isinstance(value, str) and _UNPRINTABLE.search(value) else value


def _place(error: Exception, name: str) -> str:
    """The template and line an error comes from; Jinja2 writes its templates into the traceback."""
    frames = [frame for frame in extract_tb(error.__traceback__) if not frame.filename.endswith(".py")]
    if not frames:
        return name
    file = frames[-1].filename
    return f"{name if file.startswith('<') else file}:{frames[-1].lineno}"


def _table(theme: Theme, name: str) -> dict[str, Any]:
    """The default theme's table, and the publication's own over it."""
    return _over(_toml(theme, f"default/{name}"), _toml(theme, name))


def _over(table: Table, changes: Table) -> dict[str, Any]:
    merged = dict(table)
    for key, value in changes.items():
        merged[key] = {**merged.get(key, {}), **value} if isinstance(value, Mapping) else value
    return merged


def _toml(theme: Theme, name: str) -> dict[str, Any]:
    if theme.loader is None:
        return {}
    try:
        source, file, _ = theme.loader.get_source(theme, name)
    except TemplateNotFound:
        return {}
    except UnicodeDecodeError as error:
        raise ThemeError(f"{name}: The file is not UTF-8.", remedy=_AS_UTF8) from error
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"{file or name}: {error}") from error


def _wrap(text: str, first: str = "") -> str:
    """Lines of at most 72 characters, the first begun with ``first`` and the others as far indented."""
    indent = " " * len(first)
    wrapped = textwrap.wrap(str(text), 72 - len(first), break_long_words=False, break_on_hyphens=False)
    return first + f"\n{indent}".join(wrapped)


def _dashed(text: str) -> str:
    """The text, in which no line begins with a dash."""
    return re.sub(r" ([-–—]) ", "\u00a0\\1 ", text)


def _unbroken(text: str) -> str:
    """The text, which stays on one line."""
    return text.replace(" ", "\u00a0")


def _isolated(text: str, direction: str) -> str:
    """The text, which runs its own way: in a letter from right to left, words that fell back to English do."""
    return Markup('<span dir="auto">{}</span>').format(text) if direction == "rtl" else text


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
