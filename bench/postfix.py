"""A Postfix of our own as a relay while it is measured: it takes every letter, queues it on disk, and discards it.

It is started from an unpacked package with a configuration, a queue and a port of its own, and ended by its process id;
an installed mail service is neither used nor touched. Postfix's ``master`` wants to be started by root.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwnam

_OWNER, _GROUP = "daemon", "mail"  # of its queue: accounts that every Debian has
_QUEUES = ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "private",
           "public", "saved", "trace")  # fmt: skip
_MAIN = """
compatibility_level = 3.6
queue_directory = {scratch}/queue
data_directory = {scratch}/lib
daemon_directory = {package}/usr/lib/postfix/sbin
command_directory = {package}/usr/sbin
shlib_directory = {package}/usr/lib/postfix
meta_directory = {scratch}
mail_owner = {owner}
setgid_group = {group}
maillog_file = /dev/stdout
maillog_file_prefixes = /dev
import_environment = LD_LIBRARY_PATH MAIL_CONFIG TZ LANG=C
myhostname = relay.example
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = discard:
local_transport = discard:
in_flow_delay = 0
smtputf8_enable = no
"""  # in_flow_delay: it would hold back whoever is faster than it delivers
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def relay(package: Path, scratch: Path) -> Iterator[int]:
    """The port of a Postfix that runs until then; ``scratch`` is a folder for it alone, on the disk to be measured."""
    port = _free_port()
    _prepare(package.absolute(), scratch, port)
    environment = {**os.environ, "LD_LIBRARY_PATH": str(package.absolute() / "usr/lib/postfix")}
    master = str(package.absolute() / "usr/lib/postfix/sbin/master")
    with (scratch / "log").open("wb") as log, subprocess.Popen(
        [master, "-c", str(scratch), "-d"], env=environment, stdout=log, stderr=log, start_new_session=True
    ) as running:  # fmt: skip
        try:
            _wait_for(port, scratch / "log", running)
            yield port
        finally:
            running.send_signal(signal.SIGTERM)  # it ends those that it has started


def drained(scratch: Path) -> None:
    """Wait until everything it took is delivered, so that one sender's letters do not slow the next one's."""
    while any(files for name in ("incoming", "active") for _, _, files in os.walk(scratch / "queue" / name)):
        time.sleep(0.05)


def _prepare(package: Path, scratch: Path, port: int) -> None:
    scratch.chmod(0o755)
    named = {"scratch": scratch, "package": package, "owner": _OWNER, "group": _GROUP}
    (scratch / "main.cf").write_text(_MAIN.format(**named), "utf-8")
    (scratch / "master.cf").write_text(_MASTER.format(port=port), "utf-8")
    for name in ("lib", *(f"queue/{queue}" for queue in _QUEUES)):
        (scratch / name).mkdir(parents=True)
        os.chown(scratch / name, getpwnam(_OWNER).pw_uid, -1)
    (scratch / "queue/pid").mkdir()
    shutil.chown(scratch / "queue/public", group=_GROUP)
    shutil.chown(scratch / "queue/maildrop", group=_GROUP)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int, log: Path, running: subprocess.Popen[bytes]) -> None:
    for _ in range(50):
        if running.poll() is not None:
            break
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as line:
                if line.recv(100).startswith(b"220"):
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"Postfix did not start: {log.read_text('utf-8', 'replace')[-1000:]}")
