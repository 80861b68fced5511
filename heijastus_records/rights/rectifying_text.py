"""A rectification as the owner reads it: 80 columns of plain text."""

from collections.abc import Iterator

from heijastus_records import messages
from heijastus_records.letters import formats
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.rights import plan_text
from heijastus_records.rights.plan_text import Line
from heijastus_records.rights.rectifying import Change, Purge, Rectification


def render(planned: Rectification) -> str:
    """Return what changes, and what a purge does, as text; a line is at most 80 columns wide."""
    language = messages.language()
    lines = [(change.field, [_shown(change, language)]) for change in planned.changes]
    shown = plan_text.laid_out(_head(planned), lines)
    rest = [*_told(planned, language), *(_past(planned.purge) if planned.purge else ())]
    return shown + (plan_text.laid_out("", rest) if rest else "")


def _head(planned: Rectification) -> str:
    count = len(planned.changes)
    if not count:
        return _("{where}: no value changes").format(where=planned.record.id)
    sentence = ngettext("{where}: {count} value changes", "{where}: {count} values change", count)
    return sentence.format(where=planned.record.id, count=count)


def _shown(change: Change, language: str) -> str:
    title = change.title.get(language) or change.title.get("en", "")
    values = f"{change.before or '–'} → {change.after or '–'}"
    return f"{title}: {values}" if title else values


def _told(planned: Rectification, language: str) -> Iterator[Line]:
    sentence = _("{recipient} was given it on {day}: pass the change on (GDPR, Article 19)")
    told = [
        sentence.format(recipient=each["to"], day=formats.day(each["when"], language))
        for each in planned.told
    ]
    if told:
        yield _("tell"), told


def _past(purge: Purge) -> Iterator[Line]:
    yield _("history"), [plan_text.unreadable(purge.versions)]
    yield _("trail"), [_("which fields have changed stays in it; the old values do not")]
    yield _("copies"), [*plan_text.elsewhere(purge.copies)]
    yield _("elsewhere"), [*_elsewhere(purge)]
    yield _("requests"), [*plan_text.concerned(purge.requests)]


def _elsewhere(purge: Purge) -> Iterator[str]:
    for mention in purge.mentions:
        sentence = _("{where} may mention an old value ({fields}): look and edit")
        yield sentence.format(where=mention.record, fields=formats.listed(mention.fields))
