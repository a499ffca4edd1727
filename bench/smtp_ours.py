"""gutletter as it is: an issue in a real ledger on disk, its journal beside it, sent by the SMTP provider.

    python -m bench.smtp_ours --port N [--readers N] [--connections N] [--folder DIR] [--without-ledger]
        [--logic]

It makes a publication in a folder of its own under ``--folder``, fills it with readers, opens the issue, and sends it:
one process, the settings' defaults but for the server. Prints JSON: seconds of sending, seconds until the first letter
was begun, the peak of memory in MiB.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from resource import RUSAGE_SELF, getrusage

from bench.letter import NAMES, SECRET, SENDER, SITE, delivery, edition, readers
from gutletter.bootstrap import open_newsroom, utc_now
from gutletter.model import Delivery, Edition, Outcome, RenderedIssue
from gutletter.pipeline import send_issue
from gutletter.providers.smtp import Smtp
from gutletter.settings import Settings, SmtpSettings, Tls, load
from gutletter.store import SqlStore

_NAMES = " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate(NAMES))
_READERS = f"""
    INSERT INTO subscribers (email, key, name, state, joined_at, confirmed_at, changed_at, source)
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
    SELECT 'reader' || n || '@mail' || (n % 50) || '.example', 'reader' || n || '@mail' || (n % 50) || '.example',
        CASE n % {len(NAMES)} {_NAMES} END, 1, '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000',
        '2026-01-01 00:00:00.000000', 'bench' FROM number"""


class FirstNoted(Smtp):
    """Remembers when the first letter was begun."""

    begun = 0.0

    def send(self, rendered, deliveries, begin=lambda _: None):  # type: ignore[no-untyped-def]  # the provider's own
        def noted(leaving: Sequence[Delivery]) -> None:
            self.begun = self.begun or time.perf_counter()
            begin(leaving)

        return super().send(rendered, deliveries, noted)


def publication(folder: Path) -> Settings:
    (folder / "gutletter.toml").write_text(
        f'[publication]\nname = "The Measured Letter"\nsender = "The Measured Letter <{SENDER}>"\nsite = "{SITE}"\n'
        'postal_address = "1 Kettle Street"\n',
        "utf-8",
    )
    (folder / ".env").write_text(f"GUTLETTER_SECRET={SECRET}\n", "utf-8")
    (folder / "issues").mkdir()
    return load(folder)


def with_ledger(folder: Path, count: int, provider: Smtp, frozen: Edition) -> tuple[float, float, float]:
    """Seconds of sending, those until the first letter is begun, and microseconds of CPU for each."""
    with open_newsroom(publication(folder)) as newsroom:
        store = newsroom.store
        assert isinstance(store, SqlStore)
        with store._database.writing() as connection:
            connection.exec_driver_sql(_READERS, (count,))
        started = time.perf_counter()
        issue = store.open_issue(frozen, utc_now())
        opened, cpu = time.perf_counter(), time.process_time()
        send_issue(newsroom, provider, issue)
        ended, cpu = time.perf_counter(), time.process_time() - cpu
        tally = store.tally(issue.id)
        assert tally.accepted == count == tally.total, tally
    first = provider.begun if isinstance(provider, FirstNoted) else ended
    return ended - opened, first - started, cpu / count * 1e6


def without_ledger(count: int, provider: Smtp, rendered: RenderedIssue) -> tuple[float, float]:
    """The same letters in batches of the same size, written down nowhere: seconds, and microseconds of CPU for each."""
    begun, cpu, sent = time.perf_counter(), time.process_time(), 0
    everybody = readers(count)
    while batch := [delivery(reader) for reader in islice(everybody, provider.batch_size)]:
        sent += sum(receipt.outcome is Outcome.ACCEPTED for receipt in provider.send(rendered, batch))
    assert sent == count
    return time.perf_counter() - begun, (time.process_time() - cpu) / count * 1e6


def smtp(port: int, connections: int, *, first: bool = False) -> Smtp:
    settings = SmtpSettings(host="127.0.0.1", port=port, tls=Tls.NONE, connections=connections)
    return (FirstNoted if first else Smtp)(settings, clock=utc_now)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--readers", type=int, default=20_000)
    asked.add_argument("--connections", type=int, default=4)
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--without-ledger", action="store_true")
    asked.add_argument("--logic", action="store_true", help="with templates that ask whether the name is known")
    asked.add_argument("--first", action="store_true", help="also note when the first letter was begun")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gutletter-bench-", dir=given.folder))
    frozen, first = edition(logic=given.logic), 0.0
    try:
        with closing(smtp(given.port, given.connections, first=given.first)) as provider:
            if given.without_ledger:
                seconds, cpu = without_ledger(given.readers, provider, frozen.rendered)
            else:
                seconds, first, cpu = with_ledger(folder, given.readers, provider, frozen)
    finally:
        shutil.rmtree(folder)
    peak = getrusage(RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "first": first, "peak": peak, "cpu": cpu}))


if __name__ == "__main__":
    main()
