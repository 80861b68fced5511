"""The formats of docs/format.md: what is sealed opens now and for ever, and nothing else does."""

import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heijastus_records.errors import Damaged, NoKey, RecordsError
from heijastus_records.register import document, layout, private, vault
from heijastus_records.register.register import Register

GOLDEN = Path(__file__).parent / "golden"
EXPECTED = json.loads((GOLDEN / "expected.json").read_text("utf-8"))
REGISTER, RECORD = EXPECTED["register"], EXPECTED["record"]
OTHER = "c-toinenesimerkki"
HEAD = {"format": 1, "id": RECORD, "register": REGISTER, "version": 7, "parents": []}
KEY_HEAD = {"format": 1, "id": RECORD, "register": REGISTER, "epoch": 4}
EPOCH_HEAD = {"format": 1, "register": REGISTER, "epoch": 4}
TEXT = "kind: person\nname: {given: Aino, family: Esimerkki}\n"
HUGE = 10**4000

KEY = vault.Key.parse(EXPECTED["keys"]["key-one.age"][0])
EPOCH = vault.parse_epoch((GOLDEN / "epoch").read_bytes())

INTRO = b"age-encryption.org/v1\n"
FACTOR = b"A" * 43 + b"\n"
STANZA = b"-> X25519 " + FACTOR + FACTOR
GREASE = b"-> abc-grease x y\n" + FACTOR
MAC = b"--- " + FACTOR + b"\0" * 48


def golden(name: str) -> bytes:
    return (GOLDEN / name).read_bytes()


def seal(head: object, text: str = TEXT, mark: str = "#records ") -> bytes:
    """Seal a text under any first line: what a hostile writer who has the key could do."""
    return KEY.seal(f"{mark}{json.dumps(head)}\n{text}".encode())


def open_(sealed: bytes) -> tuple[vault.Binding, str]:
    return vault.open_text((KEY,), sealed, RECORD, REGISTER)


# --- What was sealed once opens for ever ----------------------------------------------------


@pytest.mark.parametrize("name", EXPECTED["texts"])
def test_every_golden_text_opens_to_what_was_sealed(name: str) -> None:
    expected = EXPECTED["texts"][name]
    keys = vault.open_keys(EPOCH, golden(expected["keys"]), RECORD)
    binding, text = vault.open_text(keys, golden(name), RECORD, REGISTER)
    version, parents = expected["version"], tuple(expected["parents"])
    assert (binding, text) == (
        vault.Binding(RECORD, REGISTER, version, parents),
        expected["text"],
    )


@pytest.mark.parametrize("name", EXPECTED["keys"])
def test_every_golden_key_file_opens_to_its_keys_newest_first(name: str) -> None:
    keys = vault.open_keys(EPOCH, golden(name), RECORD)
    assert [key.secret for key in keys] == EXPECTED["keys"][name]


@pytest.mark.parametrize(("name", "example"), [("epoch", False), ("epoch-example", True)])
def test_the_golden_epoch_file_is_read(name: str, example: bool) -> None:
    epoch = vault.parse_epoch(golden(name))
    assert (epoch.register, epoch.number, epoch.example) == (REGISTER, EXPECTED["epoch"], example)
    assert epoch.key.secret == EXPECTED["secret"]


def test_the_golden_epoch_file_with_a_passphrase_opens_to_the_plain_one() -> None:
    content = golden("epoch-passphrase.age")
    assert vault.is_protected(content)
    assert not vault.is_protected(golden("epoch"))
    typed_on_a_mac = unicodedata.normalize("NFD", EXPECTED["passphrase"])
    assert vault.open_protected(content, typed_on_a_mac) == golden("epoch")


def test_golden_values_are_what_the_owner_typed() -> None:
    data = document.load(EXPECTED["texts"]["text-comments.age"]["text"])
    assert data["phones"] == ["0401234567"]
    assert document.load(EXPECTED["texts"]["text-two-parents.age"]["text"])["contracts"] == [
        {"number": "S-2023-07", "schedule": "joka toinen tiistai 13:00", "service": "työnohjaus"},
        {"number": "no", "signed": "2024-02-30"},
    ]


# --- The exact bytes ------------------------------------------------------------------------


def test_the_first_line_and_the_padding_are_byte_for_byte_those_of_the_contract() -> None:
    parents = ("0" * 64, "f" * 64)
    sealed = vault.seal_text(KEY, vault.Binding(RECORD, REGISTER, 7, parents), TEXT)
    first = (
        f'#records {{"format": 1, "id": "{RECORD}", "register": "{REGISTER}", "version": 7, '
        f'"parents": ["{"0" * 64}", "{"f" * 64}"]}}\n'
    )
    assert vault.unseal((KEY,), sealed, RECORD) == (first + TEXT).encode().ljust(512, b"\n")


def test_a_key_file_is_byte_for_byte_that_of_the_contract() -> None:
    sealed = vault.seal_keys(EPOCH, RECORD, (KEY, EPOCH.key))
    first = f'#records-key {{"format": 1, "id": "{RECORD}", "register": "{REGISTER}", "epoch": 4}}'
    plain = f"{first}\n{KEY.secret}\n{EPOCH.key.secret}\n"
    assert vault.unseal((EPOCH.key,), sealed, RECORD) == plain.encode()


@pytest.mark.parametrize("comment", ["", "# public example\n"])
def test_an_epoch_file_is_byte_for_byte_that_of_the_contract(comment: str) -> None:
    first = f'#records-epoch {{"format": 1, "register": "{REGISTER}", "epoch": 4}}'
    epoch = vault.Epoch(REGISTER, 4, KEY, bool(comment))
    assert vault.write_epoch(epoch, None).decode() == f"{comment}{first}\n{KEY.secret}\n"


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    binding = vault.Binding(RECORD, REGISTER, 1, ())
    assert vault.seal_text(KEY, binding, TEXT) != vault.seal_text(KEY, binding, TEXT)


@given(st.text(st.characters(codec="utf-8")))
def test_every_text_comes_back_with_one_newline_at_its_end(text: str) -> None:
    binding = vault.Binding(RECORD, REGISTER, 2, ("a" * 64,))
    sealed = vault.seal_text(KEY, binding, text)
    assert len(vault.unseal((KEY,), sealed, RECORD)) % 512 == 0
    assert open_(sealed) == (binding, text.rstrip("\n") + "\n")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("A\u0308iti", "Äiti\n"),
        ("\ufeffname: x\n", "name: x\n"),
        ("a: b\r\nc: d\r\n", "a: b\nc: d\n"),
        ("a: b\n\n\n", "a: b\n"),
        ("", "\n"),
        ("  \n", "  \n"),
    ],
)
def test_a_text_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert document.tidy(typed) == kept


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_in_the_kept_form_is_kept_as_it_is(text: str) -> None:
    kept = document.tidy(document.tidy(text).removeprefix("\ufeff"))
    assert document.tidy(kept) == kept == vault.tidy(kept)


# --- Plain age ------------------------------------------------------------------------------


def age(*words: str, given: bytes = b"") -> bytes:
    return subprocess.run(["age", *words], input=given, capture_output=True, check=True).stdout


@pytest.mark.system("age")
def test_two_calls_of_age_open_a_record(register: Register, aino: str, tmp_path: Path) -> None:
    record, wrapped = (
        register.root / path for path in (layout.record_path(aino), layout.key_path(aino))
    )
    key = tmp_path / "key"
    key.write_bytes(age("-d", "-i", str(tmp_path / "identity"), str(wrapped)))
    first, _, text = age("-d", "-i", str(key), str(record)).decode().partition("\n")
    assert json.loads(first.removeprefix("#records "))["id"] == aino
    assert text.rstrip("\n") + "\n" == register.read(aino).text


@pytest.mark.system("age")
def test_a_record_sealed_by_age_opens(tmp_path: Path) -> None:
    identity = tmp_path / "identity"
    identity.write_bytes(vault.write_epoch(EPOCH, None))
    keys = f"#records-key {json.dumps(KEY_HEAD)}\n{KEY.secret}\n"
    wrapped = age("-e", "-i", str(identity), given=keys.encode())
    identity.write_text(KEY.secret, "ascii")
    sealed = age("-e", "-i", str(identity), given=f"#records {json.dumps(HEAD)}\n{TEXT}".encode())
    assert b"-grease" not in wrapped + sealed
    opened = vault.open_keys(EPOCH, wrapped, RECORD)
    binding, text = vault.open_text(opened, sealed, RECORD, REGISTER)
    assert (binding.version, text) == (7, TEXT)


@pytest.mark.system("age")
@pytest.mark.parametrize("name", EXPECTED["texts"])
def test_age_opens_every_golden_text(name: str, tmp_path: Path) -> None:
    expected = EXPECTED["texts"][name]
    key = tmp_path / "key"
    key.write_bytes(age("-d", "-i", str(GOLDEN / "epoch"), str(GOLDEN / expected["keys"])))
    text = age("-d", "-i", str(key), str(GOLDEN / name)).decode().partition("\n")[2]
    assert vault.tidy(text) == expected["text"]


# --- Hostile headers ------------------------------------------------------------------------


PLAIN = f"#records {json.dumps(HEAD)}\n{TEXT}".encode()


def two_keys() -> bytes:
    both = [pyrage.x25519.Identity.from_str(key.secret).to_public() for key in (KEY, EPOCH.key)]
    return pyrage.encrypt(PLAIN, both)


def ssh() -> bytes:
    public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN"
    return pyrage.encrypt(b"x", [pyrage.ssh.Recipient.from_str(public)])


def armored() -> bytes:
    public = pyrage.x25519.Identity.from_str(KEY.secret).to_public()
    return pyrage.encrypt(PLAIN, [public], armored=True)


HEADERS: dict[str, bytes | Callable[[], bytes]] = {
    "a second key": two_keys,
    "an ssh key": ssh,
    "armor": armored,
    "a second stanza": INTRO + STANZA + STANZA + MAC,
    "1,500 stanzas": INTRO + STANZA * 1500 + MAC,
    "a passphrase": INTRO + b"-> scrypt " + b"A" * 22 + b" 18\n" + FACTOR + MAC,
    "a passphrase and a key": INTRO + STANZA + b"-> scrypt AAAA 18\n" + FACTOR + MAC,
    "a passphrase's golden file": golden("epoch-passphrase.age"),
    "two grease stanzas": INTRO + STANZA + GREASE + GREASE + MAC,
    "grease only": INTRO + GREASE + MAC,
    "grease first": INTRO + GREASE + STANZA + MAC,
    "a long grease stanza": INTRO + STANZA + b"-> x-grease\n" + b"A" * 64 * 40 + b"\n" + MAC,
    "more than 1 KiB": INTRO + STANZA + b"-> x-grease" + b" " + b"y" * 1000 + b"\n\n" + MAC,
    "more than 1 KiB, all of it well formed": INTRO
    + STANZA
    + b"-> x-grease"
    + (b" " + b"y" * 64) * 8
    + b"\n"
    + (b"A" * 64 + b"\n") * 8
    + b"AA\n"
    + MAC,
    "another stanza named like grease": INTRO + STANZA + b"-> x-greasy\n" + FACTOR + MAC,
    "a plugin's stanza": INTRO + b"-> ../../x AAAA\n" + FACTOR + MAC,
    "a later age": INTRO.replace(b"v1", b"v2") + STANZA + MAC,
    "CRLF": (INTRO + STANZA + MAC).replace(b"\n", b"\r\n"),
    "no end": INTRO + STANZA,
    "a short share": INTRO + STANZA.replace(b"A" * 43, b"A" * 42, 1) + MAC,
    "plaintext": TEXT.encode(),
    "plaintext with the mark": f"#records {json.dumps(HEAD)}\n{TEXT}".encode(),
    "a merge conflict": b"<<<<<<< HEAD\n" + INTRO + STANZA + MAC,
    "a zip": b"PK\3\4" + bytes(500),
    "nothing": b"",
    "zeros": bytes(10_000),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_of_another_kind_is_refused_before_anything_is_decrypted(name: str) -> None:
    """`inspect` has no key: what it refuses can keep no library busy."""
    sealed = HEADERS[name]
    with pytest.raises(Damaged) as caught:
        vault.inspect(sealed if isinstance(sealed, bytes) else sealed(), RECORD)
    assert caught.value.exit_code == 7
    assert RECORD in caught.value.sentence


@pytest.mark.parametrize("make", [two_keys, armored])
def test_what_the_library_would_open_is_not_opened_where_its_header_is_of_another_kind(
    make: Callable[[], bytes],
) -> None:
    sealed = make()
    assert pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(KEY.secret)]) == PLAIN
    with pytest.raises(Damaged):
        open_(sealed)


def test_the_headers_that_the_library_writes_are_accepted_whatever_their_grease() -> None:
    for _turn in range(3000):
        vault.inspect(KEY.seal(b""), RECORD)


@pytest.mark.parametrize(
    "header", [INTRO + STANZA + MAC, INTRO + STANZA + GREASE + MAC], ids=["plain", "grease"]
)
def test_a_header_of_the_right_form_passes_the_inspection_and_still_does_not_open(
    header: bytes,
) -> None:
    vault.inspect(header, RECORD)
    with pytest.raises(Damaged):
        open_(header)


# --- Damage ---------------------------------------------------------------------------------


def test_a_sealed_text_cut_anywhere_is_damaged() -> None:
    sealed = vault.seal_text(KEY, vault.Binding(RECORD, REGISTER, 1, ()), TEXT)
    for end in range(len(sealed)):
        with pytest.raises(Damaged):
            open_(sealed[:end])
    with pytest.raises(Damaged):
        open_(sealed + b"\n")


@pytest.mark.parametrize("bits", [0x01, 0x20, 0x80, 0xFF])
def test_a_sealed_text_with_any_byte_changed_is_damaged(bits: int) -> None:
    sealed = bytearray(vault.seal_text(KEY, vault.Binding(RECORD, REGISTER, 1, ()), TEXT))
    for place in range(len(sealed)):
        sealed[place] ^= bits
        with pytest.raises(Damaged):
            open_(bytes(sealed))
        sealed[place] ^= bits


def test_a_key_file_cut_or_changed_anywhere_is_damaged() -> None:
    sealed = bytearray(vault.seal_keys(EPOCH, RECORD, (KEY,)))
    for place in range(len(sealed)):
        with pytest.raises(Damaged):
            vault.open_keys(EPOCH, bytes(sealed[:place]), RECORD)
        sealed[place] ^= 0x01
        with pytest.raises(Damaged):
            vault.open_keys(EPOCH, bytes(sealed), RECORD)
        sealed[place] ^= 0x01


def test_an_epoch_file_cut_or_changed_anywhere_never_gives_another_key() -> None:
    content = golden("epoch")
    for place in range(len(content)):
        changed = bytearray(content)
        for bits in (0x01, 0x20, 0x80):
            changed[place] = content[place] ^ bits
            for broken in (content[:place], bytes(changed)):
                try:
                    epoch = vault.parse_epoch(broken)
                except NoKey:
                    continue
                assert epoch.key.secret == EXPECTED["secret"]


@given(st.binary(max_size=2000))
def test_any_bytes_are_refused_and_never_crash(content: bytes) -> None:
    with pytest.raises(Damaged):
        open_(content)
    with pytest.raises(Damaged):
        open_(KEY.seal(content))
    with pytest.raises(Damaged):
        vault.open_keys(EPOCH, EPOCH.key.seal(content), RECORD)
    with pytest.raises(NoKey):
        vault.parse_epoch(content)
    with pytest.raises(NoKey):
        vault.open_protected(content, "x")


def test_a_text_that_is_not_utf8_is_damaged() -> None:
    with pytest.raises(Damaged):
        open_(KEY.seal(f"#records {json.dumps(HEAD)}\nname: ".encode() + b"\xff\n"))


def test_a_file_larger_than_any_record_is_not_decrypted() -> None:
    limit = vault.MAX_SEALED
    with pytest.raises(Damaged, match=f"larger than {limit} bytes"):
        open_(seal(HEAD, "x" * limit))
    with pytest.raises(Damaged, match=f"larger than {limit} bytes"):
        vault.open_keys(EPOCH, EPOCH.key.seal(b"#" * limit), RECORD)


def test_the_largest_text_fits_into_the_largest_sealed_file() -> None:
    text = "x" * (vault.MAX_TEXT - 1) + "\n"
    binding = vault.Binding(RECORD, REGISTER, vault.MAX_NUMBER - 1, ("a" * 64, "b" * 64))
    assert open_(vault.seal_text(KEY, binding, text)) == (binding, text)


def test_another_key_does_not_open_a_text() -> None:
    sealed = seal(HEAD)
    with pytest.raises(Damaged, match="damaged, or sealed with another key"):
        vault.open_text((EPOCH.key,), sealed, RECORD, REGISTER)
    with pytest.raises(Damaged):
        vault.open_text((), sealed, RECORD, REGISTER)
    assert vault.open_text((EPOCH.key, KEY), sealed, RECORD, REGISTER)[1] == TEXT


# --- What a sealed file says of itself ------------------------------------------------------


def test_a_newer_format_is_refused_naming_the_version_wanted() -> None:
    files = [
        lambda head: open_(seal(head, "whatever comes\n")),
        lambda head: vault.open_keys(
            EPOCH, EPOCH.key.seal(f"#records-key {json.dumps(head)}\nnew".encode()), RECORD
        ),
        lambda head: vault.parse_epoch(f"#records-epoch {json.dumps(head)}\nnew".encode()),
    ]
    for read in files:
        with pytest.raises(NoKey, match=r"format 2; this program reads up to 1") as caught:
            read({"format": 2, "all": "else may differ"})
        assert caught.value.exit_code == 4


def test_an_unknown_field_in_a_first_line_is_no_obstacle() -> None:
    """A later version may add one without a new format number."""
    assert open_(seal({**HEAD, "new": [1, {"a": None}]}))[1] == TEXT


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": OTHER}, "another record"),
        ({"register": "a" * 26}, "another register"),
        ({"id": OTHER, "register": "a" * 26}, "another register"),
    ],
)
def test_a_file_of_another_record_or_register_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(Damaged, match=says):
        open_(seal({**HEAD, **change}))
    head = json.dumps({**KEY_HEAD, **change})
    with pytest.raises(Damaged, match=says):
        vault.open_keys(
            EPOCH, EPOCH.key.seal(f"#records-key {head}\n{KEY.secret}".encode()), RECORD
        )


def test_swapped_files_are_refused(register: Register, aino: str) -> None:
    """Two records' files exchanged, with their keys or without: each names its own id inside."""
    other = layout.new_id("c")
    register.add({other: "kind: person\nname: {given: Toinen}\n"}, action="new")
    swapped = {
        layout.record_path(aino): (register.root / layout.record_path(other)).read_bytes(),
        layout.key_path(aino): (register.root / layout.key_path(other)).read_bytes(),
    }
    for path, content in swapped.items():
        (register.root / path).write_bytes(content)
        with pytest.raises(Damaged):
            register.read(aino)
    assert register.read(other).data["name"] == {"given": "Toinen"}


WRONG: list[tuple[str, Any]] = [
    *(("format", value) for value in (0, -1, True, False, 1.0, "1", None, [1], HUGE, 1e300)),
    *(("id", value) for value in ([RECORD], {RECORD: 1}, None, 5, True, "", RECORD + "\n")),
    *(("register", value) for value in ([REGISTER], None, 5, "", REGISTER.upper())),
    *(("version", value) for value in (0, -3, True, 7.0, 7.9, "7", None, [7], {}, HUGE, 2**53)),
    *(("version", value) for value in (float("inf"), float("-inf"), float("nan"))),
    *(("parents", value) for value in ("abc", "", None, 5, True, {"a" * 64: 1}, [1], [None])),
    *(("parents", value) for value in (["a" * 63], ["A" * 64], ["a" * 64 + "\n"], [["a" * 64]])),
    *(("parents", value) for value in (["a" * 64] * 3, ["a" * 64] * 3000, [[]] * 80_000)),
]


@pytest.mark.parametrize(
    ("name", "value"), WRONG, ids=[f"{name}={str(value)[:20]!r}" for name, value in WRONG]
)
def test_a_first_line_with_a_wrong_value_is_damaged(name: str, value: object) -> None:
    with pytest.raises(Damaged):
        open_(seal({**HEAD, name: value}))


def test_100_000_parents_are_refused() -> None:
    with pytest.raises(Damaged):
        open_(seal({**HEAD, "parents": ["a" * 64] * 100_000}))


@pytest.mark.parametrize("name", HEAD)
def test_a_first_line_without_one_of_its_keys_is_damaged(name: str) -> None:
    with pytest.raises(Damaged):
        open_(seal({key: value for key, value in HEAD.items() if key != name}))


@pytest.mark.parametrize(
    "first",
    [
        "",
        "#records",
        "#records ",
        "#records []",
        "#records 1",
        "#records null",
        '#records "format"',
        "#records-key " + json.dumps(HEAD),
        " #records " + json.dumps(HEAD),
        "#records " + json.dumps(HEAD) + " x",
        "#records " + "[" * 100_000,
        '#records {"a": ' * 20_000,
        '#records {"format": ' + "9" * 5000 + "}",
        '#records {"format": 1e999}',
        "\ufeff#records " + json.dumps(HEAD),
    ],
    ids=lambda first: repr(first[:24]),
)
def test_a_first_line_of_another_form_is_damaged(first: str) -> None:
    with pytest.raises(Damaged):
        open_(KEY.seal(f"{first}\n{TEXT}".encode()))


@pytest.mark.parametrize(
    "plain",
    [
        f"#records-key {json.dumps(KEY_HEAD)}\n",
        f"#records-key {json.dumps(KEY_HEAD)}",
        f"#records-key {json.dumps(KEY_HEAD)}\n{KEY.secret[:-1]}\n",
        f"#records-key {json.dumps(KEY_HEAD)}\n{KEY.secret}\r\n",
        f"#records-key {json.dumps(KEY_HEAD)}\n{KEY.secret}\nAGE-PLUGIN-X-1\n",
        f"#records-key {json.dumps(KEY_HEAD)}\n{KEY.secret}\n\0",
        f"#records-key {json.dumps({**KEY_HEAD, 'epoch': 3})}\n{KEY.secret}\n",
        f"#records-key {json.dumps({**KEY_HEAD, 'epoch': 4.0})}\n{KEY.secret}\n",
        f"#records-key {json.dumps({**KEY_HEAD, 'epoch': '4'})}\n{KEY.secret}\n",
        f"#records {json.dumps(KEY_HEAD)}\n{KEY.secret}\n",
        f"{KEY.secret}\n",
    ],
    ids=lambda plain: repr(plain[-20:]),
)
def test_a_key_file_of_another_form_is_damaged(plain: str) -> None:
    with pytest.raises(Damaged):
        vault.open_keys(EPOCH, EPOCH.key.seal(plain.encode()), RECORD)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "# public example",
        "# public example\n# public example\n" + KEY.secret,
        KEY.secret,
        f"#records-epoch {json.dumps(EPOCH_HEAD)}",
        f"#records-epoch {json.dumps(EPOCH_HEAD)}\n{KEY.secret[:-1]}",
        *(
            f"#records-epoch {json.dumps({**EPOCH_HEAD, 'epoch': value})}\n{KEY.secret}\n"
            for value in (0, -1, True, 1.5, "4", None, float("inf"), HUGE)
        ),
        f"#records-epoch {'[' * 60_000}\n{KEY.secret}\n",
        "-----BEGIN OPENSSH PRIVATE KEY-----\n",
    ],
    ids=lambda content: repr(content[:20] + content[80:100]),
)
def test_an_identity_file_of_another_form_is_no_key(content: str) -> None:
    with pytest.raises(NoKey):
        vault.parse_epoch(content.encode())


@pytest.mark.parametrize("factor", [b"23", b"30", b"63", b"99", b"999", b"-1", b"x"])
def test_a_passphrase_that_would_take_all_memory_is_not_tried(factor: bytes) -> None:
    content = INTRO + b"-> scrypt " + b"A" * 22 + b" " + factor + b"\n" + FACTOR + MAC
    with pytest.raises(NoKey, match="not protected in the way"):
        vault.open_protected(content, "x")


def test_the_published_identity_opens_no_other_register(tmp_path: Path) -> None:
    path = tmp_path / "identity"
    path.write_bytes(golden("epoch-example"))
    with pytest.raises(NoKey, match="the published example identity"):
        private.Private(REGISTER, path).load(None)


# --- Names, and the plain files -------------------------------------------------------------


def test_ids_are_random_and_of_the_documented_form() -> None:
    ids = [layout.new_id(letter) for letter in "crb" for _turn in range(200)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[crb]-[a-z2-7]{13}", record) for record in ids)
    assert all(layout.ID.fullmatch(record) for record in ids)
    assert layout.REGISTER_ID.fullmatch(layout.new_register_id())


@pytest.mark.parametrize(
    ("record", "path"),
    [
        (RECORD, f"records/clients/{RECORD}.yaml.age"),
        ("r-" + RECORD[2:], f"records/requests/r-{RECORD[2:]}.yaml.age"),
        ("b-" + RECORD[2:], f"records/breaches/b-{RECORD[2:]}.yaml.age"),
        ("custody", "records/custody.yaml.age"),
    ],
)
def test_a_record_and_its_key_lie_where_the_contract_says(record: str, path: str) -> None:
    assert layout.record_path(record) == path
    assert layout.key_path(record) == f"records/keys/{record}.age"
    assert layout.id_of(path) == layout.id_of(layout.key_path(record)) == record


@pytest.mark.parametrize(
    "path",
    [
        "",
        "records/epoch",
        "records/erased.yaml",
        f"records/requests/{RECORD}.yaml.age",
        f"records/clients/{RECORD}.yaml",
        f"records/clients/{RECORD}.age",
        f"records/keys/{RECORD}.yaml.age",
        f"records/clients/../clients/{RECORD}.yaml.age",
        f"records/clients/x/{RECORD}.yaml.age",
        f"./records/clients/{RECORD}.yaml.age",
        f"records/clients/{RECORD}.yaml.age\n",
        f"records/clients/{RECORD.upper()}.yaml.age",
        f"{RECORD}.yaml.age",
        "records/clients/c-short.yaml.age",
        f"records/clients/{RECORD[:-1]}.yaml.age",
        f"records/clients/c-{'a' * 27}.yaml.age",
        "records/clients/c-ainoesimerkk1.yaml.age",
        "records/clients/custody.yaml.age",
        "records/clients/.yaml.age",
    ],
)
def test_a_path_of_another_form_has_no_id(path: str) -> None:
    assert layout.id_of(path) == ""


@pytest.mark.system("git")
def test_git_is_told_how_to_treat_each_file(register: Register, aino: str) -> None:
    paths = [layout.record_path(aino), layout.record_path("custody"), layout.key_path(aino)]
    paths += [layout.TOMBSTONES, layout.EPOCH]
    said = subprocess.run(
        ["git", "check-attr", "text", "diff", "merge", "eol", "--", *paths],
        cwd=register.root,
        capture_output=True,
        encoding="ascii",
        check=True,
    ).stdout
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        path, _name, value = line.split(": ")
        found.setdefault(path, []).append(value)
    assert found == {
        layout.record_path(aino): ["unset", "records", "records", "unspecified"],
        layout.record_path("custody"): ["unset", "records", "records", "unspecified"],
        layout.key_path(aino): ["unset", "unset", "records-key", "unspecified"],
        layout.TOMBSTONES: ["set", "unspecified", "union", "lf"],
        layout.EPOCH: ["unspecified"] * 4,
    }


def test_a_new_register_has_the_plain_files_of_the_contract(register: Register) -> None:
    assert (register.root / layout.EPOCH).read_text("ascii") == 'epoch: "1"\nday: "2026-11-22"\n'
    assert (register.root / layout.ATTRIBUTES).read_text("ascii") == layout.ATTRIBUTES_TEXT
    assert not (register.root / layout.TOMBSTONES).exists()


def test_no_public_half_of_a_key_is_stored(register: Register, aino: str, tmp_path: Path) -> None:
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert (register.root / layout.key_path(aino)) in files
    assert not [path for path in files if b"age1" in path.read_bytes()]


def test_every_error_of_a_sealed_file_belongs_to_the_one_family() -> None:
    assert issubclass(Damaged, RecordsError)
    assert issubclass(NoKey, RecordsError)
    assert (Damaged.exit_code, NoKey.exit_code) == (7, 4)
