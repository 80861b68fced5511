"""The trail as it is told: who changed what and when, and what a record said at a time."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from heijastus_records.errors import Damaged, NotFound, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, fields, identifiers, layout, schema, vault
from heijastus_records.register.history import Change
from heijastus_records.register.register import Register
from heijastus_records.rights import finding

BY_HAND = "by-hand"
"""Shown for a commit that the owner made with git herself."""


def of_whom(register: Register, who: str) -> str:
    """Return the id of the one whom WHO names; an empty WHO stands for all. Raises as `find`."""
    return finding.find(register, who, "crb").id if who else ""


def trail(register: Register, record: str = "") -> list[Change]:
    """Return the changes, newest first: of one client, or of the whole register.

    What was done to several at once, such as a list taken in, is told of the one alone.
    """
    found = register.trail(record)
    return [replace(each, ids=(record,)) if record and each.ids else each for each in found]


def row(change: Change) -> list[str]:
    """Return one change as a row of a table."""
    ids = change.ids[0] if len(change.ids) == 1 else str(len(change.ids) or "")
    action = change.action if change.action not in ("", BY_HAND) else _("by hand")
    when = change.time[:16].replace("T", " ")
    named = ", ".join(change.fields)
    return [when, action, ids, named, change.basis, change.who, change.commit[:12]]


def told(change: Change, valued: "dict[str, list[Value]]") -> list[str]:
    """Return one change in lines, with what it did to each value."""
    lines = ["  ".join(filter(None, row(change)))]
    lines += [_("  proof: {words}").format(words=change.proof)] if change.proof else []
    for record, found in valued.items():
        lines += [f"  {record}"] if len(valued) > 1 else []
        lines += [f"  {_spoken(value)}" for value in found]
    return lines


def _spoken(value: "Value") -> str:
    if not value.before and not value.after:
        return value.field
    return f"{value.field}: {value.before or '–'} → {value.after or '–'}"


def facts(change: Change, valued: "dict[str, list[Value]] | None" = None) -> dict[str, Any]:
    """Return one change as JSON shows it; with its values where they are given."""
    known = (
        {}
        if valued is None
        else {
            "values": {
                record: [asdict(value) for value in found] for record, found in valued.items()
            }
        }
    )
    return {
        **known,
        "commit": change.commit,
        "time": change.time,
        "who": change.who,
        "action": change.action or BY_HAND,
        "ids": list(change.ids),
        "fields": list(change.fields),
        "basis": change.basis or None,
        "request": change.request or None,
        "proof": change.proof or None,
    }


# --- What a record said ---------------------------------------------------------------------

_COMMIT = re.compile(r"[0-9a-f]{4,64}")


@dataclass(frozen=True)
class Past:
    """A record as it was."""

    record: str
    commit: str
    text: str


@dataclass(frozen=True)
class Value:
    """What a change did to one value; empty where there was none, or is none any more."""

    field: str
    before: str
    after: str


def as_it_was(register: Register, who: str, at: str) -> Past:
    """Return a record's text at the end of a day, or in a commit.

    Raises NotFound where it was not there yet, Damaged where it does not open any more.
    """
    record = finding.find(register, who, "crb").id
    commit = _commit(register, at)
    name = register.history.name_at(commit, layout.record_path(record)) if commit else ""
    if not name:
        raise NotFound(_("{where} was not in the register then").format(where=record))
    return Past(record, commit, _text(register, record, name))


def _commit(register: Register, at: str) -> str:
    git = register.history.git
    if _COMMIT.fullmatch(at):
        return git.ask("rev-parse", "--verify", "--quiet", f"{at}^{{commit}}") or ""
    try:
        day = date.fromisoformat(at) if "-" in at else identifiers.finnish_date(at)
    except ValueError as error:
        raise NotFound(
            _("--at takes a day or a commit"), _("such as 2026-11-22, 22.11.2026 or 4c1f0aa")
        ) from error
    # Commits of one day come in one order; the last of them is how the day ended.
    return git.run("rev-list", "-1", f"--before={day.isoformat()} 23:59:59", register.head)


def _text(register: Register, record: str, name: str) -> str:
    sealed, place = register.history.blob(name), register.notice.register
    try:
        return vault.open_text(register.keys(record), sealed, record, place)[1]
    except Damaged as error:
        day = register.erasures().get(record)
        if not day:
            raise
        sentence = _("{where}: made unreadable by an erasure on {day}")
        raise Damaged(sentence.format(where=record, day=day)) from error


def values(register: Register, change: Change, only: str = "") -> dict[str, list[Value]]:
    """Return what a commit did to each value, by record; a record that does not open says so.

    Of one record only, where it is named.
    """
    history = register.history
    found: dict[str, list[Value]] = {}
    for _name, step in history.steps([change.commit]):
        record = layout.id_of(step.path)
        if record and step.path == layout.record_path(record) and only in ("", record):
            try:
                texts = [_text(register, record, n) if n else "" for n in (step.old, step.name)]
                found[record] = _differences(*map(document.load, texts))
            except RecordsError as error:
                found[record] = [Value(error.sentence, "", "")]
    return found


def _differences(before: document.Data, after: document.Data) -> list[Value]:
    found = fields.differences(before, after)
    return [Value(schema.spell(path), old, new) for path, old, new in found]
