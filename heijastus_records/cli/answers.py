"""Answering people: access-report."""

from typing import Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.everyday import Who, read_who
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

FORMS = ("text", "html", "pdf", "json")


@click.command("access-report", cls=Command)
@click.argument("who", type=Who())
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the answer; else by the ending of FILE, else text.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the answer; else the client's own."
)
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.option(
    "--nothing-held", is_flag=True, help="Write the answer to somebody who is not in the register."
)
@click.pass_obj
def access_report_command(
    session: Session,
    /,
    who: str,
    form: str | None,
    lang: str | None,
    nothing_held: bool,
    **file: Any,
) -> None:
    """Answer a person who asks what is held about them (GDPR, Article 15).

    WHO is an id or its beginning, an e-mail address, or a part of a name; - reads it from
    standard input, so that it does not stay in the history of your shell.
    """
    from heijastus_records.rights import access

    ask = access.nothing_held if nothing_held else access.answer_to
    found = ask(session.open(), read_who(who), session.today)
    for remark in found.remarks:
        show.note(remark)
    form = form or show.form_of(file["out"], FORMS)
    show.deliver(found.form(form, lang, session.today), **file)
    show.note(_("the answer says that the cabinet, e-mail and invoices were searched: do it first"))
