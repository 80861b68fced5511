"""The one door: everything that is read from or written to a register passes here.

A reading checks that a file opens, that it is the one asked for, and that it is not older than
the last commit. A change decrypts, hands over, validates, seals and commits: unchanged means no
commit, invalid or raised means that nothing has changed.
"""

import contextlib
import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from heijastus_records.errors import (
    Busy,
    Damaged,
    Invalid,
    NoKey,
    NotFound,
    Problem,
    RecordsError,
    Refused,
)
from heijastus_records.law.notice import Notice
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import (
    crew,
    desk,
    document,
    git,
    layout,
    lint,
    platform,
    schema,
    vault,
)
from heijastus_records.register.document import Data
from heijastus_records.register.history import Action, Change, History, Signature, is_linked
from heijastus_records.register.private import Ask, Clone, Private
from heijastus_records.register.signing import Signer, Signers

T = TypeVar("T")

MAX_NOTICE = 256 * 1024
"""Largest `register.yaml`, in bytes."""

MAX_FILE = 64 * 1024 * 1024
"""Largest file of any kind that is compared with its committed version, in bytes."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_REPAIR = "records repair"


@dataclass(frozen=True)
class Record:
    """One opened record."""

    id: str
    text: str
    """The owner's YAML, as she typed it."""
    version: int
    sealed: str
    """SHA-256 of the sealed file: the name by which the next version calls its parent."""
    keys: tuple[vault.Key, ...] = field(repr=False)

    @cached_property
    def data(self) -> Data:
        """The record's values. Raises Damaged where the text is not readable YAML."""
        try:
            return document.load(self.text)
        except Invalid as error:
            raise Damaged(
                _("{where}: {sentence} (line {line})").format(
                    where=self.id, sentence=error.problems[0].sentence, line=error.problems[0].line
                ),
                f"records edit {self.id}",
            ) from error

    @property
    def comments(self) -> list[document.Comment]:
        """The owner's comments: data like the rest."""
        return document.comments(self.text)


@dataclass(frozen=True)
class Rival:
    """A version of a record that was made elsewhere, which the next version takes in."""

    sealed: str
    """SHA-256 of its sealed file."""
    version: int


class Register:
    """One register, opened at its folder."""

    def __init__(self, root: Path, identity: Path | None, ask: Ask | None) -> None:
        self.root = root
        self.history = History(root)
        self._identity = identity
        self.ask = ask
        self.incoming: vault.Epoch | None = None
        """The secret of a newer epoch, while a sync takes that epoch in."""

    @classmethod
    def open(cls, root: Path, identity: Path | None = None, ask: Ask | None = None) -> "Register":
        """Open the register at a folder; its notice and key are read when they are first needed.

        Raises NotFound or Damaged.
        """
        if not (root / ".git").exists():
            read_notice(root)
        register = cls(root, identity, ask)
        register.history.settle()
        return register

    @cached_property
    def notice(self) -> Notice:
        """The privacy notice as data. Raises NotFound, Damaged or Invalid."""
        return read_notice(self.root)

    @cached_property
    def private(self) -> Private:
        """What lies outside Git."""
        return Private(self.notice.register, self._identity)

    @cached_property
    def signers(self) -> Signers:
        """Who may change the register, as pinned on this computer."""
        return Signers(self.private.folder)

    @cached_property
    def signer(self) -> Signer | None:
        """What signs the changes made here; None where the notice asks for no signatures.

        Raises NoKey where there is no signing key on this computer.
        """
        if not self.notice.is_signed:
            return None
        found = self.signers.find(self.history.git)
        if found is None:
            raise NoKey(
                _("changes of this register are signed, and this computer has no signing key"),
                "records doctor --fix",
            )
        return found

    @cached_property
    def secret(self) -> vault.Epoch:
        """The owner's secret, of whatever epoch. Raises NoKey."""
        if self.is_between():
            self._settle_rotation()
        return self.private.load(self.ask)

    def is_between(self) -> bool:
        """Tell whether a rotation of this clone is under way, or was cut off."""
        own = self.private
        return own.next.exists() and own.next_is_for(self.history.folder)

    def settle_epoch(self) -> None:
        """Let the secret that opens the last commit be the one; the caller holds `changing`."""
        with self.private.changing():
            self._settle(self.private)
        self.forget_secret()

    def forget_secret(self) -> None:
        """Read the secret anew at the next question."""
        for name in ("secret", "epoch"):
            self.__dict__.pop(name, None)

    def _settle_rotation(self) -> None:
        """Finish what was cut off between a commit of a new epoch and the change of the secret.

        Whichever secret opens the last commit is the one that stays. Where none does, nothing is
        touched. Raises NoKey.
        """
        try:
            with self.history.locked(seconds=0), self.private.changing():
                self.forget()
                self._settle(self.private)
        except Busy:
            return  # the rotation is under way in another process

    def _settle(self, private: Private) -> None:
        begun_here = private.next_is_for(self.history.folder)
        if self._file_opens_head(private.identity):
            if begun_here:
                private.drop_next()
            return
        for file in (private.next, private.incoming):
            if self._file_opens_head(file):
                self.history.sync_names()
                private.take_over(file)
                if not self.doubtful:
                    self.remember(self.head)
                return
        if private.next.exists() and begun_here:
            raise NoKey(
                _("neither the key nor its successor opens the register: epoch {wanted}").format(
                    wanted=self.epoch_number
                ),
                _("bring the identity of that epoch, such as the recovery copy"),
            )

    def _file_opens_head(self, file: Path) -> bool:
        """Tell whether a file opens the last commit. Raises NoKey where nobody can tell."""
        if not file.exists():
            return False
        try:
            epoch = self.private.load_from(file, self.ask)
        except NoKey:
            if vault.is_protected(self.private.content(file)):
                raise  # without its passphrase nothing is known of it
            return False
        return self.opens_head(epoch)

    def opens_head(self, epoch: vault.Epoch) -> bool:
        """Tell whether a secret opens every key of the last commit, whatever the folder holds."""
        try:
            for path, name in self.history.tree(self.history.head()).items():
                record = layout.id_of(path)
                if record and path == layout.key_path(record):
                    vault.open_keys(epoch, self.history.blob(name), record)
        except RecordsError:
            return False
        return True

    @cached_property
    def epoch(self) -> vault.Epoch:
        """The opened secret, of the epoch that the register is in. Raises NoKey or Damaged."""
        epoch, wanted = self.secret, self.epoch_number
        if epoch.number != wanted and self.private.incoming.exists():
            self._settle_rotation()  # a sync was cut off between its commit and its end
            epoch = self.private.load(self.ask)
        if epoch.number != wanted and self.is_between():
            raise git.locked()  # the successor is here; a lock keeps it from taking its place
        if epoch.number != wanted and epoch.number == self._epoch_of_folder():
            raise Damaged(_("{where}: missing or damaged").format(where=layout.EPOCH), _REPAIR)
        if epoch.number != wanted:
            raise NoKey(
                _("the identity is of epoch {found}; the register is in epoch {wanted}").format(
                    found=epoch.number, wanted=wanted
                ),
                self.way_to(wanted, epoch.number),
            )
        if not self.fits(epoch):
            raise NoKey(
                _("the identity does not open this register"),
                _("name the right one with --identity FILE"),
            )
        return epoch

    def way_to(self, wanted: int, held: int) -> str:
        """Say what to do where one epoch is wanted and the key of another one is held."""
        if wanted < held and not self.private.identity.exists():
            return _(
                "this folder is older than the key: bring the newer register with records clone"
            )
        if wanted < held:
            return _(
                "this folder is older than the key: records sync; or bring the newer register with"
                " records clone"
            )
        if self.history.others():
            return _("drop the merge by hand: git merge --abort; then records sync")
        if self.private.incoming.exists():
            return self._way_back() or _("a newer key waits here: records sync")
        return _(
            "bring the newer key, such as the recovery copy or what records key export FILE writes"
            " on the computer that has it: records key import FILE; then records sync"
        )

    def _way_back(self) -> str:
        """Say where to go back to where a merge without hooks has mixed the keys of two epochs."""
        seen, name_at = self._anchor, self.history.name_at
        head = self.history.head()
        if not seen or name_at(seen, layout.EPOCH) == name_at(head, layout.EPOCH):
            return ""
        if not any(len(each.parents) > 1 for each in self.history.commits(head, f"^{seen}")):
            return ""  # no merge: an older note of what was seen, from a backup
        return _("go back before the merge: git reset --hard {commit}; then records sync").format(
            commit=seen[:12]
        )

    def unwrap(self, sealed: bytes, record: str) -> tuple[vault.Key, ...]:
        """Open a key file of the present epoch, or of the one that is being taken in."""
        if self.incoming:
            with contextlib.suppress(Damaged):
                return vault.open_keys(self.incoming, sealed, record)
        own = self.secret if self.incoming else self.epoch
        return vault.open_keys(own, sealed, record)

    def fits(self, epoch: vault.Epoch) -> bool:
        """Tell whether a secret opens any key of the register: one damaged key says nothing."""
        with contextlib.suppress(RecordsError, FileNotFoundError):
            sealed = self.content(layout.key_path(layout.CUSTODY), layout.CUSTODY)
            return bool(vault.open_keys(epoch, sealed, layout.CUSTODY))
        paths = [path for path in self.committed if path == layout.key_path(layout.id_of(path))]
        for path in paths:
            with contextlib.suppress(RecordsError):
                sealed = self.history.blob(self.committed[path])
                return bool(vault.open_keys(epoch, sealed, layout.id_of(path)))
        return not paths

    @property
    def epoch_number(self) -> int:
        """Number of the register's current epoch. Raises Damaged."""
        try:
            content = platform.read_file(self.root / layout.EPOCH, 4096, layout.EPOCH)
        except FileNotFoundError:
            content = b""
        number = epoch_in(content)
        if not number:
            raise Damaged(_("{where}: missing or damaged").format(where=layout.EPOCH), _REPAIR)
        return number

    def _epoch_of_folder(self) -> int:
        """Number that the folder has to have, by the last commit: a power cut may leave another.

        While a merge by hand is under way there is none: the folder is between two commits.
        """
        if self.history.others():
            return 0
        return epoch_in(self.history.content_at("HEAD", layout.EPOCH))

    # --- what there is ---

    @cached_property
    def head(self) -> str:
        """The newest commit. Raises Refused where the history has gone back."""
        anchor = self._anchor  # before HEAD: a change in between must not look like a step back
        head = self.history.head()
        if anchor and not self.history.descends(head, anchor):
            raise Refused(
                _(
                    "the history has gone back: the last commit seen here, {commit}, is missing"
                ).format(commit=anchor[:12]),
                self._way_forward(head, anchor),
            )
        return head

    def _way_forward(self, head: str, anchor: str) -> str:
        """Say what brings back the last commit that was seen here."""
        if not self.history.has(anchor):
            return _(
                "was an old backup copied over this folder? Then: records sync; without another"
                " copy: records restore {folder} DIR"
            ).format(folder=self.root)
        return "records repair" if self.history.descends(anchor, head) else "git reflog"

    @cached_property
    def committed(self) -> dict[str, str]:
        """Objects of the newest commit by path."""
        return self.history.tree(self.head)

    @cached_property
    def _anchor(self) -> str:
        return self.private.anchor(self.history.folder)

    @cached_property
    def seen(self) -> dict[str, str]:
        """Objects by path of the last commit that was seen here with all changes in order."""
        if self.head == self._anchor or not self._anchor:
            return self.committed
        return self.history.tree(self._anchor)

    @cached_property
    def doubtful(self) -> list[Signature]:
        """The commits since the last seen state that no pinned signer has signed, and one should.

        Whether they had to is what the seen state's own notice says: a stranger's commit cannot
        change that.
        """
        head = self.head
        if head == self._anchor or not self.was_signed(self._anchor or head):
            return []
        commits = [head, *([f"^{self._anchor}"] if self._anchor else [])]
        found = self.history.signatures(self.signers.file, *commits)
        return [each for each in found if not each.is_trusted]

    def was_signed(self, commit: str) -> bool:
        """Tell whether the notice of a commit asks for signed changes."""
        name = self.history.tree(commit).get(layout.NOTICE, "")
        with contextlib.suppress(RecordsError):
            return parse_notice(self.history.blob(name)).is_signed
        return True  # where nobody can tell, signatures are asked for

    def holds(self, clone: Clone) -> bool:
        """Tell whether all that was committed in another clone of this computer is here as well."""
        known = {clone.seen, self.history.head_of(clone.folder)} - {""}
        return all(
            self.history.has(each) and self.history.descends(self.head, each) for each in known
        )

    def forget(self) -> None:
        """Look at the repository anew at the next question."""
        for name in ("head", "committed", "_anchor", "seen", "doubtful"):
            self.__dict__.pop(name, None)

    def ids(self, letter: str = "c") -> list[str]:
        """Return the ids of all records of a kind, in the work tree or the last commit."""
        folder = f"records/{layout.FOLDERS[letter]}/"
        found = {layout.id_of(path) for path in self.committed if path.startswith(folder)}
        here = self.root / folder
        if here.is_dir() and not here.is_symlink():
            found |= {layout.id_of(f"{folder}{path.name}") for path in here.iterdir()}
        return sorted((found | self._vanished(folder)) - {""})

    def _vanished(self, folder: str) -> set[str]:
        """Return the ids of records that were here and that nobody erased or set aside."""
        gone = {
            layout.id_of(path)
            for path in self.seen.keys() - self.committed.keys()
            if path.startswith(folder)
        }
        if gone:
            gone -= self.tombstones()
        return {record for record in gone if not self._was_set_aside(record)}

    def _was_set_aside(self, record: str) -> bool:
        return any(change.action == "set-aside" for change in self.trail(record)[:1])

    def tombstones(self) -> set[str]:
        """Return the ids of erased records: they never come back.

        Only what is committed counts, and of commits that are not signed as they must be, nothing:
        a forged tombstone is a finding, never a deletion.
        """
        return erased_ids(self._buried())

    def erasures(self) -> dict[str, str]:
        """Return the day of the last erasure of each record, whole or in part."""
        return {each.record: each.day for each in sorted(tombstones_in(self._buried()))}

    def _buried(self) -> bytes:
        name = (self.seen if self.doubtful else self.committed).get(layout.TOMBSTONES, "")
        return self.history.blob(name) if name else b""

    def claimed_tombstones(self) -> set[str]:
        """Return the ids that the folder or the last commit calls erased, true or not."""
        name = self.committed.get(layout.TOMBSTONES, "")
        contents = [self.history.blob(name)] if name else []
        with contextlib.suppress(FileNotFoundError):
            contents.append(self.content(layout.TOMBSTONES, layout.TOMBSTONES))
        return set().union(*map(erased_ids, contents))

    # --- reading ---

    def read(self, record: str) -> Record:
        """Open a record. Raises NotFound, NoKey, or Damaged where it is not what it must be."""
        for last in (False, True):
            try:
                return self._open(record, self.content)
            except (Damaged, NotFound):
                # A change of another process may be on its way from the commit to the folder.
                if self._overtaken():
                    break
                if last:
                    raise
        return self._open(record, self._committed_content)

    def _overtaken(self) -> bool:
        """Tell whether the register was changed since it was looked at, and look anew."""
        before = self.head
        self.forget()
        return self.head != before or self.history.unfinished()

    def _open(self, record: str, content: Callable[[str, str], bytes]) -> Record:
        path = layout.record_path(record)
        sealed, keys = self._file(record, content), self._keys(record, content)
        binding, text = vault.open_text(keys, sealed, record, self.notice.register)
        self._refuse_older(path, record, sealed, binding.version, keys)
        return Record(record, text, binding.version, vault.digest(sealed), keys)

    def opens_in_commit(self, record: str) -> bool:
        """Tell whether the last commit's version of a record opens, whatever the folder holds."""
        try:
            self._open(record, self._committed_content)
        except RecordsError:
            return False
        return True

    def content(self, path: str, record: str) -> bytes:
        """Return a file of the folder. Raises FileNotFoundError, Damaged where it is no file."""
        hint = f"records repair {record}"
        if is_linked(self.root, (self.root / path).parent):
            raise Damaged(_("{where}: its folder is a link").format(where=record), hint)
        try:
            return platform.read_file(self.root / path, vault.MAX_SEALED, record)
        except Damaged as error:
            raise Damaged(error.sentence, hint) from error

    def _committed_content(self, path: str, _record: str) -> bytes:
        name = self.committed.get(path)
        if not name:
            raise FileNotFoundError(path)
        return self.history.blob(name)

    def _file(self, record: str, content: Callable[[str, str], bytes]) -> bytes:
        path = layout.record_path(record)
        try:
            return content(path, record)
        except FileNotFoundError as error:
            folder = f"{path.rpartition('/')[0]}/"
            if path in self.committed or record in self._vanished(folder):
                hint = f"records repair {record}"
                raise Damaged(
                    _("{where}: the file is missing").format(where=record), hint
                ) from error
            raise NotFound(_("there is no record {where}").format(where=record)) from error

    def keys(self, record: str) -> tuple[vault.Key, ...]:
        """Return the keys of a record's file, newest first. Raises Damaged or NoKey."""
        return self._keys(record, self.content)

    def _keys(self, record: str, content: Callable[[str, str], bytes]) -> tuple[vault.Key, ...]:
        epoch = self.epoch
        try:
            sealed = content(layout.key_path(record), record)
        except FileNotFoundError as error:
            hint = f"records repair {record}"
            raise Damaged(_("{where}: its key is missing").format(where=record), hint) from error
        return vault.open_keys(epoch, sealed, record)

    def _refuse_older(
        self, path: str, record: str, sealed: bytes, version: int, keys: tuple[vault.Key, ...]
    ) -> None:
        """Refuse a version that is not newer than a known one, unless it is that one."""
        name = self.history.name_of(sealed)
        for known in {self.committed.get(path), self.seen.get(path)} - {None, "", name}:
            try:
                blob = self.history.blob(str(known))
                newest = vault.open_text(keys, blob, record, self.notice.register)[0]
            except Damaged:
                continue  # an unreadable commit is mended by a newer version
            if version <= newest.version:
                raise NoNewer(record)

    def records(self, letter: str = "c") -> Iterator[Record]:
        """Open all records of a kind; the first that cannot be read stops it."""
        for record in self.ids(letter):
            try:
                opened = self.read(record)
            except NotFound:
                continue  # erased by another process since the ids were listed
            yield opened

    def gather(self, work: Callable[[Record], T | None], letters: str = "c") -> list[T]:
        """Open all records of some kinds, on all cores; return what was found in them, if anything.

        The first that cannot be read stops it. What is found must be plain data.
        """

        def read(part: Sequence[str]) -> list[T]:
            own = copy.copy(self)
            own.history = History(self.root)  # a git that answers questions answers one process
            found = (work(own.read(record)) for record in part)
            return [each for each in found if each is not None]

        ids = [record for letter in letters for record in self.ids(letter)]
        return [each for part in crew.spread(read, ids) for each in part]

    def survey(self, letter: str = "c") -> Iterator[Record | RecordsError]:
        """Open all records of a kind and go on after one that cannot be read."""
        for record in self.ids(letter):
            try:
                opened = self.read(record)
                opened.data  # noqa: B018 - unreadable YAML counts as well
            except NotFound:
                continue  # erased by another process since the ids were listed
            except RecordsError as error:
                yield error
            else:
                yield opened

    def unsaved(self) -> set[str]:
        """Return the ids of the records of which a text is typed now, or was and waits."""
        return {*self.private.drafted(), *desk.laid(self.notice.register)}

    def trail(self, record: str = "") -> list[Change]:
        """Return the changes, newest first; of one record where it is named."""
        return self.history.changes(record) if self.head else []

    # --- changing ---

    @contextlib.contextmanager
    def edit(self, record: str, *, action: str, basis: str = "") -> Iterator[Any]:
        """Hand over a record's data to be changed; comments stay.

        Valid and different is sealed and committed; unchanged makes no commit; invalid (raises
        Invalid) or raised changes nothing.
        """
        with self.changing():
            before = self.read(record)
            draft = document.Draft(before.text)
            yield draft.data
            self.replace(before, draft.text, action=action, basis=basis)

    def save(
        self,
        before: Record,
        text: str,
        *,
        action: str,
        basis: str = "",
        rival: Rival | None = None,
    ) -> str:
        """Commit a new text of a record that was opened as `before`; return the commit, if any.

        Raises Invalid, or Busy where the record has changed in the meantime.
        """
        with self.changing():
            hint = _("your text is kept: records edit {where} --resume").format(where=before.id)
            now = self.unchanged(before, hint)
            # Its keys may have been renewed while the text was typed: the old ones are lost then.
            return self.replace(now, document.tidy(text), action=action, basis=basis, rival=rival)

    def unchanged(self, before: Record, hint: str) -> Record:
        """Return a record as it is now; the caller holds `changing`.

        Raises Busy where its text is another one than it was before.
        """
        now = self.read(before.id)
        if now.sealed != before.sealed:
            raise Busy(
                _("{where} was changed by somebody else in the meantime").format(where=before.id),
                hint,
            )
        return now

    def replace(
        self,
        before: Record,
        text: str,
        *,
        action: str,
        basis: str = "",
        rival: Rival | None = None,
    ) -> str:
        """Validate, seal and commit a new text; the caller holds `changing`.

        With a rival, the new version comes after both, and is made even where the text stays.
        """
        if text == before.text and not rival:
            return ""
        changes, fields = self.resealed(before, text, rival)
        return self.commit(changes, Action(action, (before.id,), fields, basis))

    def rewrite(
        self,
        texts: Sequence[tuple[Record, str]],
        *,
        action: str,
        basis: str = "",
        request: str = "",
    ) -> str:
        """Commit new texts of some records, all or none; return the commit, if any.

        A text that stays as it was makes no new version; `request` is the id of a person's
        request that asked for it. Raises Invalid, or Busy where one of the records has changed.
        """
        with self.changing():
            changes: dict[str, bytes | None] = {}
            fields: dict[str, None] = {}
            ids = []
            for before, text in texts:
                show = "records requests show" if before.id.startswith("r-") else "records show"
                hint = _("look at it once more: {command}").format(command=f"{show} {before.id}")
                now = self.unchanged(before, hint)
                if document.tidy(text) != now.text:
                    sealed, names = self.resealed(now, document.tidy(text))
                    changes |= sealed
                    fields |= dict.fromkeys(names)
                    ids.append(now.id)
            done = Action(action, tuple(ids), tuple(fields), basis, request)
            return self.commit(changes, done) if ids else ""

    def resealed(
        self, before: Record, text: str, rival: Rival | None = None
    ) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
        """Return the file of a record's next version, and the fields that differ."""
        data = self.require(before.id, text)
        rivals = [rival] if rival else []
        version = max(before.version, *(each.version for each in rivals), 0) + 1
        parents = (before.sealed, *(each.sealed for each in rivals))
        binding = vault.Binding(before.id, self.notice.register, version, parents)
        sealed = vault.seal_text(before.keys[0], binding, text)
        return {layout.record_path(before.id): sealed}, changed_fields(_data_of(before), data)

    def add(self, texts: Mapping[str, str], *, action: str, basis: str = "") -> str:
        """Commit new records, all or none, by id and text; return the commit.

        Raises Invalid where one of the texts is not valid.
        """
        with self.changing():
            changes: dict[str, bytes | None] = {}
            fields: dict[str, None] = {}
            known = self.known() | texts.keys()
            for record, text in texts.items():
                data = self.require(record, document.tidy(text), known)
                changes |= self._sealed(record, document.tidy(text))
                fields |= dict.fromkeys(data)
            return self.commit(changes, Action(action, tuple(texts), tuple(fields), basis))

    def _sealed(self, record: str, text: str) -> dict[str, bytes | None]:
        """Return the two files of a new record."""
        key = vault.Key.generate()
        binding = vault.Binding(record, self.notice.register, 1, ())
        return {
            layout.record_path(record): vault.seal_text(key, binding, text),
            layout.key_path(record): vault.seal_keys(self.epoch, record, (key,)),
        }

    def require(self, record: str, text: str, known: set[str] | None = None) -> Data:
        """Return the data of a text that may be saved as this record. Raises Invalid."""
        return self.vetted(record, text, known)[1]

    def vetted(
        self, record: str, text: str, known: set[str] | None = None
    ) -> tuple[tuple[Problem, ...], Data]:
        """Return the warnings about a text that may be saved, and its data. Raises Invalid."""
        problems, data = self.check(record, text, known)
        errors = [problem for problem in problems if not problem.warning]
        if errors:
            raise Invalid(refusal(len(errors)), errors)
        return tuple(problems), data

    def known(self) -> set[str]:
        """Return the ids that a record may point at: those that are there, and erased ones."""
        return {*self.ids(), *self.tombstones()}

    def check(
        self, record: str, text: str, known: set[str] | None = None
    ) -> tuple[list[Problem], Data]:
        """Return the problems of a text, warnings included, and its data."""
        try:
            data = document.load(text)
        except Invalid as error:
            return error.problems, {}
        ids = self.known() if known is None else known
        return lint.check(schema.kind_of(record), data, text, self.notice, ids), data

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock, on the newest state and with the present secret. Raises Busy or Refused.

        The secret is locked as well: another clone on this computer must not replace it while
        something is sealed here that it could not take along.
        """
        self._require_secret()  # a passphrase is asked for before the lock is taken
        self.signer  # noqa: B018 - a missing key is said before anything is made
        with self.history.locked(), self.private.changing():
            self.forget()
            self.head  # noqa: B018 - refuses a history that has gone back
            if self.private.is_replaced():  # while we waited
                self.forget_secret()
                self._require_secret()
            yield

    def _require_secret(self) -> None:
        """See that the secret opens the register, or what is being taken in. Raises NoKey."""
        if not self.incoming:
            self.epoch  # noqa: B018 - raises

    def commit(self, changes: Mapping[str, bytes | None], action: Action, *others: str) -> str:
        """Commit changed files; the caller holds `changing`. Returns the commit.

        `others` are further parents: verified commits of another copy that this one takes in.
        """
        parent = self.head
        parents = (parent, *others)
        commit = self.history.commit(changes, action, parents, self.notice.owner, self.signer)
        straight = self._anchor in ("", parent)
        self.forget()
        if straight or self._is_in_order():
            self.remember(commit)
        return commit

    def advance(self, commit: str, paths: list[str]) -> None:
        """Go on to a verified commit that was made elsewhere; the caller holds `changing`."""
        self.history.advance(commit, self.head, paths, "sync")
        self.remember(commit)

    def remember(self, commit: str) -> None:
        """Note a commit in which all is in order: as the last one seen here, and whom it erased.

        The erased are never forgotten again, so that no older backup can bring them back.
        """
        self.private.move_anchor(self.history.folder, commit)
        self.forget()
        self.private.note_erased(self.history.content_at(commit, layout.TOMBSTONES))

    def refuse_unfinished(self) -> None:
        """Refuse while something in the folder is not committed, or a merge by hand is under way.

        What is in no commit would not follow into another state: least of all a key, when its
        epoch ends. Raises Refused.
        """
        if self.history.others():
            raise Refused(
                _("a merge by hand is under way"),
                _("finish it: git commit; or drop it: git merge --abort"),
            )
        if self.edited() or self.history.staged() or self._uncommitted():
            raise Refused(
                _("files in the folder differ from the last commit"),
                _("keep them: git commit; or bring the last commit back: records repair"),
            )

    def _uncommitted(self) -> bool:
        """Tell whether a record lies in the folder that no commit has."""
        ids = [record for letter in layout.FOLDERS for record in self.ids(letter)]
        return any(layout.record_path(record) not in self.committed for record in ids)

    def edited(self) -> list[str]:
        """Return the paths whose file in the folder is not the committed one."""

        def compare(part: Sequence[tuple[str, str]]) -> list[str]:
            return [path for path, name in part if self._name_here(path) != name]

        return [path for part in crew.spread(compare, [*self.committed.items()]) for path in part]

    def _name_here(self, path: str) -> str:
        try:
            content = platform.read_file(self.root / path, MAX_FILE, path)
        except (OSError, Damaged):
            return ""
        return self.history.name_of(content)

    def _is_in_order(self) -> bool:
        """Tell whether everything that others committed since the last time opens.

        Until it does, the anchor stays: an older version put back would no longer be noticed.
        """
        if self.doubtful:
            return False
        paths = self.seen.keys() | self.committed.keys()
        changed = {layout.id_of(p) for p in paths if self.seen.get(p) != self.committed.get(p)}
        for record in changed - {""}:
            try:
                self.read(record)
            except NotFound:
                continue  # erased or set aside
            except RecordsError:
                return False
        return True


class NoNewer(Damaged):
    """A file of the work tree is not newer than the committed one, and not the same."""

    def __init__(self, record: str) -> None:
        super().__init__(
            _("{where}: the file is older than the last commit, or was replaced").format(
                where=record
            ),
            f"records repair {record}",
        )


def epoch_in(content: bytes) -> int:
    """Return the number that `records/epoch` holds; 0 where it is damaged."""
    try:
        return int(str(document.load(content.decode("ascii"))["epoch"]))
    except (ValueError, KeyError, Invalid):
        return 0


@dataclass(frozen=True, order=True)
class Tombstone:
    """One line of the list of what was made unreadable for good."""

    record: str
    day: str
    """Empty where the line does not say it."""
    kind: str
    """`erased`, or `reduced` where a part of the record stays."""
    version: str
    """The last one of an erased record; the first one that opens of a reduced one."""


def tombstones_in(content: bytes) -> Iterator[Tombstone]:
    """Yield the lines of a list of tombstones."""
    for line in content.decode("utf-8", "replace").splitlines():
        words = line.split()
        record = words[1].strip('",') if len(words) > 1 else ""
        if layout.ID.fullmatch(record):
            day = next(filter(_DAY.fullmatch, words), "")
            kind = "reduced" if "reduced" in words else "erased"
            yield Tombstone(record, day, kind, words[2] if len(words) > 2 else "")


def erased_ids(content: bytes) -> set[str]:
    """Return the ids that a list of tombstones calls erased for good."""
    return {each.record for each in tombstones_in(content) if each.kind != "reduced"}


def reduced_ids(content: bytes) -> set[str]:
    """Return the ids of which a list of tombstones says that a part was erased for good."""
    return {each.record for each in tombstones_in(content) if each.kind == "reduced"}


def refuse_broken(record: Record) -> None:
    """Refuse a record that breaks its schema. Raises Invalid with what is wrong."""
    problems = schema.check(schema.kind_of(record.id), record.data)
    if problems:
        named = [replace(problem, where=record.id) for problem in problems]
        sentence = _("{where} breaks the schema").format(where=record.id)
        raise Invalid(sentence, named, f"records edit {record.id}")


def refusal(errors: int) -> str:
    """Say how many things keep a text from being saved."""
    sentence = ngettext(
        "{count} thing to put right; nothing was saved",
        "{count} things to put right; nothing was saved",
        errors,
    )
    return sentence.format(count=errors)


def changed_fields(old: Data, new: Data) -> tuple[str, ...]:
    """Return the top-level fields that differ; a change of comments alone is named as such."""
    names = dict.fromkeys((*old, *new))
    return tuple(name for name in names if old.get(name) != new.get(name)) or ("comments",)


def _data_of(record: Record) -> Data:
    """Return a record's values; nothing where its text is not readable any more."""
    try:
        return record.data
    except Damaged:
        return {}


def read_notice(root: Path) -> Notice:
    """Read and check a register's notice. Raises NotFound, Damaged or Invalid."""
    try:
        content = platform.read_file(root / layout.NOTICE, MAX_NOTICE, layout.NOTICE)
    except FileNotFoundError as error:
        raise NotFound(
            _("{folder} is not a register: it has no register.yaml").format(folder=root),
            _("name it with --register DIR, or make one: records init DIR"),
        ) from error
    return parse_notice(content)


def parse_notice(content: bytes) -> Notice:
    """Read and check the text of a notice. Raises Invalid."""
    try:
        text = content.decode("utf-8")
        data = document.load(text)
    except UnicodeDecodeError as error:
        raise Invalid(_("register.yaml is not UTF-8 text"), []) from error
    except Invalid as error:
        raise Invalid(_("register.yaml is not valid"), error.problems) from error
    problems = schema.check("register", data) or schema.unnamed(data)
    if problems:
        places = document.lines(text)
        raise Invalid(_("register.yaml is not valid"), lint.placed(problems, places))
    return Notice(data)
