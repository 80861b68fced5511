"""What a record may hold: the JSON Schemas, their formats, and what they say of each field.

Home of jsonschema. The schemas in the package are the truth; a register's copy serves the editor.
"""

import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any

from heijastus_records.errors import Problem
from heijastus_records.law import moment
from heijastus_records.messages import gettext as _
from heijastus_records.register import identifiers, layout
from heijastus_records.register.document import Data, Path, Value
from heijastus_records.register.gate import Gate

Texts = dict[str, str]
"""One text in each language: fi, sv, en."""


def home() -> File:
    """Return the folder of `schemas/` and the seed notice: in the wheel, or the project's top."""
    package = File(__file__).parent.parent
    return package / "home" if (package / "home").is_dir() else package.parent


def names() -> list[str]:
    """Return the kinds of text that have a schema."""
    return sorted(file.name.partition(".")[0] for file in (home() / "schemas").glob("*.json"))


def source(name: str) -> bytes:
    """Return a schema's file as it is shipped."""
    return (home() / "schemas" / f"{name}.schema.json").read_bytes()


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """Return a schema."""
    found: dict[str, Any] = json.loads(source(name))
    return found


def digest(content: bytes) -> str:
    """Return the hash by which a copy of a schema is compared."""
    return hashlib.sha256(content).hexdigest()


def kind_of(record: str) -> str:
    """Return the schema's name for a record, by its id."""
    return (
        {"c": "client", "r": "request", "b": "breach"}.get(record[0], "")
        if (record != layout.CUSTODY)
        else layout.CUSTODY
    )


# --- Formats --------------------------------------------------------------------------------


def _matches(pattern: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return check


def _day_or_moment(text: str) -> object:
    return moment.read(text) if "T" in text else identifiers.date(text)


FORMATS: dict[str, tuple[Callable[[str], object], str]] = {
    "amount": (identifiers.amount, "1488.00"),
    "basis": (_matches(r"art-[0-9]{1,2}(-[0-9a-z]{1,2}){0,2}"), "art-6-1-b"),
    "business-id": (identifiers.business_id, "9900001-8"),
    "client-id": (_matches(layout.ID.pattern), "c-k3m7x2q4tzabc"),
    "cookie-life": (_matches(r"session|[1-9][0-9]{0,4}"), "395"),
    "count": (_matches(r"0|[1-9][0-9]{0,8}"), "40"),
    "currency": (identifiers.currency, "EUR"),
    "date": (identifiers.date, "2026-11-22"),
    "day-or-moment": (_day_or_moment, "2026-11-24"),
    "einvoice-address": (identifiers.einvoice_address, "003799000018"),
    "email": (identifiers.email, "aino@esimerkki.example"),
    "moment": (moment.read, "2026-11-24T09:15+02:00"),
    "month-day": (_matches(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"), "12-31"),
    "operator-id": (identifiers.operator_id, "003721291126"),
    "phone": (identifiers.phone, "+358401234567"),
    "postal-code": (identifiers.postal_code, "00100"),
    "reference-number": (identifiers.reference_number, "202600017"),
    "register-id": (_matches(layout.REGISTER_ID.pattern), "heijastus2esimerkki7rekist"),
    "years": (_matches(r"[1-9][0-9]?"), "10"),
}
"""Each format of the schemas: what checks it, and an example for the owner."""


def _format_sentence(name: str, value: object) -> str:
    """Say what a format asks for. The value itself is never repeated: it is personal data."""
    if name == "date" and isinstance(value, str):
        try:
            day = identifiers.finnish_date(value)
        except ValueError:
            return _("not a day of the calendar; write it as {example}").format(
                example="2026-11-22"
            )
        return _("write the day as {example}").format(example=day.isoformat())
    sentences = {
        "amount": _("not an amount"),
        "business-id": _("not a business id, or its check digit is wrong"),
        "cookie-life": _("neither a number of days nor the word session"),
        "einvoice-address": _("not an e-invoice address, or its check digit is wrong"),
        "email": _("not an e-mail address"),
        "operator-id": _("not an operator id"),
        "phone": _("not a telephone number"),
        "postal-code": _("not a postal code"),
        "reference-number": _("not a reference number, or its check digit is wrong"),
    }
    sentence = sentences.get(name, _("not of the right form"))
    return _("{sentence}; write it like {example}").format(
        sentence=sentence, example=FORMATS[name][1]
    )


@functools.cache
def _gate(name: str) -> Gate:
    return Gate(schema(name), {label: check for label, (check, _example) in FORMATS.items()})


@functools.cache
def _validator(name: str) -> Any:
    import jsonschema
    import referencing

    def nowhere(uri: str) -> Any:
        raise referencing.exceptions.NoSuchResource(uri)

    checker = jsonschema.FormatChecker(formats=())
    for label, (check, _example) in FORMATS.items():
        checker.checks(label, raises=ValueError)(functools.partial(_passes, check))
    # jsonschema compares every two items of a list: 30,000 would take a minute.
    draft = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator, {"uniqueItems": _unique_texts}
    )
    return draft(
        schema(name),
        format_checker=checker,
        registry=referencing.Registry(retrieve=nowhere),  # type: ignore[call-arg]
    )


def _unique_texts(_validator: Any, wanted: bool, items: Any, _schema: Any) -> Iterator[Any]:
    import jsonschema

    texts = [item for item in items if isinstance(item, str)] if isinstance(items, list) else []
    if wanted and len(set(texts)) < len(texts):
        yield jsonschema.ValidationError("not unique")


def _passes(check: Callable[[str], object], value: object) -> bool:
    if isinstance(value, str):
        check(value)
    return True


# --- Checking -------------------------------------------------------------------------------


def check(name: str, data: Data) -> list[Problem]:
    """Return what is wrong with the data of a text of this kind, field by field."""
    if _gate(name).passes(data):
        return []
    return _thorough(name, data)


def _thorough(name: str, data: Data) -> list[Problem]:
    found: dict[tuple[str, str], Problem] = {}
    for error in _validator(name).iter_errors(data):
        for problem in _problems(name, error):
            found.setdefault((problem.field, problem.sentence), problem)
    return sorted(found.values(), key=lambda problem: problem.field)


def _problems(name: str, error: Any) -> Iterator[Problem]:
    path: Path = tuple(error.absolute_path)
    known = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
    if error.validator == "additionalProperties":
        for key in [key for key in error.instance if key not in known]:
            yield Problem(unknown(str(key), known), field=spell((*path, key)))
    elif error.validator == "required":
        for key in [key for key in error.validator_value if key not in error.instance]:
            yield Problem(_missing(name, (*path, key)), field=spell((*path, key)))
    else:
        yield Problem(_sentence(error), field=spell(path))


def _missing(name: str, path: Path) -> str:
    """Say that a field is missing, and which point of an access answer would be empty."""
    point = schema(name)["properties"].get(path[0], {}).get("x-point")
    if not point:
        return _("this field is missing")
    return _("this field is missing; an access answer needs it ({point})").format(point=point)


def unknown(key: str, known: list[str]) -> str:
    """Say that there is no such field, and which one was meant."""
    close = get_close_matches(key, known, n=1, cutoff=0.6)
    if close:
        return _("unknown field; did you mean {field}?").format(field=close[0])
    return _("unknown field; known here: {fields}").format(fields=", ".join(known))


def _sentence(error: Any) -> str:
    kind, wanted = error.validator, error.validator_value
    if kind == "format":
        return _format_sentence(wanted, error.instance)
    if kind == "enum":
        close = get_close_matches(str(error.instance), wanted, n=1, cutoff=0.6)
        if close:
            return _("not one of the words used here; did you mean {field}?").format(field=close[0])
        return _("not one of the words used here: {words}").format(words=", ".join(wanted))
    if kind == "type":
        return {
            "array": _("write a list here, each item on a line of its own that begins with -"),
            "object": _("write named fields here, such as given: and family:"),
        }.get(wanted, _("write a single text here"))
    if kind == "uniqueItems":
        return _("the same item is here twice")
    if kind in ("maxLength", "maxItems"):
        words = _("longer than {limit} characters")
        return (words if kind == "maxLength" else _("more than {limit} items")).format(limit=wanted)
    return _("not allowed here")


def spell(path: Path) -> str:
    """Write a path as the owner reads it: contracts[0].starts."""
    words = ""
    for step in path:
        words += f"[{step}]" if isinstance(step, int) else f".{step}" if words else step
    return words


_STEP = re.compile(r"(?:^|(?!^)\.)([^.\[\]]+)|\[([^\[\]]+)\]")


def parse(words: str) -> Path:
    """Read a path that `spell` has written; brackets may also hold another word than a number.

    Raises ValueError.
    """
    path: list[str | int] = []
    end = 0
    while step := _STEP.match(words, end):
        name, place = step[1], step[2] or ""
        is_number = place.isascii() and place.isdigit() and place == str(int(place))
        path.append(int(place) if is_number else name or place)
        end = step.end()
    if end < len(words) or not path:
        raise ValueError(words)
    return tuple(path)


# --- What the schema says of each field -----------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """One value of a record and what the schema says of it."""

    path: Path
    value: str
    title: Texts
    category: str
    """Group of the notice's section 6, or `duty:` and the article that makes her hold it."""
    retention: tuple[str, ...]
    """Classes of retention; the latest end applies."""
    form: str
    """Format of the value, such as `date`; empty for words."""
    words: Texts | None
    """What a code means, in each language."""


def leaves(name: str, data: Data) -> Iterator[Leaf]:
    """Yield every value of valid data, in its order, with what the schema says of it."""
    yield from _leaves(_for(name, data), data, ())


def _for(name: str, data: Data) -> dict[str, Any]:
    """Return the schema with the branch for this kind of client taken."""
    found = schema(name)
    if "if" not in found:
        return found
    branch = found["then"] if data.get("kind") == "organisation" else found["else"]
    return {**found, "properties": {**found["properties"], **branch["properties"]}}


def _leaves(rule: dict[str, Any], value: Value, path: Path) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(rule["properties"][key], item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _leaves(rule["items"], item, (*path, place))
    else:
        words = rule.get("x-values", {}).get(value)
        kept = tuple(rule["x-retention"])
        form = rule.get("format", "")
        yield Leaf(path, value, rule["x-title"], rule["x-category"], kept, form, words)


def unnamed(notice: Data) -> list[Problem]:
    """Return the groups and sources of the client schema that a notice does not name.

    The notice is the law of the house: a field that its section 6 does not name, or a source that
    section 7 does not, could be held but never told of.
    """
    wanted: dict[str, set[str]] = {"categories": set(), "sources": set()}
    _gather(schema("client"), wanted)
    sentences = {
        "categories": _("section 6 does not name this group, and clients have data of it; name it"),
        "sources": _("section 7 does not name this source, and clients' data have it; name it"),
    }
    return [
        Problem(sentences[key], field=f"{key}.{name}")
        for key, names in wanted.items()
        for name in sorted(names - {*notice[key]})
    ]


def _gather(rule: Any, wanted: dict[str, set[str]]) -> None:
    if isinstance(rule, list):
        rule = dict(enumerate(rule))
    if not isinstance(rule, dict):
        return
    category = rule.get("x-category", "duty:")
    if not category.startswith("duty:"):
        wanted["categories"].add(category)
    if rule.get("title") == "Tietolähde" and "enum" in rule:
        wanted["sources"] |= set(rule["enum"])
    for inner in rule.values():
        _gather(inner, wanted)


def kept() -> dict[str, tuple[str, ...]]:
    """Return by which classes of retention each group of data is kept, in any kind of record."""
    found: dict[str, dict[str, None]] = {}
    for name in names():
        _classes(schema(name), found)
    return {category: tuple(classes) for category, classes in found.items()}


def _classes(rule: Any, found: dict[str, dict[str, None]]) -> None:
    for inner in rule.values() if isinstance(rule, dict) else rule:
        if isinstance(inner, dict) and "x-retention" in inner:
            found.setdefault(inner["x-category"], {}).update(dict.fromkeys(inner["x-retention"]))
        elif isinstance(inner, dict | list):
            _classes(inner, found)


def disclosable() -> list[str]:
    """Return the fields of a client of which a disclosure may tell that they were given away."""
    entry = schema("client")["properties"]["disclosures"]["items"]["properties"]
    found: list[str] = entry["what"]["items"]["enum"]
    return found


def title(name: str, field: str) -> Texts:
    """Return what a top-level field is called."""
    texts: Texts = schema(name)["properties"][field]["x-title"]
    return texts


# --- How the parts of a record are known again ------------------------------------------------


def natural_keys(name: str, path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the fields by which the items of a list are known again, the best first.

    Nothing where the path leads to no list of mappings.
    """
    rule = _rule(name, path)
    return tuple(tuple(rule[sign]) for sign in ("x-key", "x-key-else") if sign in rule)


def fields(name: str, path: Path) -> list[str]:
    """Return the fields that a mapping may have, in the order of the schema."""
    return list(_rule(name, path).get("properties", {}))


@dataclass(frozen=True)
class Kind:
    """What the schema says of a place, whether there is a value or not."""

    title: Texts
    form: str
    """Format of a value, such as `date`; empty for words."""
    is_list: bool
    is_mapping: bool
    is_code: bool
    """Whether it is one of the words that the schema names."""
    words: dict[str, Texts]
    """What the codes mean, in each language."""


def kind_at(name: str, path: Path) -> Kind:
    """Return what the schema says of the place at a path."""
    rule = _rule(name, path)
    shape = rule.get("type", "string")
    form = rule.get("format", "")
    return Kind(
        rule.get("x-title", {}),
        form,
        shape == "array",
        shape == "object",
        "enum" in rule,
        rule.get("x-values", {}),
    )


def _rule(name: str, path: Path) -> dict[str, Any]:
    """Return what the schema says of the value at a path, for every kind of client at once."""
    rule = schema(name)
    for step in path:
        branches = [rule, rule.get("then", {}), rule.get("else", {})]
        if isinstance(step, int):
            rule = rule.get("items", {})
        else:
            found = [branch.get("properties", {}).get(step) for branch in branches]
            parts = [part for part in found if isinstance(part, dict)]
            rule = {sign: said for part in parts for sign, said in part.items()}
    return rule
