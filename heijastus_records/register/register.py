"""The one door: everything that is read from or written to a register passes here.

A reading checks that a file opens, that it is the one asked for, and that it is not older than
the last commit. A change decrypts, hands over, validates, seals and commits: unchanged means no
commit, invalid or raised means that nothing has changed.
"""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

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
from heijastus_records.register import document, layout, lint, platform, schema, vault
from heijastus_records.register.document import Data
from heijastus_records.register.history import Action, Change, History
from heijastus_records.register.private import Ask, Private

MAX_NOTICE = 256 * 1024
"""Largest `register.yaml`, in bytes."""


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


class Register:
    """One register, opened at its folder."""

    def __init__(
        self, root: Path, notice: Notice, private: Private, history: History, ask: Ask | None
    ) -> None:
        self.root = root
        self.notice = notice
        self.private = private
        self.history = history
        self._ask = ask

    @classmethod
    def open(cls, root: Path, identity: Path | None = None, ask: Ask | None = None) -> "Register":
        """Open the register at a folder; the key is asked for when it is first needed.

        Raises NotFound, Invalid, Damaged, or Refused where its history has gone back.
        """
        notice = read_notice(root)
        register = cls(root, notice, Private(notice.register, identity), History(root), ask)
        if register.history.unfinished():
            with register.history.locked():
                pass  # taking the lock finishes what was cut off
        return register

    @cached_property
    def epoch(self) -> vault.Epoch:
        """The opened secret. Raises NoKey."""
        epoch = self.private.load(self._ask)
        wanted = self.epoch_number
        if epoch.number != wanted:
            raise NoKey(
                _("the identity is of epoch {found}; the register is in epoch {wanted}").format(
                    found=epoch.number, wanted=wanted
                ),
                _("bring the newer identity from the computer that made it"),
            )
        return epoch

    @property
    def epoch_number(self) -> int:
        """Number of the register's current epoch. Raises Damaged."""
        try:
            content = platform.read_file(self.root / layout.EPOCH, 4096, layout.EPOCH)
            return int(str(document.load(content.decode("ascii"))["epoch"]))
        except (FileNotFoundError, ValueError, KeyError, Invalid) as error:
            raise Damaged(
                _("{where}: missing or damaged").format(where=layout.EPOCH), "records repair"
            ) from error

    # --- what there is ---

    @cached_property
    def head(self) -> str:
        """The newest commit. Raises Refused where the history has gone back."""
        head = self.history.head()
        anchor = self.private.anchor(self.history.folder)
        if anchor and not self.history.descends(head, anchor):
            raise Refused(
                _(
                    "the history has gone back: the last commit seen here, {commit}, is missing"
                ).format(commit=anchor[:12]),
                "git reflog",
            )
        return head

    @cached_property
    def committed(self) -> dict[str, str]:
        """Objects of the newest commit by path."""
        return self.history.tree(self.head)

    def forget(self) -> None:
        """Look at the repository anew at the next question."""
        self.__dict__.pop("head", None)
        self.__dict__.pop("committed", None)

    def ids(self, letter: str = "c") -> list[str]:
        """Return the ids of all records of a kind, in the work tree or the last commit."""
        folder = f"records/{layout.FOLDERS[letter]}/"
        found = {layout.id_of(path) for path in self.committed if path.startswith(folder)}
        here = self.root / folder
        if here.is_dir() and not here.is_symlink():
            found |= {layout.id_of(f"{folder}{path.name}") for path in here.iterdir()}
        return sorted(found - {""})

    def tombstones(self) -> set[str]:
        """Return the ids of erased records: they never come back. Raises Damaged."""
        try:
            content = platform.read_file(
                self.root / layout.TOMBSTONES, MAX_NOTICE, layout.TOMBSTONES
            )
        except FileNotFoundError:
            return set()
        words = [line.split() for line in content.decode("utf-8", "replace").splitlines()]
        return {line[1].strip('",') for line in words if len(line) > 1 and layout.ID.match(line[1])}

    # --- reading ---

    def read(self, record: str) -> Record:
        """Open a record. Raises NotFound, NoKey, or Damaged where it is not what it must be."""
        path = layout.record_path(record)
        sealed, keys = self._file(path, record), self._keys(record)
        binding, text = vault.open_text(keys, sealed, record, self.notice.register)
        self._refuse_older(path, record, sealed, binding.version, keys)
        return Record(record, text, binding.version, vault.digest(sealed), keys)

    def _file(self, path: str, record: str) -> bytes:
        try:
            return platform.read_file(self.root / path, vault.MAX_SEALED, record)
        except FileNotFoundError as error:
            if path in self.committed:
                hint = f"records repair {record}"
                raise Damaged(
                    _("{where}: the file is missing").format(where=record), hint
                ) from error
            raise NotFound(_("there is no record {where}").format(where=record)) from error

    def _keys(self, record: str) -> tuple[vault.Key, ...]:
        epoch, path = self.epoch, layout.key_path(record)
        try:
            sealed = platform.read_file(self.root / path, vault.MAX_SEALED, record)
        except FileNotFoundError as error:
            hint = f"records repair {record}"
            raise Damaged(_("{where}: its key is missing").format(where=record), hint) from error
        return vault.open_keys(epoch, sealed, record)

    def _refuse_older(
        self, path: str, record: str, sealed: bytes, version: int, keys: tuple[vault.Key, ...]
    ) -> None:
        """Refuse a version that is not newer than the committed one, unless it is that one."""
        committed = self.committed.get(path)
        if committed is None or committed == self.history.name_of(sealed, self.head):
            return
        with contextlib.suppress(Damaged):  # an unreadable commit is mended by a newer version
            newest, _text = vault.open_text(
                keys, self.history.blob(committed), record, self.notice.register
            )
            if version <= newest.version:
                raise NoNewer(record)

    def records(self, letter: str = "c") -> Iterator[Record]:
        """Open all records of a kind; the first that cannot be read stops it."""
        for record in self.ids(letter):
            yield self.read(record)

    def survey(self, letter: str = "c") -> Iterator[Record | RecordsError]:
        """Open all records of a kind and go on after one that cannot be read."""
        for record in self.ids(letter):
            try:
                opened = self.read(record)
                opened.data  # noqa: B018 - unreadable YAML counts as well
            except RecordsError as error:
                yield error
            else:
                yield opened

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

    def save(self, before: Record, text: str, *, action: str, basis: str = "") -> str:
        """Commit a new text of a record that was opened as `before`; return the commit, if any.

        Raises Invalid, or Busy where the record has changed in the meantime.
        """
        with self.changing():
            if self.read(before.id).sealed != before.sealed:
                raise Busy(
                    _("{where} was changed by somebody else in the meantime").format(
                        where=before.id
                    ),
                    _("your text is kept: records edit {where} --resume").format(where=before.id),
                )
            return self.replace(before, document.tidy(text), action=action, basis=basis)

    def replace(self, before: Record, text: str, *, action: str, basis: str = "") -> str:
        """Validate, seal and commit a new text; the caller holds `changing`."""
        if text == before.text:
            return ""
        data = self.require(before.id, text)
        binding = vault.Binding(
            before.id, self.notice.register, before.version + 1, (before.sealed,)
        )
        sealed = vault.seal_text(before.keys[0], binding, text)
        fields = _changed(before, data)
        changes: dict[str, bytes | None] = {layout.record_path(before.id): sealed}
        return self.commit(changes, Action(action, (before.id,), fields, basis))

    def add(self, texts: Mapping[str, str], *, action: str, basis: str = "") -> str:
        """Commit new records, all or none, by id and text; return the commit.

        Raises Invalid where one of the texts is not valid.
        """
        with self.changing():
            changes: dict[str, bytes | None] = {}
            fields: dict[str, None] = {}
            for record, text in texts.items():
                data = self.require(record, document.tidy(text), coming=set(texts))
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

    def require(self, record: str, text: str, coming: set[str] | None = None) -> Data:
        """Return the data of a text that may be saved as this record. Raises Invalid."""
        problems, data = self.check(record, text, coming)
        errors = [problem for problem in problems if not problem.warning]
        if errors:
            raise Invalid(refusal(len(errors)), errors)
        return data

    def check(
        self, record: str, text: str, coming: set[str] | None = None
    ) -> tuple[list[Problem], Data]:
        """Return the problems of a text, warnings included, and its data."""
        try:
            data = document.load(text)
        except Invalid as error:
            return error.problems, {}
        known = {*self.ids(), *self.tombstones(), *(coming or ())}
        return lint.check(schema.kind_of(record), data, text, self.notice, known), data

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the lock, on the newest state. Raises Busy or Refused."""
        self.epoch  # noqa: B018 - a passphrase is asked for before the lock is taken
        with self.history.locked():
            self.forget()
            self.head  # noqa: B018 - refuses a history that has gone back
            yield

    def commit(self, changes: Mapping[str, bytes | None], action: Action) -> str:
        """Commit changed files; the caller holds `changing`. Returns the commit."""
        commit = self.history.commit(changes, action, self.head, self.notice.owner)
        self.private.move_anchor(self.history.folder, commit)
        self.forget()
        return commit


class NoNewer(Damaged):
    """A file of the work tree is not newer than the committed one, and not the same."""

    def __init__(self, record: str) -> None:
        super().__init__(
            _("{where}: the file is older than the last commit, or was replaced").format(
                where=record
            ),
            f"records repair {record}",
        )


def refusal(errors: int) -> str:
    """Say how many things keep a text from being saved."""
    sentence = ngettext(
        "{count} thing to put right; nothing was saved",
        "{count} things to put right; nothing was saved",
        errors,
    )
    return sentence.format(count=errors)


def _changed(before: Record, data: Data) -> tuple[str, ...]:
    """Return the top-level fields that differ; a change of comments alone is named as such."""
    try:
        old = before.data
    except Damaged:
        old = {}
    names = dict.fromkeys((*old, *data))
    return tuple(name for name in names if old.get(name) != data.get(name)) or ("comments",)


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
    problems = schema.check("register", data)
    if problems:
        places = document.lines(text)
        raise Invalid(_("register.yaml is not valid"), lint.placed(problems, places))
    return Notice(data)
