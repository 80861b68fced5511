"""Drift: where practice, or a rule of the program, is not what the notice says, by its sections.

The notice is the law of the house: whoever reads it relies on it. These rules are pure: data in,
drifts out. No sentence and no name repeats a value of a record.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heijastus_records.law import consent, disclosure, retention
from heijastus_records.law.client import folded
from heijastus_records.law.cookies import host_of, is_own
from heijastus_records.law.notice import Notice
from heijastus_records.law.paper import CONSENT, CONTRACT, papers
from heijastus_records.messages import gettext as _

Data = dict[str, Any]
Records = Mapping[str, Data]
"""Records by their ids."""


@dataclass(frozen=True)
class Drift:
    """One thing in which practice and the notice differ."""

    section: str
    """Of the published notice, such as `9` or `12a`."""
    name: str
    """What an acknowledgement refers to, such as `9.remote.nas`: it stays the same as long as the
    drift does. What concerns one record is named after its id, anything else after the word that
    the notice lacks."""
    sentence: str
    remedy: str
    where: tuple[str, ...] = ()
    """Ids of the records in which it shows."""


def _by(found: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each word with the records in which it was found."""
    groups: dict[str, dict[str, None]] = {}
    for word, record in found:
        groups.setdefault(word, {})[record] = None
    for word in sorted(groups):
        yield word, tuple(groups[word])


# --- What was published ---------------------------------------------------------------------

SECTIONS: dict[str, tuple[str, ...]] = {
    "1": ("controller",),
    "2": ("contact",),
    "3": ("name",),
    "4": ("subjects.text",),
    "5": ("sentences.purposes", "purposes.*.text", "purposes.*.basis", "purposes.*.reason"),
    "6": ("sentences.categories", "categories"),
    "7": ("sentences.sources", "sources"),
    "8": ("recipients.disclosures",),
    "9": ("transfers.text", "transfers.countries"),
    "10": ("sentences.retention", "retention.relationship.text", "retention.record.text"),
    "11": ("recipients.processors",),
    "12a": ("protection.manual.text",),
    "12b": ("protection.electronic.text",),
    "13": ("requests.email", "requests.access"),
    "14": (
        *("requests.rectification", "requests.limits"),
        *("retention.accounting.years", "retention.accounting.text"),
    ),
    "15": ("cookies.site", "cookies.text"),
}
"""What of `register.yaml` each section says to its readers. Keys of mere practice are not there:
hosts, servers, backups, who is named, the inventory of cookies may change under one version."""


def since(published: Data, notice: Notice, commit: str) -> Iterator[Drift]:
    """Yield the sections that say something else than when this version was published.

    Letters and answers are made of the present data and name the version: they would tell people
    what nobody can find in the text that they were given.
    """
    for section, places in SECTIONS.items():
        if any(_at(published, place) != _at(notice.data, place) for place in places):
            sentence = _("it differs from what version {version} said in commit {commit}")
            yield Drift(
                section,
                f"{section}.published",
                sentence.format(version=notice.version, commit=commit[:12]),
                _(
                    "publish it (records notice render) and give it a new version: notice, version"
                    " in register.yaml"
                ),
            )


def _at(data: Any, place: str) -> Any:
    """Return what stands at a place; `*` stands for each item of a list."""
    step, _dot, rest = place.partition(".")
    if step == "*" and isinstance(data, list):
        return [_at(each, rest) for each in data]
    found = data.get(step) if isinstance(data, dict) else None
    return _at(found, rest) if rest else found


# --- The notice against itself, and against the program ---------------------------------------


def of_notice(notice: Notice, fields: Collection[str]) -> Iterator[Drift]:
    """Yield where the notice contradicts itself; `fields` are those that a client may have."""
    yield from _addresses(notice)
    yield from _purposes(notice, fields)
    yield from _countries(notice)
    yield from _periods(notice)
    yield from _cookies(notice)


def _addresses(notice: Notice) -> Iterator[Drift]:
    """Letters send people to the contact's address, requests come to the one for requests."""
    requests = notice.data["requests"]
    email, contact = folded(requests["email"]), folded(notice.data["contact"]["email"])
    texts = {"13": requests["access"], "14": requests["rectification"]}
    if not any(contact in folded(text) for each in texts.values() for text in each.values()):
        yield Drift(
            "2",
            "2.email",
            _("letters name the address of the contact, which the texts of 13 and 14 do not"),
            _("put the right one into contact, email, or into the texts under requests"),
        )
    for section, each in texts.items():
        if not all(email in folded(text) for text in each.values()):
            yield Drift(
                section,
                f"{section}.email",
                _("its text names another address than requests, email"),
                _("put the right one into the text in fi, sv and en, or into requests, email"),
            )


def _purposes(notice: Notice, fields: Collection[str]) -> Iterator[Drift]:
    data = notice.data
    known: dict[str, Collection[str]] = {
        "categories": data["categories"],
        "fields": fields,
    }
    for purpose in data["purposes"]:
        for key, words in known.items():
            strange = [each for each in purpose.get(key, ()) if each not in words]
            if strange:
                sentence = _("the purpose {purpose} uses {key} that there are not: {words}")
                told = sentence.format(purpose=purpose["id"], key=key, words=", ".join(strange))
                remedy = _("correct it under purposes in register.yaml")
                yield Drift("5", f"5.{key}.{purpose['id']}", told, remedy)
    rules = consent.Rules.of(data)
    for purpose in rules.wordings:
        if purpose not in rules.consentable:
            sentence = _("there are words to consent to {purpose}, which does not rest on consent")
            yield Drift(
                "5",
                f"5.consents.{purpose}",
                sentence.format(purpose=purpose),
                _("name it under purposes with the basis art-6-1-a, or take the words away"),
            )


def _countries(notice: Notice) -> Iterator[Drift]:
    transfers = notice.data["transfers"]
    allowed = {folded(each) for each in transfers["countries"]}
    told = {
        "backup": (transfers.get("backups", ()), _("a backup is kept in {country}")),
        "recipient": (
            notice.data["recipients"].get("named", ()),
            _("somebody in {country} is named under recipients"),
        ),
    }
    for kind, (entries, sentence) in told.items():
        for country in sorted({each["country"].upper() for each in entries}):
            if folded(country) not in allowed:
                yield Drift(
                    "9",
                    f"9.{kind}.{country}",
                    _("{what}, a country that it does not allow").format(
                        what=sentence.format(country=country)
                    ),
                    _("bring it to a country under transfers, countries; or name that one there"),
                )


_FIGURE = re.compile(r"(\d+)\s*(?:vuo|år|year)", re.IGNORECASE)
_PERIOD = re.compile(
    r"\d+\s*(?:vuo|år|year|kuuka|månad|month|viik|veck|week|päiv|dag|day)", re.IGNORECASE
)


def _periods(notice: Notice) -> Iterator[Drift]:
    """The figure by which the program counts is the one that people read."""
    rules, requests = notice.data["retention"], notice.data["requests"]
    years = rules["accounting"]["years"]
    texts = [*requests["limits"].values(), *rules["accounting"]["text"].values()]
    figures = (set(_FIGURE.findall(text)) for text in texts)
    if any(found and years not in found for found in figures):
        yield Drift(
            "14",
            "14.years",
            _("its text says another number of years than retention, accounting, years"),
            _("put the right one into the texts in fi, sv and en, or into years"),
        )
    if int(years) < retention.VOUCHER_YEARS:
        sentence = _("it keeps vouchers for less than the {years} years of the Accounting Act")
        yield Drift(
            "14",
            "14.statute",
            sentence.format(years=retention.VOUCHER_YEARS),
            _("put at least that into retention, accounting, years, and into the texts"),
        )
    if any(_PERIOD.search(text) for text in rules["relationship"]["text"].values()):
        yield Drift(
            "10",
            "10.period",
            _("its text names a period, and the program counts to the end of the relationship"),
            _("say in retention, relationship, text that it lasts as long as the relationship"),
        )


NEEDS_CONSENT = ("analytics", "marketing")
"""Cookies that are not necessary: Act on Electronic Communications Services 917/2014, section 205.
"""


def _cookies(notice: Notice) -> Iterator[Drift]:
    cookies = notice.data["cookies"]
    stated = cookies.get("purposes")
    known = [host_of(each) for each in (cookies["site"], *_domains(notice))]
    for each in cookies.get("inventory", ()):
        name, purpose, domain = (str(each.get(key, "")) for key in ("name", "purpose", "domain"))
        if purpose in NEEDS_CONSENT and each.get("consent") != "yes":
            yield Drift(
                "15",
                f"15.consent.{name}",
                _("the cookie {name} is set without consent").format(name=name),
                _("let the site ask first, then say consent: yes in cookies, inventory"),
            )
        if stated is not None and purpose not in stated:
            sentence = _("the cookie {name} is for {purpose}, which it does not state")
            yield Drift(
                "15",
                f"15.purpose.{name}",
                sentence.format(name=name, purpose=purpose),
                _("take it off the site; or state it in the text and under cookies, purposes"),
            )
        if domain and not any(is_own(host_of(domain), host) for host in known):
            yield Drift(
                "15",
                f"15.domain.{name}",
                _("the cookie {name} is of somebody whom the notice does not name").format(
                    name=name
                ),
                _("take it off the site; or name them under recipients, named, with domains"),
            )


def _domains(notice: Notice) -> Iterator[str]:
    for each in notice.data["recipients"].get("named", ()):
        yield from each.get("domains", ())


# --- The clients against the notice -----------------------------------------------------------


def of_clients(notice: Notice, clients: Records) -> Iterator[Drift]:
    """Yield where valid records of clients hold what the notice does not say."""
    yield from _roles(notice, clients)
    yield from _consents(notice, clients)
    yield from _disclosures(notice, clients)
    yield from _papers(notice, clients)


def _roles(notice: Notice, clients: Records) -> Iterator[Drift]:
    named, purposes = notice.data["subjects"]["roles"], notice.data["purposes"]
    held = ((role, record) for record, data in clients.items() for role in roles_of(data))
    for role, ids in _by(held):
        if role not in named:
            yield Drift(
                "4",
                f"4.role.{role}",
                _("people are held as {role}, a role that it does not name").format(role=role),
                _("name it under subjects, roles, and in the text; or correct the records"),
                ids,
            )
        if not any(_covers(purpose, role) for purpose in purposes):
            yield Drift(
                "4",
                f"4.purpose.{role}",
                _("people are held as {role}, for which there is no purpose").format(role=role),
                _("name the role under purposes, roles; or correct the records"),
                ids,
            )


def roles_of(client: Data) -> list[str]:
    """Return the roles of a client, also those in organisations."""
    links = client.get("organisations", ())
    return [*client.get("roles", ()), *(each["role"] for each in links if "role" in each)]


def _covers(purpose: Data, role: str) -> bool:
    """Tell whether a purpose is one for whoever has a role, whatever else is held about them."""
    roles = purpose.get("roles")
    return role in roles if roles else not purpose.get("fields")


def _consents(notice: Notice, clients: Records) -> Iterator[Drift]:
    rules = consent.Rules.of(notice.data)
    given = [(record, each) for record, data in clients.items() for each in consent.of(data)]
    elsewhere = (
        (each.purpose, record)
        for record, each in given
        if not each.withdrawn and rules.bases.get(each.purpose, consent.BASIS) != consent.BASIS
    )
    for purpose, ids in _by(elsewhere):
        sentence = _("consents to {purpose} are held, which does not rest on consent")
        remedy = _("give it the basis art-6-1-a under purposes; or withdraw the consents")
        yield Drift("5", f"5.basis.{purpose}", sentence.format(purpose=purpose), remedy, ids)
    unworded = (
        (each.purpose, record)
        for record, each in given
        if each.version and each.purpose in rules.bases
        if not rules.knows(each.purpose, each.version)
    )
    for purpose, ids in _by(unworded):
        sentence = _("consents to {purpose} name a version whose words are not there")
        remedy = _("put the words back under consents in register.yaml; or correct the version")
        yield Drift("5", f"5.wording.{purpose}", sentence.format(purpose=purpose), remedy, ids)


def _disclosures(notice: Notice, clients: Records) -> Iterator[Drift]:
    days = (
        (f"{record}.{each['when']}", record)
        for record, data in clients.items()
        for each in disclosure.unnamed(data, notice)
    )
    for place, ids in _by(days):
        yield Drift(
            "8",
            f"8.disclosure.{place}",
            _("data were disclosed to somebody whom it does not name"),
            _(
                "name them under recipients, named, and in the text; records disclosures list shows"
                " whom"
            ),
            ids,
        )


# --- Paper ------------------------------------------------------------------------------------

KINDS = {
    CONTRACT: ("sopimus", "sopimuks", "avtal", "contract"),
    CONSENT: ("suostumu", "samtyck", "consent"),
    "note": ("muistiinpano", "anteckning", "note"),
}
"""Kinds of paper, and the beginnings of the words by which the owner may call each."""


def _papers(notice: Notice, clients: Records) -> Iterator[Drift]:
    manual = notice.data["protection"]["manual"]
    kinds, places = manual.get("kinds"), manual.get("places")
    for record, data in clients.items():
        sheets = [*papers(data)]
        if kinds and not all(_is_kind(each.kind, kinds) for each in sheets):
            yield Drift(
                "12a",
                f"12a.kind.{record}",
                _("there is paper of a kind that it does not name"),
                _("name it under protection, manual, kinds, and in the text; or do away with it"),
                (record,),
            )
        if places and not all(_lies(each.place, places) for each in sheets):
            yield Drift(
                "12a",
                f"12a.place.{record}",
                _("there is paper at a place that it does not name"),
                _("bring it there; or name the place under protection, manual, places"),
                (record,),
            )


def _is_kind(kind: str, named: Iterable[str]) -> bool:
    """Tell whether a paper is of a kind that is named; a consent's proof is always right.

    It is what the law makes the controller hold: GDPR, Article 7(1).
    """
    words = folded(kind)
    wanted = [start for each in named for start in (*KINDS.get(each, ()), folded(each))]
    return kind == CONSENT or any(start in words for start in wanted)


def _lies(place: str, named: Iterable[str]) -> bool:
    return any(folded(place).startswith(folded(each)) for each in named)


# --- Requests, custody and signers -------------------------------------------------------------


def of_requests(notice: Notice, requests: Records) -> Iterator[Drift]:
    """Yield the ways by which requests come and that the notice does not name.

    Such a request is valid all the same: it is the notice that is too narrow.
    """
    named = notice.data["requests"].get("channels", ["email"])
    for channel, ids in _by((data["channel"], record) for record, data in requests.items()):
        if channel not in named:
            yield Drift(
                "13",
                f"13.channel.{channel}",
                _("requests come by a way that it does not name: {channel}").format(
                    channel=channel
                ),
                _("they are valid: name the way under requests, channels, and in the text"),
                ids,
            )


def of_custody(notice: Notice, custody: Data) -> Iterator[Drift]:
    """Yield the copies of the key that somebody holds who is no named processor."""
    named = {folded(each["name"]) for each in notice.data["recipients"].get("named", ())}
    told = {
        "copies": _("copies of the key are held by somebody whom it does not name"),
        "devices": _("computers with the key are held by somebody whom it does not name"),
    }
    for kind, sentence in told.items():
        holders = {folded(each["holder"]) for each in custody.get(kind, ()) if "holder" in each}
        if holders - named:
            yield Drift(
                "11",
                f"11.{kind}",
                sentence,
                _(
                    "name the holder under recipients, named, and in the text; or take the copy"
                    " back (records key copies)"
                ),
                ("custody",),
            )


def of_signers(
    notice: Notice, signers: Mapping[str, str], owners: Collection[str]
) -> Iterator[Drift]:
    """Yield the signers who are neither the owner nor a named processor.

    `signers` are their addresses by the fingerprint of the key; `owners` are the addresses that
    the contact has, or had before.
    """
    named = notice.data["recipients"].get("named", ())
    known = {*map(folded, owners), *(folded(each["email"]) for each in named if "email" in each)}
    for fingerprint, email in sorted(signers.items()):
        if folded(email) not in known:
            yield Drift(
                "11",
                f"11.signer.{fingerprint.removeprefix('SHA256:')[:8]}",
                _("{key} may change the register, and is of somebody whom it does not name").format(
                    key=fingerprint
                ),
                _(
                    "name them under recipients, named, with an email; or take the line out of"
                    " allowed_signers"
                ),
            )
