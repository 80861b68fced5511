"""Editing a record in the owner's own editor: nothing typed is lost, nothing plain is left."""

import contextlib
import difflib
import errno
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from heijastus_records import messages
from heijastus_records.errors import (
    Busy,
    Damaged,
    Interrupted,
    Invalid,
    Misused,
    NotFound,
    Problem,
    RecordsError,
    Refused,
)
from heijastus_records.messages import gettext as _
from heijastus_records.register import desk, document, layout, platform, schema, vault
from heijastus_records.register.joining import Joined
from heijastus_records.register.register import Record, Register, Rival, refusal
from heijastus_records.rights import finding

KINDS = ("person", "organisation")

MAX_DRAFT = 1 << 30
"""Largest draft that is read, in bytes: a text too large for a record must not be lost either."""

# Lines that the program adds for the owner's eyes; all of them vanish on saving. Those of the
# head are written anew each time, those about somebody else's change wait to be taken away.
_OURS = re.compile(r"[ \t]*(?:#:|# yaml-language-server:).*")
_HEAD = re.compile(r"# yaml-language-server:.*|#: > .*")
_THEIRS = "#: ! "

Again = Callable[[list[Problem]], bool]
"""Shows the problems and asks whether to go on editing."""

Opened = Callable[[Record], None]
"""Is told which record was opened, before it is edited."""


@dataclass(frozen=True)
class Saved:
    """How an editing ended."""

    record: str
    commit: str
    """Empty where nothing was changed."""
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What a text was made from."""

    base: str = ""
    """SHA-256 of the sealed version; empty for a new record."""
    rival: Rival | None = None
    """The other computer's version that it takes in, where two had been made of one."""

    @property
    def parents(self) -> tuple[str, ...]:
        """The digests of both versions."""
        return tuple(filter(None, (self.base, self.rival.sealed if self.rival else "")))

    @property
    def version(self) -> int:
        """The number that the next version must exceed, where it is not the base's own."""
        return self.rival.version if self.rival else 1

    def words(self) -> str:
        """Write it in one line, for a table that may be left."""
        return " ".join([*self.parents, str(self.version)]) if self.rival else self.base

    @classmethod
    def of(cls, parents: list[str], version: int) -> "Origin":
        """Read it from a draft's first line."""
        base, rival = [*parents, "", ""][:2]
        return cls(base, Rival(rival, version) if rival else None)

    @classmethod
    def read(cls, words: str) -> "Origin":
        """Read it from the line on a table."""
        parts = words.split()
        return cls.of(parts[:2], int(parts[2])) if len(parts) == 3 else cls(words)


@dataclass(frozen=True)
class Draft:
    """A text that was typed and not saved."""

    text: str
    origin: Origin


class Editing:
    """One sitting at one record, new or known."""

    def __init__(
        self,
        register: Register,
        editor: list[str],
        again: Again,
        opened: Opened = lambda _record: None,
    ) -> None:
        self._register = register
        self._editor = editor
        self._again = again
        self._opened = opened

    def begin(self, who: str, *, resume: bool = False, discard: bool = False) -> Saved:
        """Edit the one whom WHO names; a new record that was never saved is named by its id."""
        collect(self._register)
        record = self._named(who)
        if discard:
            self._discard(record)
            return Saved(record, "")
        known = record in self._ids()
        before = self._register.read(record) if known else None
        draft = self._draft(record, before)
        if draft and not resume:
            raise desk.waiting(record)
        if before and not draft and not resume:
            draft = Draft(before.text, Origin(before.sealed))
        if not draft:
            raise _no_draft(record)
        if before:
            self._opened(before)
        return self._sit(record, draft, before)

    def new(self, kind: str) -> Saved:
        """Write a new record from a template. Raises Refused where an earlier one waits."""
        collect(self._register)
        busy = {*self._register.ids(), *desk.occupied(self._register.notice.register)}
        for record in set(self._register.private.drafted()) - busy:
            raise desk.waiting(record)
        return self._sit(layout.new_id("c"), Draft(template(kind), Origin()), None)

    def _named(self, who: str) -> str:
        """Return the id that WHO stands for; also that of a draft whose record is not there yet."""
        known = {*self._ids(), *self._register.private.drafted()}
        fitting = [record for record in known if record.startswith(who)]
        if len(fitting) == 1 and len(who) >= finding.SHORTEST_PREFIX:
            return fitting[0]
        return finding.find(self._register, who).id

    def _ids(self) -> set[str]:
        """Return what can be edited: clients, the requests of people, and breaches."""
        return {record for letter in layout.FOLDERS for record in self._register.ids(letter)}

    def _sit(self, record: str, draft: Draft, before: Record | None) -> Saved:
        keep = _keeper(self._register, record, before, draft.origin)
        place = self._register.notice.register
        shown = self._shown(record, draft, before)
        try:
            with desk.desk(place, record, draft.origin.words(), shown, keep) as table:
                text, warnings = self._type(table, record, _starts(before, draft.origin))
                commit = self._store(record, text, before, draft.origin) if text else ""
        except OSError as error:
            raise _unwritten(error, record) from error
        except KeyboardInterrupt as error:
            hint = _("your text is kept: {command}").format(command=resume_command(record))
            raise Interrupted(_("interrupted"), hint) from error
        self._register.private.draft(record).unlink(missing_ok=True)
        return Saved(record, commit, tuple(warnings))

    def _type(self, table: desk.Desk, record: str, starts: set[str]) -> tuple[str, list[Problem]]:
        """Let the owner type until the text is valid; an empty text means: unchanged."""
        while True:
            if table.edit(self._editor) != 0:
                raise self._interrupted(record, _tidy(table.typed()) in starts)
            saved = table.saved()
            text = _tidy(saved.text)
            if not text.strip():
                raise self._emptied(record)
            if text in starts:
                return "", []
            body = _body(saved.text)
            problems = [*_unsettled(saved, body), *self._register.check(record, text)[0]]
            if all(problem.warning for problem in problems):
                return text, problems
            moved = _moved(body, problems)
            table.write(self._headed(record, body, moved))
            if not self._again(moved):
                raise self._refused(record, moved)

    def _store(self, record: str, text: str, before: Record | None, origin: Origin) -> str:
        if before is None:
            return self._register.add({record: text}, action="new")
        return self._register.save(before, text, action="edit", rival=origin.rival)

    # --- how it can end otherwise ---

    def _interrupted(self, record: str, unchanged: bool) -> Busy:
        if unchanged:
            return Busy(_("the editor ended with an error; nothing was changed"))
        return Busy(_("the editor ended with an error; your text is kept"), resume_command(record))

    def _emptied(self, record: str) -> Invalid:
        """A record is never wiped by an empty file: that is what a crash or a full disk leaves."""
        waits = self._register.private.draft(record).exists()
        hint = (
            _("your text is kept: {command}").format(command=resume_command(record))
            if waits
            else ""
        )
        return Invalid(_("the file came back empty; nothing was changed"), [], hint)

    def _refused(self, record: str, problems: list[Problem]) -> Invalid:
        errors = sum(not problem.warning for problem in problems)
        hint = _("your text is kept: {command}").format(command=resume_command(record))
        return Invalid(refusal(errors), [], hint)  # the problems were shown when asking

    # --- what the owner sees ---

    def _shown(self, record: str, draft: Draft, before: Record | None) -> str:
        """Return the first text on the table: a draft comes with what is wrong with it."""
        if _tidy(draft.text) in _starts(before, draft.origin):
            return self._headed(record, draft.text, [])
        theirs = (
            self._theirs(draft, before) if before and draft.origin.base != before.sealed else []
        )
        body = "\n".join([*theirs, draft.text])
        return self._headed(record, body, _moved(body, self._register.check(record, draft.text)[0]))

    def _headed(self, record: str, body: str, problems: list[Problem]) -> str:
        file = self._register.root / "schemas" / f"{schema.kind_of(record)}.schema.json"
        head = [f"# yaml-language-server: $schema={file}"]
        # A field's name may hold a newline, which would end the comment.
        head += [f"#: > {' '.join(problem.spoken.split())}" for problem in problems]
        return "\n".join([*head, body])

    def _theirs(self, draft: Draft, now: Record) -> list[str]:
        """Say what somebody else has changed since the draft's version, as lines to be removed."""
        old = self._version(draft.origin.base, now) or draft.text
        found = difflib.unified_diff(old.split("\n"), now.text.split("\n"), n=0, lineterm="")
        changes = [line for line in list(found)[2:] if not line.startswith("@@")]
        if not changes:  # sealed anew, with the same text
            return []
        first = _("this record was changed by somebody else in the meantime:")
        last = _(
            "take over what should stay, then take these lines away: your text replaces theirs"
        )
        return [f"{_THEIRS}{line}" for line in (first, *changes, last)]

    def _version(self, base: str, record: Record) -> str:
        """Return an older text of a record, or nothing where it does not open any more."""
        history, place = self._register.history, self._register.notice.register
        for name in history.versions(layout.record_path(record.id)):
            sealed = history.blob(name)
            if vault.digest(sealed) == base:
                with contextlib.suppress(Damaged):
                    return vault.open_text(record.keys, sealed, record.id, place)[1]
        return ""

    # --- drafts ---

    def _draft(self, record: str, before: Record | None) -> Draft | None:
        """Return the draft that waits; one that was saved after all is dropped."""
        keys = before.keys if before else ()
        draft = _read_draft(self._register, record, keys)
        if draft and before and draft.text == before.text and not draft.origin.rival:
            self._discard(record)
            return None
        return draft

    def _discard(self, record: str) -> None:
        try:
            self._register.private.draft(record).unlink()
        except FileNotFoundError as error:
            raise _no_draft(record) from error


def _starts(before: Record | None, origin: Origin) -> set[str]:
    """Return the texts that mean: nothing was typed. Between two versions, every text decides."""
    if origin.rival:
        return set()
    if before is None:
        return {_tidy(template(kind)) for kind in KINDS}
    return {before.text, _tidy(before.text)}


def _unsettled(saved: desk.Typed, body: str) -> list[Problem]:
    """Return what must be looked at once more before the text is saved."""
    problems = []
    if any(line.startswith(_THEIRS) for line in body.split("\n")):
        sign = _THEIRS.strip()
        sentence = _("somebody else's change: look at it, then take away the lines with {sign}")
        problems.append(Problem(sentence.format(sign=sign)))
    if saved.strange:
        ours = [bool(_OURS.fullmatch(line)) for line in saved.text.split("\n")]
        line = saved.strange[0]
        problems.append(Problem(_("not UTF-8 text"), line=line - sum(ours[: line - 1])))
    return problems


def taken(register: Register, kind: str, text: str) -> Saved:
    """Add a new record of a kind from a text. Raises Invalid, Misused for one of another kind."""
    record = layout.new_id("c")
    text = _tidy(text)
    warnings, data = register.check(record, text)
    if data.get("kind", kind) != kind:
        raise Misused(_("the text is not of the kind {kind}").format(kind=kind))
    commit = register.add({record: text}, action="new")
    return Saved(record, commit, tuple(warnings))


def _unwritten(error: OSError, record: str) -> RecordsError:
    """Say that the system let nothing be written, and where the text waits."""
    hint = _("your text is kept: {command}").format(command=resume_command(record))
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Busy(_("the disk is full"), hint)
    sentence = _("the register cannot be written ({said})")
    return Refused(sentence.format(said=error.strerror), hint)


def resume_command(record: str) -> str:
    """Return the command that goes on with an unsaved text."""
    return f"records edit {record} --resume"


def _no_draft(record: str) -> NotFound:
    return NotFound(_("there is no unsaved text of {where}").format(where=record))


# --- Lines of the program in the owner's text -------------------------------------------------


def _lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")


def stripped(text: str) -> str:
    """Return the owner's text without the lines that the program added."""
    return "\n".join(line for line in _lines(text) if not _OURS.fullmatch(line))


def _undecided(text: str) -> str:
    """Return the owner's text with the other side's lines: they are nowhere else in the folder."""
    lines = _lines(text)
    return "\n".join(n for n in lines if n.startswith(_THEIRS) or not _OURS.fullmatch(n))


def propose(register: Register, joined: Joined) -> None:
    """Keep what two computers made of one record, sealed, until the owner has decided.

    Raises Refused where an unsaved text of that record waits already.
    """
    record = joined.record
    if record in register.private.drafted():
        raise desk.waiting(record)
    lines = [_("another computer changed the same fields in another way; it says:")]
    for conflict in joined.conflicts:
        theirs = conflict.theirs.rstrip("\n").split("\n") if conflict.theirs else []
        lines += [f"{conflict.field}:", *(f"  {line}" for line in theirs)]
    lines.append(_("write what is to stay, then take these lines away"))
    text = "\n".join([*(f"{_THEIRS}{line}" for line in lines), joined.text])
    origin = Origin(joined.ours, joined.rival)
    _keeper(register, record, register.read(record), origin)(text)


def _tidy(text: str) -> str:
    return document.tidy(stripped(text))


def _body(text: str) -> str:
    """Return what is shown again after a wrong save: everything but the head."""
    return "\n".join(line for line in _lines(text) if not _HEAD.fullmatch(line))


def _moved(body: str, problems: list[Problem]) -> list[Problem]:
    """Give problems the lines that they have on the owner's screen, below the head."""
    below = enumerate(body.split("\n"), 2 + len(problems))
    places = [number for number, line in below if not _OURS.fullmatch(line)]
    return [
        replace(problem, line=places[min(problem.line, len(places)) - 1])
        if problem.line and places
        else problem
        for problem in problems
    ]


# --- Drafts -----------------------------------------------------------------------------------


def _keeper(register: Register, record: str, before: Record | None, origin: Origin) -> desk.Keep:
    """Return what seals a draft: under the record's own key, so that one erasure takes both."""
    key = before.keys[0] if before else register.epoch.key
    binding = vault.Binding(record, register.notice.register, origin.version, origin.parents)
    path, starts = register.private.draft(record), _starts(before, origin)

    def keep(text: str) -> None:
        typed = document.tidy(_undecided(text)) if origin.rival else _tidy(text)
        if typed in starts:  # all changes were taken back
            path.unlink(missing_ok=True)
        elif typed.strip():
            platform.write_file(path, vault.seal_text(key, binding, typed))

    return keep


def _read_draft(register: Register, record: str, keys: tuple[vault.Key, ...]) -> Draft | None:
    try:
        sealed = platform.read_file(register.private.draft(record), MAX_DRAFT, record)
    except FileNotFoundError:
        return None
    try:
        return _opened(vault.unseal((*keys, register.epoch.key), sealed, record), record, register)
    except (Damaged, LookupError, TypeError, ValueError) as error:
        raise Damaged(
            _("the unsaved text of {where} cannot be opened").format(where=record),
            f"records edit {record} --discard",
        ) from error


def _opened(plain: bytes, record: str, register: Register) -> Draft:
    """Read a draft, of any size. Raises ValueError and its like where it is another's."""
    first, _newline, text = plain.decode("utf-8").partition("\n")
    facts = json.loads(first.removeprefix("#records "))
    if (facts["id"], facts["register"]) != (record, register.notice.register):
        raise ValueError
    return Draft(document.tidy(text), Origin.of(facts["parents"], facts["version"]))


def collect(register: Register) -> list[str]:
    """Seal what was left on tables that nobody watches any more; return the ids.

    What is left of an erased record is removed: it must not come back as a draft.
    """
    tables = [
        table for table in desk.left(register.notice.register) if layout.ID.fullmatch(table.record)
    ]
    erased = register.tombstones() if tables else set()
    for table in tables:
        before = None
        with contextlib.suppress(NotFound, Damaged):
            before = register.read(table.record)
        keep = _keeper(register, table.record, before, Origin.read(table.base))
        desk.clear(table.folder, (lambda _text: None) if table.record in erased else keep)
    return [table.record for table in tables]


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
