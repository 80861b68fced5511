"""The forms of a letter: text, HTML and PDF of one model."""

from datetime import date

from heijastus_records.letters import page, pdf, text
from heijastus_records.letters.letter import Letter

FORMS = ("text", "html", "pdf")


def render(letter: Letter, form: str, today: date) -> bytes:
    """Return a letter in one of its forms. Raises Misused for PDF without its extra part."""
    if form == "pdf":
        return pdf.render(letter, today)
    written = page.render(letter) if form == "html" else text.render(letter)
    return written.encode()
