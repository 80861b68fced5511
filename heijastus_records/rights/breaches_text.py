"""A breach in the owner's language: in a line, on a page, and as plain data for JSON."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from heijastus_records import messages
from heijastus_records.law import moment
from heijastus_records.law.breach import Stage
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import schema

if TYPE_CHECKING:
    from heijastus_records.rights.breaches import Case

SHORT = 8
"""So many characters of an id stand in a command that is proposed: it fits on one line."""


def heads() -> list[str]:
    """Return the headings of the list."""
    return [_("breach"), _("kind"), _("hours left"), _("kept until"), _("state")]


def row(case: "Case", now: datetime) -> list[str]:
    """Return one breach as a row of the list; less than nothing is left where it is late."""
    breach = case.breach
    rest = str(breach.clock.hours_left(now)) if breach.runs else ""
    return [case.id, str(breach.data["kind"]), rest, _kept(case), state(case)]


def _kept(case: "Case") -> str:
    until = case.breach.kept_until
    return formats.day(until, messages.language()) if until else ""


def state(case: "Case") -> str:
    """Say what is to be done next."""
    return {
        Stage.ASSESS: _("decide on the risk"),
        Stage.NOTIFY: _("notify the authority"),
        Stage.TELL: _("tell the people"),
        Stage.FOLLOW: _("supplement or close"),
        Stage.CLOSED: _("closed"),
    }[case.breach.stage]


def left(case: "Case", now: datetime) -> str:
    """Say how many hours are left, or over."""
    hours = case.breach.clock.hours_left(now)
    if hours < 0:
        return ngettext("{count} hour late", "{count} hours late", -hours).format(count=-hours)
    return ngettext("{count} hour left", "{count} hours left", hours).format(count=hours)


def at(when: datetime) -> str:
    """Write a moment."""
    return formats.moment(when, messages.language())


def word(data: Any, *path: str) -> str:
    """Return a code of the schema in the owner's language; empty where there is none."""
    rule: Any = schema.schema("breach")
    for step in path:
        rule, data = rule.get("items", rule)["properties"][step], data.get(step, {})
    words = rule.get("x-values", {}).get(data or "", {})
    return str(words.get(messages.language(), words.get("en", data or "")))


# --- A page ---------------------------------------------------------------------------------


def told(case: "Case", now: datetime) -> list[str]:
    """Return a breach line by line."""
    found = [(label, value) for label, value in _told(case, now) if value]
    wide = max(len(label) for label, _value in found)
    return [case.id, *(f"{label:{wide}}  {value}" for label, value in found)]


def _told(case: "Case", now: datetime) -> Iterator[tuple[str, str]]:
    breach = case.breach
    yield _("kind"), word(breach.data, "kind")
    yield _("known since"), at(breach.clock.aware)
    yield _("notify by"), _due(case, now)
    yield from _facts(case)
    yield _("suggested"), "" if breach.decision else suggested(case)
    yield from _decided(case)
    for when in breach.notified:
        yield _("notified"), at(when)
    yield _("people told"), at(breach.told) if breach.told else ""
    yield _("kept until"), _kept(case)
    yield _("next"), next_step(case)


def _due(case: "Case", now: datetime) -> str:
    clock = case.breach.clock
    rest = f" ({left(case, now)})" if case.breach.runs else ""
    aim = _("aim at {day}").format(day=at(clock.aim))
    return f"{at(clock.due)}{rest}; {aim}" if case.breach.runs else at(clock.due)


def _facts(case: "Case") -> Iterator[tuple[str, str]]:
    facts = case.breach.data.get("facts")
    if not facts:
        return
    yield _("device"), "; ".join(device(case))
    yield (
        _("concerns"),
        _("{people} people, {organisations} organisations").format(**_concerned(case)),
    )
    sentence = _("{count} versions in the history open with that key")
    yield _("history"), sentence.format(count=facts["versions"]) if "device" in facts else ""
    yield _("the key"), key(case)


def _concerned(case: "Case") -> dict[str, str]:
    data, facts = case.breach.data, case.breach.data["facts"]
    if "persons" in data:
        return {"people": data["persons"], "organisations": "0"}
    return {name: facts[name] for name in ("people", "organisations")}


def device(case: "Case") -> Iterator[str]:
    """Yield what is known of the device: whether the key was on it, and what lay there."""
    facts = case.breach.data.get("facts", {}).get("device")
    if not facts:
        return
    yield str(facts["name"])
    if facts["listed"] == "no":
        yield _("not on the list of copies: whether it had the key is not known")
    else:
        yield _("has the key of epoch {number}").format(number=facts["epoch"])
    yield {
        "yes": _("behind a passphrase"),
        "no": _("without a passphrase"),
        "none": _("no key on it"),
    }.get(facts["passphrase"], _("whether behind a passphrase is not known"))
    plain = [_plain(name) for name in facts.get("plaintext", ())]
    yield (
        _("in plain text: {what}").format(what=", ".join(plain))
        if plain
        else _("nothing in plain text that this program has left there")
    )


def _plain(name: str) -> str:
    rule = schema.schema("breach")["properties"]["facts"]["properties"]["device"]
    words = rule["properties"]["plaintext"]["items"]["x-values"][name]
    return str(words.get(messages.language(), words["en"]))


def key(case: "Case") -> str:
    """Say what has become of the key since."""
    since = case.since
    if not since.day:
        return _("not replaced since")
    day = formats.day(since.day, messages.language())
    if since.is_renewed:
        return _("replaced on {day}: later versions do not open with the old one").format(day=day)
    return _("replaced on {day}, but not as compromised: the files kept their keys").format(day=day)


def suggested(case: "Case") -> str:
    """Say what the facts suggest about the risk, and by what."""
    found = case.suggestion
    why = {
        "key-open": _("the key is open to whoever has the device"),
        "plaintext": _("plain text was there"),
        "key-unknown": _("it is not known whether a passphrase protects the key"),
        "plaintext-unknown": _("it is not known whether plain text was there"),
        "key-protected": _("a passphrase protects the key, and no plain text was there"),
        "no-key": _("there was no key"),
        "used": _("who is in the computer sees what is opened there"),
        "readable": _("what was lost can be read as it is"),
        "copies": _("another copy of the register is left"),
        "no-copies": _("no other copy of the register is known"),
        "look": _("the register knows nothing about it"),
    }
    reasons = "; ".join(why[each] for each in found.reasons)
    risk = schema.schema("breach")["properties"]["decisions"]["items"]["properties"]["risk"]
    words = risk["x-values"][found.risk]
    return f"{words.get(messages.language(), words['en'])} ({reasons})"


def _decided(case: "Case") -> Iterator[tuple[str, str]]:
    data = {"decisions": case.breach.decision}
    if not case.breach.decision:
        return
    yield _("risk"), word(data, "decisions", "risk")
    yield _("authority"), word(data, "decisions", "authority")
    exception = word(data, "decisions", "exception") if "exception" in data["decisions"] else ""
    parts = (word(data, "decisions", "persons"), exception)
    yield _("people"), ": ".join(filter(None, parts))
    yield _("reasons"), str(data["decisions"]["reason"])


def next_step(case: "Case") -> str:
    """Return the command that goes on."""
    where = case.id[:SHORT]
    report = f"records breach report {where} --out FILE"
    return {
        Stage.ASSESS: f"records breach decide {where} --risk none|risk|high --authority notify|not"
        " --persons tell|not --reason WORDS",
        Stage.NOTIFY: f"{report}; records breach note {where} --notified MOMENT",
        Stage.TELL: f"records breach report {where} --letters DIR;"
        f" records breach note {where} --told MOMENT",
        Stage.FOLLOW: f"{report}; records breach close {where}",
        Stage.CLOSED: "",
    }[case.breach.stage]


# --- JSON -----------------------------------------------------------------------------------


def facts(case: "Case", now: datetime) -> dict[str, Any]:
    """Return a breach as plain data for JSON; it does not change with the language."""
    breach, clock = case.breach, case.breach.clock
    kept = breach.kept_until
    return {
        "id": case.id,
        "stage": breach.stage.value,
        "aware": moment.write(clock.aware),
        "due": moment.write(clock.due),
        "aim": moment.write(clock.aim),
        "hours_left": clock.hours_left(now) if breach.runs else None,
        "late": breach.is_late(now),
        "suggested": {"risk": case.suggestion.risk, "reasons": list(case.suggestion.reasons)},
        "key": {
            "epoch": case.since.epoch,
            "replaced": case.since.day.isoformat() if case.since.day else None,
            "renewed": case.since.is_renewed,
        },
        "kept_until": kept.isoformat() if kept else None,
        "data": breach.data,
    }
