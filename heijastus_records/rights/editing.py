"""Editing a record in the owner's own editor: nothing typed is lost, nothing plain is left."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from heijastus_records import messages
from heijastus_records.errors import Busy, Invalid, NotFound, Problem, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import desk, document, layout, platform, schema, vault
from heijastus_records.register.register import Record, Register
from heijastus_records.rights import finding

# Lines that the program adds for the owner's eyes; they vanish on saving.
_OURS = re.compile(r"(?m)^[ \t]*(?:#:.*|# yaml-language-server:.*)(?:\n|\Z)")

Again = Callable[[list[Problem]], bool]
"""Shows the problems and asks whether to go on editing."""


@dataclass(frozen=True)
class Saved:
    """How an editing ended."""

    record: str
    commit: str
    """Empty where nothing was changed."""
    warnings: tuple[Problem, ...] = ()


class Editing:
    """One sitting at one record, new or known."""

    def __init__(self, register: Register, editor: list[str], again: Again) -> None:
        self._register = register
        self._editor = editor
        self._again = again

    def begin(self, who: str, *, resume: bool = False, discard: bool = False) -> Saved:
        """Edit the one whom WHO names; a new record that was never saved is named by its id."""
        if discard or resume:
            collect(self._register)
        waiting = [draft for draft in drafts(self._register) if draft.startswith(who)]
        record = waiting[0] if len(waiting) == 1 and len(who) >= finding.SHORTEST_PREFIX else who
        if discard and self.discard(record):
            return Saved(record, "")
        if resume and record in waiting and record not in self._register.ids():
            return self.new("person", resume=record)
        return self.known(finding.find(self._register, record), resume=resume)

    def known(self, record: Record, *, resume: bool = False) -> Saved:
        """Edit a record. Raises Refused where a draft waits, Invalid or Busy where it must stay."""
        collect(self._register)
        waiting = self._draft(record.id).exists()
        if waiting and not resume:
            raise Refused(
                _("an unsaved text of {where} is waiting").format(where=record.id),
                _("go on with it: records edit {where} --resume; drop it: --discard").format(
                    where=record.id
                ),
            )
        text = self._read_draft(record.id, record.keys) if resume else record.text
        return self._sit(record.id, text, record.text, record)

    def new(self, kind: str, *, resume: str = "") -> Saved:
        """Write a new record from a template. Raises as `known` does."""
        collect(self._register)
        start = template(kind)
        record = resume or layout.new_id("c")
        text = self._read_draft(record, ()) if resume else start
        return self._sit(record, text, start, None)

    def discard(self, record: str) -> bool:
        """Drop the draft of a record; tell whether there was one."""
        path = self._draft(record)
        there = path.exists()
        path.unlink(missing_ok=True)
        return there

    def _sit(self, record: str, text: str, start: str, before: Record | None) -> Saved:
        keep = _keeper(self._register, record, before)
        place = self._register.notice.register
        with desk.desk(place, record, self._shown(text, []), keep) as table:
            text, warnings = self._type(table, record, start)
            commit = self._store(record, text, before) if text else ""
        self.discard(record)
        return Saved(record, commit, tuple(warnings))

    def _type(self, table: desk.Desk, record: str, start: str) -> tuple[str, list[Problem]]:
        """Let the owner type until the text is valid; an empty text means: unchanged."""
        unchanged = (document.tidy(stripped(start)), "\n")
        while True:
            code = table.edit(self._editor)
            text = document.tidy(stripped(table.typed()))
            if code != 0:
                raise self._interrupted(record, text in unchanged)
            if text in unchanged:
                return "", []
            problems = self._register.check(record, text)[0]
            if all(problem.warning for problem in problems):
                return text, problems
            table.write(self._shown(text, problems))
            if not self._again(self._moved(problems)):
                raise self._refused(record, problems)

    def _store(self, record: str, text: str, before: Record | None) -> str:
        if before is None:
            return self._register.add({record: text}, action="new")
        return self._register.save(before, text, action="edit")

    def _interrupted(self, record: str, unchanged: bool) -> RecordsError:
        if unchanged:
            return Busy(_("the editor ended with an error; nothing was changed"))
        return Busy(_("the editor ended with an error; your text is kept"), _resume(record))

    def _refused(self, record: str, problems: list[Problem]) -> Invalid:
        errors = [problem for problem in self._moved(problems) if not problem.warning]
        sentence = _("{count} things to put right; nothing was saved").format(count=len(errors))
        hint = _("your text is kept: {command}").format(command=_resume(record))
        return Invalid(sentence, errors, hint)

    # --- what the owner sees ---

    def _shown(self, text: str, problems: list[Problem]) -> str:
        file = self._register.root / "schemas" / "client.schema.json"
        head = [f"# yaml-language-server: $schema={file}"]
        head += [f"#: {spoken(problem)}" for problem in self._moved(problems)]
        return "\n".join([*head, text])

    def _moved(self, problems: list[Problem]) -> list[Problem]:
        """Give problems the lines that they have on the owner's screen, below the head."""
        below = 1 + len(problems)
        return [
            replace(problem, line=problem.line + below) if problem.line else problem
            for problem in problems
        ]

    # --- drafts ---

    def _draft(self, record: str) -> Path:
        return draft_path(self._register, record)

    def _read_draft(self, record: str, keys: tuple[vault.Key, ...]) -> str:
        try:
            sealed = platform.read_file(self._draft(record), vault.MAX_SEALED, record)
        except FileNotFoundError as error:
            raise NotFound(_("there is no unsaved text of {where}").format(where=record)) from error
        keys = keys or (self._register.epoch.key,)
        return vault.open_text(keys, sealed, record, self._register.notice.register)[1]


def taken(register: Register, text: str) -> Saved:
    """Add a new record from a text. Raises Invalid."""
    record = layout.new_id("c")
    warnings = register.check(record, document.tidy(text))[0]
    commit = register.add({record: text}, action="new")
    return Saved(record, commit, tuple(warnings))


def _resume(record: str) -> str:
    return f"records edit {record} --resume"


def spoken(problem: Problem) -> str:
    """Say a problem in one line: where it stands, and what is wrong."""
    line = _("line {line}").format(line=problem.line) if problem.line else ""
    place = ", ".join(filter(None, (problem.where, line, problem.field)))
    kind = _("(to be looked at) ") if problem.warning else ""
    return f"{place}: {kind}{problem.sentence}" if place else f"{kind}{problem.sentence}"


def stripped(text: str) -> str:
    """Return the owner's text without the lines that the program added."""
    return _OURS.sub("", text.replace("\r\n", "\n"))


def draft_path(register: Register, record: str) -> Path:
    """Return where the sealed draft of a record lies."""
    return register.private.drafts / f"{record}.age"


def drafts(register: Register) -> list[str]:
    """Return the ids of the records whose unsaved text is waiting."""
    return sorted(path.name.removesuffix(".age") for path in register.private.drafts.glob("*.age"))


def _keeper(register: Register, record: str, before: Record | None) -> desk.Keep:
    """Return what seals a draft: under the record's own key, so that one erasure takes both."""
    key = before.keys[0] if before else register.epoch.key
    parents = (before.sealed,) if before else ()
    version = before.version if before else 0
    binding = vault.Binding(record, register.notice.register, version, parents)
    path = draft_path(register, record)

    def keep(text: str) -> None:
        platform.write_file(path, vault.seal_text(key, binding, stripped(text)))

    return keep


def collect(register: Register) -> list[str]:
    """Seal what was left on tables that nobody watches any more; return the ids."""
    found = []
    for record, folder in desk.left(register.notice.register):
        try:
            before = register.read(record)
        except NotFound:
            before = None
        desk.clear(folder, _keeper(register, record, before))
        found.append(record)
    return found


def template(kind: str) -> str:
    """Return the text that a new record begins with: its fields, explained."""
    language = messages.language()
    found = schema.schema("client")["properties"]
    lines = [
        _("#: Fill in what you know; only kind and name are needed. Lines with #: are not saved."),
        f"kind: {kind}",
        f"roles: [{'orderer' if kind == 'organisation' else ''}]",
        *(["name:"] if kind == "organisation" else ["name:", "  given:", "  family:"]),
        "emails: []",
        "phones: []",
        "relationship:",
        "  started:",
        "sources: []",
        _("#: Further fields, with examples (take away the #: to use one):"),
    ]
    for name in ("business_id", "language", "organisations", "contracts", "billing", "consents"):
        lines += _example(name, found[name], language)
    return "\n".join(lines) + "\n"


def _example(name: str, rule: dict[str, Any], language: str) -> list[str]:
    title = schema.title("client", name)
    return [f"#:   {title.get(language, title['en'])}", *_sketch(name, rule, "")]


def _sketch(name: str, rule: dict[str, Any], indent: str) -> list[str]:
    if "examples" in rule:
        return [f"#: {indent}{name}: {document.dump({'a': rule['examples'][0]})[3:].rstrip()}"]
    fields = rule.get("properties") or rule["items"].get("properties")
    lines = [f"#: {indent}{name}:"]
    bullet = "- " if rule.get("type") == "array" else ""
    for place, (key, item) in enumerate(fields.items()):
        step = f"{indent}  {(bullet if place == 0 else ' ' * len(bullet))}"
        lines += _sketch(key, item, step)
    return lines
