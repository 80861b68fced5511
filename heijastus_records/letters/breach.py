"""What is said of a breach: to the ombudsman, point by point, and to the people concerned.

GDPR, Articles 33(3) and 34(2). The notification holds no personal data of clients (O7). The
owner's own words stand as she typed them; all others are in the letter's language.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from heijastus_records.errors import Refused
from heijastus_records.law import moment
from heijastus_records.letters import breach_wording as words
from heijastus_records.letters import formats
from heijastus_records.letters.access import letterhead, refuse_empty
from heijastus_records.letters.head import Frame, Head, Part
from heijastus_records.letters.letter import Block, Items, Letter, Paragraph, sections
from heijastus_records.messages import gettext as _
from heijastus_records.register import schema

Texts = dict[str, str]
Facts = dict[str, Any]

SCHEMA = "records.breach-report/1"

FIRST, SUPPLEMENT, RECORD = "first", "supplement", "record"

POINTS = {
    "contact": "Article 33(3)(b)",
    "nature": "Article 33(3)(a)",
    "concerned": "Article 33(3)(a)",
    "consequences": "Article 33(3)(c)",
    "measures": "Article 33(3)(d)",
    "decision": "Article 33(5)",
    "delay": "Article 33(1)",
    "persons": "Article 34",
    "countries": "Articles 33(1) and 55",
}
"""Where the law asks for each part of the notification."""

MAY_FOLLOW = ("consequences", "measures", "decision", "persons", "countries")
"""What a first notification may leave to a supplement: Article 33(4)."""


@dataclass(frozen=True)
class BreachReport:
    """All that is told of a breach; what is empty is not known yet."""

    as_of: date
    reference: str
    stage: str
    """`first`, `supplement`, or `record` where the authority is not notified."""
    controller: Facts
    contact: Facts
    register: Texts
    times: Facts
    """Moments as they are stored: `aware`, `due`, `happened`, `notified`."""
    nature: Facts
    concerned: Facts
    consequences: str | None
    """The owner's words; None where none are likely."""
    measures: Facts
    """The owner's words, and what has become of the key."""
    decision: Facts
    delay: str | None
    """Why the first notification is late; None where it is not."""
    persons: Facts
    countries: tuple[str, ...]

    def to_json(self) -> Facts:
        """Return the report as plain data for JSON; it does not change with the language."""
        return {"schema": SCHEMA, **asdict(self), "as_of": self.as_of.isoformat()}


def require_complete(report: BreachReport) -> BreachReport:
    """Return the report if nothing is empty that must not be. Raises Refused naming the points."""
    parts = {name: getattr(report, name) for name in POINTS}
    if report.stage == FIRST:
        parts = {name: part for name, part in parts.items() if name not in MAY_FOLLOW}
    try:
        refuse_empty(parts, POINTS)
    except Refused as error:
        hint = _("fill it in: records breach decide, or records breach note {where} --help")
        raise Refused(error.sentence, hint.format(where=report.reference)) from error
    return report


# --- To the ombudsman -----------------------------------------------------------------------


def notification(report: BreachReport, language: str) -> Letter:
    """Return the points of the ombudsman's form, or of the controller's own record."""
    writer = _Writer(report, language)
    is_record = report.stage == RECORD
    parts: tuple[Part, ...] = (
        (words.ABOUT_RECORD if is_record else words.ABOUT, writer.about()),
        (words.CONTROLLER, writer.controller()),
        (words.WHEN, writer.when()),
        (words.NATURE, writer.nature()),
        (words.WHOSE, writer.whose()),
        (words.CONSEQUENCES, writer.consequences()),
        (words.MEASURES, writer.measures()),
        (words.DECISION, writer.decision()),
        (words.PEOPLE, writer.people()),
        (words.COUNTRIES, writer.countries()),
    )
    return Letter(
        language,
        (words.RECORD if is_record else words.NOTIFICATION)[language],
        words.SUBTITLES[report.stage][language],
        letterhead(report.controller, language),
        formats.day(report.as_of, language),
        sections(parts, language),
    )


class _Writer:
    def __init__(self, report: BreachReport, language: str) -> None:
        self._report = report
        self._language = language
        self._frame = Frame(Head(report.as_of, report.controller, {}), language)

    def later(self) -> str:
        return words.LATER[self._language]

    def about(self) -> list[Block]:
        report = self._report
        told = words.INTERNAL if report.stage == RECORD else words.FORM
        notified = [self._moment(each["when"]) for each in report.times["notified"]]
        numbers = [each["reference"] for each in report.times["notified"] if "reference" in each]
        return [
            self._frame.say(told),
            self._frame.facts(
                (words.REFERENCE, report.reference),
                (words.DIARY, formats.listed(dict.fromkeys(numbers))),
                (words.EARLIER, formats.listed(notified)),
            ),
        ]

    def controller(self) -> list[Block]:
        report, contact = self._report, self._report.contact
        return [
            self._frame.facts(
                (words.NAME, report.controller["name"]),
                (words.BUSINESS_ID, report.controller["business_id"]),
                (words.REGISTER, report.register[self._language]),
                (words.CONTACT, contact["name"]),
                (words.EMAIL, contact["email"]),
                (words.PHONE, contact.get("phone") or ""),
            )
        ]

    def when(self) -> list[Block]:
        times = self._report.times
        first = times["notified"][0]["when"] if times["notified"] else ""
        return [
            self._frame.facts(
                (words.HAPPENED, self._when(times["happened"])),
                (words.AWARE, self._moment(times["aware"])),
                (words.DUE, self._moment(times["due"])),
                (words.NOTIFIED, self._moment(first) if first else ""),
                (words.DELAY, self._report.delay or ""),
            )
        ]

    def _when(self, stored: str | None) -> str:
        if not stored:
            return words.NOT_KNOWN[self._language]
        return self._moment(stored) if "T" in stored else self._frame.day(stored)

    def _moment(self, stored: str) -> str:
        return formats.moment(moment.read(stored), self._language)

    def nature(self) -> list[Block]:
        nature = self._report.nature
        paper = words.CONCERNED if nature["paper"] else words.NOT_CONCERNED
        return [
            self._frame.facts(
                (words.KIND, formats.large(code("kind", nature["kind"], self._language))),
                (words.WHAT, nature["what"]),
                *(self._device(nature["device"]) if nature["device"] else ()),
                (words.SEALING, words.SEALED[self._language]),
                (words.PAPER, paper[self._language]),
            )
        ]

    def _device(self, device: Facts) -> tuple[tuple[Texts, str], ...]:
        known = {"computer": words.COMPUTER, "copy": words.COPY}
        what = known.get(device["listed"], words.UNLISTED)[self._language]
        plain = [self._code_of_device("plaintext", each) for each in device.get("plaintext", ())]
        passphrase = self._code_of_device("passphrase", device["passphrase"])
        is_held = device["listed"] != "no"
        count = self._number(self._report.nature["versions"])
        versions = words.VERSIONS[self._language].format(count=count) if is_held else ""
        return (
            (words.DEVICE, what),
            (words.PASSPHRASE, passphrase),
            (words.PLAINTEXT, formats.listed(plain) or words.NO_PLAINTEXT[self._language]),
            (words.OPENS, versions),
        )

    def _code_of_device(self, field: str, value: str) -> str:
        return code(f"facts.device.{field}", value, self._language)

    def _number(self, value: str) -> str:
        return formats.whole(int(value), self._language)

    def whose(self) -> list[Block]:
        told = self._report.concerned
        roles = (each[self._language] for each in told["roles"] or ())
        groups = tuple(each[self._language] for each in told["categories"] or ())
        listed = (Paragraph(f"{words.CATEGORIES[self._language]}:"), Items(groups))
        return [
            self._frame.facts(
                (words.PERSONS, self._number(told["people"])),
                (words.RECORDS, self._number(told["records"])),
                (words.ROLES, formats.large(formats.listed(roles))),
            ),
            *(listed if groups else ()),
        ]

    def consequences(self) -> list[Block]:
        said = self._report.consequences
        unlikely = words.UNLIKELY[self._language]
        return [Paragraph(unlikely if said is None else said or self.later())]

    def measures(self) -> list[Block]:
        measures = self._report.measures
        if not measures:
            return [Paragraph(self.later())]
        return [
            self._frame.facts(
                (words.ALREADY, measures.get("contained", "")),
                (words.KEY, self._key(measures.get("key"))),
                (words.FURTHER, measures.get("measures", "")),
            )
        ]

    def _key(self, replaced: Facts | None) -> str:
        if not replaced:
            return ""
        text = words.KEY_RENEWED if replaced["renewed"] else words.KEY_REPLACED
        return text[self._language].format(day=self._frame.day(replaced["day"]))

    def decision(self) -> list[Block]:
        decision = self._report.decision
        if not decision:
            return [Paragraph(self.later())]
        return [
            self._frame.facts(
                (words.RISK, self._decided("risk")),
                (words.TO_AUTHORITY, self._decided("authority")),
                (words.REASONS, decision["reason"]),
            )
        ]

    def _decided(self, field: str) -> str:
        value = self._report.decision[field]
        return formats.large(code(f"decisions.{field}", value, self._language))

    def people(self) -> list[Block]:
        persons = self._report.persons
        if not persons:
            return [Paragraph(self.later())]
        told = self._moment(persons["told"]) if persons["told"] else ""
        waits = words.NOT_TOLD_YET[self._language] if persons["persons"] == "tell" else ""
        exception = words.EXCEPTIONS.get(persons["exception"] or "", {})
        return [
            self._frame.facts(
                (words.TO_PEOPLE, self._decided("persons")),
                (words.TOLD, told or waits),
                (words.EXCEPTION, exception.get(self._language, "")),
                (words.REASONS, "" if persons["persons"] == "tell" else persons["reason"]),
            )
        ]

    def countries(self) -> list[Block]:
        named = self._report.countries
        if not named:
            return [Paragraph(self.later())]
        text = words.ABROAD if len(named) > 1 else words.ONLY_HERE
        return [self._frame.say(text, countries=formats.listed(named))]


def code(path: str, value: str, language: str) -> str:
    """Return what a code of the schema means."""
    rule: Any = schema.schema("breach")
    for step in path.split("."):
        rule = rule.get("items", rule)["properties"][step]
    meant: str = rule.get("items", rule)["x-values"][value][language]
    return meant


# --- To the people --------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What one person is told."""

    kind: str
    aware: datetime
    categories: tuple[Texts, ...]
    """Groups of data that are held about this person."""
    notified: datetime | None
    is_notified: bool
    """Whether the ombudsman is notified, or will be."""
    renewed: date | None
    """Day on which the keys were replaced, where they were."""
    consequences: str
    measures: tuple[str, ...]
    """The owner's own words: they stand as she typed them."""


def to_person(head: Head, told: Told, language: str) -> Letter:
    """Tell a person what happened, what may come of it and what to do (Article 34(2))."""
    frame = Frame(replace(head, received=None, reference=""), language)
    own = [Paragraph(told.consequences)] if told.consequences else []
    gone = told.kind == "unavailable"
    since = frame.say(words.DATES, aware=formats.moment(told.aware, language))
    advice = words.ADVICE_UNAVAILABLE if gone else words.ADVICE
    consequences = words.FOR_NOBODY if gone else words.FOR_STRANGERS
    return frame.letter(
        words.LETTER,
        (
            words.HAPPENED_TO_YOU,
            [*frame.opening(), _joined(frame.say(words.SENTENCES[told.kind]), since)],
        ),
        (words.YOUR_DATA, [frame.say(words.HELD), frame.items(told.categories)]),
        (words.COMES, [frame.say(consequences), *own]),
        (words.DONE, _done(frame, told)),
        (words.YOURSELF, [frame.items(advice)]),
        frame.complaint(),
    )


def _done(frame: Frame, told: Told) -> list[Block]:
    day = formats.day(moment.at_home(told.notified).date(), frame.language) if told.notified else ""
    said = []
    if told.is_notified:
        text = words.TOLD_OMBUDSMAN if day else words.TELL_OMBUDSMAN
        said.append(frame.say(text, day=day))
    if told.renewed:
        said.append(frame.say(words.RENEWED, day=frame.day(told.renewed)))
    own = map(Paragraph, told.measures)
    return [*([_joined(*said)] if said else []), *own]


def _joined(*said: Paragraph) -> Paragraph:
    """Return several sentences as one paragraph."""
    return Paragraph(" ".join(each.text for each in said))
