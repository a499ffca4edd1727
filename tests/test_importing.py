"""Importing readers while others work on the same database."""

from __future__ import annotations

import os
from threading import Thread
from time import sleep

from gutletter import bootstrap
from gutletter.model import NewSubscriber
from gutletter.settings import load
from tests.conftest import Publication


def test_who_writes_readers_into_a_pipe_slowly_keeps_nobody_from_the_database(publication: Publication) -> None:
    pipe = publication.folder / "readers.csv"
    os.mkfifo(pipe)
    with bootstrap.open_store(load(publication.folder)) as store:
        meanwhile: list[object] = []

        def write() -> None:
            with pipe.open("w", encoding="utf-8") as stream:
                stream.write("email\n")
                stream.flush()
                sleep(0.3)  # the import has begun
                meanwhile.append(store.add([NewSubscriber("grace@example.org")], bootstrap.utc_now()))
                stream.write("ada@example.org\n")

        writing = Thread(target=write)
        writing.start()
        said = publication.run("subscribers", "import", str(pipe))
        writing.join()

        assert meanwhile == [(1, 0)]
        assert said.code == 0
        assert [reader.email for reader in store.subscribers()] == ["ada@example.org", "grace@example.org"]
