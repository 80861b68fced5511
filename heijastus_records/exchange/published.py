"""The notice as it is published: the sections of a text, or of a page saved from the website."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from heijastus_records.errors import Invalid, Misused
from heijastus_records.exchange import encoding
from heijastus_records.exchange.mail_text import html_words
from heijastus_records.letters.notice_wording import HEADINGS
from heijastus_records.messages import LANGUAGES
from heijastus_records.messages import gettext as _

LIMIT = 4 * 1024 * 1024
"""Largest file that is read, in bytes: a saved page may hold its pictures and programs."""

_NUMBERED = re.compile(r"#{0,6}\s*(\d{1,2})[.)]\s+(\S.*)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9])")
_LABEL = re.compile(r"(?<=:)\s+")


@dataclass(frozen=True)
class Published:
    """What the published notice says, by the number of the section."""

    language: str
    sections: dict[int, tuple[str, ...]]


def read(content: bytes) -> Published:
    """Return the sections of a published notice. Raises Misused or Invalid."""
    if len(content) > LIMIT:
        raise Misused(_("the published text is larger than 4 MB: save the page without pictures"))
    text = encoding.decoded(content)
    if text is None:
        raise Invalid(_("the published text is neither UTF-8 nor Windows-1252"), [])
    words = html_words(text, LIMIT) if _is_page(text) else text
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", words).split("\n")]
    found = [_of_language(lines, language) for language in LANGUAGES]
    best = max(found, key=lambda each: len(each.sections))
    if not best.sections:
        raise Invalid(
            _("the published text has none of the notice's headings"),
            [],
            _("take the whole text, with headings such as: 1. Rekisterinpitäjä"),
        )
    return best


def _is_page(text: str) -> bool:
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def _of_language(lines: list[str], language: str) -> Published:
    """Return the text under each heading of one language; what stands before the first is left."""
    known = {squeezed(each[language]): number for number, each in enumerate(HEADINGS, 1)}
    sections: dict[int, list[str]] = {}
    number = 0
    for line in filter(None, lines):
        heading = _heading(line, known)
        # A list of contents names all headings first: one that has no text yet may come again.
        if heading > number or (heading and not sections.get(heading)):
            number = heading
            sections[number] = []
        elif number:
            sections[number].append(line)
    return Published(language, {each: tuple(said) for each, said in sections.items()})


def _heading(line: str, known: dict[str, int]) -> int:
    """Return the number of the heading that a line is; 0 where it is none.

    It goes by the words: a heading has lost its number where the page numbers by itself.
    """
    numbered = _NUMBERED.fullmatch(line)
    return known.get(squeezed(numbered[2] if numbered else line.lstrip("# ")), 0)


def sentences(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield the sentences of some lines, each once."""
    pieces = (piece for line in lines for piece in _SENTENCE.split(line))
    yield from dict.fromkeys(piece for piece in pieces if squeezed(piece))


def is_said(sentence: str, squeezed_text: str) -> bool:
    """Tell whether a text says a sentence, however it is broken; a label may stand apart."""
    return all(squeezed(part) in squeezed_text for part in _LABEL.split(sentence))


def squeezed(text: str) -> str:
    """Return the letters and figures of a text: marks, spaces and breaks are a matter of form."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
