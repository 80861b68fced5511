"""Does the published notice tell what it has to? What it lacks, and where it says something else.

Findings are listed by the section of the notice; each says what to do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from heijastus_records.exchange import published
from heijastus_records.law import lacks
from heijastus_records.law.lacks import Lack
from heijastus_records.law.notice import Notice
from heijastus_records.letters import forms, lines, notice, safe
from heijastus_records.messages import gettext as _
from heijastus_records.register.register import Register

SCHEMA = "records.notice-check/1"

MAX_PUBLISHED = published.LIMIT + 1
"""How many bytes of a published text are read: one more than is taken."""

PUBLISH = "records notice render --out FILE"


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, in a section of the notice."""

    section: str
    """Its number, such as 9 or 12a."""
    kind: str
    """`missing`, `unpublished`, `lost` or `added`."""
    sentence: str
    """What is wrong, in the owner's language; of the notice's own words, these."""
    remedy: str
    name: str = ""
    """Of the point, as `notice.unpublished` has it."""
    point: str = ""
    """Where the law asks for it."""
    text: str = ""
    """What one of the two texts says and the other does not."""

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data for JSON, the same in every language."""
        facts = asdict(self)
        del facts["sentence"], facts["remedy"]
        return facts


def check(register: Register, text: bytes | None = None) -> list[Finding]:
    """Return what is found wrong, by section; `text` is the published one, where it is given.

    Raises Misused or Invalid where that cannot be read.
    """
    own = register.notice
    found = [*lacking(own), *(compared(own, text) if text is not None else ())]
    return sorted(found, key=lambda each: _order(each.section))


def _order(section: str) -> tuple[int, str]:
    return int(section.rstrip("ab")), section


def to_json(own: Notice, found: Sequence[Finding], today: date) -> dict[str, Any]:
    """Return the findings as plain data for JSON."""
    told = {name: own.data["notice"][name] for name in ("version", "updated")}
    facts = {"schema": SCHEMA, "as_of": today.isoformat(), "notice": told}
    return {**facts, "findings": [each.to_json() for each in found]}


def missing(own: Notice) -> str:
    """Say of what `register.yaml` itself tells nothing, and so the rendered notice neither."""
    return ", ".join(lack.name for lack in lacks.missing(own.data))


def form(own: Notice, name: str, language: str) -> bytes:
    """Return the notice as text, html, pdf, md or json."""
    if name == "json":
        return safe.as_json(notice.to_json(own)).encode()
    return forms.render(notice.letter(own, language), name, own.updated)


# --- What the law asks for --------------------------------------------------------------------


def lacking(own: Notice) -> Iterator[Finding]:
    """Yield what Articles 13 and 14 ask for and the published notice does not tell."""
    for lack in lacks.lacks(own.data):
        kind = "unpublished" if lack.is_written else "missing"
        section, told, remedy = str(lack.section), _lack(lack), _remedy(lack)
        yield Finding(section, kind, told, remedy, lack.name, lack.point)


def _lack(lack: Lack) -> str:
    told = _told()[lack.name]
    if lack.is_written:
        return _("the published text does not tell {what}").format(what=told)
    return _("register.yaml does not tell {what}").format(what=told)


def _remedy(lack: Lack) -> str:
    if lack.is_written:
        sentence = _("publish what {command} writes; then drop {name} from notice.unpublished")
        return sentence.format(command=PUBLISH, name=lack.name)
    return _("write it into register.yaml: {key}").format(key=KEYS.get(lack.name, lack.name))


KEYS = {
    "controller": "controller.name",
    "contact-details": "controller.address, controller.phone",
    "bases": "purposes, basis",
    "interests": "purposes, reason",
    "recipients": "recipients.disclosures",
    "transfers": "transfers.text",
    "public-sources": "sources",
    "processors": "recipients.processors",
    "access": "requests.access",
    "rectification": "requests.rectification",
    "restriction": "rights, art-18",
    "objection": "rights, art-21",
    "portability": "rights, art-20",
    "withdrawal": "rights, art-7",
    "obligation": "purposes, basis",
    "automated-decisions": "automated_decisions.text",
}
"""Where a point is written in `register.yaml`, where it is not called by its own name."""


def _told() -> dict[str, str]:
    """Return what each point is about, in the owner's language."""
    return {
        "controller": _("who the controller is"),
        "contact-details": _("a postal address or a telephone number"),
        "purposes": _("what the data are used for"),
        "bases": _("the legal basis of each purpose (Article 6)"),
        "interests": _("which legitimate interest it relies on"),
        "categories": _("which data are held"),
        "duties": _("the data that the law itself makes you hold"),
        "sources": _("where the data come from"),
        "public-sources": _("whether a source is public"),
        "recipients": _("to whom data are disclosed"),
        "transfers": _("whether data leave the European Economic Area"),
        "retention": _("how long the data are kept"),
        "processors": _("who processes the data"),
        "access": _("the right of access"),
        "channels": _("that a request can come by any way, and that the answer comes in a month"),
        "rectification": _("the rights to rectification and erasure"),
        "restriction": _("the right to restriction of processing"),
        "objection": _("the right to object"),
        "portability": _("the right to data portability"),
        "withdrawal": _("that consent can be withdrawn at any time"),
        "complaint": _("where to lodge a complaint"),
        "obligation": _("whether data have to be given, and what follows if not"),
        "automated-decisions": _("whether automated decisions are made"),
    }


# --- What the published text says -------------------------------------------------------------


def compared(own: Notice, text: bytes) -> Iterator[Finding]:
    """Yield the sentences that stand in only one of the two texts, section by section."""
    there = published.read(text)
    letter = notice.letter(own, there.language)
    here = {number: lines.of_section(each) for number, each in enumerate(letter.sections, 1)}
    for number in sorted({*there.sections, *here}):
        told, said = there.sections.get(number, ()), here.get(number, ())
        for each in _only(told, said):
            yield _different("lost", number, each)
        for each in _only(said, told):
            yield _different("added", number, each)


def _only(these: tuple[str, ...], those: tuple[str, ...]) -> Iterator[str]:
    """Yield the sentences of the first that do not occur in the second, however it is broken."""
    known = published.squeezed(" ".join(those))
    for sentence in published.sentences(these):
        if not published.is_said(sentence, known):
            yield sentence


def _different(kind: str, number: int, text: str) -> Finding:
    if kind == "lost":
        sentence = _("only the published text says: {text}").format(text=text)
        remedy = _("put it into register.yaml, or publish anew")
    else:
        sentence = _("the published text does not say: {text}").format(text=text)
        remedy = _("publish what {command} writes").format(command=PUBLISH)
    return Finding(str(number), kind, sentence, remedy, text=text)
