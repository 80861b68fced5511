"""What Git is told about a register: how its files are shown, merged and signed."""

import shlex
import sys
from pathlib import Path

from heijastus_records.register import signing
from heijastus_records.register.register import Register

SAFE = {
    "core.autocrlf": "false",
    "core.symlinks": "false",
    "rerere.enabled": "false",
    "merge.renames": "false",
    "diff.renames": "false",
    # With the cache on, Git would keep what it shows as plain text in refs/notes.
    "diff.records.cachetextconv": "false",
}
"""Settings of every register, with any program and any key."""


def program(identity: Path | None) -> str:
    """Return how a shell calls this program from within the register's folder.

    A module of the same name that lies in the folder must never be what runs.
    """
    script = Path(sys.executable).with_name("records.exe" if sys.platform == "win32" else "records")
    words = [str(script)] if script.exists() else [sys.executable, "-P", "-m", "heijastus_records"]
    named = ["--identity", str(identity.absolute())] if identity else []
    return shlex.join([*words, *named])


def settings(register: Register) -> dict[str, str]:
    """Return the settings that a register's repository is to have on this computer."""
    ours = program(register.private.named)
    driver = f"{ours} merge-driver %O %A %B %P"
    found = {
        **SAFE,
        "diff.records.textconv": f"{ours} textconv",
        "merge.records.name": "field by field",
        "merge.records.driver": driver,
        "merge.records-key.name": "keys of one record",
        "merge.records-key.driver": driver,
    }
    signer = register.signers.find(register.history.git)
    if register.notice.is_signed and signer:
        found |= {
            "gpg.format": "ssh",
            "gpg.ssh.allowedSignersFile": str(register.signers.file),
            "user.signingKey": signer.key,
            "commit.gpgSign": "true",
            "tag.gpgSign": "true",
        }
    return found


def lacking(register: Register) -> dict[str, str]:
    """Return the settings that are missing or say something else."""
    git = register.history.git
    return {
        name: value
        for name, value in settings(register).items()
        if git.setting(name, "--local") != value
    }


def connect(register: Register) -> None:
    """Tell Git what it lacks, and make a signing key where this computer needs one.

    Raises Misused where changes are to be signed and ssh-keygen is missing.
    """
    admit(register)
    for name, value in lacking(register).items():
        register.history.git.run("config", "--local", "--replace-all", name, value)


def admit(register: Register) -> None:
    """Pin the signing key of this computer, made if need be, where changes are signed."""
    if register.notice.is_signed:
        signers = register.signers
        signer = signers.find(register.history.git) or signers.make()
        signers.pin(signers.public(signer), register.notice.data["contact"]["email"])


def can_sign() -> bool:
    """Tell whether changes can be signed on this computer."""
    return signing.is_available()
