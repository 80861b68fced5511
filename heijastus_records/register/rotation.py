"""A new epoch: all living keys wrapped anew, and what is erased made unreadable for good.

At every instant a secret on the disk opens the last commit. The new secret is on the disk before
anything is wrapped to it; a fresh process proves that it opens every record of the new commit; only
then does the branch move, and only after that is the old secret destroyed. From there on the keys
of erased records, in whatever old commit, clone or backup of the repository, open for nobody.
"""

import contextlib
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from heijastus_records.errors import Damaged, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, vault, wiring
from heijastus_records.register.history import Action
from heijastus_records.register.register import Record, Register


@dataclass(frozen=True)
class Renewal:
    """What a rotation does beside wrapping the keys anew."""

    today: date
    erased: Mapping[str, str] = field(default_factory=dict)
    """Ids of records that go for good, and the ground of each, such as `art-17-1-b`."""
    reduced: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """New text and ground of records of which only a part stays, under a fresh key."""
    fresh: bool = False
    """Whether every file gets a new key beside its old ones: after a secret was lost."""


@dataclass(frozen=True)
class Rotated:
    """How a rotation ended."""

    commit: str
    epoch: int
    """Number of the new epoch."""


def rotate(
    register: Register,
    renewal: Renewal,
    action: Action,
    before_commit: Callable[[], object] = lambda: None,
) -> Rotated:
    """Carry out a renewal; `before_commit` writes what must be there before nothing goes back.

    Raises Refused, Busy, NoKey or Damaged; nothing has changed then.
    """
    passphrase = register.private.confirm_passphrase(register.ask)
    with register.changing(), register.private.changing():
        _refuse_unready(register)
        present = register.epoch
        after = present.renewed()
        records = _opened(register)
        changes = _changes(register, renewal, records, after)
        register.private.store_next(after, passphrase, register.history.folder)
        try:
            commit = _prepared(register, changes, action, passphrase)
            before_commit()
        except BaseException:
            register.private.drop_next()
            raise
        _carry_out(register, commit, list(changes), action)
    return Rotated(commit, after.number)


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
    if register.private.incoming.exists():
        raise Refused(_("a newer key waits on this computer"), "records sync")


def _opened(register: Register) -> dict[str, Record]:
    """Open every record: none may be left behind unread. Raises Damaged."""
    found = {layout.CUSTODY: register.read(layout.CUSTODY)}
    for letter in layout.FOLDERS:
        found |= {record: register.read(record) for record in register.ids(letter)}
    return found


def _changes(
    register: Register, renewal: Renewal, records: dict[str, Record], after: vault.Epoch
) -> dict[str, bytes | None]:
    """Return all files of the new epoch that differ."""
    changes: dict[str, bytes | None] = {}
    for name, record in records.items():
        if name in renewal.erased:
            changes |= {layout.record_path(name): None, layout.key_path(name): None}
        elif name in renewal.reduced:
            changes |= _reduced(register, record, renewal.reduced[name][0], after)
        else:
            new = (vault.Key.generate(),) if renewal.fresh else ()
            changes[layout.key_path(name)] = vault.seal_keys(after, name, (*new, *record.keys))
    text = f'epoch: "{after.number}"\nday: "{renewal.today.isoformat()}"\n'
    changes[layout.EPOCH] = text.encode()
    changes |= _custody(register, renewal, records[layout.CUSTODY], after)
    if renewal.erased or renewal.reduced:
        changes[layout.TOMBSTONES] = _tombstones(register, renewal, records)
    return changes


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


def _custody(
    register: Register, renewal: Renewal, before: Record, after: vault.Epoch
) -> dict[str, bytes | None]:
    """Note what waits until every copy of the old secret is replaced."""
    gone = [*renewal.erased, *renewal.reduced]
    if not gone:
        return {}
    draft = document.Draft(before.text)
    day, number = renewal.today.isoformat(), str(after.number - 1)
    entries = [{"id": record, "epoch": number, "day": day} for record in gone]
    draft.data.setdefault("pending", []).extend(entries)
    register.require(layout.CUSTODY, draft.text)
    place, version = register.notice.register, before.version + 1
    binding = vault.Binding(layout.CUSTODY, place, version, (before.sealed,))
    key = before.keys[0]
    return {layout.record_path(layout.CUSTODY): vault.seal_text(key, binding, draft.text)}


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


def _prepared(
    register: Register,
    changes: Mapping[str, bytes | None],
    action: Action,
    passphrase: str | None,
) -> str:
    """Write the commit, not yet on the branch, and prove that the new secret opens all of it."""
    owner, signer = register.notice.owner, register.signer
    commit = register.history.write(changes, action.message(), (register.head,), owner, signer)
    words = ["--register", str(register.root), "--identity", str(register.private.next)]
    done = subprocess.run(
        [*wiring.words(), *words, "prove", commit],
        input=(passphrase or "").encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Damaged(
            _("the new key does not open every record; nothing was changed"), "records repair"
        )
    return commit


def _carry_out(register: Register, commit: str, paths: list[str], action: Action) -> None:
    """Move the branch: from here on the new secret is the one. Then destroy the old one."""
    reason = action.message().partition("\n")[0]
    try:
        register.history.advance(commit, register.head, paths, reason)
    except RecordsError:
        register.forget()
        if register.history.head() != commit:
            register.private.drop_next()
            raise
    register.private.take_over(register.private.next)
    register.private.move_anchor(register.history.folder, commit)
    register.forget()
    register.settle_epoch()
    if layout.TOMBSTONES in register.committed:
        tombstones = register.history.blob(register.committed[layout.TOMBSTONES])
        register.private.note_erased(tombstones)
    with contextlib.suppress(RecordsError):
        register.history.pack()
