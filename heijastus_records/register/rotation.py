"""A new epoch: all living keys wrapped anew, and what is erased made unreadable for good.

At every instant a secret on the disk opens the last commit. The new secret is on the disk before
anything is wrapped to it; a fresh process proves that it opens every record of the new commit; only
then does the branch move, and only after that is the old secret destroyed. From there on the keys
of erased records, in whatever old commit, clone or backup of the repository, open for nobody.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any

from heijastus_records.errors import RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import crew, desk, document, layout, proof, vault
from heijastus_records.register.history import Action, History
from heijastus_records.register.private import Clone
from heijastus_records.register.proof import Proof
from heijastus_records.register.register import Record, Register
from heijastus_records.register.witness import Asked, Witness


class Step(Enum):
    """What a rotation is at: it may take some seconds."""

    CHECK = "check"
    WRAP = "wrap"
    WRITE = "write"
    PROVE = "prove"
    COMMIT = "commit"
    FOLDER = "folder"
    DONE = "done"


@dataclass(frozen=True)
class Renewal:
    """What a rotation does beside wrapping the keys anew."""

    today: date
    erased: Mapping[str, str] = field(default_factory=dict)
    """Ids of records that go for good, and the ground of each, such as `art-17-1-b`."""
    reduced: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """New text and ground of records of which only a part stays, under a fresh key."""
    rewritten: Mapping[str, str] = field(default_factory=dict)
    """New texts of records that change in the same commit, and whose history stays."""
    fresh: bool = False
    """Whether every file gets a new key beside its old ones: after a secret was lost."""
    papers: Sequence[Mapping[str, str]] = ()
    """What is to be shredded by hand afterwards: ids, kinds, places and the day."""
    sought: Sequence[Mapping[str, Any]] = ()
    """Whom the proof looks for in the words of all others: plain data, for `records prove`."""

    @property
    def gone(self) -> tuple[str, ...]:
        """Ids of the records whose old versions must open no more."""
        return (*self.erased, *self.reduced)


@dataclass(frozen=True)
class Rotated:
    """How a rotation ended."""

    commit: str
    epoch: int
    """Number of the new epoch."""
    proof: Proof


Written = Callable[[Proof], object]
"""Writes what must be there before nothing goes back, such as the letters."""

Told = Callable[[Step], object]
"""Is told at which step a rotation is."""


def rotate(
    register: Register,
    renewal: Renewal,
    action: Action,
    before_commit: Written = lambda _proof: None,
    told: Told = lambda _step: None,
) -> Rotated:
    """Carry out a renewal; `before_commit` is called when all is proven and nothing is changed.

    Raises Refused, Busy, NoKey or Damaged; nothing has changed then.
    """
    passphrase = register.private.confirm_passphrase(register.ask)
    with register.changing(), Witness(register) as witness:
        told(Step.CHECK)
        _refuse_unready(register)
        _refuse_unsaved(register, renewal)
        after = register.epoch.renewed()
        told(Step.WRAP)
        going = [register.read(record) for record in renewal.gone]
        gone = proof.remains(register, going) if going else []
        changes = _changes(register, renewal, going, after)
        register.private.store_next(after, passphrase, register.history.folder)
        try:
            told(Step.WRITE)
            tree = register.history.write_tree(changes, register.head)
            told(Step.PROVE)
            asked = Asked(tree, passphrase or "", gone, renewal.gone, renewal.sought)
            found = witness.prove(asked)
            _refuse_unsaved(register, renewal)  # an editor may have been opened meanwhile
            before_commit(found)
            told(Step.COMMIT)
            noted = replace(action, proof=found.words()) if renewal.gone else action
            commit = _commit(register, tree, noted)
        except BaseException:
            register.private.drop_next()
            raise
        told(Step.FOLDER)
        _carry_out(register, renewal, commit, list(changes), action)
    told(Step.DONE)
    return Rotated(commit, after.number, found)


def _refuse_unready(register: Register) -> None:
    """Refuse where something would be lost, or is not proven to be ours. Raises Refused."""
    git = register.history.git
    if git.run("rev-parse", "--is-shallow-repository") == "true":
        raise Refused(_("the history is cut short (shallow): the older part is missing"))
    if register.doubtful:
        raise Refused(
            _("commit {commit} is not signed by you; records audit verify says more").format(
                commit=register.doubtful[0].commit[:12]
            )
        )
    register.refuse_unfinished()
    for clone in register.private.clones():
        if not register.holds(clone):
            raise _lags(clone)
    if register.private.incoming.exists():
        raise Refused(_("a newer key waits on this computer"), "records sync")


def _refuse_unsaved(register: Register, renewal: Renewal) -> None:
    """Refuse while a text waits or is typed that only a key opens that goes.

    That is the secret for a new record, and for one that is reduced its own key.
    """
    for record in sorted(register.unsaved() - register.tombstones()):
        if not layout.ID.fullmatch(record):
            continue
        is_new = layout.record_path(record) not in register.committed
        if is_new or record in renewal.reduced:
            raise desk.waiting(record)


def _lags(clone: Clone) -> Refused:
    """Say that another clone on this computer has what this one does not: it would be lost."""
    folder = clone.folder.parent if clone.folder.name == ".git" else clone.folder
    if clone.folder.exists():
        return Refused(
            _("another folder on this computer has changes that are not here: {folder}").format(
                folder=folder
            ),
            _("there: records sync; then here: records sync"),
        )
    return Refused(
        _("another folder of this register had changes that are not here: {folder}").format(
            folder=folder
        ),
        _("bring it back and sync it; if it is gone for good: rm {note}").format(note=clone.note),
    )


def _changes(
    register: Register, renewal: Renewal, going: Sequence[Record], after: vault.Epoch
) -> dict[str, bytes | None]:
    """Return all files of the new epoch that differ. Raises Damaged where a key does not open."""
    changes: dict[str, bytes | None] = {}
    records = {record.id: record for record in going}
    for name in renewal.erased:
        changes |= {layout.record_path(name): None, layout.key_path(name): None}
    for name, (text, _ground) in renewal.reduced.items():
        changes |= _reduced(register, records[name], text, after)
    for name, text in renewal.rewritten.items():
        changes |= register.resealed(register.read(name), text)[0]
    changes |= _wrapped(register, renewal, after)
    text = f'epoch: "{after.number}"\nday: "{renewal.today.isoformat()}"\n'
    changes[layout.EPOCH] = text.encode()
    changes |= _custody(register, renewal, after)
    if renewal.gone:
        changes[layout.TOMBSTONES] = _tombstones(register, renewal, records)
    return changes


def _wrapped(register: Register, renewal: Renewal, after: vault.Epoch) -> dict[str, bytes]:
    """Wrap the keys of all that stays to the new epoch: none may be left behind."""
    places = {path: layout.id_of(path) for path in register.committed}
    stays = {
        register.committed[path]: record
        for path, record in places.items()
        if record and path == layout.key_path(record) and record not in renewal.gone
    }
    present = register.epoch

    def work(part: Sequence[str]) -> list[tuple[str, bytes]]:
        found = []
        for name, _kind, sealed in History(register.root).contents(list(part)):
            keys = vault.open_keys(present, sealed, stays[name])
            new = (vault.Key.generate(),) if renewal.fresh else ()
            found.append((stays[name], vault.seal_keys(after, stays[name], (*new, *keys))))
        return found

    parts = crew.spread(work, list(stays))
    return {layout.key_path(record): sealed for part in parts for record, sealed in part}


def _reduced(
    register: Register, before: Record, text: str, after: vault.Epoch
) -> dict[str, bytes | None]:
    """Return a record with only what stays, under a fresh key: its older versions open no more."""
    key = vault.Key.generate()
    binding = vault.Binding(before.id, register.notice.register, before.version + 1, ())
    return {
        layout.record_path(before.id): vault.seal_text(key, binding, document.tidy(text)),
        layout.key_path(before.id): vault.seal_keys(after, before.id, (key,)),
    }


def _custody(register: Register, renewal: Renewal, after: vault.Epoch) -> dict[str, bytes | None]:
    """Note what waits until every copy of the old secret is replaced."""
    if not renewal.gone:
        return {}
    before = register.read(layout.CUSTODY)
    draft = document.Draft(before.text)
    day, number = renewal.today.isoformat(), str(after.number - 1)
    entries = [{"id": record, "epoch": number, "day": day} for record in renewal.gone]
    draft.data.setdefault("pending", []).extend(entries)
    _note_papers(draft.data, renewal.papers)
    for each in [each for each in draft.data.get("queued", []) if each["id"] in renewal.gone]:
        draft.data["queued"].remove(each)
    if not draft.data.get("queued", True):
        del draft.data["queued"]
    register.require(layout.CUSTODY, draft.text)
    place, version = register.notice.register, before.version + 1
    binding = vault.Binding(layout.CUSTODY, place, version, (before.sealed,))
    key = before.keys[0]
    return {layout.record_path(layout.CUSTODY): vault.seal_text(key, binding, draft.text)}


def _note_papers(data: Any, papers: Sequence[Mapping[str, str]]) -> None:
    """Note what lies on paper: nothing else tells of it when the record is gone."""
    keys = ("id", "kind", "place")
    noted = {tuple(each[key] for key in keys) for each in data.get("shredding", ())}
    new = {tuple(each[key] for key in keys): dict(each) for each in papers}
    entries = [each for key, each in new.items() if key not in noted]
    if entries:
        data.setdefault("shredding", []).extend(entries)


def _tombstones(register: Register, renewal: Renewal, records: dict[str, Record]) -> bytes:
    """Return the list of tombstones with the new ones: id, version, kind, day, ground."""
    name = register.committed.get(layout.TOMBSTONES, "")
    lines = set(register.history.blob(name).splitlines() if name else [])
    day = renewal.today.isoformat()
    for record, ground in renewal.erased.items():
        version = records[record].version
        lines.add(f"- {record} {version} erased {day} {ground}".encode())
    for record, (_text, ground) in renewal.reduced.items():
        version = records[record].version + 1
        lines.add(f"- {record} {version} reduced {day} {ground}".encode())
    return b"".join(line + b"\n" for line in sorted(lines))


def _commit(register: Register, tree: str, action: Action) -> str:
    """Write the commit of a proven tree; the branch is not moved yet."""
    owner, signer, history = register.notice.owner, register.signer, register.history
    commit = history.write_commit(tree, action.message(), (register.head,), owner, signer)
    history.sync_names()
    return commit


def _carry_out(
    register: Register, renewal: Renewal, commit: str, paths: list[str], action: Action
) -> None:
    """Move the branch: from here on the new secret is the one. Then destroy the old one."""
    reason = action.message().partition("\n")[0]
    try:
        register.history.advance(commit, register.head, paths, reason)
    except RecordsError:
        register.forget()
        if register.history.head() != commit:
            register.private.drop_next()
            raise
    register.history.sync_names()
    register.private.take_over(register.private.next)
    register.remember(commit)
    register.forget_secret()
    for record in renewal.gone:
        register.private.draft(record).unlink(missing_ok=True)
    with contextlib.suppress(RecordsError):
        register.history.pack()
