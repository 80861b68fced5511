"""The commands that trust is built on: init, repair, doctor, completion."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import (
    Session,
    confirmed,
    new_passphrase,
)
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.founding import Plan
    from heijastus_records.rights.doctor import Finding


@click.command("init", cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--no-passphrase",
    is_flag=True,
    help="Make the key without a passphrase: for an encrypted disk.",
)
@click.option(
    "--recovery-copy",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Where to write a second copy of the key, such as a stick.",
)
@click.option(
    "--notice",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A register.yaml to begin with.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def init_command(session: Session, /, no_passphrase: bool, yes: bool, **places: Any) -> None:
    """Make a new register in an empty folder, with its key and a first commit."""
    from heijastus_records.register import founding, platform

    platform.harden()
    whole = {name: path and path.absolute() for name, path in places.items()}
    plan = founding.Plan(today=session.today, identity=session.identity, **whole)
    founding.check(plan)
    question = _("Without a recovery copy a lost key loses everything. Go on?")
    if plan.recovery_copy or confirmed(question, yes):
        register = founding.found(_with_passphrases(plan, no_passphrase))
        name = register.notice.data["controller"]["name"]
        _say_founded(register.root, register.private.identity, plan.recovery_copy, name)


def _with_passphrases(plan: "Plan", none: bool) -> "Plan":
    from dataclasses import replace

    if none:
        return plan
    show.note(_("The key is kept on this computer; its passphrase is asked for when you work."))
    own = new_passphrase(_("Passphrase for the key"))
    copy = None
    if plan.recovery_copy:
        show.note(
            _("The copy is for the day when this computer is lost: keep its passphrase on paper.")
        )
        copy = new_passphrase(_("Passphrase for the recovery copy"))
    return replace(plan, passphrase=own, recovery_passphrase=copy)


def _say_founded(root: Path, identity: Path, copy: Path | None, name: str) -> None:
    show.note(_("made the register {folder}").format(folder=root))
    show.note(_("its key is {path}: without it nothing opens").format(path=identity))
    if copy:
        show.note(_("recovery copy: {path}; keep it apart from this computer").format(path=copy))
    else:
        show.note(_("there is no recovery copy: if the key is lost, everything is lost"))
    show.note(_("letters go out in the name of {name}").format(name=name))
    show.note(_("next: put your own notice into register.yaml, records validate, git commit -a"))


@click.command("repair", cls=Command)
@click.argument("record", metavar="[ID]", default="")
@click.pass_obj
def repair_command(session: Session, record: str) -> None:
    """Mend one damaged record, or all: from history, or set aside in a commit."""
    from heijastus_records.register import repair

    register = session.open()
    done = repair.repair(register, repair.whole_id(register, record), session.today)
    for each in done:
        show.text(repair.told(each))
    if not done:
        show.note(_("nothing was damaged"))


@click.command("doctor", cls=Command)
@click.option("--fix", is_flag=True, help="Mend what the program can mend.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def doctor_command(session: Session, fix: bool, as_json: bool) -> int:
    """Say what is not set up well on this computer, and mend it.

    The key, signatures, Git's settings, hooks, where other copies lie, the recovery copy.
    """
    from heijastus_records.rights import doctor

    register = session.open()
    if fix:
        doctor.fix(register)
    found = doctor.examine(register, session.today)
    _show_health(found, as_json)
    return 0 if doctor.is_well(found) else 1


def _show_health(found: "list[Finding]", as_json: bool) -> None:
    from heijastus_records.rights import doctor

    if as_json:
        facts = [
            {"level": each.level.value, "sentence": each.sentence, "remedy": each.remedy}
            for each in found
        ]
        click.echo(show.as_json({"schema": "records.doctor/1", "findings": facts}), nl=False)
        return
    for each in found:
        mark, sentence, remedy = doctor.spoken(each)
        show.text(f"{mark:9}{sentence}")
        if remedy:
            show.text(f"{'':9}→ {remedy}")


@click.command("completion", cls=Command)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
def completion_command(shell: str) -> None:
    """Print what your shell needs to complete commands and ids; never names.

    \b
    bash: records completion bash >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    from heijastus_records.cli.root import records

    found = get_completion_class(shell)
    if found:
        click.echo(found(records, {}, "records", "_RECORDS_COMPLETE").source())


@click.command("prove", cls=Command, hidden=True)
@click.pass_obj
def prove_command(session: Session) -> None:
    """Open every record of a state with one key; what is asked comes on standard input."""
    from heijastus_records.rights import proving

    register = session.open()
    asked = proving.read(sys.stdin.read())
    register.ask = lambda: asked.passphrase
    click.echo(proving.answer(register, asked))
