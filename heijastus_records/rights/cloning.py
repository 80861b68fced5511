"""A register on a further computer: looked at first, then made, and nothing believed unasked."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from heijastus_records.errors import NotFound, RecordsError, Refused
from heijastus_records.law.notice import Notice
from heijastus_records.messages import gettext as _
from heijastus_records.register import (
    founding,
    inspection,
    layout,
    platform,
    quarantine,
    remotes,
    wiring,
)
from heijastus_records.register.history import History
from heijastus_records.register.joining import Tree
from heijastus_records.register.quarantine import Quarantine
from heijastus_records.register.register import Register, epoch_in, parse_notice


@dataclass(frozen=True)
class Offer:
    """What another copy holds, as far as it can be seen from outside."""

    commit: str
    """The newest commit: to be compared with the one on the other computer."""
    commits: int
    clients: int
    epoch: int
    notice: Notice
    signers: dict[str, str]
    """Public keys that have signed its commits, by fingerprint; empty where none had to."""


def clone(
    address: str, folder: Path, identity: Path | None, accept: Callable[[Offer], bool]
) -> Register | None:
    """Make a register in an empty folder from another copy, if the owner accepts what it offers.

    Raises Refused where it is no register, is not signed as its own notice asks, or lies where
    its notice does not allow; Busy where it cannot be reached. Nothing is left behind then.
    """
    return bring(remotes.whole(address, Path.cwd()), folder, identity, accept, is_backup=False)


def bring(
    address: str,
    folder: Path,
    identity: Path | None,
    accept: Callable[[Offer], bool],
    *,
    is_backup: bool,
) -> Register | None:
    """Make a register from a copy to sync with, or from a backup, which is only taken from."""
    root = folder.absolute()
    founding.check_folder(root)
    with quarantine.quarantine(platform.state_folder(), None) as room:
        commit = room.fetch(address, quarantine.MAIN)
        if not commit:
            raise NotFound(_("the other copy is empty"))
        offer = _offer(room, commit)
        if not is_backup:
            remotes.refuse(offer.notice, address)
        if not accept(offer):
            return None
        made = not root.exists()
        try:
            register = _make(room, offer, root, identity)
            if not is_backup:
                _connect(register, address, offer.commit)
            return register
        except BaseException:
            shutil.rmtree(root, ignore_errors=True)
            if not made:
                root.mkdir()
            raise


def _offer(room: Quarantine, commit: str) -> Offer:
    """Look at another copy from outside. Raises Refused or Damaged."""
    history = room.history
    tree = Tree.of(history, commit)
    if layout.NOTICE not in tree.files or layout.EPOCH not in tree.files:
        raise Refused(_("the other copy is not a register"))
    notice = parse_notice(history.blob(tree.files[layout.NOTICE]))
    commits = [each.name for each in history.commits(commit)]
    inspection.refuse_strange(history, commits)
    signers = _signers(history, commit) if notice.is_signed else {}
    clients = sum(path.startswith("records/clients/") for path in tree.files)
    epoch = epoch_in(history.blob(tree.files[layout.EPOCH]))
    return Offer(commit, len(commits), clients, epoch, notice, signers)


def _signers(history: History, commit: str) -> dict[str, str]:
    """Return who has signed; all commits must be, since nobody is known yet. Raises Refused."""
    found = history.signatures(Path("/dev/null"), commit)
    wrong = [each for each in found if each.state != "U"]
    if wrong:
        raise Refused(
            _("commit {commit} is not signed, or its signature is wrong").format(
                commit=wrong[-1].commit[:12]
            )
        )
    return inspection.signers_of(history, found)


def _make(room: Quarantine, offer: Offer, root: Path, identity: Path | None) -> Register:
    root.mkdir(parents=True, exist_ok=True)
    history = History.create(root)
    room.hand_over(history.git, offer.commit, "")
    paths = list(history.tree(offer.commit))
    history.advance(offer.commit, "", paths, "clone")
    register = Register.open(root, identity)
    email = register.notice.data["contact"]["email"]
    for public in offer.signers.values():
        register.signers.pin(public, email)
    wiring.connect(register)
    register.remember(offer.commit)
    return register


def _connect(register: Register, address: str, commit: str) -> None:
    """Let Git and the next sync know where the other copy lies."""
    git = register.history.git
    git.run("config", "remote.origin.url", address)
    git.run("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    remotes.note(git, "origin", quarantine.MAIN, commit)
    register.private.move_anchor(register.history.folder, commit, address)


def has_key(register: Register) -> bool:
    """Tell whether the key of the register is on this computer already."""
    try:
        return bool(register.epoch)
    except RecordsError:
        return False
