"""Whether mailbox providers will take the letter for what it is: one copy is composed and read as they read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import urlsplit

from gutletter.checks import _phrases
from gutletter.checks._findings import SETTINGS, THEME, error, line_of, shortened, warning
from gutletter.checks._page import copy_for_one, invented_reader, page_of
from gutletter.errors import ReadersError, SettingsError
from gutletter.message import LONGEST_LIST_UNSUBSCRIBE, compose
from gutletter.model import Finding, Letterhead, Marker, Proposal

CHECK = "deliverability"
LONGEST_LINE = 998  # RFC 5322 § 2.1.1
AGREE, DISAGREE = 0.8, 0.4  # share of the HTML's words that the text part has
REPORT = "This is gutletter's doing, or a provider's; please report it."

FORMS = {
    "From": r"\S.*",
    "To": r"\S.*",
    "Subject": r"\S.*",
    "Date": r"\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}",
    "Message-ID": r"<[^<>@\s]+@[^<>@\s]+>",
    "MIME-Version": r"1\.0",
    "List-Unsubscribe": r"<https?://[^<>\s]+>",
    "List-Unsubscribe-Post": r"List-Unsubscribe=One-Click",
    "List-Id": r".*<[\w-]+(\.[\w-]+)*>",
    "Feedback-ID": r"([^:\s]*:){1,3}[^:\s]{5,15}",
}
"""The headers every copy must have, once each, and their form: RFC 5322, 2369, 2919, 8058, and Google's Feedback-ID."""


def deliverability(proposal: Proposal) -> Iterator[Finding]:
    """Headers, structure and line lengths of one copy; sender, postal address, text part, and words that spam uses."""
    letterhead = proposal.rendered.letterhead
    at = proposal.at or datetime(2000, 1, 1, tzinfo=UTC)
    try:
        raw = compose(proposal.rendered, invented_reader(letterhead), at=at)
    except (SettingsError, ReadersError) as problem:
        yield error(CHECK, SETTINGS, problem.message, problem.remedy or "Mend it in [publication].")
        return
    yield from read(raw)
    yield from _sender(letterhead)
    yield from _agreement(proposal)
    yield from _spam(proposal)


# ── the message ───────────────────────────────────────────────────────────────────────────────────────────────────


def read(raw: bytes) -> Iterator[Finding]:
    """What is wrong with the bytes of one email, as a strict receiver sees it."""
    longest = max(len(line) for line in raw.split(b"\r\n"))
    if longest > LONGEST_LINE:
        yield error(CHECK, THEME, f"A line of the message has {longest} characters; {LONGEST_LINE} may pass.", REPORT)
    try:
        mail = message_from_bytes(raw, policy=policy.strict)
        parts = [(part.get_content_type(), bool(part.defects)) for part in mail.walk()]
    except (MessageError, ValueError) as problem:  # its defects are values as errors
        yield error(CHECK, THEME, f"The message is not well-formed: {type(problem).__name__}.", REPORT)
        return
    yield from _headers(mail)
    if [kind for kind, _ in parts] != ["multipart/alternative", "text/plain", "text/html"] or any(
        bad for _, bad in parts
    ):
        what = (
            f"The message is built of {', '.join(kind for kind, _ in parts)}; it should be text and HTML side by side."
        )
        yield error(CHECK, THEME, what, REPORT)


def _headers(mail: EmailMessage) -> Iterator[Finding]:
    for name, form in FORMS.items():
        values = [" ".join(str(value).split()) for value in mail.get_all(name, [])]
        if len(values) != 1:
            times = "no" if not values else f"{len(values)}"
            yield error(CHECK, THEME, f"The message has {times} {name}; it must have one.", REPORT)
        elif not re.fullmatch(form, values[0]) or (name == "Date" and not _is_date(values[0])):
            yield error(CHECK, THEME, f"The header {name} is malformed: {shortened(values[0])}.", REPORT)
        elif name == "List-Unsubscribe" and len(values[0]) > LONGEST_LIST_UNSUBSCRIBE:
            what = f"List-Unsubscribe has {len(values[0])} characters; mail programs read {LONGEST_LIST_UNSUBSCRIBE}."
            yield error(CHECK, SETTINGS, what, "Set a shorter site in [publication].")


def _is_date(text: str) -> bool:
    try:
        return parsedate_to_datetime(text).tzinfo is not None
    except ValueError:
        return False


# ── the sender ────────────────────────────────────────────────────────────────────────────────────────────────────

_SECOND_LEVEL = frozenset(("ac", "co", "com", "edu", "gob", "gov", "gv", "ne", "net", "or", "org"))


def _sender(letterhead: Letterhead) -> Iterator[Finding]:
    name, address = parseaddr(letterhead.sender)
    domain, host = address.rpartition("@")[2].lower(), (urlsplit(letterhead.site).hostname or "").lower()
    if organisation(domain) != organisation(host):
        what = f"Letters come from {domain} and their links lead to {host}; mailbox providers trust one house more."
        yield warning(CHECK, SETTINGS, what, "Set sender and site in [publication] to addresses under one domain.")
    if re.search("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]", name) or any(marker in name for marker in Marker):
        what = f"The sender's name {shortened(name)} has an emoji or a reader's name, which Google takes for deceit."
        yield warning(CHECK, SETTINGS, what, "Let sender in [publication] be the publication's name.")
    if not letterhead.postal_address.strip():
        what = "The letter names no postal address, which commercial email must in many countries."  # CAN-SPAM § 7704
        yield warning(CHECK, SETTINGS, what, "Set postal_address in [publication].")
    if urlsplit(letterhead.site).scheme != "https":  # RFC 8058 § 3.1
        what = f"Unsubscribe links begin with {letterhead.site}, which is not https, so one-click unsubscribing is not"
        yield warning(CHECK, SETTINGS, f"{what} offered.", "Set site in [publication] to an https address.")


def organisation(host: str) -> str:
    """The domain somebody registered: the last two names, or three below such as co.uk. A good guess, not the list."""
    names = host.rstrip(".").split(".")
    deep = len(names) > 2 and len(names[-1]) == 2 and names[-2] in _SECOND_LEVEL
    return ".".join(names[-3 if deep else -2 :])


# ── the words ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _agreement(proposal: Proposal) -> Iterator[Finding]:
    """Filters distrust a text part that is not the HTML's: it is where spam hides."""
    _, document, text = copy_for_one(proposal.rendered)
    shown = {word for word in re.findall(r"\w{3,}", page_of(document).text.casefold()) if not word.isdigit()}
    if not text.strip():
        yield error(CHECK, THEME, "The letter has no text part.", "Fill body.txt of the theme.")
        return
    share = len(shown & set(re.findall(r"\w{3,}", text.casefold()))) / max(1, len(shown))
    if share < AGREE:
        report = error if share < DISAGREE else warning
        what = f"The text part has only {share:.0%} of the words of the HTML, and mail filters compare the two."
        yield report(CHECK, THEME, what, "Let body.txt say what body.html says.")


def _spam(proposal: Proposal) -> Iterator[Finding]:
    subject, document, _ = copy_for_one(proposal.rendered)
    for phrase, why in _phrases.found(f"{subject}\n{page_of(document).text}"):
        line = line_of(proposal.article.draft, phrase)
        yield warning(
            CHECK, proposal, f"The letter says {shortened(phrase)}: {why}.", "Say it soberly, with its source.", line
        )
    if re.search(r"[!?¡¿]{2,}|\${2,}|€{2,}", subject):
        what = f"The subject {shortened(subject)} raises its voice with its punctuation, as spam does."
        yield warning(CHECK, proposal, what, "One sign is enough.")
