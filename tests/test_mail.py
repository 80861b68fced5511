"""Mails as they arrive: who, when, what, and whether the owner's server vouches for the sender.

All people are invented. The five mails in tests/mail/ are as people would send them.
"""

import base64
import email
import email.policy
from datetime import date
from pathlib import Path

import pytest

from heijastus_records.errors import Invalid, Misused
from heijastus_records.exchange import asking, mail, mail_text, reply, vouching
from heijastus_records.exchange.vouching import Proof, State
from heijastus_records.law.notice import Notice
from heijastus_records.letters.letter import Letter, Paragraph, Section
from heijastus_records.register import document, schema

from .house import PROJECT

SAMPLES = Path(__file__).parent / "mail"
SERVER = "mx.heijastus.example"
TODAY = date(2026, 11, 24)
VOUCHED = Proof(State.VOUCHED, SERVER, ("dkim", "dmarc"))
ABSENT = Proof(State.ABSENT)

EXPECTED = {
    "access-fi": (
        "milla.riikonen172@hoivakoti-laine-ry.example",
        "Milla Riikonen",
        date(2026, 3, 5),
        "Tarkastuspyyntö",
        VOUCHED,
        ("access",),
        "fi",
    ),
    "access-from-another-address": (
        "jokin.muu@posti.example",
        "Milla Riikonen",
        date(2026, 2, 10),
        "Mitä tietoja teillä on minusta?",
        VOUCHED,
        ("access",),
        "fi",
    ),
    "access-then-erase-en": (
        "johanna.saarinen@posti.example",
        "Johanna Saarinen",
        date(2028, 1, 31),
        "Please send me my data and then delete it",
        ABSENT,
        ("access", "erasure"),
        "en",
    ),
    "erasure-fi": (
        "carita.vaisanen@posti.example",
        "Carita Väisänen",
        date(2026, 8, 31),
        "Tietojeni poistaminen",
        VOUCHED,
        ("erasure",),
        "fi",
    ),
    "rectify-sv": (
        "anja.koivunen@nuorisotalo-nyberg-oyj.example",
        "Anja Koivunen",
        date(2026, 1, 30),
        "Rättelse av uppgifter",
        VOUCHED,
        ("rectification",),
        "sv",
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_each_sample_is_read_as_its_writer_meant_it(name: str) -> None:
    content = (SAMPLES / f"{name}.eml").read_bytes()
    sender, writer, received, subject, proof, duties, language = EXPECTED[name]
    found = mail.read(content, [SERVER], date(2028, 2, 1) if received.year == 2028 else TODAY)
    asked = asking.recognise(found.subject, found.text)
    assert (found.sender, found.name, found.received) == (sender, writer, received)
    assert (found.subject, found.proof) == (subject, proof)
    assert found.message_id == f"{name}@{sender.partition('@')[2]}"
    assert found.text.endswith(writer)
    assert (found.is_automatic, found.remarks) == (False, ())
    assert (asked.duties, asked.is_for_another, asked.language) == (duties, False, language)


def test_the_samples_are_all_expected() -> None:
    assert {path.stem for path in SAMPLES.glob("*.eml")} == set(EXPECTED)


# --- Putting a mail together ----------------------------------------------------------------


def made(*headers: str, body: str = "Hei", results: str = "") -> bytes:
    """Return a mail with a sender, a day and the given headers above them."""
    lines = [f"Authentication-Results: {results}"] if results else []
    lines += [*headers, "From: Aino Esimerkki <aino@posti.example>"]
    lines += ["Date: Thu, 05 Nov 2026 09:12:00 +0200", "", body]
    return "\r\n".join(lines).encode()


def proof(*headers: str, results: str = "") -> Proof:
    return mail.read(made(*headers, results=results), [SERVER], TODAY).proof


DKIM = "dkim=pass header.d=posti.example"
DMARC = "dmarc=pass header.from=posti.example"

# --- Whether the server vouches -------------------------------------------------------------

RESULTS = {
    f"{SERVER}; {DKIM}; {DMARC}": Proof(State.VOUCHED, SERVER, ("dkim", "dmarc")),
    f"{SERVER}; {DKIM}": Proof(State.VOUCHED, SERVER, ("dkim",)),
    f"{SERVER}; {DMARC}": Proof(State.VOUCHED, SERVER, ("dmarc",)),
    f"MX.Heijastus.EXAMPLE 1; {DMARC}": Proof(State.VOUCHED, SERVER, ("dmarc",)),
    f"{SERVER} (postfix (inner) \\) x) 1 ; {DMARC}": Proof(State.VOUCHED, SERVER, ("dmarc",)),
    f"{SERVER};\r\n\tdkim=pass (2048-bit; key)\r\n header.d=POSTI.example header.s=a1": Proof(
        State.VOUCHED, SERVER, ("dkim",)
    ),
    f"{SERVER}; {DKIM}; dkim=fail header.d=lista.example": Proof(State.VOUCHED, SERVER, ("dkim",)),
    f"{SERVER}; dkim=fail header.d=posti.example; {DKIM}": Proof(State.VOUCHED, SERVER, ("dkim",)),
    f"{SERVER}; dmarc=fail header.from=posti.example; {DKIM}": Proof(State.FAILED, SERVER),
    f"{SERVER}; dkim=fail header.d=posti.example": Proof(State.FAILED, SERVER),
    f"{SERVER}; spf=softfail smtp.mailfrom=aino@posti.example": Proof(State.FAILED, SERVER),
    f"{SERVER}; spf=fail smtp.mailfrom=aino@muu.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; spf=pass smtp.mailfrom=aino@posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=pass header.d=evil.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=pass header.d=ali.posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=pass header.d=posti.example.evil.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=pass header.i=@posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=pass header.d=evil.example header.d=posti.example": Proof(
        State.ABSENT, SERVER
    ),
    f"{SERVER}; dkim/2=pass header.d=posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=none; dmarc=none header.from=posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dkim=temperror header.d=posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; none": Proof(State.ABSENT, SERVER),
    f"{SERVER}; spf=pass (; {DKIM};) smtp.mailfrom=evil.example": Proof(State.ABSENT, SERVER),
    f'{SERVER}; spf=pass smtp.mailfrom="x; {DKIM}"@evil.example': Proof(State.ABSENT, SERVER),
    f'{SERVER}; spf=fail reason="{DMARC}; {DKIM}"': Proof(State.ABSENT, SERVER),
    f"{SERVER}; arc=pass header.d=posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; x-dkim=pass header.d=posti.example": Proof(State.ABSENT, SERVER),
    f"{SERVER}; dmarc=pass header.from=evil.example; {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; dmarc=pass; {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; {DMARC}; dmarc=none header.from=posti.example": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER} 2; {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; {DKIM}; spf=pass smtp.mailfrom=<x": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; spf=pass (unclosed; {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER} {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}": Proof(State.DOUBTFUL, SERVER),
    f'"{SERVER}"; {DKIM}': Proof(State.DOUBTFUL, SERVER),
    f"({SERVER}) evil.example; {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"evil.example ({SERVER}); {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; {DKIM} " + "header.x=y " * 400: Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; {'(' * 2000}; {DKIM}": Proof(State.DOUBTFUL, SERVER),
    f"{SERVER}; {DKIM} header.s=\u00e4": Proof(State.DOUBTFUL, SERVER),
    f'{SERVER}; dkim=pass header.d="evil.example" header.d=posti.example': Proof(
        State.DOUBTFUL, SERVER
    ),
    f'{SERVER}; spf=pass action=none smtp.mailfrom="x action=; {DKIM}"@e.example': Proof(
        State.DOUBTFUL, SERVER
    ),
    f"{SERVER}.evil.example; {DKIM}; {DMARC}": ABSENT,
    f"evil-{SERVER}; {DKIM}; {DMARC}": ABSENT,
    f"mx.heijastus.exampIe; {DKIM}": ABSENT,
    f"mx.heijastus.ex\u0430mple; {DKIM}": ABSENT,
    f"; {DKIM}": ABSENT,
    f"evil.example; {DKIM}; x=pass x.{SERVER}=1": ABSENT,
}


OF_SERVERS = {
    '; dkim=pass header.i=@posti.example header.s=s header.b="a/b+c=d"; spf=pass (google.com:'
    " domain of aino@posti.example designates 2a00:1450::1 as permitted sender)"
    " smtp.mailfrom=aino@posti.example;"
    " dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=posti.example": ("dmarc",),
    "; dkim=pass (2048-bit rsa key sha256) header.d=posti.example header.b=AbC/d+e="
    " header.a=rsa-sha256 header.s=fm1 x-bits=2048; dmarc=pass policy.applied-disposition=none"
    " (p=none,d.eval=none)"
    " header.from=posti.example; iprev=pass smtp.remote-ip=1.2.3.4 (out.posti.example); x-tls=pass"
    " smtp.version=TLSv1.3 smtp.bits=256/256": ("dkim", "dmarc"),
    ";\r\n\tdkim=pass header.d=posti.example header.s=dkim header.b=Kx2;\r\n\tdmarc=pass"
    " (policy=quarantine) header.from=posti.example": ("dkim", "dmarc"),
    "; spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=posti.example; dkim=pass (signature was"
    " verified) header.d=posti.example;dmarc=pass action=none header.from=posti.example;"
    "compauth=pass reason=100": ("dkim", "dmarc"),
    '; dkim=pass reason="2048-bit key; unprotected" header.d=posti.example header.b=Abc': ("dkim",),
    " (amavisd-new); dkim=pass (1024-bit key) header.d=posti.example": ("dkim",),
}


@pytest.mark.parametrize("results", OF_SERVERS)
def test_what_servers_in_use_write_is_understood(results: str) -> None:
    expected = Proof(State.VOUCHED, SERVER, OF_SERVERS[results])
    assert proof(results=SERVER + results) == expected


@pytest.mark.parametrize("results", RESULTS)
def test_only_what_the_server_says_plainly_vouches(results: str) -> None:
    assert proof(results=results) == RESULTS[results]


def test_a_server_that_is_not_named_vouches_for_nobody() -> None:
    content = made(results=f"{SERVER}; {DKIM}; {DMARC}")
    assert mail.read(content, [], TODAY).proof == ABSENT
    assert mail.read(content, ["mx.other.example"], TODAY).proof == ABSENT


def test_a_second_header_in_the_name_of_the_server_makes_both_doubtful() -> None:
    forged = f"Authentication-Results: {SERVER}; {DKIM}; {DMARC}"
    assert proof(forged, results=f"{SERVER}; dkim=none").state is State.DOUBTFUL
    assert proof(forged, results=f"{SERVER}; {DKIM}").state is State.DOUBTFUL
    assert proof(forged, results="other.example; dkim=none").state is State.DOUBTFUL
    assert proof(forged.upper(), results=f"{SERVER}; {DKIM}").state is State.DOUBTFUL
    assert proof(forged.replace(" ", "\r\n\t"), results=f"{SERVER}; none").state is State.DOUBTFUL


def test_headers_of_others_below_the_own_one_change_nothing() -> None:
    other = f"Authentication-Results: mx.other.example; {DMARC}"
    assert proof(other, results=f"{SERVER}; {DKIM}").state is State.VOUCHED
    assert proof(other, results=f"{SERVER}; dkim=none").state is State.ABSENT


@pytest.mark.parametrize("name", ["ARC-Authentication-Results", "X-Authentication-Results"])
def test_other_headers_that_sound_alike_do_not_count(name: str) -> None:
    assert proof(f"{name}: i=1; {SERVER}; {DKIM}; {DMARC}") == ABSENT
    assert proof(f"{name}: {SERVER}; {DKIM}; {DMARC}") == ABSENT


def test_a_vouched_domain_written_in_another_script_is_known() -> None:
    content = made(results=f"{SERVER}; dkim=pass header.d=xn--pyt-sla1g.example")
    content = content.replace(b"aino@posti.example", "aino@pöytä.example".encode())
    found = mail.read(content, [SERVER], TODAY)
    assert found.sender == "aino@pöytä.example"
    assert (found.proof.state, len(found.remarks)) == (State.VOUCHED, 1)


def test_every_state_is_a_sentence() -> None:
    told = {Proof(state, SERVER, ("dkim",)).spoken for state in State}
    assert len(told) == len(State)
    assert "(dkim, dmarc)" in VOUCHED.spoken


# --- The day of receipt ---------------------------------------------------------------------

DAYS = {
    "Thu, 05 Nov 2026 09:12:00 +0200": (date(2026, 11, 5), 0),
    "Thu, 05 Nov 2026 22:30:00 +0000": (date(2026, 11, 6), 0),  # after midnight in Finland
    "Wed, 01 Jul 2026 21:30:00 -0000": (date(2026, 7, 2), 0),  # summer time
    "Thu, 05 Nov 2026 00:30:00 +1400": (date(2026, 11, 4), 0),
    "5 Nov 26 09:12": (date(2026, 11, 5), 0),
    "Tue, 24 Nov 2026 23:59:00 +0200": (TODAY, 0),
    "Wed, 25 Nov 2026 08:00:00 +0200": (TODAY, 0),  # a clock that is a little fast
    "Fri, 27 Nov 2026 08:00:00 +0200": (TODAY, 1),
    "Thu, 01 Jan 9999 00:00:00 +0000": (TODAY, 1),
    "Thu, 31 Dec 9999 23:59:00 -1200": (TODAY, 1),
    "Thu, 01 Jan 1970 00:00:00 +0000": (TODAY, 1),
    "Mon, 01 Jan 0001 00:00:00 +2359": (TODAY, 1),
    "Thu, 99 Foo": (TODAY, 1),
    "Thu, 05 Nov 2026 99:99:99 +0200": (TODAY, 1),
    "Thu, 05 Nov 2026 09:12:00 +99999999999": (TODAY, 1),
    "": (TODAY, 1),
    "\x00\x01": (TODAY, 1),
    "9" * 5000: (TODAY, 1),
    "=?utf-8?q?Thu=2C?= 05 Nov": (TODAY, 1),
}


@pytest.mark.parametrize("written", DAYS)
def test_the_day_is_that_of_finland_and_never_later_than_today(written: str) -> None:
    content = made().replace(b"Thu, 05 Nov 2026 09:12:00 +0200", written.encode())
    found = mail.read(content, [SERVER], TODAY)
    remarks = 2 if "\x00" in written else DAYS[written][1]
    assert (found.received, len(found.remarks)) == (DAYS[written][0], remarks)


def test_the_own_server_knows_better_than_the_writer_when_a_mail_came() -> None:
    own = f"Received: from out.example (x [1.2.3.4]) by {SERVER} (Postfix)\r\n\twith ESMTP id 1; "
    older = "Received: from a by out.example; Mon, 02 Nov 2026 09:12:00 +0200"
    content = made(own + "Fri, 06 Nov 2026 23:30:00 +0000", older)
    assert mail.read(content, [SERVER], TODAY).received == date(2026, 11, 7)
    assert mail.read(content, [], TODAY).received == date(2026, 11, 5)
    assert mail.read(made(older), [SERVER], TODAY).received == date(2026, 11, 5)
    assert mail.read(made(own + "nonsense"), [SERVER], TODAY).received == TODAY


def test_without_time_zones_the_writers_own_day_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "ZONE", "Nowhere/Land")
    content = made().replace(b"09:12:00 +0200", b"23:30:00 +0000")
    assert mail.read(content, [], TODAY).received == date(2026, 11, 5)


# --- What a program sent --------------------------------------------------------------------

AUTOMATIC = [
    "Auto-Submitted: auto-replied",
    "auto-submitted: AUTO-GENERATED; x=y",
    "Precedence: bulk",
    "Precedence: List",
    "Precedence: auto_reply",
    "X-Autoreply: yes",
    "X-Autorespond: x",
    "List-Unsubscribe: <https://lista.example/u>",
    "List-Id: <x.example>",
    "Return-Path: <>",
    "Content-Type: multipart/report; boundary=x",
    "Subject: Automaattinen vastaus: Tarkastuspyyntö",
    "Subject: =?utf-8?q?Automaattinen_vastaus?=",
    "Subject: Poissa toimistolta",
    "Subject: Autosvar: hej",
    "Subject: =?iso-8859-1?q?Fr=E5nvaro?=",
    "Subject: Out of office: until Monday",
    "Subject: Automatic reply: hello",
    "Subject: Undeliverable: hello",
]


@pytest.mark.parametrize("header", AUTOMATIC)
def test_what_a_program_sent_is_known(header: str) -> None:
    assert mail.read(made(header), [], TODAY).is_automatic


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "Precedence: normal",
        "Return-Path: <aino@posti.example>",
        "Subject: Poistakaa tietoni",
        "Subject: Re: Poissaolo ja tietoni",
        "Subject: Vastaus",
        "X-Mailer: Autoreply",
    ],
)
def test_what_a_person_sent_is_not_taken_for_a_programs(header: str) -> None:
    assert not mail.read(made(header), [], TODAY).is_automatic


def test_a_mail_of_the_mail_system_is_no_persons() -> None:
    content = made().replace(b"aino@posti", b"MAILER-DAEMON@posti")
    assert mail.read(content, [], TODAY).is_automatic


# --- The words ------------------------------------------------------------------------------


def body(kind: str, content: bytes, *headers: str) -> str:
    head = "".join(f"{header}\r\n" for header in (f"Content-Type: {kind}", *headers))
    top = b"From: aino@posti.example\r\nDate: Thu, 05 Nov 2026 09:12:00 +0200\r\n"
    return mail.read(top + head.encode() + b"\r\n" + content, [], TODAY).text


def test_words_of_any_usual_encoding_are_read() -> None:
    words = "pyydän tietojani – “kaikki”"
    for charset in ("utf-8", "windows-1252", "utf-16"):
        content = base64.encodebytes(words.encode(charset))
        kind = f"text/plain; charset={charset}"
        assert body(kind, content, "Content-Transfer-Encoding: base64") == words
    assert body("text/plain; charset=iso-8859-15", "Äiti €".encode("iso-8859-15")) == "Äiti €"
    assert body("text/plain; charset=us-ascii", "Äiti".encode()) == "Äiti"
    assert body("text/plain; charset=utf-8", "Äiti €".encode("cp1252")) == "Äiti €"
    assert body("text/plain; charset=nonsense", "Äiti".encode()) == "Äiti"


def test_of_a_page_only_its_words_are_kept_a_line_for_each_paragraph() -> None:
    page = (
        "<!doctype html><html><head><title>x</title><style>p{}</style><body onload='x()'>"
        "<!-- <p>piilossa</p> --><p>Hei,<br>haluan n&auml;hd&auml; <b>tie</b>toni</p>"
        "<blockquote>Vanha <p>rivi</blockquote><script>alert(1)</script>1 < 2"
        "<img src='https://evil.example/x.png'></html>"
    )
    assert body("text/html", page.encode()) == "Hei,\nhaluan nähdä tietoni\n> Vanha\n> rivi\n1 < 2"


def test_plain_text_goes_before_html_and_files_are_counted_but_not_read() -> None:
    parts = (
        "--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n"
        "--c\r\nContent-Type: text/html\r\n\r\n<p>sivu</p>\r\n"
        "--c\r\nContent-Type: text/plain\r\n\r\nteksti\r\n--c--\r\n"
        "--b\r\nContent-Type: text/plain; name=../../etc/passwd\r\n\r\nliite\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nvanha\r\n--b--\r\n"
    )
    content = made("Content-Type: multipart/mixed; boundary=b", body=parts)
    found = mail.read(content, [], TODAY)
    assert found.text == "teksti"
    assert found.remarks == ("2 attachments were not read",)


def test_a_long_text_is_cut_and_this_is_said() -> None:
    found = mail.read(made(body="sana " * 10_000), [], TODAY)
    assert len(found.text) <= mail.MAX_TEXT
    assert len(found.remarks) == 1


def test_what_is_kept_can_be_put_into_a_record_and_read_again() -> None:
    odd = "a\u0301\u2028\x1b[2J\ufeff\x07\x85 \U0001f600\t: # - 'x' \"y\"\r\nz\x00"
    found = mail.read(made(f"Subject: {odd!s}".replace("\r\n", " "), body=odd), [], TODAY)
    kept = {"text": found.text, "subject": found.subject}
    assert document.load(document.dump({**kept})) == kept


def test_what_is_no_mail_is_refused_with_a_sentence() -> None:
    for content in (
        b"",
        b"\n\n\n",
        b"hello",
        b"%PDF-1.7\n",
        b"\x00" * 1000,
        b"Foo: bar\n\nFrom: x",
    ):
        with pytest.raises(Invalid, match="not a mail"):
            mail.read(content, [], TODAY)


def test_a_mail_beyond_the_limit_is_refused_with_a_sentence() -> None:
    with pytest.raises(Invalid, match="larger than 10 megabytes"):
        mail.read(made() + b"x" * mail.MAX_BYTES, [], TODAY)


def test_the_work_is_bounded_before_the_library_reads() -> None:
    long = mail_text.Source(b"From: a@b.example\nX: " + b"x" * 200_000 + b"\n\n" + b"y\n" * 90_000)
    assert max(len(value) for _name, value in long.headers) <= mail_text.MAX_HEADER
    assert long.body.text.count("y") < mail_text.MAX_LINES
    assert long.body.unread
    deep = mail_text.Source(b"From: a@b.example\n\n" + b"Content-Type: multipart/x\n" * 50)
    assert deep.body == mail_text.Body("", unread=True)
    # A header of results that was cut is known by its length.
    assert vouching.MAX_RESULTS < mail_text.MAX_HEADER


# --- The draft of an answer -----------------------------------------------------------------

SENDER = {"name": "Heijastus", "contact": "Mari Pynnönen", "email": "mari@heijastus.example"}


def letter(title: str = "Vastaus tarkastuspyyntöön") -> Letter:
    section = Section("Pyyntösi", (Paragraph("Tietosi ovat tässä. <img src=x>"),))
    return Letter("fi", title, "15 artikla", ("Heijastus",), "24.11.2026", (section,))


def parsed(draft: bytes) -> email.message.EmailMessage:
    found = email.message_from_bytes(draft, policy=email.policy.default)
    assert isinstance(found, email.message.EmailMessage)
    return found


def test_an_answer_is_a_draft_from_the_owner_to_one_address() -> None:
    draft = reply.compose(letter(), SENDER, "aino@posti.example", TODAY, "x1@posti.example")
    found = parsed(draft)
    assert [value.addr_spec for value in found["To"].addresses] == ["aino@posti.example"]
    assert str(found["From"]) == "Mari Pynnönen <mari@heijastus.example>"
    assert found["Subject"] == "Vastaus tarkastuspyyntöön"
    assert found["In-Reply-To"] == found["References"] == "<x1@posti.example>"
    assert found["X-Unsent"] == "1"
    assert found["Date"].datetime.date() == TODAY
    assert found["Message-ID"].endswith("@heijastus.example>")
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]
    assert "Tietosi ovat tässä." in found.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert max(map(len, draft.split(b"\r\n"))) <= 998
    assert b"\n" not in draft.replace(b"\r\n", b"")


def test_the_page_of_an_answer_loads_nothing() -> None:
    part = parsed(reply.compose(letter(), SENDER, "a@posti.example", TODAY)).get_body(("html",))
    page = part.get_content() if part else ""
    assert "<img" not in page
    assert page.count("src=") == page.count("&lt;img src=x&gt;")
    assert not [word for word in ("href=", "url(", "@import", "<script") if word in page]
    assert "default-src 'none'" in page


ALLOWED = {
    *("from", "to", "subject", "date", "message-id", "in-reply-to", "references", "x-unsent"),
    *("mime-version", "content-type"),
}
EVIL = [
    "x\r\nBcc: evil@posti.example",
    "x\nBcc: evil@posti.example",
    "x\rBcc: evil@posti.example",
    "x\r\n\r\nbody",
    "x\u2028Bcc: evil@posti.example",
    "x\x85Bcc: evil@posti.example",
    "x\x0bBcc: evil@posti.example",
    "x\x00y",
    "\u202eexe.fdp",
    '"<evil@posti.example>, x',
    "=?utf-8?q?=0D=0ABcc=3A_evil=40posti.example?=",
    "x" * 5000,
    "\ud800",
]


@pytest.mark.parametrize("evil", EVIL, ids=ascii)
def test_no_value_adds_a_header_to_an_answer(evil: str) -> None:
    sender = {**SENDER, "contact": evil, "name": evil}
    draft = reply.compose(letter(evil), sender, "aino@posti.example", TODAY, evil)
    found = parsed(draft)
    assert {name.lower() for name in found} <= ALLOWED
    assert [value.addr_spec for value in found["To"].addresses] == ["aino@posti.example"]
    assert [value.addr_spec for value in found["From"].addresses] == ["mari@heijastus.example"]
    assert found["In-Reply-To"] is None
    head = draft.partition(b"\r\n\r\n")[0].decode()
    assert not set(head) & set("\x00\u202e\u2028\x85\x0b")


@pytest.mark.parametrize(
    "to", [*EVIL, "", "a@b.example, c@d.example", "Aino <a@b.example>"], ids=ascii
)
def test_an_answer_goes_to_one_plain_address_or_nowhere(to: str) -> None:
    with pytest.raises(Misused):
        reply.compose(letter(), SENDER, to, TODAY)


def test_an_address_of_other_letters_stays_as_it_is() -> None:
    draft = reply.compose(letter(), SENDER, "aino@straße.example", TODAY)
    assert "To: aino@straße.example\r\n" in draft.decode()


# --- The notice -----------------------------------------------------------------------------


def test_the_notice_names_the_owners_servers_or_none() -> None:
    data = document.load((PROJECT / "register.yaml").read_text("utf-8"))
    assert Notice(data).mail_servers == ()
    requests = data["requests"]
    assert isinstance(requests, dict)
    requests["servers"] = [SERVER]
    assert schema.check("register", data) == []
    assert Notice(data).mail_servers == (SERVER,)
