"""Whether the owner's own mail server vouches for the domain that a mail says it comes from.

Home of authres, the grammar of RFC 8601. The sender of a mail writes every header below those of
the owner's server, and may write what looks like them: whatever is odd vouches for nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from authres import core, core_features

from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers

MAX_RESULTS = 3_500
"""Longest header of results that is read, in characters: no server writes a longer one."""

_QUOTING = re.compile(r'["\\]')
# Properties that servers in use write and the grammar does not know; they say nothing of a domain.
_OF_SERVERS = re.compile(r"(?<=[^;\s]) (?:action|x-[\w-]+)=[\w./-]*(?=[ ;]|$)")
_NAME = re.compile(r"[\w.-]+")
_UNFOLDED = re.compile(r"\s+")


class State(Enum):
    """What the results of the owner's server come to."""

    VOUCHED = "vouched"
    FAILED = "failed"
    ABSENT = "absent"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True)
class Proof:
    """What the owner's server says of the domain of a mail's sender; never who the person is."""

    state: State
    server: str = ""
    """The server that says it, as `register.yaml` names it."""
    methods: tuple[str, ...] = ()
    """The methods that passed for this very domain: dkim, dmarc."""

    @property
    def spoken(self) -> str:
        """The proof as a sentence for the owner."""
        sentence = {
            State.VOUCHED: _("{server} vouches for the sender's domain ({methods})"),
            State.FAILED: _("{server} says that the sender's domain did not send this"),
            State.ABSENT: _("no mail server of yours vouches for the sender"),
            State.DOUBTFUL: _(
                "what the mail says in the name of your mail server cannot be believed"
            ),
        }[self.state]
        return sentence.format(server=self.server, methods=", ".join(self.methods))


@dataclass(frozen=True)
class _Result:
    """One result of one method, and the properties that it names once."""

    method: str
    passed: bool
    failed: bool
    properties: dict[str, str]


def judge(headers: Sequence[str], servers: Iterable[str], domain: str) -> Proof:
    """Return what a trusted server says of a domain.

    `headers` are the values of all Authentication-Results headers, topmost first.
    """
    trusted = {_plain(name): name for name in servers}
    named = [_named(header, trusted) for header in headers]
    if not any(named):
        return Proof(State.ABSENT)
    server = next(filter(None, named))
    results = _results(headers[0], trusted)
    # The owner's server removes what others wrote in its name, and adds its own at the top.
    if any(named[1:]) or results is None:
        return Proof(State.DOUBTFUL, server)
    return _verdict(results, server, domain)


def is_same(name: str, servers: Iterable[str]) -> bool:
    """Tell whether a name is that of one of the servers."""
    return _plain(name) in map(_plain, servers)


def _plain(name: str) -> str:
    return name.strip().rstrip(".").casefold()


def _named(header: str, trusted: dict[str, str]) -> str:
    """Return the trusted server that a header names in any way before its first result."""
    words = _NAME.findall(header.partition(";")[0])
    return next((trusted[name] for name in map(_plain, words) if name in trusted), "")


class _Strict(core.AuthenticationResultsHeader):  # type: ignore[misc]
    """The library's header, which otherwise passes over what it cannot read."""

    def __init__(self, features: Any) -> None:
        super().__init__(features, strict=True)


def _results(header: str, trusted: dict[str, str]) -> list[_Result] | None:
    """Return the results of a header; None where a trusted server cannot have written it."""
    if len(header) > MAX_RESULTS:
        return None
    plain = _UNFOLDED.sub(" ", header)
    if not _QUOTING.search(plain):
        plain = _OF_SERVERS.sub("", plain)
    try:
        parsed = _Strict.parse_value(core_features(), plain)
    except (core.AuthResError, ValueError, RecursionError):
        return None
    if _plain(parsed.authserv_id) not in trusted:
        return None
    return [_result(each) for each in parsed.results]


def _result(parsed: Any) -> _Result:
    known = parsed.version in (None, "1")
    names = [f"{each.type}.{each.name}" for each in parsed.properties]
    values = {
        name: str(each.value or "")
        for name, each in zip(names, parsed.properties, strict=True)
        if names.count(name) == 1
    }
    passed = known and parsed.result == "pass"
    failed = parsed.result in ("fail", "hardfail", "softfail")
    return _Result(parsed.method, passed, failed, values)


def _verdict(results: list[_Result], server: str, domain: str) -> Proof:
    wanted = _domain(domain)
    dmarc = [each for each in results if each.method == "dmarc"]
    if any(each.failed for each in dmarc):
        return Proof(State.FAILED, server)
    seen = {_domain(each.properties.get("header.from", "")) for each in dmarc if each.passed}
    # DMARC judges the From header that the server saw: it is the one that we see, or none.
    if seen and (seen != {wanted} or not all(each.passed for each in dmarc)):
        return Proof(State.DOUBTFUL, server)
    own = [each for each in results if _is_of(each, wanted)]
    passed = {each.method for each in own if each.passed} & {"dkim", "dmarc"}
    if passed:
        return Proof(State.VOUCHED, server, tuple(sorted(passed)))
    failed = any(each.failed for each in own)
    return Proof(State.FAILED if failed else State.ABSENT, server)


_WHOSE = {"dkim": "header.d", "dmarc": "header.from", "spf": "smtp.mailfrom"}
"""The property of each method that names the domain it speaks of."""


def _is_of(result: _Result, domain: str) -> bool:
    named = result.properties.get(_WHOSE.get(result.method, ""), "").rpartition("@")[2]
    return domain != "" and _domain(named) == domain


def _domain(name: str) -> str:
    """Return a domain in the form in which the register keeps it; empty where it is none."""
    try:
        return identifiers.email(f"x@{name}").partition("@")[2]
    except identifiers.InvalidIdentifier:
        return ""
