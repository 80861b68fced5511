"""The Finnish catalogue: complete, with the same placeholders, compiled, and seen by the owner."""

import importlib.util
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from string import Formatter
from types import ModuleType
from typing import Any

import click
import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.conftest import PROJECT, Ran

BANNED = (
    "kantelu",
    "tuhoa",
    "identiteet",
    "käyttäjäystävälli",
    "kommit",
    "salalause",
    "pääsylause",
)
"""Beginnings of words that a sentence must not have.

Data are deleted (poistaa), never destroyed; one complains to the ombudsman by a valitus; the
identity file of age is avaintiedosto.
"""

_PERCENT = re.compile(r"%(?:\(\w+\))?[sd]")
_TYPED = re.compile(r"(?<![\w-])--[a-z][a-z-]+|\bregister\.yaml|\b[A-Z]{3,}\b")
"""What stands in a sentence as the owner types it."""


def _script() -> ModuleType:
    """Load scripts/catalogue.py, which is no package."""
    path = PROJECT / "scripts" / "catalogue.py"
    spec = importlib.util.spec_from_file_location("catalogue_script", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()
WANTED = SCRIPT.wanted()


def _catalogue() -> Any:
    with SCRIPT.CATALOGUE.open("rb") as file:
        return read_po(file, locale="fi")


FINNISH = _catalogue()
OWN = {
    text
    for message in [*SCRIPT.in_code(SCRIPT.PACKAGE), *SCRIPT.in_help()]
    for text in ([message] if isinstance(message, str) else message)
}
"""The sentences of this program, without those of click."""


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield every English sentence with its Finnish one; both forms of a plural."""
    for message in FINNISH:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            yield from zip(message.id, message.string, strict=True)
        else:
            yield message.id, str(message.string)


def _placeholders(sentence: str) -> Counter[str]:
    """Return the names in braces with their conversions, and the signs of percent."""
    parts = Formatter().parse(sentence)
    named = [f"{name}!{how or ''}:{form}" for _text, name, form, how in parts if name is not None]
    return Counter([*named, *_PERCENT.findall(sentence)])


def _typed(here: str, there: str) -> set[str]:
    """Return what is typed as it stands in the first sentence and is missing from the other."""
    from heijastus_records.cli import root

    commands = re.compile(rf"\brecords (?:{'|'.join(root.COMMANDS)})(?: [a-z]+)?\b(?! of)")
    kept = {*_TYPED.findall(here), *commands.findall(here)} - {"GDPR", "CSV"}
    return {each for each in kept if each not in there}


def _words(text: str) -> str:
    """Return a text without its line breaks: help is wrapped."""
    return " ".join(text.split())


def _run(*words: str, **environment: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "heijastus_records", *words],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "80", **environment},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# --- the catalogue ---


@pytest.mark.parametrize("message", WANTED, ids=lambda message: str(message)[:40])
def test_every_sentence_has_its_finnish_one(message: Any) -> None:
    known = FINNISH.get(message[0] if isinstance(message, tuple) else message)
    assert known is not None, "run scripts/catalogue.py"
    assert known.id == message
    strings = known.string if isinstance(message, tuple) else (known.string,)
    assert len(strings) == (2 if isinstance(message, tuple) else 1)
    assert all(strings)


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = [pair for pair in _pairs() if _placeholders(pair[0]) != _placeholders(pair[1])]
    assert not wrong


def test_commands_and_options_are_kept_as_they_are_typed() -> None:
    wrong = [(here, there) for here, there in _pairs() if here in OWN and _typed(here, there)]
    assert not wrong


def test_lines_and_marks_of_help_are_kept() -> None:
    for here, there in _pairs():
        assert here.count("\n") == there.count("\n"), here
        assert here.count("\b") == there.count("\b"), here
        assert here[:1].isspace() == there[:1].isspace(), here
        assert here[-1:].isspace() == there[-1:].isspace(), here


def test_an_error_has_no_full_stop_where_the_english_one_has_none() -> None:
    stopped = [(here, there) for here, there in _pairs() if there[-1] == "." != here[-1]]
    assert not [pair for pair in stopped if pair[0] in OWN]


def test_banned_words_are_not_used() -> None:
    found = [
        (word, there) for _here, there in _pairs() for word in BANNED if word in there.casefold()
    ]
    assert not found


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    with SCRIPT.CATALOGUE.with_suffix(".mo").open("rb") as file:
        assert _strings(read_mo(file)) == _strings(FINNISH)


def _strings(catalogue: Any) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return what a catalogue says, without its header: that names the Babel that wrote it."""
    return {_forms(message.id): _forms(message.string) for message in catalogue if message.id}


def _forms(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


# --- what the owner sees ---


def _helps() -> list[tuple[str, ...]]:
    from heijastus_records.cli import root

    found: list[tuple[str, ...]] = [()]
    context = click.Context(root.records)
    for name in root.COMMANDS:
        command = root.records.get_command(context, name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, inner) for inner in command.list_commands(context)]
    return found


def _english() -> list[str]:
    """Return the help sentences that a Finnish help must not show, paragraph by paragraph."""
    texts = [text for text in SCRIPT.in_help() if isinstance(text, str)]
    texts += ["Show this message and exit.", "Show the version and exit.", "Usage:", "Options:"]
    parts = [_words(part) for text in texts for part in re.split(r"\n\n|\n?\x08\n", text)]
    return [part for part in parts if part and not part.startswith("bash:")]


@pytest.mark.parametrize("words", _helps(), ids=" ".join)
def test_help_in_finnish_shows_no_english_sentence(words: tuple[str, ...]) -> None:
    shown = _run("--lang", "fi", *words, "--help")
    assert shown.code == 0, shown.err
    text = _words(shown.out)
    assert not {part for part in _english() if _beginning(part) in text}
    assert "Käyttö: records" in text
    assert "Valinnat:" in text
    assert "Näytä tämä ohje ja lopeta." in text


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize("words", _helps(), ids=" ".join)
def test_help_fits_eighty_columns(words: tuple[str, ...], language: str) -> None:
    shown = _run("--lang", language, *words, "--help").out
    assert not [line for line in shown.split("\n") if len(line) > 80]


def _beginning(sentence: str) -> str:
    """Return the first words of a sentence: a group shortens the help of its commands."""
    return " ".join(sentence.split()[:5])


def test_the_query_help_keeps_its_examples() -> None:
    shown = _run("--lang", "fi", "query", "--help").out
    assert "\n    records query --role ohjattava --active\n" in shown
    assert "Esimerkkejä:\n" in shown


def test_a_wrong_option_is_refused_in_finnish() -> None:
    shown = _run("--lang", "fi", "query", "--xyzzy")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == "records: virhe: valintaa '--xyzzy' ei ole.\n"


def test_a_wrong_command_is_refused_in_finnish() -> None:
    shown = _run("--lang=fi", "qurey")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == ("records: virhe: komentoa qurey ei ole; tarkoititko komentoa query?\n")


def test_the_settings_of_the_computer_choose_finnish_and_an_option_wins() -> None:
    unset = dict.fromkeys(("LANGUAGE", "LC_ALL", "LC_MESSAGES"), "")
    shown = _run("--help", LANG="fi_FI.UTF-8", **unset)
    assert shown.out.startswith("Käyttö: ")
    shown = _run("--lang", "en", "--help", LANG="fi_FI.UTF-8", **unset)
    assert shown.out.startswith("Usage: ")
    assert "Commands:" in shown.out
    shown = _run("--lang", "en", "qurey", LANG="fi_FI.UTF-8", **unset)
    assert shown.err.startswith("records: error: there is no command qurey")


def test_counts_are_in_the_case_that_finnish_asks_for() -> None:
    known = FINNISH.get("{count} client")
    assert known is not None
    assert tuple(known.string) == ("{count} asiakas", "{count} asiakasta")
