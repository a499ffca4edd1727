"""What people write by hand, or take from a well-known library, to send the same letter to the same readers over SMTP.

    python -m bench.smtp_peers KIND --port N [--readers N] [--connections N]

Every kind is one process. The letter is rendered and its CSS inlined once, but for ``naive``:

    hand         str.replace per reader, EmailMessage, smtplib, one connection
    naive        premailer, EmailMessage and smtplib per reader
    aiosmtplib   as hand, through aiosmtplib over several connections
    django       EmailMultiAlternatives per reader over one kept connection
    nodemailer   its pool of several connections (node, and NODE_PATH to the package)
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from bench.letter import AT, LETTERHEAD, SENDER, Reader, delivery, letter, readers
from gutletter.model import Delivery, Marker

RENDERED = letter()
_FIELDS = {
    Marker.NAME: "name",
    Marker.EMAIL: "email",
    Marker.UNSUBSCRIBE_URL: "unsubscribe_url",
    Marker.PREFERENCES_URL: "preferences_url",
    Marker.VIEW_URL: "view_url",
}


def filled(content: str, copy: Delivery, escape: Callable[[str], str] = str) -> str:
    for marker, field in _FIELDS.items():
        content = content.replace(marker, escape(getattr(copy, field)))
    return content


def list_headers(copy: Delivery) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{copy.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"{LETTERHEAD.name} <{LETTERHEAD.list_id}>",
    }


def message(copy: Delivery, subject: str, text: str, html_: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = LETTERHEAD.sender
    mail["To"] = Address(copy.name, addr_spec=copy.email)
    mail["Subject"] = subject
    mail["Date"] = AT
    mail["Message-ID"] = copy.message_id
    for name, value in list_headers(copy).items():
        mail[name] = value
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html_, subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def once(copy: Delivery) -> bytes:
    return message(copy, RENDERED.subject, filled(RENDERED.text, copy), filled(RENDERED.html, copy, html.escape))


def naive(copy: Delivery) -> bytes:
    from premailer import Premailer

    page = Premailer(
        filled(RENDERED.html, copy, html.escape), cssutils_logging_level=logging.CRITICAL, disable_validation=True
    ).transform()
    return message(copy, RENDERED.subject, filled(RENDERED.text, copy), page)


def by_smtplib(port: int, everybody: Iterable[Reader], make: Callable[[Delivery], bytes]) -> None:
    import smtplib

    with smtplib.SMTP("127.0.0.1", port) as line:
        for reader in everybody:
            line.sendmail(SENDER, [reader.email], make(delivery(reader)))


def by_aiosmtplib(port: int, everybody: Iterator[Reader], connections: int) -> None:
    import aiosmtplib  # type: ignore[import-not-found]  # one of those compared with; nothing of ours needs it

    async def worker() -> None:
        line = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
        await line.connect()
        for reader in everybody:
            await line.sendmail(SENDER, [reader.email], once(delivery(reader)))
        await line.quit()

    async def all_of_them() -> None:
        await asyncio.gather(*(worker() for _ in range(connections)))

    asyncio.run(all_of_them())


def by_django(port: int, everybody: Iterable[Reader]) -> None:
    import django  # type: ignore[import-not-found]  # one of those compared with; nothing of ours needs it
    from django.conf import settings  # type: ignore[import-not-found]  # the same
    from django.core.mail import EmailMultiAlternatives, get_connection  # type: ignore[import-not-found]  # the same

    settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, DEFAULT_CHARSET="utf-8", USE_I18N=False)
    django.setup()
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
    connection.open()
    for reader in everybody:
        copy = delivery(reader)
        mail = EmailMultiAlternatives(
            RENDERED.subject,
            filled(RENDERED.text, copy),
            from_email=LETTERHEAD.sender,
            to=[copy.email],
            headers={"Message-ID": copy.message_id, **list_headers(copy)},
            connection=connection,
        )
        mail.attach_alternative(filled(RENDERED.html, copy, html.escape), "text/html")
        mail.send()
    connection.close()


_NODE = """
const nodemailer = require('nodemailer');
const given = JSON.parse(require('fs').readFileSync(process.argv[2]));
const escape = s => s.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const fill = (content, copy, how) =>
  given.markers.reduce((text, [marker, field]) => text.replaceAll(marker, how(copy[field])), content);
(async () => {
  const pool = nodemailer.createTransport({host: '127.0.0.1', port: given.port, secure: false, ignoreTLS: true,
    pool: true, maxConnections: given.connections, maxMessages: Infinity});
  let next = 0;
  const worker = async () => {
    while (next < given.copies.length) {
      const copy = given.copies[next++];
      await pool.sendMail({from: given.from, to: copy.email, subject: given.subject, messageId: copy.message_id,
        envelope: {from: given.sender, to: copy.email},
        headers: {'List-Unsubscribe': `<${copy.unsubscribe_url}>`,
                  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'},
        text: fill(given.text, copy, s => s), html: fill(given.html, copy, escape)});
    }
  };
  await Promise.all(Array.from({length: given.connections * 2}, worker));
  pool.close();
})().catch(error => { console.error(error); process.exit(1); });
"""


def by_nodemailer(port: int, everybody: Iterable[Reader], connections: int) -> None:
    copies = [{field: getattr(delivery(reader), field) for field in (*_FIELDS.values(), "message_id")}
              for reader in everybody]  # fmt: skip
    given: dict[str, Any] = {
        "port": port,
        "connections": connections,
        "from": LETTERHEAD.sender,
        "sender": SENDER,
        "subject": RENDERED.subject,
        "text": RENDERED.text,
        "html": RENDERED.html,
        "markers": list(_FIELDS.items()),
        "copies": copies,
    }
    with tempfile.TemporaryDirectory() as folder:
        script, words = Path(folder) / "send.js", Path(folder) / "given.json"
        script.write_text(_NODE, "utf-8")
        words.write_text(json.dumps(given), "utf-8")
        done = subprocess.run(["node", str(script), str(words)], check=False)
    sys.exit(done.returncode)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("kind", choices=["hand", "naive", "aiosmtplib", "django", "nodemailer"])
    asked.add_argument("--port", type=int, required=True)
    asked.add_argument("--readers", type=int, default=500)
    asked.add_argument("--connections", type=int, default=4)
    given = asked.parse_args()
    everybody = readers(given.readers)
    match given.kind:
        case "hand":
            by_smtplib(given.port, everybody, once)
        case "naive":
            by_smtplib(given.port, everybody, naive)
        case "aiosmtplib":
            by_aiosmtplib(given.port, everybody, given.connections)
        case "django":
            by_django(given.port, everybody)
        case "nodemailer":
            by_nodemailer(given.port, everybody, given.connections)


if __name__ == "__main__":
    main()
