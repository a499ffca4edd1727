"""Verbs that begin something: init and demo."""

from __future__ import annotations

import secrets
import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from gutletter import bootstrap
from gutletter.cli.printing import counted, out, plain, print_finding, say
from gutletter.errors import SettingsError
from gutletter.model import NewSubscriber
from gutletter.pipeline import publish_next_issue
from gutletter.settings import FILE, load

DEMO = "gutletter-demo"
DEMO_ARTICLES = "https://letter.example.org/articles/{slug}"
DEMO_READERS = (("ada@example.org", "Ada"), ("grace@example.org", "Grace"), ("mary@example.org", ""))

TOML = """\
# The settings of this publication. Secrets stand in .env beside this file, never here.

[publication]
name = "{name}"
sender = "{name} <letter@example.org>"   # whom readers see; a domain of yours before real mail leaves
site = "https://letter.example.org"      # what unsubscribe links begin with
postal_address = "{postal_address}"      # many countries ask for one under every letter
language = "en"
timezone = "{timezone}"
# reply_to = "Editors <editors@example.org>"
{comment}article_url = "{article_url}"   # where full pieces stand that name no url
# approval = "required"  # no letter goes before somebody has read it: gutletter approve ISSUE
# why = "You get this letter because you asked for it at example.org."

[schedule]
cron = "0 8 * * tue"    # minute hour day month weekday: Tuesdays at 8
grace = "6h"            # a time missed by more than this is skipped
skip = []               # days on which nothing goes: ["2026-12-24..2027-01-01"]

[delivery]
provider = "outbox"     # outbox writes files to look at; smtp, sendgrid, ses, postmark and mailgun send
# fallback = ["sendgrid"]      # who carries what that one cannot take

# [smtp]                # the password: GUTLETTER_SMTP__PASSWORD in .env
# host = "smtp.example.org"
# port = 587
# tls = "starttls"
# username = "letter@example.org"
# connections = 4
# dkim_selector = "letter"     # letters are signed when this and the key are set (install gutletter[dkim])
# dkim_key_file = "dkim.pem"

# [sendgrid]            # the key: GUTLETTER_SENDGRID__API_KEY in .env
# sandbox = true

# [ses]                 # install gutletter[ses]; the keys: GUTLETTER_SES__ACCESS_KEY_ID and …__SECRET_ACCESS_KEY
# region = "eu-central-1"

# [postmark]            # the token: GUTLETTER_POSTMARK__SERVER_TOKEN in .env
# message_stream = "broadcast"

# [mailgun]             # the key: GUTLETTER_MAILGUN__API_KEY in .env
# region = "eu"

# [web]                 # readers' pages: gutletter web serves them, and with this gutletter run does too
# serve = true
# port = 8000
# archive = false       # show nobody what was sent

# [database]
# url = "postgresql://user@host/gutletter"   # otherwise gutletter.db in this folder

[related]
count = 3
unknown = "show"        # a related title that matches nothing: show it without a link, or omit it

# [theme.light]         # colours; [theme.dark] has those of the dark, [theme.fonts] the fonts
# accent = "#1d5546"
# [theme.logo]
# url = "https://example.org/logo.png"
# alt = "The name it shows"
# width = 160
# [theme.words]         # what the letter says of its own accord
# key_points = "Key points"
"""

GITIGNORE = ".env\n*.pem\n/gutletter.db*\n/outbox/\n/journal/\n"


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder; otherwise here.")] = Path(),
    name: Annotated[
        str, typer.Option("--name", help="What readers know it as; otherwise made of the folder's name.")
    ] = "",
) -> None:
    """Make a new publication: its settings, its queue and room for its own templates."""
    make_publication(folder, name or _name_from(folder))
    where = "" if folder.absolute() == Path.cwd() else f"  cd {plain(shlex.quote(str(folder)))}\n"
    say(f"[bold]{plain(name or _name_from(folder))}[/] is set up in {plain(folder.absolute())}.\n")
    out().print(
        "Next, in this order:\n"
        f"[bold]{where}"
        '  gutletter new "My first article"[/]          [dim]# write it in the file this makes[/]\n'
        "[bold]  gutletter check[/]                           [dim]# what is still wrong[/]\n"
        "[bold]  gutletter preview my-first-article[/]        [dim]# see the letter it becomes[/]\n"
        "[bold]  gutletter subscribers add you@example.org[/] [dim]# or: subscribers import FILE.csv[/]\n"
        "[bold]  gutletter plan[/]                            [dim]# what will go when[/]\n"
        "[bold]  gutletter send --yes[/]                      [dim]# the next article, now, into the outbox[/]"
    )


def make_publication(folder: Path, name: str, *, postal_address: str = "", article_url: str = "") -> None:
    """Write what a publication begins with. Nothing that is there already is touched."""
    if (folder / FILE).exists():
        raise SettingsError(f"{folder / FILE} is there already.", remedy="Take another folder, or work in this one.")
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{folder} is a file.", remedy="Give the name of a folder.")
    try:
        (folder / "issues").mkdir(parents=True, exist_ok=True)
        (folder / "templates").mkdir(exist_ok=True)
        toml = TOML.format(
            name=_toml_text(name),
            timezone=_timezone(),
            postal_address=_toml_text(postal_address),
            comment="" if article_url else "# ",
            article_url=_toml_text(article_url or "https://example.org/{slug}"),
        )
        (folder / FILE).write_text(toml, "utf-8")
        _write_secret(folder / ".env")
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text(GITIGNORE, "utf-8")
    except OSError as error:
        raise SettingsError(
            f"{folder}: {error.strerror or error}.", remedy="Choose a folder you may write to."
        ) from error


def demo(
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Forget earlier demos and begin with the first sample.")
    ] = False,
) -> None:
    """Send the next sample article to three invented readers, into a local outbox you can look at."""
    folder = Path(DEMO)
    if fresh and (folder / FILE).is_file():
        shutil.rmtree(folder)
    if not (folder / FILE).is_file():
        make_publication(folder, "The Gut Letter", postal_address="12 Orchard Lane, Anytown", article_url=DEMO_ARTICLES)
        shutil.copytree(bootstrap.shipped("issues"), folder / "issues", dirs_exist_ok=True)
    settings = load(folder.absolute())
    with bootstrap.open_newsroom(settings) as newsroom, bootstrap.open_provider(settings) as provider:
        readers = [NewSubscriber(email=email, name=name, source="demo") for email, name in DEMO_READERS]
        newsroom.store.add(readers, newsroom.clock())
        issue = publish_next_issue(newsroom, provider, tell=print_finding)
        if issue is None:
            say(f"Every sample has been sent. To begin again: gutletter demo --fresh (it empties {DEMO}/).")
            return
        tally = newsroom.store.tally(issue.id)
    say(f"[bold]{plain(issue.title)}[/]\n")
    for number, point in enumerate(issue.digest.key_points, 1):
        say(f"  {number}. {plain(point.text)}")
    say(f"\n  [bold]The bottom line:[/] {plain(issue.digest.bottom_line_text)}\n")
    say(f"Sent to {counted(tally.accepted, 'invented reader')}, into an outbox on this machine. Look at it:")
    say(f"  [link]{(settings.outbox / 'index.html').as_uri()}[/link]\n")
    say(f"Where each point comes from:   gutletter -C {DEMO} explain {plain(issue.slug)}")
    say(f"Who got it:                    gutletter -C {DEMO} status {plain(issue.slug)}")
    say("The next sample:               gutletter demo")
    say("A publication of your own:     gutletter init my-letter")


def _name_from(folder: Path) -> str:
    return folder.absolute().name.replace("-", " ").replace("_", " ").strip().title()[:60] or "My Letter"


def _toml_text(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).replace("\\", "\\\\").replace('"', '\\"')


def _timezone() -> str:
    """This machine's zone where it says so, otherwise UTC."""
    link = Path("/etc/localtime")
    name = str(link.resolve()).partition("zoneinfo/")[2]
    return name if name and "Etc" not in name else "UTC"


def _write_secret(file: Path) -> None:
    """A fresh secret, readable by its owner alone; one that is there stays, since links in sent letters rest on it."""
    if file.exists():
        return
    file.touch(mode=0o600)
    file.write_text(
        "# Secrets of this publication; never commit this file.\n"
        "# Unsubscribe links in letters are signed with this: keep it, and keep it the same on every machine.\n"
        f"GUTLETTER_SECRET={secrets.token_urlsafe(32)}\n",
        "utf-8",
    )
