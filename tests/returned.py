"""Mail as servers send it back, written after their formats: Postfix, Exim, Exchange, Gmail, and a complaint."""

from __future__ import annotations

LETTER = """\
Received: from letter.example.org (letter.example.org [192.0.2.7])
Date: Sun, 22 Nov 2026 07:00:00 +0000
From: The Letter <letter@example.org>
To: ada@example.net
Subject: About fibre
Message-ID: <{token}@example.org>
List-Id: The Letter <letter.example.org>
"""

POSTFIX = """\
Return-Path: <>
Date: Sun, 22 Nov 2026 07:00:05 +0000 (UTC)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: letter@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4B1C.1795330805/mx.example.org"
Message-Id: <20261122070005.4B1C@mx.example.org>

This is a MIME-encapsulated message.

--4B1C.1795330805/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<ada@example.net>: host mail.example.net[192.0.2.9] said: {words} (in reply to RCPT TO command)

--4B1C.1795330805/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 4B1C
X-Postfix-Sender: rfc822; letter@example.org
Arrival-Date: Sun, 22 Nov 2026 07:00:00 +0000 (UTC)

Final-Recipient: rfc822; ada@example.net
Original-Recipient: rfc822;ada@example.net
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.net
Diagnostic-Code: smtp; {words}

--4B1C.1795330805/mx.example.org
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{letter}
--4B1C.1795330805/mx.example.org--
"""

EXIM = """\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mx.example.org>
To: letter@example.org
Auto-Submitted: auto-replied
X-Failed-Recipients: ada@example.net
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tAbCd-0001aB-2c@mx.example.org>
Date: Sun, 22 Nov 2026 07:00:05 +0000
Content-Type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ada@example.net
    host mail.example.net [192.0.2.9]
    SMTP error from remote mail server after RCPT TO:<ada@example.net>:
    {words}

------ This is a copy of the message's headers. ------

{letter}
"""

EXCHANGE = """\
From: <postmaster@example.net>
To: <letter@example.org>
Date: Sun, 22 Nov 2026 07:00:05 +0000
Subject: Undeliverable: About fibre
Message-ID: <c2f1e2ad@MBX1.example.net>
In-Reply-To: <{token}@example.org>
References: <{token}@example.org>
Auto-Submitted: auto-replied
Content-Language: en-US
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="c2f1e2ad-b64e"
MIME-Version: 1.0

--c2f1e2ad-b64e
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="29a6bd1a"

--29a6bd1a
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:

ada@example.net
The email address you entered couldn't be found.

--29a6bd1a--

--c2f1e2ad-b64e
Content-Type: message/delivery-status

Reporting-MTA: dns;MBX1.example.net
Received-From-MTA: dns;letter.example.org
Arrival-Date: Sun, 22 Nov 2026 07:00:01 +0000

Final-Recipient: rfc822;ada@example.net
Action: failed
Status: {status}
Diagnostic-Code: smtp;{words}

--c2f1e2ad-b64e
Content-Type: message/rfc822

{letter}
(the letter)

--c2f1e2ad-b64e--
"""

GMAIL = """\
Return-Path: <>
Date: Sun, 22 Nov 2026 07:00:05 +0000
To: bounce+{token}@bounces.example.org
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{token}@example.org>
In-Reply-To: <{token}@example.org>
Message-ID: <6741d1e5.050a@mx.google.com>
MIME-Version: 1.0
Content-Type: multipart/report; boundary="000000000000"; report-type=delivery-status

--000000000000
Content-Type: text/plain; charset="UTF-8"

** Address not found **

Your message wasn't delivered to ada@example.net because the address couldn't be found.

--000000000000
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.com
Arrival-Date: Sun, 22 Nov 2026 07:00:04 +0000
X-Original-Message-ID: <{token}@example.org>

Final-Recipient: rfc822; ada@example.net
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}
Last-Attempt-Date: Sun, 22 Nov 2026 07:00:05 +0000

--000000000000
Content-Type: message/rfc822

{letter}
(the letter)
--000000000000--
"""

COMPLAINT = """\
From: <feedback@arf.example.net>
Date: Sun, 22 Nov 2026 09:00:00 +0000
Subject: FW: About fibre
To: <abuse@example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message received from IP 192.0.2.7.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Source-IP: 192.0.2.7
Reported-Domain: example.org

--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

{letter}
(the letter)
--part1_13d.2e68ed54_boundary--
"""

OUT_OF_OFFICE = """\
From: Ada <ada@example.net>
To: letter@example.org
Subject: Out of office: About fibre
Auto-Submitted: auto-replied
In-Reply-To: <{token}@example.org>
Date: Sun, 22 Nov 2026 07:00:05 +0000
Content-Type: text/plain

I am away, and mail to me could not be delivered to anybody else until 550 days from now.
"""

NOBODY = "550 5.1.1 <ada@example.net>: Recipient address rejected: User unknown in virtual mailbox table"
FULL = "452 4.2.2 The email account that you tried to reach is over quota"
SPAM = "550 5.7.1 Message rejected as spam by content filtering"


def mail(form: str, token: str, **more: str) -> bytes:
    """One mail that came back, with CRLF line ends."""
    given = {"action": "failed", "status": "5.1.1", "words": NOBODY, "kind": "abuse", **more}
    text = form.format(token=token, letter=LETTER.format(token=token), **given)
    return text.replace("\n", "\r\n").encode()
