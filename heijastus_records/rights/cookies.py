"""The notice's section 15 kept: what a browser has recorded, beside the list of cookies."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from heijastus_records.errors import Misused
from heijastus_records.exchange import browsing
from heijastus_records.law import cookies
from heijastus_records.law.cookies import Checked, Finding, Kind, Seen
from heijastus_records.law.notice import Notice
from heijastus_records.messages import gettext as _
from heijastus_records.messages import ngettext

SCHEMA = "records.cookies/1"

LONGEST_NAME = 60
"""Most characters of a cookie's name that a sentence repeats."""


def check(notice: Notice, file: Path, consented: datetime | None) -> Checked:
    """Compare a recording with the notice. Raises Misused where it does not say when, and `read`'s.

    `consented` is as `law.cookies.check` takes it.
    """
    seen = browsing.read(file)
    if consented and consented != cookies.NEVER and not all(each.at for each in seen):
        raise Misused(
            _("this file does not say when a cookie was set"),
            _("record once without consenting: --no-consent; or save a HAR"),
        )
    section = notice.data["cookies"]
    return cookies.check(seen, section.get("inventory", ()), section["site"], consented)


def told(checked: Checked, site: str) -> Iterator[str]:
    """Yield a sentence for each finding, with what to do."""
    for each in checked.findings:
        where = _("{name} ({domain})").format(name=_name(each.seen), domain=each.seen.domain)
        yield f"{where}: {_sentence(each, site)}"


def _sentence(each: Finding, site: str) -> str:
    entry = each.declared or {}
    if each.kind is Kind.UNDECLARED:
        return _("not in the notice: add it to cookies.inventory in register.yaml, or stop it")
    if each.kind is Kind.THIRD_PARTY:
        sentence = _(
            "set by another than {site}: stop it, or add it with its domain to cookies.inventory"
            " and say in section 8 who gets the data"
        )
        return sentence.format(site=site)
    if each.kind is Kind.BEFORE_CONSENT:
        sentence = _("set before consent, though for {purpose}: let the site ask first")
        return sentence.format(purpose=entry["purpose"])
    sentence = _("lasts {seen}, the notice says {stated}: shorten it on the site, or state it")
    lasts = entry["lasts"]
    stated = _("until the browser is closed") if lasts == cookies.SESSION else _days(float(lasts))
    life = each.seen.life or timedelta()
    return sentence.format(seen=_days(life / timedelta(days=1)), stated=stated)


def _days(count: float) -> str:
    days = round(count)
    return ngettext("{count} day", "{count} days", days).format(count=days) if days else _("hours")


def _name(seen: Seen) -> str:
    name = seen.name or _("without a name")
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def remarks(checked: Checked, *, looked: bool) -> Iterator[str]:
    """Yield what is worth a look and nothing wrong; `looked` is whether consent was asked about."""
    for entry in checked.unseen:
        sentence = _("{name}: in the notice, and not seen in this file")
        yield sentence.format(name=entry["name"])
    if not checked.seen:
        yield _(
            "no cookie at all is in this file: Chrome leaves them out of a HAR, unless it is"
            " exported with sensitive data"
        )
    if not looked:
        yield _(
            "whether cookies wait for consent was not looked at: --consented TIME or --no-consent"
        )


def facts(checked: Checked, site: str) -> dict[str, Any]:
    """Return it as plain data for JSON."""
    return {
        "schema": SCHEMA,
        "site": site,
        "cookies": [_seen(each) for each in checked.seen],
        "findings": [
            {
                "kind": each.kind.value,
                "name": each.seen.name,
                "domain": each.seen.domain,
                "stated": each.declared and each.declared["lasts"],
            }
            for each in checked.findings
        ],
        "not_seen": [
            {"name": each["name"], "domain": each.get("domain")} for each in checked.unseen
        ],
    }


def _seen(each: Seen) -> dict[str, Any]:
    return {
        "name": each.name,
        "domain": each.domain,
        "seen": each.at.isoformat() if each.at else None,
        "days": round(each.life.total_seconds() / 86400, 2) if each.life is not None else None,
    }
