"""DKIM: what leaves by SMTP is signed, its way out included; dkimpy verifies it from what a real server took."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from gutletter.errors import SettingsError
from gutletter.providers.signing import SIGNED, open_signer
from gutletter.providers.smtp import Smtp
from gutletter.settings import SmtpSettings, Tls
from tests.fakes.letters import AT, LETTER, crowd
from tests.fakes.smtp import FakeSmtp, smtp_server

DOMAIN = "letter.example.org"


def pem(key: Any, format: serialization.PrivateFormat) -> bytes:
    written: bytes = key.private_bytes(serialization.Encoding.PEM, format, serialization.NoEncryption())
    return written


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def folder(tmp_path: Path, key: rsa.RSAPrivateKey) -> Path:
    (tmp_path / "dkim.pem").write_bytes(pem(key, serialization.PrivateFormat.PKCS8))
    return tmp_path


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory, key: rsa.RSAPrivateKey) -> Iterator[list[bytes]]:
    """Letters as a server took them from the provider, over two connections at once."""
    folder = tmp_path_factory.mktemp("publication")
    (folder / "dkim.pem").write_bytes(pem(key, serialization.PrivateFormat.PKCS8))
    with smtp_server() as server:
        send(server, folder)
        yield [envelope.octets for envelope in server.taken]


def send(server: FakeSmtp, folder: Path) -> None:
    settings = SmtpSettings(
        host=server.host,
        port=server.port,
        tls=Tls.NONE,
        timeout=timedelta(seconds=5),
        dkim_selector="2026a",
        dkim_key_file="dkim.pem",
    )
    smtp = Smtp(settings, clock=lambda: AT, folder=folder, sender_domain=DOMAIN)
    assert len(list(smtp.send(LETTER, crowd(4)))) == 4
    smtp.close()


def verifies(letter: bytes, key: rsa.RSAPrivateKey) -> bool:
    """Whether the signature holds, by the key that the sender's domain would have in its DNS."""
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return b"v=DKIM1; k=rsa; p=" + b64encode(public)

    verified: bool = dkim.verify(letter, dnsfunc=dns)
    assert asked == [b"2026a._domainkey.letter.example.org."]
    return verified


def test_every_letter_a_server_takes_is_signed(taken: list[bytes], key: rsa.RSAPrivateKey) -> None:
    assert len(taken) == 4
    assert all(letter.startswith(b"DKIM-Signature: ") and verifies(letter, key) for letter in taken)
    assert max(len(line) for line in taken[0].split(b"\r\n")) <= 998


@pytest.mark.parametrize("header", [name for name in SIGNED if name != "Content-Type"])
def test_a_changed_header_is_noticed(taken: list[bytes], key: rsa.RSAPrivateKey, header: str) -> None:
    start = f"\r\n{header}: ".encode()
    assert taken[0].count(start) == 1

    assert not verifies(taken[0].replace(start, start + b"x"), key)


@pytest.mark.parametrize("header", ["From: Eve <eve@example.net>", "Subject: Other", "List-Unsubscribe: <https://e/>"])
def test_a_header_added_on_the_way_is_noticed(taken: list[bytes], key: rsa.RSAPrivateKey, header: str) -> None:
    assert not verifies(taken[0].replace(b"\r\nDate: ", f"\r\n{header}\r\nDate: ".encode(), 1), key)


def test_a_changed_body_is_noticed_and_one_folded_anew_is_not(taken: list[bytes], key: rsa.RSAPrivateKey) -> None:
    assert not verifies(taken[0].replace(b"It is not a cure", b"It is a cure", 1), key)
    assert verifies(taken[0].replace(b"\r\nList-Id: ", b"\r\nList-Id:\r\n ", 1), key)


@pytest.mark.parametrize("format", [serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL])
def test_both_ways_to_write_an_rsa_key_are_read(
    tmp_path: Path, key: rsa.RSAPrivateKey, format: serialization.PrivateFormat
) -> None:
    (tmp_path / "dkim.pem").write_bytes(pem(key, format))
    sign = open_signer(SmtpSettings(dkim_selector="2026a", dkim_key_file="dkim.pem"), DOMAIN, tmp_path)

    assert verifies(sign(b"From: a@letter.example.org\r\n\r\nHello.\r\n"), key)


def test_without_settings_nothing_is_signed(tmp_path: Path) -> None:
    assert (
        open_signer(SmtpSettings(), DOMAIN, tmp_path)(b"From: a@example.org\r\n\r\n") == b"From: a@example.org\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"dkim_selector": "a"}, r"smtp\.dkim_key_file is missing, .* Set both"),
        ({"dkim_key_file": "dkim.pem"}, r"smtp\.dkim_selector is missing"),
        (
            {"dkim_selector": "a", "dkim_key_file": "none.pem"},
            r"smtp\.dkim_key_file: .*none\.pem cannot be read: No such",
        ),
        ({"dkim_selector": "a", "dkim_key_file": "."}, r"smtp\.dkim_key_file: .* cannot be read: Is a directory"),
        ({"dkim_selector": "a", "dkim_key_file": "text.pem"}, r"text\.pem holds no key .* openssl genrsa"),
        ({"dkim_selector": "a", "dkim_key_file": "broken.pem"}, r"broken\.pem holds no key"),
        ({"dkim_selector": "a", "dkim_key_file": "ec.pem"}, r"ec\.pem holds no key"),
        ({"dkim_selector": "a", "dkim_key_file": "public.pem"}, r"public\.pem holds no key"),
    ],
)
def test_what_letters_cannot_be_signed_with_is_said_before_any_is_sent(
    folder: Path, key: rsa.RSAPrivateKey, settings: dict[str, str], message: str
) -> None:
    whole = (folder / "dkim.pem").read_bytes()
    (folder / "text.pem").write_text("This is no key.")
    (folder / "broken.pem").write_bytes(whole[:200] + whole[300:])
    (folder / "ec.pem").write_bytes(pem(ec.generate_private_key(ec.SECP256R1()), serialization.PrivateFormat.PKCS8))
    (folder / "public.pem").write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(SettingsError, match=message):
        Smtp(SmtpSettings.model_validate(settings), clock=lambda: AT, folder=folder, sender_domain=DOMAIN)


def test_a_missing_extra_is_said_with_the_way_to_install_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dkim", None)

    with pytest.raises(SettingsError, match=r"dkimpy, which is not installed\. .*pip install 'gutletter\[dkim\]'"):
        open_signer(SmtpSettings(dkim_selector="a", dkim_key_file="dkim.pem"), DOMAIN, folder)


def test_nobody_loads_dkimpy_who_does_not_sign() -> None:
    code = "import sys, gutletter.providers.smtp; sys.exit('dkim' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
