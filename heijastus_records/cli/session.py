"""What the global options say: which register, which key, which day."""

import datetime
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from heijastus_records.errors import Misused, NotFound, RecordsError
from heijastus_records.law import moment
from heijastus_records.messages import gettext as _

if TYPE_CHECKING:
    from heijastus_records.register.register import Register


@dataclass(frozen=True)
class Session:
    """The global options of one call."""

    register_folder: str | None
    identity_file: str | None
    as_of: str | None
    opened: list["Register"] = field(default_factory=list)
    """The register that was opened, for an error that has to look into it."""

    @property
    def identity(self) -> Path | None:
        """The identity file, where one was named."""
        return Path(self.identity_file) if self.identity_file else None

    @property
    def today(self) -> datetime.date:
        """The day that the rules take for today. Raises Misused."""
        if not self.as_of:
            return datetime.datetime.now().astimezone().date()
        try:
            return read_day(re.split("[ T]", self.as_of)[0])
        except ValueError as error:
            raise Misused(_("--as-of and RECORDS_TODAY take a day, such as 2026-11-22")) from error

    @property
    def now(self) -> datetime.datetime:
        """The moment that the rules take for now; of a day alone, noon. Raises Misused."""
        if not self.as_of:
            return datetime.datetime.now(datetime.UTC)
        try:
            return read_moment(self.as_of)
        except ValueError:
            return moment.of_clock(self.today, datetime.time(12))

    def open(self) -> "Register":
        """Open the register that was named, or the nearest one upward. Raises NotFound."""
        root = self._root()
        from heijastus_records.register import platform
        from heijastus_records.register.register import Register

        platform.harden()
        register = Register.open(root, self.identity, ask_passphrase)
        self.opened.append(register)
        return register

    def present(self) -> "Register | None":
        """Return the register that was named or is near, where there is one."""
        try:
            return self.open()
        except RecordsError:
            return None

    def broken_record(self) -> RecordsError | None:
        """Return what to say of a record that breaks the schema, where there is one.

        Records are checked when they are saved and by `validate`, not at every reading: a rule
        that trips over one that came in otherwise asks here whose fault it was.
        """
        from heijastus_records.rights import upkeep

        return upkeep.broken_record(self.opened[-1]) if self.opened else None

    @property
    def place(self) -> Path:
        """The register's folder, for Git's own calls: they come from the top of the work tree."""
        return Path(self.register_folder or ".")

    def _root(self) -> Path:
        if self.register_folder:
            folder = Path(self.register_folder).resolve()
            if not folder.is_dir():
                raise NotFound(_("there is no folder {folder}").format(folder=folder))
            return folder
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "register.yaml").is_file() and (folder / "records").is_dir():
                return folder
        raise NotFound(
            _("there is no register here"),
            _("name it with --register DIR, or make one: records init DIR"),
        )


def read_day(text: str) -> datetime.date:
    """Return the day of 2026-11-22 or 22.11.2026. Raises ValueError."""
    from heijastus_records.register import identifiers

    try:
        return datetime.date.fromisoformat(identifiers.date(text))
    except ValueError:
        return identifiers.finnish_date(text)


_MOMENT = re.compile(r"(\S+?)(?:T| +)(\d{1,2})[:.](\d\d)([+-]\d\d:\d\d|Z)?", re.ASCII)


def read_moment(text: str) -> datetime.datetime:
    """Return the moment of 2026-11-24 09:15 or 24.11.2026 9.15, in Finnish time.

    Another time zone is named by its offset, as in 2026-11-24 09:15+00:00. Raises ValueError.
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    day, hour = read_day(found[1]), datetime.time(int(found[2]), int(found[3]))
    if not found[4]:
        return moment.of_clock(day, hour)
    return datetime.datetime.fromisoformat(f"{day}T{hour:%H:%M}{found[4]}")


def has_terminal() -> bool:
    """Tell whether somebody sits at a terminal and can be asked."""
    streams = (sys.stdin, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams)


def ask_passphrase() -> str:
    """Ask for the passphrase of the key. Raises NoKey where nobody can be asked."""
    from heijastus_records.errors import NoKey

    if not has_terminal():
        raise NoKey(
            _("the key needs its passphrase, and there is no terminal"), "records key unlock"
        )
    return str(click.prompt(_("Passphrase"), hide_input=True, err=True))


def ask_copy_passphrase(place: str) -> str:
    """Ask for the passphrase of a copy of the key. Raises NoKey where nobody can be asked."""
    from heijastus_records.errors import NoKey
    from heijastus_records.letters.safe import printable

    if not has_terminal():
        raise NoKey(_("the copy needs its passphrase, and there is no terminal"))
    prompt = _("Passphrase of {place}").format(place=printable(place))
    return str(click.prompt(prompt, hide_input=True, err=True))


SHORTEST = 10
"""Fewest characters of a passphrase."""


def new_passphrase(purpose: str) -> str:
    """Ask twice for a new passphrase. Raises Misused where nobody can be asked."""
    if not has_terminal():
        raise Misused(
            _("no terminal to ask for a passphrase"),
            _("say --no-passphrase where the disk is encrypted"),
        )
    while True:
        words = click.prompt(purpose, default="", show_default=False, hide_input=True, err=True)
        typed = str(words)
        if len(typed) < SHORTEST or not typed.isprintable():
            click.echo(_("Take at least ten characters, such as several words."), err=True)
            continue
        again = click.prompt(
            _("The same once more"), default="", show_default=False, hide_input=True, err=True
        )
        if str(again) == typed:
            return typed
        click.echo(_("The two are not the same; begin again."), err=True)


def confirmed(question: str, yes: bool) -> bool:
    """Ask before something is done; scripts say --yes. Raises Misused where nobody can be asked."""
    if yes:
        return True
    if not has_terminal():
        raise Misused(_("no terminal to ask"), _("say --yes to go on without asking"))
    return asked(question, default=False)


def named(name: str, yes: bool) -> bool:
    """Ask for a name to be typed before something is done that cannot be undone.

    Raises Misused where nobody can be asked.
    """
    question = _("This cannot be undone. Type the name to go on: {name}").format(name=name)
    return yes or _typed(name, question, _("not the same name; nothing was changed"))


def counted(count: int, yes: bool) -> bool:
    """Ask for the number of records to be typed, as `named` does for a name."""
    question = _("This cannot be undone. Type the number of records to go on: {count}")
    wrong = _("not the same number; nothing was changed")
    return yes or _typed(str(count), question.format(count=count), wrong)


def _typed(wanted: str, question: str, wrong: str) -> bool:
    if not has_terminal():
        raise Misused(_("no terminal to ask"), _("say --yes to go on without asking"))
    typed = str(click.prompt(question, default="", show_default=False, err=True))
    if typed.strip().casefold() == wanted.casefold():
        return True
    click.echo(wrong, err=True)
    return False


def asked(question: str, default: bool) -> bool:
    """Ask a question of yes or no, in any of the three languages."""
    marks = _("Y/n") if default else _("y/N")
    while True:
        words = click.prompt(f"{question} [{marks}]", default="", show_default=False, err=True)
        first = str(words).strip().casefold()[:1]
        if first in YES or not first:
            return bool(first) or default
        if first in NO:
            return False


YES, NO = ("y", "k", "j"), ("n", "e")
"""First letters of yes, kyllä and ja; of no, nej and ei."""


def editor_command(given: str | None) -> list[str]:
    """Return the owner's editor as words: an option, VISUAL, EDITOR, or what the system has."""
    import shlex
    import shutil

    named = given or os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named:
        try:
            words = shlex.split(named, posix=sys.platform != "win32")
        except ValueError:
            words = []
        if not words:
            raise Misused(_("the editor's name cannot be read"), _("name one with --editor"))
        return words
    usual = ("notepad",) if sys.platform == "win32" else ("editor", "nano", "vim", "vi")
    found = next((name for name in usual if shutil.which(name)), None)
    if not found:
        raise Misused(_("no editor was found"), _("name one with --editor, or set EDITOR"))
    return [found]
