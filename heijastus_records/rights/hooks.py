"""The hooks of Git: what a command by hand may do to a register, and what its message may say."""

import os
from dataclasses import dataclass
from pathlib import Path

from heijastus_records.errors import Invalid, Misused, Problem, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform, remotes, wiring
from heijastus_records.register.git import NOTHING
from heijastus_records.register.register import Register, refusal
from heijastus_records.rights import by_hand, staged

NAMES = (
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "pre-rebase",
    "pre-push",
)
"""The hooks that are installed."""

WORDS = {"prepare-commit-msg": 1, "commit-msg": 1, "pre-push": 2}
"""How many words Git gives to a hook at least."""

KEPT = ".before-records"
"""Ending of a hook that was there before; ours calls it first."""

_MARK = "# records: written by 'records hook install'"

_HEAD = f"""\
#!/bin/sh
{_MARK}
"""

_OURS = """\
[ -f register.yaml ] && [ -d records ] || exit 0
"""

_CHAIN = f"""\
{_HEAD}[ ! -x "$0{KEPT}" ] || "$0{KEPT}" "$@" || exit
{_OURS}"""

# What Git says on standard input is for both; where it says nothing, neither gets a line.
_CHAIN_PUSH = f"""\
{_HEAD}refs=$(cat)
told() {{ [ -z "$refs" ] || printf '%s\\n' "$refs"; }}
[ ! -x "$0{KEPT}" ] || told | "$0{KEPT}" "$@" || exit
{_OURS}told | """

# Git skips pre-commit for revert, cherry-pick and --no-verify, and asks this hook even then. What
# pre-commit has passed is not looked at twice: a note, good for once, holds the commit and the very
# tree. A commit made anew ("commit"), and a diff that Git has written out, are always looked at.
_UNLESS_CHECKED = """\
note=$(git rev-parse --git-path records-checked)
checked=$(cat "$note" 2>/dev/null)
rm -f "$note"
if [ "$2" != commit ] && [ "$(git rev-parse HEAD) $(git write-tree)" = "$checked" ] &&
    ! grep -q '>8' "$1"; then exit 0; fi
"""


def install(register: Register) -> Path:
    """Write the hooks where Git looks for them, and return that folder; what was there is kept.

    Raises Refused, before anything is written, where two hooks of others would have to be kept.
    """
    folder = folder_of(register)
    folder.mkdir(parents=True, exist_ok=True)
    others = [
        name for name in NAMES if os.path.lexists(folder / name) and not _is_ours(folder / name)
    ]
    for name in others:
        if os.path.lexists(folder / f"{name}{KEPT}"):
            raise Refused(
                _("another program has put a hook {name} in the place of ours").format(name=name),
                _("make one of {name} and {kept} in {folder}, then run this again").format(
                    name=name, kept=f"{name}{KEPT}", folder=folder
                ),
            )
    for name in others:
        (folder / name).replace(folder / f"{name}{KEPT}")
    for name in NAMES:
        script = _script(name, wiring.program(register.private.named))
        platform.write_file(folder / name, script.encode())
        (folder / name).chmod(0o755)
    return folder


def folder_of(register: Register) -> Path:
    """Return where Git looks for hooks: core.hooksPath, else the repository's own folder."""
    chosen = register.history.git.owners("core.hooksPath", "--type=path")
    return register.root / chosen if chosen else register.history.common / "hooks"


def missing(register: Register) -> list[str]:
    """Return the hooks that are not installed, or belong to another place of this program."""
    folder, ours = folder_of(register), wiring.program(register.private.named)
    return [name for name in NAMES if _text(folder / name) != _script(name, ours)]


def foreign(register: Register) -> list[str]:
    """Return the names of hooks that Git would run and that this program has not written."""
    folder = register.history.common / "hooks"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        path.name
        for path in found
        if path.suffix != ".sample" and os.access(path, os.X_OK) and not _is_ours(path)
    ]


def _script(name: str, program: str) -> str:
    call = f'{program} hook run {name} -- "$@"\n'
    if name == "pre-push":
        return f"{_CHAIN_PUSH}{call}"
    return f"{_CHAIN}{_UNLESS_CHECKED if name == 'prepare-commit-msg' else ''}exec {call}"


def _is_ours(path: Path) -> bool:
    return _MARK in _text(path)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


# --- What each hook does --------------------------------------------------------------------


@dataclass(frozen=True)
class Call:
    """How Git calls a hook."""

    name: str
    words: tuple[str, ...]
    lines: tuple[str, ...] = ()
    """What comes on standard input."""


def run(register: Register, call: Call) -> list[Problem]:
    """Do what a hook is for; return warnings. Raises Refused, or Invalid with what is wrong."""
    if len([*filter(None, call.words)]) < WORDS.get(call.name, 0):
        raise Misused(_("Git calls this hook, with words of its own"))
    if call.name in ("pre-commit", "pre-merge-commit"):
        return before_commit(register)
    if call.name == "prepare-commit-msg":
        return _prepare(register, *call.words)
    if call.name == "commit-msg":
        by_hand.complete(register, Path(call.words[0]))
        return []
    if call.name == "pre-rebase":
        raise Refused(
            _("a rebase would write the history anew: it is the trail, and stays as it is"),
            _("take in the other side with records sync, or git merge"),
        )
    if call.name == "pre-push":
        return _push(register, call)
    raise Misused(_("there is no such hook"))


def before_commit(register: Register) -> list[Problem]:
    """Check what is staged; return warnings. Raises Invalid."""
    found = staged.Staging(register).problems()
    errors = [problem for problem in found if not problem.warning]
    if errors:
        raise Invalid(refusal(len(errors)), found)
    note = register.history.folder / "records-checked"
    passed = f"{register.head} {register.history.staged_tree()}\n"
    platform.write_file(note, passed.encode(), durable=False)
    return found


def _prepare(register: Register, file: str, source: str = "", commit: str = "") -> list[Problem]:
    """Check a commit that Git may make without asking pre-commit, or anew."""
    said = by_hand.cut(Path(file))
    if (source, commit) == ("commit", "HEAD"):
        _refuse_amending(register)
    if source == "message":  # commit-msg is not asked where --no-verify stands
        by_hand.check(register, said)
    return before_commit(register)


def _refuse_amending(register: Register) -> None:
    """Refuse to replace a commit that was seen here or was sent away."""
    seen = register.private.anchor(register.history.folder)
    if register.history.is_shared(register.head, seen):
        raise Refused(
            _("this commit is part of the trail already: it is not written anew"),
            _("make a new commit for what is to change"),
        )


def _push(register: Register, call: Call) -> list[Problem]:
    """Refuse an address that the notice does not allow, and to take anything back there."""
    remotes.refuse(register.notice, call.words[1])
    for line in call.lines:
        words = line.split()
        if len(words) != 4:
            continue
        _ref, ours, target, theirs = words
        if not target.startswith(("refs/heads/", "refs/tags/")):
            raise Refused(_("only branches and tags are sent away"))
        known = register.history.has(theirs) and register.history.descends(ours, theirs)
        if set(theirs) != set(NOTHING[:1]) and not known:
            raise Refused(
                _("this push would take away what is in the other copy"),
                _("take it in first: records sync"),
            )
    return []
