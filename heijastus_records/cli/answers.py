"""Answering people: access-report."""

from typing import TYPE_CHECKING, Any

import click

from heijastus_records.cli import letters, show
from heijastus_records.cli.root import Command
from heijastus_records.cli.session import Session
from heijastus_records.cli.who import Who, one_of, read_who, request_option
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.register import Register
    from heijastus_records.rights.access import Answer

FORMS = ("text", "html", "pdf", "json")


@click.command("access-report", cls=Command)
@click.argument("who", type=Who(), required=False, default="")
@request_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="Form of the answer; else by the ending of FILE, else text.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the answer; else the client's own."
)
@click.option("--out", metavar="FILE", help="Write into a new file outside every register.")
@click.option("--eml", metavar="FILE", help="Write it as an e-mail to the address in the register.")
@click.option("--replace", is_flag=True, help="Write over an existing file.")
@click.option(
    "--nothing-held", is_flag=True, help="Write the answer to somebody who is not in the register."
)
@click.pass_obj
def access_report_command(
    session: Session, /, who: str, request: str | None, nothing_held: bool, **how: Any
) -> None:
    """Answer a person who asks what is held about them (GDPR, Article 15).

    WHO is an id or its beginning, an e-mail address, or a part of a name; - reads it from
    standard input, so that it does not stay in the history of your shell.
    """
    one_of(who, request)
    register = session.open()
    if request:
        _answer_request(session, register, request, nothing_held, how)
        return
    from heijastus_records.rights import access

    ask = access.nothing_held if nothing_held else access.answer_to
    found = ask(register, read_who(who), session.today)
    _give(session, found, how)
    _remark(found)


def _answer_request(
    session: Session, register: "Register", words: str, nothing_held: bool, how: dict[str, Any]
) -> None:
    """Write the answer, then note on the request that it was written; JSON is only a look at it."""
    from heijastus_records.rights import access, requests

    if nothing_held:
        case = requests.accept_stranger(register, words, "access")
        found = access.nothing_on(register, case, session.today)
        to = letters.Recipient(case.id, found.language)
    else:
        case = handled = requests.accept(register, words, "access")
        found = access.answer_on(register, handled, session.today)
        to = letters.Recipient.of(handled.client, register.notice, case)
    if how["eml"]:
        letters.write(found.letter, to, session, **_mailed(how))
    if how["out"] or not how["eml"]:
        _give(session, found, how)
    _remark(found)
    if how["out"] or how["eml"]:
        texts = [requests.answered(case, "access", "granted", session.today)]
        commit = requests.note(register, texts, "answer")
        sentence = _("noted {where}: commit {commit}")
        show.note(sentence.format(where=case.id, commit=commit[:12]))


def _mailed(how: dict[str, Any]) -> dict[str, Any]:
    return {"letter": None, **{name: how[name] for name in ("eml", "lang", "replace")}}


def _give(session: Session, found: "Answer", how: dict[str, Any]) -> None:
    form = how["form"] or show.form_of(how["out"], FORMS)
    content = found.form(form, how["lang"], session.today)
    show.deliver(content, how["out"], how["replace"])


def _remark(found: "Answer") -> None:
    """Say what the owner has to look at herself before the answer goes out."""
    for remark in found.remarks:
        show.note(remark)
    show.note(_("the answer says that the cabinet, e-mail and invoices were searched: do it first"))
