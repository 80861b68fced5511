"""What differs between Linux, macOS and Windows, and what must reach the disk.

Home of platformdirs and filelock.
"""

import contextlib
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from heijastus_records.errors import Busy, Damaged, Refused
from heijastus_records.messages import gettext as _

SYNC_FOLDERS = (
    "Dropbox",
    "OneDrive",
    "Google Drive",
    "GoogleDrive",
    "iCloud Drive",
    "Mobile Documents",
    "Nextcloud",
    "ownCloud",
    "pCloud Drive",
    "Sync",
    "Syncthing",
    "MEGA",
)
"""Names that the common synchronising programs give to the folders they copy away."""

LOCK_SECONDS = 30
"""How long a change waits for another one to end, in seconds."""


def harden() -> None:
    """Make files private by default and leave no memory image after a crash."""
    os.umask(0o077)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def computer_name() -> str:
    """Return what this computer is called by its owner."""
    return "".join(sign for sign in socket.gethostname() if sign.isalnum() or sign in "-.")[:60]


def state_folder() -> Path:
    """Return the user's folder for private state; it is made, owner only, when missing."""
    import platformdirs

    folder = platformdirs.user_state_path("records", appauthor=False)
    return private_folder(folder)


def runtime_folder() -> Path:
    """Return a private folder that lives in memory where the system has one."""
    owner = os.getuid() if hasattr(os, "getuid") else None
    named = os.environ.get("XDG_RUNTIME_DIR")
    if named and _is_ours(Path(named), owner):
        return private_folder(Path(named) / "records")
    memory = Path("/dev/shm")  # a folder of ours in it is checked for its owner
    if memory.is_dir() and os.access(memory, os.W_OK):
        return private_folder(memory / f"records-{owner}")
    return private_folder(Path(tempfile.gettempdir()) / f"records-{owner or os.getlogin()}")


def _is_ours(folder: Path, owner: int | None) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and (owner is None or found.st_uid == owner)


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner can open; refuse one that somebody else made.

    Raises Refused where the name is taken by another user or by a link.
    """
    with contextlib.suppress(FileExistsError):
        folder.mkdir(parents=True, mode=0o700)
    if not _is_ours(folder, os.getuid() if hasattr(os, "getuid") else None):
        raise Refused(_("the folder {folder} is not yours alone").format(folder=folder))
    if sys.platform != "win32":
        folder.chmod(0o700)
    return folder


def read_file(path: Path, limit: int, where: str) -> bytes:
    """Read a plain file of at most `limit` bytes; never through a link.

    Raises FileNotFoundError where there is none, Damaged where it is a link, a device or too large.
    """
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        )
    except (FileNotFoundError, PermissionError):
        raise
    except OSError as error:
        raise Damaged(_("{where}: not a plain file").format(where=where)) from error
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise Damaged(_("{where}: not a plain file").format(where=where))
    with os.fdopen(handle, "rb") as file:
        if found.st_size > limit:
            raise Damaged(_("{where}: larger than {limit} bytes").format(where=where, limit=limit))
        return file.read(limit + 1)


def write_file(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write aside, owner only, and rename: a reader sees the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".records-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def fill_file(path: Path, content: bytes) -> None:
    """Write a file over in its place, where its content can be had again at any time.

    A reader may see it half-written: it has to know that a change is under way. A file that is not
    there or not ours alone, such as a link's other name, is replaced as by `write_file`.
    """
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        write_file(path, content, durable=False)
        return
    with os.fdopen(handle, "wb") as file:
        found = os.fstat(handle)
        is_own = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
        if is_own:
            file.truncate(0)
            file.write(content)
    if not is_own:
        write_file(path, content, durable=False)


def write_secret(path: Path, content: bytes) -> None:
    """Write a secret aside, owner only, and rename, as `write_file` does.

    Its name aside is always the same: what a killed write has left behind can be found, and no
    forgotten copy of a secret outlives it.
    """
    aside = aside_of(path)
    aside.unlink(missing_ok=True)
    try:
        create_file(aside, content)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def aside_of(path: Path) -> Path:
    """Return where a secret lies for the moment in which it is written."""
    return path.with_name(f"{path.name}.part")


def create_file(path: Path, content: bytes) -> None:
    """Create a file that did not exist, owner only, and wait until it is on the disk.

    Raises FileExistsError where the name is taken.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; Windows has no such call."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def lock(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold a lock between processes. Raises Busy where another one keeps it too long."""
    import filelock

    try:
        with filelock.FileLock(path, timeout=seconds, poll_interval=0.01):
            yield
    except filelock.Timeout as error:
        raise Busy(
            _("another records command is changing this register"),
            _("wait until it has ended, then run the command again"),
        ) from error


def sync_folder_of(path: Path) -> str:
    """Return the name of the synchronised folder that a path lies in, or an empty text."""
    return sync_folder_named(str(path.resolve()))


def sync_folder_named(address: str) -> str:
    """Return the part of a folder's address that names a synchronised folder, if one does."""
    parts = address.replace("\\", "/").split("/")
    return next((part for part in parts if part.startswith(SYNC_FOLDERS)), "")


def work_tree_of(path: Path) -> Path | None:
    """Return the Git work tree that a path lies in, if any."""
    resolved = path.resolve()
    for folder in (resolved, *resolved.parents):
        if (folder / ".git").exists():
            return folder
    return None
