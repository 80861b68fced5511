"""The record of processing activities: ropa."""

from typing import Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.notice import FORMS
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.messages import LANGUAGES


@click.command("ropa", cls=Command)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the record; else by the ending of FILE, else text.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the record; else the register's."
)
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def ropa_command(session: Session, /, form: str | None, lang: str | None, **file: Any) -> None:
    """Write the record of processing activities (GDPR, Article 30).

    It is shown to the Data Protection Ombudsman on request. No client is named in it.
    """
    from heijastus_records.rights import ropa

    register = session.open()
    told = ropa.record(register, session.today)
    form = form or show.form_of(file["out"], FORMS)
    show.deliver(ropa.form(told, register.notice, form, lang or register.notice.language), **file)
