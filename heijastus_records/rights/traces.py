"""Traces of people where none may be: plain objects, paths, messages, names of refs, notes."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from heijastus_records.errors import Invalid, Problem, RecordsError
from heijastus_records.law import client
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, identifiers, layout, schema, vault
from heijastus_records.register.history import History
from heijastus_records.register.register import Record, Register, parse_notice

MAX_PLAIN = 8 * 1024 * 1024
"""Largest plain file of the owner's that is looked through, in bytes."""

AT_ONCE = 32 * 1024 * 1024
"""This many bytes are held at a time."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_BORDER = re.compile(r"(?<=[a-zåäö])(?=[A-ZÅÄÖ])|[/._-]+")
_EPOCH = re.compile(rb'epoch: "[0-9]+"\nday: "[0-9-]{10}"\n')
_TOMBSTONES = re.compile(rb"(?:- [a-z0-9-]+ [0-9]+ (?:erased|reduced) [0-9-]{10} [a-z0-9-]+\n)+")


@dataclass
class People:
    """Whom to look for: the names, addresses and numbers of everybody in the register."""

    names: set[tuple[str, ...]] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, records: Iterable[Record]) -> "People":
        """Gather them from opened client records."""
        found = cls()
        for record in records:
            found.add(record.data)
        return found

    def add(self, data: document.Data) -> None:
        """Look for one more client."""
        words = tuple(_words(client.name_of(data)))
        if len(words) > 1:  # a single word is also a word of the language
            self.names |= {words, (words[-1], *words[:-1])}
        self.emails |= {identifiers.email_key(str(each)) for each in data.get("emails", [])}
        self.phones |= {str(each) for each in data.get("phones", [])}

    def are_in(self, text: str) -> bool:
        """Tell whether a text names one of them."""
        if "@" in text and self.emails & set(
            map(identifiers.email_key, identifiers.emails_in(text))
        ):
            return True
        if sum(sign.isdigit() for sign in text) >= 7 and self.phones & set(
            identifiers.phones_in(text)
        ):
            return True
        words = _words(text)
        lengths = {len(name) for name in self.names}
        return any(
            tuple(words[place : place + length]) in self.names
            for length in lengths
            for place in range(len(words) - length + 1)
        )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def is_telling(name: str, people: People) -> bool:
    """Tell whether the name of a file, a branch or a tag names somebody."""
    return people.are_in(name) or people.are_in(_BORDER.sub(" ", name))


def _text(content: bytes) -> str:
    """Return a content as text, also one of an older computer."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


# --- Objects --------------------------------------------------------------------------------


def objects(register: Register, people: People) -> Iterator[Problem]:
    """Say which objects of the repository hold plain text, reachable or not, and which paths tell.

    Everything that Git keeps is looked at: old commits, stashes, notes, and what no ref reaches.
    """
    history = register.history
    sizes = {name: size for name, (kind, size) in history.objects().items() if kind == "blob"}
    paths = history.paths_of_objects()
    plain = []
    for name in [name for name, size in sizes.items() if size > MAX_PLAIN]:
        if paths.get(name) and _is_owners(paths[name]):
            yield Problem(_("too large to be looked through"), name[:12], warning=True)
        else:
            plain.append(name)
    for name, content in _contents(history, sizes):
        known = paths.get(name, set())
        if _is_sealed(content):
            continue
        if not (_may_be_plain(known) if known else _is_own(content)):
            plain.append(name)
        elif known and people.are_in(_text(content)) and not _is_schema(content):
            yield Problem(_("a plain file of the history names a client"), name[:12])
    yield from _named(history, plain)
    if any(is_telling(path, people) for each in paths.values() for path in each):
        yield Problem(_("the name of a file in the history names a client"))


def _named(history: History, plain: list[str]) -> Iterator[Problem]:
    """Name the objects that hold plain text, and say what becomes of each."""
    reached = history.reached() if plain else set()
    for name in plain:
        sentence = _(
            "plain text is left in Git, in the object {name}; delete it: git stash clear, git"
            " reflog expire --expire=now --all, git gc --prune=now"
        )
        if name in reached:
            sentence = _(
                "plain text in the history, in the object {name}: it stays in every copy, until"
                " the history is begun anew"
            )
        yield Problem(sentence.format(name=name[:12]))


def _contents(history: History, sizes: dict[str, int]) -> Iterator[tuple[str, bytes]]:
    """Yield the contents that are small enough to be looked at, some at a time."""
    part: list[str] = []
    left = AT_ONCE
    for name, size in sizes.items():
        if size > MAX_PLAIN:
            continue
        if size > left:
            yield from _some(history, part)
            part, left = [], AT_ONCE
        part.append(name)
        left -= size
    yield from _some(history, part)


def _some(history: History, names: list[str]) -> Iterator[tuple[str, bytes]]:
    return ((name, content) for name, kind, content in history.contents(names) if kind)


def _may_be_plain(paths: set[str]) -> bool:
    return all(layout.is_known(path) and not layout.id_of(path) for path in paths)


def _is_owners(paths: set[str]) -> bool:
    """Tell whether a content is one that only the owner writes, and may be of any size."""
    return _may_be_plain(paths) and not any(map(layout.is_own, paths))


def _is_sealed(content: bytes) -> bool:
    """Tell whether a content is sealed: what follows the header of age is never text."""
    try:
        vault.inspect(content[: vault.MAX_HEADER], "")
    except RecordsError:
        return False
    body = content.partition(b"\n---")[2].partition(b"\n")[2]
    try:
        body[-256:].decode("utf-8")
    except UnicodeDecodeError:
        return True
    return not body


def _is_own(content: bytes) -> bool:
    """Tell whether a content that no commit holds is one that the program has written."""
    if content == layout.ATTRIBUTES_TEXT.encode() or not content:
        return True
    if _EPOCH.fullmatch(content) or _TOMBSTONES.fullmatch(content):
        return True
    return _is_notice(content) or _is_like_schema(content)


def _is_notice(content: bytes) -> bool:
    if not content.lstrip().startswith((b"#", b"format:")):
        return False
    try:
        parse_notice(content)
    except Invalid:
        return False
    return True


def _is_schema(content: bytes) -> bool:
    """Tell whether a content is a schema of this program: its examples name nobody."""
    return any(content == schema.source(name) for name in schema.names())


def _is_like_schema(content: bytes) -> bool:
    """Tell whether a content is a schema, of whatever version of the program."""
    if b'"$schema"' not in content[:200]:
        return False
    try:
        return str(json.loads(content)["$id"]).endswith(".schema.json")
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


# --- Words ----------------------------------------------------------------------------------


def messages(history: History, people: People) -> Iterator[Problem]:
    """Say which messages of commits and tags name a client: they cannot be taken back."""
    said = [name for name, (kind, _size) in history.objects().items() if kind in ("commit", "tag")]
    for name, _kind, content in history.contents(said):
        text = _text(content.partition(b"\n\n")[2])
        if people.are_in(text) or identifiers.personal_codes(text):
            yield Problem(
                _("the message of {name} names a client: it stays in every copy").format(
                    name=name[:12]
                )
            )


def refs(register: Register, people: People) -> Iterator[Problem]:
    """Say which refs should not be there, or have a name that tells of somebody."""
    for ref in register.history.refs():
        if ref.startswith("refs/notes/"):
            yield Problem(_("Git keeps notes, in plain text; git update-ref -d"), _shown(ref))
        elif ref.startswith("refs/replace/"):
            yield Problem(
                _("a replacement hides an object of the history; git replace -d"), _shown(ref)
            )
        elif is_telling(ref, people):
            yield Problem(
                _("the name of a branch or a tag names a client; git branch -m, git tag -d")
            )


def _shown(ref: str) -> str:
    """Return the name of a ref where it is no more than that; else where it belongs."""
    kind = "/".join(ref.split("/")[:2])
    return ref if re.fullmatch(r"[a-z0-9/_-]{1,80}", ref) else f"{kind}/…"
