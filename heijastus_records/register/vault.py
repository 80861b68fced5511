"""Sealing and opening: the home of pyrage, and of the formats that are for ever.

`docs/format.md` is the contract. A key is one X25519 pair of age; "recipient" and "identity" in
age's sense stay in this module. What is sealed says what it is: its id, its register and its
version are inside, so that a swapped, foreign or replayed file is found on reading.

age does not authenticate the writer (age, issue 59), so the public half is kept secret too: it is
derived when needed and never printed or stored.
"""

import hashlib
import json
import re
import time
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pyrage

from heijastus_records.errors import Damaged, NoKey
from heijastus_records.messages import gettext as _

FORMAT = 1
"""Newest format that this version reads and the one it writes."""

PADDING = 512
"""A sealed text is filled with newlines to a multiple of this many bytes."""

MAX_TEXT = 256 * 1024
"""Largest text of a record, in bytes."""

MAX_SEALED = MAX_TEXT + 4096
"""Largest sealed file that is read at all, in bytes."""

MAX_HEADER = 1024
"""Largest age header, in bytes. 1,500 stanzas would keep the library busy for 40 seconds."""

MAX_NUMBER = 2**53
"""Every number of a first line is smaller: the largest that all readers of JSON keep exact."""

MAX_WORK_FACTOR = 22
"""Largest scrypt work factor (2^22: 4 GiB of memory) of a passphrase that is tried.

The library takes as much as the computer does in about a second, and age itself opens up to this.
"""

BUSY_TRIES = 40
"""How often a computer that is busy is measured again before a passphrase is given up."""

_MAGIC = b"age-encryption.org/v1\n"
# One X25519 stanza; then at most one stanza of the kind that age's specification calls grease
# (a random one, for nobody), which the library adds by itself.
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n"
    rb"-> X25519 [A-Za-z0-9+/]{43}\n[A-Za-z0-9+/]{43}\n"
    rb"(?:-> [!-~]{1,32}-grease(?: [!-~]{1,64}){0,8}\n"
    rb"(?:[A-Za-z0-9+/]{64}\n){0,8}[A-Za-z0-9+/]{0,63}\n)?"
    rb"--- [A-Za-z0-9+/]{43}\n"
)
_PASSPHRASE = re.compile(rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} ([0-9]{1,2})\n")
_EXAMPLE = "# public example"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Key:
    """One key: what it seals, only it opens."""

    __slots__ = ("_identity",)

    def __init__(self, identity: pyrage.x25519.Identity) -> None:
        self._identity = identity

    @classmethod
    def generate(cls) -> "Key":
        """Make a new key."""
        return cls(pyrage.x25519.Identity.generate())

    @classmethod
    def parse(cls, line: str) -> "Key":
        """Read a key from its one line of text. Raises ValueError."""
        try:
            return cls(pyrage.x25519.Identity.from_str(line))
        except pyrage.IdentityError as error:
            raise ValueError from error

    @property
    def secret(self) -> str:
        """The key as one line of text, for a sealed file or the owner's own file only."""
        return str(self._identity)

    def seal(self, plain: bytes) -> bytes:
        """Seal bytes so that only this key opens them."""
        return bytes(pyrage.encrypt(plain, [self._identity.to_public()]))


def unseal(keys: tuple[Key, ...], sealed: bytes, where: str) -> bytes:
    """Open bytes with the first of the keys that fits.

    Raises Damaged where the file is not a sealed file of ours or no key fits.
    """
    inspect(sealed, where)
    try:
        return bytes(pyrage.decrypt(sealed, [key._identity for key in keys]))
    except pyrage.DecryptError as error:
        raise Damaged(
            _("{where}: damaged, or sealed with another key").format(where=where), _mend(where)
        ) from error


def opened(keys: tuple[Key, ...], sealed: bytes) -> bytes | None:
    """Return what a sealed file holds, whatever that is; None where none of some keys opens it."""
    try:
        return unseal(keys, sealed, "")
    except Damaged:
        return None


def opens(keys: tuple[Key, ...], sealed: bytes) -> bool:
    """Tell whether any of some keys opens a sealed file."""
    return opened(keys, sealed) is not None


def is_sealed(content: bytes) -> bool:
    """Tell whether a content is a sealed file of any kind, ours or not."""
    return content.startswith(_MAGIC)


def names(plain: bytes, records: Collection[str]) -> bool:
    """Tell whether an opened file says of itself that it belongs to one of some records."""
    return any(f'"{record}"'.encode() in plain.partition(b"\n")[0] for record in records)


def text_of(keys: tuple[Key, ...], sealed: bytes) -> str:
    """Return the text of an older version of a record; empty where it opens no more."""
    plain = opened(keys, sealed) or b""
    return plain.partition(b"\n")[2].decode("utf-8", "replace")


def inspect(sealed: bytes, where: str) -> None:
    """Check the outside of a sealed file without a key, before any decrypting.

    Raises Damaged where it is not an age file, has more than one recipient or a long header.
    """
    if not is_sealed(sealed):
        raise Damaged(_("{where}: not a sealed file").format(where=where), _mend(where))
    if not _HEADER.match(sealed, 0, MAX_HEADER):
        raise Damaged(
            _("{where}: the header is not one that this program writes").format(where=where),
            _mend(where),
        )


def _mend(where: str) -> str:
    return _("records repair {where} restores the newest version that opens").format(where=where)


# --- Sealed texts ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Binding:
    """What a sealed text says about itself in its first line."""

    id: str
    register: str
    version: int
    parents: tuple[str, ...]
    """SHA-256 of the sealed files it was made from; empty for a first or a reduced version."""


def digest(sealed: bytes) -> str:
    """Return the hash by which a later version names this one as its parent."""
    return hashlib.sha256(sealed).hexdigest()


def seal_text(key: Key, binding: Binding, text: str) -> bytes:
    """Seal a text under its first line, filled up to a multiple of 512 bytes."""
    head = {
        "format": FORMAT,
        "id": binding.id,
        "register": binding.register,
        "version": binding.version,
        "parents": list(binding.parents),
    }
    plain = f"#records {json.dumps(head)}\n{text}".encode()
    return key.seal(plain + b"\n" * (-len(plain) % PADDING))


def open_text(
    keys: tuple[Key, ...], sealed: bytes, record: str, register: str
) -> tuple[Binding, str]:
    """Open a sealed text and check that it is the one that was asked for.

    Raises Damaged where it is another file's, another register's or unreadable; NoKey where a
    newer program wrote it.
    """
    _refuse_large(sealed, record)
    plain = unseal(keys, sealed, record)
    first, _newline, rest = plain.partition(b"\n")
    head = _head(first, "#records ", record)
    try:
        text = rest.decode("utf-8")
        binding = Binding(
            str(head["id"]),
            str(head["register"]),
            _number(head["version"]),
            _parents(head["parents"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(
            _("{where}: the first line is damaged").format(where=record), _mend(record)
        ) from error
    _check_binding(binding.id, binding.register, record, register)
    return binding, tidy(text)


def tidy(text: str) -> str:
    """Return a text with one newline at its end: further ones cannot be told from padding."""
    return text.rstrip("\n") + "\n"


def _head(line: bytes, mark: str, where: str) -> dict[str, Any]:
    """Read the JSON of a first line. Raises Damaged, or NoKey for a newer format."""
    try:
        text = line.decode("utf-8")
        head: dict[str, Any] = dict(json.loads(text.removeprefix(mark)))
        found = _number(head["format"]) if text.startswith(mark) else 0
    except (KeyError, TypeError, ValueError, RecursionError):
        found = 0
    if not found:
        raise Damaged(_("{where}: the first line is damaged").format(where=where), _mend(where))
    if found > FORMAT:
        raise NoKey(
            _("{where}: written in format {found}; this program reads up to {known}").format(
                where=where, found=found, known=FORMAT
            ),
            _("install a newer version of records"),
        )
    return head


def _number(value: object) -> int:
    """Return a whole number from 1, which is what every number of a first line is."""
    if type(value) is not int or not 0 < value < MAX_NUMBER:
        raise ValueError
    return value


def _parents(value: object) -> tuple[str, ...]:
    """Return the digests of at most two parents."""
    if type(value) is not list or len(value) > 2:
        raise ValueError
    if not all(isinstance(parent, str) and _DIGEST.fullmatch(parent) for parent in value):
        raise ValueError
    return tuple(value)


def _refuse_large(sealed: bytes, where: str) -> None:
    if len(sealed) > MAX_SEALED:
        raise Damaged(
            _("{where}: larger than {limit} bytes").format(where=where, limit=MAX_SEALED),
            _mend(where),
        )


def _check_binding(found: str, found_register: str, record: str, register: str) -> None:
    if found_register != register:
        raise Damaged(
            _("{where}: the file belongs to another register").format(where=record), _mend(record)
        )
    if found != record:
        raise Damaged(
            _("{where}: the file belongs to another record").format(where=record), _mend(record)
        )


# --- Key files ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Epoch:
    """The one secret of a register: it opens every key file until the next erasure."""

    register: str
    number: int
    key: Key
    example: bool = False
    """True for the identity of the published example, which protects nothing."""

    def renewed(self) -> "Epoch":
        """Make the secret of the next epoch."""
        return Epoch(self.register, self.number + 1, Key.generate(), self.example)


def seal_keys(epoch: Epoch, record: str, keys: tuple[Key, ...]) -> bytes:
    """Wrap the keys of one file, newest first, to the epoch: an ordinary age identity file."""
    head = {"format": FORMAT, "id": record, "register": epoch.register, "epoch": epoch.number}
    lines = [f"#records-key {json.dumps(head)}", *(key.secret for key in keys), ""]
    return epoch.key.seal("\n".join(lines).encode())


def open_keys(epoch: Epoch, sealed: bytes, record: str) -> tuple[Key, ...]:
    """Unwrap the keys of one file. Raises Damaged where they are not those of `record`."""
    _refuse_large(sealed, record)
    first, *lines = unseal((epoch.key,), sealed, record).decode("utf-8", "replace").split("\n")
    head = _head(first.encode(), "#records-key ", record)
    _check_binding(str(head.get("id")), str(head.get("register")), record, epoch.register)
    if type(head.get("epoch")) is not int or head["epoch"] != epoch.number:
        raise Damaged(_("{where}: the key is of another epoch").format(where=record), _mend(record))
    try:
        keys = tuple(Key.parse(line) for line in lines if line)
        if not keys:
            raise ValueError
    except ValueError as error:
        raise Damaged(
            _("{where}: the key is damaged").format(where=record), _mend(record)
        ) from error
    return keys


# --- The owner's file -----------------------------------------------------------------------


def write_epoch(epoch: Epoch, passphrase: str | None) -> bytes:
    """Return the owner's identity file, sealed with a passphrase unless there is none."""
    head = {"format": FORMAT, "register": epoch.register, "epoch": epoch.number}
    lines = [f"#records-epoch {json.dumps(head)}", epoch.key.secret, ""]
    if epoch.example:
        lines.insert(0, _EXAMPLE)
    plain = "\n".join(lines).encode()
    return plain if passphrase is None else pyrage.passphrase.encrypt(plain, _composed(passphrase))


def _composed(passphrase: str) -> str:
    """Return a passphrase in one form: macOS may hand over ö as two letters, Linux as one."""
    return unicodedata.normalize("NFC", passphrase)


def is_protected(content: bytes) -> bool:
    """Tell whether an identity file is sealed with a passphrase."""
    return content.startswith((b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----"))


def open_protected(content: bytes, passphrase: str) -> bytes:
    """Open an identity file with its passphrase. Raises NoKey where it does not fit."""
    stanza = _PASSPHRASE.match(content)
    if not stanza or int(stanza[1]) > MAX_WORK_FACTOR:
        raise NoKey(_("the identity file is not protected in the way this program does it"))
    try:
        return _opened(content, _composed(passphrase))
    except pyrage.DecryptError as error:
        if _is_too_slow(error):
            raise NoKey(
                _("this computer is too slow, or too busy now, to try the passphrase"),
                _("try again later, or open the file with age: age -d FILE"),
            ) from error
        raise NoKey(
            _("the passphrase does not open the identity"),
            _("try again; small and capital letters differ"),
        ) from error


def _opened(content: bytes, passphrase: str) -> bytes:
    """Open a sealed file; the library gives up at once where it measures a slow computer.

    Such a moment passes: a right passphrase must not be called wrong for it.
    """
    for _try in range(BUSY_TRIES):
        try:
            return bytes(pyrage.passphrase.decrypt(content, passphrase))
        except pyrage.DecryptError as error:
            if not _is_too_slow(error):
                raise
            time.sleep(0.25)
    return bytes(pyrage.passphrase.decrypt(content, passphrase))


def _is_too_slow(error: Exception) -> bool:
    return str(error).startswith("Excessive work")


def parse_epoch(content: bytes) -> Epoch:
    """Read the plain text of an identity file. Raises NoKey where it is something else."""
    lines = content.decode("utf-8", "replace").splitlines()
    example = bool(lines) and lines[0].startswith(_EXAMPLE)
    try:
        first, secret = lines[1:3] if example else lines[0:2]
        head = _head(first.encode(), "#records-epoch ", _("the identity file"))
        return Epoch(str(head["register"]), _number(head["epoch"]), Key.parse(secret), example)
    except (Damaged, KeyError, TypeError, ValueError) as error:
        raise NoKey(
            _("the identity file is not one that records has made"),
            _("name the right one with --identity FILE"),
        ) from error
