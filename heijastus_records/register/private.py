"""What lies outside Git: the one secret, the last seen state, drafts.

One folder per register, for its owner only. The secret is never inside a work tree or a folder
that is copied away, since an old copy of it would open what has been erased.
"""

import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from heijastus_records.errors import Damaged, NoKey, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform, vault

EXAMPLE_REGISTER = "heijastus2esimerkki7rekist"
"""Id of the published example, the only register that a published identity may open."""

MAX_IDENTITY = 64 * 1024
"""Largest identity file that is read, in bytes."""

Ask = Callable[[], str]
"""Asks the owner for the passphrase; raises where nobody can be asked."""


class Private:
    """The private folder of one register, and its identity file wherever that lies."""

    def __init__(self, register: str, identity: Path | None = None) -> None:
        self.register = register
        self.named = identity

    @property
    def folder(self) -> Path:
        """The private folder; made when it is missing."""
        return platform.private_folder(platform.state_folder() / self.register)

    @property
    def identity(self) -> Path:
        """Where the identity file lies."""
        return self.named or self.folder / "epoch"

    # --- the secret ---

    def load(self, ask: Ask | None) -> vault.Epoch:
        """Return the opened secret. Raises NoKey where there is none, or not the right one."""
        try:
            content = platform.read_file(self.identity, MAX_IDENTITY, _("the identity file"))
        except FileNotFoundError as error:
            raise NoKey(
                _("there is no key for this register on this computer"),
                _("name the identity file with --identity FILE"),
            ) from error
        epoch = self._open(content, ask)
        self._check(epoch)
        return epoch

    def _open(self, content: bytes, ask: Ask | None) -> vault.Epoch:
        if not vault.is_protected(content):
            return vault.parse_epoch(content)
        unlocked = self._unlocked()
        if unlocked:
            return vault.parse_epoch(unlocked)
        if ask is None:
            raise NoKey(_("the identity needs its passphrase"), _("run: records key unlock"))
        return vault.parse_epoch(vault.open_protected(content, ask()))

    def _check(self, epoch: vault.Epoch) -> None:
        if epoch.example and self.register != EXAMPLE_REGISTER:
            raise NoKey(
                _("the published example identity protects nothing: it opens the example only")
            )
        if epoch.register != self.register:
            raise NoKey(
                _("the identity is of another register"),
                _("name the right one with --identity FILE"),
            )
        if epoch.example:
            return
        refuse_place(self.identity)
        mode = self.identity.stat().st_mode
        if sys.platform != "win32" and stat.S_IMODE(mode) & 0o077:
            raise Refused(
                _("other users of this computer can read the identity file"),
                f"chmod 600 {self.identity}",
            )

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
        content = until.isoformat().encode() + b"\n" + vault.write_epoch(epoch, None)
        platform.write_file(self._opened, content)
        return until

    def unlocked_until(self) -> datetime | None:
        """Return until when the secret stays open, if it is."""
        try:
            first = self._opened.read_bytes().partition(b"\n")[0]
            until = datetime.fromisoformat(first.decode("ascii"))
        except (OSError, ValueError):
            return None
        return until if until > datetime.now(UTC) else None

    def _unlocked(self) -> bytes | None:
        if self.unlocked_until() is None:
            self.lock()
            return None
        return self._opened.read_bytes().partition(b"\n")[2]

    def lock(self) -> bool:
        """Drop the opened secret; tell whether there was one."""
        try:
            self._opened.unlink()
        except FileNotFoundError:
            return False
        return True

    # --- the last seen state and drafts ---

    def _anchor(self, git_folder: Path) -> Path:
        name = hashlib.sha256(os.fsencode(git_folder.resolve())).hexdigest()[:16]
        return self.folder / f"anchor-{name}"

    def anchor(self, git_folder: Path) -> str:
        """Return the commit last seen in this clone, or an empty text."""
        try:
            noted = self._anchor(git_folder).read_text("ascii", "replace").strip()
        except FileNotFoundError:
            return ""
        if not re.fullmatch(r"[0-9a-f]{40,64}", noted):
            raise Damaged(
                _("the note of the last commit seen here is damaged"),
                f"rm {self._anchor(git_folder)}",
            )
        return noted

    def move_anchor(self, git_folder: Path, commit: str) -> None:
        """Remember a commit as the last one seen in this clone."""
        platform.write_file(self._anchor(git_folder), f"{commit}\n".encode())

    @property
    def drafts(self) -> Path:
        """Where typed texts wait, sealed, that could not be saved."""
        return platform.private_folder(self.folder / "drafts")


def refuse_place(path: Path) -> None:
    """Refuse to keep a secret where old copies of it would survive. Raises Refused."""
    tree = platform.work_tree_of(path.parent)
    if tree:
        raise Refused(
            _("{path} lies inside a Git work tree: the secret would be copied into history").format(
                path=path
            ),
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
