"""What lies in the cabinet: paper list, paper shredded."""

from typing import TYPE_CHECKING

import click

from heijastus_records import messages
from heijastus_records.cli import show
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, read_who
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.rights.cabinet import Lying

FORMS = ("text", "csv", "json")
NAMES = ("place", "kind", "id", "until", "state", "erased")
"""Columns of the CSV: the same in every language, like those of JSON."""


@click.group("paper", cls=Commands)
def paper_command() -> None:
    """List the papers in the cabinet, and tick off what was shredded."""


@paper_command.command("list")
@click.argument("who", type=Who(), required=False, default="")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the list; else by the ending of FILE, else a table.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--out", metavar="FILE", help="Write into a new file.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def paper_list_command(
    session: Session, who: str, form: str | None, out: str | None, replace: bool
) -> None:
    """List what lies in the cabinet, place by place: whose (by id), what, until when.

    What is to be shredded is among it: the day of some has passed, and the record of some is
    erased. WHO may be the id of an erased record.
    """
    from heijastus_records.rights import cabinet

    found = cabinet.listed(session.open(), session.today, read_who(who))
    chosen = form or show.form_of(out, FORMS)
    if chosen == "json":
        show.deliver(show.as_json(cabinet.facts(found, session.today)), out, replace)
    elif chosen == "csv" or out:
        rows = [[each.to_json()[name] or "" for name in NAMES] for each in found]
        show.deliver(show.as_csv(NAMES, rows), out, replace)
    else:
        _show(found)
        show.note(_waiting(sum(each.waits for each in found)))


@paper_command.command("shredded")
@click.argument("who", type=Who(), metavar="ID|WHO")
@click.option("--kind", metavar="KIND", default="", help="Only this kind, such as contract.")
@click.option("--place", metavar="PLACE", default="", help="Only what lies in this place.")
@click.pass_obj
def paper_shredded_command(session: Session, who: str, kind: str, place: str) -> None:
    """Tick off what you have shredded: all that waits of a client, or what you name.

    \b
    Examples:
      records paper shredded c-k3m7x2
      records paper shredded öhman --kind muistiinpanot --place "kaappi 1"
    """
    from heijastus_records.rights import cabinet

    register = session.open()
    found = cabinet.listed(register, session.today, read_who(who))
    done = cabinet.choose(found, kind, place)
    commit = cabinet.shredded(register, done)
    _show(done)
    show.note(_("ticked off: commit {commit}").format(commit=commit[:12]))


def _waiting(count: int) -> str:
    sentence = ngettext(
        "{count} sheet of paper is to be shredded",
        "{count} sheets of paper are to be shredded",
        count,
    )
    return sentence.format(count=count)


def _row(each: "Lying") -> list[str]:
    from heijastus_records.letters import formats
    from heijastus_records.rights.erasing import paper_kind

    language = messages.language()
    until = formats.day(each.until, language) if each.until else ""
    return [each.place, paper_kind(each.kind)[language], each.id, until, _state(each)]


def _state(each: "Lying") -> str:
    from heijastus_records.law.paper import State

    said = {
        State.STAYS: _("stays"),
        State.PAST: _("past its day: to be shredded"),
        State.SHRED: _("erased: to be shredded"),
    }
    return said[each.state]


def _show(found: "list[Lying]") -> None:
    heads = [_("place"), _("kind"), _("id"), _("until"), _("state")]
    show.table(heads, [_row(each) for each in found], elastic=(0,))
