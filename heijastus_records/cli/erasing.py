"""Erasing for good: erase."""

import functools
from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.disclosing import recipients_option, write_notices
from heijastus_records.cli.keys import rotating, show_renewed
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session, ask_copy_passphrase, named
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from heijastus_records.register.proof import Proof
    from heijastus_records.register.register import Register
    from heijastus_records.register.rotation import Rotated
    from heijastus_records.rights.erasing import Erasure
    from heijastus_records.rights.waiting import Waiting


@click.command("erase", cls=Command)
@click.argument("who", type=Who(), nargs=-1)
@request_option
@click.option("--dry-run", is_flag=True, help="Only say what would be erased and what would stay.")
@click.option("--json", "as_json", is_flag=True, help="Show the plan as JSON.")
@letters.options
@recipients_option
@click.option("--queue", is_flag=True, help="Let it wait, to be carried out with others.")
@click.option("--unqueue", is_flag=True, help="Let it wait no more, and keep the record.")
@click.option("--yes", is_flag=True, help="Do not ask for the name.")
@click.pass_obj
def erase_command(
    session: Session, /, who: tuple[str, ...], request: str | None, **how: Any
) -> None:
    """Erase a person for good, in old versions too (GDPR, Article 17).

    What the law demands to be kept stays until its own day, and nothing else. Each erasure
    replaces the key on every device: several at once, or the queue (name nobody), do it once.
    """
    register = session.open()
    planned = _plans(session, register, who, request)
    if how["queue"] or how["unqueue"]:
        _show_waiting(_change_queue(session, register, planned, drop=how["unqueue"]))
        return
    _show(planned, how["as_json"])
    write = functools.partial(write_letters, session, planned, how)
    if how["dry_run"]:
        write()
    elif _may_go_on(planned, how):
        _erase(register, planned, session, write)


def _may_go_on(planned: "list[Erasure]", how: dict[str, Any]) -> bool:
    """Ask for each name; whoever has asked to be erased is to be told, and cannot be afterwards."""
    letters.must_tell([_recipient(each) for each in planned], **letters.chosen(how))
    return all(named(each.name, how["yes"]) for each in planned)


def _recipient(each: "Erasure") -> letters.Recipient:
    return letters.Recipient.of(each.record, each.notice, each.request)


def _plans(
    session: Session, register: "Register", who: tuple[str, ...], request: str | None
) -> "list[Erasure]":
    """Return the plans for all who are named, else for all who wait. Raises Misused for nobody."""
    from heijastus_records.rights import erasing, finding, waiting

    if request:
        one_of(who, request)
        return [erasing.on_request(register, request, session.today)]
    if who:
        found = [finding.find(register, read_who(each)) for each in who]
    else:
        found = [register.read(each.id) for each in waiting.listed(register)]
    if not found:
        raise Misused(_("nobody waits to be erased"), _("name somebody: records erase WHO"))
    return erasing.of_all(register, list({each.id: each for each in found}.values()), session.today)


def _change_queue(
    session: Session, register: "Register", planned: "list[Erasure]", *, drop: bool
) -> "list[Waiting]":
    from heijastus_records.rights import waiting

    if drop:
        return waiting.drop(register, [each.record.id for each in planned], session.today)
    return waiting.put(register, planned, session.today)


def _show_waiting(found: "list[Waiting]") -> None:
    if not found:
        show.note(_("nobody waits to be erased"))
    for each in found:
        sentence = _("{where} waits to be erased, by {day} at the latest")
        show.note(sentence.format(where=each.id, day=each.until))
    if found:
        show.note(_("all of them in one go: records erase"))


def _erase(register: "Register", planned: "list[Erasure]", session: Session, write: Any) -> None:
    from heijastus_records.rights import erase, keeping

    if erase.is_refusal(planned):
        write()
        erase.refuse(register, planned[0])
        show.note(_("nothing can be erased now: the request is answered with a refusal"))
        return
    with rotating() as told:
        done = erase.carry_out(register, planned, session.today, write, told)
    show.note(_("erased: commit {commit}").format(commit=done.commit[:12]))
    say_proven(done)
    show_renewed(keeping.renew_copies(register, ask_copy_passphrase, session.today))


def say_proven(done: "Rotated") -> None:
    """Say what was tried with the keys that are left, and which key is the present one."""
    sentence = _("tried {count} old texts and keys with every secret that is left: none opens")
    show.note(sentence.format(count=done.proof.tried))
    for record, fields in done.proof.mentions.items():
        sentence = _("still mentioned in {where}: {fields}")
        show.note(sentence.format(where=record, fields=", ".join(fields)))
    show.note(_("the key is now of epoch {number}").format(number=done.epoch))


def _show(planned: "list[Erasure]", as_json: bool) -> None:
    from heijastus_records.rights import plan_text

    if not as_json:
        for each in planned:
            show.text(plan_text.render(each))
        return
    plans = [each.to_json() for each in planned]
    several = {"schema": "records.erasure-plans/1", "plans": plans}
    click.echo(show.as_json(plans[0] if len(plans) == 1 else several), nl=False)


def write_letters(
    session: Session,
    planned: "Sequence[Erasure]",
    how: dict[str, Any],
    proof: "Proof | None" = None,
) -> None:
    """Write the answers; of several people, into a folder, each under the record's id.

    Who has not asked and has no address gets no mail.
    """
    if how["letter"] or how["eml"]:
        tried = proof.tried if proof else None
        posts = [
            (functools.partial(each.letter, tried=tried), _recipient(each))
            for each in planned
            if how["letter"] or each.plan.is_requested or each.reply_to
        ]
        letters.write_all(posts, session, **letters.chosen(how))
        show.note(_("the letter says what was erased: send it when that is done"))
    notices = [notice for each in planned for notice in each.notices()]
    write_notices(notices, how["recipients"], session, how["replace"])
