"""Every deliberate error: a sentence, an exit code and perhaps a hint.

Findings about a record's content are values (`Problem`); an error is raised only where going
on is impossible. Sentences never repeat a value from a record.
"""

from dataclasses import dataclass

from heijastus_records.messages import gettext as _


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth a look, in one place."""

    sentence: str
    where: str = ""
    """An id or a file's name; never a person's name."""
    field: str = ""
    """Path of the field, such as ``contracts[0].starts``."""
    line: int = 0
    """Line in the owner's text, from 1; 0 where there is none."""
    warning: bool = False

    @property
    def spoken(self) -> str:
        """The problem in one line: where it stands, and what is wrong."""
        line = _("line {line}").format(line=self.line) if self.line else ""
        where = self.where if self.where != line else ""
        place = ", ".join(filter(None, (where, line, self.field)))
        kind = _("(to be looked at) ") if self.warning else ""
        return f"{place}: {kind}{self.sentence}" if place else f"{kind}{self.sentence}"


class RecordsError(Exception):
    """Base of all errors that a person, a file or a stranger can cause."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class Invalid(RecordsError):
    """A text does not satisfy the rules; carries the problems found in it."""

    exit_code = 1

    def __init__(self, sentence: str, problems: list[Problem], hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.problems = problems


class Misused(RecordsError):
    """The command cannot be carried out as it was given."""

    exit_code = 2


class NotFound(RecordsError):
    """Nothing, or more than one, answers to what was asked for."""

    exit_code = 3


class NoKey(RecordsError):
    """There is no key, it is not the right one, or the file needs a newer program."""

    exit_code = 4


class Busy(RecordsError):
    """Somebody else is changing the register, or has just changed the same record."""

    exit_code = 5


class Conflicting(Busy):
    """Two computers have changed the same thing in different ways: the owner decides."""


class Refused(RecordsError):
    """A rule of law or of safety says no."""

    exit_code = 6


class Damaged(RecordsError):
    """A file is not what it must be: damaged, swapped, replaced or missing."""

    exit_code = 7


class Interrupted(RecordsError):
    """The owner stopped a command that had something of hers in its hands."""

    exit_code = 130
