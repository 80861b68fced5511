"""Looking after the key: its passphrase, its copies, its replacement."""

import contextlib
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import (
    Session,
    ask_copy_passphrase,
    ask_passphrase,
    confirmed,
    has_terminal,
    new_passphrase,
)
from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _
from heijastus_records.messages import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from heijastus_records.register.private import Copy
    from heijastus_records.register.register import Register
    from heijastus_records.register.rotation import Told
    from heijastus_records.rights.custody import Custody, Outstanding
    from heijastus_records.rights.keeping import Imported, Renewed

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("key", cls=Commands)
def key_command() -> None:
    """Look after the key of the register."""


@key_command.command("info")
@click.pass_obj
def key_info_command(session: Session) -> None:
    """Show where the key is and how it is protected."""
    from heijastus_records.rights import keeping

    for name, value in keeping.info(session.open()):
        show.text(f"{name}: {value}")


@key_command.command("unlock")
@click.option("--for", "hours", metavar="HOURS", default="8h", help="How long, such as 8h or 30m.")
@click.pass_obj
def key_unlock_command(session: Session, hours: str) -> None:
    """Keep the key open for some hours, so that the passphrase is asked for once."""
    from heijastus_records.rights import keeping

    until = keeping.unlock(session.open(), keeping.hours(hours), ask_passphrase)
    show.note(_("the key is open until {time}").format(time=until))


@key_command.command("lock")
@click.pass_obj
def key_lock_command(session: Session) -> None:
    """Close the key again."""
    was_open = session.open().private.lock()
    show.note(_("the key is closed") if was_open else _("the key was closed already"))


@key_command.command("protect")
@click.option("--remove", is_flag=True, help="Take the passphrase away: for an encrypted disk.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def key_protect_command(session: Session, remove: bool, yes: bool) -> None:
    """Give the key of this computer another passphrase, or its first one.

    Copies that lie elsewhere keep theirs.
    """
    from heijastus_records.rights import keeping

    question = _("Without a passphrase whoever gets this file opens everything. Go on?")
    if remove and not confirmed(question, yes):
        return
    has_one = keeping.protect(session.open(), ask_passphrase, _new(remove, _("New passphrase")))
    show.note(_("the key has a new passphrase") if has_one else _("the key has no passphrase now"))


def _new(none: bool, purpose: str) -> "Callable[[], str | None]":
    return (lambda: None) if none else (lambda: new_passphrase(purpose))


@key_command.command("rotate")
@click.option(
    "--compromised", is_flag=True, help="Somebody may have the key: new keys for every file."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def key_rotate_command(session: Session, compromised: bool, yes: bool) -> None:
    """Replace the key without erasing anybody.

    --compromised is for a lost computer or a key that somebody has seen.
    """
    from heijastus_records.rights import keeping

    for sentence in keeping.told_plan(compromised):
        show.note(sentence)
    if confirmed(_("Replace the key?"), yes):
        register = session.open()
        with rotating() as told:
            number = keeping.rotate(register, session.today, compromised=compromised, told=told)
        show.note(_("the register is in epoch {number} now").format(number=number))
        show_renewed(keeping.renew_copies(register, ask_copy_passphrase, session.today))
        _advise(compromised)


@contextlib.contextmanager
def rotating() -> "Iterator[Told]":
    """Show on a terminal how far a rotation has come; hand over whom it tells of its steps."""
    from heijastus_records.register.rotation import Step
    from heijastus_records.rights import keeping

    with show.progress(len(Step)) as told:
        yield lambda step: told(keeping.said(step))


def _advise(compromised: bool) -> None:
    if compromised:
        show.note(_("a key that strangers may have is a personal data breach: records breach add"))
        show.note(_("the passphrase stayed the same; if somebody knows it: records key protect"))


def show_renewed(done: "Renewed") -> None:
    """Say which copies of the key are replaced, and which wait; what is complete by that."""
    for place in done.renewed:
        show.note(_("the copy has the new key: {place}").format(place=place))
    _show_outstanding(done.outstanding)
    show.complete(done.complete)


def _show_outstanding(found: "tuple[Outstanding, ...] | list[Outstanding]") -> None:
    for each in found:
        sentence = _("outstanding: {place} has the key of epoch {number}")
        show.note(sentence.format(place=each.place, number=each.epoch))
        show.note(f"  → {each.remedy}")


@key_command.command("export")
@click.argument("file", type=FILE)
@click.option("--paper", is_flag=True, help="Make a sheet to print: .html, .pdf or .txt.")
@click.option("--no-passphrase", is_flag=True, help="Write it open; scripts say --yes as well.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def key_export_command(session: Session, /, file: Path, paper: bool, **how: bool) -> None:
    """Write the key into FILE: for another computer, or as a copy for a bad day.

    It is sealed with a passphrase of its own and put on the list of copies. Carry it by hand:
    no mail, no cloud.
    """
    register = session.open()
    question = _("The file opens everything, for whoever finds it. Go on?")
    if (paper or how["no_passphrase"]) and not confirmed(question, how["yes"]):
        return
    _export_paper(session, register, file) if paper else _export(session, register, file, how)
    show.note(_("wrote {path}; it is on the list: records key copies").format(path=file))


def _export(session: Session, register: "Register", file: Path, how: dict[str, bool]) -> None:
    from heijastus_records.rights import keeping

    keeping.check_export(register, file)
    passphrase = _new(how["no_passphrase"], _("Passphrase for the file"))()
    keeping.export(register, file, passphrase, session.today)


def _export_paper(session: Session, register: "Register", file: Path) -> None:
    from heijastus_records.rights import paper

    if not paper.export(register, file, language(), session.today):
        show.note(
            _("without a QR code: it needs HTML or PDF, and heijastus-records[paper] installed")
        )
    show.note(_("print it, then delete the file; keep the paper locked away"))


@key_command.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--paper", is_flag=True, help="FILE holds what was typed from paper; - asks for it.")
@click.option("--epoch", type=click.IntRange(1), help="The epoch that stands on the paper.")
@click.option(
    "--replace", is_flag=True, help="In place of the key here, whose passphrase is forgotten."
)
@click.option("--no-passphrase", is_flag=True, help="Keep a key from paper without a passphrase.")
@click.pass_obj
def key_import_command(session: Session, /, file: Path, replace: bool, **how: Any) -> None:
    """Bring the key to this computer from FILE.

    Where there is none yet, it becomes the key. A newer one waits beside the present one for
    the next records sync, which brings everything over.
    """
    from heijastus_records.rights import keeping

    register = session.open()
    brought = _typed(register, file, how) if how["paper"] else _opened(register, file)
    done = keeping.take_in_copy(register, brought, session.today, replace=replace)
    _show_imported(done, file)


def _opened(register: "Register", file: Path) -> "Copy":
    return register.private.read_copy(file, partial(ask_copy_passphrase, str(file)))


def _typed(register: "Register", file: Path, how: dict[str, Any]) -> "Copy":
    from heijastus_records.register.private import Copy
    from heijastus_records.rights import paper

    epoch = paper.read(register, _read_typed(file), how["epoch"])
    passphrase = _new(how["no_passphrase"], _("Passphrase for the key"))
    known = register.private.identity.exists()
    return Copy(epoch, None if known else passphrase())


def _read_typed(file: Path) -> str:
    if str(file) != "-":
        return file.read_text("utf-8", "replace")[:4096]
    if not has_terminal():
        return sys.stdin.read(4096)
    show.note(_("type the groups line by line; an empty line ends"))
    lines = iter(lambda: str(click.prompt("", default="", show_default=False, err=True)), "")
    return "\n".join(lines)


def _show_imported(done: "Imported", file: Path) -> None:
    from heijastus_records.rights.keeping import Imported

    sentences = {
        Imported.IDENTITY: _("the key is on this computer and opens the register"),
        Imported.INCOMING: _("a newer key: it waits beside the present one; next: records sync"),
        Imported.KNOWN: _("this key is here already; nothing was changed"),
    }
    show.note(sentences[done])
    if str(file) != "-" and done is not Imported.KNOWN:
        show.note(
            _("delete {path} if it was only for the way; then: records key copies --gone").format(
                path=file
            )
        )


@key_command.command("copies")
@click.option("--add", metavar="PLACE", help="Put a copy on the list.")
@click.option("--replaced", metavar="PLACE", help="This copy or computer has the present key.")
@click.option("--holder", metavar="NAME", help="Who has it, where it is not you; with --add.")
@click.option("--gone", metavar="PLACE", help="This copy or computer is no more.")
@click.option("--renew", is_flag=True, help="Write the present key into all copies within reach.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def key_copies_command(
    session: Session, /, renew: bool, as_json: bool, **places: str | None
) -> None:
    """Show where the key lies, which copies are old, and which erasures wait for that.

    An erasure is complete when every copy and computer with an older key has the present one or
    is no more.
    """
    from heijastus_records.rights import custody, keeping

    register = session.open()
    show.complete(_change_list(session, register, places))
    if renew:
        show_renewed(keeping.renew_copies(register, ask_copy_passphrase, session.today))
    _show_custody(custody.read(register), as_json)


def _change_list(
    session: Session, register: "Register", places: dict[str, str | None]
) -> tuple[str, ...]:
    from heijastus_records.rights import custody

    done: tuple[str, ...] = ()
    if places["holder"] and not (places["add"] or places["replaced"]):
        raise Misused(_("say which copy it is: --add PLACE --holder NAME"))
    for name, act in (("add", custody.add), ("replaced", custody.replaced)):
        place = places[name]
        if place:
            done += act(register, place, partial(ask_copy_passphrase, place), session.today)
            if places["holder"]:
                done += custody.hold(register, place, places["holder"], session.today)
    if places["gone"]:
        done += custody.gone(register, places["gone"], session.today)
    return done


def _show_custody(known: "Custody", as_json: bool) -> None:
    if as_json:
        click.echo(show.as_json(_custody_facts(known)), nl=False)
        return
    heads = [_("place"), _("epoch"), _("since"), _("tried"), _("state")]
    old = {each.place for each in known.outstanding}
    rows = [
        [
            f"{each.place} ({each.holder})" if each.holder else each.place,
            str(each.epoch),
            each.day,
            each.drilled,
            _("outstanding") if each.place in old else _("up to date"),
        ]
        for each in known.entries
    ]
    show.table(heads, rows, elastic=(0,))
    _show_outstanding(known.outstanding)
    for waits in known.pending:
        sentence = _("{where}: erased, but not complete before {day}: old copies still open it")
        show.note(sentence.format(where=waits.id, day=waits.until or "?"))


def _custody_facts(known: "Custody") -> dict[str, Any]:
    return {
        "schema": "records.key-copies/1",
        "epoch": known.number,
        "copies": [
            {
                "place": each.place,
                "kind": "computer" if each.is_computer else "copy",
                "epoch": each.epoch,
                "day": each.day or None,
                "drilled": each.drilled or None,
                "holder": each.holder or None,
                "outstanding": each.epoch < known.number,
            }
            for each in known.entries
        ],
        "pending": [
            {
                "id": each.id,
                "epoch": each.epoch,
                "day": each.day or None,
                "until": each.until.isoformat() if each.until else None,
            }
            for each in known.pending
        ],
    }


@key_command.command("drill")
@click.argument("file", type=FILE, required=False)
@click.pass_obj
def key_drill_command(session: Session, file: Path | None) -> None:
    """Prove that the recovery copy FILE opens every record, and note the day.

    Without FILE, the one listed copy that is plugged in is tried.
    """
    from heijastus_records.rights import custody

    register = session.open()
    tried = file or custody.within_reach(register)
    ask = partial(ask_copy_passphrase, str(tried))
    done = custody.drill(register, tried, ask, session.today)
    show.note(_("the copy opens everything: {count} records").format(count=done.files))
    if not done.is_listed:
        show.note(_("it is not on the list of copies: records key copies --add"))
