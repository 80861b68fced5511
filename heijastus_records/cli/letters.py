"""What all commands that write to a person have in common: the options, and the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from heijastus_records.cli import show
from heijastus_records.cli.session import Session
from heijastus_records.errors import Misused, Refused
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.law.notice import Notice
    from heijastus_records.letters.letter import Letter
    from heijastus_records.register.register import Record
    from heijastus_records.rights.requests import Case

F = TypeVar("F", bound=Callable[..., Any])

FORMS = ("text", "html", "pdf")

OPTIONS = (
    click.option(
        "--letter",
        metavar="FILE",
        help="Write the letter to the person into a new file: .txt, .html or .pdf;"
        " of several people, into a folder.",
    ),
    click.option(
        "--eml",
        metavar="FILE",
        help="Write it as an e-mail to the address in the register; of several, into a folder.",
    ),
    click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        help="Language of the letter; else the client's own.",
    ),
    click.option("--replace", is_flag=True, help="Write over an existing file."),
)


def options(command: F) -> F:
    """Give a command the options of letters: it takes them as `**letter` and hands them on."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def chosen(given: dict[str, Any]) -> dict[str, Any]:
    """Return the options of letters among all that a command was given."""
    return {name: given[name] for name in ("letter", "eml", "lang", "replace")}


@dataclass(frozen=True)
class Recipient:
    """To whom a letter goes."""

    id: str
    """Of the record: what a file is called."""
    language: str
    address: str = ""
    """In the register; an answer goes nowhere else."""
    answers: str = ""
    """Message-Id of the e-mail that is answered."""
    has_asked: bool = False
    """Whether a request is answered: then there is no act without a letter."""

    @classmethod
    def of(cls, record: "Record", notice: "Notice", case: "Case | None" = None) -> "Recipient":
        """Return a client as the one to whom a letter goes, and the request that it answers."""
        from heijastus_records.rights import finding

        language = str(record.data.get("language", notice.language))
        wrote, answers = (case.sender, case.message) if case else ("", "")
        address = finding.reply_address(record.data, wrote)
        return cls(record.id, language, address, answers, case is not None)


Post = tuple[Callable[[str], "Letter"], Recipient]
"""What makes a letter in a language, and to whom it goes."""


def write(
    letter_of: Callable[[str], "Letter"], recipient: Recipient, session: Session, **asked: Any
) -> None:
    """Write the letter to one person where that was asked for; see `write_all`."""
    write_all([(letter_of, recipient)], session, **asked)


def write_all(
    posts: Sequence[Post],
    session: Session,
    *,
    letter: str | None,
    eml: str | None,
    lang: str | None,
    replace: bool,
) -> None:
    """Write letters, once all that can be refused was: the caller commits afterwards.

    A letter that cannot be written (no such folder, a full disk) must not leave an act behind of
    which nobody was told. A letter whose act failed can be written again: nobody has sent it yet.
    Raises Misused, also where a request would be answered in silence, or Refused.
    """
    must_tell([recipient for _letter, recipient in posts], letter=letter, eml=eml)
    files: list[tuple[bytes, str]] = []
    for letter_of, recipient in posts:
        language = lang or recipient.language
        if letter:
            file = _file(letter, recipient, "txt", len(posts) > 1)
            files.append((_rendered(letter_of(language), file, session), file))
        if eml:
            file = _file(eml, recipient, "eml", len(posts) > 1)
            files.append((_composed(letter_of(language), recipient, session), file))
    several = len(files) > show.FEW
    for content, file in files:
        show.deliver(content, file, replace, told=not several)
    if several:
        sentence = _("wrote {count} letters: readable by you only, neither sealed nor in Git")
        show.note(sentence.format(count=len(files)))


def must_tell(
    recipients: Sequence[Recipient], *, letter: str | None, eml: str | None, **_rest: Any
) -> None:
    """Refuse to answer a request in silence (GDPR, Article 12(3) and (4)). Raises Misused."""
    if not (letter or eml) and any(each.has_asked for each in recipients):
        raise Misused(_("the person has to be told: --letter FILE or --eml FILE"))


def _file(asked: str, recipient: Recipient, ending: str, several: bool) -> str:
    """Return where a letter goes: in a folder it is called by the record's id."""
    folder = Path(asked)
    if several and not folder.is_dir():
        raise Misused(_("the letters of several people go into a folder; name one that exists"))
    return str(folder / f"{recipient.id}.{ending}") if folder.is_dir() else asked


def _rendered(letter: "Letter", file: str, session: Session) -> bytes:
    from heijastus_records.letters import forms

    return forms.render(letter, show.form_of(file, FORMS), session.today)


def _composed(letter: "Letter", recipient: Recipient, session: Session) -> bytes:
    """Return a letter as an e-mail. Raises Refused where the register has no address."""
    from heijastus_records.exchange import reply

    if not recipient.address:
        raise Refused(
            _("{where}: there is no e-mail address in the register").format(where=recipient.id),
            _("write it on paper: --letter FILE"),
        )
    sender = session.opened[-1].notice.sender
    return reply.compose(letter, sender, recipient.address, session.today, recipient.answers)
