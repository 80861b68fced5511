"""Mails of somebody who means harm: each with what must come of it, and nothing may break.

Written down for each: the sender that is believed, what is proven, whether a program sent it, and
what it asks for. The rest is promised of all of them at once.
"""

import base64
import os
import re
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from heijastus_records.errors import RecordsError
from heijastus_records.exchange import asking, mail, mail_text
from heijastus_records.exchange.vouching import State
from heijastus_records.register import document

SERVER = "mx.heijastus.example"
TODAY = date(2026, 11, 24)
AINO = "aino@posti.example"
V, F, N, D = State.VOUCHED, State.FAILED, State.ABSENT, State.DOUBTFUL

TRUE = f"Authentication-Results: {SERVER}; dkim=none; dmarc=none header.from=posti.example\r\n"
GOOD = f"Authentication-Results: {SERVER}; dmarc=pass header.from=posti.example\r\n"
EVIL = f"Authentication-Results: {SERVER}; dmarc=pass header.from=evil.example\r\n"
FROM = f"From: Aino Esimerkki <{AINO}>\r\n"
REST = "Date: Thu, 05 Nov 2026 09:12:00 +0200\r\n"
WISH = "Poistakaa tietoni.\r\n"
ERASE = ("erasure",)


@dataclass(frozen=True)
class Row:
    """A hostile mail, and what must come of it."""

    content: bytes
    sender: str = AINO
    state: State = N
    is_automatic: bool = False
    duties: tuple[str, ...] = ERASE


def made(head: str = FROM, body: str | bytes = WISH, top: str = "") -> bytes:
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogateescape")
    return (top + head + REST).encode("utf-8", "surrogateescape") + b"\r\n" + raw


def sent_by(value: str, sender: str = "", state: State = N) -> Row:
    """Return a mail whose From header is written crookedly, below what the server says of it."""
    return Row(
        made(f"From: {value}\r\n", top=EVIL if sender.endswith("@evil.example") else GOOD),
        sender,
        state,
    )


def told_by(top: str, state: State, head: str = FROM) -> Row:
    return Row(made(head, top=top), state=state)


def written(kind: str, body: str | bytes, *headers: str, duties: tuple[str, ...] = ERASE) -> Row:
    lines = "".join(f"{header}\r\n" for header in (f"Content-Type: {kind}", *headers))
    return Row(made(FROM + lines, body), duties=duties)


def nested(depth: int) -> str:
    """Return parts within parts, with a wish in the innermost."""
    opened = "".join(
        f"--b{level}\r\nContent-Type: multipart/mixed; boundary=b{level + 1}\r\n\r\n"
        for level in range(depth)
    )
    return f"{opened}--b{depth}\r\n\r\n{WISH}--b{depth}--\r\n"


SENDERS = {
    "two From headers": Row(made(FROM + "From: evil@evil.example\r\n", top=GOOD), "", D),
    "the same From twice": Row(made(FROM + FROM, top=GOOD), "", D),
    "From in capitals beside From": Row(made(FROM + "FROM: e@evil.example\r\n", top=GOOD), "", D),
    "no From": Row(made("", top=GOOD), "", D),
    "an empty From": sent_by("", "", D),
    "a list": sent_by(f"{AINO}, evil@evil.example", "", D),
    "a list of names": sent_by(f"Aino <{AINO}>, E <evil@evil.example>", "", D),
    "a group": sent_by(f"Ystävät: {AINO}, evil@evil.example;", "", D),
    "an empty group": sent_by("undisclosed-recipients:;", "", D),
    "a quoted address as a name": sent_by(f'"{AINO}" <evil@evil.example>', "evil@evil.example", V),
    "a bare address as a name": sent_by(f"{AINO} <evil@evil.example>", "", D),
    "an address before a comma": sent_by(f'"Aino <{AINO}>", <evil@evil.example>', "", D),
    "two addresses in brackets": sent_by(f"<{AINO}> <evil@evil.example>", "", D),
    "brackets in brackets": sent_by(f"<<{AINO}>>", "", D),
    "a comment in the domain": sent_by("aino@posti.example(x)@evil.example", "", D),
    "a comment that closes": sent_by(f"evil@evil.example ({AINO})", "", D),
    "a comment within a comment": sent_by(f"Aino ((x) <{AINO}>) <evil@evil.example>", "", D),
    "a comment that never closes": sent_by(f"Aino ( <{AINO}>", "", D),
    "a quoted local part": sent_by('"aino@posti.example"@evil.example', "", D),
    "a quoted pair in a name": sent_by(f'"Aino \\" <{AINO}>', "", D),
    "a quoted pair that ends a name": sent_by('"A\\"" <evil@evil.example>', "evil@evil.example", V),
    "a route": sent_by(f"<@evil.example:{AINO}>", "", D),
    "two at signs": sent_by("aino@posti.example@evil.example", "", D),
    "a percent sign": sent_by(
        "aino%posti.example@evil.example", "aino%posti.example@evil.example", V
    ),
    "an encoded word as the address": sent_by("=?utf-8?q?aino=40posti=2Eexample?=", "", D),
    "an encoded word in the name": sent_by(
        "=?utf-8?q?aino=40posti=2Eexample?= <evil@evil.example>", "evil@evil.example", V
    ),
    "an encoded word in brackets": sent_by("<=?utf-8?q?aino=40posti=2Eexample?=>", "", D),
    "an encoded word before the domain": sent_by(
        "=?utf-8?q?aino?=@posti.example", "=?utf-8?q?aino?=@posti.example", V
    ),
    "a NUL in the address": Row(
        made("From: aino@posti.example\0.evil.example\r\n", top=GOOD),
        "",
        D,
    ),
    "a line end in the address": Row(
        made("From: aino@posti.example\r.evil.example\r\n", top=GOOD), "", D
    ),
    "a blank in the address": sent_by("aino@posti .example", "", D),
    "a domain without a name": sent_by("aino@", "", D),
    "a domain literal": sent_by("aino@[127.0.0.1]", "", D),
    "a domain that leads nowhere": sent_by("aino@localhost", "", D),
    "Cyrillic о in the domain": sent_by("aino@p\u043esti.example", "aino@p\u043esti.example", D),
    "Cyrillic о as punycode": sent_by("aino@xn--psti-55d.example", "aino@p\u043esti.example", D),
    "a wide letter that becomes a plain one": sent_by("aino@\uff50osti.example", "", D),
    "a dot of another script": sent_by("aino@posti\u3002example", "", D),
    "a soft hyphen in the domain": sent_by("aino@po\u00adsti.example", "", D),
    "a sign without width in the domain": sent_by("aino@po\u200bsti.example", "", D),
    "ESC in the name": sent_by(f"\x1b[2J\x1b]0;x\x07Aino <{AINO}>", "", D),
    "controls in the name": sent_by(f"\x1bc\x07\x9b Aino <{AINO}>", AINO, V),
    "writing turned round in the name": sent_by(f"Aino \u202eelpmaxe.live@live <{AINO}>", "", D),
    "a name of 100,000 letters": sent_by("A" * 100_000 + f" <{AINO}>", "", D),
    "a thousand open comments": sent_by("(" * 1000 + f"<{AINO}>", "", D),
    "two thousand quoted pairs": sent_by('"' + "\\\\" * 1000 + f"x <{AINO}>", "", D),
    "bytes that are no text": Row(
        b"From: \xff\xfe\xfa <" + AINO.encode() + b">\r\n" + REST.encode() + b"\r\n" + WISH.encode()
    ),
    "Sender and Reply-To of somebody else": Row(
        made(FROM + "Sender: evil@evil.example\r\nReply-To: evil@evil.example\r\n", top=GOOD),
        state=V,
    ),
    "a program in the name of a person": Row(
        made("From: MAILER-DAEMON@posti.example\r\nReturn-Path: <>\r\n", top=GOOD),
        "MAILER-DAEMON@posti.example",
        V,
        True,
    ),
}

FORGED = "Authentication-Results: mx.heijastus.example; dkim=pass header.d=posti.example\r\n"
PROOFS = {
    "forged below the true one": told_by(TRUE + FORGED, D),
    "forged below a true failure": told_by(
        f"Authentication-Results: {SERVER}; dmarc=fail header.from=posti.example\r\n" + FORGED, D
    ),
    "forged below one of another server": told_by(
        "Authentication-Results: o.example; none\r\n" + FORGED, D
    ),
    "forged below the rest of the head": Row(made(FROM + REST + FORGED, top=TRUE), state=D),
    "forged in capitals": told_by(TRUE + FORGED.upper(), D),
    "forged over many lines": told_by(TRUE + FORGED.replace(" ", "\r\n\t \t"), D),
    "forged with a version": told_by(TRUE + FORGED.replace(";", " 1;"), D),
    "forged with a strange version": told_by(FORGED.replace(";", " 99999999999999;"), D),
    "forged behind a comment": told_by(TRUE + FORGED.replace("mx.", "(own) mx."), D),
    "forged in quotation marks": told_by(TRUE + FORGED.replace(SERVER, f'"{SERVER}"'), D),
    "forged with a dot at its end": told_by(TRUE + FORGED.replace(SERVER, f"{SERVER}."), D),
    "hidden behind a lone line end": Row(made(FROM + f"Subject: x\r{FORGED}"), "", D),
    "hidden behind a NUL": Row(made(FROM + FORGED.replace("-Res", "\0-Res")), "", D),
    "forged in the subject": Row(made(FROM + f"Subject: =?utf-8?q?=0D=0A?= {FORGED}", top=TRUE)),
    "forged in an encoded word": Row(
        made(
            FROM + f"Subject: =?utf-8?b?{base64.b64encode(FORGED.encode()).decode()}?=\r\n",
            top=TRUE,
        )
    ),
    "forged in the text": Row(made(body=FORGED + "\r\n" + WISH, top=TRUE)),
    "forged in a part": Row(
        made(
            FROM + "Content-Type: multipart/mixed; boundary=b\r\n",
            f"--b\r\n{FORGED}\r\n{WISH}\r\n--b--",
            top=TRUE,
        )
    ),
    "forged in a mail within the mail": Row(
        made(FROM + "Content-Type: message/rfc822\r\n", FORGED + FROM + "\r\n" + WISH, top=TRUE),
        duties=(),
    ),
    "forged behind a header that is none": Row(made(FROM + "no header\r\n" + FORGED, top=TRUE)),
    "a blank before the colon": Row(
        made(FROM + FORGED.replace("Results:", "Results :")), duties=ERASE
    ),
    "a lookalike of the server": told_by(FORGED.replace("heijastus", "heijastu\u0455"), N),
    "the server as a part of a name": told_by(FORGED.replace(SERVER, f"{SERVER}.evil.example"), N),
    "the server behind a hyphen": told_by(FORGED.replace(SERVER, f"x-{SERVER}"), N),
    "the server as an address": told_by(FORGED.replace(SERVER, f"x@{SERVER}"), D),
    "the server within a comment": told_by(FORGED.replace(SERVER, f"evil.example ({SERVER})"), D),
    "a result within a comment": told_by(
        f"Authentication-Results: {SERVER}; spf=pass (dkim=pass header.d=posti.example;"
        " dmarc=pass header.from=posti.example) smtp.mailfrom=evil.example\r\n",
        N,
    ),
    "a result within quotation marks": told_by(
        f"Authentication-Results: {SERVER}; spf=pass"
        ' smtp.mailfrom="; dmarc=pass header.from=posti.example; x"@evil.example\r\n',
        N,
    ),
    "a result in an unclosed comment": told_by(
        f"Authentication-Results: {SERVER}; dkim=none (; dmarc=pass header.from=posti.example\r\n",
        D,
    ),
    "a second dmarc result": told_by(
        GOOD.replace("\r\n", "; dmarc=none header.from=posti.example\r\n"), D
    ),
    "dkim of the sender, dmarc of another": told_by(
        EVIL.replace("\r\n", "; dkim=pass header.d=posti.example\r\n"), D
    ),
    "ARC says so": told_by(
        f"ARC-Authentication-Results: i=1; {SERVER}; dmarc=pass header.from=posti.example\r\n", N
    ),
    "spf alone": told_by(f"Authentication-Results: {SERVER}; spf=pass smtp.mailfrom={AINO}\r\n", N),
    "dkim of a domain below": told_by(
        f"Authentication-Results: {SERVER}; dkim=pass header.d=x.posti.example\r\n", N
    ),
    "dkim of a domain above": told_by(
        f"Authentication-Results: {SERVER}; dkim=pass header.d=example\r\n", N
    ),
    "dmarc fails, dkim passes": told_by(
        f"Authentication-Results: {SERVER}; dkim=pass header.d=posti.example; dmarc=fail\r\n", F
    ),
    "results of 100,000 characters": told_by(GOOD.replace("\r\n", " x" * 50_000 + "\r\n"), D),
    "a thousand comments one in another": told_by(GOOD.replace("dmarc", "(" * 1000 + "dmarc"), D),
    "three thousand results": told_by(
        f"Authentication-Results: {SERVER}" + ";a=b" * 3000 + "\r\n", D
    ),
    "five thousand headers in the name of the server": told_by(TRUE + FORGED * 5000, D),
}

BOMB = base64.encodebytes(b"\0" * 700_000).decode()
BODIES = {
    "a boundary that is never there": written("multipart/mixed; boundary=x", WISH, duties=()),
    "no boundary": written("multipart/mixed", WISH, duties=()),
    "an empty boundary": written('multipart/mixed; boundary=""', WISH, duties=()),
    "a boundary in an encoding without sense": written(
        "multipart/mixed; boundary*=undefined''x", WISH, duties=()
    ),
    "a boundary in the encoding idna": written(
        "multipart/mixed; boundary*=idna''%ff%ff..", WISH, duties=()
    ),
    "parts that never end": written(
        "multipart/mixed; boundary=b", f"--b\r\nContent-Type: text/plain\r\n\r\n{WISH}"
    ),
    "ten levels of parts": written("multipart/mixed; boundary=b0", nested(10)),
    "a thousand levels of parts": written("multipart/mixed; boundary=b0", nested(1000), duties=()),
    "a thousand mails within mails": written(
        "message/rfc822", "Content-Type: message/rfc822\r\n\r\n" * 1000 + WISH, duties=()
    ),
    "five thousand parts": written(
        "multipart/mixed; boundary=b", f"--b\r\n\r\n{WISH}" + "--b\r\n\r\nx\r\n" * 5000
    ),
    "parameters that are slow work in each of 240 parts": written(
        "multipart/mixed; boundary=b",
        f"--b\r\n\r\n{WISH}"
        + ('--b\r\nContent-Type: text/plain; x="' + ";" * 3900 + "\r\n\r\nx\r\n") * 240,
    ),
    "five thousand files": written(
        "multipart/mixed; boundary=b",
        f"--b\r\n\r\n{WISH}" + "--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n" * 4000,
    ),
    "a digest of digests": written(
        "multipart/digest; boundary=b",
        "--b\r\nContent-Type: multipart/digest\r\n\r\n" * 300,
        duties=(),
    ),
    "an unknown charset": written("text/plain; charset=klingon", WISH),
    "a charset with NUL": Row(made(FROM + 'Content-Type: text/plain; charset="utf\0-8"\r\n'), ""),
    "a charset of 100,000 letters": written(f"text/plain; charset={'x' * 100_000}", WISH),
    "a charset that is a codec of bytes": written("text/plain; charset=zlib", WISH),
    "a charset that is a path": written("text/plain; charset=../../etc/passwd", WISH),
    "punycode, which takes for ever": written(
        "text/plain; charset=punycode", WISH + "a" * 100_000 + "-" + "b" * 100_000
    ),
    "unicode_escape": written(
        "text/plain; charset=unicode_escape", WISH + "\\u202e\\x1b\\N{DIGIT ONE}"
    ),
    "UTF-7 is not read": written(
        "text/plain; charset=utf-7", b"+AFAAbwBpAHMAdABhAGsAYQBh tietoni", duties=()
    ),
    "UTF-16 in base64": written(
        "text/plain; charset=utf-16",
        base64.encodebytes(WISH.encode("utf-16")),
        "Content-Transfer-Encoding: base64",
    ),
    "UTF-16 in bare bytes": written("text/plain; charset=utf-16", WISH.encode("utf-16"), duties=()),
    "ISO-2022-JP with its shifts": written(
        "text/plain; charset=iso-2022-jp", b"\x1b$B\x1b(B" + WISH.encode()
    ),
    "the wrong charset": written(
        "text/plain; charset=utf-8", "Poistakaa tietoni, äiti".encode("cp1252")
    ),
    "base64 that is none": written(
        "text/plain", "====%%%%\r\n" + WISH, "Content-Transfer-Encoding: base64", duties=()
    ),
    "an unknown transfer encoding": written(
        "text/plain", WISH, "Content-Transfer-Encoding: x-none"
    ),
    "uuencode that is none": written(
        "text/plain",
        "begin 666 ../../etc/passwd\r\n" + WISH,
        "Content-Transfer-Encoding: x-uuencode",
    ),
    "quoted-printable cut short": written(
        "text/plain", WISH + "=E4=\r\n=G=", "Content-Transfer-Encoding: quoted-printable"
    ),
    "a bomb of base64": written("text/plain", BOMB, "Content-Transfer-Encoding: base64", duties=()),
    "a bomb of base64 in HTML": written(
        "text/html",
        base64.encodebytes(b"<a " * 200_000),
        "Content-Transfer-Encoding: base64",
        duties=(),
    ),
    "a million line ends": written("text/plain", WISH + "\r\n" * 1_000_000),
    "nine million bytes in one line": written("text/plain", WISH + "x" * 9_000_000),
    "a million lone line ends": written("text/plain", WISH.strip() + "\r" * 1_000_000),
    "comments of HTML that never end": written("text/html", WISH + "<!--" * 100_000),
    "tags of HTML that never end": written("text/html", WISH + "<a x='" * 100_000),
    "a name of a tag in HTML that never ends": written("text/html", WISH + "<" + "a" * 290_000),
    "fifty thousand quotations in HTML": written("text/html", WISH + "<blockquote>" * 50_000),
    "a page that hides its head": written(
        "text/html", f"<head><body>{WISH}<script>Radera mina uppgifter."
    ),
    "entities without sense": written(
        "text/html", WISH + "&#99999999999;&#x110000;&#0;&bogus;&" * 100
    ),
    "a page that calls home": written(
        "text/html",
        f"<img src=https://evil.example/{AINO}><link rel=stylesheet href=//evil.example>{WISH}",
    ),
    "an entity of a file": written(
        "text/xml", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', duties=()
    ),
    "a file with a path": written(
        "text/plain",
        WISH,
        'Content-Disposition: attachment; filename="../../../etc/passwd"',
        duties=(),
    ),
    "a file with an absolute path": written("text/plain; name=/etc/passwd", WISH, duties=()),
    "a file name in pieces": written(
        "text/plain",
        WISH,
        "Content-Disposition: inline; filename*0*=utf-8''%2e%2e; filename*1=/x",
        duties=(),
    ),
    "a file name in an encoding without sense": written(
        "text/plain", WISH, "Content-Disposition: inline; filename*=undefined''x", duties=()
    ),
    "a type without sense": written("text", WISH),
    "a type with NUL": Row(made(FROM + "Content-Type: te\0xt/plain\r\n"), ""),
    "a type of 200,000 characters": written('text/plain; x="' + ";" * 200_000, WISH),
    "a boundary of 200,000 characters": written(
        'multipart/mixed; x="' + ';" ' * 66_000 + "; boundary=b", WISH, duties=()
    ),
    "ESC and writing turned round in the text": written("text/plain", "\x1b[31m \u202e" + WISH),
    "letters that cannot be": written(
        "text/plain; charset=utf-8", b"\xed\xa0\x80\xff " + WISH.encode()
    ),
    "an odd sign in each word": written("text/plain", "Pois\u200btakaa tie\u00adtoni."),
    "a wish in a quoted mail": written("text/plain", "Kiitos!\r\n\r\n> " + WISH, duties=()),
    "a wish in a signature": written("text/plain", "Kiitos!\r\n\r\n-- \r\n" + WISH, duties=()),
    "twenty thousand words of one letter": written("text/plain", WISH + "a. " * 20_000),
}

HEADS = {
    "a header of 200,000 characters": Row(
        made(FROM + "X-A: " + "x" * 200_000 + "\r\n", top=GOOD), state=V
    ),
    "a header of 18,000 lines": Row(
        made(FROM + "X-A: x\r\n" + "\ty\r\n" * 18_000, top=GOOD), state=V
    ),
    "five thousand headers": Row(made(FROM + "X-A: x\r\n" * 5_000, top=GOOD), state=V),
    "a head that never ends": Row(made(FROM + "X-A: x\r\n" * 30_000, top=GOOD), state=V, duties=()),
    "a subject of 20,000 encoded words": Row(
        made(FROM + "Subject: " + "=?utf-8?q?a?= " * 20_000 + "\r\n")
    ),
    "a subject of question marks": Row(made(FROM + "Subject: " + "=?" * 50_000 + "\r\n")),
    "a subject with a header in it": Row(
        made(FROM + "Subject: =?utf-8?q?x=0D=0ABcc=3A_e=40e.example?=\r\n")
    ),
    "a subject in base64 that is none": Row(
        made(FROM + "Subject: =?utf-8?b?%%%?= =?utf-8?b?a?=\r\n")
    ),
    "a subject in the encoding zlib": Row(
        made(FROM + "Subject: =?zlib?b?eJw=?= =?undefined?q?x?=\r\n")
    ),
    "a subject that wishes": Row(
        made(FROM + "Subject: =?utf-8?q?R=C3=A4ttelse_av_mina_uppgifter?=\r\n"),
        duties=("rectification", "erasure"),
    ),
    "a subject of a reply that wishes": Row(made(FROM + "Subject: Vs: Oikaisupyyntö\r\n")),
    "an id with a header in it": Row(
        made(FROM + "Message-ID: <x@y.example>\r\n\tBcc: e@e.example\r\n")
    ),
    "an id with brackets": Row(made(FROM + "Message-ID: <<x>@y.example>\r\n")),
    "an id of 100,000 letters": Row(made(FROM + f"Message-ID: <{'x' * 100_000}@y.example>\r\n")),
    "a date of the year 9999": Row(made(FROM + "Date: Fri, 31 Dec 9999 23:59:59 -1200\r\n")),
    "a date of 5,000 digits": Row(made(FROM + f"Date: {'9' * 5000}\r\n")),
    "a day of receipt that is forged": Row(made(FROM, top=f"Received: by {SERVER}; nonsense\r\n")),
    "a thousand days of receipt": Row(made(FROM, top=f"Received: by {SERVER}; Thu\r\n" * 1000)),
    "an answer of a program": Row(
        made(FROM + "Auto-Submitted: auto-replied\r\n"), is_automatic=True
    ),
    "a mailing list": Row(made(FROM + "List-Id: x\r\nPrecedence: LIST\r\n"), is_automatic=True),
    "a mark of UTF-8 before all": Row(b"\xef\xbb\xbf" + made(top=GOOD), state=V),
    "line ends before all": Row(b"\r\n\r\n" + made(top=GOOD), state=V),
    "a line of a mail box before all": Row(
        b"From x Thu Nov 5 09:12:00 2026\r\n" + made(top=GOOD), state=V
    ),
    "line ends of Unix": Row(made(top=GOOD).replace(b"\r\n", b"\n"), state=V),
    "line ends of an old Macintosh": Row(made(top=GOOD).replace(b"\r\n", b"\r"), "", D),
}

ROWS = {**SENDERS, **PROOFS, **BODIES, **HEADS}
every_row = pytest.mark.parametrize("name", ROWS)


def test_there_are_enough_of_them_and_no_name_twice() -> None:
    assert len(ROWS) == len(SENDERS) + len(PROOFS) + len(BODIES) + len(HEADS) >= 120


@every_row
def test_each_comes_to_what_is_written_down_for_it(name: str) -> None:
    row = ROWS[name]
    found = mail.read(row.content, [SERVER], TODAY)
    asked = asking.recognise(found.subject, found.text)
    outcome = (found.sender, found.proof.state, found.is_automatic, asked.duties)
    assert outcome == (row.sender, row.state, row.is_automatic, row.duties)


@every_row
def test_whatever_is_odd_about_a_mail_its_values_are_safe_to_keep_and_to_show(name: str) -> None:
    found = mail.read(ROWS[name].content, [SERVER], TODAY)
    kept = {
        field: value
        for field in ("sender", "name", "message_id", "subject", "text")
        if (value := getattr(found, field))
    }
    assert document.load(document.dump({**kept})) == kept
    assert len(found.text) <= mail.MAX_TEXT
    assert max(map(len, (found.name, found.subject, found.message_id))) <= mail.MAX_NAME
    line = found.name + found.subject + found.sender + found.message_id
    assert not set(line) & set("\r\n\t\x00\x1b\x07\u202e\u200b\u00ad")
    assert found.received <= TODAY
    assert all(remark and AINO not in remark for remark in found.remarks)


@every_row
def test_nothing_is_written_run_or_asked_of_the_network(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_words: object, **_named: object) -> NoReturn:
        raise AssertionError("a mail made the program do something")

    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for place, forbidden in (
        (socket, "socket"),
        (socket, "getaddrinfo"),
        (subprocess, "Popen"),
        (os, "system"),
        (os, "mkdir"),
    ):
        monkeypatch.setattr(place, forbidden, never)
    found = mail.read(ROWS[name].content, [SERVER], TODAY)
    asking.recognise(found.subject, found.text)
    assert list(folder.iterdir()) == []


def test_a_server_that_vouches_for_nothing_is_never_made_to() -> None:
    """Each forgery again, below what the owner's server really says: it never becomes a proof."""
    for name, row in ROWS.items():
        found = mail.read(TRUE.encode() + row.content.lstrip(b"\xef\xbb\xbf\r\n"), [SERVER], TODAY)
        assert found.proof.state is not State.VOUCHED, name


_IN_A_SENDER = st.lists(
    st.sampled_from([*'";()\\<>@ =,', "dkim=pass header.d=posti.example", "dmarc=pass", SERVER])
    | st.characters(min_codepoint=32, max_codepoint=126),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(_IN_A_SENDER)
@example('"; dkim=pass header.d=posti.example; x="')
@example(")); dkim=pass header.d=posti.example; x=y ((")
@example("\\")
def test_no_address_that_the_server_repeats_becomes_a_result(words: str) -> None:
    """The server quotes what a stranger gave as his address, in quotation marks or a comment."""
    quoted = re.sub(r'(["\\])', r"\\\1", words)
    comment = re.sub(r"([()\\])", r"\\\1", words)
    for result in (
        f'spf=pass smtp.mailfrom="{quoted}"@evil.example',
        f"spf=pass (domain of {comment}) smtp.mailfrom=evil.example",
        f'spf=fail reason="{quoted}"',
    ):
        top = f"Authentication-Results: {SERVER}; {result}; dkim=none\r\n"
        state = mail.read(made(top=top), [SERVER], TODAY).proof.state
        assert state is not State.VOUCHED, result


def test_without_servers_of_ones_own_nobody_is_ever_vouched_for() -> None:
    for name, row in ROWS.items():
        state = mail.read(row.content, [], TODAY).proof.state
        assert state is State.ABSENT, name


def test_what_the_owner_should_look_at_is_said() -> None:
    silent = {
        name: found.remarks
        for name, row in SENDERS.items()
        if not (found := mail.read(row.content, [SERVER], TODAY)).remarks and not found.sender
    }
    assert silent == {}
    for name in ("a thousand levels of parts", "a million line ends", "a bomb of base64 in HTML"):
        assert mail.read(BODIES[name].content, [SERVER], TODAY).remarks, name
    for name in ("hidden behind a NUL", "hidden behind a lone line end"):
        assert mail.read(PROOFS[name].content, [SERVER], TODAY).remarks, name


def test_the_work_of_each_is_within_the_limits() -> None:
    for row in ROWS.values():
        source = mail_text.Source(row.content)
        assert len(source.headers) <= mail_text.MAX_LINES
        assert all(len(value) <= mail_text.MAX_HEADER for _name, value in source.headers)


_PIECES = st.sampled_from(
    [
        *(b"From: ", b"aino@posti.example", b"<", b">", b'"', b"\\", b"(", b")", b",", b";", b":"),
        *(
            b"\r\n",
            b"\n",
            b"\r",
            b"\0",
            b"\t",
            b" ",
            b"=?utf-8?q?",
            b"?=",
            b"=?x?b?",
            b"\xff",
            b"\xc3",
        ),
        *(b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b"Subject: ", b"Date: "),
        *(b"Authentication-Results: mx.heijastus.example; ", b"dkim=pass header.d=posti.example"),
        *(
            b"charset=",
            b"Content-Transfer-Encoding: base64",
            b"<!--",
            b"<p>",
            b"&#",
            b"> ",
            b"*0*=",
        ),
        *(b"Content-Type: text/html", b"Content-Type: message/rfc822", b"filename*=", b"utf-16''"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.binary(max_size=8), max_size=60).map(b"".join), st.booleans())
@example(b"From: " + b"\x80" * 10, True)
@example(b"Content-Type: multipart/mixed; boundary*=x'\n\n--", True)
def test_no_bytes_at_all_bring_the_program_down(content: bytes, has_head: bool) -> None:
    try:
        found = mail.read(FROM.encode() + content if has_head else content, [SERVER], TODAY)
    except RecordsError as error:
        assert not has_head
        assert error.sentence
    else:
        asking.recognise(found.subject, found.text)
