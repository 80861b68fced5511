"""Recording that somebody objects, and what was decided: object."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.day import Day
from heijastus_records.cli.restricting import is_asked
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.law import disclosure
from heijastus_records.law.objection import DECISIONS
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.rights.asker import Asker
    from heijastus_records.rights.objecting import Objection


@click.command("object", cls=Command)
@click.argument("who", type=Who(), required=False, default="")
@request_option
@click.option("--to", metavar="PURPOSE", required=True, help="The purpose, as the notice names it.")
@click.option(
    "--decision",
    type=click.Choice(DECISIONS),
    help="Else upheld for marketing, and pending for anything else.",
)
@click.option("--reason", metavar="WORDS", default="", help="The compelling grounds to reject it.")
@click.option(
    "--day",
    type=Day(),
    metavar="DAY",
    help="Day of the objection; else that of the request, or today.",
)
@letters.options
@click.pass_obj
def object_command(
    session: Session,
    /,
    who: str,
    request: str | None,
    to: str,
    decision: str | None,
    reason: str,
    day: date | None,
    **letter: Any,
) -> None:
    """Record an objection to a purpose, or decide on one (GDPR, Article 21).

    Direct marketing (the purpose marketing) stops at once. Until another objection is decided,
    processing is restricted; the decision lifts that, and its letter tells the person.

    \b
    Examples:
      records object öhman --to marketing
      records object öhman --to development
      records object öhman --to development --decision upheld --letter vastaus.pdf
    """
    from heijastus_records.rights import asker, objecting

    one_of(who, request)
    register = session.open()
    asking = asker.of(register, read_who(who), request or "", "objection")
    wish = objecting.Wish(to, decision or "", reason, day or asking.received)
    planned = objecting.of(register, asking.record, wish, session.today)
    _carry_out(session, asking, planned, letter)


def _carry_out(
    session: Session, asking: "Asker", planned: "Objection", letter: dict[str, Any]
) -> None:
    from heijastus_records.rights import objecting

    register = session.opened[-1]
    objecting.refuse_untold(planned, told=is_asked(letter))
    head = asking.head(register.notice, session.today)
    recipient = letters.Recipient.of(asking.record, register.notice, asking.handled)
    letters.write(partial(planned.letter, head), recipient, session, **letter)
    said = {"reason": planned.reason, "ground": planned.basis}
    outcome = planned.outcome
    answered = asking.answered(outcome, session.today, **said) if outcome else []
    _say(planned, objecting.carry_out(register, planned, answered, asking.request))


def _say(planned: "Objection", commit: str) -> None:
    where = planned.record.id
    sentences = {
        "pending": _("{where}: the objection waits for a decision"),
        "upheld": _("{where}: the objection is upheld"),
        "rejected": _("{where}: the objection is rejected"),
    }
    show.note(sentences[planned.decision].format(where=where))
    if planned.restricts:
        _say_restricted(planned)
    if planned.lifted:
        sentence = _("{where}: the restriction ends; from {day} on it is gone")
        show.note(sentence.format(where=where, day=planned.lifted.isoformat()))
    if planned.stands:
        sentence = _("an earlier objection to {purpose} was upheld and holds: see the trail")
        show.note(sentence.format(purpose=planned.stands))
    if commit:
        show.note(_("saved {where}: commit {commit}").format(where=where, commit=commit[:12]))


def _say_restricted(planned: "Objection") -> None:
    """Say that it is restricted meanwhile, and that those who were given the data are told."""
    show.note(_("restricted until then (GDPR, Article 18(1)(d)): stored only"))
    if disclosure.told(planned.record.data):
        sentence = _(
            "recipients of the data are to be told (GDPR, Article 19): records restrict {where}"
            " --ground art-18-1-d --recipients DIR"
        )
        show.note(sentence.format(where=planned.record.id))
