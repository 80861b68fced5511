"""The forms of a text that do not depend on how it was typed."""

import unicodedata

from heijastus_records.register import identifiers


def composed(text: str) -> str:
    """Return a text with each letter as one character, whatever its accents."""
    return unicodedata.normalize("NFC", text)


def plain(cell: str) -> str:
    """Return what stands in a cell, with one kind of line end and without blanks around it."""
    return composed(cell).replace("\r\n", "\n").replace("\r", "\n").strip()


def folded(text: str) -> str:
    """Return the form in which texts are compared: without case, and with single spaces."""
    return " ".join(identifiers.email_key(text).split())
