"""Whether the letter rests on something that Gmail, Outlook, Apple Mail or Yahoo do not do.

What they do is in ``clients_table``, from caniemail's data. What is named in ``HARMLESS`` is missed by nobody where it
is missing, and says why; everything else that a client does not support is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from gutletter.checks._findings import THEME, warning
from gutletter.checks._page import Element, Rule, copy_for_one, declarations, kept_style, page_of, rules_of
from gutletter.checks.clients_table import CLIENTS, DATED, UNSUPPORTED
from gutletter.model import Finding, Proposal

HARMLESS: Mapping[str, str] = MappingProxyType(
    {
        "property border-radius": "without it, corners are square",
        "property height": "Yahoo takes it for min-height, which is the same for what has content",
        "property max-width": "Outlook gets a table of fixed width from a comment only it reads",
        "property letter-spacing": "without it, small capitals stand a little closer",
        "property text-wrap": "without it, a heading's lines are of uneven length",
        "property word-break": "without it, a very long word widens the letter; nothing is lost",
        "property overflow-wrap": "without it, a very long word widens the letter; nothing is lost",
        "property word-wrap": "without it, a very long word widens the letter; nothing is lost",
        "property white-space": "without it, a long line of code widens the letter; nothing is lost",
        "property border-spacing": "every table says cellspacing=0 as well",
        "property color-scheme": "a declaration that only spares clients a guess; the light colours are complete",
        "property text-decoration": "without it, links keep the client's underline",
        "property display: block": "without it, the button is as wide as its words",
        "property display: none": "only a preheader may be hidden (see subject); where it is not, it is read twice",
        "property display: inline-block": "without it, a button's padding stands on its table cell",
        "attribute aria-label": "the document's title says the same",
        "attribute aria-hidden": "what it hides is an empty band, of which screen readers say nothing anyway",
        "attribute aria-describedby": "the text it points to is read in its place",
        "attribute role": "a screen reader then announces a table that it reads in the right order all the same",
        "attribute target": "a mail client opens a browser anyway",
        "at-rule media": "it only refines: phone sizes, dark colours; the letter is complete without",
        "media prefers-color-scheme": "without it, the light letter is shown",
        "media prefers-reduced-motion": "there is less motion to reduce where it is missing",
        "pseudo :hover": "nothing hovers on a phone; links look like links without it",
        "pseudo :focus": "the client's own mark of focus stays",
        "pseudo :root": "only color-scheme stands in it",
        "element body": "what it says is repeated on the first element in it",
        "element style": "everything in it is written into the elements too, or only refines",
        "element abbr": "its text stays",
        "element sup": "its text stays",
        "unit em": "only letter-spacing is so measured",
    }
)
"""What may be missing, and why nobody misses it. Reviewed with the default theme; a publication's own theme is judged
by the same list."""


def clients(proposal: Proposal) -> Iterator[Finding]:
    """Each feature that one of the clients does not support and that no fallback stands for, once."""
    _, document, _ = copy_for_one(proposal.rendered)
    page = page_of(document)
    for feature in dict.fromkeys((*_in_elements(page), *_in_style(kept_style(page)))):
        lacking = UNSUPPORTED.get(feature, "")
        if lacking and feature not in HARMLESS:
            yield warning(
                "clients",
                THEME,
                f"{_spoken(feature)} does nothing in {_listed(lacking)} (caniemail, {DATED}).",
                "Do without it, or check by eye that the letter holds there and give it an older form as well.",
            )


def _in_elements(page: Element) -> Iterator[str]:
    for element in page.all():
        tag = element.tag
        yield f"element input {element.attributes.get('type', 'text')}" if tag == "input" else f"element {tag}"
        yield from (f"attribute {name}" for name in element.attributes)
        yield from _declared(element.style)
        if tag == "img":
            yield from _picture(element.attributes.get("src", ""))


def _in_style(css: str) -> Iterator[str]:
    yield from (f"at-rule {name}" for name in re.findall(r"@([a-z-]+)", css) if not name.startswith("-"))
    for rule in rules_of(css):
        yield from _in_rule(rule)


def _in_rule(rule: Rule) -> Iterator[str]:
    yield from (f"media {name}" for name in re.findall(r"\(\s*([a-z-]+)", rule.condition))
    yield from (f"pseudo {name}" for name in re.findall(r"::?[a-z-]+", rule.selector))
    yield from _declared(declarations(rule.body))


def _declared(style: Mapping[str, str]) -> Iterator[str]:
    for name, value in style.items():
        if name.startswith(("-", "mso-")) or not value:
            continue  # written for the one client that knows it
        yield _property(name)
        yield f"property {name}: {value}"
        bare = re.sub(r"url\([^)]*\)|\"[^\"]*\"|'[^']*'|#[0-9a-f]+", " ", value)
        yield from (f"function {function}" for function in re.findall(r"([a-z-]+)\(", bare))
        yield from (f"unit {unit}" for unit in re.findall(r"(?<![\w-])-?[\d.]+([a-z]+)\b", bare))
        yield from (f"value {word}" for word in re.findall(r"[a-z-]+", bare))
        for address in re.findall(r"url\(([^)]*)\)", value):
            yield from _picture(address.strip("\"' "))


def _property(name: str) -> str:
    """The feature a property belongs to: its own, or that of the shorthand it is part of."""
    while f"property {name}" not in UNSUPPORTED and "-" in name:
        name = name.rpartition("-")[0]
    return f"property {name}"


def _picture(address: str) -> Iterator[str]:
    if address.startswith("data:"):
        yield "image data:"
    elif match := re.search(r"\.([a-z]{3,4})(?:[?#]|$)", address.lower()):
        yield f"image {match[1]}"


def _spoken(feature: str) -> str:
    kind, _, name = feature.partition(" ")
    forms = {"element": "<{}>", "function": "{}() in CSS", "unit": "The CSS unit {}", "attribute": "The attribute {}"}
    forms |= {"image": "A picture of the kind {}", "at-rule": "@{} in CSS", "media": "@media ({}) in CSS"}
    return forms.get(kind, "{} in CSS").format(name)


def _listed(codes: Iterable[str]) -> str:
    names = [CLIENTS[code] for code in codes]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
