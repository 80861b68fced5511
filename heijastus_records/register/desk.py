"""Where a text lies while it is edited: a private folder in memory, watched until it is empty.

A guardian process outlives the program: when nobody uses the file any more, whatever happened to
the program or the editor, it seals what was typed as a draft and removes the plain text.
"""

import contextlib
import itertools
import os
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from heijastus_records.errors import Misused, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform

WATCH_SECONDS = 0.3
"""How often the guardian looks whether the file was saved."""

NEW_SECONDS = 3 if hasattr(os, "fork") else 24 * 3600
"""A table without a lock that is younger than this may be one that is just being laid."""

VIM = ("vim", "nvim", "gvim", "mvim")

WAIT = {
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "subl"), "--wait"),
    **dict.fromkeys(("zed", "zeditor", "atom", "gedit", "mate"), "--wait"),
    "kate": "--block",
}
"""Editors that return at once unless told to wait."""

_LOCK = "lock"
_UNSAVED = "unsaved.yaml"
_PIPE_DONE = b"."

Keep = Callable[[str], None]
"""Seals a typed text as a draft."""


class Typed(NamedTuple):
    """A text from the table."""

    text: str
    strange: tuple[int, ...]
    """Lines, from 1, that were not UTF-8: they were read as Latin-1, so that no byte is lost."""


class Left(NamedTuple):
    """A table that nobody uses or watches any more."""

    record: str
    base: str
    folder: Path


@dataclass(frozen=True)
class Desk:
    """One text on the table."""

    file: Path
    inherited: tuple[int, ...]
    """A pipe and a lock that the editor holds open as well: they tell when all are gone."""

    def edit(self, command: list[str]) -> int:
        """Run the editor on the file and return its exit code; negative for a signal.

        Raises Misused where there is no such editor.
        """
        flags, settings = _manners(command, self.file.parent)
        # Ctrl-C belongs to the editor while it runs; it must not take the program from under it.
        before = signal.signal(signal.SIGINT, lambda *_signal: None)
        try:
            return subprocess.run(
                [*command, *flags, str(self.file)],
                check=False,
                pass_fds=self.inherited,
                env={**os.environ, **settings},
            ).returncode
        except OSError as error:
            raise Misused(
                _("the editor {name} cannot be started").format(name=command[0]),
                _("name one with --editor, or set EDITOR"),
            ) from error
        finally:
            signal.signal(signal.SIGINT, before)

    def write(self, text: str) -> None:
        """Put a text on the table."""
        platform.write_file(self.file, text.encode(), durable=False)

    def saved(self) -> Typed:
        """Return what the editor saved; nothing where the file is gone."""
        return _read(self.file)

    def typed(self) -> str:
        """Return what was typed, saved or not: for an editor that came to a bad end."""
        return typed_in(self.file.parent)


@contextlib.contextmanager
def desk(register: str, record: str, base: str, text: str, keep: Keep) -> Iterator[Desk]:
    """Lay a text on the table; what lies there when the block ends is removed.

    Where the block ends with an error, or the program is killed in it, what was typed is kept as
    a draft. `base` says what the text was made from; it stays on a table that is left.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{record}.", dir=_room(register)))
    lock = _lock(folder, base)
    file = folder / f"records-edit-{folder.name.rpartition('.')[2]}.yaml"
    platform.write_file(file, text.encode(), durable=False)
    guardian, pipe = _guard(folder, lock, keep)
    try:
        yield Desk(file, (*pipe, *lock))
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        clear(folder, keep)
        raise
    finally:
        _dismiss(guardian, (*pipe, *lock))


def _room(register: str) -> Path:
    return platform.private_folder(platform.runtime_folder() / register)


def _tables(register: str) -> Iterator[tuple[str, Path]]:
    """Yield the tables in the room with the id of their record."""
    for folder in _room(register).iterdir():
        record, dot, _random = folder.name.partition(".")
        if dot and folder.is_dir():
            yield record, folder


def laid(register: str) -> set[str]:
    """Return the ids of the records of which a text lies on a table, watched by anybody or not."""
    return {record for record, _folder in _tables(register)}


def occupied(register: str) -> set[str]:
    """Return the ids of the records that are being edited now."""
    return {record for record, folder in _tables(register) if _used(folder)}


def waiting(record: str) -> Refused:
    """Return the error that a text of a record was typed and not saved yet."""
    hint = _("go on with it: records edit {where} --resume; drop it: --discard")
    sentence = _("an unsaved text of {where} is waiting")
    return Refused(sentence.format(where=record), hint.format(where=record))


def left(register: str) -> list[Left]:
    """Return the tables that nobody uses or watches any more."""
    return [
        Left(record, _base(folder), folder)
        for record, folder in _tables(register)
        if not _used(folder)
    ]


def clear(folder: Path, keep: Keep) -> None:
    """Keep what was typed, then remove the plain text; where keeping fails, nothing is removed."""
    text = typed_in(folder)
    if text:
        keep(text)
    shutil.rmtree(folder, ignore_errors=True)


# --- What was typed ---------------------------------------------------------------------------


def typed_in(folder: Path) -> str:
    """Return the newest text in a folder: the file, or an emergency copy that is not older.

    Emergency copies are ours from vim, nano's `.save` and emacs's `#…#`; other files in the folder
    are an editor's own business.
    """
    file = next(folder.glob("records-edit-*.yaml"), folder / "none")
    copies = [*folder.glob(_UNSAVED), *folder.glob(f"{file.name}.save*")]
    copies += folder.glob(f"#{file.name}#")
    found = [path for path in copies if path.stat().st_size]
    if file.exists():
        found.insert(0, file)
    if not found:
        return ""
    # Of two that were written in the same tick, the copy is the later one.
    return _read(sorted(found, key=lambda path: path.stat().st_mtime_ns)[-1]).text


def _read(file: Path) -> Typed:
    try:
        lines = file.read_bytes().split(b"\n")
    except FileNotFoundError:
        lines = []
    texts, strange = [], []
    for number, line in enumerate(lines, 1):
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            texts.append(line.decode("latin-1"))
            strange.append(number)
    return Typed("\n".join(texts), tuple(strange))


# --- The editor -------------------------------------------------------------------------------


def _manners(command: list[str], folder: Path) -> tuple[list[str], dict[str, str]]:
    """Return options and settings that keep an editor's own copies with us, or make it wait."""
    if not command:
        raise Misused(_("no editor was found"), _("name one with --editor, or set EDITOR"))
    given, found = Path(command[0]), Path(os.path.realpath(shutil.which(command[0]) or command[0]))
    names = {given.name.partition(".")[0], found.name.partition(".")[0]}
    # What an editor writes in passing, such as a text piped through sort, stays on the table.
    settings = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(folder))
    if names & set(VIM):
        return [*_vim(folder), *([] if "nvim" in names else ["-f"])], settings
    if "nano" in names:
        return ["--ignorercfiles"], settings  # backups and search history would lie in HOME
    waits = {WAIT[name] for name in names & set(WAIT)}
    return sorted(waits - set(command)), {}


def _vim(folder: Path) -> list[str]:
    """Return options that win over the owner's own: no copies but one of ours, at every change.

    A swap file would do for a kill, but vim opens it before any command of ours can say where.
    """
    off = "set noundofile nobackup nowritebackup noswapfile viminfofile=NONE"
    target = re.sub(r"([^\w/.-])", r"\\\1", str(folder / _UNSAVED))
    copy = f"lockmarks keepalt noautocmd write! {target}"
    changes = "TextChanged,TextChangedI,TextChangedP,InsertLeave"
    return [
        *("-n", "-i", "NONE"),
        *("--cmd", f"autocmd BufReadPre,BufNewFile,BufWritePre,VimEnter * silent! {off}"),
        *("--cmd", f"autocmd {changes} records-edit-*.yaml silent! {copy}"),
    ]


# --- The guardian -----------------------------------------------------------------------------


def _lock(folder: Path, base: str) -> tuple[int, ...]:
    """Lock a table for as long as the program, its guardian or its editor lives."""
    (folder / _LOCK).write_text(base, "ascii")
    if not hasattr(os, "fork"):
        return ()
    import fcntl

    handle = os.open(folder / _LOCK, os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return (handle,)


def _base(folder: Path) -> str:
    try:
        return (folder / _LOCK).read_text("ascii")
    except FileNotFoundError:
        return ""


def _used(folder: Path) -> bool:
    """Tell whether anybody uses a table; the kernel drops the lock of whoever is killed."""
    with contextlib.suppress(FileNotFoundError, ImportError):
        import fcntl

        handle = os.open(folder / _LOCK, os.O_RDWR)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False
    with contextlib.suppress(FileNotFoundError):
        return time.time() - folder.stat().st_mtime < NEW_SECONDS
    return True


def _guard(folder: Path, lock: tuple[int, ...], keep: Keep) -> tuple[int, tuple[int, ...]]:
    """Start the guardian; return its process and our end of the pipe. Windows has no fork."""
    if not hasattr(os, "fork"):
        return 0, ()
    watched, held = os.pipe()
    process = os.fork()
    if process:
        os.close(watched)
        return process, (held,)
    try:
        _detach(watched, *lock)
        _watch(watched, folder, keep)
    finally:
        os._exit(0)


def _dismiss(guardian: int, handles: tuple[int, ...]) -> None:
    """Tell the guardian to end: what the editor has started may hold the pipe for long."""
    if guardian:
        with contextlib.suppress(BrokenPipeError):  # the guardian was killed
            os.write(handles[0], _PIPE_DONE)
    for handle in handles:
        os.close(handle)
    if guardian:
        os.waitpid(guardian, 0)


def _detach(*kept: int) -> None:
    """Leave the terminal, and everything the program has open, to the others."""
    os.setsid()
    os.chdir("/")
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    limits = [2, *sorted(kept), min(os.sysconf("SC_OPEN_MAX"), 1 << 16)]
    for below, above in itertools.pairwise(limits):
        os.closerange(below + 1, above)


def _watch(pipe: int, folder: Path, keep: Keep) -> None:
    """Keep every saved text as a draft; at the end, what is on the table, then clear it."""
    kept = _saved(folder)
    while not select.select([pipe], [], [], WATCH_SECONDS)[0]:
        saved = _saved(folder)
        if saved and saved != kept:
            with contextlib.suppress(OSError):  # a full disk: tried again at the next look
                keep(saved)
                kept = saved
    if folder.exists():
        clear(folder, keep)


def _saved(folder: Path) -> str:
    return "".join(_read(file).text for file in folder.glob("records-edit-*.yaml"))
