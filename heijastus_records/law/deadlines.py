"""The clock of a request: until when it is to be answered (GDPR, Article 12(3)).

How the period runs is said by Regulation (EEC, Euratom) 1182/71, Article 3: the day of receipt is
not counted; a period of months ends on the day with the same number, or on the month's last where
there is none; what would end on a day that is no working day ends on the next working day.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from heijastus_records.law.holidays import next_working_day

MONTHS = 1
"""To answer in, from receipt: GDPR (Regulation (EU) 2016/679 of 27 April 2016), Article 12(3),
first sentence."""

FURTHER_MONTHS = 2
"""The most that an extension adds: GDPR (27 April 2016), Article 12(3), second sentence."""

PROMPTLY = timedelta(days=7)
"""A question about identity stops the clock only if it was put without undue delay: EDPB,
Guidelines 01/2022 on the right of access (version 2.1 of 28 March 2023), section 5.3. They name
no figure; the week is this program's own measure (2026-11-24)."""


def months_after(day: date, months: int = MONTHS) -> date:
    """Return the same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Pause:
    """The time in which the person is asked who they are (GDPR, Article 12(6))."""

    asked: date
    arrived: date | None
    """Day on which the answer came; None while it is awaited."""


@dataclass(frozen=True)
class Extension:
    """What the person was told: that the answer takes longer, and why."""

    told: date
    months: int

    def __post_init__(self) -> None:
        if not 1 <= self.months <= FURTHER_MONTHS:
            raise ValueError(f"an extension of {self.months} months")


@dataclass(frozen=True)
class Clock:
    """When a request is due. Nothing but a pause stops the clock: internal delay never does."""

    received: date
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None

    @property
    def aim(self) -> date:
        """The plain day of the calendar: the one to aim at, which no holiday moves."""
        further = self.extension.months if self.extension and self.is_extended else 0
        return self._end(MONTHS + further)

    @property
    def due(self) -> date:
        """The last day to answer on; while a pause is open, as if the clock had not stopped."""
        return next_working_day(self.aim)

    @property
    def first_due(self) -> date:
        """The last day without an extension, which is the last one to tell of an extension, too."""
        return next_working_day(self._end(MONTHS))

    @property
    def is_paused(self) -> bool:
        """Tell whether the clock stands still: who the person is was asked, and not answered."""
        return any(pause.arrived is None and self.counts(pause) for pause in self.pauses)

    @property
    def is_extended(self) -> bool:
        """Tell whether there is an extension in force: told of later, it changes nothing."""
        return self.extension is not None and self.may_extend(self.extension.told)

    def counts(self, pause: Pause) -> bool:
        """Tell whether a pause stops the clock: only where the question was put promptly."""
        return self.received <= pause.asked <= self.received + PROMPTLY

    def may_extend(self, today: date) -> bool:
        """Tell whether it is early enough to tell the person of an extension."""
        return self.received <= today <= self.first_due

    def days_left(self, today: date) -> int:
        """Return how many days are left: 0 on the last one, negative when overdue."""
        return (self.due - today).days

    def is_overdue(self, today: date) -> bool:
        """Tell whether the last day has passed; an open pause is no excuse until it has ended."""
        return self.days_left(today) < 0

    def _end(self, months: int) -> date:
        return months_after(self.received, months) + timedelta(days=self._days_stopped)

    @property
    def _days_stopped(self) -> int:
        """The days of the pauses that are over, from question to answer; each day counts once."""
        over = ((each.asked, each.arrived) for each in self.pauses if self.counts(each))
        spans = (range(asked.toordinal(), end.toordinal()) for asked, end in over if end)
        return len(set[int]().union(*spans))
