"""Further copies of a register: sync, clone, backup, restore."""

import contextlib
import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session, ask_passphrase, confirmed
from heijastus_records.errors import RecordsError
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.register.register import Register
    from heijastus_records.rights.cloning import Offer
    from heijastus_records.rights.sync import Copy


@click.command("sync", cls=Command)
@click.argument("copy", required=False, default="")
@click.option(
    "--trust",
    metavar="FINGERPRINT",
    multiple=True,
    help="Take in changes signed by this key: your own other computer's.",
)
@click.option(
    "--restored",
    is_flag=True,
    help="The other copy was restored from a backup: bring it up to date.",
)
@click.pass_obj
def sync_command(session: Session, copy: str, trust: tuple[str, ...], restored: bool) -> None:
    """Make this register and another copy alike: fetch, verify, merge, send.

    COPY is a remote of Git or an address; else the only remote. Nothing unsigned, rolled back or
    replayed is taken in. What both sides changed is merged field by field.
    """
    from dataclasses import replace

    from heijastus_records.rights import sync

    register = session.open()
    chosen = replace(sync.the_copy(register, copy), trusted=trust, may_lag=restored)
    show.note(sync.told(sync.sync(register, chosen)))
    _note_here(session, register, chosen)


def _note_here(session: Session, register: "Register", copy: "Copy") -> None:
    """Let the other computers know that this one has the present key: erasures wait for it."""
    from heijastus_records.rights import custody, sync

    with contextlib.suppress(RecordsError):  # the next sync sees to it
        done = custody.note_here(register, session.today)
        if done is not None:
            show.complete(done)
            sync.sync(register, copy)


@click.command("clone", cls=Command)
@click.argument("address")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def clone_command(session: Session, address: str, folder: Path, yes: bool) -> None:
    """Bring the register from another copy at ADDRESS into the empty folder DIR.

    Compare the commit and the signing keys that are shown with those on your other computer.
    """
    from heijastus_records.register import platform
    from heijastus_records.rights import cloning

    platform.harden()
    accept = functools.partial(_accepted, yes)
    register = cloning.clone(address, folder, session.identity, accept)
    show.note(_("nothing was changed") if register is None else _cloned(register.root))
    if register and not cloning.has_key(register):
        show.note(
            _("its key is not on this computer yet: records key import FILE, or --identity FILE")
        )


@click.command("backup", cls=Command)
@click.argument("place", metavar="FILE_OR_FOLDER", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Write over an older backup.")
@click.pass_obj
def backup_command(session: Session, place: Path, replace: bool) -> None:
    """Write the whole register into one file, such as on a stick, and try that it can be read.

    It is sealed as the register is, and the key is not in it: keep a copy of the key elsewhere.
    """
    from heijastus_records.rights import backing_up

    done = backing_up.make(session.open(), place, session.today, replace)
    sentence = _("wrote {path} and read it back: commit {commit}")
    show.note(sentence.format(path=done.file, commit=done.commit[:12]))
    show.note(_("the key is not in it; it is made a register again with: records restore"))


@click.command("restore", cls=Command)
@click.argument("source", metavar="FILE_OR_FOLDER", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def restore_command(session: Session, source: Path, folder: Path, yes: bool) -> None:
    """Make a register again in the empty folder DIR from a backup.

    FILE_OR_FOLDER is a Git bundle, a bare copy, or a register's folder that was copied away.
    Whoever was erased since the backup is not brought back.
    """
    from heijastus_records.register import platform
    from heijastus_records.rights import restoring

    platform.harden()
    accept = functools.partial(_accepted, yes)
    place = restoring.Place(folder, session.identity, session.present(), ask_passphrase)
    done = restoring.restore(source, place, accept)
    for sentence in restoring.told(done) if done else [_("nothing was changed")]:
        show.note(sentence)


def _accepted(yes: bool, offer: "Offer") -> bool:
    _show_offer(offer)
    return confirmed(_("Is this your register, and are these your keys?"), yes)


def _cloned(root: Path) -> str:
    return _("the register is in {folder}; next: records doctor").format(folder=root)


def _show_offer(offer: "Offer") -> None:
    counts = ngettext("{count} client", "{count} clients", offer.clients)
    commits = ngettext("{count} commit", "{count} commits", offer.commits)
    show.note(f"{counts.format(count=offer.clients)}, {commits.format(count=offer.commits)}")
    show.note(_("newest commit: {commit}").format(commit=offer.commit))
    show.note(_("epoch of the key that is wanted: {number}").format(number=offer.epoch))
    for fingerprint in offer.signers:
        show.note(_("signed by: {key}").format(key=fingerprint))
    if not offer.signers:
        show.note(_("its changes are not signed: nothing proves who has made them"))
