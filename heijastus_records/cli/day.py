"""A day as it is typed."""

from datetime import date, datetime
from typing import Any

import click

from heijastus_records.cli.session import read_day, read_moment
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


class Moment(click.ParamType[datetime]):
    """A moment, such as 2026-11-24 09:15 or 24.11.2026 9.15; Finnish time unless +hh:mm says so."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the moment that was typed."""
        try:
            return read_moment(value)
        except ValueError:
            self.fail(_("not a moment; write it like 2026-11-24 09:15"), param, ctx)


class DayOrMoment(Moment):
    """A day alone, or a moment of it."""

    def convert(  # type: ignore[override]
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return what was typed: a moment is a day as well."""
        try:
            return read_day(value)
        except ValueError:
            return super().convert(value, param, ctx)
