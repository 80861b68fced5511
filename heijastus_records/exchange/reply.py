"""A letter as a mail that the owner opens in her mail program, looks at and sends herself."""

import secrets
from datetime import UTC, date, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from heijastus_records.errors import Misused
from heijastus_records.exchange.mail import MESSAGE_ID
from heijastus_records.letters import page, safe, text
from heijastus_records.letters.letter import Letter
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers


def compose(
    letter: Letter, sender: dict[str, str], to: str, today: date, in_reply_to: str = ""
) -> bytes:
    """Return a draft of a mail (.eml) to one address, with the letter as text and as HTML.

    `sender` is the notice's. An id of the mail that is answered is left out where it has unsafe
    characters. Raises Misused where `to` is not one address.
    """
    writer, reader = _address(sender["email"]), _address(to)
    is_plain = f"{writer}{reader}".isascii()
    mail = EmailMessage(policy=SMTP if is_plain else SMTPUTF8)
    mail["From"] = Address(_line(sender["contact"]), *_halves(writer))
    mail["To"] = Address("", *_halves(reader))
    mail["Subject"] = _line(letter.title)
    mail["Date"] = datetime.combine(today, time(12), UTC)
    # Random: the usual way would tell the computer's clock and the number of the process.
    mail["Message-ID"] = f"<{secrets.token_hex(16)}@{_halves(writer)[1]}>"
    answered = in_reply_to.removeprefix("<").removesuffix(">")
    if MESSAGE_ID.fullmatch(answered):
        mail["In-Reply-To"] = mail["References"] = f"<{answered}>"
    mail["X-Unsent"] = "1"  # mail programs open it as a draft
    mail.set_content(text.render(letter), cte="quoted-printable")
    mail.add_alternative(page.render(letter), subtype="html", cte="quoted-printable")
    return mail.as_bytes()


def _address(typed: str) -> str:
    try:
        return identifiers.email(typed)
    except identifiers.InvalidIdentifier as error:
        raise Misused(_("a letter goes to one e-mail address, and this is not one")) from error


def _halves(address: str) -> tuple[str, str]:
    name, _at, domain = address.rpartition("@")
    return name, domain


def _line(value: str) -> str:
    """Return a value as a header may hold it: one line that means nothing but itself."""
    # The library reads an encoded word in what it is given, and would write the line end in it.
    return " ".join(safe.bare(value).split()).replace("=?", "= ?")
