"""The trail: the home of GitPython. Every change is one commit, written by git's own plumbing.

No hook, filter, pager, monitor or alias of the repository runs, and no `GIT_*` variable steers us.
A commit is made of one `fast-import` (one process and one sync to disk for one record or for ten
thousand) and one `update-ref` that names the old state, so that no other change is ever lost.
"""

import contextlib
import functools
import hashlib
import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heijastus_records.errors import Busy, Damaged, Misused, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import layout, platform

QUIET = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "core.attributesFile=/dev/null",
    "core.excludesFile=/dev/null",
    "core.fsync=all",
    "core.fsyncMethod=fsync",
    "core.symlinks=false",
    "core.quotePath=false",
    "core.warnAmbiguousRefs=false",
    "commit.gpgSign=false",
    "log.showSignature=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    "i18n.logOutputEncoding=UTF-8",
    "fastimport.unpackLimit=100",
    "submodule.recurse=false",
)
"""Settings given with every call: they win over those of the repository."""

LOOSE_OBJECTS = 2000
"""About this many loose objects are packed together, since plumbing never does it."""

GIT_SECONDS = 2.0
"""How long a lock of git may last, in seconds; an older one was left by a git that was killed."""

NOTHING = "0" * 40
_SLUG = re.compile(r"[a-z0-9][a-z0-9:.,/-]*")
_FIELD = re.compile(r"[a-z][a-z_]*")


@dataclass(frozen=True)
class Action:
    """What a commit says: a verb, ids and names of top-level fields; never a value."""

    name: str
    ids: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    basis: str = ""
    request: str = ""

    def message(self) -> str:
        """Return the commit message with its trailers."""
        for word in filter(None, (self.name, self.basis, self.request, *self.ids)):
            if not _SLUG.fullmatch(word):
                raise ValueError(word)
        named = [field for field in self.fields if _FIELD.fullmatch(field)]
        about = self.ids[0] if len(self.ids) == 1 else str(len(self.ids)) if self.ids else ""
        trailers = [("Action", self.name), *(("Id", record) for record in self.ids)]
        trailers += [("Fields", ", ".join(named)), ("Basis", self.basis), ("Request", self.request)]
        lines = [f"Records-{name}: {value}" for name, value in trailers if value]
        return "\n".join([f"{self.name} {about}".strip(), "", *lines, ""])


@dataclass(frozen=True)
class Change:
    """One commit as the trail tells it."""

    commit: str
    time: str
    """Commit time, ISO 8601 with offset."""
    who: str
    action: str
    """The verb, or an empty text where the commit was made by hand."""
    ids: tuple[str, ...]
    fields: tuple[str, ...]
    basis: str
    request: str


class History:
    """The Git repository of one register."""

    def __init__(self, root: Path) -> None:
        git = _gitpython()
        self.root = root
        self.folder = _git_folder(root)
        self._failed = git.GitCommandError
        self._git = git.Git(root)
        self._git.set_persistent_git_options(c=list(QUIET))
        self._git.update_environment(
            GIT_OPTIONAL_LOCKS="0",
            GIT_TERMINAL_PROMPT="0",
            GIT_NO_REPLACE_OBJECTS="1",
            # A missing object is damage; it is never fetched. The variable beats every
            # protocol.*.allow of the repository, and "none" is no protocol.
            GIT_ALLOW_PROTOCOL="none",
            GIT_NO_LAZY_FETCH="1",
        )

    @classmethod
    def create(cls, root: Path) -> "History":
        """Make an empty repository without templates, on the branch main."""
        git = _gitpython()
        git.Git(root).execute(
            ["git", "init", "--quiet", "--template=", "--initial-branch=main", str(root)]
        )
        history = cls(root)
        settings = {"core.autocrlf": "false", "core.symlinks": "false", "rerere.enabled": "false"}
        for name, value in {**settings, "diff.records.cachetextconv": "false"}.items():
            history._run("config", name, value)
        return history

    def _run(self, *words: str) -> str:
        """Run a git command and return what it prints."""
        try:
            out = self._git._call_process(words[0], *words[1:])
        except self._failed as error:
            raise self._explain(error) from error
        return str(out)

    def _explain(self, error: Exception) -> Exception:
        said = str(getattr(error, "stderr", ""))
        if "dubious ownership" in said:
            return Refused(
                _("the register's folder belongs to another user"),
                f"git config --global --add safe.directory {self.root}",
            )
        if ".lock" in said or "cannot lock ref" in said:
            return _locked_by_git()
        if "No space left" in said or "Disk quota" in said:
            return _write_failed(said)
        return Damaged(_("Git cannot read the register's history"), "git fsck")

    # --- reading ---

    def head(self) -> str:
        """Return the newest commit. Raises Damaged where there is none."""
        return self._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")

    def tree(self, commit: str) -> dict[str, str]:
        """Return the objects of all files of a commit by path; a link's is an empty text."""
        found = {}
        for line in filter(None, self._run("ls-tree", "-r", "-z", commit).split("\0")):
            about, _tab, path = line.partition("\t")
            mode, _kind, name = about.split(" ")
            found[path] = name if mode == "100644" else ""
        return found

    def blob(self, name: str) -> bytes:
        """Return the content of an object. Raises Damaged."""
        try:
            return bytes(self._git.get_object_data(name)[3])
        except (ValueError, self._failed) as error:
            raise Damaged(_("an object is missing from the history"), "git fsck") from error

    @functools.cached_property
    def _make_name(self) -> Callable[..., Any]:
        return hashlib.sha1 if len(self.head()) == 40 else hashlib.sha256

    def name_of(self, content: bytes) -> str:
        """Return the name that git gives to a content, in the hash of this repository."""
        made = self._make_name(b"blob %d\0" % len(content) + content, usedforsecurity=False)
        return str(made.hexdigest())

    def descends(self, commit: str, ancestor: str) -> bool:
        """Tell whether a commit is another one or comes after it."""
        if commit == ancestor:
            return True
        try:
            self._git._call_process("merge-base", "--is-ancestor", ancestor, commit)
        except self._failed:
            return False
        return True

    def versions(self, path: str) -> Iterator[str]:
        """Yield the objects that a path has held, newest first, in all that HEAD descends from."""
        listing = self._run(
            "log",
            "-z",
            "--format=",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "-m",
            "HEAD",
            "--",
            path,
        )
        seen = set()
        for found in re.finditer(r":\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [AMT]\0", listing):
            if found[1] == "100644" and found[2] not in seen:
                seen.add(found[2])
                yield found[2]

    def changes(self, record: str = "") -> list[Change]:
        """Return the commits, newest first; of one record where it is named."""
        names = ("Action", "Id", "Fields", "Basis", "Request")
        trailers = (f"%(trailers:key=Records-{name},valueonly,separator=%x2C)" for name in names)
        form = "%x1f".join(["%H", "%cI", *trailers, "%cn"])
        words = ["log", "-z", f"--format={form}", "HEAD"]
        if record:
            words += ["--", f"records/*/{record}.*"]
        return [_change(line) for line in self._run(*words).split("\0") if line]

    # --- writing ---

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other records commands from changing the register. Raises Busy."""
        with platform.lock(self.folder / "records.lock"):
            self._wait_for_git()
            self.finish()
            yield

    @contextlib.contextmanager
    def cleared(self) -> Iterator[list[str]]:
        """Lock, after removing the locks that a killed git left behind; hand over their names."""
        with platform.lock(self.folder / "records.lock"):
            old = self.stale_locks()
            for path in old:
                path.unlink(missing_ok=True)
            self._wait_for_git()
            self.finish()
            yield [path.name for path in old]

    def settle(self) -> None:
        """Finish a change that was cut off; one that is under way is left to its maker."""
        if self.unfinished():
            with (
                contextlib.suppress(Busy, OSError),
                platform.lock(self.folder / "records.lock", seconds=0),
            ):
                self.finish()

    def _wait_for_git(self) -> None:
        """Wait for a git command that is at work on the index. Raises Busy."""
        end = time.monotonic() + GIT_SECONDS
        while (self.folder / "index.lock").exists():
            if time.monotonic() > end:
                raise _locked_by_git()
            time.sleep(0.05)

    def commit(
        self, changes: Mapping[str, bytes | None], action: Action, parent: str, owner: str
    ) -> str:
        """Commit new contents by path (None removes one) onto `parent`; return the new commit.

        The caller holds the lock. Raises Busy where the branch is no longer at `parent`.
        """
        new = self._import(changes, action.message(), parent, owner)
        self.advance(new, parent, list(changes), action.message().partition("\n")[0])
        with contextlib.suppress(RecordsError):  # the change is saved: packing can wait
            self._pack()
        return new

    def advance(self, new: str, old: str, paths: list[str], reason: str) -> None:
        """Move the branch on, and the work tree with it. Raises Busy where it is not at `old`."""
        platform.write_file(self._journal, json.dumps({"to": new, "paths": paths}).encode())
        self._run("update-ref", "-m", reason, "HEAD", new, old or NOTHING)
        # The change is saved now; where the folder cannot follow, the next command sees to it.
        with contextlib.suppress(RecordsError, OSError):
            self.finish()

    def _import(
        self, changes: Mapping[str, bytes | None], message: str, parent: str, owner: str
    ) -> str:
        """Write blobs, trees and the commit, synced to disk; no ref points at it yet."""
        text = message.encode()
        who = f"committer {self._writer(owner)} {int(time.time())} {time.strftime('%z')}"
        parts = [b"commit refs/records/unborn\nmark :1\n", f"{who}\n".encode("utf-8", "replace")]
        parts.append(b"data %d\n%s\n" % (len(text), text))
        if parent:
            parts.append(f"from {parent}\n".encode())
        for path, content in changes.items():
            if content is None:
                parts.append(f"D {path}\n".encode())
            else:
                parts.append(b"M 100644 inline %s\ndata %d\n" % (path.encode(), len(content)))
                parts.append(content + b"\n")
        # The commit is taken by its name; the ref it was built on is dropped in the same breath.
        parts.append(
            b"\nget-mark :1\nreset refs/records/unborn\nfrom %s\n\ndone\n" % NOTHING.encode()
        )
        code, out, said = self._feed(b"".join(parts), "fast-import", "--quiet", "--done", "--force")
        if code or not out:
            raise _locked_by_git() if ".lock" in said else _write_failed(said)
        return out

    def _feed(self, content: bytes, *words: str) -> tuple[int, str, str]:
        """Run a git command that reads `content`; return its exit code and what it printed."""
        process: Any = self._git._call_process(
            words[0], *words[1:], as_process=True, istream=subprocess.PIPE
        )
        out, said = process.proc.communicate(content)
        return process.proc.returncode, out.decode("ascii").strip(), said.decode("utf-8", "replace")

    def _writer(self, owner: str) -> str:
        """Return who commits: git's own setting, else the contact person of the register."""
        name, email = _plain(self.setting("user.name")), _plain(self.setting("user.email"))
        if name and email:
            return f"{name} <{email}>"
        name, _sign, email = owner.rpartition("<")
        return f"{_plain(name)} <{_plain(email)}>"

    @property
    def _journal(self) -> Path:
        return self.folder / "records-refresh"

    def finish(self) -> None:
        """Bring the work tree to the last commit, also after a change that was cut off.

        Raises Busy where git's index is locked, OSError where the disk is full: it can be tried
        again.
        """
        try:
            journal = dict(json.loads(self._journal.read_text("ascii")))
            to, paths = str(journal["to"]), [str(path) for path in journal["paths"]]
        except FileNotFoundError:
            return
        except (KeyError, TypeError, ValueError, RecursionError):
            to, paths = "", []
        head = self.head()
        if to and self.descends(head, to):
            self.refresh(paths, head)
        self._journal.unlink(missing_ok=True)

    def unfinished(self) -> bool:
        """Tell whether a change was cut off before the work tree followed."""
        return self._journal.exists()

    def refresh(self, paths: list[str], commit: str) -> None:
        """Write the committed content of some paths into the work tree and git's index."""
        tree = self.tree(commit)
        entries = []
        for path in filter(layout.is_own, paths):
            target = self.root / path
            if _is_linked(self.root, target.parent):
                raise Damaged(_("a folder of the register is a link"), _("put a real folder there"))
            name = tree.get(path, "")
            entries.append(f"{'100644' if name else '0'} {name or NOTHING}\t{path}")
            if name:
                target.parent.mkdir(parents=True, exist_ok=True)
                platform.write_file(target, self.blob(name), durable=False)
            else:
                target.unlink(missing_ok=True)
        self._index(entries)

    def _index(self, entries: list[str]) -> None:
        lines = "".join(f"{entry}\0" for entry in entries).encode()
        code, _out, _said = self._feed(lines, "update-index", "-z", "--index-info")
        if code:
            raise _locked_by_git()

    def _pack(self) -> None:
        sample = self.folder / "objects" / "17"  # git's own way to guess the number of objects
        if sample.is_dir() and sum(1 for _entry in sample.iterdir()) > LOOSE_OBJECTS // 256:
            self._run("repack", "-d", "-q", "--geometric=2")

    def stale_locks(self) -> list[Path]:
        """Return the locks that a killed git seems to have left behind."""
        left = [self.folder / f"{name}.lock" for name in ("index", "HEAD", "packed-refs")]
        left += (self.folder / "refs").rglob("*.lock")
        return [path for path in left if _age(path) > GIT_SECONDS]

    def has(self, name: str) -> bool:
        """Tell whether an object is in the history, or was."""
        try:
            self._git._call_process("cat-file", "-e", name)
        except self._failed:
            return False
        return True

    def refs(self) -> list[str]:
        """Return the names of all refs."""
        return self._run("for-each-ref", "--format=%(refname)").splitlines()

    def setting(self, name: str) -> str:
        """Return a setting of the repository, or an empty text."""
        try:
            return str(self._git._call_process("config", "--get", name))
        except self._failed:
            return ""


def _plain(text: str) -> str:
    """Return a name or an address without what has a meaning in a commit, or could end its line."""
    return " ".join(re.sub("[\x00-\x1f<>\x7f-\x9f\u2028\u2029]", " ", text).split())


def _forget_variables() -> None:
    """Drop what a shell or a hook says to git: it must not lead us to another repository."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        del os.environ[name]


def _gitpython() -> Any:
    """Load GitPython, which looks for the git program. Raises Misused where there is none."""
    _forget_variables()
    try:
        import git
    except ImportError as error:
        raise Misused(_("Git is not installed, or not in PATH"), "https://git-scm.com") from error
    return git


def _git_folder(root: Path) -> Path:
    """Return the folder in which git keeps a repository. Raises Damaged where there is none."""
    found = root / ".git"
    if found.is_file():
        line = found.read_text("utf-8", "replace").strip()
        found = (root / line.removeprefix("gitdir: ")).resolve()
    if not found.is_dir():
        raise Damaged(_("{folder} has no Git history").format(folder=root))
    return found


def _is_linked(root: Path, folder: Path) -> bool:
    """Tell whether a folder of the register is reached through a link: it would lead outside."""
    inner = folder.relative_to(root).parts
    return any((root / Path(*inner[: count + 1])).is_symlink() for count in range(len(inner)))


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0


def _locked_by_git() -> Busy:
    return Busy(
        _("another Git command is at work in the register, or was cut off"),
        _("wait a moment; if nothing is running: records repair"),
    )


def _write_failed(said: str) -> Exception:
    if "No space left" in said or "Disk quota" in said:
        return Busy(_("the disk is full; nothing was changed"), _("make room, then try again"))
    return Damaged(_("Git could not write the change; nothing was changed"), "git fsck")


def _change(line: str) -> Change:
    # The name stands last: it is the one that a stranger may have filled with anything.
    commit, when, action, ids, fields, basis, request, who = line.split("\x1f", 7)
    return Change(
        commit,
        when,
        who,
        action,
        tuple(filter(None, ids.split(","))),
        tuple(filter(None, re.split(r",\s*", fields))),
        basis,
        request,
    )
