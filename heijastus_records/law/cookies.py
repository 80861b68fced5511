"""What a site sets in a browser, beside what the notice's section 15 says that it does.

Act on Electronic Communications Services 917/2014, section 205: what the service does not need is
set with consent only. Whose a domain is cannot be told without the list of public suffixes, and
that changes every week. So a domain is the site's own where it is the declared site, lies below
it, or shares its parent: the parent of `www.heijastus.example` is `heijastus.example`. What is
left of `heijastus.co.uk` is no parent: two short labels are taken for a suffix.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

NEVER = datetime.max.replace(tzinfo=UTC)
"""When somebody consents who does not: all that is seen was set before."""

SLACK = timedelta(hours=1)
"""By so much a clock may be wrong, or an answer late, before a cookie lasts longer than stated."""

LONGEST_HOST = 253
"""Most characters of a host's name."""

SESSION = "session"
NECESSARY = "necessary"

_SHORT_SUFFIX = 3
"""Most letters of a label such as `co` before `uk`."""


class Kind(Enum):
    """What can be wrong with a cookie."""

    UNDECLARED = "undeclared"
    THIRD_PARTY = "third-party"
    BEFORE_CONSENT = "before-consent"
    LONGER = "longer-lived"


@dataclass(frozen=True)
class Seen:
    """One cookie as a browser has recorded it; never its value."""

    name: str
    domain: str
    """Without a dot at its beginning."""
    at: datetime | None = None
    """When it was set, or was there at the latest; None where the file does not say."""
    life: timedelta | None = None
    """From its setting to its end; None where it ends with the browser, or nobody knows."""

    def joined(self, other: "Seen") -> "Seen":
        """Return what two sightings of one cookie say together: the earliest, and the longest."""
        at = min(filter(None, (self.at, other.at)), default=None)
        lives = [life for life in (self.life, other.life) if life is not None]
        return Seen(self.name, self.domain, at, max(lives, default=None))


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a cookie."""

    kind: Kind
    seen: Seen
    declared: dict[str, Any] | None = None
    """The entry of the notice, where there is one."""


@dataclass(frozen=True)
class Checked:
    """What a recording comes to beside the notice."""

    seen: tuple[Seen, ...]
    findings: tuple[Finding, ...]
    unseen: tuple[dict[str, Any], ...]
    """Entries of the notice that were not seen: perhaps not needed any more."""


def check(
    seen: Iterable[Seen],
    inventory: Iterable[dict[str, Any]],
    site: str,
    consented: datetime | None = None,
) -> Checked:
    """Compare cookies with the notice's list.

    `consented` is when consent was given, NEVER where it was not; None leaves that question out.
    """
    listed, host = [*inventory], host_of(site)
    met: list[int] = []
    findings: list[Finding] = []
    cookies = sorted(seen, key=lambda each: (each.name, each.domain))
    for each in cookies:
        places = [n for n, entry in enumerate(listed) if _is_named(entry, each, host)]
        met += places
        # Of several entries the most exact one counts: a whole name, then the longest beginning.
        entry = max((listed[n] for n in places), key=_exactness, default=None)
        findings += [Finding(kind, each, entry) for kind in _wrong(each, entry, host, consented)]
    unseen = tuple(entry for n, entry in enumerate(listed) if n not in {*met})
    return Checked(tuple(cookies), tuple(findings), unseen)


def _wrong(
    each: Seen, entry: dict[str, Any] | None, host: str, consented: datetime | None
) -> Iterator[Kind]:
    if entry is None:
        yield Kind.UNDECLARED if is_own(each.domain, host) else Kind.THIRD_PARTY
        return
    waits = entry["purpose"] != NECESSARY or entry["consent"] == "yes"
    if consented and waits and _is_before(each, consented):
        yield Kind.BEFORE_CONSENT
    if each.life is not None and each.life > _stated(entry["lasts"]) + SLACK:
        yield Kind.LONGER


def _is_before(each: Seen, consented: datetime) -> bool:
    return consented == NEVER or (each.at is not None and each.at < consented)


def _stated(lasts: str) -> timedelta:
    return timedelta() if lasts == SESSION else timedelta(days=int(lasts))


def _is_named(entry: dict[str, Any], each: Seen, host: str) -> bool:
    """Tell whether an entry is about a cookie; a star at its end stands for any ending."""
    name = entry["name"]
    if not (each.name.startswith(name[:-1]) if name.endswith("*") else each.name == name):
        return False
    if "domain" not in entry:
        return is_own(each.domain, host)
    return _is_below(each.domain, host_of(entry["domain"]))


def _exactness(entry: dict[str, Any]) -> tuple[bool, int, bool]:
    name = entry["name"]
    return not name.endswith("*"), len(name), "domain" in entry


# --- Domains ----------------------------------------------------------------------------------


def is_own(domain: str, host: str) -> bool:
    """Tell whether a domain is the site's own: it, what lies below it, and what shares its parent.

    Without the list of public suffixes this is a comparison of names; the module says how.
    """
    return _is_below(domain, _parent(host)) or (_is_below(host, domain) and "." in domain)


def _is_below(domain: str, above: str) -> bool:
    return domain == above or domain.endswith(f".{above}")


def _parent(host: str) -> str:
    labels = host.split(".")
    rest = labels[1:]
    if len(rest) < 2 or labels[-1].isdecimal():  # a name of two labels, or an address of numbers
        return host
    is_suffix = len(rest) == 2 and len(rest[1]) == 2 and len(rest[0]) <= _SHORT_SUFFIX
    return host if is_suffix else ".".join(rest)


def host_of(site: str) -> str:
    """Return the name of a host, from a name or an address as it was typed."""
    typed = site.strip().lower()
    try:
        found = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
    except ValueError:
        return typed
    return plain(found)


def plain(host: str) -> str:
    """Return a host's name as browsers store it: no dots around it, letters beyond ASCII coded."""
    bare = host.strip(".").lower()
    try:
        # Coding takes time with the square of the length: a longer name is no host's.
        is_plain = bare.isascii() or len(bare) > LONGEST_HOST
        return bare if is_plain else bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare
