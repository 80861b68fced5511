"""Personal data breaches: breach add, list, show, decide, note, close, report."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.answers import FORMS
from heijastus_records.cli.day import DayOrMoment, Moment
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import BreachId, Who, read_who
from heijastus_records.errors import Misused
from heijastus_records.law import breach as law
from heijastus_records.law import moment
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.rights.breaches import Case


@click.group("breach", cls=Commands)
def breach_command() -> None:
    """Personal data breaches: from the discovery to the notification (GDPR, Articles 33, 34)."""


@breach_command.command("add")
@click.argument("who", type=Who(), nargs=-1)
@click.option(
    "--kind",
    metavar="KIND",
    type=click.Choice(law.KINDS),
    required=True,
    help="What kind it is.",
)
@click.option(
    "--aware",
    type=Moment(),
    metavar="MOMENT",
    required=True,
    help="When you became aware of it: from then on 72 hours run.",
)
@click.option(
    "--happened", type=DayOrMoment(), metavar="MOMENT", help="When it happened, or on which day."
)
@click.option("--what", metavar="TEXT", required=True, help="What happened, without names.")
@click.option(
    "--device", metavar="NAME", default="", help="As the list of copies has it: records key copies."
)
@click.option("--paper", is_flag=True, help="Paper was there as well.")
@click.option(
    "--persons", metavar="N", type=click.IntRange(0, 999_999_999), help="How many people, about."
)
@click.option("--contained", metavar="TEXT", default="", help="What was done at once.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def breach_add_command(
    session: Session, /, who: tuple[str, ...], as_json: bool, **said: Any
) -> None:
    """Record a breach with what the register knows of it: whose key, which data.

    WHO are the people whose data were concerned; without them it is everybody in the register.
    A MOMENT is like 2026-11-24 09:15, in Finnish time.

    \b
    KIND is one of these:
      lost-device      a device was lost or stolen
      wrong-recipient  data went to somebody for whom they were not meant
      intrusion        a stranger was in a computer or a service
      malware          a computer had malware
      lost-paper       paper was lost or stolen
      unavailable      data are lost, or out of reach
      other            anything else

    \b
    Examples:
      records breach add --kind lost-device --device laptop-x4qz \\
        --aware "2026-11-24 09:15" --what "The laptop was stolen on a train."
      records breach add öhman --kind wrong-recipient --aware "24.11.2026 9.15" \\
        --what "An invoice went to another client."
    """
    from heijastus_records.rights import breaches

    happened = _stored(said.pop("happened"))
    named = tuple(map(read_who, who))
    found = breaches.Discovery(who=named, happened=happened, **said)
    _show(breaches.add(session.open(), found, session.now), as_json, session)


def _stored(happened: date | datetime | None) -> str:
    if isinstance(happened, datetime):
        return moment.write(happened)
    return happened.isoformat() if happened else ""


def _show(case: "Case", as_json: bool, session: Session) -> None:
    from heijastus_records.rights import breaches_text

    if as_json:
        facts = breaches_text.facts(case, session.now)
        click.echo(show.as_json({"schema": "records.breach-case/1", **facts}), nl=False)
    else:
        show.text("\n".join(breaches_text.told(case, session.now)))


@breach_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Show them as JSON.")
@click.pass_obj
def breach_list_command(session: Session, as_json: bool) -> None:
    """List the breaches, open ones first, with the hours that are left."""
    from heijastus_records.rights import breaches, breaches_text

    cases = breaches.listed(session.open())
    if as_json:
        facts = [breaches_text.facts(case, session.now) for case in cases]
        click.echo(show.as_json({"schema": "records.breaches/1", "breaches": facts}), nl=False)
    elif not cases:
        show.note(_("no breach is recorded"))
    else:
        rows = [breaches_text.row(case, session.now) for case in cases]
        show.table(breaches_text.heads(), rows, elastic=(4,))
        show.note(_("kept for ten years from the day on which it became known, once closed"))


@breach_command.command("show")
@click.argument("breach", metavar="ID", type=BreachId())
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def breach_show_command(session: Session, breach: str, as_json: bool) -> None:
    """Show one breach: its clock, the facts, what was decided and done, and what goes on."""
    from heijastus_records.rights import breaches

    _show(breaches.find(session.open(), breach), as_json, session)


@breach_command.command("decide")
@click.argument("breach", metavar="ID", type=BreachId())
@click.option("--risk", type=click.Choice(law.RISKS), required=True, help="For the people.")
@click.option(
    "--authority",
    type=click.Choice([law.NOTIFY, law.NOT]),
    required=True,
    help="Whether the ombudsman is notified.",
)
@click.option(
    "--persons",
    type=click.Choice([law.TELL, law.NOT]),
    required=True,
    help="Whether the people are told.",
)
@click.option(
    "--exception",
    type=click.Choice(list(law.EXCEPTIONS)),
    help="Why they are not, although the risk is high (GDPR, Article 34(3)).",
)
@click.option("--reason", metavar="WORDS", required=True, help="Why; it is kept in any case.")
@click.pass_obj
def breach_decide_command(
    session: Session, /, breach: str, exception: str | None, **said: str
) -> None:
    """Decide on the risk, and who is told; every decision stays, with its reasons.

    \b
    Examples:
      records breach decide b-4kpt --risk none --authority not --persons not \\
        --reason "The key has a long passphrase; the disk is encrypted."
      records breach decide b-4kpt --risk high --authority notify --persons tell \\
        --reason "The key had no passphrase."
    """
    from heijastus_records.rights import breaches

    register = session.open()
    decision = breaches.Decision(**said, exception=exception or "")
    commit = breaches.decide(register, breach, decision, session.now)
    _remark(breaches.find(register, breach))
    _noted(session, breach, commit)


def _remark(case: "Case") -> None:
    """Say where the facts suggest a higher risk than was decided: the reasons answer for it."""
    from heijastus_records.rights import breaches_text

    suggested = law.RISKS.index(case.suggestion.risk)
    if suggested > law.RISKS.index(case.breach.decision["risk"]):
        said = _("the facts suggest {risk}; your reasons have to bear it")
        show.note(said.format(risk=breaches_text.suggested(case)))


@breach_command.command("note")
@click.argument("breach", metavar="ID", type=BreachId())
@click.option("--notified", type=Moment(), metavar="MOMENT", help="The ombudsman was notified.")
@click.option("--reference", metavar="WORDS", default="", help="The ombudsman's diary number.")
@click.option("--delay", metavar="WORDS", default="", help="Why it was after the 72 hours.")
@click.option("--told", type=Moment(), metavar="MOMENT", help="The people were told.")
@click.option("--consequences", metavar="WORDS", default="", help="What is likely to come of it.")
@click.option("--measures", metavar="WORDS", default="", help="What was done, and will be.")
@click.option("--contained", metavar="TEXT", default="", help="What was done at once.")
@click.option(
    "--country",
    "countries",
    metavar="COUNTRY",
    multiple=True,
    help="Where the people are that it concerns, such as FI; several times.",
)
@click.pass_obj
def breach_note_command(session: Session, /, breach: str, **news: Any) -> None:
    """Note what is known by now, and that the ombudsman was notified or the people were told.

    A notification may be in stages (GDPR, Article 33(4)): each --notified is one.

    \b
    Example:
      records breach note b-4kpt --notified "24.11.2026 14.30" --reference 1/171
    """
    from heijastus_records.rights import breaches

    commit = breaches.note(session.open(), breach, breaches.News(**news), session.now)
    _noted(session, breach, commit)


@breach_command.command("close")
@click.argument("breach", metavar="ID", type=BreachId())
@click.pass_obj
def breach_close_command(session: Session, breach: str) -> None:
    """Note that nothing is left to do."""
    from heijastus_records.rights import breach_report

    _noted(session, breach, breach_report.close(session.open(), breach, session.now))


def _noted(session: Session, breach: str, commit: str) -> None:
    """Say that it was noted, and what goes on."""
    from heijastus_records.rights import breaches, breaches_text

    case = breaches.find(session.opened[-1], breach)
    noted = _("noted {where}: commit {commit}").format(where=case.id, commit=commit[:12])
    show.note(noted if commit else _("no changes"))
    if not case.breach.is_closed:
        show.note(_("next: {command}").format(command=breaches_text.next_step(case)))


@breach_command.command("report")
@click.argument("breach", metavar="ID", type=BreachId())
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the notification; else by the ending of FILE, else text.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Its language; else the register's.")
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option(
    "--letters",
    "folder",
    metavar="DIR",
    help="Write the letters to the people instead, each in its own language.",
)
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.pass_obj
def breach_report_command(session: Session, /, breach: str, **how: Any) -> None:
    """Write the notification to the ombudsman, point by point, or the letters to the people.

    A first notification says what is not known yet; a supplement has to be complete.

    \b
    Examples:
      records breach report b-4kpt --out ilmoitus.pdf
      records breach report b-4kpt --letters kirjeet
    """
    from heijastus_records.rights import breaches

    case = breaches.find(session.open(), breach)
    if how["folder"]:
        _write_letters(session, case, how)
    else:
        _write_report(session, case, how)


def _write_report(session: Session, case: "Case", how: dict[str, Any]) -> None:
    from heijastus_records.rights import breach_report

    register = session.opened[-1]
    found = breach_report.report(register, case, session.now)
    form = how["form"] or show.form_of(how["out"], FORMS)
    content = breach_report.form(found, form, how["lang"] or register.notice.language)
    show.deliver(content, how["out"], how["replace"])


def _write_letters(session: Session, case: "Case", how: dict[str, Any]) -> None:
    from heijastus_records.rights import breach_report

    if how["out"] or how["form"]:
        raise Misused(_("--letters stands alone: leave --out and --format away"))
    register = session.opened[-1]
    posts = [
        (written, letters.Recipient.of(record, register.notice))
        for written, record in breach_report.posts(register, case, session.today)
    ]
    asked = {name: how[name] for name in ("lang", "replace")}
    letters.write_all(posts, session, letter=how["folder"], eml=None, **asked)
