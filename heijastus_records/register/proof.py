"""A proof by a process that knows nothing yet: one secret opens every record of a state.

And no secret that is left opens what is to be gone. Only the history's objects are looked at, not
the folder; a state may be looked at before there is a commit of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from heijastus_records.errors import Damaged
from heijastus_records.messages import gettext as _
from heijastus_records.register import crew, layout, vault
from heijastus_records.register.history import History
from heijastus_records.register.register import Record, Register

Look = Callable[[str, str], list[str]]
"""Returns the fields of a record, given as its id and text, that mention whoever is sought."""

TEXTS = tuple(f"records/{folder}" for folder in layout.FOLDERS.values())
"""The folders in which the texts of records lie."""


@dataclass(frozen=True)
class Proof:
    """What came of opening everything of a state, and of trying what must not open."""

    files: int
    """Records that opened, each with its key: all that there are."""
    tried: int = 0
    """Old texts and keys that were tried with every secret that is left."""
    opened: int = 0
    """How many of those opened: none may."""
    mentions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Ids of records, and their fields, whose words still mention whom was sought.

    A field is called `…` where it is in an older version only.
    """

    def words(self) -> str:
        """Say it in a few words for the trail; no value is among them."""
        return f"tried {self.tried}, opened {self.opened}, mentions {len(self.mentions)}"


@dataclass(frozen=True)
class _Sealed:
    """One record of a state: Git's names for its files and for the older versions of its text."""

    id: str
    key: str
    text: str
    older: tuple[str, ...] = ()


@dataclass
class _Found:
    """What one part of the work found."""

    files: int = 0
    opened: set[str] = field(default_factory=set)
    mentions: dict[str, list[str]] = field(default_factory=dict)


def prove(
    register: Register,
    state: str,
    epoch: vault.Epoch,
    gone: Sequence[str] = (),
    look: Look | None = None,
) -> Proof:
    """Open every key and record of a commit or tree with one secret, from Git's objects alone.

    `gone` are Git's names for what must not open (`remains`): each is tried with the secret and
    with every key that it opens. `look` is shown the text of every version of every record.
    Raises Damaged or NoKey for the first record that does not open.
    """
    tree = register.history.tree(state)
    sealed = _sealed(tree, _older(register, tree) if look else {})
    tried = {name: content for name, kind, content in register.history.contents([*gone]) if kind}

    def work(part: Sequence[_Sealed]) -> _Found:
        names = [name for each in part for name in (each.key, each.text, *each.older)]
        read = History(register.root).contents(names)
        contents = {name: content for name, kind, content in read if kind}
        return _work(epoch, part, contents, tried, look)

    parts = crew.spread(work, sealed)
    return Proof(
        sum(each.files for each in parts),
        len(tried),
        len(set().union(*(each.opened for each in parts))),
        {record: fields for each in parts for record, fields in each.mentions.items()},
    )


def remains(register: Register, records: Sequence[Record]) -> list[str]:
    """Return Git's names for all that it still keeps of some records, texts and keys.

    Everything counts: on branches, in the reflog, in stashes, and where no ref leads any more.
    What stands in no commit at all is theirs where one of their keys opens it, or where it is one
    of their keys; a key wrapped to a secret that is gone already cannot be told from others.
    """
    history = register.history
    ids = {record.id for record in records}
    paths = [path(record) for record in ids for path in (layout.record_path, layout.key_path)]
    placed = history.paths_of_objects(paths).keys() - {""}
    own = tuple(key for record in records for key in record.keys)

    def theirs(part: Sequence[tuple[str, str, bytes]]) -> list[str]:
        return [name for name, _k, content in part if _is_theirs(register, ids, own, content)]

    parts = crew.spread(theirs, [*history.contents([*history.unplaced()])])
    return sorted({*placed, *(name for part in parts for name in part)})


def _is_theirs(
    register: Register, ids: set[str], own: tuple[vault.Key, ...], sealed: bytes
) -> bool:
    if not vault.is_sealed(sealed):
        return False
    plain = vault.opened((register.epoch.key,), sealed)
    return vault.names(plain, ids) if plain else vault.opens(own, sealed)


def _older(register: Register, tree: Mapping[str, str]) -> dict[str, list[str]]:
    """Return Git's names for the older versions of each record of a state."""
    found: dict[str, list[str]] = {}
    for name, paths in register.history.paths_of_objects(TEXTS).items():
        for path in paths & tree.keys():
            if name and tree[path] != name:
                found.setdefault(layout.id_of(path), []).append(name)
    return found


def _sealed(tree: Mapping[str, str], older: Mapping[str, list[str]]) -> list[_Sealed]:
    """Return the files of all records of a state. Raises Damaged where one is missing."""
    found = []
    for record in sorted({layout.id_of(path) for path in tree} - {""} | {layout.CUSTODY}):
        key, text = (tree.get(path(record)) for path in (layout.key_path, layout.record_path))
        if not (key and text):
            raise _missing(record)
        found.append(_Sealed(record, key, text, tuple(older.get(record, ()))))
    return found


def _missing(record: str) -> Damaged:
    return Damaged(_("{where}: the file is missing").format(where=record))


def _work(
    epoch: vault.Epoch,
    part: Sequence[_Sealed],
    contents: Mapping[str, bytes],
    tried: Mapping[str, bytes],
    look: Look | None,
) -> _Found:
    """Open some records, look through their texts, and try all that is gone with their keys."""
    found, secrets = _Found(), [epoch.key]
    for each in part:
        if each.key not in contents or each.text not in contents:
            raise _missing(each.id)
        keys = vault.open_keys(epoch, contents[each.key], each.id)
        text = vault.open_text(keys, contents[each.text], each.id, epoch.register)[1]
        secrets += keys
        found.files += 1
        if look:
            old = (vault.text_of(keys, contents[n]) for n in each.older if n in contents)
            fields = look(each.id, text) or (["…"] if any(look(each.id, t) for t in old) else [])
            found.mentions |= {each.id: fields} if fields else {}
    found.opened |= {name for name, sealed in tried.items() if vault.opens((*secrets,), sealed)}
    return found
