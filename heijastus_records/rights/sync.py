"""Keeping copies of a register alike: fetch, verify, merge in the tool, send.

Nothing of another copy is believed: what is unsigned, unrelated, rolled back, replayed or not a
register is refused before the register has seen any of it.
"""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from heijastus_records.errors import NoKey, NotFound, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import inspection, joining, layout, quarantine, remotes, vault
from heijastus_records.register.history import Action
from heijastus_records.register.joining import JoinedTree, Tree
from heijastus_records.register.quarantine import Overtaken, Quarantine
from heijastus_records.register.register import Register, epoch_in
from heijastus_records.rights import editing, for_git

TRIES = 3
"""How often a sync begins anew when somebody else sends at the same time."""


class Outcome(Enum):
    """What a sync came to."""

    ALIKE = "alike"
    SENT = "sent"
    RECEIVED = "received"
    JOINED = "joined"


@dataclass(frozen=True)
class Synced:
    """How two copies became alike."""

    outcome: Outcome
    commit: str
    """The newest commit of both copies."""
    received: int = 0
    """Commits taken in."""
    sent: int = 0
    """Commits sent."""
    joined: tuple[str, ...] = ()
    """Ids of the records that both sides had changed."""


@dataclass(frozen=True)
class Copy:
    """The other copy of one sync."""

    address: str
    branch: str
    is_local: bool
    remote: str = ""
    """Git's name for it, where it has one."""
    trusted: tuple[str, ...] = ()
    """Fingerprints of signers that the owner has just called her own."""
    may_lag: bool = False
    """True where the owner knows that the copy was restored from an older backup."""


def the_copy(register: Register, named: str) -> Copy:
    """Return the copy to sync with: a remote's name, an address, or the only remote there is.

    Raises NotFound where there is none or more than one, Refused where the notice forbids it.
    """
    known = {remote.name: remote for remote in remotes.remotes(register.history.git)}
    chosen = known.get(named) or (known.get("origin") if not named else None)
    if not named and len(known) == 1:
        chosen = next(iter(known.values()))
    if not chosen and not named:
        raise NotFound(_("this register has no other copy to sync with"), "git remote add …")
    addresses = chosen.addresses if chosen else (remotes.whole(named, Path.cwd()),)
    places = [remotes.refuse(register.notice, address) for address in addresses]
    name = chosen.name if chosen else ""
    return Copy(addresses[0], register.history.branch, places[0].is_local, name)


def sync(register: Register, copy: Copy) -> Synced:
    """Make this register and another copy alike.

    Raises Refused, Damaged or NoKey for a state that cannot be believed, Conflicting where the
    owner has to decide, Busy where the copy cannot be reached. Nothing is changed then.
    """
    register.epoch  # noqa: B018 - nothing can be verified without the key
    for tries_left in reversed(range(TRIES)):
        try:
            with quarantine.quarantine(register.private.folder, register.history) as room:
                return _sync(register, copy, room)
        except Overtaken:
            if not tries_left:
                raise
    raise AssertionError


def _sync(register: Register, copy: Copy, room: Quarantine) -> Synced:
    theirs = room.fetch(copy.address, copy.branch)
    with register.changing():
        register.refuse_unfinished()
        _refuse_rolled_back(register, copy, room, theirs)
        ours = register.head
        register.incoming = _incoming(register)
        chosen = _newest(register, copy, room, theirs)
        if chosen and not room.history.descends(ours, chosen):
            _trust(register, copy, room, chosen)
            _refuse_older_epoch(register, copy, room, chosen)
            inspection.inspect(register, room.history, ours, chosen)
        done = _join(register, room, chosen) if chosen else _first(register)
        _take_over(register)
    if done.commit != theirs:
        room.push(copy.address, copy.branch, done.commit, copy.is_local)
    register.private.move_anchor(register.history.folder, done.commit, copy.address)
    if copy.remote:
        remotes.note(register.history.git, copy.remote, copy.branch, done.commit)
    return done


# --- A newer epoch --------------------------------------------------------------------------


def _incoming(register: Register) -> vault.Epoch | None:
    """Return the secret of another epoch that waits here: a newer one, or one begun beside ours."""
    file = register.private.incoming
    if not file.exists():
        return None
    found = register.private.load_from(file, register.ask)
    ours = register.epoch
    is_other = found.number == ours.number and found.key.secret != ours.key.secret
    return found if found.number > ours.number or is_other else None


def _newest(register: Register, copy: Copy, room: Quarantine, theirs: str) -> str:
    """Return what to take in: their branch, or the newer epoch that was sent beside it."""
    if register.incoming and (not theirs or room.history.descends(register.head, theirs)):
        return room.fetch(copy.address, _beside(register.incoming.number)) or theirs
    return theirs


def _beside(number: int) -> str:
    """Return the branch on which an epoch is sent that the other side cannot take in yet."""
    return f"epoch-{number}"


def _refuse_older_epoch(register: Register, copy: Copy, room: Quarantine, theirs: str) -> None:
    """Refuse changes made elsewhere with a key that is destroyed here, and send ours beside them.

    Only the other computer still opens what it has made: it has to take ours in. Raises NoKey.
    """
    name = room.history.name_at(theirs, layout.EPOCH)
    found = epoch_in(room.history.blob(name)) if name else 0
    number = register.epoch_number
    if not 0 < found < number:
        return
    room.push(copy.address, _beside(number), register.head, copy.is_local)
    raise NoKey(
        _("the other computer has made changes with the key of epoch {found}").format(found=found),
        _("carry the new key there: records key export, records key import; then sync there"),
    )


def _take_over(register: Register) -> None:
    """Let the newer secret be the one, once it opens every key of the last commit."""
    if register.incoming and register.epoch_number == register.incoming.number:
        register.incoming = None
        register.settle_epoch()


def _first(register: Register) -> Synced:
    """Send everything to a copy that is empty."""
    head = register.head
    return Synced(Outcome.SENT, head, sent=len(register.history.commits(head)))


def _refuse_rolled_back(register: Register, copy: Copy, room: Quarantine, theirs: str) -> None:
    """Refuse a copy that has lost what it had when it was last seen from here."""
    seen = register.private.anchor(register.history.folder, copy.address)
    if not seen or copy.may_lag or (theirs and room.history.descends(theirs, seen)):
        return
    raise Refused(
        _("the other copy has gone back: commit {commit}, which it had, is missing there").format(
            commit=seen[:12]
        ),
        _("was it restored from a backup? Then: records sync --restored"),
    )


def _trust(register: Register, copy: Copy, room: Quarantine, theirs: str) -> None:
    """Pin signers that the owner has named by their fingerprints."""
    if not copy.trusted:
        return
    found = room.history.signatures(register.signers.file, theirs, f"^{register.head}")
    keys = inspection.signers_of(room.history, found)
    for wanted in copy.trusted:
        if wanted not in keys:
            raise NotFound(_("nothing new is signed by {key}").format(key=wanted))
        register.signers.pin(keys[wanted], register.notice.data["contact"]["email"])


def _join(register: Register, room: Quarantine, theirs: str) -> Synced:
    """Take in what has been verified; the caller holds `changing`."""
    ours = register.head
    history = room.history
    if history.descends(ours, theirs):
        sent = len(history.commits(ours, f"^{theirs}"))
        return Synced(Outcome.SENT if sent else Outcome.ALIKE, ours, sent=sent)
    received = len(history.commits(theirs, f"^{ours}"))
    sent = len(history.commits(ours, f"^{theirs}"))
    trees = [Tree.of(history, each) for each in (history.base(ours, theirs), ours, theirs)]
    joined = joining.join_trees(register, history, *trees)
    _keep_conflicts(register, joined)
    room.hand_over(register.history.git, theirs, ours)
    if not sent:
        register.advance(theirs, list(joined.changes))
        return Synced(Outcome.RECEIVED, theirs, received)
    ids = tuple(each.record for each in joined.records)
    commit = register.commit(joined.changes, Action("sync", ids), theirs)
    return Synced(Outcome.JOINED, commit, received, sent, ids)


def _keep_conflicts(register: Register, joined: JoinedTree) -> None:
    """Put what the owner has to decide on her desk. Raises Conflicting."""
    for each in joined.conflicts:
        editing.propose(register, each)
    if joined.conflicts:
        raise for_git.conflict(joined.conflicts)


def told(done: Synced) -> str:
    """Say in a sentence what a sync came to."""
    parts = []
    if done.received:
        sentence = ngettext("took in {count} commit", "took in {count} commits", done.received)
        parts.append(sentence.format(count=done.received))
    if done.sent:
        sentence = ngettext("sent {count} commit", "sent {count} commits", done.sent)
        parts.append(sentence.format(count=done.sent))
    if done.joined:
        parts.append(_("merged field by field: {ids}").format(ids=", ".join(done.joined)))
    return "; ".join(parts) or _("both copies are alike")
