"""How the golden files were made: run once, on 2026-11-22, and never again.

README: everything here is a public example. The secrets, the passphrase and the person are test
data, protect nothing, and must never be used for a register. `expected.json` holds, in plain,
what each file opens to. A later format gets files of its own beside these; these never change.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from heijastus_records.register import vault

HERE = Path(__file__).parent
REGISTER = "goldenregister2goldenregis"
RECORD = "c-ainoesimerkki"
PASSPHRASE = "kuusi tavallista sanaa ja öljyä tässä"
PARENTS = ("0123456789abcdef" * 4, "fedcba9876543210" * 4)

COMMENTED = """\
# Aino came by way of the orderer; "quoted", #hash and ä ö å – € 𐐀
kind: person
name:
  given: Aino   # as she signs
  family: "Esimerkki"
phones:
  - 0401234567
billing:
  address: {street: Esimerkkikatu 1 A 2, postal_code: 00100, city: Helsinki}   # unquoted 00100
  terms: |
    14 pv netto # not a comment

    ei viivästyskorkoa
  # the last word
"""
MIXED = """\
kind: person
name: {given: Aino, family: Esimerkki}
roles: [supervisee, contact]
contracts:
- number: 'S-2023-07'
  schedule: >-
    joka toinen tiistai
    13:00
  service: työnohjaus
- {number: no, signed: 2024-02-30}
"""


def exact() -> str:
    """Return a text that, with its first line, fills 1024 bytes: nothing is left to pad."""
    head = json.dumps(
        {"format": 1, "id": RECORD, "register": REGISTER, "version": 3, "parents": [PARENTS[0]]}
    )
    room = 1024 - len(f"#records {head}\n") - len("kind: person\n# \n")
    return f"kind: person\n# {'x' * room}\n"


def age(identity: Path, plain: bytes) -> bytes:
    """Seal with the age program, to the first key of an identity file."""
    command = ["age", "-e", "-i", str(identity)]
    return subprocess.run(command, input=plain, capture_output=True, check=True).stdout


def main() -> None:
    """Write the files. Refuses where they are there already."""
    if (HERE / "expected.json").exists():
        sys.exit("the golden files are there; they are never made anew")
    epoch = vault.Epoch(REGISTER, 4, vault.Key.generate())
    newest, middle, oldest, byage = (vault.Key.generate() for _turn in range(4))
    files = {
        "epoch": vault.write_epoch(epoch, None),
        "epoch-example": vault.write_epoch(vault.Epoch(REGISTER, 4, epoch.key, True), None),
        "epoch-passphrase.age": vault.write_epoch(epoch, PASSPHRASE),
        "key-one.age": vault.seal_keys(epoch, RECORD, (newest,)),
        "key-three.age": vault.seal_keys(epoch, RECORD, (newest, middle, oldest)),
    }
    texts = {
        "text-comments.age": (oldest, 1, (), COMMENTED),
        "text-two-parents.age": (newest, 7, PARENTS, MIXED),
        "text-empty.age": (newest, 2, PARENTS[:1], ""),
        "text-exact.age": (middle, 3, PARENTS[:1], exact()),
    }
    expected: dict[str, dict[str, object]] = {"texts": {}, "keys": {}}
    for name, (key, version, parents, text) in texts.items():
        binding = vault.Binding(RECORD, REGISTER, version, parents)
        files[name] = vault.seal_text(key, binding, text)
        expected["texts"][name] = {
            "keys": "key-three.age",
            "version": version,
            "parents": list(parents),
            "text": vault.tidy(text),
        }
    with tempfile.TemporaryDirectory() as folder:
        identity = Path(folder) / "identity"
        head = {"format": 1, "id": RECORD, "register": REGISTER}
        key_head = json.dumps({**head, "epoch": 4})
        identity.write_bytes(files["epoch"])
        files["age-key.age"] = age(identity, f"#records-key {key_head}\n{byage.secret}\n".encode())
        text_head = json.dumps({**head, "version": 1, "parents": []})
        identity.write_text(f"{byage.secret}\n", "ascii")
        plain = f"#records {text_head}\n{COMMENTED}".encode()
        files["age-text.age"] = age(identity, plain + b"\n" * (-len(plain) % 512))
    expected["texts"]["age-text.age"] = {
        "keys": "age-key.age",
        "version": 1,
        "parents": [],
        "text": COMMENTED,
    }
    expected["keys"] = {
        "key-one.age": [newest.secret],
        "key-three.age": [newest.secret, middle.secret, oldest.secret],
        "age-key.age": [byage.secret],
    }
    about = {"register": REGISTER, "record": RECORD, "epoch": 4, "secret": epoch.key.secret}
    for name, content in files.items():
        (HERE / name).write_bytes(content)
    whole = {**about, "passphrase": PASSPHRASE, **expected}
    (HERE / "expected.json").write_text(
        json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
