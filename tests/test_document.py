"""The owner's YAML: what she typed is what is read, and what is written reads the same anywhere."""

import unicodedata
from collections import Counter
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from heijastus_records.errors import Invalid
from heijastus_records.register import document
from heijastus_records.register.document import MAX_BYTES, MAX_DEPTH, Comment, Draft

# What YAML 1.1 or 1.2 makes a number, a truth value, nothing, a date or a count of minutes.
RISKY = [
    *("00100", "00890", "0401234567", "0401234589", "003712345671", "003799000018"),
    *("NO", "no", "No", "on", "off", "y", "Y", "yes", "true", "False", "null", "Null", "~"),
    *("13:00", "12:30", "1:2:3", "2023-08-15", "2024-02-30", "2001-12-14t21:59:43.10-05:00"),
    *("1e3", "0x1F", "0o17", "0b11", "1_000", ".5", "+1", "-1", "5.", "1.488,00", ".inf", ".nan"),
    *("=", "<<", "S-2023-07", "+358401234567", "3198818-9", "FI2112345600000785"),
    *("http://esimerkki.example/#x", "a#b", "Esimerkki: Oy", "-", "- x", "?", "? x", ":", "@x"),
    *(
        "%x",
        "`x",
        "!x",
        "&x",
        "*x",
        "|",
        ">",
        "{x",
        "[x",
        "]",
        "}",
        ",",
        "#x",
        "'",
        '"',
        "\\",
        "---",
    ),
    *(
        "...",
        " x",
        "x ",
        "x\ty",
        "x\n",
        "\nx",
        "\n",
        "x\n\n",
        "x\n\n\ny",
        "x \ny",
        " x\ny",
        "x\n y",
    ),
    *(
        "# x\ny",
        "Äiti Öhman",
        "joka toinen tiistai 9–11",
        "€ 5",
        "𐐀",
        "a\u00a0b",
        "\u00a0",
        "\u200b",
    ),
    *("x" * 60_000, "sana " * 11_000 + "x"),
]


def yaml_1_1(text: str) -> Any:
    return yaml.safe_load(text)


def yaml_1_2(text: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return reader.load(text)


READERS = [document.load, yaml_1_1, yaml_1_2]

# All that a record may hold: no control characters, surrogates, or line ends of YAML 1.1 only.
LETTERS = st.characters(
    exclude_categories=("Cs", "Cc"),
    exclude_characters="\u2028\u2029\ufeff\ufffe\uffff",
    include_characters="\n\t",
)
TEXTS = st.one_of(st.text(LETTERS, min_size=1), st.sampled_from(RISKY[:-2]))
LINES = st.text(LETTERS.filter(lambda sign: sign != "\n"), min_size=1, max_size=60)
NAMES = st.one_of(
    st.from_regex(r"[a-z][a-z_]{0,11}", fullmatch=True),
    st.sampled_from(["no", "on", "y", "00100", "1e3", "~", "null", "12:30", "2024-01-01", "a b"]),
    LINES.filter(lambda name: name != "<<"),
)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
DATA = st.dictionaries(NAMES, VALUES, max_size=5)


def present(value: Any) -> Any:
    """Say again, in other words, that an empty value is an absent one."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return [kept for item in value if (kept := present(item))]
    return {name: kept for name, item in value.items() if (kept := present(item))}


def composed(value: Any) -> Any:
    """Put every text into Unicode's form C, in which a record is kept."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(item) for item in value]
    return {composed(name): composed(item) for name, item in value.items()}


# --- Reading --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("00100", "00890", "0401234567", "0401234589", "NO", "no", "on", "off", "yes", "true"),
        *("13:00", "12:30", "2023-08-15", "2024-02-30", "2001-12-14t21:59:43.10-05:00"),
        *("003712345671", "003799000018", "1e3", "0x1F", "0o17", "~", "null", ".5", ".inf"),
        *("1_000", "+1", "1488.00", "+358401234567", "=", "a#b", "http://x.example/#y"),
    ],
)
def test_what_is_typed_plain_stays_what_was_typed(typed: str) -> None:
    assert document.load(f"a: {typed}\nb: [{typed}]\n{typed}: x\n") == {
        "a": typed,
        "b": [typed],
        typed: "x",
    }


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", {}),
        ("\n", {}),
        ("# only a comment\n", {}),
        ("{}\n", {}),
        ("name:\nkind: person\n", {"kind": "person"}),
        ("a: ''\nb: \"\"\nc: []\nd: {}\ne:\n  -\n  - x\n", {"e": ["x"]}),
        ("a: {b: {c: [{d: ''}]}}\n", {}),
        ("---\na: b\n...\n", {"a": "b"}),
        ("a: |\n  x\n\n  y\nb: >-\n  x\n  y\n", {"a": "x\n\ny\n", "b": "x y"}),
        ("a: |-\n  x\n", {"a": "x"}),
        ('a: "x\\ty\\u00e4\\n"\n', {"a": "x\tyä\n"}),
        ("a: x\n  y\n", {"a": "x y"}),
        ("? a\n: b\n", {"a": "b"}),
    ],
)
def test_a_text_is_read_and_what_is_empty_is_absent(text: str, data: document.Data) -> None:
    assert document.load(text) == data


LAUGHS = "a: &a [x]\n" + "".join(
    f"{later}: &{later} [{', '.join([f'*{name}'] * 9)}]\n"
    for name, later in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED: dict[str, tuple[str, int]] = {
    "a duplicate key": ("a: 1\nb: 2\na: 3\n", 3),
    "a duplicate key, otherwise written": ("a: 1\n'a': 3\n", 2),
    "a duplicate key inside": ("a:\n  - {b: 1, b: 2}\n", 2),
    "an anchor": ("a: b\nc: &x d\n", 2),
    "an anchor on a list": ("a: &x [b]\n", 1),
    "an anchor on a key": ("a: b\n&x c: d\n", 2),
    "an alias": ("a: b\nc: *x\n", 2),
    "billion laughs": (LAUGHS, 1),
    "a merge key": ("a: b\n<<: {c: d}\n", 2),
    "a tag": ("a: b\nc: !!str d\n", 2),
    "a tag of Python": ("a: !!python/object/apply:os.system [x]\n", 1),
    "a tag on a mapping": ("a: !x {b: c}\n", 1),
    "a tag on a key": ("!!str a: b\n", 1),
    "several documents": ("a: b\n---\nc: d\n", 2),
    "a YAML directive": ("%YAML 1.1\n---\na: b\n", 1),
    "a tag directive": ("%TAG ! tag:x,2000:\n---\na: b\n", 1),
    "a later YAML": ("%YAML 3.0\n---\na: b\n", 1),
    "|+": ("a: b\nc: |+\n  x\n\n", 2),
    "|2+": ("a: |2+\n  x\n", 1),
    "|+2": ("a: |+2\n  x\n", 1),
    ">+": ("a: >+ # kept\n  x\n", 1),
    "depth 21 in brackets": ("a: " + "[" * 20 + "x" + "]" * 20 + "\n", 1),
    "depth 21 by indenting": ("".join(" " * depth + "a:\n" for depth in range(21)) + " " * 21, 0),
    "[ 100,000 times": ("a:\n" + "[" * 100_000, 2),
    "{ 100,000 times": ("a:\n" + "{" * 100_000, 2),
    "- 5,000 times": ("a:\n" + "- " * 5000 + "x", 2),
    "? 5,000 times": ("? " * 5000 + "x", 1),
    "deep and mixed": ("a: " + "[{b: " * 5000, 1),
    "deep and mixed lines": ("\n".join("  " * deep + "- a:" for deep in range(200)), 0),
    "quotation marks": ('a: "' * 20_000, 1),
    "indented by a tab": ("a:\n\t- b\n", 2),
    "NUL": ("a: b\nc: \0\n", 2),
    "escape": ("a: b\nc: \x1b[31m\n", 2),
    "NUL as an escape": ('a: b\nc: "\\0"\n', 2),
    "a terminal's escape as an escape": ('a: b\nc: "\\e[31m"\n', 2),
    "NUL in a name": ('a: b\n"\\0": c\n', 2),
    "U+2028 as an escape": ('a: b\nc: "x\\Ly"\n', 2),
    "a surrogate as an escape": ('a: b\nc: "\\ud800"\n', 2),
    "beyond Unicode": ('a: b\nc: "\\U00110000"\n', 2),
    "BOM in the middle": ("a: b\n\ufeffc: d\n", 2),
    "U+2028": ("a: b\nc: d\u2028e: f\n", 2),
    "U+2029": ("a: b\nc: d\u2029e: f\n", 2),
    "NEL": ("a: b\nc: d\x85e: f\n", 2),
    "a lone carriage return": ("a: b\nc: d\re: f\n", 2),
    "a lone surrogate": ("a: b\nc: \ud800\n", 2),
    "another lone surrogate": ("a: b\nc: \udfff\n", 2),
    "not a character": ("a: b\nc: \uffff\n", 2),
    "a list": ("- a\n", 1),
    "a scalar": ("word\n", 1),
    "nothing, in a word": ("~\n", 1),
    "no name": ("a: b\n'': c\n", 2),
    "a list as a name": ("a: b\n[c]: d\n", 2),
    "a mapping as a name": ("a: b\n? {c: d}\n: e\n", 2),
    "a block as a name": ("? |\n  a\n: b\n", 1),
    "an open quotation": ("a: b\nc: 'd\n", 0),
    "an open bracket": ("a: b\nc: [d\ne: f\n", 0),
    "a wrong indentation": ("a: b\n  c: d\n", 2),
    "text after a quotation": ('a: b\nc: "d" e\n', 2),
    "no space after the colon": ("a: b\nc:d\n", 0),
    "a merge conflict": ("<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n", 0),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_record_must_not_use_is_refused_naming_the_line(name: str) -> None:
    """0 stands for "some line": where such a text goes wrong is a matter of taste."""
    text, line = REFUSED[name]
    for read in (document.load, document.lines, Draft):
        with pytest.raises(Invalid) as caught:
            read(text)
        (problem,) = caught.value.problems
        assert problem.line == line if line else problem.line > 0
        assert caught.value.exit_code == 1


@pytest.mark.parametrize("sign", ["x", "ä", "€", "𐐀"])
def test_a_text_of_256_kib_is_read_and_one_byte_more_is_refused(sign: str) -> None:
    room = MAX_BYTES - len("a: \n")
    text = f"a: {sign * (room // len(sign.encode()))}\n"
    text += "\n" * (MAX_BYTES - len(text.encode()))
    assert len(text.encode()) == MAX_BYTES
    assert document.load(text)
    with pytest.raises(Invalid, match="cannot be read") as caught:
        document.load(text + "\n")
    assert str(MAX_BYTES) in caught.value.problems[0].sentence


def test_20_levels_are_read() -> None:
    inner = MAX_DEPTH - 1
    data = document.load("a: " + "[" * inner + "x" + "]" * inner)
    for _level in range(inner):
        (data["a"],) = data["a"]
    assert data == {"a": "x"}


def test_the_error_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(Invalid) as caught:
        document.load("name: {given: Aino, family: [Esimerkki}\n")
    said = str(caught.value) + str(caught.value.problems)
    assert "Aino" not in said
    assert "Esimerkki" not in said


@given(st.text())
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        document.load(text)
    except Invalid as error:
        assert error.problems
    else:
        document.comments(text)
        document.lines(text)


# --- Lines ----------------------------------------------------------------------------------


def test_each_field_is_found_on_its_line() -> None:
    text = """\
# first
kind: person
name:
  given: Aino

  family:
    "Esimerkki"
phones:
  # own
  - "1"
  - >-
    2
roles: [a,
  b]
paper:
  - kind: notes
    place: {x: y,
      z: w}
empty:
last: |
  words
"""
    assert document.lines(text) == {
        ("kind",): 2,
        ("name",): 3,
        ("name", "given"): 4,
        ("name", "family"): 6,
        ("phones",): 8,
        ("phones", 0): 10,
        ("phones", 1): 11,
        ("roles",): 13,
        ("roles", 0): 13,
        ("roles", 1): 14,
        ("paper",): 15,
        ("paper", 0): 16,
        ("paper", 0, "kind"): 16,
        ("paper", 0, "place"): 17,
        ("paper", 0, "place", "x"): 17,
        ("paper", 0, "place", "z"): 18,
        ("empty",): 19,
        ("last",): 20,
    }


def test_a_text_without_fields_has_no_lines() -> None:
    assert document.lines("# nothing\n") == {}


# --- Comments -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: b\n", []),
        ("# one\na: b # two\n#three\n", [(1, "one"), (2, "two"), (3, "three")]),
        ("a: b#c\n", []),
        ("a: b #c\n", [(1, "c")]),
        ("a: b\t# c\n", [(1, "c")]),
        ("a: http://x.example/#y # z\n", [(1, "z")]),
        ('a: "b # c" # d\n', [(1, "d")]),
        ("a: 'it''s # no' # yes\n", [(1, "yes")]),
        ('a: "b\n  # not\n  c"\n', []),
        ('a: "say \\" # not" # yes\n', [(1, "yes")]),
        ('a: "b"#c\n', [(1, "c")]),
        ("a: [b]#c\n", [(1, "c")]),
        ("a: {b: c}#d\n", [(1, "d")]),
        (
            "a: [ # in\n  'b # c', # after\n  d#e\n  ] # end\n",
            [(1, "in"), (2, "after"), (4, "end")],
        ),
        ('a: {b: "c # d", # e\n  f: g}\n', [(1, "e")]),
        ('"a # b": c # d\n', [(1, "d")]),
        ("a#b: c\n", []),
        ("a: |\n  b # no\n  # no\nc: d # yes\n", [(4, "yes")]),
        ("a: | # head\n  b\n\n  # no\n# yes\n", [(1, "head"), (5, "yes")]),
        ("a: >- # head\n  b # no\n\n  # no\n # less\nc: d\n", [(1, "head"), (5, "less")]),
        ("a: |2 # head\n   # no\n", [(1, "head")]),
        ("a:\n  - |\n    b # no\n  # yes\n  - c\n", [(4, "yes")]),
        ("a: |\n\n\n# yes\n", [(4, "yes")]),
        ("a: # own\n  # two\n  b: c\n", [(1, "own"), (2, "two")]),
        ("a: b\n  c # yes\n", [(2, "yes")]),
        ("? a # one\n: b # two\n", [(1, "one"), (2, "two")]),
        ("--- # one\na: b\n... # two\n", [(1, "one"), (3, "two")]),
        ("#\n##  two  \n# \na: b\n", [(2, "two")]),
        ('"𐐀 # ä": "𐐀 # ö" # 𐐀 # å\n', [(1, "𐐀 # å")]),
        ("# only\n", [(1, "only")]),
    ],
)
def test_comments_are_found_and_values_are_not(text: str, found: list[tuple[int, str]]) -> None:
    assert document.comments(text) == [Comment(line, words) for line, words in found]


@given(DATA, LINES)
def test_nothing_in_a_value_is_taken_for_a_comment(data: document.Data, words: str) -> None:
    text = document.dump(data)
    assert document.comments(text) == []
    kept = words.strip().lstrip("#").strip()
    assume(kept and not words.lstrip().startswith("#"))
    comments = document.comments(f"# {words}\n{text}# {words}\n")
    assert [comment.text for comment in comments] == [words.strip()] * 2


# --- Writing --------------------------------------------------------------------------------


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("value", RISKY, ids=lambda value: repr(value[:20]))
def test_a_risky_text_is_written_so_that_every_reader_takes_it_for_a_text(
    value: str, read: Any
) -> None:
    data: document.Data = {"a": value, "b": [value, "x"], "c": {"d": value}, "e": [{"f": [value]}]}
    assert read(document.dump(data)) == data


@given(NAMES, TEXTS)
def test_every_text_is_written_so_that_every_reader_gives_it_back(name: str, value: str) -> None:
    data: document.Data = {name: value, "list": [value], "inner": [{name: value, "b": ["c"]}]}
    text = document.dump(data)
    for read in READERS:
        assert read(text) == data


@given(DATA)
def test_what_is_written_is_read_back_without_what_is_empty(data: document.Data) -> None:
    text = document.dump(data)
    assert document.load(text) == present(data)
    assert yaml_1_1(text) == yaml_1_2(text) == data


@given(DATA)
def test_what_is_written_survives_sealing_and_being_tidied(data: document.Data) -> None:
    text = document.dump(data)
    assert document.load(text.rstrip("\n") + "\n") == present(data)


@given(st.text(), st.text())
@example("a\u2028b", "c")
@example("a\x85b", "c")
@example("a\0b", "c")
def test_a_character_that_a_record_must_not_hold_is_never_lost_but_refused(
    one: str, two: str
) -> None:
    """Whatever a program writes is either the same when it is read, or is not accepted."""
    text = document.dump({"a": f"{one}\n{two}"})
    assert yaml_1_1(text) == yaml_1_2(text) == {"a": f"{one}\n{two}"}
    try:
        assert document.load(text) == {"a": f"{one}\n{two}"}
    except Invalid as error:
        assert error.problems[0].sentence == "there is a character here that a record must not hold"


def test_a_written_record_reads_well() -> None:
    data: document.Data = {
        "kind": "person",
        "name": {"given": "Aino", "family": "Esimerkki"},
        "phones": ["+358401234567"],
        "billing": {"address": {"street": "Esimerkkikatu 1 A 2", "postal_code": "00100"}},
        "contracts": [{"number": "S-2023-07", "starts": "2023-08-15"}],
        "notes": "eka rivi\ntoka rivi",
    }
    assert document.dump(data) == (
        "kind: person\n"
        "name: {given: Aino, family: Esimerkki}\n"
        'phones: ["+358401234567"]\n'
        "billing:\n"
        '  address: {street: Esimerkkikatu 1 A 2, postal_code: "00100"}\n'
        "contracts:\n"
        '  - {number: S-2023-07, starts: "2023-08-15"}\n'
        "notes: |-\n"
        "  eka rivi\n"
        "  toka rivi\n"
    )


# --- Changes that keep comments -------------------------------------------------------------

TYPED = """\
# Came by way of the orderer
kind: person
name:
  given: Aino   # as she signs
  family: "Esimerkki"

# --- how to reach her ---
phones:
  - 0401234567   # own
  - '0501234567'
emails: [aino@posti.example]
language: no
billing:
  address: {street: Esimerkkikatu 1 A 2, postal_code: 00100, city: Helsinki}
  terms: |
    14 pv netto # not a comment

    ei viivästyskorkoa
  # after the block
relationship:
  started: 2023-08-15
  note: >-
    joka toinen
    tiistai 13:00
# the last word
"""


def without(text: str, start: str) -> list[str]:
    return [line for line in text.splitlines() if not line.lstrip().startswith(start)]


@pytest.mark.parametrize(
    "text",
    [
        TYPED,
        TYPED.replace("\n  - ", "\n- "),
        "",
        "# only a comment\n",
        "---\na: b   # c\n",
        "a:    b\nc:\n      d:   e\n",
        "a: [ # in a list\n  b, c ]\n",
        "a: b\n  c\n",
        "a: 'b'\nc: \"d\"\n",
        "a:\n    - b\n    -   c\n",
    ],
)
def test_a_draft_that_was_not_changed_is_the_text_as_typed(text: str) -> None:
    draft = Draft(text)
    assert draft.text == text
    for name, value in list(draft.data.items()):
        draft.data[name] = value
    assert draft.text == text


@given(LINES)
def test_a_draft_changes_one_line_and_leaves_the_others_as_typed(value: str) -> None:
    draft = Draft(TYPED)
    draft.data["language"] = value
    assert without(draft.text, "language:") == without(TYPED, "language:")
    changed = {**document.load(TYPED), "language": composed(value)}
    assert document.load(draft.text) == changed


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("value", RISKY, ids=lambda value: repr(value[:20]))
def test_a_draft_quotes_new_risky_values(value: str, read: Any) -> None:
    draft = Draft("kind: person # x\nname: {given: Aino}\n")
    draft.data["new"] = value
    draft.data["name"]["family"] = value
    draft.data["list"] = [value, {"inner": value}]
    name = {"given": "Aino", "family": value}
    expected = {"kind": "person", "name": name, "new": value, "list": [value, {"inner": value}]}
    assert read(draft.text) == expected


def test_what_the_owner_typed_plain_stays_plain() -> None:
    draft = Draft(TYPED)
    draft.data["name"]["given"] = "00100"
    assert "  - 0401234567   # own\n" in draft.text
    assert "language: no\n" in draft.text
    assert 'given: "00100" # as she signs\n' in draft.text


def test_a_draft_without_a_field_keeps_every_comment() -> None:
    """A comment is data: it does not go because a field beside it does."""
    draft = Draft(TYPED)
    for name in ("phones", "billing", "relationship"):
        del draft.data[name]
    assert Counter(comment.text for comment in document.comments(draft.text)) == Counter(
        comment.text for comment in document.comments(TYPED)
    )
    assert document.load(draft.text).keys() == {"kind", "name", "emails", "language"}


def test_comments_that_have_no_place_of_their_own_are_kept_at_the_end() -> None:
    draft = Draft("# one\n# two\n")
    assert draft.data == {}
    draft.data["a"] = "b"
    assert draft.text == "a: b\n# one\n# two\n"
    draft = Draft("a: [ # in\n  b, # after\n  ]\n")
    draft.data["a"].append("c")
    assert document.load(draft.text) == {"a": ["b", "c"]}
    assert {comment.text for comment in document.comments(draft.text)} == {"in", "after"}


def test_a_draft_of_an_empty_text_can_be_filled() -> None:
    draft = Draft("")
    draft.data["a"] = ["00100"]
    assert document.load(draft.text) == {"a": ["00100"]}


def test_a_draft_can_be_emptied() -> None:
    draft = Draft("a: b # c\n")
    del draft.data["a"]
    assert document.load(draft.text) == {}
    assert [comment.text for comment in document.comments(draft.text)] == ["c"]


@pytest.mark.parametrize(
    "text",
    [
        'a: "x"\t# after a tab\n',
        "a: b\t\n",
        "a: b\n...\n...\n",
        "a:  #c\n    ...\n \n",
        "|\n",
    ],
)
def test_what_the_two_libraries_read_otherwise_is_not_changed_by_a_program(text: str) -> None:
    """Such a text is read, and the owner may change it; a program would do harm."""
    document.load(text)
    with pytest.raises(Invalid) as caught:
        Draft(text)
    assert "change it in your editor" in caught.value.problems[0].sentence


def test_a_comment_that_would_become_a_value_stops_a_change() -> None:
    draft = Draft("a: # c\n|\n")
    draft.data["new"] = "y"
    with pytest.raises(Invalid):
        draft.text  # noqa: B018


PIECES = [
    *("a", "b: ", "c: ", "- ", "\n", "\n", "\n  ", "\n    ", " ", "# x", " # y\n", "[", "]", "{"),
    *(
        "}",
        ", ",
        '"q #z"',
        "'s'",
        "|\n",
        ">-\n",
        "|2\n",
        "? ",
        "---\n",
        "...\n",
        "\t",
        "12:30",
        ":",
    ),
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_draft_never_changes_loses_or_breaks_what_it_was_not_asked_to(typed: str) -> None:
    """For any text: it is refused, or keeps its values and comments when a field is added."""
    text = document.tidy("z: 00100\n" + typed)
    try:
        before = document.load(text)
        draft = Draft(text)
        assert draft.text == text
        draft.data["new"] = "no"
        after = draft.text
    except Invalid:
        return
    assert document.load(after) == {**before, "new": "no"}
    lost = Counter(comment.text for comment in document.comments(text))
    lost.subtract(comment.text for comment in document.comments(after))
    assert not +lost


@given(DATA, NAMES, VALUES)
def test_a_draft_of_any_data_takes_any_change(
    data: document.Data, name: str, value: document.Value
) -> None:
    data, name = composed(data), composed(name)
    draft = Draft(document.dump(data))
    draft.data[name] = value
    assert document.load(draft.text) == composed(present({**data, name: value}))
