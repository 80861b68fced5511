"""The trail: every change is one commit, written by git's own plumbing.

Contents are written by one `fast-import` (one process and one sync to disk for one record or for
ten thousand), the tree through an index of our own, the signed commit by `commit-tree`, and the
branch is moved by one `update-ref` that names the old state, so that no other change is ever lost.
"""

import contextlib
import functools
import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heijastus_records.errors import Busy, Damaged, NoKey, RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import crew, git, layout, platform
from heijastus_records.register.git import NOTHING, Git
from heijastus_records.register.signing import Signer
from heijastus_records.register.trees import Trees

LOOSE_OBJECTS = 2000
"""About this many loose objects are packed together, since plumbing never does it."""

AT_ONCE = 100
"""This many commits are taken apart by one git, so that no list of files gets out of hand."""

RECENT = 3600.0
"""A folder in which something was named in so many seconds may not be on the disk yet."""

GIT_SECONDS = 2.0
"""How long a lock of git may last, in seconds; an older one was left by a git that was killed."""

_MERGED = re.compile(r"GITHEAD_[0-9a-f]{40,64}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9:.,/-]*")
_PROOF = re.compile(r"(?:[a-z]+ [0-9]+(?:, )?)+")
_FIELD = re.compile(r"[a-z][a-z_]*")
_HELD = re.compile(r":\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [AMT]\0([^\0]*)")


@dataclass(frozen=True)
class Action:
    """What a commit says: a verb, ids and names of top-level fields; never a value."""

    name: str
    ids: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    basis: str = ""
    request: str = ""
    proof: str = ""
    """What the proof of an erasure came to, in words of `Proof`."""

    def message(self) -> str:
        """Return the commit message with its trailers."""
        for word in filter(None, (self.name, self.basis, self.request, *self.ids)):
            if not _SLUG.fullmatch(word):
                raise ValueError(word)
        named = [field for field in self.fields if _FIELD.fullmatch(field)]
        about = self.ids[0] if len(self.ids) == 1 else str(len(self.ids)) if self.ids else ""
        trailers = [("Action", self.name), *(("Id", record) for record in self.ids)]
        trailers += [("Fields", ", ".join(named)), ("Basis", self.basis), ("Request", self.request)]
        trailers += [("Proof", self.proof)] if _PROOF.fullmatch(self.proof) else []
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
    proof: str
    """What the proof of an erasure came to."""


@dataclass(frozen=True)
class Staged:
    """One file that differs between the last commit and the index."""

    path: str
    mode: str
    """Of what is staged; only zeros where the file is taken away."""
    old: str
    """Git's name for the committed content; empty where there is none."""
    name: str
    """Git's name for the staged content; empty where there is none."""
    status: str = "M"
    """Git's own letter for what happened to it."""

    @property
    def is_unmerged(self) -> bool:
        """Tell whether a merge has left this file for the owner to decide."""
        return self.status == "U"


@dataclass(frozen=True)
class Commit:
    """One commit as Git counts it: by its place, not by what it says."""

    name: str
    parents: tuple[str, ...]
    time: int
    """Seconds since 1970, as the commit says."""


@dataclass(frozen=True)
class Signature:
    """How a commit is signed."""

    commit: str
    state: str
    """Git's own letter: G by a pinned signer, U by another one, B bad, N none."""
    fingerprint: str
    """Fingerprint of the key that signed; empty where none did."""

    @property
    def is_trusted(self) -> bool:
        """Tell whether a pinned signer has signed exactly this commit."""
        return self.state == "G"


class History:
    """The Git repository of one register."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = _git_folder(root)
        """Git's folder for this work tree."""
        self.common = _common_folder(self.folder)
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

    def head_of(self, folder: Path) -> str:
        """Return the newest commit of another repository; empty where there is none."""
        if not folder.is_dir():
            return ""
        return Git(folder).ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}") or ""

    def tree(self, commit: str) -> dict[str, str]:
        """Return the objects of all files of a commit by path; a link's is an empty text."""
        found = {}
        for line in filter(None, self.git.listing("ls-tree", "-r", "-z", commit).split("\0")):
            about, _tab, path = line.partition("\t")
            mode, _kind, name = about.split(" ")
            found[path] = name if mode == "100644" else ""
        return found

    @functools.cached_property
    def _trees(self) -> Trees:
        return Trees(self.contents)

    @functools.cached_property
    def _make_name(self) -> Callable[..., Any]:
        return hashlib.sha1 if len(self.head()) == 40 else hashlib.sha256

    def name_of(self, content: bytes) -> str:
        """Return the name that git gives to a content, in the hash of this repository."""
        made = self._make_name(b"blob %d\0" % len(content) + content, usedforsecurity=False)
        return str(made.hexdigest())

    def others(self) -> list[str]:
        """Return the commits that a merge by hand brings in."""
        # Before git writes them down, it tells its hooks and drivers in variables of this form.
        told = [name.removeprefix("GITHEAD_") for name in os.environ if _MERGED.fullmatch(name)]
        with contextlib.suppress(FileNotFoundError):
            told += (self.folder / "MERGE_HEAD").read_text("ascii", "replace").split()
        return list(dict.fromkeys(told))

    def descends(self, commit: str, ancestor: str) -> bool:
        """Tell whether a commit is another one or comes after it."""
        if commit == ancestor:
            return True
        return self.git.succeeds("merge-base", "--is-ancestor", ancestor, commit)

    def name_at(self, commit: str, path: str) -> str:
        """Return git's name for the content of a path in a commit; empty where there is none."""
        return self.git.ask("rev-parse", "--verify", "--quiet", f"{commit}:{path}") or ""

    def content_at(self, commit: str, path: str) -> bytes:
        """Return the content of a path in a commit; nothing where there is none."""
        name = self.name_at(commit, path)
        return self.blob(name) if name else b""

    def versions(self, path: str, *commits: str) -> Iterator[str]:
        """Yield the objects that a path has held, newest first, in the history of some commits."""
        yield from self.versions_of([path], *commits)[path]

    def versions_of(self, paths: Sequence[str], *commits: str) -> dict[str, list[str]]:
        """Return the objects that each of some paths has held, as above, by one look at them."""
        # Of several, their folders are asked for: a command takes only so many words.
        folders = dict.fromkeys(path.rpartition("/")[0] for path in paths)
        listing = self.git.run(
            "log",
            "-z",
            "--format=",
            "--raw",
            "--no-abbrev",
            "--no-renames",
            "-m",
            *(commits or ("HEAD",)),
            "--",
            *(folders if len(paths) > 1 else paths),
        )
        seen: dict[str, dict[str, None]] = {path: {} for path in paths}
        for mode, name, path in _HELD.findall(listing):
            if mode == "100644" and path in seen:
                seen[path].setdefault(name)
        return {path: list(names) for path, names in seen.items()}

    def changes(self, record: str = "", commits: tuple[str, ...] = ("HEAD",)) -> list[Change]:
        """Return changes, newest first: of one record where it is named, else of all.

        The erasure of somebody else seals the key of each record anew; that is no change of it,
        and the fields that it names are that person's.
        """
        names = ("Action", "Id", "Fields", "Basis", "Request", "Proof")
        trailers = (f"%(trailers:key=Records-{name},valueonly,separator=%x2C)" for name in names)
        form = "%x1f".join(["%H", "%cI", *trailers, "%cn"])
        words = ["log", "-z", f"--format={form}", *commits, "--"]
        if record:
            words += [layout.record_path(record), layout.key_path(record)]
        found = [_change(line) for line in self.git.run(*words).split("\0") if line]
        return [each for each in found if not (record and each.ids) or record in each.ids]

    def signatures(self, signers: Path, *commits: str) -> list[Signature]:
        """Return how commits are signed, newest first; `signers` is the pinned list."""
        pinned = f"gpg.ssh.allowedSignersFile={signers if signers.is_file() else os.devnull}"
        form = "--format=%H %G? %GF"
        listing = self.git.run("log", form, *commits, "--", settings=(pinned,))
        return [Signature(*line.split(" ", 2)) for line in filter(None, listing.split("\n"))]

    def is_shared(self, commit: str, seen: str) -> bool:
        """Tell whether a commit is part of the last seen state, or of what other copies have."""
        if seen and self.descends(seen, commit):
            return True
        return bool(self.git.run("for-each-ref", f"--contains={commit}", "refs/remotes"))

    def writer_email(self) -> str:
        """Return the address under which the owner commits."""
        return self.git.setting("user.email")

    def commits(self, *wanted: str) -> list[Commit]:
        """Return commits, newest first, and never one before all that were made from it."""
        words = ("rev-list", "--topo-order", "--timestamp", "--parents", *wanted, "--")
        listing = self.git.run(*words)
        lines = (line.split(" ") for line in listing.splitlines())
        return [Commit(name, tuple(parents), int(time)) for time, name, *parents in lines]

    def touching(self, path: str) -> list[str]:
        """Return the commits that have changed a path, oldest first; none of a broken history."""
        words = ("rev-list", "--topo-order", "--reverse", "HEAD", "--", path)
        return (self.git.ask(*words) or "").splitlines()

    def steps(self, names: list[str]) -> Iterator[tuple[str, Staged]]:
        """Yield each commit's name with each file that it changes, against each of its parents."""
        for place in range(0, len(names), AT_ONCE):
            yield from self._steps(names[place : place + AT_ONCE])

    def readable_steps(
        self, names: list[str], within: Sequence[str] = ()
    ) -> Iterator[tuple[str, Staged]]:
        """Yield steps as above, but pass over commits of which objects are damaged or missing.

        Of all files, or only of some files and folders.
        """
        for place in range(0, len(names), AT_ONCE):
            part = names[place : place + AT_ONCE]
            try:
                yield from list(self._steps(part, within))
            except git.Endless:
                raise
            except Damaged:
                for name in part:
                    with contextlib.suppress(Damaged):
                        yield from list(self._steps([name], within))

    def _steps(self, names: list[str], within: Sequence[str] = ()) -> Iterator[tuple[str, Staged]]:
        self._trees.refuse_endless(names)
        words = ("diff-tree", "--stdin", "-r", "--root", "-m", "--raw", "-z", *_WHOLE)
        listed = "".join(f"{n}\n" for n in names).encode()
        out = self.git.listing(*words, "--", *within, content=listed)
        commit, about = "", ""
        for part in out.split("\0"):
            if about:
                yield commit, _difference(about, part)
                about = ""
            elif part.startswith(":"):
                about = part
            else:
                commit = part.strip() or commit

    def objects(self) -> dict[str, tuple[str, int]]:
        """Return the kind and size of every object that Git keeps, reached by a ref or not."""
        words = ("cat-file", "--batch-all-objects", "--unordered", "--batch-check")
        lines = (line.split(" ") for line in self.git.run(*words).splitlines())
        return {line[0]: (line[1], int(line[2])) for line in lines if len(line) == 3}

    def paths_of_objects(self, within: Sequence[str] = ()) -> dict[str, set[str]]:
        """Return the paths at which each content stands, in all commits that Git still knows.

        All paths, or only those of some files and folders.
        """
        found: dict[str, set[str]] = {}
        commits = [name for name, (kind, _size) in self.objects().items() if kind == "commit"]
        for _commit, change in self.readable_steps(commits, within):
            found.setdefault(change.name, set()).add(change.path)
        return found

    def unplaced(self) -> set[str]:
        """Return the contents that Git keeps and that stand in no commit, reached by a ref or not.

        They were left by changes that were cut off, or were staged by hand.
        """
        kinds = {name: kind for name, (kind, _size) in self.objects().items()}
        words = ("rev-list", "--objects", "--no-object-names", "--missing=allow-any", "--stdin")
        tips = "".join(f"{name}\n" for name, kind in kinds.items() if kind == "commit")
        placed = set(self.git.listing(*words, content=tips.encode()).split("\n"))
        return {name for name, kind in kinds.items() if kind == "blob"} - placed

    def reached(self) -> set[str]:
        """Return every object that the history of HEAD, or of a branch or a tag, needs."""
        words = ("rev-list", "--objects", "--no-object-names", "--missing=allow-any")
        refs = ("HEAD", "--branches", "--tags", "--remotes", "--")
        return set((self.git.ask(*words, *refs) or "").splitlines())

    def unwatched(self) -> list[str]:
        """Return the paths of which Git was told not to look whether they have changed."""
        lines = filter(None, self._of_index("ls-files", "-v", "-z").split("\0"))
        return [line[2:] for line in lines if line[0] == "S" or line[0].islower()]

    def contents(self, names: list[str]) -> Iterator[tuple[str, str, bytes]]:
        """Yield the name, kind and content of objects; one that is missing has no kind."""
        left = list(names)
        while left:
            count = 0
            for found in self._contents(left):
                count += 1
                yield found
            if count < len(left):  # git has stopped at a damaged one
                yield left[count], "", b""
            left = left[count + 1 :]

    def _contents(self, names: list[str]) -> Iterator[tuple[str, str, bytes]]:
        out = self.git.feed("".join(f"{n}\n" for n in names).encode(), "cat-file", "--batch")[1]
        place = 0
        while place < len(out):
            end = out.index(b"\n", place)
            name, kind, *size = out[place:end].decode("ascii").split(" ")
            start = end + 1
            place = start + int(size[0]) + 1 if size else start
            if place > len(out):
                return
            yield name, kind if size else "", out[start : place - 1] if size else b""

    def base(self, commit: str, other: str) -> str:
        """Return the newest commit that two have in common; empty where there is none."""
        return self.git.ask("merge-base", commit, other) or ""

    def changed(self, old: str, new: str) -> dict[str, str]:
        """Return the paths in which two commits differ, with git's name for the newer content."""
        self._trees.refuse_endless((old, new))
        listing = self.git.listing("diff-tree", "-r", "--raw", "-z", *_WHOLE, old, new)
        return {each.path: each.name for each in _differences(listing)}

    @property
    def branch(self) -> str:
        """The branch that the register is on. Raises Refused where it is on none."""
        name = self.git.ask("symbolic-ref", "--quiet", "HEAD") or ""
        if not name.startswith("refs/heads/"):
            halted = any((self.folder / each).is_dir() for each in ("rebase-merge", "rebase-apply"))
            back = "git rebase --abort" if halted else "git switch main"
            raise Refused(_("the register is on no branch"), back)
        return name.removeprefix("refs/heads/")

    # --- what is staged ---

    def staged(self) -> list[Staged]:
        """Return what a commit by hand would change. Raises Damaged.

        The tree of HEAD has been listed before, so that it is known to end.
        """
        listing = self._of_index("diff-index", "--cached", "--raw", "-z", *_WHOLE, "HEAD", "--")
        return list(_differences(listing))

    def staged_tree(self) -> str:
        """Write the tree of what is staged, and return git's name for it."""
        return self._of_index("write-tree").strip()

    def _of_index(self, *words: str) -> str:
        try:
            return self.git.listing(*words, variables=git.staged_index())
        except git.Endless:
            raise
        except Damaged as error:
            raise Damaged(_("Git cannot read its index"), "git status") from error

    # --- writing ---

    @contextlib.contextmanager
    def locked(self, seconds: float = platform.LOCK_SECONDS) -> Iterator[None]:
        """Keep other records commands from changing the register. Raises Busy."""
        with platform.lock(self.folder / "records.lock", seconds):
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
            self.pack()
        return new

    def advance(self, new: str, old: str, paths: list[str], reason: str) -> None:
        """Move the branch on, and the work tree with it. Raises Busy where it is not at `old`."""
        platform.write_file(self._journal, json.dumps({"to": new, "paths": paths}).encode())
        self.git.run("update-ref", "-m", reason, "HEAD", new, old or NOTHING)
        # The change is saved now; where the folder cannot follow, the next command sees to it.
        with contextlib.suppress(RecordsError, OSError):
            self.finish()

    def sync_names(self) -> None:
        """Wait until the names of what git has written lately are on the disk.

        Git waits for contents alone: there are file systems that could lose the newest commit. It
        must be there before a secret goes that nothing else needs. Raises OSError.
        """
        objects, refs = self.common / "objects", self.common / "refs"
        for folder in (objects, *objects.iterdir(), refs, *refs.rglob("*")):
            if folder.is_dir() and _age(folder) < RECENT:
                platform.sync_folder(folder)

    def write(
        self,
        changes: Mapping[str, bytes | None],
        message: str,
        parents: tuple[str, ...],
        owner: str,
        signer: Signer | None,
    ) -> str:
        """Write a commit, synced to disk; no ref points at it yet. Raises Busy or NoKey."""
        tree = self.write_tree(changes, parents[0] if parents else "")
        return self.write_commit(tree, message, parents, owner, signer)

    def write_tree(self, changes: Mapping[str, bytes | None], parent: str) -> str:
        """Write new contents and the tree that they make of a commit's. Raises Busy."""
        names = self._write_blobs([each for each in changes.values() if each is not None])
        entries = [
            f"0 {NOTHING}\t{path}" if content is None else f"100644 {next(names)}\t{path}"
            for path, content in changes.items()
        ]
        return self._write_tree(entries, parent)

    def write_commit(
        self,
        tree: str,
        message: str,
        parents: tuple[str, ...],
        owner: str,
        signer: Signer | None,
    ) -> str:
        """Write the commit of a tree, signed and synced to disk. Raises Busy or NoKey."""
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
            b"".join([*parts, b"done\n"]),
            *("fast-import", "--quiet", "--done", "--force"),
            settings=("pack.compression=0",),  # what is sealed gets no smaller
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
        known = [(path, tree.get(path, "")) for path in filter(layout.is_known, paths)]
        for folder in {(self.root / path).parent for path, _name in known}:
            if is_linked(self.root, folder):
                raise Damaged(_("a folder of the register is a link"), _("put a real folder there"))
            folder.mkdir(parents=True, exist_ok=True)
        for path in (path for path, name in known if not name):
            (self.root / path).unlink(missing_ok=True)
        there = [(path, name) for path, name in known if name]
        contents = self.contents([name for _path, name in there])
        crew.spread(self._write_files, list(zip((p for p, _n in there), contents, strict=True)))
        self._index(
            [f"{'100644' if name else '0'} {name or NOTHING}\t{path}" for path, name in known]
        )

    def _write_files(self, files: Sequence[tuple[str, tuple[str, str, bytes]]]) -> None:
        for path, (_name, kind, content) in files:
            if not kind:
                raise Damaged(_("an object is missing from the history"), "git fsck")
            platform.fill_file(self.root / path, content)

    def _index(self, entries: list[str]) -> None:
        lines = "".join(f"{entry}\0" for entry in entries).encode()
        code, _out, _said = self.git.feed(lines, "update-index", "-z", "--index-info")
        if code:
            raise git.locked()

    def pack(self) -> None:
        """Pack loose objects together where there are many: plumbing never does it."""
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
    if not found.exists() and (root / "HEAD").is_file() and (root / "objects").is_dir():
        return root  # a bare repository
    if found.is_file():
        line = found.read_text("utf-8", "replace").strip()
        found = (root / line.removeprefix("gitdir: ")).resolve()
    if not found.is_dir():
        raise Damaged(_("{folder} has no Git history").format(folder=root))
    return found


def _common_folder(folder: Path) -> Path:
    """Return what all work trees of a repository share: git notes it in a further work tree's."""
    try:
        return (folder / (folder / "commondir").read_text("utf-8").strip()).resolve()
    except OSError:
        return folder


def is_linked(root: Path, folder: Path) -> bool:
    """Tell whether a folder of the register is reached through a link: it would lead outside."""
    upward = [folder, *folder.parents]
    if root not in upward:
        return True
    return any(each.is_symlink() for each in upward[: upward.index(root)])


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0


_WHOLE = (
    *("--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv"),
    "--ignore-submodules=none",
)


def _differences(listing: str) -> Iterator[Staged]:
    """Read git's raw form of a difference, NUL between its parts."""
    parts = iter(listing.split("\0"))
    for about in parts:
        if about:
            yield _difference(about, next(parts))


def _difference(about: str, path: str) -> Staged:
    _old_mode, mode, old, name, status = about.removeprefix(":").split(" ")
    old, name = ("" if set(each) == {"0"} else each for each in (old, name))
    return Staged(path, mode, old, name, status)


def _change(line: str) -> Change:
    # The name stands last: it is the one that a stranger may have filled with anything.
    commit, when, action, ids, fields, basis, request, proof, who = line.split("\x1f", 8)
    return Change(
        commit,
        when,
        who,
        action,
        tuple(filter(None, ids.split(","))),
        tuple(filter(None, re.split(r",\s*", fields))),
        basis,
        request,
        proof,
    )
