"""Restricting what is contested: restrict."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.day import Day
from heijastus_records.cli.disclosing import recipients_option, write_notices
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.errors import Misused
from heijastus_records.law.restriction import GROUNDS
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.rights.asker import Asker
    from heijastus_records.rights.restricting import Restriction


@click.command("restrict", cls=Command)
@click.argument("who", type=Who(), required=False, default="")
@request_option
@click.option("--ground", type=click.Choice(GROUNDS), help="Why: a point of Article 18(1).")
@click.option("--since", type=Day(), metavar="DAY", help="Since when; else today.")
@click.option("--lift", is_flag=True, help="Lift the restriction: the person is told first.")
@click.option("--reason", metavar="WORDS", default="", help="Why it is lifted, for the letter.")
@click.option("--told", type=Day(), metavar="DAY", help="When the person was told of the lifting.")
@recipients_option
@letters.options
@click.pass_obj
def restrict_command(
    session: Session,
    /,
    who: str,
    request: str | None,
    ground: str | None,
    since: date | None,
    lift: bool,
    reason: str,
    told: date | None,
    recipients: str | None,
    **letter: Any,
) -> None:
    """Restrict processing (GDPR, Article 18), or lift that again.

    What is restricted is stored only: query leaves it out. The grounds: accuracy contested (a),
    unlawful but not to be erased (b), needed for a claim (c), objection pending (d).

    \b
    Examples:
      records restrict öhman --ground art-18-1-a --letter vahvistus.pdf
      records restrict öhman --lift --reason "Tarkistettu." --letter kirje.pdf
    """
    from heijastus_records.rights import asker, restricting

    one_of(who, request)
    if lift == bool(ground) or (lift and (request or since)) or (ground and (told or reason)):
        raise Misused(_("say --ground, perhaps --since; or --lift of WHO, with --told or --reason"))
    asking = asker.of(session.open(), read_who(who), request or "", "restriction")
    if ground:
        planned = restricting.begin(asking.record, ground, since or session.today, session.today)
    else:
        told = told or (session.today if is_asked(letter) else None)
        planned = restricting.lift(asking.record, told, reason, session.today)
    _carry_out(session, asking, planned, recipients, letter)


def is_asked(letter: dict[str, Any]) -> bool:
    """Tell whether a letter to the person is written: then they are told."""
    return bool(letter["letter"] or letter["eml"])


def _carry_out(
    session: Session,
    asking: "Asker",
    planned: "Restriction",
    folder: str | None,
    letter: dict[str, Any],
) -> None:
    from heijastus_records.rights import restricting

    register = session.opened[-1]
    head = asking.head(register.notice, session.today)
    recipient = letters.Recipient.of(asking.record, register.notice, asking.handled)
    letters.write(partial(planned.letter, head), recipient, session, **letter)
    write_notices(
        planned.notices(register.notice, session.today), folder, session, letter["replace"]
    )
    answered = asking.answered("granted", session.today, ground=planned.ground)
    _say(planned, restricting.carry_out(register, planned, answered, asking.request))


def _say(planned: "Restriction", commit: str) -> None:
    day = planned.lifted or planned.since
    if planned.lifted:
        sentence = _("{where}: the restriction ends; from {day} on it is gone")
    elif planned.is_new:
        sentence = _("{where} is restricted, and stored only")
    else:
        sentence = _("{where} is restricted already, since {day} ({ground}): that stays")
    where = planned.record.id
    show.note(sentence.format(where=where, day=day.isoformat(), ground=planned.ground))
    if commit:
        show.note(_("saved {where}: commit {commit}").format(where=where, commit=commit[:12]))
