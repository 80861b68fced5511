"""What lies outside Git: the one secret, the last seen state, drafts.

One folder per register, for its owner only. The secret is never inside a work tree or a folder
that is copied away, since an old copy of it would open what has been erased.
"""

import contextlib
import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from heijastus_records.errors import Busy, Damaged, NoKey, NotFound, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, platform, vault

EXAMPLE_REGISTER = "heijastus2esimerkki7rekist"
"""Id of the published example, the only register that a published identity may open."""

MAX_IDENTITY = 64 * 1024
"""Largest identity file that is read, in bytes."""

MAX_ERASED = 16 * 1024 * 1024
"""Largest list of tombstones that is read, in bytes."""

Ask = Callable[[], str]
"""Asks the owner for the passphrase; raises where nobody can be asked."""


@dataclass(frozen=True)
class Copy:
    """A copy of the secret that was opened."""

    epoch: vault.Epoch
    passphrase: str | None = field(repr=False)
    """What seals it; None where nothing does."""


@dataclass(frozen=True)
class Clone:
    """A clone of the register on this computer: all of them share one secret."""

    note: Path
    """Where the private folder notes it."""
    folder: Path
    """Git's folder."""
    seen: str
    """The commit last seen there."""


class Private:
    """The private folder of one register, and its identity file wherever that lies."""

    def __init__(self, register: str, identity: Path | None = None) -> None:
        self.register = register
        self.named = identity
        self._is_held = False
        self._loaded = b""
        self.passphrase: str | None = None
        """What the owner has typed in this run: a new secret is sealed with the same."""

    @property
    def folder(self) -> Path:
        """The private folder; made when it is missing."""
        return platform.private_folder(platform.state_folder() / self.register)

    @property
    def identity(self) -> Path:
        """Where the identity file lies."""
        return self.named or self.folder / "epoch"

    @property
    def next(self) -> Path:
        """Where the secret of the next epoch lies while a rotation is under way."""
        return self.identity.with_name(f"{self.identity.name}.next")

    @property
    def incoming(self) -> Path:
        """Where a newer secret that came from another computer waits for the next sync."""
        return self.identity.with_name(f"{self.identity.name}.incoming")

    # --- the secret ---

    def load(self, ask: Ask | None) -> vault.Epoch:
        """Return the opened secret. Raises NoKey where there is none, or not the right one."""
        content = self.content(self.identity)
        unlocked = self._unlocked(content) if vault.is_protected(content) else None
        epoch = vault.parse_epoch(unlocked) if unlocked else self._open(content, ask)
        self._check(epoch, self.identity)
        self._loaded = content
        return epoch

    def is_replaced(self) -> bool:
        """Tell whether the secret was written anew since it was loaded. Raises NoKey."""
        return bool(self._loaded) and self.content(self.identity) != self._loaded

    def load_from(self, file: Path, ask: Ask | None) -> vault.Epoch:
        """Return the secret that another of the files beside the identity holds. Raises NoKey."""
        epoch = self._open(self.content(file), ask)
        self._check(epoch, file)
        return epoch

    def content(self, file: Path) -> bytes:
        """Return an identity file as it lies on the disk. Raises NoKey where there is none."""
        try:
            return platform.read_file(file, MAX_IDENTITY, _("the identity file"))
        except FileNotFoundError as error:
            raise NoKey(
                _("there is no key for this register on this computer"),
                _("bring it: records key import FILE; or name it: --identity FILE"),
            ) from error

    def read_copy(self, file: Path, ask: Ask) -> Copy:
        """Open a copy of the secret, wherever it lies and whatever its passphrase is.

        Raises NoKey where it does not open or is another register's, NotFound, Damaged.
        """
        try:
            content = platform.read_file(file, MAX_IDENTITY, str(file))
        except FileNotFoundError as error:
            raise NotFound(_("there is no file {path}").format(path=file)) from error
        passphrase = ask() if vault.is_protected(content) else None
        plain = content if passphrase is None else vault.open_protected(content, passphrase)
        epoch = vault.parse_epoch(plain)
        self._check_register(epoch)
        return Copy(epoch, passphrase)

    def _open(self, content: bytes, ask: Ask | None) -> vault.Epoch:
        if not vault.is_protected(content):
            return vault.parse_epoch(content)
        if self.passphrase is None:
            if ask is None:
                raise NoKey(_("the identity needs its passphrase"), _("run: records key unlock"))
            typed = ask()
            plain = vault.open_protected(content, typed)
            self.passphrase = typed
            return vault.parse_epoch(plain)
        return vault.parse_epoch(vault.open_protected(content, self.passphrase))

    def confirm_passphrase(self, ask: Ask | None) -> str | None:
        """Return the passphrase that seals the secret, asked for if need be; None without one.

        A secret that is sealed with a slip of the finger would be lost: what is typed must open
        the present one. Raises NoKey.
        """
        if not self.protected():
            return None
        if self.passphrase is None:
            self.load_from(self.identity, ask)
        return self.passphrase

    def _check(self, epoch: vault.Epoch, file: Path) -> None:
        self._check_register(epoch)
        if epoch.example:
            return
        refuse_place(file)
        mode = file.stat().st_mode
        if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
            raise Refused(
                _("other users of this computer can read the identity file"),
                f"chmod 600 {file}",
            )

    def _check_register(self, epoch: vault.Epoch) -> None:
        if epoch.example and self.register != EXAMPLE_REGISTER:
            raise NoKey(
                _("the published example identity protects nothing: it opens the example only")
            )
        if epoch.register != self.register:
            raise NoKey(
                _("the identity is of another register"),
                _("name the right one with --identity FILE"),
            )

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Keep every other change of the secret out, also one from another clone. Raises Busy.

        What a change that was killed has left half-written is taken away first.
        """
        if self._is_held:
            yield
            return
        with platform.lock(self.folder / "secret.lock"):
            self._sweep()
            self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    def _sweep(self) -> None:
        for file in (self.identity, self.next, self.incoming):
            platform.aside_of(file).unlink(missing_ok=True)

    def store(self, epoch: vault.Epoch, passphrase: str | None) -> None:
        """Write the identity file of a new register. Raises Refused where there is one already."""
        refuse_place(self.identity)
        try:
            platform.create_file(self.identity, vault.write_epoch(epoch, passphrase))
        except FileExistsError as error:
            raise Refused(
                _("there is already a file {path}").format(path=self.identity),
                _("name another one with --identity FILE"),
            ) from error

    def store_next(self, epoch: vault.Epoch, passphrase: str | None, git_folder: Path) -> None:
        """Write the secret of the next epoch beside the present one, and wait for the disk.

        Beside it stands which clone it is for: another clone of this computer must never settle
        what it knows nothing of. Raises Busy where such a one is under way.
        """
        refuse_place(self.next)
        if self.next.exists():
            raise Busy(
                _("another clone on this computer has begun to replace the key"),
                _("first run, in {folder}: records doctor").format(folder=self._next_of()),
            )
        platform.write_file(self._note_of_next, os.fsencode(git_folder.resolve()))
        platform.write_secret(self.next, vault.write_epoch(epoch, passphrase))

    def store_first(self, content: bytes) -> None:
        """Write the identity file of a computer that has none. Raises Refused where it has one."""
        refuse_place(self.identity)
        if self.identity.exists():
            raise Refused(_("there is already a file {path}").format(path=self.identity))
        platform.write_secret(self.identity, content)

    def store_incoming(self, content: bytes) -> None:
        """Lay a newer secret that came from another computer beside the present one."""
        refuse_place(self.incoming)
        platform.write_secret(self.incoming, content)

    def replace(self, before: bytes, content: bytes) -> None:
        """Put another writing of the secret in the place of the one that was read as `before`.

        The caller holds `changing`. Raises Busy where that is no longer what lies there.
        """
        if self.incoming.exists():
            raise Busy(
                _("a newer key waits beside the present one: nothing was changed"),
                _(
                    "first: records sync; where its passphrase is forgotten as well: rm {path},"
                    " then the command again, and bring the newer key once more"
                ).format(path=self.incoming),
            )
        if self.next.exists() or self.content(self.identity) != before:
            raise Busy(
                _("the key is being replaced: nothing was changed"),
                _("run records doctor, then the command again"),
            )
        platform.write_secret(self.identity, content)
        self.lock()

    def next_is_for(self, git_folder: Path) -> bool:
        """Tell whether the secret of the next epoch, which lies here, was made for a clone."""
        return self._next_of() in ("", os.fsdecode(git_folder.resolve()))

    @property
    def _note_of_next(self) -> Path:
        return self.next.with_name(f"{self.next.name}.of")

    def _next_of(self) -> str:
        try:
            return os.fsdecode(self._note_of_next.read_bytes())
        except FileNotFoundError:
            return ""

    def take_over(self, file: Path) -> None:
        """Put a newer secret in the place of the present one, which is destroyed by that."""
        self._sweep()
        file.replace(self.identity)
        platform.sync_folder(self.identity.parent)
        if file == self.next:
            self._note_of_next.unlink(missing_ok=True)
        self.lock()

    def drop_next(self) -> None:
        """Destroy the secret of an epoch that never began."""
        self.next.unlink(missing_ok=True)
        self._note_of_next.unlink(missing_ok=True)
        platform.sync_folder(self.next.parent)

    def protected(self) -> bool:
        """Tell whether the identity file asks for a passphrase. Raises FileNotFoundError."""
        return vault.is_protected(
            platform.read_file(self.identity, MAX_IDENTITY, _("the identity file"))
        )

    # --- the opened copy ---

    @property
    def _opened(self) -> Path:
        return platform.runtime_folder() / f"{self.register}.open"

    def unlock(self, epoch: vault.Epoch, hours: float) -> datetime:
        """Keep the opened secret in memory-backed storage for a time; return when that ends."""
        until = datetime.now(UTC) + timedelta(hours=hours)
        with self.changing():
            sealed = vault.digest(self.content(self.identity))
            head = f"{until.isoformat()} {sealed}\n".encode()
            platform.write_secret(self._opened, head + vault.write_epoch(epoch, None))
        return until

    def unlocked_until(self) -> datetime | None:
        """Return until when the secret stays open, if it is."""
        try:
            first = self._opened.read_bytes().partition(b"\n")[0]
            until = datetime.fromisoformat(first.decode("ascii").partition(" ")[0])
        except (OSError, ValueError):
            return None
        return until if until > datetime.now(UTC) else None

    def _unlocked(self, sealed: bytes) -> bytes | None:
        """Return what a sealed file holds, if it is the one that was unlocked and still open."""
        if self.unlocked_until() is None:
            self.lock()
            return None
        head, _newline, content = self._opened.read_bytes().partition(b"\n")
        return content if head.endswith(vault.digest(sealed).encode()) else None

    def lock(self) -> bool:
        """Drop the opened secret; tell whether there was one."""
        platform.aside_of(self._opened).unlink(missing_ok=True)
        try:
            self._opened.unlink()
        except FileNotFoundError:
            return False
        return True

    # --- the last seen state and drafts ---

    def _anchor(self, git_folder: Path, copy: str) -> Path:
        place = os.fsencode(git_folder.resolve()) + (f"\n{copy}".encode() if copy else b"")
        return self.folder / f"anchor-{hashlib.sha256(place).hexdigest()[:16]}"

    def anchor(self, git_folder: Path, copy: str = "") -> str:
        """Return the commit last seen in this clone, or in another copy that it syncs with.

        An empty text where none was seen. Raises Damaged.
        """
        note = self._anchor(git_folder, copy)
        try:
            noted = _noted(note)[0]
        except FileNotFoundError:
            return ""
        if not re.fullmatch(r"[0-9a-f]{40,64}", noted):
            raise Damaged(_("the note of the last commit seen here is damaged"), f"rm {note}")
        return noted

    def anchors(self) -> set[str]:
        """Return every commit that was last seen in some clone on this computer."""
        notes = (_noted(note)[0] for note in self.folder.glob("anchor-*"))
        return {noted for noted in notes if re.fullmatch(r"[0-9a-f]{40,64}", noted)}

    def clones(self) -> list[Clone]:
        """Return the clones of the register on this computer, as far as they were ever used."""
        notes = sorted(self.folder.glob("anchor-*"))
        found = ((note, *_noted(note)) for note in notes)
        return [Clone(note, Path(place), seen) for note, seen, place in found if place]

    def move_anchor(self, git_folder: Path, commit: str, copy: str = "") -> None:
        """Remember a commit as the last one seen in this clone, or in another copy."""
        place = b"" if copy else os.fsencode(git_folder.resolve())
        note = self._anchor(git_folder, copy)
        platform.write_file(note, commit.encode() + b"\n" + place)

    @property
    def computer(self) -> str:
        """What the list of copies calls this computer: its name and four letters of its own."""
        note = self.folder / "computer"
        try:
            return note.read_text("utf-8").strip()
        except FileNotFoundError:
            name = f"{platform.computer_name() or 'computer'}-{layout.new_id('c')[2:6]}"
            platform.write_file(note, f"{name}\n".encode())
            return name

    @property
    def erased(self) -> bytes:
        """The tombstones last known here: an older backup must not bring them back."""
        try:
            return platform.read_file(self.folder / "erased", MAX_ERASED, "erased")
        except FileNotFoundError:
            return b""

    def note_erased(self, tombstones: bytes) -> None:
        """Remember the tombstones of the newest state beside those that are known already."""
        known, found = set(self.erased.splitlines()), set(tombstones.splitlines())
        if not found <= known:
            lines = b"".join(line + b"\n" for line in sorted(known | found))
            platform.write_file(self.folder / "erased", lines)

    def note_backup(self, commit: str, day: date) -> None:
        """Remember up to which commit, and when, a backup was made on this computer."""
        platform.write_file(self.folder / "backup", f"{commit} {day.isoformat()}\n".encode())

    @property
    def last_backup(self) -> tuple[str, date | None]:
        """Newest commit of the last backup made here, and its day; None where none is known."""
        with contextlib.suppress(OSError, ValueError):
            commit, day = (self.folder / "backup").read_text("ascii").split()
            return commit, date.fromisoformat(day)
        return "", None

    @property
    def drafts(self) -> Path:
        """Where typed texts wait, sealed, that could not be saved."""
        return platform.private_folder(self.folder / "drafts")

    def draft(self, record: str) -> Path:
        """Return where the sealed draft of a record lies."""
        return self.drafts / f"{record}.age"

    def drafted(self) -> list[str]:
        """Return the ids of the records whose unsaved text is waiting."""
        return sorted(path.name.removesuffix(".age") for path in self.drafts.glob("*.age"))


def _noted(note: Path) -> tuple[str, str]:
    """Return the commit that a note names, and Git's folder where it was seen, if it is named."""
    seen, _newline, place = note.read_bytes().partition(b"\n")
    return seen.decode("ascii", "replace").strip(), os.fsdecode(place)


def refuse_place(path: Path) -> None:
    """Refuse to keep a secret, or a backup, where copies of it go elsewhere. Raises Refused."""
    tree = platform.work_tree_of(path.parent)
    if tree:
        raise Refused(
            _(
                "{path} lies inside a Git work tree: what is kept there is copied into history"
            ).format(path=path),
            _("choose a place outside, such as a folder of your home"),
        )
    synced = platform.sync_folder_of(path)
    if synced:
        raise Refused(
            _("{path} lies in a folder that is copied away ({name})").format(
                path=path, name=synced
            ),
            _("choose a place that no program synchronises"),
        )
