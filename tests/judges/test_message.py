"""The mail as bytes: Python's strict parser, and dkimpy on what was signed."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from gutletter.providers.signing import open_signer
from gutletter.settings import SmtpSettings
from tests.judges.mails import Mail

pytestmark = pytest.mark.judges


def parsed(octets: bytes) -> EmailMessage:
    """Raises whatever is wrong with a message, where the usual policy would make a note of it."""
    message = message_from_bytes(octets, policy=policy.strict + policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_every_mail_is_what_the_standards_call_one(mails: tuple[Mail, ...]) -> None:
    for mail in mails:
        message = parsed(mail.octets)
        parts = list(message.walk())
        headers = [name.lower() for name in message.keys()]  # noqa: SIM118 a message's own iteration is over parts

        assert [part.get_content_type() for part in parts] == ["multipart/alternative", "text/plain", "text/html"]
        assert [defect for part in parts for defect in part.defects] == []
        assert [defect for name in message for defect in getattr(message[name], "defects", ())] == []
        assert len(headers) == len(set(headers))
        assert {"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post"} < set(
            headers
        )
        assert mail.octets.isascii()
        assert max(len(line) for line in mail.octets.split(b"\r\n")) <= 998
        assert b"\n" not in mail.octets.replace(b"\r\n", b"")
        assert message.get_body(("html",)).get_content().replace("\r\n", "\n") == mail.html  # type: ignore[union-attr] # there is one, see above


def test_the_parser_sees_what_is_wrong(mails: tuple[Mail, ...]) -> None:
    with pytest.raises(Exception, match=r".*") as wrong:
        parsed(mails[0].octets.replace(b"boundary=", b"bondary=", 1))
    assert "defect" in type(wrong.value).__module__ or "errors" in type(wrong.value).__module__


def test_every_signed_mail_verifies_and_its_way_out_cannot_be_changed(mails: tuple[Mail, ...], tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])
    (tmp_path / "key.pem").write_bytes(private)
    sign = open_signer(SmtpSettings(dkim_selector="a", dkim_key_file="key.pem"), "letter.example.org", tmp_path)

    for mail in mails:
        signed = sign(mail.octets)
        assert dkim.verify(signed, dnsfunc=lambda name, timeout=5: record), mail.name
        for header in (b"List-Unsubscribe: <https", b"List-Unsubscribe-Post: List"):
            assert signed.count(header) == 1
            changed = signed.replace(header, header.replace(b": ", b": x"))
            assert not dkim.verify(changed, dnsfunc=lambda name, timeout=5: record), (mail.name, header)
