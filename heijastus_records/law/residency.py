"""Where the data may lie: the notice's section 9, and what an address of a Git remote says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

_SCHEMES = ("ssh", "https")
_HELPER = re.compile(r"[A-Za-z0-9+.-]+::")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_SCP = re.compile(r"(?:[^@/:]+@)?(\[[0-9A-Fa-f:.]+\]|[^@/:\[\]]+):(?!:)")
_SHARE = re.compile(r"(?:\\\\|//)([^\\/]+)")


class Verdict(Enum):
    """What section 9 of the notice says of an address."""

    ALLOWED = "allowed"
    UNKNOWN_HOST = "unknown-host"
    OTHER_COUNTRY = "other-country"
    UNPROTECTED = "unprotected"


@dataclass(frozen=True)
class Place:
    """An address of a remote, judged."""

    verdict: Verdict
    host: str = ""
    """The computer that the address names; empty for a folder of this one."""
    country: str = ""

    @property
    def is_local(self) -> bool:
        """Tell whether the address is a folder of this computer, or of a disk put into it."""
        return self.verdict is Verdict.ALLOWED and not self.host


@dataclass(frozen=True)
class Residency:
    """Section 9 as data: the countries it allows, and the hosts that the owner has declared."""

    countries: tuple[str, ...]
    hosts: dict[str, str]
    """Country by host."""

    @classmethod
    def of(cls, transfers: dict[str, Any]) -> "Residency":
        """Read the section from the notice's data."""
        hosts: Iterable[dict[str, str]] = transfers.get("hosts", [])
        known = {_plain(each["host"]): each["country"].upper() for each in hosts}
        return cls(tuple(country.upper() for country in transfers["countries"]), known)

    def judge(self, address: str) -> Place:
        """Say whether data may be sent to an address, or fetched from it.

        A folder is this computer. Only ssh and https keep what is on the way unread and
        unchanged; addresses that name a program to be run (`ext::`) are never followed.
        """
        host = host_of(address)
        if host is None:
            return Place(Verdict.UNPROTECTED)
        if not host:
            return Place(Verdict.ALLOWED)
        country = self.hosts.get(host, "")
        if not country:
            return Place(Verdict.UNKNOWN_HOST, host)
        if country not in self.countries:
            return Place(Verdict.OTHER_COUNTRY, host, country)
        return Place(Verdict.ALLOWED, host, country)


def host_of(address: str) -> str | None:
    """Return the host that an address names; empty for a folder, None for a way not trusted."""
    if _HELPER.match(address):
        return None
    if _DRIVE.match(address):
        return ""
    share = _SHARE.match(address)
    if share:
        return _plain(share[1])
    if "://" in address:
        return _of_url(address)
    named = _SCP.match(address)
    return _plain(named[1].strip("[]")) if named else ""


def _of_url(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host = _plain(parts.hostname or "")
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme == "file":
        return host
    return host if scheme in _SCHEMES and host else None


def _plain(host: str) -> str:
    """Return a host in the form in which hosts are compared."""
    name = host.strip().rstrip(".").casefold()
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
