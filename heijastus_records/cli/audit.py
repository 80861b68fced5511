"""The trail: audit show, audit verify, audit report."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import show
from heijastus_records.cli.answers import FORMS
from heijastus_records.cli.day import Day
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, read_who
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.history import Change
    from heijastus_records.rights.audit import Past
    from heijastus_records.rights.verifying import Verified


@click.group("audit", cls=Commands)
def audit_command() -> None:
    """Show, prove and sum up the trail of changes."""


@audit_command.command("show")
@click.argument("who", type=Who(), required=False)
@click.option("--at", metavar="DAY", help="Show WHO as it was at the end of a day, or in a commit.")
@click.option("--values", is_flag=True, help="Show what was before each change, and after it.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def audit_show_command(
    session: Session, who: str | None, at: str | None, values: bool, as_json: bool
) -> None:
    """Show who changed what, when and on what ground: of WHO, or of the whole register.

    \b
    Examples:
      records audit show
      records audit show öhman --values
      records audit show öhman --at 31.12.2024
    """
    from heijastus_records.rights import audit

    register = session.open()
    if at:
        _show_past(audit.as_it_was(register, read_who(who or ""), at), as_json)
        return
    record = audit.of_whom(register, read_who(who or ""))
    changes = audit.trail(register, record)
    valued = [audit.values(register, change, record) if values else None for change in changes]
    _show_changes(changes, valued, as_json)


def _show_past(past: "Past", as_json: bool) -> None:
    if as_json:
        facts = {"id": past.record, "commit": past.commit, "text": past.text}
        click.echo(show.as_json({"schema": "records.audit-past/1", **facts}), nl=False)
    else:
        show.note(
            _("{where} in commit {commit}").format(where=past.record, commit=past.commit[:12])
        )
        show.text(past.text)


def _show_changes(changes: "list[Change]", valued: list[Any], as_json: bool) -> None:
    from heijastus_records.rights import audit

    if as_json:
        facts = [audit.facts(*each) for each in zip(changes, valued, strict=True)]
        click.echo(show.as_json({"schema": "records.audit/1", "changes": facts}), nl=False)
    elif any(each is not None for each in valued):
        for each in zip(changes, valued, strict=True):
            show.text("\n".join(audit.told(*each)))
    else:
        heads = [
            _("time"),
            _("action"),
            _("record"),
            _("fields"),
            _("ground"),
            _("who"),
            _("commit"),
        ]
        show.table(heads, [audit.row(change) for change in changes], elastic=(3, 5))


@audit_command.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def audit_verify_command(session: Session, as_json: bool) -> int:
    """Prove that the history is whole, yours and tells of nobody; or say what is wrong with it.

    Every commit is signed by a pinned key or named; no version is missing, put back or changed;
    no plain text is in any object of Git. Nothing of the repository is run for it.
    """
    from heijastus_records.rights import verifying

    done = verifying.verify(session.open())
    if as_json:
        click.echo(show.as_json(_facts(done)), nl=False)
    else:
        show.problems(done.problems)
        show.note(verifying.told(done))
    return 1 if done.errors else 0


def _facts(done: "Verified") -> dict[str, Any]:
    counts = {"commits": done.commits, "signed": done.signed, "by_hand": done.by_hand}
    problems = [show.problem_facts(problem) for problem in done.problems]
    return {"schema": "records.audit-verify/1", "head": done.head, **counts, "problems": problems}


@audit_command.command("report")
@click.option("--from", "first", type=Day(), metavar="DAY", help="First day; else 1 January.")
@click.option("--to", "last", type=Day(), metavar="DAY", help="Last day; else today.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the summary; else by the ending of FILE, else text.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the summary; else the register's."
)
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def audit_report_command(
    session: Session,
    /,
    first: date | None,
    last: date | None,
    form: str | None,
    lang: str | None,
    **file: Any,
) -> None:
    """Sum up a period for an authority or a customer.

    Counts, kinds and names of fields only: no name, no id and no value is in it.
    """
    from heijastus_records.rights import audit_report, verifying

    period = audit_report.period_of(first, last, session.today)
    if last and last > period.last:
        show.note(_("the period is not over yet: the summary ends today"))
    register = session.open()
    verified = verifying.verify(register).summary
    report = audit_report.summary(register, period, session.today, verified)
    form = form or show.form_of(file["out"], FORMS)
    show.deliver(audit_report.form(report, form, lang or register.notice.language), **file)
