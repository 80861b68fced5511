"""What people ask for: requests add, list, show, confirm, ask-id, extend, refuse, close."""

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.day import Day
from heijastus_records.cli.everyday import bytes_of
from heijastus_records.cli.root import Commands
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import RequestId, Who, read_who
from heijastus_records.errors import Misused
from heijastus_records.law.request import DUTIES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.register import Register
    from heijastus_records.rights.handling import Step
    from heijastus_records.rights.receiving import Incoming, Received
    from heijastus_records.rights.requests import Case

HOW = ("registered-address", "reply", "phone", "in-person", "letter", "mandate")
"""By what it is known who asks."""

CHANNELS = ("email", "letter", "phone", "in-person", "other")

GROUNDS = (
    *("art-12-2", "art-12-5", "art-15-4", "act-1050-2018-34", "art-16", "art-17-1"),
    *("art-17-3-b", "art-17-3-e", "art-18-1", "art-20-1", "art-21-1"),
)
"""Why no action may be taken: the letter has words for each."""


@click.group("requests", cls=Commands)
def requests_command() -> None:
    """Requests of people: from the mail to the answer, with their clock."""


@requests_command.command("add")
@click.argument("who", type=Who(), required=False, default="")
@click.option(
    "--eml",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Take the request from a mail that was saved as a file.",
)
@click.option(
    "--duty",
    "duties",
    metavar="DUTY",
    type=click.Choice(list(DUTIES)),
    multiple=True,
    help="What is asked for; of a mail, in place of what was recognised.",
)
@click.option("--received", type=Day(), metavar="DAY", help="Day of receipt; else the mail's.")
@click.option("--channel", type=click.Choice(CHANNELS), help="How it came, if not by mail.")
@click.option("--confirmed", "how", type=click.Choice(HOW), help="It is known who asks, by this.")
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def requests_add_command(
    session: Session, /, who: str, how: str | None, as_json: bool, **what: Any
) -> None:
    """Register a request: the clock runs from its receipt, whoever asks.

    WHO is the client who asks, where you know it; of a mail, else the one with that address.
    DUTY is access, portability, rectification, restriction, objection, consent-withdrawal or
    erasure.

    \b
    Examples:
      records requests add --eml viesti.eml
      records requests add öhman --duty restriction --channel phone
    """
    from heijastus_records.rights import receiving

    register = session.open()
    incoming = _incoming(register, session, **what)
    done = receiving.receive(register, incoming, session.today, who=read_who(who), how=how or "")
    for remark in done.remarks:
        show.note(remark)
    _show_received(done, as_json, session)


def _incoming(
    register: "Register",
    session: Session,
    eml: str | None,
    duties: tuple[str, ...],
    received: date | None,
    channel: str | None,
) -> "Incoming":
    from dataclasses import replace

    from heijastus_records.exchange import mail
    from heijastus_records.rights import receiving

    if received and received > session.today:
        raise Misused(_("a day to come is no day of receipt"))
    if eml:
        content = bytes_of(eml, mail.MAX_BYTES + 1)  # one more than is taken
        found = receiving.of_mail(register, content, session.today, duties)
        return replace(found, received=received or found.received)
    if not (duties and channel):
        raise Misused(
            _("say what is asked for and how it came: --duty access --channel phone"),
            _("or take it from a mail: --eml FILE"),
        )
    return receiving.Incoming(received or session.today, channel, duties)


def _show_received(done: "Received", as_json: bool, session: Session) -> None:
    if not done.is_new:
        show.note(_("this mail is registered already; nothing was changed"))
    _show_case(done.case, as_json, session)


@requests_command.command("list")
@click.option("--all", "closed", is_flag=True, help="Also those that are closed.")
@click.option("--json", "as_json", is_flag=True, help="Show them as JSON.")
@click.pass_obj
def requests_list_command(session: Session, closed: bool, as_json: bool) -> None:
    """List the requests by the days that are left."""
    from heijastus_records.rights import requests, requests_text

    cases = requests.listed(session.open())
    shown = [case for case in cases if closed or not case.request.is_closed]
    if as_json:
        facts = [requests_text.facts(case, session.today) for case in shown]
        click.echo(show.as_json({"schema": "records.requests/1", "requests": facts}), nl=False)
    else:
        rows = [requests_text.row(case, session.today) for case in shown]
        show.table(requests_text.heads(), rows, elastic=(1, 5))
        if not rows:
            show.note(_("no request is open; with the closed ones: --all"))


@requests_command.command("show")
@click.argument("request", metavar="ID", type=RequestId())
@click.option("--json", "as_json", is_flag=True, help="Show it as JSON.")
@click.pass_obj
def requests_show_command(session: Session, request: str, as_json: bool) -> None:
    """Show one request: who asks, its clock, what was decided, and what goes on next."""
    from heijastus_records.rights import requests

    _show_case(requests.find(session.open(), request), as_json, session, whole=True)


def _show_case(case: "Case", as_json: bool, session: Session, whole: bool = False) -> None:
    from heijastus_records.rights import requests_text

    if as_json:
        facts = requests_text.facts(case, session.today)
        click.echo(show.as_json({"schema": "records.request/1", **facts}), nl=False)
    else:
        show.text("\n".join(requests_text.told(case, session.today, whole=whole)))


@requests_command.command("confirm")
@click.argument("request", metavar="ID", type=RequestId())
@click.option("--how", type=click.Choice(HOW), required=True, help="By what it is known.")
@click.option("--client", "who", type=Who(), default="", help="Whose request it is.")
@click.option("--stranger", is_flag=True, help="It is known who asks; nobody in the register.")
@click.option("--note", default="", metavar="WORDS", help="What was done, and by whom.")
@click.pass_obj
def requests_confirm_command(session: Session, /, request: str, who: str, **what: Any) -> None:
    """Note that it is known who asks, and by what: see, call, ask; keep no copy of a document.

    \b
    Examples:
      records requests confirm r-4kpt --how phone
      records requests confirm r-4kpt --how reply --client öhman
    """
    from heijastus_records.rights import handling

    register = session.open()
    step = handling.confirm(register, request, session.today, who=read_who(who), **what)
    _carry_out(register, step)


@requests_command.command("ask-id")
@click.argument("request", metavar="ID", type=RequestId())
@letters.options
@click.pass_obj
def requests_ask_id_command(session: Session, /, request: str, **letter: Any) -> None:
    """Ask who the person is: the letter tells nothing of the register, and the clock stops."""
    from heijastus_records.rights import handling

    register = session.open()
    step = handling.ask_identity(register, request, session.today)
    _told(register, step, session, letter)


@requests_command.command("extend")
@click.argument("request", metavar="ID", type=RequestId())
@click.option("--months", type=click.Choice([1, 2]), default=2, help="One month more, or two.")
@click.option(
    "--ground",
    type=click.Choice(["complexity", "number"]),
    required=True,
    help="The request is complex, or there are many.",
)
@click.option("--reason", required=True, metavar="WORDS", help="Why, in words for the person.")
@letters.options
@click.pass_obj
def requests_extend_command(
    session: Session, /, request: str, months: int, ground: str, reason: str, **letter: Any
) -> None:
    """Take one or two months more; the person is told why within the first month.

    \b
    Example:
      records requests extend r-4kpt --ground number --reason "…" --eml kirje.eml
    """
    from heijastus_records.rights import handling

    register = session.open()
    step = handling.extend(register, request, months, ground, reason, session.today)
    _told(register, step, session, letter)


@requests_command.command("refuse")
@click.argument("request", metavar="ID", type=RequestId())
@click.option("--duty", metavar="DUTY", type=click.Choice(list(DUTIES)), help="Only this.")
@click.option(
    "--ground",
    metavar="GROUND",
    type=click.Choice(GROUNDS),
    required=True,
    help="The article.",
)
@click.option("--reason", required=True, metavar="WORDS", help="Why, in words for the person.")
@letters.options
@click.pass_obj
def requests_refuse_command(
    session: Session, /, request: str, duty: str | None, ground: str, reason: str, **letter: Any
) -> None:
    """Take no action, and tell the person why and where to complain (GDPR, Article 12(4)).

    \b
    GROUND is one of these:
      art-12-2          nobody can tell who asks
      art-12-5          manifestly unfounded, or excessive
      art-15-4          a copy would harm other people
      act-1050-2018-34  the Data Protection Act limits access
      art-16            the data were checked, and are right
      art-17-1          no ground for erasure applies
      art-17-3-b        a law demands that it is kept
      art-17-3-e        it is needed for a legal claim
      art-18-1          no ground for restriction applies
      art-20-1          not given by the person, or on another basis
      art-21-1          the basis is one that nobody can object to

    \b
    Example:
      records requests refuse r-4kpt --ground art-16 --reason "…" --eml kirje.eml
    """
    from heijastus_records.rights import handling

    register = session.open()
    step = handling.refuse(register, request, duty or "", ground, reason, session.today)
    _told(register, step, session, letter)


@requests_command.command("close")
@click.argument("request", metavar="ID", type=RequestId())
@click.pass_obj
def requests_close_command(session: Session, request: str) -> None:
    """Note that the answer was sent: nothing is left to do."""
    from heijastus_records.rights import handling

    register = session.open()
    _carry_out(register, handling.close(register, request, session.today))


def _told(register: "Register", step: "Step", session: Session, letter: dict[str, Any]) -> None:
    """Write the letter, then change the request: what could not be written was not told.

    Of somebody who is not confirmed, the address is not known: there is no e-mail then.
    """
    assert step.letter
    language = str(step.case.request.data.get("language", register.notice.language))
    to = (
        letters.Recipient.of(step.to, register.notice, step.case)
        if step.to
        else letters.Recipient(step.case.id, language, has_asked=True)
    )
    letters.write(step.letter, to, session, **letter)
    _carry_out(register, step)


def _carry_out(register: "Register", step: "Step") -> None:
    from heijastus_records.rights import handling

    commit = handling.carry_out(register, step)
    noted = _("noted {where}: commit {commit}").format(where=step.case.id, commit=commit[:12])
    show.note(noted if commit else _("no changes"))
