"""Is everything set up well on this computer? Each answer names the command that mends it."""

import contextlib
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from heijastus_records.errors import RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import platform, remotes, schema, signing, wiring
from heijastus_records.register.history import Action
from heijastus_records.register.register import Register
from heijastus_records.rights import backing_up, custody, hooks, upkeep, waiting
from heijastus_records.rights.custody import Custody


class Level(Enum):
    """How much a finding matters."""

    WELL = "ok"
    LOOK = "look"
    MEND = "mend"


@dataclass(frozen=True)
class Finding:
    """One answer of the doctor."""

    level: Level
    sentence: str
    remedy: str = ""
    """The command that mends it."""


FIX = "records doctor --fix"


def examine(register: Register, today: date) -> list[Finding]:
    """Return everything that was looked at, well or not."""
    found = [finding for check in CHECKS for finding in check(register)]
    return [
        *found,
        *_old_backup(register),
        *_custody(register, today),
        *_backup(register, today),
    ]


def fix(register: Register) -> None:
    """Mend what the program can: Git's settings, the signing key, the hooks, the schemas' copies.

    Raises Misused where changes are to be signed and ssh-keygen is missing.
    """
    wiring.connect(register)
    hooks.install(register)
    _renew_schemas(register)


def _renew_schemas(register: Register) -> None:
    """Bring the editor's copies of the schemas up to date, in a commit of their own.

    What lies in no commit would stop the next erasure. Where nothing can be committed now, the
    files are renewed all the same.
    """
    wanted = {f"schemas/{name}.schema.json": schema.source(name) for name in schema.names()}
    with contextlib.suppress(RecordsError), register.history.locked():
        register.forget()
        known = register.committed
        old = {p: c for p, c in wanted.items() if known.get(p) != register.history.name_of(c)}
        if old:
            register.commit(old, Action("schemas"))
    for path, content in wanted.items():
        if _content(register, path) != content:
            platform.write_file(register.root / path, content)


def _key(register: Register) -> Iterator[Finding]:
    try:
        register.epoch  # noqa: B018
    except RecordsError as error:
        yield Finding(Level.MEND, error.sentence, error.hint)
        return
    yield Finding(Level.WELL, _("the key opens the register"))
    if not register.private.protected():
        yield Finding(
            Level.LOOK,
            _("the key has no passphrase: is the disk of this computer encrypted?"),
            "records key protect",
        )


def _old_backup(register: Register) -> Iterator[Finding]:
    """Say that a folder still has those who were erased, as far as this computer knows of them."""
    with contextlib.suppress(RecordsError):  # that the history has gone back is said elsewhere
        held = len(upkeep.old_backup_holds(register))
        if held:
            sentence = ngettext(
                "this folder is an old backup: {count} record in it was erased since",
                "this folder is an old backup: {count} records in it were erased since",
                held,
            )
            remedy = _("records restore {folder} DIR; then destroy this one")
            yield Finding(
                Level.MEND, sentence.format(count=held), remedy.format(folder=register.root)
            )


def _signing(register: Register) -> Iterator[Finding]:
    if not register.notice.is_signed:
        yield Finding(
            Level.LOOK,
            _("changes are not signed: nothing proves who made them"),
            _("write signing: required into register.yaml, then {fix}").format(fix=FIX),
        )
        return
    signers = register.signers
    signer = signers.find(register.history.git)
    if not signing.is_available():
        yield Finding(Level.MEND, _("ssh-keygen is not installed: changes cannot be signed"))
    elif signer is None:
        yield Finding(Level.MEND, _("this computer has no signing key"), FIX)
    else:
        own = signing.fingerprint(signers.public(signer))
        known = own in signers.fingerprints
        sentence = _("changes are signed by {key}") if known else _("{key} is not a known signer")
        level, remedy = (Level.WELL, "") if known else (Level.MEND, FIX)
        yield Finding(level, sentence.format(key=own), remedy)


def _git(register: Register) -> Iterator[Finding]:
    lacking = wiring.lacking(register)
    if lacking:
        names = ", ".join(lacking)
        yield Finding(Level.MEND, _("Git lacks settings: {names}").format(names=names), FIX)
    else:
        yield Finding(Level.WELL, _("Git shows, merges and signs as it should"))
    for name in wiring.foreign(register):
        sentence = _("a setting of the repository runs a program or leads elsewhere: {name}")
        yield Finding(Level.MEND, sentence.format(name=name), f"git config --unset-all {name}")
    for path in wiring.overriding(register):
        sentence = _("attributes that are in no commit override its own; delete the file")
        yield Finding(Level.MEND, sentence, path)
    for path in register.history.unwatched():
        sentence = _("Git was told not to look at a file: a change of it stays unseen")
        remedy = f"git update-index --no-assume-unchanged --no-skip-worktree {shlex.quote(path)}"
        yield Finding(Level.MEND, sentence, remedy)
    for ref in register.history.refs():
        if ref.startswith("refs/notes/textconv"):
            remedy = f"git update-ref -d {shlex.quote(ref)}"
            yield Finding(Level.MEND, _("Git has stored plain text"), remedy)


def _hooks(register: Register) -> Iterator[Finding]:
    if hooks.missing(register):
        yield Finding(
            Level.MEND,
            _("commits by hand are not checked: the hooks are missing"),
            "records hook install",
        )
    else:
        yield Finding(Level.WELL, _("commits and pushes by hand are checked"))
    for name in hooks.foreign(register):
        sentence = _("a hook that this program has not written: {name}")
        yield Finding(Level.LOOK, sentence.format(name=name))


def _copies(register: Register) -> Iterator[Finding]:
    """Residency: the notice's section 9."""
    wrong = list(remotes.objections(register.history.git, register.notice))
    for name, sentence in wrong:
        yield Finding(Level.MEND, f"{name}: {sentence}", f"git remote remove {name}")
    if not wrong:
        yield Finding(Level.WELL, _("every other copy lies where the notice allows it"))
    synced = platform.sync_folder_of(register.root)
    if synced:
        yield Finding(
            Level.MEND,
            _("the folder is copied away by another program ({name})").format(name=synced),
        )


def _schemas(register: Register) -> Iterator[Finding]:
    old = [
        name
        for name in schema.names()
        if _content(register, f"schemas/{name}.schema.json") != schema.source(name)
    ]
    if old:
        yield Finding(Level.LOOK, _("the editor's copies of the schemas are older"), FIX)


def _content(register: Register, path: str) -> bytes:
    try:
        return register.content(path, path)
    except (OSError, RecordsError):
        return b""


YEAR = timedelta(days=365)
"""How long a recovery copy is believed in without a drill."""


def _custody(register: Register, today: date) -> Iterator[Finding]:
    """The copies of the key: is there one, is each of today's epoch, was it tried."""
    try:
        known = custody.read(register)
    except RecordsError as error:
        yield Finding(Level.MEND, error.sentence, error.hint)
        return
    if not known.copies:
        yield Finding(
            Level.MEND, _("no recovery copy of the key is known"), "records key export FILE"
        )
    for each in known.outstanding:
        sentence = _("{place} has the key of epoch {number}, which still opens what was erased")
        told = sentence.format(place=each.place, number=each.epoch)
        yield Finding(Level.MEND, told, each.remedy)
    yield from _drill(known, today)
    yield from _erasures(register, known, today)
    if register.private.incoming.exists():
        yield Finding(Level.MEND, _("a newer key waits on this computer"), "records sync")


def _backup(register: Register, today: date) -> Iterator[Finding]:
    with contextlib.suppress(RecordsError):  # that the history has gone back is said elsewhere
        if not backing_up.is_wanted(register, today):
            return
        _commit, day = register.private.last_backup
        old = _("the last backup was made on {day}, and the register has changed since")
        told = old.format(day=day) if day else _("no backup was made on this computer")
        yield Finding(Level.LOOK, told, "records backup FILE_OR_FOLDER")


def _erasures(register: Register, known: Custody, today: date) -> Iterator[Finding]:
    """The erasures that are not complete, and those that are not begun."""
    for waits in known.pending:
        is_late = waits.until is not None and waits.until < today
        sentence = _("{where}: the erasure is not complete; the month ends on {day}")
        told = sentence.format(where=waits.id, day=waits.until or "?")
        yield Finding(Level.MEND if is_late else Level.LOOK, told, "records key copies")
    for each in waiting.listed(register):
        sentence = _("{where} waits to be erased; the month ends on {day}")
        told = sentence.format(where=each.id, day=each.until)
        yield Finding(Level.MEND if each.until < today else Level.LOOK, told, "records erase")


def _drill(known: Custody, today: date) -> Iterator[Finding]:
    last = max((each.drilled or each.day for each in known.copies), default="")
    if not last:
        return
    if date.fromisoformat(last) + YEAR < today:
        sentence = _("no copy of the key was tried since {day}").format(day=last)
        yield Finding(Level.LOOK, sentence, "records key drill")
    elif not known.outstanding:
        yield Finding(Level.WELL, _("there is a copy of the key, and it is up to date"))


CHECKS: tuple[Callable[[Register], Iterator[Finding]], ...] = (
    _key,
    _signing,
    _git,
    _hooks,
    _copies,
    _schemas,
)
"""Everything that is looked at, in the order in which it is told."""


def is_well(found: list[Finding]) -> bool:
    """Tell whether nothing has to be mended."""
    return all(finding.level is not Level.MEND for finding in found)


def spoken(finding: Finding) -> list[str]:
    """Say a finding in words for a table: how it is, what was seen, what mends it."""
    marks = {Level.WELL: _("well"), Level.LOOK: _("look"), Level.MEND: _("mend")}
    return [marks[finding.level], finding.sentence, finding.remedy]
