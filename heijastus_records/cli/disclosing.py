"""To whom data were given: disclosures add, disclosures list."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heijastus_records import messages
from heijastus_records.cli import show
from heijastus_records.cli.day import Day
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, read_who
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.letters.letter import Written
    from heijastus_records.register.register import Record, Register
    from heijastus_records.rights.disclosing import Planned


@click.group("disclosures", cls=Commands)
def disclosures_command() -> None:
    """Record to whom data were disclosed, and list it."""


@disclosures_command.command("add")
@click.argument("who", type=Who())
@click.option("--to", metavar="NAME", required=True, help="The recipient.")
@click.option("--what", metavar="A,B", required=True, help="The fields, such as name,invoices.")
@click.option("--purpose", metavar="WORDS", required=True, help="What for.")
@click.option("--when", type=Day(), metavar="DAY", help="The day it was done; else today.")
@click.option("--ground", metavar="ARTICLE", default="", help="Legal basis, such as art-6-1-c.")
@click.pass_obj
def disclosures_add_command(
    session: Session, /, who: str, what: str, when: date | None, **given: Any
) -> None:
    """Record that data of a client were given to somebody (GDPR, Articles 15 and 19).

    What is restricted is given to nobody, but with consent or for a claim: --ground art-18-2.

    \b
    Example:
      records disclosures add öhman --to Tilitoimisto --what name --purpose vero
    """
    from heijastus_records.rights import disclosing, finding

    register = session.open()
    fields = tuple(dict.fromkeys(name.strip() for name in what.split(",") if name.strip()))
    disclosure = disclosing.Disclosure(what=fields, when=when or session.today, **given)
    record = finding.find(register, read_who(who))
    planned = disclosing.of(register, record, disclosure, session.today)
    _say(planned, disclosing.carry_out(register, planned))


def _say(planned: "Planned", commit: str) -> None:
    show.problems(planned.warnings, err=True)
    if not commit:
        show.note(_("no changes"))
        return
    where = planned.record.id
    show.note(
        _("{where}: disclosure recorded: commit {commit}").format(where=where, commit=commit[:12])
    )
    if not planned.is_in_notice:
        show.note(
            _(
                "the notice does not name this recipient: change recipients in register.yaml, and"
                " section 8 of the published notice"
            )
        )


recipients_option = click.option(
    "--recipients",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Write to those to whom the data were disclosed, as PDF.",
)


def write_notices(
    found: "list[tuple[str, Written]]",
    folder: str | None,
    session: Session,
    replace: bool,
) -> None:
    """Write the letters to the recipients into a folder; where none was named, say who waits.

    The files have numbers, no names: `ilmoitus-1.pdf`. They are in the language of the register:
    nobody knows another one of a recipient.
    """
    from heijastus_records.letters import forms

    if folder is None:
        for recipient, _written in found:
            sentence = _("{recipient} is to be told (GDPR, Article 19): --recipients DIR")
            show.note(sentence.format(recipient=recipient))
        return
    language = session.opened[-1].notice.language
    written = [forms.render(letter(language), "pdf", session.today) for _to, letter in found]
    for number, content in enumerate(written, 1):
        show.deliver(content, str(Path(folder) / f"ilmoitus-{number}.pdf"), replace)


HEADS = ("id", "when", "to", "what", "purpose", "ground")


@disclosures_command.command("list")
@click.argument("who", type=Who(), required=False)
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def disclosures_list_command(session: Session, who: str | None, as_json: bool) -> None:
    """List the disclosures of WHO, or of all clients, the latest first."""
    from heijastus_records.rights import disclosing

    found = disclosing.listed(_records(session.open(), who))
    if as_json:
        facts = {"schema": "records.disclosures/1", "disclosures": found}
        click.echo(show.as_json(facts), nl=False)
    else:
        _show(found)


def _records(register: "Register", who: str | None) -> "list[Record]":
    from heijastus_records.rights import finding

    return [finding.find(register, read_who(who))] if who else list(register.records())


def _show(found: list[dict[str, Any]]) -> None:
    from heijastus_records.register import schema

    titles = [schema.kind_at("client", ("disclosures", 0, head)).title for head in HEADS]
    language = messages.language()
    heads = [title.get(language, head) for title, head in zip(titles, HEADS, strict=True)]
    show.table(heads, [[_cell(each.get(head, "")) for head in HEADS] for each in found], (2, 3, 4))
    if not found:
        show.note(_("no disclosures are recorded"))


def _cell(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
