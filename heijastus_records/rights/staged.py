"""What a commit by hand would do: the staged files, checked before they become history.

The staged blob is looked at, never the work tree. Without a key only the outside is checked.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from heijastus_records.errors import Damaged, Invalid, NoKey, Problem, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, layout, vault
from heijastus_records.register.history import Staged
from heijastus_records.register.register import MAX_NOTICE, Register, erased_ids, parse_notice


class Staging:
    """The files that are about to be committed."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._history = register.history
        committed = register.committed  # first: a tree that has no end is refused here
        self.changes = register.history.staged()
        self._names = {**committed, **{each.path: each.name for each in self.changes}}
        self._others = register.history.others()

    def problems(self) -> list[Problem]:
        """Return what must not be committed, and warnings."""
        found = [problem for each in self.changes for problem in self._change(each)]
        found += self._revived()
        found += [problem for each in self._others for problem in self._lost(each)]
        if self.closed and any(layout.id_of(each.path) for each in self.changes):
            sentence = _("only the outside was checked: {why}").format(why=self.closed)
            found.append(Problem(sentence, warning=True))
        return list(dict.fromkeys(found))

    @property
    def ids(self) -> list[str]:
        """Ids of the records that are about to change."""
        return sorted({layout.id_of(each.path) for each in self.changes} - {""})

    @cached_property
    def closed(self) -> str:
        """Why nothing can be opened here; empty where the key is at hand."""
        try:
            self._register.epoch  # noqa: B018
        except NoKey as error:
            return error.sentence
        return ""

    # --- one path ---

    def _change(self, change: Staged) -> Iterator[Problem]:
        record = layout.id_of(change.path)
        shown = record or (change.path if layout.is_own(change.path) else "")
        if change.is_unmerged:
            yield Problem(_("a merge by hand is not finished here: git status"), shown)
        elif change.mode not in ("100644", "000000"):
            yield Problem(_("a link, a program or a submodule is staged in place of a file"), shown)
        elif record in self._erased:
            return  # what must not be there is said of the whole tree
        elif not change.name:
            if layout.is_own(change.path):
                yield Problem(
                    _("this file must stay: git restore --staged --worktree brings it back"), shown
                )
        elif not layout.is_known(change.path):
            # Its name may tell of somebody.
            yield Problem(_("a file that does not belong into a register is staged: git status"))
        else:
            yield from self._content(change, record)

    def _revived(self) -> Iterator[Problem]:
        """Say which erased records would be there, changed by this commit or not."""
        ids = {layout.id_of(path) for path, name in self._names.items() if name}
        for record in sorted(ids & self._erased):
            sentence = _("this record was erased and must not come back; git rm --cached it")
            yield Problem(sentence, record)

    def _content(self, change: Staged, record: str) -> Iterator[Problem]:
        try:
            if record:
                yield from self._sealed(change, record)
            else:
                yield from self._plain(change)
        except RecordsError as error:
            yield Problem(error.sentence)

    def _plain(self, change: Staged) -> Iterator[Problem]:
        """Check a file that is kept plain; a file of the owner's own is hers."""
        if change.path == layout.NOTICE:
            yield from _notice(self._blob(change.name, change.path), self._register.notice.register)
        elif change.path == layout.ATTRIBUTES:
            content = self._blob(change.name, change.path)
            if content.decode("utf-8", "replace") != layout.ATTRIBUTES_TEXT:
                sentence = _("the attributes must stay as the program wrote them")
                yield Problem(sentence, change.path)
        elif change.path == layout.EPOCH:
            sentence = _("the number of the epoch is the program's own to write")
            if change.name in self._on_other_sides(change.path):  # only sync wraps keys anew
                sentence = _("the other side has another key: git merge --abort, then records sync")
            yield Problem(sentence, change.path)
        elif change.path == layout.TOMBSTONES:
            yield from self._tombstones(change)

    def _tombstones(self, change: Staged) -> Iterator[Problem]:
        """Tombstones come from an erasure, here or on the other side of a merge."""
        sides = [change.old, *self._on_other_sides(change.path)]
        before, *others = (set(self._blob(name, change.path).splitlines()) for name in sides)
        after = set(self._blob(change.name, change.path).splitlines())
        if not before <= after:
            yield Problem(_("a tombstone is for good: none may be taken away"), change.path)
        if not after <= before.union(*others):
            yield Problem(_("a tombstone comes from an erasure only: records erase"), change.path)

    def _on_other_sides(self, path: str) -> list[str]:
        return [self._history.name_at(other, path) for other in self._others]

    def _blob(self, name: str, where: str, limit: int = MAX_NOTICE) -> bytes:
        """Return a staged or committed content; nothing where there is none. Raises Damaged."""
        if not name:
            return b""
        content = self._history.blob(name)
        if len(content) > limit:
            raise Damaged(_("{where}: larger than {limit} bytes").format(where=where, limit=limit))
        return content

    # --- one sealed file ---

    def _sealed(self, change: Staged, record: str) -> Iterator[Problem]:
        content = self._blob(change.name, record, vault.MAX_SEALED)
        vault.inspect(content, record)
        if self.closed:
            return
        if change.path == layout.key_path(record):
            yield from self._key(change, record, content)
        else:
            yield from self._record(change, record, content)

    def _key(self, change: Staged, record: str, content: bytes) -> Iterator[Problem]:
        keys = vault.open_keys(self._register.epoch, content, record)
        if change.old:
            known = vault.open_keys(self._register.epoch, self._history.blob(change.old), record)
            if [key.secret for key in keys] != [key.secret for key in known]:
                yield Problem(_("the key is not the record's own"), record)
        if not self._names.get(layout.record_path(record)):
            yield Problem(_("a key without a record"), record)

    def _record(self, change: Staged, record: str, content: bytes) -> Iterator[Problem]:
        keys, place = self._keys(record), self._register.notice.register
        binding, text = vault.open_text(keys, content, record, place)
        if change.old:
            yield from self._order(record, keys, binding, change)
        for problem in self._register.check(record, text, self._known)[0]:
            yield replace(problem, where=record)

    def _order(
        self, record: str, keys: tuple[vault.Key, ...], binding: vault.Binding, change: Staged
    ) -> Iterator[Problem]:
        """Refuse a version that does not come after the committed one."""
        before = self._history.blob(change.old)
        try:
            old = vault.open_text(keys, before, record, self._register.notice.register)[0]
        except Damaged:
            return  # what does not open is mended by any version that does
        if binding.version <= old.version:
            yield Problem(
                _("an older version would come back; to undo a change: records edit"), record
            )
        elif vault.digest(before) not in binding.parents and not self._takes_in(
            record, change.name, change.old, tuple(self._history.refs())
        ):
            yield Problem(
                _("a version made elsewhere would push out the one here: git merge instead"), record
            )

    def opened(self, change: Staged) -> tuple[document.Data, document.Data]:
        """Return the data of a staged record, before and after. Raises Damaged or NoKey."""
        record = layout.id_of(change.path)
        keys, place = self._keys(record), self._register.notice.register
        texts = [
            vault.open_text(keys, self._history.blob(name), record, place)[1] if name else "\n"
            for name in (change.old, change.name)
        ]
        return document.load(texts[0]), document.load(texts[1])

    def _keys(self, record: str) -> tuple[vault.Key, ...]:
        name = self._names.get(layout.key_path(record))
        if not name:
            raise Damaged(_("{where}: its key is missing").format(where=record))
        return vault.open_keys(self._register.epoch, self._history.blob(name), record)

    @cached_property
    def _known(self) -> set[str]:
        """Ids that a staged record may point at: clients that are there then, and erased ones."""
        clients = (path for path, name in self._names.items() if name and "/clients/" in path)
        return {layout.id_of(path) for path in clients} | self._erased

    @cached_property
    def _erased(self) -> set[str]:
        name = self._names.get(layout.TOMBSTONES)
        staged = erased_ids(self._history.blob(name)) if name else set()
        return staged | self._register.tombstones()

    # --- a merge by hand ---

    def _lost(self, other: str) -> Iterator[Problem]:
        """Say which changes of either side a merge by hand would lose."""
        base = self._history.base(self._register.head, other)
        for side in (self._register.head, other):
            for path, name in self._history.changed(base, side).items() if base else ():
                record = layout.id_of(path)
                lives = record and name and record not in self._erased
                if lives and not self._keeps(record, path, name, other):
                    yield Problem(_("a change of one side would be lost in this merge"), record)

    def _keeps(self, record: str, path: str, name: str, other: str) -> bool:
        """Tell whether what is staged holds a content that one side has."""
        staged = self._names.get(path)
        if not staged or staged == name:
            return bool(staged)
        if self.closed or path != layout.record_path(record):
            return True  # a key is compared with the committed one
        return self._takes_in(record, staged, name, (self._register.head, other))

    def _takes_in(self, record: str, newer: str, older: str, commits: tuple[str, ...]) -> bool:
        from heijastus_records.register import joining

        contents = (self._history.blob(newer), self._history.blob(older))
        return joining.takes_in(self._register, record, *contents, commits)


def _notice(content: bytes, register: str) -> Iterator[Problem]:
    try:
        notice = parse_notice(content)
    except Invalid as error:
        yield Problem(error.sentence, layout.NOTICE)
        yield from (replace(problem, where=layout.NOTICE) for problem in error.problems)
        return
    if notice.register != register:
        yield Problem(_("the notice is of another register"), layout.NOTICE)
