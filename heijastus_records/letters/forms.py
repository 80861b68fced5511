"""The forms of a letter: text, HTML, PDF and Markdown of one model."""

from datetime import date

from heijastus_records.letters import markdown, page, pdf, text
from heijastus_records.letters.letter import Letter

FORMS = ("text", "html", "pdf", "md")


def render(letter: Letter, form: str, today: date) -> bytes:
    """Return a letter in one of its forms. Raises Misused for PDF without its extra part."""
    if form == "pdf":
        return pdf.render(letter, today)
    write = {"html": page.render, "md": markdown.render}.get(form, text.render)
    return write(letter).encode()
