"""What two versions of a record's data agree on, given the one that both come from.

Only lists, mappings and texts are looked at here, not how they are written. Whichever side is
ours, the outcome is the same, but for the disputed values: there, ours stands.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from heijastus_records.register import schema
from heijastus_records.register.document import Maybe, Path, Value

Name: TypeAlias = tuple[str, int]
"""What a part is known by in every version: the name of a field or the natural key of an item,
and which one it is of those that are alike."""

Keys: TypeAlias = tuple[tuple[str, ...], ...]
"""The fields by which the items of a list are known, the best first."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class Agreement:
    """What is agreed on one value."""

    value: Maybe
    """None where it shall be absent."""
    keys: Keys = ()
    """By which the items are known, in a list of mappings."""
    parts: "dict[Name, Agreement] | None" = None
    """Its parts in their order, where both sides have a mapping or both have a list."""


@dataclass(frozen=True)
class Dispute:
    """A value that both sides have changed, each in its own way."""

    path: Path
    """Its path in our data; that of the list, for an item that we have removed."""
    theirs: Maybe
    """None where they have removed it."""


def versions(base: _T, ours: _T, theirs: _T) -> tuple[_T, ...]:
    """Return the one version that is left of three, or both where both sides have changed it."""
    if theirs in (base, ours):
        return (ours,)
    return (theirs,) if ours == base else (ours, theirs)


def named(items: Value, keys: Keys) -> dict[Name, Value]:
    """Return the parts of a mapping or list under the names that they have in every version."""
    if isinstance(items, dict):
        return {(name, 0): item for name, item in items.items()}
    seen: Counter[str] = Counter()
    found: dict[Name, Value] = {}
    for item in items:
        name = _natural_name(item, keys)
        found[name, seen[name]] = item
        seen[name] += 1
    return found


def _natural_name(item: Value, keys: Keys) -> str:
    """Return an item's natural key in one text; an item that has none is known by all of it."""
    known: object = item
    if isinstance(item, dict):
        number = next((n for n, key in enumerate(keys) if not item.keys().isdisjoint(key)), None)
        known = item if number is None else [number, *map(item.get, keys[number])]
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


@dataclass
class Judge:
    """Decides what a record of one kind shall hold, and notes what is disputed."""

    kind: str
    disputes: list[Dispute] = field(default_factory=list)

    def decide(self, path: Path, base: Maybe, ours: Maybe, theirs: Maybe) -> Agreement:
        """Decide on one value; the path is that in our data, and None is an absent value."""
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self._join(path, base if isinstance(base, dict) else {}, ours, theirs)
        if isinstance(ours, list) and isinstance(theirs, list):
            return self._join(path, base if isinstance(base, list) else [], ours, theirs)
        exact = repr(base), repr(ours), repr(theirs)  # fields in another order are another value
        found = versions(*exact)
        if len(found) > 1:
            self.disputes.append(Dispute(path, theirs))
        return Agreement(ours if found[0] == exact[1] else theirs)

    def _join(self, path: Path, base: Value, ours: Value, theirs: Value) -> Agreement:
        listing = isinstance(ours, list)
        keys = schema.natural_keys(self.kind, path) if listing else ()
        old, our, their = named(base, keys), named(ours, keys), named(theirs, keys)
        places = {name: place for place, name in enumerate(our)}
        agreed: dict[Name, Agreement] = {}
        for name in {**our, **their, **old}:
            step: Path = ((places[name],) if name in our else ()) if listing else (name[0],)
            sides = old.get(name), our.get(name), their.get(name)
            part = self.decide((*path, *step), *sides)
            if part.value is not None:
                agreed[name] = part
        fields = [] if listing else schema.fields(self.kind, path)
        parts = {name: agreed[name] for name in _ordered(agreed, (old, our, their), fields)}
        return Agreement(_value(parts, listing), keys, parts)


def _value(parts: dict[Name, Agreement], listing: bool) -> Maybe:
    values = [(name, part.value) for (name, _n), part in parts.items() if part.value is not None]
    return ([value for _name, value in values] if listing else dict(values)) or None


# --- In which order ---------------------------------------------------------------------------

_Sides: TypeAlias = tuple[Mapping[Name, Value], ...]
"""The common version, ours and theirs."""


def _ordered(kept: Mapping[Name, Agreement], sides: _Sides, fields: list[str]) -> list[Name]:
    """Put in order what is kept.

    What all three versions have is the stem; it keeps its order, or takes that of the side that
    changed it. All else comes after the part of the stem that it stands after in its own version.
    """
    common = {name for name in kept if all(name in side for side in sides)}
    stems = [[name for name in side if name in common] for side in sides]
    stem = min(versions(*stems))  # of two new orders one, the same from either side
    groups = _groups(kept, stem, sides[1:])
    ranks = {name: rank for rank, name in enumerate(fields)}
    ordered = _sorted(groups[0], ranks)
    for place, name in enumerate(stem, 1):
        ordered += [name, *_sorted(groups[place], ranks)]
    return ordered


_Group: TypeAlias = tuple[list[Name], list[Name]]
"""What stands in one place, in our order and in theirs."""


def _groups(kept: Iterable[Name], stem: list[Name], sides: _Sides) -> defaultdict[int, _Group]:
    """Return what comes after each part of the stem: 0 is before the first of them."""
    places = {name: place for place, name in enumerate(stem, 1)}
    others = set(kept) - set(stem)
    after: dict[Name, int] = {}
    for side in sides:
        last = 0
        for name in side:
            last = places.get(name, last)
            if name in others:
                after[name] = min(last, after.get(name, last))
    groups: defaultdict[int, _Group] = defaultdict(lambda: ([], []))
    for number, side in enumerate(sides):
        for name in side:
            if name in others:
                groups[after[name]][number].append(name)
    return groups


def _sorted(group: _Group, ranks: dict[str, int]) -> list[Name]:
    """Keep the order of the one side that has the whole group; else take a neutral order."""
    names = {name for order in group for name in order}
    whole = [order for order in group if len(order) == len(names)]
    if whole and whole[0] == whole[-1]:
        return whole[0]
    return sorted(names, key=lambda name: (ranks.get(name[0], len(ranks)), name))
