"""A quick yes for what plainly fits a schema.

Nearly every text that is read or saved fits, and jsonschema takes longer to load than a record to
open. The gate never says no: what it does not let through, jsonschema looks at, and finds fitting
or says what is wrong. A test compares the two.
"""

from collections.abc import Callable, Mapping
from typing import Any

Formats = Mapping[str, Callable[[str], object]]
"""What checks each format; it raises ValueError."""

Rule = Any
"""A schema, or a part of one."""

_SPEAK_ONLY = frozenset(("$schema", "$id", "$defs", "title", "examples", "then", "else"))
"""Keywords that ask for nothing by themselves."""

_TYPES = {"object": dict, "array": list, "string": str}


class Gate:
    """One schema, as the gate reads it."""

    def __init__(self, schema: dict[str, Any], formats: Formats) -> None:
        self._schema = schema
        self._formats = formats

    def passes(self, value: object) -> bool:
        """Tell whether a value fits for certain; no means only that it is to be looked at."""
        try:
            return self._fits(self._schema, value)
        except (LookupError, TypeError):  # a keyword, or a use of one, that is not known here
            return False

    def _fits(self, rule: Rule, value: object) -> bool:
        if isinstance(rule, bool):
            return rule
        return all(self._keeps(rule, keyword, value) for keyword in rule)

    def _keeps(self, rule: Rule, keyword: str, value: object) -> bool:
        if keyword in _SPEAK_ONLY or keyword.startswith("x-"):
            return True
        wanted = rule[keyword]
        simple = _SIMPLE.get(keyword)
        if simple:
            kind, holds = simple
            return not isinstance(value, kind) or holds(value, wanted)
        return _OF_PARTS[keyword](self, rule, value)

    # --- keywords that look into the parts of a value, or elsewhere in the schema ---

    def _properties(self, rule: Rule, value: object) -> bool:
        if not isinstance(value, dict):
            return True
        known = rule["properties"]
        return all(self._fits(known[name], item) for name, item in value.items() if name in known)

    def _others(self, rule: Rule, value: object) -> bool:
        if not isinstance(value, dict):
            return True
        others = [item for name, item in value.items() if name not in rule.get("properties", {})]
        return all(self._fits(rule["additionalProperties"], item) for item in others)

    def _items(self, rule: Rule, value: object) -> bool:
        if not isinstance(value, list):
            return True
        return all(self._fits(rule["items"], item) for item in value)

    def _branch(self, rule: Rule, value: object) -> bool:
        taken = "then" if self._fits(rule["if"], value) else "else"
        return self._fits(rule.get(taken, True), value)

    def _reference(self, rule: Rule, value: object) -> bool:
        if not rule["$ref"].startswith("#/$defs/"):
            raise LookupError
        return self._fits(self._schema["$defs"][rule["$ref"].removeprefix("#/$defs/")], value)

    def _format(self, rule: Rule, value: object) -> bool:
        check = self._formats.get(rule["format"])
        if not isinstance(value, str) or check is None:
            return True
        try:
            check(value)
        except ValueError:
            return False
        return True


def _are_unique(items: list[object], wanted: bool) -> bool:
    """Tell whether texts are all different; other items are not compared by this program."""
    texts = [item for item in items if isinstance(item, str)]
    return not wanted or len(set(texts)) == len(texts)


_SIMPLE: dict[str, tuple[type, Callable[[Any, Any], bool]]] = {
    "type": (object, lambda value, wanted: isinstance(value, _TYPES[wanted])),
    "enum": (object, lambda value, wanted: isinstance(value, str) and value in wanted),
    "const": (object, lambda value, wanted: isinstance(value, str) and value == wanted),
    "required": (dict, lambda value, wanted: all(name in value for name in wanted)),
    "minProperties": (dict, lambda value, wanted: len(value) >= wanted),
    "minItems": (list, lambda value, wanted: len(value) >= wanted),
    "maxItems": (list, lambda value, wanted: len(value) <= wanted),
    "uniqueItems": (list, _are_unique),
    "minLength": (str, lambda value, wanted: len(value) >= wanted),
    "maxLength": (str, lambda value, wanted: len(value) <= wanted),
}
"""Keywords that a value keeps or not by itself, and the kind of value that each is about."""

_OF_PARTS: dict[str, Callable[[Gate, Rule, object], bool]] = {
    "properties": Gate._properties,
    "additionalProperties": Gate._others,
    "items": Gate._items,
    "if": Gate._branch,
    "$ref": Gate._reference,
    "format": Gate._format,
}
