"""Who may change a register: the signing key of this computer, and the signers that are pinned.

Signatures are Git's own, by SSH keys. The list of signers lies outside the repository, where
nobody who can push is able to change it.
"""

import base64
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from heijastus_records.errors import Damaged, Misused, NoKey
from heijastus_records.messages import gettext as _
from heijastus_records.register import platform
from heijastus_records.register.git import Git

NAMESPACE = "git"
"""What Git's signatures are made for; a signature for something else proves nothing."""

MAX_SIGNERS = 64 * 1024
"""Largest list of signers that is read, in bytes."""

_PUBLIC = re.compile(r"(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+ [A-Za-z0-9+/]+=*")
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


@dataclass(frozen=True)
class Signer:
    """What signs the changes of this computer."""

    key: str
    """Path of an SSH key, or a public one whose other half an agent holds."""
    settings: tuple[str, ...] = ()
    """Settings for git that go with it."""


class Signers:
    """The signing key of this computer, and the pinned list of those who may sign."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def file(self) -> Path:
        """The list, in the form that ssh-keygen and git read."""
        return self._folder / "allowed_signers"

    @property
    def own(self) -> Path:
        """The signing key that was made for this register on this computer."""
        return self._folder / "signing_key"

    def find(self, git: Git) -> Signer | None:
        """Return what signs here: the owner's own choice for all of Git, else the made key."""
        chosen = git.setting("user.signingKey", "--global")
        if chosen and git.setting("gpg.format", "--global") == "ssh":
            program = git.setting("gpg.ssh.program", "--global")
            return Signer(_expanded(chosen), (f"gpg.ssh.program={program}",) if program else ())
        return Signer(str(self.own)) if self.own.is_file() else None

    def make(self) -> Signer:
        """Make a signing key for this computer. Raises Misused without ssh-keygen."""
        words = ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(self.own)]
        _keygen(*words)
        Path(f"{self.own}.pub").chmod(0o600)
        return Signer(str(self.own))

    def public(self, signer: Signer) -> str:
        """Return the public half of a signing key. Raises NoKey."""
        text = signer.key.removeprefix("key::")
        if not _PUBLIC.match(text):
            file = Path(f"{text.removesuffix('.pub')}.pub")
            try:
                text = file.read_text("ascii", "replace")
            except OSError as error:
                raise NoKey(
                    _("the public half of the signing key is missing ({path})").format(path=file)
                ) from error
        found = _PUBLIC.match(text.strip())
        if not found:
            raise NoKey(_("the signing key is not an SSH key"))
        return found[0]

    # --- the pinned list ---

    def pin(self, public: str, email: str) -> None:
        """Add a signer to the list; one that is there already stays as it is."""
        lines = self._lines()
        if not any(public in line for line in lines):
            lines.append(f'{_principal(email)} namespaces="{NAMESPACE}" {public}')
            platform.write_file(self.file, "\n".join([*lines, ""]).encode())

    def _lines(self) -> list[str]:
        try:
            content = platform.read_file(self.file, MAX_SIGNERS, _("the list of signers"))
        except FileNotFoundError:
            return []
        text = content.decode("utf-8", "replace")
        if "\ufffd" in text:
            raise Damaged(_("the list of signers is damaged"), str(self.file))
        return text.splitlines()

    @property
    def fingerprints(self) -> list[str]:
        """Fingerprints of the pinned signers."""
        return list(self.addresses)

    @property
    def addresses(self) -> dict[str, str]:
        """The address under which each signer is pinned, by the fingerprint of the key."""
        lines = [line.rpartition(f'"{NAMESPACE}" ') for line in self._lines()]
        known = [(about, public) for about, _sign, public in lines if _PUBLIC.match(public)]
        return {fingerprint(public): about.partition(" ")[0] for about, public in known}


def _principal(email: str) -> str:
    """Return an address as the list has it: a pattern there must not match everybody."""
    plain = re.sub(r"[\s*?!,\"']", "", email)
    return plain or "owner"


def _expanded(key: str) -> str:
    return str(Path(key).expanduser()) if key.startswith("~") else key


def public_of(commit: bytes) -> str:
    """Return the public key that a commit's signature names, or nothing; it proves nothing yet.

    The form is OpenSSH's own (PROTOCOL.sshsig): a magic word, a version, and the key.
    """
    lines = commit.partition(b"\n\n")[0].split(b"\ngpgsig", 1)[-1].split(b"\n")
    body = b"".join(line.strip() for line in lines if re.fullmatch(rb" [A-Za-z0-9+/=]+", line))
    try:
        blob = base64.b64decode(body, validate=True)
        size = int.from_bytes(blob[10:14], "big")
        key = blob[14 : 14 + size]
        kind = key[4 : 4 + int.from_bytes(key[:4], "big")].decode("ascii")
    except ValueError:
        return ""
    if not blob.startswith(b"SSHSIG\x00\x00\x00\x01") or len(key) != size:
        return ""
    found = f"{kind} {base64.b64encode(key).decode('ascii')}"
    return found if _PUBLIC.fullmatch(found) else ""


def fingerprint(public: str) -> str:
    """Return the fingerprint of a public SSH key, as ssh-keygen shows it."""
    found = _FINGERPRINT.search(_keygen("-l", "-f", "-", content=public))
    return found[0] if found else ""


def is_available() -> bool:
    """Tell whether the program that signs is on this computer."""
    return shutil.which("ssh-keygen") is not None


def _keygen(*words: str, content: str = "") -> str:
    try:
        done = subprocess.run(
            ["ssh-keygen", *words], input=content, capture_output=True, encoding="utf-8"
        )
    except FileNotFoundError as error:
        raise Misused(
            _("ssh-keygen is not installed: changes cannot be signed"), "https://www.openssh.com"
        ) from error
    if done.returncode:
        raise NoKey(_("ssh-keygen refuses ({said})").format(said=done.stderr.strip()[:200]))
    return done.stdout
