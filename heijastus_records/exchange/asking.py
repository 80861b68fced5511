"""What a mail seems to ask for, by the words that people use. It proposes; the owner decides.

Words are looked for sentence by sentence, in small letters and without dots and rings, so that
"rättelse" and "rattelse" are one. A negation ("ei tarvitse poistaa", "radera inte") makes it no
request.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile

from heijastus_records.exchange import asking_words
from heijastus_records.exchange.asking_words import COMMON, ROWS, Row
from heijastus_records.letters import safe

MAX_SENTENCE = 1_000
"""How many characters are looked at as one sentence; a longer one is taken in pieces."""

MAX_SENTENCES = 1_000
"""How many are looked at; nobody writes so many."""


@dataclass(frozen=True)
class Asked:
    """What the writer seems to want."""

    duties: tuple[str, ...]
    """In the order of the mail, but access before erasure: what is erased cannot be shown."""
    is_for_another: bool
    """Somebody seems to write for somebody else: a guardian, a lawyer, a child."""
    language: str
    """fi, sv or en; empty where the words do not tell."""


_FOR_ANOTHER = tuple(map(re.compile, asking_words.FOR_ANOTHER))
_NOT_BEFORE = re.compile(asking_words.NOT_BEFORE)
_NOT_WITHIN = re.compile(asking_words.NOT_WITHIN)
_NOT_AFTER = re.compile(asking_words.NOT_AFTER)
_CLAUSES = re.compile(asking_words.CLAUSES)
_DISCLAIMER = re.compile(asking_words.DISCLAIMER)


def recognise(subject: str, text: str) -> Asked:
    """Return what the words of the writer seem to ask for, without those that she quotes."""
    found: dict[str, None] = {}
    votes = Counter(dict.fromkeys(COMMON, 0))
    for_another = False
    for sentence in islice(_sentences(subject, text), MAX_SENTENCES):
        for_another = for_another or any(words.search(sentence) for words in _FOR_ANOTHER)
        duties, spoken = _asked_in(sentence)
        found |= dict.fromkeys(duties)
        votes.update([*spoken, *spoken])  # a wish tells more than a common word
        words = Counter(re.findall(r"\w+", sentence))
        for language, common in COMMON.items():
            votes[language] += sum(words[word] for word in common.split())
    return Asked(_ordered([*found]), for_another, _most(votes))


def _ordered(duties: list[str]) -> tuple[str, ...]:
    if {"access", "erasure"} <= {*duties}:
        duties.remove("access")
        duties.insert(duties.index("erasure"), "access")
    return tuple(duties)


def _most(votes: Counter[str]) -> str:
    (first, most), (_second, next_most) = votes.most_common(2)
    return first if most > max(next_most, 1) else ""


# --- The writer's own words -----------------------------------------------------------------

_REPLY = re.compile(r"\s*(?:re|vs|sv|aw|fw|fwd|vl|vb|antw)\s*:", re.IGNORECASE)
_QUOTED = re.compile(
    r"\s*(?:>|\|)|.*\b(?:kirjoitti|skrev|wrote)\s*(?:\S.{0,80})?:\s*$", re.IGNORECASE
)
_OLDER = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|alkuperäinen viesti|ursprungligt meddelande|forwarded"
    r"|välitetty|vidarebefordrat).*|_{10,}\s*)",
    re.IGNORECASE,
)
_HEAD = re.compile(r"\s*\*?(?:lähettäjä|från|from)\s*:\*?\s*\S", re.IGNORECASE)
_HEAD_GOES_ON = re.compile(
    r"\s*\*?(?:lähetetty|päivä(?:ys|määrä)?|vastaanottaja|aihe|skickat|datum|till|ämne|sent|date|to"
    r"|subject)\s*:",
    re.IGNORECASE,
)


def _own_lines(text: str) -> list[str]:
    """Return the lines above any older mail and any signature, without those quoted."""
    lines = text.split("\n")
    own = takewhile(lambda place: not _is_end(lines, place), range(len(lines)))
    return [lines[place] for place in own if not _QUOTED.match(lines[place])]


def _is_end(lines: list[str], place: int) -> bool:
    line = lines[place]
    if line.rstrip() == "--" or _OLDER.match(line):
        return True
    following = lines[place + 1 : place + 4]
    return bool(_HEAD.match(line)) and any(map(_HEAD_GOES_ON.match, following))


def _sentences(subject: str, text: str) -> Iterator[str]:
    own = "" if _REPLY.match(subject) else subject
    paragraphs = re.split(r"\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)", "\n".join(_own_lines(text)))
    for paragraph in [own, *paragraphs]:
        for sentence in re.split(r"(?<=[.!?])\s+", _folded(" ".join(paragraph.split()))):
            for start in range(0, len(sentence), MAX_SENTENCE):
                yield sentence[start : start + MAX_SENTENCE]


def _folded(text: str) -> str:
    """Return a text in small letters without dots, rings and accents."""
    apart = unicodedata.normalize("NFD", safe.bare(text).replace("’", "'").casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


# --- One sentence ---------------------------------------------------------------------------


def _asked_in(sentence: str) -> tuple[list[str], list[str]]:
    """Return what a sentence asks for, in its order, and the languages in which it does."""
    if _DISCLAIMER.search(sentence):
        return [], []
    hits = [
        (place, row.duty, language)
        for language, rows in ROWS.items()
        for row in rows
        if (place := _place(row, sentence)) is not None
    ]
    duties = dict.fromkeys(duty for _place_of, duty, _language in sorted(hits))
    if "portability" in duties:  # to get the data in a form for machines is one wish, not two
        duties.pop("access", None)
    return [*duties], [language for _place_of, _duty, language in hits]


def _place(row: Row, sentence: str) -> int | None:
    """Return where a row's words stand in a sentence; None where it does not ask for this."""
    asked, *about = row.words
    if not all(re.search(words, sentence) for words in about):
        return None
    if row.unless and re.search(row.unless, sentence):
        return None
    places = (found for found in re.finditer(asked, sentence))
    return next((at.start() for at in places if row.is_negative or not _is_denied(at)), None)


def _is_denied(found: re.Match[str]) -> bool:
    before, after = found.string[: found.start()], found.string[found.end() :]
    clause = _CLAUSES.split(before)[-1]
    return bool(
        _NOT_BEFORE.search(clause) or _NOT_WITHIN.search(found[0]) or _NOT_AFTER.match(after)
    )
