"""The trail: every change is one commit, written by git's own plumbing.

Contents are written by one `fast-import` (one process and one sync to disk for one record or for
ten thousand), the tree through an index of our own, the signed commit by `commit-tree`, and the
branch is moved by one `update-ref` that names the old state, so that no other change is ever lost.
"""

import contextlib
import functools
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heijastus_records.errors import Busy, Damaged, NoKey, RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.register import git, layout, platform
from heijastus_records.register.git import NOTHING, Git
from heijastus_records.register.signing import Signer

LOOSE_OBJECTS = 2000
"""About this many loose objects are packed together, since plumbing never does it."""

GIT_SECONDS = 2.0
"""How long a lock of git may last, in seconds; an older one was left by a git that was killed."""

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
        self.root = root
        self.folder = _git_folder(root)
        self.git = Git(root)
        self.blob = self.git.blob

    @classmethod
    def create(cls, root: Path) -> "History":
        """Make an empty repository without templates, on the branch main."""
        Git(root).run("init", "--quiet", "--template=", "--initial-branch=main", str(root))
        return cls(root)

    # --- reading ---

    def head(self) -> str:
        """Return the newest commit. Raises Damaged where there is none."""
        return self.git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")

    def tree(self, commit: str) -> dict[str, str]:
        """Return the objects of all files of a commit by path; a link's is an empty text."""
        found = {}
        for line in filter(None, self.git.run("ls-tree", "-r", "-z", commit).split("\0")):
            about, _tab, path = line.partition("\t")
            mode, _kind, name = about.split(" ")
            found[path] = name if mode == "100644" else ""
        return found

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
        return self.git.succeeds("merge-base", "--is-ancestor", ancestor, commit)

    def versions(self, path: str) -> Iterator[str]:
        """Yield the objects that a path has held, newest first, in all that HEAD descends from."""
        listing = self.git.run(
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
        return [_change(line) for line in self.git.run(*words).split("\0") if line]

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
                raise git.locked()
            time.sleep(0.05)

    def commit(
        self,
        changes: Mapping[str, bytes | None],
        action: Action,
        parents: tuple[str, ...],
        owner: str,
        signer: Signer | None,
    ) -> str:
        """Commit new contents by path (None removes one) onto the first of `parents`.

        The caller holds the lock. Returns the new commit. Raises Busy where the branch is no
        longer at that parent, NoKey where the commit cannot be signed.
        """
        new = self.write(changes, action.message(), parents, owner, signer)
        parent = parents[0] if parents else ""
        self.advance(new, parent, list(changes), action.message().partition("\n")[0])
        with contextlib.suppress(RecordsError):  # the change is saved: packing can wait
            self._pack()
        return new

    def advance(self, new: str, old: str, paths: list[str], reason: str) -> None:
        """Move the branch on, and the work tree with it. Raises Busy where it is not at `old`."""
        platform.write_file(self._journal, json.dumps({"to": new, "paths": paths}).encode())
        self.git.run("update-ref", "-m", reason, "HEAD", new, old or NOTHING)
        # The change is saved now; where the folder cannot follow, the next command sees to it.
        with contextlib.suppress(RecordsError, OSError):
            self.finish()

    def write(
        self,
        changes: Mapping[str, bytes | None],
        message: str,
        parents: tuple[str, ...],
        owner: str,
        signer: Signer | None,
    ) -> str:
        """Write a commit, synced to disk; no ref points at it yet. Raises Busy or NoKey."""
        names = self._write_blobs([each for each in changes.values() if each is not None])
        entries = [
            f"0 {NOTHING}\t{path}" if content is None else f"100644 {next(names)}\t{path}"
            for path, content in changes.items()
        ]
        tree = self._write_tree(entries, parents[0] if parents else "")
        words = ["commit-tree", tree, *(word for each in parents for word in ("-p", each))]
        words += [f"-S{signer.key}"] if signer else []
        code, out, said = self.git.feed(
            message.encode(),
            *words,
            settings=signer.settings if signer else (),
            variables=self._writer(owner),
        )
        if code and "sign" in said:
            raise NoKey(_("the change could not be signed; nothing was changed"), "records doctor")
        if code:
            raise git.unwritten(said)
        return out.decode("ascii").strip()

    def _write_blobs(self, contents: list[bytes]) -> Iterator[str]:
        """Write contents, synced to disk; return their names in order. Raises Busy."""
        parts = [
            b"blob\nmark :%d\ndata %d\n%s\nget-mark :%d\n" % (mark, len(each), each, mark)
            for mark, each in enumerate(contents, 1)
        ]
        code, out, said = self.git.feed(
            b"".join([*parts, b"done\n"]), "fast-import", "--quiet", "--done", "--force"
        )
        names = out.decode("ascii").split()
        if code or len(names) != len(contents):
            raise git.unwritten(said)
        return iter(names)

    def _write_tree(self, entries: list[str], parent: str) -> str:
        """Write the trees of a commit through an index of our own; the owner's is not touched."""
        index = self.folder / "records-index"
        for left in (index, index.with_name(f"{index.name}.lock")):  # by a change that was killed
            left.unlink(missing_ok=True)
        own = {"GIT_INDEX_FILE": str(index)}
        lines = "".join(f"{entry}\0" for entry in entries).encode()
        try:
            for words, content in (
                (("read-tree", parent or "--empty"), b""),
                (("update-index", "-z", "--index-info"), lines),
                (("write-tree",), b""),
            ):
                code, out, said = self.git.feed(content, *words, variables=own)
                if code:
                    raise git.unwritten(said)
        finally:
            index.unlink(missing_ok=True)
        return out.decode("ascii").strip()

    def _writer(self, owner: str) -> dict[str, str]:
        """Return who commits: git's own setting, else the contact person of the register."""
        name = _plain(self.git.setting("user.name"))
        email = _plain(self.git.setting("user.email"))
        if not (name and email):
            name, _sign, email = map(_plain, owner.rpartition("<"))
        now = f"{int(time.time())} {time.strftime('%z')}"
        return {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", name), ("EMAIL", email), ("DATE", now))
        }

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
        code, _out, _said = self.git.feed(lines, "update-index", "-z", "--index-info")
        if code:
            raise git.locked()

    def _pack(self) -> None:
        sample = self.folder / "objects" / "17"  # git's own way to guess the number of objects
        if sample.is_dir() and sum(1 for _entry in sample.iterdir()) > LOOSE_OBJECTS // 256:
            self.git.run("repack", "-d", "-q", "--geometric=2")

    def stale_locks(self) -> list[Path]:
        """Return the locks that a killed git seems to have left behind."""
        left = [self.folder / f"{name}.lock" for name in ("index", "HEAD", "packed-refs")]
        left += (self.folder / "refs").rglob("*.lock")
        return [path for path in left if _age(path) > GIT_SECONDS]

    def has(self, name: str) -> bool:
        """Tell whether an object is in the history, or was."""
        return self.git.succeeds("cat-file", "-e", name)

    def refs(self) -> list[str]:
        """Return the names of all refs."""
        return self.git.run("for-each-ref", "--format=%(refname)").splitlines()


def _plain(text: str) -> str:
    """Return a name or an address without what has a meaning in a commit, or could end its line."""
    return " ".join(re.sub("[\x00-\x1f<>\x7f-\x9f\u2028\u2029]", " ", text).split())


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
