"""The table of providers, and what all of them say about addresses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from gutletter.errors import ProviderRefused, ReadersError, SettingsError
from gutletter.providers import PROVIDERS, open_provider
from gutletter.providers.envelope import envelope_address, without_addresses
from gutletter.settings import (
    MailgunSettings,
    PostmarkSettings,
    ProviderName,
    Publication,
    SendGridSettings,
    SesSettings,
    Settings,
)


def settings(folder: Path) -> Settings:
    return Settings(
        folder=folder,
        publication=Publication(name="The Letter", sender="letter@example.org"),
        sendgrid=SendGridSettings(api_key=SecretStr("SG.key")),
        ses=SesSettings(access_key_id=SecretStr("AKID"), secret_access_key=SecretStr("key"), region="eu-central-1"),
        postmark=PostmarkSettings(server_token=SecretStr("token")),
        mailgun=MailgunSettings(api_key=SecretStr("key")),
    )


@pytest.mark.parametrize("name", list(ProviderName))
def test_every_name_the_settings_allow_opens_a_provider_of_that_name(name: str, tmp_path: Path) -> None:
    provider = open_provider(name, settings(tmp_path))
    assert provider.name == name
    assert provider.batch_size >= 1
    provider.close()


def test_the_table_has_exactly_the_names_the_settings_allow() -> None:
    assert set(PROVIDERS) == {name.value for name in ProviderName}


def test_an_unknown_name_is_a_setting_to_mend_and_the_known_ones_are_listed(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no provider 'pigeon'.*outbox, smtp, sendgrid"):
        open_provider("pigeon", settings(tmp_path))


def test_opening_the_outbox_writes_nothing(tmp_path: Path) -> None:
    open_provider("outbox", settings(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_sendgrid_key_is_said_when_the_provider_is_opened(tmp_path: Path) -> None:
    keyless = settings(tmp_path).model_copy(update={"sendgrid": SendGridSettings()})
    with pytest.raises(ProviderRefused, match="GUTLETTER_SENDGRID__API_KEY"):
        open_provider("sendgrid", keyless)


@pytest.mark.parametrize(
    ("name", "bare", "variable"),
    [
        ("postmark", {"postmark": PostmarkSettings()}, "GUTLETTER_POSTMARK__SERVER_TOKEN"),
        ("mailgun", {"mailgun": MailgunSettings()}, "GUTLETTER_MAILGUN__API_KEY"),
    ],
)
def test_a_missing_key_is_said_when_the_provider_is_opened(
    name: str, bare: dict[str, object], variable: str, tmp_path: Path
) -> None:
    with pytest.raises(ProviderRefused, match=variable):
        open_provider(name, settings(tmp_path).model_copy(update=bare))


def test_a_region_that_nobody_names_is_a_setting_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match=r"ses\.region"):
        open_provider("ses", settings(tmp_path).model_copy(update={"ses": SesSettings()}))


def test_nobody_pays_for_a_provider_that_does_not_carry_their_mail() -> None:
    packages = "{'sendgrid', 'smtplib', 'slugify', 'botocore'}"
    look = f"import sys, gutletter.providers; print(*sorted({packages} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""


@pytest.mark.parametrize(
    ("address", "envelope"),
    [
        ("ann@example.net", "ann@example.net"),
        ("o'neil+letter@example.net", "o'neil+letter@example.net"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_the_envelope_takes_ascii_with_the_domain_in_punycode(address: str, envelope: str) -> None:
    assert envelope_address(address) == envelope


@given(st.text(max_size=40))
def test_an_envelope_holds_no_second_command_whatever_the_address(text: str) -> None:
    try:
        address = envelope_address(text)
    except ReadersError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(" <>\r\n")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("550 5.1.1 <ann@example.net>: no such user", "550 5.1.1 <…>: no such user"),
        ("ann@example.net unknown", "<…> unknown"),
        ("Recipient 'ann@example.net', gone", "Recipient <…>', gone"),
        ("two\r\nlines\x00 and\ttabs", "two lines and tabs"),
    ],
)
def test_a_reason_shows_no_address_and_stands_on_one_line(said: str, shown: str) -> None:
    assert without_addresses(said) == shown


@given(st.emails(), st.text(alphabet=" <>():,'abc", max_size=10), st.text(alphabet=" <>():,'.abc", max_size=10))
def test_no_address_survives_in_a_reason(address: str, before: str, after: str) -> None:
    assert address not in without_addresses(f"{before} {address} {after}")
