"""What Git is told about a register: how its files are shown, merged and signed."""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from heijastus_records.register import layout, signing
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
    """Return how Git calls this program: from the top of the register, and for that register.

    A module of the same name that lies in the folder must never be what runs, and another
    register that is named in the environment is not meant.
    """
    named = ["--identity", str(identity.absolute())] if identity else []
    return shlex.join([*words(), "--register", ".", *named])


def words() -> list[str]:
    """Return the words that start this program."""
    script = Path(sys.executable).with_name("records.exe" if sys.platform == "win32" else "records")
    return [str(script)] if script.exists() else [sys.executable, "-P", "-m", "heijastus_records"]


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
    known = {name.casefold(): value for name, value in _listed(register, "--local")}
    return {
        name: value
        for name, value in settings(register).items()
        if known.get(name.casefold(), "") != value
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


# --- What others may have told it -----------------------------------------------------------

RUNS = re.compile(
    r"core\.(fsmonitor|editor|pager|sshcommand|askpass|gitproxy|alternaterefscommand|worktree"
    r"|attributesfile|excludesfile|hookspath)"
    r"|pager\..*|sequence\.editor|interactive\.difffilter|diff\.external|diff\.orderfile"
    r"|diff\..*\.(command|textconv)|merge\..*\.driver|filter\..*\.(clean|smudge|process)"
    r"|gpg\.(.*\.)?program|gpg\.ssh\.(defaultkeycommand|revocationfile|allowedsignersfile)"
    r"|credential\.(.*\.)?helper|remote\..*\.(uploadpack|receivepack|vcs|promisor|proxy)"
    r"|url\..*\.(insteadof|pushinsteadof)|uploadpack\.packobjectshook|gc\.recentobjectshook"
    r"|trailer\..*\.(command|cmd)|include\.path|includeif\..*|protocol\..*|hook\..*"
    r"|fsck\..*|receive\.fsck\..*|fetch\.fsck\..*|submodule\..*|(merge|diff|gui)tool\..*"
    r"|tar\..*\.command|browser\..*|man\..*|help\..*|web\..*|instaweb\..*|sendemail\..*"
    r"|imap\..*|user\.signingkey|http\..*|ssh\.variant|extensions\.partialclone|bisect\..*|init\.templatedir",
    re.IGNORECASE,
)
"""Settings that make Git run something, or look elsewhere."""

_LEAKS = "diff.records.cachetextconv"
_OFF = ("core.fsmonitor", "submodule.recurse", _LEAKS)
"""Settings that do nothing where they say false; for others it is a program's name, or a file's."""


def foreign(register: Register) -> list[str]:
    """Return the names of the repository's settings that run something and are not ours."""
    ours = {name.casefold(): value for name, value in settings(register).items()}
    ours["gpg.ssh.allowedsignersfile"] = str(register.signers.file)  # also where nobody signs now
    found = []
    for name, value in _told(register):
        if ours.get(name.casefold()) == value or (name.casefold() in _OFF and value == "false"):
            continue
        if name.casefold() == "user.signingkey" and name.casefold() not in ours:
            continue  # of the owner's own, where changes are not signed
        if RUNS.fullmatch(name) or _is_program(name, value) or name.casefold() == _LEAKS:
            found.append(name if PLAIN.fullmatch(name) else name.partition(".")[0])
    return list(dict.fromkeys(found))


def _told(register: Register) -> Iterator[tuple[str, str]]:
    """Yield the settings of the repository, and those of this work tree alone."""
    git, own = register.history.git, register.history.folder / "config.worktree"
    places: list[tuple[str, ...]] = [("--local",)]
    if own.exists() and git.setting("extensions.worktreeConfig", "--local"):
        places.append(("--file", str(own)))
    for place in places:
        yield from _listed(register, *place)


def _listed(register: Register, *place: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of one place; of a name that is there twice, the last one counts."""
    listing = register.history.git.run("config", *place, "--list", "-z")
    for entry in filter(None, listing.split("\0")):
        name, _newline, value = entry.partition("\n")
        yield name, value


def _is_program(name: str, value: str) -> bool:
    """Tell whether an alias runs a program, or Git with other settings."""
    return name.startswith("alias.") and value.lstrip().startswith(("!", "-"))


PLAIN = re.compile(r"[A-Za-z0-9.-]{1,80}")
"""A setting's name that can be shown as it is."""


def overriding(register: Register) -> list[str]:
    """Return the files of attributes that are in no commit of ours and hold for the register."""
    root, common = register.root, register.history.common
    found = [(".git/info/attributes", common / "info" / "attributes")]
    for folder in ("records", "schemas", "docs"):
        here = (
            [] if (root / folder).is_symlink() else sorted((root / folder).rglob(layout.ATTRIBUTES))
        )
        found += [(path.relative_to(root).as_posix(), path) for path in here]
    return [shown for shown, path in found if _says_something(path)]


def _says_something(path: Path) -> bool:
    try:
        lines = path.read_text("utf-8", "replace")
    except OSError:
        return False
    return any(line.strip() and not line.startswith("#") for line in lines.splitlines())
