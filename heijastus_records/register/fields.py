"""Fields of a record as the owner names them, and putting other values there.

`contracts[0].starts` is what problems and the trail say (`schema.spell`). An item of a list may
also be named by its natural key, as in `invoices[2024-1].amount`, and `emails[+]` is one more.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from heijastus_records.errors import Invalid, Misused, NotFound, Problem
from heijastus_records.messages import gettext as _
from heijastus_records.register import document, schema
from heijastus_records.register.document import Data, Maybe, Path, Value

MORE = "+"
"""Stands for an item that is not there yet."""


def find(kind: str, data: Data, field: str) -> Path:
    """Return the path of a field, there or not, from the name that the owner gives it.

    Raises Misused for a field that no such record has, NotFound for an item that is not there.
    """
    path: Path = ()
    value: Any = data
    for step in _parsed(field):
        rule = schema.kind_at(kind, path)
        if MORE in path or not _has_parts(rule, value):
            raise Misused(_("{field} is set as a whole").format(field=schema.spell(path)))
        if rule.is_list:
            step = step if step == MORE else _place(kind, path, value or [], step)
            value = None if step == MORE else value[step]
        else:
            known = schema.fields(kind, path)
            if step not in known:
                sentence = schema.unknown(str(step), known)
                raise Misused(f"{schema.spell((*path, step))}: {sentence}")
            value = (value or {}).get(step)
        path = (*path, step)
    return path


def _parsed(field: str) -> Path:
    try:
        return schema.parse(unicodedata.normalize("NFC", field))
    except ValueError as error:
        raise Misused(
            _("a field is named like contracts[0].starts, invoices[2024-1].amount or emails[+]")
        ) from error


def _has_parts(rule: schema.Kind, value: Maybe) -> bool:
    wanted = {list: rule.is_list, dict: rule.is_mapping}
    return any(wanted.values()) if value is None else wanted.get(type(value), False)


def _place(kind: str, path: Path, items: list[Value], step: str | int) -> int:
    """Return the position of an item. Raises NotFound where its name fits none, or several."""
    keys = [key[0] for key in schema.natural_keys(kind, path)[:1]]
    places = [place for place, item in enumerate(items) if _is_named(item, keys, str(step))]
    if isinstance(step, int) and step < len(items):
        places = list(dict.fromkeys([step, *places]))
    if len(places) == 1:
        return places[0]
    spelled = schema.spell((*path, step)) if isinstance(step, int) else f"{schema.spell(path)}[…]"
    if places:
        sentence = _("{field} fits {count} items: {places}").format(
            field=spelled,
            count=len(places),
            places=", ".join(schema.spell((*path, each)) for each in places),
        )
        raise NotFound(sentence, _("change it with records edit"))
    hint = _("one more: {field}").format(field=f"{schema.spell(path)}[{MORE}]")
    raise NotFound(_("there is no {field}").format(field=spelled), hint)


def _is_named(item: Value, keys: list[str], name: str) -> bool:
    return isinstance(item, dict) and any(item.get(key) == name for key in keys)


def read(kind: str, path: Path, typed: str) -> Value:
    """Return the value that was typed for a place: a text as it is, or YAML in braces or brackets.

    What the place holds decides: a text may begin with a bracket. Raises Invalid.
    """
    rule = schema.kind_at(kind, (*path[:-1], 0) if path[-1] == MORE else path)
    text = unicodedata.normalize("NFC", typed)
    is_flow = (rule.is_list or rule.is_mapping) and text.startswith(("[", "{"))
    try:
        data = document.load(f"x: {text}" if is_flow else document.dump({"x": text}))
    except Invalid as error:
        problems = [replace(each, field=schema.spell(path), line=0) for each in error.problems]
        raise Invalid(error.sentence, problems) from error
    if set(data) - {"x"}:
        sentence = _("one value in brackets or braces, and nothing after it")
        raise Invalid(sentence, [Problem(sentence, field=schema.spell(path))])
    return data.get("x", "")


# --- Changing -------------------------------------------------------------------------------


def value_at(data: Any, path: Path) -> Maybe:
    """Return the value at a path; None where there is none."""
    for step in path:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[_index(data, step)]
        else:
            return None
    value: Maybe = data
    return value


def put(data: Any, path: Path, value: Value) -> Path:
    """Put a value at a path, also one that is not there yet; return its path with its position."""
    for step, following in pairwise(path):
        if isinstance(data, list):
            data = data[_index(data, step)]
            continue
        made: Any = [] if following == MORE or isinstance(following, int) else {}
        if not isinstance(data.get(step), type(made)):
            data[step] = made  # what stands there is empty: nothing else was found on the way
        data = data[step]
    last = path[-1]
    if not isinstance(data, list):
        data[last] = value
    elif last == MORE:
        data.append(value)
        return (*path[:-1], len(list(filter(None, data))) - 1)
    else:
        data[_index(data, last)] = value
    return path


def drop(data: Any, path: Path) -> None:
    """Take away the value at a path, where there is one."""
    for step in path[:-1]:
        data = data[_index(data, step) if isinstance(data, list) else step]
    del data[_index(data, path[-1]) if isinstance(data, list) else path[-1]]


def _index(items: list[Any], place: str | int) -> int:
    """Return where an item lies in a list as it was typed: empty ones are not counted."""
    assert isinstance(place, int)
    return [number for number, item in enumerate(items) if item][place]


def leaves(value: Maybe, path: Path = ()) -> dict[Path, str]:
    """Return the single texts of a value, each with its path."""
    if isinstance(value, str):
        return {path: value}
    steps = value.items() if isinstance(value, dict) else enumerate(value or ())
    found: dict[Path, str] = {}
    for step, item in steps:
        found |= leaves(item, (*path, step))
    return found


def differences(before: Maybe, after: Maybe, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Yield each single text that differs: its path, what it was and is; empty where it is not."""
    old, new = leaves(before, path), leaves(after, path)
    for each in dict.fromkeys([*old, *new]):
        if old.get(each) != new.get(each):
            yield each, old.get(each, ""), new.get(each, "")
