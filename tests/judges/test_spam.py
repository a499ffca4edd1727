"""SpamAssassin with its local rules: nothing about our mail looks like spam."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.judges.conftest import Allowed, Complaint
from tests.judges.mails import Mail

JUDGE = "spamassassin"
pytestmark = [pytest.mark.judges, pytest.mark.slow]

SETTINGS = (  # rules alone, each with its score; spam is marked, not wrapped
    "report_safe 0",
    "use_bayes 0",
    "use_auto_welcomelist 0",
    "add_header all Scores _TESTSSCORES(,)_",
)
SPOILED = (
    b'From: "WINNER!!!" <win@free-money.example>\r\nSubject: YOU WON $$$ CLICK HERE NOW!!! 100% FREE\r\n'
    b"Content-Type: text/html\r\n\r\n<html><body><font size=7 color=white>Dear Friend, VIAGRA, act now! "
    b"Million dollars! Click here http://192.0.2.1/win.exe to unsubscribe. This is not spam. Risk free. Order now."
    b"</font></body></html>\r\n"
)


@pytest.fixture(scope="module")
def judged(
    mails: tuple[Mail, ...], tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[tuple[str, str]]]:
    """The rules that fit each mail, with their scores, from one run over a mailbox of them all."""
    box = tmp_path_factory.mktemp("spam") / "mbox"
    box.write_bytes(b"".join(_in_mbox(mail.name, mail.octets) for mail in mails) + _in_mbox("spoiled", SPOILED))
    ran = subprocess.run(
        [tool("spamassassin"), "--local", *(f"--cf={line}" for line in SETTINGS), "--mbox", str(box)],
        capture_output=True, check=True, timeout=100,
    )  # fmt: skip
    judged = dict(_judged(ran.stdout.decode("utf-8", "replace")))
    assert judged.keys() == {*(mail.name for mail in mails), "spoiled"}
    return judged


@pytest.fixture(scope="module")
def said(judged: dict[str, list[tuple[str, str]]]) -> list[Complaint]:
    """The rules that speak against a mail; 0.001 is a remark, not a score."""
    return [
        Complaint(name, rule, score) for name, scores in judged.items() for rule, score in scores if float(score) > 0.01
    ]


def _in_mbox(name: str, octets: bytes) -> bytes:
    """Named, for SpamAssassin gives a mailbox back in the order of its dates."""
    first = f"From letter@example.org Sun Nov 22 08:00:00 2026\nX-Judged: {name}\n"
    body = re.sub(rb"^(>*From )", rb">\1", octets.replace(b"\r\n", b"\n"), flags=re.MULTILINE)
    return first.encode() + body.rstrip(b"\n") + b"\n\n"


def _judged(mailbox: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Every mail's name, and the rules that fit it with their scores."""
    for message in re.split(r"^From letter@", mailbox, flags=re.MULTILINE)[1:]:
        head = re.sub(r"\n[ \t]+", "", message.partition("\n\n")[0])
        name = re.search(r"^X-Judged: (\S+)", head, re.MULTILINE)
        scores = re.search(r"^X-Spam-Scores: (.*)", head, re.MULTILINE)
        assert name, head
        assert scores, head
        yield name[1], re.findall(r"(\w+)=(-?[\d.]+)", scores[1])


def test_no_mail_of_ours_looks_like_spam(said: list[Complaint], beyond_allowed: Allowed) -> None:
    assert beyond_allowed(one for one in said if one.mail != "spoiled") == []


def test_no_mail_of_ours_has_a_score_above_zero(judged: dict[str, list[tuple[str, str]]]) -> None:
    totals = {name: round(sum(float(score) for _, score in scores), 3) for name, scores in judged.items()}
    assert {name: total for name, total in totals.items() if total > 0 and name != "spoiled"} == {}


def test_spamassassin_sees_spam(said: list[Complaint]) -> None:
    assert sum(float(one.where) for one in said if one.mail == "spoiled") > 5
