"""What is found wrong with a list, by line and column, and the refusal that names all of it."""

from heijastus_records.errors import Invalid, Problem
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

MAX_PROBLEMS = 2000
"""Where the search for further problems ends: a file with more is not such a list at all."""


def problem(line: int, column: str, sentence: str, warning: bool = False) -> Problem:
    """Return a problem of one cell; line 0 stands for the file as a whole."""
    where = _("line {line}").format(line=line) if line else ""
    return Problem(sentence, where=where, field=column, line=line, warning=warning)


def refusal(problems: list[Problem]) -> Invalid:
    """Return the error that names each problem once, in the order of the lines."""
    found = sorted(dict.fromkeys(problems), key=lambda one: one.line)
    if len(found) > MAX_PROBLEMS:
        last = found[MAX_PROBLEMS - 1].line
        more = _("there are more problems from here on; they are not listed")
        found = [*found[:MAX_PROBLEMS], problem(last, "", more)]
    sentence = ngettext(
        "nothing was imported: {count} problem in the list",
        "nothing was imported: {count} problems in the list",
        len(found),
    )
    return Invalid(sentence.format(count=len(found)), found)
