"""The owner's YAML, strictly: every plain scalar is text, and comments are kept.

Home of PyYAML (fast reading, writing new texts) and of ruamel.yaml (changes that keep comments).
YAML would make 00100 a number, NO a false and 13:00 a count of minutes; here they stay what was
typed, and the schema says what they must look like.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any, TypeAlias

import yaml

from heijastus_records.errors import Invalid, Problem
from heijastus_records.messages import gettext as _

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Maybe: TypeAlias = "Value | None"
Data: TypeAlias = dict[str, Value]
Path: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 256 * 1024
"""Largest text, in bytes of UTF-8."""

MAX_DEPTH = 20
"""Deepest nesting of lists and mappings."""

_TEXT = "tag:yaml.org,2002:str"
_BLOCKS = ("|", ">")
_SCALAR: Any = yaml.ScalarEvent
_OPENING: dict[Any, Any] = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
_CLOSING: Any = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_COMMENT = re.compile(r"#+")
# Control characters, and the line ends that YAML 1.1 knows and 1.2 does not: the two would read
# a text differently.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_PLAIN = re.compile(r"[^\W\d_](?:[\w .@/+()§€–-]*[\w.)+])?")
_COLON = re.compile(r"\s*:")
_PROSE = re.compile(r"(?:\S(?:[^\t]*\S)?)?")
_OPEN_END = re.compile(r"(?:^|\n)\n\Z")
# Words that some YAML reader takes for a truth value, nothing, or a number.
_WORDS = frozenset(
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"]
)


@dataclass(frozen=True)
class Comment:
    """A comment as the owner typed it, without its sign."""

    line: int
    text: str


@dataclass(frozen=True)
class _Reading:
    """What one pass over a text found; containers are kept as they are, to be known again."""

    data: Any
    marks: list[tuple[Any, str | int, int]]
    """Container, key or position in it, and line of each value."""
    events: list[Any]


def load(text: str) -> Data:
    """Read a text into lists, mappings and texts; empty values are absent.

    Raises Invalid where it is not YAML or uses what a record must not: aliases, tags, duplicate
    keys, several documents, more than 256 KiB or 20 levels.
    """
    data: Data = present(_read(text).data)
    return data


def lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each field of a readable text stands."""
    reading = _read(text)
    paths: dict[int, Path] = {id(reading.data): ()}
    found: dict[Path, int] = {}
    for container, step, line in reading.marks:
        path = (*paths[id(container)], step)
        found[path] = line
        paths[id(container[step])] = path
    return found


def comments(text: str) -> list[Comment]:
    """Return the comments of a readable text: they are data like the rest."""
    return _comments(text, _read(text).events) if "#" in text else []


def _comments(text: str, events: list[Any]) -> list[Comment]:
    signs = list(text)
    for event in events:
        if event.__class__ is not _SCALAR:
            continue
        start, end = event.start_mark.index, event.end_mark.index
        if event.style in _BLOCKS:  # a comment may follow the sign of a block
            start += len(_block_head(text, event))
        signs[start:end] = ["\n" if sign == "\n" else "x" for sign in signs[start:end]]
    typed = text.split("\n")
    found = []
    for number, line in enumerate("".join(signs).split("\n")):
        place = _COMMENT.search(line)
        if place and (words := typed[number][place.end() :].strip()):
            found.append(Comment(number + 1, words))
    return found


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a readable text and the place where it stands; lines and columns from 0."""

    value: Maybe
    """What `load` gives for it; None where it is empty."""
    line: int
    column: int
    last: int
    """The line of its last sign; comments and empty lines after it are not its own."""
    block: bool
    """Whether it is a list or mapping with a line of its own for each part."""
    parts: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a mapping or an item of a list."""

    name: str
    """Nothing in a list."""
    line: int
    column: int
    """Where the name stands; in a list, where the item itself does."""
    node: Node


class Text:
    """A text that is read once, for all that may be asked of it. Raises Invalid as `load` does."""

    def __init__(self, text: str) -> None:
        reading = _read(text)
        self._events = reading.events
        self.typed = text
        self.data: Data = present(reading.data)
        self.comments = _comments(text, reading.events)

    @property
    def root(self) -> Node | None:
        """The text as it is built of its parts; None where there is nothing in it."""
        events = iter(self._events)
        for event in events:
            if event.__class__ is _SCALAR or event.__class__ in _OPENING:
                return _node(event, events, self.typed)
        return None


def _node(event: Any, events: Iterator[Any], text: str) -> Node:
    """Build a value from its first event and those that follow: at most 20 levels deep."""
    start, end = event.start_mark, event.end_mark
    if event.__class__ is _SCALAR:
        words = text[start.index : end.index].rstrip(" \n")  # a block takes the empty lines below
        last = start.line + words.count("\n")
        return Node(event.value or None, start.line, start.column, last, False, ())
    named = event.__class__ is yaml.MappingStartEvent
    parts: list[Part] = []
    while (inner := next(events)).__class__ not in _CLOSING:
        mark = inner.start_mark
        node = _node(next(events) if named else inner, events, text)
        parts.append(Part(inner.value if named else "", mark.line, mark.column, node))
    full = [(part.name, part.node.value) for part in parts if part.node.value is not None]
    value: Any = dict(full) if named else [item for _name, item in full]
    ends = (max(part.line, part.node.last) for part in parts)
    last = inner.end_mark.line if event.flow_style else max(ends)  # a block has parts
    return Node(value or None, start.line, start.column, last, not event.flow_style, tuple(parts))


def _read(text: str) -> _Reading:
    """Build the data from the parser's events: one pass, no recursion, nothing resolved."""
    if len(text) * 4 > MAX_BYTES and len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise _fail(_("the text is larger than {limit} bytes").format(limit=MAX_BYTES), 0)
    if odd := _ODD.search(text):
        raise _fail(
            _("there is a character here that a record must not hold"),
            text.count("\n", 0, odd.start()) + 1,
        )
    try:
        return _build(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _fail(
            _("this is not valid YAML: check indentation, colons and quotation marks"),
            mark.line + 1 if mark else 0,
        ) from error


def _build(text: str) -> _Reading:
    next_event: Any = yaml.CSafeLoader(text).get_event
    root: list[Any] = []
    reading = _Reading(root, [], [])
    stack: list[tuple[Any, Any]] = []
    current: Any = root
    key: Any = None
    named: Any = None
    while (event := next_event()) is not None:
        kind = event.__class__
        reading.events.append(event)
        if kind is _SCALAR:
            if current.__class__ is dict and key is None:
                key, named = _name(event, current), event
                continue
            _refuse_marks(event, text, named if current.__class__ is dict else None)
            value: Any = event.value
        elif kind in _OPENING:
            _refuse_nesting(event, len(stack), current, key)
            value = _OPENING[kind]()
        elif kind in _CLOSING:
            current, key = stack.pop()
            continue
        else:
            _refuse_documents(event, root)
            continue
        if current.__class__ is dict:
            reading.marks.append((current, key, named.start_mark.line + 1))
            current[key] = value
        else:
            reading.marks.append((current, len(current), event.start_mark.line + 1))
            current.append(value)
        key = None
        if value.__class__ is not str:
            stack.append((current, None))
            current = value
    return _whole(reading)


def _whole(reading: _Reading) -> _Reading:
    """Take the one document out of the list in which it was collected."""
    data = reading.data[0] if reading.data else {}
    if data in ("", []):
        data = {}
    if not isinstance(data, dict):
        raise _fail(_("a record is a list of fields, each of the form name: value"), 1)
    return _Reading(data, reading.marks[1:], reading.events)


def _fail(sentence: str, line: int) -> Invalid:
    return Invalid(_("the text cannot be read"), [Problem(sentence, line=line)])


def _refuse(sentence: str, event: Any) -> Invalid:
    return _fail(sentence, event.start_mark.line + 1)


def _name(event: Any, current: dict[str, Any]) -> str:
    if event.anchor or event.tag or event.style in _BLOCKS:
        raise _refuse(_("references and tags (&, * and !) are not used in records"), event)
    name: str = event.value
    if not name or name == "<<":
        raise _refuse(_("a field needs a name"), event)
    if event.style == '"' and _ODD.search(name):
        raise _refuse(_("there is a character here that a record must not hold"), event)
    if name in current:
        raise _refuse(_("the field {field} is here twice").format(field=name[:40]), event)
    return name


def _refuse_marks(event: Any, text: str, named: Any) -> None:
    if event.anchor or event.tag:
        raise _refuse(_("references and tags (&, * and !) are not used in records"), event)
    if event.style in _BLOCKS and "+" in _block_head(text, event).partition("#")[0]:
        # "Keep" would take the padding of the sealed text into the value.
        raise _refuse(_("write | or > without + here"), event)
    if named and not event.value and not _COLON.match(text, named.end_mark.index):
        # Words without a colon between braces: the rest of a text that holds a comma.
        raise _refuse(_("put quotation marks round a text that holds a comma"), named)
    if event.style == '"' and _ODD.search(event.value):  # typed as an escape such as \0
        raise _refuse(_("there is a character here that a record must not hold"), event)


def _refuse_nesting(event: Any, depth: int, current: Any, key: Any) -> None:
    if event.anchor or event.tag:
        raise _refuse(_("references and tags (&, * and !) are not used in records"), event)
    if current.__class__ is dict and key is None:
        raise _refuse(_("a field needs a name"), event)
    if depth >= MAX_DEPTH:
        sentence = _("the text is nested deeper than {depth} levels").format(depth=MAX_DEPTH)
        raise _refuse(sentence, event)


def _refuse_documents(event: Any, root: list[Any]) -> None:
    if event.__class__ is yaml.AliasEvent:
        raise _refuse(_("references and tags (&, * and !) are not used in records"), event)
    if event.__class__ is yaml.DocumentStartEvent and (root or event.version or event.tags):
        raise _refuse(_("take away the lines that begin with --- or %"), event)


def _block_head(text: str, event: Any) -> str:
    """Return the first line of a block value, from its sign on."""
    start = event.start_mark.index
    end = text.find("\n", start)
    return text[start:] if end < 0 else text[start:end]


def present(data: Any) -> Any:
    """Drop what is empty: an empty value means that the field is absent."""
    if data.__class__ is dict:
        kept = ((key, present(value)) for key, value in data.items())
        return {key: value for key, value in kept if value}
    if data.__class__ is list:
        return [value for value in map(present, data) if value]
    return data


# --- Writing --------------------------------------------------------------------------------


def tidy(text: str) -> str:
    """Return a text as it is kept: composed letters, plain line ends, one newline at the end."""
    plain = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    return plain.replace("\r\n", "\n").rstrip("\n") + "\n"


def cleaned(text: str) -> str:
    """Return a text without the characters that a record must not hold."""
    return _ODD.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def dump(data: Value) -> str:
    """Write data as a new text, so that every YAML reader gives back the same texts."""
    text: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100_000, indent=2
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Quotes whatever is not plain words; short lists and mappings stay on one line."""

    whole: object = None

    def represent(self, data: object) -> None:
        self.whole = data
        super().represent(data)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.Node:
    style = None if is_plain(text) else '"'
    kept = "\n" in text and not _OPEN_END.search(text) and not _ODD.search(text)
    if kept and all(_PROSE.fullmatch(line) for line in text.split("\n")):
        style = "|"
    return dumper.represent_scalar(_TEXT, text, style=style)


def _write_list(dumper: _Dumper, items: list[Value]) -> yaml.Node:
    flat = all(isinstance(item, str) and "\n" not in item for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat)


def _write_mapping(dumper: _Dumper, fields: Data) -> yaml.Node:
    values = fields.values()
    flat = all(isinstance(value, str) and "\n" not in value for value in values)
    short = sum(len(value) + 12 for value in values if isinstance(value, str)) < 92
    flow = flat and short and fields is not dumper.whole
    return dumper.represent_mapping("tag:yaml.org,2002:map", fields.items(), flow_style=flow)


_Dumper.add_representer(str, _write_text)
_Dumper.add_representer(list, _write_list)
_Dumper.add_representer(dict, _write_mapping)


def is_plain(text: str) -> bool:
    """Tell whether every YAML reader takes a text for these very words without quotation marks."""
    return bool(_PLAIN.fullmatch(text)) and text.casefold() not in _WORDS


class _Typed(str):
    """A plain scalar as the owner typed it: it is written back without quotation marks."""

    __slots__ = ()


class Draft:
    """A text opened for changes by a program: `data` may be changed, comments stay."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml.error import YAMLError

        values = load(text)
        self._typed = text
        self._comments = Counter(comment.text for comment in comments(text))
        try:
            self._yaml, self.data, self._untouched = _faithful(text)
        except (YAMLError, NotImplementedError) as error:
            raise untouchable() from error
        if present(_bare(self.data)) != values:
            raise untouchable()

    @property
    def text(self) -> str:
        """The text with the changes made so far."""
        written = _written(self._yaml, _quoted(self.data))
        if written == self._untouched:
            return self._typed
        lost = self._comments - Counter(comment.text for comment in comments(written))
        written += "".join(f"# {words}\n" for words in lost.elements())
        if load(written) != present(_bare(self.data)):
            raise untouchable()
        return tidy(written)


def untouchable() -> Invalid:
    """Return the error that a text is laid out in a way that only its owner can keep."""
    return _fail(_("a program cannot change this text safely: change it in your editor"), 0)


def _faithful(text: str) -> tuple[Any, Any, str]:
    """Return the ruamel.yaml that gives back the text as it was typed, its data and its writing.

    Where none does so, the first is taken: the form changes then, the values do not.
    """
    tries = []
    for indent, offset in ((4, 2), (2, 0)):
        keeper = _text_yaml(indent, offset)
        data = keeper.load(text)
        data = {} if data is None else data
        tries.append((keeper, data, _written(keeper, data)))
        if tries[-1][2] == text:
            return tries[-1]
    return tries[0]


def _written(keeper: Any, data: Any) -> str:
    out = StringIO()
    keeper.dump(data, out)
    return out.getvalue()


def _bare(value: Any) -> Any:
    """Return plain mappings, lists and texts without what ruamel.yaml knows of them."""
    if isinstance(value, dict):
        return {str(name): _bare(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_bare(item) for item in value]
    return "" if value is None else str(value)


def _text_yaml(indent: int, offset: int) -> Any:
    """Return a ruamel.yaml for which, too, every plain scalar is text and stays plain."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import RoundTripConstructor
    from ruamel.yaml.nodes import ScalarNode
    from ruamel.yaml.representer import RoundTripRepresenter
    from ruamel.yaml.resolver import VersionedResolver
    from ruamel.yaml.tag import Tag

    class TextResolver(VersionedResolver):
        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is ScalarNode:
                return Tag(suffix=_TEXT)
            return super().resolve(kind, value, implicit)

    class TextConstructor(RoundTripConstructor):
        def construct_scalar(self, node: Any) -> Any:
            value = super().construct_scalar(node)
            return _Typed(value) if type(value) is str else value

    class TextRepresenter(RoundTripRepresenter):
        pass

    TextRepresenter.add_representer(
        _Typed, lambda representer, text: representer.represent_scalar(_TEXT, str(text))
    )
    reader = YAML()
    reader.Resolver = TextResolver
    reader.Constructor = TextConstructor
    reader.Representer = TextRepresenter
    reader.preserve_quotes = True
    reader.width = 100_000
    reader.indent(mapping=2, sequence=indent, offset=offset)
    return reader


def _quoted(value: Any) -> Any:
    """Put quotation marks round new texts that a reader could mistake; typed ones stay as typed."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, dict):
        for name, item in value.items():
            value[name] = _quoted(item)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            value[place] = _quoted(item)
    elif type(value) is str and not is_plain(value):
        return DoubleQuotedScalarString(value)
    return value
