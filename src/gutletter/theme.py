"""Where templates are found, how they are filled, and how their author is told what is wrong with them.

A theme is templates and two kinds of tables: ``words.<language>.toml``, what a letter says of its own accord, and
``look.toml``, its colours and fonts. A publication's own template stands before the default one of the same name; its
own table may name only what it changes.
"""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Iterable, Mapping
from traceback import extract_tb
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, PrefixLoader, StrictUndefined, TemplateNotFound
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from gutletter.errors import ThemeError


def theme(default: BaseLoader, own: BaseLoader | None = None) -> Environment:
    """Where templates are found: the publication's own first, then the default theme.

    ``default/…`` always names the default theme's, so that a publication's template can extend the one it overrides.
    Templates are sandboxed: they can show what they are given, and do nothing else.
    """
    loaders = [PrefixLoader({"default": default}), *([own] if own else []), default]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        autoescape=lambda name: name is None or not name.endswith(".txt"),
        undefined=StrictUndefined,
        finalize=printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"wrap": _wrap, "lines": _lines}
    return environment


def filled(theme: Environment, name: str, names: Mapping[str, object]) -> str:
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
        raise ThemeError(f"{_place(error, name)}: {error}.", remedy="A template may only show things.") from error
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ThemeError(f"{_place(error, name)}: {type(error).__name__}: {error}.") from error


def words_of(theme: Environment, language: str, room: str = "email") -> dict[str, Any]:
    """What a letter says of its own accord: English, then the language, then its regional kind, each over the last.

    ``room`` is the folder of the words: ``web`` has those of the pages.
    """
    languages = dict.fromkeys(("en", language.partition("-")[0].lower(), language))
    return _table(theme, [f"{room}/words.{one}.toml" for one in languages])


def look_of(theme: Environment) -> dict[str, Any]:
    """Colours and fonts, as CSS writes them."""
    return {
        section: {name: Markup(value) for name, value in values.items()}  # noqa: S704 the theme's own
        for section, values in _table(theme, ["email/look.toml"]).items()
    }


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


def _table(theme: Environment, names: Iterable[str]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name in names:
        for template in (f"default/{name}", name):
            for key, value in _toml(theme, template).items():
                merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else value
    return merged


def _toml(theme: Environment, name: str) -> dict[str, Any]:
    if theme.loader is None:
        return {}
    try:
        source, file, _ = theme.loader.get_source(theme, name)
    except TemplateNotFound:
        return {}
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"{file or name}: {error}") from error


def _wrap(text: str, first: str = "") -> str:
    """Lines of at most 72 characters, the first begun with ``first`` and the others as far indented."""
    indent = " " * len(first)
    wrapped = textwrap.wrap(str(text), 72 - len(first), break_long_words=False, break_on_hyphens=False)
    return first + f"\n{indent}".join(wrapped)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
