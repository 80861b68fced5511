"""The copy of the key on paper, and what is typed back from it."""

from datetime import date
from pathlib import Path

from heijastus_records.errors import Misused, NoKey
from heijastus_records.letters import forms, squares
from heijastus_records.letters import paper as sheet
from heijastus_records.messages import gettext as _
from heijastus_records.register import bech32, vault
from heijastus_records.register.bech32 import Mistyped
from heijastus_records.register.register import Register
from heijastus_records.rights import keeping

FORMS = {".html": "html", ".pdf": "pdf", ".txt": "text"}
"""Forms of the paper, by the ending of the file that is printed."""


def export(register: Register, file: Path, language: str, today: date) -> bool:
    """Write the sheet into a file to be printed; tell whether a QR code is on it.

    Raises Misused for another ending or where PDF is not installed, Refused for a wrong place.
    """
    form = FORMS.get(file.suffix.lower())
    if form is None:
        raise Misused(_("the file to print ends in .html, .pdf or .txt"))
    keeping.check_export(register, file)
    epoch = register.epoch
    drawn = () if form == "text" else squares.squares(vault.write_epoch(epoch, None).decode())
    made = sheet.Sheet(
        register.notice.data["controller"],
        epoch.register,
        epoch.number,
        today,
        bech32.groups(epoch.key.secret),
        drawn,
    )
    content = forms.render(sheet.letter(made, language), form, today)
    keeping.write_listed(register, file, content, today)
    return bool(drawn)


def read(register: Register, typed: str, number: int | None = None) -> vault.Epoch:
    """Return the secret that was typed from the paper, or scanned from it.

    `number` is the epoch that stands on the paper; without it, the present one is meant.
    Raises NoKey where a sign is wrong: which group to look at, where that can be told.
    """
    text = typed.strip()
    if text.startswith("#records-epoch"):
        return vault.parse_epoch(text.encode())
    try:
        key = vault.Key.parse(bech32.read(text))
    except Mistyped as error:
        raise NoKey(_said(error), _("compare it with the paper and type it again")) from error
    except ValueError as error:
        raise NoKey(_("what was typed is no key")) from error
    return vault.Epoch(register.notice.register, number or register.epoch_number, key)


def _said(error: Mistyped) -> str:
    if error.group:
        return _("a sign is wrong: look at group {number}").format(number=error.group)
    if error.length != bech32.LENGTH:
        return _("the paper has {wanted} signs, {found} were typed").format(
            wanted=bech32.LENGTH, found=error.length
        )
    return _("more than one sign is wrong, or two changed places; in which group cannot be told")
