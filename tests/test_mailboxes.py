"""Mail that comes back is read from a Maildir, an mbox file or an IMAP server; what is not about us stays as it is."""

from __future__ import annotations

import mailbox
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import trustme

from gutletter.errors import MailboxError, SettingsError
from gutletter.feedback import Work, read_mailbox
from gutletter.links import Purpose, token
from gutletter.mailboxes import imap as imap_module
from gutletter.mailboxes import open_mailbox
from gutletter.model import Fate, Issue, Outcome, SoftBounces, SubscriberState, SuppressionReason
from gutletter.ports import Mailbox, Store
from gutletter.providers.bounces import returned
from gutletter.providers.webhooks import whose
from gutletter.settings import BouncesSettings, Publication, Settings
from gutletter.store import open_store
from tests.fakes.imap import Account, imap_server
from tests.ledgers import NOW, answers, handed_over, id_of, opened
from tests.returned import COMPLAINT, OUT_OF_OFFICE, POSTFIX, mail

SECRET = "s" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(open_store("sqlite:///gutletter.db", tmp_path)) as made:
        yield made


def settings_of(at: Path, /, **bounces: object) -> Settings:
    return Settings(
        folder=at,
        publication=Publication(name="The Letter", sender="letter@example.org"),
        bounces=BouncesSettings(**bounces),  # type: ignore[arg-type]  # named by each test
    )


def read(store: Store, box: Mailbox) -> Work:
    return read_mailbox(store, box, returned(whose([SECRET])), lambda: NOW, SoftBounces())


def issue_in_doubt(store: Store) -> Issue:
    issue = opened(store, "ann", "ben", "cas")
    store.record(issue.id, answers(handed_over(store, issue), Outcome.UNCERTAIN), NOW, worker="one")
    return issue


def mails_of(store: Store, issue: Issue) -> list[bytes]:
    """A bounce, somebody's holiday, a stranger's mail, and a complaint."""
    ann, ben = (token(SECRET, Purpose.DELIVERY, issue.id, id_of(store, name)) for name in ("ann", "ben"))
    return [mail(POSTFIX, ann), mail(OUT_OF_OFFICE, ann), b"From: x\r\n\r\nhello\r\n", mail(COMPLAINT, ben)]


@contextmanager
def maildir(folder: Path, mails: list[bytes]) -> Iterator[tuple[Settings, Callable[[], list[bool]]]]:
    box = mailbox.Maildir(str(folder / "bounces"))
    for one in mails:
        box.add(one)

    def seen() -> list[bool]:
        kept = mailbox.Maildir(str(folder / "bounces"))
        return sorted("S" in kept.get_message(key).get_flags() for key in kept.keys())  # noqa: SIM118 - it is no dict

    yield settings_of(folder, folder="bounces"), seen


@contextmanager
def mbox(folder: Path, mails: list[bytes]) -> Iterator[tuple[Settings, Callable[[], list[bool]]]]:
    box = mailbox.mbox(str(folder / "bounces"))
    for one in mails:
        box.add(one)
    box.close()

    def seen() -> list[bool]:
        with closing(mailbox.mbox(str(folder / "bounces"))) as kept:
            return sorted("R" in message.get_flags() for message in kept)

    yield settings_of(folder, folder="bounces"), seen


def tls(folder: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return context


@contextmanager
def imap(folder: Path, mails: list[bytes]) -> Iterator[tuple[Settings, Callable[[], list[bool]]]]:
    account = Account(dict(enumerate(mails, 11)), folder="Returned mail")
    with imap_server(account, tls(folder)):
        settings = settings_of(
            folder, host="localhost", port=account.port, username="letter", password=account.password,
            mailbox="Returned mail", ca_file="ca.pem",
        )  # fmt: skip
        yield settings, lambda: sorted(uid in account.seen for uid in account.mails)


@pytest.mark.parametrize("kind", [maildir, mbox, imap])
def test_what_came_back_ends_readers_and_settles_copies_and_is_read_once(
    store: Store, tmp_path: Path, kind: Callable[..., Iterator[tuple[Settings, Callable[[], list[bool]]]]]
) -> None:
    issue = issue_in_doubt(store)
    with kind(tmp_path, mails_of(store, issue)) as (settings, seen):  # type: ignore[attr-defined]  # a context manager
        for new in (2, 0):
            with closing(open_mailbox(settings)) as box:
                work = read(store, box)
            assert (work.posts, work.new) == (new, new)
            assert seen() == [False, False, True, True], "what is not ours is left as it is"
    assert (work.settled, store.tally(issue.id).accepted, store.tally(issue.id).uncertain) == ({}, 2, 1)
    assert {one.fate: one.copies for one in store.returns(issue.id)} == {
        Fate.UNKNOWN: 1, Fate.DELIVERED: 1, Fate.BOUNCED: 1,
    }  # fmt: skip
    assert store.count([SubscriberState.CONFIRMED]) == 1
    reasons = {one.email: one.reason for one in store.suppressions()}
    assert reasons == {"ann@example.org": SuppressionReason.BOUNCED, "ben@example.org": SuppressionReason.COMPLAINED}


def test_a_process_that_goes_on_does_not_fetch_a_strangers_mail_again(store: Store, tmp_path: Path) -> None:
    account = Account({1: b"From: x\r\n\r\nhello\r\n"})
    with imap_server(account, tls(tmp_path)):
        settings = settings_of(
            tmp_path, host="localhost", port=account.port, username="l", password=account.password, ca_file="ca.pem"
        )
        with closing(open_mailbox(settings)) as box:
            for _ in range(3):
                assert read(store, box).posts == 0
    assert sum("BODY.PEEK" in one for one in account.asked) == 1


def test_what_is_too_large_for_a_report_is_not_fetched(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap_module, "LARGEST", 10)
    account = Account({1: b"From: x\r\n\r\nhello\r\n"})
    with imap_server(account):
        settings = settings_of(
            tmp_path, host="127.0.0.1", port=account.port, tls="none", username="l", password=account.password
        )
        with closing(open_mailbox(settings)) as box:
            assert read(store, box).posts == 0
    assert not any("BODY" in one for one in account.asked)


def test_a_server_that_cannot_be_trusted_is_not_signed_in_to(store: Store, tmp_path: Path) -> None:
    account = Account({})
    with imap_server(account, tls(tmp_path)):
        settings = settings_of(tmp_path, host="localhost", port=account.port, username="l", password=account.password)
        with pytest.raises(MailboxError, match=r"cannot be read"):
            read(store, open_mailbox(settings))
    assert account.asked == []


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"mailbox": "Elsewhere"}, {"port": 1}])
def test_a_mailbox_that_cannot_be_opened_is_told_without_the_password(
    store: Store, tmp_path: Path, wrong: dict[str, object]
) -> None:
    account = Account({})
    with imap_server(account):
        given = {
            "host": "127.0.0.1",
            "port": account.port,
            "tls": "none",
            "username": "l",
            "password": account.password,
        }
        with pytest.raises(MailboxError, match=r"127\.0\.0\.1") as told:
            read(store, open_mailbox(settings_of(tmp_path, **{**given, **wrong})))
    assert "wrong" not in str(told.value) or "AUTHENTICATIONFAILED" in str(told.value)


def test_a_mailbox_that_is_not_there_or_named_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in ("nowhere", "empty"):
        with pytest.raises(MailboxError, match=folder):
            open_mailbox(settings_of(tmp_path, folder=folder))
    for given in ({}, {"folder": "x", "host": "x"}):
        with pytest.raises(SettingsError, match=r"\[bounces\]"):
            open_mailbox(settings_of(tmp_path, **given))
