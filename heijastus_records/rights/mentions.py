"""Where somebody is mentioned: name, address or number in the words of other records.

It is a search for the owner's eyes. A name is also found with an ending (Väisäsen); one too many
costs a look, one too few would leave something of a person who was to be erased.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from heijastus_records.law import client
from heijastus_records.law.client import folded
from heijastus_records.register import document, identifiers
from heijastus_records.register.register import Record
from heijastus_records.rights.finding import addresses

SHORTEST_NUMBER = 6
"""Fewest digits, without the country's, by which a telephone number is looked for."""

ADDRESS = re.compile(r"\S+@\S+")
"""An e-mail address among words."""

_WORD = re.compile(r"[^\W\d_]+")

_GAP = "…"
"""Stands where words about somebody were left out."""


@dataclass(frozen=True)
class Person:
    """Whom to look for."""

    names: tuple[tuple[str, ...], ...]
    """Beginnings of the words of the name, in both orders."""
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    """Digits, without those of the country."""
    is_company: bool
    """A company's name in the addresses of those who work there says nothing of it."""

    @classmethod
    def of(cls, record: Record) -> "Person":
        """Gather what is to be looked for. A name of one word is also a word of the language."""
        words = words_in(client.name_of(record.data))
        stems = tuple(map(_stem if client.is_person(record.data) else str, words))
        orders = {stems, stems[::-1]} if client.is_person(record.data) else {stems}
        numbers = [national(str(phone)) for phone in record.data.get("phones", [])]
        return cls(
            tuple(sorted(orders)) if len(stems) > 1 else (),
            tuple(map(identifiers.email_key, addresses(record.data))),
            tuple(number for number in numbers if len(number) >= SHORTEST_NUMBER),
            not client.is_person(record.data),
        )

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "Person":
        """Take over whom another process has gathered, from plain data (`dataclasses.asdict`)."""
        names = tuple(tuple(name) for name in facts["names"])
        return cls(names, tuple(facts["emails"]), tuple(facts["phones"]), facts["is_company"])

    def is_in(self, text: str) -> bool:
        """Tell whether a text mentions this person."""
        if self._is_reached_in(text):
            return True
        words = words_in(ADDRESS.sub(" ", text) if self.is_company else text)
        return any(
            all(word.startswith(stem) for word, stem in zip(words[place:], name, strict=False))
            for name in self.names
            for place in range(len(words) - len(name) + 1)
        )

    def _is_reached_in(self, text: str) -> bool:
        """Tell whether a text has an address or a number of this person."""
        if "@" in text and any(address in _key(text) for address in self.emails):
            return True
        return any(number in _digits(text) for number in self.phones)

    def may_be_in(self, text: str) -> bool:
        """Tell, quickly, whether the YAML of a record can mention this person at all.

        Escapes of YAML may hide a letter. Everything else that a value has stands in the text.
        """
        if "\\" in text or self._is_reached_in(text):
            return True
        return any(all(stem in _flat(text) for stem in name) for name in self.names)

    def fields_in(self, record: str, text: str) -> list[str]:
        """Return the top-level fields of a record that mention this person, and `comments`.

        Raises Invalid where the text is not readable YAML.
        """
        if not self.may_be_in(text):
            return []
        data = document.load(text)
        texts = {name: [*_texts(value)] for name, value in data.items()}
        if "name" in texts and record.startswith("c-"):
            texts["name"] = [client.name_of(data)]
        texts["comments"] = [comment.text for comment in document.comments(text)]
        return [name for name, said in texts.items() if any(map(self.is_in, said))]


def without(text: str, record: Record) -> str:
    """Return a text with the client's name and addresses left out; nothing where a number is in it.

    One word too many may be missing: the text is still enough to find a folder by.
    """
    is_person = client.is_person(record.data)
    names = [_stem(w) if is_person else w for w in words_in(client.name_of(record.data))]

    def shown(found: re.Match[str]) -> str:
        return _GAP if folded(found[0]).startswith(tuple(names)) else found[0]

    left = _WORD.sub(shown, ADDRESS.sub(_GAP, text))
    return _GAP if Person.of(record).is_in(left) else left


# Many are looked for in one text: what is made of it is made once.


@lru_cache(maxsize=1)
def _flat(text: str) -> str:
    return folded(text)


@lru_cache(maxsize=1)
def _key(text: str) -> str:
    return identifiers.email_key(text)


@lru_cache(maxsize=1)
def _digits(text: str) -> str:
    return re.sub(r"\D+", "", text)


def words_in(text: str) -> list[str]:
    """Return the words of a text, without case."""
    return _WORD.findall(folded(text))


def national(number: str) -> str:
    """Return the digits of a number without what a Finnish one may begin with: +358, 00358, 0."""
    digits = re.sub(r"\D", "", number).removeprefix("00")
    return digits.removeprefix("358").removeprefix("0")


def _stem(word: str) -> str:
    """Return the part of a name that its endings leave alone: Väisä of Väisänen and Väisäsen."""
    return word[: max(3, len(word) - 3)]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
