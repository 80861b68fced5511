"""Keeping the register in order: everything that can be wrong with it, said at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from heijastus_records.errors import Invalid, Problem, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, identifiers, layout, lint, schema, vault
from heijastus_records.register.register import Record, Register, erased_ids, refuse_broken
from heijastus_records.rights import drift, finding


def validate(register: Register, today: date | None = None) -> list[Problem]:
    """Return all problems of a register, warnings included; reading goes on after each.

    With a day, also what is late on it. Raises NoKey without the key: without it nothing inside
    can be checked.
    """
    register.epoch  # noqa: B018
    opened = [each for letter in layout.FOLDERS for each in register.survey(letter)]
    records = [each for each in opened if isinstance(each, Record)]
    contents = [*_contents(register, records)]
    broken = {problem.where for problem in contents if not problem.warning}
    sound = [record for record in records if record.id not in broken]
    drifts = drift.examine(register, sound, today)
    return [
        *_locks(register),
        *_unreadable(opened),
        *_tree(register),
        *_work_tree(register),
        *_keys(register),
        *_tombstones(register),
        *contents,
        *_alike(records),
        *_schemas(register),
        *_leaks(register),
        *_signatures(register),
        *drift.problems(drifts, is_whole=len(sound) == len(opened)),
        *_custody(register),
    ]


def validate_draft(register: Register, text: str) -> list[Problem]:
    """Return the problems of a plain text that is not in the register yet."""
    return register.check(layout.new_id("c"), document.tidy(text))[0]


def _locks(register: Register) -> Iterator[Problem]:
    for path in register.history.stale_locks():
        yield Problem(_("a lock that a cut-off Git command left behind; records repair"), path.name)


def broken_record(register: Register) -> RecordsError | None:
    """Return the error about the first record that breaks its schema, if there is one."""
    for each in register.survey():
        if isinstance(each, Record):
            try:
                refuse_broken(each)
            except Invalid as error:
                return error
    return None


def _unreadable(opened: list[Record | RecordsError]) -> Iterator[Problem]:
    for each in opened:
        if isinstance(each, RecordsError):
            yield Problem(f"{each.sentence}; {each.hint}" if each.hint else each.sentence)


def _tree(register: Register) -> Iterator[Problem]:
    """Say what does not belong into a commit: links, plain text, strange files."""
    for path, name in register.committed.items():
        shown = layout.id_of(path) or path.rpartition("/")[0] or path
        if not name:
            yield Problem(_("a link or a program is committed in place of a file"), shown)
        elif not layout.is_known(path):
            yield Problem(_("a file that does not belong into a register is committed"), shown)
        elif layout.id_of(path):
            try:
                vault.inspect(register.history.blob(name)[: vault.MAX_HEADER], layout.id_of(path))
            except RecordsError as error:
                yield Problem(_("in the last commit: {sentence}").format(sentence=error.sentence))


def _work_tree(register: Register) -> Iterator[Problem]:
    """Say where the files differ from the last commit."""
    for path, name in register.committed.items():
        record = layout.id_of(path)
        try:
            content = register.content(path, record or path)
        except FileNotFoundError:
            yield Problem(_("missing from the folder; records repair"), record or path)
            continue
        except RecordsError as error:
            if not record:  # of a record, its reading has said so
                yield Problem(f"{error.sentence}; records repair")
            continue
        if register.history.name_of(content) != name:
            yield Problem(_("differs from the last commit"), record or path, warning=True)
            if record and not register.opens_in_commit(record):
                yield Problem(_("the last commit's version does not open; records repair"), record)
    yield from _strangers(register)


def _strangers(register: Register) -> Iterator[Problem]:
    """Say what lies in records/ and is not committed; its name may be personal, so only where."""
    for path in sorted((register.root / "records").rglob("*")):
        name = path.relative_to(register.root).as_posix()
        if (path.is_dir() and not path.is_symlink()) or name in register.committed:
            continue
        if layout.id_of(name):
            yield Problem(_("not committed yet"), layout.id_of(name), warning=True)
        else:
            folder = name.rpartition("/")[0]
            yield Problem(_("a file that does not belong into a register lies here"), folder)


def _keys(register: Register) -> Iterator[Problem]:
    paths = register.committed
    for path in paths:
        record = layout.id_of(path)
        if record and path == layout.key_path(record) and layout.record_path(record) not in paths:
            yield Problem(_("a key without a record"), record)


def _tombstones(register: Register) -> Iterator[Problem]:
    """An erased id never comes back, nor is it there in an old backup that lies elsewhere."""
    ids = {record for letter in layout.FOLDERS for record in register.ids(letter)}
    for record in sorted(register.claimed_tombstones() & ids):
        yield Problem(_("this record was erased and must not come back"), record)
    for record in old_backup_holds(register):
        yield Problem(_("this record was erased: the folder is an old backup"), record)


def old_backup_holds(register: Register) -> list[str]:
    """Return the ids in this folder that were erased since, as this computer knows."""
    known = erased_ids(register.private.erased) - register.claimed_tombstones()
    return sorted(known & {layout.id_of(path) for path in register.committed})


def _contents(register: Register, records: list[Record]) -> Iterator[Problem]:
    known = register.known()
    for record in records:
        kind = schema.kind_of(record.id)
        if kind in schema.names():
            for problem in lint.check(kind, record.data, record.text, register.notice, known):
                yield replace(problem, where=record.id)


def _alike(records: list[Record]) -> Iterator[Problem]:
    """Two people with one address are usually one person: an answer to them would be halved."""
    owners: dict[str, str] = {}
    for record in records:
        data: Any = record.data
        for address in map(identifiers.email_key, finding.addresses(data)):
            if address in owners:
                sentence = _("the same e-mail address as in {other}").format(other=owners[address])
                yield Problem(sentence, record.id, "emails", warning=True)
            owners.setdefault(address, record.id)


def _schemas(register: Register) -> Iterator[Problem]:
    for name in schema.names():
        file = register.root / "schemas" / f"{name}.schema.json"
        try:
            same = schema.digest(file.read_bytes()) == schema.digest(schema.source(name))
        except OSError:
            same = False
        if not same:
            sentence = _("the editor's copy of the schema is not the one of this program")
            yield Problem(sentence, f"schemas/{name}.schema.json", warning=True)


def _leaks(register: Register) -> Iterator[Problem]:
    """git can be told to store what it showed: plain text would lie in its notes."""
    if register.history.git.setting("diff.records.cachetextconv") == "true":
        yield Problem(
            _("Git keeps what it shows in plain text: set diff.records.cachetextconv false")
        )
    for ref in register.history.refs():
        if ref.startswith("refs/notes/textconv"):
            yield Problem(_("Git has stored plain text; delete the ref"), ref)


def _signatures(register: Register) -> Iterator[Problem]:
    """Say which commits since the last seen state are not signed by a pinned signer."""
    for each in register.doubtful:
        sentence = _("commit {commit} is not signed by you; records audit verify says more")
        yield Problem(sentence.format(commit=each.commit[:12]))


def _custody(register: Register) -> Iterator[Problem]:
    try:
        data: Any = register.read(layout.CUSTODY).data
    except RecordsError as error:
        yield Problem(error.sentence)
        return
    for entry in data.get("aside", []):
        yield Problem(
            _("set aside as unreadable; look for it in a backup"), entry["id"], warning=True
        )
    if not data.get("copies"):
        yield Problem(_("no recovery copy of the key is known"), layout.CUSTODY, warning=True)
