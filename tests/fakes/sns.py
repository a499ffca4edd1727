"""An Amazon SNS of our own: it signs posts as the real one does, serves its certificate, and takes confirmations.

Rules from docs.aws.amazon.com/sns, "Verifying the signatures of Amazon SNS messages", as of November 2026. The text
that is signed is put together here anew.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

TOPIC = "arn:aws:sns:eu-central-1:123456789012:letters"
HOST = "sns.eu-central-1.amazonaws.com"
PEM = "/SimpleNotificationService-9c6465fa7f48f5cacd23014631ec1136.pem"
TOKEN = "a-token"
CONFIRM = f"https://{HOST}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token={TOKEN}"


class FakeSns:
    """``get`` answers what gutletter asks; ``asked`` is what it asked, ``down`` lets it answer nothing."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        year = timedelta(days=365)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2026, 1, 1, tzinfo=UTC) + year)
            .sign(self._key, hashes.SHA256())
        )
        self.certificate = certificate.public_bytes(Encoding.PEM)
        self.asked: list[str] = []
        self.confirmed: list[str] = []
        self.down = False

    def get(self, host: str, path: str) -> bytes:
        self.asked.append(f"https://{host}{path}")
        if self.down or host != HOST:
            raise TimeoutError("timed out")
        if path == PEM:
            return self.certificate
        asked = parse_qs(urlsplit(path).query, strict_parsing=True)
        if asked["Action"] != ["ConfirmSubscription"] or asked["Token"] != [TOKEN]:
            raise OSError(f"{host} answered 400")
        self.confirmed.append(asked["TopicArn"][0])
        return b"<ConfirmSubscriptionResponse/>"

    def post(self, kind: str, message: str, at: datetime, *, version: str = "1", **more: Any) -> bytes:
        """A post as SNS makes it; ``more`` is put over it before it is signed."""
        post = {
            "Type": kind,
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": TOPIC,
            "Message": message,
            "Timestamp": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "SignatureVersion": version,
            "SigningCertURL": f"https://{HOST}{PEM}",
            "UnsubscribeURL": f"https://{HOST}/?Action=Unsubscribe",
        }
        if kind != "Notification":
            post |= {"Token": TOKEN, "SubscribeURL": CONFIRM}
        post |= more
        names = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]
        left_out = {"SubscribeURL", "Token"} if kind == "Notification" else {"Subject"}
        text = "".join(f"{name}\n{post[name]}\n" for name in names if name in post and name not in left_out)
        digest = hashes.SHA1() if version == "1" else hashes.SHA256()
        signature = self._key.sign(text.encode(), padding.PKCS1v15(), digest)
        return json.dumps({**post, "Signature": base64.b64encode(signature).decode()}).encode()
