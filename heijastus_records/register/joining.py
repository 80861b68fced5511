"""Two histories made one: records field by field, keys and tombstones by their own rules.

Everything here fails closed: what does not open, or would bring back what was erased, is refused;
what both sides changed in different ways is a conflict, and the place keeps our side.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from heijastus_records.errors import Damaged, Invalid, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, merging, schema, vault
from heijastus_records.register.history import History
from heijastus_records.register.register import (
    Register,
    Rival,
    Tombstone,
    erased_ids,
    parse_notice,
    tombstones_in,
)


@dataclass(frozen=True)
class Joined:
    """One record of both sides."""

    record: str
    sealed: bytes
    """The sealed file that takes the place: the merged one, or ours where there are conflicts."""
    text: str
    """The merged text; it holds our side where there are conflicts."""
    ours: str
    """Digest of our sealed version."""
    rival: Rival
    """Their version."""
    conflicts: tuple[merging.Conflict, ...] = ()


@dataclass
class JoinedTree:
    """All that two sides make together, as changes of our side."""

    changes: dict[str, bytes | None] = field(default_factory=dict)
    records: list[Joined] = field(default_factory=list)
    """Records that both sides had changed."""
    left_out: list[str] = field(default_factory=list)
    """Records whose changes on one side were lost: the other side had purged an older version."""
    erased: list[str] = field(default_factory=list)
    """Records whose changes on one side were lost: the other side had erased them whole."""

    @property
    def conflicts(self) -> list[Joined]:
        """Records that the owner has to look at."""
        return [each for each in self.records if each.conflicts]


@dataclass(frozen=True)
class Tree:
    """The files of one commit: git's names for their contents by path."""

    commit: str
    files: Mapping[str, str]

    @classmethod
    def of(cls, history: History, commit: str) -> "Tree":
        """Read the tree of a commit; an empty name is the tree of nothing."""
        return cls(commit, history.tree(commit) if commit else {})


# --- One record -----------------------------------------------------------------------------


def join_record(
    register: Register,
    history: History,
    record: str,
    contents: tuple[bytes, bytes, bytes],
    commits: tuple[str, ...],
) -> Joined:
    """Merge the sealed versions of one record: base (may be empty), ours and theirs.

    `commits` are those whose keys may be needed. Raises Damaged or NoKey where one of the three
    does not open.
    """
    keys = keys_of(register, history, record, commits)
    base, ours, theirs = contents
    (our, our_text), (their, their_text) = (
        _opened(register, record, keys, each) for each in (ours, theirs)
    )
    made, rival = vault.digest(ours), Rival(vault.digest(theirs), their.version)
    family = _Family.of(register, history, record, keys, commits)
    if made in family.ancestors(rival.sealed):
        return Joined(record, theirs, their_text, made, rival)
    if rival.sealed in family.ancestors(made):
        return Joined(record, ours, our_text, made, rival)
    base = family.common(made, rival.sealed) or base
    base_text = _opened(register, record, keys, base)[1] if base else "\n"
    merged = merging.merge(schema.kind_of(record), base_text, our_text, their_text)
    conflicts = merged.conflicts or _broken(register, record, merged.text)
    if conflicts:
        return Joined(record, ours, merged.text, made, rival, conflicts)
    version = max(our.version, their.version) + 1
    binding = vault.Binding(record, register.notice.register, version, (made, rival.sealed))
    sealed = vault.seal_text(keys[0], binding, merged.text)
    return Joined(record, sealed, merged.text, made, rival)


def takes_in(
    register: Register, record: str, newer: bytes, older: bytes, commits: tuple[str, ...]
) -> bool:
    """Tell whether one version of a record was made from another. Raises Damaged or NoKey."""
    keys = keys_of(register, register.history, record, commits)
    binding = _opened(register, record, keys, newer)[0]
    family = _Family.of(register, register.history, record, keys, commits)
    return vault.digest(older) in family.ancestors(vault.digest(newer), binding.parents)


def _opened(
    register: Register, record: str, keys: tuple[vault.Key, ...], sealed: bytes
) -> tuple[vault.Binding, str]:
    return vault.open_text(keys, sealed, record, register.notice.register)


def _broken(register: Register, record: str, text: str) -> tuple[merging.Conflict, ...]:
    """Return as conflicts what is wrong with a text whose two halves were right."""
    try:
        register.require(record, text)
    except Invalid as error:
        errors = [problem for problem in error.problems if not problem.warning]
        return tuple(merging.Conflict(problem.field or "?", "") for problem in errors)
    return ()


def keys_of(
    register: Register, history: History, record: str, commits: Iterable[str]
) -> tuple[vault.Key, ...]:
    """Return the keys of a record's file in some commits. Raises NoKey, or Damaged for none."""
    found: dict[str, vault.Key] = {}
    path = layout.key_path(record)
    for name in dict.fromkeys(history.name_at(commit, path) for commit in commits):
        if name:
            keys = _keys_in(register, history, record, name)
            found |= {key.secret: key for key in keys if key.secret not in found}
    if not found:
        raise Damaged(
            _("{where}: its key does not open").format(where=record), f"records repair {record}"
        )
    return tuple(found.values())


def _keys_in(register: Register, history: History, record: str, name: str) -> tuple[vault.Key, ...]:
    try:
        return register.unwrap(history.blob(name), record)
    except Damaged:
        return ()


@dataclass(frozen=True)
class _Family:
    """The versions of one record by digest, and what each was made from."""

    history: History
    versions: Mapping[str, tuple[vault.Binding, str]]
    """First line, and git's name for the sealed file."""

    @classmethod
    def of(
        cls,
        register: Register,
        history: History,
        record: str,
        keys: tuple[vault.Key, ...],
        commits: tuple[str, ...],
    ) -> "_Family":
        """Read all versions in the history of some commits that still open."""
        found = {}
        for name in history.versions(layout.record_path(record), *commits):
            sealed = history.blob(name)
            try:
                binding, _text = _opened(register, record, keys, sealed)
            except RecordsError:
                continue  # made unreadable, or damaged: nothing descends from it any more
            found[vault.digest(sealed)] = (binding, name)
        return cls(history, found)

    def ancestors(self, version: str, parents: tuple[str, ...] = ()) -> set[str]:
        """Return a version and all that it was made from; `parents` for one not in history yet."""
        found: set[str] = set()
        left = [version, *parents]
        while left:
            each = left.pop()
            if each not in found:
                found.add(each)
                left += self.versions[each][0].parents if each in self.versions else ()
        return found

    def common(self, first: str, second: str) -> bytes:
        """Return the newest version that two were made from; nothing where none is there."""
        shared = self.ancestors(first) & self.ancestors(second) & self.versions.keys()
        if not shared:
            return b""
        newest = max(shared, key=lambda each: self.versions[each][0].version)
        return self.history.blob(self.versions[newest][1])


# --- Keys, tombstones, notice ---------------------------------------------------------------


def join_keys(register: Register, record: str, ours: bytes, theirs: bytes) -> bytes:
    """Return the key file of both sides, of the epoch that opens.

    Keys change in a rotation only, so two that open and differ were not made by this program.
    Raises Damaged where neither opens or they differ.
    """
    found = []
    for sealed in (ours, theirs):
        try:
            keys = register.unwrap(sealed, record)
        except Damaged:
            continue
        found.append((sealed, [key.secret for key in keys]))
    if not found:
        raise Damaged(_("{where}: neither side's key opens").format(where=record))
    if found[0][1] != found[-1][1]:
        raise Damaged(_("{where}: the two sides hold different keys").format(where=record))
    return found[0][0]


def join_tombstones(ours: bytes, theirs: bytes) -> bytes:
    """Return the tombstones of both sides, each once, sorted."""
    lines = {*ours.splitlines(), *theirs.splitlines()} - {b""}
    return b"".join(line + b"\n" for line in sorted(lines))


def _join_notice(base: bytes, ours: bytes, theirs: bytes) -> bytes:
    texts = [each.decode("utf-8", "replace") for each in (base, ours, theirs)]
    merged = merging.merge("register", *texts)
    if merged.conflicts:
        fields = ", ".join(conflict.field for conflict in merged.conflicts)
        raise Refused(
            _("both sides changed {where} in different ways: {fields}").format(
                where=layout.NOTICE, fields=fields
            ),
            _("make it the same on both computers, then: records sync"),
        )
    content = merged.text.encode()
    parse_notice(content)
    return content


# --- The whole tree -------------------------------------------------------------------------


def join_trees(
    register: Register, history: History, base: Tree, ours: Tree, theirs: Tree
) -> JoinedTree:
    """Return what two sides make together. Raises an error that names what cannot be joined."""
    joined = JoinedTree()
    trees = (base, ours, theirs)
    erased = erased_in(history, ours) | erased_in(history, theirs)
    reduced = {side.commit: _newly_reduced(history, base, side) for side in (ours, theirs)}
    for path in sorted({*base.files, *ours.files, *theirs.files}):
        old, our, their = (tree.files.get(path, "") for tree in trees)
        record = layout.id_of(path)
        if record in erased:
            if our:
                joined.changes[path] = None
            joined.erased += _lost(path, our or their or old, old)
        elif record in reduced[ours.commit]:
            joined.left_out += _lost(path, their, old)
        elif (our == old and their != old) or record in reduced[theirs.commit]:
            joined.changes[path] = history.blob(their) if their else None
            joined.left_out += _lost(path, our, old)
        elif their not in (old, our):
            _join_path(register, history, joined, path, trees)
    if register.incoming:
        _wrap_anew(register, history, joined, ours, register.incoming)
    return joined


def _lost(path: str, changed: str, old: str) -> list[str]:
    """Return the id of a record whose text was changed on the side that does not count."""
    record = layout.id_of(path)
    return [record] if changed != old and path == layout.record_path(record) else []


def _newly_reduced(history: History, base: Tree, side: Tree) -> set[str]:
    """Return the records of which one side has erased a part: what the other wrote is older.

    A part may be erased more than once: each time leaves a line of its own.
    """
    return {each.record for each in _reduced_in(history, side) - _reduced_in(history, base)}


def _reduced_in(history: History, tree: Tree) -> set[Tombstone]:
    name = tree.files.get(layout.TOMBSTONES, "")
    found = tombstones_in(history.blob(name)) if name else ()
    return {each for each in found if each.kind == "reduced"}


def _wrap_anew(
    register: Register, history: History, joined: JoinedTree, ours: Tree, epoch: vault.Epoch
) -> None:
    """Wrap the keys that were made here meanwhile to the newer epoch."""
    for path, name in ours.files.items():
        record = layout.id_of(path)
        if not record or path != layout.key_path(record):
            continue
        sealed = joined.changes.get(path, history.blob(name))
        if sealed is not None:
            keys = register.unwrap(sealed, record)
            if not _is_of(epoch, sealed, record):
                joined.changes[path] = vault.seal_keys(epoch, record, keys)


def _is_of(epoch: vault.Epoch, sealed: bytes, record: str) -> bool:
    try:
        return bool(vault.open_keys(epoch, sealed, record))
    except Damaged:
        return False


def erased_in(history: History, tree: Tree) -> set[str]:
    """Return the ids that a tree's list of tombstones calls erased."""
    name = tree.files.get(layout.TOMBSTONES, "")
    return erased_ids(history.blob(name)) if name else set()


def _join_path(
    register: Register,
    history: History,
    joined: JoinedTree,
    path: str,
    trees: tuple[Tree, Tree, Tree],
) -> None:
    """Join one path that both sides have changed."""
    names = [tree.files.get(path, "") for tree in trees]
    base, ours, theirs = (history.blob(name) if name else b"" for name in names)
    record = layout.id_of(path)
    if record and not (ours and theirs):
        raise Refused(
            _("{where} was taken away on one computer and changed on the other").format(
                where=record
            ),
            _("bring it back with records repair {where}, or erase it").format(where=record),
        )
    if record and path == layout.key_path(record):
        joined.changes[path] = join_keys(register, record, ours, theirs)
    elif record:
        commits = (trees[1].commit, trees[2].commit)
        each = join_record(register, history, record, (base, ours, theirs), commits)
        joined.records.append(each)
        joined.changes[path] = each.sealed
    elif path == layout.TOMBSTONES:
        joined.changes[path] = join_tombstones(ours, theirs)
    elif path == layout.NOTICE:
        joined.changes[path] = _join_notice(base, ours, theirs)
    else:
        raise Refused(
            _("both sides changed {where}").format(where=path if layout.is_own(path) else "…"),
            _("make it the same on both computers, then: records sync"),
        )
