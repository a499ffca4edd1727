"""Whether people who see little, or hear the letter read aloud, get all of it (WCAG 2.2, AA)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from gutletter.checks._colours import BLACK, WHITE, Colour, colour, contrast, written
from gutletter.checks._findings import THEME, error, line_of, shortened, warning
from gutletter.checks._page import Element, Rule, copy_for_one, declarations, kept_style, page_of, pixels, rules_of
from gutletter.model import Finding, Image, Proposal

CHECK = "accessibility"
READABLE, READABLE_LARGE = 4.5, 3.0  # WCAG 1.4.3
LARGE, LARGE_BOLD = 24.0, 18.66  # pixels
TAP, TAP_BUTTON = 24, 44  # pixels: WCAG 2.5.8, and what Apple and Google ask of a button


def accessibility(proposal: Proposal) -> Iterator[Finding]:
    """A document without language or title, pictures without words, skipped headings, faint text, tiny buttons."""
    _, document, _ = copy_for_one(proposal.rendered)
    page = page_of(document)
    yield from _document(page)
    yield from _headings(proposal, page)
    yield from _pictures(proposal, page)
    yield from _tables(proposal, page)
    yield from _links(page)
    yield from _contrast(page)


# ── the document ──────────────────────────────────────────────────────────────────────────────────────────────────


def _document(page: Element) -> Iterator[Finding]:
    root = next(page.all("html"), page)
    if not root.attributes.get("lang", "").strip():
        what = "The letter does not say its language, so it may be read aloud in a wrong voice."
        yield error(CHECK, THEME, what, 'Write <html lang="{{ language }}"> in base.html.')
    titles = [child for title in page.all("title") for child in title.children if isinstance(child, str)]
    if not "".join(titles).strip():
        what = "The letter has no title, which is read aloud first when it is opened in a browser."
        yield error(CHECK, THEME, what, "Write <title>{{ subject }}</title> in base.html.")


def _headings(proposal: Proposal, page: Element) -> Iterator[Finding]:
    before = 0
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(heading.tag[1])
        if level > before + 1:
            what = f"The heading {shortened(heading.text)} is of rank {level} after one of rank {before or 'none'}."
            line = line_of(proposal.article.draft, heading.text)
            yield warning(CHECK, proposal, what, "Do not skip a rank; people find their way by them.", line)
        before = level
    if sum(1 for _ in page.all("h1")) > 1:
        what = "The letter has more than one heading of the first rank."
        yield warning(CHECK, proposal, what, "Let the title be the only one: begin the article's own with ##.")


def _pictures(proposal: Proposal, page: Element) -> Iterator[Finding]:
    for image in page.all("img"):
        source, alt = image.attributes.get("src", ""), image.attributes.get("alt")
        line = line_of(proposal.article.draft, source)
        if alt is None:
            what = f"The picture {source} says nothing to people who cannot see it, or whose client shows no pictures."
            yield error(
                CHECK, proposal, what, 'Say in its alt text what it shows, or give it alt="" if it is decor.', line
            )
        elif re.fullmatch(
            r"\S+\.(png|jpe?g|gif|webp|svg|avif)|image|picture|photo|bild|foto|imagen", alt.strip(), re.I
        ):
            what = f"The picture {source} has the alt text {shortened(alt)}, which does not say what it shows."
            yield warning(CHECK, proposal, what, "Say in a few words what one sees.", line)
    yield from _left_out(proposal, page)


def _left_out(proposal: Proposal, page: Element) -> Iterator[Finding]:
    """An article with pictures, none of which the letter could show."""
    images = [image for image in proposal.article.images if image.url]
    shown = {element.attributes.get("src", "") for element in page.all("img")}
    reasons = [(image, *reason) for image in images if (reason := _why_left_out(image))]
    if reasons and not shown & {image.url for image in images}:
        image, why, remedy = reasons[0]
        what = f"The picture {shortened(image.url)} is left out of the letter: {why}."
        yield warning(CHECK, proposal, what, remedy, line_of(proposal.article.draft, image.url))


def _why_left_out(image: Image) -> tuple[str, str] | None:
    if not image.url.startswith("https://"):
        return "it is not on https", "Put it where https:// leads, and write its address in full."
    if not image.alt.strip():
        return "nothing says what it shows", "Say what one sees: ![what one sees](address), or alt in HTML."
    return None


def _tables(proposal: Proposal, page: Element) -> Iterator[Finding]:
    """The theme's own lay out; those of figures come from an article that is printed whole."""
    bare = [
        table
        for table in page.all("table")
        if table.attributes.get("role") not in ("presentation", "none") and not any(table.all("th"))
    ]
    if bare:
        number = f"{len(bare)} tables" if len(bare) > 1 else "A table"
        cells = (cell.text for table in bare for cell in table.all("td"))
        line = next((line for words in cells if (line := line_of(proposal.article.draft, words))), 0)
        what = (
            f"{number} without head cells would be read aloud row by row, as figures are ({shortened(bare[0].text)})."
        )
        yield warning(
            CHECK,
            proposal if line else THEME,
            what,
            'A table that only lays out needs role="presentation"; one of figures needs <th>.',
            line,
        )


# ── links ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _links(page: Element) -> Iterator[Finding]:
    for link in page.all("a"):
        if "href" not in link.attributes:
            continue
        if not (
            link.text or link.attributes.get("aria-label") or any(one.attributes.get("alt") for one in link.all("img"))
        ):
            what = f"The link to {link.attributes['href']} has no words, so nobody hears what it is."
            yield error(CHECK, THEME, what, "Write where it leads; a picture in a link needs an alt text that says so.")
        yield from _tap(link)


def _tap(link: Element) -> Iterator[Finding]:
    """A link set apart as something to press must be as high as a fingertip."""
    style = link.style
    if style.get("display") not in ("inline-block", "block"):
        return
    line = _line_height(link)
    padding = _padding(style)
    if line is None or padding is None:
        return
    cell = link.parent.style if link.parent else {}
    is_button = any(
        name.startswith(("background", "border")) and value not in ("none", "0")
        for one in (style, cell)
        for name, value in one.items()
    )
    needed = TAP_BUTTON if is_button else TAP
    if line + padding < needed:
        what = f"{shortened(link.text)} is {line + padding:g} pixels high, too little to be met with a finger."
        yield warning(CHECK, THEME, what, f"Give it {needed} pixels: more padding above and below its words.")


def _line_height(element: Element) -> float | None:
    for one in element.and_above():
        height = one.style.get("line-height")
        if height is None and (font := re.search(r"/(\S+)", one.style.get("font", ""))):
            height = font[1]
        if height is not None:
            return pixels(height)
    return None


def _padding(style: Mapping[str, str]) -> float | None:
    sides = style.get("padding", "0").split()
    above, below = style.get("padding-top", sides[0]), style.get("padding-bottom", sides[2 if len(sides) > 2 else 0])
    both = pixels(above), pixels(below)
    return None if None in both else sum(side or 0 for side in both)


# ── contrast ──────────────────────────────────────────────────────────────────────────────────────────────────────


Pair = tuple[Colour, Colour]


def _contrast(page: Element) -> Iterator[Finding]:
    """Text too much like what is behind it, once for each pair of colours; in the dark as the kept rules say."""
    faint = _faint(page, (), (BLACK, WHITE))
    rules = [rule for rule in rules_of(kept_style(page)) if re.search(r"scheme\s*:\s*dark", rule.condition)]
    in_the_dark = _faint(page, rules, (None, None)) if rules else {}
    for light, found in (
        ("light", faint),
        ("dark", {pair: one for pair, one in in_the_dark.items() if pair not in faint}),
    ):
        for (front, back), (words, needed) in found.items():
            ratio = contrast(front, back)
            report = error if ratio < READABLE_LARGE else warning
            pair = f"{written(front)} on {written(back)}, {ratio:.1f} to 1"
            what = f"In the {light}, {shortened(words, 40)} is hard to read: {pair}."
            yield report(CHECK, THEME, what, f"Choose colours of {needed:g} to 1 or more.")


def _faint(
    page: Element, rules: Sequence[Rule], otherwise: tuple[Colour | None, Colour | None]
) -> Mapping[Pair, tuple[str, float]]:
    """Pairs of colours that are too alike, with words that stand in them and the contrast they need."""
    found: dict[Pair, tuple[str, float]] = {}
    fronts: Known = {}
    backs: Known = {}
    for element in page.all():
        words = " ".join("".join(child for child in element.children if isinstance(child, str)).split())
        if not words or element.hidden:
            continue
        front = _seen(element, ("color",), otherwise[0], rules, fronts)
        back = _seen(element, ("background-color", "background"), otherwise[1], rules, backs)
        needed = READABLE_LARGE if _is_large(element) else READABLE
        if front is not None and back is not None and contrast(front, back) < needed:
            found.setdefault((front, back), (words, needed))
    return found


Known = dict[Element, Colour | None]


def _seen(
    element: Element, names: Sequence[str], otherwise: Colour | None, rules: Sequence[Rule], known: Known
) -> Colour | None:
    """The colour that holds for an element: the nearest one given, by a kept rule or by itself; None if unknown."""
    passed: list[Element] = []
    shade = otherwise
    for one in element.and_above():
        if one in known:
            shade = known[one]
            break
        passed.append(one)
        given = _declared(one, names, rules)
        if given and given not in ("inherit", "transparent", "none"):
            shade = None if "url(" in given or "gradient(" in given else colour(given)
            break
    known.update(dict.fromkeys(passed, shade))
    return shade


def _declared(element: Element, names: Sequence[str], rules: Sequence[Rule]) -> str:
    """What is declared for this element itself; a kept rule counts when it overrules what is in the element."""
    own = next((element.style[name] for name in names if name in element.style), "")
    if not own and "background-color" in names:
        own = element.attributes.get("bgcolor", "")
    for rule in rules:
        if _meets(rule.selector, element):
            found = declarations(rule.body)
            value = next((found[name] for name in names if name in found), "")
            if value and (not own or "!important" in rule.body):
                own = value
    return own


def _meets(selector: str, element: Element) -> bool:
    """Whether a selector of kinds and classes, one inside the other, means this element; others mean none here."""
    *outer, last = selector.split(" ")
    if not _is(last, element):
        return False
    above = element.parent.and_above() if element.parent else iter(())
    return all(any(_is(part, one) for one in above) for part in reversed(outer))


def _is(part: str, element: Element) -> bool:
    simple = _simple(part)
    return simple is not None and simple[0] in ("", element.tag) and simple[1] <= element.classes


@lru_cache(maxsize=256)
def _simple(part: str) -> tuple[str, frozenset[str]] | None:
    """The kind and classes that a part of a selector asks for; None for one that asks for something else."""
    match = re.fullmatch(r"([a-z][a-z0-9]*)?((?:\.[\w-]+)*)", part)
    return (match[1] or "", frozenset(match[2].split(".")) - {""}) if match and part else None


def _is_large(element: Element) -> bool:
    size, bold = None, None
    for one in element.and_above():
        font = one.style.get("font", "")
        if bold is None and (weight := one.style.get("font-weight", font)):
            bold = bool(re.search(r"\b(bold|[6-9]00)\b", weight))
        if size is None and (given := one.style.get("font-size") or (re.search(r"[\d.]+p[xt]", font) or [""])[0]):
            size = pixels(given)
        if bold is None and one.tag in ("strong", "b", "h1", "h2", "h3"):
            bold = True
    return size is not None and size >= (LARGE_BOLD if bold else LARGE)
