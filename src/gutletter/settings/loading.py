"""One frozen Settings for a publication, from ``gutletter.toml``, ``.env`` and the environment.

The environment wins over ``.env``, which wins over the file. A name in the environment is ``GUTLETTER_`` plus the
section and the setting, joined by two underscores: ``GUTLETTER_SMTP__PASSWORD``. Secrets are taken from there only.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar, get_args
from zoneinfo import ZoneInfo

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableEnvironment

from gutletter.errors import SettingsError
from gutletter.settings.sections import (
    BouncesSettings,
    ClicksSettings,
    DatabaseSettings,
    DeliverySettings,
    EventsSettings,
    MailgunSettings,
    PostmarkSettings,
    Publication,
    RelatedSettings,
    ScheduleSettings,
    Section,
    SendGridSettings,
    SesSettings,
    SmtpSettings,
    ThemeSettings,
    WebSettings,
)

FILE = "gutletter.toml"

# GUTLETTER_PUBLICATION says which publication a verb is for, as ``-C`` does; and a folder from the environment would be
# another queue and another ledger than those of the file that was read.
_NO_SETTINGS = ("gutletter_publication", "gutletter_folder")


class Settings(BaseSettings):
    """Everything about a publication that is decided outside the code. Paths are relative to ``folder``."""

    model_config = SettingsConfigDict(
        env_prefix="GUTLETTER_", env_nested_delimiter="__", frozen=True, extra="ignore", env_ignore_empty=True
    )
    SECRETS: ClassVar[Mapping[str, str]] = {
        "secret": "GUTLETTER_SECRET",
        "previous_secret": "GUTLETTER_PREVIOUS_SECRET",
        "smtp.password": "GUTLETTER_SMTP__PASSWORD",
        "sendgrid.api_key": "GUTLETTER_SENDGRID__API_KEY",
        "bounces.password": "GUTLETTER_BOUNCES__PASSWORD",
        "mailgun.webhook_key": "GUTLETTER_MAILGUN__WEBHOOK_KEY",
        "postmark.webhook_password": "GUTLETTER_POSTMARK__WEBHOOK_PASSWORD",
        "ses.access_key_id": "GUTLETTER_SES__ACCESS_KEY_ID",
        "ses.secret_access_key": "GUTLETTER_SES__SECRET_ACCESS_KEY",
        "postmark.server_token": "GUTLETTER_POSTMARK__SERVER_TOKEN",
        "mailgun.api_key": "GUTLETTER_MAILGUN__API_KEY",
    }

    folder: Path = Path()
    secret: SecretStr = SecretStr("")  # what unsubscribe links are signed with
    previous_secret: SecretStr = SecretStr("")
    publication: Publication
    schedule: ScheduleSettings = ScheduleSettings()
    delivery: DeliverySettings = DeliverySettings()
    smtp: SmtpSettings = SmtpSettings()
    sendgrid: SendGridSettings = SendGridSettings()
    ses: SesSettings = SesSettings()
    postmark: PostmarkSettings = PostmarkSettings()
    mailgun: MailgunSettings = MailgunSettings()
    events: EventsSettings = EventsSettings()
    bounces: BouncesSettings = BouncesSettings()
    clicks: ClicksSettings = ClicksSettings()
    database: DatabaseSettings = DatabaseSettings()
    related: RelatedSettings = RelatedSettings()
    theme: ThemeSettings = ThemeSettings()
    web: WebSettings = WebSettings()

    @property
    def issues(self) -> Path:
        """The editors' queue."""
        return self.folder / "issues"

    @property
    def templates(self) -> Path:
        """The publication's own templates."""
        return self.folder / "templates"

    @property
    def outbox(self) -> Path:
        """Where the outbox provider writes."""
        return self.folder / "outbox"

    @property
    def timezone(self) -> ZoneInfo:
        """The zone the schedule is meant in."""
        return ZoneInfo(self.schedule.timezone or self.publication.timezone)


def find_publication(start: Path) -> Path:
    """The nearest folder with a ``gutletter.toml``, from ``start`` upwards."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
    raise SettingsError(
        f"There is no {FILE} in {start} or above it.",
        remedy="Make a publication with: gutletter init my-letter",
    )


def load(folder: Path) -> Settings:
    """The settings of the publication in ``folder``; SettingsError names every setting that is wrong, and its place."""
    file = folder / FILE
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError(f"{file}: there is no such file.", remedy="gutletter init makes one.") from error
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}.", remedy="Give a folder that this user may read.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: byte {error.start} is not UTF-8.", remedy="Save the file as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: this is not TOML: {error}.", remedy='Write settings as in: name = "…"') from error
    _refuse_strangers(file, content)
    environment = _environment(folder / ".env")
    try:
        return _from(folder, content)
    except ValidationError as error:
        troubles = "\n".join(_trouble(file, environment, one) for one in error.errors(include_url=False))
        raise SettingsError(troubles) from error
    except UnreadableEnvironment as error:
        section = re.search(r'"(\w+)"', str(error))
        name = f"GUTLETTER_{section[1].upper()}__…" if section else "a setting"
        raise SettingsError(
            f"The environment or {folder / '.env'}: what {name} says cannot be read.",
            remedy="""Write lists as in GUTLETTER_SCHEDULE__SKIP='["2026-12-24"]'.""",
        ) from error


def _environment(dotenv: Path) -> Mapping[str, str]:
    """Where each ``GUTLETTER_`` name is set, in upper case: the environment, or the ``.env`` file."""
    try:
        lines = dotenv.read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    except OSError as error:
        raise SettingsError(f"{dotenv}: {error.strerror}.", remedy="Let this user read it; it is a file.") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{dotenv}: byte {error.start} is not UTF-8.", remedy="Save the file as UTF-8.") from error
    names = (line.partition("=")[0].removeprefix("export ").strip().upper() for line in lines)
    return {name: str(dotenv) for name in names} | {name.upper(): "the environment" for name in os.environ}


def _from(folder: Path, content: Mapping[str, Any]) -> Settings:
    class FromFolder(Settings):
        model_config = SettingsConfigDict(env_file=folder / ".env", env_file_encoding="utf-8")

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            for source in (env_settings, dotenv_settings):
                assert isinstance(source, EnvSettingsSource)  # noqa: S101 - what pydantic-settings makes
                source.env_vars = {name: text for name, text in source.env_vars.items() if name not in _NO_SETTINGS}
            return env_settings, dotenv_settings, init_settings

    return FromFolder(**content, folder=folder)


def _refuse_strangers(file: Path, content: Mapping[str, Any]) -> None:
    """Refuse unknown sections and settings, which are usually misspelt, and secrets, which do not belong in a file."""
    for name in _names(content):
        if name in Settings.SECRETS:
            raise SettingsError(
                f"{file}: {name} is a secret and does not belong in this file.",
                remedy=f"Put {Settings.SECRETS[name]}=… into .env beside it, or into the environment.",
            )
        if name not in _KNOWN:
            known = ", ".join(sorted(other for other in _KNOWN if other.partition(".")[0] == name.partition(".")[0]))
            raise SettingsError(f"{file}: there is no setting {name!r}.", remedy=f"Known: {known or _SECTIONS}.")


def _names(content: Mapping[str, Any]) -> Iterator[str]:
    for section, settings in content.items():
        if isinstance(settings, dict):
            yield from (f"{section}.{name}" for name in settings)
        else:
            yield section


def _sections() -> dict[str, type[Section]]:
    return {
        name: kind
        for name, field in Settings.model_fields.items()
        for kind in (field.annotation, *get_args(field.annotation))
        if isinstance(kind, type) and issubclass(kind, Section)
    }


_KNOWN = {f"{section}.{name}" for section, kind in _sections().items() for name in kind.model_fields} | set(
    Settings.SECRETS
)
_SECTIONS = ", ".join(f"[{section}]" for section in _sections())


def _trouble(file: Path, environment: Mapping[str, str], error: Any) -> str:
    """One wrong setting, by the place where it is written."""
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"{file}: {name} is missing."
    variable = f"GUTLETTER_{'__'.join(str(part) for part in error['loc'])}".upper()
    where = f"{environment[variable]}: {variable}" if variable in environment else f"{file}: {name}"
    said = "" if name in {*Settings.SECRETS, "database.url"} else f" (it says {error.get('input')!r})"
    return f"{where}: {str(error['msg']).removeprefix('Value error, ')}{said}"
