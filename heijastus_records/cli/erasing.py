"""Erasing for good: erase."""

import functools
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.answers import FORMS
from heijastus_records.cli.everyday import Who, read_who
from heijastus_records.cli.keys import show_renewed
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session, ask_copy_passphrase, named
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.register import Register
    from heijastus_records.rights.erase import Erased
    from heijastus_records.rights.erasing import Erasure


@click.command("erase", cls=Command)
@click.argument("who", type=Who())
@click.option("--dry-run", is_flag=True, help="Only say what would be erased and what would stay.")
@click.option("--json", "as_json", is_flag=True, help="Show the plan as JSON.")
@click.option(
    "--letter",
    metavar="FILE",
    help="Write the answer to the person into a new file: .txt, .html, .pdf or .json.",
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the answer; else the client's own."
)
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.option("--yes", is_flag=True, help="Do not ask for the name.")
@click.pass_obj
def erase_command(
    session: Session, /, who: str, dry_run: bool, as_json: bool, yes: bool, **letter: Any
) -> None:
    """Erase a person for good, in old versions too (GDPR, Article 17).

    What the law demands to be kept stays until its own day, and nothing else.
    """
    from heijastus_records.rights import erasing

    register = session.open()
    planned = erasing.of_whom(register, read_who(who), session.today)
    _show(planned, as_json)
    write = functools.partial(_write_letter, planned, **letter)
    if dry_run:
        write()
    elif named(planned.name, yes):
        _erase(register, planned, session, write)


def _erase(register: "Register", planned: "Erasure", session: Session, write: Any) -> None:
    from heijastus_records.rights import erase, keeping

    _say_erased(erase.carry_out(register, [planned], session.today, write))
    show_renewed(keeping.renew_copies(register, ask_copy_passphrase, session.today))


def _say_erased(done: "Erased") -> None:
    show.note(_("erased: commit {commit}").format(commit=done.commit[:12]))
    sentence = _("tried {count} old texts and keys with every secret that is left: none opens")
    show.note(sentence.format(count=done.proof.tried))
    show.note(_("the key is now of epoch {number}").format(number=done.epoch))


def _show(planned: "Erasure", as_json: bool) -> None:
    from heijastus_records.rights import plan_text

    if as_json:
        click.echo(show.as_json(planned.to_json()), nl=False)
    else:
        show.text(plan_text.render(planned))


def _write_letter(planned: "Erasure", letter: str | None, lang: str | None, replace: bool) -> None:
    file = letter
    if file is None:
        return
    form = show.form_of(file, FORMS)
    show.deliver(planned.form(form, lang), file, replace)
    show.note(_("the letter says what was erased: send it when that is done"))
