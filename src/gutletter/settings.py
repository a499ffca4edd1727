"""One frozen Settings for a publication, from ``gutletter.toml``, ``.env`` and the environment.

The environment wins over ``.env``, which wins over the file. A name in the environment is ``GUTLETTER_`` plus the
section and the setting, joined by two underscores: ``GUTLETTER_SMTP__PASSWORD``. Secrets are taken from there only.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as UnreadableEnvironment

from gutletter.errors import SettingsError
from gutletter.look import are_fonts, is_colour
from gutletter.pacing import WEEK

FILE = "gutletter.toml"

# GUTLETTER_PUBLICATION says which publication a verb is for, as ``-C`` does; and a folder from the environment would be
# another queue and another ledger than those of the file that was read.
_NO_SETTINGS = ("gutletter_publication", "gutletter_folder")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def _duration(text: object) -> object:
    """Read ``90s``, ``15m``, ``6h``, ``2d``; anything else is left for pydantic to judge."""
    if isinstance(text, str) and (match := re.fullmatch(r"\s*(\d+)\s*([smhdw])\s*", text)):
        return timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    if isinstance(text, timedelta):
        return text
    raise ValueError("write a duration as a number and a unit, such as 90s, 15m, 6h or 2d")


SHORTEST_LEASE, LONGEST_LEASE = timedelta(seconds=30), timedelta(days=1)


def _lease(length: timedelta) -> timedelta:
    if not SHORTEST_LEASE <= length <= LONGEST_LEASE:
        raise ValueError("write a time from 30s, which a slow server may need to answer, to 1d")
    return length


def _minutes(text: str) -> int:
    """The minute of the day of ``07:30``; 24:00 is its end."""
    if not (match := re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)|(24):(00)", text.strip())):
        raise ValueError("write a time as in 07:30")
    hours, minutes = (part for part in match.groups() if part)
    return int(hours) * 60 + int(minutes)


def _time_of_day(text: str) -> str:
    if text and _minutes(text) == 24 * 60:
        raise ValueError("write midnight as 00:00")
    return text


def _window(text: str) -> str:
    if text:
        opens, _, closes = text.partition("-")
        if _minutes(opens) in (24 * 60, _minutes(closes)):
            raise ValueError("write when it opens and when it closes, as in 07:00-21:00")
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is no time zone; write one like Europe/Berlin") from error
    return name


def _mailbox(text: str) -> str:
    if not text:
        return text
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not (local and domain) or not text.isprintable() or not address.isascii():
        raise ValueError("write it as Name <address@domain>, or as a bare address")
    return str(Address(name, local, domain))


def _site(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write an address like https://letter.example.org")
    return text.rstrip("/")


def _skip(text: str) -> str:
    first, _, last = text.partition("..")
    try:
        if date.fromisoformat(first) > date.fromisoformat(last or first):
            raise ValueError("the range ends before it begins")
    except ValueError as error:
        raise ValueError(f"{text!r} is no date (2026-12-25) or range (2026-12-24..2027-01-01): {error}") from error
    return text


def _colour(text: str) -> str:
    if not is_colour(text):
        raise ValueError("write a colour of six digits, such as #1d5546")
    return text


def _fonts(text: str) -> str:
    if not are_fonts(text):
        raise ValueError("write fonts as in: Georgia, 'Times New Roman', serif")
    return text


def _picture(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.netloc or not text.isprintable() or " " in text:
        raise ValueError("write an address that readers' mail programs can fetch it from: https://…")
    return text


def _network(text: str) -> str:
    try:
        ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"{text!r} is no IP address or network, such as 10.0.0.0/8") from error
    return text


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Lease = Annotated[Duration, AfterValidator(_lease)]
TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
Window = Annotated[str, AfterValidator(_window)]
Weekday = Annotated[str, Field(pattern=f"^({'|'.join(WEEK)})$")]
Zone = Annotated[str, AfterValidator(_zone)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Site = Annotated[str, AfterValidator(_site)]
SkipDate = Annotated[str, AfterValidator(_skip)]
Colour = Annotated[str, AfterValidator(_colour)]
Fonts = Annotated[str, AfterValidator(_fonts)]
PictureAddress = Annotated[str, AfterValidator(_picture)]
NetworkAddress = Annotated[str, AfterValidator(_network)]
HostName = Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:\d+)?$")]


class ProviderName(StrEnum):
    """The providers that come with gutletter."""

    OUTBOX = "outbox"
    SMTP = "smtp"
    SENDGRID = "sendgrid"
    SES = "ses"
    POSTMARK = "postmark"
    MAILGUN = "mailgun"


class Tls(StrEnum):
    """How a connection to the SMTP server is secured; certificates are always verified."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Auth(StrEnum):
    """How we sign in to the SMTP server."""

    AUTO = "auto"  # the first of those below that the server offers, but for xoauth2
    PLAIN = "plain"
    LOGIN = "login"
    CRAM_MD5 = "cram-md5"
    XOAUTH2 = "xoauth2"  # the password is an access token


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Publication(_Section):
    """Who writes, and where it stands."""

    name: str = Field(min_length=1, max_length=60)
    sender: Mailbox = Field(min_length=3)
    site: Site = "https://letter.example.org"
    reply_to: Mailbox = ""
    postal_address: str = ""
    language: str = Field(default="en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$")
    timezone: Zone = "UTC"
    approval: Literal["none", "required"] = "none"  # whether somebody must approve a letter before it goes
    article_url: str = ""  # https://example.org/{slug}: where a full piece stands that names no url itself
    why: str = ""

    @property
    def domain(self) -> str:
        """The domain letters come from."""
        return parseaddr(self.sender)[1].rpartition("@")[2]


class ScheduleSettings(_Section):
    """When the next article goes."""

    cron: str = ""  # empty: only by hand
    timezone: Annotated[str, AfterValidator(lambda name: _zone(name) if name else "")] = ""  # empty: the publication's
    grace: Duration = timedelta(hours=6)  # a time missed by more than this is skipped
    skip: tuple[SkipDate, ...] = ()

    @property
    def skipped_days(self) -> tuple[tuple[date, date], ...]:
        """First and last day of every pause, both included."""
        ranges = (text.partition("..") for text in self.skip)
        return tuple((date.fromisoformat(first), date.fromisoformat(last or first)) for first, _, last in ranges)


class WarmUpSettings(_Section):
    """How a young sender shows itself: so many copies to each domain of readers on the first day, more every day."""

    start: date
    first_day: int = Field(default=50, ge=1)
    growth: float = Field(default=2.0, ge=1, le=10)


class DeliverySettings(_Section):
    """Who carries the mail, how patiently, how fast and when."""

    provider: ProviderName = ProviderName.OUTBOX
    fallback: tuple[ProviderName, ...] = ()  # who carries what that one cannot take, in this order
    trip_after: int = Field(default=3, ge=1, le=100)  # failures in a row, after which a provider is left alone …
    rest: Duration = timedelta(minutes=5)  # … for so long
    lease: Lease = timedelta(minutes=10)  # a hand-over unanswered for so long is uncertain
    retry_after: Duration = timedelta(minutes=5)  # the first wait after "try later"; doubled each time
    give_up_after: int = Field(default=8, ge=1, le=50)  # attempts
    per_second: int = Field(default=0, ge=0)  # at most so many copies leave in any second, hour or day; 0: no limit
    per_hour: int = Field(default=0, ge=0)
    per_day: int = Field(default=0, ge=0)
    window: Window = ""  # 07:00-21:00: when mail may leave, in the publication's time zone; empty: always
    days: tuple[Weekday, ...] = ()  # on which; empty: all
    local_time: TimeOfDay = ""  # 07:00: no copy leaves before that in its reader's time zone; empty: at once
    warm_up: WarmUpSettings | None = None

    @property
    def hours(self) -> tuple[int, int]:
        """The minutes of the day at which the window opens and closes."""
        opens, _, closes = self.window.partition("-")
        return (_minutes(opens), _minutes(closes)) if self.window else (0, 24 * 60)

    @property
    def morning(self) -> time | None:
        """``local_time``, read."""
        return time(*divmod(_minutes(self.local_time), 60)) if self.local_time else None

    @field_validator("fallback")
    @classmethod
    def _each_once(cls, fallback: tuple[ProviderName, ...], others: ValidationInfo) -> tuple[ProviderName, ...]:
        order = (others.data.get("provider"), *fallback)
        if len(set(order)) < len(order):
            raise ValueError("name each provider once, and not the one that delivery.provider names")
        return fallback


class SmtpSettings(_Section):
    """The SMTP server."""

    host: str = "localhost"
    port: int = Field(default=587, ge=1, le=65535)
    tls: Tls = Tls.STARTTLS
    username: str = ""
    password: SecretStr = SecretStr("")
    auth: Auth = Auth.AUTO
    connections: int = Field(default=4, ge=1, le=50)
    messages_per_connection: int = Field(default=1000, ge=1)  # what Exim takes by default; others may close earlier
    timeout: Duration = timedelta(seconds=60)
    ca_file: str = ""  # certificates to trust beside the system's
    dkim_selector: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")  # letters are signed when these two are set
    dkim_key_file: str = ""  # an RSA key, PEM; it is a secret
    dkim_domain: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$")  # empty: the sender's


class SendGridSettings(_Section):
    """SendGrid's API."""

    api_key: SecretStr = SecretStr("")
    host: Site = "https://api.sendgrid.com"  # https://api.eu.sendgrid.com for the EU
    sandbox: bool = False  # everything is checked, nothing is sent
    timeout: Duration = timedelta(seconds=30)
    connections: int = Field(default=4, ge=1, le=50)  # requests under way at once
    batch_size: int = Field(default=1000, ge=1, le=1000)  # readers in one request
    webhook_key: str = ""  # the Event Webhook's verification key, which is public; empty: no event is believed


class SesSettings(_Section):
    """Amazon SES. Keys and region that are empty are looked for where AWS's own tools look."""

    access_key_id: SecretStr = SecretStr("")
    secret_access_key: SecretStr = SecretStr("")
    region: str = Field(default="", pattern=r"^([a-z]{2}(-[a-z]+)+-\d+)?$")  # eu-central-1, us-east-1, …
    configuration_set: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")  # publishes the events
    topic: str = Field(default="", pattern=r"^(arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256})?$")
    # the SNS topic to which it does; empty: no event is believed
    endpoint: Annotated[str, AfterValidator(lambda text: _site(text) if text else "")] = ""  # empty: the region's
    timeout: Duration = timedelta(seconds=30)
    connections: int = Field(default=8, ge=1, le=50)  # letters under way at once


class PostmarkSettings(_Section):
    """Postmark's API."""

    server_token: SecretStr = SecretStr("")
    webhook_password: SecretStr = SecretStr("")  # in the address of its webhooks; empty: no event is believed
    message_stream: str = Field(default="broadcast", min_length=1)
    host: Site = "https://api.postmarkapp.com"
    timeout: Duration = timedelta(seconds=60)
    connections: int = Field(default=2, ge=1, le=50)  # requests under way at once
    batch_size: int = Field(default=500, ge=1, le=500)  # letters in one request


class MailgunRegion(StrEnum):
    """Where a Mailgun domain lives."""

    US = "us"
    EU = "eu"


class MailgunSettings(_Section):
    """Mailgun's API."""

    api_key: SecretStr = SecretStr("")
    webhook_key: SecretStr = SecretStr("")  # the HTTP webhook signing key; empty: no event is believed
    domain: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$")  # empty: the sender's
    region: MailgunRegion = MailgunRegion.US
    host: Annotated[str, AfterValidator(lambda text: _site(text) if text else "")] = ""  # empty: the region's
    timeout: Duration = timedelta(seconds=30)
    connections: int = Field(default=8, ge=1, le=50)  # letters under way at once


class EventsSettings(_Section):
    """What is done about news of mail that was sent."""

    soft_bounces: int = Field(default=3, ge=0)  # so many issues that bounce softly end a reader; 0: never
    soft_bounces_within: Duration = timedelta(days=30)
    keep: Duration = timedelta(days=180)  # what each reader opened or followed is forgotten then; sums stay


class BouncesSettings(_Section):
    """Where mail that comes back is found: a folder (a Maildir, or one mbox file) or an IMAP account."""

    folder: str = ""  # relative to the publication's
    host: str = ""  # the IMAP server
    port: int = Field(default=993, ge=1, le=65535)
    tls: Tls = Tls.TLS
    username: str = ""
    password: SecretStr = SecretStr("")
    mailbox: str = Field(default="INBOX", min_length=1)
    timeout: Duration = timedelta(seconds=30)
    ca_file: str = ""  # certificates to trust beside the system's
    domain: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$")  # bounces go to an address of their own there (VERP)


class ClicksSettings(_Section):
    """Whether it is counted how often links are followed; never by whom."""

    count: bool = False


class DatabaseSettings(_Section):
    """Where gutletter remembers."""

    url: SecretStr = SecretStr("sqlite:///gutletter.db")  # or postgresql://user:password@host/name


class RelatedSettings(_Section):
    """The related pieces under a letter."""

    count: int = Field(default=3, ge=0, le=10)
    unknown: Annotated[str, Field(pattern="^(show|omit)$")] = "show"  # a named title that matches nothing


class WebSettings(_Section):
    """The readers' pages."""

    serve: bool = False  # whether gutletter run answers for them too
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)  # 0: one that is free
    archive: bool = True  # whether what was sent is shown to everyone
    confirm_within: Duration = timedelta(days=7)  # a sign-up that nobody confirms is forgotten
    goodbye: bool = False  # whether leaving on the page is answered with a mail
    trusted_proxies: tuple[NetworkAddress, ...] = ("127.0.0.1", "::1")  # whose X-Forwarded-For is believed
    requests_per_minute: int = Field(default=600, ge=0)  # from one network; 0: any number
    sign_ups_per_hour: int = Field(default=20, ge=1)  # from one network
    picture_hosts: tuple[HostName, ...] = ()  # from which letters in a browser may show pictures, beside our own


class Logo(_Section):
    """A picture in the place of the publication's name."""

    url: PictureAddress
    alt: str = Field(min_length=1)  # what readers see while images are off
    width: int = Field(default=160, ge=16, le=504)  # pixels


class ThemeSettings(_Section):
    """What differs from the default theme, by the names of ``templates/email/look.toml`` and ``words.en.toml``."""

    light: dict[str, Colour] = {}
    dark: dict[str, Colour] = {}
    fonts: dict[str, Fonts] = {}
    logo: Logo | None = None
    words: dict[str, str | dict[str, str]] = {}  # in the publication's language

    @property
    def look(self) -> dict[str, dict[str, Any]]:
        """The sections of ``look.toml`` that are changed."""
        sections = {"light": self.light, "dark": self.dark, "fonts": self.fonts}
        logo = {"logo": self.logo.model_dump()} if self.logo else {}
        return {name: names for name, names in sections.items() if names} | logo


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


def _sections() -> dict[str, type[_Section]]:
    return {
        name: kind
        for name, field in Settings.model_fields.items()
        for kind in (field.annotation, *get_args(field.annotation))
        if isinstance(kind, type) and issubclass(kind, _Section)
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
