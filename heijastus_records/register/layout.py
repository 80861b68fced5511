"""Where things lie in a register, and what they are called."""

import base64
import re
import secrets

FOLDERS = {"c": "clients", "r": "requests", "b": "breaches"}
"""First letter of an id, and the folder of its records."""

CUSTODY = "custody"
"""Id of the one record that is not a person's: copies of the secret, devices, pending erasures."""

EPOCH = "records/epoch"
TOMBSTONES = "records/erased.yaml"
NOTICE = "register.yaml"
ATTRIBUTES = ".gitattributes"

ALLOWED = ("README.md", ".gitignore", ".pre-commit-config.yaml")
"""Files that an owner may add."""

ALLOWED_FOLDERS = ("schemas/", "docs/")
"""Folders in which an owner may keep what she likes, as long as it tells of nobody."""

ID = re.compile(r"[crb]-[a-z2-7]{13,26}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""A name of a remote or a branch that can be shown as it is."""

_SCHEMA = re.compile(r"schemas/[a-z]+\.schema\.json")
REGISTER_ID = re.compile(r"[a-z2-7]{26}")

ATTRIBUTES_TEXT = """\
records/**/*.age -text diff=records merge=records
records/*.age -text diff=records merge=records
records/keys/*.age -text -diff merge=records-key
records/erased.yaml text eol=lf merge=union
"""


def new_id(letter: str) -> str:
    """Draw the id of a new record: a letter for its kind and 64 random bits."""
    return f"{letter}-{_draw(8)}"


def new_register_id() -> str:
    """Draw the 128-bit id of a new register."""
    return _draw(16)


def _draw(size: int) -> str:
    return base64.b32encode(secrets.token_bytes(size)).decode("ascii").lower().rstrip("=")


def record_path(record: str) -> str:
    """Return the path of a record from the top of the register, with forward slashes."""
    if record == CUSTODY:
        return f"records/{CUSTODY}.yaml.age"
    return f"records/{FOLDERS[record[0]]}/{record}.yaml.age"


def key_path(record: str) -> str:
    """Return the path of the key of a record's file."""
    return f"records/keys/{record}.age"


def is_own(path: str) -> bool:
    """Tell whether a path is one that the program writes: nothing else is written or removed."""
    fixed = path in (EPOCH, TOMBSTONES, NOTICE, ATTRIBUTES)
    return fixed or bool(id_of(path)) or bool(_SCHEMA.fullmatch(path))


def is_known(path: str) -> bool:
    """Tell whether a file of this path may lie in a register."""
    inside = path.startswith(ALLOWED_FOLDERS) and not any(
        part.startswith(".") or not part.isprintable() for part in path.split("/")
    )
    return is_own(path) or path in ALLOWED or inside


def id_of(path: str) -> str:
    """Return the id that a path of a record or of a key belongs to, or an empty text."""
    name = path.rpartition("/")[2].removesuffix(".age").removesuffix(".yaml")
    if name == CUSTODY or ID.fullmatch(name):
        return name if path in (record_path(name), key_path(name)) else ""
    return ""
