"""Where a text lies while it is edited: a private folder in memory, watched until it is empty.

A guardian process outlives the program: when nobody uses the file any more, whatever happened to
the program or the editor, it seals what was typed as a draft and removes the plain text.
"""

import contextlib
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

from heijastus_records.register import platform

WATCH_SECONDS = 0.3
"""How often the guardian looks whether the file was saved."""

NEW_SECONDS = 3
"""A table younger than this may still be waiting for its guardian."""

Keep = Callable[[str], None]
"""Seals a typed text as a draft."""


@dataclass(frozen=True)
class Desk:
    """One text on the table."""

    file: Path
    inherited: tuple[int, ...]
    """A pipe that the editor holds open as well: its end tells the guardian that all are gone."""

    def edit(self, command: list[str]) -> int:
        """Run the editor on the file and return its exit code; negative for a signal."""
        words = [*command, *_flags(command[0], self.file.parent), str(self.file)]
        return subprocess.run(words, check=False, pass_fds=self.inherited).returncode

    def write(self, text: str) -> None:
        """Put a text on the table."""
        platform.write_file(self.file, text.encode(), durable=False)

    def typed(self) -> str:
        """Return what was typed, saved or not."""
        return typed_in(self.file.parent)


@contextlib.contextmanager
def desk(register: str, record: str, text: str, keep: Keep) -> Iterator[Desk]:
    """Lay a text on the table; what lies there when the block ends is removed.

    Where the block ends with an error, or the program is killed in it, what was typed is kept as
    a draft.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"{record}.", dir=_room(register)))
    file = folder / f"records-edit-{folder.name.rpartition('.')[2]}.yaml"
    platform.write_file(file, text.encode(), durable=False)
    guardian, pipe = _guard(folder, text, keep)
    try:
        yield Desk(file, (pipe,) if pipe else ())
    except BaseException:
        typed = typed_in(folder)
        if typed and typed != text:
            keep(typed)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if pipe:
            os.close(pipe)
            os.waitpid(guardian, 0)


def _room(register: str) -> Path:
    return platform.private_folder(platform.runtime_folder() / register)


def left(register: str) -> list[tuple[str, Path]]:
    """Return the tables that nobody watches any more, with the id of their record."""
    found = []
    for folder in _room(register).iterdir():
        owner = folder / "guardian"
        if time.time() - folder.stat().st_mtime < NEW_SECONDS:
            continue
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(owner.read_text("ascii")), 0)
            continue
        found.append((folder.name.partition(".")[0], folder))
    return found


def clear(folder: Path, keep: Keep) -> None:
    """Keep what was typed on a table that was left, and remove the plain text."""
    text = typed_in(folder)
    if text:
        keep(text)
    shutil.rmtree(folder, ignore_errors=True)


# --- What was typed ---------------------------------------------------------------------------


def typed_in(folder: Path) -> str:
    """Return the newest text in a folder: the file, an emergency copy, or an editor's swap."""
    swaps = [path for path in folder.iterdir() if re.fullmatch(r".*\.sw[a-p]", path.name)]
    for swap in swaps:
        _recover(folder, swap)
    texts = [
        path
        for path in folder.iterdir()
        if path not in swaps and path.name != "guardian" and path.is_file()
    ]
    if not texts:
        return ""
    newest = max(texts, key=lambda path: (path.stat().st_mtime_ns, path.name))
    return newest.read_bytes().decode("utf-8", "replace")


def _recover(folder: Path, swap: Path) -> None:
    """Write the text of vim's swap file beside it; without vim the saved text has to do."""
    program = shutil.which("vim") or shutil.which("vi")
    if not program:
        return
    target = folder / "recovered.yaml"
    words = [program, "-u", "NONE", "-i", "NONE", "-n", "-es", "-r", str(swap)]
    words += ["-c", f"silent! write! {target}", "-c", "qall!"]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            words, check=False, timeout=20, stdin=subprocess.DEVNULL, capture_output=True
        )
    swap.unlink(missing_ok=True)


def _flags(editor: str, folder: Path) -> list[str]:
    """Return the options that keep an editor's own copies in our folder, or make it wait."""
    name = Path(os.path.realpath(shutil.which(editor) or editor)).name.removesuffix(".exe")
    if name.startswith(("vim", "nvim", "gvim")):
        # Before the file is read, after the owner's settings: swap with us, no other copies.
        here = f"set directory={folder}// updatecount=10 updatetime=400"
        quiet = "set noundofile nobackup nowritebackup"
        return ["-i", "NONE", "--cmd", f"autocmd BufReadPre,BufNewFile * {here} | {quiet}"]
    if name in ("code", "code-insiders", "codium", "subl", "zed", "atom"):
        return ["--wait"]
    return []


# --- The guardian -----------------------------------------------------------------------------


def _guard(folder: Path, text: str, keep: Keep) -> tuple[int, int]:
    """Start the guardian; return its process and our end of the pipe (0 where there is no fork)."""
    if not hasattr(os, "fork"):
        return 0, 0
    watched, held = os.pipe()
    os.set_inheritable(held, True)
    process = os.fork()
    if process:
        os.close(watched)
        (folder / "guardian").write_text(str(process), "ascii")
        return process, held
    try:
        os.close(held)
        _detach()
        _watch(watched, folder, text, keep)
    finally:
        os._exit(0)


def _detach() -> None:
    os.setsid()
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _watch(pipe: int, folder: Path, text: str, keep: Keep) -> None:
    """Keep every saved text as a draft; at the end, what is on the table, then clear it."""
    kept = text
    while not select.select([pipe], [], [], WATCH_SECONDS)[0]:
        kept = _keep_saved(folder, kept, keep)
    if folder.exists():
        typed = typed_in(folder)
        if typed and typed != kept:
            keep(typed)
        shutil.rmtree(folder, ignore_errors=True)


def _keep_saved(folder: Path, kept: str, keep: Keep) -> str:
    for file in folder.glob("records-edit-*.yaml"):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            saved = file.read_text("utf-8")
            if saved and saved != kept:
                keep(saved)
                return saved
    return kept
