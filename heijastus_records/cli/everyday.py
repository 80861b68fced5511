"""The commands of every day: new, edit, show, list, query, validate, import."""

import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.root import Command, Commands
from heijastus_records.cli.session import Session, asked, confirmed, editor_command, has_terminal
from heijastus_records.cli.who import Who, read_who
from heijastus_records.errors import Invalid, Misused, Problem
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

if TYPE_CHECKING:
    from heijastus_records.rights.queries import Found

ROLES = {
    "tilaaja": "orderer",
    "ohjattava": "supervisee",
    "valmennettava": "coachee",
    "yhteyshenkilö": "contact",
    "beställare": "orderer",
    "handledd": "supervisee",
    "kontaktperson": "contact",
}
"""Words of the field that are taken as well as those of the schema."""

FORMS = ("table", "csv", "json")

RIGID = ("id", "name", "kind", "roles", "business_id")
"""Columns that are shown whole, however narrow the terminal."""

LISTED = ("id", "name", "roles", "emails")


class Role(click.Choice[str]):
    """A role, in English, Finnish or Swedish."""

    def __init__(self) -> None:
        super().__init__(["orderer", "supervisee", "coachee", "contact"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the schema's word for a role."""
        return super().convert(ROLES.get(str(value).lower(), value), param, ctx)


@click.group("new", cls=Commands)
def new_command() -> None:
    """Add a person or an organisation in your editor."""


def _new(kind: str) -> Command:
    @click.command(kind, cls=Command, help="Add a new record in your editor, or from a file.")
    @click.option("-e", "--editor", help="The editor to use.")
    @click.option(
        "--from",
        "source",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True),
        help="Take the text from a file, or - for standard input.",
    )
    @click.pass_obj
    def command(session: Session, editor: str | None, source: str | None) -> None:
        from heijastus_records.rights import editing

        register = session.open()
        if source:
            saved = editing.taken(register, kind, _text_of(source))
        else:
            saved = editing.Editing(register, editor_command(editor), _again).new(kind)
        _say_saved(saved)

    return command


new_command.add_command(_new("person"))
new_command.add_command(_new("organisation"))


MAX_DRAFT = 1024 * 1024
"""Largest text that is read to be looked at, in bytes; a record may have a quarter of it."""

MAX_LIST = 20 * 1024 * 1024 + 1
"""Largest client list that is read, in bytes: one more than is taken."""


def bytes_of(source: str, limit: int) -> bytes:
    """Return what a plain file or standard input holds. Raises Misused for anything else."""
    if source == "-":
        return sys.stdin.buffer.read(limit) if sys.stdin else b""
    path = Path(source)
    if not path.is_file():
        raise Misused(_("{path} is not a plain file").format(path=path))
    with path.open("rb") as file:
        return file.read(limit)


def _text_of(source: str) -> str:
    content = bytes_of(source, MAX_DRAFT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid(_("not UTF-8 text"), [Problem(_("not UTF-8 text"), line=line)]) from error


def _again(problems: list[Problem]) -> bool:
    show.note(_("Nothing was saved; to put right:"))
    show.problems(problems, err=True)
    return has_terminal() and asked(_("Edit again?"), default=True)


def _say_saved(saved: Any) -> None:
    show.problems(saved.warnings, err=True)
    if saved.commit:
        show.note(
            _("saved {where}: commit {commit}").format(where=saved.record, commit=saved.commit[:12])
        )
        click.echo(saved.record)
    else:
        show.note(_("no changes"))


@click.command("edit", cls=Command)
@click.argument("who", type=Who())
@click.option("-e", "--editor", help="The editor to use.")
@click.option("--resume", is_flag=True, help="Go on with a text that was not saved.")
@click.option("--discard", is_flag=True, help="Drop a text that was not saved.")
@click.pass_obj
def edit_command(
    session: Session, who: str, editor: str | None, resume: bool, discard: bool
) -> None:
    """Edit one record in your editor.

    WHO is an id or its beginning, an e-mail address, or a part of a name.
    """
    from heijastus_records.rights import editing

    register = session.open()
    words = editor_command(editor) if not discard else []
    sitting = editing.Editing(register, words, _again, partial(_say_restricted, session))
    saved = sitting.begin(read_who(who), resume=resume, discard=discard)
    if discard:
        show.note(_("the unsaved text of {where} was dropped").format(where=saved.record))
    else:
        _say_saved(saved)


def _say_restricted(session: Session, record: Any) -> None:
    """Say that a record may only be stored (GDPR, Article 18), before it is used."""
    from heijastus_records.rights import restricting

    if restricting.lasts(record, session.today):
        sentence = _("{where}: restricted, to be stored only (GDPR, Article 18)")
        show.note(sentence.format(where=record.id))


@click.command("show", cls=Command)
@click.argument("who", type=Who())
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def show_command(session: Session, who: str, as_json: bool) -> None:
    """Show one record as it was typed.

    WHO is an id or its beginning, an e-mail address, or a part of a name.
    """
    from heijastus_records.rights import finding

    record = finding.find(session.open(), read_who(who), "cb")
    _say_restricted(session, record)
    if as_json:
        facts = {"id": record.id, "version": record.version, "data": record.data}
        facts["comments"] = [comment.text for comment in record.comments]
        kind = "breach" if record.id.startswith("b-") else "client"
        click.echo(show.as_json({"schema": f"records.{kind}/1", **facts}), nl=False)
    else:
        show.note(record.id)
        show.text(record.text)


@click.command("list", cls=Command)
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def list_command(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """List the clients; WORDS that occur in a record narrow the list."""
    from heijastus_records.rights import queries

    filters = queries.Filters(text=" ".join(words), restricted=True)
    found = queries.query(session.open(), filters, session.today)
    _show_rows(found.rows, list(LISTED), "json" if as_json else "table", session)
    _note_restricted(found)


@click.command("query", cls=Command)
@click.option("--role", type=Role(), help="Only clients in this role.")
@click.option(
    "--kind",
    type=click.Choice(["person", "organisation"]),
    help="Only people, or only organisations.",
)
@click.option(
    "--active/--ended", default=None, help="Only where the relationship lasts, or has ended."
)
@click.option(
    "--organisation",
    metavar="WHO",
    default="",
    help="Only organisations that fit, and their people: id, business id or part of a name.",
)
@click.option(
    "--consent",
    metavar="PURPOSE",
    default="",
    help="Only whose consent to this purpose may be used today.",
)
@click.option("--text", metavar="WORDS", default="", help="Only where these words occur.")
@click.option(
    "--where",
    metavar="JMESPATH",
    default="",
    help="Only where this expression over the record is true.",
)
@click.option("--restricted", is_flag=True, help="Also clients whose processing is restricted.")
@click.option(
    "--fields",
    metavar="A,B",
    default=",".join(LISTED),
    help="The fields to show, such as name,billing.operator_id.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the answer; else by the ending of FILE, else a table.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--out", metavar="FILE", help="Write into a new file.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def query_command(
    session: Session,
    /,
    fields: str,
    form: str | None,
    out: str | None,
    replace: bool,
    **filters: Any,
) -> None:
    """Find clients by what is held about them.

    \b
    Examples:
      records query --role ohjattava --active
      records query --consent marketing --fields name,emails --format csv
      records query --where "length(invoices || `[]`) > `5`" --json
    """
    from heijastus_records.rights import queries

    names = [name.strip() for name in fields.split(",") if name.strip()]
    queries.check_fields(names)
    found = queries.query(session.open(), queries.Filters(**_given(filters)), session.today)
    _show_rows(found.rows, names, form or show.form_of(out, FORMS), session, out, replace)
    note_left_out(found)
    _note_restricted(found)


def note_left_out(found: "Found") -> None:
    """Say how many a rule keeps out of the answer, and which rule."""
    told = [
        (_("left out, to be stored only (GDPR, Article 18): {count}"), found.restricted),
        (_("left out, have objected (GDPR, Article 21): {count}"), found.objected),
        (_("left out, have asked for it, answer their requests: {count}"), found.asked),
    ]
    for sentence, count in told:
        if count:
            show.note(sentence.format(count=count))


def _note_restricted(found: "Found") -> None:
    """Name those who are listed although their data may only be stored."""
    for record in found.stored_only:
        sentence = _("{where}: restricted, to be stored only (GDPR, Article 18)")
        show.note(sentence.format(where=record))


def _given(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _show_rows(
    rows: list[Any],
    names: list[str],
    form: str,
    session: Session,
    out: str | None = None,
    replace: bool = False,
) -> None:
    from heijastus_records.rights import queries

    cells = [[queries.pick(row, name) for name in names] for row in rows]
    if form == "json":
        facts = {"schema": "records.query/1", "as_of": session.today.isoformat()}
        show.deliver(show.as_json({**facts, "clients": rows}), out, replace)
    elif form == "csv" or out:
        show.deliver(show.as_csv(names, cells), out, replace)
    else:
        spoken = [[queries.spoken(row, name) for name in names] for row in rows]
        elastic = [place for place, name in enumerate(names) if name not in RIGID]
        show.table([queries.title(name) for name in names], spoken, elastic)
        count = len(rows)
        show.note(ngettext("{count} client", "{count} clients", count).format(count=count))


@click.command("validate", cls=Command)
@click.argument(
    "draft", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)
@click.option("--staged", is_flag=True, help="Check what a commit by hand would change.")
@click.option("--json", "as_json", is_flag=True, help="Show the problems as JSON.")
@click.pass_obj
def validate_command(session: Session, draft: str | None, staged: bool, as_json: bool) -> int:
    """Check the register; or DRAFT, a plain text outside it (- reads standard input)."""
    register = session.open()
    count, found = _checked(register, session.today, draft, staged)
    if as_json:
        facts = [show.problem_facts(problem) for problem in found]
        click.echo(show.as_json({"schema": "records.validate/1", "problems": facts}), nl=False)
    else:
        show.problems(found)
        show.note(_verdict(count, found))
    return 0 if all(problem.warning for problem in found) else 1


def _checked(
    register: Any, today: date, draft: str | None, is_staged: bool
) -> tuple[int, list[Problem]]:
    """Return how many records were checked, and what was found."""
    if is_staged:
        from heijastus_records.rights import staged

        staging = staged.Staging(register)
        return len(staging.ids), staging.problems()
    from heijastus_records.rights import upkeep

    if draft:
        return 1, upkeep.validate_draft(register, _text_of(draft))
    return len(register.ids()), upkeep.validate(register, today)


def _verdict(records: int, found: list[Problem]) -> str:
    warnings = sum(problem.warning for problem in found)
    errors = len(found) - warnings
    counts = [
        ngettext("{count} record", "{count} records", records).format(count=records),
        ngettext("{count} error", "{count} errors", errors).format(count=errors),
        ngettext("{count} warning", "{count} warnings", warnings).format(count=warnings),
    ]
    return ", ".join(counts)


@click.command("import", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would become what, and change nothing.")
@click.option("--keep-duplicates", is_flag=True, help="Do not join rows that are the same person.")
@click.pass_obj
def import_command(
    session: Session, file: str, yes: bool, dry_run: bool, keep_duplicates: bool
) -> None:
    """Take in the client list of a spreadsheet (CSV): all of it, or nothing.

    The columns, in any order: Tyyppi, Yritys, Y-tunnus, Etunimi, Sukunimi, Sähköposti, Puhelin,
    Rooli, Katuosoite, Postinumero, Postitoimipaikka, Verkkolaskuosoite, Välittäjätunnus,
    Palvelu, Sopimus alkoi, Sopimus päättyi, Aikataulu, Paikka, Paperisopimus, Markkinointilupa,
    Lähde, Laskut.
    """
    from heijastus_records.rights import intake

    register = session.open()
    plan = intake.plan(register, bytes_of(file, MAX_LIST), join=not keep_duplicates)
    _show_plan(plan)
    if not plan.records:
        show.note(_("nothing to import: everybody is in the register already"))
    elif dry_run or not confirmed(_("Import these records?"), yes):
        show.note(_("nothing was changed"))
    else:
        _say_imported(len(plan.records), intake.carry_out(register, plan))


def _say_imported(count: int, commit: str) -> None:
    sentence = ngettext(
        "imported {count} record: commit {commit}",
        "imported {count} records: commit {commit}",
        count,
    )
    show.note(sentence.format(count=count, commit=commit[:12]))


def _show_plan(plan: Any) -> None:
    from heijastus_records.rights import intake

    for line in intake.told(plan):
        show.note(line)
    show.problems(plan.unmapped, err=True)
