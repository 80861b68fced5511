"""What a privacy notice has to tell, point by point, and what it lacks (GDPR, Articles 13 and 14).

A point lacks altogether where `register.yaml` says nothing of it, or is there and not yet in the
published text: `notice.unpublished` lists these. Article 13(1)(b) asks for a data protection
officer only where there is one; the notice says that there is none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]

CONSENT, INTEREST = "art-6-1-a", "art-6-1-f"
"""Bases that ask for something more to be told."""


@dataclass(frozen=True)
class Point:
    """One thing that a notice has to tell."""

    section: int
    """Where it stands: the published sections are 1 to 15, the rendered ones go on from there."""
    law: str
    is_told: Callable[[Data], bool]
    """Whether `register.yaml` tells it, or it does not apply."""


@dataclass(frozen=True)
class Lack:
    """A point that the published notice does not tell."""

    name: str
    section: int
    point: str
    is_written: bool
    """Whether `register.yaml` has it, so that only the published text lacks it."""


def lacks(data: Data) -> tuple[Lack, ...]:
    """Return what the published notice lacks, in the order of its sections."""
    unpublished = data.get("notice", {}).get("unpublished", ())
    told = {name: point.is_told(data) for name, point in POINTS.items()}
    found = (
        Lack(name, point.section, point.law, told[name])
        for name, point in POINTS.items()
        if not told[name] or name in unpublished
    )
    return tuple(sorted(found, key=lambda lack: lack.section))


def missing(data: Data) -> tuple[Lack, ...]:
    """Return what `register.yaml` itself says nothing of."""
    return tuple(lack for lack in lacks(data) if not lack.is_written)


# --- What tells a point -----------------------------------------------------------------------


def _is_said(value: Any) -> bool:
    """Tell whether there is something to read, in every language that is there."""
    if isinstance(value, dict | list | tuple):
        items = list(value.values()) if isinstance(value, dict) else list(value)
        return bool(items) and all(map(_is_said, items))
    return bool(value and str(value).strip())


def _at(*path: str) -> Callable[[Data], bool]:
    """Return what tells whether the value at a path says something."""

    def is_told(data: Data) -> bool:
        value: Any = data
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return _is_said(value)

    return is_told


def _any(*paths: tuple[str, ...]) -> Callable[[Data], bool]:
    return lambda data: any(_at(*path)(data) for path in paths)


def _all(*paths: tuple[str, ...]) -> Callable[[Data], bool]:
    return lambda data: all(_at(*path)(data) for path in paths)


def _right(article: str) -> Callable[[Data], bool]:
    return lambda data: any(
        each.get("article") == article and _is_said(each.get("text"))
        for each in data.get("rights", ())
    )


def _of_purposes(key: str, *bases: str) -> Callable[[Data], bool]:
    """Return what tells whether every purpose, or every one on these bases, says something."""

    def is_told(data: Data) -> bool:
        purposes = data.get("purposes", ())
        asked = [each for each in purposes if not bases or each.get("basis") in bases]
        return bool(purposes) and all(_is_said(each.get(key)) for each in asked)

    return is_told


def _withdrawal(data: Data) -> bool:
    asks = any(each.get("basis") == CONSENT for each in data.get("purposes", ()))
    return not asks or _right("art-7")(data)


RULES = ("relationship", "accounting", "record")
"""Rules of retention: sections 10 and 14."""

POINTS: dict[str, Point] = {
    "controller": Point(1, "N13.1, Article 13(1)(a), 14(1)(a)", _at("controller", "name")),
    "contact-details": Point(
        2,
        "N13.1, Article 13(1)(a), 14(1)(a)",
        _any(("controller", "address"), ("controller", "phone"), ("contact", "phone")),
    ),
    "purposes": Point(5, "N13.1, Article 13(1)(c), 14(1)(c)", _of_purposes("text")),
    "bases": Point(5, "N13.1, Article 13(1)(c), 14(1)(c)", _of_purposes("basis")),
    "interests": Point(5, "N13.1, Article 13(1)(d), 14(2)(b)", _of_purposes("reason", INTEREST)),
    "categories": Point(6, "N14, Article 14(1)(d)", _at("categories")),
    # The law itself makes her hold these; the program knows them.
    "duties": Point(6, "N14, Article 14(1)(d)", lambda _data: True),
    "sources": Point(7, "N14, Article 14(2)(f)", _at("sources")),
    "public-sources": Point(7, "N14, Article 14(2)(f)", _at("sources")),
    "recipients": Point(8, "N13.1, Article 13(1)(e), 14(1)(e)", _at("recipients", "disclosures")),
    "transfers": Point(9, "N13.1, Article 13(1)(f), 14(1)(f)", _at("transfers", "text")),
    "retention": Point(
        10,
        "N13.2, Article 13(2)(a), 14(2)(a)",
        _all(*(("retention", rule, "text") for rule in RULES)),
    ),
    "processors": Point(11, "N13.1, Article 13(1)(e), 14(1)(e)", _at("recipients", "processors")),
    "access": Point(13, "N13.2, Article 13(2)(b), 14(2)(c)", _at("requests", "access")),
    # How and by when an answer comes is the law's own; the program says it.
    "channels": Point(13, "N14, Article 12(2), 12(3)", lambda _data: True),
    "rectification": Point(
        14, "N13.2, Article 13(2)(b), 14(2)(c)", _at("requests", "rectification")
    ),
    "restriction": Point(16, "N13.2, Article 13(2)(b), 14(2)(c)", _right("art-18")),
    "objection": Point(16, "N13.2, Article 13(2)(b), 14(2)(c)", _right("art-21")),
    "portability": Point(16, "N13.2, Article 13(2)(b), 14(2)(c)", _right("art-20")),
    "withdrawal": Point(16, "N13.2, Article 13(2)(c), 14(2)(d)", _withdrawal),
    "complaint": Point(
        17,
        "N13.2, Article 13(2)(d), 14(2)(e)",
        _all(*(("complaint", key) for key in ("name", "postal", "phone"))),
    ),
    # What must be given follows from the bases of the purposes.
    "obligation": Point(18, "N13.2, Article 13(2)(e)", _of_purposes("basis")),
    "automated-decisions": Point(
        19, "N13.2, Article 13(2)(f), 14(2)(g)", _at("automated_decisions", "text")
    ),
}
"""Every point, and where the law asks for it. Its name stands in `notice.unpublished`."""
