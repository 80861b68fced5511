"""What the site sets in a browser is what section 15 says, and a real browser is the witness."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from heijastus_records.errors import Damaged, Invalid, Misused, RecordsError
from heijastus_records.exchange import browsing
from heijastus_records.law import cookies
from heijastus_records.law.cookies import NEVER, Seen
from heijastus_records.register import document, schema
from heijastus_records.register.register import Register

from . import browser
from .house import PROJECT, Ran

Run = Callable[..., Ran]

SAMPLES = PROJECT / "tests" / "samples" / "browsing"
SITE = "www.esimerkki.example"
NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

INVENTORY = """\
  inventory:
    - {name: istunto, purpose: necessary, lasts: session, consent: no}
    - {name: kieli, purpose: necessary, lasts: 30, consent: no}
    - {name: _ga, purpose: analytics, lasts: 395, consent: yes}
    - {name: _pk_id*, purpose: analytics, lasts: 400, consent: yes}
    - {name: nakyma, purpose: preferences, lasts: 1, consent: no}
    - {name: vanha, purpose: necessary, lasts: 10, consent: no}
"""


def entry(name: str, purpose: str = "necessary", lasts: str = "30", **more: str) -> dict[str, str]:
    consent = more.pop("consent", "no" if purpose == "necessary" else "yes")
    return {"name": name, "purpose": purpose, "lasts": lasts, "consent": consent, **more}


def found(
    seen: Seen | list[Seen], *inventory: dict[str, str], consented: datetime | None = None
) -> list[tuple[str, str]]:
    each = seen if isinstance(seen, list) else [seen]
    checked = cookies.check(each, inventory, SITE, consented)
    return [(finding.seen.name, finding.kind.value) for finding in checked.findings]


def declared(register: Register, site: str = SITE) -> None:
    """Put a site and its cookies into the notice."""
    file = register.root / "register.yaml"
    typed = file.read_text("utf-8").replace("  inventory: []\n", INVENTORY)
    file.write_text(typed.replace("  site: www.heijastus.org", f"  site: {site}"), "utf-8")


# --- The rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("site", "domain", "is_own"),
    [
        ("www.heijastus.example", "www.heijastus.example", True),
        ("www.heijastus.example", "heijastus.example", True),
        ("www.heijastus.example", "blogi.heijastus.example", True),
        ("heijastus.example", "www.heijastus.example", True),
        ("https://www.heijastus.example/etusivu", "heijastus.example", True),
        ("WWW.Heijastus.Example.", "heijastus.example", True),
        ("www.heijastus.example:8080", "heijastus.example", True),
        ("www.heijastus.example", "example", False),
        ("www.heijastus.example", "paha-heijastus.example", False),
        ("www.heijastus.example", "heijastus.example.paha.example", False),
        ("heijastus.example", "mainos.example", False),
        ("heijastus.co.uk", "mainos.co.uk", False),
        ("www.heijastus.co.uk", "blogi.heijastus.co.uk", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "10.0.0.1", False),
        ("localhost", "localhost", True),
        ("www.työnohjaus.example", "xn--tynohjaus-17a.example", True),
    ],
)
def test_a_domain_is_the_sites_own_or_another(site: str, domain: str, is_own: bool) -> None:
    assert cookies.is_own(domain, cookies.host_of(site)) == is_own


def test_what_is_not_in_the_notice_is_found_whoever_sets_it() -> None:
    assert found(Seen("a", SITE)) == [("a", "undeclared")]
    assert found(Seen("a", "mainos.example")) == [("a", "third-party")]


def test_a_third_party_that_is_declared_with_its_domain_is_known() -> None:
    known = entry("a", domain="mainos.example")
    assert found(Seen("a", "www.mainos.example"), known) == []
    assert found(Seen("a", "paha.example"), known) == [("a", "third-party")]
    assert found(Seen("a", "mainos.example"), entry("a")) == [("a", "third-party")]


@pytest.mark.parametrize(
    ("purpose", "consent", "wrong"),
    [
        ("necessary", "no", False),
        ("necessary", "yes", True),
        ("preferences", "no", True),
        ("analytics", "yes", True),
        ("marketing", "yes", True),
    ],
)
def test_what_the_service_does_not_need_waits_for_consent(
    purpose: str, consent: str, wrong: bool
) -> None:
    known = entry("a", purpose, consent=consent)
    early = Seen("a", SITE, NOON)
    assert found(early, known, consented=NEVER) == [("a", "before-consent")] * wrong
    assert found(early, known, consented=NOON + timedelta(seconds=1)) == (
        [("a", "before-consent")] * wrong
    )
    assert found(early, known, consented=NOON) == []
    assert found(early, known) == []


@pytest.mark.parametrize(
    ("lasts", "life", "wrong"),
    [
        ("30", timedelta(days=30), False),
        ("30", timedelta(days=30, minutes=59), False),
        ("30", timedelta(days=30, minutes=61), True),
        ("30", timedelta(days=730), True),
        ("30", None, False),
        ("session", None, False),
        ("session", timedelta(days=1), True),
    ],
)
def test_a_cookie_lasts_no_longer_than_stated(
    lasts: str, life: timedelta | None, wrong: bool
) -> None:
    seen = Seen("a", SITE, life=life)
    assert found(seen, entry("a", lasts=lasts)) == [("a", "longer-lived")] * wrong


def test_a_star_stands_for_any_ending_and_a_whole_name_counts_before_it() -> None:
    star, whole = entry("_ga*", lasts="1"), entry("_ga_X", lasts="800")
    seen = Seen("_ga_X", SITE, life=timedelta(days=700))
    assert found(seen, star, whole) == []
    assert found(seen, star) == [("_ga_X", "longer-lived")]


def test_what_is_declared_and_not_seen_is_a_remark() -> None:
    checked = cookies.check([], [entry("a")], SITE, NEVER)
    assert (checked.findings, [each["name"] for each in checked.unseen]) == ((), ["a"])


def test_the_list_of_the_notice_is_checked_by_its_schema(register: Register) -> None:
    declared(register)
    typed = (register.root / "register.yaml").read_text("utf-8")
    assert schema.check("register", document.load(typed)) == []
    crooked = typed.replace("lasts: 395", "lasts: vuosi").replace("nakyma,", "nakyma, väri: sini,")
    problems = schema.check("register", document.load(crooked))
    assert [each.field for each in problems] == [
        "cookies.inventory[2].lasts",
        "cookies.inventory[4].väri",
    ]


# --- Recordings as browsers and curl write them -------------------------------------------------


def test_a_har_of_firefox_is_read(register: Register, records: Run) -> None:
    declared(register)
    ran = records("cookies", "check", str(SAMPLES / "firefox.har"), "--no-consent", "--json")
    said = json.loads(ran.out)
    assert ran.code == 1
    assert [(each["name"], each["kind"]) for each in said["findings"]] == [
        ("_ga", "before-consent"),
        ("_ga", "longer-lived"),
        ("_pk_id.1.3c2f", "before-consent"),
        ("nakyma", "before-consent"),
        ("seuranta", "third-party"),
    ]
    assert said["not_seen"] == [{"name": "vanha", "domain": None}]
    days = {each["name"]: each["days"] for each in said["cookies"]}
    assert days["_ga"] == pytest.approx(730, abs=0.01)
    assert (days["kieli"], days["istunto"], days["nakyma"]) == (30.0, None, None)
    assert "testi" not in days  # it was taken away


@pytest.mark.parametrize(
    ("consented", "early"),
    [
        ("2026-11-22T12:00:05+02:00", {"_ga", "nakyma"}),
        ("2026-11-22T10:00:05Z", {"_ga", "nakyma"}),
        ("2026-11-22T12:00:01+02:00", {"_ga"}),
        ("2026-11-22T12:00:30+02:00", {"_ga", "nakyma", "_pk_id.1.3c2f"}),
    ],
)
def test_before_consent_is_told_by_time(
    register: Register, records: Run, consented: str, early: set[str]
) -> None:
    declared(register)
    words = ["cookies", "check", str(SAMPLES / "firefox.har"), "--json", "--consented", consented]
    findings = json.loads(records(*words).out)["findings"]
    assert {each["name"] for each in findings if each["kind"] == "before-consent"} == early


def test_a_cookies_txt_of_curl_is_read(register: Register, records: Run, tmp_path: Path) -> None:
    declared(register)
    file = tmp_path / "cookies.txt"
    file.write_bytes((SAMPLES / "cookies.txt").read_bytes())
    os.utime(file, (NOON.timestamp(), NOON.timestamp()))
    ran = records("cookies", "check", str(file), "--no-consent", "--json")
    assert [(each["name"], each["kind"]) for each in json.loads(ran.out)["findings"]] == [
        ("_ga", "before-consent"),
        ("_ga", "longer-lived"),
        ("seuranta", "third-party"),
        ("tyhja", "undeclared"),
    ]
    refused = records("cookies", "check", str(file), "--consented", "2026-11-22T12:00:05")
    assert (refused.code, "does not say when" in refused.err) == (2, True)


def test_each_finding_is_a_sentence_that_says_what_to_do(register: Register, records: Run) -> None:
    declared(register)
    ran = records("cookies", "check", str(SAMPLES / "firefox.har"))
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "_ga (esimerkki.example): lasts 730 days, the notice says 395 days: shorten it on the site,"
        " or state it",
        "seuranta (mainos.kauppa.example): set by another than www.esimerkki.example: stop it, or"
        " add it with its domain to cookies.inventory and say in section 8 who gets the data",
    ]
    assert "vanha: in the notice, and not seen in this file" in ran.err
    assert "was not looked at" in ran.err


def test_no_value_is_shown(register: Register, records: Run) -> None:
    declared(register)
    for words in (["--no-consent"], ["--json"]):
        for file in sorted(SAMPLES.iterdir()):
            ran = records("cookies", "check", str(file), *words)
            assert not {each for each in ("0f3c", "GA1.1", "77aa", "tumma") if each in ran.out}
            assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "words",
    [("--consented", "eilen"), ("--consented", "2026-11-22T12:00", "--no-consent")],
)
def test_a_time_that_is_none_is_refused(register: Register, records: Run, words: list[str]) -> None:
    ran = records("cookies", "check", str(SAMPLES / "firefox.har"), *words)
    assert (ran.code, "Traceback" in ran.err) == (2, False)


# --- Crooked and hostile files -------------------------------------------------------------------


def har(*lines: str, sent: str = "", url: str = f"https://{SITE}/", **more: Any) -> str:
    """Return a HAR of one request, with these lines of Set-Cookie."""
    headers = [{"name": "Set-Cookie", "value": line} for line in lines]
    exchange = {
        "startedDateTime": "2026-11-22T10:00:00.000Z",
        "request": {"url": url, "headers": [{"name": "Cookie", "value": sent}] if sent else []},
        "response": {"headers": headers},
        **more,
    }
    return json.dumps({"log": {"entries": [exchange]}})


def entries(*found: Any) -> str:
    return json.dumps({"log": {"entries": [*found]}})


LINE = f"{SITE}\tFALSE\t/\tFALSE\t0\ta\tb\n"

READ: dict[str, tuple[str | bytes, list[str]]] = {
    "empty file": ("", []),
    "only comments": ("# Netscape HTTP Cookie File\n\n# nothing\n", []),
    "no entries": (entries(), []),
    "byte order mark": ("\ufeff" + har("a=1"), ["a"]),
    "space before": ("\n\n  " + har("a=1"), ["a"]),
    "set twice": (har("a=1", "a=2; Max-Age=60"), ["a"]),
    "joined by newlines": (har("a=1; Path=/\nb=2"), ["a", "b"]),
    "without a name": (har("=1"), [""]),
    "value alone": (har("sana"), [""]),
    "empty line of Set-Cookie": (har(""), []),
    "only semicolons": (har(";;;"), []),
    "an equals sign in the value": (har("a=b=c"), ["a"]),
    "for another's domain": (har("a=1; Domain=paha.example"), []),
    "for a domain that ends alike": (har("a=1; Domain=marki.example"), []),
    "for the parent": (har("a=1; Domain=.esimerkki.example"), ["a"]),
    "taken away by Max-Age": (har("a=; Max-Age=0"), []),
    "taken away by a negative Max-Age": (har("a=; Max-Age=-99999999999999999999999999"), []),
    "taken away by Expires": (har("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"), []),
    "Max-Age before Expires": (
        har("a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
        ["a"],
    ),
    "the last Domain counts": (har("a=1; Domain=paha.example; Domain=esimerkki.example"), ["a"]),
    "no host": (har("a=1", url="data:text/html,moi"), []),
    "sent twice": (har(sent="a=1; a=2"), ["a"]),
    "sent a million times": (har(sent="a=1;" * 1_000_000), ["a"]),
    "a domain that is too long": (har("a=1; Domain=" + "ä." * 200_000), []),
    "sent without a sign": (har(sent="a; b=2;;"), ["", "b"]),
    "control signs in a name": (har("a\x1b[31m\x07=1"), ["a\x1b[31m\x07"]),
    "a very long name": (har("a" * 100_000 + "=1"), ["a" * browsing.MAX_NAME]),
    "cookies that are null": (
        har("a=1").replace('"headers"', '"cookies": null, "headers"'),
        ["a"],
    ),
    "no headers, but cookies": (
        har(
            response={"headers": [], "cookies": [{"name": "a", "expires": "2027-11-22T10:00:00Z"}]}
        ),
        ["a"],
    ),
    "cookies that expire never": (
        har(response={"headers": [], "cookies": [{"name": "a", "expires": "-1", "domain": None}]}),
        ["a"],
    ),
    "a time without a zone": (har("a=1", startedDateTime="2026-11-22T10:00:00"), ["a"]),
    "lines with returns": (LINE.replace("\n", "\r\n"), ["a"]),
    "no value in cookies.txt": (LINE.replace("\tb\n", "\n"), ["a"]),
    "a long past end": (LINE.replace("\t0\t", "\t1\t"), ["a"]),
    "an end that is nowhere": (LINE.replace("\t0\t", "\t99999999999999999999\t"), ["a"]),
}
"""Odd, and readable: the names that are found."""

REFUSED: dict[str, str | bytes] = {
    "plain words": "moi\n",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "half of a HAR": har("a=1")[:-30],
    "another JSON": '{"cookies": []}',
    "a list": "[1, 2]",
    "entries that are none": '{"log": {"entries": {"a": 1}}}',
    "too deep": "[" * 200_000,
    "deep in the log": '{"log": {"entries": ' + "[" * 100_000,
    "a number without end": '{"log": ' + "9" * 50_000 + "}",
    "an entry that is none": entries(7),
    "an entry without an answer": entries({"startedDateTime": "2026-11-22T10:00:00Z"}),
    "no time": entries({"request": {"url": "", "headers": []}, "response": {"headers": []}}),
    "a time that is none": har("a=1", startedDateTime="eilen"),
    "a time that is a number": har("a=1", startedDateTime=5),
    "a time at the edge": har("a=1", startedDateTime="0001-01-01T00:00:00+14:00"),
    "an address that is none": har("a=1", url="https://[::1/"),
    "an address that is a number": har("a=1", url=3),  # type: ignore[arg-type]
    "a host that is too long": har("a=1", url="https://" + "ä." * 200_000 + "example/"),
    "a header that is a number": har("a=1").replace('"a=1"', "1"),
    "a header without a name": har("a=1").replace('"name": "Set-Cookie"', '"x": 1'),
    "cookies that end nowhere": har(
        response={"headers": [], "cookies": [{"name": "a", "expires": "joskus"}]}
    ),
    "too many cookies": har(*(f"c{number}=1" for number in range(browsing.MAX_COOKIES + 1))),
    "cookies.txt with a crooked line": LINE + "moi moi\n",
    "cookies.txt with spaces": LINE.replace("\t", " "),
    "cookies.txt with an end in words": LINE.replace("\t0\t", "\tnolla\t"),
    "cookies.txt without a domain": LINE.replace(SITE, "."),
    "cookies.txt with a field too many": LINE.replace("\n", "\tc\n"),
    "a database cut off": b"SQLite format 3\0",
    "a database of rubbish": b"SQLite format 3\0" + bytes(range(256)) * 40,
}
"""Not a recording."""


@pytest.mark.parametrize("name", READ)
def test_an_odd_recording_is_read(name: str, tmp_path: Path) -> None:
    content, names = READ[name]
    seen = browsing.read(written(tmp_path, content))
    assert sorted(each.name for each in seen) == sorted(names)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_recording_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        browsing.read(written(tmp_path, REFUSED[name]))
    assert refused.value.problems


def written(folder: Path, content: str | bytes) -> Path:
    file = folder / "tallenne"
    file.write_bytes(
        content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    )
    return file


def test_at_least_forty_crooked_files_were_tried() -> None:
    assert len(READ) + len(REFUSED) + len(CROOKED) >= 60


@pytest.mark.parametrize(
    "typed",
    [
        "Sun, 22 Nov 2026 11:00:00 GMT",
        "Sunday, 22-Nov-26 11:00:00 GMT",
        "Sun Nov 22 11:00:00 2026",
        "Sun, 22-Nov-2026 11:00:00 GMT",
        "Sun, 22 Nov 2026 13:00:00 +0200",
    ],
)
def test_an_end_is_read_in_every_form(typed: str, tmp_path: Path) -> None:
    (seen,) = browsing.read(written(tmp_path, har(f"a=1; expires={typed}")))
    assert seen.life == timedelta(hours=1)


@pytest.mark.parametrize("typed", ["joskus", "", "32 Nov 2026", "9" * 5000, "Sun, , ,", "-1"])
def test_an_end_that_is_none_is_that_of_the_session(typed: str, tmp_path: Path) -> None:
    (seen,) = browsing.read(written(tmp_path, har(f"a=1; Expires={typed}")))
    assert seen.life is None


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    file = written(tmp_path, "{")
    os.truncate(file, browsing.MAX_BYTES + 1)
    with pytest.raises(Damaged):
        browsing.read(file)


def test_a_crooked_file_makes_no_traceback(register: Register, records: Run) -> None:
    for content in (b"\xff\xfe{", b"{", "\x1b[2J\tx"):
        file = written(register.root.parent, content)
        ran = records("cookies", "check", str(file))
        assert ran.code == 1 and "Traceback" not in ran.err and "\x1b" not in ran.err + ran.out
    assert records("cookies", "check", str(register.root)).code == 2


def test_a_recording_without_cookies_says_why_that_may_be(
    register: Register, records: Run, tmp_path: Path
) -> None:
    ran = records("cookies", "check", str(written(tmp_path, har())))
    assert (ran.code, "sensitive data" in ran.err) == (0, True)


# --- Databases ------------------------------------------------------------------------------

FIREFOX = """
CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, name TEXT, value TEXT, host TEXT, expiry INTEGER,
creationTime INTEGER);
INSERT INTO moz_cookies VALUES (1, 'a', 'x', '.esimerkki.example', {end}, 1795341600000000);
"""


def database(folder: Path, script: str) -> Path:
    file = folder / "cookies.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript(script)
    connection.close()
    return file


@pytest.mark.parametrize("end", ["1797933600", "1797933600000"])
def test_a_database_of_firefox_is_read(end: str, tmp_path: Path) -> None:
    file = database(tmp_path, "PRAGMA journal_mode=WAL;" + FIREFOX.format(end=end))
    before = file.read_bytes()
    assert browsing.read(file) == (Seen("a", "esimerkki.example", NOON, timedelta(days=30)),)
    assert file.read_bytes() == before and [*tmp_path.glob("cookies.sqlite*")] == [file]


def test_a_database_that_a_browser_has_open_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cookies.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript("PRAGMA journal_mode=WAL;" + FIREFOX.format(end=0))
    with pytest.raises(Misused):
        browsing.read(file)
    connection.close()


CHROMIUM = "CREATE TABLE cookies (name, host_key, creation_utc, expires_utc);"
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"

CROOKED = {
    "no table": "CREATE TABLE other (a);",
    "another table of that name": "CREATE TABLE cookies (a);",
    "a view that never ends": f"CREATE VIEW cookies AS {ENDLESS} x AS name, x AS host_key,"
    " x AS creation_utc, x AS expires_utc FROM n WHERE x < 0;",
    "times that are words": f"{CHROMIUM} INSERT INTO cookies VALUES ('a', 'b', 'eilen', 0);",
    "times that are nothing": f"{CHROMIUM} INSERT INTO cookies VALUES ('a', 'b', NULL, NULL);",
    "times beyond the calendar": f"{CHROMIUM} INSERT INTO cookies VALUES"
    " ('a', 'b', 9223372036854775807, 1);",
    "too many": f"{CHROMIUM} WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n"
    " LIMIT 5001) INSERT INTO cookies SELECT 'c' || x, 'b.example', 1, 0 FROM n;",
    "a row that writes itself": "CREATE TABLE cookies (host_key, creation_utc, expires_utc,"
    " name AS (hex(zeroblob(400000000)))); INSERT INTO cookies VALUES ('b', 1, 0);",
    "a column that never ends": "CREATE TABLE cookies (host_key, creation_utc, expires_utc,"
    " name AS (hex(zeroblob(50000)) GLOB '*0*0*0*0*0*0*0*0*1'));"
    " INSERT INTO cookies VALUES ('b', 1, 0);",
    "a virtual table": "CREATE VIRTUAL TABLE cookies USING fts5(name, host_key, creation_utc,"
    " expires_utc); INSERT INTO cookies VALUES ('a', 'b', 1, 0);",
}


@pytest.mark.parametrize("name", CROOKED)
def test_a_crooked_database_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        browsing.read(database(tmp_path, CROOKED[name]))


@pytest.mark.parametrize("place", range(100, 4000, 300))
def test_a_damaged_database_is_read_or_refused(place: int, tmp_path: Path) -> None:
    file = database(tmp_path, CHROMIUM + "INSERT INTO cookies VALUES ('a', 'b', 1, 0);")
    content = bytearray(file.read_bytes())
    content[place : place + 64] = b"\xff" * 64
    file.write_bytes(content)
    try:
        assert len(browsing.read(file)) <= 1
    except RecordsError as error:
        assert isinstance(error, Invalid)


# --- A page and a real browser --------------------------------------------------------------------

PAGE = """<!doctype html><title>Esimerkki</title>
<iframe src="http://mainos.localhost:{port}/kehys"></iframe>
<script>
document.cookie = "nakyma=tumma; max-age=80000";
function consent() {{
    document.cookie = "_pk_id.1.3c2f=77; max-age=3600";
    return fetch("/jalkeen").then(answer => answer.text());
}}
</script>
<button onclick="window.done = consent()">Hyväksyn</button>
"""

SET = {
    "/": [
        "istunto=0f3c; HttpOnly; SameSite=Lax",
        "kieli=fi; Max-Age=2592000",
        "_ga=GA1; Domain=oma.localhost; Max-Age=63072000",
        "outo=1; Max-Age=86400",
    ],
    "/kehys": ["seuranta=9a; Max-Age=7776000; SameSite=None; Secure"],
}
"""What the server sets, by path."""


class Site(BaseHTTPRequestHandler):
    """A site of two names: the own one, and another whose frame it shows."""

    def do_GET(self) -> None:
        content = b"moi"
        if self.path == "/":
            address: Any = self.server.server_address
            content = PAGE.format(port=address[1]).encode()
        self.send_response(200)
        for line in SET.get(self.path, []):
            self.send_header("Set-Cookie", line)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


class Visit(NamedTuple):
    """What a browser has recorded of one visit."""

    har: Path
    database: Path
    consented: str


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Somebody opens the page, looks at it, and presses the button."""
    folder = tmp_path_factory.mktemp("visit")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with browser.opened(folder / "profile") as page:
        page.visit(f"http://www.oma.localhost:{server.server_port}/")
        page.run("fetch('/alku').then(answer => answer.text())")
        consented = datetime.now(UTC).isoformat()
        page.run("document.querySelector('button').click(); window.done")
        (folder / "site.har").write_text(page.har(), "utf-8")
        page.close()
    server.shutdown()
    server.server_close()
    (database,) = (folder / "profile").rglob("Cookies")
    yield Visit(folder / "site.har", database, consented)


@pytest.mark.system("chromium")
@pytest.mark.parametrize("form", ["har", "database"])
def test_what_a_real_browser_has_recorded_is_found(
    register: Register, records: Run, visit: Visit, form: str
) -> None:
    declared(register, "www.oma.localhost")
    file = visit.har if form == "har" else visit.database
    ran = records("cookies", "check", str(file), "--consented", visit.consented, "--json")
    assert ran.code == 1, ran
    said = json.loads(ran.out)
    wanted = [
        ("_ga", "before-consent"),
        ("_ga", "longer-lived"),
        ("nakyma", "before-consent"),
        ("outo", "undeclared"),
    ]
    # This browser keeps no cookie of a frame of another site: that it was set is in the HAR alone.
    wanted += [("seuranta", "third-party")] if form == "har" else []
    assert [(each["name"], each["kind"]) for each in said["findings"]] == wanted
    assert {each["name"] for each in said["cookies"]} >= {"_pk_id.1.3c2f", "kieli"}
    assert said["not_seen"][-1] == {"name": "vanha", "domain": None}
    assert not {each for each in ("0f3c", "GA1", "tumma") if each in ran.out}


@pytest.mark.system("chromium")
def test_who_never_consented_is_told_of_every_cookie_that_should_have_waited(
    register: Register, records: Run, visit: Visit
) -> None:
    declared(register, "www.oma.localhost")
    ran = records("cookies", "check", str(visit.har), "--no-consent", "--json")
    early = [
        each["name"] for each in json.loads(ran.out)["findings"] if each["kind"] == "before-consent"
    ]
    assert early == ["_ga", "_pk_id.1.3c2f", "nakyma"]
