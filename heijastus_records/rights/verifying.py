"""The trail as evidence: that every commit is ours, whole, in order, and tells of nobody.

Each check is a function that yields what it found, in sentences for the owner, with what to do
now where there is something. Nothing of the repository is run, and what a check cannot read is a
finding of its own.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from heijastus_records.errors import Problem, RecordsError
from heijastus_records.letters.audit import Verification
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import remotes, signing, wiring
from heijastus_records.register.history import Signature
from heijastus_records.register.register import Register
from heijastus_records.rights import hooks, traces, versions
from heijastus_records.rights.trail import Trail

EARLIER_SECONDS = 3600
"""A commit that is earlier than the one before it by more than this was dated by hand: clocks of
two computers differ by less."""

LATER_SECONDS = 24 * 3600
"""A commit may be this far in the future: time zones and wrong clocks."""

MOST_OBJECTS = 20
"""This many damaged objects are named one by one."""

_OBJECT = re.compile(r"\b[0-9a-f]{40,64}\b")


@dataclass(frozen=True)
class Verified:
    """What a verification came to."""

    head: str
    """The newest commit: noted on paper, it proves later that nothing was taken away."""
    commits: int
    signed: int
    by_hand: int
    problems: tuple[Problem, ...]

    @property
    def summary(self) -> Verification:
        """The counts, as a report tells them."""
        return Verification(self.commits, self.signed, self.by_hand, self.errors)

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return sum(not problem.warning for problem in self.problems)


def verify(register: Register) -> Verified:
    """Look at the whole history, and at everything else that Git keeps. Raises NoKey."""
    register.epoch  # noqa: B018 - without the key nothing inside can be checked
    trail = Trail(register)
    found: list[Problem] = []
    for check in CHECKS:
        try:
            for problem in check(trail):  # what came before an error counts as well
                found.append(problem)
        except (RecordsError, ValueError) as error:
            found.append(Problem(_refusal(error)))
    trusted = sum(map(trail.is_trusted, trail.signatures))
    counts = (len(trail.commits), trusted, trail.by_hand)
    return Verified(trail.head, *counts, tuple(dict.fromkeys(found)))


def _refusal(error: Exception) -> str:
    if not isinstance(error, RecordsError):
        return _("Git cannot read the register's history")
    return "; ".join(filter(None, (error.sentence, error.hint)))


def told(done: Verified) -> str:
    """Say in one line what a verification came to."""
    if done.errors:
        sentence = ngettext(
            "{count} thing is wrong in a history of {commits} commits",
            "{count} things are wrong in a history of {commits} commits",
            done.errors,
        )
        return sentence.format(count=done.errors, commits=done.commits)
    return _(
        "{commits} commits: {signed} signed, {by_hand} by hand; nothing missing, changed or plain;"
        " newest {head}"
    ).format(commits=done.commits, signed=done.signed, by_hand=done.by_hand, head=done.head)


# --- Is it whole? ---------------------------------------------------------------------------


def whole(trail: Trail) -> Iterator[Problem]:
    """Say where history is cut short, borrowed, replaced or kept elsewhere."""
    git, folder = trail.history.git, trail.history.common
    if git.run("rev-parse", "--is-shallow-repository") == "true":
        yield Problem(
            _("the history is cut short (shallow), its older part missing; git fetch --unshallow")
        )
    if (folder / "info" / "grafts").exists():
        yield Problem(
            _("a file makes Git show another history than the one that is there; delete it"),
            ".git/info/grafts",
        )
    if (folder / "objects" / "info" / "alternates").exists():
        yield Problem(
            _("parts of the history are borrowed from another folder; git repack -a, then delete"),
            ".git/objects/info/alternates",
        )
    if git.setting("extensions.partialClone", "--local"):
        yield Problem(
            _("this is a partial clone: objects are missing; make it anew with records clone")
        )
    if _is_elsewhere(trail):
        yield Problem(_("the history lies in another folder: is it the one you know?"), ".git")


def _is_elsewhere(trail: Trail) -> bool:
    """Tell whether Git's folder is not the register's own, nor that of a further work tree."""
    here = trail.history.root / ".git"
    if here.is_symlink():
        return True
    if not here.is_file():
        return False
    try:
        back = (trail.history.folder / "gitdir").read_text("utf-8", "replace").strip()
    except OSError:
        return True
    return not here.samefile(back) if here.parent.joinpath(back).exists() else True


def branched(trail: Trail) -> Iterator[Problem]:
    """Say where the branch, or what Git keeps to find its way faster, leads astray."""
    history = trail.history
    _branch = history.branch  # raises with the sentence
    for line in history.git.run("for-each-ref", "--format=%(symref) %(refname)").splitlines():
        target, _space, name = line.partition(" ")
        if target and name.startswith("refs/heads/"):
            yield Problem(
                _("a branch is only a pointer to another one; git symbolic-ref --delete"), name
            )
    for name, words in (
        ("objects/info/commit-graph", ("commit-graph", "verify", "--no-progress")),
        ("objects/pack/multi-pack-index", ("multi-pack-index", "verify", "--no-progress")),
    ):
        is_there = (history.common / name).exists() or (history.common / f"{name}s").is_dir()
        settings = ("core.commitGraph=true", "core.multiPackIndex=true")
        if is_there and history.git.feed(b"", *words, settings=settings)[0]:
            yield Problem(
                _("a table of contents of the history tells something else than it; delete it"),
                f".git/{name}",
            )


def gone_back(trail: Trail) -> Iterator[Problem]:
    """Say whether commits that were seen here are missing."""
    register, history = trail.register, trail.history
    for remote in remotes.remotes(history.git):
        ref = f"refs/remotes/{remote.name}/{history.branch}"
        tip = history.git.ask("rev-parse", "--verify", "--quiet", ref)
        for address in remote.addresses:
            seen = register.private.anchor(history.folder, address)
            if seen and tip and not history.descends(tip, seen):
                yield Problem(
                    _(
                        "the other copy has gone back: commit {commit} is missing there; if it"
                        " comes from a backup: records sync --restored"
                    ).format(commit=seen[:12]),
                    remotes.shown(remote.name),
                )
    if not register.private.anchor(history.folder):
        yield Problem(
            _("this copy was never seen here before: is its newest commit one that you know?"),
            trail.head[:12],
            warning=True,
        )
    register.forget()
    register.head  # noqa: B018 - raises with the sentence


def sound(trail: Trail) -> Iterator[Problem]:
    """Say which objects are damaged or missing."""
    words = ("fsck", "--full", "--no-progress", "--no-dangling", "--no-reflogs")
    code, out, said = trail.history.git.feed(b"", *words)
    lines = f"{out.decode('utf-8', 'replace')}\n{said}".splitlines()
    refs = [line for line in lines if "invalid sha1 pointer" in line]
    names = _OBJECT.findall("\n".join(line for line in lines if line not in refs))
    for name in list(dict.fromkeys(names))[:MOST_OBJECTS]:
        yield Problem(
            _(
                "object {name} is damaged or missing: somebody changed it, or the disk is failing;"
                " take the register from another copy"
            ).format(name=name[:12])
        )
    if refs:
        yield Problem(_("a branch or a tag points to nothing; git fsck names it"))
    if "index" in said and not names:
        yield Problem(_("Git's list of files (.git/index) is damaged; delete it, then git reset"))
    elif (code and not names and not refs) or len(names) > MOST_OBJECTS:
        yield Problem(_("Git finds more damage in its objects: git fsck"))


# --- Is it ours? ----------------------------------------------------------------------------


def signed(trail: Trail) -> Iterator[Problem]:
    """Say which commits are not signed by one of the pinned signers, and should be."""
    asked = [each.name for each in trail.commits if trail.has_to_be_signed[each.name]]
    if asked and not signing.is_available():
        yield Problem(_("ssh-keygen is not installed: signatures cannot be checked"))
        return
    for name in asked:
        if not trail.is_trusted(name):
            signature = trail.signatures.get(name) or Signature(name, "N", "")
            yield Problem(_unsigned(signature).format(commit=name[:12], key=signature.fingerprint))


def _unsigned(signature: Signature) -> str:
    if signature.state == "N":
        return _(
            "commit {commit} is not signed: somebody has made or changed it without your key;"
            " look at it: git show {commit}"
        )
    if signature.state == "U":
        return _(
            "commit {commit} is signed by a key that is not known here: {key}; is it that of your"
            " other computer? Ask there: records doctor"
        )
    if signature.state == "B":
        return _("commit {commit} was changed after it was signed, or bears a foreign signature")
    return _("commit {commit} bears a signature that proves nothing here: it is not by an SSH key")


def dated(trail: Trail) -> Iterator[Problem]:
    """Say which commits bear a time that cannot be."""
    times = {commit.name: commit.time for commit in trail.commits}
    now = time.time()
    for commit in trail.commits:
        before = max((times.get(parent, 0) for parent in commit.parents), default=0)
        if commit.time < before - EARLIER_SECONDS:
            yield Problem(
                _(
                    "commit {commit} bears an earlier time than the one before it: a clock was"
                    " wrong, or the time was set by hand"
                ).format(commit=commit.name[:12])
            )
        elif commit.time > now + LATER_SECONDS:
            yield Problem(
                _("commit {commit} bears a time in the future").format(commit=commit.name[:12])
            )


# --- Does it tell of anybody, and does it run anything? -------------------------------------


def traceless(trail: Trail) -> Iterator[Problem]:
    """Say where Git keeps plain text, or a name."""
    yield from traces.objects(trail.register, trail.people)
    yield from traces.messages(trail.history, trail.people)
    yield from traces.refs(trail.register, trail.people)


def harmless(trail: Trail) -> Iterator[Problem]:
    """Say what settings and hooks of the repository would run, were Git called by hand."""
    register = trail.register
    for name in wiring.foreign(register):
        yield Problem(
            _("a setting of the repository runs a program or leads elsewhere; records doctor"), name
        )
    for name in hooks.foreign(register):
        yield Problem(_("a hook that this program has not written"), name, warning=True)
    for path in wiring.overriding(register):
        yield Problem(_("attributes that are in no commit override its own; delete the file"), path)
    for path in trail.history.unwatched():
        yield Problem(
            _("Git was told not to look at a file: a change of it stays unseen; records doctor"),
            path if not traces.is_telling(path, trail.people) else "",
        )
    for name, sentence in remotes.objections(trail.history.git, register.notice):
        yield Problem(sentence, name)


CHECKS: tuple[Callable[[Trail], Iterator[Problem]], ...] = (
    whole,
    branched,
    gone_back,
    sound,
    signed,
    dated,
    versions.truthful,
    versions.placed,
    versions.buried,
    versions.continuous,
    traceless,
    harmless,
)
"""All checks, in the order in which their findings are told."""
