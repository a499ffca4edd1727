"""The settings, and what is said when they are wrong."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from gutletter.bootstrap import open_theme
from gutletter.errors import SettingsError
from gutletter.settings import FILE, ProviderName, find_publication, load
from gutletter.theme import look_of, words_of

LEAST = '[publication]\nname = "The Gut Letter"\nsender = "The Gut Letter <letter@example.org>"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GUTLETTER_SECRET", "GUTLETTER_SMTP__PASSWORD", "GUTLETTER_DELIVERY__PROVIDER"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / FILE).write_text(LEAST, "utf-8")
    return tmp_path


def trouble(folder: Path, toml: str) -> str:
    (folder / FILE).write_text(toml, "utf-8")
    with pytest.raises(SettingsError) as error:
        load(folder)
    return str(error.value)


def test_a_name_and_a_sender_are_enough(folder: Path) -> None:
    settings = load(folder)

    assert settings.delivery.provider is ProviderName.OUTBOX
    assert settings.schedule.grace == timedelta(hours=6)
    assert settings.outbox == folder / "outbox"


def test_the_environment_wins_over_dotenv_which_wins_over_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / FILE).write_text(f'{LEAST}[smtp]\nhost = "file"\nport = 25\nusername = "file"\n', "utf-8")
    (folder / ".env").write_text("GUTLETTER_SMTP__HOST=dotenv\nGUTLETTER_SMTP__USERNAME=dotenv\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("GUTLETTER_SMTP__HOST", "environment")

    smtp = load(folder).smtp

    assert (smtp.host, smtp.username, smtp.port) == ("environment", "dotenv", 25)


def test_days_of_silence_are_single_days_or_ranges(folder: Path) -> None:
    (folder / FILE).write_text(f'{LEAST}[schedule]\nskip = ["2026-12-25", "2026-12-30..2027-01-01"]\n', "utf-8")

    assert load(folder).schedule.skipped_days == (
        (date(2026, 12, 25), date(2026, 12, 25)),
        (date(2026, 12, 30), date(2027, 1, 1)),
    )


def test_a_misspelt_setting_is_named_with_what_there_is(folder: Path) -> None:
    said = trouble(folder, LEAST + "[smtp]\nhots = 'x'\n")

    assert FILE in said
    assert "'smtp.hots'" in said
    assert "smtp.host" in said


def test_a_secret_in_the_file_is_refused_and_not_repeated(folder: Path) -> None:
    said = trouble(folder, LEAST + "[smtp]\npassword = 'hush'\n")

    assert "GUTLETTER_SMTP__PASSWORD" in said
    assert "hush" not in said


@pytest.mark.parametrize(
    ("toml", "name"),
    [
        ('[publication]\nname = "X"\n', "publication.sender"),
        ('[publication]\nname = "X"\nsender = "nobody"\n', "publication.sender"),
        ('[publication]\nname = "X"\nsender = "a@example.org\\nBcc: b@example.org"\n', "publication.sender"),
        (LEAST + 'timezone = "Mars/Base"\n', "publication.timezone"),
        (LEAST + 'site = "letter.example.org"\n', "publication.site"),
        (LEAST + '[schedule]\ngrace = "six hours"\n', "schedule.grace"),
        (LEAST + '[schedule]\nskip = ["Christmas"]\n', "schedule.skip"),
        (LEAST + '[schedule]\nskip = ["2027-01-01..2026-12-30"]\n', "schedule.skip"),
        (LEAST + '[delivery]\nprovider = "pigeon"\n', "delivery.provider"),
        (LEAST + "[smtp]\nport = 0\n", "smtp.port"),
        (LEAST + "[related]\ncount = -1\n", "related.count"),
        (LEAST + 'surprise = "x"\n', "publication.surprise"),
        ('stray = 1\n' + LEAST, "stray"),
        ("[publication\n", "line 1"),
    ],
)  # fmt: skip
def test_every_wrong_setting_is_named(folder: Path, toml: str, name: str) -> None:
    assert name in trouble(folder, toml)


def test_all_wrong_settings_are_told_at_once(folder: Path) -> None:
    said = trouble(folder, LEAST + "[smtp]\nport = 0\n[related]\ncount = 99\n")

    assert "smtp.port" in said
    assert "related.count" in said


def test_a_secret_never_shows_when_settings_are_printed(folder: Path) -> None:
    (folder / ".env").write_text(
        "GUTLETTER_SECRET=hush\nGUTLETTER_DATABASE__URL=postgresql://me:hush@host/db\n", "utf-8"
    )

    assert "hush" not in repr(load(folder))


def test_the_nearest_publication_upwards_is_found(folder: Path) -> None:
    deep = folder / "issues" / "drafts"
    deep.mkdir(parents=True)

    assert find_publication(deep) == folder


def test_no_publication_is_told_with_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="gutletter init"):
        find_publication(tmp_path)


def test_the_variable_that_names_the_publication_folder_is_no_setting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUTLETTER_PUBLICATION", str(folder))
    monkeypatch.setenv("GUTLETTER_FOLDER", "/elsewhere")
    monkeypatch.setenv("GUTLETTER_PUBLICATION__NAME", "The Other Letter")

    settings = load(folder)

    assert settings.folder == folder
    assert settings.publication.name == "The Other Letter"


# ── [theme] ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_theme_of_the_settings_is_the_letters(folder: Path) -> None:
    with (folder / FILE).open("a", encoding="utf-8") as toml:
        toml.write('[theme.light]\naccent = "#5a2a6b"\n[theme.logo]\nurl = "https://example.org/a.png"\nalt = "Gut"\n')
        toml.write('[theme.words]\nkey_points = "In short"\n[theme.words.welcome]\ntitle = "Hello"\n')
    opened = open_theme(load(folder))

    assert look_of(opened)["light"]["accent"] == "#5a2a6b"
    assert look_of(opened)["logo"] == {"url": "https://example.org/a.png", "alt": "Gut", "width": 160}
    assert words_of(opened, "en")["key_points"] == "In short"
    assert words_of(opened, "en")["welcome"]["title"] == "Hello"


def test_a_colour_that_cannot_be_read_is_told_with_its_contrast(folder: Path) -> None:
    with (folder / FILE).open("a", encoding="utf-8") as toml:
        toml.write('[theme.dark]\nsoft = "#333333"\n')

    with pytest.raises(
        SettingsError, match=r"theme\.dark\.soft \(#333333\) is too faint on dark\.sheet: .* 1\.4 : 1, and"
    ):
        open_theme(load(folder))


@pytest.mark.parametrize(
    ("toml", "name"),
    [
        ('[theme.light]\naccent = "green"', r"theme\.light\.accent: write a colour of six digits, such as #1d5546"),
        ('[theme.light]\naccent = "#1d5"', r"theme\.light\.accent: write a colour"),
        ("[theme.fonts]\nserif = 'a\"; color: red'", r"theme\.fonts\.serif: write fonts as in"),
        (
            '[theme.logo]\nurl = "http://example.org/a.png"\nalt = "A"',
            r"theme\.logo\.url: write an address .* https://",
        ),
        ('[theme.logo]\nurl = "https://example.org/a.png"', r"theme\.logo\.alt is missing"),
        ('[theme.logo]\nurl = "https://example.org/a.png"\nalt = "A"\nwidth = 900', r"theme\.logo\.width: .* 504"),
        ('[theme]\ncolour = "red"', r"there is no setting 'theme\.colour'\. Known: .*theme\.light"),
    ],
)
def test_what_is_wrong_in_the_theme_is_named(folder: Path, toml: str, name: str) -> None:
    assert re.search(name, trouble(folder, LEAST + toml))


def test_who_stands_in_for_a_provider_is_named_in_order(folder: Path) -> None:
    order = 'provider = "smtp"\nfallback = ["sendgrid", "ses"]\ntrip_after = 5\nrest = "10m"'
    (folder / FILE).write_text(f"{LEAST}[delivery]\n{order}\n", "utf-8")
    delivery = load(folder).delivery
    assert delivery.fallback == (ProviderName.SENDGRID, ProviderName.SES)
    assert (delivery.trip_after, delivery.rest) == (5, timedelta(minutes=10))


@pytest.mark.parametrize("fallback", ['["smtp"]', '["sendgrid", "sendgrid"]', '["pigeon"]'])
def test_a_provider_does_not_stand_in_for_itself(folder: Path, fallback: str) -> None:
    assert "delivery.fallback" in trouble(folder, f'{LEAST}[delivery]\nprovider = "smtp"\nfallback = {fallback}\n')


@pytest.mark.parametrize(
    "line", ['[ses]\nregion = "Frankfurt"', '[mailgun]\nregion = "de"', '[mailgun]\ndomain = "a b"']
)
def test_what_is_wrong_with_a_provider_is_named(folder: Path, line: str) -> None:
    assert re.search(r"ses\.region|mailgun\.(region|domain)", trouble(folder, f"{LEAST}{line}\n"))
