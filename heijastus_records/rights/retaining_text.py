"""What falls due when, and the plan of all that is due, as the owner reads it: 80 columns."""

from collections.abc import Iterable, Iterator
from datetime import date

from heijastus_records import messages
from heijastus_records.law import consent
from heijastus_records.law.due import Reason
from heijastus_records.law.erasure import Outcome
from heijastus_records.letters import formats, retention
from heijastus_records.letters import retention_wording as wording
from heijastus_records.letters.retention import Retention
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext
from heijastus_records.rights import plan_text
from heijastus_records.rights.erasing import Erasure, paper_kind
from heijastus_records.rights.plan_text import Line
from heijastus_records.rights.requests_text import SHORT
from heijastus_records.rights.retaining import Clearance

LABEL, FIGURES = 14, 4
"""Columns of a class, and of its count."""
SHOWN = 18
"""So many ids of a class are shown: three lines; a hundred tell nobody anything."""


def render(found: Retention, language: str) -> str:
    """Return what falls due when as text with a newline at its end."""
    day = formats.day(found.as_of, language)
    head = wording.HEAD[language].format(day=day, count=len(found.items))
    shown = plan_text.laid_out(head, _lines(found, language))
    return f"{shown}\n{_years(found, language)}" if found.years else shown


def _lines(found: Retention, language: str) -> Iterator[Line]:
    for why, items in found.reasons():
        said = retention.reason(why, language)
        ids = [] if why is Reason.NONE else [item.id for item in items]
        state = wording.STATES[why.state][language]
        yield _line(state, len(items), said, wording.COMMANDS.get(why, ""), ids, language)
    renewals = [item.id for item in found.items for _each in item.renewals]
    expired = [each.id for each in found.closed]
    papers = [item.id for item in found.items for _sheet in item.standing.shred]
    months = consent.RENEWAL_MONTHS
    besides = (
        (wording.CONSENTS, renewals, wording.RENEW, "records consent list"),
        (wording.CLOSED, expired, wording.EXPIRED, "records retention apply"),
        (wording.PAPER, papers, wording.SHRED, "records paper list"),
    )
    for label, ids, told, command in besides:
        if ids:
            said = told[language].format(months=months)
            yield _line(label[language], len(ids), said, command, ids, language)


def _line(
    label: str, count: int, said: str, command: str, ids: Iterable[str], language: str
) -> Line:
    """Return a class as a label with its count, why, what goes on, and the first ids."""
    records = list(dict.fromkeys(ids))
    shown = " ".join(map(short, records[:SHOWN]))
    rest = len(records) - SHOWN
    more = wording.MORE[language].format(count=rest) if rest > 0 else ""
    texts = [said, f"→ {command}" if command else "", shown, more]
    return f"{label:{LABEL}}{count:{FIGURES}}", [text for text in texts if text]


def short(record: str) -> str:
    """Return the beginning of an id, which every command takes for the whole."""
    return record[:SHORT]


def _years(found: Retention, language: str) -> str:
    """Return the financial years as a table."""
    columns = (wording.YEAR, wording.INVOICES, wording.UNTIL, wording.STATUTE, wording.STANDING)
    rows = [
        [
            *(_short_day(year.end, language), str(year.invoices)),
            *(_short_day(each, language) for each in (year.until, year.statute_until)),
            retention.now(year, language),
        ]
        for year in found.years
    ]
    heads = [column[language] for column in columns]
    wide = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  "
        + "  ".join(
            f"{cell:>{size}}" if place == 1 else f"{cell:{size}}"
            for place, (cell, size) in enumerate(zip(row, wide, strict=True))
        )
        for row in [heads, *rows]
    ]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _short_day(day: date, language: str) -> str:
    """Write a day; in English as in JSON, for three days with their months are too wide."""
    return day.isoformat() if language == "en" else formats.day(day, language)


# --- The plan of all that is due ------------------------------------------------------------


def plan(planned: Clearance) -> str:
    """Return the plan with a line for each record; each plan in full is that of an erasure."""
    whole = sum(each.plan.outcome is Outcome.WHOLE for each in planned.erasures)
    values = sum(len(each.plan.erased) for each in planned.erasures)
    head = _(
        "Plan of {day} (nothing has been changed): {whole} records are erased whole, {part} in"
        " part; {values} values."
    ).format(
        day=formats.day(planned.today, messages.language()),
        whole=whole + len(planned.expired),
        part=len(planned.erasures) - whole,
        values=values,
    )
    return plan_text.laid_out(head, [*map(_planned, planned.erasures), *_besides(planned)])


def _planned(each: Erasure) -> Line:
    """Say of one record what goes, and until when something stays."""
    language = messages.language()
    kinds = [formats.small(kind.title[language]) for kind in each.kinds(each.plan.erased)]
    if each.plan.comments:
        sentence = ngettext("{count} comment", "{count} comments", each.plan.comments)
        kinds.append(sentence.format(count=each.plan.comments))
    said = _("whole") if each.plan.outcome is Outcome.WHOLE else _("in part")
    texts = [f"{said}: {formats.listed(kinds)}"]
    if each.plan.next_due:
        day = formats.day(each.plan.next_due, language)
        texts.append(_("on {day} the next part falls due").format(day=day))
    return short(each.record.id), texts


def _besides(planned: Clearance) -> Iterator[Line]:
    for record in planned.expired:
        yield short(record.id), [_("whole: it is closed, and its time has passed")]
    yield _("paper"), [*papers(planned)]
    if planned.erasures:
        yield _("history"), [plan_text.unreadable(sum(e.versions for e in planned.erasures))]
        yield _("copies"), [*plan_text.elsewhere(planned.erasures[0].copies)]
    yield _("elsewhere"), [*_mentions(planned)]
    recipients = sum(len(each.notices()) for each in planned.erasures)
    if recipients:
        sentence = ngettext(
            "{count} letter (GDPR, Article 19): --recipients DIR",
            "{count} letters (GDPR, Article 19): --recipients DIR",
            recipients,
        )
        yield _("recipients"), [sentence.format(count=recipients)]


def papers(planned: Clearance) -> Iterator[str]:
    """Name every paper that goes with a record: it has to be shredded by hand."""
    for each in planned.erasures:
        for sheet in each.plan.paper:
            if sheet.goes:
                yield _("{where}: {kind}, {place}: shred by hand").format(
                    where=short(each.record.id),
                    kind=paper_kind(sheet.kind)[messages.language()],
                    place=sheet.place,
                )


def _mentions(planned: Clearance) -> Iterator[str]:
    """Name the records that stay and may mention somebody who goes."""
    gone = {e.record.id for e in planned.erasures if e.plan.outcome is Outcome.WHOLE}
    for each in planned.erasures:
        for mention in each.mentions:
            if mention.record not in gone:
                yield _("{where} may mention {who} ({fields}): look and edit").format(
                    where=short(mention.record),
                    who=short(each.record.id),
                    fields=formats.listed(mention.fields),
                )
