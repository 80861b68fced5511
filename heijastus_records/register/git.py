"""How Git is called: the home of GitPython.

No hook, filter, pager, monitor, alias or signing program of the repository runs, and no `GIT_*`
variable steers us: what is given with every call wins over what the repository says.
"""

import os
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from heijastus_records.errors import Busy, Damaged, Misused, Refused
from heijastus_records.messages import gettext as _

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
    "core.commentChar=#",
    # Summaries of the history that a stranger may have written: they could lie about it.
    "core.commitGraph=false",
    "core.multiPackIndex=false",
    "core.alternateRefsCommand=",
    "fsck.skipList=/dev/null",
    "core.sshCommand=ssh",
    "commit.gpgSign=false",
    "gpg.format=ssh",
    "gpg.program=false",
    "gpg.openpgp.program=false",
    "gpg.x509.program=false",
    "gpg.ssh.program=ssh-keygen",
    "gpg.ssh.defaultKeyCommand=",
    "gpg.ssh.revocationFile=",
    "gpg.ssh.allowedSignersFile=/dev/null",
    "log.showSignature=false",
    # How a history is told must not depend on what a repository says.
    "log.diffMerges=separate",
    "log.follow=false",
    "log.showRoot=true",
    "diff.orderFile=/dev/null",
    "diff.ignoreSubmodules=none",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.allow=never",
    "i18n.commitEncoding=UTF-8",
    "i18n.logOutputEncoding=UTF-8",
    "fastimport.unpackLimit=100",
    "submodule.recurse=false",
)
"""Settings given with every call: they win over those of the repository."""

_VARIABLES = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    # A missing object is damage; it is never fetched. The variable beats every protocol.*.allow
    # of the repository, and "none" is no protocol.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
}

NOTHING = "0" * 40
"""Git's name for an object that is not there."""

MAX_LISTING = 64 * 1024 * 1024
"""Longest list of files that is read, in bytes: ten small trees can name ten billion files."""

MAX_BLOB = 64 * 1024 * 1024
"""Largest content that is read, in bytes: a small pack can hold gigabytes of zeros."""


class Endless(Damaged):
    """Git has more to tell than a register can hold."""

    def __init__(self) -> None:
        super().__init__(
            _("the history holds more, or larger, files than a register can have"),
            _("it was made to do harm: go on with another copy"),
        )


class Git:
    """Git in one folder."""

    def __init__(self, folder: Path, *settings: str, **variables: str) -> None:
        git = _gitpython()
        self.folder = folder
        self._failed = git.GitCommandError
        self._git = git.Git(folder)
        self._git.set_persistent_git_options(c=[*QUIET, *settings])
        self._git.update_environment(**{**_VARIABLES, **variables})

    def run(self, *words: str, settings: tuple[str, ...] = ()) -> str:
        """Run a git command and return what it prints. Raises Busy, Refused or Damaged."""
        try:
            out = self._git(c=list(settings))._call_process(words[0], *words[1:])
        except self._failed as error:
            raise self._explain(str(error.stderr or "")) from error
        return str(out)

    def succeeds(self, *words: str) -> bool:
        """Tell whether a git command ends well."""
        return self.ask(*words) is not None

    def ask(self, *words: str) -> str | None:
        """Return what a git command prints, or None where it fails."""
        try:
            return str(self._git._call_process(words[0], *words[1:]))
        except self._failed:
            return None

    def feed(
        self,
        content: bytes,
        *words: str,
        settings: tuple[str, ...] = (),
        variables: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes, str]:
        """Run a git command that reads `content`, with settings that win over all others.

        Returns its exit code, its output and what it said.
        """
        with self._git.custom_environment(**(variables or {})):
            process: Any = self._git(c=list(settings))._call_process(
                words[0], *words[1:], as_process=True, istream=subprocess.PIPE
            )
        out, said = process.proc.communicate(content)
        return process.proc.returncode, out, said.decode("utf-8", "replace")

    def listing(
        self, *words: str, content: bytes = b"", variables: Mapping[str, str] | None = None
    ) -> str:
        """Return what a git command lists; its input is `content`. Raises Endless or Damaged."""
        said: list[bytes] = []
        own = self._git.custom_environment(**(variables or {}))
        with own, tempfile.TemporaryFile() as source:
            source.write(content)
            source.seek(0)
            process: Any = self._git._call_process(
                words[0], *words[1:], as_process=True, istream=source
            )
        with process.proc as git:
            listener = threading.Thread(target=lambda: said.append(git.stderr.read()))
            listener.start()
            out = git.stdout.read(MAX_LISTING + 1)
            if len(out) > MAX_LISTING:
                git.kill()
            listener.join()
        if len(out) > MAX_LISTING:
            raise Endless
        if git.returncode:
            raise self._explain(b"".join(said).decode("utf-8", "replace"))
        return bytes(out).decode("utf-8", "surrogateescape")

    def blob(self, name: str) -> bytes:
        """Return the content of an object. Raises Damaged."""
        try:
            if int(self._git.get_object_header(name)[2]) > MAX_BLOB:
                raise Endless
            return bytes(self._git.get_object_data(name)[3])
        except (ValueError, self._failed) as error:
            raise Damaged(_("an object is missing from the history"), "git fsck") from error

    def setting(self, name: str, scope: str = "") -> str:
        """Return a setting, of the repository or of one scope such as --global; else nothing."""
        return self.ask("config", *filter(None, [scope]), "--get", name) or ""

    def owners(self, name: str, *words: str) -> str:
        """Return a setting as the owner's own Git has it, where QUIET says something else."""
        found = (self.ask("config", *words, "--get-all", name) or "").split("\n")
        return found[-2] if len(found) > 1 else ""

    def _explain(self, said: str) -> Exception:
        if "dubious ownership" in said:
            return Refused(
                _("the register's folder belongs to another user"),
                f"git config --global --add safe.directory {self.folder}",
            )
        if ".lock" in said or "cannot lock ref" in said:
            return locked()
        if "No space left" in said or "Disk quota" in said:
            return unwritten(said)
        return Damaged(_("Git cannot read the register's history"), "git fsck")


def locked() -> Busy:
    """Return the error that a lock of git is in the way."""
    return Busy(
        _("another Git command is at work in the register, or was cut off"),
        _("wait a moment; if nothing is running: records repair"),
    )


def unwritten(said: str) -> Exception:
    """Return the error that git could not write, from what it said."""
    if ".lock" in said:
        return locked()
    if "No space left" in said or "Disk quota" in said:
        return Busy(_("the disk is full; nothing was changed"), _("make room, then try again"))
    return Damaged(_("Git could not write the change; nothing was changed"), "git fsck")


_told: dict[str, str] = {}


def staged_index() -> dict[str, str]:
    """Return the variable that names the index of the commit that called us as its hook, if any.

    `git commit FILE` commits from an index of its own.
    """
    return {name: _told[name] for name in ("GIT_INDEX_FILE",) if name in _told}


def _forget_variables() -> None:
    """Drop what a shell or a hook says to git: it must not lead us to another repository."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        _told[name] = os.environ.pop(name)


def _gitpython() -> Any:
    """Load GitPython, which looks for the git program. Raises Misused where there is none."""
    _forget_variables()
    try:
        import git
    except ImportError as error:
        raise Misused(_("Git is not installed, or not in PATH"), "https://git-scm.com") from error
    return git
