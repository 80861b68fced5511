"""The header of a sheet, held against the columns that are wanted."""

from collections.abc import Collection
from difflib import get_close_matches

from heijastus_records.errors import Problem
from heijastus_records.exchange.findings import problem, refusal
from heijastus_records.exchange.spelling import composed, folded
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers

_LONGEST_NAME = 40


class Header:
    """The names in the first row, of which only those that are wanted are repeated in full."""

    def __init__(self, cells: list[str], wanted: Collection[str]) -> None:
        self._wanted = wanted
        self._names = [composed(cell).strip() for cell in cells]
        self.labels = [
            name if name in wanted else _number(place) for place, name in enumerate(self._names)
        ]
        """The columns' names by place; one that is not wanted is only a number.

        Where the header is missing, its place is taken by somebody's data.
        """

    def label(self, place: int) -> str:
        """Return the name of a column, or its number where the header does not reach so far."""
        return self.labels[place] if place < len(self.labels) else _number(place)

    def problems(self, line: int) -> list[Problem]:
        """Name the columns that are unknown, missing or doubled.

        Raises Invalid where the line is no header at all.
        """
        names, wanted, most = self._names, self._wanted, 4 * len(self._wanted)
        known = [name for name in names[:most] if name in wanted or self._meant(name)]
        if len(known) * 2 < len(wanted) or len(names) > most:
            # Nothing is named: this line may be somebody's data.
            sentence = _("this line is not the header; it must hold the columns {columns}")
            raise refusal([problem(line, "", sentence.format(columns=", ".join(wanted)))])
        found = [self._unknown(line, p) for p, name in enumerate(names) if name not in wanted]
        doubled = dict.fromkeys(name for name in names if name in wanted and names.count(name) > 1)
        found += [problem(line, name, _("this column is here twice")) for name in doubled]
        missing = [name for name in wanted if name not in names]
        found += [problem(line, name, _("this column is missing")) for name in missing]
        return found

    def _meant(self, name: str) -> str:
        by_folded = {folded(column): column for column in self._wanted}
        close = get_close_matches(folded(name[:_LONGEST_NAME]), by_folded, n=1, cutoff=0.7)
        return by_folded[close[0]] if close else ""

    def _unknown(self, line: int, place: int) -> Problem:
        name = self._names[place]
        is_a_name = name and len(name) <= _LONGEST_NAME and name.isprintable()
        if not is_a_name or identifiers.personal_codes(name):
            sentence = _("this column has no name that the list knows")
            return problem(line, _number(place), sentence)
        if meant := self._meant(name):
            sentence = _("unknown column; did you mean {column}?").format(column=meant)
            return problem(line, name, sentence)
        return problem(line, name, _("unknown column"))


def _number(place: int) -> str:
    return _("column {number}").format(number=place + 1)
