"""DKIM (RFC 6376): letters that leave by SMTP are signed here, unless the mail server does it.

The signature covers both headers by which readers leave with one click, for mail clients believe them only then
(RFC 8058 § 4); dkimpy by itself leaves List-Unsubscribe-Post out.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gutletter.errors import SettingsError
from gutletter.settings import SmtpSettings

SIGNED = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Id",
    "Feedback-ID",
    "MIME-Version",
    "Content-Type",
)
ONCE = ("From", "Subject", "Date", "List-Unsubscribe", "List-Unsubscribe-Post")  # a second one breaks the signature

Signer = Callable[[bytes], bytes]


def open_signer(settings: SmtpSettings, sender_domain: str, folder: Path) -> Signer:
    """What puts a DKIM-Signature before a letter; without DKIM settings, what returns the letter as it is.

    ``dkim_key_file`` is looked up from ``folder`` and read once; it is RSA, in PEM. Raises SettingsError for half a
    setting, for a key that cannot be used, and when the extra is not installed. Safe to use from several threads.
    """
    if not settings.dkim_selector and not settings.dkim_key_file:
        return unsigned
    for name in ("dkim_selector", "dkim_key_file"):
        if not getattr(settings, name):
            raise SettingsError(
                f"smtp.{name} is missing, and letters cannot be signed without it.",
                remedy="Set both smtp.dkim_selector and smtp.dkim_key_file, or neither.",
            )
    domain = settings.dkim_domain or sender_domain
    if not domain:
        raise SettingsError("smtp.dkim_domain is missing.", remedy="Name the domain that has the key in its DNS.")
    return _signer(settings.dkim_selector, domain, folder / settings.dkim_key_file)


def unsigned(letter: bytes) -> bytes:
    """The letter as it is: the mail server signs, or nobody does."""
    return letter


def _signer(selector: str, domain: str, file: Path) -> Signer:
    try:
        import dkim  # the extra; nobody pays for it who does not sign
    except ImportError as error:
        raise SettingsError(
            "smtp.dkim_selector is set, and signing needs the package dkimpy, which is not installed.",
            remedy="Install it with: pip install 'gutletter[dkim]'",
        ) from error
    key = _key(file)
    headers = [name.lower().encode() for name in (*SIGNED, *ONCE)]

    def signed(letter: bytes) -> bytes:
        signature: bytes = dkim.sign(
            letter,
            selector.encode(),
            domain.encode(),
            key,
            canonicalize=(b"relaxed", b"relaxed"),  # relays may fold anew
            include_headers=headers,
        )
        return signature + letter

    try:
        signed(b"From: a@example.org\r\n\r\nTo see whether the key is one.\r\n")
    except (dkim.DKIMException, ValueError, LookupError) as error:
        raise SettingsError(
            f"smtp.dkim_key_file: {file} holds no key that letters can be signed with: {error}.",
            remedy="It takes an RSA key in PEM, as made by: openssl genrsa -out dkim.pem 2048",
        ) from error
    return signed


def _key(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(
            f"smtp.dkim_key_file: {file} cannot be read: {error.strerror or error}.",
            remedy="Name the file of the private key; relative paths begin where gutletter.toml stands.",
        ) from error
