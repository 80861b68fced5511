"""The message of a commit by hand: what it must not tell, and what the trail needs in it."""

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from heijastus_records.errors import RecordsError, Refused
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, identifiers, layout, platform
from heijastus_records.register.register import Register, changed_fields
from heijastus_records.rights import audit, staged

Versions = list[tuple[document.Data, document.Data]]
"""The data of each staged record, before and after."""

_BELOW_SCISSORS = re.compile(r"(^(\S{1,8}) -{24} >8 -{24}\n(?:\2.*\n)*)(?s:.*)", re.M)
_OURS = re.compile(r"records-[a-z-]+\s*:", re.I)
_TRAILER = re.compile(r"[A-Za-z][A-Za-z0-9-]*: .+")
_COMMIT = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b")
CONTACT = ("emails", "phones", "billing")
"""Fields that hold addresses and numbers of somebody."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def cut(file: Path) -> str:
    """Take out of a message's file what Git shows in it of the records; return the rest.

    `git commit --verbose` writes the difference there as plain text, and leaves it there.
    """
    text = file.read_text("utf-8", "replace")
    kept = _BELOW_SCISSORS.sub(r"\1", text)
    if kept != text:
        platform.write_file(file, kept.encode())
    return kept


def check(register: Register, said: str) -> None:
    """Refuse a message that tells of a person. Raises Refused."""
    _refuse_personal(register, said, _versions(register, staged.Staging(register)))


def complete(register: Register, file: Path) -> None:
    """Check a message and add what the trail needs; an empty one is left to Git. Raises Refused."""
    said = spoken(cut(file), register.history.git.owners("core.commentChar"))
    if not said.strip():
        return
    staging = staged.Staging(register)
    versions = _versions(register, staging)
    _refuse_personal(register, said, versions)
    fields = dict.fromkeys(name for pair in versions for name in changed_fields(*pair))
    platform.write_file(file, with_trailers(said, staging.ids, list(fields)).encode())


def spoken(text: str, comment: str = "#") -> str:
    """Return what a message says, without Git's own comments.

    They are dropped for good: with `-m`, Git would keep a line of this kind.
    """
    mark = comment if len(comment) == 1 else "#"
    above = _BELOW_SCISSORS.sub("", text)
    return "\n".join(line for line in above.split("\n") if not line.startswith(mark))


def with_trailers(said: str, ids: list[str], fields: list[str]) -> str:
    """Return a message with the trailers of a commit by hand; others of ours are taken away."""
    lines = [line for line in said.strip().split("\n") if not _OURS.match(line)]
    while lines and not lines[-1].strip():
        lines.pop()
    ours = [("Action", audit.BY_HAND), *(("Id", each) for each in ids)]
    ours += [("Fields", ", ".join(fields))] if fields else []
    gap = [] if len(lines) > 1 and _TRAILER.fullmatch(lines[-1]) else [""]
    return "\n".join([*lines, *gap, *(f"Records-{name}: {value}" for name, value in ours), ""])


def _versions(register: Register, staging: staged.Staging) -> Versions:
    """Return the data of each staged record, before and after; nothing without a key."""
    found = []
    for change in staging.changes:
        record = layout.id_of(change.path)
        if record and change.path == layout.record_path(record) and not staging.closed:
            with contextlib.suppress(RecordsError):
                found.append(staging.opened(change))
    return found


# --- What a message must not tell -----------------------------------------------------------


def _refuse_personal(register: Register, said: str, versions: Versions) -> None:
    """Refuse what tells of a person: it would stay in history for ever."""
    told = _tells_of_anybody(register, said) or any(
        tells_of(said, data) for pair in versions for data in pair
    )
    if told:
        raise Refused(
            _("the message tells of a person: it would stay in the history for ever"),
            _("say what was done, not to whom; the ids are added by themselves"),
        )


def _tells_of_anybody(register: Register, said: str) -> bool:
    """Tell whether an address, a number or a personal code stands in a message; not the owner's."""
    plain = _COMMIT.sub(" ", said)
    mine = (register.notice.data["contact"]["email"], register.history.writer_email())
    emails = {*map(identifiers.email_key, identifiers.emails_in(plain))}
    others = emails - {*map(identifiers.email_key, mine)}
    return bool(others or identifiers.phones_in(plain) or identifiers.personal_codes(plain))


def tells_of(said: str, data: document.Data) -> bool:
    """Tell whether a message names somebody, or holds an address or a number of theirs."""
    text = _plain(said)
    words = {*_WORD.findall(text)}
    names = {*_WORD.findall(" ".join(_texts(data.get("name", ""))))}
    values = [each for field in CONTACT for each in _texts(data.get(field, "")) if len(each) > 5]
    return any(_is_form_of(word, name) for word in words for name in names) or any(
        value in text for value in values if "@" in value or re.search("[0-9]", value)
    )


def _texts(value: document.Value) -> Iterator[str]:
    """Yield the texts in a part of a record, whatever its shape, as texts are compared."""
    if isinstance(value, str):
        yield _plain(value)
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _is_form_of(word: str, name: str) -> bool:
    """Tell whether a word is a name in one of its cases: Virtanen, Virtasen, Virtaselle."""
    stem = name[: max(4, len(name) - 3)]
    return word == name or (len(name) > 3 and word.startswith(stem) and len(word) <= len(name) + 4)


def _plain(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    return unicodedata.normalize("NFC", text).casefold()
