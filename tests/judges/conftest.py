"""The mail to judge, the judges, and what was looked at and allowed."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.judges.mails import Mail, every_mail

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"


@dataclass(frozen=True)
class Complaint:
    """What a judge says of a mail: what is wrong, where it matters, and the judge's own words."""

    mail: str
    what: str
    where: str = ""
    words: str = ""


Allowed = Callable[[Iterable[Complaint]], list[Complaint]]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication in which the samples become mail."""
    return tmp_path_factory.mktemp("judged") / "publication"


@pytest.fixture(scope="session")
def mails(samples: Path) -> tuple[Mail, ...]:
    return every_mail(samples)


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """The path of a program, or of a package's file below node_modules."""

    def find(name: str) -> str:
        path = str(MODULES / name) if (MODULES / name).is_file() else shutil.which(name)
        if path:
            return path
        missing = f"There is no {name}; .ci/run installs it (see tests/judges/README.md)."
        return pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)

    return find


@pytest.fixture
def beyond_allowed(request: pytest.FixtureRequest) -> Allowed:
    """The complaints that nobody looked at and allowed; fails when something is allowed that no judge mentions."""
    judge = request.module.JUDGE
    entries = tomllib.loads((HERE / "allowed.toml").read_text("utf-8"))[judge]

    def sift(complaints: Iterable[Complaint]) -> list[Complaint]:
        used, rest = set[str](), list[Complaint]()
        for complaint in complaints:
            fitting = [one["what"] for one in entries if _fits(one, complaint)]
            used.update(fitting)
            if not fitting:
                rest.append(complaint)
        stale = {one["what"] for one in entries} - used
        assert stale == set(), f"allowed.toml allows {judge} what it does not say any more"
        return rest

    return sift


def _fits(entry: dict[str, str], complaint: Complaint) -> bool:
    return bool(
        re.fullmatch(entry["what"], complaint.what)
        and re.fullmatch(entry.get("where", ".*"), complaint.where)
        and entry["because"]
    )
