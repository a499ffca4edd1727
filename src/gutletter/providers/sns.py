"""What is asked of Amazon SNS: the key that it signs posts with, and to post to us at all.

A stranger's post may name any address as its certificate's. So only SNS's own host is asked, over TLS, for what its
certificates are called, seldom, and each of them is kept.
"""

from __future__ import annotations

import http.client
import re
import ssl
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate

from gutletter.errors import NotAuthentic, Unproven

TIMEOUT = 10.0  # seconds
LARGEST_ANSWER = 100_000  # octets
KEPT = 8  # certificates; SNS has one or two at a time
ASKED = 20  # at most so many times in an hour

_TOPIC = re.compile(r"arn:aws(?P<partition>|-cn|-us-gov):sns:(?P<region>[a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}")
_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9a-f]{8,64}\.pem")

Get = Callable[[str, str], bytes]
"""What a host answers to a GET of a path, by HTTPS; OSError when it does not answer with 200."""


def is_topic(arn: str) -> bool:
    """Whether this names an SNS topic whose posts can be checked."""
    return _TOPIC.fullmatch(arn) is not None


def host_of(topic: str) -> str:
    """SNS's host in the region of a topic."""
    match = _TOPIC.fullmatch(topic)
    if match is None:
        raise ValueError(f"{topic!r} is no SNS topic")
    return f"sns.{match['region']}.amazonaws.com{'.cn' if match['partition'] == '-cn' else ''}"


class Sns:
    """Amazon SNS in the region of one topic. Threads may share it; ``clock`` counts seconds."""

    def __init__(self, topic: str, get: Get | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.host = host_of(topic)
        self._get, self._clock = get or got, clock
        self._lock = threading.Lock()  # guards the two below
        self._keys: dict[str, RSAPublicKey] = {}
        self._asked: list[float] = []

    def key(self, address: str) -> RSAPublicKey:
        """The key of the certificate at this address. NotAuthentic when it is not SNS's; Unproven."""
        try:
            parts = urlsplit(address)
        except ValueError as error:
            raise NotAuthentic("Its certificate has no address.") from error
        if f"https://{self.host}{parts.path}" != address or not _CERTIFICATE.fullmatch(parts.path):
            raise NotAuthentic("Its certificate is not at Amazon SNS in the topic's region.")
        with self._lock:
            known = self._keys.get(parts.path)
        if known is not None:
            return known
        served = self.ask(parts.path)
        try:
            key = load_pem_x509_certificate(served).public_key()
        except ValueError as error:
            raise Unproven("What Amazon SNS serves there is no certificate.") from error
        if not isinstance(key, RSAPublicKey):
            raise NotAuthentic("Its certificate has a key of another kind.")
        with self._lock:
            while len(self._keys) >= KEPT:
                del self._keys[next(iter(self._keys))]
            self._keys[parts.path] = key
        return key

    def ask(self, path: str) -> bytes:
        """What SNS answers to this. Unproven when it does not, or was asked too often in the last hour."""
        with self._lock:
            now = self._clock()
            self._asked = [at for at in self._asked if at > now - 3600]
            if len(self._asked) >= ASKED:
                raise Unproven("Amazon SNS was asked often enough in this hour.")
            self._asked.append(now)
        try:
            return self._get(self.host, path)
        except (OSError, http.client.HTTPException) as error:
            raise Unproven(f"Amazon SNS cannot be asked: {error}.") from error


def got(host: str, path: str) -> bytes:
    """See ``Get``: one question over a connection of its own, no redirect followed."""
    connection = http.client.HTTPSConnection(host, timeout=TIMEOUT, context=ssl.create_default_context())
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        content = response.read(LARGEST_ANSWER)
    finally:
        connection.close()
    if response.status != 200:
        raise OSError(f"{host} answered {response.status}")
    return content
