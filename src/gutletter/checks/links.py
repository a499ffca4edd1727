"""Whether every link leads somewhere, safely, and says where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from gutletter.checks._findings import error, line_of, shortened, warning
from gutletter.checks._page import Element, copy_for_one, own_links, page_of
from gutletter.drafts import PROMPTS
from gutletter.model import Draft, DraftStatus, Finding, Proposal

CHECK = "links"
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\[\[\w+\]\]|\*\|\w+\|\*|<%.*?%>|\$\{\w+\}")
"""What a template or another newsletter program would have filled in."""

VAGUE = frozenset(
    phrase.strip()
    for phrase in """
    click here | here | click | read more | more | learn more | this | this link | link | go | details
    hier | hier klicken | klicken sie hier | mehr | mehr lesen | weiterlesen | aquí | haz clic aquí | haga clic aquí
    más | leer más | enlace | ici | cliquez ici | lire la suite | en savoir plus
    """.replace("\n", "|").split("|")
) - {""}


def links(proposal: Proposal) -> Iterator[Finding]:
    """Links and pictures that are relative, unsafe, unfilled, on this machine, not https, or do not say where to."""
    _, document, text = copy_for_one(proposal.rendered)
    page = page_of(document)
    seen: set[str] = set()
    for element in page.all("a", "img"):
        address = element.attributes.get("href" if element.tag == "a" else "src", "").strip()
        if element.tag == "a" and "href" not in element.attributes and "name" in element.attributes:
            continue  # a place to jump to
        if address not in seen:
            seen.add(address)
            yield from _address(proposal, element, address)
        if element.tag == "a":
            yield from _wording(proposal, element, address)
    yield from _unwritten(proposal)
    for words in dict.fromkeys((*_unfilled(page.text), *_unfilled(text))):
        what = f"The letter says {words}, which nothing has filled in."
        yield warning(CHECK, proposal, what, "Write what should stand there.", line_of(proposal.article.draft, words))


def addresses(proposal: Proposal) -> tuple[str, ...]:
    """Every web address the letter links to or shows a picture from, once; readers' own links are left out."""
    _, document, _ = copy_for_one(proposal.rendered)
    own = own_links(proposal.rendered.letterhead)
    found = (one.attributes.get("href" if one.tag == "a" else "src", "") for one in page_of(document).all("a", "img"))
    return tuple(dict.fromkeys(url for url in found if url.startswith(("https://", "http://")) and url not in own))


def _address(proposal: Proposal, element: Element, address: str) -> Iterator[Finding]:
    what = f"The link {shortened(element.text)}" if element.tag == "a" else "A picture"
    draft = proposal.article.draft
    line = line_of(draft, unquote(address)) or line_of(draft, address.partition("#:~:")[0])
    if not address:
        yield error(CHECK, proposal, f"{what} has no address.", "Give it one, or take it out.")
        return
    if PLACEHOLDER.search(unquote(address)):
        yield error(CHECK, proposal, f"{what} leads to {address}, which nothing has filled in.", _FULL, line)
        return
    if address in own_links(proposal.rendered.letterhead):
        return  # the letterhead's matter: see deliverability
    parts = None
    with suppress(ValueError):
        parts = urlsplit(address)
    scheme = parts.scheme.lower() if parts else ""
    if scheme in ("javascript", "vbscript", "data", "file", "blob"):
        yield error(CHECK, proposal, f"{what} begins with {scheme}:, which no mail client opens.", _FULL, line)
    elif element.tag == "a" and (scheme in ("mailto", "tel", "sms") or address.startswith("#")):
        return
    elif parts is None or scheme not in ("https", "http") or not parts.hostname:
        yield error(CHECK, proposal, f"{what} leads to {address}, which opens nothing from a mail.", _FULL, line)
    elif _is_at_home(parts.hostname):
        yield error(CHECK, proposal, f"{what} leads to {parts.hostname}, where readers cannot go.", _FULL, line)
    elif scheme == "http" and address not in {source.url for source in proposal.article.references}:
        remedy = f"Write https://{address.removeprefix('http://')} if the site has it."
        yield warning(CHECK, proposal, f"{what} leads to {address}, which is not https.", remedy, line)


_FULL = "Write the address in full, as in https://example.org/the-piece."


def _is_at_home(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    with suppress(ValueError):
        return not ip_address(host).is_global
    return False


def _wording(proposal: Proposal, link: Element, address: str) -> Iterator[Finding]:
    words = link.text
    line = line_of(proposal.article.draft, words)
    if words.casefold().strip(" .!…:→›»>") in VAGUE:
        what = f"The link to {address} says only {shortened(words)}."
        yield warning(CHECK, proposal, what, "Name what stands there; people hear links without their sentence.", line)
    shown = re.fullmatch(r"(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?:[/?#]\S*)?", words, re.IGNORECASE)
    with suppress(ValueError):
        host = (urlsplit(address).hostname or "").removeprefix("www.")
        if shown and host and not _same_site(shown[1].lower(), host):
            what = f"A link says {shortened(words)} and leads to {host}, as fraudulent mail does."
            yield error(CHECK, proposal, what, "Show the address it leads to, or words.", line)


def _same_site(shown: str, host: str) -> bool:
    return shown == host or shown.endswith(f".{host}") or host.endswith(f".{shown}")


def _unwritten(proposal: Proposal) -> Iterator[Finding]:
    """What ``gutletter new`` wrote. A draft that says it is one cannot go out, and only hears of it."""
    draft = proposal.article.draft
    report = error if draft.status is DraftStatus.READY else warning
    for prompt in PROMPTS:
        if line := line_of(draft, prompt):
            what = f"{shortened(prompt)} still stands as gutletter new wrote it."
            yield report(CHECK, proposal, what, "Write your own in its place, or take it out.", line)


def _unfilled(text: str) -> Iterator[str]:
    return (match[0] for match in PLACEHOLDER.finditer(text))


def unreached(draft: Draft, url: str, why: str, *, gone: bool) -> Finding:
    """What to say of an address that was asked and did not answer; one that is ``gone`` stops the letter."""
    report = error if gone else warning
    return report(
        CHECK, draft.place, f"{url} {why}.", "Open it in a browser; mend it or take it out.", line_of(draft, url)
    )
