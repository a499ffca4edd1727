"""The sections of ``gutletter.toml``, each with what it holds and what it is when nobody says."""

from __future__ import annotations

from datetime import date, time, timedelta
from email.utils import parseaddr
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationInfo, field_validator

from gutletter.settings.values import (
    Colour,
    Duration,
    Fonts,
    HostName,
    Lease,
    Mailbox,
    NetworkAddress,
    PictureAddress,
    Site,
    SkipDate,
    TimeOfDay,
    Weekday,
    Window,
    Zone,
    minute_of_day,
    web_address,
    zone_name,
)


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


class Section(BaseModel):
    """A table of ``gutletter.toml``; a name that it does not have is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Publication(Section):
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


class ScheduleSettings(Section):
    """When the next article goes."""

    cron: str = ""  # empty: only by hand
    timezone: Annotated[str, AfterValidator(lambda name: zone_name(name) if name else "")] = (
        ""  # empty: the publication's
    )
    grace: Duration = timedelta(hours=6)  # a time missed by more than this is skipped
    skip: tuple[SkipDate, ...] = ()

    @property
    def skipped_days(self) -> tuple[tuple[date, date], ...]:
        """First and last day of every pause, both included."""
        ranges = (text.partition("..") for text in self.skip)
        return tuple((date.fromisoformat(first), date.fromisoformat(last or first)) for first, _, last in ranges)


class WarmUpSettings(Section):
    """How a young sender shows itself: so many copies to each domain of readers on the first day, more every day."""

    start: date
    first_day: int = Field(default=50, ge=1)
    growth: float = Field(default=2.0, ge=1, le=10)


class DeliverySettings(Section):
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
        return (minute_of_day(opens), minute_of_day(closes)) if self.window else (0, 24 * 60)

    @property
    def morning(self) -> time | None:
        """``local_time``, read."""
        return time(*divmod(minute_of_day(self.local_time), 60)) if self.local_time else None

    @field_validator("fallback")
    @classmethod
    def _each_once(cls, fallback: tuple[ProviderName, ...], others: ValidationInfo) -> tuple[ProviderName, ...]:
        order = (others.data.get("provider"), *fallback)
        if len(set(order)) < len(order):
            raise ValueError("name each provider once, and not the one that delivery.provider names")
        return fallback


class SmtpSettings(Section):
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


class SendGridSettings(Section):
    """SendGrid's API."""

    api_key: SecretStr = SecretStr("")
    host: Site = "https://api.sendgrid.com"  # https://api.eu.sendgrid.com for the EU
    sandbox: bool = False  # everything is checked, nothing is sent
    timeout: Duration = timedelta(seconds=30)
    connections: int = Field(default=4, ge=1, le=50)  # requests under way at once
    batch_size: int = Field(default=1000, ge=1, le=1000)  # readers in one request
    webhook_key: str = ""  # the Event Webhook's verification key, which is public; empty: no event is believed


class SesSettings(Section):
    """Amazon SES. Keys and region that are empty are looked for where AWS's own tools look."""

    access_key_id: SecretStr = SecretStr("")
    secret_access_key: SecretStr = SecretStr("")
    region: str = Field(default="", pattern=r"^([a-z]{2}(-[a-z]+)+-\d+)?$")  # eu-central-1, us-east-1, …
    configuration_set: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")  # publishes the events
    topic: str = Field(default="", pattern=r"^(arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256})?$")
    # the SNS topic to which it does; empty: no event is believed
    endpoint: Annotated[str, AfterValidator(lambda text: web_address(text) if text else "")] = ""  # empty: the region's
    timeout: Duration = timedelta(seconds=30)
    connections: int = Field(default=8, ge=1, le=50)  # letters under way at once


class PostmarkSettings(Section):
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


class MailgunSettings(Section):
    """Mailgun's API."""

    api_key: SecretStr = SecretStr("")
    webhook_key: SecretStr = SecretStr("")  # the HTTP webhook signing key; empty: no event is believed
    domain: str = Field(default="", pattern=r"^[A-Za-z0-9.-]*$")  # empty: the sender's
    region: MailgunRegion = MailgunRegion.US
    host: Annotated[str, AfterValidator(lambda text: web_address(text) if text else "")] = ""  # empty: the region's
    timeout: Duration = timedelta(seconds=30)
    connections: int = Field(default=8, ge=1, le=50)  # letters under way at once


class EventsSettings(Section):
    """What is done about news of mail that was sent."""

    soft_bounces: int = Field(default=3, ge=0)  # so many issues that bounce softly end a reader; 0: never
    soft_bounces_within: Duration = timedelta(days=30)
    keep: Duration = timedelta(days=180)  # what each reader opened or followed is forgotten then; sums stay


class BouncesSettings(Section):
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


class ClicksSettings(Section):
    """Whether it is counted how often links are followed; never by whom."""

    count: bool = False


class DatabaseSettings(Section):
    """Where gutletter remembers."""

    url: SecretStr = SecretStr("sqlite:///gutletter.db")  # or postgresql://user:password@host/name


class RelatedSettings(Section):
    """The related pieces under a letter."""

    count: int = Field(default=3, ge=0, le=10)
    unknown: Annotated[str, Field(pattern="^(show|omit)$")] = "show"  # a named title that matches nothing


class WebSettings(Section):
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


class Logo(Section):
    """A picture in the place of the publication's name."""

    url: PictureAddress
    alt: str = Field(min_length=1)  # what readers see while images are off
    width: int = Field(default=160, ge=16, le=504)  # pixels


class ThemeSettings(Section):
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
