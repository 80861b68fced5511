"""Who has to be told what is held about them, by which article, and until when.

GDPR, Article 13 where the data come from the person, Article 14 where any of them does not; the
notice's section 7 names the sources.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from heijastus_records.law import erasure
from heijastus_records.law.client import Client, is_person
from heijastus_records.law.deadlines import months_after

ARTICLE_13 = "art-13"
ARTICLE_14 = "art-14"

FIRST_HAND = ("subject", "consent")
"""Sources of section 7 that are the person: what they say themselves, and what is collected from
a participant with their consent. The orderer and its website are others (Article 14)."""

APPLIES = date(2018, 5, 25)
"""First day of the GDPR (Article 99(2)): by it the information was due of what was held before."""

MONTHS = 1
"""Article 14(3)(a): at the latest one month after the data were obtained. No working day is waited
for: a day early breaks nothing."""


@dataclass(frozen=True)
class Owed:
    """What a person has still to be told."""

    article: str
    until: date | None
    """Last day; None where no day is known on which the data were obtained, or none is set."""
    version: str = ""
    """Of an older notice, where that was given: look whether anything new concerns them."""


def owed(client: Client, version: str, today: date, entered: date | None = None) -> Owed | None:
    """Return what a client has to be told on a day; None where nothing is owed.

    `version` is that of the notice, `entered` the day on which the record was made. Whoever was
    erased in part at their own request was told by that letter what stays, and why.
    """
    if not is_person(client) or _was_answered(client):
        return None
    told = informed(client, today)
    if told == version:
        return None
    article = article_of(client)
    if told:
        return Owed(article, None, told)
    obtained = _obtained(client, article) or entered
    until = _last_day(client, article, obtained) if obtained else None
    return Owed(article, max(until, APPLIES) if until else None)


def informed(client: Client, today: date) -> str:
    """Return the version of the notice that was given last; empty where none was."""
    found = [each for each in client.get("informed", ()) if each["day"] <= today.isoformat()]
    return str(max(found, key=lambda each: str(each["day"]))["notice"]) if found else ""


def article_of(client: Client) -> str:
    """Return the article by which a client is to be told."""
    return ARTICLE_14 if any(each not in FIRST_HAND for each in sources(client)) else ARTICLE_13


def sources(client: Client) -> Iterator[str]:
    """Yield where the data come from: of whole fields, and of single items."""
    yield from (each["from"] for each in client.get("sources", ()))
    for items in client.values():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and "source" in item:
                yield item["source"]


def _was_answered(client: Client) -> bool:
    return "reduced" in client and erasure.is_request(client["reduced"]["ground"])


def _obtained(client: Client, article: str) -> date | None:
    """Return the day on which the first of the data that decide were obtained."""
    known = client.get("sources", ())
    wanted = [each for each in known if (each["from"] in FIRST_HAND) == (article == ARTICLE_13)]
    days = [each["day"] for each in wanted if "day" in each]
    day = min(days, default=client.get("relationship", {}).get("started"))
    return date.fromisoformat(day) if day else None


def _last_day(client: Client, article: str, obtained: date) -> date:
    """Return the last day: at once where the person was asked (Article 13(1)).

    Else within a month, but not after they were first in touch, nor after the data went to
    somebody else (Article 14(3)).
    """
    if article == ARTICLE_13:
        return obtained
    touched = (day for day in _touched(client) if day >= obtained)
    return min([months_after(obtained, MONTHS), *touched])


def _touched(client: Any) -> Iterator[date]:
    """Yield the days on which the person was met or wrote, or somebody else was given the data."""
    days = [client.get("relationship", {}).get("started")]
    days += [each.get("starts") for each in client.get("contracts", ())]
    days += [each["given"] for each in client.get("consents", ())]
    days += [each["when"] for each in client.get("disclosures", ())]
    yield from (date.fromisoformat(day) for day in days if day)
