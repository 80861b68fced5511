"""Where another copy's history is looked at before the register sees any of it.

A bare repository of our own, with clean settings, that borrows the register's objects: nothing
that the register's or the other copy's settings say is ever run, and what is refused leaves
nothing behind.
"""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from heijastus_records.errors import Busy, Damaged, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import git
from heijastus_records.register.git import Git
from heijastus_records.register.history import History

MAIN = "main"
"""The branch of a register."""

THEIRS = "refs/heads/theirs"
OURS = "refs/heads/ours"

LEFT_SECONDS = 24 * 3600
"""A quarantine of this age was left behind: no sync takes a day."""

_PREFIX = "quarantine-"
_SETTINGS = (
    "fetch.fsckObjects=true",
    "transfer.fsckObjects=true",
    "fetch.writeCommitGraph=false",
    "http.followRedirects=false",
    "advice.pushUpdateRejected=false",
)
# Hooks of a copy on a disk of this computer would run here, as us; of one elsewhere, there.
_RECEIVE_HERE = "git -c core.hooksPath=/dev/null -c core.fsmonitor=false receive-pack"


class Overtaken(Busy):
    """Somebody else has sent a change to the other copy since it was looked at."""


@dataclass(frozen=True)
class Quarantine:
    """A clean room beside one register."""

    folder: Path
    history: History
    _net: Git

    def fetch(self, address: str, branch: str) -> str:
        """Fetch another copy's branch; return its newest commit, or nothing for an empty copy.

        Raises Busy where it cannot be reached, Refused where its history is cut short or damaged.
        """
        words = ["--no-tags", "--no-write-fetch-head", "--upload-pack=git-upload-pack"]
        source = f"+refs/heads/{branch}:{THEIRS}"
        code, _out, said = self._net.feed(b"", "fetch", *words, "--", address, source)
        if "shallow roots" in said or "shallow update" in said:
            raise Refused(
                _("the other copy's history is cut short (shallow): it is no trail"),
                _("make that copy anew with records clone"),
            )
        if code and "find remote ref" in said:
            return ""
        if code:
            raise _unreachable(said)
        return self.history.git.run("rev-parse", "--verify", THEIRS)

    def push(self, address: str, branch: str, commit: str, is_local: bool) -> None:
        """Send a commit to another copy. Raises Overtaken where that has gone on, or Busy."""
        words = [f"--receive-pack={_RECEIVE_HERE}"] if is_local else []
        words += ["--porcelain", "--no-signed", "--no-follow-tags", "--", address]
        code, out, said = self._net.feed(b"", "push", *words, f"{commit}:refs/heads/{branch}")
        told = f"{out.decode('utf-8', 'replace')} {said}"
        if not code:
            return
        if "fetch first" in told or "non-fast-forward" in told or "cannot lock ref" in told:
            raise Overtaken(_("the other copy has changed meanwhile"), "records sync")
        if "checked out" in told:
            raise Refused(
                _("the other copy is a folder that somebody works in: nothing can be sent there"),
                _("sync with a bare copy between the two: git clone --bare"),
            )
        raise _unreachable(told)

    def hand_over(self, register: Git, commit: str, known: str) -> None:
        """Copy the objects of a commit into the register. Raises Busy or Damaged."""
        wanted = "\n".join([commit, *([f"^{known}"] if known else []), ""]).encode()
        code, pack, said = self.history.git.feed(
            wanted, "pack-objects", "--revs", "--stdout", "--quiet", "--delta-base-offset"
        )
        if not code:
            words = ("index-pack", "--stdin", "--strict")
            code, _out, said = register.feed(pack, *words)
        if code:
            raise git.unwritten(said)


@contextlib.contextmanager
def quarantine(private: Path, register: History | None) -> Iterator[Quarantine]:
    """Make a clean room in the private folder, beside a register or for a new one."""
    _sweep(private)
    folder = Path(tempfile.mkdtemp(dir=private, prefix=_PREFIX))
    try:
        kind = register.git.run("rev-parse", "--show-object-format") if register else "sha1"
        Git(folder).run("init", "--quiet", "--bare", "--template=", f"--object-format={kind}", ".")
        if register:
            _borrow(folder, register)
        history = History(folder)
        if register:
            with contextlib.suppress(RecordsError):  # a register without a commit
                history.git.run("update-ref", OURS, register.head())
        yield Quarantine(folder, history, _network(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(private: Path) -> None:
    """Remove what a sync that was killed has left; a younger one may be under way."""
    for left in private.glob(f"{_PREFIX}*"):
        if time.time() - left.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _borrow(folder: Path, register: History) -> None:
    info = folder / "objects" / "info"
    info.mkdir(exist_ok=True)
    place = (register.common / "objects").as_posix()
    (info / "alternates").write_text(f"{place}\n", "utf-8")


def _network(folder: Path) -> Git:
    """Return the git that may reach out, by a folder's path, ssh or https only."""
    chosen = Git(folder).setting("core.sshCommand", "--global")
    settings = [*_SETTINGS, f"core.sshCommand={chosen or 'ssh'}"]
    return Git(folder, *settings, GIT_ALLOW_PROTOCOL="file:ssh:https")


def _unreachable(said: str) -> Exception:
    if "No space left" in said or "Disk quota" in said:
        return git.unwritten(said)
    if "fsck" in said or "bad object" in said or "corrupt" in said:
        return Damaged(_("the other copy is damaged; nothing was taken in"), "git fsck")
    if "dubious ownership" in said:
        return Refused(
            _("the other copy belongs to another user of this computer"),
            "git config --global --add safe.directory PATH",
        )
    # What git said may hold a name or a password: the owner sees it when she tries by hand.
    return Busy(
        _("the other copy cannot be reached; nothing was changed"),
        _("is the disk in, the network there? git ls-remote says more"),
    )
