"""What falls due when, and the erasure of all that is due: retention, retention apply."""

import functools
from typing import TYPE_CHECKING, Any

import click

from heijastus_records import messages
from heijastus_records.cli import letters, show
from heijastus_records.cli.disclosing import recipients_option
from heijastus_records.cli.erasing import say_proven, write_letters
from heijastus_records.cli.keys import rotating, show_renewed
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session, ask_copy_passphrase, counted
from heijastus_records.cli.who import Who, read_who
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.register import Register
    from heijastus_records.rights.retaining import Clearance

FORMS = ("text", "html", "pdf", "csv", "json", "svg", "ics")


@click.group("retention", cls=Commands, invoke_without_command=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the list; else by the ending of FILE, else text. svg is the picture alone, ics"
    " a calendar of the days with ids only.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the list.")
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_context
def retention_command(
    ctx: click.Context, /, form: str | None, lang: str | None, **file: Any
) -> None:
    """Show whose data fall due when (GDPR, Article 5(1)(e)), and which are still unclear.

    By the notice's sections 10 and 14, with the law's minimum beside it: each client in one
    class, the invoices by financial year, the consents to renew.
    """
    if not ctx.invoked_subcommand:
        name = form or show.form_of(file["out"], FORMS)
        show.deliver(_content(ctx.obj, name, lang), **file)


def _content(session: Session, form: str, lang: str | None) -> str | bytes:
    from heijastus_records.rights import retaining, retaining_text

    register = session.open()
    found = retaining.report(register, session.today)
    if form == "text":
        return retaining_text.render(found, lang or messages.language())
    language = lang or register.notice.language
    if form == "csv":
        return show.as_csv(*found.table(language))
    if form == "ics":
        return retaining.agenda(register, found, language)
    return retaining.form(found, form, language)


@retention_command.command("apply")
@click.option(
    "--keep", metavar="WHO", type=Who(), multiple=True, help="Leave this record as it is."
)
@click.option("--plans", is_flag=True, help="Show the whole plan of each record.")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased and what would stay.")
@letters.options
@recipients_option
@click.option("--yes", is_flag=True, help="Do not ask for the number of records.")
@click.pass_obj
def retention_apply_command(session: Session, /, keep: tuple[str, ...], **how: Any) -> None:
    """Erase for good all whose time has passed, old versions too, and nothing else.

    One new key and one commit for all of it. Letters are optional, for nobody has asked: they go
    into a folder, --letter DIR or --eml DIR.
    """
    from heijastus_records.rights import retaining

    register = session.open()
    planned = retaining.clearance(register, session.today, _ids(register, keep))
    write = functools.partial(write_letters, session, planned.erasures, how)
    _show(planned, how["plans"])
    if how["dry_run"]:
        write()
    elif planned.count and counted(planned.count, how["yes"]):
        _apply(register, planned, session, write)


def _ids(register: "Register", keep: tuple[str, ...]) -> list[str]:
    """Return the ids of what she keeps: clients, and closed requests."""
    from heijastus_records.rights import finding, requests

    words = [read_who(each) for each in keep]
    return [
        (requests.find(register, each).id)
        if each.startswith("r-")
        else finding.find(register, each).id
        for each in words
    ]


def _show(planned: "Clearance", in_full: bool) -> None:
    from heijastus_records.rights import plan_text, retaining_text

    if not planned.count:
        show.note(_("nothing is due"))
        return
    for each in planned.erasures if in_full else ():
        show.text(plan_text.render(each))
    show.text(retaining_text.plan(planned))


def _apply(register: "Register", planned: "Clearance", session: Session, write: Any) -> None:
    from heijastus_records.rights import keeping, retaining, retaining_text

    with rotating() as told:
        done = retaining.carry_out(register, planned, write, told)
    show.note(_("erased: commit {commit}").format(commit=done.commit[:12]))
    say_proven(done)
    for paper in retaining_text.papers(planned):
        show.note(paper)
    show_renewed(keeping.renew_copies(register, ask_copy_passphrase, session.today))
