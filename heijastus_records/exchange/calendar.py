"""Days as a calendar that other programs show (iCalendar, RFC 5545): the home of icalendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from heijastus_records.errors import Misused
from heijastus_records.messages import gettext as _


@dataclass(frozen=True)
class Event:
    """Something that lies on one day. A calendar is shown to many: it names records by id only."""

    uid: str
    """Stays the same, so that a calendar that is read in anew moves it."""
    day: date
    summary: str


def render(events: Iterable[Event], name: str, today: date) -> bytes:
    """Return a calendar. Raises Misused where the extra `calendar` is not installed."""
    try:
        import icalendar
    except ImportError as error:
        raise Misused(
            _("calendars need a part of the program that is not installed"),
            'uv tool install "heijastus-records[calendar]"',
        ) from error
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//heijastus-records//records retention//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for each in events:
        event = icalendar.Event()
        event.add("uid", each.uid)
        event.add("dtstamp", datetime(today.year, today.month, today.day, tzinfo=UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.summary)
        event.add("transp", "TRANSPARENT")  # the day is not taken
        calendar.add_component(event)
    return bytes(calendar.to_ical())
