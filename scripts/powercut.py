"""What a power cut leaves of the work of some processes, replayed from what they did.

The model. What was written into a file is there for certain up to the last fsync of that file; what
was written after that may be there in part, as zeros, whole, or not at all. Names (a file made,
renamed, linked or removed, a folder made) survive in the order in which they were given, up to some
moment not before the last fsync of anything: so do file systems with a journal. In the strict
model a name is certain only after an fsync of its folder, and each folder goes its own way.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import harm


@dataclass
class File:
    """One file, whatever it is called: what it held, and what was written into it."""

    content: bytes = b""
    writes: list[tuple[int, int, bytes | None]] = field(default_factory=list)
    """Moment, place, and data; without data the file is cut there."""
    synced: list[int] = field(default_factory=list)

    def at(self, moment: int, how: str, luck: random.Random) -> bytes:
        """Return what a power cut leaves: `how` is what happens to what is not synced."""
        sure = max((each for each in self.synced if each <= moment), default=-1)
        done = [write for write in self.writes if write[0] <= moment]
        safe = [write for write in done if write[0] <= sure]
        left = done[len(safe) :]
        if how == "part":
            left = left[: luck.randint(0, len(left))]
        content = _written(self.content, safe)
        if how == "none":
            return content
        if how == "zeros":
            left = [(m, p, data and bytes(len(data))) for m, p, data in left]
        return _written(content, left)


@dataclass(frozen=True)
class Naming:
    """One change of names."""

    moment: int
    folder: str
    """The folder whose fsync makes it certain."""
    name: str
    file: File | None
    """What the name stands for from now on; None where it is removed."""
    old: str = ""
    """The name that goes by it."""


@dataclass
class Work:
    """All that was done below one folder, understood."""

    names: dict[str, File]
    """As it was before."""
    namings: list[Naming] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    synced: list[tuple[int, str]] = field(default_factory=list)
    """Every fsync: the moment, and the folder it was of, if it was one."""
    moments: list[int] = field(default_factory=list)
    """Every moment at which something was changed."""

    def survivors(self, moment: int, strict: bool, luck: random.Random) -> dict[str, bytes]:
        """Return what is there when the power comes back, by path."""
        is_sure = self._strictly(moment, luck) if strict else self._in_order(moment, luck)
        names = dict(self.names)
        for naming in self.namings:
            if naming.moment <= moment and is_sure(naming):
                names.pop(naming.old, None)
                names.pop(naming.name, None)
                if naming.file:
                    names[naming.name] = naming.file
        hows = ("none", "none", "part", "zeros", "all")
        return {name: file.at(moment, luck.choice(hows), luck) for name, file in names.items()}

    def whole(self) -> dict[str, bytes]:
        """Return what is there when nothing was lost."""
        names, last = dict(self.names), self.moments[-1]
        for naming in self.namings:
            names.pop(naming.old, None)
            names.pop(naming.name, None)
            if naming.file:
                names[naming.name] = naming.file
        luck = random.Random(0)
        return {name: file.at(last, "all", luck) for name, file in names.items()}

    def _in_order(self, moment: int, luck: random.Random) -> Callable[[Naming], bool]:
        sure = max((each for each, _folder in self.synced if each <= moment), default=-1)
        until = luck.choice((sure, moment, luck.randint(min(sure, moment), moment)))
        return lambda naming: naming.moment <= until

    def _strictly(self, moment: int, luck: random.Random) -> Callable[[Naming], bool]:
        sure: dict[str, int] = {}
        for each, folder in self.synced:
            if folder and each <= moment:
                sure[folder] = each
        until = {
            folder: luck.choice((sure.get(folder, -1), moment, luck.randint(0, moment)))
            for folder in dict.fromkeys(naming.folder for naming in self.namings)
        }
        return lambda naming: (
            naming.moment <= max(until[naming.folder], sure.get(naming.folder, -1))
        )


def understand(recording: harm.Recording, before: dict[str, bytes], now: Path, cwd: Path) -> Work:
    """Find out what was done to which file below a folder."""
    return _Reader(recording, before, str(now), str(cwd)).work()


class _Reader:
    """Follows names, handles and places in files through all calls."""

    def __init__(
        self, recording: harm.Recording, before: dict[str, bytes], now: str, cwd: str
    ) -> None:
        self.recording, self.now, self.cwd = recording, now, cwd
        self.names = {name: File(content) for name, content in before.items()}
        self.done = Work(dict(self.names))
        self.cwds: dict[int, str] = {}
        self.places: dict[tuple[int, int], int] = {}
        self.appends: set[tuple[int, int]] = set()

    def work(self) -> Work:
        """Return all that was done."""
        for moment, call in enumerate(self.recording.calls):
            if call.result < 0:
                continue
            change = getattr(self, f"_{call.name}", None)
            if change:
                change(moment, call)
        return self.done

    # --- where ---

    def _folder_of(self, pid: int) -> str:
        while pid not in self.cwds and pid in self.recording.parents:
            pid = self.recording.parents[pid]
        return self.cwds.get(pid, self.cwd)

    def _path(self, call: harm.Call, place: int) -> str:
        path = call.text(place)
        base = self._folder_of(call.pid)
        if place and "<" in call.words[place - 1]:
            base = call.handle(place - 1)[1]
        return os.path.normpath(Path(base) / path)

    def _is_ours(self, path: str) -> bool:
        return path.startswith(f"{self.now}/")

    def _chdir(self, _moment: int, call: harm.Call) -> None:
        self.cwds[call.pid] = self._path(call, 0)

    # --- names ---

    def _name(self, moment: int, name: str, file: File | None, old: str = "") -> None:
        if not self._is_ours(name):
            return
        self.done.namings.append(Naming(moment, str(Path(name).parent), name, file, old))
        self.done.moments.append(moment)
        self.names.pop(old, None)
        self.names.pop(name, None)
        if file:
            self.names[name] = file

    def _openat(self, moment: int, call: harm.Call) -> None:
        handle, path, flags = (call.pid, call.result), call.path, call.words[2]
        self.places[handle] = 0
        self.appends.discard(handle)
        if "O_APPEND" in flags:
            self.appends.add(handle)
        if not self._is_ours(path) or "O_DIRECTORY" in flags:
            return
        if "O_CREAT" in flags and path not in self.names:
            self._name(moment, path, File())
        if "O_TRUNC" in flags and self.names[path].content + self._written_in(path):
            self._write_into(moment, path, 0, None)

    def _written_in(self, path: str) -> bytes:
        return b"x" if self.names[path].writes else b""

    def _move(self, moment: int, old: str, new: str) -> None:
        if old in self.names:
            self._name(moment, new, self.names[old], old)

    def _rename(self, moment: int, call: harm.Call) -> None:
        self._move(moment, self._path(call, 0), self._path(call, 1))

    def _renameat(self, moment: int, call: harm.Call) -> None:
        self._move(moment, self._path(call, 1), self._path(call, 3))

    _renameat2 = _renameat

    def _link(self, moment: int, call: harm.Call) -> None:
        self._name(moment, self._path(call, 1), self.names[self._path(call, 0)])

    def _linkat(self, moment: int, call: harm.Call) -> None:
        self._name(moment, self._path(call, 3), self.names[self._path(call, 1)])

    def _unlink(self, moment: int, call: harm.Call) -> None:
        self._name(moment, self._path(call, 0), None)

    def _unlinkat(self, moment: int, call: harm.Call) -> None:
        self._name(moment, self._path(call, 1), None)

    # --- contents ---

    def _write_into(self, moment: int, path: str, place: int, data: bytes | None) -> None:
        self.names[path].writes.append((moment, place, data))
        self.done.moments.append(moment)

    def _write(self, moment: int, call: harm.Call) -> None:
        number, path = call.handle()
        handle = (call.pid, number)
        if path not in self.names:
            return
        data = call.data(1)[: call.result]
        place = self.places.get(handle, 0)
        if handle in self.appends:
            place = _length(self.names[path])
        self._write_into(moment, path, place, data)
        self.places[handle] = place + len(data)

    def _pwrite64(self, moment: int, call: harm.Call) -> None:
        path = call.handle()[1]
        if path in self.names:
            self._write_into(moment, path, int(call.words[3]), call.data(1)[: call.result])

    def _ftruncate(self, moment: int, call: harm.Call) -> None:
        path = call.handle()[1]
        if path in self.names:
            self._write_into(moment, path, int(call.words[1]), None)

    def _lseek(self, _moment: int, call: harm.Call) -> None:
        self.places[call.pid, call.handle()[0]] = call.result

    def _fsync(self, moment: int, call: harm.Call) -> None:
        path = call.handle()[1]
        if not self._is_ours(path):
            return
        if path in self.names:
            self.names[path].synced.append(moment)
        self.done.synced.append((moment, "" if path in self.names else path))
        self.done.moments.append(moment)

    _fdatasync = _fsync


def _length(file: File) -> int:
    return len(_written(file.content, file.writes))


def _written(content: bytes, writes: list[tuple[int, int, bytes | None]]) -> bytes:
    for _moment, place, data in writes:
        if data is None:
            content = content[:place].ljust(place, b"\0")
        else:
            content = content[:place].ljust(place, b"\0") + data + content[place + len(data) :]
    return content


def files(now: Path) -> dict[str, bytes]:
    """Return every file below a folder by its whole path."""
    found = (Path(folder) / name for folder, _folders, names in os.walk(now) for name in names)
    return {str(path): path.read_bytes() for path in found if not path.is_symlink()}


def put(found: dict[str, bytes], now: Path, folders: Iterator[str]) -> None:
    """Let a folder hold these files and no others, for its owner alone."""
    shutil.rmtree(now, ignore_errors=True)
    for folder in folders:
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in found.items():
        path = Path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o600)
