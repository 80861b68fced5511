"""Giving people their own data to take along: portability."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.restricting import is_asked
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.rights.asker import Asker
    from heijastus_records.rights.porting import Portability

FORMS = ("json", "csv")

HEADS = ("field", "title", "value")


@click.command("portability", cls=Command)
@click.argument("who", type=Who(), required=False, default="")
@request_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the data; else by the ending of FILE, else JSON.",
)
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@letters.options
@click.pass_obj
def portability_command(
    session: Session,
    /,
    who: str,
    request: str | None,
    form: str | None,
    out: str | None,
    **letter: Any,
) -> None:
    """Give a person what they have provided, to take along (GDPR, Article 20).

    Only what the person has given, as the sources in the record say, and what rests on consent or
    contract: a part of what access-report gives. The letter goes with the file.

    \b
    Example:
      records portability öhman --out tiedot.json --letter kirje.pdf
    """
    from heijastus_records.rights import asker, porting

    one_of(who, request)
    if is_asked(letter) and not out:
        raise Misused(_("the letter goes with the file of the data: --out FILE"))
    register = session.open()
    asking = asker.of(register, read_who(who), request or "", "portability")
    planned = porting.of(register, asking.record, session.today)
    data = _written(planned, form or show.form_of(out, FORMS), letter["lang"])
    show.deliver(data, out, letter["replace"])
    _carry_out(session, asking, planned, out or "", letter)


def _written(planned: "Portability", form: str, language: str | None) -> str:
    if form == "csv":
        return show.as_csv(HEADS, planned.rows(language or planned.language))
    return show.as_json(planned.to_json())


def _carry_out(
    session: Session, asking: "Asker", planned: "Portability", out: str, letter: dict[str, Any]
) -> None:
    from heijastus_records.rights import porting

    register = session.opened[-1]
    head = asking.head(register.notice, session.today)
    recipient = letters.Recipient.of(asking.record, register.notice, asking.handled)
    letters.write(partial(planned.letter, head, Path(out).name), recipient, session, **letter)
    answered = asking.answered("granted", session.today, fields=planned.fields)
    porting.note(register, answered, asking.request)
    if planned.unknown:
        sentence = _("left out, since no source is recorded: {fields}")
        show.note(sentence.format(fields=", ".join(planned.unknown)))
