"""The right to take a consent back, as easily as it was given; and to show that it was given.

GDPR, Article 7. A consent is an entry of the record, and is never dropped: the one that was
withdrawn says when. The plan, the act and the letter are one object.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from heijastus_records.errors import Misused, NotFound, Problem, Refused
from heijastus_records.law import client, consent
from heijastus_records.law.consent import Consent, Rules, State
from heijastus_records.law.notice import Notice
from heijastus_records.law.request import GRANTED
from heijastus_records.letters import choices
from heijastus_records.letters.choices import Consented
from heijastus_records.letters.letter import Letter
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, fields
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import finding, requests, waiting
from heijastus_records.rights.requests import Handled

GIVE, WITHDRAW = "consent-give", "consent-withdraw"

BASES = {GIVE: "art-7-1", WITHDRAW: "art-7-3"}
"""Article 7(1): the controller can show that the person has consented; 7(3): withdrawal."""

DUTY = "consent-withdrawal"
"""What a request calls it."""

STOPPING = frozenset(("erasure", "objection", DUTY))
"""What a request may ask for that ends the use of a consent, from its receipt on."""

SCHEMA = "records.consents/1"


@dataclass(frozen=True)
class Change:
    """A consent given or withdrawn, as planned: nothing has been changed by making it."""

    action: str
    record: Record = field(repr=False)
    """The record as it was opened: the act refuses where it has changed since."""
    text: str = field(repr=False)
    """The text that the record has afterwards."""
    consent: Consent = field(repr=False)
    """The consent, or the last one of those that are withdrawn, as it is afterwards."""
    notice: Notice = field(repr=False)
    today: date
    warnings: tuple[Problem, ...] = ()
    request: Handled | None = field(default=None, repr=False)
    """The request that is answered by it."""

    @property
    def is_nothing(self) -> bool:
        """Tell whether there is nothing to do: the same consent is in force already."""
        return self.text == self.record.text

    @property
    def is_stopped(self) -> bool:
        """Tell whether the consent is of no use: the person objects, or may not be written to."""
        data = document.load(self.text)
        rules = Rules.of(self.notice.data)
        return consent.standing(data, self.consent.purpose, rules, self.today) is not State.IN_FORCE

    def letter(self, language: str) -> Letter:
        """Return the confirmation to the person, in a language."""
        told = self.consent
        name = client.name_of(self.record.data)
        head = requests.head(self.request, self.notice, self.today, name)
        purposes = {each["id"]: each["text"] for each in self.notice.data["purposes"]}
        text = purposes.get(told.purpose) or dict.fromkeys(("fi", "sv", "en"), told.purpose)
        facts = Consented(text, told.given, told.withdrawn, told.how, told.version, self._goes_on)
        if self.action == WITHDRAW:
            return choices.consent_withdrawn(head, facts, language)
        return choices.consent_given(head, facts, _wording(self.notice, told), language)

    @property
    def _goes_on(self) -> tuple[dict[str, Any], ...]:
        """The purposes for which the person's data are used without any consent."""
        found = self.notice.purposes_of(self.record.data)
        return tuple(each for each in found if each["basis"] != consent.BASIS)


def _wording(notice: Notice, about: Consent) -> dict[str, str]:
    key = (about.purpose, about.version)
    known = {(each["purpose"], each["version"]): each["text"] for each in notice.data["consents"]}
    text: dict[str, str] = known[key]
    return text


# --- The plan -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Giving:
    """A consent as the owner tells of it."""

    purpose: str
    how: str
    version: str = ""
    """Of the words; empty stands for the newest that there was on the day."""
    day: date | None = None
    """Today, where it is not said."""
    evidence: str = ""


def giving(register: Register, who: str, told: Giving, today: date) -> Change:
    """Plan to record a consent of the one whom WHO names; nothing where it is in force already.

    Raises Refused for what nobody can consent to, or could not on that day; Invalid; and what
    `find` raises.
    """
    rules, day = Rules.of(register.notice.data), _day(told.day, today)
    version = _version(rules, told, day)
    record = _record(register, who)
    data: Any = record.data
    known = _known(data, told.purpose, version, today)
    if known:
        return Change(GIVE, record, record.text, known, register.notice, today)
    ended = consent.withdrawal(data, told.purpose, today)
    if ended and day < ended:
        raise Refused(
            _("a consent of that day is over: it was withdrawn on {day}").format(day=ended)
        )
    given = Consent(0, told.purpose, day, None, version, told.how, told.evidence)
    return _planned(register, GIVE, record, given, lambda typed: _add(typed, given), today)


def _version(rules: Rules, told: Giving, day: date) -> str:
    """Return the version of the words that were agreed to. Raises Refused."""
    if told.purpose not in rules.consentable:
        known = told.purpose in rules.bases
        sentence = (
            _("the purpose {purpose} does not rest on consent: it needs none")
            if known
            else _("the notice names no purpose {purpose}")
        )
        names = ", ".join(rules.consentable)
        hint = _("purposes that rest on consent: {names}").format(names=names)
        raise Refused(sentence.format(purpose=told.purpose), hint)
    version = told.version or rules.newest(told.purpose, day)
    if not rules.knows(told.purpose, version):
        versions = rules.wordings.get(told.purpose, ())
        raise Refused(
            _("the notice has no such words: nobody could show what was agreed to"),
            _("versions of the words: {names}; others go into register.yaml, consents").format(
                names=", ".join(versions) or "–"
            ),
        )
    return version


def _known(data: Any, purpose: str, version: str, today: date) -> Consent | None:
    """Return the same consent, where it is in force and need not be asked for again."""
    for each in reversed(consent.in_force(data, purpose, today)):
        if each.version == version and not each.is_old(today):
            return each
    return None


def _add(typed: Any, given: Consent) -> None:
    entry: document.Value = {
        "purpose": given.purpose,
        "version": given.version,
        "given": given.given.isoformat(),
        "how": given.how,
        **({"evidence": given.evidence} if given.evidence else {}),
        "source": "subject",  # nobody else can consent
    }
    fields.put(typed, ("consents", fields.MORE), entry)


def withdrawing(
    register: Register, who: str, purpose: str, day: date | None, today: date
) -> Change:
    """Plan to withdraw all consents to a purpose of the one whom WHO names.

    Those are meant that were in force on the day of the withdrawal, and still are. Raises NotFound
    where there is none, Refused for a day to come; and what `find` raises.
    """
    return _withdrawing(register, _record(register, who), purpose, _day(day, today), today)


def on_request(
    register: Register, words: str, purpose: str, day: date | None, today: date
) -> Change:
    """Plan a withdrawal that a request asks for: it counts from the receipt. See `withdrawing`."""
    handled = requests.accept(register, words, DUTY)
    when = _day(day or handled.request.received, today)
    refuse_broken(handled.client)
    planned = _withdrawing(register, handled.client, purpose, when, today)
    return replace(planned, request=handled)


def _withdrawing(
    register: Register, record: Record, purpose: str, when: date, today: date
) -> Change:
    data: Any = record.data
    still = consent.in_force(data, purpose, today)
    ended = [each for each in consent.in_force(data, purpose, when) if each in still]
    if not ended:
        raise _nothing(record.id, data, purpose, today)

    def act(typed: Any) -> None:
        for each in ended:
            fields.put(typed, ("consents", each.place, "withdrawn"), when.isoformat())

    last = replace(ended[-1], withdrawn=when)
    return _planned(register, WITHDRAW, record, last, act, today)


def _nothing(where: str, data: Any, purpose: str, today: date) -> NotFound:
    """Say that no consent is in force, and since when."""
    since = consent.withdrawal(data, purpose, today)
    others = {each.purpose for each in consent.of(data) if each.purpose != purpose}
    named = sorted(each for each in others if consent.in_force(data, each, today))
    hint = _("in force: {names}").format(names=", ".join(named)) if named else ""
    if since:
        sentence = _("{where}: no consent to that purpose was in force; withdrawn on {day}")
        return NotFound(sentence.format(where=where, day=since), hint)
    return NotFound(_("{where}: no consent to that purpose was in force").format(where=where), hint)


def _day(day: date | None, today: date) -> date:
    if day and day > today:
        raise Refused(_("{day} is still to come").format(day=day))
    return day or today


def _record(register: Register, who: str) -> Record:
    record = finding.find(register, who)
    refuse_broken(record)
    return record


def _planned(
    register: Register,
    action: str,
    record: Record,
    about: Consent,
    act: Callable[[Any], None],
    today: date,
) -> Change:
    """Change a copy of the owner's text. Raises Invalid where the outcome breaks a rule."""
    draft = document.Draft(record.text)
    act(draft.data)
    text = draft.text
    warnings, _data = register.vetted(record.id, text)
    return Change(action, record, text, about, register.notice, today, warnings)


# --- The act --------------------------------------------------------------------------------


def carry_out(register: Register, change: Change) -> str:
    """Record what was planned; returns the commit, if any. Raises Busy where it has changed."""
    texts = [(change.record, change.text)]
    asked = change.request
    if asked:
        texts.append(requests.answered(asked, DUTY, GRANTED, change.today, fields=("consents",)))
    return register.rewrite(
        texts,
        action=change.action,
        basis=BASES[change.action],
        request=asked.id if asked else "",
    )


# --- The list -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One consent of one client, and what it comes to today."""

    record: str
    name: str
    consent: Consent
    state: State
    is_known: bool
    """Whether the notice has the words that were agreed to."""
    is_old: bool
    """Whether it is to be asked for again."""
    ended: date | None
    """Day of its end, also where another one was withdrawn on it."""

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain data for JSON."""
        about = self.consent
        return {
            "id": self.record,
            "name": self.name,
            "purpose": about.purpose,
            "version": about.version or None,
            "version_known": self.is_known,
            "given": about.given.isoformat(),
            "how": about.how or None,
            "evidence": about.evidence or None,
            "withdrawn": about.withdrawn.isoformat() if about.withdrawn else None,
            "ended": self.ended.isoformat() if self.ended else None,
            "state": self.state.value,
            "renew": self.is_old,
        }


def listed(register: Register, who: str, purpose: str, today: date) -> list[Line]:
    """Return who consents to what: of all, or of the one whom WHO names; the last one last.

    Raises Misused for a purpose that the notice does not name, and what `find` raises.
    """
    rules = Rules.of(register.notice.data)
    if purpose and purpose not in rules.bases:
        raise Misused(
            _("the notice names no purpose {purpose}").format(purpose=purpose),
            _("purposes: {names}").format(names=", ".join(rules.bases)),
        )
    records = [_record(register, who)] if who else list(register.records())
    asked = asked_to_stop(register)
    return [
        _line(record, each, rules, today, record.id in asked)
        for record in sorted(records, key=lambda record: client.sorting_key(record.data))
        for each in sorted(consent.of(record.data), key=lambda each: each.given)
        if not purpose or each.purpose == purpose
    ]


def asked_to_stop(register: Register) -> set[str]:
    """Return the ids of those who have asked for an end of it, and have no answer yet.

    Also where nobody knows for sure who asked: not to write to somebody harms nobody.
    """
    asked = {
        case.request.client
        for case in requests.listed(register)
        if case.request.is_open and not STOPPING.isdisjoint(case.request.undecided)
    }
    return asked | {each.id for each in waiting.listed(register)}


def _line(record: Record, about: Consent, rules: Rules, today: date, asked: bool) -> Line:
    state = consent.state(record.data, about, rules, today, asked)
    return Line(
        record.id,
        client.name_of(record.data),
        about,
        state,
        rules.knows(about.purpose, about.version),
        state is State.IN_FORCE and about.is_old(today),
        consent.ended(record.data, about, today),
    )


def told(state: State) -> str:
    """Say in the owner's language what a consent comes to."""
    words = {
        State.IN_FORCE: _("in force"),
        State.NOT_YET: _("still to come"),
        State.WITHDRAWN: _("withdrawn"),
        State.OBJECTED: _("objected to"),
        State.RESTRICTED: _("restricted"),
        State.ASKED: _("end asked for"),
        State.NONE: "–",
    }
    return words[state]
