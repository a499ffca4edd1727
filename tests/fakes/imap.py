"""An IMAP server for tests: one account, one folder, over TLS or not. What it does not know it refuses (BAD)."""

from __future__ import annotations

import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedIOBase


@dataclass
class Account:
    """What the server holds, and what it was asked."""

    mails: dict[int, bytes]
    password: str = 'p"a\\ss'
    folder: str = "INBOX"
    seen: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def imap_server(account: Account, context: ssl.SSLContext | None = None) -> Iterator[Account]:
    """Serve the account on the loopback."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if context is None:
                _Session(account, self.rfile, self.wfile).run()
                return
            try:
                secure = context.wrap_socket(self.request, server_side=True)
            except OSError:
                return
            with secure, secure.makefile("rb") as lines, secure.makefile("wb", 0) as answers:
                _Session(account, lines, answers).run()

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        account.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield account
        finally:
            server.shutdown()
            thread.join()


class _Session:
    def __init__(self, account: Account, lines: BufferedIOBase, answers: BufferedIOBase | socket.SocketIO) -> None:
        self._account, self._lines, self._answers = account, lines, answers
        self._signed_in = self._selected = False

    def run(self) -> None:
        self._say(b"* OK ready")
        while command := self._lines.readline().decode().rstrip("\r\n"):
            tag, _, rest = command.partition(" ")
            self._account.asked.append(re.sub(r"^LOGIN .*", "LOGIN …", rest))
            if rest == "LOGOUT":
                self._say(b"* BYE")
                self._say(f"{tag} OK bye".encode())
                return
            self._say(f"{tag} {self._answer(rest)}".encode())

    def _answer(self, command: str) -> str:
        if command == "CAPABILITY":
            self._say(b"* CAPABILITY IMAP4rev1")
            return "OK done"
        if match := re.fullmatch(r'LOGIN (\S+) "((?:[^"\\]|\\.)*)"', command):
            self._signed_in = re.sub(r"\\(.)", r"\1", match[2]) == self._account.password
            return "OK done" if self._signed_in else "NO [AUTHENTICATIONFAILED] wrong"
        if not self._signed_in:
            return "BAD sign in first"
        if match := re.fullmatch(r'SELECT "(.*)"', command):
            self._selected = match[1] == self._account.folder
            self._say(f"* {len(self._account.mails)} EXISTS".encode())
            return "OK [READ-WRITE] done" if self._selected else "NO there is no such folder"
        if not self._selected:
            return "BAD select first"
        return self._of_folder(command)

    def _of_folder(self, command: str) -> str:
        mails = self._account.mails
        if command == "UID SEARCH UNSEEN":
            unseen = " ".join(str(uid) for uid in mails if uid not in self._account.seen)
            self._say(f"* SEARCH {unseen}".encode())
        elif match := re.fullmatch(r"UID FETCH (\d+) \(RFC822\.SIZE\)", command):
            self._say(f"* 1 FETCH (UID {match[1]} RFC822.SIZE {len(mails[int(match[1])])})".encode())
        elif match := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command):
            mail = mails[int(match[1])]
            self._say(f"* 1 FETCH (UID {match[1]} BODY[] {{{len(mail)}}}".encode() + b"\r\n" + mail + b")")
        elif match := re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command):
            self._account.seen.add(int(match[1]))
        else:
            return "BAD unknown"
        return "OK done"

    def _say(self, line: bytes) -> None:
        self._answers.write(line + b"\r\n")
