"""What a browser has recorded: which cookies were set, when, and for how long.

Three kinds of file are read: a HAR, as the developer tools of browsers save it; a `cookies.txt`
in Netscape's form, as curl writes it; and a browser's own database. Values of cookies are passed
over: no value is kept, shown or written anywhere. What cannot be read is refused, never left out.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from heijastus_records.errors import Invalid, Misused, Problem
from heijastus_records.law.cookies import LONGEST_HOST, Seen, plain
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform

MAX_BYTES = 64 * 1024 * 1024
"""Largest recording: a HAR holds the pictures of the pages as well."""

MAX_COOKIES = 5000
"""A browser keeps fewer of one site, and nobody reads a longer list."""

MAX_NAME = 4096
"""Longest name of a cookie that a browser takes (RFC 6265bis, section 5.7)."""

LONGEST = timedelta(days=36500)
"""A cookie that says it lasts longer is taken to last so long: browsers cut it to 400 days."""

MAX_ROW = 1_000_000
"""Most bytes of a row of the database: it can be made to write itself longer than any memory."""


def read(path: Path) -> tuple[Seen, ...]:
    """Return the cookies of a recording, each once.

    Raises Invalid, Damaged for what is no plain file, Misused for a database that is in use.
    """
    content = platform.read_file(path.resolve(), MAX_BYTES, path.name)
    if content.startswith(b"SQLite format 3\0"):
        _refuse_busy(path)
        return _gathered(_database(content))
    text = content.decode("utf-8-sig", "replace")
    if text.lstrip()[:1] in ("{", "["):
        return _gathered(_har(text))
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return _gathered(_lines(text, written))


def _gathered(found: Iterator[Seen]) -> tuple[Seen, ...]:
    """Join what is said of one cookie."""
    known: dict[tuple[str, str], Seen] = {}
    for each in found:
        key = each.name, each.domain
        known[key] = known[key].joined(each) if key in known else each
        if len(known) > MAX_COOKIES:
            raise _unreadable(_("more than {limit} cookies").format(limit=MAX_COOKIES))
    return tuple(known.values())


def _unreadable(sentence: str, line: int = 0) -> Invalid:
    return Invalid(
        _("this recording cannot be read"),
        [Problem(sentence, line=line)],
        _("a HAR of the browser's developer tools, a cookies.txt, or a browser's own database"),
    )


def _life(end: datetime, start: datetime) -> timedelta:
    return max(min(end - start, LONGEST), timedelta())


# --- HAR 1.2 ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Exchange:
    """One request and its answer."""

    host: str
    at: datetime
    sent: tuple[str, ...]
    """Names of the cookies that the browser sent along."""
    set: tuple[str, ...]
    """Lines of Set-Cookie."""


def _har(text: str) -> Iterator[Seen]:
    """Yield the cookies of a HAR: those that were set, then those that were sent along.

    A cookie set by a script of the page is seen when it is sent along; nobody knows how long that
    one lasts, and it was there before. One that the server set counts where the browser has not
    kept it, too: the next one may.
    """
    try:
        exchanges = [*_exchanges(json.loads(text))]
    except (RecursionError, ValueError) as error:
        raise _unreadable(_("not JSON, or too deep")) from error
    known: set[tuple[str, str]] = set()
    for each in exchanges:
        for line in each.set:
            if seen := _set_cookie(line, each.host, each.at):
                known.add((seen.name, seen.domain))
                yield seen
    for each in exchanges:
        for name in each.sent:
            above = [domain for domain in _domains(each.host) if (name, domain) in known]
            yield Seen(name, above[0] if above else each.host, each.at)


def _domains(host: str) -> Iterator[str]:
    """Yield a host and the domains above it."""
    labels = host.split(".")
    yield from (".".join(labels[place:]) for place in range(len(labels)))


def _exchanges(har: Any) -> Iterator[_Exchange]:
    try:
        entries = har["log"]["entries"]
        if not isinstance(entries, list):
            raise TypeError
    except (LookupError, TypeError) as error:
        raise _unreadable(_("not a HAR: it has no log with entries")) from error
    for number, entry in enumerate(entries, 1):
        try:
            exchange = _exchange(entry)
        except (LookupError, TypeError, AttributeError, ValueError, OverflowError) as error:
            sentence = _("entry {number} of the HAR is not as it must be")
            raise _unreadable(sentence.format(number=number)) from error
        if exchange:
            yield exchange


def _exchange(entry: Any) -> _Exchange | None:
    """Read one entry; None where no host is asked, as for a picture within the page."""
    request, answer = entry["request"], entry["response"]
    host = plain(urlsplit(request["url"]).hostname or "")
    if len(host) > LONGEST_HOST:
        raise ValueError(request)
    at = datetime.fromisoformat(entry["startedDateTime"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    at.astimezone(UTC)  # a time at the edge of the calendar cannot be compared
    sent = [name for line in _header(request, "cookie") for name in _names(line)]
    sent = sent or [each["name"].strip() for each in request.get("cookies") or ()]
    lines = [part for line in _header(answer, "set-cookie") for part in line.split("\n")]
    lines = lines or [_as_line(each) for each in answer.get("cookies") or ()]
    return _Exchange(host, at, tuple(dict.fromkeys(sent)), tuple(lines)) if host else None


def _header(message: Any, name: str) -> list[str]:
    found = [each["value"] for each in message["headers"] if each["name"].lower() == name]
    return [value + "" for value in found]


def _names(line: str) -> Iterator[str]:
    for part in line.split(";"):
        if part.strip():
            yield _name(part)


def _name(pair: str) -> str:
    """Return the name in `name=value`; a value alone is a cookie without a name."""
    name, sign, _value = pair.partition("=")
    return name.strip()[:MAX_NAME] if sign else ""


def _as_line(cookie: Any) -> str:
    """Return what a HAR without headers says of a cookie in the form of the header."""
    end = cookie.get("expires")
    parts = [f"{cookie['name']}=", f"Domain={cookie.get('domain') or ''}"]
    if end and not str(end).startswith("-"):
        parts.append(f"Expires={datetime.fromisoformat(end).strftime('%a, %d %b %Y %H:%M:%S %z')}")
    return ";".join(parts)


def _set_cookie(line: str, host: str, at: datetime) -> Seen | None:
    """Read a line of Set-Cookie as browsers do (RFC 6265, section 5.2).

    None where no cookie comes of it: it takes one away, or is for a domain that is another's.
    """
    pair, *rest = line.split(";")
    if not pair.strip():
        return None
    said = {}
    for part in rest:
        name, _sign, value = part.partition("=")
        said[name.strip().lower()] = value.strip()  # the last one of a name counts
    domain = plain(said.get("domain", "")) or host
    if domain not in _domains(host):
        return None
    life = _stated_life(said, at)
    return None if life == timedelta() else Seen(_name(pair), domain, at, life)


def _stated_life(said: dict[str, str], at: datetime) -> timedelta | None:
    """Return how long a cookie is to last: Max-Age before Expires; None for the session."""
    age = said.get("max-age", "")
    if re.fullmatch(r"-?[0-9]+", age, re.ASCII):
        seconds = int(age[:20])
        return timedelta(seconds=max(0, min(seconds, LONGEST.total_seconds())))
    try:
        end = parsedate_to_datetime(said["expires"])
        end = end if end.tzinfo else end.replace(tzinfo=UTC)
        return _life(end, at)
    except (LookupError, TypeError, ValueError, OverflowError):
        return None


# --- Netscape's cookies.txt -------------------------------------------------------------------

_HTTP_ONLY = "#HttpOnly_"

FIELDS = 7
"""Domain, for its subdomains too, path, secure, end, name, value; an empty value may be missing."""


def _lines(text: str, written: datetime) -> Iterator[Seen]:
    """Yield the cookies of a `cookies.txt`.

    When each was set is not in it. What is left of its life since the file was written is less
    than the whole: nothing that is found too long by it is not.
    """
    for number, typed in enumerate(text.splitlines(), 1):
        line = typed.removeprefix(_HTTP_ONLY)
        if not line.strip() or (line.startswith("#") and line == typed):
            continue
        fields = line.split("\t")
        if len(fields) not in (FIELDS - 1, FIELDS) or not re.fullmatch(r"-?[0-9]{1,20}", fields[4]):
            raise _unreadable(_("not a line of a cookies.txt"), number)
        domain = plain(fields[0].strip())
        if not domain:
            raise _unreadable(_("not a line of a cookies.txt"), number)
        yield Seen(fields[5][:MAX_NAME], domain, None, _left(int(fields[4]), written))


def _left(end: int, written: datetime) -> timedelta | None:
    """Return how long a cookie still lasts; none is said of one that ends with the browser."""
    if end <= 0:
        return None
    seconds = end - written.timestamp()
    return timedelta(seconds=max(0, min(seconds, LONGEST.total_seconds())))


# --- A browser's own database -------------------------------------------------------------------

_CHROMIUM = ("cookies", "name", "host_key", "creation_utc", "expires_utc")
_FIREFOX = ("moz_cookies", "name", "host", "creationTime", "expiry")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CHROMIUM_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)

_MILLISECONDS = 10**11
"""Firefox counts the end of a cookie in seconds; newer ones in milliseconds, from here on."""


def _refuse_busy(path: Path) -> None:
    """Refuse a database whose newest part lies in another file: the browser is open."""
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists() and beside.stat().st_size:
        raise Misused(_("the browser is still open: what it saw last is not in this file yet"))


def _database(content: bytes) -> Iterator[Seen]:
    """Yield the cookies of a database, read from a copy in memory: nothing of it is written."""
    # The file may say that a journal lies beside it; in memory there is none.
    content = content[:18] + b"\1\1" + content[20:]
    connection = sqlite3.connect(":memory:")
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_ROW)
        connection.deserialize(content)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        yield from _rows(connection)
    except (sqlite3.Error, OverflowError, ValueError, TypeError) as error:
        raise _unreadable(_("not a database of cookies, or damaged")) from error
    finally:
        connection.close()


def _rows(connection: sqlite3.Connection) -> Iterator[Seen]:
    # A view, a virtual table and a computed column run what the file says: a plain table has none.
    plainly = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
    names = {name for (name,) in connection.execute(plainly)}
    for (table, *columns), epoch in ((_CHROMIUM, _CHROMIUM_EPOCH), (_FIREFOX, _EPOCH)):
        if table in names:
            if any(hidden for *_rest, hidden in connection.execute(f"PRAGMA table_xinfo({table})")):
                raise ValueError(table)
            wanted = f"SELECT {', '.join(columns)} FROM {table} LIMIT {MAX_COOKIES + 1}"
            for name, host, created, ends in connection.execute(wanted):
                made = epoch + timedelta(microseconds=int(created))
                end = _end(int(ends), epoch, made)
                yield Seen(str(name)[:MAX_NAME], plain(str(host)), made, end)
            return
    raise ValueError(names)


def _end(number: int, epoch: datetime, made: datetime) -> timedelta | None:
    """Return a cookie's life from the moment of its end; none ends with the browser."""
    if not number:
        return None
    if epoch == _CHROMIUM_EPOCH:
        return _life(epoch + timedelta(microseconds=number), made)
    seconds = number / 1000 if number > _MILLISECONDS else float(number)
    return _life(epoch + timedelta(seconds=seconds), made)
