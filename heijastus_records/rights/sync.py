"""Keeping copies of a register alike: fetch, verify, merge in the tool, send.

Nothing of another copy is believed: what is unsigned, unrelated, rolled back, replayed or not a
register is refused before the register has seen any of it.
"""

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from heijastus_records.errors import NoKey, NotFound, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.register import (
    inspection,
    joining,
    layout,
    quarantine,
    remotes,
    repair,
    vault,
)
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
    left_out: tuple[str, ...] = ()
    """Ids of the records whose changes were made to a version that is unreadable now."""
    erased: tuple[str, ...] = ()
    """Ids of the records that were changed on one side and erased whole on the other."""


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
    brought = _bring_forward(register, copy)
    if _is_behind(register):
        register.incoming = _newest_key(register)
    for tries_left in reversed(range(TRIES)):
        try:
            with quarantine.quarantine(register.private.folder, register.history) as room:
                done = _sync(register, copy, room)
            if _is_behind(register):
                raise NoKey(
                    _("the other copy does not have the newer epoch yet either"),
                    _("first, in the folder in which the key was replaced: records sync"),
                )
            return done if not brought else replace(done, received=done.received + brought)
        except Overtaken:
            if not tries_left:
                raise
    raise AssertionError


def _bring_forward(register: Register, copy: Copy) -> int:
    """Bring a folder that an old backup was copied over to the last commit seen here.

    That commit is fetched from the other copy. Its name is noted outside the folder, so what
    bears it is what was verified when it was seen. Returns how many commits have come.
    Raises NoKey where the key that it asks for is not here: nothing is changed then.
    """
    history, before = register.history, register.history.head()
    seen = register.private.anchor(history.folder)
    if not seen or not before or history.has(seen):
        return 0
    with quarantine.quarantine(register.private.folder, history) as room, history.locked():
        theirs = room.fetch(copy.address, copy.branch)
        way = [(theirs, seen), (seen, before)]
        if not theirs or not all(room.history.descends(*pair) for pair in way):
            return 0
        _refuse_other_key(register, epoch_in(room.history.content_at(seen, layout.EPOCH)))
        room.hand_over(history.git, seen, before)
        list(repair.bring_forward(register))
    register.forget_secret()
    return len(history.commits(seen, f"^{before}"))


def _refuse_other_key(register: Register, wanted: int) -> None:
    """Refuse to go on to an epoch whose key is not here, nor waits here. Raises NoKey."""
    held = register.secret.number
    if held != wanted and not register.private.incoming.exists():
        raise NoKey(
            _("the identity is of epoch {found}; the register is in epoch {wanted}").format(
                found=held, wanted=wanted
            ),
            register.way_to(wanted, held),
        )


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
        _refuse_unsound(register, room, theirs)
        room.push(copy.address, copy.branch, done.commit, copy.is_local)
    register.private.move_anchor(register.history.folder, done.commit, copy.address)
    if copy.remote:
        remotes.note(register.history.git, copy.remote, copy.branch, done.commit)
    return done


# --- A newer epoch --------------------------------------------------------------------------


def _is_behind(register: Register) -> bool:
    """Tell whether the folder wants a key that is gone, and a newer one is here.

    Another clone on this computer has replaced the key meanwhile, which it did only because all
    that was made here was there as well; or an old backup lies here. Raises NoKey, since nothing
    can be verified without a key.
    """
    held, wanted = register.secret.number, register.epoch_number
    if held > wanted or held < wanted < _newest_key(register).number:
        return True
    return not register.epoch


def _newest_key(register: Register) -> vault.Epoch:
    """Return the key of this computer, or the newer one that waits beside it."""
    file = register.private.incoming
    known = [register.private.load_from(file, register.ask)] if file.exists() else []
    return max([register.secret, *known], key=lambda each: each.number)


def _incoming(register: Register) -> vault.Epoch | None:
    """Return the secret of another epoch that waits here: a newer one, or one begun beside ours."""
    file = register.private.incoming
    if register.incoming or not file.exists():
        return register.incoming
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
    found = epoch_in(room.history.content_at(theirs, layout.EPOCH))
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


def _refuse_unsound(register: Register, room: Quarantine, theirs: str) -> None:
    """Refuse to send what a commit by hand may have brought back: the other side would be stuck.

    Raises Refused for an erased record, Damaged for a key that does not open.
    """
    known = room.history.tree(theirs) if theirs else {}
    for record in register.tombstones() & {*map(layout.id_of, register.committed)}:
        paths = f"{layout.record_path(record)} {layout.key_path(record)}"
        raise Refused(
            _("{where} was erased and has come back").format(where=record),
            f"git rm --ignore-unmatch {paths} && git commit",
        )
    for path, name in register.committed.items():
        record = layout.id_of(path)
        if record and path == layout.key_path(record) and known.get(path) != name:
            register.unwrap(register.history.blob(name), record)


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
    lost = tuple(joined.left_out), tuple(joined.erased)
    return Synced(Outcome.JOINED, commit, received, sent, ids, *lost)


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
    if done.left_out:
        sentence = _(
            "left out, since older versions were made unreadable meanwhile: {ids} (if the change"
            " still holds, make it again: records edit)"
        )
        parts.append(sentence.format(ids=", ".join(done.left_out)))
    if done.erased:
        sentence = _("changes left out, since these were erased meanwhile: {ids}")
        parts.append(sentence.format(ids=", ".join(done.erased)))
    return "; ".join(parts) or _("both copies are alike")
