"""Writes ``src/gutletter/checks/clients_table.py`` from caniemail's data (https://www.caniemail.com, MIT).

    npm install --prefix /some/temporary/folder caniemail
    python bench/clients_table.py /some/temporary/folder/node_modules/caniemail/data/caniemail.json

Run by hand when the data is worth having anew; nothing is fetched when letters are checked.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[1] / "src" / "gutletter" / "checks" / "clients_table.py"

CLIENTS = {
    "a": ("gmail", "desktop-webmail", "Gmail"),
    "b": ("gmail", "ios", "Gmail on iOS"),
    "c": ("gmail", "android", "Gmail on Android"),
    "d": ("gmail", "mobile-webmail", "Gmail in a phone's browser"),
    "e": ("outlook", "windows", "Outlook for Windows"),
    "f": ("outlook", "windows-mail", "Windows Mail"),
    "g": ("outlook", "macos", "Outlook for Mac"),
    "h": ("outlook", "outlook-com", "Outlook.com"),
    "i": ("outlook", "ios", "Outlook on iOS"),
    "j": ("outlook", "android", "Outlook on Android"),
    "k": ("apple-mail", "macos", "Apple Mail"),
    "l": ("apple-mail", "ios", "Apple Mail on iOS"),
    "m": ("yahoo", "desktop-webmail", "Yahoo"),
    "n": ("yahoo", "ios", "Yahoo on iOS"),
    "o": ("yahoo", "android", "Yahoo on Android"),
}

LICENCE = """\
MIT License

Copyright (c) 2019 HTeuMeuLeu

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

SEVERAL = {
    "block-size & inline-size": ["property block-size", "property inline-size"],
    "border-inline & border-block": ["property border-inline", "property border-block"],
    "color-scheme CSS property": ["property color-scheme"],
    "css column properties": ["property columns"],
    "column-count": ["property column-count"],
    "gap, column-gap, row-gap": ["property gap", "property column-gap", "property row-gap"],
    "grid-template-* properties": ["property grid-template"],
    "left, right, top, bottom": ["property left", "property right", "property top", "property bottom"],
    "fit-content, min-content, max-content": ["value fit-content", "value min-content", "value max-content"],
    "margin-inline & margin-block": ["property margin-inline", "property margin-block"],
    "padding-inline & padding-block": ["property padding-inline", "property padding-block"],
    "@media (hover), @media (any-hover)": ["media hover", "media any-hover"],
    "lch(), oklch(), lab(), oklab()": ["function lch", "function oklch", "function lab", "function oklab"],
    "CSS Variables (Custom Properties)": ["function var"],
    "CSS calc() function": ["function calc"],
    "srcset and sizes attributes": ["attribute srcset"],
    "Embedded <svg> image": ["element svg"],
    "Image maps": ["element map"],
    "<ul>, <ol> and <dl>": ["element ul", "element ol", "element dl"],
    "<h1> to <h6> elements": [f"element h{level}" for level in range(1, 7)],
    "HTML5 semantics": [
        f"element {tag}"
        for tag in ("article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "nav", "section")
    ],
    "Base 64 image format": ["image data:"],
    "HEIF image format": ["image heic", "image heif"],
    "JPG image format": ["image jpg", "image jpeg"],
    "TIFF image format": ["image tif", "image tiff"],
}


def names(title: str, category: str) -> Iterator[str]:
    """What a title of caniemail's is called in the table; nothing for what no check looks for."""
    if title in SEVERAL:
        yield from SEVERAL[title]
    elif category == "image":
        if match := re.fullmatch(r"(\w+) image format", title):
            yield f"image {match[1].lower()}"
    elif category == "html":
        if match := re.fullmatch(r"<(\w+)>( element)?", title):
            yield f"element {match[1]}"
        elif match := re.fullmatch(r'<input type="(\w+)"> element', title):
            yield f"element input {match[1]}"
        elif match := re.fullmatch(r"([\w-]+) attribute", title):
            yield f"attribute {match[1]}"
    elif match := re.fullmatch(r"@media \(([\w-]+)\)", title):
        yield f"media {match[1]}"
    elif match := re.fullmatch(r"@([\w-]+)", title):
        yield f"at-rule {match[1]}"
    elif match := re.fullmatch(r"(::?[\w-]+)(\(\))?", title):
        yield f"pseudo {match[1]}"
    elif match := re.fullmatch(r"([\w-]+)\(\)", title):
        yield f"function {match[1]}"
    elif match := re.fullmatch(r"(\w+) unit", title):
        yield f"unit {match[1]}"
    elif match := re.fullmatch(r"([\w-]+): ?([\w-]+)", title):
        yield f"property {match[1]}: {match[2]}"
    elif match := re.fullmatch(r"([a-z-]+)( shorthand| property)?", title.strip()):
        yield f"property {match[1]}"


def lacking(stats: dict[str, Any]) -> str:
    """The clients whose newest version does not support a feature at all."""
    newest = {
        code: list(stats.get(family, {}).get(where, {}).values())[-1:] for code, (family, where, _) in CLIENTS.items()
    }
    return "".join(code for code, said in newest.items() if said and said[0].startswith("n"))


def main() -> None:
    """Write the table."""
    known = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    table: dict[str, str] = {}
    for feature in known["data"]:
        for name in names(feature["title"], feature["category"]):
            table[name] = lacking(feature["stats"])
    lines = [f'    "{name}": "{codes}",' for name, codes in sorted(table.items())]
    clients = [f'    "{code}": "{nice}",' for code, (_, _, nice) in CLIENTS.items()]
    day = known["last_update_date"][:10]
    TABLE.write_text(
        f'''"""Which features of HTML and CSS the newest version of which mail client does not support at all.

Written by ``bench/clients_table.py`` from the data of https://www.caniemail.com as of {day}; do not edit by hand.
That data is carried here under its own licence:

{LICENCE}"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DATED = "{day}"

CLIENTS: Mapping[str, str] = MappingProxyType({{
{chr(10).join(clients)}
}})  # fmt: skip

UNSUPPORTED: Mapping[str, str] = MappingProxyType({{
{chr(10).join(lines)}
}})  # fmt: skip
''',
        "utf-8",
    )
    print(
        f"{TABLE.name}: {len(table)} features as of {day}, {sum(map(bool, table.values()))} of them lacking somewhere"
    )


if __name__ == "__main__":
    main()
