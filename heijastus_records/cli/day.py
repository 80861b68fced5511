"""A day as it is typed."""

from datetime import date
from typing import Any

import click

from heijastus_records.cli.session import read_day
from heijastus_records.messages import gettext as _


class Day(click.ParamType[date]):
    """A day, such as 2026-11-22 or 22.11.2026."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day that was typed."""
        try:
            return read_day(value)
        except ValueError:
            self.fail(_("not a day; write it like 2026-11-22"), param, ctx)
