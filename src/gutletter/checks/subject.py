"""Whether the two lines that readers decide by are whole, honest and calm."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from gutletter.checks._findings import THEME, error, shortened, warning
from gutletter.checks._page import Element, copy_for_one, page_of, pixels
from gutletter.model import Finding, Proposal

CHECK = "subject"
SHOWN, LONGEST = 50, 150  # characters: what phones show, and what no program shows
LONGEST_PREHEADER = 150
SHOUTED = 0.7  # share of capitals among a line's letters; three names in capitals stay below
FOLD = "Say subject: in the article's front matter; the beginning counts most."

_REPLY = re.compile(
    r"\s*(?:\[[^\]]*\]\s*)?(re|fwd?|fw|aw|wg|antw|sv|vs|rv|res|enc|tr|rif)\s*(\[\d+\])?\s*[::]", re.IGNORECASE
)
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
_PADDING = re.compile("(?:[\u00ad\u034f\u180e\u200b-\u200f\u2007\u2060-\u2064\u2800\ufeff\u3164][\\s\u00a0]*){5,}")


def subject(proposal: Proposal) -> Iterator[Finding]:
    """A subject that is empty, cut off, shouted, decorated or pretends; a preheader that adds nothing; hidden text."""
    line, document, _ = copy_for_one(proposal.rendered)
    yield from _length(proposal, line)
    yield from _manner(proposal, line)
    yield from _preheader(proposal, line, " ".join(proposal.rendered.preheader.split()))
    yield from _hidden(proposal, page_of(document), document)


def _length(proposal: Proposal, line: str) -> Iterator[Finding]:
    if not line.strip():
        yield error(
            CHECK, proposal, "The letter has no subject.", "Say subject: in its front matter, or give it a title."
        )
    elif len(line) > LONGEST:
        what = f"The subject has {len(line)} characters; no mail program shows more than {LONGEST}."
        yield error(CHECK, proposal, what, FOLD)
    elif len(line) > SHOWN:
        what = f"The subject has {len(line)} characters; phones show about {SHOWN}: {shortened(line, SHOWN)}."
        yield warning(CHECK, proposal, what, "Say what counts in its beginning, or shorten it.")


def _manner(proposal: Proposal, line: str) -> Iterator[Finding]:
    if match := _REPLY.match(line):
        what = f"The subject begins with “{match[0].strip()}”, as if it answered something; that is a fraud's way."
        yield error(CHECK, proposal, what, "Begin it with its own words.")
    letters = [letter for letter in line if letter.isalpha() and letter.lower() != letter.upper()]
    shouted = [word for word in re.findall(r"[^\W\d_]{5,}", line) if word.isupper()]  # one may be a name: FODMAP
    if len(shouted) > 1 and sum(letter.isupper() for letter in letters) / len(letters) > SHOUTED:
        what = f"The subject {shortened(line)} is in capitals, which reads as shouting and counts as spam."
        yield warning(CHECK, proposal, what, "Write it as a sentence.")
    if _EMOJI.search(line):
        what = f"The subject {shortened(line)} has an emoji: read aloud by its name, a box on older machines."
        yield warning(CHECK, proposal, what, "Leave it out.")
    if _INVISIBLE.search(line):
        what = "The subject has characters that nobody sees, as mail has that hides words from filters."
        yield error(CHECK, proposal, what, "Type it anew; they came with a copied text.")


def _preheader(proposal: Proposal, line: str, preheader: str) -> Iterator[Finding]:
    if not preheader:
        what = "The letter has no preheader, so inboxes show whatever stands first in it."
        yield warning(CHECK, proposal, what, "Say preheader: in the front matter, in one sentence.")
        return
    said, more = _words(line), _words(preheader)
    if said and (more == said or (more.startswith(said) and len(said.split()) > 2)):
        what = "The preheader repeats the subject, beside which it stands in every inbox."
        yield warning(CHECK, proposal, what, "Let it say what the subject does not.")
    if len(preheader) > LONGEST_PREHEADER:
        what = f"The preheader has {len(preheader)} characters; inboxes show {LONGEST_PREHEADER} at most."
        yield warning(CHECK, proposal, what, "Shorten it to a sentence.")
    if _INVISIBLE.search(preheader):
        what = "The preheader has characters that nobody sees."
        yield error(CHECK, proposal, what, "Type it anew; they came with a copied text.")


def _hidden(proposal: Proposal, page: Element, document: str) -> Iterator[Finding]:
    """Text that readers do not see but filters read; a hidden preheader is usual and seen in the inbox."""
    if _PADDING.search(html.unescape(document)):
        what = "The letter is padded with invisible characters, which filters take for a disguise."
        yield error(CHECK, THEME, what, "Take them out of the template; the preheader stands well without them.")
    preheader = _words(proposal.rendered.preheader)
    for element in page.all():
        words = _words("".join(child for child in element.children if isinstance(child, str)))
        if words and words not in preheader and _in_body(element) and (element.hidden or _is_tiny(element)):
            what = f"The letter hides text from its readers: {shortened(words)}."
            yield error(CHECK, THEME, what, "Show it or take it out; mailbox providers refuse mail with hidden text.")


def _is_tiny(element: Element) -> bool:
    given = next((one.style["font-size"] for one in element.and_above() if "font-size" in one.style), "")
    size = pixels(given)
    return size is not None and size <= 2


def _in_body(element: Element) -> bool:
    return all(one.tag not in ("head", "style", "script", "title") for one in element.and_above())


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
