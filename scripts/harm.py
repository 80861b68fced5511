"""What can be done to a process at work: where it can be cut off or hindered, and how it is done.

An act is watched once with strace, with all that it starts. Every call that changes a file of ours
is a point, of our own process and of each git that it calls; a git that only reads is one as well.
A point is named by its place in the act, so that it can be met again in another run.
"""

import os
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHANGING = (
    *("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "openat"),
    *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat"),
    *("mkdir", "mkdirat", "rmdir"),
)
"""Calls that change a file or a folder, or wait for the disk."""

FOLLOWED = (*CHANGING, "lseek", "chdir", "execve", "clone", "clone3", "fork", "vfork")
"""Calls without which nobody knows where, and by whom, a file is changed."""

LASTING = ("fsync", "rename", "link", "mkdir", "unlink")
"""Calls of which a disk that is full or broken refuses all from some moment on."""

READS = "start"
"""Stands in the place of a call where a git that only reads is kept from its work."""

WRAPPER = """\
#!/bin/sh
# Counts how often git is called, and harms the one call that is meant.
read -r n < "$HARM_COUNT"
n=$((n + 1))
echo $n > "$HARM_COUNT"
[ "$n" = "$HARM_AT" ] || exec "$HARM_GIT" "$@"
[ -n "$HARM_HOW" ] && $HARM_HOW "$HARM_GIT" "$@"
code=$?
[ -n "$HARM_HOW" ] || code=137
[ $code -gt 128 ] || exit $code
[ -z "$HARM_ALL" ] || kill -9 0
kill -9 $$
"""


@dataclass(frozen=True)
class Call:
    """One system call that has come to its end."""

    pid: int
    name: str
    words: tuple[str, ...]
    result: int
    path: str = ""
    """What a new handle is of."""

    def text(self, place: int) -> str:
        """Return what stands in quotes in one place."""
        found = re.search(r'"((?:\\x..)*)"', self.words[place])
        return os.fsdecode(plain(found[1])) if found else ""

    def data(self, place: int) -> bytes:
        """Return the bytes that stand in quotes in one place."""
        found = re.search(r'"((?:\\x..)*)"', self.words[place])
        return plain(found[1]) if found else b""

    def handle(self, place: int = 0) -> tuple[int, str]:
        """Return a handle and the path that it is of; none where that is removed by now."""
        found = re.fullmatch(r"(-?\w+)(?:<((?:\\x..)*)>)?(.*)", self.words[place])
        if not found:
            return -1, ""
        known = int(found[1]) if found[1].isdigit() else -1
        return known, "" if found[3] else os.fsdecode(plain(found[2] or ""))


@dataclass(frozen=True)
class Point:
    """One place in one act, and what is done there."""

    kind: str
    """`kill`, `error`, `power` or `strict`."""
    size: str
    act: str
    who: str
    """`own`, or which git it is, as `9.update-ref`; for a power cut how what is lost is drawn."""
    call: str
    number: int
    """Which one of such calls in its process."""
    how: str = ""
    """For git that dies: `alone`, or `all` with it. For an error its name, `+` if it lasts."""

    @property
    def name(self) -> str:
        """What this point is called."""
        words = (self.kind, self.size, self.act, self.who, f"{self.call}.{self.number}", self.how)
        return ":".join(filter(None, words))

    @classmethod
    def read(cls, name: str) -> "Point":
        """Return the point of a name."""
        kind, size, act, who, place, *how = name.split(":")
        call, _dot, number = place.partition(".")
        return cls(kind, size, act, who, call, int(number), *how)

    @property
    def git(self) -> int:
        """Which call of git is harmed; 0 where it is our own process."""
        return 0 if self.who == "own" else int(self.who.partition(".")[0])

    @property
    def tracer(self) -> list[str]:
        """The words that start strace so that it does the harm, without whom it is done to."""
        if self.kind == "kill":
            harm = f"signal=KILL:when={self.number}"
        else:
            lasts = "+" if self.how.endswith("+") else ""
            harm = f"error={self.how.rstrip('+')}:when={self.number}{lasts}"
        follow = ["-f"] if self.git else []
        expression = f"inject={self.call}:{harm}"
        traced = ["-e", f"trace={self.call}", "-e", expression]
        return ["strace", *follow, "-qq", "-o", os.devnull, *traced]


@dataclass
class Recording:
    """One act, as strace has seen it."""

    calls: list[Call] = field(repr=False)
    pid: int
    parents: dict[int, int] = field(default_factory=dict)
    gits: dict[int, str] = field(default_factory=dict)
    """Processes in which git was started by us: which one it was, and its command."""

    def git_of(self, pid: int) -> str:
        """Return which git a process belongs to; an empty text where it is none."""
        while pid not in self.gits and pid in self.parents:
            pid = self.parents[pid]
        return self.gits.get(pid, "")

    def points(self, now: Path) -> Iterator[tuple[str, str, int]]:
        """Yield every place at which something of ours is changed: who, call, number."""
        counts: dict[tuple[int, str], int] = {}
        busy = set()
        for call in self.calls:
            who = "own" if call.pid == self.pid else self.git_of(call.pid)
            if not who or call.name not in CHANGING:
                continue
            key = (call.pid, call.name)
            counts[key] = counts.get(key, 0) + 1
            if concerns(call, str(now)):
                busy.add(who)
                yield who, call.name, counts[key]
        for who in dict.fromkeys(self.gits.values()):
            if who not in busy:
                yield who, READS, 0


def concerns(call: Call, now: str) -> bool:
    """Tell whether a call changes something below a folder."""
    if call.result < 0:
        return False
    if call.name == "openat":
        return "O_CREAT" in call.words[2] and call.path.startswith(now)
    if call.name in ("write", "pwrite64", "fsync", "fdatasync", "ftruncate"):
        return call.handle()[1].startswith(now)
    path = call.text(1 if call.name.endswith("at") and "<" in call.words[0] else 0)
    return not path.startswith("/") or path.startswith(now)


def watcher(log: Path) -> list[str]:
    """Return the words that start strace so that it writes down everything."""
    calls = f"trace={','.join(FOLLOWED)}"
    return ["strace", "-f", "-y", "-xx", "-s", "16777216", "-qq", "-o", str(log), "-e", calls]


def read(log: Path) -> Recording:
    """Read what strace has written down."""
    begun: dict[int, str] = {}
    calls = []
    for line in log.read_text("ascii", "replace").splitlines():
        number, _space, rest = line.partition(" ")
        rest, pid = rest.lstrip(), int(number)
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest.removesuffix("<unfinished ...>").rstrip()
            continue
        resumed = re.match(r"<\.\.\. \w+ resumed>", rest)
        if resumed:
            rest = begun.pop(pid, "") + rest[resumed.end() :]
        found = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)(?:<([^>]*)>)?", rest)
        if found:
            words = tuple(found[2].split(", "))
            path = os.fsdecode(plain(found[4] or ""))
            calls.append(Call(pid, found[1], words, int(found[3]), path))
    return _understood(calls)


def _understood(calls: list[Call]) -> Recording:
    """Find out which process was started by which, and which of them is git."""
    first = calls[0].pid
    found = Recording(calls, first)
    for call in calls:
        if call.name in ("clone", "clone3", "fork", "vfork") and call.result > 0:
            found.parents.setdefault(call.result, call.pid)
    for call in calls:
        if call.name == "execve" and call.result == 0:
            program = call.text(0)
            if Path(program).name == "git" and "git-core" not in program:
                found.gits[call.pid] = f"{len(found.gits) + 1}.{_command(call)}"
    return found


def _command(call: Call) -> str:
    """Return the command of git that was called: the first word that is no setting."""
    found = re.findall(r'"((?:\\x..)*)"', " ".join(call.words))
    rest = iter([os.fsdecode(plain(each)) for each in found][2:])
    for word in rest:
        if word == "-c":
            next(rest, "")
        elif not word.startswith("-"):
            return re.sub(r"[^a-z-]", "", word) or "git"
    return "git"


def plain(text: str) -> bytes:
    """Return what strace has written as hexadecimal digits."""
    return bytes.fromhex(text.replace("\\x", ""))


def drawn(
    places: list[tuple[str, str, int]], point: tuple[str, str, str], at: random.Random
) -> Point:
    """Draw one point of an act for a kind: `kill` or `error`."""
    kind, size, act = point
    if kind == "error":
        places = [place for place in places if place[1] != READS]
    who, call, number = at.choice(places)
    if kind == "kill":
        return Point(
            kind, size, act, who, call, number, "" if who == "own" else at.choice(("alone", "all"))
        )
    lasts = "+" if call in LASTING and at.random() < 0.5 else ""
    return Point(kind, size, act, who, call, number, at.choice(("ENOSPC", "EIO", "EDQUOT")) + lasts)


def wrap(folder: Path, point: Point) -> dict[str, str]:
    """Put a git that is harmed before the real one; return the variables that say how."""
    folder.mkdir(exist_ok=True)
    wrapper, count = folder / "git", folder / "count"
    wrapper.write_text(WRAPPER, "ascii")
    wrapper.chmod(0o700)
    count.write_text("0\n", "ascii")
    return {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "HARM_GIT": shutil.which("git") or "git",
        "HARM_COUNT": str(count),
        "HARM_AT": str(point.git),
        "HARM_HOW": "" if point.call == READS else " ".join(point.tracer),
        "HARM_ALL": "all" if point.how == "all" else "",
    }
