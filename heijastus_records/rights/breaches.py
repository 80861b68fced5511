"""Personal data breaches on their way: found, assessed, notified, closed.

GDPR, Articles 33 and 34. The rules are in law/breach, what the register knows in breaching. Each
step is one commit, and the reasons stay, also those for telling nobody (Article 33(5)).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heijastus_records.errors import Misused, NotFound, Refused
from heijastus_records.law import breach as law
from heijastus_records.law import moment
from heijastus_records.law.breach import Breach, Stage, Suggestion
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout
from heijastus_records.register.register import Record, Register, refuse_broken
from heijastus_records.rights import breaching, finding

SHORTEST_PREFIX = 4
"""Fewest characters of an id that are taken for one."""

GROUND = "art-33-5"
"""What the keeping of breaches rests on."""

Facts = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One breach as it was opened."""

    record: Record = field(repr=False)
    breach: Breach
    since: breaching.Since
    """What has become of the key since."""

    @property
    def id(self) -> str:
        """Id of the breach."""
        return self.record.id

    @property
    def suggestion(self) -> Suggestion:
        """What the facts suggest; the owner decides."""
        return law.suggest(breaching.exposure(self.breach))


def find(register: Register, words: str) -> Case:
    """Return the breach of an id or its beginning. Raises NotFound for none or several."""
    found = [record for record in register.ids("b") if record.startswith(words.strip())]
    if len(words.strip()) < SHORTEST_PREFIX or not found:
        raise NotFound(_("there is no such breach"), "records breach list")
    if len(found) > 1:
        raise NotFound(
            _("{count} records match: {ids}").format(count=len(found), ids=", ".join(found[:10])),
            "records breach list",
        )
    return opened(register, register.read(found[0]))


def opened(register: Register, record: Record) -> Case:
    """Return a breach from its record. Raises Invalid where that breaks the schema."""
    refuse_broken(record)
    found = Breach(record.id, record.data)
    return Case(record, found, breaching.since(register, found))


def listed(register: Register) -> list[Case]:
    """Return all breaches: the open ones first, the most urgent at the top."""
    cases = [opened(register, record) for record in register.records("b")]
    return sorted(
        cases,
        key=lambda case: (case.breach.is_closed, not case.breach.runs, case.breach.clock.due),
    )


# --- A new one ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Discovery:
    """What the owner says of a breach that she has become aware of."""

    kind: str
    aware: datetime
    what: str
    happened: str = ""
    """A day or a moment as it is stored; empty where nobody knows."""
    device: str = ""
    paper: bool = False
    persons: int | None = None
    who: Sequence[str] = ()
    contained: str = ""


def add(register: Register, said: Discovery, now: datetime) -> Case:
    """Record a breach, with what the register knows of it.

    Raises Misused where something is missing or cannot be, NotFound or Refused for a wrong WHO.
    """
    _refuse_untimely(said, now)
    if not said.what.strip():
        raise Misused(_("say what happened: --what TEXT"))
    if said.who and said.persons is not None:
        raise Misused(_("say who it concerns, or how many people, not both"))
    people = _named(register, said.who)
    taken = breaching.facts(register, said.kind, said.device, people, now)
    told: dict[str, Any] = {
        "kind": said.kind,
        "aware": moment.write(said.aware),
        "happened": said.happened,
        "what": said.what,
        "device": said.device,
        "paper": "yes" if said.paper else "",
        "persons": "" if said.persons is None else str(said.persons),
        "people": people,
        "contained": said.contained,
        "facts": taken,
    }
    data = {name: value for name, value in told.items() if value}
    record = layout.new_id("b")
    register.add({record: document.dump(data)}, action="breach", basis=GROUND)
    return opened(register, register.read(record))


def _named(register: Register, who: Sequence[str]) -> list[str]:
    """Return the ids of the people who are named, each once. Raises Refused for a company."""
    records = [finding.find(register, each) for each in who]
    for record in records:
        if not breaching.is_person(record):
            raise Refused(
                _("{where} is an organisation: a breach concerns people").format(where=record.id),
                _("name the people of it whose data were concerned"),
            )
    return [*dict.fromkeys(record.id for record in records)]


def _refuse_untimely(said: Discovery, now: datetime) -> None:
    """Refuse what was known before it happened, or will only be. Raises Misused."""
    if said.aware > now:
        raise Misused(_("a moment to come: nobody can be aware of a breach before"))
    if not said.happened:
        return
    if "T" in said.happened:
        is_after = moment.read(said.happened) > said.aware
    else:
        is_after = said.happened > moment.at_home(said.aware).date().isoformat()
    if is_after:
        raise Misused(_("a breach cannot have happened after it became known"))


# --- The steps ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decision:
    """What the owner has decided, and why."""

    risk: str
    authority: str
    persons: str
    reason: str
    exception: str = ""


def decide(register: Register, words: str, decision: Decision, now: datetime) -> str:
    """Note a decision beside the earlier ones, and return the commit.

    Raises Misused without a reason, Refused where the law has decided otherwise, or it is closed.
    """
    case = _open(register, words)
    if not decision.reason.strip():
        raise Misused(_("the reasons are kept (GDPR, Article 33(5)): --reason WORDS"))
    _refuse_lawless(decision)
    said = {
        "made": moment.write(moment.at_home(now)),
        "risk": decision.risk,
        "authority": decision.authority,
        "persons": decision.persons,
        "exception": decision.exception,
        "reason": decision.reason,
    }
    entry = {name: value for name, value in said.items() if value}

    def act(data: Any) -> None:
        data.setdefault("decisions", []).append(entry)

    return _changed(register, case, act, "breach-decide")


def _refuse_lawless(decision: Decision) -> None:
    """Refuse a decision that the law does not leave. Raises Refused."""
    sentences = {
        "authority": _(
            "only where a risk is unlikely need the authority not be notified (GDPR, Article 33(1))"
        ),
        "persons": _("where the risk is high, the people are told (GDPR, Article 34(1))"),
        "exception": _("an exception is for a high risk of which the people are not told"),
    }
    hints = {
        "authority": _("--authority notify; or --risk none, with the reasons"),
        "persons": _("--persons tell; or --exception {names}").format(
            names=" | ".join(law.EXCEPTIONS)
        ),
        "exception": _("leave --exception away, or say --risk high --persons not"),
    }
    why = law.objection(decision.risk, decision.authority, decision.persons, decision.exception)
    if why:
        raise Refused(sentences[why], hints[why])


@dataclass(frozen=True)
class News:
    """What is to be added to a breach: done meanwhile, or known by now."""

    notified: datetime | None = None
    reference: str = ""
    delay: str = ""
    told: datetime | None = None
    consequences: str = ""
    measures: str = ""
    contained: str = ""
    countries: Sequence[str] = ()


def note(register: Register, words: str, news: News, now: datetime) -> str:
    """Add to a breach what is known by now; return the commit, if anything changes.

    Raises Misused for nothing or for a moment that cannot be, Refused where a late notification
    goes without its reasons.
    """
    case = _open(register, words)
    if news == News():
        raise Misused(_("say what there is to note, such as --notified or --measures"))
    if news.reference and not news.notified:
        raise Misused(_("--reference belongs to --notified"))
    for each in (news.notified, news.told):
        if each and not case.breach.clock.aware <= each <= now:
            raise Misused(_("told between the moment at which it became known and now, or never"))
    _refuse_unexplained(case, news)
    names = ("delay", "consequences", "measures", "contained", "countries")
    known = {name: getattr(news, name) for name in names if getattr(news, name)}

    def act(data: Any) -> None:
        data.update({**known, **({"told": moment.write(news.told)} if news.told else {})})
        if "countries" in known:
            data["countries"] = [*dict.fromkeys(known["countries"])]
        if news.notified:
            entry = {"when": moment.write(news.notified), "reference": news.reference}
            kept = {name: value for name, value in entry.items() if value}
            data.setdefault("notified", []).append(kept)

    return _changed(register, case, act, "breach-note")


def _refuse_unexplained(case: Case, news: News) -> None:
    """Refuse a first notification that is late and does not say why. Raises Refused."""
    if case.breach.notified or not news.notified:
        return
    has_reasons = news.delay or "delay" in case.breach.data
    if case.breach.clock.is_late(news.notified) and not has_reasons:
        raise Refused(
            _("{where}: after the 72 hours; the reasons go with it (GDPR, Article 33(1))").format(
                where=case.id
            ),
            _("say them: --delay WORDS"),
        )


def closable(register: Register, words: str) -> Case:
    """Return a breach of which all is done that was decided. Raises Refused for another one."""
    case = _open(register, words)
    sentences = {
        Stage.ASSESS: _("{where}: the risk is not decided"),
        Stage.NOTIFY: _("{where}: the authority is not notified yet"),
        Stage.TELL: _("{where}: the people concerned are not told yet"),
    }
    sentence = sentences.get(case.breach.stage)
    if sentence:
        raise Refused(sentence.format(where=case.id), f"records breach show {case.id}")
    return case


def close(register: Register, case: Case, now: datetime) -> str:
    """Note that nothing is left to do."""

    def act(data: Any) -> None:
        data["closed"] = moment.write(moment.at_home(now))

    return _changed(register, case, act, "breach-close")


def _open(register: Register, words: str) -> Case:
    case = find(register, words)
    if case.breach.is_closed:
        raise Refused(_("{where} is closed").format(where=case.id))
    return case


def _changed(register: Register, case: Case, act: Callable[[Any], None], action: str) -> str:
    draft = document.Draft(case.record.text)
    act(draft.data)
    return register.rewrite([(case.record, draft.text)], action=action, basis=GROUND)
