"""Data for another program: export."""

from typing import TYPE_CHECKING

import click

from heijastus_records.cli import show
from heijastus_records.cli.everyday import note_left_out
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.rights.exporting import Export

FORMS = ("csv", "json")


@click.command("export", cls=Command)
@click.option(
    "--purpose",
    metavar="PURPOSE",
    required=True,
    help="What for: a purpose that the notice names, such as billing.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the data; else by the ending of FILE, else CSV.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--out", metavar="FILE", help="Write into a new file.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def export_command(
    session: Session, purpose: str, form: str | None, out: str | None, replace: bool
) -> None:
    """Give another program what a purpose of the notice needs, and nothing else.

    Left out are clients whom the purpose does not concern any more, who have objected, or whose
    data may only be stored. Comments never leave the register.
    """
    from heijastus_records.rights import exporting

    found = exporting.of(session.open(), purpose, session.today)
    show.deliver(_written(found, form or show.form_of(out, FORMS)), out, replace)
    count = len(found.found.rows)
    show.note(ngettext("{count} client", "{count} clients", count).format(count=count))
    note_left_out(found.found)
    show.note(_("given to somebody else, it is a disclosure: records disclosures add"))


def _written(found: "Export", form: str) -> str:
    if form == "json":
        return show.as_json(found.to_json())
    columns = found.columns()
    return show.as_csv(["id", *columns], found.cells(columns))
